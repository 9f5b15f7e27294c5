"""The one HTTP client: conditional requests, limits, retries, pacing, guards.

Sources know the types; `connect` builds the client and imports what it needs only then.
"""

from monitor.http.masking import mask
from monitor.http.settings import HttpSettings
from monitor.http.types import Http, Params, Response, Validators

__all__ = ["Http", "HttpSettings", "Params", "Response", "Validators", "connect", "mask"]


def connect(settings: HttpSettings) -> Http:
    """A client that all threads of a run share. Raises `ConfigError` for unusable settings."""
    from monitor.http.client import Client

    return Client(settings)
