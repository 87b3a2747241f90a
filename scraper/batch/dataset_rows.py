"""A record that was read becomes a row of a part: what it says of an article, with the article's lists."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from scraper.batch.dataset_columns import REVISIT
from scraper.errors import AddressError
from scraper.model import Article
from scraper.model.incoming import Recalled
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

    def of(self, recalled: Recalled) -> Row | None:
        """Return the row of a record, or None where it says nothing of an article.

        Args:
            recalled: the record, read.
        """
        if recalled.incoming.revisit_of is not None:
            return _revisit_row(recalled)
        article = recalled.reading.article
        if article is None or recalled.reading.fault is not None:
            return None
        return _storable_row(self._row(recalled, article))  # type: ignore[no-any-return]

    def _row(self, recalled: Recalled, article: Article) -> Row:
        response, site = recalled.incoming.response, recalled.site
        known = recalled.incoming.signals
        signals = stored(known) if known else read(response.url, response.headers, article.directives)
        row = _of_record(recalled) | {"url": article.url, "key": key(article.url, site)}
        row["reader"] = recalled.reading.reader
        row["signals"] = known or signals.to_json(now_text(response.fetched_at))
        if reservation(signals, site) is not None:
            # Of what a site reserves neither text nor bytes come in, nor what its bytes could be recognised by.
            kept = bare(article)
            row |= {"body_digest": None, "size": None, "digest": text_digest(kept)}
            return row | _of_article(kept, [])
        row["digest"] = recalled.reading.digest
        return row | _of_article(article, self._mentions(article))

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


def _revisit_row(recalled: Recalled) -> Row | None:
    """Return the row of a record that says that a page is as it was at an earlier visit."""
    # What a revisit confirms has the address that the first answer had (ISO 28500:2017 6.7).
    revisited = recalled.incoming.revisit_of
    address = recalled.incoming.response.url if revisited is None else revisited.url
    try:
        url = canonical(address)
        page_key = key(url, recalled.site)
    except AddressError:
        return None
    row = _of_record(recalled) | {"url": url, "key": page_key, "size": None, "body_digest": None, REVISIT: True}
    return _storable_row(row)  # type: ignore[no-any-return]


def _of_record(recalled: Recalled) -> Row:
    incoming = recalled.incoming
    response = incoming.response
    return {
        "site": recalled.site.id,
        # The archive writes no fractions of a second either.
        "fetched_at": response.fetched_at.astimezone(dt.UTC).replace(microsecond=0),
        "requested_url": response.requested_url,
        "answered_url": response.url,
        "status": response.status,
        "media_type": response.media_type or None,
        "body_digest": hashlib.sha256(response.body).hexdigest(),
        "size": len(response.body),
        "source": incoming.source,
        "offset": incoming.offset,
        "record_id": incoming.record_id,
        REVISIT: False,
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
