"""Which brands an item is about: the matcher, own accounts, and sources bound to one brand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.model import Brand, Match, Mention, account_key, author_key
from monitor.query import Matcher, brand_fingerprint, compile_brands


@dataclass(frozen=True)
class Watch:
    """What is watched, ready to decide. Made by `watch`."""

    brands: tuple[Brand, ...]
    matcher: Matcher
    own_accounts: Mapping[str, tuple[str, ...]]  # author key -> brands

    def matched(self, mentions: Sequence[Mention], *, brand: str | None = None) -> list[Mention]:
        """The same items in the same order, each with its matches (none: not a mention).

        With *brand*, everything is about that brand, and about others that match too. What an
        own account of a brand says is always about that brand.
        """
        found = self.matcher.match(mentions)
        return [
            replace(mention, matches=self._all(mention, matches, brand))
            for mention, matches in zip(mentions, found, strict=True)
        ]

    def _all(
        self, mention: Mention, matches: tuple[Match, ...], brand: str | None
    ) -> tuple[Match, ...]:
        held = {match.brand for match in matches}
        extra = [
            Match(brand=one, term="own account", field="author", start=0, end=length)
            for one, length in self._spoken_for(mention)
            if one not in held
        ]
        if brand is not None and brand not in held:
            extra.append(Match(brand=brand, term="source", field="source", start=0, end=0))
        return (*matches, *extra)

    def _spoken_for(self, mention: Mention) -> Iterable[tuple[str, int]]:
        if mention.author is None or not self.own_accounts:
            return ()
        key = author_key(mention.network, mention.author.handle)
        return ((b, len(mention.author.handle)) for b in self.own_accounts.get(key, ()))

    def fingerprints(self) -> dict[str, str]:
        """Brand name -> what changes when its matching could."""
        return {brand.name: brand_fingerprint(brand) for brand in self.brands}


def watch(brands: Sequence[Brand], *, fold_diacritics: bool = False) -> Watch:
    """Prepare to match *brands*. Raises `QueryError` naming the brand and the column."""
    own: dict[str, tuple[str, ...]] = {}
    for brand in brands:
        for account in brand.own_accounts:
            key = account_key(account)
            own[key] = (*own.get(key, ()), brand.name)
    matcher = compile_brands(brands, fold_diacritics=fold_diacritics)
    return Watch(tuple(brands), matcher, own)
