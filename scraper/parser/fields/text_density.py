"""What each line is worth as text, by itself and by the boxes around it, and the box that holds most of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from scraper.parser.fields.subject_sections import is_prose
from scraper.parser.page import class_names
from scraper.parser.page.model import Box, Line, Page, mentions
from scraper.parser.page.remarks import begins_remarks, section

ENDINGS = frozenset(".!?…:;“”\"»«)]'’。！？」』）।")
"""What a sentence ends with."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NEVER = frozenset({"html", "body", "main", "article"})
_ALWAYS = frozenset({"nav", "footer", "aside", "menu", "dialog", "form"})
# Parts of a text, not what holds it.
_CELLS = frozenset({"li", "td", "dd"})
_PARTS = frozenset({"p", "ul", "ol", "dl", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}) | _CELLS
_ITEM = frozenset({"li", "dt", "dd"})
_LESS = _ITEM | {"h1", "h2", "h3", "h4", "figcaption"}
_STRONG = 2.0
_NO_COPY = frozenset({"td", "th", "li", "pre", "dd"})
import os
AD=float(os.environ.get('AD','0.7'))
IMPRINT=('©','(c) ','(C) ','opyright','OPYRIGHT','ights reserved','IGHTS RESERVED','echte vorbehalten','prawa zastrze','Все права','roits réservés','erechos reservados','ireitos reservados','iritti riservati')
ADS={'Anzeige','Werbung','Advertisement','ANZEIGE'}
LOOK=int(os.environ.get('LOOK','3'))
SIB=float(os.environ.get('SIB','0.1'));SIBN=float(os.environ.get('SIBN','0.3'))
ISO=float(os.environ.get('ISO','0.5'))
QR=float(os.environ.get('QR','0')); SH=float(os.environ.get('SH','0.5'))


def _stands_apart(page: Page, box: Box, kind: str, plain: list[float], strict: bool) -> bool:
    """Return whether a box beside the text is no part of it: unless it is most of the page."""
    if kind == "remarks":
        return page.length(box.start, box.end) < 0.8 * page.sums[-1]
    return not strict and plain[box.end] - plain[box.start] < 0.6 * plain[-1]


def _is_named_boilerplate(box: Box, linked: float) -> bool:
    """Return whether a box is boilerplate by its class, id or role.

    Args:
        linked: the share of its text that is links.
    """
    if box.tag in _HEADINGS:
        return class_names.unseen(box.name)
    if class_names.boilerplate(box.name):
        return True
    if linked > 0.1 and box.tag != "p" and class_names.teaser(box.name):
        return True
    return linked > 0.3 and class_names.soft(box.name)


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
    return inner if total < 0.3 * plain[-1] else set()


class Boilerplate:
    """Which boxes of a page are boilerplate, each looked at once it is asked for: most never are.

    What holds the headline or much of the running text never is, whatever its name.

    Args:
        page: the page.
        heading: a line of the headline, or -1.
        plain: sums of the lines' weights.
        strict: whether only tags and remarks of readers count.
    """

    def __init__(self, page: Page, heading: int, plain: list[float], strict: bool) -> None:
        self._page = page
        self._plain = plain
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
        start, end, plain = box.start, box.end, self._plain
        if start == end:
            return True
        if index in self._around:
            return False
        if index in self._nested:
            return True
        if box.tag in _NEVER:
            return False
        if box.tag in _HEADINGS:
            return class_names.unseen(box.name)
        if box.tag not in _ALWAYS and class_names.subject(box.name) and is_prose(self._page, index, strict=bool(class_names.apart(box.name))):
            return False
        if box.name and (kind := class_names.apart(box.name)):
            return _stands_apart(self._page, box, kind, plain, self._strict)
        if plain[end] - plain[start] > 0.35 * plain[-1] and box.tag not in {"nav", "footer"}:
            return False
        if box.tag in _ALWAYS:
            return True
        if self._strict or not box.name:
            return False
        return _is_named_boilerplate(box, self._page.linked(start, end) / max(self._page.length(start, end), 1))


@dataclass(slots=True)
class Weights:
    """What each line is worth, as sums, and which boxes are boilerplate."""

    boilerplate: Boilerplate
    sums: list[float]
    remarks: set[int]

    def of(self, start: int, end: int) -> float:
        """Return the weight of the lines from start to end (not included)."""
        return self.sums[end] - self.sums[start]


def _line_weight(line: Line) -> float:
    """Return what a line is worth as running text."""
    size = len(line.text)
    if size < 25 or line.linked > 0.5 * size:
        return 0.0
    weight = float(min(size - line.linked, 800))
    if line.text[-1] not in ENDINGS:
        weight *= 0.4
    return weight if size >= 80 else weight * 0.6


def _evidence(page: Page, index: int, known: dict[int, float]) -> float:
    """Return how much more text is worth in a box that says, or is in one that says, that it holds the article.

    Args:
        index: the box.
        known: what was found for others, added to; -1 is what stands in no box.
    """
    asked = []
    while index not in known:
        asked.append(index)
        index = page.boxes[index].parent
    worth = known[index]
    for inner in reversed(asked):
        worth = known[inner] = worth if worth >= _STRONG else max(worth, _own_evidence(page.boxes[inner]))
    return worth


def _own_evidence(box: Box) -> float:
    if _is_text(box):
        return _STRONG
    return 1.3 if box.tag in {"article", "main"} or "main" in box.name else 1.0


def _is_text(box: Box) -> bool:
    """Return whether a box says that it is the text."""
    return box.prop == "articlebody" or class_names.text(box.name)


def copies(page: Page, lines: list[int]) -> set[int]:
    """Return the lines of a run that stands further above in the same words, as in a copy for print or for phones."""
    long = [at for at in lines if len(page.lines[at].text) >= 60 and page.boxes[page.lines[at].box].tag not in _NO_COPY]
    seen: dict[str, int] = {}
    first = [seen.setdefault(page.lines[at].text, number) for number, at in enumerate(long)]
    if len(seen) == len(long):
        return set()
    found = set()
    for number, at in enumerate(long):
        if first[number] < number - 1 and len(set(first[first[number] : number])) > 1:
            found.add(at)
    return found


def _silence_imprints(page, plain):
    total = sum(plain)
    for at, line in enumerate(page.lines):
        if plain[at] and mentions(line.text, IMPRINT):
            box = page.boxes[line.box]
            held = range(box.start, box.end)
            if sum(plain[box.start:box.end]) > 0.3 * total or sum(plain[box.end:]) > 0.1 * total:
                held = range(at, at + 1)
            for i in held:
                plain[i] = 0.0


def _remarks(page: Page, plain: list[float], heading: int) -> set[int]:
    """Return the lines of readers' remarks."""
    found: set[int] = set()
    total = sum(plain)
    for at, line in enumerate(page.lines):
        if at not in found and begins_remarks(line.text):
            start, end = section(page, at)
            if line.linked > 0.5 * len(line.text) and page.boxes[line.box].tag not in _HEADINGS and end == page.boxes[line.box].end:
                continue
            above = sum(plain[max(heading, 0):start])
            if above > 0.1 * total and (above > 300 or sum(plain[start:end]) < 0.6 * total):
                found.update(range(start, end))
    return found


def _beside_text(page, plain, at):
    for step in (-1, 1):
        other = at + step
        if 0 <= other < len(plain) and page.lines[other].text in ADS:
            other += step
        if 0 <= other < len(plain):
            line = page.lines[other]
            if plain[other]:
                return True
            if page.boxes[line.box].tag in _HEADINGS and line.linked < 0.5 * len(line.text):
                return True
    return False


def weigh(page: Page, heading: int = -1, *, strict: bool = False) -> Weights:
    """Return the weights of a page's boxes and lines.

    Args:
        heading: a line of the headline, or -1.
        strict: whether names of boxes are not believed.
    """
    plain = [_line_weight(line) for line in page.lines]
    again = copies(page, [at for at, weight in enumerate(plain) if weight])
    for at in again:
        plain[at] = 0.0
    _silence_imprints(page, plain)
    remarks = _remarks(page, plain, heading)
    boilerplate = Boilerplate(page, heading, list(accumulate(plain, initial=0.0)), strict)
    evidence: dict[int, float] = {-1: 1.0}
    weights = plain[:]
    kin = {
        page.boxes[line.box].name
        for at, line in enumerate(page.lines)
        if plain[at] and page.boxes[line.box].name and _beside_text(page, plain, at) and page.boxes[line.box].tag == "p"
    }
    for at, line in enumerate(page.lines):
        if not plain[at]:
            continue
        if at in remarks or boilerplate.holds(line.box):
            weights[at] = 0.0
            continue
        worth = plain[at] * _evidence(page, line.box, evidence)
        if ISO != 1 and page.boxes[line.box].name not in kin and not _beside_text(page, plain, at):
            worth *= ISO
        weights[at] = worth * 0.5 if page.boxes[line.box].tag in _LESS else worth
    return Weights(boilerplate, list(accumulate(weights, initial=0.0)), remarks)


def main_box(page: Page, weights: Weights, below: int = 0) -> int:
    """Return the smallest box that holds most of the weight."""
    children: dict[int, list[int]] = {}
    sums = weights.sums
    for index, box in enumerate(page.boxes):
        if sums[box.end] > sums[box.start]:
            children.setdefault(box.parent, []).append(index)
    found = _descend(page, weights, children, 0)
    narrow = _narrowed(page, weights, children, found, below)
    return found if narrow == found else _descend(page, weights, children, narrow)


def _descend(page: Page, weights: Weights, children: dict[int, list[int]], current: int) -> int:
    while current in children:
        here = page.boxes[current]
        total = weights.of(here.start, here.end)
        best = max(children[current], key=lambda index: weights.of(page.boxes[index].start, page.boxes[index].end))
        box = page.boxes[best]
        share = 0.55 if _is_text(box) else 0.8
        if box.tag in _PARTS and here.end - here.start > 1 and (box.tag not in _CELLS or box.end - box.start == 1):
            share = 0.97
        if total <= 0 or weights.of(box.start, box.end) < share * total:
            break
        if SIB and _alike(page, weights, children[current], best) > SIB * total:
            break
        current = best
    return current


def _look(box: Box) -> str:
    if LOOK == 0:
        return box.tag + " " + "".join([c for c in box.name if not c.isdigit()])
    if LOOK == 1:
        return box.tag + " " + box.name.split(" ", 1)[0]
    if LOOK == 2:
        return box.tag + " " + box.name.split(" ", 1)[0] if box.name else str(id(box))
    if LOOK == 3:
        return box.tag + " " + "".join([c for c in box.name.split(" ", 1)[0] if not c.isdigit()]) if box.name else str(id(box))


def _alike(page: Page, weights: Weights, siblings: list[int], one: int) -> float:
    """Return the weight of a box's siblings that are of its kind."""
    look = _look(page.boxes[one])
    return sum(
        weights.of(page.boxes[index].start, page.boxes[index].end)
        for index in siblings
        if index != one and _look(page.boxes[index]) == look
        and dens(page, weights, index) >= AD * dens(page, weights, one)
    )


def dens(page, weights, index):
    box = page.boxes[index]
    return weights.of(box.start, box.end) / max(page.length(box.start, box.end), 1)


def _narrowed(page: Page, weights: Weights, children, wide: int, below: int) -> int:
    box = page.boxes[wide]
    start = max(box.start, below) if below < box.end else box.start
    first = next((at for at in range(start, box.end) if weights.of(at, at + 1) > 30), -1)
    if first < 0:
        return wide
    total = weights.of(start, box.end)
    found = wide
    path = []
    for index in page.ancestors(page.lines[first].box):
        if index == wide:
            break
        path.append(index)
    for index in reversed(path):
        inner = page.boxes[index]
        if inner.tag in _PARTS:
            break
        weight = weights.of(max(start, inner.start), inner.end)
        share = weight / total
        if share < 0.2 or weight < 300:
            break
        if _alike(page, weights, children.get(inner.parent, []), index) > SIBN * weight:
            break
        size = page.length(max(start, inner.start), inner.end)
        rest = page.length(start, box.end) - size
        if rest <= 0:
            continue
        linked = sum(line.linked for line in page.lines[start : max(start, inner.start)]) + sum(line.linked for line in page.lines[inner.end : box.end])
        ratio = (total - weight) / rest / (weight / size)
        holds = inner.start < below <= inner.end
        if linked < 0.05 * rest:
            continue
        if (share >= 0.25 and ratio < 0.6) or (holds and ratio < 0.8):
            found = index
    return found
