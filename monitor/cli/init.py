"""`monitor init`: a commented config for one's own brand, with sources that need no key."""

import os
import re
import sys
from pathlib import Path
from urllib.parse import quote_plus

import click

from monitor.cli.app import App, pass_app
from monitor.errors import DiskError, PermissionRefused, UsageError

_TEMPLATE = """\
# Config of monitor for {brand}. Every key is explained in config.example.toml.

[monitor]
database = "mentions.db"        # beside this file
timezone = "{zone}"
languages = []                  # languages to expect, such as ["en", "de"]; empty: any

[http]
contact = ""                    # your mail address or site: services ask for it in the user agent

# Texts are personal data. They are erased after this many days, their counts stay.
[retention]
days = 730

[[brand]]
name = {name}
query = {query}
aliases = []                    # further names and spellings
context = []                    # for an ambiguous name: one of these must be in the text
exclude = []                    # none of these may be
own_accounts = []               # such as "mastodon:@you@example.social": never customers' voice

# [[brand]]                     # a competitor to compare with
# name = "Globex"
# query = "globex"
# competitor = true

# These sources need no key. More of them, and what each can see: docs/sources.md
[[source]]
name = "hackernews"
type = "hackernews"

[[source]]
name = "google-news"
type = "rss"
url = "https://news.google.com/rss/search?q={quoted}&hl=en-US&gl=US&ceid=US:en"

[[source]]
name = "bing-news"
type = "rss"
url = "https://www.bing.com/news/search?q={quoted}&format=rss"

[[source]]
name = "mastodon"
type = "mastodon"
instances = ["mastodon.social", "mstdn.social", "fosstodon.org"]
hashtags = ["{tag}"]

[[source]]
name = "stackoverflow"
type = "stackexchange"
site = "stackoverflow"

[[source]]
name = "github"
type = "github"

[[source]]
name = "lemmy"
type = "lemmy"
"""


@click.command(epilog="Example: monitor init Acme && monitor fetch && monitor report outside")
@click.argument("brand", required=False)
@click.option("--force", is_flag=True, help="Replace a config that is there already.")
@pass_app
def init(app: App, brand: str | None, force: bool) -> None:
    """Write a commented config for BRAND, with sources that need no key."""
    from monitor.config import default_path, parse_config

    path = Path(app.config).expanduser() if app.config else default_path()
    if path.exists() and not force:
        raise UsageError(f"{path} is there already; edit it, or replace it with --force")
    name = brand or _ask()
    text = config_for(name)
    parse_config(text, path)
    _write(path, text)
    click.echo(f"wrote {path}")
    click.echo("next: monitor fetch, then: monitor report outside")
    click.echo(f"for cron: 17 * * * * {Path(sys.argv[0]).absolute()} fetch")


def config_for(brand: str) -> str:
    """The text of a config that watches *brand*. Raises `UsageError` for an impossible name."""
    from monitor.query import parse, to_text

    name = " ".join(brand.split())
    if not re.fullmatch(r"[\w][\w .&+'-]{0,63}", name):
        raise UsageError(f"'{brand}' cannot be a brand's name: letters, digits, . & + ' - only")
    query = to_text(parse(f'"{name}"')) if re.fullmatch(r"[\w ]+", name) else f"`{name}`"
    return _TEMPLATE.format(
        brand=name,
        zone=_local_zone(),
        name=_toml(name),
        query=_toml(query),
        quoted=quote_plus(f'"{name}"'),
        tag=re.sub(r"\W", "", name).casefold() or "brand",
    )


def _ask() -> str:
    if not sys.stdin.isatty():
        raise UsageError("which brand? Say: monitor init BRAND")
    return str(click.prompt("Which brand do you want to watch?"))


def _toml(text: str) -> str:
    import tomlkit

    return tomlkit.item(text).as_string()


def _local_zone() -> str:
    """The machine's time zone by name, UTC where it has none."""
    named = os.environ.get("TZ", "").lstrip(":")
    link = Path("/etc/localtime")
    if not named and link.is_symlink():
        _, _, named = str(link.readlink()).partition("zoneinfo/")
    from zoneinfo import available_timezones

    return named if named in available_timezones() else "UTC"


def _write(path: Path, text: str) -> None:
    """Write the config for its owner alone, whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_name(f"{path.name}.partial")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        partial.replace(path)
    except PermissionError as error:
        raise PermissionRefused(f"{path}: may not be written; check who owns it") from error
    except OSError as error:
        raise DiskError(f"{path}: {error.strerror or error}") from error
