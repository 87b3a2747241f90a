"""Read archived captures again by today's parser and profiles: offline, on all cores, while a crawl may run.

Articles are read side by side in other processes, and written some at a time in short transactions. What was written
has today's reader noted, so that a run which ended anywhere is gone on with by the next one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Protocol

from scraper.batch.differences import Count, Difference, Which, differing_fields
from scraper.batch.plan import Task
from scraper.errors import ArchiveError, DamagedError, mishap
from scraper.model import Article, Fault, KeptState, Reading, Reason, Response, Site, fault
from scraper.policy.reasons import OUR_OWN
from scraper.reading import body_digest
from scraper.reading.again import Rereading, read_again
from scraper.store import Archive
from scraper.store.connection import error_name

# Chosen: so many articles are written in some 30 ms, and a visit of a crawl that waits for its turn notices nothing.
_ARTICLES_A_COMMIT = 20
# Chosen: what a kill could cost is read again in so many seconds.
_SECONDS_A_COMMIT = 0.5
AT_A_TIME = 12
"""How many articles are under way for each reading process, so that it has work while those before are written."""

# Chosen: an article that a crawl edits between reading and writing is read anew up to so many times; one that is edited
# again and again is read by that crawl's own reader.
_MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """An article that could not be read again, or in part only.

    Args:
        url: its address.
        fault: why.
    """

    url: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class _Capture:
    """A kept capture of an article: the state that was read from it, the response, and the digest of its bodies."""

    state: KeptState
    response: Response
    digest: bytes


@dataclass(slots=True)
class Reparsed:
    """What a run has done, or would do.

    Args:
        articles, earlier: newest and earlier states that were read again.
        counts: what differs, by state and field.
        no_articles: pages that are no articles to today's reader; they stay as they are.
        troubles: what could not be read.
        overtaken: articles that other programs wrote each time that they were about to be written.
    """

    articles: int = 0
    earlier: int = 0
    counts: dict[tuple[Which, str], Count] = field(default_factory=dict)
    no_articles: list[Trouble] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    overtaken: int = 0


class Readers(Protocol):
    """Reads pages: :class:`scraper.reading.pool.ReaderPool`, :class:`scraper.batch.cluster_pages.ClusterPages`."""

    async def read(self, response: Response, site: Site) -> Reading:
        """Return a response, read."""


class Reparse:
    """One run.

    Args:
        archive: opened for writing, or for reading where nothing is to be written.
        readers: what reads the pages.
        is_dry: whether nothing is written.
        is_stopped: returns whether somebody has asked for the end.
        progress: is told how many articles of how many are done.
        differs: gets each difference.
    """

    def __init__(
        self,
        archive: Archive,
        readers: Readers,
        *,
        is_dry: bool = False,
        is_stopped: Callable[[], bool] = lambda: False,
        progress: Callable[[int, int], None] = lambda done, total: None,
        differs: Callable[[Difference], None] = lambda difference: None,
    ) -> None:
        self._archive = archive
        self._readers = readers
        self._is_dry = is_dry
        self._is_stopped = is_stopped
        self._progress = progress
        self._differs = differs
        self._todo: deque[tuple[Task, int]] = deque()
        self._read: list[tuple[Task, int, Rereading]] = []
        self._written_at = monotonic()
        self._done = self._total = 0
        self.result = Reparsed()

    async def run(self, tasks: Sequence[Task], processes: int) -> None:
        """Read some articles again and write them; what was done stands in :attr:`result`, also after an error.

        Args:
            tasks: the articles.
            processes: how many read.

        Raises:
            ArchiveError: nothing can be written any more.
        """
        self._todo.extend((task, 1) for task in tasks)
        self._total = len(tasks)
        # What was overtaken comes back to the list, also when the last articles are written.
        while self._todo and not self._is_stopped():
            lanes = [asyncio.create_task(self._lane()) for _ in range(processes * AT_A_TIME)]
            try:
                await asyncio.gather(*lanes)
            finally:
                for lane in lanes:
                    lane.cancel()
            self._write()

    async def _lane(self) -> None:
        """Read one article after the other, until there is none or somebody asks for the end."""
        while self._todo and not self._is_stopped():
            task, tries = self._todo.popleft()
            rereading = await self._read_again(task)
            if rereading is None:
                self._count_done()
                continue
            self._read.append((task, tries, rereading))
            is_due = monotonic() - self._written_at > _SECONDS_A_COMMIT
            if is_due or len(self._read) >= _ARTICLES_A_COMMIT:
                self._write()

    async def _read_again(self, task: Task) -> Rereading | None:
        """Read the captures of an article; None where it was forgotten meanwhile, or nothing of it can be read."""
        archive = self._archive
        with archive.explained():
            known = archive.rereadings.known(task.article_id)
            states = [] if known is None else archive.versions.states(task.article_id)
        captures = [self._capture(task, state) for state in states]
        kept = [capture for capture in captures if capture is not None]
        if known is None or not kept:
            return None
        rereading = await read_again(known, [(one.state, one.response) for one in kept], self._readers.read, task.site)
        # The other captures of the article are read all the same.
        whole = [
            (state, reading)
            for one, (state, reading) in zip(kept, rereading.states, strict=True)
            if self._is_whole(task, one, reading)
        ]
        return replace(rereading, states=tuple(whole)) if whole else None

    def _capture(self, task: Task, state: KeptState) -> _Capture | None:
        """Return a capture; None where its bytes are not kept, or cannot be unpacked."""
        archive, capture_id = self._archive, state.capture_id
        with archive.explained():
            digest = archive.rereadings.kept_digest(capture_id)
        if digest is None:
            return None
        try:
            response = archive.captures.response(capture_id)
        except Exception as error:  # noqa: BLE001  (whatever a page's bytes bring about must not cost the others)
            if _is_damage(error):
                self._note_damage(task, capture_id)
            else:
                self.result.troubles.append(Trouble(task.url, mishap(error)))
            return None
        if response is None:
            return None
        return _Capture(state, response, digest)

    def _is_whole(self, task: Task, capture: _Capture, reading: Reading) -> bool:
        """Return whether the bytes that were read are those that came over the network."""
        # Whoever has read a page has its digest already. A page that could not be read has none, and is asked for it.
        digest = reading.body_digest or body_digest(capture.response)
        if digest == capture.digest:
            return True
        self._note_damage(task, capture.state.capture_id)
        return False

    def _note_damage(self, task: Task, capture_id: int) -> None:
        self.result.troubles.append(Trouble(task.url, fault(Reason.DAMAGED_CAPTURE, capture=capture_id)))

    def _write(self) -> None:
        """Write what was read, and count it once it is kept."""
        batch, self._read = self._read, []
        self._written_at = monotonic()
        try:
            written = self._renewed(batch)
        except Exception as error:
            if self._is_of_the_file(error):
                raise
            # A mistake that one article meets must not cost the others.
            self._write_singly(batch, error)
            return
        self._count(batch, written)

    def _is_of_the_file(self, error: Exception) -> bool:
        """Return whether an error is one of the archive itself, such as a full disk, and not of a row's values."""
        cause = error.__cause__
        return isinstance(error, ArchiveError) and (cause is None or self._archive.own_error(cause) is not None)

    def _write_singly(self, batch: Sequence[tuple[Task, int, Rereading]], error: Exception) -> None:
        """Write articles one by one after an error, so that it is known whose it is."""
        if len(batch) == 1:
            self.result.troubles.append(Trouble(batch[0][0].url, mishap(error)))
            self._count_done()
            return
        for one in batch:
            self._read = [one]
            self._write()

    def _renewed(self, batch: Sequence[tuple[Task, int, Rereading]]) -> list[bool]:
        """Write articles in one transaction; return of each whether it was as it had been when it was read."""
        if self._is_dry or not batch:
            return [True] * len(batch)
        archive = self._archive
        with archive.transaction():
            return [
                archive.versions.renew(task.article_id, again.states, again.doubts, task.site)
                for task, _, again in batch
            ]

    def _count(self, batch: Sequence[tuple[Task, int, Rereading]], written: Sequence[bool]) -> None:
        for (task, tries, rereading), is_written in zip(batch, written, strict=True):
            if not is_written and tries < _MOST_TRIES:
                self._todo.append((task, tries + 1))
                continue
            self._count_done()
            if not is_written:
                self.result.overtaken += 1
                continue
            for state, reading in rereading.states:
                self._count_state(task, state, reading)

    def _count_state(self, task: Task, state: KeptState, reading: Reading) -> None:
        if reading.article is None:
            self._count_unread(task, reading.fault or fault(Reason.NOT_AN_ARTICLE))
            return
        if state.version_id is None:
            self.result.articles += 1
        else:
            self.result.earlier += 1
        # The bytes still name articles that were forgotten since. None of that is written, so it is no difference.
        after = self._archive.forgotten.without(reading.article, task.site)
        self._compare(task, state, state.article, after)

    def _count_unread(self, task: Task, why: Fault) -> None:
        if why.reason in OUR_OWN:
            self.result.troubles.append(Trouble(task.url, why))
        else:
            self.result.no_articles.append(Trouble(task.url, why))

    def _compare(self, task: Task, state: KeptState, before: Article, after: Article) -> None:
        which: Which = "newest" if state.version_id is None else "earlier"
        for name, old, new in differing_fields(before, after):
            difference = Difference(task.url, which, state.capture_id, name, old, new)
            self.result.counts.setdefault((which, name), Count()).add(difference)
            self._differs(difference)

    def _count_done(self) -> None:
        self._done += 1
        self._progress(self._done, self._total)


def _is_damage(error: Exception) -> bool:
    """Return whether an error says that bytes of the archive are damaged: packed ones, or pages of the file itself."""
    return isinstance(error, DamagedError) or error_name(error).startswith("SQLITE_CORRUPT")
