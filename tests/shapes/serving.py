"""A made site on loopback."""

from __future__ import annotations

import re
import zlib

from server import Exchange, Handler, Page, Server
from shapes.shape import Answer, Shape

# Servers of Java take the id of a session out of the path before they look for the page.
_SESSION = re.compile(r";jsessionid=[^?/]*")
_TEXT = re.compile(r"^(?:text/|application/(?:rss\+xml|xml|json))")


class ShapeServer(Server):
    """A server of one made site, up while the ``with`` block runs. ``requests`` and ``paths()`` are its log.

    Args:
        shape: the site.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.robots(self._own(shape.robots))
        for path, answer in shape.pages.items():
            self._serve(path, answer)
        for path, target in shape.redirects.items():
            self.handler(path, _leading_to(self.url(target)))

    def route(self, path: str) -> Page | Handler:
        """What answers a path; the id of a session in it changes nothing."""
        return super().route(_SESSION.sub("", path))

    def path_of(self, url: str) -> str:
        """Return path and query of an address of this server."""
        return url.removeprefix(self.url("")) or "/"

    def _serve(self, path: str, answer: Answer) -> None:
        body = answer.body
        if _TEXT.match(answer.content_type):
            body = body.replace(self.shape.origin.encode(), self.url("").encode())
        headers = {"Content-Type": answer.content_type, **answer.headers}
        # The port of the server changes from run to run, and stands in the body.
        self.page(path, body, headers=headers, etag=f'"{zlib.crc32(answer.body):x}"')

    def _own(self, text: str) -> str:
        """Return a text with this server's origin in it."""
        return text.replace(self.shape.origin, self.url(""))


def _leading_to(url: str) -> Handler:
    def answer(exchange: Exchange) -> None:
        exchange.answer(301, location=url)

    return answer
