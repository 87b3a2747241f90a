"""Whether a page is archived as an article, and what it is instead."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from urllib.parse import urljoin

import pytest

from scraper.model import Article, Exchange, Facts, KnownArticle, Page, Reading, Reason, Response, Site, fault
from scraper.policy import acceptance, reasons

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
SITE = Site("x", "X", "https://x.de/start", ignore=(re.compile("^/intern/"),))
PAGE = Page(1, "https://x.de/a", "x", "article", "waiting", "k")


def led(asked: str, *hops: str) -> Response:
    """Return the answer to which redirects led, over these addresses."""
    way = (asked, *(urljoin(asked, hop) for hop in hops))
    via = tuple(Exchange(url, 302, b"", b"", "HTTP/1.1", None, NOW) for url in way[:-1])
    return Response(asked, way[-1], 200, (), b"", NOW, via=via)


@pytest.mark.parametrize(
    ("hops", "home"),
    [
        (["/"], True),
        (["/start/"], True),
        ([], False),
        (["/b"], False),
        (["/", "/anfang/"], True),
        (["https://anmeldung.example/", "/b"], False),
        (["/", "/a"], False),
    ],
)
def test_a_way_home_is_noticed_by_the_hops(hops: list[str], home: bool) -> None:
    assert acceptance.redirected_home(led("https://x.de/a", *hops), SITE.home) is home


ARTICLE = Article("https://x.de/a", "x", title="Titel", body="Text", is_article=True)
READ = Reading(ARTICLE, None, "digest", b"", "1")
OTHER = KnownArticle(3, "https://x.de/a", "1", "another digest", NOW)
SAME = KnownArticle(3, "https://x.de/a", "1", "digest", NOW)


@pytest.mark.parametrize(
    ("facts", "rejected"),
    [
        (Facts(same_text=acceptance.SAME_TEXT - 1), False),
        (Facts(same_text=acceptance.SAME_TEXT, same_text_url="https://x.de/b"), True),
        (Facts(known=OTHER, same_text=acceptance.SAME_TEXT), True),
        (Facts(known=SAME, same_text=acceptance.SAME_TEXT), False),
    ],
)
def test_a_text_that_many_have_is_rejected_unless_the_page_had_it_before(facts: Facts, rejected: bool) -> None:
    why = acceptance.rejection(PAGE, led("https://x.de/a"), READ, facts, SITE)
    assert (why is not None and why.reason is Reason.SAME_TEXT) is rejected


@pytest.mark.parametrize(
    ("facts", "rejected"),
    [
        (Facts(same_body=acceptance.SAME_TEXT - 1), False),
        (Facts(same_body=acceptance.SAME_TEXT, same_body_url="https://x.de/b"), True),
        (Facts(known=OTHER, state=replace(ARTICLE, body="Vorher."), same_body=acceptance.SAME_TEXT), True),
        (Facts(known=OTHER, state=replace(ARTICLE, title="Vorher"), same_body=acceptance.SAME_TEXT), False),
    ],
)
def test_so_is_a_body_that_many_have_under_other_headlines(facts: Facts, rejected: bool) -> None:
    why = acceptance.rejection(PAGE, led("https://x.de/a"), READ, facts, SITE)
    assert (why is not None and why.reason is Reason.SAME_TEXT) is rejected


@pytest.mark.parametrize(("length", "is_compared"), [(acceptance.SHORTEST_COMPARED, True), (99, False), (0, False)])
def test_a_short_body_may_stand_under_many_headlines(length: int, is_compared: bool) -> None:
    reading = replace(READ, article=replace(ARTICLE, body="x" * length))
    assert acceptance.text_to_compare(reading) == ("x" * length if is_compared else None)
    assert acceptance.text_to_compare(replace(READ, article=None)) is None


def test_what_leads_to_where_the_profile_never_looks_is_rejected_unless_it_was_asked_for() -> None:
    response = led("https://x.de/a", "/intern/1")
    why = acceptance.rejection(PAGE, response, READ, Facts(), SITE)
    assert str(why) == "leads to https://x.de/intern/1, which an 'ignore' pattern of the profile names"
    meant = Page(1, "https://x.de/intern/1", "x", "article", "waiting", "k")
    assert acceptance.rejection(meant, response, READ, Facts(), SITE) is None


@pytest.mark.parametrize("reason", list(Reason)[: list(Reason).index(Reason.PDF)])
def test_a_feed_speaks_for_an_article_where_only_its_looks_speak_against_it(reason: Reason) -> None:
    doubted = Reading(ARTICLE, fault(reason), "digest", b"", "1")
    why = acceptance.rejection(PAGE, led("https://x.de/a"), doubted, Facts(named_by_feed=True), SITE)
    is_doubtful = reason in {Reason.LISTING_PAGE, Reason.NOT_AN_ARTICLE}
    assert (why is None) is is_doubtful
    assert acceptance.may_be_kept(doubted) is is_doubtful
    assert acceptance.rejection(PAGE, led("https://x.de/a"), doubted, Facts(), SITE) == fault(reason)


NAMED = Site("x", "X", "https://x.de/", articles=(re.compile("^/a$"),))


@pytest.mark.parametrize("reason", list(Reason)[: list(Reason).index(Reason.PDF)])
def test_a_pattern_speaks_for_an_article_unless_the_page_plainly_is_another_thing(reason: Reason) -> None:
    article = replace(ARTICLE, is_article=False, why_not=reason)
    is_kept = reason in {Reason.LISTING_PAGE, Reason.NOT_AN_ARTICLE, Reason.NO_TITLE}
    assert acceptance.page_fault(article, led("https://x.de/a"), NAMED) == (None if is_kept else fault(reason))
    assert acceptance.page_fault(article, led("https://x.de/b"), NAMED) == fault(reason)


@pytest.mark.parametrize(
    ("site", "reason", "named_by_feed", "meant"),
    [
        (NAMED, Reason.LISTING_PAGE, False, True),
        (SITE, Reason.LISTING_PAGE, True, False),
        (SITE, Reason.CONSENT_WALL, False, True),
        (SITE, Reason.SAME_TEXT, False, True),
        (SITE, Reason.PDF, False, False),
        (SITE, Reason.NO_TEXT, True, True),
        (SITE, Reason.NO_TEXT, False, False),
        (NAMED, Reason.NEEDS_JAVASCRIPT, False, True),
        (SITE, Reason.NEEDS_JAVASCRIPT, True, True),
        (SITE, Reason.NEEDS_JAVASCRIPT, False, False),
    ],
)
def test_a_person_hears_where_an_article_was_to_be_had(
    site: Site, reason: Reason, named_by_feed: bool, meant: bool
) -> None:
    assert acceptance.is_meant_as_article(PAGE, reason, site, named_by_feed=named_by_feed) is meant


@pytest.mark.parametrize("reason", sorted(reasons.INSTEAD_OF_AN_ARTICLE))
def test_what_is_said_of_a_host_names_no_single_page(reason: Reason) -> None:
    assert "{" not in reasons.in_general(reason)
