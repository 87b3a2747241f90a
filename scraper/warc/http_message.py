"""The head of an HTTP message in a record, as servers and crawlers of twenty years wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from scraper.model import Headers

MOST_OF_HEAD = 256 * 1024
"""The most bytes of a head; chosen: more than any server sends, with room for cookies and policies."""

_CRLF = b"\r\n"
# Where the head ends; a bare LF ends a line for many readers (RFC 9112 §2.2).
_END = re.compile(rb"\r?\n\r?\n")
# "HTTP/1.1 200 OK"; without a reason, in any version that there was ("HTTP/2", "HTTP/0.9"), or as radio servers say it.
_STATUS_LINE = re.compile(rb"[ \t]*(HTTP/\d(?:\.\d+)?|HTTP|ICY)[ \t]+(\d{3})(?![^ \t\r\n])", re.IGNORECASE)
# A header line; what has no colon is none.
_HEADER_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*:")
_LINE_END = re.compile(rb"\r?\n")


@dataclass(frozen=True)
class MessageHead:
    """Status and headers of an answer.

    Args:
        raw: status line and header lines, each ended by CRLF, without the empty line behind them; otherwise as they
            stand in the record.
        protocol: as the status line has it; empty where there is none.
        status: the status code.
    """

    raw: bytes
    protocol: str
    status: int

    @cached_property
    def headers(self) -> Headers:
        """Names in lower case and values as Latin-1, which has a character for each byte; folded lines in one."""
        return headers_of(self.raw)

    def header(self, name: str) -> str:
        """Return all values of a header by its name in lower case, joined by commas (RFC 9110 §5.3); or empty."""
        return ", ".join(value for key, value in self.headers if key == name)

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, lower-case; empty where it was not sent."""
        first = next((value for key, value in self.headers if key == "content-type"), "")
        return first.partition(";")[0].strip().lower()


def split_message(block: bytes) -> tuple[MessageHead | None, int]:
    """Return the head of an answer and where its body begins.

    HTTP/0.9 has no head: a block that begins with neither a status line nor a header line is a body as a whole, and has
    None for a head. A head without its end, as it is cut off in a record, is read as far as it goes.

    Args:
        block: the block of a record, or its beginning, with the whole head in it.
    """
    # Empty lines before a status line are passed over, as by browsers (RFC 9112 §2.2).
    start = len(block) - len(block.lstrip(_CRLF))
    status_line = _STATUS_LINE.match(block, start)
    if status_line is None and not _HEADER_LINE.match(block, start):
        return None, 0
    end = _END.search(block, start)
    head, body = (block[start:], len(block)) if end is None else (block[start : end.start()], end.end())
    raw = _with_line_ends(head)
    if status_line is None:
        return MessageHead(raw, "", 0), body
    return MessageHead(raw, status_line[1].decode("ascii"), int(status_line[2])), body


def _with_line_ends(head: bytes) -> bytes:
    """Return lines each ended by CRLF; those of a head that has them already are the same byte for byte."""
    return b"".join(line + _CRLF for line in _LINE_END.split(head.rstrip(_CRLF)))


def headers_of(raw: bytes) -> Headers:
    """Return the header lines of a head, a first line that is none left out.

    Args:
        raw: lines ended by CRLF.
    """
    headers: list[tuple[str, list[str]]] = []
    is_status_line = _STATUS_LINE.match(raw) is not None
    for line in raw.decode("latin-1").split("\r\n")[1 if is_status_line else 0 :]:
        # A line that begins with a blank goes on with the one before it (obs-fold, RFC 9112 §5.2).
        if line.startswith((" ", "\t")) and headers:
            headers[-1][1].append(line.strip())
            continue
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip().lower(), [value.strip()]))
    return tuple((name, " ".join(parts).strip()) for name, parts in headers)
