"""What stands between the network and the pages: whom the server answers, and what a browser may do with a page."""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable, Collection, Iterator, MutableMapping
from contextlib import suppress
from typing import Any

from scraper.serve import wanted
from scraper.serve.refusals import SAID, as_text

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_READING = ("GET", "HEAD")
# HTTP status (RFC 9110 §15.3.1, §15.5.1, §15.5.6).
_DONE, _NOT_UNDERSTOOD, _NO_SUCH_METHOD = 200, 400, 405
# Pages hold what strangers wrote. Should an escape be missing somewhere, the browser still runs no script, loads
# nothing from elsewhere and sends no form away (Content Security Policy Level 3). Favicons and charts need no more.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", _POLICY.encode("ascii")),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
"""Sent with each answer."""
# A crawl may be writing: what was true a second ago is asked again (RFC 9111 §5.2.2.4). Without a word, an answer such
# as 404 may be kept (RFC 9110 §15.1).
_NO_CACHE = (b"cache-control", b"no-cache")
# RFC 9110 §15.5.6 wants this header of each answer that refuses a method.
_ALLOW = (b"allow", ", ".join(_READING).encode("ascii"))

# Bytes that are sent at once. The server copies them twice, which for a file of 12 MB would be another 24. Chosen: four
# times what it holds back for a slow reader (uvicorn's HIGH_WATER_LIMIT, 64 KiB).
_PIECE = 256 * 1024
# Bytes of path and query. Chosen: eight times the longest address that browsers are known to send (2,000), since SQL
# stands in it.
_LONGEST_TARGET = 16_000
# Datasette's pages of its insides, of the server, of a database or a table, and those of version 1.0 for writing.
_INSIDES = re.compile(r"/+(archive(/.*)?/)?-(/.*)?", re.DOTALL)
# Where Datasette 1.0 asks a statement of one's own.
_SHOWN_INSIDES = re.compile(r"/archive/-/query(\.(json|csv))?")
# Host = uri-host [ ":" port ] (RFC 9110 §7.2); an IPv6 address stands in brackets (RFC 3986 §3.2.2).
_HOST = re.compile(r"(?:\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::[0-9]*)?")

# What a browser says of who asks (Fetch Metadata Request Headers): a page of another site, or of another port of this
# machine; and that a whole window shall show the answer. Other programs say nothing of it.
_ELSEWHERE = (b"cross-site", b"same-site")
_FOLLOWED = (b"navigate", b"document")


def guarded(app: App, hosts: Collection[str], any_address: bool = False) -> App:
    """Return the application behind a guard.

    Args:
        app: the application (ASGI 3).
        hosts: names and addresses by which this server may be called, without a port. Any other Host (RFC 9110 §7.2)
            is refused: a page elsewhere whose name was made to lead to 127.0.0.1 (DNS rebinding) could read all.
        any_address: whether any IP address is answered, too. Such a Host is no name that somebody could lead here.
    """
    names = frozenset(host.lower() for host in hosts)

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        # There are no web sockets here, and an answer that is none ends their opening.
        if scope["type"] != "http":
            return

        noted = wanted.begin(_raw_path(scope), scope["query_string"].decode("latin-1"))
        # The beginning of an answer waits for its first bytes: what fails to make them can still say so instead.
        beginning: list[Message] = []

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                beginning[:] = [_with_headers(message, noted)]
                return
            for held in beginning:
                await send(held)
            beginning.clear()
            noted.has_begun = True
            for piece in _pieces(message):
                await send(piece)

        refused = _refused(scope, names, any_address)
        if refused is None:
            await _answered_while_wanted(app, scope, receive, send_with_headers)
        else:
            await _refuse(send_with_headers, noted.form, *refused)

    return guard


def _pieces(message: Message) -> Iterator[Message]:
    """Yield a part of an answer in pieces that are sent one after the other, as the browser takes them."""
    body: bytes = message.get("body", b"")
    place = 0
    while len(body) - place > _PIECE:
        yield {**message, "body": body[place : place + _PIECE], "more_body": True}
        place += _PIECE
    yield {**message, "body": body[place:]}


async def _answered_while_wanted(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Let the application answer, and end that where the browser has closed the connection.

    A reader who loads a slow page anew, or leaves it, would otherwise wait for all that was asked before.
    """
    first = await receive()

    async def receive_first() -> Message:
        return first

    async def leave() -> None:
        message = first
        while message["type"] != "http.disconnect":
            message = await receive()

    answering = asyncio.ensure_future(app(scope, receive_first, send))
    leaving = asyncio.ensure_future(leave())
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        # Does nothing to what has ended.
        answering.cancel()
        leaving.cancel()
    with suppress(asyncio.CancelledError):
        await answering


def _with_headers(start: Message, noted: wanted.Wanted) -> Message:
    """Return the beginning of an answer with our headers in the place of its own of the same names."""
    ours = {name for name, _ in HEADERS}
    others = [pair for pair in start.get("headers", ()) if pair[0].lower() not in ours]
    if _NO_CACHE[0] not in {name.lower() for name, _ in others}:
        others.append(_NO_CACHE)
    status = start["status"]
    if noted.has_failed and status == _DONE:
        status = _NOT_UNDERSTOOD
    return {**start, "status": status, "headers": [*others, *HEADERS]}


def _raw_path(scope: Scope) -> str:
    """Return a path as it was sent, with what is encoded in it."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "replace")
    return raw.decode("latin-1")


def _refused(scope: Scope, names: Collection[str], any_address: bool) -> tuple[int, str] | None:
    """Return status and sentence for what is not answered, or None."""
    path, host = scope["path"], _host(scope)
    is_known = host in names or (any_address and _is_address(host))
    if not is_known:
        return 421, "This server does not answer by that name; 'scraper serve --name NAME' lets it."
    if scope["method"] not in _READING:
        return _NO_SUCH_METHOD, "The archive is only read."
    if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > _LONGEST_TARGET:
        return 414, f"This address has more than {_LONGEST_TARGET:,} bytes."
    if _is_behind_another_page(scope):
        return 403, "A page of another server asked for this without its reader; that is not answered."
    # A target in absolute form (RFC 9112 §3.2.2), which only proxies are sent, is no path.
    if not path.startswith("/"):
        return 400, "This server is no proxy."
    if _INSIDES.fullmatch(path) and not _SHOWN_INSIDES.fullmatch(path):
        return 404, "There is no such page."
    return None


def _is_behind_another_page(scope: Scope) -> bool:
    """Return whether a page elsewhere asks, and no reader who follows its link.

    It could not read the answer. But as a picture of its own, it could ask for a hundred slow statements.
    """
    said = {name.lower(): value for name, value in scope["headers"]}
    is_elsewhere = said.get(b"sec-fetch-site") in _ELSEWHERE
    return is_elsewhere and (said.get(b"sec-fetch-mode"), said.get(b"sec-fetch-dest")) != _FOLLOWED


def _host(scope: Scope) -> str | None:
    """Return the host that was asked for, without its port, in lower case; None where it is not one host."""
    hosts = [value.decode("latin-1").strip().lower() for name, value in scope["headers"] if name.lower() == b"host"]
    if len(hosts) != 1:
        return None
    found = _HOST.fullmatch(hosts[0])
    if found is None:
        return None
    return found["address"] or found["name"]


def _is_address(host: str | None) -> bool:
    try:
        ipaddress.ip_address(host or "")
    except ValueError:
        return False
    return True


async def _refuse(send: Send, form: str, status: int, sentence: str) -> None:
    # The templates of pages are behind the guard, so that a reader is told in a line of text, too.
    said = SAID.get(form, as_text)(status, sentence)
    headers = [
        (b"content-type", said.content_type.encode("ascii")),
        (b"content-length", str(len(said.body)).encode("ascii")),
    ]
    if status == _NO_SUCH_METHOD:
        headers.append(_ALLOW)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said.body})
