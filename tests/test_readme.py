"""README, the pages under docs/, --help and the code say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from cli_running import scraper
from page_blocks import BLOCKS, PAGES
from scraper import __version__, errors
from scraper.cli import COMMANDS, cli
from scraper.cli.profiles import enabled, profiles
from scraper.notify import AtomFile, Mail, Service
from scraper.notify.watch_file import SEARCH_KEYS, load_watch_file
from scraper.sites import read_profiles

ROOT = Path(__file__).parent.parent
COMMANDS_PAGE = PAGES["commands.md"].read_text("utf-8")
# Lines that call the program, behind a prompt or in a crontab.
CALL = re.compile(r"\bscraper (?P<words>[a-z].*)")
SHELLS = ("console", "sh", "crontab")


def fenced(page: str, language: str) -> list[str]:
    return [block.text for block in BLOCKS[page] if block.language == language]


def rows(heading: str) -> list[list[str]]:
    table = COMMANDS_PAGE[COMMANDS_PAGE.index(heading) :].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def leaf(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that a shell line calls, and what follows its name."""
    context = click.Context(cli)
    command: click.Command = cli
    while isinstance(command, click.Group) and words:
        found = command.get_command(context, words[0])
        if found is None:
            break
        command, words = found, words[1:]
    return command, words


def test_commands_are_those_of_help() -> None:
    table = {row[0].strip("`").split()[0]: row[1] for row in rows("| command | does |")}

    assert table == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_begins_as_the_list_says(name: str) -> None:
    command, _ = leaf([name])

    text = " ".join((command.help or "").split())
    assert text.startswith(COMMANDS[name].rstrip("."))


def test_usage_in_the_table_is_that_of_the_command() -> None:
    for row in rows("| command | does |"):
        usage = row[0].strip("`")
        command, _ = leaf(usage.split()[:1])
        if not isinstance(command, click.Group):
            pieces = [piece for piece in command.collect_usage_pieces(click.Context(command)) if piece != "[OPTIONS]"]
            assert usage.split()[1:] == " ".join(pieces).split(), usage


@pytest.mark.parametrize("page", BLOCKS)
def test_every_option_that_a_page_shows_exists(page: str) -> None:
    """Those of commands that no test can run, too."""
    for block in BLOCKS[page]:
        lines = block.text.splitlines() if block.language in SHELLS else []
        for call in filter(None, map(CALL.search, lines)):
            command, words = leaf(call["words"].split())
            known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
            assert {word for word in words if word.startswith("--")} <= known | {"--db"}, call[0]


def test_exit_codes_are_those_of_the_errors() -> None:
    documented = {int(row[0]) for row in rows("| exit code | means |")}
    tree = [errors.ScraperError]
    for error in tree:
        tree.extend(error.__subclasses__())

    assert documented == {0} | {error.exit_code for error in tree if error.__module__ == "scraper.errors"}


def test_error_tree_is_drawn_as_it_is() -> None:
    drawn = dict(re.findall(r"(\w+Error)\s+(\d+)\b", errors.__doc__ or ""))
    real = {
        name: str(error.exit_code)
        for name, error in vars(errors).items()
        if isinstance(error, type) and issubclass(error, errors.ScraperError)
    }

    assert drawn == real


def test_the_profile_shown_is_valid_and_complete() -> None:
    (text,) = fenced("sites.md", "toml")
    sites = read_profiles(text, "docs/sites.md")

    assert list(sites) == ["example"]
    from scraper.sites.loader import _KEYS

    assert set(tomllib.loads(text)["example"]) == set(_KEYS)


def test_first_two_commands_set_everything_up() -> None:
    commands = fenced("README.md", "sh")[0].splitlines()

    assert len(commands) == 2
    assert commands[0].endswith("scraper demo")
    assert commands[1].endswith("./check")


def test_the_configuration_shown_is_valid_and_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (text,), (profile,) = fenced("configuration.md", "toml"), fenced("sites.md", "toml")
    (tmp_path / "scraper.toml").write_text(text, "utf-8")
    (tmp_path / "sites.toml").write_text(profile, "utf-8")
    monkeypatch.chdir(tmp_path)

    shown = {row["key"]: row["from"] for row in scraper("config").lines}
    assert set(tomllib.loads(text)) == set(shown)
    assert set(shown.values()) == {"scraper.toml"}
    assert set(enabled(profiles(()))) == {"kommune21", "example"}


def test_the_saved_search_shown_is_valid_and_complete(tmp_path: Path) -> None:
    text, languages = fenced("saved-searches.md", "toml")
    (tmp_path / "watch.toml").write_text(text, "utf-8")

    file = load_watch_file(tmp_path / "watch.toml", lambda: profiles(()).keys())
    assert [type(channel) for channel in file.searches[0].channels] == [Mail, AtomFile, Service]
    assert set(tomllib.loads(text)["wohngeld"]) == set(SEARCH_KEYS)

    (tmp_path / "watch.toml").write_text(languages, "utf-8")
    file = load_watch_file(tmp_path / "watch.toml", lambda: profiles(()).keys())
    assert [one.lang for one in file.searches] == ["en", "de"]


@pytest.mark.parametrize("page", ["configuration.md", "start.md"])
def test_the_cron_lines(page: str) -> None:
    (crontab,) = fenced(page, "crontab")
    mail, *lines = crontab.splitlines()

    assert re.fullmatch(r"MAILTO=\S+@\S+", mail)
    schedules = [re.fullmatch(r"\d+ \d+ \* \* \*  cd \S+ && \.venv/bin/scraper (.+)", line) for line in lines]
    assert [found and found[1] for found in schedules] == ["crawl", "latest --new"]


def test_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")

    assert project["version"] == __version__
    assert f"## [{__version__}]" in changelog


@pytest.mark.parametrize("page", PAGES)
def test_an_extra_is_installed_from_the_checkout(page: str) -> None:
    """An index may have another program of the same name."""
    assert re.findall(r"pip install [^`\n]*scraper\[", PAGES[page].read_text("utf-8")) == []


def test_each_room_of_the_house_is_explained() -> None:
    page = PAGES["architecture.md"].read_text("utf-8")
    rooms = {path.parent.name for path in (ROOT / "scraper").glob("*/__init__.py")}
    assert rooms == set(re.findall(r"^\| `scraper/(\w+)` \|", page, re.MULTILINE))
