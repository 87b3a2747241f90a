"""WACZ 1.1.1: a ZIP file of WARCs with their index, a list of pages and digests of everything.

A program in a browser opens it from a disk or the web and loads only the parts that it shows
(https://specs.webrecorder.net/wacz/1.1.1/). The WARCs are written into it as they come; index and pages wait beside it
until they are complete, so that nothing large is read or written twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, BinaryIO, cast

from scraper.about import VERSION
from scraper.warc.cdxj import INDEX_NAME, Index, Place, entry, packed

WACZ_VERSION = "1.1.1"
"""The version of the format."""

_PACKAGE, _PACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
# The first line of a list of pages says what it is; viewers offer to search the texts where it says that there are any.
_PAGES_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": True}
# The clock of a ZIP file begins in 1980 (APPNOTE 4.4.6).
_FIRST_YEAR = 1980
_READABLE = 0o644
# Copied in one go.
_CHUNK = 1024 * 1024

LARGEST_WARC = 1024**3
"""Bytes of one WARC of the file at which another has to begin.

A part of a ZIP file of more than 2 GiB needs a mark before its first byte (APPNOTE 4.5.3), and where a smaller one has
it, ReplayWeb.page takes the mark for the part's first bytes. So a WARC, whose size is known at its end, is kept small.
"""


@dataclass(frozen=True, slots=True)
class WaczPage:
    """A line of the list of pages: what a viewer shows of a record, and what it searches.

    Args:
        id: unlike that of any other page.
        url: the record's address.
        ts: its date, as in ``WARC-Date``.
        title: headline.
        text: what is found by its words.
    """

    id: str
    url: str
    ts: str
    title: str
    text: str


class _Hashed:
    """A part of the file that is being written: counts its bytes and digests them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)

    @property
    def hash(self) -> str:
        return f"sha256:{self._digest.hexdigest()}"


class _Output:
    """The file as ZipFile sees it, which wants to complete its file when it is let go of, whatever has happened."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._given_up_at: int | None = None

    def give_up(self) -> None:
        """Write nothing from now on, and raise nothing."""
        self._given_up_at = 0

    def write(self, data: bytes) -> int:
        if self._given_up_at is None:
            return self._file.write(data)
        self._given_up_at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        if self._given_up_at is None:
            return self._file.seek(offset, whence)
        self._given_up_at = offset
        return offset

    def tell(self) -> int:
        return self._file.tell() if self._given_up_at is None else self._given_up_at

    def flush(self) -> None:
        if self._given_up_at is None:
            self._file.flush()


class Wacz:
    """Writes one WACZ: a context manager, at whose end the file is whole. The caller opens the file and closes it.

    Args:
        file: opened for writing, empty and seekable.
        folder: where index and pages wait, in files without a name.
        created: when the export was made (aware).
        title: what the file says of itself.
        description: the same at length.
    """

    def __init__(self, file: BinaryIO, folder: Path, *, created: dt.datetime, title: str, description: str) -> None:
        self._folder = folder
        # First, since a ZipFile that is let go of would complete a file which somebody else has closed by then.
        self._pages = TemporaryFile("w+b", dir=folder)  # noqa: SIM115  (closed by __exit__)
        self._output = _Output(file)
        self._zip = zipfile.ZipFile(cast(BinaryIO, self._output), "w", zipfile.ZIP_STORED)
        self._created = created.astimezone(dt.UTC)
        self._title, self._description = title, description
        self._index = Index(folder)
        self._resources: list[dict[str, object]] = []
        self._add_page_line(_PAGES_HEADER)

    def __enter__(self) -> Wacz:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._complete()
        finally:
            self._output.give_up()
            self._zip.close()
            self._pages.close()
            self._index.close()

    @contextmanager
    def warc(self, name: str) -> Iterator[WarcPart]:
        """Begin a WARC of the file; the one before it has ended.

        Args:
            name: without a folder, in lower case, unlike any other in the file.
        """
        # Packed once already. A program in a browser asks for the bytes of one record, and could not find them if all
        # were packed once more (WACZ 1.1.1 §5.1).
        with self._part(f"archive/{name}", zipfile.ZIP_STORED, 0) as part:
            yield WarcPart(name, part, self._index)

    def page(self, page: WaczPage) -> None:
        """Add a page to the list.

        Raises:
            OSError: the list waits on the disk, which is full.
        """
        self._add_page_line({"id": page.id, "url": page.url, "ts": page.ts, "title": page.title, "text": page.text})

    def _complete(self) -> None:
        """Write what was waiting, and the digests of all."""
        with TemporaryFile("w+b", dir=self._folder) as blocks:
            beginnings = list(packed(self._index.lines(), blocks.write))
            self._copy(f"indexes/{INDEX_NAME}", zipfile.ZIP_STORED, blocks)
        self._write("indexes/index.idx", "".join(beginnings).encode("ascii"))
        self._copy("pages/pages.jsonl", zipfile.ZIP_DEFLATED, self._pages)
        package = _json(self._package())
        self._write(_PACKAGE, package)
        digest = {"path": _PACKAGE, "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
        self._write(_PACKAGE_DIGEST, _json(digest))
        self._zip.close()

    def _add_page_line(self, values: object) -> None:
        self._pages.write(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace") + b"\n")

    def _package(self) -> dict[str, object]:
        return {
            "profile": "data-package",
            "resources": self._resources,
            "title": self._title,
            "description": self._description,
            "created": self._created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "wacz_version": WACZ_VERSION,
            "software": f"scraper {VERSION}",
        }

    def _copy(self, path: str, packing: int, waiting: IO[bytes]) -> None:
        size = waiting.tell()
        waiting.seek(0)
        with self._part(path, packing, size) as part:
            while chunk := waiting.read(_CHUNK):
                part.write(chunk)

    def _write(self, path: str, data: bytes) -> None:
        with self._part(path, zipfile.ZIP_DEFLATED, len(data)) as part:
            part.write(data)

    @contextmanager
    def _part(self, path: str, packing: int, size: int) -> Iterator[_Hashed]:
        """Begin a part.

        Args:
            path: its name in the file.
            packing: how it is packed.
            size: its bytes, as far as they are known; less than 2 GiB otherwise.
        """
        info = zipfile.ZipInfo(path, max(self._created.timetuple()[:6], (_FIRST_YEAR, 1, 1, 0, 0, 0)))
        info.compress_type = packing
        # A ZipInfo made by hand gives nobody the right to read what is unpacked.
        info.external_attr = _READABLE << 16
        # The mark of large parts is set by what is known before.
        info.file_size = size
        with self._zip.open(info, "w") as opened:
            part = _Hashed(opened)
            yield part
        name = path.rpartition("/")[2]
        self._resources.append({"name": name, "path": path, "hash": part.hash, "bytes": part.size})


class WarcPart:
    """A WARC within the file.

    Args:
        name: its name.
        part: takes its bytes.
        index: takes a line for each record that can be replayed.
    """

    def __init__(self, name: str, part: _Hashed, index: Index) -> None:
        self._name = name
        self._part = part
        self._index = index

    @property
    def size(self) -> int:
        """Bytes that it has so far."""
        return self._part.size

    def add(self, kind: str, fields: Iterable[tuple[str, str]], block: bytes, member: bytes) -> None:
        """Write a record.

        Args:
            kind: its type, such as ``response``.
            fields: its header fields.
            block: what follows them.
            member: all of it as one gzip member.

        Raises:
            OSError: the disk is full.
        """
        place = Place(self._name, self._part.size, len(member), hashlib.sha256(member).hexdigest())
        self._part.write(member)
        line = entry(kind, fields, block, place)
        if line is not None:
            self._index.add(line)


def _json(values: object) -> bytes:
    return json.dumps(values, indent=2, ensure_ascii=False).encode("utf-8")
