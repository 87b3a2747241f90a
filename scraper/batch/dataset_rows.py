"""A record that was read becomes a row of a part: what it says of an article, with the article's lists."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from scraper.errors import AddressError
from scraper.model import Article, Reading, Response, Site
from scraper.model.indexed import IndexedText
from scraper.policy.identity import text_digest
from scraper.policy.reservations import reservation
from scraper.policy.signals import read, stored
from scraper.store.articles import bare
from scraper.store.columns import from_day_text, now_text
from scraper.store.links import link_rows
from scraper.store.records import article_columns
from scraper.web.storable import storable
from scraper.web.urls import canonical, key

if TYPE_CHECKING:
    from scraper.analysis.mentions import Names

Row = dict[str, Any]


class Rows:
    """Makes rows of parts."""

    def __init__(self) -> None:
        self._names: Names | None = None

    def of(
        self, response: Response, reading: Reading, site: Site, *, source: str, offset: int, record_id: str,
        signals: str | None = None,
    ) -> Row | None:  # fmt: skip
        """Return the row of a record, or None where it holds no article.

        Args:
            response: the answer.
            reading: the same, read.
            site: the profile that it was read with.
            source: the file that it comes from.
            offset: of the record in that file.
            record_id: its WARC-Record-ID, or the number of its capture.
            signals: what was declared for it, as JSON, where that is known better than from the answer itself.
        """
        article = reading.article
        if article is None or reading.fault is not None:
            return None
        declared = stored(signals) if signals else read(response.url, response.headers, article.directives)
        row = _of_record(response, site.id, source, offset, record_id)
        row |= {"url": article.url, "key": key(article.url, site)}
        row["signals"] = signals or declared.to_json(now_text(response.fetched_at))
        if reservation(declared, site) is not None:
            # Of what a site reserves neither text nor bytes come in, nor what its bytes could be recognised by.
            kept = bare(article)
            row |= {"body_digest": None, "size": None, "digest": text_digest(kept)}
            return _storable_row(row | _of_article(kept, []) | {"reader": reading.reader})
        row |= _of_article(article, self._mentions(article))
        return _storable_row(row | {"reader": reading.reader, "digest": reading.digest})

    def _mentions(self, article: Article) -> list[Row]:
        from scraper.analysis.mentions import Names, mentions

        if self._names is None:
            self._names = Names()
        names = self._names
        vendors = [vendor.name for vendor in article.vendors]
        if vendors:
            # They are learned for this article alone: otherwise what is found in one article would depend on which
            # others the same worker has read before, and a second run would give other rows.
            names = Names(vendors=vendors)
        text = IndexedText(article.language, article.kicker, article.title, article.lead, article.body)
        return [{"position": place} | one._asdict() for place, one in enumerate(mentions(text, names), 1)]


def revisit_row(response: Response, site: Site, *, source: str, offset: int, record_id: str) -> Row | None:
    """Return the row of a record that says that a page is as it was at an earlier visit.

    Args:
        response: the answer, without a body.
        site: the profile that its address belongs to.
        source, offset, record_id: as for :meth:`Rows.of`.
    """
    try:
        url = canonical(response.url)
        page_key = key(url, site)
    except AddressError:
        return None
    row = _of_record(response, site.id, source, offset, record_id)
    return _storable_row(row | {"url": url, "key": page_key, "is_revisit": True, "size": None, "body_digest": None})


def _of_record(response: Response, site: str, source: str, offset: int, record_id: str) -> Row:
    return {
        "site": site,
        # The archive writes no fractions of a second either.
        "fetched_at": response.fetched_at.astimezone(dt.UTC).replace(microsecond=0),
        "requested_url": response.requested_url,
        "answered_url": response.url,
        "status": response.status,
        "media_type": response.media_type or None,
        "body_digest": hashlib.sha256(response.body).hexdigest(),
        "size": len(response.body),
        "source": source,
        "offset": offset,
        "record_id": record_id,
        "is_revisit": False,
    }


def _of_article(article: Article, mentions: list[Row]) -> Row:
    columns = article_columns(article)
    # Times and days stay what they are here; the archive's columns are texts.
    columns |= {
        "date": article.date,
        "published_at": _utc(article.published_at),
        "modified_at": _utc(article.modified_at),
        "authors": list(article.authors),
        "sources": json.dumps(article.sources, ensure_ascii=False) if article.sources else None,
    }
    links = [
        {
            "relation": relation,
            "position": place,
            "target_url": url,
            "title": title,
            "date": from_day_text(day),
            "teaser": teaser,
        }
        for place, relation, url, title, day, teaser in link_rows(article)
    ]
    # A keyword that a page gives twice is archived once.
    keywords = [{"position": place, "name": name} for place, name in enumerate(dict.fromkeys(article.keywords), 1)]
    return columns | {"keywords_list": keywords, "links_list": links, "mentions_list": mentions}


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    """Return a moment in UTC without fractions; None also where the shift leaves Python's calendar."""
    if moment is None:
        return None
    try:
        return moment.astimezone(dt.UTC).replace(microsecond=0)
    except OverflowError:
        return None


def _storable_row(value: Any) -> Any:
    """Return values that Arrow can hold: half of a surrogate pair has no form in UTF-8."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {name: _storable_row(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_storable_row(part) for part in value]
    return value
