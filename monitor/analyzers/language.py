"""Which language a text is in: py3langid's model, made for short posts.

The model is naive Bayes over byte sequences (Lui & Baldwin 2011, the langid.py papers). Four
things are added: links, handles and hashtags are left out first; a whole batch walks the
automaton together, far faster than one text after the other; the languages that
the config expects are preferred, and the language that the service declares is believed a
little; and an answer under `CERTAIN` is "und".
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from monitor.analyzers.base import AnalyzerSettings
from monitor.model import Annotation, Json, Mention

UNDETERMINED: Final = "und"
CERTAIN: Final = 0.4
"""The least probability of an answer; below it the answer is "und"."""

# All weights are natural logarithms, set on the development tweets of UMSAB.
_UNEXPECTED = -1.0  # a language that the config does not name must be this much likelier
_RARE = -2.0  # one that is rare on the web, where the config names none
_DECLARED = 1.0  # the service says so: often the default of the author's app, so no proof
_SHARPNESS = 1.5  # makes the probability of an answer about its share of right answers

_MAX_CHARACTERS = 4_000
_MAX_BYTES = 800  # more does not change the answer
_TOGETHER = 1_000  # texts that walk together

_COMMON = {
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi",
    "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "nl", "no", "pl",
    "pt", "ro", "ru", "sk", "sv", "ta", "th", "tr", "uk", "ur", "vi", "zh",
}  # fmt: skip
# Codes of the model that stand for a language with a two-letter code.
_SAME_AS = {"arz": "ar", "ary": "ar", "yue": "zh", "wuu": "zh", "nn": "no", "uzs": "uz"}
_NORMAL = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}

# "http" alone and "&amp;" are what masked and badly decoded posts leave behind. The first
# letters stand in front as a set, so that the search skips to them in one step.
_NOT_LANGUAGE = re.compile(
    r"[@#&hwR](?:(?<=[@#])\w+|(?<=h)ttps?\S*|(?<=w)ww\.\S+|(?<=\bR)T\b|(?<=&)\w{2,6};)"
)

_Floats = npt.NDArray[np.float32]
_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LanguageAnalyzer:
    """Says the language of each mention as an ISO 639-1 code, or "und".

    `label` is the code, `score` its probability among the languages considered; `data` may
    hold `reason`: "no words" (nothing to judge: what the service declares stands, otherwise
    "und") or "unsure" (with the best `guess`). With *languages*, no other code is ever given:
    a text in another language is "und".
    """

    languages: tuple[str, ...] = ()
    name: str = "language"

    @property
    def version(self) -> str:
        return f"1/{','.join(self.languages) or 'any'}"

    @classmethod
    def build(cls, settings: AnalyzerSettings) -> "LanguageAnalyzer":
        return cls(tuple(sorted({language_code(code) for code in settings.languages})))

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation]:
        found: list[Annotation] = []
        for start in range(0, len(batch), _TOGETHER):
            found.extend(self._answers(batch[start : start + _TOGETHER]))
        return found

    def _answers(self, batch: Sequence[Mention]) -> list[Annotation]:
        model = _model(self.languages)
        declared = [language_code(m.language) if m.language else "" for m in batch]
        scores, judged = model.scores([_bytes_to_judge(mention) for mention in batch])
        for row, code in enumerate(declared):
            column = model.column.get(code)
            if column is not None:
                scores[row, column] += _DECLARED
        shares = model.fold(_shares(scores * _SHARPNESS))
        best = shares.argmax(axis=1)
        tops = shares[np.arange(len(batch)), best].tolist()
        return [
            self._answer(model.codes[column], top, code) if has_words else _silent(code)
            for column, top, code, has_words in zip(
                best.tolist(), tops, declared, judged, strict=True
            )
        ]

    def _answer(self, code: str, probability: float, declared: str) -> Annotation:
        score = round(probability, 4)
        if probability >= CERTAIN and (not self.languages or code in self.languages):
            return Annotation(label=code, score=score)
        data: dict[str, Json] = {"reason": "unsure", "guess": code}
        if declared:
            data["declared"] = declared
        return Annotation(label=UNDETERMINED, score=score, data=data)


def language_code(code: str) -> str:
    """The two-letter code of a declared one: "pt-BR" is "pt", "nb" is "no"."""
    short = code.strip().lower().replace("_", "-").partition("-")[0]
    return _NORMAL.get(short, short)


def known_languages() -> frozenset[str]:
    """The ISO 639-1 codes that can be told apart."""
    return frozenset(_whole_model().codes)


def _silent(declared: str) -> Annotation:
    return Annotation(label=declared or UNDETERMINED, score=0.0, data={"reason": "no words"})


def _bytes_to_judge(mention: Mention) -> bytes:
    text = mention.text if not mention.title else f"{mention.title}\n{mention.text}"
    text = _NOT_LANGUAGE.sub(" ", text[:_MAX_CHARACTERS])
    if text.isupper():
        text = text.lower()
    text = " ".join(text.split())
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")[:_MAX_BYTES]


def _shares(scores: _Floats) -> _Floats:
    """Each row as probabilities (soft-max)."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: _Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


@dataclass(frozen=True)
class _Automaton:
    """py3langid's automaton over bytes as arrays: where each byte leads, what is found there.

    `moves[base[state] + byte]` is the next state; `feature[state]` is the feature that is
    complete there, or -1.
    """

    moves: npt.NDArray[np.uint32]
    base: _Ints
    feature: npt.NDArray[np.int32]

    def walk(self, texts: Sequence[bytes]) -> tuple[_Ints, _Ints]:
        """The features met, as (text number, feature) in two arrays, repeats included."""
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        order = np.argsort(-lengths, kind="stable")
        columns = _columns(texts, order, int(lengths.max(initial=0)))
        still = np.searchsorted(-lengths[order], -np.arange(len(columns)), side="left")
        ends = np.cumsum(still)
        # All states of all texts: those of the first bytes, then of the second, and so on.
        passed = np.zeros(int(lengths.sum()), dtype=np.uint32)
        state = np.zeros(len(texts), dtype=np.uint32)
        for column, end, count in zip(columns, ends.tolist(), still.tolist(), strict=True):
            place = self.base.take(state[:count])
            place += column[:count]
            state = passed[end - count : end]
            self.moves.take(place, out=state, mode="clip")
        met = self.feature.take(passed)
        hits = np.flatnonzero(met >= 0)
        step = np.searchsorted(ends, hits, side="right")
        return order[hits - (ends - still)[step]], met[hits].astype(np.int64)


def _columns(texts: Sequence[bytes], order: _Ints, longest: int) -> npt.NDArray[np.uint8]:
    """The texts side by side, longest first: one row for each byte position."""
    padded = b"".join(texts[i].ljust(longest, b"\0") for i in order.tolist())
    side_by_side = np.frombuffer(padded, dtype=np.uint8).reshape(len(texts), longest)
    return np.ascontiguousarray(side_by_side.T)


@dataclass(frozen=True)
class _Model:
    """The scores of some languages. `codes` are the columns of `weights` and `prior`."""

    automaton: _Automaton
    codes: tuple[str, ...]
    weights: _Floats
    prior: _Floats
    column: dict[str, int]

    def fold(self, shares: _Floats) -> _Floats:
        """Add up the columns that stand for one language, in the first of them."""
        for i, code in enumerate(self.codes):
            if self.column[code] != i:
                shares[:, self.column[code]] += shares[:, i]
                shares[:, i] = 0
        return shares

    def scores(self, texts: Sequence[bytes]) -> tuple[_Floats, list[bool]]:
        """Log-likelihoods, tempered by length as py3langid does, and which texts have words."""
        rows, features = self.automaton.walk(texts)
        pairs, counts = np.unique(rows * len(self.weights) + features, return_counts=True)
        rows, features = np.divmod(pairs, len(self.weights))
        sums = np.zeros((len(texts), len(self.codes)), dtype=np.float32)
        heard = np.log1p(counts).astype(np.float32)
        found = np.bincount(rows, minlength=len(texts))
        met = np.empty((int(found.max(initial=0)), len(self.codes)), dtype=np.float32)
        ends = np.cumsum(found).tolist()
        for row, (start, end) in enumerate(pairwise([0, *ends])):
            weights = met[: end - start]
            self.weights.take(features[start:end], axis=0, out=weights, mode="clip")
            np.dot(heard[start:end], weights, out=sums[row])
        length = np.array([max(1, len(text)) for text in texts], dtype=np.float32)
        scores = (sums / np.sqrt(length)[:, None] + self.prior).astype(np.float32)
        return scores, (found > 0).tolist()


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


@cache
def _whole_model() -> _Model:
    """All languages with a two-letter code; a dialect counts as its language."""
    identifier = _identifier()
    named = [_SAME_AS.get(code, code) for code in identifier.nb_classes]
    kept = [i for i, code in enumerate(named) if len(code) == 2]
    automaton = _Automaton(
        moves=np.frombuffer(identifier.tk_nextmove, dtype=np.uint32),
        base=np.array(identifier.tk_row, dtype=np.int64) << 8,
        feature=np.array(identifier.tk_output, dtype=np.int32),
    )
    codes = tuple(named[i] for i in kept)
    weights = np.asarray(identifier.nb_ptc)[:, kept].astype(np.float32, order="C")
    prior = np.array([0.0 if code in _COMMON else _RARE for code in codes], dtype=np.float32)
    return _Model(automaton, codes, weights, prior, _first_columns(codes))


@cache
def _model(languages: tuple[str, ...]) -> _Model:
    """The whole model, or the expected *languages* against the common other ones."""
    whole = _whole_model()
    if not languages:
        return whole
    wanted = _COMMON.union(languages)
    kept = [i for i, code in enumerate(whole.codes) if code in wanted]
    codes = tuple(whole.codes[i] for i in kept)
    prior = [0.0 if code in languages else _UNEXPECTED for code in codes]
    return _Model(
        automaton=whole.automaton,
        codes=codes,
        weights=np.ascontiguousarray(whole.weights[:, kept]),
        prior=np.array(prior, dtype=np.float32),
        column=_first_columns(codes),
    )


def _first_columns(codes: Sequence[str]) -> dict[str, int]:
    return {code: i for i, code in reversed(list(enumerate(codes)))}
