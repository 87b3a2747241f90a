"""CDXJ: the index by which programs that replay a WARC find the record of an address and a time.

A line is the key of an address (:mod:`scraper.web.surt`), a time of 14 digits, and JSON that says where the record
stands. The lines are sorted by their bytes, packed in blocks of gzip, and a second, small index has the first key of
each block: the form ``cdxj-gzip-1.0``, of which a program loads one block for one page.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from scraper.warc.digests import sha1_of
from scraper.web.surt import surt

LINES_A_BLOCK = 300
"""Lines of one block of gzip; cdxj-indexer's own number."""

INDEX_NAME = "index.cdx.gz"
"""Name of the file of blocks, as the second index names it."""

# Lines beyond so many bytes are sorted in several turns and merged from the disk; cdxj-indexer's own number.
_SORTED_AT_ONCE = 32 * 1024 * 1024
# The records that can be replayed. A request is found by its response, and warcinfo has no address.
_INDEXED = frozenset({"response", "revisit", "resource", "metadata"})
# Notes of a crawler on its own work, in the form of header fields; no page.
_CRAWLERS_NOTES = "application/warc-fields"
# What ends the type in a Content-Type: its parameters.
_BEHIND_TYPE = re.compile(r"[;\s]")
_GZIP_BITS = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands.

    Args:
        filename: the WARC's name, without its folder.
        offset: of the first byte of its gzip member.
        length: of the member, in bytes.
        digest: sha256 of the member, in hexadecimal digits.
    """

    filename: str
    offset: int
    length: int
    digest: str


def entry(kind: str, fields: Iterable[tuple[str, str]], block: bytes, place: Place) -> str | None:
    """Return the line of a record, with a line break at its end; None where it is not indexed.

    Args:
        kind: the record's type, such as ``response``.
        fields: its header fields, with an address and a date.
        block: what follows them.
        place: where it stands.
    """
    named = {name.lower(): value for name, value in fields}
    target, content_type = named.get("warc-target-uri"), named.get("content-type", "")
    if kind not in _INDEXED or target is None or content_type == _CRAWLERS_NOTES:
        return None
    has_head = content_type.startswith("application/http") and bool(block)
    head = _Head(block) if has_head else None
    values = {
        "url": target,
        "mime": _media_type(kind, content_type, head),
        "status": head.status if head is not None else None,
        "digest": named.get("warc-payload-digest") or _payload_digest(block, head),
        "length": str(place.length),
        "offset": str(place.offset),
        "filename": place.filename,
        "recordDigest": f"sha256:{place.digest}",
    }
    known = {name: value for name, value in values.items() if value is not None}
    return f"{surt(target)} {timestamp(named['warc-date'])} {json.dumps(known)}\n"


def timestamp(date: str) -> str:
    """Return a ``WARC-Date``, such as ``2026-11-27T09:30:00Z``, in the 14 digits of an index."""
    return re.sub(r"\D", "", date)[:14]


class _Head:
    """Status line and header lines of an answer at the beginning of a record's block."""

    def __init__(self, block: bytes) -> None:
        head, self._separator, _ = block.partition(b"\r\n\r\n")
        self.length = len(head) + len(self._separator)
        lines = _decoded(head).split("\r\n")
        status_line = lines[0].split(maxsplit=2)
        self.status = status_line[1] if len(status_line) > 1 else None
        self._lines = lines[1:]

    def value(self, name: str) -> str | None:
        """Return the first header of this name (lower case), or None."""
        pairs = (line.partition(":") for line in self._lines)
        return next((value.strip() for key, _, value in pairs if key.strip().lower() == name), None)


def _decoded(head: bytes) -> str:
    """Return a head as text: names are ASCII, and what stands in values has no encoding that all keep to."""
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError:
        return head.decode("latin-1")


def _media_type(kind: str, content_type: str, head: _Head | None) -> str | None:
    if kind == "revisit":
        return "warc/revisit"
    stated = head.value("content-type") if head is not None else content_type
    if not stated:
        return stated
    return _BEHIND_TYPE.split(stated, maxsplit=1)[0].strip()


def _payload_digest(block: bytes, head: _Head | None) -> str:
    """Return the sha1 of a record's payload, in base32, as WARC files have it."""
    payload = block if head is None else block[head.length :]
    return sha1_of(payload)


class Index:
    """The lines of an index, sorted in little memory.

    Args:
        folder: where lines wait that are too many for the memory. They stand in files without a name, of which a
            program that is killed leaves nothing.
        sorted_at_once: bytes of lines that are sorted in memory.
    """

    def __init__(self, folder: Path, *, sorted_at_once: int = _SORTED_AT_ONCE) -> None:
        self._folder = folder
        self._sorted_at_once = sorted_at_once
        self._lines: list[str] = []
        self._size = 0
        self._runs: list[IO[str]] = []

    def add(self, line: str) -> None:
        """Take a line, as :func:`entry` gives it.

        Raises:
            OSError: it has to wait on the disk, which is full.
        """
        self._lines.append(line)
        self._size += len(line)
        if self._size >= self._sorted_at_once:
            self._runs.append(self._run())

    def lines(self) -> Iterator[str]:
        """Yield the lines in order, each once."""
        for run in self._runs:
            run.seek(0)
        # Keys and JSON are ASCII, so that the order of characters is that of bytes.
        merged = heapq.merge(*self._runs, sorted(self._lines))
        return (line for line, _ in groupby(merged))

    def close(self) -> None:
        """Let go of what waits on the disk."""
        for run in self._runs:
            run.close()

    def _run(self) -> IO[str]:
        run = TemporaryFile("w+", encoding="ascii", newline="\n", dir=self._folder)  # noqa: SIM115  (closed by close)
        run.writelines(sorted(self._lines))
        self._lines, self._size = [], 0
        return run


def packed(lines: Iterable[str], write: Callable[[bytes], object]) -> Iterator[str]:
    """Write sorted lines as blocks of gzip, and yield the lines of the second index.

    Args:
        lines: as :meth:`Index.lines` gives them.
        write: takes the bytes of each block.
    """
    yield f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': INDEX_NAME})}\n"
    offset = 0
    for block in _blocks(lines):
        data = _gzip("".join(block).encode("ascii"))
        write(data)
        place = {"offset": offset, "length": len(data), "digest": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        yield f"{block[0].partition('{')[0].strip()} {json.dumps(place)}\n"
        offset += len(data)


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == LINES_A_BLOCK:
            yield block
            block = []
    if block:
        yield block


def _gzip(data: bytes) -> bytes:
    """Return one gzip member; its header has no time, so that the same lines are the same bytes."""
    packer = zlib.compressobj(wbits=_GZIP_BITS)
    return packer.compress(data) + packer.flush()
