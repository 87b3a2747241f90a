"""Streams that are closed, full or of another encoding."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli_running import environment
from empty_archive import put_empty_archive
from scraper.cli import cli


@pytest.fixture
def db(tmp_path: Path) -> Path:
    file = tmp_path / "archive.db"
    put_empty_archive(file)
    return file


def shell(line: str, db: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", line.replace("SCRAPER", f"{sys.executable} -m scraper --db {db}")],
        env=environment({**more}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_nothing(db: Path, closed: str) -> None:
    done = shell(f"SCRAPER query 'SELECT 1 AS one' --format csv {closed}", db)
    assert done.returncode == 0
    assert done.stdout == ("" if ">&-" in closed.split() else "one\n1\n")
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_an_answer_to_a_full_disk_is_one_sentence(db: Path) -> None:
    done = shell("SCRAPER query 'SELECT 1' >/dev/full", db)
    assert (done.returncode, done.stderr) == (1, "Error: the output: cannot be written: No space left on device.\n")


@pytest.mark.parametrize(("encoding", "word"), [("ascii", r"Gr\u00f6\u00dfe \u2013"), ("utf-8", "Größe –")])
def test_json_is_exact_in_every_encoding(db: Path, encoding: str, word: str) -> None:
    done = shell("SCRAPER query \"SELECT 'Größe –' AS word\" --format jsonl", db, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stdout) == (0, f'{{"word": "{word}"}}\n')


def test_a_table_is_shown_as_well_as_the_terminal_can(db: Path) -> None:
    done = shell("SCRAPER query \"SELECT '–' AS word\" --format table", db, PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert r"\u2013" in done.stdout


def test_ctrl_c_at_a_question_ends_with_130(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def abort(*args: object) -> bool:
        raise click.Abort

    # On a terminal the key may come after the question and before the read that it is to end, and is lost then.
    monkeypatch.setattr("scraper.cli.compact._is_agreed", abort)
    done = CliRunner().invoke(cli, ["--db", str(db), "compact", "--drop"])
    assert (done.exit_code, done.stdout, done.stderr) == (130, "", "Interrupted.\n")
