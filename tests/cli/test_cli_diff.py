"""``diff``: which states are compared, and what the differences look like as text, JSON and HTML."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cli_running import Done, scraper
from empty_archive import put_empty_archive
from scraper.model import Reference
from scraper.store import Archive
from sized_terminal import on_terminal
from store_records import NOW, full_article, plain, save

URL = plain(1).url
LONG = " ".join(f"Wort{number}" for number in range(60))
HOSTILE = "</p><script>alert(1)</script> \u202etxet\u2066 \x1b[31mrot\x07 <img src=//x.example> & \"'"
HEAD = "from {} state {} of 3, first seen {}\nto   {} state {} of 3, first seen {}\n\n"


@pytest.fixture
def db(tmp_path: Path, zone: Callable[[str], None]) -> Path:
    """An article in three states of three days, another one in one state, and one without text."""
    zone("UTC")
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        for day, (title, body) in enumerate(
            (("Eins", f"A {LONG} B"), ("Zwei", f"X {LONG} B"), ("Zwei", f"X {LONG} Y"))
        ):
            save(archive, plain(1, title=title, body=body), f"{day}".encode(), NOW + dt.timedelta(days=day))
        save(archive, full_article(), b"anders")
        save(archive, plain(3, body=""), b"leer")
    return path


def diff(db: Path, *args: object) -> Done:
    return scraper("--db", db, "diff", *args)


def test_the_last_edit_is_shown_where_nothing_else_is_asked_for(db: Path) -> None:
    head = HEAD.format(URL, 2, "2026-11-24 09:30", URL, 3, "2026-11-25 09:30")
    tail = " ".join(f"Wort{number}" for number in range(48, 60))
    assert diff(db, 1) == Done(0, f"{head}body:\n… {tail} [-B-] {{+Y+}}\n", "")
    assert diff(db, 1) == diff(db, URL) == diff(db, 1, "--from", 2, "--to", 3) == diff(db, 1, "--from", 2)


@pytest.mark.parametrize(
    ("args", "states"),
    [
        (("--to", "2"), (1, 2)),
        (("--from", "1"), (1, 3)),
        (("--from", "2026-11-23"), (1, 3)),
        (("--from", "23.11.2026", "--to", "24.11.2026"), (1, 2)),
        (("--from", "2026-11-24T09:00", "--to", "2026-11-24T10:00"), (1, 2)),
        (("--from", "2026-11-24 10:30+02:00"), (1, 3)),
        (("--from", "3", "--to", "1"), (3, 1)),
    ],
)
def test_states_are_named_by_number_day_or_time(db: Path, args: tuple[str, ...], states: tuple[int, int]) -> None:
    found = json.loads(diff(db, 1, *args, "--format", "json").out)
    assert (found["from"]["state"], found["to"]["state"]) == states


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((1, "--to", 1), "there is no state before state 1. It has states 1 to 3; 'scraper history' shows them."),
        ((1, "--from", 9), "there is no state 9. It has states 1 to 3; 'scraper history' shows them."),
        ((1, "--from", 0), "there is no state 0. It has states 1 to 3; 'scraper history' shows them."),
        (
            (1, "--from", "2026-11-22"),
            "there is no state of 2026-11-22; it was first seen on 2026-11-23 09:30."
            " It has states 1 to 3; 'scraper history' shows them.",
        ),
    ],
)
def test_a_state_that_there_is_not_is_a_sentence(db: Path, args: tuple[object, ...], said: str) -> None:
    assert diff(db, *args) == Done(1, "", f"Error: {URL}: {said}\n")


def test_an_article_without_an_edit_and_a_state_without_text_are_sentences(db: Path) -> None:
    assert diff(db, 2) == Done(1, "", f"Error: {full_article().url}: has one state; no edit of it was seen.\n")
    said = f"Error: {plain(3).url}: of state 1 no text is kept, so there is nothing to compare.\n"
    assert diff(db, 3, "--from", 1, "--to", 1) == Done(1, "", said)
    assert diff(db, 1, 3) == Done(1, "", said)


def test_what_is_no_state_at_all_is_wrong_usage(db: Path) -> None:
    done = diff(db, 1, "--from", "neulich")
    assert (done.code, done.out) == (2, "")
    assert "'neulich' is no day; write it like 2024-05-23" in done.err


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00+14:00"])
def test_a_time_beyond_the_calendar_is_wrong_usage(db: Path, time: str) -> None:
    done = diff(db, 1, "--from", time)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(f"Error: Invalid value for '--from': '{time}' lies beyond the calendar.\n")


def test_a_year_of_three_digits_is_before_all_states(db: Path) -> None:
    said = (
        f"Error: {URL}: there is no state of 0999-01-01T00:00; it was first seen on 2026-11-23 09:30."
        " It has states 1 to 3; 'scraper history' shows them.\n"
    )
    assert diff(db, 1, "--from", "0999-01-01T00:00") == Done(1, "", said)


def test_two_articles_are_compared_in_their_newest_states(db: Path) -> None:
    found = json.loads(diff(db, 1, 2, "--format", "json").out)
    assert (found["from"]["article_id"], found["from"]["state"]) == (1, 3)
    assert (found["to"]["article_id"], found["to"]["state"]) == (2, 1)
    assert found["fields"]["keywords"] == [
        {"op": "insert", "text": "Social Media"}, {"op": "insert", "text": "Thüringen"},
        {"op": "insert", "text": "Jörg Geibert"},
    ]  # fmt: skip
    assert found["fields"]["date"] == [{"op": "insert", "text": "2014-05-23"}]


def test_states_without_a_difference(db: Path) -> None:
    assert diff(db, 1, "--from", 2, "--to", 2).out.endswith("\n\nNo word differs.\n")
    assert "<p>No word differs.</p>" in diff(db, 1, "--from", 2, "--to", 2, "--format", "html").out


def test_the_stretches_of_json_make_the_text(db: Path) -> None:
    found = json.loads(diff(db, 1, "--from", 1, "--format", "json").out)
    assert list(found["fields"]) == ["title", "body"]
    body = found["fields"]["body"]
    assert "".join(one["text"] for one in body if one["op"] != "delete") == f"X {LONG} Y"
    assert "".join(one["text"] for one in body if one["op"] != "insert") == f"A {LONG} B"


def test_a_terminal_shows_colours_and_no_marks(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    assert "\x1b[31;9mB\x1b[0m \x1b[32;1mY\x1b[0m" in on_terminal(200, "--db", db, "diff", 1)
    monkeypatch.setenv("TERM", "dumb")
    assert "[-B-] {+Y+}" in on_terminal(200, "--db", db, "diff", 1)


def test_lines_of_a_terminal_end_between_words(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    shown = on_terminal(60, "--db", db, "diff", 1).replace("\x1b[31;9m", "").replace("\x1b[32;1m", "")
    head, _, body = shown.replace("\x1b[0m", "").partition("\n\nbody:\n")
    assert head.splitlines() == HEAD.format(URL, 2, "2026-11-24 09:30", URL, 3, "2026-11-25 09:30").splitlines()[:2]
    assert max(map(len, body.splitlines())) <= 60
    tail = " ".join(f"Wort{number}" for number in range(48, 60))
    assert " ".join(body.splitlines()) == f"… {tail} B Y"


class _Tags(HTMLParser):
    """Collects the elements of a page, and what their attributes load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [name for name, _ in attrs if name in ("src", "href", "onload", "onclick")]


def page(tmp_path: Path, **states: str) -> str:
    path = tmp_path / "hostile.db"
    put_empty_archive(path)
    link = [Reference("https://x.example/<b>", HOSTILE)]
    with Archive.open(path) as archive:
        save(archive, plain(1, title=f"Alt {HOSTILE}", body=f"A {HOSTILE}\n\nZwei.", language='de" onload="x'), b"1")
        after = plain(1, title=f"Neu {HOSTILE}", body=f"{HOSTILE} B\n\nDrei.\n\nZwei.", links=link, language="de")
        save(archive, after, b"2", NOW + dt.timedelta(days=1))
    target = tmp_path / "diff.html"
    assert scraper("--db", path, "diff", 1, "--format", "html", "--output", target) == Done(0, "", "")
    text = target.read_text("utf-8")
    assert scraper("--db", path, "diff", 1, "--format", "html").out == text
    return text


def test_a_page_of_html_holds_no_markup_of_the_text_and_loads_nothing(tmp_path: Path) -> None:
    text = page(tmp_path)
    tags = _Tags()
    tags.feed(text)
    assert not {"script", "img", "link", "iframe"} & set(tags.tags)
    assert tags.loads == []
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert "url(" not in text
    assert '<main lang="de">' in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert '<p dir="auto"><ins>Drei.</ins></p>' in text
    assert "<del>Alt</del> <ins>Neu</ins>" in text


def test_a_language_that_is_none_and_controls_are_left_out(tmp_path: Path) -> None:
    page(tmp_path)
    path = tmp_path / "hostile.db"
    back = scraper("--db", path, "diff", 1, "--from", 2, "--to", 1, "--format", "html").out
    assert "<main>" in back
    assert "onload" not in back
    shown = scraper("--db", path, "diff", 1).out
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", shown)
    assert "[31mrot" in shown


def test_each_element_that_is_opened_is_closed(tmp_path: Path) -> None:
    text = page(tmp_path)
    for tag in ("html", "head", "body", "main", "h1", "h2", "p", "ul", "li", "del", "ins", "dl", "dt", "dd", "time"):
        assert len(re.findall(f"<{tag}[ >]", text)) == text.count(f"</{tag}>"), tag


def test_a_file_that_cannot_be_written_is_a_sentence(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "there" / "is" / "none.html"
    said = f"Error: {target}: cannot be written: No such file or directory.\n"
    assert diff(db, 1, "--output", target) == Done(1, "", said)


def test_the_archive_is_not_written_over(db: Path) -> None:
    before = db.read_bytes()
    said = f"Error: {db}: belongs to the archive itself. Name another file.\n"
    assert diff(db, 1, "--output", db) == Done(2, "", said)
    assert db.read_bytes() == before
