"""A connection that answers cheaply whether the host has closed it.

httpcore asks that twice for each request, and anyio collects all that it knows of a socket for each question, its own
and its peer's address included; that took a tenth of the time of a request.
"""

from __future__ import annotations

import datetime as dt
import select
import socket
import ssl
from collections.abc import Callable

import httpcore


class Stream(httpcore.AsyncNetworkStream):
    """A stream of httpcore's that remembers its socket.

    Args:
        inner: the stream; what it is asked to do, it does.
        sock: its socket.
        on_tls: hears, once the stream speaks TLS, until when the certificate of the other side holds.
    """

    def __init__(
        self,
        inner: httpcore.AsyncNetworkStream,
        sock: socket.socket,
        on_tls: Callable[[dt.datetime | None], object] = lambda until: None,
    ) -> None:
        self._inner = inner
        self._socket = sock
        self._on_tls = on_tls

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come, up to so many bytes; nothing at the end of the stream."""
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Return the stream that speaks TLS on this connection."""
        secure = await self._inner.start_tls(ssl_context, server_hostname, timeout)
        self._on_tls(certificate_until(secure.get_extra_info("ssl_object")))
        return Stream(secure, self._socket)

    def get_extra_info(self, info: str) -> object:
        """Return what httpcore wants to know of the connection."""
        if info == "is_readable":
            return _is_readable(self._socket)
        return self._inner.get_extra_info(info)


def certificate_until(tls: object) -> dt.datetime | None:
    """Return until when the certificate of the other side holds (notAfter, RFC 5280 §4.1.2.5), aware UTC.

    Args:
        tls: what the connection is encrypted by; None of one that is not.
    """
    if not isinstance(tls, ssl.SSLObject | ssl.SSLSocket):
        return None
    # Empty where the certificate was not verified.
    told = (tls.getpeercert() or {}).get("notAfter")
    if not isinstance(told, str):
        return None
    try:
        return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(told), dt.UTC)
    except (ValueError, OverflowError, OSError):
        # A year beyond the calendar, which is as good as no end.
        return None


def _is_readable(sock: socket.socket) -> bool:
    """Return whether a read would return at once: on an idle connection that means that the host has closed it.

    A socket that is closed on this side counts as readable, too.
    """
    # A closed socket has no file descriptor, and poll() refuses one below zero.
    if sock.fileno() < 0:
        return True
    # select() would fail for descriptors from 1024 on, which a crawl of many hosts comes to; poll() has no such bound.
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
