"""What the archive has of articles for a feed."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.model.feed_article import FeedArticle
from scraper.policy.signals import Signal, Signals
from scraper.store import Archive
from scraper.store import feed as room
from store_records import LATER, SITE, URL, full_article, plain, save, sqlite

RESERVED = Signals(tdm_reservation=1, evidence=(Signal("tdm-reservation", "1", "the header", "tdm-reservation: 1"),))


def told(archive: Archive, *ids: int, whole: bool = False) -> list[FeedArticle]:
    return [*archive.feed_articles(ids or (1,), whole=whole)]


def test_an_article(archive: Archive) -> None:
    save(archive, full_article())
    assert told(archive) == [
        FeedArticle(
            id=1,
            url=URL,
            first_url=URL,
            site="amtsblick",
            site_name="amtsblick",
            kicker="Thüringen",
            title="Innenministerium bei Facebook",
            section="Social Media",
            language="de",
            lead="Das Ministerium ist jetzt im sozialen Netz.",
            body="Der erste Absatz.\n\nDer zweite Absatz über das OZG 2.0.",
            date="2014-05-23",
            published_at="2014-05-23T08:15:07Z",
            first_seen="2026-11-23T09:30:00Z",
            changed_at="2026-11-23T09:30:00Z",
            gone_at=None,
            authors=("bs", "Änne Groß"),
            keywords=("Social Media", "Thüringen", "Jörg Geibert"),
            is_reserved=False,
        )
    ]


def test_articles_come_in_the_order_that_was_asked_for_and_those_that_are_not_there_not(archive: Archive) -> None:
    for number in range(1, 8):
        save(archive, plain(number))
    assert [article.id for article in told(archive, 5, 99, 2, 7)] == [5, 2, 7]


def test_more_than_are_read_at_a_time(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_AT_ONCE", 2)
    for number in range(1, 8):
        save(archive, plain(number))
    assert [article.id for article in told(archive, *range(7, 0, -1))] == [*range(7, 0, -1)]


def test_two_statements_for_all_of_them(archive: Archive) -> None:
    for number in range(1, 8):
        save(archive, plain(number, authors=["Änne Groß"], keywords=["OZG"]))
    asked: list[str] = []
    archive._db.conn.set_trace_callback(asked.append)
    told(archive, *range(1, 8))
    archive._db.conn.set_trace_callback(None)
    assert len([sql for sql in asked if not sql.startswith("--")]) == 2


def test_spellings_of_a_keyword_are_one_in_its_usual_spelling(archive: Archive) -> None:
    save(archive, plain(1, keywords=["E-Government"]))
    save(archive, plain(2, keywords=["eGovernment", "OZG", "E-Government"]))
    assert told(archive, 2)[0].keywords == ("E-Government", "OZG")


def test_as_much_of_a_text_as_is_asked_for(archive: Archive) -> None:
    save(archive, plain(1, body="Wörter " * 1000))
    assert len(told(archive)[0].body) == 1000
    assert len(told(archive, whole=True)[0].body) == len("Wörter " * 1000)


def test_the_first_address_is_the_one_that_was_archived_first(archive: Archive, path: Path) -> None:
    """A feed may have named the new one before the crawl came to the old one."""
    new = "https://amtsblick.example/neu"
    with archive.transaction():
        archive.frontier.add_site(SITE)
        archive.frontier.add(new, SITE.id, "article", "waiting", "amtsblick.example/neu")
    save(archive, full_article())
    with sqlite(path) as db:
        db.execute("UPDATE pages SET reason = 'moved_by_redirect' WHERE url = ?", [URL])
        db.execute("UPDATE pages SET article_id = 1 WHERE url = ?", [new])
        db.execute("UPDATE articles SET url = ?", [new])
        assert db.execute("SELECT url FROM pages ORDER BY id").fetchall() == [(new,), (URL,)]
    (article,) = told(archive)
    assert (article.url, article.first_url) == (new, URL)


def test_an_edit_moves_when_it_changed_and_a_visit_does_not(archive: Archive) -> None:
    save(archive, full_article())
    save(archive, full_article(), at=LATER)
    assert told(archive)[0].changed_at == "2026-11-23T09:30:00Z"
    save(archive, full_article(title="Neu"), b"<p>neu</p>", LATER)
    assert told(archive)[0].changed_at == "2026-11-24T09:30:00Z"


@pytest.mark.parametrize("tdm_before", [False, True])
def test_a_text_that_is_reserved(archive: Archive, tdm_before: bool) -> None:
    """Whether it was archived before the reservation came, or never."""
    if tdm_before:
        save(archive, full_article())
    save(archive, full_article(), at=LATER, signals=RESERVED)
    (article,) = told(archive)
    assert article.is_reserved
    assert bool(article.body) is tdm_before


def test_an_article_without_a_text_of_which_nothing_is_declared_is_not_reserved(archive: Archive, path: Path) -> None:
    """A capture can be missing for another reason, and a page with a film alone has a lead."""
    save(archive, full_article(body=""))
    with sqlite(path) as db:
        db.execute("UPDATE articles SET capture_id = NULL")
    assert not told(archive)[0].is_reserved


def test_declarations_of_another_kind_reserve_nothing(archive: Archive) -> None:
    noted = Signals(noai=True, evidence=(Signal("noai", "noai", "the page", "noai"),))
    save(archive, full_article(), signals=noted)
    assert not told(archive)[0].is_reserved


@pytest.mark.parametrize("signals", ["{", "[]", "{}", '{"evidence": [{"kind": 1}]}', '{"evidence": 3}', "null"])
def test_what_cannot_be_read_of_a_declaration_counts_as_reserved(archive: Archive, path: Path, signals: str) -> None:
    save(archive, full_article())
    with sqlite(path) as db:
        db.execute("UPDATE articles SET signals = ?", [signals])
    assert told(archive)[0].is_reserved
