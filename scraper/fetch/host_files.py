"""The small files that a host offers for all its pages: robots.txt and tdmrep.json."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from scraper.errors import FetchError
from scraper.fetch.errors import status_fault
from scraper.fetch.redirects import redirect_target
from scraper.fetch.wire import Answer
from scraper.model import Site

# RFC 9309 §2.3.1.2: at least five redirects in a row should be followed; with more, the file counts as not there.
_HOPS = 5

Send = Callable[[str, Site, int], Awaitable[Answer]]
"""Sends one request for an address on behalf of a site, and reads so many bytes of its body at the most."""

Check = Callable[[str, Site], Awaitable[None]]
"""Raises a FetchError where an address must not be asked for on behalf of a site."""


async def host_file(url: str, site: Site, cap: int, send: Send, check: Check | None = None) -> bytes:
    """Return a file of a host; empty where there is none.

    Args:
        url: its address.
        site: whose politeness and permissions count.
        cap: bytes after which the rest of it is not read.
        send: sends the request of each hop.
        check: asked before each hop.

    Raises:
        FetchError: the host is in trouble; that says nothing of what the file holds.
    """
    current = url
    for _ in range(1 + _HOPS):
        if check is not None:
            await check(current, site)
        answer = await send(current, site, cap)
        target = redirect_target(current, answer)
        if target is None:
            return _content(url, answer)
        current = target
    return b""


def is_conclusive(status: int) -> bool:
    """Return whether a status says what a host's file holds, or that there is none (RFC 9309 §2.3.1.1, §2.3.1.3).

    429 and 5xx are trouble; a 304 that nobody asked for, half a file and a redirect without a target say nothing.
    """
    is_there = 200 <= status < 300 and status != 206
    is_not_there = 400 <= status < 500 and status != 429
    return is_there or is_not_there


def _content(url: str, answer: Answer) -> bytes:
    if not is_conclusive(answer.status):
        raise FetchError(url, status_fault(answer.status), retry=True)
    return answer.body if answer.status < 300 else b""
