"""The head of a WARC record: its version and its named fields (ISO 28500 §4), as programs wrote them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_OF_HEAD = 64 * 1024
"""The most bytes of a head; chosen: a thousand times what is needed, and as much as web servers allow of theirs."""

START = re.compile(rb"WARC/(?:1\.[01]|0\.1[78])[ \t]*\r?\n(?=[A-Za-z][A-Za-z0-9-]*[ \t]*:)")
"""How a record begins: a version, and a named field. Earlier drafts than 0.17 had another form."""

# One field; lines that begin with a blank go on with it.
_FIELD = re.compile(r"^([^\s:]+)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)
# How a head ends: by an empty line.
_END = re.compile(rb"\r?\n\r?\n")
# W3CDTF with any number of digits behind the seconds (ISO 28500:2017 §5.4), the 14 digits of ARC files, and both
# without a zone or with a blank for the T, as hand-made programs write them.
_DATE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[Tt ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?\s*(?:[Zz]|([+-])(\d\d):?(\d\d)|UTC|GMT)?",
    re.ASCII,
)
# The shorter forms of W3CDTF, which ISO 28500:2017 §5.4 allows: a day, a month or a year.
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_MICRO = 6


@dataclass(slots=True)
class RecordHead:
    """The named fields of a record.

    Args:
        fields: the first of each name, lower-case.
        concurrent: each WARC-Concurrent-To, the one field that may be repeated (ISO 28500:2017 §5.7).
    """

    fields: dict[str, str]
    concurrent: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return a field by its name in lower case; empty where there is none."""
        return self.fields.get(name, "")

    @property
    def kind(self) -> str:
        """Which of the eight types of ISO 28500 §5.5 the record is of, lower-case."""
        return self.get("warc-type").lower()

    @property
    def record_id(self) -> str:
        """WARC-Record-ID without angle brackets."""
        return without_brackets(self.get("warc-record-id"))

    @property
    def target(self) -> str:
        """WARC-Target-URI; the angle brackets are those of WARC 1.0, whose grammar had them by mistake."""
        return without_brackets(self.get("warc-target-uri"))

    @property
    def length(self) -> int | None:
        """Content-Length, or None where it is missing or no number."""
        text = self.get("content-length")
        # No file of today has 10^18 bytes; a longer number would take Python long to read.
        if not (text.isascii() and text.isdigit() and len(text) < _DIGITS):
            return None
        return int(text)

    @property
    def date(self) -> dt.datetime | None:
        """WARC-Date, aware UTC, or None."""
        return moment(self.get("warc-date"))


_DIGITS = 19


def without_brackets(text: str) -> str:
    """Return an address or an id without angle brackets around it."""
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1].strip()
    return text


def read_head(block: bytes) -> RecordHead:
    """Return the fields of a head.

    Args:
        block: from the version on, up to the empty line.
    """
    fields: dict[str, str] = {}
    concurrent = []
    for name, value in _lines(block):
        if name == "warc-concurrent-to":
            concurrent.append(without_brackets(value))
        else:
            fields.setdefault(name, value)
    return RecordHead(fields, concurrent)


def _lines(block: bytes) -> Iterator[tuple[str, str]]:
    """Yield names in lower case, and values with folded lines in one (ISO 28500 §4, LWS)."""
    # The fields are UTF-8; what isn't was written by a program that knew of Latin-1 alone.
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        text = block.decode("latin-1")
    for name, value in _FIELD.findall(text):
        folded = " ".join(value.split()) if "\n" in value else value.strip()
        yield name.lower(), folded


def end_of_head(buffer: bytes, at: int) -> tuple[int, int] | None:
    """Return where the head ends that begins at a place, and where what is behind its empty line begins; or None."""
    found = _END.search(buffer, at)
    if found is None:
        return None
    return found.span()


def moment(text: str) -> dt.datetime | None:
    """Return a WARC-Date as an aware moment in UTC, or None; never raises.

    Args:
        text: such as ``2016-08-27T14:05:06Z``; with fractions, as 14 digits, or without a zone, which is read as UTC.
            A day, a month or a year alone stands for its first moment.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return _beginning_of(text.strip())
    *numbers, fraction, sign, hours, minutes = found.groups()
    try:
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        # A leap second is the last moment of its minute for Python, whose clock has none.
        read = dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=dt.UTC)
        read = read.replace(microsecond=int((fraction or "0")[:_MICRO].ljust(_MICRO, "0")))
        if sign:
            ahead = dt.timedelta(hours=int(hours), minutes=int(minutes))
            read = read - ahead if sign == "+" else read + ahead
    except (ValueError, OverflowError):
        return None
    return read


def _beginning_of(text: str) -> dt.datetime | None:
    """Return the first moment of a day, a month or a year; None where the text is none of them."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(number or 1) for number in found.groups())
    try:
        return dt.datetime(year, month, day, tzinfo=dt.UTC)
    except ValueError:
        return None
