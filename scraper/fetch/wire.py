"""One request on the wire: connections kept per origin, raw bytes under a cap, one deadline for all of it."""

from __future__ import annotations

import asyncio
import resource
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from scraper.fetch.content_encoding import BoundError, unpack_and_keep
from scraper.fetch.errors import FOREIGN, translated
from scraper.fetch.guard import GuardedTransport
from scraper.fetch.settings import Settings
from scraper.model import Headers
from scraper.web.urls import origin

_ACCEPT = {
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-encoding": "gzip, br, zstd, deflate",
    "accept-language": "de,en;q=0.7,*;q=0.3",
}
_NO_BODY = (204, 304)
# What the archive, the name servers and the readers of pages need beside the connections.
_OTHER_FILES = 96
_MOST_CONNECTIONS = 1000

_Key = tuple[str, bool]


def _most_connections() -> int:
    """Return how many connections may be busy, and as many idle, under the limit on open files (often 256)."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return _MOST_CONNECTIONS
    return max(4, min((limit - _OTHER_FILES) // 2, _MOST_CONNECTIONS))


@dataclass(frozen=True, slots=True)
class Answer:
    """One response of one hop.

    Args:
        status, headers: as sent, names lower-case.
        body: unpacked.
        wire_bytes: of the body as sent.
        packed: the body as sent, where that was one gzip member; else empty.
    """

    status: int
    headers: Headers
    body: bytes
    wire_bytes: int
    packed: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first header of this name, or None."""
        return next((value for key, value in self.headers if key == name), None)


class Wire:
    """Sends requests; keeps connections.

    Args:
        settings: the bounds.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._idle: dict[_Key, list[GuardedTransport]] = {}
        # Every idle transport, the one that rested longest first.
        self._resting: dict[GuardedTransport, _Key] = {}
        self._most = _most_connections()
        self._turns = asyncio.Semaphore(self._most)
        self._context: ssl.SSLContext | None = None
        self._usual = {"user-agent": settings.agent, **_ACCEPT}
        timeout = httpx.Timeout(settings.read_seconds, connect=settings.connect_seconds)
        self._timeouts = {"timeout": timeout.as_dict()}

    async def send(self, url: str, headers: Mapping[str, str], *, private: bool, cap: int | None = None) -> Answer:
        """Send one GET and return its answer, without following redirects.

        Args:
            url: where to.
            headers: beside the usual ones.
            private: whether a private address is allowed.
            cap: bytes after which the rest of the body is not read; None makes a larger body an error.

        Raises:
            FetchError: whatever went wrong, in our words.
        """
        key = (origin(url), private)
        async with self._turns:
            transport = self._take(key)
            try:
                async with asyncio.timeout(self._settings.total_seconds):
                    answer = await self._exchange(transport, url, headers, cap)
            except FOREIGN as error:
                raise translated(url, error) from error
            finally:
                await self._rest(transport, key)
        return answer

    async def close(self) -> None:
        """Close all connections."""
        while self._resting:
            await self._let_go()

    def _take(self, key: _Key) -> GuardedTransport:
        idle = self._idle.get(key)
        if not idle:
            return self._transport(*key)
        transport = idle.pop()
        del self._resting[transport]
        return transport

    async def _rest(self, transport: GuardedTransport, key: _Key) -> None:
        """Keep a connection for the next request to its host; beyond the bound, the one that rested longest goes."""
        self._idle.setdefault(key, []).append(transport)
        self._resting[transport] = key
        if len(self._resting) > self._most:
            await self._let_go()

    async def _let_go(self) -> None:
        transport = next(iter(self._resting))
        self._idle[self._resting.pop(transport)].remove(transport)
        await transport.aclose()

    def _transport(self, site_origin: str, private: bool) -> GuardedTransport:
        context = self._certificates() if site_origin.startswith("https:") else None
        return GuardedTransport(context, private or self._settings.allow_private)

    def _certificates(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = httpx.create_ssl_context()
        return self._context

    async def _exchange(
        self, transport: GuardedTransport, url: str, headers: Mapping[str, str], cap: int | None
    ) -> Answer:
        # The transport alone: redirects, cookies and environment are no business of a client here, and their
        # handling takes a third of the time. Latin-1, so that a validator goes back byte by byte as it came.
        sent = [(name.encode("ascii"), value.encode("latin-1")) for name, value in {**self._usual, **headers}.items()]
        request = httpx.Request("GET", url, headers=sent, extensions=self._timeouts)
        response = await transport.handle_async_request(request)
        try:
            raw = await self._raw(response, cap) if response.status_code not in _NO_BODY else b""
        finally:
            await response.aclose()
        encodings = response.headers.get("content-encoding", "")
        cut = cap is not None and len(raw) >= cap
        body, packed = raw, b""
        if encodings and cut:
            # Half of it cannot be unpacked, and packed it says nothing.
            raise BoundError(f"more than {len(raw) // 1024} KiB packed")
        if encodings:
            body, packed = unpack_and_keep(raw, encodings, self._settings.max_body_bytes)
        body = body[:cap]
        pairs = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers.raw)
        return Answer(response.status_code, pairs, body, len(raw), packed)

    async def _raw(self, response: httpx.Response, cap: int | None) -> bytes:
        out = bytearray()
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101  (told to the type checker)
        async for chunk in response.stream:
            out += chunk
            if cap is not None and len(out) >= cap:
                break
            if len(out) > self._settings.max_wire_bytes:
                raise BoundError(f"more than {self._settings.max_wire_bytes // 1024 // 1024} MiB")
        return bytes(out)
