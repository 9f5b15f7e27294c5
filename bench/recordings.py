"""How many items the real recordings hold, by source, and how many mentions they became.

python -m bench.recordings            # a row for each source
python -m bench.recordings --files    # a row for each recording
"""

import argparse
from collections import defaultdict

from tests.support.recordings import Case, cases

FIELDS = (
    "author", "published_at", "url", "title", "language", "tags", "links", "thread_id",
    "parent_id", "edited_at", "rating", "licence",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", action="store_true", help="a row for each recording")
    parser.add_argument("--service", help="only this one")
    options = parser.parse_args()
    rows: dict[str, list[Case]] = defaultdict(list)
    for case in cases(options.service):
        rows[f"{case.service}/{case.file}" if options.files else case.service].append(case)
    for name, read in rows.items():
        print(_line(name, read))


def _line(name: str, read: list[Case]) -> str:
    items, skipped = sum(one.items for one in read), sum(len(one.skipped) for one in read)
    mentions = [mention for one in read for mention in one.mentions]
    has = {field: sum(1 for one in mentions if getattr(one, field)) for field in FIELDS}
    filled = ", ".join(f"{field} {number}" for field, number in has.items() if number)
    return (
        f"{name}: {len(read)} answers, {items} items, {len(mentions)} mentions, "
        f"{skipped} skipped; with {filled}"
    )


if __name__ == "__main__":
    main()
