"""Erasing means gone: from tables, index, log and copies made later; and it stays away."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import Retention
from monitor.errors import UsageError
from monitor.keeping.copies import backup, restore
from monitor.keeping.forgetting import forget_author, forget_brand, forget_mentions, scrub
from monitor.keeping.pruning import prune, prune_daily
from monitor.model import Author, Match
from monitor.store.connect import Store, open_store
from monitor.store.facts import rollups_are_true
from monitor.store.pages import add_page
from monitor.store.reading import Filter, count, find_ids
from tests.support.command import monitor
from tests.support.made import NOW, mention, stored

JANE = Author(handle="jane.secret", name="Jane Q. Secret", followers=5)


def person(number: int, text: str = "Acme xylophone quuxword", **given: object) -> object:
    return mention(
        str(number), text, author=JANE, url=f"https://x.example/jane/{number}", **given
    )


def bytes_beside(store: Store) -> bytes:
    """Everything of the store on disk: the file, its log, whatever lies beside it."""
    return b"".join(
        path.read_bytes() for path in sorted(store.path.parent.glob("mentions.db*"))
    )


def traces(store: Store) -> list[bytes]:
    words = [b"jane.secret", b"Jane Q. Secret", b"xylophone", b"quuxword", b"x.example/jane"]
    found = bytes_beside(store).lower()
    return [word for word in words if word.lower() in found]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Five mentions by Jane, one by Joe."""
    made = stored(tmp_path, *(person(n) for n in range(5)), mention("joe", author="joe"))  # type: ignore[arg-type]
    with made.transaction() as connection:
        connection.execute(
            "INSERT INTO annotation (mention_id, analyzer, version, data) "
            "VALUES (1, 'sentiment', '1', ?)",
            [json.dumps({"said": "xylophone"})],
        )
        connection.execute(
            "INSERT INTO revision VALUES (1, 'abc', 1)",
        )
    return made


def test_l04_a_forgotten_author_is_gone_from_every_byte(store: Store) -> None:
    assert traces(store)
    assert forget_author(store, "mastodon:@Jane.Secret", now=NOW, by="me") == 5
    assert traces(store) == []
    assert count(store, Filter()) == 1
    assert rollups_are_true(store.connection)
    store.connection.execute("INSERT INTO mention_fts (mention_fts) VALUES ('integrity-check')")


def test_l04_the_trail_says_what_was_done_without_the_name(store: Store) -> None:
    forget_author(store, "mastodon:jane.secret", now=NOW, by="me")
    (row,) = store.rows("SELECT * FROM audit")
    assert (row["what"], row["who"]) == ("forgot an author", "me")
    assert "jane" not in json.dumps(dict(row)).lower()


def test_l06_what_a_forgotten_author_posts_again_is_not_stored(store: Store) -> None:
    forget_author(store, "mastodon:jane.secret", now=NOW, by="me")
    assert add_page(store, "web", [person(9)], now=NOW).new == 0  # type: ignore[list-item]
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert traces(store) == []


def test_l04_later_copies_do_not_hold_it_and_earlier_ones_lose_it_when_restored(
    store: Store, tmp_path: Path
) -> None:
    backup(store, tmp_path / "before.db", now=NOW)
    forget_author(store, "mastodon:jane.secret", now=NOW, by="me")
    backup(store, tmp_path / "after.db", now=NOW)
    assert b"jane.secret" not in (tmp_path / "after.db").read_bytes()
    store.close()
    restore(tmp_path / "before.db", store.path, now=NOW)
    with open_store(store.path) as again:
        assert count(again, Filter()) == 1
        assert add_page(again, "web", [person(9)], now=NOW).new == 0  # type: ignore[list-item]


def test_single_mentions_and_brands_can_be_forgotten(tmp_path: Path) -> None:
    both = (
        Match(brand="Acme", term="a", field="text", start=0, end=1),
        Match(brand="Globex", term="g", field="text", start=0, end=1),
    )
    store = stored(
        tmp_path, mention("1"), mention("2", matches=both), mention("3", brands=["Globex"])
    )
    forget_mentions(store, [1], now=NOW, by="me")
    assert count(store, Filter(brands=("Acme",))) == 1
    assert forget_brand(store, "Acme", now=NOW, by="me") == 0
    assert count(store, Filter(brands=("Acme",))) == 0
    assert count(store, Filter(brands=("Globex",))) == 2
    assert forget_brand(store, "Globex", now=NOW, by="me") == 2
    assert count(store, Filter()) == 0
    assert rollups_are_true(store.connection)
    with pytest.raises(UsageError, match="no mention 99"):
        forget_mentions(store, [99], now=NOW, by="me")


OLD = NOW - timedelta(days=100)


def test_l05_past_its_retention_a_text_is_gone_and_the_counts_stay(tmp_path: Path) -> None:
    store = stored(tmp_path, person(1, published_at=OLD), mention("2", author="joe"))  # type: ignore[arg-type]
    before = [tuple(row) for row in store.rows("SELECT * FROM rollup")]
    assert prune(store, Retention(days=90), now=NOW, dry_run=True) == 1
    assert traces(store)
    assert prune(store, Retention(days=90), now=NOW) == 1
    assert traces(store) == []
    assert [tuple(row) for row in store.rows("SELECT * FROM rollup")] == before
    assert rollups_are_true(store.connection)
    assert len(find_ids(store, Filter())) == 1


def test_l05_sources_may_have_their_own_retention_and_zero_keeps_for_ever(
    tmp_path: Path,
) -> None:
    store = stored(
        tmp_path, mention("1", published_at=OLD), mention("1", source="r", published_at=OLD)
    )
    assert prune(store, Retention(days=0), now=NOW) == 0
    assert prune(store, Retention(days=0, by_source={"r": 30}), now=NOW) == 1
    assert Retention().days > 0  # finite by default


def test_l03_what_was_pruned_and_is_still_in_the_feed_does_not_come_back(
    tmp_path: Path,
) -> None:
    store = stored(tmp_path, person(1, published_at=OLD))  # type: ignore[arg-type]
    prune(store, Retention(days=90), now=NOW)
    again = add_page(store, "web", [person(1, published_at=OLD)], now=NOW)  # type: ignore[list-item]
    assert (again.new, again.changed) == (0, 0)
    scrub(store)
    assert traces(store) == []


def test_fetch_prunes_once_a_day(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", published_at=OLD))
    assert prune_daily(store, Retention(days=90), now=NOW) == 1
    add_page(store, "web", [mention("2", published_at=OLD)], now=NOW)
    assert prune_daily(store, Retention(days=90), now=NOW) == 0
    assert prune_daily(store, Retention(days=90), now=NOW + timedelta(days=1)) == 1


def test_peoples_own_labels_survive_pruning(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", published_at=OLD))
    store.connection.execute(
        "INSERT INTO label (mention_id, field, value, labelled_by, labelled_at) "
        "VALUES (1, 'sentiment', 'negative', 'me', 1)"
    )
    prune(store, Retention(days=90), now=NOW)
    assert store.value("SELECT value FROM label") == "negative"


def test_l01_an_edited_post_is_one_mention_and_is_annotated_again(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "Acme is fine"))
    edited = mention("1", "Acme is broken", edited_at=NOW)
    assert add_page(store, "web", [edited], now=NOW).changed == 1
    assert store.value("SELECT COUNT(*) FROM mention") == 1
    assert store.value("SELECT COUNT(*) FROM revision") == 1
    assert store.value("SELECT first_seen_at FROM mention") == int(NOW.timestamp())


def test_l07_a_source_that_disappears_deletes_nothing(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1"))
    assert add_page(store, "web", [], now=NOW).deleted == 0
    assert count(store, Filter()) == 1


def test_erasing_asks_or_needs_to_be_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[[brand]]\nname = "Acme"\nquery = "acme"\n')
    stored(tmp_path, mention("1", author="jane")).close()
    refused = monitor("forget", "author", "mastodon:jane", config=tmp_path / "config.toml")
    assert refused.code == 2
    assert "--yes" in refused.err
    done = monitor(
        "forget", "author", "mastodon:jane", "--yes", config=tmp_path / "config.toml"
    )
    assert (done.code, done.err) == (0, "")
    assert "1 mentions erased" in done.out
    assert monitor("mentions", "--count", config=tmp_path / "config.toml").out == "0\n"


def test_l08_a_list_of_deletions_is_applied_and_may_be_applied_again(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[[brand]]\nname = "Acme"\nquery = "acme"\n')
    stored(tmp_path, *(mention(str(n), f"Acme {n}") for n in range(6))).close()
    (tmp_path / "gone.jsonl").write_text(
        '1\n{"delete": {"status": {"id_str": "2"}}}\n{"id": "3", "action": "delete"}\n'
        '{"tweet": {"id": "4", "redacted_at": "x"}}\n\n{"id": "5", "action": "keep"}\n'
    )
    for _ in range(2):
        done = monitor(
            "forget", "listed", "web", str(tmp_path / "gone.jsonl"), "--yes",
            config=tmp_path / "config.toml",
        )  # fmt: skip
        assert done.code == 0, done.err
    assert monitor("mentions", "--count", config=tmp_path / "config.toml").out == "6\n"
    with open_store(tmp_path / "mentions.db") as store:
        assert len(find_ids(store, Filter())) == 2
