"""docs/schema.md on silent edits: its question is answered, by the same rule that marks them in 'scraper history'."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from empty_archive import put_empty_archive
from scraper.analysis.timeline import timeline
from scraper.store import Archive
from store_records import LATER, NOW, plain, rows, save

PAGE = (Path(__file__).parents[2] / "docs" / "schema.md").read_text(encoding="utf-8")
SECTION = PAGE.split("\n## silent_edits\n")[1].split("\n## ")[0]
QUESTION = re.findall(r"```sql\n(.*?);\n```", SECTION, re.DOTALL)[0]
DAY = NOW.date()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Articles that were edited, and what of their dates was edited with them."""
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    cases = (
        # Its date of change stays, it moves, there is none, and no text was edited at all.
        ({"title": "Alt", "modified_at": NOW}, {"title": "Neu", "modified_at": NOW}),
        ({"title": "Alt", "modified_at": NOW}, {"title": "Neu", "modified_at": LATER}),
        ({"title": "Alt"}, {"title": "Neu"}),
        ({"keywords": ["alt"]}, {"keywords": ["neu"]}),
        # The page dates itself anew, by its day or by its time.
        ({"title": "Alt", "date": DAY}, {"title": "Neu", "date": DAY + dt.timedelta(days=1)}),
        ({"title": "Alt", "published_at": NOW}, {"title": "Neu", "published_at": LATER}),
        ({"title": "Alt", "modified_at": None}, {"title": "Neu", "modified_at": NOW}),
    )
    with Archive.open(path) as archive:
        for number, (before, after) in enumerate(cases, 1):
            save(archive, plain(number, **before), f"{number}".encode())
            save(archive, plain(number, **after), f"{number} neu".encode(), LATER)
    return path


def test_the_question_is_answered(db: Path) -> None:
    with Archive.read(db) as archive:
        assert rows(archive, QUESTION) == [
            ("2026-11-24T09:30:00Z", plain(1).url, "title", "Alt", "Neu", "2026-11-23T09:30:00Z")
        ]


def test_view_and_history_mark_the_same_edits(db: Path) -> None:
    with Archive.read(db) as archive:
        by_view = [number for (number,) in rows(archive, "SELECT article_id FROM silent_edits ORDER BY article_id")]
        past = [archive.past(number) for number in range(1, 8)]
    marked = [one.id for one in past if one is not None and any(event.silent for event in timeline(one))]
    assert marked == by_view == [1, 3]


def test_of_several_edits_each_is_compared_with_the_state_after_it(db: Path) -> None:
    with Archive.open(db) as archive:
        save(archive, plain(1, title="Neuer", modified_at=LATER), b"3", LATER + dt.timedelta(days=1))
        save(archive, plain(1, title="Am neuesten", modified_at=LATER), b"4", LATER + dt.timedelta(days=2))
        found = rows(archive, "SELECT title_before, title_after FROM silent_edits WHERE article_id = 1")
    assert found == [("Alt", "Neu"), ("Neuer", "Am neuesten")]
