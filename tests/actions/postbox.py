"""A mail server on loopback that takes everything and keeps it."""

import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage
from types import TracebackType


class Postbox:
    """Speaks as much SMTP as a sender needs. `mails` are the messages, `to` their receivers."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.to: list[list[str]] = []
        postbox = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                postbox._serve(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def __enter__(self) -> "Postbox":
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, session: socketserver.StreamRequestHandler) -> None:
        def say(line: str) -> None:
            session.wfile.write(f"{line}\r\n".encode())

        say("220 postbox")
        receivers: list[str] = []
        while line := session.rfile.readline().decode("ascii", "replace").strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                receivers.append(line.partition("<")[2].partition(">")[0])
                say("250 ok")
            elif verb == "DATA":
                say("354 go on")
                self._keep(session, receivers)
                receivers = []
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def _keep(self, session: socketserver.StreamRequestHandler, receivers: list[str]) -> None:
        lines = []
        while (line := session.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.to.append(receivers)
        found = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.mails.append(found)
