"""Killed at any moment and run again, `fetch` gives the store of an undisturbed run."""

from pathlib import Path

import pytest

from tests.faults.kills import content, killer

POINTS = 12


def test_d02_killed_at_any_moment_the_next_run_completes(tmp_path: Path) -> None:
    with killer() as kill:
        whole = kill.prepare(tmp_path / "whole")
        moments, status = kill.fetch(whole)
        assert status == 0
        assert moments > 5 * POINTS
        wanted = content(whole)
        assert sum(len(rows) for rows in wanted) > 50
        for point in range(1, moments, moments // POINTS):
            folder = kill.prepare(tmp_path / str(point))
            _, status = kill.fetch(folder, kill_at=point)
            assert status in {-9, 0}  # the threads' order may make a run shorter
            _, status = kill.fetch(folder)
            assert status == 0
            assert content(folder) == wanted, f"killed at moment {point} of {moments}"


def test_d03_a_lock_held_by_a_killed_run_does_not_stop_the_next(tmp_path: Path) -> None:
    with killer() as kill:
        folder = kill.prepare(tmp_path / "one")
        moments, _ = kill.fetch(kill.prepare(tmp_path / "whole"))
        assert kill.fetch(folder, kill_at=moments // 2)[1] == -9
        assert kill.fetch(folder)[1] == 0


@pytest.mark.parametrize("times", [2])
def test_a_second_run_over_the_same_answers_stores_nothing(tmp_path: Path, times: int) -> None:
    with killer() as kill:
        folder = kill.prepare(tmp_path / "one")
        kill.fetch(folder)
        before = content(folder)
        for _ in range(times):
            assert kill.fetch(folder)[1] == 0
        assert content(folder) == before
