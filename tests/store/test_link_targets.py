"""Which article a link leads to: by any address, and whatever came first, the link or the article."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scraper.crawl.keep import Visited, keep
from scraper.model import Alternate, Article, Move, Outcome, Reading, Reason, Reference, Related, Site
from scraper.policy.decide import decide
from scraper.policy.identity import identity_of, text_digest
from scraper.policy.signals import Signals
from scraper.reading import body_digest
from scraper.store import Archive
from scraper.web.urls import key
from store_records import LATER, NOW, one, response, rows, sqlite

AT = "2026-11-23T09:30:00Z"
HOME = "https://www.blatt.example/"
OWN = HOME + "politik/meldung_18917"
OLD = HOME + "archiv/18917.html"
MOVED = HOME + "nachrichten/portal-gestartet/"
PRINT = HOME + "druck?nr=18917"
AMP = "https://amp.blatt.example/18917/"
BLATT = Site(
    "blatt", "Blatt", HOME, articles=(re.compile(r"^/(?:[a-z]+/)?meldung_(?P<id>\d+)"), re.compile("^/nachrichten/"))
)
BOTE = Site("bote", "Bote", "https://bote.example/")
ID = "0123456789abcdef0123456789abcdef"
CITING = "https://bote.example/1"

# Addresses of the article at OWN, which OLD led to, and which calls PRINT and AMP its other forms.
LEADING = (
    OWN,
    OWN + "#absatz-3",
    OWN + "#",
    OWN + "?",
    OWN + "/",
    OWN + "?utm_source=newsletter",
    OWN + "?utm_source=x&utm_medium=y#z",
    OWN + "?fbclid=IwAR0",
    OWN + "?gclid=1",
    OWN + "?mc_cid=a&mc_eid=b",
    OWN + "?pk_campaign=nl",
    OWN + "?wt_mc=feed",
    OWN + "?xtor=RSS-1",
    OWN + f"?PHPSESSID={ID}",
    OWN + f"?sid={ID}",
    OWN + f";jsessionid={ID}",
    OWN + f";jsessionid={ID}.node2?utm_source=x",
    OWN + "?amp;utm_source=x",
    OWN.replace("https:", "http:"),
    OWN.replace("www.", ""),
    OWN.replace("https://www.", "http://"),
    OWN.replace("https://www.", "http://") + "/?utm_source=x#y",
    OWN.replace(".example/", ".example:443/"),
    OWN.replace("www.blatt", "WWW.Blatt"),
    OWN.replace("www.", "m."),
    OWN.replace("/politik/", "/politik/../politik/"),
    OWN.replace("/politik/", "/(S(lit3py55t21z5v55vlm25s55))/politik/"),
    OWN + "_Ein+neuer+Titel.html",
    OWN + "_Titel.html?utm_source=x#y",
    OWN + "_Der+alte+Titel.html#kommentare",
    OWN.replace("/politik/", "/wirtschaft/"),
    OWN.replace("/politik/", "/"),
    OWN.replace("www.", "").replace("/politik/", "/") + "_Titel.html",
    OWN + "?seite=1",
    OLD,
    OLD + "#oben",
    OLD + "?utm_campaign=x",
    OLD.replace("https:", "http:"),
    OLD.replace("www.", ""),
    OLD + "/",
    PRINT,
    PRINT + "&utm_source=x",
    PRINT.replace("https://www.", "http://") + "#",
    AMP,
    AMP.rstrip("/"),
    AMP + "?utm_source=amp",
)
# Addresses that look like those and are of other pages.
OTHERS = (
    HOME,
    OWN + "0",
    OWN[:-1],
    OWN.replace("meldung", "Meldung"),
    OWN.replace("blatt.example", "blatt.example:8443"),
    OWN.replace("www.blatt.example", "anderes.example"),
    OWN.replace("www.blatt.example", "blatt.example.org"),
    HOME + "suche?url=" + OWN,
    OLD.replace("18917", "18918"),
    OLD + "?id=7",
    OLD.replace(".html", ".pdf"),
    PRINT.replace("18917", "18918"),
    AMP.replace("amp.", "amp2."),
    "mailto:redaktion@blatt.example",
    "",
)


def visit(archive: Archive, article: Article, site: Site, asked: str, *, body: bytes = b"<p>", **more: Any) -> Outcome:
    """Visit an address that answers with an article, as a crawl does."""
    at = more.pop("at", NOW)
    answer = response(body, at, article.url, requested_url=asked, **more)
    reading = Reading(article, None, text_digest(article), body_digest(answer), "1")
    with archive.transaction():
        archive.frontier.add_site(site)
        page = archive.frontier.get(asked, at)
        if page is None:
            page = archive.frontier.add(asked, site.id, "article", "waiting", key(asked, site))
        facts = archive.articles.facts(page, reading, identity_of(asked, site, page.article_id, article))
        decision = decide(page, answer, reading, facts, site, at, Signals())
        return keep(archive, Visited(page, site, answer, reading), facts, decision)


def target(**changes: Any) -> Article:
    values: dict[str, Any] = {"url": OWN, "site": "blatt", "title": "Portal gestartet", "body": "Es ist da."}
    values["alternates"] = [Alternate(PRINT, "print"), Alternate(AMP, "amp"), Alternate(HOME + "x.pdf", "other")]
    return Article(**(values | changes))


def arrive(archive: Archive, site: Site = BLATT) -> int:
    """Let the article come, by an old address that redirects to its own; return its row."""
    outcome = visit(archive, target(site=site.id), site, OLD)
    assert outcome.article_id is not None
    return outcome.article_id


def link(archive: Archive, *urls: str, url: str = CITING, **more: Any) -> int:
    """Let an article come that links to all these addresses; return its row."""
    article = Article(
        url, BOTE.id, title="Ein Überblick", body="Siehe dort.", links=[Reference(one, "dort") for one in urls]
    )
    outcome = visit(archive, replace(article, **more), BOTE, url)
    assert outcome.article_id is not None
    return outcome.article_id


def led_to(archive: Archive, article_id: int) -> dict[str, int | None]:
    """Return where each reference of an article leads."""
    sql = "SELECT url, target_id FROM links WHERE article_id = ? AND relation = 'reference' ORDER BY position"
    return dict(rows(archive, sql, article_id))


def check(archive: Archive, citing: int, cited: int | None) -> None:
    """Check that all addresses lead to the article, and none of the others does."""
    expected = dict.fromkeys(LEADING, cited) | dict.fromkeys(OTHERS)
    assert {url: found for url, found in led_to(archive, citing).items() if found != expected[url]} == {}


def test_there_are_enough_addresses() -> None:
    assert len(set(LEADING)) >= 40
    assert not set(LEADING) & set(OTHERS)


def test_the_article_comes_first(archive: Archive) -> None:
    cited = arrive(archive)
    check(archive, link(archive, *LEADING, *OTHERS), cited)


def test_the_links_come_first(archive: Archive) -> None:
    archive.links.know([BLATT])
    citing = link(archive, *LEADING, *OTHERS)
    check(archive, citing, None)
    check(archive, citing, arrive(archive))


def test_an_old_address_is_seen_at_a_later_visit(archive: Archive) -> None:
    archive.links.know([BLATT])
    citing = link(archive, *LEADING, *OTHERS)
    visit(archive, target(), BLATT, OWN)
    assert led_to(archive, citing)[OLD] is None
    cited = arrive(archive)
    check(archive, citing, cited)
    assert one(archive, "SELECT count(*) FROM articles") == 2


def test_other_forms_are_named_at_a_later_visit_and_then_no_more(archive: Archive) -> None:
    archive.links.know([BLATT])
    citing = link(archive, *LEADING, *OTHERS)
    cited = visit(archive, target(alternates=[]), BLATT, OLD).article_id
    assert (led_to(archive, citing)[AMP], led_to(archive, citing)[OWN]) == (None, cited)
    visit(archive, target(), BLATT, OWN, body=b"<p>2", at=LATER)
    check(archive, citing, cited)
    visit(archive, target(alternates=[]), BLATT, OWN, body=b"<p>3", at=LATER)
    assert (led_to(archive, citing)[AMP], led_to(archive, citing)[OWN]) == (None, cited)


@pytest.mark.parametrize("is_link_first", [True, False])
def test_the_article_moves(archive: Archive, is_link_first: bool) -> None:
    archive.links.know([BLATT])
    urls = (*LEADING, *OTHERS, MOVED, MOVED + "?utm_source=x#y", MOVED.replace("https://www.", "http://"))
    citing = link(archive, *urls) if is_link_first else 0
    cited = arrive(archive)
    with archive.transaction():
        archive.moves.move(Move(cited, OWN, MOVED, Reason.MOVED_BY_REDIRECT, NOW))
    visit(archive, target(url=MOVED), BLATT, OWN)
    citing = citing or link(archive, *urls)
    expected = dict.fromkeys(LEADING, cited) | dict.fromkeys(urls[-3:], cited) | dict.fromkeys(OTHERS)
    assert led_to(archive, citing) == expected


def test_two_articles_become_one(archive: Archive) -> None:
    archive.links.know([BLATT])
    citing = link(archive, *LEADING, *OTHERS, MOVED)
    left = arrive(archive)
    other = visit(archive, target(url=MOVED, alternates=[]), BLATT, MOVED, at=LATER).article_id
    assert other not in (None, left)
    assert led_to(archive, citing)[MOVED] == other
    with archive.transaction():
        archive.moves.move(Move(left, OWN, MOVED, Reason.MOVED_BY_TEXT, LATER, other))
    found = led_to(archive, citing)
    # The page of the new address names no other forms.
    assert {
        found[url] for url in LEADING if not url.startswith((AMP[:-1], HOME + "druck", "http://blatt.example/druck"))
    } == {left}
    assert (found[MOVED], found[PRINT], found[AMP]) == (left, None, None)


@pytest.mark.parametrize("with_foreign_keys", [True, False])
def test_another_program_deletes_the_article_and_it_is_fetched_again(archive: Archive, with_foreign_keys: bool) -> None:
    archive.links.know([BLATT])
    citing = link(archive, *LEADING, *OTHERS)
    cited = arrive(archive)
    with sqlite(archive.path) as db:
        db.execute(f"PRAGMA foreign_keys = {with_foreign_keys:d}")
        db.execute("DELETE FROM articles WHERE id = ?", [cited])
    # SQLite gives the number again: to another article first, which has nothing of the one that is gone.
    assert link(archive, "https://bote.example/3", url="https://bote.example/2") == cited
    assert rows(archive, "SELECT url FROM links WHERE article_id = ?", cited) == [("https://bote.example/3",)]
    assert rows(archive, "SELECT kind FROM events WHERE article_id = ?", cited) == [("new",)]
    assert set(led_to(archive, citing).values()) == {None}
    check(archive, citing, arrive(archive))


def test_a_page_whose_article_was_deleted_is_no_target(archive: Archive) -> None:
    cited = arrive(archive)
    link(archive, url="https://bote.example/2")
    with sqlite(archive.path) as db:
        db.execute("DELETE FROM articles WHERE id = ?", [cited])
    citing = link(archive, *LEADING, *OTHERS)
    assert set(led_to(archive, citing).values()) == {None}


def known_by_then(archive: Archive) -> None:
    fill = archive.link_fill()
    assert fill.is_needed
    with archive.transaction():
        while fill.step(AT):
            pass
    assert not archive.link_fill().is_needed


def made_anew(archive: Archive) -> None:
    told: list[tuple[int, int]] = []
    fill = archive.link_fill(is_whole=True)
    fill.run(AT, archive.transaction, lambda *how_far: told.append(how_far))
    assert told[-1][0] == told[-1][1] > 0


@pytest.mark.parametrize("fill", [known_by_then, made_anew])
@pytest.mark.parametrize("is_link_first", [True, False])
def test_the_site_gets_its_profile_later(
    archive: Archive, fill: Callable[[Archive], None], is_link_first: bool
) -> None:
    """Who fetches by hand has none; links and pages that came until then have keys by their addresses alone."""
    by_hand = Site("www.blatt.example", "Blatt", HOME)
    citing = link(archive, *LEADING, *OTHERS) if is_link_first else 0
    cited = arrive(archive, by_hand)
    citing = citing or link(archive, *LEADING, *OTHERS)
    found = led_to(archive, citing)
    assert (found[OWN], found[OLD + "#oben"], found[AMP], found[OWN + "_Ein+neuer+Titel.html"]) == (
        cited,
        cited,
        cited,
        None,
    )
    archive.links.know([BLATT])
    fill(archive)
    check(archive, citing, cited)
    # What comes later finds it, too.
    check(archive, link(archive, *LEADING, *OTHERS, url="https://bote.example/2"), cited)


def test_whoever_makes_all_anew_without_a_profile_leaves_what_it_has_made(archive: Archive) -> None:
    archive.links.know([BLATT])
    known_by_then(archive)
    citing = link(archive, *LEADING, *OTHERS)
    cited = arrive(archive)
    with archive.transaction():
        archive._db.execute("UPDATE links SET target_id = NULL")
    keys = rows(archive, "SELECT key FROM links ORDER BY article_id, position")
    with Archive.open(archive.path) as other:
        other.link_fill(is_whole=True).run(AT, other.transaction)
    assert rows(archive, "SELECT key FROM links ORDER BY article_id, position") == keys
    check(archive, citing, cited)


def test_what_is_damaged_is_mended_when_all_is_made_anew(archive: Archive) -> None:
    archive.links.know([BLATT])
    cited = arrive(archive)
    citing = link(archive, *LEADING, *OTHERS)
    with archive.transaction():
        archive._db.execute("UPDATE links SET key = position, target_id = ?", [citing])
        archive._db.execute("UPDATE keywords SET form = 'x'")
    made_anew(archive)
    check(archive, citing, cited)


def test_a_print_button_that_leads_all_articles_to_one_page_leads_to_none(archive: Archive) -> None:
    archive.links.know([BLATT])
    citing = link(archive, PRINT, OWN)
    first = arrive(archive)
    assert led_to(archive, citing) == {PRINT: first, OWN: first}
    other = target(url=OWN.replace("18917", "2"), title="Anderes", body="Etwas anderes.")
    second = visit(archive, other, BLATT, other.url).article_id
    assert led_to(archive, citing) == {PRINT: None, OWN: first}
    visit(archive, replace(other, alternates=[]), BLATT, other.url, body=b"<p>2", at=LATER)
    assert led_to(archive, citing) == {PRINT: first, OWN: first}
    visit(archive, other, BLATT, other.url, body=b"<p>3", at=LATER)
    assert led_to(archive, citing) == {PRINT: None, OWN: first}
    forgetting = archive.forgetting({"blatt": BLATT}, NOW)
    assert second is not None
    forgetting.run([second], [])
    assert led_to(archive, citing) == {PRINT: first, OWN: first}


def test_a_print_version_with_a_page_of_its_own_leads_to_its_article(archive: Archive) -> None:
    archive.links.know([BLATT])
    citing = link(archive, PRINT)
    cited = arrive(archive)
    visit(archive, target(url=PRINT, alternates=[], body="Es ist da"), BLATT, PRINT, body=b"<p>druck")
    visit(archive, target(alternates=[]), BLATT, OWN, body=b"<p>2", at=LATER)
    assert led_to(archive, citing) == {PRINT: cited}


def test_what_is_called_a_print_version_and_is_an_article_of_its_own_is_that(archive: Archive) -> None:
    archive.links.know([BLATT])
    citing = link(archive, PRINT)
    first = arrive(archive)
    assert led_to(archive, citing) == {PRINT: first}
    own = Article(PRINT, "blatt", title="Alle Meldungen zum Drucken", body="Eine Sammlung.")
    second = visit(archive, own, BLATT, PRINT, body=b"<p>druck").article_id
    assert second not in (None, first)
    assert led_to(archive, citing) == {PRINT: second}
    with archive.transaction():
        archive._db.execute("DELETE FROM articles WHERE id = ?", [second])
        archive.links.settle([PRINT])
    assert led_to(archive, citing) == {PRINT: first}


def test_a_page_without_a_key_of_the_profile_is_found_by_the_address_alone(archive: Archive) -> None:
    cited = arrive(archive, Site("www.blatt.example", "Blatt", HOME))
    archive.links.know([BLATT])
    url = OWN.replace("https://www.", "http://")
    assert led_to(archive, link(archive, url)) == {url: cited}


def test_an_article_that_no_page_leads_to_is_found_by_its_address(archive: Archive) -> None:
    cited = arrive(archive)
    with archive.transaction():
        archive._db.execute("DELETE FROM pages")
    assert led_to(archive, link(archive, OWN + "#a")) == {OWN + "#a": cited}


def test_a_known_page_that_answers_under_another_address(archive: Archive) -> None:
    archive.links.know([BLATT])
    citing = link(archive, MOVED.replace("https", "http"))
    cited = visit(archive, target(), BLATT, OWN).article_id
    visit(archive, target(url=MOVED), BLATT, OWN, body=b"<p>2", at=LATER)
    assert led_to(archive, citing) == {MOVED.replace("https", "http"): cited}


def test_what_a_check_of_links_found_takes_no_link_from_another_article(archive: Archive) -> None:
    cited = arrive(archive)
    citing = link(archive, OWN, "https://x.example/a#b", "https://x.example/ab")
    with archive.transaction():
        archive.links.lead(OWN, citing)
        archive.links.lead("https://x.example/a", cited)
    assert led_to(archive, citing) == {OWN: cited, "https://x.example/a#b": cited, "https://x.example/ab": None}


def test_a_link_to_itself_has_its_target_and_is_no_citation(archive: Archive) -> None:
    citing = link(archive, CITING + "#oben", "https://bote.example/2")
    assert led_to(archive, citing) == {CITING + "#oben": citing, "https://bote.example/2": None}
    assert rows(archive, "SELECT * FROM citations") == []


def test_forgetting_takes_away_the_links_in_all_spellings(archive: Archive) -> None:
    archive.links.know([BLATT])
    cited = arrive(archive)
    citing = link(archive, *LEADING, *OTHERS)
    archive.forgetting({"blatt": BLATT}, NOW).run([cited], [])
    assert led_to(archive, citing) == dict.fromkeys(OTHERS)


def test_lists_of_related_articles_find_their_targets(archive: Archive) -> None:
    archive.links.know([BLATT])
    related = [Related("Portal gestartet", OWN + "_Titel.html#x"), Related("Ohne Adresse")]
    link(archive, related=related)
    cited = arrive(archive)
    sql = "SELECT title, target_id FROM links WHERE relation = 'related' ORDER BY position"
    assert rows(archive, sql) == [("Portal gestartet", cited), ("Ohne Adresse", None)]
    assert rows(archive, "SELECT * FROM citations") == []


def test_links_that_are_no_addresses_of_the_web_are_kept(archive: Archive) -> None:
    citing = link(archive, "mailto:redaktion@blatt.example", related=[Related("Ohne Adresse")])
    assert rows(archive, "SELECT url, key, target_id FROM links WHERE article_id = ? ORDER BY relation", citing) == [
        ("mailto:redaktion@blatt.example", None, None),
        (None, None, None),
    ]


def test_a_citation_is_one_row_for_a_pair_with_the_first_link(archive: Archive) -> None:
    cited = arrive(archive)
    citing = link(archive, "https://x.example/", OWN + "#a", OLD, CITING)
    assert rows(archive, "SELECT * FROM citations") == [
        (citing, "bote", None, "Ein Überblick", 2, OWN + "#a", "dort", cited, "blatt", None, "Portal gestartet")
    ]


def test_links_to_one_address_that_is_not_archived_share_a_key(archive: Archive) -> None:
    decision = "https://bund.example/beschluss/7"
    link(archive, decision + "?utm_source=x", decision + "#ziffer-2", decision.replace("https", "http"), decision + "1")
    assert rows(archive, "SELECT count(*) FROM links GROUP BY key ORDER BY 1") == [(1,), (3,)]
