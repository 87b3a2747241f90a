"""What came into the archive since somebody was told last, and a saved search finds."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from empty_archive import put_empty_archive
from scraper.model import Article
from scraper.policy.signals import Signal, Signals
from scraper.store import Archive
from scraper.store.search_words import parse
from scraper.store.watching import Range, Search, Watching
from store_records import NOW, plain, save
from store_records import SITE as _SITE

DAY = dt.timedelta(days=1)
WORDS = Search(parse("Wohngeld"))
RESERVED = Signals(tdm_reservation=1, evidence=(Signal("tdm-reservation", "1", "the header", "tdm-reservation: 1"),))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    put_empty_archive(tmp_path / "archive.db")
    with Archive.open(tmp_path / "archive.db") as opened:
        yield opened


class Reader:
    """Somebody who is told of a search again and again.

    Args:
        archive: what is asked.
        search: what for.
    """

    def __init__(self, archive: Archive, search: Search = WORDS) -> None:
        self.archive = archive
        self.search = search
        self.told: int | None = None

    def news(self) -> list[tuple[str, str]]:
        """Return kind and headline of what is new since the last time."""
        asked = Watching(self.archive._db)
        newest = asked.newest()
        found, total = asked.news(self.search, Range(self.told, newest, NOW - 7 * DAY))
        self.told = newest
        assert total == len(found)
        return [(one.kind, one.title) for one in found]


def wohngeld(number: int, **changes: object) -> Article:
    return plain(number, **{"title": f"Wohngeld {number}", "body": "Ein Antrag."} | changes)


def gone(archive: Archive, number: int, at: dt.datetime | None) -> None:
    """Mark an article as gone, or as there again."""
    text = None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")
    with archive.transaction():
        archive._db.execute("UPDATE articles SET gone_at = ? WHERE id = ?", [text, number])


def test_each_thing_is_told_once(archive: Archive) -> None:
    save(archive, wohngeld(1))
    save(archive, plain(2))
    reader = Reader(archive)
    assert reader.news() == [("new", "Wohngeld 1")]
    assert reader.news() == []
    save(archive, wohngeld(3), at=NOW + DAY)
    save(archive, wohngeld(1, body="Zwei Anträge."), b"2", at=NOW + DAY)
    assert reader.news() == [("new", "Wohngeld 3"), ("changed", "Wohngeld 1")]
    gone(archive, 1, NOW + 2 * DAY)
    assert reader.news() == [("gone", "Wohngeld 1")]
    gone(archive, 1, None)
    assert reader.news() == [("back", "Wohngeld 1")]
    assert reader.news() == []


def test_an_edit_says_which_fields_it_changed(archive: Archive) -> None:
    save(archive, wohngeld(1))
    told = archive.watching().newest()
    save(archive, wohngeld(1, body="Zwei."), b"2", at=NOW + DAY)
    save(archive, wohngeld(1, title="Wohngeld neu", body="Drei.", keywords=["Miete"]), b"3", at=NOW + 2 * DAY)
    asked = archive.watching()
    (one,), total = asked.news(WORDS, Range(told, asked.newest(), NOW))
    assert (one.kind, one.title, one.changed, one.at, total) == (
        "changed",
        "Wohngeld neu",
        ("body", "title", "keywords"),
        NOW + 2 * DAY,
        1,
    )


def test_an_article_that_is_edited_out_of_a_search_is_told_of_once_more(archive: Archive) -> None:
    save(archive, wohngeld(1))
    save(archive, plain(2, body="Ein Antrag.", keywords=["Wohngeld"]))
    save(archive, plain(3))
    reader = Reader(archive)
    reader.news()
    save(archive, plain(1, title="Mietzuschuss", body="Ein Antrag."), b"2", at=NOW + DAY)
    save(archive, plain(2, body="Ein Antrag.", keywords=["Miete"]), b"2", at=NOW + DAY)
    save(archive, plain(3, body="Auch hier nun Wohngeld."), b"2", at=NOW + DAY)
    assert reader.news() == [("unlisted", "Mietzuschuss"), ("unlisted", "Meldung 2"), ("changed", "Meldung 3")]
    save(archive, plain(1, title="Mietzuschuss", body="Zwei Anträge."), b"3", at=NOW + 2 * DAY)
    assert reader.news() == []


def test_of_several_edits_the_state_counts_that_was_told(archive: Archive) -> None:
    save(archive, plain(1))
    reader = Reader(archive)
    reader.news()
    # The word came and went while nobody was told.
    save(archive, wohngeld(1), b"2", at=NOW + DAY)
    save(archive, plain(1, body="Anders."), b"3", at=NOW + 2 * DAY)
    assert reader.news() == []


def test_a_hit_that_was_edited_and_then_went_is_gone(archive: Archive) -> None:
    save(archive, wohngeld(1))
    reader = Reader(archive)
    reader.news()
    save(archive, plain(1, title="Nichts mehr"), b"2", at=NOW + DAY)
    gone(archive, 1, NOW + 2 * DAY)
    assert reader.news() == [("gone", "Nichts mehr")]


def test_all_of_the_search_syntax_holds_for_earlier_states(archive: Archive) -> None:
    save(archive, wohngeld(1, authors=["Änne Groß"], section="Soziales", date=dt.date(2026, 11, 20)))
    search = Search(parse('author:Groß section:soziales since:2026 -"der Bund" title:Wohngeld site:amtsblick'))
    reader = Reader(archive, search)
    assert reader.news() == [("new", "Wohngeld 1")]
    others = wohngeld(1, authors=["Bernd Ähre"], section="Soziales", date=dt.date(2026, 11, 20))
    save(archive, others, b"2", at=NOW + DAY)
    assert reader.news() == [("unlisted", "Wohngeld 1")]


def test_a_search_of_some_sites(archive: Archive) -> None:
    of_others = replace(WORDS, sites=("rathaus",))
    reader = Reader(archive, of_others)
    save(archive, wohngeld(1))
    save(archive, wohngeld(2, site="rathaus"))
    assert reader.news() == [("new", "Wohngeld 2")]
    save(archive, plain(1, title="Anders"), b"2", at=NOW + DAY)
    save(archive, plain(2, title="Anders", site="rathaus"), b"2", at=NOW + DAY)
    assert reader.news() == [("unlisted", "Anders")]


def test_the_first_time_it_is_what_came_of_late_and_is_there(archive: Archive) -> None:
    save(archive, wohngeld(1), at=NOW - 8 * DAY)
    save(archive, wohngeld(2, date=dt.date(2026, 11, 22)), at=NOW - 6 * DAY)
    save(archive, wohngeld(3, date=dt.date(2014, 5, 23)), at=NOW - 5 * DAY)
    save(archive, wohngeld(4), at=NOW - 4 * DAY)
    gone(archive, 4, NOW)
    reader = Reader(archive)
    # By their own days, since what is cut off is what is oldest.
    assert reader.news() == [("new", "Wohngeld 3"), ("new", "Wohngeld 2")]


def test_articles_of_an_older_program_need_no_event(archive: Archive) -> None:
    save(archive, wohngeld(1))
    save(archive, wohngeld(2))
    with archive.transaction():
        archive._db.execute("DELETE FROM events")
    asked = archive.watching()
    found, total = asked.news(WORDS, Range(None, asked.newest(), NOW - 7 * DAY))
    assert [(one.title, one.event_id) for one in found] == [("Wohngeld 2", -2), ("Wohngeld 1", -1)]
    assert total == 2


def test_what_comes_meanwhile_is_for_the_next_time(archive: Archive) -> None:
    save(archive, wohngeld(1))
    asked = archive.watching()
    newest = asked.newest()
    save(archive, wohngeld(2))
    first, _ = asked.news(WORDS, Range(None, newest, NOW - 7 * DAY))
    later, _ = asked.news(WORDS, Range(newest, archive.watching().newest(), NOW))
    assert [one.title for one in first] == ["Wohngeld 1"]
    assert [one.title for one in later] == ["Wohngeld 2"]


def test_a_text_at_two_addresses_is_told_once(archive: Archive) -> None:
    save(archive, wohngeld(1))
    reader = Reader(archive)
    of_copy = Reader(archive, Search(parse("Wohngeld site:rathaus")))
    reader.news(), of_copy.news()
    text = "Dasselbe Wohngeld in zwei Zeitungen. " * 9
    save(archive, plain(2, title="Wohngeld", body=text), b"2")
    save(archive, plain(3, title="Wohngeld", body=text, site="rathaus"), b"3")
    assert reader.news() == [("new", "Wohngeld")]
    # Who asks for the other paper alone is told of the copy.
    assert of_copy.news() == [("new", "Wohngeld")]


def test_an_article_that_moved_is_not_new_again(archive: Archive) -> None:
    save(archive, wohngeld(1))
    reader = Reader(archive)
    reader.news()
    # Both addresses had a row, until it was seen that they are one article; events follow the row that stays.
    save(archive, wohngeld(2, body="Ein anderer Antrag."), b"2")
    with archive.transaction():
        archive._db.execute("UPDATE events SET article_id = 1")
        archive._db.execute("DELETE FROM articles WHERE id = 2")
    assert reader.news() == []


def test_a_relaunch_that_changes_all_is_bounded(archive: Archive) -> None:
    for number in range(1, 71):
        save(archive, wohngeld(number))
    told = archive.watching().newest()
    for number in range(1, 71):
        save(archive, wohngeld(number, body="Neu."), b"2", at=NOW + DAY)
    asked = archive.watching()
    found, total = asked.news(WORDS, Range(told, asked.newest(), NOW))
    assert (len(found), total) == (50, 70)
    assert [one.title for one in found][-1] == "Wohngeld 70"


def test_hits_and_the_newest_of_them(archive: Archive) -> None:
    asked = archive.watching()
    assert asked.newest_hit(WORDS) is None
    save(archive, wohngeld(1, date=dt.date(2026, 11, 20)))
    save(archive, wohngeld(2, date=dt.date(2026, 11, 19)))
    save(archive, plain(3))
    newest = asked.newest_hit(WORDS)
    assert newest is not None
    assert (asked.hits(WORDS), newest.title, newest.event_id) == (2, "Wohngeld 1", 1)


def test_of_a_text_that_is_reserved_nothing_is_told(archive: Archive) -> None:
    """Whether its page gives a lead or not, and where it was archived before the reservation came, too."""
    shown = Watching(archive._db)
    save(archive, wohngeld(1, kicker="Thüringen", lead="Ein Vorspann."))
    newest = shown.newest_hit(WORDS)
    assert newest is not None
    assert (newest.kicker, newest.lead) == ("Thüringen", "Ein Vorspann.")
    for lead in ("Ein Vorspann.", None):
        save(archive, wohngeld(1, kicker="Thüringen", lead=lead), at=NOW + DAY, signals=RESERVED)
        reserved = shown.newest_hit(WORDS)
        assert reserved is not None
        assert (reserved.title, reserved.kicker, reserved.lead) == ("Wohngeld 1", None, None)


def test_a_long_history(archive: Archive) -> None:
    """Where nothing happened, twenty searches cost next to nothing; the bounds are five times what they take."""
    with archive.transaction():
        archive.frontier.add_site(_SITE)
        archive._db.conn.executemany(
            "INSERT INTO articles (url, site, title, body, words, digest, first_seen, last_seen, changed_at, reader)"
            " VALUES (?, 'amtsblick', ?, 'Ein Antrag.', 2, '', ?, ?, ?, '1')",
            [
                (
                    f"https://amtsblick.example/{number}",
                    f"Wohngeld {number}",
                    *[f"2020-01-01T00:00:{number % 60:02}Z"] * 3,
                )
                for number in range(10_000)
            ],
        )
    newest = archive.watching().newest()
    searches = [Search(parse(f"Wohngeld {number}")) for number in range(20)]
    began = time.process_time()
    asked = archive.watching()
    assert asked.newest() == newest == 10_000
    for search in searches:
        assert asked.news(search, Range(newest, newest, NOW)) == ((), 0)
        assert asked.news(search, Range(None, newest, NOW - 7 * DAY)) == ((), 0)
    assert time.process_time() - began < 0.05
    asked = archive.watching()
    found, total = asked.news(Search(parse("Wohngeld")), Range(0, newest, NOW))
    assert (len(found), total) == (50, 10_000)
