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
from typing import Final

import numpy as np

from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.language_model import Floats, language_model
from monitor.model import Annotation, Json, Mention

UNDETERMINED: Final = "und"
CERTAIN: Final = 0.4
"""The least probability of an answer; below it the answer is "und"."""

# A natural logarithm, set on the development tweets of UMSAB.
_DECLARED = 1.0  # the service says so: often the default of the author's app, so no proof
_SHARPNESS = 1.5  # makes the probability of an answer about its share of right answers

_MAX_CHARACTERS = 4_000
_MAX_BYTES = 800  # more does not change the answer
_TOGETHER = 2_048  # texts that walk together

_NORMAL = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}

# "http" alone and "&amp;" are what masked and badly decoded posts leave behind. The first
# letters stand in front as a set, so that the search skips to them in one step.
_NOT_LANGUAGE = re.compile(
    r"[@#&hwR](?:(?<=[@#])\w+|(?<=h)ttps?\S*|(?<=w)ww\.\S+|(?<=\bR)T\b|(?<=&)\w{2,6};)"
)


_END = "\x1c"
_SPACES = bytes(code for code in range(128) if chr(code).isspace() and chr(code) != _END)
_BLANKS = bytes.maketrans(_SPACES, b" " * len(_SPACES))


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
        model = language_model(self.languages)
        declared = [language_code(m.language) if m.language else "" for m in batch]
        scores, judged = model.scores(bytes_to_judge(batch))
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


def _silent(declared: str) -> Annotation:
    return Annotation(label=declared or UNDETERMINED, score=0.0, data={"reason": "no words"})


def bytes_to_judge(batch: Sequence[Mention]) -> list[bytes]:
    """What is read of each mention: its words, one blank between two, in lower case if all shout."""
    texts = [
        (f"{mention.title}\n{mention.text}" if mention.title else mention.text)[
            :_MAX_CHARACTERS
        ]
        for mention in batch
    ]
    plain = iter(_of_ascii([text for text in texts if text.isascii()]))
    return [next(plain) if text.isascii() else _of_any(text) for text in texts]


def _of_any(text: str) -> bytes:
    text = " ".join(_NOT_LANGUAGE.sub(" ", text).split())
    if text.isupper():
        text = text.lower()
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")[:_MAX_BYTES]


def _of_ascii(texts: Sequence[str]) -> list[bytes]:
    """The same of texts of ASCII alone, all at once; what ends each is a blank to all that reads."""
    joined = _END.join([text.replace(_END, " ") for text in texts])
    coded = _NOT_LANGUAGE.sub(" ", joined).encode().translate(_BLANKS)
    letters = np.frombuffer(coded, dtype=np.uint8)
    repeats = letters == ord(" ")
    repeats[:-1] &= repeats[1:]
    cut = letters.take(np.flatnonzero(~repeats)).tobytes().split(_END.encode())
    return [(text.lower() if text.isupper() else text).strip(b" ")[:_MAX_BYTES] for text in cut]


def _shares(scores: Floats) -> Floats:
    """Each row as probabilities (soft-max)."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
