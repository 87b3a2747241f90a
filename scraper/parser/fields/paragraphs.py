"""Lines as paragraphs: lists and tables stay together."""

from __future__ import annotations

from scraper.parser.page.model import Line, Page

_ITEM = frozenset({"li", "dt", "dd"})
_ROW = frozenset({"td", "th"})
_LINE_BREAK = "\n"
_BETWEEN_CELLS = " | "
# Chosen: values, names and short notes are shorter than a paragraph.
_LONGEST_CELL = 120


def paragraphs_of(page: Page, lines: list[int]) -> list[str]:
    """Return the lines as paragraphs; items of a list stay together, cells of a row stand side by side."""
    found: list[list[str]] = []
    last: int | None = None
    for at in lines:
        line = page.lines[at]
        joiner = _joiner(page, page.lines[last], line, at - last) if last is not None else None
        if joiner is None:
            found.append([line.text])
        else:
            found[-1] += [joiner, line.text]
        last = at
    return ["".join(parts) for parts in found]


def _joiner(page: Page, above: Line, line: Line, distance: int) -> str | None:
    """Return what stands between two lines of one paragraph, or None between paragraphs."""
    if not line.gap and distance == 1:
        return _LINE_BREAK
    one, other = page.boxes[above.box], page.boxes[line.box]
    are_beside = one.parent == other.parent
    if one.tag in _ITEM and other.tag in _ITEM and are_beside:
        return _LINE_BREAK
    if not (one.tag in _ROW and other.tag in _ROW):
        return None
    # A table of layout has a paragraph in a cell.
    if max(len(above.text), len(line.text)) >= _LONGEST_CELL:
        return None
    return _BETWEEN_CELLS if are_beside else _LINE_BREAK
