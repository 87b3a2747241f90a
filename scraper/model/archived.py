"""One capture as the archive gives it away, for an export."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Archived:
    """A row of ``captures`` with its heads, its bytes and the visits that found it unchanged.

    Args:
        id: its row.
        link: what names it worldwide: its link in the archive's chain, 32 bytes.
        url: the address that answered.
        requested_url: the address that was asked for.
        fetched_at: when the headers were complete (aware, UTC).
        status: the status code.
        protocol: such as ``HTTP/1.1``, or None where it was not recorded.
        remote_address: the IP address that answered, or None.
        request, response: the heads as kept, secrets masked, each line ended by CRLF, without the empty line that ends
            a head; empty where they are not known. An old capture has header lines without a status line.
        body: the bytes without transfer and content encoding; None: a redirect, or not kept.
        digest: sha256 of the body, 32 bytes; None: a redirect.
        size: bytes of the body.
        media_type: Content-Type without parameters, or None.
        via_id: the capture of the redirect that led here, or None.
        part_of: the capture of the first page, where this is a further page of its article, or None.
        signals: what the site reserves, as JSON, or None.
        visits: each later answer that found it unchanged, as (when, status), the earliest first.
        record_id: the WARC-Record-ID of the record that it was imported from, or None.
        via_link, part_link: the links of the captures that ``via_id`` and ``part_of`` name, or None.
        via_record_id, part_record_id: the records that these were imported from, or None.
        dates: the dates of its record and of the records of its visits, in their order, where they have to differ from
            its times, since an index of WARC files knows one record an address and second; empty: they are the same.
    """

    id: int
    link: bytes
    url: str
    requested_url: str
    fetched_at: dt.datetime
    status: int
    protocol: str | None
    remote_address: str | None
    request: bytes
    response: bytes
    body: bytes | None
    digest: bytes | None
    size: int
    media_type: str | None
    via_id: int | None = None
    part_of: int | None = None
    signals: str | None = None
    visits: tuple[tuple[dt.datetime, int], ...] = ()
    record_id: str | None = None
    via_link: bytes | None = None
    part_link: bytes | None = None
    via_record_id: str | None = None
    part_record_id: str | None = None
    dates: tuple[dt.datetime, ...] = ()
