"""Packs anew what is packed against rows that are to be deleted."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlite_utils import Database

from scraper.store import exchange
from scraper.store.captures import Captures
from scraper.store.packing import packed_alone

_GOING = "IN (SELECT value FROM json_each(:dictionaries))"
_DEPENDING = (
    f"SELECT id FROM payloads WHERE dictionary_id {_GOING} OR earlier_id IN (SELECT value FROM json_each(:payloads))"
)


def free(db: Database, payload_ids: Collection[int], capture_ids: Collection[int]) -> None:
    """Pack anew what is packed against these rows, and remove the dictionaries that they serve as.

    Args:
        db: the archive; the caller holds the transaction.
        payload_ids, capture_ids: the rows that are to be deleted.
    """
    values = {"payloads": json.dumps(list(payload_ids)), "captures": json.dumps(list(capture_ids))}
    found = db.execute(
        "SELECT id FROM dictionaries WHERE payload_id IN (SELECT value FROM json_each(:payloads))"
        " OR capture_id IN (SELECT value FROM json_each(:captures))",
        values,
    ).fetchall()
    dictionaries = {row[0] for row in found}
    values["dictionaries"] = json.dumps(list(dictionaries))
    captures = Captures(db)
    for (payload_id,) in db.execute(_DEPENDING, values).fetchall():
        packed = packed_alone(captures.payloads.body(payload_id))
        db.execute(
            "UPDATE payloads SET codec = ?, data = ?, dictionary_id = NULL, earlier_id = NULL WHERE id = ?",
            [packed.codec, packed.data, payload_id],
        )
    heads = db.execute("SELECT id, exchange FROM captures WHERE substr(exchange, 1, 1) = x'02'").fetchall()
    for capture_id, blob in heads:
        if exchange.dictionary_in(blob) in dictionaries:
            db.execute(
                "UPDATE captures SET exchange = ? WHERE id = ?", [exchange.pack(*captures.heads(blob)), capture_id]
            )
    db.execute(f"DELETE FROM dictionaries WHERE id {_GOING}", values)
