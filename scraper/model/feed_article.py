"""An archived article as a feed tells of it: what the archive has, with nothing left out or made up yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedArticle:
    """One article, in its newest state. Days and times are texts as the archive writes them.

    Args:
        id: the article's number.
        url: its address today.
        first_url: the address at which it was archived first; it is another one where the article has moved.
        site, site_name: the id and the name of its site.
        kicker, title, section, language: as in the record.
        lead: its lead, or as much of it as was asked for.
        body: its text, or as much of it as was asked for.
        date: the day of publication.
        published_at: the same with the time of day, where the page gives one.
        first_seen: the first visit that found it.
        changed_at: the last edit that was seen; without one, its first visit.
        gone_at: since when it is no longer there; None: it is.
        authors: names, in order.
        keywords: the editor's, in order, each in its usual spelling.
        is_reserved: whether its site reserves its text, be it archived or not.
    """

    id: int
    url: str
    first_url: str
    site: str
    site_name: str
    kicker: str | None
    title: str
    section: str | None
    language: str | None
    lead: str | None
    body: str
    date: str | None
    published_at: str | None
    first_seen: str
    changed_at: str
    gone_at: str | None = None
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    is_reserved: bool = False
