"""What of a request and its answer is kept as it went over the wire: all of their heads."""

from __future__ import annotations

import datetime as dt

import httpx

from scraper.model import Exchange, Headers

_RawHeaders = list[tuple[bytes, bytes]]


def exchange_of(
    url: str, request: httpx.Request, response: httpx.Response, remote_address: str | None, at: dt.datetime
) -> Exchange:
    """Return the record of an answer whose body is still to be read.

    Whatever secrets the headers hold are in it; who stores the record masks them.

    Args:
        url: the address as it was asked for.
        request: what was sent.
        response: the head of the answer.
        remote_address: the IP address that answered.
        at: when that was complete (aware, UTC).
    """
    protocol: bytes = response.extensions["http_version"]
    reason_phrase: bytes = response.extensions["reason_phrase"]
    # The space stands there without a reason phrase, too (RFC 9112 §4).
    status_line = b"%b %d %b" % (protocol, response.status_code, reason_phrase)
    # httpx speaks HTTP/1.1 in its requests, whatever the host answers with.
    request_line = b"%b %b HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)
    return Exchange(
        url=url,
        status=response.status_code,
        request=_head(request_line, request.headers.raw),
        response=_head(status_line, response.headers.raw),
        protocol=protocol.decode("latin-1"),
        remote_address=remote_address,
        at=at,
    )


def lower_case(raw: _RawHeaders) -> Headers:
    """Return header lines with names in lower case, in the order of the wire, for programs to ask."""
    # Latin-1 takes every byte, so that a validator can go back byte by byte as it came.
    return tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw)


def _head(first_line: bytes, headers: _RawHeaders) -> bytes:
    lines = [b"%b: %b" % header for header in headers]
    return b"\r\n".join([first_line, *lines, b""])
