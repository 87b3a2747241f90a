"""The heads of a request and of its answer as they went over the wire, for the archive."""

from __future__ import annotations

import datetime as dt

import httpx

from scraper.model import Exchange, Headers

_RawHeaders = list[tuple[bytes, bytes]]


def exchange_of(
    url: str, request: httpx.Request, response: httpx.Response, remote_address: str | None, at: dt.datetime
) -> Exchange:
    """Return the record of an answer whose body is still to be read.

    The record holds all headers, and with them whatever secrets they hold; who stores the record masks those.

    Args:
        url: the address as it was asked for.
        request: what was sent.
        response: the head of the answer.
        remote_address: the IP address that answered.
        at: when the head of the answer was complete (aware, UTC).
    """
    protocol: bytes = response.extensions["http_version"]
    reason_phrase: bytes = response.extensions["reason_phrase"]
    # The space behind the status code is sent even where no reason phrase follows (RFC 9112 §4).
    status_line = b"%b %d %b" % (protocol, response.status_code, reason_phrase)
    # The version in the request is the client's: httpx sends HTTP/1.1, even to a host that answers with HTTP/1.0.
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
    # Every byte has a character in Latin-1, so that an ETag can be sent back byte by byte as it came.
    return tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw)


def _head(first_line: bytes, headers: _RawHeaders) -> bytes:
    """Return a head with the end of its last line, but without the empty line that separates it from the body."""
    lines = [b"%b: %b" % header for header in headers]
    return b"\r\n".join([first_line, *lines, b""])
