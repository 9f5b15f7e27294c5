"""Kill a fetch of five sources with SIGKILL at many moments; every store must end up the same.

    python -m bench.kill_points [POINTS]      default 1,000; takes some minutes

A moment is an HTTP request or an SQL statement. After each kill `fetch` runs again, and what the
store holds is compared with that of an undisturbed run.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.faults.kills import content, killer


def main(points: int) -> int:
    """Returns the number of stores that differ."""
    different = killed = 0
    with tempfile.TemporaryDirectory() as scratch, killer() as kill:
        whole = kill.prepare(Path(scratch) / "whole")
        moments, _ = kill.fetch(whole)
        wanted = content(whole)
        for number in range(points):
            folder = kill.prepare(Path(scratch) / "one")
            _, status = kill.fetch(folder, kill_at=1 + number * moments // points)
            killed += status == -9
            _, again = kill.fetch(folder)
            different += again != 0 or content(folder) != wanted
            shutil.rmtree(folder)
    print(
        f"{moments} moments, {points} points tried, {killed} killed, {different} stores differ"
    )
    return different


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000) > 0)
