"""Where the running text of a page is: which boxes hold paragraphs side by side, and what stands among them.

Short lines, repeated ones, days and links are text where they stand among paragraphs: as a heading, an item, a cell, a
speaker's name. The same lines in a box of their own are a teaser, a button, a remark's head.
"""

from __future__ import annotations

from scraper.parser.page.model import Box, Line, Page

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CELLS = frozenset({"td", "th"})
ITEMS = frozenset({"li", "dt", "dd"})
LISTS = frozenset({"ul", "ol", "dl", "menu"})
_TABLES = frozenset({"table", "tbody", "thead", "tfoot", "tr", "caption"})
# A table, or another wrapper of one.
_WRAPPED = frozenset({"table", "div"})
_QUOTES = frozenset({"blockquote", "pre"})
_FIGURES = frozenset({"figure", "figcaption"})
# Elements that are parts of a text; what stands around them holds it.
_PARTS = frozenset({"p", "hgroup", "summary"}) | HEADINGS | CELLS | ITEMS | LISTS | _TABLES | _QUOTES | _FIGURES
# What a paragraph ends with; headings, buttons and names rarely do.
_ENDINGS = frozenset('.!?…:“”"»')
_PARAGRAPH = 60
_MOST_LINKS = 0.3
# One paragraph also stands in a teaser: of 1,151 pages whose whole text is known, measured in November 2026, lines
# beside two or more were text four times of five, beside one every second time.
_PARAGRAPHS = 2
# A cell of a table of values has a name, a number or a note of some lines.
_LINES_OF_A_CELL = 3
# Shares of a line in links: of a link with a word beside it, and of a long line that is one.
_LINKED = 0.6
_ALL_LINKED = 0.9
_LONGEST_LINK = 140


def is_paragraph(line: Line) -> bool:
    """Return whether a line reads like a sentence of some length."""
    size = len(line.text)
    return size >= _PARAGRAPH and line.text[-1] in _ENDINGS and line.linked <= _MOST_LINKS * size


def is_link(line: Line) -> bool:
    """Return whether a line is a link and hardly more."""
    size = len(line.text)
    return line.linked > _LINKED * size and (size < _LONGEST_LINK or line.linked > _ALL_LINKED * size)


class RunningText:
    """The boxes of a page that hold paragraphs side by side.

    Args:
        page: the page.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._paragraphs: dict[int, int] = {}
        self._last: dict[int, int] = {}
        holders: dict[int, int] = {}
        for at, line in enumerate(page.lines):
            if len(line.text) >= _PARAGRAPH and is_paragraph(line):
                box = page.boxes[line.box]
                # Paragraphs stand side by side, so that one look at the box around them does for all.
                if box.tag != "p":
                    holder = self.holder(line.box)
                elif box.parent in holders:
                    holder = holders[box.parent]
                else:
                    holder = holders[box.parent] = self.holder(box.parent)
                self._paragraphs[holder] = self._paragraphs.get(holder, 0) + 1
                self._last[holder] = at

    def holder(self, box: int) -> int:
        """Return the box around a line that is no part of a text itself, as a heading, an item or a cell is.

        A box around nothing but a table is passed too: it is there to make the table scroll.
        """
        boxes = self._page.boxes
        inner = -1
        while box >= 0:
            around = boxes[box]
            is_part = around.tag in _PARTS or (inner >= 0 and self._is_wrapper(box, inner))
            if not is_part:
                return box
            inner, box = box, around.parent
        return box

    def _is_wrapper(self, box: int, inner: int) -> bool:
        """Return whether a box holds a table and nothing beside it."""
        outer, table = self._page.boxes[box], self._page.boxes[inner]
        holds_nothing_else = (outer.start, outer.end) == (table.start, table.end)
        return holds_nothing_else and outer.tag == "div" and table.tag in _WRAPPED

    def is_among_paragraphs(self, line: Line) -> bool:
        """Return whether a line stands among the paragraphs of the running text."""
        return self._paragraphs.get(self.holder(line.box), 0) >= _PARAGRAPHS

    def is_below_paragraphs(self, at: int) -> bool:
        """Return whether no paragraph follows a line in the box that holds both."""
        return at > self._last.get(self.holder(self._page.lines[at].box), -1)

    def part(self, line: Line) -> str:
        """Return which part of a text a line is in: ``heading``, ``item``, ``cell``, ``quote``, or nothing."""
        box = line.box
        while box >= 0:
            around = self._page.boxes[box]
            tag = around.tag
            if tag not in _PARTS:
                return ""
            if tag in HEADINGS:
                return "heading"
            if tag in CELLS and self._is_cell(around):
                return "cell"
            if tag in ITEMS:
                return "item"
            if tag in _QUOTES:
                return "quote"
            box = around.parent
        return ""

    def _is_cell(self, box: Box) -> bool:
        """Return whether a cell is one of a table of values: tables of 2005 are layout, with a column in each cell."""
        row = self._page.boxes[box.parent]
        size = box.end - box.start
        return size <= _LINES_OF_A_CELL and row.end - row.start > size

    def list_of(self, line: Line) -> int:
        """Return the outermost list that a line is an item of, or -1."""
        found, box = -1, line.box
        while box >= 0 and self._page.boxes[box].tag in _PARTS:
            if self._page.boxes[box].tag in LISTS:
                found = box
            box = self._page.boxes[box].parent
        return found
