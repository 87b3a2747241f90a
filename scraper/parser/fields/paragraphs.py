"""Lines as paragraphs: lists and tables stay together."""

from __future__ import annotations

from scraper.parser.page.model import Line, Page

_ITEM = frozenset({"li", "dt", "dd"})
_ROW = frozenset({"td", "th"})


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
        return "\n"
    one, other = page.boxes[above.box], page.boxes[line.box]
    if one.tag in _ITEM and other.tag in _ITEM and one.parent == other.parent:
        return "\n"
    if one.tag in _ROW and other.tag in _ROW and len(above.text) < 120 and len(line.text) < 120:
        return " | " if one.parent == other.parent else "\n"
    return None
