"""The geometry of charts; ``templates/charts.html`` writes it as inline SVG.

A chart is drawn on a canvas of 360 units, on which letters have 13: at a width of 320 pixels, of which a page leaves
some 288 to its content, these are 10.4 pixels. Colours are those of the text (``currentColor``); a page may give the
marks another one by ``.chart .marks { color: … }``.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scraper.report.written import Language, number
from scraper.web.plain_text import ELLIPSIS, one_line, shortened

CANVAS = 360
"""Units of the width of each chart; heights follow from what is drawn."""
FONT = 13
"""Units of its letters. At 288 pixels of width they are 10.4 pixels high, above the 10 that a chart may have least."""

MOST_BARS = 12
"""Bars that are drawn unless the caller says otherwise; chosen: as many as are compared at one look."""

# A bar below its label: how far the label's baseline lies below the row's top, where the bar begins, its height, and
# the height of the row with the space below.
_BASELINE, _BAR_TOP, _BAR_HEIGHT, _ROW = 13, 18, 8, 34
# Units between the label of a bar and its figure.
_GAP = 10
# The shortest mark of a value above zero, so that it is seen.
_LEAST_MARK = 2.0

# Columns: the height of their area, the space above it for its highest figure, and below it for the names.
_AREA, _HEAD, _FOOT = 120, 20, 22
# The share of its place that a column takes, and the widest it becomes.
_FILLED, _WIDEST = 0.8, 48.0
# Columns with less room than this many units stand without a gap, which would be less than half a pixel.
_NO_GAP = 3
# Units between two names on the axis.
_BETWEEN_NAMES = 12

# Shares of the font's height that characters are wide in the sans-serif fonts of browsers, taken high rather than low
# (DejaVu Sans is the widest of the usual ones): East Asian and the broadest, capitals and broad letters, all others.
_FULL, _BROAD, _USUAL = 1.0, 0.74, 0.58
_FULL_LETTERS = frozenset("mMW@%—…")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
# Characters of a name that are kept in the figures and in what a browser shows above a mark. Chosen: some lines.
_MOST_OF_NAME = 200
# First strong isolate and its end (Unicode Standard Annex #9): a Hebrew or Arabic name leaves the order around it.
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
# What may be part of an id without being escaped anywhere.
_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Value:
    """One figure of a chart.

    Args:
        label: what it is of; of a page's text, too.
        value: the figure; what is below zero is drawn as zero.
        shown: the figure as text; None: the number in the chart's language.
        href: where its name leads in the table of figures, or None. Paths of our own only, or addresses of the web.
    """

    label: str
    value: float
    shown: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar or column, as it is drawn.

    Args:
        x, y, width, height: of its rectangle, in units.
        title: name and figure in one text, which a browser shows above it.
        name, figure: what is written beside it; empty where there is no room.
        anchor: where the name stands to its place: ``start``, ``middle`` or ``end``.
        name_x, name_y, figure_x, figure_y: places of both texts' baselines.
        figure_anchor: where the figure stands to its place.
    """

    x: float
    y: float
    width: float
    height: float
    title: str
    name: str
    figure: str
    anchor: str
    name_x: float
    name_y: float
    figure_x: float
    figure_y: float
    figure_anchor: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table of figures: the whole name, the figure as text, and where the name leads."""

    label: str
    shown: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, as the macro of ``charts.html`` writes it.

    Args:
        id: of the element, and the beginning of its parts' ids.
        title, description: what it shows, in a few words, and what is to be seen in it.
        kind: ``bars`` or ``columns``; a class of the element.
        width, height: of the canvas, in units.
        baseline: where the columns stand, or None.
        marks: what is drawn.
        figures: all figures, those that are not drawn, too.
        left_out: how many figures are not drawn.
    """

    id: str
    title: str
    description: str
    kind: str
    width: float
    height: float
    baseline: float | None
    marks: tuple[Mark, ...]
    figures: tuple[Figure, ...]
    left_out: int


def bars(
    id: str,  # noqa: A002  (the attribute of HTML)
    title: str,
    description: str,
    values: Sequence[Value],
    *,
    most: int = MOST_BARS,
    lang: Language = "en",
) -> Chart:
    """Return a chart of horizontal bars below one another, each under its name: sites, keywords, municipalities.

    Args:
        id: unique on its page: small letters, digits and hyphens.
        title, description: texts for those who hear the page; on one line.
        values: in the order in which they are drawn.
        most: bars; the rest stands in the table of figures alone, and is counted.
        lang: of the figures.

    Raises:
        ValueError: the id is none.
    """
    drawn = values[:most]
    highest = max((value.value for value in drawn), default=0)
    marks = tuple(_bar(value, place, highest, lang) for place, value in enumerate(drawn))
    return Chart(
        _checked(id),
        one_line(title),
        one_line(description),
        "bars",
        CANVAS,
        max(len(marks) * _ROW, 1),
        None,
        marks,
        _figures(values, lang),
        len(values) - len(drawn),
    )


def columns(
    id: str,  # noqa: A002  (the attribute of HTML)
    title: str,
    description: str,
    values: Sequence[Value],
    *,
    lang: Language = "en",
) -> Chart:
    """Return a chart of columns beside one another: a series of days, weeks or years.

    On the axis stand as many names as there is room for, the last among them; above the columns their figures where
    each has room, else that of the highest.

    Args:
        id: unique on its page: small letters, digits and hyphens.
        title, description: texts for those who hear the page; on one line.
        values: in their order of time.
        lang: of the figures.

    Raises:
        ValueError: the id is none.
    """
    highest = max((value.value for value in values), default=0)
    place = CANVAS / max(len(values), 1)
    names = _names_on_axis(values)
    figures = _figures_above(values, place, highest, lang)
    marks = tuple(
        _column(value, number, place, highest, lang, name=names.get(number, ""), figure=figures.get(number, ""))
        for number, value in enumerate(values)
    )
    return Chart(
        _checked(id),
        one_line(title),
        one_line(description),
        "columns",
        CANVAS,
        _HEAD + _AREA + _FOOT,
        _HEAD + _AREA,
        marks,
        _figures(values, lang),
        0,
    )


def _bar(value: Value, place: int, highest: float, lang: Language) -> Mark:
    """Return the bar of a value, in its row."""
    top = place * _ROW
    figure = _shown(value, lang)
    room = CANVAS - _GAP - text_width(figure)
    return Mark(
        x=0,
        y=top + _BAR_TOP,
        width=_length(value.value, highest, CANVAS),
        height=_BAR_HEIGHT,
        title=_title(value, lang),
        name=_isolated(_fitted(_name(value), room)),
        figure=figure,
        anchor="start",
        name_x=0,
        name_y=top + _BASELINE,
        figure_x=CANVAS,
        figure_y=top + _BASELINE,
        figure_anchor="end",
    )


def _column(value: Value, number: int, place: float, highest: float, lang: Language, *, name: str, figure: str) -> Mark:
    """Return the column of a value, with its name and figure where it was given room for them."""
    width = place
    if place >= _NO_GAP:
        width = min(place * _FILLED, _WIDEST)
    middle = (number + 0.5) * place
    height = _length(value.value, highest, _AREA)
    top = _HEAD + _AREA - height
    name_x, anchor = _anchored(middle, text_width(name))
    figure_x, figure_anchor = _anchored(middle, text_width(figure))
    return Mark(
        x=_rounded(middle - width / 2),
        y=_rounded(top),
        width=_rounded(width),
        height=height,
        title=_title(value, lang),
        name=_isolated(name),
        figure=figure,
        anchor=anchor,
        name_x=name_x,
        name_y=_HEAD + _AREA + _BASELINE + 3,
        figure_x=figure_x,
        figure_y=_rounded(top - 5),
        figure_anchor=figure_anchor,
    )


def _anchored(middle: float, width: float) -> tuple[float, str]:
    """Return where a text stands, and with which end, so that it stays on the canvas."""
    if middle - width / 2 < 0:
        return 0, "start"
    if middle + width / 2 > CANVAS:
        return CANVAS, "end"
    return _rounded(middle), "middle"


def _names_on_axis(values: Sequence[Value]) -> dict[int, str]:
    """Return the names that the axis has room for, by the places of their columns: each n-th, counted from the last."""
    broadest = max((text_width(_name(value)) for value in values), default=0)
    longest = min(broadest, CANVAS / 2)
    names = {place: _fitted(_name(value), longest) for place, value in enumerate(values)}
    extents = {place: _extent((place + 0.5) * CANVAS / len(values), text_width(name)) for place, name in names.items()}
    for step in range(1, len(values)):
        chosen = range(len(values) - 1, -1, -step)
        # The names at both ends are moved onto the canvas, and come near to their neighbours by that.
        has_room = all(extents[left][1] + _BETWEEN_NAMES <= extents[right][0] for right, left in pairwise(chosen))
        if has_room:
            return {place: names[place] for place in chosen}
    return dict(list(names.items())[-1:])


def _extent(middle: float, width: float) -> tuple[float, float]:
    """Return from where to where a text reaches whose middle is here, moved so that it stays on the canvas."""
    left = min(max(middle - width / 2, 0), CANVAS - width)
    return left, left + width


def _figures_above(values: Sequence[Value], place: float, highest: float, lang: Language) -> dict[int, str]:
    """Return the figures that are written, by the places of their columns."""
    shown = {number: _shown(value, lang) for number, value in enumerate(values)}
    has_room = max(map(text_width, shown.values()), default=0) + 2 <= place
    if has_room:
        return shown
    highest_places = (number for number, value in enumerate(values) if value.value == highest)
    return {number: shown[number] for number in itertools.islice(highest_places, 1)}


def _figures(values: Sequence[Value], lang: Language) -> tuple[Figure, ...]:
    return tuple(Figure(_name(value), _shown(value, lang), value.href) for value in values)


def _length(value: float, highest: float, whole: float) -> float:
    """Return how long a mark is; a value above zero has a mark that is seen."""
    if value <= 0:
        return 0.0
    return _rounded(max(value / highest * whole, _LEAST_MARK))


def _name(value: Value) -> str:
    """Return the name on one line, of a length that a table has room for."""
    return shortened(one_line(value.label), _MOST_OF_NAME)


def _shown(value: Value, lang: Language) -> str:
    if value.shown is None:
        return number(value.value, lang)
    return one_line(value.shown)


def _title(value: Value, lang: Language) -> str:
    return f"{_isolated(_name(value))}: {_shown(value, lang)}"


def text_width(text: str) -> float:
    """Return about how many units a text is wide, rather too many than too few."""
    return sum(map(_character_width, text)) * FONT


def _character_width(character: str) -> float:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0.0
    if character in _FULL_LETTERS or unicodedata.east_asian_width(character) in ("W", "F"):
        return _FULL
    if character.isupper() or character == "w":
        return _BROAD
    return _USUAL


def _fitted(text: str, room: float) -> str:
    """Return a text that has so many units of room; of a longer one its beginning, with an ellipsis."""
    if text_width(text) <= room:
        return text
    taken = text_width(ELLIPSIS)
    for place, character in enumerate(text):
        taken += _character_width(character) * FONT
        if taken > room:
            return text[:place].rstrip() + ELLIPSIS
    return text


def _isolated(text: str) -> str:
    """Return a text between marks that keep its writing direction to itself; an empty one stays empty."""
    if not text:
        return ""
    return f"{_ISOLATE}{text}{_END_OF_ISOLATE}"


def _rounded(value: float) -> float:
    """Return units with one decimal: a tenth of a unit is less than a pixel everywhere."""
    return round(value, 1)


def _checked(id: str) -> str:  # noqa: A002
    """Return an id that is one.

    Raises:
        ValueError: it holds something else than small letters, digits and hyphens.
    """
    if not _ID.fullmatch(id):
        raise ValueError(f"{id!r} is no id of a chart: small letters, digits and hyphens, a letter first")
    return id
