"""One HTTP response as it came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# Pairs and no dictionary, since a header may be sent several times, as Link and Set-Cookie are (RFC 9110 §5.3).
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and the head of its answer as they went over the wire, without bodies.

    Args:
        url: the address that was asked.
        status: the status code of the answer.
        request: request line and header lines, each ended by CRLF, without the empty line that ends the head.
        response: status line and header lines in the same form, names in the case in which they were sent.
        protocol: as the status line has it (``HTTP/1.1``).
        remote_address: the IP address that answered, or None where it is not known.
        at: when the headers of the answer were complete (aware, UTC).
    """

    url: str
    status: int
    # Bytes and no text: the value of a header may hold octets outside of ASCII, in any encoding (RFC 9110 §5.5).
    request: bytes
    response: bytes
    protocol: str
    remote_address: str | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response as it came, its body without transfer and content encoding.

    Args:
        requested_url: the address that was asked for.
        url: the address that answered, after redirects.
        status: the status code.
        headers: names lower-case, in the order of the wire.
        body: decoded bytes; empty for 304.
        fetched_at: when the headers were complete (aware, UTC).
        wire_bytes: what the body took on the wire.
        packed: the body as it was sent, where that was one gzip member (RFC 1952); else empty.
        exchange: request and head of this very answer, or None where nobody saw them (a saved page).
        via: the exchanges of the redirects that led here, the first one first.
        further: the further pages of the article whose first page this is, in their order.
    """

    requested_url: str
    url: str
    status: int
    headers: Headers
    body: bytes
    fetched_at: dt.datetime
    wire_bytes: int = 0
    # The archive stores this as it is; compressing the body again would cost time and give other bytes.
    packed: bytes = b""
    exchange: Exchange | None = None
    via: tuple[Exchange, ...] = ()
    further: tuple[Response, ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first header of this name (any case), or None."""
        # Names of headers are case-insensitive (RFC 9110 §5.1); those of the response are lower-case already.
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)

    @property
    def redirects(self) -> tuple[int, ...]:
        """The statuses of the redirects that led here, the first one first."""
        return tuple(exchange.status for exchange in self.via)

    @property
    def hops(self) -> tuple[str, ...]:
        """The addresses that the redirects led to, the last one being ``url``; empty without redirects."""
        if not self.via:
            return ()
        # The first redirect was answered by the address that was asked for, which no redirect led to.
        return (*(exchange.url for exchange in self.via[1:]), self.url)

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as sent, or None."""
        return self.header("content-type")

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, lower-case; empty where it was not sent."""
        # Type and subtype are case-insensitive, and parameters such as charset follow a semicolon (RFC 9110 §8.3.1).
        return (self.content_type or "").partition(";")[0].strip().lower()
