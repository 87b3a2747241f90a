"""Events of an article's history as sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scraper.analysis.edit_kinds import EditKind
from scraper.analysis.timeline import EventKind
from scraper.report.local_time import local, local_moment
from scraper.web.plain_text import shortened

if TYPE_CHECKING:
    from scraper.analysis.edit_kinds import Edit
    from scraper.analysis.timeline import Event

# Days that a line names one by one; of more it says how many answers there were. Chosen: what one can read.
_MOST_DAYS = 5
# Characters of a headline or a keyword in a line. Chosen: three of them still fit two lines of a terminal.
_LONGEST_VALUE = 70
# Items of a list that a line names. Chosen as for days.
_MOST_ITEMS = 5


When = Callable[[str], str]
"""Writes a time of the archive for people."""


def event_text(event: Event, when: When = local) -> str:
    """Return what an event says, without its time, as a part of a line.

    Args:
        event: the event.
        when: writes the other times that it names.
    """
    return _TEXTS[event.kind](event, when)


def _first_seen(event: Event, when: When) -> str:
    return "first seen"


def _seen(event: Event, when: When) -> str:
    if event.times is None and event.until is None:
        return "last seen, unchanged"
    if event.until is None:
        return "seen unchanged"
    if event.times is None:
        return f"seen unchanged, last {when(event.until)}"
    return f"seen unchanged {event.times} times, last {when(event.until)}"


def _back(event: Event, when: When) -> str:
    return "came back: its address shows it again"


def _changed(event: Event, when: When) -> str:
    if event.fields is None:
        return f"state {event.state}: not known what changed, since two readers read the states"
    if not event.edits:
        return f"state {event.state}: no difference by today's reading"
    said = "; ".join(_edit_text(edit) for edit in event.edits)
    if event.silent:
        said = f"{said} (silent edit: the page's dates stayed)"
    return f"state {event.state}, changed: {said}"


def _absent(event: Event, when: When) -> str:
    said = _not_shown(event, when)
    if event.gone:
        return f"{said}; it counts as gone"
    return said


def _not_shown(event: Event, when: When) -> str:
    """Return how often and on which days the address of an article did not show it."""
    if event.status is None:
        return "its address did not show it any more"
    what = f"answered {event.status}"
    if event.url is not None:
        what = f"redirected to {event.url} ({event.status})"
    elif event.status in _SUCCESS:
        what = "answered with a page that says that it is not there"
    days = sorted({local(day)[:10] for day in event.days})
    times = event.times or 1
    if len(days) > _MOST_DAYS or times > len(event.days):
        return f"{what} {times} times until {when(event.until or event.at)}"
    said = f"{what} on {_days_text(event.days)}"
    if times > len(days):
        return f"{said} ({times} times)"
    return said


_SUCCESS = range(200, 300)


def _days_text(moments: Sequence[str]) -> str:
    """Return local days as people write them: ``3 and 9 May 2026``."""
    days = sorted({found.date() for found in map(local_moment, moments) if found is not None})
    months = []
    for (year, month), group in groupby(days, key=lambda day: (day.year, day.month)):
        numbers = [str(day.day) for day in group]
        months.append(f"{_and(numbers)} {_MONTHS[month - 1]} {year}")
    return _and(months)


# Names of months do not follow the locale of the machine, as those of strftime do.
_MONTHS = "January February March April May June July August September October November December".split()


def _and(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _moved(event: Event, when: When) -> str:
    if not event.evidence:
        # Another spelling of its address, or a redirect for the time being: the article has moved nowhere by that.
        return f"answered at {event.url}, before at {event.was}"
    return f"moved to {event.url}, from {event.was}"


def _reserved(event: Event, when: When) -> str:
    said = ", ".join(dict.fromkeys(f"{one['text']} ({one['source']})" for one in event.evidence))
    return f"reserves, as read then: {said}"


def _counts(event: Event, when: When) -> str:
    places = ", ".join(_quoted(place) for place in event.evidence[:_MOST_ITEMS])
    return f"figures that change at each visit, and make no further state: {places}"


def _imported(event: Event, when: When) -> str:
    times = event.times or 1
    source = event.evidence[0] or "a file that is not known any more"
    if times == 1:
        return f"1 capture imported from {source}: this time and its bytes are the word of that file"
    times_and_bytes = f"their times, up to {when(event.until or event.at)}, and bytes"
    return f"{times} captures imported from {source}: {times_and_bytes} are the word of that file"


_TEXTS: dict[EventKind, Callable[[Event, When], str]] = {
    EventKind.FIRST_SEEN: _first_seen,
    EventKind.SEEN: _seen,
    EventKind.CHANGED: _changed,
    EventKind.ABSENT: _absent,
    EventKind.BACK: _back,
    EventKind.MOVED: _moved,
    EventKind.RESERVED: _reserved,
    EventKind.COUNTS: _counts,
    EventKind.IMPORTED: _imported,
}


def _edit_text(edit: Edit) -> str:
    """Return what kind of edit was made, and what of it fits a line."""
    name, details = _EDITS[edit.kind]
    return f"{name}{details(edit.detail)}"


def _nothing(detail: dict[str, Any]) -> str:
    return ""


def _both(detail: dict[str, Any]) -> str:
    return f" {_value(detail['before'])} → {_value(detail['after'])}"


def _value(value: Any) -> str:
    return "(none)" if value in (None, "") else _quoted(str(value))


def _quoted(text: str) -> str:
    return f'"{shortened(text, _LONGEST_VALUE)}"'


def _plain_words(detail: dict[str, Any]) -> str:
    """Return pairs of words, the first ones of many."""
    pairs = [f"{_word(one)} → {_word(other)}" for one, other in detail["words"]]
    more = detail["times"] - len(pairs)
    return f" {_with_more(', '.join(pairs), more)}"


def _with_more(said: str, more: int) -> str:
    """Return the first of some things, with how many more there are."""
    if more <= 0:
        return said
    return f"{said} and {more} more"


def _word(text: str) -> str:
    return shortened(text, _LONGEST_VALUE) if text else "(nothing)"


def _items(detail: dict[str, Any]) -> str:
    """Return what was added to a list and what was removed from it."""
    said = [f"{sign} {_listed(detail[name])}" for sign, name in (("+", "added"), ("−", "removed")) if detail[name]]
    if not said:
        return ", in another order"
    return f" {' '.join(said)}"


def _listed(items: Sequence[str]) -> str:
    said = ", ".join(shortened(item, _LONGEST_VALUE) for item in items[:_MOST_ITEMS])
    return _with_more(said, len(items) - _MOST_ITEMS)


def _number(name: str) -> Callable[[dict[str, Any]], str]:
    def text(detail: dict[str, Any]) -> str:
        if detail[name] <= 1:
            return ""
        return f" ({detail[name]})"

    return text


def _kept(detail: dict[str, Any]) -> str:
    return f" ({detail['kept']:.0%} of the words kept)"


def _words_count(detail: dict[str, Any]) -> str:
    return f" ({detail['removed']} words out, {detail['added']} in)"


# The name of each kind of edit, and what is said of its details.
_EDITS: dict[EditKind, tuple[str, Callable[[dict[str, Any]], str]]] = {
    EditKind.HEADLINE: ("headline", _both),
    EditKind.KICKER: ("kicker", _both),
    EditKind.WHOLE_TEXT: ("whole text", _kept),
    EditKind.PARAGRAPH_ADDED: ("paragraph added", _number("added")),
    EditKind.PARAGRAPH_REMOVED: ("paragraph removed", _number("removed")),
    EditKind.PARAGRAPH_REWRITTEN: ("paragraph rewritten", _number("rewritten")),
    EditKind.FIGURE: ("figure", _plain_words),
    EditKind.TYPO: ("typo", _plain_words),
    EditKind.WORDING: ("wording", _words_count),
    EditKind.LEAD: ("lead and body divided otherwise", _nothing),
    EditKind.DATE: ("date", _both),
    EditKind.TIME: ("time of publication", _both),
    EditKind.AUTHOR: ("author", _items),
    EditKind.KEYWORDS: ("keywords", _items),
    EditKind.SECTION: ("section", _both),
    EditKind.LINKS: ("links", _items),
    EditKind.VENDORS: ("vendors", _items),
}
