"""py3langid's model as arrays that whole batches walk together.

The model comes packed, and unpacking takes the better part of a second: far longer than most
runs need for all their texts. So it is unpacked once, into the user's cache folder, and from
then on mapped into memory, where processes share it. A folder that cannot be written, or holds
something else, costs that second in each run, no more.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

COMMON: Final = frozenset({
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi",
    "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "nl", "no", "pl",
    "pt", "ro", "ru", "sk", "sv", "ta", "th", "tr", "uk", "ur", "vi", "zh",
})  # fmt: skip
# Natural logarithms, set on the development tweets of UMSAB.
_UNEXPECTED = -1.0  # a language that the config does not name must be this much likelier
_RARE = -2.0  # one that is rare on the web, where the config names none
# Codes of the model that stand for a language with a two-letter code.
_SAME_AS = {"arz": "ar", "ary": "ar", "yue": "zh", "wuu": "zh", "nn": "no", "uzs": "uz"}

_FORMAT: Final = 1  # of the unpacked copy
_ROWS: Final = 128  # texts whose weights are in hand at once: as much as a core's cache holds

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Automaton:
    """py3langid's automaton over bytes as arrays: where each byte leads, what is found there.

    `moves[base[state] + byte]` is the next state; `feature[state]` is the feature that is
    complete there, or -1.
    """

    moves: npt.NDArray[np.uint32]
    base: Ints
    feature: npt.NDArray[np.int32]

    def walk(self, texts: Sequence[bytes]) -> npt.NDArray[np.uint32]:
        """The state after each byte, a column for each of *texts*: 0, the first, where it ended.

        The texts come longest first: those that go on stand side by side at each step.
        """
        columns = _columns(texts)
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        still = np.searchsorted(-lengths, -np.arange(len(columns)), side="left").tolist()
        passed = np.zeros(columns.shape, dtype=np.uint32)
        state = np.zeros(len(texts), dtype=np.uint32)
        for column, after, count in zip(columns, passed, still, strict=True):
            place = self.base.take(state[:count])
            place += column[:count]
            state = after[:count]
            self.moves.take(place, out=state, mode="clip")
        return passed


def _columns(texts: Sequence[bytes]) -> npt.NDArray[np.uint8]:
    """The texts side by side: one row for each byte position of the first, the longest."""
    longest = len(texts[0]) if texts else 0
    padded = b"".join([text.ljust(longest, b"\0") for text in texts])
    side_by_side = np.frombuffer(padded, dtype=np.uint8).reshape(len(texts), longest)
    return np.ascontiguousarray(side_by_side.T)


def _counted(met: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], Ints, Ints, Ints]:
    """What is in each row of *met*, in order, and how often; where that begins and ends for each.

    Rows are short, and short rows are sorted many times as fast as all of them together. A
    row's -1 come first and are left out.
    """
    height, width = met.shape
    met.sort(axis=1)
    is_new = np.ones(met.shape, dtype=np.bool_)
    np.not_equal(met[:, 1:], met[:, :-1], out=is_new[:, 1:])
    places = np.flatnonzero(is_new)
    counts = np.diff(places, append=met.size)
    found = met.ravel().take(places)
    bounds = np.searchsorted(places, np.arange(height + 1) * width)
    return found, counts, bounds[:-1] + (met[:, 0] < 0), bounds[1:]


@dataclass(frozen=True)
class LanguageModel:
    """The scores of some languages. `codes` are the columns of `weights` and `prior`."""

    automaton: _Automaton
    codes: tuple[str, ...]
    weights: Floats
    prior: Floats
    column: dict[str, int]

    def fold(self, shares: Floats) -> Floats:
        """Add up the columns that stand for one language, in the first of them."""
        for i, code in enumerate(self.codes):
            if self.column[code] != i:
                shares[:, self.column[code]] += shares[:, i]
                shares[:, i] = 0
        return shares

    def scores(self, texts: Sequence[bytes]) -> tuple[Floats, list[bool]]:
        """Log-likelihoods, tempered by length as py3langid does, and which texts have words."""
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        order = np.argsort(-lengths, kind="stable")
        states = self.automaton.walk([texts[row] for row in order.tolist()])
        sums = np.zeros((len(texts), len(self.codes)), dtype=np.float32)
        found = np.zeros(len(texts), dtype=np.int64)
        for start in range(0, np.count_nonzero(lengths), _ROWS):
            rows = order[start : start + _ROWS]
            passed = states[: lengths[rows[0]], start : start + _ROWS]
            found[rows] = self._add(passed.T, [sums[row] for row in rows.tolist()])
        length = np.maximum(lengths, 1).astype(np.float32)
        scores = (sums / np.sqrt(length)[:, None] + self.prior).astype(np.float32)
        return scores, (found > 0).tolist()

    def _add(self, states: npt.NDArray[np.uint32], sums: Sequence[Floats]) -> Ints:
        """Put what is met in each row of *states* into *sums*; how many features that were."""
        features, counts, begins, ends = _counted(self.automaton.feature.take(states))
        heard = np.log1p(counts).astype(np.float32)
        weights = self.weights.take(features, axis=0)
        for total, begin, end in zip(sums, begins.tolist(), ends.tolist(), strict=True):
            heard[begin:end].dot(weights[begin:end], out=total)
        return ends - begins


@dataclass(frozen=True)
class _Unpacked:
    """All languages with a two-letter code: what the model's file holds of them.

    `weights` has a row for each of `codes`, so that some of them are read without the others.
    """

    automaton: _Automaton
    codes: tuple[str, ...]
    weights: npt.NDArray[np.float16]


@cache
def language_model(languages: tuple[str, ...]) -> LanguageModel:
    """All languages, or the expected *languages* against the common other ones."""
    whole = _unpacked()
    wanted = COMMON.union(languages) if languages else frozenset(whole.codes)
    kept = [i for i, code in enumerate(whole.codes) if code in wanted]
    codes = tuple(whole.codes[i] for i in kept)
    usual, other = (languages, _UNEXPECTED) if languages else (COMMON, _RARE)
    prior = [0.0 if code in usual else other for code in codes]
    return LanguageModel(
        automaton=whole.automaton,
        codes=codes,
        weights=np.ascontiguousarray(whole.weights[kept].T, dtype=np.float32),
        prior=np.array(prior, dtype=np.float32),
        column={code: i for i, code in reversed(list(enumerate(codes)))},
    )


def known_languages() -> frozenset[str]:
    """The ISO 639-1 codes that can be told apart."""
    return frozenset(_unpacked().codes)


@cache
def _unpacked() -> _Unpacked:
    folder = kept_folder()
    known = _kept(folder)
    if known is None:
        known = _packed()
        _keep(folder, known)
    return known


def kept_folder() -> Path:
    """Where the unpacked model is kept: the name tells the release that it is of."""
    from platformdirs import user_cache_path

    release = installed_version("py3langid")
    return user_cache_path("outside-perspective") / f"languages-{release}-{_FORMAT}"


def _packed() -> _Unpacked:
    """The model as py3langid brings it; a dialect counts as its language."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    named = [_SAME_AS.get(code, code) for code in identifier.nb_classes]
    kept = [i for i, code in enumerate(named) if len(code) == 2]
    automaton = _Automaton(
        moves=np.frombuffer(identifier.tk_nextmove, dtype=np.uint32),
        base=np.array(identifier.tk_row, dtype=np.int64) << 8,
        feature=np.array(identifier.tk_output, dtype=np.int32),
    )
    weights = np.ascontiguousarray(np.asarray(identifier.nb_ptc)[:, kept].T, dtype=np.float16)
    return _Unpacked(automaton, tuple(named[i] for i in kept), weights)


def _arrays(model: _Unpacked) -> dict[str, npt.NDArray[Any]]:
    automaton = model.automaton
    return {
        "moves": automaton.moves,
        "base": automaton.base,
        "feature": automaton.feature,
        "weights": model.weights,
    }


def _keep(folder: Path, model: _Unpacked) -> None:
    """Put *model* into *folder*, all of it or nothing, in place of what is broken there."""
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".languages-"))
    except OSError:
        return
    try:
        _write(made, model)
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)
    except OSError:  # no room, or another process was first
        shutil.rmtree(made, ignore_errors=True)
    _drop_older(folder)


def _write(folder: Path, model: _Unpacked) -> None:
    for name, array in _arrays(model).items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    about = {"codes": model.codes, "sizes": dict(_sizes(folder))}
    (folder / "about.json").write_text(json.dumps(about))
    for path in folder.iterdir():  # a name must not come to stand before its content
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _sizes(folder: Path) -> Iterator[tuple[str, int]]:
    for path in sorted(folder.glob("*.npy")):
        yield path.name, path.stat().st_size


def _kept(folder: Path) -> _Unpacked | None:
    """The model in *folder*, mapped; None where it is not all there."""
    with suppress(OSError, ValueError, KeyError, TypeError, EOFError):
        about = json.loads((folder / "about.json").read_text())
        if about["sizes"] != dict(_sizes(folder)):
            return None
        moves, base, feature, weights = (
            np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in ("moves", "base", "feature", "weights")
        )
        codes = tuple(map(str, about["codes"]))
        if _fits(moves, base, feature, weights, codes):
            return _Unpacked(_Automaton(moves, base, feature), codes, weights)
    return None


def _fits(
    moves: npt.NDArray[Any],
    base: npt.NDArray[Any],
    feature: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    codes: Sequence[str],
) -> bool:
    """Whether these are a model's arrays: no step of theirs leads outside of them."""
    types = [one.dtype.name for one in (moves, base, feature, weights)]
    if types != ["uint32", "int64", "int32", "float16"] or weights.ndim != 2:
        return False
    return (
        len(base) == len(feature)
        and len(weights) == len(codes)
        and int(base.max()) + 256 <= len(moves)
        and int(feature[0]) == -1
        and int(feature.max()) < weights.shape[1]
    )


def _drop_older(folder: Path) -> None:
    """Earlier releases' copies are of no use any more."""
    for path in folder.parent.glob("languages-*"):
        if path != folder:
            shutil.rmtree(path, ignore_errors=True)
