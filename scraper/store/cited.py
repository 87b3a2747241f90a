"""What a citation of an article says: one of its states, when it was seen, and the digests that prove it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from typing import Any

from sqlite_utils import Database

from scraper.model.cited import CitedArticle
from scraper.policy.figures import FIGURE_CHANGES
from scraper.policy.reasons import MOVED
from scraper.store.readonly import rows

_ARTICLE = (
    "SELECT a.url, a.site, s.name AS site_name, a.last_seen, a.gone_at, a.doubts ->> '$.body.why' AS doubt"
    " FROM articles a JOIN sites s ON s.id = a.site WHERE a.id = ?"
)
# The state of a moment is the last one that had been seen by then. Of two that began within one second, the one that
# ended later is the later one.
_STATE = (
    "SELECT seen_at, until, kicker, title, body, digest, capture_id, record FROM history"
    " WHERE article_id = :id AND seen_at <= :by ORDER BY seen_at DESC, until IS NULL DESC, until DESC LIMIT 1"
)
# The last answer with a state by some moment, at which no later state had been seen: the capture that it was read from
# last, or an earlier one of the same address whose text was the same. What came after that capture without becoming a
# state is another page, such as one that says in a 200 that there is no such page. Each was last seen when it came, or
# when a visit found it unchanged. Before the article moved its captures came from the address that it has left.
_CAPTURE = """
SELECT c.id, c.fetched_at, lower(hex(c.digest)) AS digest,
    iif(o.capture_id IS NULL, NULL, coalesce(i.source, '')) AS source, o.record_id,
    coalesce((SELECT max(v.at) FROM visits v WHERE v.capture_id = c.id AND v.at <= :by), c.fetched_at) AS seen_at
FROM captures c JOIN captures k ON k.id = :capture_id
LEFT JOIN origins o ON o.capture_id = c.id LEFT JOIN imports i ON i.id = o.import_id
WHERE (c.url = k.url OR c.url IN (SELECT url FROM pages WHERE article_id = :id AND reason IN ({moved})))
    AND c.status = k.status AND c.digest IS NOT NULL AND c.part_of IS NULL AND c.fetched_at <= :by
    AND (c.fetched_at, c.id) <= (k.fetched_at, k.id) AND c.id NOT IN (SELECT value FROM json_each(:others))
    AND (c.id = k.id OR c.fetched_at >= :since)
ORDER BY c.fetched_at DESC, c.id DESC LIMIT 1
""".format(moved=", ".join(f"'{reason}'" for reason in sorted(MOVED)))


def cited(
    db: Database, article_id: int, day: dt.date | None = None, others: Collection[int] = ()
) -> CitedArticle | None:
    """Return what is cited of an article.

    Args:
        db: an archive.
        article_id: the article's row.
        day: cite the state in which it was seen last by the end of this day (UTC); None: the newest.
        others: captures of the article's addresses that are known not to show it.

    Returns:
        None where the article was first seen after that day, or is not there.
    """
    article = next(rows(db, _ARTICLE, [article_id]), None)
    # Beyond every time of the archive.
    by = "9999" if day is None else f"{day.isoformat()}T23:59:59Z"
    state = next(rows(db, _STATE, {"id": article_id, "by": by}), None)
    if article is None or state is None:
        return None
    capture = _capture(db, article_id, state, by, others)
    record = json.loads(state["record"])
    return CitedArticle(
        id=article_id,
        url=article["url"],
        site=article["site"],
        site_name=article["site_name"],
        kicker=state["kicker"],
        title=state["title"],
        date=record.get("date"),
        language=record.get("language"),
        authors=tuple(record.get("authors", [])),
        text_digest=_text_digest(article, state, capture),
        seen_at=_seen_at(article, state, capture, by),
        until=state["until"],
        gone_at=_gone_at(article, state, by),
        is_reserved=state["capture_id"] is None and not state["body"],
        capture_id=capture.get("id"),
        fetched_at=capture.get("fetched_at"),
        body_digest=capture.get("digest"),
        source=capture.get("source"),
        record_id=capture.get("record_id"),
    )


def _capture(db: Database, article_id: int, state: dict[str, Any], by: str, others: Collection[int]) -> dict[str, Any]:
    """Return the last answer with a state by some moment; empty where none is kept."""
    values = {"id": article_id, "capture_id": state["capture_id"], "since": state["seen_at"], "by": by}
    values["others"] = json.dumps(sorted(others))
    return next(rows(db, _CAPTURE, values), {})


def _text_digest(article: dict[str, Any], state: dict[str, Any], capture: dict[str, Any]) -> str | None:
    """Return the digest of the text as that answer had it, or None where it is not known.

    A state whose text has a counter is renewed in place at each visit, so that its digest is that of its last capture.
    """
    is_renewed = article["doubt"] == FIGURE_CHANGES and capture.get("id") != state["capture_id"]
    return None if is_renewed else str(state["digest"])


def _seen_at(article: dict[str, Any], state: dict[str, Any], capture: dict[str, Any], by: str) -> str:
    """Return when a state was last seen by some moment."""
    is_newest = state["until"] is None
    if is_newest and article["last_seen"] <= by:
        return str(article["last_seen"])
    return str(capture.get("seen_at") or state["seen_at"])


def _gone_at(article: dict[str, Any], state: dict[str, Any], by: str) -> str | None:
    """Return since when an article is gone, where that is so of its newest state and was known by some moment."""
    gone_at = article["gone_at"]
    is_known = state["until"] is None and gone_at is not None and gone_at <= by
    return str(gone_at) if is_known else None
