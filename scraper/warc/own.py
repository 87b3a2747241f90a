"""Metadata records that our own exports have beside the answers: JSON, of which nothing is sure."""

from __future__ import annotations

import json

from scraper.model import Reason, fault
from scraper.model.incoming import Broken, OwnRecord
from scraper.warc import fields
from scraper.warc.framing import Frame

_KIND = fields.KIND.lower()
# Chosen: an article with a thousand earlier states has less, and in memory a text takes up to four times its bytes.
_MOST_BYTES = 16 * 1024 * 1024
# Chosen: so many visits as an article is asked to have at the most have fewer. An empty list of two bytes takes sixty
# in memory, an object more.
_MOST_SIGNS = 500_000
_SIGNS = (b",", b"[", b"{")
_MIB = 1024 * 1024


def own_record(frame: Frame, source: str) -> OwnRecord | Broken | None:
    """Return what a metadata record of ours says, or None where it is another program's.

    Args:
        frame: the record.
        source: the file, as it is shown.
    """
    kind = frame.head.get(_KIND) if frame.head is not None else ""
    if not kind:
        return None
    if frame.left > _MOST_BYTES:
        return Broken(source, frame.offset, fault(Reason.TOO_LARGE, bound=f"{_MOST_BYTES // _MIB} MiB"))
    block = frame.take(frame.left)
    if sum(map(block.count, _SIGNS)) > _MOST_SIGNS:
        return Broken(source, frame.offset, fault(Reason.TOO_LARGE, bound=f"{_MOST_SIGNS:,} values of JSON"))
    try:
        # An escaped half of a surrogate pair is kept as it was written.
        data = json.loads(block.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        return Broken(source, frame.offset, fault(Reason.OWN_RECORD_BROKEN, why=str(error)))
    return OwnRecord(source, frame.offset, kind, data)
