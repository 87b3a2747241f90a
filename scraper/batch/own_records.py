"""What an export of this program says beside its captures, taken into an archive: a round trip loses nothing.

The captures of a file come first, one by one, and the past of their articles is made of them as of any WARC file
(:mod:`scraper.batch.past`). Then the record of an article says how its archive had it. Three rules:

- An article whose captures all came out of files, and are all named by the record, becomes as the record has it.
- Of an article of which this archive has seen more, or something itself, nothing is replaced. What ended before it was
  first seen here is added.
- Text comes in only where this archive may have it: never of what was forgotten, nor of what is reserved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from scraper.batch.own_article import ArticleRecord, article_record
from scraper.batch.own_capture import CaptureRecord, capture_record
from scraper.batch.own_checks import UnfitError
from scraper.batch.past import CLOCKS_DIFFER
from scraper.model import Fault, Reason, Site, fault
from scraper.model.incoming import Broken, Incoming, OwnRecord, Recalled, Taken
from scraper.policy.reservations import is_reserved, reservation
from scraper.policy.signals import stored
from scraper.store import Archive
from scraper.store.columns import now_text
from scraper.store.restored_rows import NamedState, NewestState
from scraper.warc.fields import OF_ARTICLE, OF_CAPTURE
from scraper.warc.names import capture_name, is_of_an_export, record_id


class Restore:
    """Takes what exports of this program say of articles into an archive. The caller holds the transaction.

    Args:
        archive: opened for writing.
        site_of: returns the profile by which pages of an address are read, or None where they are not wanted.
        now: the time.
        is_in_time: returns whether captures of a moment are wanted.

    Attributes:
        import_id: the row in ``imports`` of the file that is read.
        broken: records that are not what they should be, of which nothing was taken.
    """

    def __init__(
        self,
        archive: Archive,
        site_of: Callable[[str], Site | None],
        now: dt.datetime,
        is_in_time: Callable[[dt.datetime], bool] = lambda moment: True,
    ) -> None:
        self._archive = archive
        self._site_of = site_of
        self._latest = now_text(now + CLOCKS_DIFFER)
        self._is_in_time = is_in_time
        self._rows = archive.restoring()
        self._captures = archive.restoring_captures(_names_of)
        self._outgoing = archive.outgoing_articles(capture_name)
        # Articles that are duplicates of one whose record comes behind theirs, by its address: site and digest of each
        # by its own address. The row of one whose transaction was rolled back would be that of another article.
        self._ungrouped: dict[str, dict[str, tuple[Site, str]]] = {}
        self.import_id: int | None = None
        self.broken: list[Broken] = []

    def take(self, own: OwnRecord) -> Taken:
        """Take a metadata record, of which nothing is sure until it was checked.

        Returns:
            ``FAILED`` where it is not what it should be: nothing is written, and :attr:`broken` says why.
        """
        try:
            with self._rows.whole():
                if own.kind == OF_ARTICLE:
                    return self._take_article(article_record(own.data))
                if own.kind == OF_CAPTURE:
                    return self._take_capture(capture_record(own.data), own)
        except UnfitError as error:
            why: Fault = fault(Reason.UNFIT_RECORD, kind=own.kind, what=str(error))
            self.broken.append(Broken(own.source, own.offset, why))
            return Taken.FAILED
        # A later version of this program may say more, which this one has no place for.
        return Taken.NO_ARTICLE

    def visit(self, recalled: Recalled) -> Taken | None:
        """Take a visit of a further page or of a redirect, which is no state of an article by itself.

        Args:
            recalled: any record, read.

        Returns:
            None where it is another record.
        """
        incoming = recalled.incoming
        of = incoming.revisit_of
        if of is None or of.at is None or not _is_ours(incoming):
            return None
        return self._captures.visit_of_other(of.url, of.at, incoming.response.fetched_at, incoming.response.status)

    def supplement(self, recalled: Recalled, taken: Taken | None) -> Taken | None:
        """Keep a capture of an export of ours that the reading of today would not keep; return what became of it.

        The archive that exported it had kept it, and the record of its article may name it.

        Args:
            recalled: the record, read.
            taken: what became of it; None where it waits for another record.
        """
        incoming = recalled.incoming
        name = incoming.record_id.strip("<>")
        # What is there by its time and bytes may be the visit of another address.
        may_be_left_out = taken in (None, Taken.VISIT, Taken.NO_ARTICLE, Taken.THERE)
        is_ours = _is_ours(incoming) and incoming.revisit_of is None
        if not may_be_left_out or not is_ours or self._captures.has(name, incoming.response.url):
            return taken
        site = recalled.site
        if incoming.signals is not None and reservation(stored(incoming.signals), site) is not None:
            return Taken.RESERVED
        self._archive.frontier.add_site(site)
        self._captures.add_capture(
            incoming.response,
            incoming.signals,
            site,
            self.import_id,
            (name, incoming.offset),
        )
        return Taken.CAPTURE

    def _refuse_future(self, times: Iterable[str]) -> None:
        """Refuse what was seen at a time that is still to come: nothing that follows would ever be newer."""
        latest = max(times)
        if latest > self._latest:
            raise UnfitError(latest, "a time that has been")

    def _take_article(self, record: ArticleRecord) -> Taken:
        self._refuse_future(record.times)
        site = self._site_of(record.newest.article.url)
        # Of a part of the time the captures alone say how the article was then.
        is_whole = all(map(self._is_in_time, record.newest.times))
        if site is None or not is_whole:
            return Taken.NO_ARTICLE
        record = record.of_site(site.id)
        if self._archive.forgotten.since(record.addresses, site) is not None:
            return Taken.FORGOTTEN
        found = self._rows.led_to(record.addresses, site)
        captures = self._captures.named(record.captures)
        newest, versions = self._allowed(record, site, captures)
        if not found:
            self._put((), record, site, newest, versions, captures)
            return Taken.NEW
        if self._is_reserved(found, site) and not record.is_reserved:
            return Taken.RESERVED
        if self._knows_no_more(found, record, captures):
            return self._replace(found, record, site, newest, versions, captures)
        return self._add(found, record, versions, captures, newest)

    def _allowed(
        self, record: ArticleRecord, site: Site, captures: Mapping[str, int]
    ) -> tuple[NewestState, Sequence[NamedState]]:
        """Return the states of a record without what this archive may not have."""
        newest = record.newest
        signals = newest.signals
        # What was captured before its site reserved the text was let in, or not, when its capture came.
        has_capture = newest.capture in captures
        reserves = signals is not None and reservation(stored(signals), site) is not None
        if record.is_reserved or (reserves and not has_capture):
            return newest.without_text(), ()
        forgotten = self._archive.forgotten
        newest = replace(newest, article=forgotten.without(newest.article, site))
        return newest, [state.without_forgotten(forgotten, site) for state in record.versions]

    def _is_reserved(self, found: Sequence[int], site: Site) -> bool:
        """Return whether one of some articles is kept without its text here."""
        known = [self._archive.rereadings.known(article_id) for article_id in found]
        return any(one is not None and one.capture_id is None and is_reserved(one, site) for one in known)

    def _knows_no_more(self, found: Sequence[int], record: ArticleRecord, captures: Mapping[str, int]) -> bool:
        """Return whether all that the archive has of an article came out of files, and the record knows it, too."""
        here = [capture for article_id in found for capture in self._outgoing.captures(article_id)]
        named = {*captures.values()}
        is_named = all(capture.is_imported and capture.id in named for capture in here)
        # An article that is gone is not seen by a visit that finds it gone still.
        visits = {visit["at"] for capture in here for visit in capture.data["visits"]}
        knows_visits = visits <= record.moments
        last_seen = self._rows.last_seen(found)
        return bool(here) and is_named and knows_visits and last_seen <= record.newest.last_seen

    def _replace(
        self,
        found: Sequence[int],
        record: ArticleRecord,
        site: Site,
        newest: NewestState,
        versions: Sequence[NamedState],
        captures: Mapping[str, int],
    ) -> Taken:
        """Write an article as the record has it, where it is not so already."""
        there = self._outgoing.article(found[0]) if len(found) == 1 else None
        if there is not None and article_record(there.data) == record:
            return Taken.THERE
        self._put(found, record, site, newest, versions, captures)
        return Taken.THERE

    def _put(
        self,
        found: Sequence[int],
        record: ArticleRecord,
        site: Site,
        newest: NewestState,
        versions: Sequence[NamedState],
        captures: Mapping[str, int],
    ) -> None:
        rows, past = self._rows, self._archive.past_rows
        last_event = past.last_event()
        article_id = rows.put(found, site, newest, versions, captures)
        rows.put_pages(article_id, site, record.pages)
        self._captures.put_visits(record.captures, captures)
        self._captures.put_names(captures, self.import_id)
        self._group(article_id, site, newest, record.duplicate_of)
        rows.tell_anew(article_id)
        # What is older than what somebody was told of last is no news, as with captures of the past.
        past.hush(last_event)

    def _group(self, article_id: int, site: Site, newest: NewestState, original_url: str | None) -> None:
        """Let an article be the duplicate of the one that its record says, once that one is there."""
        is_grouped = self._rows.group(article_id, newest.digest, original_url)
        if not is_grouped and original_url is not None:
            self._ungrouped.setdefault(original_url, {})[newest.article.url] = site, newest.digest
        # They stay there, since this record may have to be taken once more, after a transaction that was rolled back.
        for url, (site_of_it, digest) in self._ungrouped.get(newest.article.url, {}).items():
            for waiting in self._rows.led_to([url], site_of_it):
                self._rows.group(waiting, digest, newest.article.url)

    def _add(
        self,
        found: Sequence[int],
        record: ArticleRecord,
        versions: Sequence[NamedState],
        captures: Mapping[str, int],
        newest: NewestState,
    ) -> Taken:
        """Add the states that ended before this archive saw the article first, and the end that was seen since."""
        if record.is_reserved:
            return Taken.THERE
        since = versions[-1].until if versions else newest.first_seen
        states = [*versions, newest.as_earlier(since)]
        added = self._rows.add_earlier(found[0], states, captures, newest.first_seen)
        if newest.gone_at is not None:
            self._rows.end(found[0], newest.gone_at)
        return Taken.VERSION if added else Taken.THERE

    def _take_capture(self, record: CaptureRecord, own: OwnRecord) -> Taken:
        """Keep a capture of which the other archive had no bytes any more."""
        self._refuse_future(record.described.times)
        site = self._site_of(record.requested_url) or self._site_of(record.url)
        if site is None or not self._is_in_time(record.fetched_at):
            return Taken.NO_ARTICLE
        if self._archive.forgotten.since([record.url, record.requested_url], site) is not None:
            return Taken.FORGOTTEN
        if record.signals is not None and reservation(stored(record.signals), site) is not None:
            return Taken.RESERVED
        self._archive.frontier.add_site(site)
        return self._captures.put_capture(record.described, site, self.import_id, own.offset)


def _names_of(link: bytes, imported_as: str | None) -> Sequence[str]:
    """Return all names by which a capture's record may be called."""
    names = [record_id(link)]
    return names if imported_as is None else [*names, imported_as.strip("<>")]


def _is_ours(incoming: Incoming) -> bool:
    """Return whether a record is of an export of this program; others make ids of names, too (RFC 9562 §5.5)."""
    return incoming.is_ours and is_of_an_export(incoming.record_id)
