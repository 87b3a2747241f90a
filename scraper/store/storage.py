"""What each site costs in bytes: what was captured, how it is packed, text, search indexes, earlier states."""

from __future__ import annotations

from sqlite_utils import Database

from scraper.store.readonly import Row, rows
from scraper.store.repack import SITE_OF_CAPTURE

# A text counts by its bytes and not by its characters. The indexes are shared by all texts and fall to the sites by the
# length of theirs. Bytes that two sites captured alike fall to the first. A redirect falls to the site
# of the page that redirected.
_STORAGE = f"""
WITH captured AS MATERIALIZED (
    SELECT c.id, c.size, c.payload_id, length(c.exchange) AS heads, {SITE_OF_CAPTURE} AS site
    FROM captures c
), first_of_payload AS (
    SELECT payload_id, min(id) AS capture_id FROM captured WHERE payload_id IS NOT NULL GROUP BY payload_id
), packed AS (
    SELECT f.capture_id, length(p.data) AS bytes FROM first_of_payload f JOIN payloads p ON p.id = f.payload_id
), pages_of_site AS (
    SELECT coalesce(c.site, '') AS site, count(c.payload_id) AS captures, sum(c.size) AS pages,
        sum(coalesce(p.bytes, 0)) AS payloads, sum(coalesce(c.heads, 0)) AS heads
    FROM captured c LEFT JOIN packed p ON p.capture_id = c.id GROUP BY 1
), text_of_site AS (
    SELECT site, count(*) AS articles, sum(
        length(CAST(coalesce(kicker, '') AS BLOB)) + length(CAST(title AS BLOB))
        + length(CAST(coalesce(lead, '') AS BLOB)) + length(CAST(body AS BLOB))) AS text
    FROM articles GROUP BY site
), history_of_site AS (
    SELECT a.site, count(*) AS states, sum(
        length(CAST(coalesce(v.kicker, '') AS BLOB)) + length(CAST(v.title AS BLOB))
        + length(CAST(coalesce(v.lead, '') AS BLOB)) + length(CAST(v.body AS BLOB))
        + length(CAST(v.record AS BLOB))) AS history
    FROM versions v JOIN articles a ON a.id = v.article_id GROUP BY a.site
), index_parts AS (
    SELECT coalesce(sum(length(block)), 0) AS bytes FROM articles_fts_data
    UNION ALL SELECT coalesce(sum(length(block)), 0) FROM articles_words_data
    UNION ALL SELECT coalesce(sum(length(CAST(word AS BLOB)) + length(CAST(stem AS BLOB))), 0) FROM words
), every_site AS (
    SELECT site FROM pages_of_site UNION SELECT site FROM text_of_site
)
SELECT nullif(e.site, '') AS site, coalesce(t.articles, 0) AS articles, coalesce(p.captures, 0) AS captures,
    coalesce(p.pages, 0) AS pages, coalesce(p.payloads, 0) AS payloads, coalesce(p.heads, 0) AS heads,
    coalesce(t.text, 0) AS text,
    CAST(coalesce(t.text, 0) * 1.0 / max((SELECT sum(text) FROM text_of_site), 1)
        * (SELECT sum(bytes) FROM index_parts) AS INTEGER) AS "index",
    coalesce(h.states, 0) AS states, coalesce(h.history, 0) AS history
FROM every_site e
LEFT JOIN pages_of_site p ON p.site = e.site
LEFT JOIN text_of_site t ON t.site = e.site
LEFT JOIN history_of_site h ON h.site = e.site
ORDER BY coalesce(p.payloads, 0) DESC, e.site
"""


def storage(db: Database) -> list[Row]:
    """Return one row a site, the largest first: counts of articles, captures and earlier states, all else in bytes.

    ``site`` is None for captures that the frontier does not know any more. ``pages`` are the bodies as they were
    captured, ``payloads`` the same as they are packed, ``heads`` the packed heads.

    Args:
        db: an archive opened for reading.
    """
    return list(rows(db, _STORAGE))
