"""Letting go of bytes that a profile does not keep any more; what was read from them stays, and so do their digests."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlite_utils import Database

from scraper.store.repack import SITE_OF_CAPTURE, free

# The captures that a site would not keep today. With 'changed', those stay that a state of an article was read from.
_IN_EXCESS = f"""
WITH of_site AS (
    SELECT c.id, c.payload_id, c.part_of, {SITE_OF_CAPTURE} AS site FROM captures c WHERE c.payload_id IS NOT NULL)
SELECT o.id, o.payload_id FROM of_site o JOIN json_each(:keeps) k ON k.key = o.site
WHERE k.value = 'text' OR k.value = 'changed'
    AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.capture_id IN (o.id, o.part_of))
    AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.capture_id IN (o.id, o.part_of))
"""


def count_in_excess(db: Database, keeps: Mapping[str, str]) -> int:
    """Return of how many captures :func:`drop_payloads` would let go the bytes."""
    return int(db.execute(f"SELECT count(*) FROM ({_IN_EXCESS})", {"keeps": json.dumps(dict(keeps))}).fetchone()[0])


def drop_payloads(db: Database, keeps: Mapping[str, str]) -> int:
    """Let go of the bytes that sites do not keep, and return of how many captures. The caller holds the transaction.

    Args:
        db: the archive.
        keeps: ``Site.keep`` by the id of the site; what is not named is kept.
    """
    rows = db.execute(_IN_EXCESS, {"keeps": json.dumps(dict(keeps))}).fetchall()
    captures = json.dumps([row[0] for row in rows])
    payloads = json.dumps(sorted({row[1] for row in rows}))
    db.execute("UPDATE captures SET payload_id = NULL WHERE id IN (SELECT value FROM json_each(?))", [captures])
    # Two addresses may have had the same bytes, of which only one lets them go.
    unused = [
        row[0]
        for row in db.execute(
            "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM captures WHERE payload_id = value)",
            [payloads],
        ).fetchall()
    ]
    free(db, unused, ())
    db.execute("DELETE FROM payloads WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(unused)])
    return len(rows)
