"""Which boxes of a page are boilerplate: by their tags, their names and what they hold."""

from __future__ import annotations

from scraper.parser.fields.subject_sections import is_prose
from scraper.parser.page import class_names
from scraper.parser.page.model import Box, Page

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NEVER = frozenset({"html", "body", "main", "article"})
_ALWAYS = frozenset({"nav", "footer", "aside", "menu", "dialog", "form"})
# What the elements alone say is believed of any box, however much text it holds.
_NEVER_TEXT = frozenset({"nav", "footer"})
# Shares of a page's text from which on a box is no boilerplate, whatever its name. Readers' remarks may be longer than
# the article by far, boxes beside the text are rarely half of it.
_MOST_OF_REMARKS = 0.8
_MOST_OF_BOX_BESIDE = 0.6
_MOST_OF_BOILERPLATE = 0.35
_MOST_OF_NESTED = 0.3
# Shares of links from which on a teaser, and a box with a soft name, are believed to be what their names say.
_LINKED_TEASER = 0.1
_LINKED_SOFT = 0.3


def _nested(page: Page, plain: list[float]) -> set[int]:
    """Return the articles in articles: what belongs to the outer one but is no part of it (HTML, 4.3.2).

    Where they hold much of the text they are the entries of a ticker.
    """
    inner: set[int] = set()
    ends = -1
    total = 0.0
    outer_end = -1
    for index, box in enumerate(page.boxes):
        if box.tag != "article":
            continue
        if box.end <= outer_end:
            inner.add(index)
            if box.start >= ends:
                total += plain[box.end] - plain[box.start]
                ends = box.end
        else:
            outer_end = box.end
    return inner if total < _MOST_OF_NESTED * plain[-1] else set()


class Boilerplate:
    """Which boxes of a page are boilerplate, each looked at once it is asked for: most never are.

    What holds the headline or much of the running text never is, whatever its name.

    Args:
        page: the page.
        heading: a line of the headline, or -1.
        plain: sums of the lines' weights.
        linked: sums of the lines' characters in links.
        strict: whether only tags and remarks of readers count.
    """

    def __init__(self, page: Page, heading: int, plain: list[float], linked: list[int], *, strict: bool) -> None:
        self._page = page
        self._plain = plain
        self._linked = linked
        self._strict = strict
        self._around = set(page.ancestors(page.lines[heading].box)) if heading >= 0 else set()
        self._nested = set() if strict else _nested(page, plain)
        self._known: dict[int, bool] = {-1: False}

    def holds(self, index: int) -> bool:
        """Return whether a box or one around it is boilerplate."""
        known, boxes = self._known, self._page.boxes
        asked = []
        while index not in known:
            asked.append(index)
            index = boxes[index].parent
        answer = known[index]
        for inner in reversed(asked):
            answer = known[inner] = answer or self._is(inner, boxes[inner])
        return answer

    def _is(self, index: int, box: Box) -> bool:
        """Return whether a box by itself is boilerplate."""
        if box.start == box.end:
            return True
        if index in self._around:
            return False
        if index in self._nested:
            return True
        if box.tag in _NEVER:
            return False
        if box.tag in _HEADINGS:
            # The id of a heading is its subject: a chapter on cookies has the anchor ``cookies``.
            return class_names.unseen(box.name)
        if not box.name:
            return box.tag in _ALWAYS and not self._is_most(box)
        return self._is_by_name(box) and not self._is_chapter(index, box)

    def _is_chapter(self, index: int, box: Box) -> bool:
        """Return whether a box is a part of the text that is called after its subject."""
        if box.tag in _ALWAYS or not class_names.subject(box.name):
            return False
        return is_prose(self._page, index, strict=class_names.apart(box.name) == "remarks")

    def _is_by_name(self, box: Box) -> bool:
        """Return whether a box with a name is boilerplate."""
        kind = class_names.apart(box.name)
        if kind:
            return self._stands_apart(box, kind)
        if self._is_most(box):
            return False
        if box.tag in _ALWAYS:
            return True
        if self._strict:
            return False
        size = max(self._page.length(box.start, box.end), 1)
        return _is_named_boilerplate(box, (self._linked[box.end] - self._linked[box.start]) / size)

    def _is_most(self, box: Box) -> bool:
        """Return whether a box holds too much of the text to be boilerplate."""
        return self._share(box) > _MOST_OF_BOILERPLATE and box.tag not in _NEVER_TEXT

    def _share(self, box: Box) -> float:
        """Return the share of the page's text that a box holds."""
        return (self._plain[box.end] - self._plain[box.start]) / max(self._plain[-1], 1.0)

    def _stands_apart(self, box: Box, kind: str) -> bool:
        """Return whether a box beside the text is no part of it: unless it is most of the page."""
        if kind == "remarks":
            return self._page.length(box.start, box.end) < _MOST_OF_REMARKS * self._page.sums[-1]
        return not self._strict and self._share(box) < _MOST_OF_BOX_BESIDE


def _is_named_boilerplate(box: Box, linked: float) -> bool:
    """Return whether a box is boilerplate by its class, id or role.

    Args:
        box: the box.
        linked: the share of its text that is links.
    """
    if class_names.boilerplate(box.name):
        return True
    if linked > _LINKED_TEASER and box.tag != "p" and class_names.teaser(box.name):
        return True
    return linked > _LINKED_SOFT and class_names.soft(box.name)
