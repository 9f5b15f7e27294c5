"""A real HTTP server on 127.0.0.1 that answers as told, well or badly, and remembers requests.

    with Loopback() as server:
        server.on("/feed", Reply(b"<rss/>", content_type="text/xml"))
        http.get(f"{server.url}/feed")
        assert server.seen[0].headers["user-agent"]

A path is answered by its replies in turn, the last one again and again; a function instead of a
reply is called with what was asked. Nothing matching gives 404.
"""

import gzip
import json
import socket
import struct
import sys
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it arrived. Header names are lower case; the last of equal keys counts."""

    method: str
    path: str
    target: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: float

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer. `body` may be bytes, text or anything JSON can write.

    `write` replaces everything: it gets the socket and may do to it what it likes.
    """

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str | None = None
    write: Callable[[socket.socket], None] | None = None

    def payload(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body).encode()

    def type(self) -> str:
        if self.content_type:
            return self.content_type
        is_text = isinstance(self.body, bytes | str)
        return "text/html; charset=utf-8" if is_text else "application/json"


Answerer = Reply | Callable[[Asked], Reply]


class Loopback:
    """The server. `seen` are all requests in order, `most_at_once` those answered together."""

    def __init__(self, *, address: str = "127.0.0.1") -> None:
        self._replies: dict[str, list[Answerer]] = {}
        self._prefixes: dict[str, Answerer] = {}
        self._lock = threading.Lock()
        self._asked_of: defaultdict[str, int] = defaultdict(int)
        self._running = 0
        self.most_at_once = 0
        self.seen: list[Asked] = []
        self._server = _Server((address, 0), _handler(self))
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.host = f"127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def __enter__(self) -> "Loopback":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def on(self, path: str, *replies: Answerer) -> None:
        """Answer *path* with *replies* in turn, starting anew."""
        self._replies[path] = list(replies)
        self._asked_of[path] = 0

    def below(self, prefix: str, answerer: Answerer) -> None:
        """Answer every path that begins with *prefix* and has no answer of its own."""
        self._prefixes[prefix] = answerer

    def paths(self) -> list[str]:
        return [asked.path for asked in self.seen]

    def answer(self, asked: Asked) -> Reply:
        """The reply to *asked*, which is noted."""
        with self._lock:
            self.seen.append(asked)
            answerer = self._next(asked.path)
            self._running += 1
            self.most_at_once = max(self.most_at_once, self._running)
        try:
            if isinstance(answerer, Reply):
                return answerer
            return answerer(asked) if answerer else Reply(b"not found", 404)
        finally:
            with self._lock:
                self._running -= 1

    def _next(self, path: str) -> Answerer | None:
        replies = self._replies.get(path)
        if replies:
            number = min(self._asked_of[path], len(replies) - 1)
            self._asked_of[path] += 1
            return replies[number]
        fitting = [prefix for prefix in self._prefixes if path.startswith(prefix)]
        return self._prefixes[max(fitting, key=len)] if fitting else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many tests are about; anything else is our fault."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _handler(loopback: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            asked = Asked(
                method=self.command,
                path=unquote(parts.path),
                target=self.path,
                query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(length) if length else b"",
                at=time.monotonic(),
            )
            self._send(loopback.answer(asked))

        def _send(self, reply: Reply) -> None:
            if reply.write is not None:
                self.close_connection = True
                reply.write(self.connection)
                return
            payload = b"" if reply.status in (204, 304) else reply.payload()
            self.send_response(reply.status)
            names = {name.lower() for name in reply.headers}
            if "content-type" not in names:
                self.send_header("Content-Type", reply.type())
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if "content-length" not in names:
                self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)
            self.wfile.flush()

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _serve

        def log_message(self, format: str, *args: Any) -> None:
            """Tests speak for themselves."""

    return Handler


# --- answers that go wrong -------------------------------------------------------------------


def _head(extra: str = "", content_type: str = "text/xml") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n{extra}\r\n".encode()


def dripping(*, every: float = 0.05, head: bool = False) -> Reply:
    """A byte now and then for ever, in the body or (with *head*) in the headers already."""

    def write(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: " if head else _head())
        while True:
            sock.sendall(b"x")
            time.sleep(every)

    return Reply(write=write)


def endless(chunk: bytes = b"x" * 65_536) -> Reply:
    """A body without length that never ends."""

    def write(sock: socket.socket) -> None:
        sock.sendall(_head())
        while True:
            sock.sendall(chunk)

    return Reply(write=write)


def cut_short(body: bytes, *, claimed: int | None = None) -> Reply:
    """Claims to be longer than it is, then closes the connection."""

    def write(sock: socket.socket) -> None:
        sock.sendall(_head(f"Content-Length: {claimed or len(body) * 2}\r\n") + body)

    return Reply(write=write)


def resetting() -> Reply:
    """Resets the connection instead of answering."""

    def write(sock: socket.socket) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()

    return Reply(write=write)


def bomb(packing: str = "gzip", *, megabytes: int = 200) -> Reply:
    """A small body that unpacks to *megabytes*; "gzip, gzip" is packed twice."""
    body = b"\0" * (megabytes * 1_000_000)
    for one in packing.split(","):
        body = gzip.compress(body) if "gzip" in one else zlib.compress(body)
    return Reply(body, headers={"Content-Encoding": packing}, content_type="text/xml")


def redirect(to: str, status: int = 302) -> Reply:
    return Reply(b"", status, {"Location": to})


def limited(retry_after: str | None = None, status: int = 429) -> Reply:
    return Reply(
        b"slow down", status, {} if retry_after is None else {"Retry-After": retry_after}
    )
