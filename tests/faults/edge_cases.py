"""Answers that are legal or nearly so, and that few clients have seen."""

from __future__ import annotations

import gzip

from faults.harness import Case, article, of_one_page
from faults.spoils import PAGE, encoded, raw
from server import Server

_TEXT = article(3).encode()
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_LENGTH = b"Content-Length: %d\r\n" % len(_TEXT)
_CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
_ALL_IN_ONE = b"%x" % len(_TEXT)
_FIVE = "^bad: 5 found, 5 new"
_BROKEN = "news/3.*broken answer"


def _named(server: Server) -> None:
    """Offer the third article as a file to be saved."""
    server.page(PAGE, _TEXT, headers={"Content-Disposition": 'attachment; filename="../../etc/passwd"'})


EDGE_CASES = of_one_page(
    Case(
        "100 and 103 before the answer",
        raw(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", _OK, _LENGTH, b"\r\n", _TEXT
        ),
        _FIVE,
        0,
    ),
    Case(
        "a thousand times 100",
        raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, _OK, _LENGTH, b"\r\n", _TEXT),
        _FIVE,
        0,
    ),
    Case(
        "101 to another protocol",
        raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
        _BROKEN,
        1,
    ),
    Case("trailers", raw(_OK, _CHUNKED, _ALL_IN_ONE, b"\r\n", _TEXT, b'\r\n0\r\nETag: "1"\r\nX: y\r\n\r\n'), _FIVE, 0),
    Case(
        "chunk extensions",
        raw(_OK, _CHUNKED, _ALL_IN_ONE, b';a=b;c="d;e"\r\n', _TEXT, b"\r\n0;last\r\n\r\n"),
        _FIVE,
        0,
    ),
    Case("a chunk of more bytes than there are numbers", raw(_OK, _CHUNKED, b"f" * 40, b"\r\n", _TEXT), _BROKEN, 1),
    Case("a chunk of minus one byte", raw(_OK, _CHUNKED, b"-1\r\n", _TEXT), _BROKEN, 1),
    Case(
        "chunked and with a length",
        raw(_OK, b"Content-Length: 3\r\n", _CHUNKED, _ALL_IN_ONE, b"\r\n", _TEXT, b"\r\n0\r\n\r\n"),
        _FIVE,
        0,
    ),
    Case("Content-Length twice, the same", raw(_OK, _LENGTH, _LENGTH, b"\r\n", _TEXT), _FIVE, 0),
    Case("Content-Length of minus one", raw(_OK, b"Content-Length: -1\r\n\r\n", _TEXT), _BROKEN, 1),
    Case("a header folded over lines", raw(_OK, b"X-Long: a\r\n b\r\n\tc\r\n", _LENGTH, b"\r\n", _TEXT), _FIVE, 0),
    Case("a header without a colon", raw(_OK, b"no colon\r\n", _LENGTH, b"\r\n", _TEXT), _BROKEN, 1),
    Case("a header with NUL", raw(_OK, b"X: a\0b\r\n", _LENGTH, b"\r\n", _TEXT), _BROKEN, 1),
    Case(
        "a header in Latin-1 and escapes",
        raw(_OK, b"X: \xe4\xf6\x1b[31m\r\n", _LENGTH, b"\r\n", _TEXT),
        _FIVE,
        0,
    ),
    Case(
        "lines that end in LF alone",
        raw(b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n\n", _TEXT),
        _FIVE,
        0,
    ),
    Case("HTTP/0.9", raw(_TEXT), _BROKEN, 1),
    Case("HTTP/2 without being asked", raw(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00"), _BROKEN, 1),
    Case(
        "a status line without words",
        raw(b"HTTP/1.1 200\r\nContent-Type: text/html; charset=utf-8\r\n", _LENGTH, b"\r\n", _TEXT),
        _FIVE,
        0,
    ),
    Case("a status of 20000", raw(b"HTTP/1.1 20000 OK\r\n", _LENGTH, b"\r\n", _TEXT), _BROKEN, 1),
    Case("a status of 000", raw(b"HTTP/1.1 000 OK\r\n", _LENGTH, b"\r\n", _TEXT), _BROKEN, 1),
    Case(
        "two answers to one request",
        raw(_OK, _LENGTH, b"\r\n", _TEXT, _OK, b"Content-Length: 4\r\n\r\nevil"),
        _FIVE,
        0,
    ),
    Case("gzip twice", encoded("gzip, gzip", lambda: gzip.compress(gzip.compress(_TEXT))), _FIVE, 0),
    Case("gzip four times", encoded("gzip, gzip, gzip, gzip", lambda: _TEXT), "news/3.*4 content encodings", 1),
    Case("gzip with bytes behind it", encoded("gzip", lambda: gzip.compress(_TEXT) + b"\0" * 512), _FIVE, 0),
    Case("an article called gzip that is none", encoded("gzip", lambda: _TEXT), _FIVE, 0),
    Case("a content encoding with nothing in it", encoded(" , ,", lambda: _TEXT), _FIVE, 0),
    Case("a page to be saved as a file", _named, _FIVE, 0),
)
