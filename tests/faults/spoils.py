"""The ways in which a fault spoils a site of five articles and a feed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

from server import Exchange, Server

PAGE = "/news/3"
FEED = "/feed"
FEW = {"articles": ["^/news/"]}
XML = {"Content-Type": "application/rss+xml"}


def page(spoil: Callable[[Server, str], object]) -> Callable[[Server], object]:
    """Spoil the third article."""
    return lambda server: spoil(server, PAGE)


def raw(*parts: bytes) -> Callable[[Server], object]:
    """Answer for the third article with these bytes, as they are."""

    def answer(exchange: Exchange) -> None:
        for part in parts:
            exchange.send(part)

    return lambda server: server.handler(PAGE, answer)


def status(code: int, **headers: str) -> Callable[[Server], object]:
    """Answer for the third article with a status."""
    return lambda server: server.handler(PAGE, lambda exchange: exchange.answer(code, "<p>no</p>", **headers))


def encoded(name: str, make: Callable[[], bytes]) -> Callable[[Server], object]:
    """Answer for the third article with a body in this content encoding."""

    def spoil(server: Server) -> None:
        body = make()
        server.handler(PAGE, lambda exchange: exchange.answer(200, body, content_encoding=name))

    return spoil


class _Packer(Protocol):
    """What packs piece by piece."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


def bomb(start: Callable[[], _Packer], megabytes: int) -> Callable[[], bytes]:
    """Return a body that unfolds to so many megabytes, packed without ever holding them."""

    def make() -> bytes:
        packer, piece = start(), b"\0" * 1_000_000
        return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])

    return make


def packed_zeros(megabytes: int) -> bytes:
    """Return so many megabytes of nothing in gzip."""
    return bomb(lambda: zlib.compressobj(9, wbits=31), megabytes)()


class Brotli:
    """Brotli under the names of zlib."""

    def __init__(self) -> None:
        import brotli

        self._inner = brotli.Compressor(quality=2)

    def compress(self, data: bytes, /) -> bytes:
        packed: bytes = self._inner.process(data)
        return packed

    def flush(self) -> bytes:
        packed: bytes = self._inner.finish()
        return packed


def sources(body: str, kind: str = "application/rss+xml") -> Callable[[Server], object]:
    """Serve this as the feed."""
    return lambda server: server.page(FEED, body, headers={"Content-Type": kind})


def redirect(target: str) -> Callable[[Server], object]:
    return lambda server: server.redirect(PAGE, target)
