"""The small files that a host offers for all its pages: robots.txt and tdmrep.json."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from scraper.errors import FetchError
from scraper.fetch.chain import Chain
from scraper.fetch.errors import status_fault
from scraper.fetch.wire import Answer
from scraper.model import Site

# RFC 9309 §2.3.1.2: crawlers should follow at least five redirects in a row.
_HOPS = 5

Send = Callable[[str, Chain, int], Awaitable[Answer]]
"""Sends one request of a chain, and reads so many bytes of its body at the most."""

Check = Callable[[str, Site], Awaitable[None]]
"""Raises a FetchError where an address must not be asked for on behalf of a site."""


class Ask(Protocol):
    """What :func:`host_file` does, for those who do not know how a request is sent."""

    async def __call__(self, url: str, site: Site, cap: int, check: Check | None = None) -> bytes:
        """Return a file of a host; empty where there is none."""


async def host_file(url: str, chain: Chain, cap: int, send: Send, check: Check | None = None) -> bytes:
    """Return a file of a host; empty where there is none.

    Args:
        url: its address.
        chain: what the requests for the file share; its site's politeness and permissions count.
        cap: bytes after which the rest of it is not read.
        send: sends the request of each hop.
        check: asked before each hop.

    Raises:
        FetchError: the host is in trouble; that says nothing of what the file holds.
    """
    current = url
    for _ in range(1 + _HOPS):
        if check is not None:
            await check(current, chain.site)
        answer = await send(current, chain, cap)
        target = chain.follow(current, answer)
        if target is None:
            return _content(url, answer)
        current = target
    # RFC 9309 §2.3.1.2: after more redirects the file may be taken for one that is not there.
    return b""


def is_conclusive(status: int) -> bool:
    """Return whether a status says what a host's file holds, or that there is none (RFC 9309 §2.3.1.1, §2.3.1.3).

    5xx means trouble. A redirect without a target says nothing, nor does a 304, for which no validator was sent.
    """
    # A 206 holds a part of the file (RFC 9110 §15.3.7), and the rest could forbid what the part allows.
    is_there = 200 <= status < 300 and status != 206
    # A 429 refuses the request for its rate (RFC 6585 §4) and says nothing of the file.
    is_not_there = 400 <= status < 500 and status != 429
    return is_there or is_not_there


def _content(url: str, answer: Answer) -> bytes:
    """Return what an answer says of the file: its body, or nothing where there is no file."""
    if not is_conclusive(answer.status):
        raise FetchError(url, status_fault(answer.status), retry=True)
    is_not_there = answer.status >= 400
    if is_not_there:
        # The body of such an answer is an error page for people.
        return b""
    return answer.body
