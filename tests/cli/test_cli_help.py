"""Help, typos and start-up."""

from __future__ import annotations

import platform
import sqlite3
import sys
from keyword import iskeyword
from pathlib import Path

import click
import pytest

from cli_running import process, scraper
from scraper import __version__
from scraper.cli import COMMANDS, cli

# A module cannot have the name of a keyword.
MODULES = {name: f"{name}_" if iskeyword(name) else name for name in COMMANDS}
READY = [
    name for name, module in MODULES.items() if (Path(sys.modules["scraper.cli"].__path__[0]) / f"{module}.py").exists()
]
HEAVY = ("httpx", "selectolax", "sqlite_utils", "feedparser", "rich", "tenacity", "zstandard", "asyncio", "sqlite3")


def test_help_lists_every_command_in_order() -> None:
    done = scraper("--help")
    assert (done.code, done.err) == (0, "")
    listed = done.out.split("Commands:\n")[1].splitlines()
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    for line, text in zip(listed, COMMANDS.values(), strict=True):
        assert line.split(maxsplit=1)[1] == text


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_that_says_what_the_list_says(name: str) -> None:
    if name not in READY:
        pytest.skip(f"scraper.cli.{name} is not built yet")
    done = scraper(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: scraper {name} ")
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name
    assert command.help is not None

    def words(text: str) -> set[str]:
        return {word.strip(".,;:").lower() for word in text.split() if len(word.strip(".,;:")) > 3}

    assert words(COMMANDS[name]) & words(command.help.split("\n\n")[0]), (COMMANDS[name], command.help)


def test_version() -> None:
    versions = f"scraper {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}\n"
    assert scraper("--version").out == versions


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("serch", "Did you mean 'search'?"),
        ("crwal", "Did you mean 'crawl'?"),
        ("Query", "Did you mean 'query'?"),
        ("xyzzy", "'scraper --help' lists the commands."),
    ],
)
def test_a_typo_gets_the_nearest_command(typed: str, hint: str) -> None:
    done = scraper(typed)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "Usage: scraper [OPTIONS] COMMAND [ARGS]...\nTry 'scraper --help' for help.\n\n"
        f"Error: No such command '{typed}'. {hint}\n"
    )


def test_a_wrong_option_gets_the_nearest_option() -> None:
    done = scraper("crawl", "--limt", "3")
    assert (done.code, done.out) == (2, "")
    # The words are click's, and change with its versions.
    assert "--limt" in done.err
    assert "--limit" in done.err


@pytest.mark.parametrize(
    ("text", "word"),
    [
        *(("31.2.2024", "'31.2.2024'"), ("vorgestern", "'vorgestern'"), ("2024-13-01", "'2024-13-01'")),
        *(("-1d", "'-1d'"), ("0d", "'0d'"), ("3m", "'3m'"), ("7 d", "'7 d'"), ("", "''"), ("٣d", "'٣d'")),
    ],
)
def test_a_day_that_is_none(text: str, word: str) -> None:
    done = scraper("search", "OZG", "--since", text)
    assert done.code == 2
    assert done.err.endswith(
        f"Error: Invalid value for '--since': {word} is no day; write it like 2024-05-23, 23.5.2024,"
        " 7d (seven days ago), 2w, yesterday or today.\n"
    )


@pytest.mark.parametrize(
    ("args", "asked"), [(("--help",), ()), (("--version",), ("sqlite3", "sqlite3.dbapi2")), (("serch",), ())]
)
def test_help_loads_nothing_heavy(args: tuple[str, ...], asked: tuple[str, ...]) -> None:
    done = process(*args, python=("-X", "importtime"))
    loaded = {line.rpartition("|")[2].strip() for line in done.err.splitlines() if line.startswith("import time:")}
    assert "click" in loaded
    assert sorted(name for name in loaded if name.partition(".")[0] in HEAVY) == list(asked)


@pytest.mark.parametrize(
    ("command", "default"),
    [
        ("search", "[default: blocks of lines on a terminal, jsonl in a pipe]"),
        ("latest", "[default: blocks of lines on a terminal and with --new, else jsonl]"),
        ("status", "[default: table on a terminal, jsonl in a pipe]"),
    ],
)
def test_each_command_says_how_it_prints_where_no_format_is_asked_for(command: str, default: str) -> None:
    assert default in " ".join(scraper(command, "--help").out.split())
