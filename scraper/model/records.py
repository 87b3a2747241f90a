"""The records that travel through the house: frozen, plain, importing nothing of it.

A page travels one way, link -> response -> capture -> article -> rows.
All times are aware and UTC; all text is ``str`` in Unicode NFC as the page gave it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Literal

Access = Literal["free", "teaser", "consent", "blocked"]
AlternateKind = Literal["print", "pdf", "amp", "language", "other"]
PageKind = Literal["feed", "sitemap", "listing", "article"]
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A site profile: where its news is found and what its articles look like.

    Args:
        id: the site's name on the command line and in ``articles.site``.
        name: the name for people.
        home: the front page.
        feeds, sitemaps, listings: addresses of the sources, absolute.
        articles: patterns searched in the path (with query) of an address; a group ``id`` names what
            stays when the rest of an address changes.
        ignore: patterns of addresses that are never visited.
        title_suffixes: endings cut from titles, exactly as written.
        delay: seconds between two requests to one host.
        connections: requests in flight to one host at a time.
        private: True allows addresses in private networks.
        tdm: what follows from a reservation of text and data mining: ``obey`` keeps no text.
        noarchive: the same for ``noarchive`` and ``noindex``.
        select: CSS selectors per field of the record (``body``, ``title``, …).
    """

    id: str
    name: str
    home: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    articles: tuple[re.Pattern[str], ...] = ()
    ignore: tuple[re.Pattern[str], ...] = ()
    title_suffixes: tuple[str, ...] = ()
    delay: float = 1.0
    connections: int = 1
    private: bool = False
    tdm: Literal["obey", "record"] = "obey"
    noarchive: Literal["obey", "record"] = "record"
    select: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a source named, with what the source said about it.

    Args:
        url: absolute address.
        kind: what is expected there.
        title: the source's title for it, or None.
        published: when it was published, by the source's word, or None.
        lastmod: when it was last changed, by the source's word, or None.
    """

    url: str
    kind: PageKind = "article"
    title: str | None = None
    published: dt.datetime | None = None
    lastmod: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a feed, sitemap or listing page said.

    Args:
        links: in the order of the document.
        next_url: the next page of a paginated listing or feed, or None.
        problem: why this document is not what it should be ("the feed is an HTML page"), or None.
    """

    links: tuple[Link, ...] = ()
    next_url: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response as it came, its body without transfer and content encoding.

    Args:
        requested_url: the address that was asked for.
        url: the address that answered, after redirects.
        status: the status code.
        headers: names lower-case, in the order of the wire.
        body: decoded bytes; empty for 304.
        fetched_at: when the headers were complete.
        wire_bytes: what the body took on the wire.
        redirects: the statuses of the hops that led here; empty without redirects.
        hops: the addresses that they led to, the last one included.
        packed: the body as it was sent, where that was one gzip member (RFC 1952); else empty.
    """

    requested_url: str
    url: str
    status: int
    headers: Headers
    body: bytes
    fetched_at: dt.datetime
    wire_bytes: int = 0
    redirects: tuple[int, ...] = ()
    hops: tuple[str, ...] = ()
    packed: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first header of this name (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as sent, or None."""
        return self.header("content-type")

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, lower-case; empty where it was not sent."""
        return (self.content_type or "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Reference:
    """A link in the text of an article."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Related:
    """An item of a list of related articles."""

    title: str
    url: str | None = None
    date: dt.date | None = None
    teaser: str | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    """A company that the page names as a provider in its field."""

    name: str
    place: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Alternate:
    """Another form of the same article."""

    url: str
    kind: AlternateKind


@dataclass(frozen=True, slots=True)
class Article:
    """One article as fields; an empty record is a valid answer.

    Args:
        url: canonical address.
        site: id of the site profile, or the host.
        language: BCP 47 tag, lower-case primary subtag ("de"), or None.
        kicker: the short line above the headline, without its colon, or None.
        title: the headline without the site's name; empty where the page has none.
        date: day of publication.
        published_at, modified_at: aware UTC, or None where the page gives no time of day.
        authors: names, or the code in parentheses at the end of the text.
        lead: the first sentence group where the page sets it apart, else None.
        body: paragraphs separated by a blank line, in reading order, without the lead.
        keywords: the editor's, in order.
        section: the department or subject area.
        links, related, vendors, images, alternates: what else the editor put on the page.
        access: ``free``, or why the text is not all there.
        is_article: whether the page looks like one article at all.
        why_not: what the page is instead of an article ("a listing page"), or None.
        directives: (name, content) of the meta elements that are addressed to crawlers.
        sources: for each field that was found, what on the page gave it ("JSON-LD headline").
    """

    url: str
    site: str
    language: str | None = None
    kicker: str | None = None
    title: str = ""
    date: dt.date | None = None
    published_at: dt.datetime | None = None
    modified_at: dt.datetime | None = None
    authors: list[str] = field(default_factory=list)
    lead: str | None = None
    body: str = ""
    keywords: list[str] = field(default_factory=list)
    section: str | None = None
    links: list[Reference] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    vendors: list[Vendor] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    alternates: list[Alternate] = field(default_factory=list)
    access: Access = "free"
    is_article: bool = False
    why_not: str | None = None
    directives: list[tuple[str, str]] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)


PageState = Literal["waiting", "done", "left", "skipped", "failed", "gone"]
Verdict = Literal["new", "changed", "unchanged", "gone", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Page:
    """A row of the frontier: an address and what is known of it.

    Args:
        id: its row, or 0 before it is stored.
        url: the address that is requested.
        site: id of its site.
        kind: what is expected there.
        state: ``waiting`` to be fetched, ``done``, ``left`` out by a bound, ``skipped`` (not an article),
            ``failed``, ``gone``.
        key: what all addresses of one page share.
        found_in: the source that named it.
        published, lastmod: by that source's word.
        etag, last_modified: validators of the last full answer (RFC 9110 §8.8).
        failures: failed visits in a row.
        article_id: the article that was read from it.
    """

    id: int
    url: str
    site: str
    kind: PageKind
    state: PageState
    key: str
    found_in: str | None = None
    published: dt.datetime | None = None
    lastmod: dt.datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class HostState:
    """What politeness remembers of a host between runs.

    Args:
        host: host, or host:port.
        robots: robots.txt as it came, ``b""`` where there is none, None where it was never read.
        robots_at: when it was read.
        delay: its Crawl-delay in seconds, or None.
        not_before: no request before this time.
        failures: failed requests in a row.
        tdmrep: tdmrep.json as it came, ``b""`` where there is none, None where it was never read.
        tdmrep_at: when it was read.
    """

    host: str
    robots: bytes | None = None
    robots_at: dt.datetime | None = None
    delay: float | None = None
    not_before: dt.datetime | None = None
    failures: int = 0
    tdmrep: bytes | None = None
    tdmrep_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article's address.

    Args:
        url: the address that was asked for.
        verdict: in one word.
        reason: why, where the verdict is ``skipped``, ``failed`` or ``gone``.
        article_id: the archived article, if there is one.
        article: the record that was read, if there is one.
        note: what else a person should know of it, or None.
        lie: what the host said of the page that is not so, or None.
    """

    url: str
    verdict: Verdict
    reason: str | None = None
    article_id: int | None = None
    article: Article | None = None
    note: str | None = None
    lie: str | None = None


@dataclass(frozen=True, slots=True)
class SiteResult:
    """What a crawl did at one site.

    Args:
        site: its id.
        found: article addresses that its sources named and that were not known before.
        new, changed, unchanged, gone, failed, skipped: articles by verdict.
        left: addresses known but left out by the bound of a first crawl.
        requests, bytes: what it cost the host; bytes of bodies on the wire.
        problems: one line per source that failed or was not what it should be.
        failures: the first few addresses that failed, with their reasons.
    """

    site: str
    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0
    skipped: int = 0
    left: int = 0
    requests: int = 0
    bytes: int = 0
    problems: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def needs_person(self) -> bool:
        """Whether somebody should look: a source failed, or an address was not archived."""
        return bool(self.problems or self.failed)
