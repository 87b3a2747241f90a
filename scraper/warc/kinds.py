"""What a file is that is none of WARC, by its first bytes, and what its user can do with it."""

from __future__ import annotations

import re

from scraper.errors import WarcError
from scraper.warc.framing import Packing
from scraper.warc.raw import Raw
from scraper.warc.record_head import START

# Chosen: a damaged beginning, or what a program printed into the file, is shorter.
_NEAR = 1024 * 1024
_STEP = 64 * 1024
_NO_WARC = "is no WARC file"

# The first row whose pattern fits the unpacked beginning says what the file is, and what can be done.
_KINDS: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (
        re.compile(rb"filedesc://"),
        "is an ARC file, the form before WARC",
        "Turn it into one of WARC first: 'warcio recompress FILE.arc.gz FILE.warc.gz'.",
    ),
    (
        re.compile(rb"WARC/\d"),
        "is of a version of WARC that is not read",
        "Versions 0.17, 0.18, 1.0 and 1.1 are; 'warcio recompress' may help.",
    ),
    (
        re.compile(rb"PK\x03\x04"),
        "is a ZIP file, perhaps of WACZ",
        "Unpack it, and import the WARC files in its folder 'archive'.",
    ),
    (
        re.compile(rb" CDX |!OpenWayback-CDXJ|\S+ \d{14} \{|\S+ \d{14} \S+ \S+ \d{3} |\S+\)/\S* \d{14} "),
        "is an index of WARC files (CDX), not one of them",
        "Import the WARC files that it names.",
    ),
    (re.compile(rb"BZh\d"), "is packed with bzip2", "Unpack it first, with 'bunzip2'."),
    (re.compile(rb"\xfd7zXZ\0"), "is packed with xz", "Unpack it first, with 'unxz'."),
    (re.compile(rb"SQLite format 3\0"), "is a SQLite database", "An archive of scraper is opened with --db."),
    (re.compile(rb"PAR1"), "is a Parquet file", "DuckDB and Polars read it."),
    (re.compile(rb"%PDF-"), "is a PDF document", "Import the WARC file of the site that had it."),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--)", re.IGNORECASE),
        "is a page of the web, not a WARC file",
        "'scraper fetch --file' reads a saved page.",
    ),
    (re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]*\Z"), "is a text file, not one of WARC", "Name a WARC file."),
)
# Files of other forms that hold bytes of any kind as they are, also whole records. They are refused before a record is
# looked for: of a WACZ whose parts are not packed again some pages would come in, and the others would be damage.
_CONTAINERS = re.compile(rb"filedesc://|PK\x03\x04|SQLite format 3\0|PAR1|%PDF-")
# As much of a file as the patterns look at.
_LOOKED_AT = 4096


def refuse_others(raw: Raw, size: int | None, address: str) -> None:
    """Make sure that a file is one of WARC; it stands at its beginning afterwards.

    Args:
        raw: the file.
        size: in bytes, or None.
        address: for people.

    Raises:
        WarcError: it is something else; the message says what, the hint what to do.
    """
    if not raw.peek(1):
        raise WarcError(f"{address} is empty.", hint="Fetch or write it again.")
    stored = bytes(raw.peek(_LOOKED_AT))
    packing = Packing(raw, size)
    first = raw.position
    beginning = _beginning(packing, first)
    holds_record = START.search(beginning) is not None or (packing.is_packed and _is_found_behind(packing, first))
    is_container = any(_CONTAINERS.match(each) for each in (stored, beginning))
    raw.position = 0
    if holds_record and not is_container:
        return
    looked_at = beginning[:_LOOKED_AT].lstrip(b"\r\n") if beginning else raw.peek(_LOOKED_AT)
    what, hint = next(
        ((what, hint) for pattern, what, hint in _KINDS if pattern.match(looked_at)),
        (_NO_WARC, "Name a WARC file, such as those that wget --warc-file or browsertrix write."),
    )
    raise WarcError(f"{address} {what}.", hint=hint)


def _beginning(packing: Packing, position: int) -> bytes:
    """Return what the first bytes of a file hold."""
    member = packing.member_at(position)
    beginning = b""
    while len(beginning) < _NEAR and (read := member.read(_STEP)):
        beginning += read
        if START.search(beginning):
            break
    return beginning


def _is_found_behind(packing: Packing, position: int) -> bool:
    return packing.find_member(position) is not None
