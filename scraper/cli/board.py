"""What the live display of a crawl says: a row for each site that is crawled right now, and one for all."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scraper.cli.output.text import cut
from scraper.model import Site, Wait, WaitCause
from scraper.policy.counts import counted

Clock = Callable[[], float]
"""Seconds that only grow."""

# What is waited for, as people read it.
_WAITS = {
    WaitCause.PAUSE: "pause of {seconds} s",
    WaitCause.CRAWL_DELAY: "Crawl-delay {seconds} s",
    WaitCause.RETRY_AFTER: "Retry-After {seconds} s",
    WaitCause.NEXT_TRY: "next try in {seconds} s",
    WaitCause.ROBOTS: "robots.txt",
    WaitCause.ANSWER: "an answer ({passed} s)",
}
# An answer is said to be waited for only from so many seconds on; most come sooner, and would flicker.
_SLOW_ANSWER = 2.0
# From so many articles on, the seconds that they took are believed; the first may have cost a connection.
_ENOUGH_ARTICLES = 3
# Lines of the terminal that the rows leave to what scrolls by above them.
_LINES_ABOVE = 6
# Columns from which a row has room for a bar, and for the word in front of what is waited for.
_WIDE = 76
_BAR = 8
# Columns of a site's id; on a narrow terminal, what is waited for is worth more than its end.
_LONGEST_ID = 20
_LONGEST_ID_IF_NARROW = 15
_MINUTE = 60.0
# Up to so many seconds, a pause is shown with a tenth of a second.
_SHORT = 0.95
# From so many minutes on, hours are said.
_LONG = 90


@dataclass(slots=True)
class SiteRow:
    """What the display knows of a site.

    Args:
        site: its id.
        pace: seconds between two requests, as far as known.
        sources: how many of its sources were visited.
        done, total: articles; no total while the sources are read.
        began: when its first article was begun.
        wait: what its last request waits for, or None.
        wait_began: when that wait began.
    """

    site: str
    pace: float
    sources: int = 0
    done: int = 0
    total: int | None = None
    began: float = 0.0
    wait: Wait | None = None
    wait_began: float = 0.0

    def seconds_left(self, now: float) -> float | None:
        """Return how long the articles that are left will take, or None where that is not known."""
        if self.total is None:
            return None
        pace = self.pace
        # The pace alone counts no answers: a slow host takes longer than its delay.
        if self.done >= _ENOUGH_ARTICLES:
            pace = max(pace, (now - self.began) / self.done)
        return pace * (self.total - self.done)


class Board:
    """The state of all sites of a run; written on the event loop, read by the thread that draws.

    Args:
        sites: how many sites the run has.
        clock: what times are measured by.
        bar: the characters of a bar: full, empty.
    """

    def __init__(self, sites: int, clock: Clock, bar: tuple[str, str] = ("━", "─")) -> None:
        self._sites = sites
        self._clock = clock
        self._bar = bar
        self._lock = threading.Lock()
        self._rows: dict[str, SiteRow] = {}
        # Of the sites whose turn is over.
        self._finished = 0
        self._finished_articles = 0

    def started(self, site: Site) -> None:
        """A site's turn begins."""
        with self._lock:
            self._rows[site.id] = SiteRow(site.id, site.delay)

    def source(self, site: Site) -> None:
        """A source was visited."""
        with self._lock:
            row = self._rows[site.id]
            row.sources, row.wait = row.sources + 1, None

    def progress(self, site: Site, done: int, total: int) -> None:
        """So many of so many articles have been visited."""
        with self._lock:
            row = self._rows[site.id]
            if row.total is None:
                row.began = self._clock()
            row.done, row.total, row.wait = done, total, None

    def waits(self, site: Site, wait: Wait) -> None:
        """A request begins to wait."""
        with self._lock:
            # fetch_pages() has no turns; and after its turn a site waits for nothing that is shown.
            row = self._rows.get(site.id)
            if row is None:
                return
            row.wait, row.wait_began = wait, self._clock()
            if wait.cause is WaitCause.CRAWL_DELAY and wait.seconds is not None:
                row.pace = max(row.pace, wait.seconds)

    def finished(self, site: Site) -> None:
        """A site's turn is over."""
        with self._lock:
            row = self._rows.pop(site.id)
            self._finished += 1
            self._finished_articles += row.done

    def rows(self, columns: int, lines: int) -> list[str]:
        """Return the rows of a terminal of this size: as many sites as there is room for, and what all of them do."""
        with self._lock:
            active = list(self._rows.values())
            now = self._clock()
            room = max(lines - _LINES_ABOVE, 1)
            rows = self._table(active[:room], columns, now)
            if len(active) > room:
                rows.append(f"… and {len(active) - room} more at the same time")
            if self._sites > 1:
                rows.append(self._sum(active, now))
            return rows

    def _table(self, active: Sequence[SiteRow], columns: int, now: float) -> list[str]:
        """Return a row for each site: its id, a bar, how much is done, how much is left, what is waited for."""
        is_wide = columns >= _WIDE
        longest_id = _LONGEST_ID if is_wide else _LONGEST_ID_IF_NARROW
        cells = [(cut(row.site, longest_id), _done_text(row), time_left(row.seconds_left(now))) for row in active]
        widths = [max((len(one[column]) for one in cells), default=0) for column in range(3)]
        rows = []
        for row, (site, done, left) in zip(active, cells, strict=True):
            bar = f"{self._bar_of(row)}  " if is_wide else ""
            wait = _wait_text(row, now)
            if wait and is_wide:
                wait = f"waits: {wait}"
            rows.append(f"{site:{widths[0]}}  {bar}{done:>{widths[1]}}  {left:>{widths[2]}}  {wait}".rstrip())
        return rows

    def _bar_of(self, row: SiteRow) -> str:
        """Return the bar of a site; empty while its sources are read."""
        full, empty = self._bar
        filled = _BAR * row.done // row.total if row.total else 0
        return full * filled + empty * (_BAR - filled)

    def _sum(self, active: Sequence[SiteRow], now: float) -> str:
        """Return the row of all sites; they are crawled side by side, so the slowest says how much is left."""
        done = self._finished_articles + sum(row.done for row in active)
        total = self._finished_articles + sum(row.total or 0 for row in active)
        left = [seconds for row in active if (seconds := row.seconds_left(now)) is not None]
        parts = [f"{self._finished:,} of {self._sites:,} sites done"]
        if total:
            parts.append(f"{done:,} of {total:,} articles")
        if any(left):
            parts.append(time_left(max(left)))
        return "; ".join(parts)


def _done_text(row: SiteRow) -> str:
    """Return how much of a site is done: its sources first, then its articles."""
    if row.total is not None:
        return f"{row.done:,} of {row.total:,}"
    return counted(row.sources, "source")


def time_left(seconds: float | None) -> str:
    """Return a time that is left for people, in whole minutes or hours; empty where none is."""
    if not seconds:
        return ""
    minutes = math.ceil(seconds / _MINUTE)
    if minutes <= 1:
        return "<1 min left"
    if minutes < _LONG:
        return f"{minutes} min left"
    return f"{round(minutes / _MINUTE)} h left"


def _wait_text(row: SiteRow, now: float) -> str:
    """Return what a site waits for, or an empty text."""
    if row.wait is None:
        return ""
    passed = now - row.wait_began
    is_quick = row.wait.cause is WaitCause.ANSWER and passed < _SLOW_ANSWER
    # A pause that has ended: the request that waited for it is about to be sent.
    is_over = row.wait.seconds is not None and passed > row.wait.seconds
    if is_quick or is_over:
        return ""
    return _WAITS[row.wait.cause].format(seconds=_seconds_text(row.wait.seconds or 0.0), passed=int(passed))


def _seconds_text(seconds: float) -> str:
    """Return seconds for people: whole ones, but for a pause of less than one."""
    # What has passed since the last request is taken off a delay, so that 5 seconds arrive here as 4.98.
    if seconds <= _SHORT:
        return f"{seconds:.1f}"
    return str(math.ceil(seconds))
