"""The text of an article as a page shows it: paragraphs, bounded, without what acts on a browser or a reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.web.plain_text import clean, one_line

MOST_SHOWN = 60_000
"""Characters of a text that a page shows at once. Chosen: thirty printed pages; what is longer is shown on demand."""

# Between paragraphs; within one, the items of a list and the rows of a table stand on lines of their own.
_BREAK = re.compile(r"\n[ \t]*\n\s*")
# A line of its own that is shorter and ends as no sentence does is set as the heading that it most likely is. Chosen:
# headings within German news have up to some ten words.
_LONGEST_HEADING = 90
_ENDS_OF_SENTENCES = (".", "!", "?", ":", ";", ",", "…", "“", "”", '"', "«", ")")
# A language as pages state it (BCP 47): what else a page said is not written into an attribute.
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a text.

    Args:
        lines: its lines; several of a list or a table.
        looks_like_heading: whether it is short, ends as no sentence does, and text follows it. The record does not say
            what was a heading, so that it only looks like one here.
    """

    lines: tuple[str, ...]
    looks_like_heading: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as it is shown.

    Args:
        paragraphs: the paragraphs.
        left_out: characters of the text that are not shown.
    """

    paragraphs: tuple[Paragraph, ...]
    left_out: int = 0


def shown(text: str, *, everything: bool) -> Shown:
    """Return a text as paragraphs.

    Args:
        text: as the archive has it.
        everything: however long it is.
    """
    part = text
    if not everything and len(text) > MOST_SHOWN:
        part = _cut(text)
    parts = [lines for lines in map(_lines, _BREAK.split(part)) if lines]
    paragraphs = tuple(
        Paragraph(lines, place + 1 < len(parts) and _looks_like_heading(lines, parts[place + 1]))
        for place, lines in enumerate(parts)
    )
    return Shown(paragraphs, len(text) - len(part))


def _cut(text: str) -> str:
    """Return the beginning of a long text, up to a paragraph's end or at least a word's, where one is near."""
    part = text[:MOST_SHOWN]
    for end in ("\n\n", " "):
        place = part.rfind(end, MOST_SHOWN // 2)
        if place > 0:
            return part[:place]
    return part


def _lines(paragraph: str) -> tuple[str, ...]:
    return tuple(filter(None, map(one_line, clean(paragraph).split("\n"))))


def _looks_like_heading(lines: Sequence[str], following: Sequence[str]) -> bool:
    is_short = len(lines) == 1 and len(lines[0]) <= _LONGEST_HEADING
    return is_short and not lines[0].endswith(_ENDS_OF_SENTENCES) and len(following[0]) > len(lines[0])


def language(stated: str | None) -> str | None:
    """Return a language as the attribute ``lang`` takes it, or None where a page stated something else, or nothing."""
    if stated is None or not _LANGUAGE.fullmatch(stated):
        return None
    return stated
