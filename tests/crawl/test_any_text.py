"""No text raises, whatever a page, a host or a source says: the page is archived, or fails alone with its address."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crawling import Newsroom, news
from hypothesis import given
from hypothesis import strategies as st

from empty_archive import put_empty_archive
from scraper import parser
from scraper.cli.mail import mail
from scraper.crawl.keep import Visited, keep, keep_unanswered
from scraper.crawl.visit import Visit
from scraper.model import (
    Alternate,
    Article,
    Decision,
    Exchange,
    Facts,
    Image,
    Keep,
    Problem,
    Reading,
    Reason,
    Reference,
    Related,
    SiteResult,
    Vendor,
    fault,
    stored_fault,
)
from scraper.policy.decide import decide
from scraper.policy.identity import identity_of, text_digest
from scraper.policy.signals import read
from scraper.store import Archive
from scraper.store.search import Filter
from scraper.web.storable import storable
from server import Exchange as Asked
from store_records import LATER, NOW, SITE, full_article, response, rows

# All that Python can hold: lone surrogates, NUL, other controls, noncharacters. A text() of all characters has
# one of these once in thousands of examples, so that they are drawn by themselves.
ODD_ONES = st.sampled_from(["\ud83d", "\udc00", "\x00", "\x1b", "\ufffe", "\uffff", "\ufdd0", "\U0001ffff"])
ODD = st.lists(ODD_ONES | st.characters(exclude_categories=()), max_size=8).map("".join)
# The parser hands on no lone surrogates and no NUL.
READ = ODD.map(storable)


@contextmanager
def opened() -> Iterator[Archive]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        put_empty_archive(path)
        with Archive.open(path) as archive:
            with archive.transaction():
                archive.frontier.add_site(SITE)
            yield archive


def article(*texts: str) -> Article:
    """Return a record with these texts, by turns, in each of its fields."""
    at = iter(texts * 40)
    return full_article(
        language=next(at), kicker=next(at), title=next(at), authors=[next(at), next(at)], lead=next(at), body=next(at),
        keywords=[next(at), next(at)], section=next(at), links=[Reference(next(at), next(at))],
        related=[Related(next(at), next(at), None, next(at))], vendors=[Vendor(next(at), next(at), next(at))],
        images=[Image(next(at), next(at), next(at))], alternates=[Alternate(next(at), "print")],
        directives=[(next(at), next(at))], sources={next(at): next(at)},
    )  # fmt: skip


def visited(archive: Archive, record: Article, odd: str, at: Any, body: bytes) -> None:
    """Keep a record whose host says odd things, too, as a visit does."""
    headers = tuple(
        (name, odd) for name in ("content-type", "etag", "last-modified", "x-robots-tag", "tdm-policy", odd)
    )
    line = odd.encode("utf-8", "surrogatepass").replace(b"\n", b"").replace(b"\r", b"")
    heads = Exchange(record.url, 200, b"GET / HTTP/1.1\r\n", b"HTTP/1.1 200 " + line + b"\r\n", "HTTP/1.1", None, at)
    hop = replace(heads, url="https://amtsblick.example/alt", status=301)
    answer = response(body, at, record.url, headers=headers, exchange=heads, via=(hop,))
    signals = read(record.url, headers, tuple(record.directives))
    reading = Reading(record, None, text_digest(record), body[:1] * 32, "1")
    with archive.transaction():
        page = archive.frontier.get(record.url, at) or archive.frontier.add(
            record.url, SITE.id, "article", "waiting", "k"
        )
        facts = archive.articles.facts(page, reading, identity_of(page.url, SITE, page.article_id, record))
        decision = decide(page, answer, reading, facts, replace(SITE, tdm="record"), at, signals)
        keep(archive, Visited(page, SITE, answer, reading), facts, decision)


@given(first=READ, second=READ, odd=ODD)
def test_every_field_of_a_record_and_of_an_answer_can_hold_anything(first: str, second: str, odd: str) -> None:
    with opened() as archive:
        visited(archive, article(first, second), odd, NOW, b"1")
        visited(archive, article(second, first), odd, LATER, b"2")
        visited(archive, article(second, first), odd, LATER, b"2")
        (article_id,) = (row[0] for row in rows(archive, "SELECT id FROM articles"))
        row = archive.article(article_id)
        assert row is not None
        assert (row["title"], row["section"]) == (article(second, first).title, article(second, first).section)
        # What was kept is read back as it was read from the page.
        kept = archive.versions.states(article_id)[-1].article
        wanted = replace(article(second, first), directives=[])
        assert replace(kept, keywords=[], authors=[]) == replace(wanted, keywords=[], authors=[])
        assert list(archive.rows("SELECT * FROM history"))
        list(archive.rows("SELECT * FROM silent_edits"))
        archive.search(first + second + odd, Filter(keyword=storable(odd)))


@given(texts=st.lists(ODD, min_size=4, max_size=4))
def test_every_detail_of_a_fault_can_hold_anything(texts: list[str]) -> None:
    why, url, other, at = texts
    faults = [
        fault(Reason.NO_CONNECTION, at=at, why=why),
        fault(Reason.STALE_VALIDATOR, url=url),
        fault(Reason.OTHER, text=other),
        fault(Reason.PROGRAM_ERROR, error=why, place=url, message=other),
    ]
    with opened() as archive:
        for one in faults:
            with archive.transaction():
                page = archive.frontier.get("https://amtsblick.example/1", NOW) or archive.frontier.add(
                    "https://amtsblick.example/1", SITE.id, "article", "waiting", "k"
                )
                keep_unanswered(archive, page, Decision("failed", "failed", None, fault=one), NOW)
                archive.problems.settle(SITE.id, [Problem(one), Problem(one, at or "x")], NOW, complete=True)
                crawl = archive.crawls.start([SITE.id], NOW)
                archive.crawls.site_done(crawl, SiteResult(SITE.id, failures=((at, one),)), NOW)
            *_, row = archive.page_problems(NOW)
            assert row["code"] == str(one.reason)
            assert archive.site_states(NOW)
            assert mail(archive, [SiteResult(SITE.id)], NOW).encode()
        for code, detail in rows(archive, "SELECT code, detail FROM problems"):
            # It can be written to a terminal or a file: no lone surrogate is left.
            str(stored_fault(code, detail)).encode()


ODD_PARTS = [
    "\ud83d",
    "\udc00\ud83d",
    "\x00",
    "\x1b",
    "\ufffe",
    "\uffff",
    "",
    " ",
    "[",
    "%",
    "%00",
    "%ed%a0%bd",
    "a" * 9000,
]
SHAPES = ["{}", "{home}news/{}", "{home}news/1?a={}#{}", "//{}", "https://{}/", "{home}{}/../{}", "http://a@{}:{}/"]


def test_every_address_of_a_source_can_hold_anything(room: Newsroom) -> None:
    home = room.server.url("/")
    urls = [shape.format(one, one, home=home) for shape in SHAPES for one in ODD_PARTS]
    items = [{"id": url, "url": url, "title": url} for url in [*urls, room.url(1)]]
    for number, following in ((1, f"{home}feed2"), (2, urls[0]), (3, urls[20])):
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items, "next_url": following}
        room.server.page(f"/feed{number}", json.dumps(feed), headers={"Content-Type": "application/feed+json"})
    room.articles(1)
    site = room.site(feeds=tuple(f"{home}feed{number}" for number in (1, 3)), articles=(r"^/news/1$",))
    result = room.crawl(site, full=True)
    assert (result.new >= 1, result.problems) == (True, ())
    for url in room.ask("SELECT url FROM pages"):
        assert url.isascii()
        assert url.startswith("http")


@pytest.mark.parametrize("odd", ["\\ud83d", "\\u0000", "\\uffff", "\\udc00\\ud83d"])
def test_a_crawl_goes_on_whatever_one_of_its_pages_says(room: Newsroom, odd: str) -> None:
    data = f'{{"@type": "NewsArticle", "headline": "Portal {odd}", "keywords": ["{odd}", "a{odd}"], "author": "{odd}"}}'
    head = f'<script type="application/ld+json">{data}</script>'
    room.articles(1, 3)
    room.server.page("/news/2", news(2, head=head), etag='"2"')
    result = room.crawl(room.site(feeds=(room.feed(1, 2, 3),)))
    assert (result.new, result.failed, result.problems) == (3, 0, ())


@pytest.mark.parametrize("header", [b"\xff\xfe", b"\xed\xa0\xbd", b"\x01", b"\x80" * 20])
def test_a_crawl_goes_on_whatever_a_host_says_in_its_headers(room: Newsroom, header: bytes) -> None:
    def answer(exchange: Asked) -> None:
        page = news(2).encode()
        lines = [b"HTTP/1.1 200 OK", b"Content-Type: text/html; charset=" + header, b'ETag: "' + header + b'"']
        lines += [name + b": " + header for name in (b"X-Odd", b"TDM-Policy", b"Last-Modified", b"X-Robots-Tag")]
        lines += [b"Connection: close", b"Content-Length: %d" % len(page), b"", page]
        exchange.send(b"\r\n".join(lines))

    room.articles(1, 3)
    room.server.handler("/news/2", answer)
    result = room.crawl(room.site(feeds=(room.feed(1, 2, 3),)))
    assert (result.new + result.failed, result.new >= 2, result.problems) == (3, True, ())
    assert all(url == room.url(2) for url, _ in result.failures)


def test_a_bug_that_one_page_meets_is_its_own_reason_with_its_address(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever between response and rows it is: the page fails alone, and the next goes on."""
    settled = Visit._settle

    def broken(self: Visit, seen: Visited, signals: Any) -> Any:
        outcome = settled(self, seen, signals)
        if seen.page.url.endswith("/2"):
            raise ValueError("ein Fehler \ud83d nach dem Schreiben")
        return outcome

    monkeypatch.setattr(Visit, "_settle", broken)
    room.articles(1, 2, 3)
    result = room.crawl(room.site(feeds=(room.feed(1, 2, 3),)))
    assert (result.new, result.failed, result.problems) == (2, 1, ())
    assert result.failures[0][0] == room.url(2)
    assert room.ask("SELECT url, state, reason FROM pages WHERE reason IS NOT NULL") == [
        (room.url(2), "failed", "program_error")
    ]
    assert room.ask("SELECT url, code FROM problems") == [(room.url(2), "program_error")]
    assert room.ask("SELECT count(*) FROM captures") == [2]
    outcomes = room.fetch(room.site(), room.url(2), room.url(3))
    assert [outcome.verdict for outcome in outcomes] == ["failed", "unchanged"]


def test_what_cannot_be_stored_fails_alone(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a lone surrogate that slipped through the parser is the fault of its page alone."""
    parse = parser.parse

    def half(html: bytes, url: str, **how: Any) -> Article:
        record = parse(html, url, **how)
        return replace(record, section="Stra\ud800e") if url.endswith("/2") else record

    monkeypatch.setattr(parser, "parse", half)
    room.articles(1, 2, 3)
    result = room.crawl(room.site(feeds=(room.feed(1, 2, 3),)))
    assert (result.new, result.failed, result.problems) == (2, 1, ())
    (detail,) = room.ask("SELECT detail FROM problems")
    assert json.loads(detail)["error"] == "UnicodeEncodeError"


def test_nothing_of_a_page_is_kept_by_a_decision_that_keeps_nothing() -> None:
    with opened() as archive, archive.transaction():
        page = archive.frontier.add("https://amtsblick.example/1", SITE.id, "article", "waiting", "k")
        decision = Decision("failed", "failed", None, Keep.NOTHING, fault=fault(Reason.TIMEOUT))
        answer = response(url=page.url)
        found = keep(archive, Visited(page, SITE, answer, Reading(None, None)), Facts(), decision)
        assert found.article_id is None
        assert rows(archive, "SELECT count(*) FROM captures") == [(0,)]
