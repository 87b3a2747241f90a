"""Stories as a person and as a program see them: ``stories``, and in ``show``, ``search`` and ``diff``."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli_running import Done, scraper
from empty_archive import put_empty_archive
from scraper.store import Archive
from sized_terminal import on_terminal
from store_records import save
from told_texts import OTHER, papers, printed


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An archive of one release in three papers, and something else, asked in Berlin."""
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    with Archive.open(path) as archive:
        for article in papers():
            save(archive, article)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE sites SET name = 'Landkurier Öderland' WHERE id = 'landkurier'")
    yield path
    monkeypatch.undo()
    time.tzset()


def ask(db: Path, *args: object) -> Done:
    return scraper("--db", db, *args)


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


STORIES = """2026-09-22 · 3 papers
Öderland führt E-Akte ein
  amtsblick · first
    https://amtsblick.example/meldung_1
  rathauspost · +1 day · 89 % of the first text
    https://rathauspost.example/meldung_2
  Landkurier Öderland · +2 days · 52 % of the first text, shortened
    https://landkurier.example/meldung_3

"""


def test_stories_for_reading(db: Path) -> None:
    shown = plain(on_terminal(80, "--db", db, "stories"))
    assert shown == STORIES


def test_stories_are_records_in_a_pipe(db: Path) -> None:
    done = ask(db, "stories")
    assert (done.code, done.err) == (0, "")
    (row,) = done.lines
    assert list(row) == ["id", "date", "last_date", "papers", "kicker", "title", "url", "articles"]
    assert row["articles"][2] == {
        "id": 3,
        "site": "landkurier",
        "paper": "Landkurier Öderland",
        "date": "2026-09-24",
        "days": 2,
        "is_first": False,
        "share": row["articles"][2]["share"],
        "change": "shortened",
        "title": "E-Akte kommt bis 2027",
        "url": "https://landkurier.example/meldung_3",
        "story_id": 1,
    }


@pytest.mark.parametrize("output_format", ["table", "json", "jsonl", "csv", "tsv", "markdown", "html"])
def test_stories_in_each_format(db: Path, output_format: str) -> None:
    done = ask(db, "stories", "--format", output_format)
    assert (done.code, done.err) == (0, "")
    assert "Öderland führt E-Akte ein" in done.out


NOTHING = [
    (("--since", "2026-09-25"), "No story of 2 papers since 2026-09-25."),
    (("--until", "2026-09-21", "--min", 3), "No story of 3 papers until 2026-09-21."),
    (("--min", 4), "No story of 4 papers."),
    (("--site", "amtsblick", "--since", "24.9.2026"), "No story of 2 papers with amtsblick since 2026-09-24."),
]


@pytest.mark.parametrize(("options", "said"), NOTHING)
def test_no_story_is_a_sentence_on_a_terminal_and_nothing_in_a_pipe(
    db: Path, options: tuple[object, ...], said: str
) -> None:
    shown = on_terminal(100, "--db", db, "stories", *options)
    assert shown == f"{said} A story is one release or report that stands in several papers.\n"
    assert ask(db, "stories", *options) == Done(0, "", "")


def test_what_the_limit_leaves_out_is_said(db: Path) -> None:
    with Archive.open(db) as archive:
        save(archive, printed(5, "amtsblick", OTHER, 2))
    shown = plain(on_terminal(80, "--db", db, "stories", "--limit", 1))
    assert shown.startswith("2026-09-23 · 2 papers\nHundesteuer vom Sofa aus\n")
    assert shown.endswith("1 of 2; --limit 2 shows all.\n")


@pytest.mark.parametrize(
    "wrong", [("--min", 1), ("--min", "viele"), ("--since", "gestern abend"), ("--site", "nirgends")]
)
def test_wrong_usage_is_a_sentence(db: Path, wrong: tuple[object, ...]) -> None:
    done = ask(db, "stories", *wrong)
    assert done.code == 2
    assert done.out == ""
    assert "Error" in done.err
    assert "Traceback" not in done.err


def test_show_says_where_else_it_stands(db: Path) -> None:
    shown = ask(db, "show", 1, "--format", "table").out
    assert "also_in:      rathauspost (+1 day), Landkurier Öderland (+2 days, shortened)\n" in shown
    shown = ask(db, "show", 3, "--format", "table").out
    assert "also_in:      amtsblick (first, -2 days), rathauspost (-1 day)\n" in shown
    assert "also_in" not in ask(db, "show", 4, "--format", "table").out


def test_show_has_the_story_as_a_field(db: Path) -> None:
    (row,) = ask(db, "show", 2).lines
    assert row["story"]["id"] == 1
    assert [(other["id"], other["days"], other["change"]) for other in row["story"]["also_in"]] == [
        (1, -1, None),
        (3, 1, "shortened"),
    ]
    (row,) = ask(db, "show", 4).lines
    assert row["story"] is None


def test_search_shows_a_story_once(db: Path) -> None:
    shown = plain(on_terminal(80, "--db", db, "search", "Öderlandes OR Öderland"))
    assert shown.count("https://") == 1
    assert "\n  also in " in shown
    rows = ask(db, "search", "Behörde OR Kämmerer").lines
    assert len(rows) == 2
    by_story = {row["id"]: [other["id"] for other in row["also_in"]] for row in rows}
    (best,) = set(by_story) - {4}
    assert by_story[4] == []
    assert sorted([best, *by_story[best]]) == [1, 2, 3]


def test_search_shows_each_article_where_it_is_asked_to(db: Path) -> None:
    rows = ask(db, "search", "--no-stories", "Röhrig").lines
    assert sorted(row["id"] for row in rows) == [1, 2, 3]
    assert all("also_in" not in row for row in rows)


def test_the_limit_of_a_search_counts_stories(db: Path) -> None:
    rows = ask(db, "search", "Röhrig OR Kämmerer", "--limit", 2).lines
    assert len(rows) == 2
    assert 4 in {row["id"] for row in rows}
    assert len(ask(db, "search", "Röhrig OR Kämmerer", "--limit", 1).lines) == 1


def test_what_the_limit_of_a_search_leaves_out_is_said(db: Path) -> None:
    shown = on_terminal(80, "--db", db, "search", "Röhrig OR Kämmerer", "--limit", 1)
    assert re.search(r"\d of 4; --limit 4 shows all\.\n$", shown)
    assert "shows all" not in on_terminal(80, "--db", db, "search", "Röhrig", "--limit", 1)


def test_what_is_counted_is_said_where_a_story_stands_for_several_hits(db: Path) -> None:
    with Archive.open(db) as archive:
        for number, site in ((5, "amtsblick"), (6, "rathauspost")):
            save(archive, printed(number, site, OTHER, 9))
        save(archive, printed(7, "amtsblick", ["Der Kämmerer geht in den Ruhestand."], -9))
    newest = ("--db", db, "search", "Röhrig OR Kämmerer", "--sort", "date", "--limit", 2)
    assert on_terminal(80, *newest).endswith("\n6 of 7 articles (each story is shown once); --limit 7 shows all.\n")
    assert on_terminal(80, *newest, "--no-stories").endswith("\n2 of 7; --limit 7 shows all.\n")


def test_latest_shows_each_article(db: Path) -> None:
    assert [row["id"] for row in ask(db, "latest").lines] == [3, 4, 2, 1]


def test_diff_says_what_a_paper_changed(db: Path) -> None:
    shown = ask(db, "diff", 1, 3).out
    head = shown.split("\n\n")[0].splitlines()
    assert head[2] == (
        "Both tell story 1: 52 % of the first text stands in the second one, 100 % of the second in the first."
    )
    assert "[-Öderland führt E-Akte ein-] {+E-Akte kommt bis 2027+}" in shown
    told = json.loads(ask(db, "diff", 1, 3, "--format", "json").out)
    assert told["story"] == {"id": 1, "first_in_second": 0.52, "second_in_first": 1.0}
    page = ask(db, "diff", 1, 3, "--format", "html").out
    assert "<dt>Story</dt><dd>Both tell story 1: 52 % of the first text stands in the second one," in page


def test_diff_of_articles_that_have_nothing_in_common_says_so(db: Path) -> None:
    assert "\nThe two articles are in no story together.\n" in ask(db, "diff", 1, 4).out
    assert json.loads(ask(db, "diff", 1, 4, "--format", "json").out)["story"] is None


def test_diff_of_two_states_says_nothing_of_stories(db: Path) -> None:
    with Archive.open(db) as archive:
        save(archive, papers()[0].__class__(**{**_fields(papers()[0]), "title": "Neu"}), b"2")
    assert "story" not in ask(db, "diff", 1).out
    assert "story" not in json.loads(ask(db, "diff", 1, "--format", "json").out)


def _fields(article: object) -> dict[str, object]:
    return {name: getattr(article, name) for name in article.__dataclass_fields__}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("option", "days", "papers"),
    [
        ("--since", "2026-09", 2),
        ("--since", "2026", 2),
        ("--since", "10.2026", 0),
        ("--until", "2026-09", 2),
        ("--until", "2025", 0),
    ],
)
def test_a_month_and_a_year_are_bounds_as_in_the_words(db: Path, option: str, days: str, papers: int) -> None:
    assert len(ask(db, "search", "Röhrig OR Kämmerer", option, days).lines) == papers
    field = option.removeprefix("--")
    assert len(ask(db, "search", f"Röhrig OR Kämmerer {field}:{days}").lines) == papers
