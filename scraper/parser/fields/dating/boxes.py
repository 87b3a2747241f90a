"""The day whose figures stand in two or three lines, as on the leaf of a calendar: ``03``, ``Mai``, ``2024``."""

from __future__ import annotations

import datetime as dt
import re

from scraper.parser.fields.dating.mention import Scene
from scraper.web.dates import parse_day

LONGEST_FIGURE = 14
"""Characters of a line that is a figure of a date, or two of them."""

_DIGIT = re.compile(r"\d")
_FIGURES = re.compile(
    r"\d{1,2}\.?|\d{4}|\W*[^\W\d_]{3,10}\.?|\d{1,2}\.?\s[^\W\d_]{3,10}\.?|[^\W\d_]{3,10}\.?\s\d{1,4},?"
)


def day_in_boxes(scene: Scene, at: int) -> tuple[dt.date, str] | None:
    """Return the day of some lines and its text, or None where they are none.

    Args:
        scene: the page.
        at: the first of the lines.
    """
    lines = scene.page.lines
    # Of three boxes one of the first two has the day or the year.
    has_figure = any(_DIGIT.search(line.text) for line in lines[at : at + 2])
    if not has_figure or not _is_figure(lines[at].text):
        return None
    for count in (3, 2):
        parts = [line.text for line in lines[at : at + count]]
        if len(parts) == count and all(map(_is_figure, parts)):
            text = _joined(parts)
            day = parse_day(text, american=scene.american, language=scene.language)
            if day is not None:
                return day, text
    return None


def _is_figure(text: str) -> bool:
    return len(text) <= LONGEST_FIGURE and _FIGURES.fullmatch(text) is not None


def _joined(parts: list[str]) -> str:
    """Return the parts as one date, which is written with dots where it is figures only."""
    plain = [part.strip(".") for part in parts]
    # "03", "05" and "2024" are a date only with dots between them.
    if all(map(str.isdigit, plain)):
        return ".".join(plain)
    return " ".join(parts)
