"""What the training borrows of an encoder, and the measure under another mix of classes."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bench.quality import macro_f1, shifted_f1
from bench.word_vectors import count_spellings, word_vectors
from monitor.analyzers.features import vocabulary


def test_vectors_once_embedded_are_read_from_the_file(tmp_path: Path) -> None:
    kept = tmp_path / "vectors.npz"
    np.savez(
        kept, words=np.array(["good", "gut"]), vectors=np.array([[1, 2], [3, 4]], np.float32)
    )
    assert word_vectors(["gut", "good", "gut"], kept).tolist() == [[3, 4], [1, 2], [3, 4]]


def test_spellings_are_counted_in_their_normal_form() -> None:
    found: Counter[tuple[int, str]] = Counter()
    count_spellings(found, vocabulary().read(["Good good GOOD", "goood day"]), vocabulary())
    counted = {name: count for (_, name), count in found.items()}
    assert counted == {"good": 4, "day": 1}


def test_a_shift_of_the_classes_changes_nothing_where_all_is_right() -> None:
    right = np.array(["negative", "neutral", "positive", "positive"])
    assert shifted_f1(right, right) == pytest.approx(1)
    said = np.array(["neutral", "neutral", "positive", "negative"])
    assert 0 < shifted_f1(right, said) < 1
    assert shifted_f1(right, said) != pytest.approx(macro_f1(right, said))
