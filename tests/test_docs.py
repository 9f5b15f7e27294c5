"""The documents are true: commands, options, links and codes in them exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from monitor import errors
from monitor.cli import COMMANDS, cli

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")


def command_lines(page: Path) -> Iterator[list[str]]:
    """Every `monitor …` line of the code blocks of a page, as its words."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            found = re.match(r"(?:\$ )?(?:\S*/)?(monitor .*)", line.strip())
            if found and (line.startswith("$ ") or "```console" not in text):
                yield _words(found[1])


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if word[0] in "|&;<>":
            break
        words.append(word)
    return words[1:]


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words name, and what stands behind it."""
    context = click.Context(cli, info_name="monitor")
    command: click.Command = cli
    rest = list(words)
    while isinstance(command, click.Group):
        name = next(
            (w for w in rest if not w.startswith("-") and command.get_command(context, w)), None
        )
        if name is None:
            return command, rest
        rest = rest[rest.index(name) + 1 :]
        found = command.get_command(context, name)
        assert found is not None
        command = found
    return command, rest


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_documents_exist_with_their_options(page: Path) -> None:
    for words in command_lines(page):
        command, rest = resolve(words)
        known = {
            name
            for parameter in command.params
            for name in (*parameter.opts, *parameter.secondary_opts)
        }
        for word in rest:
            if re.match(r"--?[a-z]", word):
                assert word.split("=")[0] in known | {"--help", "-h"}, f"{page.name}: {words}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_in_documents_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(((?!https?:|mailto:|#)[^)#]+)", text):
        assert (page.parent / target).exists(), target


def test_the_readme_names_every_command() -> None:
    for name in COMMANDS:
        assert f"`monitor {name}`" in README, name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_there_and_has_help(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help


def test_every_exit_code_is_documented() -> None:
    kinds = [
        k
        for k in vars(errors).values()
        if isinstance(k, type) and issubclass(k, errors.MonitorError)
    ]
    for kind in kinds:
        assert re.search(rf"\b{kind.exit_code}\b", README), kind


def test_the_readmes_two_commands_are_single_lines() -> None:
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert "monitor demo" in lines[0]
    assert "pytest" in lines[1]


def test_documents_speak_of_the_project_alone() -> None:
    for path in [*PAGES, ROOT / "config.example.toml"]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.~-])/(work|tmp|root|home)/\w", text), path
