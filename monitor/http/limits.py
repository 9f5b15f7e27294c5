"""When a service wants to be asked again: five forms of the same sentence."""

import re
from collections.abc import Mapping
from typing import Final

from monitor.text import utc

SHORTEST: Final = 1.0
LONGEST: Final = 86_400.0
_SECONDS = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_OLD_DRAFT = re.compile(r"\b(remaining|reset)\s*=\s*(\d+)")
_NEW_DRAFT = re.compile(r";\s*(r|t)\s*=\s*(\d+)")
_EPOCH: Final = 1_000_000_000
_EPOCH_MS: Final = 1_000_000_000_000


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds of `Retry-After` (a number or a date), within [1 s, 24 h]; None if unreadable.

    *headers* have lower-case names, *now* is the epoch.
    """
    said = headers.get("retry-after", "").strip()[:100]
    if _SECONDS.match(said):
        return _clamp(float(said))
    when = utc(said) if said else None
    return None if when is None else _clamp(when.timestamp() - now)


def exhausted_for(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until a used-up quota is filled again; None where something remains.

    Understands `X-RateLimit-*`, `RateLimit-*` and both drafts of `RateLimit`, with the reset as
    seconds left, as an epoch (also in milliseconds) or as an ISO time.
    """
    remaining, reset = _quota(headers)
    if remaining is None or reset is None or not _SECONDS.match(remaining):
        return None
    if float(remaining) >= 1:
        return None
    seconds = _seconds_left(reset, now)
    return None if seconds is None else _clamp(seconds)


def _quota(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    for prefix in ("x-ratelimit-", "x-rate-limit-", "ratelimit-"):
        if f"{prefix}remaining" in headers:
            return headers[f"{prefix}remaining"].strip(), headers.get(f"{prefix}reset")
    draft = headers.get("ratelimit", "")
    found = dict(_OLD_DRAFT.findall(draft)) or dict(_NEW_DRAFT.findall(draft))
    return found.get("remaining", found.get("r")), found.get("reset", found.get("t"))


def _seconds_left(reset: str, now: float) -> float | None:
    reset = reset.strip()[:100]
    if not _SECONDS.match(reset):
        when = utc(reset)
        return None if when is None else when.timestamp() - now
    value = float(reset)
    if value >= _EPOCH_MS:
        value /= 1000
    return value - now if value >= _EPOCH else value


def _clamp(seconds: float) -> float:
    return min(max(seconds, SHORTEST), LONGEST)
