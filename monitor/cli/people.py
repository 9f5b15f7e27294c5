"""Who acts: an option that every command with an audit trail has."""

import getpass
from collections.abc import Callable
from typing import Any

import click


def by_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--by NAME`, else MONITOR_BY, else the login name."""
    return click.option(
        "--by", metavar="NAME", envvar="MONITOR_BY", default=login_name,
        help="Who does it; else MONITOR_BY, else your login name.",
    )(command)  # fmt: skip


def login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user in a container
        return "unknown"
