"""Captures as records of WARC 1.1 (ISO 28500:2017), each a gzip member of its own (Annex D of that standard).

Two exports of the same capture give the same bytes: the ids of records are made of what names the capture in the
archive's chain, and nothing in a record says when it was written. Only the warcinfo record does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from isal import isal_zlib

from scraper.model.archived import Archived
from scraper.warc import fields, heads
from scraper.warc.digests import sha1_of
from scraper.warc.names import capture_name, is_of_an_export, named_id

_CRLF = b"\r\n"
VERSION = b"WARC/1.1"
# Chosen: HTML of 100 kB takes 0.36 ms at level 3 of ISA-L and needs 18.5 kB; level 6 of zlib takes 1.8 ms for 16.1 kB.
_LEVEL = 3
# One member with header and trailer of gzip (zlib.net/manual.html, deflateInit2).
_GZIP = 31
# What may stand in an address: all visible ASCII (RFC 3986 §2), escapes included.
_IN_ADDRESSES = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_NOT_MODIFIED = 304
_REQUEST = "application/http;msgtype=request"
_RESPONSE = "application/http;msgtype=response"
_JSON = "application/json"

# FastWARC gives up a whole file where the fields of a record need more than 32 KiB. Chosen: what two fields that can
# grow may need of it, beside addresses.
_LONGEST_SIGNALS = 8_000
_MOST_COMPANIONS = 200

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a WARC file.

    Args:
        kind: WARC-Type: ``response``, ``revisit`` and so on.
        fields: the other named fields but for Content-Length, in their order.
        block: the content block.
    """

    kind: str
    fields: Fields
    block: bytes

    def field(self, name: str) -> str | None:
        """Return the first field of this name, or None."""
        return next((value for key, value in self.fields if key == name), None)


def member(record: Record) -> bytes:
    """Return a record as one gzip member, the same bytes each time."""
    lines = [VERSION, b"WARC-Type: " + record.kind.encode()]
    lines += [f"{name}: {_one_line(value)}".encode("utf-8", "replace") for name, value in record.fields]
    lines.append(b"Content-Length: %d" % len(record.block))
    # isal writes no time into the header, and so no member differs from the next one by it (RFC 1952 §2.3.1).
    packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _GZIP)
    start = packer.compress(_CRLF.join(lines) + 2 * _CRLF)
    # Two empty lines end a record (§4).
    return start + packer.compress(record.block) + packer.compress(2 * _CRLF) + packer.flush()


def records_of_group(group: Iterable[Archived]) -> Iterator[Record]:
    """Yield the records of captures that belong together.

    Args:
        group: the redirects, the page that they led to, its further pages, in the order of their rows.
    """
    redirects: dict[int, tuple[Archived, ...]] = {}
    # Whoever takes redirects together with what they led to has one behind the latter alone.
    visits_of_redirects: list[Record] = []
    for archived in group:
        before = redirects.get(archived.via_id or 0, ())
        for record in records_of(archived, before):
            if archived.digest is None and record.kind == "revisit":
                visits_of_redirects.append(record)
            else:
                yield record
        if archived.digest is None:
            redirects[archived.id] = (*before, archived)
    yield from visits_of_redirects


def records_of(archived: Archived, redirects: Sequence[Archived] = ()) -> list[Record]:
    """Return the records of a capture: its request and its answer, and a revisit for each visit.

    A capture whose bytes are not kept becomes one metadata record with all that is known of it, its visits included: a
    response record would claim an empty body, and a revisit would have no original.

    Args:
        archived: the capture.
        redirects: those that led to it, the first one first. An answer names the record of the last of them; without
            its bytes it is no answer, and says itself what they were.
    """
    is_redirect = archived.digest is None
    if archived.body is None and not is_redirect:
        return [_described(archived, redirects)]
    payload = _payload_digests(archived)
    records = []
    if archived.request:
        records.append(_request(archived))
    records.append(_response(archived, payload))
    if archived.signals is not None and not _is_short(archived.signals):
        data = {"record": _name(archived), "signals": archived.signals}
        records.append(
            metadata_record(fields.OF_SIGNALS, _name(archived), data, archived.fetched_at, [_name(archived)])
        )
    dates = archived.dates[1:] or tuple(at for at, _ in archived.visits)
    for (at, status), date in zip(archived.visits, dates, strict=True):
        records.append(_revisit(archived, at, status, date, payload))
    return records


def metadata_record(kind: str, name: str, data: Mapping[str, Any], date: dt.datetime, of: Iterable[str] = ()) -> Record:
    """Return a metadata record of ours, with JSON.

    Its address is its own: under that of a page, programs that replay an archive would show the JSON for the page.

    Args:
        kind: what it describes, such as ``article``; a reader gets it back.
        name: what it describes of this kind, such as an address.
        data: what is said, for JSON.
        date: for WARC-Date (aware, UTC).
        of: the ids of the records of the captures that it belongs to, the one that it was read from first.
    """
    block = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    # An article changes, and another archive says other things of it; no two of these records may have one id.
    number = named_id(f"{kind} {name} {hashlib.sha256(block).hexdigest()}")
    links = list(of)
    named: list[tuple[str, str]] = [
        ("WARC-Target-URI", number),
        ("WARC-Date", _time(date)),
        ("WARC-Record-ID", f"<{number}>"),
    ]
    # A record refers to one other at most (§5.11), and was made together with any number of them (§5.7).
    named += [("WARC-Refers-To", f"<{link}>") for link in links[:1]]
    named += [("WARC-Concurrent-To", f"<{link}>") for link in links[1:_MOST_COMPANIONS]]
    named += [(fields.KIND, kind), ("Content-Type", _JSON)]
    return Record("metadata", (*named, *_block_digests(block)), block)


def info_record(file: str, number: str, date: dt.datetime, said: Iterable[tuple[str, str]]) -> Record:
    """Return the warcinfo record that begins a file.

    Args:
        file: the file's name, without its folder.
        number: its id, without angle brackets.
        date: when it is written (aware, UTC).
        said: names and values of what is said of the file (§6.2).
    """
    block = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in said).encode()
    named = (
        ("WARC-Date", _time(date)),
        ("WARC-Record-ID", f"<{number}>"),
        ("WARC-Filename", file),
        ("Content-Type", "application/warc-fields"),
    )
    return Record("warcinfo", (*named, *_block_digests(block)), block)


def _request(archived: Archived) -> Record:
    """Return the record of the request, which was made together with the answer."""
    answer = _name(archived)
    via = _named(archived.via_link, archived.via_record_id)
    block = archived.request + _CRLF
    named = (
        *_place(archived),
        ("WARC-Record-ID", f"<{named_id(f'request {_name(archived)}')}>"),
        ("WARC-Concurrent-To", f"<{answer}>"),
        *_connection(archived),
        # Whoever wants the redirect that it followed wants the request, too, whatever its address is.
        *(() if via is None else ((fields.VIA, f"<{via}>"),)),
        ("Content-Type", _REQUEST),
        *_block_digests(block),
    )
    return Record("request", named, block)


def _response(archived: Archived, payload: Fields) -> Record:
    """Return the record of the answer.

    Args:
        archived: the capture.
        payload: the digests of its body.
    """
    body = archived.body or b""
    head, how = _whole_head(archived)
    block = heads.masked(head, len(body)) + _CRLF + body
    named = (
        *_place(archived),
        ("WARC-Record-ID", f"<{_name(archived)}>"),
        *_companions(archived),
        *_connection(archived),
        *_of_ours(archived),
        *((fields.HEAD, value) for value in how),
        ("Content-Type", _RESPONSE),
        *payload,
        *_block_digests(block),
    )
    return Record("response", named, block)


def _whole_head(archived: Archived) -> tuple[bytes, tuple[str, ...]]:
    """Return the head of an answer, and what of it had to be made: one value of :data:`fields.HEAD`, or none."""
    if not archived.response:
        return heads.made_head(archived.status, archived.media_type), (fields.HEAD_MADE,)
    if heads.has_status_line(archived.response):
        return archived.response, ()
    return heads.made_status_line(archived.status) + archived.response, (fields.HEAD_WITH_STATUS_LINE,)


def _revisit(archived: Archived, at: dt.datetime, status: int, date: dt.datetime, payload: Fields) -> Record:
    """Return the record of a visit that found nothing new.

    Args:
        archived: the capture that it found unchanged.
        at, status: when, and what was answered.
        date: for WARC-Date.
        payload: the digests of the body of the capture.
    """
    original = archived.dates[0] if archived.dates else archived.fetched_at
    named = (
        ("WARC-Target-URI", _address(archived.url)),
        ("WARC-Date", _time(date)),
        *_true_time(at, date),
        ("WARC-Record-ID", f"<{named_id(f'visit {_name(archived)} {_time(at)}')}>"),
        ("WARC-Profile", fields.NOT_MODIFIED if status == _NOT_MODIFIED else fields.IDENTICAL_PAYLOAD),
        ("WARC-Refers-To", f"<{_name(archived)}>"),
        ("WARC-Refers-To-Target-URI", _address(archived.url)),
        ("WARC-Refers-To-Date", _time(original)),
        (fields.STATUS, str(status)),
        ("Content-Type", _RESPONSE),
        *payload,
        *_block_digests(b""),
    )
    return Record("revisit", named, b"")


def _described(archived: Archived, redirects: Sequence[Archived]) -> Record:
    """Return what is known of a capture whose bytes are not kept, and of the redirects that led to it."""
    data = {
        **_description(archived),
        "redirects": [_description(redirect) for redirect in redirects],
        "part_of": _named(archived.part_link, archived.part_record_id),
        "visits": [{"at": _time(at), "status": status} for at, status in archived.visits],
    }
    return metadata_record(fields.OF_CAPTURE, _name(archived), data, archived.fetched_at)


def _description(archived: Archived) -> dict[str, Any]:
    """Return the columns of a capture, with the name of its record."""
    return {
        "record": _name(archived),
        "origin": _origin(archived),
        "url": archived.url,
        "requested_url": archived.requested_url,
        "fetched_at": _time(archived.fetched_at),
        "status": archived.status,
        "protocol": archived.protocol,
        "remote_address": archived.remote_address,
        # Every byte has a character in Latin-1, and comes back from it.
        "request": archived.request.decode("latin-1"),
        "response": archived.response.decode("latin-1"),
        "digest": None if archived.digest is None else archived.digest.hex(),
        "size": archived.size,
        "media_type": archived.media_type,
        "signals": archived.signals,
    }


def _name(archived: Archived) -> str:
    return capture_name(archived.link, archived.record_id)


def _named(link: bytes | None, imported_as: str | None) -> str | None:
    """Return the id of the record of a capture that another one refers to, or None where there is none."""
    return None if link is None else capture_name(link, imported_as)


def _origin(archived: Archived) -> str | None:
    """Return the record of another program that a capture was imported from, or None."""
    if archived.record_id is None or is_of_an_export(archived.record_id):
        return None
    return archived.record_id


def _place(archived: Archived) -> Iterator[tuple[str, str]]:
    """Yield where and when a request was made."""
    date = archived.dates[0] if archived.dates else archived.fetched_at
    yield "WARC-Target-URI", _address(archived.url)
    yield "WARC-Date", _time(date)
    yield from _true_time(archived.fetched_at, date)


def _true_time(at: dt.datetime, date: dt.datetime) -> Iterator[tuple[str, str]]:
    """Yield the true time where the date of the record is another."""
    if at != date:
        yield fields.DATE, _time(at)


def _companions(archived: Archived) -> Iterator[tuple[str, str]]:
    """Yield what was captured together with an answer: its request, the redirect that led to it, the first page."""
    if archived.request:
        yield "WARC-Concurrent-To", f"<{named_id(f'request {_name(archived)}')}>"
    others = (
        (fields.VIA, _named(archived.via_link, archived.via_record_id)),
        (fields.PART_OF, _named(archived.part_link, archived.part_record_id)),
    )
    known = [(name, f"<{number}>") for name, number in others if number is not None]
    yield from (("WARC-Concurrent-To", number) for _, number in known)
    yield from known


def _connection(archived: Archived) -> Iterator[tuple[str, str]]:
    """Yield which address answered, and by which protocol."""
    if _is_ip(archived.remote_address):
        yield "WARC-IP-Address", archived.remote_address or ""
    # A field that was proposed for the standard and that crawlers write, its values in lower case.
    if archived.protocol:
        yield "WARC-Protocol", archived.protocol.lower()


def _of_ours(archived: Archived) -> Iterator[tuple[str, str]]:
    """Yield what the archive knows of an answer beside what WARC has fields for."""
    if archived.requested_url != archived.url:
        yield fields.REQUESTED, _address(archived.requested_url)
    if archived.signals is not None and _is_short(archived.signals):
        yield fields.SIGNALS, _json_line(archived.signals)
    origin = _origin(archived)
    if origin is not None:
        yield fields.ORIGIN, origin


def _is_short(signals: str) -> bool:
    """Return whether what a site reserves has a place among the fields of a record."""
    return len(_json_line(signals).encode("utf-8", "surrogatepass")) <= _LONGEST_SIGNALS


def _json_line(text: str) -> str:
    """Return a JSON text in one line, the same character for character where it is one."""
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)


def _payload_digests(archived: Archived) -> Fields:
    """Return the digests of a payload; indexes of WARC files expect the first form."""
    body = archived.body or b""
    # Of the archive's own digest, so that bytes which were changed in it do not come out with a right one.
    digest = archived.digest or hashlib.sha256(body).digest()
    return (("WARC-Payload-Digest", sha1_of(body)), (fields.PAYLOAD_SHA256, f"sha256:{digest.hex()}"))


def _block_digests(block: bytes) -> Fields:
    return (("WARC-Block-Digest", sha1_of(block)), (fields.BLOCK_SHA256, f"sha256:{hashlib.sha256(block).hexdigest()}"))


def _time(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _address(url: str) -> str:
    """Return an address in visible ASCII: what else there is would break the line, or be read in another encoding."""
    is_visible = url.isascii() and url.isprintable() and " " not in url
    return url if is_visible else quote(url, safe=_IN_ADDRESSES, errors="surrogatepass")


def _one_line(value: str) -> str:
    """Return a value without what would end its line."""
    if value.isprintable():
        return value
    return "".join(sign if sign.isprintable() else " " for sign in value)


def _is_ip(text: str | None) -> bool:
    try:
        ipaddress.ip_address(text or "")
    except ValueError:
        return False
    return True
