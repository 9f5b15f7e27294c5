"""Give stored mentions to the brands as they are defined now, in batches, resumable.

A brand's fingerprint changes when its matching could. The store remembers with which one it was
matched; where that differs, the mentions are matched again from the newest down, and how far
that has come is kept with each batch.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from monitor.matching import SERVICE, Watch
from monitor.model import Match, Mention
from monitor.store.connect import Store
from monitor.store.facts import refresh, touching
from monitor.store.pages import replace_matches
from monitor.store.reading import load_mentions
from monitor.store.rows import own_accounts

BATCH: Final = 1000
# Fields of matches that stand on what a source said, not on the text.
STANDING: Final = ("source", SERVICE)


@dataclass(frozen=True, kw_only=True)
class Rematched:
    """How many mentions were looked at, and how many changed their brands or spans."""

    seen: int = 0
    changed: int = 0


def sync_watch(store: Store, watch: Watch) -> None:
    """Tell the store which accounts are the brands' own; cheap when nothing changed."""
    wanted = {(key, brand) for key, brands in watch.own_accounts.items() for brand in brands}
    kept = {(row[0], row[1]) for row in store.rows("SELECT author, brand FROM own_account")}
    if wanted == kept:
        return
    with store.transaction() as connection:
        connection.execute("DELETE FROM own_account")
        connection.executemany("INSERT INTO own_account VALUES (?, ?)", sorted(wanted))
        authors = sorted({author for author, _ in wanted ^ kept})
        for author in authors:
            rows = connection.execute("SELECT id FROM mention WHERE author = ?", [author])
            refresh(connection, [row[0] for row in rows.fetchall()])


def changed_brands(store: Store, watch: Watch) -> list[str]:
    """Brands whose stored matches do not answer to their present definition."""
    kept = {
        row["brand"]: row["fingerprint"]
        for row in store.rows(
            "SELECT brand, fingerprint FROM matched_brand WHERE rematched_below IS NULL"
        )
    }
    return [name for name, now in watch.fingerprints().items() if kept.get(name) != now]


def rematch(
    store: Store,
    watch: Watch,
    *,
    everything: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Rematched:
    """Match the store again for brands that changed (or all); goes on where a run was stopped.

    *progress* is told the mentions done and to do.
    """
    names = list(watch.fingerprints()) if everything else changed_brands(store, watch)
    if not names:
        return Rematched()
    top = _begin(store, watch, names, again=everything)
    done = Rematched()
    for ids in _batches_below(store, top):
        changed = _rematch_batch(store, watch, frozenset(names), ids)
        done = Rematched(seen=done.seen + len(ids), changed=done.changed + changed)
        progress(done.seen, top)
    with store.transaction() as connection:
        connection.executemany(
            "UPDATE matched_brand SET rematched_below = NULL WHERE brand = ?",
            [(name,) for name in names],
        )
    return done


def _begin(store: Store, watch: Watch, names: list[str], *, again: bool) -> int:
    """Note what is being matched; returns the id below which mentions are still to do."""
    newest = int(store.value("SELECT COALESCE(MAX(id), 0) + 1 FROM mention"))
    fingerprints = watch.fingerprints()
    tops = []
    with store.transaction() as connection:
        for name in names:
            row = connection.execute(
                "SELECT rematched_below FROM matched_brand WHERE brand = ? AND fingerprint = ?",
                [name, fingerprints[name]],
            ).fetchone()
            resumed = row[0] if row and not again else None
            tops.append(newest if resumed is None else int(resumed))
            connection.execute(
                "INSERT OR REPLACE INTO matched_brand VALUES (?, ?, ?)",
                [name, fingerprints[name], tops[-1]],
            )
    return max(tops)


def _batches_below(store: Store, top: int) -> Iterator[list[int]]:
    while True:
        rows = store.rows(
            "SELECT id FROM mention WHERE id < ? AND gone_at IS NULL ORDER BY id DESC LIMIT ?",
            [top, BATCH],
        )
        if not rows:
            return
        yield [row[0] for row in rows]
        top = rows[-1][0]


def _rematch_batch(store: Store, watch: Watch, names: frozenset[str], ids: list[int]) -> int:
    pairs = load_mentions(store, ids)
    fresh = watch.matched([replace(mention, matches=()) for _, mention in pairs])
    new = [
        (number, replace(mention, matches=_kept(mention, again, names)))
        for (number, mention), again in zip(pairs, fresh, strict=True)
    ]
    changed = [
        (number, mention)
        for (number, old), (_, mention) in zip(pairs, new, strict=True)
        if set(old.matches) != set(mention.matches)
    ]
    with store.transaction() as connection:
        _replace(store, changed)
        connection.executemany(
            "UPDATE matched_brand SET rematched_below = ? WHERE brand = ?",
            [(min(ids), name) for name in names],
        )
    return len(changed)


def _kept(old: Mention, again: Mention, names: frozenset[str]) -> tuple[Match, ...]:
    """Matches of brands that are not asked about stay, and so do those a source stands for."""
    stays = [m for m in old.matches if m.brand not in names or m.field in STANDING]
    held = {match.brand for match in stays}
    return (*stays, *(m for m in again.matches if m.brand in names and m.brand not in held))


def _replace(store: Store, changed: list[tuple[int, Mention]]) -> None:
    connection = store.connection
    ids = [number for number, _ in changed]
    own = own_accounts(connection)
    with touching(connection, ids):
        for number, mention in changed:
            row = connection.execute("SELECT * FROM mention WHERE id = ?", [number]).fetchone()
            replace_matches(connection, row, mention, own)
    refresh(connection, ids)
