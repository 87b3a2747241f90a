"""A connection that answers cheaply whether the host has closed it.

httpcore asks that twice for each request, and anyio collects all that it knows of a socket for each question, its own
and its peer's address included; that took a tenth of the time of a request.
"""

from __future__ import annotations

import select
import socket
import ssl

import httpcore


class Stream(httpcore.AsyncNetworkStream):
    """A stream of httpcore's that remembers its socket.

    Args:
        inner: the stream; what it is asked to do, it does.
        sock: its socket.
    """

    def __init__(self, inner: httpcore.AsyncNetworkStream, sock: socket.socket) -> None:
        self._inner = inner
        self._socket = sock

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
        return Stream(secure, self._socket)

    def get_extra_info(self, info: str) -> object:
        """Return what httpcore wants to know of the connection."""
        if info == "is_readable":
            return _is_readable(self._socket)
        return self._inner.get_extra_info(info)


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
