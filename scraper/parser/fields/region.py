"""The box that holds the text: the smallest that has most of the weight, and less of the page where that is clearer."""

from __future__ import annotations

from scraper.parser.fields.text_density import Weights, says_text
from scraper.parser.page.model import Box, Page

# Parts of a text, not what holds it.
_CELLS = frozenset({"li", "td", "dd"})
_PARTS = frozenset({"p", "ul", "ol", "dl", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}) | _CELLS
# A box is left for the heaviest in it where that one holds this share of its weight.
_SHARE = 0.8
_SHARE_OF_TEXT = 0.55
_SHARE_OF_PART = 0.97
# Boxes of one kind, side by side and about as dense, are chapters of one text from this share on.
_KIN_SHARE = 0.1
_KIN_DENSITY = 0.7
# A line of some weight begins the text.
_FIRST_WEIGHT = 30.0

# A box beside links and notices is the text, though it has little of the weight. Of 1,630 pages, measured in November
# 2026, the rules below chose another box on 58, and a worse one on 6 of these.
_LEAST_WEIGHT = 300.0
_LEAST_SHARE = 0.2
_LEAST_SHARE_AWAY = 0.25
_LEAST_LINKED = 0.05
_THIN = 0.6
_THIN_AT_HEADLINE = 0.8
_KIN_SHARE_NARROW = 0.3


def main_box(page: Page, weights: Weights, below: int = 0) -> int:
    """Return the box that holds the text.

    Args:
        page: the page.
        weights: what its lines are worth.
        below: the line after the headline, or 0.
    """
    children = _weighty(page, weights)
    wide = _heaviest(page, weights, children, 0)
    narrow = _narrowed(page, weights, children, wide, below)
    return wide if narrow == wide else _heaviest(page, weights, children, narrow)


def _weighty(page: Page, weights: Weights) -> dict[int, list[int]]:
    """Return the boxes with weight in each box, in the order of the page.

    They are found from the lines outwards, as most boxes of a page hold menus and nothing of weight.
    """
    children: dict[int, list[int]] = {}
    known = {-1}
    sums, boxes = weights.sums, page.boxes
    for at, line in enumerate(page.lines):
        if sums[at + 1] == sums[at]:
            continue
        index = line.box
        while index not in known:
            known.add(index)
            parent = boxes[index].parent
            children.setdefault(parent, []).append(index)
            index = parent
    return children


def _heaviest(page: Page, weights: Weights, children: dict[int, list[int]], current: int) -> int:
    """Return the smallest box in a box that holds most of its weight."""
    boxes, sums = page.boxes, weights.sums
    while current in children:
        here = boxes[current]
        total = sums[here.end] - sums[here.start]
        inner = children[current]
        masses = [sums[boxes[index].end] - sums[boxes[index].start] for index in inner]
        most = max(masses)
        best = inner[masses.index(most)]
        if total <= 0:
            break
        # A box with nothing of weight beside it has all that its kin could share.
        if most < total:
            if most < _share_asked(here, boxes[best]) * total:
                break
            if _kin(page, weights, inner, best) > _KIN_SHARE * total:
                break
        current = best
    return current


def _share_asked(around: Box, box: Box) -> float:
    """Return the share of the weight that a box must have to be taken instead of the one around it."""
    # A page of 2005 has its columns in cells of a table, and each of them holds a whole text.
    is_cell_with_more = box.tag in _CELLS and box.end - box.start != 1
    if box.tag in _PARTS and around.end - around.start > 1 and not is_cell_with_more:
        return _SHARE_OF_PART
    return _SHARE_OF_TEXT if says_text(box) else _SHARE


def _kin(page: Page, weights: Weights, siblings: list[int], one: int) -> float:
    """Return the weight of the boxes beside a box that are of its kind and as dense: sections, cards, columns."""
    boxes = page.boxes
    kind = _kind(boxes[one])
    if not kind or len(siblings) == 1:
        return 0.0
    least = _KIN_DENSITY * _density(page, weights, boxes[one])
    alike = (boxes[index] for index in siblings if index != one and _kind(boxes[index]) == kind)
    return sum(weights.of(box.start, box.end) for box in alike if _density(page, weights, box) >= least)


def _kind(box: Box) -> str:
    """Return tag and first class of a box without numbers, which count its like; nothing where it has no class."""
    first = box.name.partition(" ")[0]
    if not first:
        return ""
    return box.tag + " " + (first if first.isalpha() else "".join([sign for sign in first if not sign.isdigit()]))


def _density(page: Page, weights: Weights, box: Box) -> float:
    """Return the weight of a box by the number of its characters."""
    return weights.of(box.start, box.end) / max(page.length(box.start, box.end), 1)


def _narrowed(page: Page, weights: Weights, children: dict[int, list[int]], wide: int, below: int) -> int:
    """Return the smallest box around the first line of the text beside which there is hardly more than links.

    Args:
        page: the page.
        weights: what its lines are worth.
        children: the boxes with weight in each box.
        wide: the box that holds most of the weight.
        below: the line after the headline, or 0.
    """
    box = page.boxes[wide]
    start = max(box.start, below) if below < box.end else box.start
    first = next((at for at in range(start, box.end) if weights.of(at, at + 1) > _FIRST_WEIGHT), -1)
    found = wide
    for index in _between(page, first, wide):
        inner = page.boxes[index]
        weight = weights.of(max(start, inner.start), inner.end)
        if inner.tag in _PARTS or weight < max(_LEAST_WEIGHT, _LEAST_SHARE * weights.of(start, box.end)):
            break
        if _kin(page, weights, children.get(inner.parent, []), index) > _KIN_SHARE_NARROW * weight:
            break
        if _stands_out(page, weights, box, inner, start, below):
            found = index
    return found


def _between(page: Page, line: int, outer: int) -> list[int]:
    """Return the boxes around a line that are inside another, the outermost first."""
    if line < 0:
        return []
    around = page.ancestors(page.lines[line].box)
    if outer not in around:
        return []
    return around[: around.index(outer)][::-1]


def _stands_out(page: Page, weights: Weights, box: Box, inner: Box, start: int, below: int) -> bool:
    """Return whether what stands beside a box is links with little text.

    Args:
        page: the page.
        weights: what its lines are worth.
        box: the box around it.
        inner: the box.
        start: the first line that may be text.
        below: the line after the headline, or 0.
    """
    begin = max(start, inner.start)
    size, weight = page.length(begin, inner.end), weights.of(begin, inner.end)
    rest_size = page.length(start, box.end) - size
    rest_weight = weights.of(start, box.end) - weight
    rest_linked = weights.links(start, box.end) - weights.links(begin, inner.end)
    if rest_size <= 0 or rest_linked < _LEAST_LINKED * rest_size:
        return False
    thin = (rest_weight / rest_size) / (weight / size)
    # The box that holds the headline and text below it is the article's own: less has to speak for it.
    if inner.start < below <= inner.end and thin < _THIN_AT_HEADLINE:
        return True
    return weight >= _LEAST_SHARE_AWAY * (weight + rest_weight) and thin < _THIN
