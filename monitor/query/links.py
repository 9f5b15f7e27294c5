"""Domain terms in the links of a mention: a link to a domain is a mention of it."""

import re
from collections.abc import Iterator, Sequence

from monitor.model import Mention
from monitor.query import tree
from monitor.query.lexicon import Hit, Lexicon, Sighting
from monitor.query.normal import fold
from monitor.query.segment import Segment

_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?([^/?#:@]+)", re.IGNORECASE)


class LinkIndex:
    """The domains of a lexicon, looked up by the hosts of links and the domains above them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._fold_diacritics = lexicon.fold_diacritics
        self._terms: dict[str, list[int]] = {}
        for number, term in enumerate(lexicon.terms):
            if isinstance(term, tree.Domain) and lexicon.scopes[number] is None:
                self._terms.setdefault(self._key(term.text), []).append(number)

    def _key(self, host: str) -> str:
        return fold(readable_host(host), fold_diacritics=self._fold_diacritics)

    def scan(self, batch: Sequence[Mention]) -> Iterator[Sighting]:
        """(mention, term, hit) for every link to one of the domains."""
        if not self._terms:
            return
        for owner, mention in enumerate(batch):
            for link in mention.links:
                found = _HOST.match(link)
                if found is not None:
                    for term in self._of_host(found[1]):
                        segment = Segment("links", link)
                        yield owner, term, Hit(segment, *found.span(1))

    def _of_host(self, host: str) -> Iterator[int]:
        labels = self._key(host[:253]).rstrip(".").split(".")
        for i in range(len(labels) - 1):
            yield from self._terms.get(".".join(labels[i:]), ())


def readable_host(host: str) -> str:
    """*host* with its labels in their own script instead of Punycode."""
    if "xn--" not in host.casefold():
        return host
    labels = []
    for label in host.split("."):
        try:
            labels.append(label.encode("ascii").decode("idna"))
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)
