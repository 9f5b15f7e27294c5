"""What may go into a request: addresses, headers, validators."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

from monitor.errors import ConfigError
from monitor.http.masking import mask
from monitor.http.types import Params, Validators
from monitor.model import Secret

_PORTS: Final = {"http": 80, "https": 443}
_MAX_VALIDATOR: Final = 1_000


def host_of(url: str) -> str:
    """Host and port of a http(s) address, in one spelling. Raises ValueError where none is."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError("no host")
    return f"{parts.hostname.lower()}:{parts.port or _PORTS.get(parts.scheme, 0)}"


def checked(url: str) -> str:
    """*url*, if it is a http(s) address without control characters; else `ConfigError`."""
    refuse_breaks("an address", url)
    try:
        is_web = urlsplit(url).scheme in _PORTS and bool(host_of(url))
    except ValueError:
        is_web = False
    if not is_web:
        raise ConfigError(
            f"'{mask(url)}' is no http or https address; correct it in the config"
        )
    return url


def checked_headers(headers: Mapping[str, str] | None, token: Secret | None) -> dict[str, str]:
    checked = dict(headers or {})
    for name, value in checked.items():
        refuse_breaks(f"the header {name}" if name.isprintable() else "a header", name + value)
    if token:
        refuse_breaks("a token", token.value)
    return checked


def refuse_breaks(what: str, value: str) -> None:
    """A line break in a header or an address would let it speak for us."""
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in value) or (
        what != "an address" and not _is_latin(value)
    ):
        raise ConfigError(
            f"{what} contains a line break or a sign that cannot be sent; remove it"
        )


def _is_latin(value: str) -> bool:
    return all(ord(sign) < 256 for sign in value)


def without_login(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def with_login(url: str, other: str) -> str:
    """*url* with the login of *other*, an address of the same host, if it has none itself."""
    login = urlsplit(other).netloc.rpartition("@")[0]
    parts = urlsplit(url)
    if not login or "@" in parts.netloc:
        return url
    return parts._replace(netloc=f"{login}@{parts.netloc}").geturl()


def with_params(url: str, params: Params | None) -> str:
    given = {key: value for key, value in (params or {}).items() if value is not None}
    if not given:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(given)}"


def usable(validators: Validators | None) -> Validators:
    """Validators as the server gave them; those too long or broken are left out."""
    given = validators or Validators()
    return Validators(
        etag=short_validator(given.etag), last_modified=short_validator(given.last_modified)
    )


def short_validator(validator: str | None) -> str | None:
    if not validator or len(validator) > _MAX_VALIDATOR:
        return None
    return validator if validator.isprintable() and _is_latin(validator) else None


def lower_names(headers: Mapping[str, str]) -> set[str]:
    return {name.lower() for name in headers}
