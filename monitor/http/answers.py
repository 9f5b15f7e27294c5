"""Answers: read within bounds, and refusals in our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import requests
from requests.exceptions import ConnectTimeout, ReadTimeout, SSLError
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3 import exceptions as urllib3_errors

from monitor.errors import (
    CredentialsRejected,
    RateLimited,
    SourceError,
    SourceGone,
    SourceUnavailable,
)
from monitor.http.limits import exhausted_for, retry_after
from monitor.http.settings import HttpSettings

# What requests and urllib3 raise; ValueError: TLS sockets say so when they are cut off.
TRANSPORT_ERRORS: Final = (
    requests.RequestException,
    urllib3_errors.HTTPError,
    OSError,
    ValueError,
)
_CHUNK: Final = 65_536
_MAX_REFUSAL: Final = 65_536
_ENCODINGS: Final = frozenset({"gzip", "x-gzip", "deflate", "identity", ""})


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Passing(SourceUnavailable):
    """Something on the way failed that may work in a moment: a refused or broken connection."""

    passing: Final = True


def read_answer(reply: requests.Response, settings: HttpSettings, where: str) -> Answer:
    """Read all of *reply*, never more than the limits allow.

    Raises `SourceUnavailable` for a body that is too large, was cut short, or is packed in a
    way we did not ask for.
    """
    headers = {name.lower(): value for name, value in reply.headers.items()}
    if reply.status_code >= 400:
        return Answer(reply.status_code, headers, _beginning(reply))
    packings = headers.get("content-encoding", "").lower().split(",")
    if not {packing.strip() for packing in packings} <= _ENCODINGS:
        raise SourceUnavailable(f"{where}: its answer is packed in a way we did not ask for")
    is_json = "json" in headers.get("content-type", "")
    limit = settings.max_json if is_json else settings.max_body
    length = headers.get("content-length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > limit:
        raise _too_large(where, limit)
    return Answer(reply.status_code, headers, _body(reply, limit, where))


def _body(reply: requests.Response, limit: int, where: str) -> bytes:
    body = bytearray()
    while chunk := reply.raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > limit or reply.raw.tell() > limit:
            raise _too_large(where, limit)
    return bytes(body)


def _beginning(reply: requests.Response) -> bytes:
    """What a refusal says of itself; nothing if even that cannot be read."""
    try:
        body = b""
        while len(body) < _MAX_REFUSAL:
            chunk = reply.raw.read1(_MAX_REFUSAL, decode_content=True)
            if not chunk:
                break
            body += chunk
    except (urllib3_errors.HTTPError, OSError):
        return b""
    return body[:_MAX_REFUSAL]


def _too_large(where: str, limit: int) -> SourceUnavailable:
    return SourceUnavailable(
        f"{where}: its answer is larger than {limit / 1e6:.0f} MB; nothing of it was taken"
    )


def refusal(
    where: str, answer: Answer, *, has_key: bool, answered_before: bool, now: float
) -> SourceError:
    """The error that an answer of 400 or more means."""
    status, body = answer.status, answer.body
    wait = retry_after(answer.headers, now)
    if status == 403 and wait is None:
        wait = exhausted_for(answer.headers, now)
    if status == 429 or (status in (403, 503) and wait is not None):
        return _rate_limited(where, status, body, wait)
    if status == 403 and answered_before and not has_key:
        return _rate_limited(where, status, body, None)
    if status in (401, 402, 407) or (status == 403 and has_key):
        return CredentialsRejected(
            f"{where}: the key or login was refused ({status}); check it in the config",
            status=status,
            body=body,
        )
    if status == 410:
        return SourceGone(
            f"{where}: gone for good (410); remove it from the config", status=status, body=body
        )
    said = _SAID.get(status, "it failed" if status >= 500 else "it refused the request")
    return SourceUnavailable(f"{where}: {said} ({status})", status=status, body=body)


_SAID: Final = {
    400: "it does not understand the request",
    403: "it refuses us; perhaps it blocks programs or this network",
    404: "there is nothing at this address; check it",
    408: "it took too long",
    451: "withheld for legal reasons",
    503: "it is not available now",
}


def _rate_limited(where: str, status: int, body: bytes, wait: float | None) -> RateLimited:
    when = "later" if wait is None else f"in {wait:.0f} s"
    return RateLimited(
        f"{where}: too many requests ({status}); it wants to be asked again {when}",
        retry_after=wait,
        status=status,
        body=body,
    )


def translated(where: str, error: Exception, *, was_cut: bool) -> SourceError:
    """*error* of the transport in our words; *was_cut*: the deadline has passed before it."""
    if was_cut:
        return SourceUnavailable(f"{where}: not finished in time, so it was cut (deadline)")
    if isinstance(error, InvalidIPAddress):
        return SourceError(
            f"{where}: a private address; if you mean it, add the host to http.allow_private"
        )
    if isinstance(error, requests.exceptions.InvalidURL):
        return SourceError(f"{where}: this address cannot be asked; correct it in the config")
    if isinstance(error, SSLError | urllib3_errors.SSLError):
        return SourceUnavailable(f"{where}: its certificate cannot be trusted: {_tls(error)}")
    if isinstance(error, ConnectTimeout | ReadTimeout | urllib3_errors.TimeoutError):
        return SourceUnavailable(f"{where}: no answer in time (time-out)")
    if isinstance(error, urllib3_errors.IncompleteRead):
        return Passing(f"{where}: its answer was cut short")
    if isinstance(error, urllib3_errors.DecodeError):
        return SourceUnavailable(f"{where}: its answer cannot be unpacked")
    return _no_connection(where, error)


def _tls(error: Exception) -> str:
    text = str(error)
    for sign in ("expired", "self-signed", "self signed", "hostname", "doesn't match"):
        if sign in text.lower():
            return {"doesn't match": "hostname"}.get(sign, sign)
    return "verification failed"


def _no_connection(where: str, error: Exception) -> SourceError:
    text = str(error)
    if "resolve" in text or "Name or service" in text:
        return SourceUnavailable(
            f"{where}: the host's name is not known (DNS); check the network"
        )
    if "refused" in text.lower():
        return Passing(f"{where}: the connection was refused")
    if "IncompleteRead" in text:
        return Passing(f"{where}: its answer was cut short")
    return Passing(f"{where}: the connection broke ({_cause(error)})")


def _cause(error: Exception) -> str:
    """The kind of the innermost error, without its text, which may show keys."""
    inner: BaseException = error
    while (deeper := inner.__cause__ or inner.__context__) is not None:
        inner = deeper
    return type(inner).__name__
