"""Coverage-guided fuzzing of what reads foreign input, for a bounded time, by hand.

    python -m bench.fuzz [SECONDS] [TARGET…]      default 60 seconds for each of the targets

Needs atheris (`pip install atheris`). A target may read, skip with a reason, or raise one of our
errors; anything else is a finding, whose input is kept in the working folder as `crash-…`.

feed      bytes as a feed document
query     a text as a query, then compiled, matched, linted, printed and parsed again
config    a text as a config
answers   a service's recorded answers with pieces replaced, through each source's mapping
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from monitor.errors import ConfigError, QueryError, SourceError
from monitor.model import Mention

FEEDS: Final = (
    '<feed><entry><id>2</id><links>x</links><content>Acme</content><link rel="replies"/></entry></feed>',
    '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><guid>1</guid>'
    "<title>Acme</title><link>https://e.example/1</link><pubDate>Mon, 02 Mar 2026 10:00:00 GMT"
    "</pubDate><description>&lt;p&gt;Acme&lt;/p&gt;</description></item></channel></rss>",
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>x</id><entry><id>1</id>'
    '<title type="html">Acme</title><link href="/1"/><updated>2026-03-02T10:00:00Z</updated>'
    "<author><name>Jane</name></author><content type='xhtml'><div>Acme</div></content></entry></feed>",
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/"><item rdf:about="1"><title>Acme</title></item></rdf:RDF>',
    '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "Acme", '
    '"content_html": "<b>Acme</b>", "date_published": "2026-03-02T10:00:00Z", "tags": ["a"]}]}',
)
QUERIES: Final = (
    'acme OR "acme rocket" -globex', "(a OR b) NEAR/5 c", "title:acme author::jane lang:de",
    "/ac+me/ AND NOT #tag @user", "`C++` likes>5 {other}", "acme.com site:x.example \"a * b\"~3",
)  # fmt: skip
_TEXT: Final = Mention(
    source="s",
    source_id="1",
    network="web",
    title="Acme rocket",
    text="The acme C++ #tag a b c",
)


def feed(data: bytes) -> None:
    from monitor.sources.feedreading import read_feed

    try:
        found = read_feed(data, url="https://e.example/feed", where="feed")
    except SourceError:
        return
    json.dumps(
        [(one.title, one.text, one.guid) for one in found.entries], ensure_ascii=False
    ).encode()


def query(data: bytes) -> None:
    from monitor.query import compile_queries, parse, to_text

    text = data.decode("utf-8", "replace")
    try:
        read = parse(text)
        matcher = compile_queries({"q": text}, references={"other": "acme"})
    except QueryError as error:
        if error.column < 1 or "\n" in str(error):
            raise AssertionError(f"a bad message: {error}") from error
        return
    matcher.match([_TEXT])
    if parse(to_text(read)) != read:
        raise AssertionError(f"printed as another query: {to_text(read)}")


def config(data: bytes) -> None:
    from monitor.config import parse_config

    try:
        parse_config(data.decode("utf-8", "replace"), Path("config.toml"))
    except ConfigError:
        return


def answers(data: bytes) -> None:
    import atheris

    from monitor.registry import source_class
    from tests.sources.cases import CASES
    from tests.sources.support import ASK
    from tests.sources.test_odd_answers import Answers

    given = atheris.FuzzedDataProvider(data)
    cases = [case for case in CASES if not case.own_client and not case.logs_in]
    case = cases[given.ConsumeIntInRange(0, len(cases) - 1)]
    recorded = case.answers()
    changed = recorded[given.ConsumeIntInRange(0, len(recorded) - 1)]
    body = changed.get("body", "")
    text = body if isinstance(body, str) else json.dumps(body)
    at = given.ConsumeIntInRange(0, len(text))
    until = at + given.ConsumeIntInRange(0, 40)
    changed["body"] = text[:at] + given.ConsumeUnicodeNoSurrogates(60) + text[until:]
    try:
        source: Any = source_class(case.type)(
            name="s", http=Answers(recorded), **case.options_at("https://s.example")
        )
        for page in islice(source.fetch(ASK, None), 50):
            for one in page.mentions:
                json.dumps([one.title, one.text, one.url], ensure_ascii=False).encode()
    except SourceError:
        return


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "feed": feed, "query": query, "config": config, "answers": answers,
}  # fmt: skip


def seeds(target: str) -> list[bytes]:
    """Where the search begins."""
    root = Path(__file__).resolve().parents[1]
    given = {
        "feed": FEEDS, "query": QUERIES, "config": [(root / "config.example.toml").read_text()],
        "answers": [chr(n) * 8 for n in range(40)],
    }  # fmt: skip
    return [text.encode() for text in given[target]]


def run_here(target: str, flags: list[str]) -> None:
    """Fuzz *target* in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["monitor", "feedparser", "tests.sources"]):
        import feedparser  # noqa: F401

        import monitor.config
        import monitor.query
        import monitor.sources.feedreading  # noqa: F401

        if target == "answers":
            import tests.sources.test_odd_answers  # noqa: F401
    made: Any = atheris
    made.Setup([sys.argv[0], *flags], TARGETS[target])
    made.Fuzz()


def main(seconds: int, targets: list[str]) -> int:
    """Fuzz each target in a process of its own; returns how many found something."""
    bad = 0
    for target in targets:
        with tempfile.TemporaryDirectory() as name:
            for number, seed in enumerate(seeds(target)):
                (Path(name) / str(number)).write_bytes(seed)
            done = subprocess.run(
                [sys.executable, "-m", "bench.fuzz", "--here", target, name,
                 f"-max_total_time={seconds}", "-timeout=30", "-rss_limit_mb=2048",
                 "-max_len=4096", "-print_final_stats=1"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                check=False,
            )  # fmt: skip
        tried = re.search(r"number_of_executed_units:\s*(\d+)", done.stdout)
        covered = re.findall(r"cov: (\d+)", done.stdout)
        print(
            f"{target}: {tried[1] if tried else 'no'} inputs in {seconds} s, "
            f"{covered[-1] if covered else '0'} places reached, "
            f"{'a finding' if done.returncode else 'nothing found'}"
        )
        if done.returncode:
            bad += 1
            print(done.stdout[-3000:])
    return bad


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        run_here(sys.argv[2], sys.argv[3:])
    else:
        words = sys.argv[1:]
        time = int(words.pop(0)) if words and words[0].isdigit() else 60
        sys.exit(main(time, words or list(TARGETS)) > 0)
