"""Records as rows and back: an article's lists, its state as JSON, and what a visit needs to know of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from scraper.model import Alternate, Article, Image, KnownArticle, Reference, Related, Vendor
from scraper.policy.edits import TEXT_FIELDS
from scraper.policy.figures import stated_places
from scraper.policy.pages import pages_digest
from scraper.store.columns import day_text, from_day_text, from_text, to_text

# The length of a sha256 (FIPS 180-4).
_DIGEST_BYTES = 32
_KNOWN = (
    *("a.id", "a.url", "a.reader", "a.digest", "a.changed_at", "a.published_at", "a.date", "a.capture_id"),
    *("c.digest", "c.fetched_at", "a.signals", "a.gone_at", "a.missing_since", "c.url", "c.requested_url"),
    # The digests of the further pages, one after the other in hexadecimal; NULL where there are none.
    "(SELECT group_concat(hex(digest), '') FROM (SELECT digest FROM captures WHERE part_of = c.id ORDER BY id))",
    "a.doubts ->> '$.title.stated'",
    "c.payload_id IS NOT NULL",
    "a.doubts ->> '$.body.stated'",
)
KNOWN_COLUMNS = ", ".join(_KNOWN)
"""What :func:`known_article` reads, of ``articles a`` and ``captures c``."""

KNOWN_COUNT = len(_KNOWN)
"""How many columns that are."""

# The subqueries sort, since json_group_array takes rows as they come, and a record has its lists in the page's order.
STATE_COLUMNS = """
    a.site, a.language, a.kicker, a.title, a.date, a.published_at, a.modified_at, a.lead, a.body, a.section, a.access,
    a.sources,
    (SELECT json_group_array(name) FROM (SELECT name FROM authors WHERE article_id = a.id ORDER BY position)),
    (SELECT json_group_array(name) FROM (SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id
        WHERE ak.article_id = a.id ORDER BY ak.position)),
    (SELECT json_group_array(json_array(relation, url, title, date, teaser)) FROM (
        SELECT * FROM links WHERE article_id = a.id ORDER BY relation, position)),
    (SELECT json_group_array(json_array(name, place, url)) FROM (
        SELECT * FROM vendors WHERE article_id = a.id ORDER BY position)),
    (SELECT json_group_array(json_array(url, caption, credit)) FROM (
        SELECT * FROM images WHERE article_id = a.id ORDER BY position))
"""
"""What :func:`state_article` reads, of ``articles a``."""


def known_article(row: Sequence[Any]) -> KnownArticle | None:
    """Return the article of :data:`KNOWN_COLUMNS`, or None where there is none."""
    # The outer join of a query gives a row of NULLs where there is no article.
    if row[0] is None:
        return None
    article_id, url, reader, digest, changed_at, published_at, date, *rest = row[:KNOWN_COUNT]
    capture_id, body_digest, fetched_at, signals, gone_at, missing_since, answered, requested, *rest = rest
    further_digests, doubted_title, has_bytes, counted = rest
    further = digests_of(further_digests)
    return KnownArticle(
        id=article_id,
        url=url,
        reader=reader,
        digest=digest,
        changed_at=dt.datetime.fromisoformat(changed_at),
        published=_published(published_at, date),
        capture_id=capture_id,
        body_digest=None if body_digest is None else pages_digest([body_digest, *further]),
        further_pages=len(further),
        doubted_titles=() if doubted_title is None else (doubted_title,),
        counters=stated_places(counted),
        captured_at=from_text(fetched_at),
        signals=signals,
        gone_at=from_text(gone_at),
        has_bytes=bool(has_bytes),
        missing_since=from_text(missing_since),
        captured_from=tuple(address for address in (answered, requested) if address is not None),
    )


def digests_of(text: str | None) -> list[bytes]:
    """Return the digests that stand one after the other in a text of hexadecimal figures."""
    data = bytes.fromhex(text or "")
    return [data[at : at + _DIGEST_BYTES] for at in range(0, len(data), _DIGEST_BYTES)]


def _published(published_at: str | None, date: str | None) -> dt.datetime | None:
    """Return when an article was published, at midnight UTC where only the day is known."""
    text = published_at or date
    if text is None:
        return None
    moment = dt.datetime.fromisoformat(text)
    # A day alone is read as its midnight, without a zone; a stored time always has one.
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def state_article(url: str, row: Sequence[Any]) -> Article:
    """Return an article as it is archived now.

    Args:
        url: its canonical address.
        row: :data:`STATE_COLUMNS`.
    """
    site, language, kicker, title, date, published_at, modified_at, lead, body, section, access, *rest = row
    # sources is NULL where nothing was noted; lists without rows are empty arrays.
    sources, authors, keywords, links, vendors, images = (json.loads(text or "null") for text in rest)
    # The title column of a link holds the text of a reference and the kind of an alternate. It may be NULL in the
    # table, and a text never is in the record.
    return Article(
        url=url,
        site=site,
        language=language,
        kicker=kicker,
        title=title,
        date=from_day_text(date),
        published_at=from_text(published_at),
        modified_at=from_text(modified_at),
        lead=lead,
        body=body,
        section=section,
        access=access,
        authors=authors,
        keywords=keywords,
        links=[Reference(link_url, text or "") for link_url, text, *_ in _of_relation("reference", links)],
        related=[
            Related(headline or "", link_url, from_day_text(day), teaser)
            for link_url, headline, day, teaser in _of_relation("related", links)
        ],
        alternates=[Alternate(link_url, kind) for link_url, kind, *_ in _of_relation("alternate", links)],
        vendors=[Vendor(*vendor) for vendor in vendors],
        images=[Image(*image) for image in images],
        is_article=True,
        sources=sources or {},
    )


def _of_relation(relation: str, links: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Return (url, title, date, teaser) of the links of one relation."""
    return [link[1:] for link in links if link[0] == relation]


def record_json(article: Article) -> str:
    """Return a record as JSON, but for the text fields, which stand beside it; dates in ISO 8601."""
    # The times are written as columns have them, so that both can be compared in SQL; the view silent_edits does so.
    fields = {name: value for name, value in asdict(article).items() if name not in TEXT_FIELDS}
    fields["published_at"] = to_text(article.published_at)
    fields["modified_at"] = to_text(article.modified_at)
    return json.dumps(fields, ensure_ascii=False, default=_iso)


def _iso(value: Any) -> str:
    """Return a day as JSON has it, which knows no dates; :func:`json.dumps` asks for whatever it does not know."""
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"no place in JSON for a {type(value).__name__}")


def version_article(text: Mapping[str, Any], record: str) -> Article:
    """Return an earlier state as a record; what an older program did not keep of it is empty.

    Args:
        text: the text fields by name.
        record: what stands beside them, as :func:`record_json` writes it.
    """
    fields: dict[str, Any] = json.loads(record)
    return Article(
        url=fields.get("url", ""),
        site=fields.get("site", ""),
        language=fields.get("language"),
        kicker=text["kicker"],
        title=text["title"],
        lead=text["lead"],
        body=text["body"],
        date=from_day_text(fields.get("date")),
        published_at=from_text(fields.get("published_at")),
        modified_at=from_text(fields.get("modified_at")),
        authors=fields.get("authors", []),
        keywords=fields.get("keywords", []),
        section=fields.get("section"),
        access=fields.get("access", "free"),
        links=[Reference(**link) for link in fields.get("links", [])],
        related=[Related(**item | {"date": from_day_text(item.get("date"))}) for item in fields.get("related", [])],
        vendors=[Vendor(**vendor) for vendor in fields.get("vendors", [])],
        images=[Image(**image) for image in fields.get("images", [])],
        alternates=[Alternate(**other) for other in fields.get("alternates", [])],
        is_article=True,
        sources=fields.get("sources", {}),
    )


# A state that is read again is asked for right after the one before it, and mostly has the same text.
@lru_cache(maxsize=2)
def _words(lead: str, body: str) -> int:
    """Return the number of words of a text."""
    return len(f"{lead} {body}".split())


def article_columns(article: Article) -> dict[str, Any]:
    """Return the columns of ``articles`` that hold what was read, but for digest and reader."""
    # Keywords stand here as one text for the full-text index, which can cover columns of articles only. Where there are
    # no keywords or no sources the column is NULL, so that SQL finds them by IS NULL.
    return {
        "kicker": article.kicker,
        "title": article.title,
        "date": day_text(article.date),
        "published_at": to_text(article.published_at),
        "modified_at": to_text(article.modified_at),
        "lead": article.lead,
        "body": article.body,
        "keywords": "; ".join(article.keywords) or None,
        "section": article.section,
        "language": article.language,
        "words": _words(article.lead or "", article.body),
        "access": article.access,
        "sources": json.dumps(article.sources, ensure_ascii=False) if article.sources else None,
    }
