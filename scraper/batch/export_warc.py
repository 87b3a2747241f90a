"""The captures of an archive, written as WARC files."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from scraper.about import VERSION
from scraper.batch.targets import Targets, targets
from scraper.errors import DamagedError, ScraperError
from scraper.store import Archive
from scraper.store.outgoing import OutgoingSelection
from scraper.warc.fields import OF_ARTICLE
from scraper.warc.names import capture_name, named_id
from scraper.warc.writing import Record, info_record, member, metadata_record, records_of_group

SUFFIX = ".warc.gz"
"""What the name of a file ends with; programs that read WARC files go by it."""

_CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_DESCRIPTION = (
    "Pages of an archive of news. HTTP/1.1 was spoken. Heads are as they were sent, but for secrets, which are '***':"
    " the values of Authorization, Cookie and Set-Cookie, and user and password in addresses. Bodies are without"
    " transfer and content encoding; where there was one, Content-Encoding, Transfer-Encoding and Content-Length of the"
    " head have 'X-Crawler-' before their names, and a right Content-Length is its last line. Bodies of redirects were"
    " not kept. A revisit says that nothing new was found."
)


@dataclass(frozen=True, slots=True)
class WarcOrder:
    """What is to be written.

    Args:
        file: the file; with a size, its name gets a number.
        selection: what of the archive.
        size: bytes of a file at the most, but for a single page that is larger; None: one file.
        force: whether files that are there are replaced.
        operator: who runs the archive, or empty.
        agent: the User-Agent of its requests.
        now: the time (aware, UTC).
    """

    file: Path
    selection: OutgoingSelection
    size: int | None
    force: bool
    operator: str
    agent: str
    now: dt.datetime


@dataclass(slots=True)
class WrittenWarc:
    """What was written.

    Attributes:
        files: with their folders.
        bytes: of all files.
        captures, visits, articles: how many.
        damaged: places in the archive that could not be read, and why.
    """

    files: list[Path] = field(default_factory=list)
    bytes: int = 0
    captures: int = 0
    visits: int = 0
    articles: int = 0
    damaged: list[tuple[str, DamagedError]] = field(default_factory=list)


def export_warc(
    archive: Archive, order: WarcOrder, progress: Callable[[str, int, int], None] = lambda text, done, total: None
) -> WrittenWarc:
    """Write captures, visits and articles as WARC files.

    Args:
        archive: opened for reading.
        order: what is to be written.
        progress: is told what is written, how much of it, and how much there is.

    Raises:
        ScraperError: nothing is chosen, or a file cannot be written; none is there then.
    """
    written = WrittenWarc()
    with archive.explained(), archive.snapshot():
        roots = archive.outgoing.roots(order.selection)
        articles = archive.outgoing.article_ids(order.selection)
        if not roots and not articles:
            raise ScraperError(
                f"{order.file}: was not written, since nothing in the archive is of this choice.",
                hint="Choose other sites, days or conditions; 'scraper status' shows what there is.",
            )
        with targets(force=order.force) as files:
            out = _Files(files, order, archive.outgoing.digest(), written)
            for done, group in enumerate(_groups(archive, order, roots, written), 1):
                out.write(group)
                progress("Writing captures", done, len(roots))
            # Behind all captures, so that whoever takes in the file has them when an article says what was read.
            for done, record in enumerate(article_records(archive, articles), 1):
                out.write([record])
                written.articles += 1
                progress("Writing articles", done, len(articles))
            out.end()
    return written


def _groups(archive: Archive, order: WarcOrder, roots: Iterable[int], written: WrittenWarc) -> Iterator[list[Record]]:
    """Yield the records of each group of captures, and count them."""

    def damaged(place: str, error: DamagedError) -> None:
        written.damaged.append((place, error))

    for group in archive.outgoing.groups(roots, order.selection.days, damaged):
        written.captures += len(group)
        written.visits += sum(len(archived.visits) for archived in group)
        yield [*records_of_group(group)]


def article_records(archive: Archive, ids: Iterable[int]) -> Iterator[Record]:
    """Yield the record of each article, with what it was read from.

    Args:
        archive: opened for reading.
        ids: of the articles.
    """
    for article in archive.outgoing_articles(capture_name).articles(ids):
        newest = article.data["article"]["capture"]
        names = [capture["record"] for capture in article.data["captures"]]
        of = sorted(names, key=lambda name: name != newest)
        yield metadata_record(OF_ARTICLE, article.url, article.data, article.at, of)


class _Files:
    """The files, one after the other.

    Args:
        files: where they are written.
        order: what is to be written.
        digest: of the archive.
        written: what is counted.
    """

    def __init__(self, files: Targets, order: WarcOrder, digest: bytes | None, written: WrittenWarc) -> None:
        self._files = files
        self._order = order
        self._digest = digest
        self._written = written
        self._out: BinaryIO | None = None
        self._size = 0
        # Before the first page is packed, so that a refusal comes at once.
        files.refuse(self._name(1))
        if order.size is not None:
            files.replaces(_numbered(order.file))

    def write(self, records: Iterable[Record]) -> None:
        """Write records that belong together into one file."""
        packed = [member(record) for record in records]
        length = sum(map(len, packed))
        out = self._out
        if out is None or self._is_full(length):
            out = self._next()
        for data in packed:
            out.write(data)
        self._size += length
        self._written.bytes += length

    def end(self) -> None:
        """Write what is held in memory."""
        if self._out is None:
            self._next()
        assert self._out is not None  # noqa: S101  (the line above has made one)
        self._out.flush()

    def _is_full(self, length: int) -> bool:
        return self._order.size is not None and self._size + length > self._order.size

    def _next(self) -> BinaryIO:
        file = self._name(len(self._written.files) + 1)
        self._out = self._files.open(file)
        self._written.files.append(file)
        info = member(info_of(self._order, file.name, self._digest))
        self._out.write(info)
        self._size = len(info)
        self._written.bytes += len(info)
        return self._out

    def _name(self, number: int) -> Path:
        """Return the name of a file; with a size each has a number, so that none depends on how many there are."""
        if self._order.size is None:
            return self._order.file
        stem = self._order.file.name.removesuffix(SUFFIX)
        return self._order.file.with_name(f"{stem}-{number:05}{SUFFIX}")


def info_of(order: WarcOrder, name: str, digest: bytes | None) -> Record:
    """Return the record that begins a file, which says what the file is.

    Args:
        order: what is written.
        name: of the file, without its folder.
        digest: of the archive.
    """
    said = {
        "software": f"scraper/{VERSION}",
        "format": "WARC File Format 1.1",
        "conformsTo": _CONFORMS_TO,
        "description": _DESCRIPTION,
        "isPartOf": order.file.name.removesuffix(SUFFIX),
        "operator": order.operator,
        "robots": "obey",
        "http-header-user-agent": order.agent,
        "archive-digest": (digest or b"").hex(),
        "selection": selection_text(order.selection),
    }
    number = named_id(f"warcinfo {name} {order.now.isoformat()} {said['archive-digest']}")
    return info_record(name, number, order.now, [(key, value) for key, value in said.items() if value])


def _numbered(file: Path) -> list[Path]:
    """Return the files that an earlier export to this name has left."""
    pattern = re.compile(rf"{re.escape(file.name.removesuffix(SUFFIX))}-\d{{5,}}{re.escape(SUFFIX)}")
    return sorted(found for found in file.parent.iterdir() if pattern.fullmatch(found.name))


def selection_text(selection: OutgoingSelection) -> str:
    """Return what was chosen as JSON; empty where everything was."""
    chosen: dict[str, object] = {"sites": list(selection.sites), "where": selection.where, **selection.days.params}
    chosen = {name: value for name, value in chosen.items() if value}
    return json.dumps(chosen, ensure_ascii=False) if chosen else ""
