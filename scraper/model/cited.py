"""An archived article as it is cited: one of its states, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """One state of an article.

    Args:
        id: the article's number.
        url: its address.
        site: the id of its site.
        site_name: the name of its site.
        kicker, title, date, language, authors: as in the record of this state.
        text_digest: sha256 of its text, in hexadecimal; None: figures in it change at each visit, and it is not known
            for this one.
        seen_at: when it was last found so, in UTC.
        until: when an edit ended the state; None: it is the newest.
        gone_at: since when it is no longer there; None: it is, or the state ended before.
        is_reserved: whether its site reserves its text, so that it is not kept.
        capture_id: the response that it was read from, where one is kept.
        fetched_at: when that was.
        body_digest: sha256 of its bytes, in hexadecimal.
        source: the file that the response came out of; None: it came from its host.
        record_id: the WARC-Record-ID that it has there, or None.
    """

    id: int
    url: str
    site: str
    site_name: str
    kicker: str | None
    title: str
    date: str | None
    language: str | None
    authors: tuple[str, ...]
    text_digest: str | None
    seen_at: str
    until: str | None = None
    gone_at: str | None = None
    is_reserved: bool = False
    capture_id: int | None = None
    fetched_at: str | None = None
    body_digest: str | None = None
    source: str | None = None
    record_id: str | None = None
