"""What the archive knows of an article's past: its states, and every answer of its addresses."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database

from scraper.analysis.timeline import Imported, Move, Observation, Past, State
from scraper.policy.edits import TEXT_FIELDS
from scraper.policy.figures import FIGURE_CHANGES, stated_places
from scraper.policy.reasons import MOVED
from scraper.store.readonly import Row, rows
from scraper.store.records import STATE_COLUMNS, state_article, version_article

_ARTICLE = (
    "SELECT url, first_seen, last_seen, gone_at, missing_since, capture_id, doubts, signals FROM articles WHERE id = ?"
)
_VERSIONS = (
    f"SELECT seen_at, until, capture_id, changed, record, {', '.join(TEXT_FIELDS)} FROM versions"
    " WHERE article_id = ? ORDER BY seen_at, id"
)
_ADDRESSES = "SELECT url, reason, detail FROM pages WHERE article_id = ? ORDER BY id"
# All captures of an article's addresses, redirects included, and those of its states, whatever address they came from.
# A print or AMP version says nothing of the article itself.
_CAPTURES = """
SELECT c.id, c.url, c.fetched_at, c.status FROM captures c
WHERE c.part_of IS NULL AND c.id IN (
    SELECT id FROM captures WHERE url IN (SELECT value FROM json_each(:addresses)) AND url NOT IN (
        SELECT url FROM links WHERE article_id = :id AND relation = 'alternate' AND title IN ('print', 'amp')
            AND url IS NOT NULL AND url <> :url)
    UNION SELECT capture_id FROM articles WHERE id = :id
    UNION SELECT capture_id FROM versions WHERE article_id = :id)
ORDER BY c.id
"""
# Where each redirect ended: the last capture on the way from it.
_ENDS = """
WITH RECURSIVE way (hop, id) AS (
    SELECT h.value, c.id FROM json_each(?) h JOIN captures c ON c.via_id = h.value
    UNION SELECT way.hop, c.id FROM way JOIN captures c ON c.via_id = way.id)
SELECT w.hop, c.url, c.status FROM (SELECT hop, max(id) AS id FROM way GROUP BY hop) w JOIN captures c ON c.id = w.id
"""
_VISITS = "SELECT v.capture_id, v.at, v.status FROM json_each(?) i JOIN visits v ON v.capture_id = i.value"

# Which of them came out of a file, and of which.
_IMPORTED = """
SELECT coalesce(i.source, '') AS source, count(*) AS captures, min(c.fetched_at) AS first, max(c.fetched_at) AS last
FROM json_each(?) j JOIN origins o ON o.capture_id = j.value JOIN captures c ON c.id = o.capture_id
LEFT JOIN imports i ON i.id = o.import_id
GROUP BY 1 ORDER BY first, source
"""


def past(db: Database, article_id: int) -> Past | None:
    """Return all that the archive knows of an article's past, or None where there is no such article.

    Neither payloads nor heads are read, so that a damaged one does no harm here.

    Args:
        db: an archive opened for reading or writing.
        article_id: its row.
    """
    found = next(rows(db, _ARTICLE, [article_id]), None)
    if found is None:
        return None
    pages = list(rows(db, _ADDRESSES, [article_id]))
    addresses = frozenset({found["url"], *(page["url"] for page in pages)})
    observations = _observations(db, article_id, found["url"], addresses)
    captures = json.dumps(sorted({one.capture_id for one in observations}))
    doubt = json.loads(found["doubts"] or "{}").get("body", {})
    return Past(
        id=article_id,
        url=found["url"],
        first_seen=found["first_seen"],
        last_seen=found["last_seen"],
        gone_at=found["gone_at"],
        missing_since=found["missing_since"],
        addresses=addresses,
        states=tuple(_states(db, article_id, found)),
        observations=tuple(observations),
        moves=tuple(move for page in pages for move in _moves(page)),
        reserved=json.loads(found["signals"] or "null"),
        imported=tuple(Imported(**row) for row in rows(db, _IMPORTED, [captures])),
        counters=stated_places(doubt["stated"]) if doubt.get("why") == FIGURE_CHANGES else (),
    )


def _states(db: Database, article_id: int, found: Row) -> list[State]:
    """Return the states of an article in order, the newest last."""
    out = []
    began = found["first_seen"]
    for number, row in enumerate(rows(db, _VERSIONS, [article_id]), 1):
        article = version_article({name: row[name] for name in TEXT_FIELDS}, row["record"])
        changed = None if row["changed"] is None else tuple(filter(None, row["changed"].split("; ")))
        out.append(State(number, row["seen_at"], row["until"], article, row["capture_id"], changed))
        began = max(began, row["until"])
    row = db.execute(f"SELECT {STATE_COLUMNS} FROM articles a WHERE a.id = ?", [article_id]).fetchone()
    newest = state_article(found["url"], row)
    return [*out, State(len(out) + 1, began, None, newest, found["capture_id"], None)]


def _observations(db: Database, article_id: int, url: str, addresses: frozenset[str]) -> list[Observation]:
    """Return every answer of an article's addresses that was kept or noted, in the order of time."""
    named: dict[str, Any] = {"id": article_id, "url": url, "addresses": json.dumps(sorted(addresses))}
    captures = {row["id"]: row for row in rows(db, _CAPTURES, named)}
    ids = json.dumps(list(captures))
    ends = {row["hop"]: (row["url"], row["status"]) for row in rows(db, _ENDS, [ids])}
    out = [
        Observation(row["fetched_at"], row["url"], row["status"], row["id"], ends.get(row["id"]))
        for row in captures.values()
    ]
    for row in rows(db, _VISITS, [ids]):
        capture_id = row["capture_id"]
        address = captures[capture_id]["url"]
        out.append(Observation(row["at"], address, row["status"], capture_id, ends.get(capture_id)))
    return sorted(out, key=lambda one: (one.at, one.capture_id))


def _moves(page: Row) -> list[Move]:
    """Return that an article has left an address, where the frontier says so."""
    # Where the detail named what was forgotten, only the code is left.
    if page["reason"] not in MOVED or page["detail"] is None:
        return []
    detail = json.loads(page["detail"])
    return [Move(detail.get("on"), page["url"], detail["url"], page["reason"])]
