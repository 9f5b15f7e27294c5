"""Run axe-core over a page made by `monitor report page`, at two widths, light and dark.

    python -m bench.accessibility PAGE.html AXE.min.js

Needs Chromium and playwright; axe.min.js is in the npm package axe-core. Prints each violation
and what the page says or asks for on the way; ends with 1 where there is any.
"""

import sys
from pathlib import Path
from typing import Any

_SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
_CHROMIUM = "/usr/bin/chromium"


def main(page: Path, axe: str) -> int:
    """Returns the number of violations, console messages and requests."""
    from playwright.sync_api import sync_playwright

    found = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        for name, (width, height) in _SIZES.items():
            for scheme in ("light", "dark"):
                said = _look(browser, page, axe, width, height, scheme)
                found += len(said)
                print(f"{name}, {scheme}: {len(said)} findings", *said, sep="\n  ")
        browser.close()
    return found


def _look(
    browser: Any, page: Path, axe: str, width: int, height: int, scheme: str
) -> list[str]:
    # Axe is put into the page from outside, which the page's own policy forbids.
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
    )
    said: list[str] = []
    tab = context.new_page()
    tab.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    tab.on("request", lambda r: None if r.url.startswith("file:") else said.append(r.url))
    tab.goto(page.absolute().as_uri())
    tab.evaluate(axe)
    answer = tab.evaluate("axe.run()")
    said += [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in answer["violations"]]
    context.close()
    return said


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="utf-8")) > 0)
