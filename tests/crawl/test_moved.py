"""Articles that move: one article with one history, found by its old address and by its new one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from crawling import Newsroom, news, rss

from cli_running import scraper
from scraper.model import Site
from scraper.policy.identity import identity_of
from scraper.store import Archive
from server import Server

OLD = "/meldung_18917"
NEW = "/k21-meldungen/portal-im-landkreis/"
K21 = (r"^/k21-meldungen/(?P<id>[^/]+)/$", r"^/meldung_(?P<id>\d+)")
# The same addresses in a profile that names no ids.
WITHOUT_IDS = (r"^/k21-meldungen/[^/]+/$", r"^/meldung_\d+")


def canonical(room: Newsroom, path: str) -> str:
    return f'<link rel="canonical" href="{room.server.url(path)}">'


def feed(room: Newsroom, *paths: str) -> str:
    return room.server.page("/feed", rss([room.server.url(path) for path in paths]))


@pytest.fixture
def site(room: Newsroom) -> Site:
    """A crawled site of one article, before its relaunch."""
    room.server.page(OLD, news(1))
    site = room.site(feeds=(feed(room, OLD),), articles=K21)
    room.crawl(site)
    room.clock.pass_(days=40)
    return site


def is_one_article(room: Newsroom, site: Site, found_by: str, *, first_seen: str = "2026-11-23T12:00:00Z") -> None:
    """Check that there is one article at the new address, with its history, and that both addresses find it."""
    old, new = room.server.url(OLD), room.server.url(NEW)
    assert room.ask("SELECT id, url, first_seen, gone_at, missing_since, duplicate_of FROM articles") == [
        (1, new, first_seen, None, None, None)
    ]
    with Archive.read(room.db) as archive:
        assert [archive.find_article(identity_of(url, site)) for url in (old, new)] == [1, 1]
        # That an article has moved is nothing that its host says wrongly, and no problem.
        (state,) = archive.site_states(room.clock.moment)
        assert (state["anomalies"], archive.page_problems(room.clock.moment)) == ([], [])
        assert [row["id"] for row in archive.rows("SELECT rowid AS id FROM articles_fts('Wohngeld')")] == [1]
    assert room.ask("SELECT article_id FROM pages WHERE url IN (?, ?)", old, new) == [1, 1]
    ((reason, url),) = room.ask("SELECT reason, detail ->> 'url' FROM pages WHERE url = ?", old)
    assert (reason, url) == (found_by, new)
    # No row of the article that it was for a while is left, and no capture is lost.
    for table in ("authors", "links", "images", "versions", "pages"):
        assert room.ask(f"SELECT count(*) FROM {table} WHERE article_id > 1") == [0], table
    assert room.ask("SELECT count(*) FROM pragma_foreign_key_check") == [0]
    assert room.ask("SELECT url FROM captures WHERE status = 200 ORDER BY id LIMIT 1") == [old]
    with closing(sqlite3.connect(room.db)) as db:
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_a_day_before_the_move_is_cited_with_what_came_from_the_old_address(room: Newsroom, site: Site) -> None:
    room.server.page(NEW, news(1, boilerplate="Neues Menü"))
    room.server.redirect(OLD, NEW, status=301)
    room.crawl(site)
    is_one_article(room, site, "moved_by_redirect")
    (before,) = room.ask("SELECT lower(hex(digest)) FROM captures WHERE id = 1")
    cited = scraper("--db", room.db, "cite", 1, "--at", "2026-11-24").out
    assert "Archived: capture 1, fetched 2026-11-23T12:00:00Z." in cited
    assert f"SHA-256 of its bytes: {before}." in cited


@pytest.mark.parametrize("status", [301, 308])
@pytest.mark.parametrize("patterns", [K21, WITHOUT_IDS])
def test_an_old_address_that_redirects_to_a_new_one(room: Newsroom, status: int, patterns: tuple[str, ...]) -> None:
    room.server.page(OLD, news(1))
    site = room.site(feeds=(feed(room, OLD),), articles=patterns)
    room.crawl(site)
    room.clock.pass_(days=40)
    room.server.page(NEW, news(1))
    room.server.redirect(OLD, NEW, status=status)
    result = room.crawl(site)
    assert (result.new, result.changed, result.unchanged) == (0, 0, 1)
    is_one_article(room, site, "moved_by_redirect")
    # The redirect is kept, though the page has the bytes of before.
    assert room.ask("SELECT url, status FROM captures ORDER BY id")[1:] == [
        (room.server.url(OLD), status),
        (room.server.url(NEW), 200),
    ]
    # The new address is visited in place of the old one, and a feed that names it brings nothing new.
    feed(room, NEW)
    room.clock.pass_(days=40)
    assert room.crawl(site).new == 0
    assert NEW in room.paths()
    assert OLD not in room.paths()
    is_one_article(room, site, "moved_by_redirect")
    # The old one is asked for now and then, and stays what it is.
    room.clock.pass_(days=60)
    room.crawl(site)
    assert OLD in room.paths()
    is_one_article(room, site, "moved_by_redirect")
    room.clock.pass_(days=60)
    room.crawl(site)
    assert OLD not in room.paths()


@pytest.mark.parametrize("status", [302, 303, 307])
@pytest.mark.parametrize("evidence", ["the page's own word", "the archive's article"])
def test_a_temporary_redirect_to_an_address_of_its_own(room: Newsroom, site: Site, status: int, evidence: str) -> None:
    if evidence == "the page's own word":
        room.server.page(NEW, news(1, head=canonical(room, NEW)))
    else:
        room.server.page(NEW, news(1))
        room.fetch(site, room.server.url(NEW))
    room.server.redirect(OLD, NEW, status=status)
    room.crawl(site)
    is_one_article(room, site, "moved_by_redirect")


def test_an_edit_that_comes_with_the_move_is_one(room: Newsroom, site: Site) -> None:
    room.server.page(NEW, news(1, "Ein Nachtrag."))
    room.server.redirect(OLD, NEW, status=301)
    assert room.crawl(site).changed == 1
    is_one_article(room, site, "moved_by_redirect")
    assert room.ask("SELECT changed FROM versions") == ["body"]


def test_a_feed_that_names_the_new_address_before_the_old_one_is_visited(room: Newsroom, site: Site) -> None:
    room.server.page(NEW, news(1))
    feed(room, NEW)
    with closing(sqlite3.connect(room.db)) as db, db:
        db.execute("CREATE TABLE my_notes (article_id INTEGER REFERENCES articles (id), note TEXT)")
    room.fetch(site, room.server.url(NEW))
    assert room.ask("SELECT id, duplicate_of FROM articles") == [(1, None), (2, 1)]
    with closing(sqlite3.connect(room.db)) as db, db:
        db.execute("INSERT INTO my_notes VALUES (1, 'alt'), (2, 'neu')")
        db.execute("UPDATE articles SET duplicate_of = NULL")
    room.server.redirect(OLD, NEW, status=301)
    room.clock.pass_(hours=1)
    room.crawl(site)
    is_one_article(room, site, "moved_by_redirect")
    # Both showed one text, so that it is one state, and the state of the first day.
    assert room.ask("SELECT count(*) FROM versions") == [0]
    assert room.ask("SELECT seen_at FROM history") == ["2026-11-23T12:00:00Z"]
    assert room.ask("SELECT article_id, note FROM my_notes") == [(1, "alt"), (1, "neu")]
    assert room.ask("SELECT count(*) FROM captures WHERE status = 200") == [3]


def test_the_states_of_both_are_one_history(room: Newsroom, site: Site) -> None:
    """Edited before the move, and at the new address before the old one was visited again."""
    room.server.page(OLD, news(1, "Erster Nachtrag."), etag='"2"')
    room.crawl(site)
    room.clock.pass_(days=10)
    room.server.page(NEW, news(1, "Zweiter Nachtrag."))
    room.fetch(site, room.server.url(NEW))
    room.clock.pass_(days=10)
    room.server.page(NEW, news(1, "Dritter Nachtrag."), etag='"3"')
    room.fetch(site, room.server.url(NEW))
    before = room.ask("SELECT count(*) FROM history")
    room.server.redirect(OLD, NEW, status=301)
    room.clock.pass_(days=40)
    room.crawl(site)
    is_one_article(room, site, "moved_by_redirect")
    assert before == [4]
    rows = room.ask("SELECT seen_at, until, changed, body FROM history ORDER BY seen_at")
    assert [row[0] < (row[1] or "9") for row in rows] == [True] * 4
    assert [row[1] for row in rows[:-1]] == [row[0] for row in rows[1:]]
    assert [row[2] for row in rows] == ["body", "body", "body", None]
    texts = [next((word for word in ("Erster", "Zweiter", "Dritter") if word in row[3]), "") for row in rows]
    assert texts == ["", "Erster", "Zweiter", "Dritter"]
    assert room.ask("SELECT changed_at FROM articles") == [rows[-1][0]]


def test_an_edit_at_the_old_address_is_not_forgotten_by_the_move(room: Newsroom, site: Site) -> None:
    """The new address was there before, and still shows the text without it."""
    room.server.page(NEW, news(1))
    room.fetch(site, room.server.url(NEW))
    room.clock.pass_(days=1)
    room.server.page(OLD, news(1, "Ein Nachtrag."), etag='"2"')
    room.fetch(site, room.server.url(OLD))
    (edited_at,) = room.ask("SELECT changed_at FROM articles WHERE id = 1")
    room.clock.pass_(days=1)
    room.server.redirect(OLD, NEW, status=301)
    room.clock.pass_(days=40)
    room.crawl(site)
    is_one_article(room, site, "moved_by_redirect")
    assert room.ask("SELECT first_seen < changed_at, changed_at FROM articles") == [(1, edited_at)]


@pytest.mark.parametrize("patterns", [K21, WITHOUT_IDS])
def test_an_old_page_that_calls_the_new_address_its_own(room: Newsroom, patterns: tuple[str, ...]) -> None:
    room.server.page(OLD, news(1))
    site = room.site(feeds=(feed(room, OLD),), articles=patterns)
    room.crawl(site)
    room.clock.pass_(days=40)
    room.server.page(NEW, news(1, head=canonical(room, NEW)))
    room.server.page(OLD, news(1, head=canonical(room, NEW)))
    feed(room, NEW)
    for _ in range(3):
        room.crawl(site)
        room.clock.pass_(days=40)
    is_one_article(room, site, "moved_by_canonical")
    assert room.ask("SELECT count(*) FROM versions") == [0]


def test_a_new_address_with_the_text_of_an_article_that_is_gone(room: Newsroom, site: Site) -> None:
    room.server.remove(OLD)
    for _ in range(2):
        room.crawl(site)
        room.clock.pass_(days=1)
    assert room.ask("SELECT gone_at IS NULL FROM articles") == [0]
    room.server.page(NEW, news(1))
    feed(room, NEW)
    result = room.crawl(site)
    assert (result.found, result.new, result.unchanged) == (1, 0, 1)
    is_one_article(room, site, "moved_by_text")
    room.clock.pass_(days=100)
    room.crawl(site)
    is_one_article(room, site, "moved_by_text")
    assert room.ask("SELECT state FROM pages WHERE url = ?", room.server.url(OLD)) == ["gone"]


def test_an_article_that_is_gone_once_its_text_stands_elsewhere(room: Newsroom, site: Site) -> None:
    room.server.page(NEW, news(1))
    feed(room, NEW)
    room.server.remove(OLD)
    first = room.crawl(site)
    assert (first.new, first.gone) == (1, 0)
    room.clock.pass_(days=1)
    second = room.crawl(site)
    assert (second.gone, second.failed) == (0, 0)
    is_one_article(room, site, "moved_by_text")
    # What came of the old address stays: it is no end of the article, and no problem.
    room.clock.pass_(days=100)
    assert room.crawl(site).gone == 0
    is_one_article(room, site, "moved_by_text")


def test_an_article_that_comes_back_to_its_old_address(room: Newsroom, site: Site) -> None:
    room.server.page(NEW, news(1))
    room.server.redirect(OLD, NEW, status=301)
    room.crawl(site)
    room.server.remove(NEW)
    room.server.remove(OLD)
    for days in (40, 1):
        room.clock.pass_(days=days)
        room.crawl(site)
    assert room.ask("SELECT gone_at IS NULL FROM articles") == [0]
    room.server.page(OLD, news(1))
    room.clock.pass_(days=100)
    room.crawl(site)
    assert room.ask("SELECT url, gone_at FROM articles") == [(room.server.url(OLD), None)]
    assert room.ask("SELECT url, reason FROM pages WHERE kind = 'article' ORDER BY id") == [
        (room.server.url(OLD), None),
        (room.server.url(NEW), "moved_by_text"),
    ]


def test_the_end_of_an_address_that_was_left_is_not_that_of_its_article(room: Newsroom, site: Site) -> None:
    room.server.page(NEW, news(1))
    room.server.redirect(OLD, NEW, status=301)
    room.crawl(site)
    room.server.remove(OLD)
    for days in (100, 1, 30):
        room.clock.pass_(days=days)
        (outcome,) = room.fetch(site, room.server.url(OLD))
        assert outcome.verdict == "unchanged"
        assert str(outcome.fault) == f"its article has moved: it redirects to {room.server.url(NEW)}"
    is_one_article(room, site, "moved_by_redirect")


@pytest.mark.parametrize("found_by", ["moved_by_redirect", "moved_by_text"])
def test_the_lists_of_the_newest_state_are_those_of_the_new_address(room: Newsroom, found_by: str) -> None:
    room.server.page(OLD, news(1, head='<meta name="keywords" content="Wohngeld, Portal">'))
    site = room.site(feeds=(feed(room, OLD),), articles=K21)
    room.crawl(site)
    room.clock.pass_(days=40)
    room.server.page(NEW, news(1, head='<meta name="keywords" content="Landkreis">'))
    room.fetch(site, room.server.url(NEW))
    if found_by == "moved_by_redirect":
        room.server.redirect(OLD, NEW, status=301)
    else:
        room.server.remove(OLD)
    for _ in range(2):
        room.crawl(site)
        room.clock.pass_(days=1)
    is_one_article(room, site, found_by)
    assert room.ask("SELECT keywords FROM articles") == ["Landkreis"]
    assert room.ask("SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id") == ["Landkreis"]
    assert room.ask("SELECT changed, record ->> '$.keywords[0]' FROM versions") == [("keywords", "Wohngeld")]


# What is no move


def two_articles(room: Newsroom) -> None:
    assert room.ask("SELECT count(*) FROM articles") == [2]
    assert room.ask("SELECT count(*) FROM pages WHERE reason LIKE 'moved%'") == [0]


def test_two_addresses_that_both_show_a_text_are_a_duplicate(room: Newsroom, site: Site) -> None:
    room.server.page(NEW, news(1))
    feed(room, OLD, NEW)
    for _ in range(3):
        room.crawl(site)
        room.clock.pass_(days=40)
    two_articles(room)
    assert room.ask("SELECT id, duplicate_of FROM articles") == [(1, None), (2, 1)]
    # Nor does the older one move to the copy's address when the copy goes.
    room.server.remove(NEW)
    for _ in range(3):
        room.crawl(site)
        room.clock.pass_(days=40)
    two_articles(room)
    assert room.ask("SELECT id, gone_at IS NULL FROM articles") == [(1, 1), (2, 0)]


def test_a_series_with_one_text_moves_nowhere(room: Newsroom, site: Site) -> None:
    other = "/k21-meldungen/portal-im-landkreis-2/"
    for path in (NEW, other):
        room.server.page(path, news(1))
    feed(room, NEW, other)
    room.server.remove(OLD)
    room.crawl(site)
    room.clock.pass_(days=1)
    assert room.crawl(site).gone == 1
    assert room.ask("SELECT count(*) FROM articles") == [3]


def test_a_text_that_two_articles_had_which_are_gone_says_not_which_of_them_it_is(room: Newsroom) -> None:
    other = "/meldung_2"
    for path in (OLD, other):
        room.server.page(path, news(1))
    site = room.site(feeds=(feed(room, OLD, other),), articles=K21)
    room.crawl(site)
    for path in (OLD, other):
        room.server.remove(path)
    for _ in range(2):
        room.clock.pass_(days=40)
        room.crawl(site)
    room.server.page(NEW, news(1))
    feed(room, NEW)
    assert room.crawl(site).new == 1


@pytest.mark.parametrize("is_first", [True, False])
def test_a_short_text_proves_nothing(room: Newsroom, is_first: bool) -> None:
    text = "Alle Termine der Woche stehen im Kalender der Stadt, den es auch im Rathaus gibt."
    head = news(1).partition("<article>")[0]
    short = f"{head}<article><h1>Termine</h1><p>{text}</p></article></body></html>"
    room.server.page(OLD, short)
    site = room.site(feeds=(feed(room, OLD),), articles=K21)
    room.crawl(site)
    room.server.remove(OLD)
    for _ in range(2):
        room.clock.pass_(days=40)
        if is_first:
            room.server.page(NEW, short)
            feed(room, NEW)
        room.crawl(site)
    room.server.page(NEW, short)
    feed(room, NEW)
    room.crawl(site)
    two_articles(room)


def test_the_text_on_another_site_is_no_move(room: Newsroom, site: Site) -> None:
    room.server.remove(OLD)
    for _ in range(2):
        room.crawl(site)
        room.clock.pass_(days=1)
    with Server() as other:
        other.page(NEW, news(1))
        other.page("/feed", rss([other.url(NEW)]))
        elsewhere = Site("anderswo", "Anderswo", other.url("/"), feeds=(other.url("/feed"),), delay=0.0, private=True)
        assert room.crawl(elsewhere).new == 1
    two_articles(room)


def test_a_redirect_to_another_article_joins_nothing(room: Newsroom, site: Site) -> None:
    other = (
        "Die Stadt hat ihr Archiv eröffnet und lädt alle Schulklassen zu Führungen durch das alte Magazin ein. "
        "Wer kommen will, muss sich beim Kulturamt melden, denn Plätze gibt es jeweils nur zwanzig am Tag. "
        "Gezeigt werden Karten, Urkunden, Fotografien sowie Briefe aus drei Jahrhunderten."
    )
    page = (
        "<!DOCTYPE html><html lang=de><title>Archiv öffnet</title><article><h1>Archiv öffnet seine Türen</h1>"
        f"<p>{other}</p></article></html>"
    )
    room.server.page(NEW, page)
    feed(room, NEW)
    room.fetch(site, room.server.url(NEW))
    room.server.redirect(OLD, NEW, status=301)
    room.crawl(site)
    two_articles(room)
    assert room.ask("SELECT title FROM articles ORDER BY id") == [
        "Meldung 1 aus dem Rathaus",
        "Archiv öffnet seine Türen",
    ]
    assert room.ask("SELECT reason, detail ->> 'why' FROM pages WHERE article_id = 1") == [
        ("missing", f"redirects to {room.server.url(NEW)}, which is another article")
    ]
    room.clock.pass_(days=1)
    assert room.crawl(site).gone == 1
    two_articles(room)
    assert room.ask("SELECT count(*) FROM versions") == [0]


def test_a_redirect_from_one_serial_release_to_the_next_joins_nothing(room: Newsroom, site: Site) -> None:
    def release(month: str, day: int, figures: tuple[str, str]) -> str:
        text = (
            f"Im {month} waren im Bezirk der Agentur {figures[0]} Menschen ohne Arbeit gemeldet. Die Quote lag bei"
            f" {figures[1]} Prozent. Mehr Stellen gab es im Handwerk, in der Pflege sowie im öffentlichen Dienst,"
            " weniger dagegen im Handel und in der Gastronomie. Die Leiterin der Agentur rechnet für das Winterhalbjahr"
            " mit einer ruhigen Entwicklung und verweist auf offene Ausbildungsplätze in allen Landkreisen der Region."
        )
        title = f"Arbeitsmarkt im {month}"
        head = f"<!DOCTYPE html><html lang=de><title>{title}</title><article><h1>{title}</h1>"
        stated = f"<time datetime='2026-11-{day:02}T08:00:00Z'>{day}. November 2026</time>"
        return f"{head}{stated}<p>{text}</p></article></html>"

    old, new = "/meldung_77", "/k21-meldungen/arbeitsmarkt-september/"
    room.server.page(old, release("August", 2, ("41.300", "4,1")))
    room.server.page(new, release("September", 9, ("40.100", "3,9")))
    feed(room, old, new)
    room.crawl(site)
    before = room.ask("SELECT count(*) FROM articles")
    room.server.redirect(old, new, status=301)
    for _ in range(2):
        room.clock.pass_(days=30)
        room.crawl(site)
    assert room.ask("SELECT count(*) FROM articles") == before
    assert room.ask("SELECT title, gone_at IS NOT NULL FROM articles WHERE title LIKE 'Arbeitsmarkt%' ORDER BY id") == [
        ("Arbeitsmarkt im August", 1),
        ("Arbeitsmarkt im September", 0),
    ]
    assert room.ask("SELECT count(*) FROM versions") == [0]


_ANNOUNCEMENT = (
    "Liebe Leserinnen und Leser, unsere Seiten erscheinen in neuem Gewand: schneller, übersichtlicher, barrierefrei. "
    "Ältere Beiträge finden Sie über das Suchfeld oben rechts. Schreiben Sie uns gern, wie es Ihnen gefällt; wir "
    "freuen uns über jede Rückmeldung aus Rathäusern, Kreisen, Ministerien."
)


@pytest.mark.parametrize(
    ("status", "patterns", "becomes"),
    [(301, K21, 2), (302, K21, 2), (301, ("^/meldung_",), 2), (302, ("^/meldung_",), 1)],
)
def test_a_relaunch_that_leads_all_addresses_to_its_announcement_changes_no_article(
    room: Newsroom, status: int, patterns: tuple[str, ...], becomes: int
) -> None:
    room.server.page(OLD, news(1))
    site = room.site(feeds=(feed(room, OLD),), articles=patterns)
    room.crawl(site)
    page = (
        f"<!DOCTYPE html><html lang=de><title>Neu</title><article><h1>Wir sind neu</h1><p>{_ANNOUNCEMENT}</p></article>"
    )
    room.server.page(NEW, page)
    room.server.redirect(OLD, NEW, status=status)
    for _ in range(2):
        room.clock.pass_(days=8)
        room.crawl(site)
    (url, is_gone, title, states) = room.ask(
        "SELECT url, gone_at IS NOT NULL, title, (SELECT count(*) FROM history WHERE article_id = a.id)"
        " FROM articles a WHERE id = 1"
    )[0]
    if becomes == 1:
        # To an address that the profile calls no article a temporary redirect may lead for whatever reason.
        assert (url, is_gone, states) == (room.server.url(OLD), 0, 2)
        return
    assert (url, is_gone, title, states) == (room.server.url(OLD), 1, "Meldung 1 aus dem Rathaus", 1)
    assert room.ask("SELECT reason, detail ->> 'url' FROM pages WHERE article_id = 1") == [
        ("redirects_to_article", room.server.url(NEW))
    ]
    # The announcement is an article of its own.
    room.fetch(site, room.server.url(NEW))
    two_articles(room)


def test_a_fetch_with_another_profile_finds_no_other_article_in_what_it_reads_otherwise(room: Newsroom) -> None:
    """To it the text of the page is another one, which says nothing of the article."""
    page = news(1).replace("</article>", f"<div class='kasten'><p>{_ANNOUNCEMENT}</p></div></article>")
    page = page.replace("Meldung 1 aus", "Portal in")
    room.server.page(OLD, page)
    site = room.site(feeds=(feed(room, OLD),), articles=K21, select=(("body", "article > p"),))
    room.crawl(site)
    room.clock.pass_(days=1)
    room.server.page(NEW, page.replace("<h1>Portal in", "<h1>Neues aus"))
    room.server.redirect(OLD, NEW, status=301)
    (outcome,) = room.fetch(replace(site, select=(("body", "div.kasten"),)), room.server.url(OLD))
    assert (outcome.verdict, outcome.fault, outcome.of_other_profile) == ("unchanged", None, True)
    assert room.ask("SELECT missing_since, gone_at, url FROM articles") == [(None, None, room.server.url(OLD))]


@pytest.mark.parametrize("status", [301, 302])
def test_a_name_that_was_given_up_brings_no_text_of_its_next_owner(room: Newsroom, site: Site, status: int) -> None:
    page = (
        f"<!DOCTYPE html><html lang=de><title>Neu</title><article><h1>Wir sind neu</h1><p>{_ANNOUNCEMENT}</p></article>"
    )
    with Server() as owner:
        away = owner.page("/start", page).replace("127.0.0.1", "localhost")
        room.server.redirect(OLD, away, status=status)
        room.bounds["allow_private"] = True
        for _ in range(2):
            room.crawl(site)
            room.clock.pass_(days=1)
    assert room.ask("SELECT url, gone_at, title FROM articles") == [
        (room.server.url(OLD), "2027-01-02T12:00:00Z", "Meldung 1 aus dem Rathaus")
    ]
    assert room.ask("SELECT count(*) FROM versions") == [0]
    assert room.ask("SELECT reason, detail ->> 'url' FROM pages WHERE article_id = 1") == [
        ("redirects_to_article", away)
    ]


def test_a_short_text_that_was_written_anew_moves_with_its_redirect(room: Newsroom) -> None:
    """It has too few words to tell whether it is another one."""
    page = "<!DOCTYPE html><html lang=de><title>{0}</title><article><h1>{0}</h1><p>{1}</p></article></html>"
    before = "Im Landkreis steht seit heute ein Portal bereit, mit dem sich Wohngeld von zu Hause aus beantragen lässt."
    after = (
        "Anträge auf Wohngeld nimmt die Verwaltung ab sofort elektronisch entgegen, wie die Landrätin am Montag sagte."
    )
    room.server.page(OLD, page.format("Ein Portal für alle", before))
    site = room.site(feeds=(feed(room, OLD),), articles=K21)
    assert room.crawl(site).new == 1
    room.server.page(NEW, page.format("Wohngeld nun digital", after))
    room.server.redirect(OLD, NEW, status=301)
    room.clock.pass_(days=40)
    room.crawl(site)
    is_one_article(room, site, "moved_by_redirect")


def test_pages_of_one_run_know_that_two_articles_became_one(room: Newsroom, site: Site) -> None:
    """The rows of both addresses are read from the frontier before the first of them is visited."""
    room.server.page(NEW, news(1), etag='"neu"')
    feed(room, NEW)
    room.fetch(site, room.server.url(NEW))
    room.server.redirect(OLD, NEW, status=301)
    with closing(sqlite3.connect(room.db)) as db, db:
        db.execute("UPDATE pages SET due_at = '2026-01-01T00:00:00Z' WHERE kind = 'article'")
    result = room.crawl(site)
    # The second visit was answered with 304: of a row that is no more.
    assert (result.failed, result.new, result.unchanged) == (0, 0, 2)
    assert room.ask("SELECT id, url FROM articles") == [(1, room.server.url(NEW))]
    assert room.ask("SELECT DISTINCT status FROM visits") == [304]


def test_a_link_to_the_new_address_leads_to_the_article(room: Newsroom, site: Site) -> None:
    link = f'<a href="{room.server.url(NEW)}">die Meldung zum Portal</a>'
    room.server.page("/meldung_2", news(2, link))
    feed(room, "/meldung_2")
    room.crawl(site)
    assert room.ask("SELECT target_id FROM links WHERE url = ?", room.server.url(NEW)) == [None]
    room.server.page(NEW, news(1))
    room.server.redirect(OLD, NEW, status=301)
    room.clock.pass_(days=40)
    room.crawl(site)
    assert room.ask("SELECT target_id FROM links WHERE url = ?", room.server.url(NEW)) == [1]


def test_a_temporary_redirect_leaves_an_article_where_it_is(room: Newsroom, site: Site) -> None:
    room.server.page(NEW, news(1))
    room.server.redirect(OLD, NEW, status=302)
    room.crawl(site)
    assert room.ask("SELECT url FROM articles") == [room.server.url(OLD)]
    # Both addresses find it all the same.
    feed(room, NEW)
    assert room.crawl(site).new == 0


def test_another_spelling_of_an_address_is_no_move(room: Newsroom) -> None:
    room.server.page("/news/1", news(1))
    site = room.site(feeds=(feed(room, "/news/1"),), articles=("^/news/",))
    room.crawl(site)
    room.clock.pass_(days=40)
    room.server.page("/news/1?ansicht=neu", news(1))
    room.server.redirect("/news/1", "/news/1?ansicht=neu", status=301)
    room.crawl(site)
    assert room.ask("SELECT url FROM articles") == [room.url(1)]
