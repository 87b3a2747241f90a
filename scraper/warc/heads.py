"""The head of an answer beside a body without transfer and content encoding, and the same head as it was sent.

What the head says of another body (its encodings, its length) gets :data:`scraper.warc.fields.MASK` before its name,
and a right Content-Length stands below it as the last line. So each reader gets the body right, and
:func:`restored` gives the head back byte for byte.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from scraper.warc.fields import MASK

_CRLF = b"\r\n"
_MASK = MASK.encode()
# Header lines at the start of their line; a bare LF ends a line for many readers (RFC 9112 §2.2).
_ENCODINGS = re.compile(rb"^(?=(?:content|transfer)-encoding[ \t]*:)", re.IGNORECASE | re.MULTILINE)
_LENGTHS = re.compile(rb"^content-length[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
# A host may send such names itself. They get one more, so that taking one away gives each head back.
_MASKED = re.compile(rb"^(?=X-Crawler-)", re.IGNORECASE | re.MULTILINE)
_CHANGED = re.compile(
    rb"^(?=(?:content-encoding|transfer-encoding|content-length)[ \t]*:)", re.IGNORECASE | re.MULTILINE
)
_ONE_MASK = re.compile(rb"^X-Crawler-", re.IGNORECASE | re.MULTILINE)
_ADDED_LENGTH = re.compile(rb"^content-length[ \t]*:[^\r\n]*\r?\n\Z", re.IGNORECASE | re.MULTILINE)


def masked(head: bytes, length: int) -> bytes:
    """Return a head that is right for a body without encodings; where it is that already, the same byte for byte.

    Args:
        head: status line and header lines, each ended by CRLF, without the empty line that ends a head.
        length: bytes of the body.
    """
    lengths = _LENGTHS.findall(head)
    # Several equal lengths are one for most readers, and an error for others (RFC 9110 §8.6).
    is_length_right = not lengths or [value.strip() for value in lengths] == [b"%d" % length]
    if is_length_right and not _ENCODINGS.search(head) and not _MASKED.search(head):
        return head
    marked = _CHANGED.sub(_MASK, _MASKED.sub(_MASK, head))
    return marked + b"Content-Length: %d\r\n" % length


def restored(head: bytes) -> bytes:
    """Return a head as it was sent.

    Args:
        head: as :func:`masked` returned it, or as Common Crawl writes it; others come back as they are.
    """
    if not _MASKED.search(head):
        return head
    return _ONE_MASK.sub(b"", _ADDED_LENGTH.sub(b"", head))


def has_status_line(head: bytes) -> bool:
    """Return whether a head begins with a status line."""
    return head.startswith(b"HTTP/")


def made_status_line(status: int) -> bytes:
    """Return a status line for an answer of which only the status was kept."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return b"HTTP/1.1 %d %b\r\n" % (status, phrase.encode("ascii"))


def made_head(status: int, media_type: str | None) -> bytes:
    """Return a head for an answer of which none was kept."""
    line = made_status_line(status)
    if media_type is None:
        return line
    return line + b"Content-Type: " + media_type.encode("latin-1", "replace") + _CRLF
