"""What a saved search tells of an article, by what came into the archive since somebody was told last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from scraper.model.news import NewsKind

EventKind = Literal["new", "changed", "gone", "back"]
"""As ``events.kind`` has them."""

FIRST_DAYS = 7
"""Who is told for the first time is told of what came in so many days; chosen as what a press review covers. By when it
came, rather than by its own day: the first crawl of a new archive brings what one wants to see first, however old."""

MOST_NEWS = 50
"""News of one search in one message; chosen as what one reads. What is more is counted there, and counts as told: a
site that was made anew may change thousands of articles in one night."""


@dataclass(frozen=True, slots=True)
class Event:
    """One row of ``events``.

    Args:
        id: its number, which says in which order events came.
        article_id: the article that it is of.
        kind: what became of it.
        at: when that was seen (aware, UTC).
    """

    id: int
    article_id: int
    kind: EventKind
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one article in all that happened since somebody was told last.

    Args:
        event: what is told: the last event of the kind that counts.
        edited_at: when the first edit since then was seen; the state before it is the one that was told of. None: there
            was none, or nobody was told of an earlier state.
    """

    event: Event
    edited_at: dt.datetime | None


def changes(events: Iterable[Event]) -> list[Change]:
    """Return what became of each article by its last state, in the order of the events that are told.

    An article that is new and was edited is new; one that was gone and is back is as it was before.

    Args:
        events: all since somebody was told last, in their order.
    """
    by_article: dict[int, list[Event]] = {}
    for event in events:
        by_article.setdefault(event.article_id, []).append(event)
    found = [change for own in by_article.values() if (change := _change(own)) is not None]
    return sorted(found, key=lambda change: change.event.id)


def _change(events: Sequence[Event]) -> Change | None:
    """Return what became of the article whose events these are, or None where it is as it was before."""
    last = {event.kind: event for event in events}
    first_edit = next((event for event in events if event.kind == "changed"), None)
    is_new = "new" in last
    kind = _kind(is_new, first_edit is not None, [event.kind for event in events if event.kind in ("gone", "back")])
    if kind is None:
        return None
    edited_at = first_edit.at if first_edit is not None and not is_new else None
    return Change(last[kind], edited_at)


def _kind(is_new: bool, is_edited: bool, presence: Sequence[EventKind]) -> EventKind | None:
    """Return what counts of all that became of an article.

    Args:
        is_new: whether it came only now.
        is_edited: whether it was edited.
        presence: how often it was gone, and back, in this order.
    """
    was_gone = not is_new and presence[:1] == ["back"]
    is_gone = presence[-1:] == ["gone"]
    if is_gone:
        return None if was_gone else "gone"
    if is_new:
        return "new"
    if was_gone:
        return "back"
    return "changed" if is_edited else None


def told_as(kind: EventKind, *, is_hit: bool, was_hit: bool) -> NewsKind | None:
    """Return as what a search tells what became of an article, or None where it is none of its business.

    Args:
        kind: what became of it.
        is_hit: whether the search finds the article as it is now.
        was_hit: whether it finds the state that was there when somebody was told last, and that was edited since.
    """
    if is_hit:
        return kind
    if not was_hit or kind == "new":
        return None
    # An article that is gone was among the hits until then, whatever was edited before it went.
    return "gone" if kind == "gone" else "unlisted"
