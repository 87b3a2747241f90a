"""One request on the wire: connections kept per origin, raw bytes under a bound, within the seconds of its address."""

from __future__ import annotations

import asyncio
import datetime as dt
import resource
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from scraper.fetch.budget import Budget
from scraper.fetch.errors import FOREIGN, ExcessError, translated
from scraper.fetch.exchanges import exchange_of, lower_case
from scraper.fetch.guard import GuardedTransport
from scraper.fetch.settings import Settings
from scraper.model import Exchange, Headers
from scraper.web.compression import SizeBoundError, unpack_and_keep
from scraper.web.urls import origin

_ACCEPT = {
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-encoding": "gzip, br, zstd, deflate",
    # The archive is of German news: where a site has several languages, its German pages are meant.
    "accept-language": "de,en;q=0.7,*;q=0.3",
}
# What the archive, the name servers and the readers of pages need of the limit on open files beside the connections.
_OTHER_FILES = 96
# Chosen: a crawl visits some 64 sites at once, and even with several connections each they do not use more than these.
_MOST_CONNECTIONS = 1000
# However low the limit on open files is, with fewer connections than these a crawl would stand still.
_FEWEST_CONNECTIONS = 4
_KIB = 1024
_MIB = 1024 * 1024

# An origin, and whether a private address is allowed: a permission of one site is never another's.
_Key = tuple[str, bool]


def most_connections() -> int:
    """Return how many connections may be busy, and as many idle, under the limit on open files (often 256)."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return _MOST_CONNECTIONS
    # One half is for connections in use, the other for those that wait for the next request to their host.
    each_half = (limit - _OTHER_FILES) // 2
    return max(_FEWEST_CONNECTIONS, min(each_half, _MOST_CONNECTIONS))


@dataclass(frozen=True, slots=True)
class Answer:
    """One response of one hop.

    Args:
        exchange: request and head of the answer as they went over the wire.
        headers: of the answer, names lower-case.
        body: unpacked.
        wire_bytes: of the body as sent.
        packed: the body as sent, where that was one gzip member; else empty.
        certificate_until: when the certificate of the connection ends; None of one without TLS.
    """

    exchange: Exchange
    headers: Headers
    body: bytes
    wire_bytes: int
    packed: bytes = b""
    certificate_until: dt.datetime | None = None

    @property
    def status(self) -> int:
        """The status code."""
        return self.exchange.status

    def header(self, name: str) -> str | None:
        """Return the first header of this name (in lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)


class Wire:
    """Sends requests; keeps connections.

    Args:
        settings: the bounds.
        now: the clock, aware UTC.
    """

    def __init__(self, settings: Settings, now: Callable[[], dt.datetime]) -> None:
        self._settings = settings
        self._now = now
        self._idle: dict[_Key, list[GuardedTransport]] = {}
        # Every idle transport in the order in which they became idle, so that the first one has rested longest.
        self._resting: dict[GuardedTransport, _Key] = {}
        self._most = most_connections()
        self._turns = asyncio.Semaphore(self._most)
        self._is_closed = False
        self._context: ssl.SSLContext | None = None
        self._usual_headers = {"user-agent": settings.agent, **_ACCEPT}
        timeout = httpx.Timeout(settings.read_seconds, connect=settings.connect_seconds)
        self._timeouts = {"timeout": timeout.as_dict()}

    async def send(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        private: bool,
        budget: Budget | None = None,
        cap: int | None = None,
    ) -> Answer:
        """Send one GET and return its answer, without following redirects.

        Args:
            url: where to.
            headers: beside the usual ones.
            private: whether a private address is allowed.
            budget: the seconds that are left for the address; None leaves it all of them.
            cap: bytes after which the rest of the body is not read; None makes a larger body an error.

        Raises:
            FetchError: whatever went wrong, in our words.
        """
        key = (origin(url), private)
        if budget is None:
            budget = Budget(self._settings.total_seconds)
        async with self._turns:
            transport = self._take(key)
            is_whole = False
            try:
                async with budget.spend():
                    answer = await self._exchange(transport, url, headers, cap)
                is_whole = True
            except FOREIGN as error:
                raise translated(url, error) from error
            finally:
                # A connection on which something went wrong, or whose owner was cancelled, may be in any state.
                if is_whole and not self._is_closed:
                    await self._keep(transport, key)
                else:
                    await transport.aclose()
        return answer

    async def close(self) -> None:
        """Close all connections; those of requests that are still on the wire are closed as soon as these end."""
        self._is_closed = True
        while self._resting:
            await self._close_longest_idle()

    def _take(self, key: _Key) -> GuardedTransport:
        idle = self._idle.get(key)
        if not idle:
            return self._transport(*key)
        transport = idle.pop()
        del self._resting[transport]
        return transport

    async def _keep(self, transport: GuardedTransport, key: _Key) -> None:
        """Keep a connection for the next request to its host; beyond the bound, the one that rested longest goes."""
        self._idle.setdefault(key, []).append(transport)
        self._resting[transport] = key
        if len(self._resting) > self._most:
            await self._close_longest_idle()

    async def _close_longest_idle(self) -> None:
        transport = next(iter(self._resting))
        self._idle[self._resting.pop(transport)].remove(transport)
        await transport.aclose()

    def _transport(self, site_origin: str, private: bool) -> GuardedTransport:
        context = None
        if site_origin.startswith("https:"):
            context = self._certificates()
        return GuardedTransport(context, private or self._settings.allow_private)

    def _certificates(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = httpx.create_ssl_context()
        return self._context

    async def _exchange(
        self, transport: GuardedTransport, url: str, headers: Mapping[str, str], cap: int | None
    ) -> Answer:
        """Send one GET over a connection that is this request's alone, and read its answer up to the cap."""
        request = self._request(url, headers)
        # The transport alone: redirects, cookies and environment are no business of a client here, and their
        # handling takes a third of the time.
        response = await transport.handle_async_request(request)
        try:
            exchange = exchange_of(url, request, response, transport.remote_address, self._now())
            # The stream is read to its end even for a 304, which has no body, because httpcore gives a connection back
            # to its pool only then.
            sent = await self._body_as_sent(response, cap)
        finally:
            await response.aclose()
        body, packed = self._unpacked(sent, response.headers.get("content-encoding", ""), cap)
        headers_sent = lower_case(response.headers.raw)
        return Answer(exchange, headers_sent, body, len(sent), packed, transport.certificate_until)

    def _request(self, url: str, headers: Mapping[str, str]) -> httpx.Request:
        lines = {**self._usual_headers, **headers}.items()
        # Headers were read as Latin-1, so that an ETag is sent back byte by byte as it came.
        sent = [(name.encode("ascii"), value.encode("latin-1")) for name, value in lines]
        return httpx.Request("GET", url, headers=sent, extensions=self._timeouts)

    async def _body_as_sent(self, response: httpx.Response, cap: int | None) -> bytes:
        """Return the bytes of a body without its transfer encoding, up to the first chunk that reaches the cap."""
        bound = self._settings.max_wire_bytes
        out = bytearray()
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101  (told to the type checker)
        async for chunk in response.stream:
            out += chunk
            if cap is not None and len(out) >= cap:
                break
            if len(out) > bound:
                raise ExcessError(f"{bound // _MIB} MiB")
        return bytes(out)

    def _unpacked(self, sent: bytes, encodings: str, cap: int | None) -> tuple[bytes, bytes]:
        """Return the body without its content encodings, and as it was sent where that can be kept instead."""
        if not encodings:
            return sent[:cap], b""
        is_cut_off = cap is not None and len(sent) >= cap
        if is_cut_off:
            # A packed body that is cut off cannot be unpacked with certainty, so none of it is used. One that ends at
            # the very cap counts as cut off as well, since nothing tells whether more would have come.
            raise ExcessError(f"{len(sent) // _KIB} KiB packed")
        bound = self._settings.max_body_bytes
        try:
            body, packed = unpack_and_keep(sent, encodings, bound)
        except SizeBoundError as error:
            raise ExcessError(f"{bound // _MIB} MiB unpacked") from error
        return body[:cap], packed
