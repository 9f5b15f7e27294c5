"""Which brands an item is about: the matcher, own accounts, and sources bound to one brand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitor.config import Config
from monitor.model import Brand, Match, Mention, account_key, author_key
from monitor.query import Matcher, brand_fingerprint, compile_brands
from monitor.text import hashtags

SERVICE: Final = "service"
COLLEAGUE: Final = "colleague"
"""The field of a match that stands on the shared tag: a colleague speaks, no customer."""


@dataclass(frozen=True)
class Colleagues:
    """The shared tag (without "#", case folded) under which colleagues answer for *brands*.

    With any *accounts* (author keys), only theirs count; else anybody's reply under the tag.
    """

    tag: str
    brands: tuple[str, ...]
    accounts: frozenset[str] = frozenset()

    def speak_in(self, mention: Mention) -> bool:
        """Whether it is a reply under the tag. What opens a thread is a customer's, whatever its
        tags: they use it to call for help."""
        if mention.author is None or not _is_reply(mention):
            return False
        tags = {tag.lstrip("#").casefold() for tag in (*mention.tags, *hashtags(mention.text))}
        key = author_key(mention.network, mention.author.handle)
        return self.tag in tags and (not self.accounts or key in self.accounts)


def _is_reply(mention: Mention) -> bool:
    return mention.parent_id is not None or mention.thread_id not in (None, mention.source_id)


@dataclass(frozen=True)
class Watch:
    """What is watched, ready to decide. Made by `watch`."""

    brands: tuple[Brand, ...]
    matcher: Matcher
    own_accounts: Mapping[str, tuple[str, ...]]  # author key -> brands
    colleagues: Colleagues | None = None
    fold_diacritics: bool = False

    def matched(
        self, mentions: Sequence[Mention], *, brand: str | None = None
    ) -> list[Mention]:
        """The same items in the same order, each with its matches (none: not a mention).

        With *brand*, everything is about that brand, and about others that match too. What an
        own account of a brand says is always about that brand.
        """
        found = self.matcher.match(mentions)
        claimed = self._claimed(mentions)
        return [
            replace(mention, matches=self._all(mention, matches + served, brand))
            for mention, matches, served in zip(mentions, found, claimed, strict=True)
        ]

    def _claimed(self, mentions: Sequence[Mention]) -> list[tuple[Match, ...]]:
        """What a service matched in a text that it does not give.

        Such a mention comes with the search that found it (a match in the field "service",
        without a brand); it is about the brands whose query that search itself fulfils.
        """
        asked = [_search_of(mention) for mention in mentions]
        searches = list(dict.fromkeys(search for search in asked if search))
        texts = [
            Mention(source="", source_id="", network="", text=search.replace('"', " "))
            for search in searches
        ]
        brands = {
            search: tuple(dict.fromkeys(match.brand for match in matches))
            for search, matches in zip(searches, self.matcher.match(texts), strict=True)
        }
        return [
            tuple(
                Match(brand=brand, term=search, field=SERVICE, start=0, end=0)
                for brand in brands.get(search, ())
            )
            if search
            else ()
            for search in asked
        ]

    def _all(
        self, mention: Mention, matches: tuple[Match, ...], brand: str | None
    ) -> tuple[Match, ...]:
        in_text = {match.brand for match in matches if match.field != SERVICE}
        matches = tuple(m for m in matches if m.field != SERVICE or m.brand not in in_text)
        held = {match.brand for match in matches}
        extra = [
            Match(brand=one, term="own account", field="author", start=0, end=length)
            for one, length in self._spoken_for(mention)
            if one not in held
        ]
        if brand is not None and brand not in held:
            extra.append(Match(brand=brand, term="source", field="source", start=0, end=0))
        if self.colleagues is not None and self.colleagues.speak_in(mention):
            term = f"#{self.colleagues.tag}"
            extra += [
                Match(brand=one, term=term, field=COLLEAGUE, start=0, end=0)
                for one in self.colleagues.brands
            ]
        return (*matches, *extra)

    def _spoken_for(self, mention: Mention) -> Iterable[tuple[str, int]]:
        if mention.author is None or not self.own_accounts:
            return ()
        key = author_key(mention.network, mention.author.handle)
        return ((b, len(mention.author.handle)) for b in self.own_accounts.get(key, ()))

    def fingerprints(self) -> dict[str, str]:
        """Brand name -> what changes when its matching could."""
        among, fold = self.brands, self.fold_diacritics
        found = {b.name: brand_fingerprint(b, among=among, fold_diacritics=fold) for b in among}
        if self.colleagues is not None:
            who = ",".join(sorted(self.colleagues.accounts))
            for name in self.colleagues.brands:
                found[name] += f" #{self.colleagues.tag} {who}".rstrip()
        return found


def _search_of(mention: Mention) -> str | None:
    return next((match.term for match in mention.matches if match.field == SERVICE), None)


def watch(
    brands: Sequence[Brand],
    *,
    fold_diacritics: bool = False,
    colleagues: Colleagues | None = None,
) -> Watch:
    """Prepare to match *brands*. Raises `QueryError` naming the brand and the column."""
    own: dict[str, tuple[str, ...]] = {}
    for brand in brands:
        for account in brand.own_accounts:
            key = account_key(account)
            own[key] = (*own.get(key, ()), brand.name)
    matcher = compile_brands(brands, fold_diacritics=fold_diacritics)
    return Watch(tuple(brands), matcher, own, colleagues, fold_diacritics)


def watch_of(config: Config) -> Watch:
    """What *config* watches: its brands, and colleagues under its shared tag."""
    tag = (config.service.shared_tag or "").strip().lstrip("#").casefold()
    colleagues = Colleagues(
        tag,
        tuple(brand.name for brand in config.brand if not brand.competitor),
        frozenset(account_key(one) for one in config.service.colleagues),
    )
    return watch(
        config.brands,
        fold_diacritics=config.monitor.fold_diacritics,
        colleagues=colleagues if tag else None,
    )
