"""`monitor browse`: Datasette on the store, read-only, on this machine alone."""

import socket
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import click

from monitor.cli.app import App, pass_app
from monitor.errors import MissingExtra, UsageError

_HOST: Final = "127.0.0.1"


@click.command(epilog="Stop it with Ctrl-C. It needs the extra: outside-perspective[browse]")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8001, show_default=True,
    help="0 takes a free one.",
)  # fmt: skip
@click.option("--open", "opens", is_flag=True, help="Open it in your browser.")
@pass_app
def browse(app: App, port: int, opens: bool) -> None:
    """Look through the store in your browser: ready queries, facets, search, JSON and CSV.

    Nothing can be changed from there, and it is reachable from this machine only. It may run
    beside a fetch.
    """
    with app.reading() as store:
        path = store.path
    listening = _listen(port)
    address = f"http://{_HOST}:{listening.getsockname()[1]}/"
    application = browser(path, hosts=_names(listening.getsockname()[1]))
    click.echo(address)
    if opens:
        click.launch(address)
    _serve(application, listening)


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
        listening.listen(64)  # now, so that a port in use is found before anything is printed
    except OSError as error:
        listening.close()
        raise UsageError(
            f"--port {port}: {error.strerror}; choose another one, or 0 for any"
        ) from error
    return listening


def _names(port: int) -> frozenset[str]:
    return frozenset({f"{_HOST}:{port}", f"localhost:{port}"})


Application = Callable[[Any, Any, Any], Awaitable[None]]


def browser(path: Path, *, hosts: frozenset[str]) -> Application:
    """Datasette on the store at *path* as an ASGI application that answers to *hosts* alone.

    SQLite opens the file with mode=ro, which sees what a running fetch commits; immutable would
    not. Raises `MissingExtra`.
    """
    from monitor.render.browsing import metadata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its libraries' own deprecations are not the user's
        try:
            from datasette.app import Datasette
        except ImportError as error:
            raise MissingExtra("browse", wanted_for="monitor browse") from error
        datasette = Datasette(
            [str(path)],
            metadata=metadata(path.stem),
            settings={
                "allow_download": False,
                "default_page_size": 50,
                "sql_time_limit_ms": 5000,
            },
        )
        application: Application = datasette.app()
    return _only_for(application, hosts)


def _only_for(application: Application, hosts: frozenset[str]) -> Application:
    """Refuse other host names: a web page that made its name point here (DNS rebinding) must
    not read the store through the user's browser."""

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"host", b"").decode("latin-1").casefold()
            if given not in hosts:
                await send({"type": "http.response.start", "status": 421, "headers": []})
                await send({"type": "http.response.body", "body": b"wrong host\n"})
                return
        await application(scope, receive, send)

    return guarded


def _serve(application: Application, listening: socket.socket) -> None:
    import uvicorn

    settings = uvicorn.Config(application, log_level="error", lifespan="on", access_log=False)
    uvicorn.Server(settings).run(sockets=[listening])
