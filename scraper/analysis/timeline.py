"""What became of an article over time: its states and all observations of it, as events in their order.

An event says what was observed and never why: "answered 404 on two days" is evidence, "deleted" would be a guess.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from scraper.analysis.edit_kinds import Edit, edits_between
from scraper.model import Article
from scraper.policy.edits import is_silent

# Times of one run that an event names. Chosen: what a reader still looks at; the number says how many there were.
MOST_NAMED = 20


# Ranges of HTTP status codes (RFC 9110 §15.3 and §15.4), and the answer that says that a capture still holds.
_SUCCESS, _REDIRECT = range(200, 300), range(300, 400)
_NOT_MODIFIED = 304


class EventKind(StrEnum):
    """What an event is; the values are codes."""

    FIRST_SEEN = "first_seen"
    SEEN = "seen"
    CHANGED = "changed"
    ABSENT = "absent"
    BACK = "back"
    MOVED = "moved"
    RESERVED = "reserved"
    COUNTS = "counts"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class State:
    """An article between two edits.

    Args:
        number: its place among the states, from 1.
        seen_at: when it was first seen, as the archive writes times.
        until: when the state after it was first seen; None: it is the newest.
        article: the record.
        capture_id: what it was read from, or None.
        changed: the names of the fields that differ in the state after it; None: not known.
    """

    number: int
    seen_at: str
    until: str | None
    article: Article
    capture_id: int | None
    changed: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Observation:
    """An answer of one of an article's addresses.

    Args:
        at: when, as the archive writes times.
        url: the address.
        status: HTTP status.
        capture_id: the capture that was kept of it, or that it said still holds.
        led_to: of a redirect, the address at which it ended, and its status there.
        is_error_page: whether it is a page that says in a 200 that there is no such page.
    """

    at: str
    url: str
    status: int
    capture_id: int
    led_to: tuple[str, int] | None = None
    is_error_page: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """An address that an article has left, by what the crawl noted of it.

    Args:
        at: when; None: not noted.
        url: the address.
        to: where the article was found then.
        why: code of the reason.
    """

    at: str | None
    url: str
    to: str
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """Captures of an article that came out of one file.

    Args:
        source: the file, or empty where that is not known any more.
        captures: how many.
        first, last: when they were made, by the word of that file.
    """

    source: str
    captures: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Past:
    """All that an archive knows of an article's past.

    Args:
        id, url: of the article.
        first_seen, last_seen: as in ``articles``.
        gone_at, missing_since: as in ``articles``.
        addresses: all addresses that lead to it.
        states: in order, the newest last.
        observations: in the order of time.
        moves: as the crawl noted them.
        reserved: what its site reserves (``date``, ``evidence``), or None.
        counters: where its text has figures that change at each visit.
        imported: the files that captures of it came out of.
    """

    id: int
    url: str
    first_seen: str
    last_seen: str
    gone_at: str | None
    missing_since: str | None
    addresses: frozenset[str]
    states: tuple[State, ...]
    observations: tuple[Observation, ...]
    moves: tuple[Move, ...] = ()
    reserved: dict[str, Any] | None = None
    counters: tuple[str, ...] = ()
    imported: tuple[Imported, ...] = ()

    @property
    def has_text(self) -> bool:
        """Whether any text of the article is kept."""
        return any(state.article.body or state.article.lead for state in self.states)


@dataclass(slots=True)
class Event:
    """One line of a history.

    Args:
        at: when, as the archive writes times.
        kind: what it is.
        until: the last time of a run of equal observations.
        times: how many observations it stands for; None: not known.
        days: of answers without the article, when they came, the first ones.
        state: of a change, the number of the state that began.
        status: of answers without the article; None: not kept.
        url: where the article is found since, or to what a redirect led.
        was: the address before a move.
        fields: the fields that changed; None: not known.
        edits: what kinds of edit that was.
        silent: whether the page's own dates stayed as they were.
        gone: of answers without the article: whether it counts as gone since.
        evidence: what belongs to it else, such as what is reserved.
    """

    at: str
    kind: EventKind
    until: str | None = None
    times: int | None = 1
    days: list[str] = field(default_factory=list)
    state: int | None = None
    status: int | None = None
    url: str | None = None
    was: str | None = None
    fields: tuple[str, ...] | None = ()
    edits: tuple[Edit, ...] = ()
    silent: bool = False
    gone: bool = False
    evidence: list[Any] = field(default_factory=list)


def timeline(past: Past) -> list[Event]:
    """Return the events of an article's past, in their order; equal observations in a row are one."""
    marks = sorted([*_observed(past), *_changes(past.states), *_moved(past), *_unobserved(past)], key=_order)
    events = [Event(past.first_seen, EventKind.FIRST_SEEN, state=1)]
    for mark in marks:
        _add(events, mark)
    events += _notes(past)
    _mark_gone(events, past)
    return events


# What comes first of several events of one visit. That it saw the article comes last, since the others say that, too.
_SAME_TIME = (EventKind.ABSENT, EventKind.MOVED, EventKind.CHANGED, EventKind.SEEN)


def _order(event: Event) -> tuple[str, int]:
    return event.at, _SAME_TIME.index(event.kind)


def _add(events: list[Event], mark: Event) -> None:
    """Add an observation to the events before it: as one of its own, or to a run of equal ones."""
    last = events[-1]
    if mark.kind in (EventKind.SEEN, EventKind.CHANGED) and _is_absent(events):
        events.append(Event(mark.at, EventKind.BACK))
        if mark.kind is EventKind.SEEN:
            return
    elif mark.kind is EventKind.SEEN and last.at == mark.at:
        # The very visit that found the article first, moved, or changed.
        return
    is_same = (last.kind, last.status, last.url) == (mark.kind, mark.status, mark.url)
    if is_same and mark.kind in (EventKind.SEEN, EventKind.ABSENT):
        last.until = mark.at
        last.times = None if last.times is None or mark.times is None else last.times + mark.times
        if len(last.days) < MOST_NAMED:
            last.days += mark.days
        return
    events.append(mark)


def _is_absent(events: Sequence[Event]) -> bool:
    """Return whether the last answers did not show the article."""
    shown = (event.kind for event in reversed(events) if event.kind is not EventKind.MOVED)
    return next(shown) is EventKind.ABSENT


def _observed(past: Past) -> Iterator[Event]:
    """Yield each observation as an event of its own."""
    lost_at = min(filter(None, (past.gone_at, past.missing_since)), default=None)
    of_states = {state.capture_id for state in past.states}
    left = {move.url: move.at for move in past.moves if move.at is not None}
    counted: dict[str, int] = {}
    for seen in past.observations:
        event = _event_of(seen, past.addresses, of_states, lost_at)
        if event is None:
            continue
        # A visit that came through several redirects counts once where it found no article: each redirect says so, and
        # so does the answer to which they led.
        is_of_same_visit = counted.get(seen.at, seen.capture_id) != seen.capture_id
        if event.kind is EventKind.ABSENT:
            # An address that the article has left says nothing of it any more.
            has_left = seen.url in left and seen.at > left[seen.url]
            if is_of_same_visit or has_left:
                continue
            counted[seen.at] = seen.capture_id
        yield event


def _event_of(
    seen: Observation, addresses: frozenset[str], of_states: Container[int | None], lost_at: str | None
) -> Event | None:
    """Return an observation as an event of its own, or None where another one says the same.

    Args:
        seen: the observation.
        addresses: of the article.
        of_states: the captures that its states were read from.
        lost_at: since when it is gone or seems so, or None.
    """
    is_redirect = seen.status in _REDIRECT and seen.status != _NOT_MODIFIED
    if is_redirect:
        return _redirected(seen, addresses)
    # A page that says in a 200 that there is no such page is kept as the answer that ended an article. One that could
    # not be read again is told by its time, which a clock that was wrong makes doubtful.
    is_later = lost_at is not None and seen.at >= lost_at
    is_said_to_be_lost = seen.is_error_page or (is_later and seen.capture_id not in of_states)
    is_shown = seen.status in _SUCCESS or seen.status == _NOT_MODIFIED
    if is_shown and not is_said_to_be_lost:
        return Event(seen.at, EventKind.SEEN)
    return Event(seen.at, EventKind.ABSENT, status=seen.status, days=[seen.at])


def _redirected(seen: Observation, addresses: frozenset[str]) -> Event | None:
    """Return what a redirect says; None where it led to the article, whose own capture says that."""
    if seen.led_to is None:
        return None
    url, status = seen.led_to
    if status not in _SUCCESS:
        return Event(seen.at, EventKind.ABSENT, status=status, days=[seen.at])
    if url not in addresses:
        return Event(seen.at, EventKind.ABSENT, status=seen.status, url=url, days=[seen.at])
    return None


def _changes(states: Sequence[State]) -> Iterator[Event]:
    for before, after in pairwise(states):
        fields = before.changed
        event = Event(after.seen_at, EventKind.CHANGED, state=after.number, fields=fields)
        if fields is not None:
            event.edits = edits_between(before.article, after.article, fields)
            event.silent = is_silent(before.article, after.article, fields)
        yield event


def _moved(past: Past) -> Iterator[Event]:
    """Yield the moves of an article: those that were noted, and addresses that it answered from for the first time."""
    noted = {move.to for move in past.moves}
    for move in past.moves:
        at = move.at or _first_seen_at(past, move.to)
        yield Event(at, EventKind.MOVED, url=move.to, was=move.url, evidence=[move.why])
    known: list[str] = []
    for seen in past.observations:
        is_there = seen.status in _SUCCESS and not seen.is_error_page and seen.url not in known
        if not is_there:
            continue
        if known and seen.url not in noted:
            yield Event(seen.at, EventKind.MOVED, url=seen.url, was=known[-1])
        known.append(seen.url)


def _first_seen_at(past: Past, url: str) -> str:
    """Return when an address first answered; where that is not known, when the article was seen last."""
    return next((seen.at for seen in past.observations if seen.url == url), past.last_seen)


def _unobserved(past: Past) -> Iterator[Event]:
    """Yield what the article's row says and no capture shows: where bytes are not kept, visits are not kept either."""
    seen = [one.at for one in past.observations]
    last_state = past.states[-1].seen_at
    if past.last_seen not in seen and past.last_seen > last_state:
        yield Event(past.last_seen, EventKind.SEEN, times=None)
    for at in filter(None, (past.missing_since, past.gone_at)):
        if at not in seen:
            yield Event(at, EventKind.ABSENT, times=None, days=[at])


def _notes(past: Past) -> Iterator[Event]:
    """Yield what is known of the article as it is now."""
    if past.reserved is not None:
        yield Event(past.reserved["date"], EventKind.RESERVED, evidence=past.reserved["evidence"])
    if past.counters:
        yield Event(past.last_seen, EventKind.COUNTS, evidence=list(past.counters))
    for one in past.imported:
        yield Event(one.first, EventKind.IMPORTED, until=one.last, times=one.captures, evidence=[one.source])


def _mark_gone(events: Sequence[Event], past: Past) -> None:
    """Mark the answers by which the article counts as gone."""
    for event in events:
        is_of_the_end = past.gone_at is not None and event.at >= past.gone_at
        if event.kind is EventKind.ABSENT and is_of_the_end:
            event.gone = True
