"""``scraper export warc`` where something goes wrong: a sentence, an exit code, and nothing half-written."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli_running import ROOT, environment, scraper
from scraper.batch.export_warc import WarcOrder, export_warc
from scraper.errors import ScraperError
from scraper.store import Archive
from scraper.store.outgoing import OutgoingSelection
from store_records import LATER, NOW, SITE, full_article, plain, rows, save, sqlite
from terminal import CTRL_C, on_terminal

# Captures of the archive that takes some seconds to export.
MANY = 20_000


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Archive.open(path) as archive:
        save(archive, full_article())
        save(archive, full_article(), at=LATER)
        save(archive, plain(2), b"<p>two</p>")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "out"
    folder.mkdir()
    yield folder


def export(db: Path, file: Path, *options: object) -> tuple[int, str]:
    done = scraper("--db", db, "export", "warc", "--output", file, *options)
    assert done.out == ""
    return done.code, done.err


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


# The file


def test_a_file_that_is_there_is_replaced_only_where_that_is_asked(db: Path, out: Path) -> None:
    file = out / "a.warc.gz"
    file.write_bytes(b"mine")
    assert export(db, file) == (2, f"Error: {file}: is there already. Name another file, or replace it with --force.\n")
    assert file.read_bytes() == b"mine"
    assert export(db, file, "--force") == (0, "")
    assert file.read_bytes()[:2] == b"\x1f\x8b"
    assert names(out) == ["a.warc.gz"]


def test_no_file_of_an_earlier_export_stands_beside_the_new_ones(db: Path, out: Path) -> None:
    older = [out / f"a-{number:05}.warc.gz" for number in (1, 2, 3, 4, 5)]
    others = [out / name for name in ("a.warc.gz", "a-1.warc.gz", "ba-00001.warc.gz", "a-00001.warc.gz.txt")]
    for file in (*older, *others):
        file.write_bytes(b"mine")
    code, said = export(db, out / "a.warc.gz", "--size", "1M")
    assert (code, said) == (
        2,
        f"Error: {older[0]}: is there already. Name another file, or replace it with --force.\n",
    )
    assert export(db, out / "a.warc.gz", "--size", "1M", "--force") == (0, "")
    assert names(out) == sorted(file.name for file in (older[0], *others))
    assert all(file.read_bytes() == b"mine" for file in others)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("no/a.warc.gz", "its folder is not there. Make it, or name another file."),
        ("a.warc.gz", "is a directory. Name a file."),
        ("pipe.warc.gz", "is no file, so that nothing can be put in its place. Name a file."),
        ("a.warc", "its name must end with .warc.gz. Name it a.warc.gz."),
        ("a.txt", "its name must end with .warc.gz. Name it a.txt.warc.gz."),
        (".warc.gz", "its name must end with .warc.gz. Name it archive.warc.gz."),
    ],
)
def test_a_name_that_cannot_be_written_to(db: Path, out: Path, name: str, sentence: str) -> None:
    (out / "a.warc.gz").mkdir()
    os.mkfifo(out / "pipe.warc.gz")
    before = names(out)
    assert export(db, out / name) == (2, f"Error: {out / name}: {sentence}\n")
    assert export(db, out / name, "--force") == (2, f"Error: {out / name}: {sentence}\n")
    assert names(out) == before


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="there is no folder here that nobody may write")
def test_a_folder_that_cannot_be_written(db: Path) -> None:
    file = Path("/sys/kernel/a.warc.gz")
    code, said = export(db, file)
    assert code == 1
    assert said.startswith(f"Error: {file}: cannot be written: ")
    assert said.endswith(". Nothing was written; check the rights of the folder.\n")


def test_what_a_killed_export_left_is_no_hindrance(db: Path, out: Path) -> None:
    (out / "a.warc.gz.part").write_bytes(b"x" * 100_000)
    assert export(db, out / "a.warc.gz") == (0, "")
    assert names(out) == ["a.warc.gz"]
    assert (out / "a.warc.gz").stat().st_size < 50_000


def test_two_exports_to_one_file_do_not_meet(db: Path, out: Path) -> None:
    with (out / "a.warc.gz.part").open("wb") as other:
        other.write(b"theirs")
        other.flush()
        fcntl.flock(other, fcntl.LOCK_EX)
        file = out / "a.warc.gz"
        sentence = f"Error: {file}: another export to this file is being written. Let it end.\n"
        assert export(db, file) == (75, sentence)
    assert (out / "a.warc.gz.part").read_bytes() == b"theirs"


def test_a_link_stays_one(db: Path, out: Path) -> None:
    (out / "real").mkdir()
    (out / "a.warc.gz").symlink_to(out / "real" / "b.warc.gz")
    assert export(db, out / "a.warc.gz") == (0, "")
    assert (out / "a.warc.gz").is_symlink()
    assert names(out / "real") == ["b.warc.gz"]


def test_more_files_than_may_be_open_at_once(db: Path, out: Path) -> None:
    many(db, 400)
    done = subprocess.run(
        [sys.executable, "-m", "scraper", "--db", db, "export", "warc", "--output", out / "a.warc.gz", "--size", "10K"],
        capture_output=True,
        text=True,
        env=environment(),
        cwd=ROOT,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16)),
    )
    assert (done.returncode, done.stderr) == (0, "")
    # More than the process may have open, the archive and the streams included.
    assert len(names(out)) > 16


def test_a_link_that_leads_in_a_circle(db: Path, out: Path) -> None:
    (out / "a.warc.gz").symlink_to(out / "b.warc.gz")
    (out / "b.warc.gz").symlink_to(out / "a.warc.gz")
    code, said = export(db, out / "a.warc.gz")
    assert (code, "a.warc.gz: is a symbolic link that leads in a circle." in said) == (2, True)
    assert (out / "a.warc.gz").is_symlink()
    assert sorted(file.name for file in out.iterdir() if not file.is_symlink()) == []


def test_a_name_that_is_too_long(db: Path, out: Path) -> None:
    file = out / f"{'a' * 300}.warc.gz"
    sentence = (
        f"Error: {file}: cannot be written: File name too long. Nothing was written; check the rights of the folder.\n"
    )
    assert export(db, file) == (1, sentence)
    assert names(out) == []


def test_a_row_that_another_program_added_has_a_name_too(db: Path, out: Path) -> None:
    with sqlite(db) as other:
        other.execute("UPDATE captures SET link = NULL")
    assert export(db, out / "a.warc.gz") == (0, "")


def test_a_full_disk_leaves_nothing(db: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = out / "a.warc.gz"
    file.write_bytes(b"mine")

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    sentence = f"Error: {file}: the disk is full. Nothing was written; make room, or name a file on another disk.\n"
    assert export(db, file, "--force") == (1, sentence)
    assert (names(out), file.read_bytes()) == (["a.warc.gz"], b"mine")


def test_a_file_that_may_not_grow_leaves_nothing(db: Path, out: Path) -> None:
    """A real refusal in the middle of writing, and another one when the file is closed."""
    file = out / "a.warc.gz"
    with Archive.open(db) as archive:
        save(archive, plain(3), random.Random(3).randbytes(200_000))  # noqa: S311  (nothing that packs well)
    done = subprocess.run(
        [sys.executable, "-m", "scraper", "--db", db, "export", "warc", "--output", file],
        capture_output=True,
        text=True,
        env=environment(),
        cwd=ROOT,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    sentence = (
        f"Error: {file}: cannot be written: File too large. Nothing was written; check the rights of the folder.\n"
    )
    assert (done.returncode, done.stderr) == (1, sentence)
    assert names(out) == []


# The choice


@pytest.mark.parametrize(
    "options",
    [("--since", "2030-01-01"), ("--until", "2001-01-01"), ("--where", "0"), ("--where", "title = 'Nirgends'")],
)
def test_nothing_to_export_is_said(db: Path, out: Path, options: tuple[str, ...]) -> None:
    file = out / "a.warc.gz"
    assert export(db, file, *options) == (
        1,
        f"Error: {file}: was not written, since nothing in the archive is of this choice. Choose other sites, days or"
        " conditions; 'scraper status' shows what there is.\n",
    )
    assert names(out) == []


EXAMPLE = "A condition is what stands behind WHERE, such as: site = 'kommune21' AND date >= '2026-01-01'."


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("titel = 1", "SQLite says: no such column: titel. Did you mean 'title', a column of 'articles'?"),
        ("1; DROP TABLE articles", f'SQLite says: near ";": syntax error. {EXAMPLE}'),
        ("title = '", f'SQLite says: unrecognized token: "\'…". {EXAMPLE}'),
        ("1) OR (1", f"its brackets do not belong together. {EXAMPLE}"),
        ("1) /*", f"SQLite says: incomplete input. {EXAMPLE}"),
        ("", "there is no SQL in this. Write a condition, such as: site = 'kommune21' AND date >= '2026-01-01'."),
        (
            "load_extension('x')",
            "SQLite says: not authorized. A condition only asks; nothing in the archive was changed.",
        ),
        (
            "id IN (SELECT * FROM pragma_cache_size)",
            "SQLite says: not authorized. A condition only asks; nothing in the archive was changed.",
        ),
        (
            ":sites IS NOT NULL",
            "SQLite says: Incorrect number of bindings supplied. The current statement uses 1, and there are 0"
            f" supplied. {EXAMPLE}",
        ),
    ],
)
@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_a_condition_that_is_none(db: Path, out: Path, form: str, where: str, sentence: str) -> None:
    file = out / {"warc": "a.warc.gz", "wacz": "a.wacz"}[form]
    done = scraper("--db", db, "export", form, "--output", file, "--site", SITE.id, "--where", where)
    assert (done.code, done.err, names(out)) == (2, f"Error: --where: {sentence}\n", [])


def test_a_site_that_is_none(db: Path, out: Path) -> None:
    code, said = export(db, out / "a.warc.gz", "--site", "amtsblik")
    assert (code, names(out)) == (2, [])
    assert said.startswith("Error: There is no site 'amtsblik'.")


@pytest.mark.parametrize("size", ["0", "1", "9999", "1X", "-1G", "1.5G", "", "G", "٣G", "1" * 50])
def test_a_size_that_is_none(db: Path, out: Path, size: str) -> None:
    code, said = export(db, out / "a.warc.gz", "--size", size)
    assert (code, names(out)) == (2, [])
    assert f"'{size}' must be a size such as 1G or 500M, and 10,000 bytes at least." in said


@pytest.mark.parametrize("size", ["1g", "1GB", "20k", "10000", " 5 M".strip().replace(" ", "")])
def test_a_size_as_people_write_it(db: Path, out: Path, size: str) -> None:
    assert export(db, out / "a.warc.gz", "--size", size) == (0, "")
    assert names(out) == ["a-00001.warc.gz"]


def test_no_archive(out: Path, tmp_path: Path) -> None:
    code, said = export(tmp_path / "none.db", out / "a.warc.gz")
    assert (code, names(out)) == (2, [])
    assert "there is no archive yet" in said


# The archive meanwhile


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("UPDATE payloads SET data = x'00' WHERE id = 1", "The payload 1 is not what was captured."),
        ("UPDATE payloads SET data = x'00', codec = 'zstd' WHERE id = 1", "The payload 1 cannot be read: "),
        ("UPDATE captures SET exchange = x'01' WHERE id = 1", "An exchange of the archive is damaged: "),
    ],
)
def test_a_damaged_page_is_named_and_the_others_are_written(db: Path, out: Path, change: str, sentence: str) -> None:
    with sqlite(db) as other:
        other.execute(change)
    code, said = export(db, out / "a.warc.gz")
    assert code == 1
    place = "https://amtsblick.example/meldung_18917 of 2026-11-23T09:30:00Z"
    assert said.startswith(f"{place}: was written without what is damaged. {sentence}")
    assert said.endswith("'scraper verify' names all that is damaged; a backup may have it whole.\n")
    assert said.count("\n") == 1
    assert names(out) == ["a.warc.gz"]


def order(file: Path) -> WarcOrder:
    return WarcOrder(file, OutgoingSelection(), None, force=False, operator="", agent="x", now=NOW)


def test_what_is_archived_meanwhile_is_of_the_next_export(db: Path, out: Path) -> None:
    with Archive.read(db) as reading, Archive.open(db) as writing:

        def crawl(text: str, done: int, total: int) -> None:
            if done == 1:
                save(writing, plain(100 + total), b"<p>new</p>")

        written = export_warc(reading, order(out / "a.warc.gz"), crawl)
        assert written.captures == 2
        assert rows(writing, "SELECT count(*) FROM captures") == [(3,)]
        assert export_warc(reading, order(out / "b.warc.gz")).captures >= 3


def test_an_error_in_the_middle_leaves_nothing(db: Path, out: Path) -> None:
    def break_off(text: str, done: int, total: int) -> None:
        raise ScraperError("enough")

    with Archive.read(db) as archive, pytest.raises(ScraperError, match="enough"):
        export_warc(archive, order(out / "a.warc.gz"), break_off)
    assert names(out) == []


def many(db: Path, count: int = MANY) -> None:
    """Let an archive have many captures, of which an export takes some seconds."""
    with sqlite(db) as other:
        columns = "url, fetched_at, status, exchange, media_type, digest, size, payload_id, salt, link"
        other.execute(
            f"WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
            f" INSERT INTO captures ({columns})"
            " SELECT url || '/' || i, fetched_at, status, exchange, media_type, digest, size, payload_id, salt,"
            " randomblob(32) FROM captures, n WHERE id = 1"
        )


@pytest.mark.parametrize(
    "signals", [[signal.SIGINT], [signal.SIGINT, signal.SIGINT], [signal.SIGTERM], [signal.SIGHUP]]
)
def test_what_ends_an_export_leaves_nothing(db: Path, out: Path, signals: list[signal.Signals]) -> None:
    many(db)
    child = subprocess.Popen(
        [sys.executable, "-m", "scraper", "--db", db, "export", "warc", "--output", out / "a.warc.gz"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=ROOT,
    )
    part = out / "a.warc.gz.part"
    end = time.monotonic() + 60
    while not part.exists() and time.monotonic() < end:
        time.sleep(0.01)
    for number in signals:
        child.send_signal(number)
    said = child.communicate(timeout=60)
    assert (child.returncode, *said) == (130, "", "Interrupted.\n")
    assert names(out) == []


def test_a_terminal_shows_how_far_it_is_and_what_was_written(db: Path, out: Path) -> None:
    seen = on_terminal("--db", db, "export", "warc", "--output", out / "a.warc.gz", columns=200)
    assert seen.code == 0
    assert "Writing captures" in seen.raw
    assert f"{out / 'a.warc.gz'}: 2 captures, 1 visit, 2 articles, 4" in seen.text


def test_ctrl_c_on_a_terminal(db: Path, out: Path) -> None:
    many(db)
    pressed: list[bool] = []

    def press(said: str) -> bytes:
        if pressed or "Writing captures" not in said:
            return b""
        pressed.append(True)
        return CTRL_C

    seen = on_terminal("--db", db, "export", "warc", "--output", out / "a.warc.gz", press=press)
    assert (seen.code, names(out)) == (130, [])
    assert seen.text.rstrip().endswith("Interrupted.")
