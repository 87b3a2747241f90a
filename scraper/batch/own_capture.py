"""A capture in an export of this program whose bytes the other archive did not keep: its record, checked."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from scraper.batch import own_checks as checks
from scraper.batch.own_article import signals_of, visit_of
from scraper.batch.own_checks import Fields, UnfitError
from scraper.store.restored_rows import DescribedCapture


@dataclass(frozen=True, slots=True)
class CaptureRecord:
    """A capture as another archive had it, without its bytes.

    Args:
        url, requested_url: the address that answered, and the one that was asked for.
        fetched_at: when (aware, UTC).
        signals: what the site reserves, as JSON, or None.
        described: all of it.
    """

    url: str
    requested_url: str
    fetched_at: dt.datetime
    signals: str | None
    described: DescribedCapture


def capture_record(data: Any) -> CaptureRecord:
    """Return the record of a capture, checked.

    Args:
        data: the JSON of a metadata record.

    Raises:
        UnfitError: a value is not what it should be.
    """
    described = _described(data, "")
    if described.values["digest"] is None:
        raise UnfitError("digest", "a SHA-256")
    url = str(described.values["url"])
    requested = described.values["requested_url"] or url
    fetched_at = dt.datetime.fromisoformat(described.values["fetched_at"])
    return CaptureRecord(url, str(requested), fetched_at, described.values["signals"], described)


def _described(value: Any, place: str) -> DescribedCapture:
    row = Fields(value, place)
    url, requested = row.get("url", checks.public), row.get("requested_url", checks.public)
    digest = row.maybe("digest", checks.sha256)
    return DescribedCapture(
        record=row.get("record", checks.record_name),
        origin=row.maybe("origin", checks.text),
        redirects=row.items("redirects", _redirect),
        part_of=row.maybe("part_of", checks.record_name),
        request=row.get("request", _head),
        response=row.get("response", _head),
        values={
            "url": url,
            "requested_url": None if requested == url else requested,
            "fetched_at": row.get("fetched_at", checks.moment),
            "status": row.get("status", checks.status),
            "protocol": row.maybe("protocol", checks.text),
            "remote_address": row.maybe("remote_address", checks.text),
            "media_type": row.maybe("media_type", checks.text),
            "digest": None if digest is None else bytes.fromhex(digest),
            "size": row.get("size", checks.count),
            "signals": row.maybe("signals", _signals),
        },
        visits=row.items("visits", visit_of),
    )


def _redirect(value: Any, place: str) -> DescribedCapture:
    """A redirect on the way to it, which has no redirects of its own here."""
    found = _described(value, place)
    if found.redirects:
        raise UnfitError(place, "a redirect without redirects")
    return found


def _head(value: Any, place: str) -> bytes:
    """The head of a message, each byte as the character that Latin-1 has for it."""
    if not isinstance(value, str) or len(value) > checks.LONGEST_HEAD:
        raise UnfitError(place, "the head of a message")
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError as error:
        raise UnfitError(place, "the head of a message") from error


def _signals(value: Any, place: str) -> str:
    """What a site reserves, as a JSON text."""
    try:
        found = json.loads(checks.text(value, place))
    except (ValueError, RecursionError) as error:
        raise UnfitError(place, "what a site can reserve") from error
    return json.dumps(signals_of(found, place), ensure_ascii=False)
