"""The records of a task read as articles: what the process does that may die of it."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from importlib import import_module

from scraper.batch.mapping.journal import BEFORE_FIRST, Journal
from scraper.batch.mapping.selection import Chooser
from scraper.batch.mapping.task import Done, Sink, Task
from scraper.errors import ScraperError
from scraper.model import Reading, Response, Site
from scraper.model.incoming import Broken, Incoming, OwnRecord, Recalled
from scraper.policy.reasons import OUR_OWN
from scraper.warc.reader import Stats, read

# Chosen: a file that visits a page each hour has the same bytes again and again, with some hundred others between.
_READINGS_REMEMBERED = 200
# Without an article: what holds no page, and whose status or revisit says all there is to say.
_UNREAD = Reading(None, None)


class TaskReader:
    """Reads the records of one task.

    Args:
        task: the part of a file.
        journal: where it writes down what it is about.
        is_orphan: returns whether nobody waits for the result any more.
    """

    def __init__(self, task: Task, journal: Journal, is_orphan: Callable[[], bool] = lambda: False) -> None:
        self._task = task
        self._journal = journal
        self._is_orphan = is_orphan
        self._chooser = Chooser(task.selection)
        self._stats = Stats()
        self._counts: Counter[str] = Counter()
        self._remembered: OrderedDict[tuple[str, bytes], Reading] = OrderedDict()
        self._is_stopped = False
        self._offset = BEFORE_FIRST

    def run(self) -> Done:
        """Read all, and give it to the task's sink; what cannot be read of the file is said in what is returned."""
        sink = sink_of(self._task)
        trouble: ScraperError | None = None
        try:
            try:
                for item in self._items():
                    sink.add(item)
            except ScraperError as error:
                # What was read before a connection was lost is kept all the same.
                trouble = error
            path, counts = sink.commit()
        except BaseException:
            sink.abandon()
            raise
        self._counts.update(counts)
        self._counts["records"] = self._stats.records
        # What the reader hands to nobody: PDF documents and the like, and redirects that lead to nothing in the file.
        kept_back = self._stats.no_pages + self._stats.redirects_alone + self._stats.parts_alone
        self._counts["pages"] += kept_back
        self._counts["other"] += kept_back
        return self._done(path, trouble)

    def _done(self, path: str, trouble: ScraperError | None) -> Done:
        task = self._task
        return Done(
            task.number,
            task.source,
            task.start,
            reached=self._stats.offset,
            is_whole=trouble is None and not self._is_stopped,
            path=path,
            counts=dict(self._counts),
            message="" if trouble is None else trouble.message,
            hint="" if trouble is None else trouble.hint or "",
        )

    def _items(self) -> Iterator[Recalled | OwnRecord | Broken]:
        task, stats = self._task, self._stats
        records = read(
            task.source,
            start=task.start,
            end=task.end,
            wants=self._wants,
            skip=task.skip,
            stats=stats,
            meets=self._meets,
        )
        for item in records:
            if isinstance(item, Incoming):
                yield from self._recalled(item)
            else:
                self._counts["own" if isinstance(item, OwnRecord) else "broken"] += 1
                yield item
            if self._journal.is_stopped or self._is_orphan():
                self._is_stopped = True
                return

    def _meets(self, offset: int) -> None:
        # Noted for records of other hosts, too: the reader may die of one of them.
        self._offset = offset
        self._journal.note(offset, "", is_page=False)

    def _wants(self, url: str) -> bool:
        self._journal.note(self._offset, url, is_page=False)
        return self._chooser.wants(url)

    def _recalled(self, incoming: Incoming) -> Iterator[Recalled | Broken]:
        """Read one record, where it is of the time and the sites that are asked for, and holds a page."""
        response = incoming.response
        site = self._chooser.site_of(response.requested_url) or self._chooser.site_of(response.url)
        if site is None or not self._task.selection.is_in_time(response.fetched_at):
            return
        self._counts["pages"] += 1
        # The finders come before the time of the first page begins, and not at all where no page is asked for.
        import scraper.parser.record  # noqa: F401

        self._journal.note(incoming.offset, response.url, is_page=True)
        reading = self._reading(incoming, site)
        self._journal.note(incoming.offset, response.url, is_page=False)
        if reading.fault is not None and reading.fault.reason in OUR_OWN:
            self._counts["broken"] += 1
            yield Broken(incoming.source, incoming.offset, reading.fault, response.url)
            return
        is_page_of_no_use = reading.article is None and response.status == 200 and incoming.revisit_of is None
        if is_page_of_no_use:
            self._counts["other"] += 1
            return
        yield Recalled(incoming, site, reading)

    def _reading(self, incoming: Incoming, site: Site) -> Reading:
        if incoming.revisit_of is not None:
            return _UNREAD
        return self._read_once(incoming.response, site)

    def _read_once(self, response: Response, site: Site) -> Reading:
        """Read a page, or give back the reading of the same bytes of the same address."""
        from scraper.reading import body_digest
        from scraper.reading import read as read_page

        if response.status != 200:
            return read_page(response, site)
        place = (f"{response.requested_url} {response.url}", body_digest(response))
        # A profile may read the pages of another day by other rules.
        is_repeatable = not site.earlier
        if is_repeatable and place in self._remembered:
            self._remembered.move_to_end(place)
            return self._remembered[place]
        reading = self._remembered[place] = read_page(response, site)
        if len(self._remembered) > _READINGS_REMEMBERED:
            self._remembered.popitem(last=False)
        return reading


def sink_of(task: Task) -> Sink:
    """Return what takes what is read of a task.

    Args:
        task: names it, as ``module:name``.
    """
    module, _, name = task.sink.partition(":")
    sink: Sink = getattr(import_module(module), name)(task)
    return sink
