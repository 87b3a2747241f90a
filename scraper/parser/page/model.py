"""A page as flat lists: lines in reading order, boxes around them, pictures and metadata.

A box is a block element, which holds a contiguous range of lines. So a table layout of 2005 and a page of
today look alike to everything that comes after the walk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from unicodedata import combining, normalize

Attributes = dict[str, str | None]
# Soft hyphens, zero-width spaces and control characters.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\ufeff]+")
# UAX #15, Stream-Safe Text: Python sorts the marks of one letter in quadratic time.
_MAX_MARKS = 30
_MARK_STEP = 256
_MARKED = re.compile(r"[^\x00-\u02ff]{31,}")


@dataclass(slots=True)
class Box:
    """A block element: its tag, its class, id and role in lower case, and the lines it holds."""

    tag: str
    name: str
    parent: int
    start: int
    end: int = 0
    prop: str = ""


@dataclass(slots=True)
class Mark:
    """An inline element in a line: where it begins and ends in the text, tag and class names."""

    start: int
    end: int
    tag: str
    name: str


@dataclass(slots=True)
class Anchor:
    """A link in a line: its text, its address as written, its rel."""

    text: str
    href: str
    rel: str = ""
    name: str = ""


@dataclass(slots=True)
class Line:
    """A line of text as a reader sees it.

    Args:
        text: white space folded.
        box: index of the innermost box.
        gap: whether more than one line break parts it from the line above.
        anchors: the links in it.
        linked: characters inside links.
        marks: inline elements other than links, inner ones first.
        names: classes of inline elements in it.
    """

    text: str
    box: int
    gap: bool
    anchors: list[Anchor]
    linked: int
    marks: list[Mark]
    names: str


@dataclass(slots=True)
class Picture:
    """An image.

    Args:
        attributes: as written.
        box: index of the innermost box.
        line: the line that comes next.
        href: the link around it.
        source: addresses that a ``source`` element beside it names, as a ``srcset``.
    """

    attributes: Attributes
    box: int
    line: int
    href: str | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Programs:
    """What a page that shows hardly anything has for browsers that run scripts, and for those that run none.

    Args:
        scripts: how many scripts it has.
        notices: the texts of ``noscript`` elements, shortened.
        has_root: whether it has an element that a program fills (``<div id="root">``).
        has_empty_root: whether such an element is sent without text.
        has_data: whether it holds data from which its program makes the page (``__NEXT_DATA__``).
    """

    scripts: int = 0
    notices: tuple[str, ...] = ()
    has_root: bool = False
    has_empty_root: bool = False
    has_data: bool = False


@dataclass(slots=True)
class Page:
    """A page, flat.

    ``headings`` are the indices of the boxes of h1 to h3, which are few of many; ``tag_links``
    the lines of links with a relation that mentions tags, once for each link; ``way`` the links of a navigation that
    leads from the front page to this one, which has no lines.
    ``has_open_notice`` says that a notice to readers without scripts was left open and holds text of the page.
    ``programs`` are looked for on a page that shows hardly anything; others have the empty default.
    ``by_node`` and ``picture_by_node`` have the box and the picture of a node by its number, where they were asked for.
    """

    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    metas: list[Attributes] = field(default_factory=list)
    heads: list[Attributes] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    tag_links: list[int] = field(default_factory=list)
    way: list[Anchor] = field(default_factory=list)
    times: list[tuple[Attributes, int, str]] = field(default_factory=list)
    title: str = ""
    base: str | None = None
    next_page: str | None = None
    language: str | None = None
    password: bool = False
    has_open_notice: bool = False
    programs: Programs = field(default_factory=Programs)
    sums: list[int] = field(default_factory=list)
    linked_sums: list[int] = field(default_factory=list)
    by_node: dict[int, int] = field(default_factory=dict)
    picture_by_node: dict[int, int] = field(default_factory=dict)

    def length(self, start: int, end: int) -> int:
        """Return the number of characters in the lines from start to end (not included)."""
        return self.sums[end] - self.sums[start]

    def linked(self, start: int, end: int) -> int:
        """Return the number of characters inside links in the lines from start to end (not included)."""
        return self.linked_sums[end] - self.linked_sums[start]

    def ancestors(self, box: int, limit: int = 1000) -> list[int]:
        """Return a box and the boxes around it, innermost first."""
        found: list[int] = []
        while box >= 0 and len(found) < limit:
            found.append(box)
            box = self.boxes[box].parent
        return found


def mentions(text: str, parts: tuple[str, ...]) -> bool:
    """Return whether a text has any of some parts: what most texts lack is not worth a pattern's time."""
    for part in parts:  # noqa: SIM110  (a generator takes three times as long)
        if part in text:
            return True
    return False


def fold(text: str) -> str:
    """Return the text in NFC with runs of white space folded, trimmed, without what no reader sees."""
    # A space is the only white space that is printable (str.isprintable), so that most texts need no taking apart.
    if text.isprintable() and "  " not in text:
        folded = text.strip()
        return folded if folded.isascii() else composed(folded)
    folded = " ".join(text.split())
    if not folded.isprintable():
        folded = " ".join(_INVISIBLE.sub("", folded).split())
    return composed(folded)


def composed(text: str) -> str:
    """Return text in NFC; a run of marks that would take quadratic time is broken up by combining grapheme joiners."""
    if len(text) > _MARK_STEP and any(map(combining, text[::_MARK_STEP])):
        text = _MARKED.sub(_stream_safe, text)
    return normalize("NFC", text)


def _stream_safe(run: re.Match[str]) -> str:
    marks = 0
    safe = []
    for character in run[0]:
        marks = marks + 1 if combining(character) else 0
        if marks > _MAX_MARKS:
            safe.append("\u034f")
            marks = 1
        safe.append(character)
    return "".join(safe)
