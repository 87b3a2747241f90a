"""What stands between the network and the pages: whom the server answers, and what a browser may do with a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_READING = ("GET", "HEAD")
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

_INSIDES = "/-/"
_SHOWN_INSIDES = ("/-/static/",)


def guarded(app: App, hosts: Collection[str]) -> App:
    """Return the application behind a guard.

    Args:
        app: the application (ASGI 3).
        hosts: names and addresses by which this server may be called, without a port. Any other Host (RFC 9110 §7.2)
            is refused: a page elsewhere whose name was made to lead to 127.0.0.1 (DNS rebinding) could read all.
    """
    names = frozenset(host.lower() for host in hosts)

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in HEADERS}
                others = [pair for pair in message.get("headers", ()) if pair[0].lower() not in ours]
                message = {**message, "headers": [*others, *HEADERS]}
            await send(message)

        if _host(scope) not in names:
            await _refuse(send_with_headers, 421, "This server does not answer by that name.")
        elif scope["method"] not in _READING:
            await _refuse(send_with_headers, 405, "The archive is only read.")
        elif scope["path"].startswith(_INSIDES) and not scope["path"].startswith(_SHOWN_INSIDES):
            await _refuse(send_with_headers, 404, "There is no such page.")
        else:
            await app(scope, receive, send_with_headers)

    return guard


def _host(scope: Scope) -> str:
    """Return the host that was asked for, without its port, in lower case."""
    for name, value in scope["headers"]:
        if name.lower() == b"host":
            host: str = value.decode("latin-1").strip().lower()
            # An IPv6 address stands in brackets (RFC 3986 §3.2.2).
            if host.startswith("["):
                return host.partition("]")[0].removeprefix("[")
            return host.partition(":")[0]
    return ""


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = sentence.encode("utf-8")
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode("ascii"))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
