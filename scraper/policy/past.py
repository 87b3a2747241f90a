"""Where a capture of another time falls in what the archive knows of an article, and what follows from it.

A crawl meets the states of an article in the order of time. What comes out of a file comes in any order, so that a
capture may be older than the first state, lie between two of them, or show that a state was interrupted. Whatever the
order, the same states come of the same captures: those that a crawl at these times would have found.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scraper.model import Article
from scraper.policy.doubts import without_doubtful_dates
from scraper.policy.edits import changed_fields, text_of
from scraper.policy.schedule import CONFIRMED_AFTER


@dataclass(frozen=True, slots=True)
class Seen:
    """A time at which a state was there.

    Args:
        at: the time.
        capture_id: the capture that was made then, or that was found unchanged; None: only that it was there.
    """

    at: dt.datetime
    capture_id: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A state of an article, with the times between which it stood.

    Args:
        version_id: its row in ``versions``; None: it is the newest.
        since: when it was first seen.
        until: when the state after it was first seen; None of the newest.
        article: the record.
        reader, digest: as in ``articles``.
        capture_id: the capture that it was read from last, or None.
        seen: all times at which it is known to have been there, in order.
    """

    version_id: int | None
    since: dt.datetime
    until: dt.datetime | None
    article: Article
    reader: str
    digest: str
    capture_id: int | None
    seen: tuple[Seen, ...] = ()

    def base(self, at: dt.datetime) -> Seen | None:
        """Return the last time before another one at which the state was there, or else the first after it."""
        before = bisect_right([one.at for one in self.seen], at)
        if not self.seen:
            return None
        return self.seen[max(before - 1, 0)]

    def next_seen(self, at: dt.datetime) -> dt.datetime | None:
        """Return the first time after another one at which the state was there, or None."""
        return next((one.at for one in self.seen if one.at > at), None)


class Place(StrEnum):
    """Where a capture falls among the states of its article."""

    SAME = "same"
    """In a state that has its text."""

    EARLIER = "earlier"
    """Before a state that has its text, and begins with it now."""

    BEFORE = "before"
    """Before the first state, with another text: it is the first state now."""

    BETWEEN = "between"
    """Behind the last time at which a state was there: it is one of its own, up to the next one."""

    INSIDE = "inside"
    """Between two times at which one state was there: that was interrupted, and becomes two."""

    NEWEST = "newest"
    """Behind all that is known: it is the newest state now."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a capture falls.

    Args:
        place: in which way.
        index: which state that is about: the one that has its text, or that it comes before, behind or into.
        until: when the state that it begins ended; None where it begins none, or the newest.
    """

    place: Place
    index: int
    until: dt.datetime | None = None


def as_of(article: Article, at: dt.datetime) -> Article:
    """Return a state as a visit of an earlier time would have read it.

    A day that lay ahead then was not believed, and that it has come since is no edit.

    Args:
        article: a state, captured at any time.
        at: the time.
    """
    return without_doubtful_dates(article, at)[0]


def index_at(spans: Sequence[Span], at: dt.datetime) -> int:
    """Return which state stood at a time, or -1 before the first.

    Args:
        spans: all states of an article in order.
        at: the time.
    """
    return bisect_right([span.since for span in spans], at) - 1


def placed(spans: Sequence[Span], at: dt.datetime, reader: str, article: Article, *, differs: bool) -> Placed:
    """Return where a capture falls among the states of its article.

    Args:
        spans: all its states in order, at least the newest.
        at: when it was captured.
        reader: what read it.
        article: its record.
        differs: whether it is an edit beside the state of its time (of one before all states: the first).
    """
    index = index_at(spans, at)
    if index < 0:
        return Placed(Place.BEFORE, 0, spans[0].since) if differs else Placed(Place.EARLIER, 0)
    if not differs:
        return Placed(Place.SAME, index)
    again = spans[index].next_seen(at)
    if again is not None:
        return Placed(Place.INSIDE, index, again)
    if index == len(spans) - 1:
        return Placed(Place.NEWEST, index)
    later = spans[index + 1]
    if later.reader == reader and not changed_fields(as_of(later.article, at), article):
        return Placed(Place.EARLIER, index + 1)
    return Placed(Place.BETWEEN, index, later.since)


def earlier_text(spans: Sequence[Span], at: dt.datetime) -> str | None:
    """Return lead and body of the state before that of a time, where one visit alone has seen the latter; or None.

    Only there can figures have changed at two visits in a row, as counters do.
    """
    index = index_at(spans, at)
    if index < 1:
        return None
    before, then = spans[index - 1], spans[index]
    is_seen_once = len(then.seen) == 1 and before.reader == then.reader
    return text_of(before.article) if is_seen_once else None


def absent_since(
    last_seen: dt.datetime, absences: Iterable[dt.datetime], was_gone: dt.datetime | None = None
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return since when an article is gone, and since when it seems so, by all answers that did not show it.

    Args:
        last_seen: the last time at which it was there.
        absences: the times at which it was not, as far as they are kept.
        was_gone: since when it was known to be gone, or None.

    Returns:
        ``gone_at`` and ``missing_since``, of which one at the most is a time.
    """
    later = sorted(at for at in absences if at > last_seen)
    if not later:
        return None, None
    # As for a visit: one answer can be a mistake of an hour, so that a second one has to confirm it.
    # Of an article without text no answers are kept, and what confirmed its end then does so still.
    is_confirmed = was_gone is not None and was_gone > last_seen
    if is_confirmed or later[-1] - later[0] >= CONFIRMED_AFTER:
        return later[0], None
    return None, later[0]


def changed_between(before: Span, reader: str, article: Article) -> tuple[str, ...] | None:
    """Return the fields that differ between a state and a record; None where two readers read them."""
    if before.reader != reader:
        return None
    return changed_fields(before.article, article)
