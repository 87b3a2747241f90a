"""``scraper export csv``, ``jsonl`` and ``parquet``: where tables go, what is refused, nothing half-written."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pytest

from cli_running import ROOT, Done, environment, process, scraper
from empty_archive import put_empty_archive
from faults.machine import like_anybody
from scraper.batch.export_tables import TABLES
from scraper.store import Archive
from scraper.store.table_columns import OUTGOING
from store_records import full_article, save, sqlite
from terminal import on_terminal

# A condition that is true at last, and takes as long as it is given.
ENDLESS = "(WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c) > 0"
FORMS = ("csv", "jsonl", "parquet")
OLD = "older export\n"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        save(archive, full_article())
        save(
            archive,
            full_article(url="https://amtsblick.example/meldung_2", title="=HYPERLINK", body="Zweite.", date=None),
        )
    return path


def export(db: Path, *args: object) -> Done:
    return scraper("--db", db, "export", *args)


def start(db: Path, *args: object, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scraper", "--db", str(db), "export", *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        preexec_fn=before,
    )


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if not file.name.startswith("archive.db"))


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_one_table_goes_to_stdout(db: Path) -> None:
    for args in (("csv", "authors"), ("csv", "authors", "--output", "-")):
        done = export(db, *args)
        assert (done.code, done.err) == (0, "")
        rows = read(done.out)
        assert [(row["article_id"], row["position"], row["name"]) for row in rows] == [
            *(("1", "1", "bs"), ("1", "2", "Änne Groß"), ("2", "1", "bs"), ("2", "2", "Änne Groß"))
        ]
        assert rows[0]["article_title"] == "Innenministerium bei Facebook"
    assert [row["date"] for row in export(db, "jsonl", "articles").lines] == ["2014-05-23", None]


def test_each_table_is_useful_alone(db: Path) -> None:
    (first, *_) = export(db, "jsonl", "articles").lines
    assert (first["authors"], first["keywords"]) == ("bs; Änne Groß", "Social Media; Thüringen; Jörg Geibert")
    assert (first["reserved"], first["earlier_states"], first["published_at"]) == (False, 0, "2014-05-23T08:15:07Z")
    links = export(db, "jsonl", "links", "--where", "article_id = 1").lines
    assert [(row["relation"], row["text"], row["kind"], row["link_date"], row["target_url"]) for row in links] == [
        ("alternate", None, "print", None, None),
        ("reference", "www.thueringen.example/tim", None, None, None),
        ("related", "Hessen: Chatbot", None, "2014-05-20", "https://amtsblick.example/meldung_2"),
        ("related", "Ohne Adresse", None, None, None),
    ]
    keywords = export(db, "jsonl", "keywords", "--where", "article_id = 1").lines
    assert [keywords[0][name] for name in ("name", "canonical_name", "site")] == ["Social Media"] * 2 + ["amtsblick"]


def test_a_file_gets_its_name_when_it_is_whole_and_the_next_one_needs_force(db: Path, tmp_path: Path) -> None:
    done = export(db, "csv", "articles", "--output", "a.csv")
    assert (done.code, done.out, done.err) == (0, "", "")
    written = (tmp_path / "a.csv").read_bytes()
    assert written.startswith(b"id,url,site,date,") and written.endswith(b"\r\n")
    assert files(tmp_path) == ["a.csv"]
    again = export(db, "csv", "articles", "--output", "a.csv", "--where", "id = 1")
    assert (again.code, again.out) == (2, "")
    assert again.err == "Error: a.csv: is there already. Name another file, or replace it with --force.\n"
    assert (tmp_path / "a.csv").read_bytes() == written
    assert export(db, "csv", "articles", "--output", "a.csv", "--force", "--where", "id = 1").code == 0
    assert len(read((tmp_path / "a.csv").read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize("form", FORMS)
def test_all_tables_go_into_a_folder(db: Path, tmp_path: Path, form: str) -> None:
    assert export(db, form, "--output", "out").code == 0
    assert files(tmp_path / "out") == sorted(f"{table}.{form}" for table in TABLES)
    some = export(db, form, "authors", "links", "authors", "--output", "out")
    assert (some.code, some.err) == (
        2,
        f"Error: out/authors.{form}: is there already. Name another file, or replace it with --force.\n",
    )
    assert export(db, form, "authors", "--output", "new/").code == 0
    assert files(tmp_path / "new") == [f"authors.{form}"]


def test_a_file_named_gz_is_packed_and_always_the_same(db: Path, tmp_path: Path) -> None:
    for name in ("a.csv.gz", "b.csv.gz"):
        assert export(db, "csv", "articles", "--output", name).code == 0
    packed = (tmp_path / "a.csv.gz").read_bytes()
    assert packed == (tmp_path / "b.csv.gz").read_bytes()
    assert gzip.decompress(packed).decode() == export(db, "csv", "articles").out
    assert export(db, "jsonl", "articles", "--output", "a.jsonl.gz").code == 0
    with gzip.open(tmp_path / "a.jsonl.gz", "rt", encoding="utf-8") as file:
        assert json.loads(file.readline())["id"] == 1


def test_an_empty_archive_has_empty_tables(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    for form in FORMS:
        assert export(path, form, "--output", "out").code == 0
    for table in TABLES:
        names = [column.name for column in OUTGOING[table].columns]
        assert (tmp_path / "out" / f"{table}.csv").read_bytes() == ",".join(names).encode() + b"\r\n"
        assert (tmp_path / "out" / f"{table}.jsonl").read_bytes() == b""
        found = pyarrow.parquet.read_table(tmp_path / "out" / f"{table}.parquet")
        assert (found.num_rows, found.column_names) == (0, names)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("csv", "artikel"), "There is no table 'artikel' to export. Did you mean 'articles'?"),
        (
            ("csv", "pages"),
            "There is no table 'pages' to export. Did you mean 'images'?",
        ),
        (
            ("csv", "xyz"),
            "There is no table 'xyz' to export. The tables are: articles, keywords, authors, links, vendors, images,"
            " versions, mentions, stories.",
        ),
        (("jsonl",), "9 tables do not fit into one stream. Name a folder for them with --output FOLDER, or one table."),
        (
            ("csv", "authors", "links", "--output", "-"),
            "2 tables do not fit into one stream. Name a folder for them with --output FOLDER, or one table.",
        ),
        (
            ("csv", "--output", "all.csv"),
            "all.csv: is the name of a file, and 9 tables need a folder. Name a folder, or one table.",
        ),
        (("csv", "--output", "file"), "file: is a file. Several tables need a folder; name another."),
        (
            ("csv", "--output", "no/where"),
            "no/where: the folder above it is not there. Make it, or name another.",
        ),
        (("csv", "links", "--output", "no/l.csv"), "no/l.csv: its folder is not there. Make it, or name another file."),
        (
            ("csv", "links", "--output", "archive.db", "--force"),
            "archive.db: belongs to the archive itself. Name another file.",
        ),
        (
            ("csv", "links", "--output", "archive.db-wal", "--force"),
            "archive.db-wal: belongs to the archive itself. Name another file.",
        ),
        (
            ("csv", "links", "--output", "linked", "--force"),
            "linked: belongs to the archive itself. Name another file.",
        ),
        (
            ("csv", "links", "--output", "folder", "--force"),
            "folder/links.csv: is a directory. Name a file.",
        ),
        (
            ("csv", "links", "--output", "pipe", "--force"),
            "pipe: is no file, so that nothing can be put in its place. Name a file.",
        ),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(
    db: Path, tmp_path: Path, args: tuple[str, ...], said: str
) -> None:
    (tmp_path / "file").write_text(OLD)
    (tmp_path / "folder" / "links.csv").mkdir(parents=True)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "linked").hardlink_to(db)
    before = db.read_bytes()
    done = export(db, *args)
    assert (done.code, done.out, done.err) == (2, "", f"Error: {said}\n")
    assert (tmp_path / "file").read_text() == OLD
    assert db.read_bytes() == before
    assert files(tmp_path) == ["file", "folder", "linked", "pipe"]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("titel = 'x'", "SQLite says: no such column: titel. {title}"),
        ("articles.titel = 'x'", "SQLite says: no such column: articles.titel. {title}"),
        ("", "there is no SQL in this. Write a condition, such as: {example}."),
        ("/* nichts */ -- x", "there is no SQL in this. Write a condition, such as: {example}."),
        ("1; DROP TABLE articles", 'SQLite says: near ";": syntax error. {what}'),
        ("1) /*", "SQLite says: incomplete input. {what}"),
        ("1) UNION SELECT * FROM captures --", 'SQLite says: near ")": syntax error. {what}'),
        ("1), 0) /*", 'SQLite says: near ")": syntax error. {what}'),
        ("count(*) > 1", "SQLite says: misuse of aggregate function count(). {what}"),
        ("? = 1", "SQLite says: Incorrect number of bindings supplied. {bindings} {what}"),
        ("writefile('x', 'y')", "SQLite says: no such function: writefile. {what}"),
        ("id IN (SELECT * FROM pragma_cache_size)", "SQLite says: not authorized. {only}"),
        ("raise(abort, 'x')", "SQLite says: RAISE() may only be used within a trigger-program. {what}"),
    ],
)
def test_a_condition_only_asks(db: Path, tmp_path: Path, condition: str, said: str) -> None:
    before = db.read_bytes()
    done = export(db, "csv", "articles", "--where", condition, "--output", "out.csv")
    example = "site = 'kommune21' AND date >= '2026-01-01'"
    sentence = said.format(
        example=example,
        what=f"A condition is what stands behind WHERE, such as: {example}.",
        title="Did you mean 'title', a column of 'articles'?",
        bindings="The current statement uses 1, and there are 0 supplied.",
        only="A condition only asks; nothing in the archive was changed.",
    )
    assert (done.code, done.out, done.err) == (2, "", f"Error: --where: {sentence}\n")
    assert files(tmp_path) == []
    assert db.read_bytes() == before


FAILS = "articles: SQLite says: {said}. The condition of --where fails of one of its rows."


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (
            "load_extension('x')",
            "--where: SQLite says: not authorized. A condition only asks; nothing in the archive was changed.",
        ),
        ("zeroblob(999999999) > 1", FAILS.format(said="string or blob too big")),
        ("body ->> '$.x' = 1", FAILS.format(said="malformed JSON")),
    ],
)
def test_a_condition_that_fails_of_a_row_leaves_what_was_there(
    db: Path, tmp_path: Path, condition: str, said: str
) -> None:
    (tmp_path / "out.csv").write_text(OLD)
    done = export(db, "csv", "articles", "--where", condition, "--output", "out.csv", "--force")
    assert (done.code, done.out, done.err) == (2, "", f"Error: {said}\n")
    assert ((tmp_path / "out.csv").read_text(), files(tmp_path)) == (OLD, ["out.csv"])
    # A folder that was made for nothing goes.
    assert export(db, "csv", "articles", "--where", condition, "--output", "new/").code == 2
    assert files(tmp_path) == ["out.csv"]


def test_a_condition_is_bounded_in_memory(db: Path) -> None:
    # In a process of its own, since the bound is one of the process and is not lifted again.
    large = ", ".join(f"hex(zeroblob({33_000_000 + number}))" for number in range(6))
    done = process("--db", db, "export", "csv", "authors", "--where", f"max({large}) > ''")
    assert (done.code, done.err) == (2, f"Error: {FAILS.format(said='out of memory')}\n".replace("articles", "authors"))


def test_no_function_of_a_condition_runs_where_nothing_can_stop_it(db: Path) -> None:
    condition = "instr(zeroblob(30000000), zeroblob(15000000) || title) > 0"
    done = process("--db", db, "export", "csv", "articles", "--where", condition)
    assert (done.code, done.err) == (2, f"Error: {FAILS.format(said='string or blob too big')}\n")


def test_a_condition_may_ask_all_of_the_archive_and_end_with_a_comment(db: Path) -> None:
    found = export(db, "jsonl", "articles", "--where", "id IN (SELECT article_id FROM authors) AND date IS NULL -- ja")
    assert [row["id"] for row in found.lines] == [2]
    assert export(db, "jsonl", "mentions", "--where", '"end" > 0').code == 0


def test_a_condition_is_asked_of_each_table(db: Path, tmp_path: Path) -> None:
    done = export(db, "csv", "articles", "links", "--where", "words > 1", "--output", "out")
    assert done.code == 2
    assert done.err.startswith(
        "Error: --where: SQLite says: no such column: words. The columns of 'links' are: article_id,"
    )
    assert files(tmp_path) == []


@pytest.mark.parametrize("form", FORMS)
def test_what_is_no_value_of_its_column_ends_no_export(db: Path, tmp_path: Path, form: str) -> None:
    with sqlite(db) as connection:
        connection.execute("UPDATE articles SET date = '31.2.2024', words = 'viele' WHERE id = 1")
        connection.execute("UPDATE articles SET kicker = CAST(x'ff41' AS TEXT), lead = char(0) || 'x' WHERE id = 2")
        connection.execute("UPDATE articles SET signals = '{', section = x'00' WHERE id = 2")
    done = export(db, form, "articles", "--output", f"a.{form}")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines() == [
        "articles: 'date' of the row with id 1 is '31.2.2024', which is no value of this column; it was left empty.",
        "articles: 'words' of the row with id 1 is 'viele', which is no value of this column; it was left empty.",
        "articles: 'kicker' of the row with id 2 has characters that no file can hold; U+FFFD stands in their place.",
        "articles: 'lead' of the row with id 2 has characters that no file can hold; U+FFFD stands in their place.",
        "articles: 'section' of the row with id 2 is 'b'\\x00'', which is no value of this column; it was left empty.",
    ]
    if form == "parquet":
        table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
        assert table["date"].to_pylist() == [None, None]
        assert table["kicker"].to_pylist() == ["Thüringen", "\ufffdA"]


def test_many_such_values_are_counted(db: Path) -> None:
    with sqlite(db) as connection:
        connection.execute("UPDATE images SET position = position + 100, caption = x'00', credit = x'00', url = x'00'")
    done = export(db, "jsonl", "images")
    assert (done.code, len(done.lines)) == (0, 4)
    assert len(done.err.splitlines()) == 11
    assert done.err.splitlines()[-1] == "2 more values could not be written as they are in the archive."


def test_spreadsheets_run_nothing(db: Path) -> None:
    assert [row["title"] for row in read(export(db, "csv", "articles").out)][1] == "'=HYPERLINK"
    assert [row["title"] for row in read(export(db, "csv", "articles", "--raw").out)][1] == "=HYPERLINK"
    done = export(db, "csv", "articles", "--excel")
    assert done.out.startswith("\ufeffid;url;")
    assert ";2014-05-23 08:15:07;" in done.out


@pytest.mark.parametrize(
    ("typed", "hint"), [("cvs", "Did you mean 'csv'?"), ("json", "Did you mean 'jsonl'?"), ("xyz", "They are: ")]
)
def test_a_typo_gets_the_nearest_format(typed: str, hint: str) -> None:
    done = scraper("export", typed, "articles")
    assert (done.code, done.out) == (2, "")
    assert f"Error: No such command '{typed}'. {hint}" in done.err


def test_what_excel_does_not_take_is_said(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scraper.web import sheet_cells

    with sqlite(db) as connection:
        connection.execute("UPDATE articles SET body = ? WHERE id = 1", ["x" * 40_000])
    monkeypatch.setattr(sheet_cells, "MOST_ROWS_OF_EXCEL", 2)
    done = export(db, "csv", "articles", "--excel")
    assert (done.code, done.err) == (
        0,
        "1 cell had more than the 32,767 characters that Excel takes and ended with … there; without --excel they are"
        " whole.\narticles: has 2 rows; Excel shows 1 of them.\n",
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_leaves_what_was_there(db: Path, tmp_path: Path, form: str) -> None:
    with sqlite(db) as connection:
        # Letters that no packing makes small.
        connection.execute("UPDATE articles SET body = (SELECT hex(randomblob(200000)))")
    (tmp_path / f"a.{form}").write_text(OLD)
    # Room for the index of the log that SQLite makes beside an archive.
    bound = 100_000
    child = start(
        *(db, form, "articles", "--output", f"a.{form}", "--force"),
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bound, bound)),
    )
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (1, "")
    assert err == (
        f"Error: a.{form}: cannot be written: File too large. Nothing was written; check the rights of the folder.\n"
    )
    assert ((tmp_path / f"a.{form}").read_text(), files(tmp_path)) == (OLD, [f"a.{form}"])


def test_a_full_disk_behind_stdout_is_said(db: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scraper", "--db", db, "export", "csv", "articles"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "Error: the output: cannot be written: No space left on device.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
def test_a_folder_that_cannot_be_written_is_said(db: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    child = start(db, "csv", "articles", "--output", "closed/a.csv", before=like_anybody)
    assert child.communicate(timeout=60)[1] == (
        "Error: closed/a.csv: cannot be written: Permission denied."
        " Nothing was written; check the rights of the folder.\n"
    )
    assert child.returncode == 1
    child = start(db, "csv", "--output", "closed/new", before=like_anybody)
    assert child.communicate(timeout=60)[1] == (
        "Error: closed/new: cannot be made: Permission denied. Name another folder.\n"
    )
    assert child.returncode == 2


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -9)])
def test_a_signal_leaves_what_was_there(db: Path, tmp_path: Path, number: signal.Signals, code: int) -> None:
    (tmp_path / "a.csv").write_text(OLD)
    child = start(db, "csv", "articles", "--where", ENDLESS, "--output", "a.csv", "--force")
    wait_for(tmp_path / "a.csv.part")
    child.send_signal(number)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (code, "")
    assert (tmp_path / "a.csv").read_text() == OLD
    if number != signal.SIGKILL:
        assert (err, files(tmp_path)) == ("Interrupted.\n", ["a.csv"])
    assert export(db, "csv", "articles", "--output", "a.csv", "--force").code == 0
    assert files(tmp_path) == ["a.csv"]


def test_two_exports_to_one_file_do_not_mix(db: Path, tmp_path: Path) -> None:
    child = start(db, "csv", "articles", "--where", ENDLESS, "--output", "a.csv")
    wait_for(tmp_path / "a.csv.part")
    try:
        done = export(db, "csv", "articles", "--output", "a.csv")
    finally:
        child.kill()
        child.communicate(timeout=60)
    assert (done.code, done.err) == (
        75,
        "Error: a.csv: another export to this file is being written. Let it end.\n",
    )


def test_a_closed_pipe_is_no_error(db: Path) -> None:
    with sqlite(db) as connection:
        connection.execute("UPDATE articles SET body = ?", ["x" * 500_000])
    child = start(db, "csv", "articles")
    assert child.stdout is not None
    assert child.stdout.read(2) == "id"
    child.stdout.close()
    assert child.stderr is not None
    assert child.stderr.read() == ""
    child.stderr.close()
    assert child.wait(timeout=60) == 0


def test_an_archive_of_an_older_schema_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress((ROOT / "tests" / "fixtures" / "archives" / "schema-8.db.gz").read_bytes()))
    done = export(path, "csv", "articles")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"Error: {path}: is an archive of the older schema version 8."
        " The next 'scraper crawl' or 'scraper fetch' migrates it.\n"
    )
    missing = export(tmp_path / "no.db", "csv", "articles")
    assert (missing.code, missing.out) == (2, "")
    assert "there is no archive yet" in missing.err


def test_a_damaged_archive_is_a_sentence(db: Path, tmp_path: Path) -> None:
    with sqlite(db) as connection:
        connection.execute("UPDATE articles SET body = ?", ["Wort " * 100_000])
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(db.read_bytes())
    # The pages of the long texts are overwritten, among them those that say where the next one is.
    place = data.index(b"Wort " * 200)
    data[place - 100 : place + 200_000] = b"\xff" * 200_100
    db.write_bytes(data)
    (tmp_path / "a.csv").write_text(OLD)
    done = export(db, "csv", "articles", "--output", "a.csv", "--force")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: {db}: is damaged or not an SQLite file (")
    assert done.err.endswith("). Restore it from a backup.\n")
    assert ((tmp_path / "a.csv").read_text(), files(tmp_path)) == (OLD, ["a.csv"])


@pytest.mark.parametrize("target", [(), ("--output", "a.parquet")])
def test_without_its_library_parquet_is_a_sentence(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: tuple[str, ...]
) -> None:
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    done = export(db, "parquet", "articles", *target)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "Error: Parquet needs the library pyarrow, which is not installed."
        " Install it where scraper is installed: .venv/bin/pip install -e '.[parquet]'.\n"
    )
    assert files(tmp_path) == []
    assert export(db, "csv", "articles").code == 0


def test_a_terminal_is_told_what_was_written(db: Path) -> None:
    seen = on_terminal("--db", db, "export", "csv", "articles", "authors", "--output", "out")
    assert seen.code == 0
    said = seen.text.rpartition("\x1b[2K")[2]
    assert said.splitlines() == [
        "out/articles.csv: 2 rows.",
        "out/authors.csv: 4 rows.",
        "3 cells began as a formula would and got an apostrophe in front; with --raw they stay as they are.",
    ]
    shown = on_terminal("--db", db, "export", "jsonl", "authors", "--where", "article_id = 2", columns=400)
    assert [json.loads(line)["name"] for line in shown.text.splitlines()] == ["bs", "Änne Groß"]
    refused = on_terminal("--db", db, "export", "parquet", "authors", columns=200)
    assert (refused.code, refused.text.strip()) == (
        2,
        "Error: Parquet is nothing to read on a terminal. Name a file with --output FILE, or send it into a pipe.",
    )


def test_nothing_acts_on_a_terminal(db: Path) -> None:
    with sqlite(db) as connection:
        connection.execute("UPDATE articles SET title = char(27) || '[1mfett' || char(155) || 'x' WHERE id = 1")
    for form in ("csv", "jsonl"):
        raw = on_terminal("--db", db, "export", form, "articles", "--where", "id = 1", columns=400).raw
        assert "\x1b[1m" not in raw and "\x9b" not in raw
        assert "fett" in raw
