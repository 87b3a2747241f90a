"""Histories of an article: what its address answered when, taken in by a crawl of that time or out of a file."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from scraper.batch.past import Past
from scraper.crawl.keep import Visited, keep
from scraper.model import Facts, Reading, Response, Site
from scraper.model.incoming import Incoming, Recalled, RevisitOf, Taken
from scraper.policy.decide import decide
from scraper.policy.gone import decide_gone
from scraper.policy.headlines import with_own_headline
from scraper.policy.identity import identity_of
from scraper.policy.signals import read as read_signals
from scraper.reading import body_digest, read
from scraper.store import Archive
from scraper.web.urls import canonical, key

SITE = Site(id="amtsblick", name="Amtsblick", home="https://amtsblick.example/")
URL = "https://amtsblick.example/meldung/4711"
START = dt.datetime(2016, 5, 23, 9, 0, tzinfo=dt.UTC)
HTML = (("content-type", "text/html; charset=utf-8"),)
_TEXT = (
    "Die Stadt Grünau führt im Herbst die elektronische Akte ein. Der Gemeinderat hat dem Vorhaben am Dienstag"
    " zugestimmt. Beschäftigte aller Ämter werden vorher geschult, wie das Rathaus mitteilt.",
    "Zuerst stellen das Bauamt und die Kämmerei um. Für Bürgerinnen und Bürger ändert sich nichts, denn Anträge"
    " nimmt das Rathaus weiterhin auch auf Papier an. Eingescannt wird in der Poststelle.",
)


def at(day: float) -> dt.datetime:
    """Return a time so many days after the first."""
    return START + dt.timedelta(days=day)


def page(edit: str = "", around: str = "", url: str = URL, head: str = "", title: str = "E-Akte kommt") -> bytes:
    """Return a page of an article.

    Args:
        edit: a sentence that an editor has added.
        around: what stands beside the text.
        url: its address, as it states it.
        head: further elements of its head.
        title: its headline.
    """
    paragraphs = "".join(f"<p>{text}</p>" for text in (*_TEXT, edit) if text)
    return (
        f'<!DOCTYPE html><html lang="de"><head><title>{title}</title><link rel="canonical" href="{url}">'
        f'<meta property="og:type" content="article"><meta name="date" content="2016-05-23">{head}</head><body>'
        f"<nav><a href='/'>Start</a></nav><article><h1>{title}</h1>{paragraphs}</article>"
        f"<footer>{around}</footer></body></html>"
    ).encode()


@dataclass(frozen=True)
class Answer:
    """What an address answered.

    Args:
        day: after the first, in days.
        body: what came.
        status: of the answer.
        url: the address.
    """

    day: float
    body: bytes
    status: int = 200
    url: str = URL
    headers: tuple[tuple[str, str], ...] = HTML

    @property
    def response(self) -> Response:
        return Response(self.url, self.url, self.status, self.headers, self.body, at(self.day))


def gone(day: float) -> Answer:
    return Answer(day, b"<h1>Nicht gefunden</h1>", 404)


def recalled(answer: Answer, site: Site = SITE, **changes: Any) -> Recalled:
    """Return an answer as a record of a file that was read."""
    response = replace(answer.response, **changes)
    reading = read(response, site) if response.status == 200 else Reading(None, None)
    number = round(answer.day * 100)
    return Recalled(Incoming("alt.warc.gz", number, f"<urn:uuid:{number}>", response), site, reading)


def revisit(day: float, of: Answer, *, dated: bool = True, digest: str | None = None, status: int = 200) -> Recalled:
    """Return a revisit record of an answer."""
    about = RevisitOf(of.url, at(of.day) if dated else None, digest)
    response = Response(of.url, of.url, status, HTML, b"", at(day))
    return Recalled(
        Incoming("alt.warc.gz", round(day * 100) + 50, "<urn:uuid:r>", response, about), SITE, Reading(None, None)
    )


def sha1_of(answer: Answer) -> str:
    return "sha1:" + hashlib.sha1(answer.body, usedforsecurity=False).hexdigest()


def take(archive: Archive, *records: Recalled, now: dt.datetime | None = None) -> list[Taken | None]:
    """Take records in one transaction each, and what waits in a last one."""
    past = Past(archive, {SITE.id: SITE}, now or at(4000))
    taken: list[Taken | None] = []
    for one in records:
        with archive.transaction():
            taken.append(past.take(one))
    with archive.transaction():
        rest = [past.take_late(*one) for one in past.waiting()]
    late = iter(sorted(rest, key=lambda one: one.value))
    return [next(late) if one is None else one for one in taken]


def crawl(archive: Archive, answer: Answer, site: Site = SITE) -> None:
    """Take an answer as a crawl of its time does."""
    response = answer.response
    reading = read(response, site) if response.status == 200 else Reading(None, None)
    url = canonical(response.requested_url)
    with archive.transaction():
        archive.frontier.add_site(site)
        known = archive.frontier.get(url, response.fetched_at)
        row = known or archive.frontier.add(url, site.id, "article", "waiting", key(url, site))
        if response.status == 404:
            decision = decide_gone(row, response, site)
            reading = replace(reading, body_digest=body_digest(response))
            keep(archive, Visited(row, site, response, reading), Facts(known=row.known), decision)
            return
        assert reading.article is not None
        identity = identity_of(url, site, row.article_id, reading.article)
        facts = archive.articles.facts(row, reading, identity)
        reading = with_own_headline(reading, facts)
        signals = read_signals(response.url, response.headers, tuple(reading.article.directives))
        decision = decide(row, response, reading, facts, site, response.fetched_at, signals)
        keep(archive, Visited(row, site, response, reading), facts, decision)


def contents(archive: Archive) -> dict[str, list[Any]]:
    """Return what an archive says of its articles, without the numbers of its rows."""
    found: dict[str, list[Any]] = {}
    for name, sql in _CONTENTS.items():
        found[name] = [tuple(row.values()) for row in archive.rows(sql)]
    return found


_CONTENTS = {
    "articles": "SELECT a.url, a.title, a.lead, a.body, a.digest, a.date, a.keywords, a.first_seen, a.last_seen,"
    " a.changed_at, a.gone_at, a.missing_since, a.signals, hex(c.digest) FROM articles a"
    " LEFT JOIN captures c ON c.id = a.capture_id ORDER BY a.url",
    "links": "SELECT a.url, l.relation, l.position, l.url FROM links l JOIN articles a ON a.id = l.article_id"
    " ORDER BY 1, 2, 3",
    "versions": "SELECT a.url, v.seen_at, v.until, v.changed, v.digest, v.body, v.record, hex(c.digest)"
    " FROM versions v JOIN articles a ON a.id = v.article_id LEFT JOIN captures c ON c.id = v.capture_id"
    " ORDER BY a.url, v.seen_at, v.until",
    # A visit and a capture say the same of a time: that these bytes were there.
    "seen": "SELECT url, fetched_at, status, hex(digest) FROM captures"
    " UNION SELECT c.url, v.at, v.status, hex(c.digest) FROM visits v JOIN captures c ON c.id = v.capture_id"
    " ORDER BY 1, 2",
}


def crawled(archive: Archive, answers: Iterable[Answer]) -> dict[str, list[Any]]:
    """Return what a crawl makes of answers, in the order of time."""
    for one in sorted(answers, key=lambda answer: answer.day):
        crawl(archive, one)
    return contents(archive)
