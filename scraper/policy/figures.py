"""Figures in a text that change at each visit: counters, and times that are counted from now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.policy.doubts import Doubt
from scraper.web.months import month_names

FIGURE_CHANGES = "figure_changes_at_each_visit"
"""Why such a figure is not believed; see :data:`scraper.policy.doubts.Doubt`."""

# Characters of a place on each side that tell it from others. Chosen: "Bisher gelesen: 17 Mal" needs a few words.
_AROUND = 32
# Places of one page that may change at each visit. Chosen: a page has a handful of counters, and where a whole table
# changes twice, somebody has worked on it.
_MOST_PLACES = 12
_SEPARATOR = "; "
_MARK = "#"
_ENDS_OF_SENTENCES = ".,:!? "

_MONTHS = "|".join(sorted(map(re.escape, month_names("de", "en")), key=len, reverse=True))
_UNITS = (
    "sekunden?|minuten?|min|stunden?|std|tage?n?|wochen?|monate?n?|jahre?n?"
    "|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?"
)
# A figure with all that changes beside it: the rest of a day and of a time, or the unit of an age ("vor 59 Minuten", an
# hour later "vor einer Stunde"). No quantifier gives anything back, so that each text takes one pass.
_FIGURE = re.compile(
    rf"""
    \b(?:einer|einem|einigen|wenigen|an|a)\ (?:{_UNITS})\b
    | \d++ (?: (?:[.,:/'’–-]\ ?|\ ) (?:\d++|(?:{_MONTHS})\b|uhr\b) )*+ (?:\ (?:{_UNITS})\b)?+
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Counters:
    """What is known of the figures of a text that change at each visit.

    Args:
        places: where they stand: the words around each, a ``#`` for it.
        alone: whether a visit found no other change than theirs.
    """

    places: tuple[str, ...] = ()
    alone: bool = False

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The same as what a page states and is not believed."""
        if not self.places:
            return ()
        return (("body", _SEPARATOR.join(self.places), FIGURE_CHANGES),)


def stated_places(stated: str | None) -> tuple[str, ...]:
    """Return the places that a doubt of an earlier visit names, as :attr:`Counters.doubts` wrote them."""
    if stated is None:
        return ()
    return tuple(stated.split(_SEPARATOR))


def without_figures(text: str) -> str:
    """Return a text on one line, with a ``#`` for each figure."""
    return _FIGURE.sub(_MARK, " ".join(text.split()))


def counters(known: Sequence[str], earlier: str | None, before: str, after: str) -> Counters:
    """Return which figures of a text change at each visit, and whether nothing else has changed.

    A first change of figures is an edit: a press office that corrects 3 Mio. to 5 Mio. changes nothing else. Where the
    very next visit finds figures changed again, in no other places than the first time, they count something.

    Args:
        known: the places that were found before.
        earlier: the text of the state before the newest one, where the newest was seen at one visit alone; or None.
        before: the text of the newest state.
        after: the text as this visit found it.
    """
    kept = places_kept(known, after)
    moved = changed_places(before, after)
    if not moved:
        return Counters(kept)
    if set(moved.values()) <= set(known):
        return Counters(kept, alone=True)
    moved_before = None if earlier is None else changed_places(earlier, before)
    if moved_before is not None and moved.keys() <= moved_before.keys():
        places = tuple(dict.fromkeys((*kept, *moved.values())))
        return Counters(places, alone=True)
    return Counters(kept)


def places_kept(known: Sequence[str], text: str) -> tuple[str, ...]:
    """Return those places of counters that a text still has."""
    if not known:
        return ()
    _, parts = _taken_apart(text)
    there = {_place(parts, number) for number in range(len(parts) - 1)}
    return tuple(place for place in known if place in there)


def changed_places(before: str, after: str) -> dict[int, str] | None:
    """Return where two texts have different figures; None where more than figures differs, or too many of them.

    Returns:
        For each such figure its number among those of the text, and the words around it, which others may have, too.
    """
    figures, parts = _taken_apart(before)
    others, other_parts = _taken_apart(after)
    if parts != other_parts:
        return None
    places = {
        number: _place(parts, number)
        for number, (one, other) in enumerate(zip(figures, others, strict=True))
        if one != other
    }
    if len(places) > _MOST_PLACES:
        return None
    return places


def _taken_apart(text: str) -> tuple[list[str], list[str]]:
    """Return the figures of a text, and what stands before, between and behind them."""
    lines = _lines(text)
    return _FIGURE.findall(lines), _FIGURE.split(lines)


def _lines(text: str) -> str:
    """Return a text with its white space folded, but for the ends of its lines."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _place(parts: Sequence[str], number: int) -> str:
    """Return the words around a figure, on its line."""
    before = parts[number].rpartition("\n")[2]
    if len(before) > _AROUND:
        # The word that the bound cuts is left out.
        before = before[-_AROUND:].partition(" ")[2]
    after = parts[number + 1].partition("\n")[0]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0]
    # The doubt of a page names its places one behind the other. The end of the sentence before is left out.
    return f"{before}{_MARK}{after}".replace(_SEPARATOR, ", ").strip().lstrip(_ENDS_OF_SENTENCES)
