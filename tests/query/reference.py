"""What the query language means, said plainly and slowly: one character and one word at a time.

Shares with the product the tree, the normal form of a text (`fold`, itself held by tests of its
own) and the list of scripts without spaces; everything else is worked out here again.
"""

import re
import unicodedata
from collections.abc import Mapping

from monitor.model import Mention
from monitor.query import tree
from monitor.query.normal import NO_SPACES, fold
from monitor.query.tree import Node

_RANGES = [
    (ord(first), ord(last)) for first, last in re.findall(r"(.)-(.)", NO_SPACES, re.DOTALL)
]
Word = tuple[int, int]  # its characters in the folded text
Place = tuple[str, int, int]  # a field, and characters of its folded text


def is_spaceless(char: str) -> bool:
    return (char.isalnum() or char == "_") and any(a <= ord(char) <= b for a, b in _RANGES)


def is_in_ranges(char: str) -> bool:
    return any(a <= ord(char) <= b for a, b in _RANGES)


def is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


def is_letter(char: str) -> bool:
    return (char.isalnum() or char == "_") and not is_in_ranges(char)


def split_words(folded: str) -> list[Word]:
    """Runs of letters and marks; each spaceless letter, with its marks, alone."""
    found: list[Word] = []
    at = 0
    while at < len(folded):
        start = at
        if is_spaceless(folded[at]):
            at += 1
            while at < len(folded) and is_mark(folded[at]):
                at += 1
        elif is_letter(folded[at]) or (is_mark(folded[at]) and not is_in_ranges(folded[at])):
            while at < len(folded) and (is_letter(folded[at]) or is_mark(folded[at])):
                at += 1
        else:
            at += 1
            continue
        found.append((start, at))
    return found


def wildcard_fits(pattern: str, word: str) -> bool:
    """`*` any run, `?` one character."""
    if not pattern:
        return not word
    if pattern[0] == "*":
        return any(wildcard_fits(pattern[1:], word[i:]) for i in range(len(word) + 1))
    if not word or pattern[0] not in ("?", word[0]):
        return False
    return wildcard_fits(pattern[1:], word[1:])


class Reference:
    """One mention, and whether trees hold on it."""

    def __init__(
        self,
        mention: Mention,
        definitions: Mapping[str, Node] | None = None,
        *,
        fold_diacritics: bool = False,
    ) -> None:
        self.mention = mention
        self.definitions = definitions or {}
        self.fold_diacritics = fold_diacritics
        author = mention.author
        self.raw = {
            "title": mention.title or "",
            "text": mention.text,
            "author": author.handle if author else "",
            "author_name": (author.name if author else None) or "",
        }

    def fold(self, text: str) -> str:
        return fold(text, fold_diacritics=self.fold_diacritics)

    def holds(self, node: Node, scope: str | None = None) -> bool:
        match node:
            case tree.And(children):
                return all(self.holds(child, scope) for child in children)
            case tree.Or(children):
                return any(self.holds(child, scope) for child in children)
            case tree.Not(child):
                return not self.holds(child, scope)
            case tree.Field(name, child):
                return self.holds(child, name)
            case tree.Reference(name):
                return self.holds(self.definitions[name])
            case tree.Threshold(name, sign, bound):
                return self._number(name, sign, bound)
            case tree.Near():
                return self._near(node, scope)
            case _ if scope in ("source", "kind", "lang", "site", "link"):
                return self._value(node, scope)
            case _:
                return bool(self.places(node, scope)) or self._elsewhere(node, scope)

    def fields(self, scope: str | None) -> tuple[str, ...]:
        if scope is None:
            return ("title", "text")
        return ("author", "author_name") if scope == "author" else (scope,)

    def places(self, node: Node, scope: str | None) -> list[Place]:
        """Where a term stands, in folded characters (a regular expression: in raw ones)."""
        match node:
            case tree.Or(children):
                return [place for child in children for place in self.places(child, scope)]
        found: list[Place] = []
        for field in self.fields(scope):
            raw = self.raw[field]
            match node:
                case tree.Regex(pattern, is_cased):
                    flags = 0 if is_cased else re.IGNORECASE
                    spans = [m.span() for m in re.finditer(pattern, raw, flags)]
                    found += [(field, a, b) for a, b in spans if a < b]
                case tree.Literal(text):
                    found += [(field, a, b) for a, b in self._literal(text, raw)]
                case _:
                    found += [(field, a, b) for a, b in self._term(node, self.fold(raw))]
        return found

    def _term(self, node: Node, folded: str) -> list[Word]:
        match node:
            case tree.Word(text):
                return self._words(text, folded, keeps_signs=True)
            case tree.Phrase(text):
                return self._words(text, folded, keeps_signs=False)
            case tree.Hashtag(text):
                return self._marked("#", text, folded)
            case tree.Handle(text):
                return self._marked("@", text, folded)
            case tree.Domain(text):
                return self._domain(text, folded)
            case _:
                raise AssertionError(node)

    def _pattern(self, text: str) -> tuple[list[str], list[bool], str]:
        """The words of a term, whether each must touch the next, and the term with its signs."""
        folded = self.fold(text.replace("*", "\ue000").replace("?", "\ue001"))
        letters = folded.replace("\ue000", "x").replace("\ue001", "x")
        spans = split_words(letters)
        plain = folded.replace("\ue000", "*").replace("\ue001", "?")
        touching = [spans[i][1] == spans[i + 1][0] for i in range(len(spans) - 1)]
        return [plain[a:b] for a, b in spans], touching, plain

    def _words(self, text: str, folded: str, *, keeps_signs: bool) -> list[Word]:
        wanted, touching, plain = self._pattern(text)
        if not wanted:
            return find_all(plain, folded)
        lead = plain[: plain.index(wanted[0])]
        trail = plain[plain.rindex(wanted[-1]) + len(wanted[-1]) :]
        found = []
        for start, end in self._rows(wanted, touching, folded):
            if keeps_signs and (lead or trail):
                outer = start - len(lead), end + len(trail)
                if outer[0] < 0 or outer[1] > len(folded):
                    continue
                whole = folded[outer[0] : outer[1]]
                if not (whole.startswith(lead) and whole.endswith(trail)):
                    continue
                if "*" not in plain and "?" not in plain and whole != plain:
                    continue
                found.append(outer)
            else:
                found.append((start, end))
        return found

    def _rows(self, wanted: list[str], touching: list[bool], folded: str) -> list[Word]:
        """Words in a row that fit *wanted*."""
        words = split_words(folded)
        found = []
        for i in range(len(words) - len(wanted) + 1):
            row = words[i : i + len(wanted)]
            fits = all(
                wildcard_fits(pattern, folded[a:b])
                for pattern, (a, b) in zip(wanted, row, strict=True)
            )
            touches = all(
                not must or row[k][1] == row[k + 1][0] for k, must in enumerate(touching)
            )
            if fits and touches:
                found.append((row[0][0], row[-1][1]))
        return found

    def _marked(self, sign: str, text: str, folded: str) -> list[Word]:
        wanted, touching, plain = self._pattern(text)
        if not wanted:
            return find_all(sign + plain, folded)
        words = split_words(folded)
        found = []
        for start, end in self._rows(wanted, touching, folded):
            if "*" not in plain and "?" not in plain:
                start -= plain.index(wanted[0])
                if start < 0 or not folded.startswith(plain, start):
                    continue
                end = start + len(plain)
            has_sign = start > 0 and folded[start - 1] == sign
            if has_sign and not any(b == start - 1 for _, b in words):
                found.append((start - 1, end))
        return found

    def _domain(self, text: str, folded: str) -> list[Word]:
        _, _, plain = self._pattern(text)
        dot = r"(?:\.|\[\.\]|\(\.\)|\{\.\})"
        pattern = "".join(dot if char == "." else re.escape(char) for char in plain)
        words = split_words(folded)
        starts, ends = {a for a, _ in words}, {b for _, b in words}
        found = []
        for match in re.finditer(f"(?={pattern}())", folded):
            whole = re.match(pattern, folded[match.start() :])
            assert whole is not None
            start, end = match.start(), match.start() + whole.end()
            if start not in starts or end not in ends:
                continue
            if start > 1 and folded[start - 1] == "-" and start - 1 in ends:
                continue
            after = re.match(rf"(?:-|{dot})", folded[end:])
            if after and end + after.end() in starts:
                continue
            found.append((start, end))
        return found

    def _literal(self, text: str, raw: str) -> list[Word]:
        """Raw places whose ends split no word: the folded text on each side says so."""
        found = []
        for start, end in find_all(text, raw):
            if not self._splits(raw, start) and not self._splits(raw, end):
                found.append((start, end))
        return found

    def _splits(self, raw: str, at: int) -> bool:
        """Whether a word runs on from before *at* to after it."""
        before, after = self.fold(raw[:at]), self.fold(raw[at:])
        whole = self.fold(raw)
        if before + after != whole:
            return True
        return any(a < len(before) < b for a, b in split_words(whole))

    def _near(self, near: tree.Near, scope: str | None) -> bool:
        operands = [self._intervals(operand, scope) for operand in near.operands]
        alive = operands[0]
        for step, following in zip(near.steps, operands[1:], strict=True):
            alive = [b for b in following if any(is_near(a, b, step) for a in alive)]
        return bool(alive)

    def _intervals(self, node: Node, scope: str | None) -> list[tuple[str, int, int]]:
        """The first and last word of each place of an operand."""
        found = []
        if isinstance(node, tree.Or):
            return [each for child in node.children for each in self._intervals(child, scope)]
        for field, start, end in self.places(node, scope):
            text = self.fold(self.raw[field])
            if isinstance(node, tree.Literal):
                start, end = (len(self.fold(self.raw[field][:at])) for at in (start, end))
            inside = [i for i, (a, b) in enumerate(split_words(text)) if a < end and b > start]
            found.append((field, inside[0], inside[-1]))
        return found

    def _number(self, name: str, sign: str, bound: int) -> bool:
        author, engagement = self.mention.author, self.mention.engagement
        number = {
            "score": engagement.score,
            "replies": engagement.replies,
            "shares": engagement.shares,
            "views": engagement.views,
            "followers": author.followers if author else None,
            "rating": self.mention.rating,
        }[name]
        if number is None:
            return False
        return {
            ">": number > bound,
            ">=": number >= bound,
            "<": number < bound,
            "<=": number <= bound,
            "=": number == bound,
        }[sign]

    def _value(self, node: Node, scope: str) -> bool:
        mention = self.mention
        values: dict[str, tuple[str | None, ...]] = {
            "source": (mention.source,),
            "kind": (mention.kind,),
            "lang": (mention.language,),
            "site": (mention.site,),
            "link": mention.links,
        }
        return any(self._is_value(node, scope, value) for value in values[scope] if value)

    def _is_value(self, node: Node, scope: str, value: str) -> bool:
        match node:
            case tree.Regex(pattern, is_cased):
                return bool(re.search(pattern, value, 0 if is_cased else re.IGNORECASE))
            case tree.Literal(text):
                return value == text
            case tree.Word(text) | tree.Phrase(text) | tree.Domain(text):
                text, value = fold(text), fold(value)
            case _:
                raise AssertionError(node)
        if scope in ("site", "link"):
            value = re.sub(r"^\w+://", "", value).removeprefix("www.").rstrip("/")
        if "*" in text or "?" in text:
            return wildcard_fits(text, value)
        if scope == "lang":
            return value == text or value.startswith(text + "-")
        if scope not in ("site", "link"):
            return value == text
        value_parts, parts = re.split(r"[/?#]", value), text.split("/")
        host, wanted = value_parts[0], parts[0]
        is_host = host == wanted or host.endswith("." + wanted)
        return is_host and value_parts[1 : len(parts)] == parts[1:]

    def _elsewhere(self, node: Node, scope: str | None) -> bool:
        """Hashtags among the tags, domains among the links."""
        if scope is not None:
            return False
        if isinstance(node, tree.Hashtag):
            tags = [self.fold("#" + tag.lstrip("#")) for tag in self.mention.tags]
            return any(self._marked("#", node.text, tag) for tag in tags)
        if isinstance(node, tree.Domain):
            hosts = [
                re.split(r"[/?#:]", link.split("://")[-1])[0] for link in self.mention.links
            ]
            wanted = "." + self.fold(node.text)
            return any(("." + self.fold(host)).endswith(wanted) for host in hosts)
        return False


def is_near(a: tuple[str, int, int], b: tuple[str, int, int], step: tree.Step) -> bool:
    if a[0] != b[0]:
        return False
    if a[2] < b[1]:
        return b[1] - a[2] - 1 <= step.words
    if b[2] < a[1] and not step.is_ordered:
        return a[1] - b[2] - 1 <= step.words
    return False


def find_all(needle: str, text: str) -> list[Word]:
    """Every place of *needle*, overlapping ones too."""
    starts = (i for i in range(len(text) - len(needle) + 1) if text.startswith(needle, i))
    return [(i, i + len(needle)) for i in starts]
