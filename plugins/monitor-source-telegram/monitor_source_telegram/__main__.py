"""Log in to Telegram once: `python -m monitor_source_telegram API_ID SESSION_FILE`."""

import os
from importlib import import_module
from pathlib import Path

import click


@click.command()
@click.argument("api_id", type=int)
@click.argument("session", type=click.Path(path_type=Path))
def main(api_id: int, session: Path) -> None:
    """Ask for the phone number and the code; leave a SESSION file that only you can read."""
    api_hash = os.environ.get("TELEGRAM_API_HASH")
    if not api_hash:
        raise click.UsageError("set TELEGRAM_API_HASH to the hash of your application")
    telethon = import_module("telethon.sync")
    place = session.expanduser()
    place.parent.mkdir(parents=True, exist_ok=True)
    os.umask(0o077)
    with telethon.TelegramClient(str(place), api_id, api_hash) as client:
        click.echo(f"logged in as {client.get_me().username}; the session is in {place}")


if __name__ == "__main__":
    main()
