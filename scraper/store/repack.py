"""Packs anew what is packed against rows that are to be deleted."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlite_utils import Database


def free(db: Database, payload_ids: Collection[int], capture_ids: Collection[int]) -> None:
    """Remove the dictionaries that these rows serve as, so that the rows can be deleted.

    Args:
        db: the archive; the caller holds the transaction.
        payload_ids, capture_ids: the rows that are to be deleted.
    """
    db.execute(
        "DELETE FROM dictionaries WHERE payload_id IN (SELECT value FROM json_each(?))"
        " OR capture_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(payload_ids)), json.dumps(list(capture_ids))],
    )
