"""What a source sees of HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from monitor.errors import SourceChanged
from monitor.http.masking import mask
from monitor.model import Secret

Params = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed?"; returned verbatim."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A 2xx or 304 answer. Header names are lower case; `url` is the one after redirects.

    `moved_to` is set after permanent redirects only.
    """

    status: int
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    validators: Validators = Validators()
    moved_to: str | None = None

    @property
    def not_modified(self) -> bool:
        return self.status == 304

    def json(self) -> Any:
        """The body as JSON; `SourceChanged` where it is none (NaN, endless numbers)."""
        try:
            return json.loads(self.body, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise SourceChanged(f"{mask(self.url)}: the answer is not JSON") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


class Http(Protocol):
    """What a source sees: every answer is 2xx or 304, all else is a `SourceError`."""

    def get(
        self,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        token: Secret | None = None,
    ) -> Response:
        """GET *url*. *token* is sent as `Authorization: Bearer` and never to another host."""
        ...

    def post(
        self,
        url: str,
        *,
        json: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        token: Secret | None = None,
    ) -> Response:
        """POST *json*; never tried again after an answer (for logins)."""
        ...

    def hold(self, url: str, seconds: float) -> None:
        """Ask nothing of the host of *url* for *seconds*: its answer's body told us to wait.

        Raises `RateLimited` when that is longer than a run waits.
        """
        ...
