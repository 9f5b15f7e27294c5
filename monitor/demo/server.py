"""The demo's services on loopback: one HTTP server, each service below a path of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, unquote, urlsplit

from monitor.demo.items import Sample
from monitor.demo.wire import answer
from monitor.demo.wire.base import Request


@contextmanager
def serving(sample: Sample) -> Iterator[str]:
    """Serve *sample* on a free port of 127.0.0.1 while in the block; yields "host:port"."""

    class Service(_Service):
        held = sample

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Service(BaseHTTPRequestHandler):
    """Answers GET requests; keeps connections open and writes no log."""

    protocol_version = "HTTP/1.1"
    # Head and body in one packet: two would wait for each other for 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True
    held: Sample

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        request = Request(
            path=unquote(parts.path),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            origin=f"http://{self.headers.get('Host', '127.0.0.1')}",
        )
        found = answer(self.held, request)
        self.send_response(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        if found.status != 304:
            self.send_header("Content-Type", found.kind)
        self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        self.wfile.write(found.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the demo's own output is what one looks at."""
