"""Which boxes of a page are boilerplate: by their tags, their names and what they hold."""

from __future__ import annotations

from functools import lru_cache

from scraper.parser.fields.subject_sections import is_prose
from scraper.parser.page import class_names
from scraper.parser.page.model import Box, Page

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NEVER = frozenset({"html", "body", "main"})
_ALWAYS = frozenset({"nav", "footer", "aside", "menu", "dialog", "form"})
# What the elements alone say is believed of any box, however much text it holds.
_NEVER_TEXT = frozenset({"nav", "footer"})
# What names say of readers' remarks and of boxes beside the text.
_APART = frozenset({"remarks", "box"})
# Shares of a page's text from which on a box is no boilerplate, whatever its name. Readers' remarks may be longer than
# the article by far, boxes beside the text are rarely half of it.
_MOST_OF_REMARKS = 0.8
_MOST_OF_BOX_BESIDE = 0.6
_MOST_OF_BOILERPLATE = 0.35
_MOST_OF_NESTED = 0.3
# What class, id or role claim, and the share of links from which on they are believed. Chosen: a teaser has one link
# in some lines of text, a box called ``info`` or ``card`` is as often a part of the text.
_LEAST_LINKED = {"name": -1.0, "teaser": 0.1, "soft": 0.3}
# A report has some chapters that are called after what boilerplate is called after. A page with more such boxes is no
# report with chapters, and to read the lines of each would take a hostile page seconds.
_MOST_CHAPTERS = 50
_CACHED = 16384


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
        self._nested: set[int] | None = None
        self._chapters = 0
        self._known: dict[int, bool] = {-1: False}

    def holds(self, index: int) -> bool:
        """Return whether a box that holds lines, or one around it, is boilerplate."""
        known, boxes = self._known, self._page.boxes
        if index in known:
            return known[index]
        asked = []
        while index not in known:
            asked.append(index)
            index = boxes[index].parent
        answer = known[index]
        for inner in reversed(asked):
            if not answer:
                box = boxes[inner]
                claim = _claim(box.tag, box.name)
                answer = claim != "" and self._is(inner, box, claim)
            known[inner] = answer
        return answer

    def _is(self, index: int, box: Box, claim: str) -> bool:
        """Return whether a box by itself is boilerplate, as its tag or its name may claim."""
        if index in self._around:
            return False
        if claim == "article":
            return self._is_nested(index)
        return self._is_true(claim, box) and not self._is_chapter(index, box)

    def _is_nested(self, index: int) -> bool:
        """Return whether an article is part of another; only pages that have articles are asked."""
        if self._nested is None:
            self._nested = set() if self._strict else _nested(self._page, self._plain)
        return index in self._nested

    def _is_true(self, claim: str, box: Box) -> bool:
        """Return whether a box is the boilerplate that it claims to be.

        Args:
            claim: as :func:`_claim` returns it.
            box: the box.
        """
        if claim == "unseen":
            return True
        if claim in _APART:
            return self._stands_apart(box, claim)
        if self._is_most(box):
            return False
        if claim == "element":
            return True
        if self._strict:
            return False
        size = max(self._page.length(box.start, box.end), 1)
        return (self._linked[box.end] - self._linked[box.start]) / size > _LEAST_LINKED[claim]

    def _is_chapter(self, index: int, box: Box) -> bool:
        """Return whether a box is a part of the text that is called after its subject."""
        if box.tag in _ALWAYS or box.tag in _HEADINGS or not class_names.subject(box.name):
            return False
        self._chapters += 1
        if self._chapters > _MOST_CHAPTERS:
            return False
        return is_prose(self._page, index, strict=class_names.apart(box.name) == "remarks")

    def _is_most(self, box: Box) -> bool:
        """Return whether a box holds too much of the text to be boilerplate."""
        return self._share(box) > _MOST_OF_BOILERPLATE and box.tag not in _NEVER_TEXT

    def _share(self, box: Box) -> float:
        """Return the share of the page's text that a box holds."""
        return (self._plain[box.end] - self._plain[box.start]) / max(self._plain[-1], 1.0)

    def _stands_apart(self, box: Box, claim: str) -> bool:
        """Return whether a box beside the text is no part of it: unless it is most of the page."""
        if claim == "remarks":
            return self._page.length(box.start, box.end) < _MOST_OF_REMARKS * self._page.sums[-1]
        return not self._strict and self._share(box) < _MOST_OF_BOX_BESIDE


@lru_cache(maxsize=_CACHED)
def _claim(tag: str, name: str) -> str:
    """Return which boilerplate a box claims to be: most claim none, and nothing more has to be asked about them.

    Args:
        tag: its tag.
        name: its class, id and role.

    Returns:
        ``article``, ``unseen``, ``remarks``, ``box``, ``element``, ``name``, ``teaser``, ``soft``, or nothing.
    """
    if tag == "article":
        return tag
    if tag in _NEVER:
        return ""
    if tag in _HEADINGS:
        # The id of a heading is its subject: a chapter on cookies has the anchor ``cookies``.
        return "unseen" if class_names.unseen(name) else ""
    apart = class_names.apart(name)
    if apart:
        return apart
    if tag in _ALWAYS:
        return "element"
    if class_names.boilerplate(name):
        return "name"
    if tag != "p" and class_names.teaser(name):
        return "teaser"
    return "soft" if class_names.soft(name) else ""
