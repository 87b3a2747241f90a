"""The archive as one WACZ: its WARCs, their index, and the states of its articles as pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from scraper.model.archived import Archived
from scraper.store import Archive
from scraper.warc.wacz import Wacz, WaczPage, WarcPart
from scraper.warc.writing import Record, member, records_of


@dataclass(slots=True)
class WaczWritten:
    """What is in a WACZ.

    Args:
        warcs: files of WARC records.
        records: records in them.
        captures: answers and redirects among these.
        pages: pages in its list, one for each state of an article.
    """

    warcs: int = 0
    records: int = 0
    captures: int = 0
    pages: int = 0


class WaczExport:
    """Writes groups of captures into a WACZ.

    Args:
        archive: opened for reading, whose snapshot the caller holds.
        wacz: opened; the caller closes it.
        size: bytes at which another WARC begins; a group is never divided.
        info: returns the record that begins a WARC, from the WARC's name.
    """

    def __init__(self, archive: Archive, wacz: Wacz, size: int, info: Callable[[str], Record]) -> None:
        self._archive = archive
        self._wacz = wacz
        self._size = size
        self._info = info
        self.written = WaczWritten()

    def write(self, groups: Iterable[tuple[Collection[Archived], Iterable[Record]]]) -> None:
        """Write groups, one after the other.

        Args:
            groups: captures, and the records that follow them.

        Raises:
            OSError: the disk is full.
        """
        rest = iter(groups)
        # A WARC without a capture is one all the same, so that an empty selection gives a valid file.
        first = next(rest, None)
        while True:
            with self._warc() as warc:
                while first is not None and (warc.size < self._size):
                    self._write_group(warc, *first)
                    first = next(rest, None)
            if first is None:
                return

    @contextmanager
    def _warc(self) -> Iterator[WarcPart]:
        self.written.warcs += 1
        name = f"scraper-{self.written.warcs:05}.warc.gz"
        with self._wacz.warc(name) as warc:
            self._add(warc, self._info(name))
            yield warc

    def _write_group(self, warc: WarcPart, captures: Collection[Archived], further: Iterable[Record]) -> None:
        for archived in captures:
            self.written.captures += 1
            for record in records_of(archived):
                self._add(warc, record)
                if record.kind == "response":
                    self._list(archived, record)
        for record in further:
            self._add(warc, record)

    def _add(self, warc: WarcPart, record: Record) -> None:
        self.written.records += 1
        warc.add(record.kind, record.fields, record.block, member(record))

    def _list(self, archived: Archived, record: Record) -> None:
        """Add a capture to the list of pages, if a state of an article was read from it."""
        state = self._archive.outgoing_pages.of_capture(archived.id)
        url, date, number = (record.field(name) for name in ("WARC-Target-URI", "WARC-Date", "WARC-Record-ID"))
        if state is None or url is None or date is None or number is None:
            return
        self.written.pages += 1
        # The id of the record, which is made of what names the capture: two exports have the same.
        self._wacz.page(WaczPage(number.strip("<>").rpartition(":")[2], url, date, state.title or url, state.text))
