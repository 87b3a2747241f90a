"""``scraper compact`` and ``scraper status --storage``."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cli_running import Done, scraper
from terminal import CTRL_C, on_terminal


@pytest.fixture
def db(tmp_path: Path, demo_archive: tuple[Path, list[Done]]) -> Path:
    """A copy of the demo's archive, closed."""
    file = tmp_path / "archive.db"
    shutil.copy(demo_archive[0], file)
    return file


def test_it_is_silent_where_nobody_watches(db: Path) -> None:
    done = scraper("--db", db, "compact")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_file_that_is_open_waits_for_another_time(db: Path) -> None:
    with closing(sqlite3.connect(db)) as other:
        # Half of the file is empty, so that it would be written anew.
        other.execute("CREATE TABLE ballast AS SELECT randomblob(3000000) AS b")
        other.commit()
        other.execute("DROP TABLE ballast")
        other.commit()
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM articles").fetchone()
        done = scraper("--db", db, "compact")
    assert done.code == 75
    assert done.err == (
        f"Error: {db}: another program has the archive open, so it cannot be made smaller now. Its captures are packed;"
        " start again when it is closed.\n"
    )
    large = db.stat().st_size
    assert scraper("--db", db, "compact").code == 0
    assert db.stat().st_size < large - 2_000_000


def keeping_text(db: Path, folder: Path) -> Path:
    """Return a file with a profile of the archive's first site that keeps the text alone."""
    with closing(sqlite3.connect(db)) as archive:
        (site, home), *_ = archive.execute("SELECT id, home FROM sites ORDER BY id").fetchall()
    profile = folder / "sites.toml"
    profile.write_text(f'[{site}]\nname = "x"\nhome = "{home}"\nprivate = true\nkeep = "text"\n', "utf-8")
    return profile


def test_bytes_go_only_where_somebody_agrees(db: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(db)) as archive:
        before = archive.execute("SELECT count(payload_id) FROM captures").fetchone()[0]
    profile = keeping_text(db, tmp_path)

    asked = scraper("--db", db, "compact", "--drop", "--sites", profile)
    assert asked.code == 1
    assert asked.err.endswith(
        "go for good; what was read from them stays.\nNothing was done. Add --yes to let them go.\n"
    )
    with closing(sqlite3.connect(db)) as archive:
        assert archive.execute("SELECT count(payload_id) FROM captures").fetchone()[0] == before

    assert scraper("--db", db, "compact", "--drop", "--yes", "--sites", profile).code == 0
    with closing(sqlite3.connect(db)) as archive:
        assert archive.execute("SELECT count(payload_id) FROM captures").fetchone()[0] < before
        assert archive.execute("PRAGMA foreign_key_check").fetchall() == []
    assert scraper("--db", db, "compact", "--yes").err.endswith("Error: --yes belongs to --drop.\n")


def test_storage_of_each_site(db: Path) -> None:
    rows = scraper("--db", db, "status", "--storage").lines
    assert rows
    for row in rows:
        assert list(row) == (
            ["site", "articles", "captures", "pages", "payloads", "heads", "text", "index", "states", "history"]
        )
    with closing(sqlite3.connect(db)) as archive:
        assert (
            sum(row["captures"] for row in rows)
            == archive.execute("SELECT count(payload_id) FROM captures").fetchone()[0]
        )
        assert (
            sum(row["payloads"] for row in rows)
            == archive.execute("SELECT sum(length(data)) FROM payloads").fetchone()[0]
        )
        assert sum(row["states"] for row in rows) == archive.execute("SELECT count(*) FROM versions").fetchone()[0]
        (index,) = archive.execute(
            "SELECT (SELECT sum(length(block)) FROM articles_fts_data)"
            " + (SELECT sum(length(block)) FROM articles_words_data)"
            " + (SELECT sum(octets) FROM (SELECT length(CAST(word || stem AS BLOB)) AS octets FROM words))"
        ).fetchone()
    assert index - len(rows) <= sum(row["index"] for row in rows) <= index
    one = rows[0]["site"]
    assert [row["site"] for row in scraper("--db", db, "status", str(one), "--storage").lines] == [one]
    table = scraper("--db", db, "status", "--storage", "--format", "table").out
    assert table.splitlines()[0].split() == ["site", "pages", "payloads", "text", "index", "history"]
    assert table.splitlines()[-2].startswith(f"{db}: ")
    assert table.splitlines()[-1] == "The file has the lists, the frontier, their indexes and unused space besides."


def test_where_nothing_goes_nobody_is_asked(db: Path) -> None:
    done = scraper("--db", db, "compact", "--drop")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_there_is_no_archive(tmp_path: Path) -> None:
    done = scraper("--db", tmp_path / "none.db", "compact")
    assert done.code == 2
    assert "there is no archive yet" in done.err
    assert not (tmp_path / "none.db").exists()


def test_ctrl_c_at_the_question_ends_as_everywhere(db: Path, tmp_path: Path) -> None:
    pressed: list[str] = []

    def press(said: str) -> bytes:
        if "Let them go? [y/N]:" not in said or pressed:
            return b""
        pressed.append(said)
        return CTRL_C

    seen = on_terminal("--db", db, "compact", "--drop", "--sites", keeping_text(db, tmp_path), press=press)
    assert seen.code == 130
    assert seen.text.endswith("Let them go? [y/N]: ^CInterrupted.\n")
