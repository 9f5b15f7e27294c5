"""The source against a server on loopback, through the program's own client."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from monitor_source_statuspage import StatusPageSource

from monitor.errors import SourceChanged
from monitor.http import HttpSettings, connect
from monitor.model import Ask

NOW = datetime(2026, 3, 2, tzinfo=UTC)
INCIDENT = {
    "id": "k1",
    "name": "Rockets do not start",
    "status": "resolved",
    "impact": "major",
    "created_at": "2026-03-01T10:00:00.000Z",
    "updated_at": "2026-03-01T12:00:00.000Z",
    "shortlink": "https://stspg.example/k1",
    "incident_updates": [{"body": "Fixed &amp; tested."}, {"body": "We look into it."}],
}


class _Page(BaseHTTPRequestHandler):
    answer: object = {}

    def do_GET(self) -> None:
        body = json.dumps(self.answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests quiet."""


@pytest.fixture
def page() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Page)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _source(page: str) -> StatusPageSource:
    http = connect(HttpSettings(allow_private=(page,), min_interval=0))
    return StatusPageSource(name="status", http=http, base_url=f"http://{page}")


def test_an_incident_becomes_a_mention_and_the_cursor_comes_last(page: str) -> None:
    _Page.answer = {"incidents": [INCIDENT]}
    first, last = _source(page).fetch(Ask(now=NOW), None)
    (mention,) = first.mentions
    assert (mention.source_id, mention.title) == ("k1", "Rockets do not start")
    assert mention.text == "Fixed & tested.\nWe look into it."
    assert mention.published_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert first.cursor is None
    assert last.cursor is not None


def test_a_changed_answer_names_the_field(page: str) -> None:
    _Page.answer = {"events": []}
    with pytest.raises(SourceChanged, match="incidents"):
        list(_source(page).fetch(Ask(now=NOW), None))
