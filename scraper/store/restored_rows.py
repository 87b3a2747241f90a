"""Rows of an article as another archive had them: captures are called by the names of their records."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scraper.model import Article, Site
from scraper.policy.edits import TEXT_FIELDS
from scraper.policy.identity import text_digest
from scraper.store.articles import bare
from scraper.store.forget_records import LISTS
from scraper.store.forgotten import Forgotten
from scraper.store.records import record_json, version_article


@dataclass(frozen=True, slots=True)
class NamedCapture:
    """A capture that a record names.

    Args:
        record: the name of its record, ``urn:uuid:…``.
        origin: the WARC-Record-ID of the record that the other archive had it from, or None.
        url, fetched_at: as in ``captures``.
        visits: each as (at, status), as in ``visits``.
    """

    record: str
    origin: str | None
    url: str
    fetched_at: str
    visits: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NamedPage:
    """An address that leads to the article.

    Args:
        url: the address.
        values: columns of ``pages``.
    """

    url: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NamedState:
    """An earlier state: columns of ``versions``, with the name of its capture's record."""

    seen_at: str
    until: str
    capture: str | None
    digest: str
    kicker: str | None
    title: str
    lead: str | None
    body: str
    reader: str
    changed: str | None
    record: Mapping[str, Any]

    def without_forgotten(self, forgotten: Forgotten, site: Site) -> NamedState:
        """Return the state without the links that lead to what this archive was told to forget."""
        if forgotten.is_empty():
            return self
        text = {name: getattr(self, name) for name in TEXT_FIELDS}
        before = version_article(text, json.dumps(self.record))
        after = forgotten.without(before, site)
        if after is before:
            return self
        lists = json.loads(record_json(after))
        return replace(self, record={**self.record, **{name: lists[name] for name in LISTS}})


@dataclass(frozen=True, slots=True)
class DescribedCapture:
    """A capture of which all is known but its bytes.

    Args:
        record: the name of its record.
        origin: the WARC-Record-ID of the record that the other archive had it from, or None.
        redirects: those that led to it, the first one first.
        part_of: the name of the record of its first page, or None.
        request, response: the heads.
        values: the other columns of ``captures``.
        visits: each as (at, status).
    """

    record: str
    origin: str | None
    redirects: tuple[DescribedCapture, ...]
    part_of: str | None
    request: bytes
    response: bytes
    values: Mapping[str, Any]
    visits: tuple[tuple[str, int], ...]

    @property
    def times(self) -> Iterator[str]:
        """When it and its redirects were captured and visited, in no order."""
        for capture in (self, *self.redirects):
            yield str(capture.values["fetched_at"])
            yield from (at for at, _ in capture.visits)


@dataclass(frozen=True, slots=True)
class NewestState:
    """The newest state: the record that was read, columns of ``articles``, and the name of its capture's record."""

    article: Article
    digest: str
    reader: str
    keywords: str | None
    first_seen: str
    last_seen: str
    changed_at: str
    gone_at: str | None
    missing_since: str | None
    doubts: str | None
    signals: str | None
    capture: str | None

    @property
    def times(self) -> tuple[dt.datetime, dt.datetime]:
        """When it was seen first and last (aware, UTC)."""
        return dt.datetime.fromisoformat(self.first_seen), dt.datetime.fromisoformat(self.last_seen)

    def as_earlier(self, seen_at: str) -> NamedState:
        """Return it as a state that another one followed at some time.

        Args:
            seen_at: when it was first seen.
        """
        article = self.article
        return NamedState(
            seen_at=seen_at,
            until=self.last_seen,
            capture=self.capture,
            digest=self.digest,
            kicker=article.kicker,
            title=article.title,
            lead=article.lead,
            body=article.body,
            reader=self.reader,
            changed=None,
            record=json.loads(record_json(article)),
        )

    def without_text(self) -> NewestState:
        """Return what of it is kept where its site reserves the text."""
        article = bare(self.article)
        return replace(self, article=article, digest=text_digest(article), keywords=None, doubts=None, capture=None)
