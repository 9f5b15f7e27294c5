"""The client itself: one call is up to three attempts, one attempt up to five redirects."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final, NoReturn
from urllib.parse import urljoin, urlsplit

import requests
import stamina
from requests.structures import CaseInsensitiveDict
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from monitor import __version__
from monitor.errors import ConfigError, RateLimited, SourceError, SourceUnavailable
from monitor.http.answers import TRANSPORT_ERRORS, Answer, read_answer, refusal, translated
from monitor.http.checks import (
    checked,
    checked_headers,
    host_of,
    lower_names,
    refuse_breaks,
    short_validator,
    usable,
    with_login,
    with_params,
    without_login,
)
from monitor.http.guard import Allowed, Cutoff, GuardedAdapter
from monitor.http.limits import exhausted_for
from monitor.http.masking import mask
from monitor.http.pacing import Pacing
from monitor.http.settings import HttpSettings
from monitor.http.types import Params, Response, Validators
from monitor.model import Secret

_LOG = logging.getLogger(__name__)
_TRY_AGAIN: Final = frozenset({408, 425, 429})
_PERMANENT: Final = frozenset({301, 308})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One request as it goes out; headers of the caller and the token stay with its host."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    validators: Validators = field(default_factory=Validators)
    token: Secret | None = None
    json: Mapping[str, Any] | None = None

    @property
    def host(self) -> str:
        """The host with its port: what is paced, and where secrets may go."""
        return host_of(self.url)

    @property
    def is_conditional(self) -> bool:
        return bool(self.validators.etag or self.validators.last_modified)


def _log_retry(details: RetryDetails) -> None:
    _LOG.debug("try %d failed: %s", details.retry_num, details.caused_by)


# Instead of warnings on standard error: a try that is repeated is no news to a user.
set_on_retry_hooks([_log_retry])


class Client:
    """`monitor.http.Http` over requests, shared by all threads of a run."""

    def __init__(self, settings: HttpSettings) -> None:
        refuse_breaks("http.contact", settings.contact)
        self._settings = settings
        self._pacing = Pacing(settings)
        self._environment = requests.Session()  # tells proxies and certificates, sends nothing
        allowed = Allowed(settings.allow_private)
        self._adapters = {
            "http": GuardedAdapter(is_https=False, allowed=allowed),
            "https": GuardedAdapter(is_https=True, allowed=allowed),
        }
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._user_agent = f"monitor/{__version__}{contact}"

    def get(
        self,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        token: Secret | None = None,
    ) -> Response:
        """GET *url*, trying again where that can help; see `Http.get`."""
        call = _Call(
            method="GET",
            url=checked(with_params(url, params)),
            headers=checked_headers(headers, token),
            validators=usable(validators),
            token=token,
        )
        try:
            return self._tried(call)
        except RateLimited as error:
            self._pacing.close(call.host, error.retry_after)
            raise

    def post(
        self,
        url: str,
        *,
        json: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        token: Secret | None = None,
    ) -> Response:
        """POST *json* once; a redirect is refused."""
        headers = checked_headers(headers, token)
        call = _Call(method="POST", url=checked(url), headers=headers, token=token, json=json)
        return self._followed(call)

    def hold(self, url: str, seconds: float) -> None:
        """Ask nothing of the host of *url* for *seconds*; see `Http.hold`."""
        host = host_of(checked(url))
        if seconds <= self._settings.max_wait:
            self._pacing.hold(host, seconds)
            return
        self._pacing.close(host, seconds)
        raise RateLimited(
            f"{host}: it asks us to wait {seconds:.0f} s; the next run tries again",
            retry_after=seconds,
        )

    def _tried(self, call: _Call) -> Response:
        """Up to `attempts` tries of *call*, with growing and jittered waits in between."""
        tries = stamina.retry_context(
            on=lambda error: self._again(call, error),
            attempts=self._settings.attempts,
            timeout=None,
            wait_initial=1.0,
            wait_max=min(30.0, self._settings.max_wait),
            wait_jitter=2.0,
        )
        for attempt in tries:
            with attempt:
                return self._followed(call)
        raise AssertionError("stamina raises the last error")

    def _again(self, call: _Call, error: Exception) -> bool | float:
        """Whether *error* is worth another try; seconds where the service said when."""
        wait = error.retry_after if isinstance(error, RateLimited) else None
        if wait is not None:
            if wait > self._settings.max_wait or getattr(error, "status", None) is None:
                return False
            return wait
        if not isinstance(error, SourceUnavailable):
            return False
        status = error.status
        return status in _TRY_AGAIN or (status or 0) >= 500 or hasattr(error, "passing")

    def _followed(self, call: _Call) -> Response:
        """The answer at the end of the redirects."""
        moved_to: str | None = None
        is_permanent = True
        start = call.url
        for _ in range(self._settings.max_redirects + 1):
            answer = self._asked(call)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return self._response(call, answer, moved_to)
            call = self._redirected(call, answer)
            is_permanent = is_permanent and answer.status in _PERMANENT
            moved_to = without_login(call.url) if is_permanent else moved_to
        raise SourceUnavailable(
            f"{mask(start)}: more than {self._settings.max_redirects} redirects; "
            "open the address in a browser and give the one it ends at"
        )

    def _response(self, call: _Call, answer: Answer, moved_to: str | None) -> Response:
        if answer.status == 304 and not call.is_conditional:
            raise SourceUnavailable(
                f"{mask(call.url)}: it answers 'not modified' to a question never asked (304)",
                status=304,
            )
        if answer.status >= 300 and answer.status != 304:
            raise SourceUnavailable(
                f"{mask(call.url)}: it redirects without saying where to ({answer.status})",
                status=answer.status,
            )
        return Response(
            status=answer.status,
            url=call.url,
            body=answer.body,
            headers=answer.headers,
            validators=Validators(
                etag=short_validator(answer.headers.get("etag")),
                last_modified=short_validator(answer.headers.get("last-modified")),
            ),
            moved_to=moved_to,
        )

    def _redirected(self, call: _Call, answer: Answer) -> _Call:
        """The call to make next. Keys and the caller's headers go to no other host."""
        try:
            url = checked(urljoin(call.url, _as_utf8(answer.headers["location"]).strip()))
            host = host_of(url)
        except (ValueError, ConfigError):
            _refuse_redirect(call, "an address that cannot be used")
        scheme = urlsplit(url).scheme
        if call.method != "GET":
            _refuse_redirect(call, "elsewhere, with what we posted")
        if urlsplit(call.url).scheme == "https" and scheme == "http":
            _refuse_redirect(call, "an unencrypted address")
        if host != call.host:
            return replace(call, url=without_login(url), headers={}, token=None)
        return replace(call, url=with_login(url, call.url))

    def _asked(self, call: _Call) -> Answer:
        """One request and its answer, in our turn with that host."""
        with self._pacing.turn(call.host):
            answer = self._sent(call)
            if answer.status == 304 and not call.is_conditional:
                fresh = {**call.headers, "Cache-Control": "no-cache"}
                answer = self._sent(replace(call, headers=fresh))
            wait = exhausted_for(answer.headers, self._settings.wall_clock())
            if wait is not None:
                self._pacing.hold(call.host, wait)
        if answer.status < 400:
            self._pacing.note_answer(call.host)
            return answer
        error = refusal(
            mask(call.url),
            answer,
            has_key=call.token is not None or "authorization" in lower_names(call.headers),
            answered_before=self._pacing.answered(call.host),
            now=self._settings.wall_clock(),
        )
        if isinstance(error, RateLimited) and error.retry_after:
            self._pacing.hold(call.host, error.retry_after)
        raise error

    def _sent(self, call: _Call) -> Answer:
        prepared = self._prepared(call)
        scheme = urlsplit(call.url).scheme
        options = self._environment.merge_environment_settings(call.url, {}, True, None, None)
        timeout = (self._settings.connect_timeout, self._settings.read_timeout)
        where = mask(call.url)
        with Cutoff(self._settings.timeout) as cutoff, _named(where, cutoff):
            reply = self._adapters[scheme].send(prepared, timeout=timeout, **options)
            with reply:
                answer = read_answer(reply, self._settings, where)
            if cutoff.reached:  # a body without a length looks whole when it is cut
                raise TimeoutError
            return answer

    def _prepared(self, call: _Call) -> requests.PreparedRequest:
        """The request in full: who we are, what we have, what we can read."""
        headers: CaseInsensitiveDict[str] = CaseInsensitiveDict(
            {
                "Accept": "*/*",
                "Accept-Encoding": "gzip, deflate",
                "User-Agent": self._user_agent,
            }
        )
        headers.update(call.headers)
        if call.validators.etag:
            headers["If-None-Match"] = call.validators.etag
        if call.validators.last_modified:
            headers["If-Modified-Since"] = call.validators.last_modified
        if call.token:
            headers["Authorization"] = f"Bearer {call.token.value}"
        request = requests.Request(call.method, call.url, headers=dict(headers), json=call.json)
        try:
            return request.prepare()
        except (requests.RequestException, ValueError) as error:
            raise SourceError(f"{mask(call.url)}: this address cannot be asked") from error


@contextmanager
def _named(where: str, cutoff: Cutoff) -> Iterator[None]:
    """Turn what the transport raises into errors of ours, with the place and the reason."""
    try:
        yield
    except TRANSPORT_ERRORS as error:
        # The transport's own error shows the whole address, login and keys included.
        raise translated(where, error, was_cut=cutoff.reached) from None


def _as_utf8(header: str) -> str:
    """Headers arrive as Latin-1; addresses in them are UTF-8 where they are not ASCII."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _refuse_redirect(call: _Call, where: str) -> NoReturn:
    raise SourceUnavailable(f"{mask(call.url)}: it redirects to {where}; that is not followed")
