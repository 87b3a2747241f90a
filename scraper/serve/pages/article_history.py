"""An article's history as a page shows it: what was seen, in order, with the words that an edit changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scraper.analysis.state_diff import FieldDiff, state_diff
from scraper.analysis.timeline import Event, EventKind, Past, State
from scraper.report.compared import paragraphs, shortened, spaced
from scraper.report.event_text import event_text
from scraper.report.written import day, time
from scraper.web.plain_text import clean, one_line

Stretch = tuple[str, str]
"""What became of some words (``equal``, ``delete``, ``insert``), and the words."""

# Edits whose words are marked on the article's own page, the newest. Chosen: comparing two texts of usual length takes
# 3 ms; the others are one click away.
_MOST_MARKED = 10
# Words that stand around a change. Chosen: a sentence, by which it is understood.
_CONTEXT = 20
# Events that stand open; those between the first and the last are folded. Chosen: what fits a screen.
_MOST_OPEN = 8

_NAMES = {
    "kicker": "Kicker",
    "title": "Headline",
    "lead": "Lead",
    "body": "Text",
    "date": "Day",
    "published_at": "Time of publication",
    "modified_at": "Changed, by its page",
    "authors": "Authors",
    "keywords": "Keywords",
    "section": "Section",
    "links": "Links",
    "vendors": "Vendors",
}


# Fields with one value, each with the function that writes it for people.
_SINGLE: dict[str, Callable[[str], str]] = {"date": day, "published_at": time, "modified_at": time, "section": str}


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field in which two states differ.

    Args:
        name: for people.
        paragraphs: the stretches of each paragraph; of a list each item is one.
        is_text: whether it is a text rather than a list.
    """

    name: str
    paragraphs: tuple[tuple[Stretch, ...], ...]
    is_text: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it is shown.

    Args:
        at: when, UTC.
        text: the sentence.
        kind: its code.
        is_silent: whether the page's own dates stayed as they were.
        state: the number of the state that began, of an edit.
        changes: what changed; empty where it is not shown here.
    """

    at: str
    text: str
    kind: str
    is_silent: bool
    state: int | None
    changes: tuple[ChangedField, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """A history in three parts, of which the middle one is folded: it is empty of a short one."""

    first: tuple[Told, ...]
    middle: tuple[Told, ...]
    last: tuple[Told, ...]


def history(past: Past, events: Sequence[Event]) -> History:
    """Return a history for a page.

    Args:
        past: of the article.
        events: the same in order.
    """
    changed = [event.state for event in events if event.kind is EventKind.CHANGED and event.state is not None]
    marked = set(changed[-_MOST_MARKED:])
    told = tuple(_told(event, past.states, marked) for event in events)
    if len(told) <= _MOST_OPEN:
        return History(told, (), ())
    return History(told[:1], told[1 : 1 - _MOST_OPEN], told[1 - _MOST_OPEN :])


def _told(event: Event, states: Sequence[State], marked: set[int]) -> Told:
    is_edit = event.kind is EventKind.CHANGED
    number = event.state if is_edit else None
    changes: tuple[ChangedField, ...] = ()
    if number in marked and number is not None and event.fields:
        changes = differences(states[number - 2], states[number - 1], context=_CONTEXT)
    return Told(event.at, _sentence(one_line(event_text(event, time))), str(event.kind), event.silent, number, changes)


def differences(before: State, after: State, context: int | None = None) -> tuple[ChangedField, ...]:
    """Return the fields in which two states differ.

    Args:
        before, after: the states.
        context: words that are shown around a change; None: all.
    """
    found = []
    for field in state_diff(before.article, after.article):
        parts = _paragraphs(field, context)
        cleaned = tuple(tuple((kind, clean(text)) for kind, text in stretches) for stretches in parts)
        found.append(ChangedField(field_name(field.name), cleaned, field.is_text))
    return tuple(found)


def _paragraphs(field: FieldDiff, context: int | None) -> list[list[Stretch]]:
    """Return the stretches of a field: by paragraphs of a text, by items of a list, and of one value those of it."""
    if field.is_text:
        return list(paragraphs(_around(spaced(field.ops), context)))
    # Of a list the items that stayed say nothing.
    items: list[Stretch] = [(kind, text) for kind, text in field.ops if kind != "equal"]
    written = _SINGLE.get(field.name)
    if written is None:
        return [[item] for item in items]
    return [[(kind, f"{written(text)} ") for kind, text in items]]


def _around(ops: Sequence[Stretch], context: int | None) -> Sequence[Stretch]:
    return ops if context is None else list(shortened(ops, context))


def field_name(name: str) -> str:
    """Return the name of a field of the record for people."""
    return _NAMES.get(name, name)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
