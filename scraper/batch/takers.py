"""Who takes the records of an import into the archive: pages as the past of their articles, our own records as such."""

from __future__ import annotations

import datetime as dt

from scraper.batch.mapping.selection import Chooser, Selection
from scraper.batch.own_records import Restore
from scraper.batch.past import CLOCKS_DIFFER, Past, Waiting
from scraper.model import Reason, fault
from scraper.model.incoming import Broken, OwnRecord, Recalled, Taken
from scraper.store import Archive


class Takers:
    """Takes records. The caller holds the transaction of every call.

    Args:
        archive: opened for writing.
        selection: which records are asked for.
        now: the time of the import.
    """

    def __init__(self, archive: Archive, selection: Selection, now: dt.datetime) -> None:
        known = {site.id: site for site in selection.known}
        self._past = Past(archive, known, now)
        self._latest = now + CLOCKS_DIFFER
        self._broken: list[Broken] = []
        self._restore = Restore(archive, Chooser(selection).site_of, now, selection.is_in_time)

    def take(self, item: Recalled | OwnRecord, import_id: int) -> Taken | None:
        """Take one record of a file that is being imported.

        Args:
            item: the record, read.
            import_id: the file's row in ``imports``.

        Returns:
            What became of it; None where it waits for the record that it is about.
        """
        self._restore.import_id = import_id
        if isinstance(item, OwnRecord):
            return self._restore.take(item)
        response = item.incoming.response
        pages = (response, *response.further)
        hops = [hop for page in pages for hop in page.via]
        at = max((*(page.fetched_at for page in pages), *(hop.at for hop in hops)))
        if at > self._latest:
            # It would stand before all that is to come, and be told as news until then.
            why = fault(Reason.RECORD_OF_FUTURE, day=str(at.date()))
            self._broken.append(Broken(item.incoming.source, item.incoming.offset, why, response.url))
            return Taken.FAILED
        visited = self._restore.visit(item)
        if visited is not None:
            return visited
        return self._restore.supplement(item, self._past.take(item, import_id))

    def faults(self) -> list[Broken]:
        """Return what was wrong with records since this was asked last."""
        broken = [*self._broken, *self._restore.broken]
        self._broken, self._restore.broken = [], []
        return broken

    def waiting(self) -> list[Waiting]:
        """Return what waited for the record that it is about, each for :meth:`take_late`, and let go of it."""
        return self._past.waiting()

    def take_late(self, recalled: Recalled, import_id: int | None) -> Taken:
        """Take a record that has waited, as :meth:`waiting` gives it; return what became of it."""
        return self._past.take_late(recalled, import_id)

    def rolled_back(self) -> None:
        """Forget what a transaction had written that was rolled back."""
        self._past.rolled_back()
        self._broken, self._restore.broken = [], []
