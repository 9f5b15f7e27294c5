"""The page about importing names what there is."""

import re
from pathlib import Path

from monitor.importing.layouts import FIELDS, LAYOUTS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


def test_every_layout_and_every_field_is_in_the_docs() -> None:
    rows = re.findall(r"(?m)^\| (`[^|]+`) \|", PAGE)
    named = {name for row in rows for name in re.findall(r"`([\w-]+)`", row)}
    assert named == {layout.name for layout in LAYOUTS}
    listed = PAGE.partition("The fields are")[2].partition("\n\n")[0]
    assert tuple(re.findall(r"`(\w+)`", listed)) == FIELDS
