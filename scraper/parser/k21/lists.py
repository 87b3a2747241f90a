"""What the editors of trade news list around a text: keywords, section, related reports, vendors.

The labels are words and shapes that stay when a site changes its markup, never class names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from scraper.model import Related, Vendor
from scraper.parser.context import Context, Found, Text
from scraper.parser.k21.related import related_list
from scraper.parser.k21.vendors import vendor_list
from scraper.parser.page.labels import Label, bracketed, is_whole_heading
from scraper.parser.page.model import Line, Page

T = TypeVar("T")

_WORDS = re.compile(r"\s*(?:[,;|·•]|\s/\s)\s*")
_SEPARATORS = re.compile(r"[,;|·•\s]")
# Signs that may stand around the links of a line.
_BRACKETS = 2
_MAX_ITEMS = 30
_MAX_LABELS = 300
# Chosen: the characters of a keyword, of a line of them without links, and the share of a line that its links make up.
_SHORTEST_WORD = 2
_LONGEST_WORD = 60
_LONGEST_WORDS = 60
_MOSTLY = 0.5
_MOST_OF_LINE = 0.6
# Where one of these begins, the list before it has ended.
_ENDS_OF_LISTS = frozenset({"related", "vendors", "boilerplate", "stop", "remarks"})
_SECTION_COMES_NEXT = ("bereich", "rubrik", "thema")
# Full stops, quotation marks and colons around the name of a section.
_AROUND_SECTION = " :.\"„“”»«'"


@dataclass(frozen=True, slots=True)
class Lists:
    """What the labels around the text name."""

    keywords: Found[list[str]]
    section: Found[str | None]
    related: Found[list[Related]]
    vendors: Found[list[Vendor]]


@dataclass(frozen=True, slots=True)
class _Section:
    """The section that the heading of a list names, and the line of the heading."""

    name: str | None
    at: int


def find(context: Context, text: Text) -> Lists:
    """Return keywords, section, related reports and vendors that the labels name.

    Args:
        context: the page.
        text: keywords stand below the beginning of it; the other lists may stand beside it.
    """
    labels = [context.labels[at] for at in sorted(context.labels)][:_MAX_LABELS]
    related, headed = _list_of(context, labels, "related", related_list)
    vendors, headed_too = _list_of(context, labels, "vendors", vendor_list)
    sections = sorted((found for found in headed + headed_too if found.name), key=lambda found: found.at)
    return Lists(
        Found(_words_under(context.page, labels, "keywords", text.start), "list under a word such as 'Stichwörter'")
        or Found(_words_under(context.page, labels, "tags", text.start), "links with rel=tag"),
        Found(sections[0].name if sections else None, "heading of the list of related articles"),
        Found(related, "list under an editor's heading"),
        Found(vendors, "list under an editor's heading"),
    )


def _words_under(page: Page, labels: list[Label], role: str, start: int) -> list[str]:
    """Return the first list of keywords under labels of a role, from a line on."""
    lists = (keyword_list(page, label) for label in labels if label.role == role and label.at >= start)
    return next((words for words in lists if words), [])


def _list_of(
    context: Context, labels: list[Label], role: str, read: Callable[[Page, int, int, str], list[T]]
) -> tuple[list[T], list[_Section]]:
    """Return the first list under labels of a role that has items, and the sections that were read on the way.

    Args:
        context: the page.
        labels: in the order of the page.
        role: that of the list's label.
        read: reads the items between two lines, with the base address.
    """
    page = context.page
    sections = []
    for number, label in enumerate(labels):
        if label.role != role:
            continue
        name, first = _section_of(page, label)
        sections.append(_Section(name, label.at))
        following = (other.at for other in labels[number + 1 :] if other.role in _ENDS_OF_LISTS)
        items = read(page, first, next(following, len(page.lines)), context.base)
        if items:
            return items, sections
    return [], sections


def _section_of(page: Page, label: Label) -> tuple[str | None, int]:
    """Return the section that a list's heading names and the first line of the list."""
    below = label.at + 1
    if label.rest:
        return label.rest.strip(_AROUND_SECTION) or None, below
    heading = page.lines[label.at].text.lower().rstrip(" :")
    if below >= len(page.lines):
        return None, below
    if heading.endswith(_SECTION_COMES_NEXT) and not is_whole_heading(page, label.at):
        return page.lines[below].text.rstrip(" :"), below + 1
    return None, below


def keyword_list(page: Page, label: Label) -> list[str]:
    """Return the words of ``Stichwörter: …``.

    Args:
        label: the line with the label; the words stand in it or in the lines that follow.
    """
    line = page.lines[label.at]
    if label.rest:
        return _words(line, label.rest)
    words: list[str] = []
    parent = page.boxes[line.box].parent
    for at in range(label.at + 1, min(label.at + 1 + _MAX_ITEMS, len(page.lines))):
        following = page.lines[at]
        # Words of one list share their box; plain text after them is another thing.
        is_inside = parent in page.ancestors(following.box)
        if not is_inside or not _may_be_words(following) or (words and not _is_item(page, following)):
            break
        words += _words(following, following.text)
        if not following.anchors and "," in following.text:
            break
    return words


def _may_be_words(line: Line) -> bool:
    """Return whether a line has the shape of keywords: short or mostly links, and no sentence, label or date."""
    is_short = len(line.text) <= _LONGEST_WORDS or line.linked > _MOSTLY * len(line.text)
    return is_short and not line.text.endswith((".", ":")) and bracketed(line) is None


def _is_item(page: Page, line: Line) -> bool:
    """Return whether a line goes on with the list above it: a link, an item, or what only a line break parts."""
    return bool(line.anchors) or page.boxes[line.box].tag == "li" or not line.gap


def _words(line: Line, text: str) -> list[str]:
    """Return the keywords of a line: its links where they make it up, else its parts."""
    linked = [anchor.text.strip(" ,;#") for anchor in line.anchors]
    if linked and sum(map(len, linked)) >= _MOST_OF_LINE * len(_SEPARATORS.sub("", text)) - _BRACKETS:
        words = linked
    else:
        words = [word.strip(" #.") for word in _WORDS.split(text)]
    return [word for word in dict.fromkeys(words) if _SHORTEST_WORD <= len(word) <= _LONGEST_WORD]
