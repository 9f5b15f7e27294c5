"""The command line: each command in a module of its own, imported when it is chosen."""

import difflib
import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any, Final

import click

from monitor import __version__
from monitor.errors import MonitorError

# command -> (module below monitor.cli, its click command, one line of help)
COMMANDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "demo": (
        "demo",
        "demo",
        "The whole pipeline on a bundled sample; touches nothing of yours.",
    ),
    "init": ("init", "init", "Write a commented config for your brand."),
    "fetch": ("fetch", "fetch", "Collect and annotate what is new (for cron)."),
    "import": ("import_", "import_", "Read mentions from CSV, JSON, mbox or mail files."),
    "report": ("report", "report", "outside, listening, influence, amplify, digest."),
    "mentions": ("mentions", "mentions", "List and search what is stored."),
    "show": ("show", "show", "One mention: text, thread, annotations, why it matched."),
    "query": ("query", "query", "Test, explain and lint queries."),
    "rematch": ("rematch", "rematch", "Match the store again after a brand changed."),
    "annotate": ("annotate", "annotate", "Annotate what is missing, or all again."),
    "label": ("label", "label", "Correct what analyzers said, by hand."),
    "evaluate": ("evaluate", "evaluate", "Accuracy of the analyzers on labels."),
    "train": ("train", "train", "Fit the sentiment model to your labels, if that helps."),
    "inbox": ("inbox", "inbox", "Who answers what: claim, assign, answer, close, tag."),
    "ideas": ("ideas", "ideas", "The idea log: wishes, their status, who was told."),
    "alerts": ("alerts", "alerts", "Spikes and rules, sent once."),
    "feed": ("feed", "feed", "An Atom feed of any filter."),
    "browse": ("browse", "browse", "Open the store in Datasette, read-only."),
    "sources": ("sources", "sources", "Health of every source: failing, silent, gaps."),
    "doctor": ("doctor", "doctor", "Check config, keys, clock, disk and store."),
    "forget": ("forget", "forget", "Erase an author, a mention or a brand everywhere."),
    "prune": ("prune", "prune", "Erase texts past their retention."),
    "backup": ("backup", "backup", "A safe copy of the store."),
    "restore": ("restore", "restore", "Put a copy back."),
}


class Commands(click.Group):
    """Knows every command by name; imports a command's module only when it runs.

    Shows a `MonitorError` as one line on stderr and ends with its exit code.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if _is_there(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS or not _is_there(cmd_name):
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"monitor.cli.{module}"), attribute)
        assert isinstance(command, click.Command)  # noqa: S101  a programming error, no input
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in self.list_commands(ctx)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else "; see: monitor --help"
            raise click.UsageError(f"{error.message.rstrip('.')}{hint}", ctx) from error

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MonitorError as error:
            from monitor.text import terminal

            for line in str(error).splitlines():
                click.echo(f"monitor: {terminal(line)}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            from monitor.cli.ending import silent_pipe

            ctx.exit(silent_pipe())  # before click, for which it is a failure


def _is_there(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(f"monitor.cli.{COMMANDS[name][0]}") is not None


@click.group(
    cls=Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "MONITOR",
        "max_content_width": 100,
    },
    epilog="Start with: monitor demo. For your own brand: monitor init, monitor fetch, "
    "monitor report outside.",
)
@click.version_option(__version__, prog_name="monitor")
@click.option(
    "--config", metavar="FILE", help="The config; else MONITOR_CONFIG, else your config folder."
)
@click.option("-v", "--verbose", is_flag=True, help="Say what is done, on stderr.")
@click.option("-q", "--quiet", is_flag=True, help="Only errors.")
@click.option("--now", hidden=True, metavar="ISO", help="Pretend it is this moment.")
@click.pass_context
def cli(
    ctx: click.Context, config: str | None, verbose: bool, quiet: bool, now: str | None
) -> None:
    """Listen to what customers say in public: collect mentions, annotate them, report."""
    from monitor.cli.app import App

    ctx.obj = App(config=config, verbose=verbose, quiet=quiet, fixed_now=now)


def main() -> None:
    """Run the command line and end with the documented exit code."""
    from monitor.cli.ending import run

    sys.exit(run(cli, sys.argv[1:], os.environ))
