"""Annotating: only what is missing, resumable, and one failure is not another's."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import monitor.annotate as annotating
from monitor.analyzers.base import Analyzer
from monitor.analyzers.language import LanguageAnalyzer
from monitor.annotate import annotate, annotate_store, pool, sharing, work
from monitor.config import Config, parse_config
from monitor.errors import MonitorError, UsageError
from monitor.store.connect import Store
from monitor.store.facts import rollups_are_true
from monitor.store.pages import add_page
from monitor.store.pending import Pending
from monitor.store.topics import newest_model
from tests.analyzers.test_topics import made
from tests.support.analyzers import (
    Batched,
    Counting,
    Failing,
    Garbled,
    Hanging,
    Killed,
    Placed,
    Short,
    Telling,
    Wrong,
)
from tests.support.made import NOW, mention, stored


def said(store: Store, analyzer: str) -> dict[int, str | None]:
    rows = store.rows(
        "SELECT mention_id, label FROM annotation WHERE analyzer = ? AND error IS NULL",
        [analyzer],
    )
    return {row["mention_id"]: row["label"] for row in rows}


def errors(store: Store) -> dict[int, tuple[str, int]]:
    rows = store.rows("SELECT mention_id, error, tries FROM annotation WHERE error IS NOT NULL")
    return {row["mention_id"]: (row["error"], row["tries"]) for row in rows}


def config(text: str = "") -> Config:
    return parse_config(
        '[[brand]]\nname = "Acme"\nquery = "acme"\n'
        '[analysis]\nanalyzers = ["language", "topic"]\n' + text,
        Path("config.toml"),
    )


def test_each_mention_is_asked_about_once_for_each_version(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "a"), mention("2", "bb"))
    assert annotate(store, [Counting()], stories=False).mentions == 2
    assert said(store, "length") == {1: "1", 2: "2"}
    assert annotate(store, [Counting()], stories=False).mentions == 0
    add_page(store, "web", [mention("3", "ccc")], now=NOW)
    assert annotate(store, [Counting()], stories=False).mentions == 1
    assert annotate(store, [Counting(version="2")], stories=False).mentions == 3
    assert store.value("SELECT COUNT(*) FROM annotation WHERE version = '2'") == 3


def test_an_edited_text_is_asked_about_again(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "a"), mention("2", "bb"))
    annotate(store, [Counting()])
    add_page(store, "web", [mention("1", "edited")], now=NOW)
    assert annotate(store, [Counting()]).mentions == 1
    assert said(store, "length") == {1: "6", 2: "2"}


def test_the_language_comes_first_and_the_others_are_told(tmp_path: Path) -> None:
    store = stored(
        tmp_path,
        mention("1", "Mein Paket kommt schon wieder viel zu spät an."),
        mention("2", "", language="fr"),
    )
    annotate(store, [Telling(), LanguageAnalyzer(("de", "en", "fr"))])
    assert said(store, "told") == {1: "de", 2: "fr"}
    assert store.value("SELECT language FROM match WHERE mention_id = 1") == "de"


def test_a_later_analyzer_is_told_the_language_that_is_known(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "Mein Paket kommt schon wieder viel zu spät an."))
    annotate(store, [LanguageAnalyzer(("de", "en"))])
    annotate(store, [Telling()])
    assert said(store, "told") == {1: "de"}


def test_a_failing_analyzer_marks_the_row_and_the_rest_goes_on(tmp_path: Path) -> None:
    store = stored(tmp_path, *(mention(str(n), t) for n, t in enumerate(("ok", "bad", "fine"))))
    done = annotate(store, [Failing(), Counting()])
    assert done.failed == 1
    assert done.reasons == {"failing": "ValueError: no idea"}
    assert errors(store) == {2: ("ValueError: no idea", 1)}
    assert len(said(store, "length")) == 3


def test_a_row_is_tried_three_times_in_all(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "bad"))
    assert [annotate(store, [Failing()]).failed for _ in range(5)] == [1, 1, 1, 0, 0]
    assert errors(store)[1][1] == 3


def test_a_hanging_plug_in_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH_SECONDS", 0.2)
    monkeypatch.setattr(work, "ONE_SECONDS", 0.1)
    texts = ["ok", "hang", "hang", "hang", "hang", "ok"]
    store = stored(tmp_path, *(mention(str(n), text) for n, text in enumerate(texts)))
    assert annotate(store, [Hanging()]).failed == 5
    assert said(store, "hanging") == {1: "fine"}
    reasons = [reason for reason, _ in errors(store).values()]
    assert reasons == ["took too long"] * 3 + ["not asked: hanging hangs"] * 2


def test_answers_that_do_not_fit_the_batch_are_failures(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "a"), mention("2", "b"))
    assert annotate(store, [Short()]).failed == 2


@pytest.mark.parametrize("analyzer", [Garbled(), Wrong()])
def test_answers_that_cannot_be_kept_are_failures(tmp_path: Path, analyzer: Analyzer) -> None:
    store = stored(tmp_path, mention("1", "a"))
    assert annotate(store, [analyzer, Counting()]).failed == 1
    assert said(store, "length") == {1: "1"}


def test_a_run_that_is_stopped_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotating, "BATCH", 5)
    monkeypatch.setattr(annotating, "TOGETHER", 2)
    store = stored(tmp_path, *(mention(str(n), "x" * n) for n in range(35)))

    def stop(_name: str, done: int, _of: int) -> None:
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        annotate(store, [Counting()], progress=stop)
    assert len(said(store, "length")) == 20
    assert annotate(store, [Counting()]).mentions == 15
    assert rollups_are_true(store.connection)


def wait_for_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """So little work would be done before they are there."""
    give = sharing.Others.give

    def give_late(others: sharing.Others, job: work.Job) -> sharing.Given:
        others._starting.join()
        return give(others, job)

    monkeypatch.setattr(sharing.Others, "give", give_late)


def test_workers_give_what_one_process_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotating, "BATCH", 5)
    wait_for_workers(monkeypatch)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    mentions = [mention(str(n), sample.text) for n, (_, sample) in enumerate(made(60))]
    alone, together = stored(tmp_path / "one", *mentions), stored(tmp_path / "two", *mentions)
    analyzers: Sequence[Analyzer] = [LanguageAnalyzer(("de", "en")), Counting()]
    annotate(alone, analyzers, workers=1)
    annotate(together, [*analyzers, Placed()], workers=2)
    assert len(set(said(together, "process").values())) == 2
    together.connection.execute("DELETE FROM annotation WHERE analyzer = 'process'")
    for table in ("annotation", "story", "story_key", "match"):
        query = f"SELECT * FROM {table} ORDER BY 1, 2"
        assert list(map(tuple, alone.rows(query))) == list(map(tuple, together.rows(query)))


def test_a_killed_worker_is_told_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotating, "BATCH", 5)
    monkeypatch.setattr(annotating, "TOGETHER", 1)
    wait_for_workers(monkeypatch)
    store = stored(tmp_path, *(mention(str(n), "x" * n) for n in range(20)))
    killed = Killed(at_home=os.getpid())
    with pytest.raises(MonitorError, match="--workers 1"):
        annotate(store, [killed], workers=2)
    kept = len(said(store, "killed"))
    assert kept < 20
    assert annotate(store, [killed], workers=1).mentions == 20 - kept
    assert len(said(store, "killed")) == 20


def test_found_topics_are_fitted_once_there_are_enough_and_kept(tmp_path: Path) -> None:
    texts = [sample.text for _, sample in made(120)]
    store = stored(
        tmp_path, *(mention(str(n), f"{t} is what I say") for n, t in enumerate(texts))
    )
    annotate_store(config(), store, now=NOW)
    first = newest_model(store)
    assert first is not None
    labels = store.rows("SELECT value, COUNT(*) FROM mention_label GROUP BY 1")
    assert len(labels) >= 2
    assert annotate_store(config(), store, now=NOW).mentions == 0
    annotate_store(config(), store, now=NOW, refit=True)
    again = store.rows("SELECT value, COUNT(*) FROM mention_label GROUP BY 1")
    assert {row[0] for row in again} == {row[0] for row in labels}
    assert rollups_are_true(store.connection)


def test_a_taught_topic_takes_the_place_of_found_ones(tmp_path: Path) -> None:
    texts = [sample.text for _, sample in made(120)]
    store = stored(tmp_path, *(mention(str(n), t) for n, t in enumerate(texts)))
    annotate_store(config(), store, now=NOW)
    taught = config('[[topic]]\nname = "power"\nquery = "battery OR charger"\n')
    annotate_store(taught, store, now=NOW)
    power = store.value("SELECT COUNT(*) FROM mention_label WHERE value = 'power'")
    assert power == sum("battery" in text or "charger" in text for text in texts)


def test_one_analyzer_alone_and_everything_again(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "Acme is late"), mention("2", "Acme is fine"))
    annotate_store(config(), store, now=NOW, only=["language"])
    assert store.value("SELECT COUNT(DISTINCT analyzer) FROM annotation") == 1
    done = annotate_store(config(), store, now=NOW, only=["language"], again=True)
    assert done.mentions == 2
    with pytest.raises(UsageError, match="no analyzer 'mood'"):
        annotate_store(config(), store, now=NOW, only=["mood"])


def test_a_plug_in_that_does_not_load_leaves_the_others_working(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "Acme is late"))
    broken = parse_config(
        '[[brand]]\nname = "Acme"\nquery = "acme"\n'
        '[analysis]\nanalyzers = ["language", "no_such_plugin"]\n',
        Path("config.toml"),
    )
    done = annotate_store(broken, store, now=NOW)
    assert done.failed == 1
    assert "no_such_plugin" in done.reasons["no_such_plugin"]
    assert said(store, "language") == {1: "en"}


def test_a_batch_holds_all_mentions_that_somebody_wants() -> None:
    assert work.Job.of({"a": (1, 4), "b": (1, 4)}).ids == (1, 4)
    assert work.Job.of({"a": (1, 3), "b": (2, 3), "c": (2, 9)}).ids == (1, 2, 3, 9)


def test_what_was_erased_is_left_out(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "a"), mention("2", "b"))
    add_page(store, "web", [], deleted=["1"], now=NOW)
    annotate(store, [Counting()])
    assert said(store, "length") == {2: "1"}


def test_a_declared_language_is_not_the_analyzers_own_earlier_answer(tmp_path: Path) -> None:
    store = stored(tmp_path, replace(mention("1", "😀"), language=None))
    annotate(store, [LanguageAnalyzer()])
    store.connection.execute("UPDATE match SET language = 'de'")
    annotate(store, [LanguageAnalyzer(("de", "en"))])
    assert said(store, "language") == {1: "und"}


def test_nobody_asked_is_nothing_to_do(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "a"))
    assert annotate(store, [], stories=False).mentions == 0


def test_a_plug_in_gets_its_time_for_a_part_of_a_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PLUG_IN_BATCH", 3)
    store = stored(tmp_path, *(mention(str(n), "x") for n in range(7)))
    annotate(store, [Batched()])
    assert list(said(store, "batch").values()) == ["3"] * 6 + ["1"]


def test_little_work_is_done_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_cores", lambda: 4)
    assert [pool.worker_count(pending) for pending in (7_999, 8_000)] == [1, 4]
    assert pool.worker_count(10, 3) == 3


def test_for_several_processes_the_last_batches_are_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotating, "BATCH", 20)
    monkeypatch.setattr(annotating, "LEAST_BATCH", 2)
    store = stored(tmp_path, *(mention(str(n), "x") for n in range(100)))

    def sizes(processes: int) -> list[int]:
        pending = Pending(store, [("length", "1")])
        return [len(job.ids) for job in annotating._jobs(pending, 100, processes)]

    assert sizes(1) == [20] * 5
    many = sizes(2)
    assert sum(many) == 100
    assert many == sorted(many, reverse=True)
    assert (many[0], min(many[:-1])) == (16, 2)  # the last one is what remains
