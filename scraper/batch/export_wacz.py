"""The archive as one WACZ: its WARCs, their index, and the states of its articles as pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from scraper.batch.export_warc import WarcOrder, article_records, info_of, selection_text
from scraper.batch.targets import targets
from scraper.errors import DamagedError, ScraperError
from scraper.model.archived import Archived
from scraper.store import Archive
from scraper.store.files import resolved
from scraper.warc.names import capture_name
from scraper.warc.wacz import LARGEST_WARC, Wacz, WaczPage, WarcPart
from scraper.warc.writing import Record, member, records_of_group

SUFFIX = ".wacz"
"""What the name of a file ends with; programs that read WACZ files go by it."""


@dataclass(slots=True)
class WrittenWacz:
    """What was written.

    Attributes:
        bytes: of the file.
        captures, visits, articles: how many.
        pages: in its list, one for each state of an article.
        damaged: places in the archive that could not be read, and why.
    """

    bytes: int = 0
    captures: int = 0
    visits: int = 0
    articles: int = 0
    pages: int = 0
    damaged: list[tuple[str, DamagedError]] = field(default_factory=list)


def export_wacz(
    archive: Archive,
    order: WarcOrder,
    progress: Callable[[str, int, int], None] = lambda text, done, total: None,
    *,
    largest: int = LARGEST_WARC,
) -> WrittenWacz:
    """Write captures, visits and articles as a WACZ.

    Args:
        archive: opened for reading.
        order: what is to be written.
        progress: is told what is written, how much of it, and how much there is.
        largest: bytes of a WARC in it at which another begins.

    Raises:
        ScraperError: nothing is chosen, or the file cannot be written; none is there then.
    """
    with archive.explained(), archive.snapshot(), targets(force=order.force) as files:
        files.refuse(order.file)
        roots = archive.outgoing.roots(order.selection)
        if not roots:
            raise ScraperError(
                f"{order.file}: was not written, since no capture in the archive is of this choice.",
                hint="Choose other sites, days or conditions; 'scraper status' shows what there is.",
            )
        file = files.open(order.file)
        chosen = selection_text(order.selection)
        with Wacz(
            file,
            resolved(order.file).parent,
            created=order.now,
            title=order.file.name.removesuffix(SUFFIX),
            description=f"Pages of an archive of news. Chosen: {chosen}" if chosen else "Pages of an archive of news.",
        ) as wacz:
            export = _Export(archive, wacz, order, largest)
            groups = archive.outgoing.groups(roots, order.selection.days, export.damaged)
            articles = archive.outgoing.article_ids(order.selection)
            captures = (export.records_of_group(group) for group in groups)
            # Behind all captures, as in a WARC.
            of_articles = ([record] for record in article_records(archive, articles))
            export.write(
                chain(
                    _told(captures, "Writing captures", len(roots), progress),
                    _told(of_articles, "Writing articles", len(articles), progress),
                )
            )
            export.written.articles = len(articles)
        export.written.bytes = file.tell()
    return export.written


def _told(
    items: Iterable[list[Record]], text: str, total: int, progress: Callable[[str, int, int], None]
) -> Iterator[list[Record]]:
    """Yield what is to be written, and tell how far it is."""
    for done, item in enumerate(items, 1):
        yield item
        progress(text, done, total)


class _Export:
    """Writes records into a WACZ.

    Args:
        archive: whose snapshot the caller holds.
        wacz: opened.
        order, largest: as for :func:`export_wacz`.
    """

    def __init__(self, archive: Archive, wacz: Wacz, order: WarcOrder, largest: int) -> None:
        self._archive = archive
        self._wacz = wacz
        self._order = order
        self._largest = largest
        self._digest = archive.outgoing.digest()
        self.written = WrittenWacz()

    def damaged(self, place: str, error: DamagedError) -> None:
        """Note a place in the archive that could not be read."""
        self.written.damaged.append((place, error))

    def records_of_group(self, group: Sequence[Archived]) -> list[Record]:
        """Return the records of captures that belong together; add to the list of pages what is one."""
        self.written.captures += len(group)
        self.written.visits += sum(len(archived.visits) for archived in group)
        by_name = {f"<{capture_name(archived.link, archived.record_id)}>": archived for archived in group}
        found = [*records_of_group(group)]
        for record in found:
            archived = by_name.get(record.field("WARC-Record-ID") or "")
            if record.kind == "response" and archived is not None:
                self._list(archived, record)
        return found

    def write(self, groups: Iterator[list[Record]]) -> None:
        """Write groups of records, one after the other, none of them into two WARCs."""
        number, group = 1, next(groups, None)
        while group is not None:
            # Of the program and not of the file, whose name may have letters that the format refuses.
            name = f"scraper-{number:05}.warc.gz"
            with self._wacz.warc(name) as warc:
                _add(warc, [info_of(self._order, name, self._digest)])
                while group is not None and warc.size < self._largest:
                    _add(warc, group)
                    group = next(groups, None)
            number += 1

    def _list(self, archived: Archived, record: Record) -> None:
        """Add a capture to the list of pages, if a state of an article was read from it."""
        state = self._archive.outgoing_pages.of_capture(archived.id)
        if state is None:
            return
        named = dict(record.fields)
        url = named["WARC-Target-URI"]
        # The id of the record, which is made of what names the capture: two exports have the same.
        number = named["WARC-Record-ID"].strip("<>").rpartition(":")[2]
        self._wacz.page(WaczPage(number, url, named["WARC-Date"], state.title or url, state.text))
        self.written.pages += 1


def _add(warc: WarcPart, records: Iterable[Record]) -> None:
    for record in records:
        warc.add(record.kind, record.fields, record.block, member(record))
