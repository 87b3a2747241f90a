"""Words that begin with a hyphen, and options that are misspelled."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from scraper.cli.words import WordsCommand


@click.command("ask", cls=WordsCommand)
@click.argument("words", nargs=-1)
@click.option("--format", "form")
@click.option("-t", "--table", is_flag=True)
@click.option("-p", "named", nargs=2, multiple=True)
@click.option("--raw/--safe", default=False)
def ask(words: tuple[str, ...], form: str | None, table: bool, named: tuple[tuple[str, str], ...], raw: bool) -> None:
    """Print what was understood."""
    click.echo(repr((words, form, table, named, raw)))


@pytest.mark.parametrize(
    ("args", "understood"),
    [
        (["a", "b"], (("a", "b"), None, False, (), False)),
        (["-5", "-0.5"], (("-5", "-0.5"), None, False, (), False)),
        (["-akte", "-test", "-"], (("-akte", "-test", "-"), None, False, (), False)),
        (["-5", "--format", "csv", "-t"], (("-5",), "csv", True, (), False)),
        (["--format=csv", "x"], (("x",), "csv", False, (), False)),
        (["--format", "--table", "x"], (("x",), "--table", False, (), False)),
        (["-p", "n", "-5", "-p", "-x", "--y", "z"], (("z",), None, False, (("n", "-5"), ("-x", "--y")), False)),
        (["--raw", "-t"], ((), None, True, (), True)),
        (["--safe", "--", "--raw", "-t", "--"], (("--raw", "-t", "--"), None, False, (), False)),
        (["-- newest first\nSELECT 1"], (("-- newest first\nSELECT 1",), None, False, (), False)),
        ([], ((), None, False, (), False)),
    ],
)
def test_what_is_a_word(args: list[str], understood: object) -> None:
    done = CliRunner().invoke(ask, args)
    assert (done.exit_code, done.output) == (0, f"{understood!r}\n")


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["x", "--formt", "csv"], ["--formt", "--format"]),
        (["--formt=csv"], ["--formt", "--format"]),
        (["--5"], ["--5"]),
        (["x", "--format"], ["--format", "argument"]),
        (["-p", "n"], ["-p", "2 arguments"]),
        (["--table=x"], ["--table"]),
    ],
)
def test_what_is_an_option(args: list[str], named: list[str]) -> None:
    done = CliRunner().invoke(ask, args)
    # The words are click's, and change with its versions.
    assert (done.exit_code, [name for name in named if name not in done.output]) == (2, []), done.output


def test_help_is_an_option() -> None:
    assert CliRunner().invoke(ask, ["x", "--help"]).output.startswith("Usage: ask [OPTIONS] [WORDS]...\n")
