"""``latest`` and ``search`` as a person and as a program see them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli_running import Done, environment, process, scraper
from empty_archive import put_empty_archive
from scraper.cli import blocks
from scraper.report import local_time
from scraper.store import Archive
from scraper.store.latest import Latest, Selection
from sized_terminal import on_terminal
from store_records import plain, save

SEEN = dt.datetime(2026, 11, 26, 23, 30, tzinfo=dt.UTC)
LONG = "Landesverwaltung führt die elektronische Akte in allen nachgeordneten Behörden verbindlich ein"


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An archive of three articles, asked in Berlin an hour after midnight of the 27th."""
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    monkeypatch.setattr(local_time, "local_now", lambda: dt.datetime(2026, 11, 27, tzinfo=dt.UTC).astimezone())
    with Archive.open(path) as archive:
        published = dt.datetime(2026, 11, 26, 8, 5, tzinfo=dt.UTC)
        text = "Die Behörde hat\nihre E-Akte eingeführt."
        day = published.date()
        save(archive, plain(1, title=LONG, kicker="Öderland", body=text, date=day, published_at=published), at=SEEN)
        save(archive, plain(2, title="Ohne Tag", body="Hier steht E-Akte ohne Tag.", site="rathaus"), at=SEEN)
        save(archive, plain(3, title="Vom Vorjahr", body="Alles anders.", date=dt.date(2025, 11, 26)), at=SEEN)
    yield path
    monkeypatch.undo()
    time.tzset()


BLOCKS = """Friday, 2026-11-27

rathaus
  seen 2026-11-27  *Ohne Tag*
    https://amtsblick.example/meldung_2

Thursday, 2026-11-26

amtsblick
  09:05  Öderland: *Landesverwaltung führt die*
    *elektronische Akte in allen nachgeordneten Behörden*
    *verbindlich ein*
    https://amtsblick.example/meldung_1

2 of 3; --limit 3 shows all.
"""


def in_bold(text: str) -> str:
    """Return a text in which stars switch to bold and back, as a terminal gets it."""
    parts = text.split("*")
    return "".join(part + ("" if number == len(parts) - 1 else ("\x1b[1m", "\x1b[0m")[number % 2])
                   for number, part in enumerate(parts))  # fmt: skip


def test_latest_on_a_terminal(db: Path) -> None:
    assert on_terminal(60, "--db", db, "latest", "--limit", "2") == in_bold(BLOCKS)


def test_a_terminal_that_takes_no_styles_gets_none(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert on_terminal(60, "--db", db, "latest", "--limit", "2") == BLOCKS.replace("*", "")
    assert "hat ihre [E-Akte] eingeführt" in on_terminal(60, "--db", db, "search", "E-Akte")


@pytest.mark.parametrize(
    ("is_terminal", "term", "no_color", "takes"),
    [(True, "xterm", "", True), (True, "xterm", "1", False), (True, "dumb", "", False), (False, "xterm", "", False)],
)
def test_where_styles_go(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, term: str, no_color: str, takes: bool
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)
    assert blocks.takes_styles() is takes


def test_search_on_a_terminal(db: Path) -> None:
    assert on_terminal(60, "--db", db, "search", "E-Akte", "--sort", "date", "--site", "amtsblick") == (
        "2026-11-26 · amtsblick\n"
        "Öderland: \x1b[1mLandesverwaltung führt die elektronische Akte in\x1b[0m\n"
        "\x1b[1mallen nachgeordneten Behörden verbindlich ein\x1b[0m\n"
        "  Die Behörde hat ihre \x1b[1;4mE-Akte\x1b[0m eingeführt.\n"
        "https://amtsblick.example/meldung_1\n\n"
    )
    cut = on_terminal(60, "--db", db, "search", "E-Akte", "--sort", "date", "--limit", "1")
    assert cut.startswith("seen 2026-11-27 · rathaus\n")
    assert cut.endswith("https://amtsblick.example/meldung_2\n\n1 of 2; --limit 2 shows all.\n")


def test_a_search_that_finds_nothing(db: Path) -> None:
    done = scraper("--db", db, "search", "Quantenkaffee")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert on_terminal(80, "--db", db, "search", "Quantenkaffee") == (
        "Nothing found. All words must stand in one article; fewer find more, and so does Digital* for Digital.\n"
    )


@pytest.mark.parametrize("word", ["AND", "NOT", "ODER"])
def test_a_word_that_elsewhere_is_an_operator_is_told(db: Path, word: str) -> None:
    said = (
        f"{word} was searched for as a word. Nothing stands between words that must all be there; A OR B is one of"
        " them, -B is without B.\n"
    )
    assert on_terminal(80, "--db", db, "search", f"E-Akte {word} Behörde").startswith(said)
    for typed in (f"E-Akte {word.lower()} Behörde", f'E-Akte "{word}"', f"E-AKTE {word} BEHÖRDE"):
        assert "as a word" not in on_terminal(80, "--db", db, "search", typed)


@pytest.mark.parametrize("typed", ["!!!", "", '"', "🚀"])
def test_a_search_of_nothing(db: Path, typed: str) -> None:
    done = scraper("--db", db, "search", typed)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"Error: '{typed}' has neither a letter nor a digit, so that nothing can be searched for.\n"


def test_words_and_options_of_a_search(db: Path) -> None:
    everything = {row["id"] for row in scraper("--db", db, "query", "SELECT id FROM articles").lines}
    with_word = {row["id"] for row in scraper("--db", db, "search", "akte").lines}
    assert {row["id"] for row in scraper("--db", db, "search", "-akte").lines} == everything - with_word
    assert len(with_word) == 2
    assert scraper("--db", db, "search", "Akte", "--limt", "3").code == 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("titel:Akte", '"titel:" is no field; did you mean title:? As a word it is searched for in quotes.'),
        ("Akte OR", "OR stands between two words, and there is none behind it. The word itself is searched for as or."),
        ("a* " * 2_000, "A search has at most 50 words with a *; this one has 2,000."),
        ("site:amtsblik Akte", "There is no site 'amtsblik'. Did you mean 'amtsblick'?"),
    ],
)
def test_a_search_that_is_not_understood(db: Path, typed: str, message: str) -> None:
    done = scraper("--db", db, "search", typed)
    assert (done.code, done.out, done.err) == (2, "", f"Error: {message}\n")


def test_records_in_a_pipe_keep_utc_and_brackets(db: Path) -> None:
    (first,) = scraper("--db", db, "search", "Behörde").lines
    assert first == {
        "id": 1,
        "date": "2026-11-26",
        "site": "amtsblick",
        "kicker": "Öderland",
        "title": LONG,
        "snippet": "Die [Behörde] hat ihre E-Akte eingeführt.",
        "url": "https://amtsblick.example/meldung_1",
        "first_seen": "2026-11-26T23:30:00Z",
        "match": "exact",
        "also_in": [],
    }
    done = scraper("--db", db, "latest")
    assert ([row["id"] for row in done.lines], done.err) == ([2, 1, 3], "")
    assert done.lines[1]["published_at"] == "2026-11-26T08:05:00Z"


@pytest.mark.parametrize(
    ("since", "ids"), [("today", [2]), ("yesterday", [2, 1]), ("27.11.2026", [2]), ("28.11.2026", [])]
)
def test_what_states_no_day_counts_by_the_local_day_it_was_first_seen(db: Path, since: str, ids: list[int]) -> None:
    for command in (("latest",), ("search", "E-Akte", "--sort", "date")):
        assert [row["id"] for row in scraper("--db", db, *command, "--since", since).lines] == ids


def test_nothing_latest(db: Path) -> None:
    args = ("--db", db, "latest", "--since", "2027-01-01", "--site", "amtsblick")
    assert on_terminal(80, *args) == "No article of amtsblick since 2027-01-01.\n"
    assert scraper(*args) == Done(0, "", "")


def mark(db: Path) -> list[tuple[object, ...]]:
    with Archive.read(db) as archive:
        return [tuple(row.values()) for row in archive.rows("SELECT name, at, id FROM marks ORDER BY name")]


def test_what_is_new_is_told_once_and_nothing_is_silent(db: Path) -> None:
    new = ("--db", db, "latest", "--new")
    # The first time only the last seven days; as text, since cron mails it.
    first = scraper(*new)
    assert (first.code, first.err) == (0, "")
    assert "Ohne Tag" in first.out
    assert "Vom Vorjahr" not in first.out
    assert "\x1b" not in first.out
    assert mark(db) == [("latest", "2026-11-26T23:30:00Z", 3)]
    assert scraper(*new) == Done(0, "", "")
    assert on_terminal(60, *new) == "Nothing new since this was last asked.\n"
    # An older article that comes later is new, too.
    with Archive.open(db) as archive:
        save(archive, plain(4, title="Nachzügler", date=dt.date(2020, 1, 1)), at=SEEN)
    assert scraper(*new).out == (
        "Wednesday, 2020-01-01\n\namtsblick\n  Nachzügler\n    https://amtsblick.example/meldung_4\n\n"
    )
    assert scraper(*new) == Done(0, "", "")


def test_what_a_crawl_archives_meanwhile_is_new_the_next_time(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Archive.latest

    def interrupted(archive: Archive, selection: Selection) -> Latest:
        if selection.up_to is not None and selection.up_to.id == 3:
            save(archive, plain(4, title="Nachzügler"), at=SEEN)
        return answer(archive, selection)

    monkeypatch.setattr(Archive, "latest", interrupted)
    first, second = (scraper("--db", db, "latest", "--new").out for _ in range(2))
    assert ("Ohne Tag" in first, "Nachzügler" in first) == (True, False)
    assert ("Ohne Tag" in second, "Nachzügler" in second) == (False, True)


@pytest.mark.parametrize("form", [(), ("--format", "jsonl")])
def test_what_a_limit_leaves_out_stays_new(db: Path, form: tuple[str, ...]) -> None:
    new = ("--db", db, "latest", "--new", "--since", "2020-01-01", *form, "--limit")
    cut = scraper(*new, "1")
    assert cut.err == "1 of 3; all of them stay new until --limit shows all.\n"
    assert mark(db) == []
    whole = scraper(*new, "3")
    assert whole.err == ""
    assert cut.out.strip() in whole.out
    assert scraper(*new, "1") == Done(0, "", "")


def test_each_choice_of_sites_is_told_for_itself(db: Path) -> None:
    scraper("--db", db, "latest", "--new")
    args = ("--db", db, "latest", "--new", "--format", "jsonl", "--site", "rathaus", "--site", "amtsblick")
    assert [row["id"] for row in scraper(*args).lines] == [2, 1]
    assert scraper(*args) == Done(0, "", "")
    assert [name for name, *_ in mark(db)] == ["latest", "latest:amtsblick,rathaus"]


def test_what_could_not_be_written_was_not_told(db: Path) -> None:
    command = [sys.executable, "-m", "scraper", "--db", str(db), "latest", "--new", "--since", "2020-01-01"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), check=False, timeout=60
        )
    assert (done.returncode, done.stderr) == (
        1,
        "Error: the output: cannot be written: No space left on device.\n",
    )
    assert mark(db) == []
    assert "Ohne Tag" in process(*command[3:]).out
    assert mark(db) == [("latest", "2026-11-26T23:30:00Z", 3)]


def test_an_archive_that_cannot_be_written_is_one_sentence_before_anything_is_told(db: Path) -> None:
    db.chmod(0o444)
    done = scraper("--db", db, "latest", "--new")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"Error: {db}: is read-only. --new notes in the archive how far you were told; without it,"
        " 'scraper latest' only reads.\n"
    )
    assert scraper("--db", db, "latest").code == 0


def test_no_archive_is_made_by_asking(tmp_path: Path) -> None:
    done = scraper("latest", "--new")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "Error: data/archive.db: there is no archive yet."
        " Make one with 'scraper crawl' or 'scraper fetch URL', or name another with --db FILE.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_empty_archive_leaves_the_first_seven_days_for_later(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    assert scraper("--db", path, "latest", "--new") == Done(0, "", "")
    assert mark(path) == []


def test_nothing_of_a_page_acts_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    evil = "\x1b[31mrot\x1b]0;x\x07 \u202eumgekehrt \x9b2J\x01\x02 wort"
    with Archive.open(path) as archive:
        save(archive, plain(1, title=evil, kicker=evil, body=evil))
    for command in (("latest",), ("search", "wort")):
        shown = on_terminal(80, "--db", path, *command)
        left = shown.replace("\x1b[1m", "").replace("\x1b[1;4m", "").replace("\x1b[0m", "")
        assert "umgekehrt" in left
        assert not {"\x1b", "\x07", "\x9b", "\x01", "\x02", "\u202e"} & set(left)


def test_a_long_word_is_cut_at_the_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "width", lambda: 30)
    assert list(blocks.wrapped("Die Aufgabenübertragungsverordnungsentwürfe 🚧", indent=2, hanging=4)) == [
        "  Die",
        "    Aufgabenübertragungsverord",
        "    nungsentwürfe 🚧",
    ]


def test_more_than_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    blocks.say_cut(20, 134)
    blocks.say_cut(20, 10000)
    blocks.say_cut(20, 12345)
    blocks.say_cut(20, 20)
    assert capsys.readouterr().err == (
        "20 of 134; --limit 134 shows all.\n"
        "20 of 10,000; --limit 10000 shows all.\n"
        "20 of 12,345; --limit 10000 shows the most that can be shown, and 'scraper query' gets all.\n"
    )
