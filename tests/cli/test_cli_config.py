"""``scraper.toml``: the same archive from any folder, and mistakes in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from cli_running import ROOT, scraper
from scraper.cli import cli
from server import Server

PROFILE = '[amt]\nname = "Amt"\nhome = "https://amt.example/"\n'


def settings(*args: object) -> dict[str, tuple[Any, str]]:
    done = scraper(*args, "config", "--format", "jsonl")
    assert done.code == 0, done.err
    return {row["key"]: (row["value"], row["from"]) for row in done.lines}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """XDG's configuration directory of this program."""
    folder = tmp_path / "config" / "scraper"
    folder.mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return folder


def test_without_a_file_everything_is_the_default() -> None:
    assert settings() == {
        "db": ("data/archive.db", "default"),
        "sites": ([], "default"),
        "enabled": (None, "default"),
        "contact": (None, "default"),
        "timeout": (60.0, "default"),
        "watch": ("data/watch.toml", "default"),
        "report_to": (None, "default"),
    }
    assert scraper("config").err == "There is no scraper.toml; 'scraper config --help' shows one.\n"


def test_each_place_of_the_archive_wins_over_the_next(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "scraper.toml").write_text('db = "xdg.db"\ncontact = "xdg@a.example"\n')
    assert settings()["db"] == (str(home / "xdg.db"), str(home / "scraper.toml"))
    Path("scraper.toml").write_text('db = "folder.db"\n')
    assert settings()["db"] == ("folder.db", "scraper.toml")
    # Each key for itself.
    assert settings()["contact"] == ("xdg@a.example", str(home / "scraper.toml"))
    monkeypatch.setenv("SCRAPER_DB", "env.db")
    assert settings()["db"] == ("env.db", "$SCRAPER_DB")
    assert settings("--db", "option.db")["db"] == ("option.db", "--db")


def test_variables_win_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("scraper.toml").write_text('contact = "file@a.example"\ntimeout = 30\n')
    assert settings()["timeout"] == (30.0, "scraper.toml")
    monkeypatch.setenv("SCRAPER_CONTACT", "env@a.example")
    monkeypatch.setenv("SCRAPER_TIMEOUT", "5")
    found = settings()
    assert (found["contact"], found["timeout"]) == (("env@a.example", "$SCRAPER_CONTACT"), (5.0, "$SCRAPER_TIMEOUT"))


def test_a_relative_directory_of_xdg_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("relative/scraper", "home/.config/scraper"):
        Path(folder).mkdir(parents=True)
    Path("relative/scraper/scraper.toml").write_text('db = "wrong.db"\n')
    Path("home/.config/scraper/scraper.toml").write_text('db = "~/right.db"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert settings()["db"][0] == str(tmp_path / "home" / "right.db")


def test_profiles_are_relative_to_the_file_that_names_them(home: Path) -> None:
    (home / "scraper.toml").write_text('sites = ["my.toml"]\nenabled = ["amt"]\n')
    (home / "my.toml").write_text(PROFILE)
    assert "amt" in [row["id"] for row in scraper("sites").lines]
    assert settings()["enabled"] == (["amt"], str(home / "scraper.toml"))


def test_a_crawl_visits_the_enabled_sites_and_says_who_it_is(server: Server) -> None:
    Path("scraper.toml").write_text('sites = ["my.toml"]\nenabled = ["here"]\ncontact = "presse@bote.example"\n')
    Path("my.toml").write_text(f'[here]\nhome = "{server.url()}"\nlistings = ["{server.url("/")}"]\nprivate = true\n')
    done = scraper("crawl")
    assert server.requests
    assert {line.split(":")[0] for line in done.out.splitlines() if ": " in line} <= {"here"}
    assert "presse@bote.example" in server.requests[0].headers["user-agent"]


def test_files_of_the_command_line_win_over_the_enabled_sites(server: Server) -> None:
    Path("scraper.toml").write_text('enabled = ["kommune21"]\n')
    Path("my.toml").write_text(f'[here]\nhome = "{server.url()}"\nprivate = true\n')
    assert "kommune21" not in scraper("crawl", "--sites", "my.toml").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('enabeld = ["bsi"]\n', "scraper.toml, key 'enabeld': is not known. Did you mean 'enabled'?"),
        ("zzz = 1\n",
         "scraper.toml, key 'zzz': is not known. The keys are db, sites, contact, timeout, enabled, watch, report_to."),
        ('report_to = "crawl.prom"\n', "scraper.toml, key 'report_to': must be a list, such as [\"one\", \"two\"]."),
        ('report_to = ["ftp://max:geheim@monitor.example/x"]\n',
         "scraper.toml, key 'report_to': 'ftp://***@monitor.example/x' is no address of http or https. Name"
         " one, or a file."),
        ('report_to = ["https:///ping"]\n',
         "scraper.toml, key 'report_to': 'https:///ping' is no address. Write it as https://monitor.example.org/ping."),
        ("db = 3\n", "scraper.toml, key 'db': must be a text that is not empty."),
        ('db = " "\n', "scraper.toml, key 'db': must be a text that is not empty."),
        ('db = "~nobody-here/a.db"\n',
         "scraper.toml, key 'db': '~nobody-here/a.db' begins with a home that is not known."),
        ('sites = "my.toml"\n', "scraper.toml, key 'sites': must be a list, such as [\"one\", \"two\"]."),
        ("timeout = true\n", "scraper.toml, key 'timeout': must be a number of seconds above zero, such as 30."),
        ('timeout = "30"\n', "scraper.toml, key 'timeout': must be a number of seconds above zero, such as 30."),
        ("timeout = nan\n", "scraper.toml, key 'timeout': must be a number of seconds above zero, such as 30."),
        ("timeout = 0\n", "scraper.toml, key 'timeout': must be a number of seconds above zero, such as 30."),
        ("enabled = []\n", "scraper.toml, key 'enabled': names no site, so there is nothing to crawl."),
        ('enabled = ["komune21"]\n',
         "scraper.toml, key 'enabled': there is no site 'komune21'. Did you mean 'kommune21'?"),
        ("db =\n", "scraper.toml: this is not valid TOML: Invalid value (at line 1, column 5)."),
    ],
)  # fmt: skip
def test_a_mistake_names_file_and_key(text: str, said: str) -> None:
    Path("scraper.toml").write_text(text)
    done = scraper("config")
    assert (done.code, done.out, done.err) == (2, "", f"Error: {said}\n")
    assert scraper("crawl").code == 2
    assert not Path("data").exists()


def test_files_that_cannot_be_read() -> None:
    Path("scraper.toml").write_bytes(b'contact = "K\xf6ln"\n')
    assert scraper("config").err == "Error: scraper.toml: is not UTF-8 text.\n"
    Path("scraper.toml").write_bytes(b'\xef\xbb\xbfcontact = "post@a.example"\r\n')
    assert settings()["contact"][0] == "post@a.example"
    Path("scraper.toml").unlink()
    Path("scraper.toml").mkdir()
    assert scraper("config").err == "Error: scraper.toml: cannot be read: Is a directory.\n"


def test_a_broken_file_keeps_nobody_from_help_and_demo() -> None:
    Path("scraper.toml").write_text("broken")
    for args in (("--help",), ("crawl", "--help"), ("--version",), ("completion", "zsh")):
        assert scraper(*args).code == 0


def commands(command: click.Command, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, click.Context(below, info_name=name, parent=context))


ALL = list(commands(cli, click.Context(cli, info_name="scraper")))


def test_every_variable_stands_in_a_help_text() -> None:
    sources = "\n".join(file.read_text("utf-8") for file in (ROOT / "scraper").rglob("*.py"))
    variables = set(re.findall(r"\bSCRAPER_[A-Z_]+\b", sources))
    texts = "\n".join(command.get_help(context) for command, context in ALL)
    assert {"SCRAPER_DB", "SCRAPER_CONTACT", "SCRAPER_TIMEOUT"} <= variables
    assert {name for name in variables if f"${name}" not in texts} == set()


@pytest.mark.parametrize(("command", "context"), ALL, ids=[context.command_path for _, context in ALL])
def test_each_command_has_the_option_and_completes_sites(command: click.Command, context: click.Context) -> None:
    assert "--db FILE" in command.get_help(context)
    for parameter in command.params:
        if parameter.name == "site" or "SITE" in (parameter.metavar or ""):
            assert parameter.type.name == "site", parameter.name


# --db


def test_the_later_of_two_archives_is_taken(tmp_path: Path) -> None:
    for args in (("show", "--db", "b.db", "1"), ("--db", "a.db", "show", "--db", "b.db", "1")):
        assert scraper(*args).err.startswith("Error: b.db: there is no archive yet.")
    assert scraper("--db", "a.db", "show", "1").err.startswith("Error: a.db: there is no archive yet.")
    assert scraper("sites", "--db", "x.db", "list", "--db", "y.db").code == 0


@pytest.mark.parametrize("command", [("query", "SELECT 1"), ("fetch", "https://a.example/")])
def test_what_is_no_file_is_no_archive(tmp_path: Path, command: tuple[str, ...]) -> None:
    import os
    import socket

    os.mkfifo("pipe")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        for name, said in (
            ("pipe", "is a named pipe, and an archive is a file."),
            ("folder", "is a directory."),
            ("socket", "is a socket, and an archive is a file."),
            ("/dev/null", "is a device, and an archive is a file."),
        ):
            done = scraper("--db", name, *command)
            assert (done.code, done.out) == (2, "")
            assert done.err == f"Error: {name}: {said} Name a file with --db FILE.\n"
    done = scraper(*command, "--db", ":memory:")
    assert done.code == 2
    assert done.err == (
        "Error: :memory:: an archive in memory would be gone when the command ends. Name a file with --db FILE.\n"
    )
    done = scraper(*command, "--db", "")
    assert (done.code, done.err.splitlines()[-1]) == (2, "Error: Invalid value for '--db': no file is named.")
