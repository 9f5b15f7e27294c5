"""Texts as numbers: a batch reads as its texts one by one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analyzers import features
from monitor.analyzers.cuts import cuts
from monitor.analyzers.features import vocabulary

WORDS = st.sampled_from(["not", "never", "good", "bad", "x", ".", "!", "…", "https://a.b"])
TEXTS = st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=8)


def reached(words: list[str]) -> list[bool]:
    """A negation reaches four words on, up to a mark; it is not reached itself."""
    found = []
    for place, word in enumerate(words):
        clause = max((i for i in range(place + 1) if words[i] in ".!…"), default=-1)
        before = words[max(clause + 1, place - 4) : place]
        found.append(word not in ("not", "never") and not {"not", "never"}.isdisjoint(before))
    return found


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_negation_reaches_four_words_in_its_clause(texts: list[str]) -> None:
    read = vocabulary().read(texts)
    assert read.negated.tolist() == [one for text in texts for one in reached(text.split())]


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_batch_reads_as_each_text_by_itself(texts: list[str]) -> None:
    together = vocabulary().read(texts)
    for row, text in enumerate(texts):
        alone = vocabulary().read([text])
        own = slice(together.starts[row], together.starts[row + 1])
        assert alone.words.tolist() == together.words[own].tolist()
        assert alone.negated.tolist() == together.negated[own].tolist()
        assert alone.counts[0].tolist() == together.counts[row].tolist()
        assert alone.pairs.tolist() == together.pairs[together.pair_rows == row].tolist()


def test_a_text_reads_the_same_in_any_company() -> None:
    for text in ("SEE HTTP://T.CO/ABC", "Www.Example.com!", "T.CO/ABC", "{LINK} @ME", "HTTP"):
        for known in (cuts(), vocabulary()):
            known.forget()
        alone = vocabulary().read([text])
        for known in (cuts(), vocabulary()):
            known.forget()
        together = vocabulary().read(["a plain http://t.co/abc @you www.x.org", text])
        assert alone.counts[0].tolist() == together.counts[1].tolist()


def test_an_interruption_leaves_nothing_half_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(features, "word_counts", stop)
        with pytest.raises(KeyboardInterrupt):
            vocabulary().read(["words nobody has met in here"])
    assert vocabulary().read(["words nobody has met in here"]).lengths.tolist() == [6]
