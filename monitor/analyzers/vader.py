"""VADER, several times as fast: the same compound as vaderSentiment gives, for every text.

The lexicon, the emoji descriptions, the lists and the constants are those of the installed
vaderSentiment (Hutto & Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment
Analysis of Social Media Text"); only the evaluation is ours. What a rule asks of a word (its
lower case, its valence, whether it boosts or negates) is worked out once for each spelling and
kept; rules run only at words of the lexicon, which most words are not, and only where a word
near by takes part in one; emoji are spelled out in linear time, where the original is quadratic.
"""

import heapq
import math
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

MAX_CHARACTERS: Final = 50_000
MAX_EMOJI: Final = 1_000
"""What is beyond these bounds is not read."""

VADER_THRESHOLD: Final = 0.05
"""The least compound of a positive text, as VADER's authors set it; negative: its opposite."""

_KEPT_WORDS = 200_000
_KEPT_LENGTH = 60  # longer ones are links and noise, and do not come back
ALPHA: Final = 15
_GAP = 0x100  # characters between two blocks of emoji
DOUBTS: Final = ("so", "this")
_ACTING = frozenset(["no", "never", "without", "least", "kind", *DOUBTS])
_EVERYDAY = frozenset(["bad", "for", "right", "stop", "death"])


class Word(NamedTuple):
    """What the rules ask of one word; `valence` is None where the lexicon lacks it.

    `acts`: a rule may change the valence of a word near this one. `is_plain`: nothing but the
    number of words changes with this one.
    """

    lower: str
    valence: float | None
    is_upper: bool
    boost: float
    negates: bool
    acts: bool
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Compound:
    """VADER's answer in [-1, 1], and whether the text was longer than what is read."""

    value: float
    cut: bool


class Vader(dict[str, Word]):
    """The words met so far. Use the one of `vader()`."""

    def __init__(self) -> None:
        from vaderSentiment import vaderSentiment as original

        analyzer = original.SentimentIntensityAnalyzer()
        self.lexicon: Mapping[str, float] = analyzer.lexicon
        self.emoji: Mapping[str, str] = {
            k: v for k, v in analyzer.emojis.items() if len(k) == 1
        }
        self.perhaps_emoji = _blocks(self.emoji)
        self._boosters: Mapping[str, float] = original.BOOSTER_DICT
        self._negations = frozenset(original.NEGATE)
        self._idioms: Mapping[str, float] = original.SPECIAL_CASES
        # A phrase needs all of its words; one, and not an everyday one, is enough to look closer.
        phrases = [phrase.split() for phrase in (*self._idioms, *self._boosters)]
        self.in_phrases = frozenset(max(p, key=_rarity) for p in phrases if len(p) > 1)
        self._acting = _ACTING | self.in_phrases
        self.telling = self._acting.union(self._boosters, self._negations, ["but", "doubt"])
        self.cap, self.flip = float(original.C_INCR), float(original.N_SCALAR)

    def compound(self, text: str) -> Compound:
        """VADER's compound, rounded to four digits."""
        cut = len(text) > MAX_CHARACTERS
        if cut:
            text = text[:MAX_CHARACTERS]
        if not text.isascii() and self.perhaps_emoji.search(text):
            text, too_many = self.spelled(text)
            cut = cut or too_many
        valences = self._valences([self[token] for token in text.split()])
        if not valences:
            return Compound(0.0, cut)
        return Compound(normalized(sum(valences), emphasis(text)), cut)

    def valences(self, tokens: Sequence[str]) -> list[float]:
        """The lexicon's valence of each word, without its neighbours; 0 where it has none."""
        lexicon = self.lexicon
        return [lexicon.get(bare_word(token).lower(), 0.0) for token in tokens]

    def __missing__(self, token: str) -> Word:
        word = self.word(token)
        if len(token) <= _KEPT_LENGTH:
            if len(self) >= _KEPT_WORDS:
                self.clear()
            self[token] = word
        return word

    def word(self, token: str) -> Word:
        """What the rules ask of a word as it is spelled, with its punctuation."""
        word = bare_word(token)
        lower = word.lower()
        valence = self.lexicon.get(lower)
        is_upper = word.isupper()
        boost, negates = self.acts(lower)
        acts = boost != 0 or negates or lower in self._acting
        is_plain = not (acts or is_upper or lower == "but") and valence is None
        return Word(lower, valence, is_upper, boost, negates, acts, is_plain)

    def acts(self, lower: str) -> tuple[float, bool]:
        """How much a word raises the valence of those after it, and whether it negates them."""
        return self._boosters.get(lower, 0.0), lower in self._negations or "n't" in lower

    def spelled(self, text: str) -> tuple[str, bool]:
        """*text* with its emoji as words, and whether there were more than are read."""
        parts: list[str] = []
        at = seen = 0
        for found in self.perhaps_emoji.finditer(text):
            description = self.emoji.get(found[0])
            if description is None:
                continue
            start = found.start()
            parts.append(text[at:start])
            seen += 1
            if seen > MAX_EMOJI:
                return "".join(parts), True
            if start > 0 and text[start - 1] != " ":
                parts.append(" ")
            parts.append(description)
            at = start + 1
        return "".join([*parts, text[at:]]), False

    def _valences(self, words: Sequence[Word]) -> list[float]:
        """The valences that are not zero, in order."""
        telling = [(i, word) for i, word in enumerate(words) if not word[6]]
        hits = [i for i, word in telling if word[1] is not None]
        if not hits:
            return []
        shouting = [word[2] for _, word in telling].count(True)
        some_shout = 0 < shouting < len(words)
        acting = [i for i, word in telling if word[5]]
        found = []
        for i in hits:
            if any(i - 3 <= j <= i + 2 for j in acting):
                valence = self._valence(words, i, some_shout)
            else:
                valence = self._alone(words[i], some_shout)
            if valence != 0:
                found.append((i, valence))
        for i, word in telling:
            if word[0] == "but":
                return weighed_by_but(found, i)
        return [valence for _, valence in found]

    def _alone(self, word: Word, some_shout: bool) -> float:
        """The valence of a lexicon word with nothing near it that acts on it."""
        valence = word.valence or 0.0
        if word.is_upper and some_shout:
            valence += self.cap if valence > 0 else -self.cap
        return valence

    def _valence(self, words: Sequence[Word], i: int, some_shout: bool) -> float:
        """The valence of the lexicon word at *i* among its neighbours."""
        word = words[i]
        following = words[i + 1] if i + 1 < len(words) else None
        if following is not None and word.lower == "kind" and following.lower == "of":
            return 0.0
        valence = self._start_valence(words, i)
        if word.is_upper and some_shout:
            valence += self.cap if valence > 0 else -self.cap
        if i > 0 and words[i - 1].valence is None:
            valence += self._boost(words[i - 1], valence, some_shout)
            if words[i - 1].negates:
                valence *= self.flip
        if i > 1 and words[i - 2].valence is None:
            valence += self._boost(words[i - 2], valence, some_shout) * 0.95
            valence = self._negated_at_two(valence, words, i)
        if i > 2 and words[i - 3].valence is None:
            valence += self._boost(words[i - 3], valence, some_shout) * 0.9
            valence = self._negated_at_three(valence, words, i)
            valence = self._idiom(valence, words, i)
        return self._least(valence, words, i)

    def _start_valence(self, words: Sequence[Word], i: int) -> float:
        """The lexicon's valence; "no" negates what follows instead of counting itself."""
        word = words[i]
        in_lexicon = word.valence or 0.0
        if (
            (i > 0 and words[i - 1].lower == "no")
            or (i > 1 and words[i - 2].lower == "no")
            or (i > 2 and words[i - 3].lower == "no" and words[i - 1].lower in ("or", "nor"))
        ):
            return in_lexicon * self.flip
        if word.lower == "no" and i + 1 < len(words) and words[i + 1].valence is not None:
            return 0.0
        return in_lexicon

    def _boost(self, word: Word, valence: float, some_shout: bool) -> float:
        boost = word.boost
        if not boost:
            return 0.0
        if valence < 0:
            boost = -boost
        if word.is_upper and some_shout:
            boost += self.cap if valence > 0 else -self.cap
        return boost

    def _negated_at_two(self, valence: float, words: Sequence[Word], i: int) -> float:
        first, second = words[i - 2], words[i - 1].lower
        if first.lower == "never" and second in DOUBTS:
            return valence * 1.25
        if first.lower == "without" and second == "doubt":
            return valence
        return valence * self.flip if first.negates else valence

    def _negated_at_three(self, valence: float, words: Sequence[Word], i: int) -> float:
        first, second, third = words[i - 3], words[i - 2].lower, words[i - 1].lower
        # The original's `and … or …` without brackets: any "so" or "this" before counts.
        if (first.lower == "never" and second in DOUBTS) or third in DOUBTS:
            return valence * 1.25
        if first.lower == "without" and "doubt" in (second, third):
            return valence
        return valence * self.flip if first.negates else valence

    def _idiom(self, valence: float, words: Sequence[Word], i: int) -> float:
        """Idioms with a valence of their own ("the bomb"), then boosters of two words."""
        three, two, one, zero = (words[j].lower for j in range(i - 3, i + 1))
        threetwoone, threetwo, twoone = f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"
        for phrase in (f"{one} {zero}", f"{two} {one} {zero}", twoone, threetwoone, threetwo):
            if phrase in self._idioms:
                valence = self._idioms[phrase]
                break
        following = [word.lower for word in words[i + 1 : i + 3]]
        for length in range(1, len(following) + 1):
            phrase = " ".join([zero, *following[:length]])
            valence = self._idioms.get(phrase, valence)
        for phrase in (threetwoone, threetwo, twoone):
            valence += self._boosters.get(phrase, 0.0)
        return valence

    def _least(self, valence: float, words: Sequence[Word], i: int) -> float:
        if i > 0 and words[i - 1].lower == "least" and words[i - 1].valence is None:
            if i > 1 and words[i - 2].lower in ("at", "very"):
                return valence
            return valence * self.flip
        return valence


def _blocks(characters: Iterable[str]) -> re.Pattern[str]:
    """A pattern of few ranges that holds all *characters*, and some others between them."""
    first, *others = sorted(map(ord, characters))
    ranges = [[first, first]]
    for code in others:
        if code - ranges[-1][1] < _GAP:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    spans = (f"{re.escape(chr(start))}-{re.escape(chr(end))}" for start, end in ranges)
    return re.compile(f"[{''.join(spans)}]")


def _rarity(word: str) -> tuple[bool, int]:
    return word not in _EVERYDAY, len(word)


def bare_word(token: str) -> str:
    """*token* without punctuation around it; what is short then is likely an emoticon."""
    stripped = token.strip(string.punctuation)
    return token if len(stripped) <= 2 else stripped


def vader_label(compound: float) -> str:
    """The usual reading of a compound: "positive", "neutral" or "negative"."""
    if compound >= VADER_THRESHOLD:
        return "positive"
    return "negative" if compound <= -VADER_THRESHOLD else "neutral"


@cache
def vader() -> Vader:
    """The one evaluator of this process, made at first use."""
    return Vader()


def weighed_by_but(found: Sequence[tuple[int, float]], but: int) -> list[float]:
    """Halve what stands before "but", and raise what comes after by half.

    The original looks each valence up by its value and changes the first equal one, wherever
    it stands; that is kept, by a heap of places for each value.
    """
    values = [value for _, value in found]
    places: dict[float, list[int]] = {}
    for n, value in enumerate(values):
        heapq.heappush(places.setdefault(value, []), n)
        first = heapq.heappop(places[value])
        values[first] = value * (0.5 if found[first][0] < but else 1.5)
        heapq.heappush(places.setdefault(values[first], []), first)
    return values


def emphasis(text: str) -> float:
    """What exclamation marks (at most 4) and question marks (2 and more) add."""
    questions = text.count("?")
    asked = 0.0 if questions < 2 else questions * 0.18 if questions <= 3 else 0.96
    return min(text.count("!"), 4) * 0.292 + asked


def normalized(total: float, emphasis: float) -> float:
    """The compound in [-1, 1] of added-up valences, rounded to four digits."""
    if total > 0:
        total += emphasis
    elif total < 0:
        total -= emphasis
    share = total / math.sqrt(total * total + ALPHA)
    return round(max(-1.0, min(1.0, share)), 4)
