"""Every error a user can meet, each with its exit code.

    MonitorError            1   finished, but something failed
    ├── UsageError          2   the command line is wrong
    │   └── QueryError      2   a query does not parse; carries the column
    ├── DataError          65   bad input data, or a damaged store
    ├── SourcesUnavailable 69   not one source could be reached
    ├── DiskError          74   input, output or disk
    ├── TryLater           75   the store is locked, or a service asked us to wait
    ├── PermissionRefused  77   a file or folder may not be read or written
    ├── ConfigError        78   the configuration is missing, unreadable or wrong
    │   └── MissingExtra   78   an optional package is not installed
    └── SourceError         1   one source failed; the others go on
        ├── SourceUnavailable   time-out, refused connection, 5xx: worth another try
        │   └── RateLimited     the service said "not now"; carries when
        ├── CredentialsRejected the user has to act; trying again will not help
        ├── SourceGone          the address is gone for good (410)
        └── SourceChanged       the answer no longer has the shape we know

A message says who, what, and what to do next, in one line.
"""

_LONGEST_PROBLEM = 300  # what a query is quoted of; a message is one line


class MonitorError(Exception):
    """Base of everything raised on purpose."""

    exit_code = 1


class UsageError(MonitorError):
    """The command line asks for something that does not exist or cannot be."""

    exit_code = 2


class QueryError(UsageError):
    """A query that cannot be understood.

    `line` and `column` count from 1; the text reads `query:1:14: expected a word after NEAR/5`.
    """

    def __init__(self, problem: str, *, line: int = 1, column: int = 1) -> None:
        problem = " ".join(problem.split())[:_LONGEST_PROBLEM]
        super().__init__(f"query:{line}:{column}: {problem}")
        self.problem = problem
        self.line = line
        self.column = column


class DataError(MonitorError):
    """Input data that cannot be used, or a store that is damaged."""

    exit_code = 65


class SourcesUnavailable(MonitorError):
    """Not one of the sources could be reached."""

    exit_code = 69


class DiskError(MonitorError):
    """Reading or writing failed: disk full, output closed."""

    exit_code = 74


class TryLater(MonitorError):
    """Another run holds the store, or a service asked us to wait."""

    exit_code = 75


class PermissionRefused(MonitorError):
    """A file or folder that this user may not read or write."""

    exit_code = 77


class ConfigError(MonitorError):
    """The configuration is missing, unreadable or wrong."""

    exit_code = 78


class MissingExtra(ConfigError):
    """A package of an optional extra is not installed."""

    def __init__(self, extra: str, *, wanted_for: str) -> None:
        super().__init__(
            f"{wanted_for} needs the extra '{extra}'; "
            f"install it with: pip install 'outside-perspective[{extra}]'"
        )


class SourceError(MonitorError):
    """One source could not be collected; the others go on.

    `status` and `body` are those of the HTTP answer, where there was one: some services say in
    the body what they mean (a used-up quota, comments that are off, a wait).
    """

    def __init__(self, message: str, *, status: int | None = None, body: bytes = b"") -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class SourceUnavailable(SourceError):
    """Time-out, refused connection, 5xx: worth trying again later."""


class RateLimited(SourceUnavailable):
    """The service said "not now". `retry_after` is in seconds, None where it did not say."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        status: int | None = None,
        body: bytes = b"",
    ) -> None:
        super().__init__(message, status=status, body=body)
        self.retry_after = retry_after


class CredentialsRejected(SourceError):
    """The key, token or login was refused; the user has to act."""


class SourceGone(SourceError):
    """The service says that this address is gone for good (410)."""


class SourceChanged(SourceError):
    """The answer no longer has the shape we know; the message names the field."""
