"""Addresses: what a source named, what the frontier knows of them, and of their hosts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from scraper.model.fault import Fault
from scraper.model.reading import KnownArticle

# What is expected at an address; the first three are sources, which name addresses and become no article.
PageKind = Literal["feed", "sitemap", "listing", "article"]


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
class Cut:
    """What a bound left of a document.

    Args:
        taken: how many of its parts were read.
        unit: what the parts are.
        total: how many it has, or None where that is not known.
    """

    taken: int
    unit: Literal["entries", "addresses", "links", "feeds"]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a feed, sitemap or listing page said.

    Args:
        links: in the order of the document.
        next_url: the next page of a paginated listing or feed, or None.
        problem: why this document is not what it should be (``Reason.FEED_IS_HTML``), or None.
        cut: what a bound left of it, or None where it was read to its end.
        feeds: the feeds that a listing page names in its head (``<link rel="alternate">``), but for those of comments.
    """

    links: tuple[Link, ...] = ()
    next_url: str | None = None
    problem: Fault | None = None
    cut: Cut | None = None
    feeds: tuple[str, ...] = ()


# CONTRIBUTING.md has the table of these states: what each means, and which may follow it.
PageState = Literal["waiting", "done", "deferred", "skipped", "failed", "gone"]


@dataclass(frozen=True, slots=True)
class Page:
    """A row of the frontier: an address and what is known of it.

    Args:
        id: its row, or 0 before it is stored: SQLite numbers rows from 1.
        url: the address that is requested.
        site: id of its site.
        kind: what is expected there.
        state: ``waiting`` to be fetched, ``done``, ``deferred`` by a bound, ``skipped`` (not an article), ``failed``,
            ``gone``.
        key: what all addresses of one page share.
        found_in: the source that named it.
        published, lastmod: by that source's word.
        due_at: when it is visited next; None: not by itself. Sources are visited by every crawl.
        full_due_at: from when it is asked for in full, whatever its validators; None: not yet known.
        visited_at: the last answer that was as it should be.
        etag, last_modified: validators of the last full answer (RFC 9110 §8.8).
        failures: failed visits in a row, from which the pause before the next one follows.
        fault: why it failed or was skipped; of a page that is ``done``, the anomaly of its host.
        digest: of a source: sha256 of the body of its last full answer, 32 bytes; of an article its capture has it.
        article_id: the article that was read from it.
        known: that article, where it was asked for.
        is_distrusted: whether its site was found to say 'not modified' of what has changed, where that was asked for.
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
    due_at: dt.datetime | None = None
    full_due_at: dt.datetime | None = None
    visited_at: dt.datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    fault: Fault | None = None
    digest: bytes | None = None
    article_id: int | None = None
    # Only a question for pages to be visited fills these two. In a row that was read otherwise they mean "not asked"
    # and not "no", so nothing may be decided by them.
    known: KnownArticle | None = None
    is_distrusted: bool = False

    @property
    def note(self) -> Fault | None:
        """The anomaly of its host that was noted of a page, or None.

        One column holds both: of a page that is ``done`` the anomaly, of any other why it failed or was skipped.
        """
        if self.state == "done":
            return self.fault
        return None


@dataclass(frozen=True, slots=True)
class HostState:
    """What politeness remembers of a host between runs.

    Args:
        host: host, or host:port.
        robots: robots.txt as it came, ``b""`` where there is none, None where it was never read.
        robots_at: when it was read.
        delay: the Crawl-delay of its robots.txt in seconds, or None.
        not_before: no request before this time, as a Retry-After or the back-off after failures says; or None.
        failures: failed requests in a row.
        tdmrep: tdmrep.json as it came, ``b""`` where there is none, None where it was never read.
        tdmrep_at: when it was read.
        certificate_until: when the certificate that it showed last ends, or None.
    """

    host: str
    robots: bytes | None = None
    robots_at: dt.datetime | None = None
    delay: float | None = None
    not_before: dt.datetime | None = None
    failures: int = 0
    tdmrep: bytes | None = None
    tdmrep_at: dt.datetime | None = None
    certificate_until: dt.datetime | None = None
