"""Small stand-ins: an HTTP client with answers, a source with pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from monitor.http import Params, Response, Validators
from monitor.model import Ask, Page, Secret
from monitor.sources.base import Capabilities


@dataclass
class FakeHttp:
    """Gives its answers in order; an exception among them is raised. Remembers what was asked."""

    answers: list[Response | Exception] = field(default_factory=list)
    asked: list[tuple[str, Params | None]] = field(default_factory=list)

    def get(
        self,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        token: Secret | None = None,
    ) -> Response:
        self.asked.append((url, params))
        return self._next()

    def post(
        self,
        url: str,
        *,
        json: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        token: Secret | None = None,
    ) -> Response:
        self.asked.append((url, None))
        return self._next()

    def hold(self, url: str, seconds: float) -> None:
        """A service asked us to wait: nothing to wait for here."""

    def _next(self) -> Response:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass(frozen=True)
class FakeSource:
    """Yields its pages; an exception among them is raised."""

    name: str
    pages: Sequence[Page | Exception] = ()
    network: ClassVar[str] = "web"
    search: ClassVar[Capabilities | None] = None

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        for page in self.pages:
            if isinstance(page, Exception):
                raise page
            yield page
