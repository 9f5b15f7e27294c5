"""The transport: connects to public addresses only, and never longer than allowed.

requests-hardened resolves a name once, refuses private addresses and connects to the very
address it checked. Here comes the user's list of allowed hosts, and a cut-off: time-outs of
sockets start anew with each byte, so a server that drips would hold us for ever.
"""

import contextlib
import logging
import socket
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from threading import Timer, local
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from monitor.errors import ConfigError

# It says on standard error what we say in our own words.
logging.getLogger("requests_hardened").propagate = False
logging.getLogger("requests_hardened").addHandler(logging.NullHandler())


class Allowed:
    """The private hosts that a user lets sources reach."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._hosts: set[tuple[str, int | None]] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        for entry in entries:
            self._add(entry.strip())

    def covers(self, host: str, port: int) -> bool:
        """Whether *host* (as written in the address) may be private."""
        host = host.strip("[]").lower()
        if (host, None) in self._hosts or (host, port) in self._hosts:
            return True
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._networks)

    def _add(self, entry: str) -> None:
        with contextlib.suppress(ValueError):
            self._networks.append(ip_network(entry, strict=False))
            return
        try:
            parts = urlsplit(f"//{entry}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.path or any(sign.isspace() for sign in entry):
            raise ConfigError(
                f"http.allow_private: '{entry}' is no host, address or network; "
                'write "intranet.example", "127.0.0.1:8080" or "10.0.0.0/8"'
            )
        self._hosts.add((host, port))


class Cutoff:
    """Shuts the sockets of a request after *seconds*; `reached` tells that it did.

    One is open in a thread at a time; the connection classes below find it there.
    """

    _open = local()

    def __init__(self, seconds: float) -> None:
        self.reached = False
        self._socket: socket.socket | None = None
        self._timer = Timer(max(seconds, 0), self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Cutoff":
        Cutoff._open.cutoff = self
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        Cutoff._open.cutoff = None

    @staticmethod
    def watch(sock: socket.socket | None) -> None:
        """The open cut-off of this thread, if any, is to shut *sock*."""
        cutoff: Cutoff | None = getattr(Cutoff._open, "cutoff", None)
        if cutoff is not None:
            cutoff._socket = sock
            if cutoff.reached:
                cutoff._cut()

    def _cut(self) -> None:
        self.reached = True
        if self._socket is not None:
            with contextlib.suppress(OSError):  # closed in the meantime
                # Below TLS, whose own shutdown would wait for the other side.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _TimelyHTTP(HTTPConnection):
    def getresponse(self) -> Any:
        Cutoff.watch(self.sock)
        return super().getresponse()


class _TimelyHTTPS(HTTPSConnection):
    def getresponse(self) -> Any:
        Cutoff.watch(self.sock)
        return super().getresponse()


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _TimelyHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _TimelyHTTPS


class GuardedAdapter(IPFilterAdapter):  # type: ignore[misc,unused-ignore]  # it has no types
    """Sends a request to a public address, or to one that the user allowed."""

    _HOSTS = 256  # more than are asked at once; an evicted pool would be closed under a thread

    def __init__(self, *, is_https: bool, allowed: Allowed) -> None:
        super().__init__(is_https_proto=is_https)
        self._allowed = allowed
        self._default_port = 443 if is_https else 80
        self.init_poolmanager(self._HOSTS, 1)
        _make_timely(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """A manager for *proxy* whose connections are cut off in time, too."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if isinstance(manager, PoolManager):
            _make_timely(manager)
        return manager

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        """Where to connect to: the checked address, or the allowed host itself."""
        parts = urlsplit(request.url or "")
        if self._allowed.covers(parts.hostname or "", parts.port or self._default_port):
            return HTTPAdapter.build_connection_pool_key_attributes(self, request, verify, cert)
        return super().build_connection_pool_key_attributes(request, verify, cert)


def _make_timely(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
