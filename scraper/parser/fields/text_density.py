"""What each line is worth as text, by itself, by its neighbours and by the boxes around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from scraper.parser.fields.boilerplate_boxes import Boilerplate
from scraper.parser.fields.silent_lines import copies, imprints, remarks
from scraper.parser.page import class_names
from scraper.parser.page.model import Box, Line, Page

ENDINGS = frozenset(".!?…:;“”\"»«)]'’。！？」』）।")
"""What a sentence ends with."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Items and headings are text, but less of it than a paragraph.
_LESS = frozenset({"li", "dt", "dd", "h1", "h2", "h3", "h4", "figcaption"})
_LESS_WORTH = 0.5
# A box that calls itself the text, and one that is the main part of the page, make its lines worth more.
_TEXT_WORTH = 2.0
_MAIN_WORTH = 1.3
_MAIN = frozenset({"article", "main"})
# A line that is shorter, or half in links, is no sentence; no line counts for more than a long paragraph.
_SHORTEST_LINE = 25
_MOST_LINKED = 0.5
_LONGEST_LINE = 800
# A line without the end of a sentence, and a short one, may be a headline or a button.
_UNFINISHED_WORTH = 0.4
_SHORT_LINE = 80
_SHORT_WORTH = 0.6
# A sentence with neither text nor heading above or below it is a teaser, a remark or a notice rather than a paragraph.
# How much less it is worth was chosen.
_LONELY_WORTH = 0.5
_CACHED = 16384
# Between two paragraphs, these lines part nothing.
_ADVERTISING = frozenset({"Anzeige", "ANZEIGE", "Werbung", "WERBUNG", "Advertisement", "ADVERTISEMENT", "Publicité"})


@dataclass(slots=True)
class Weights:
    """What each line is worth, as sums, and what is none of the text.

    Args:
        boilerplate: the boxes.
        sums: the weights of the lines above each line.
        linked: the characters in links above each line.
        remarks: the lines of readers' remarks.
    """

    boilerplate: Boilerplate
    sums: list[float]
    linked: list[int]
    remarks: set[int]

    def of(self, start: int, end: int) -> float:
        """Return the weight of the lines from start to end (not included)."""
        return self.sums[end] - self.sums[start]

    def links(self, start: int, end: int) -> int:
        """Return the number of characters in links in the lines from start to end (not included)."""
        return self.linked[end] - self.linked[start]


def says_text(box: Box) -> bool:
    """Return whether a box says that it is the text."""
    return box.prop == "articlebody" or class_names.text(box.name)


def weigh(page: Page, heading: int = -1, said: list[int] | None = None, *, strict: bool = False) -> Weights:
    """Return the weights of a page's boxes and lines.

    Args:
        page: the page.
        heading: a line of the headline, or -1.
        said: the lines that may head readers' remarks.
        strict: whether names of boxes are not believed.
    """
    plain = _plain_weights(page, heading)
    remarked = remarks(page, plain, heading, said or [])
    linked = page.linked_sums
    boilerplate = Boilerplate(page, heading, list(accumulate(plain, initial=0.0)), linked, strict=strict)
    lines = page.lines
    weighed = [at for at, weight in enumerate(plain) if weight]
    lonely = _lonely(page, plain, weighed)
    evidence: dict[int, float] = {-1: 1.0}
    weights = plain[:]
    for at in weighed:
        line = lines[at]
        if at in remarked or boilerplate.holds(line.box):
            weights[at] = 0.0
            continue
        worth = plain[at] * (evidence.get(line.box) or _evidence(page, line.box, evidence))
        if at in lonely:
            worth *= _LONELY_WORTH
        weights[at] = worth * _LESS_WORTH if page.boxes[line.box].tag in _LESS else worth
    return Weights(boilerplate, list(accumulate(weights, initial=0.0)), linked, remarked)


def _plain_weights(page: Page, heading: int) -> list[float]:
    """Return what each line is worth by itself: nothing for second copies and imprints."""
    plain = [_line_weight(line) if len(line.text) >= _SHORTEST_LINE else 0.0 for line in page.lines]
    for at in copies(page, [at for at, weight in enumerate(plain) if weight], heading):
        plain[at] = 0.0
    for at in imprints(page, plain):
        plain[at] = 0.0
    return plain


def _line_weight(line: Line) -> float:
    """Return what a line of some words is worth as running text."""
    size = len(line.text)
    if line.linked > _MOST_LINKED * size:
        return 0.0
    weight = float(min(size - line.linked, _LONGEST_LINE))
    if line.text[-1] not in ENDINGS:
        weight *= _UNFINISHED_WORTH
    return weight if size >= _SHORT_LINE else weight * _SHORT_WORTH


def _lonely(page: Page, plain: list[float], weighed: list[int]) -> set[int]:
    """Return the lines with neither text nor a heading beside them, but for paragraphs of a class that others have.

    Args:
        page: the page.
        plain: what each line is worth by itself.
        weighed: the lines that are worth something.
    """
    beside = [0.0, *plain, 0.0]
    lonely = [at for at in weighed if not beside[at] and not beside[at + 2] and not _has_company(page, plain, at)]
    if not lonely:
        return set()
    alone = set(lonely)
    names = {page.boxes[page.lines[at].box].name for at in weighed if at not in alone}
    return {at for at in lonely if not _is_paragraph_of(page.boxes[page.lines[at].box], names)}


def _is_paragraph_of(box: Box, names: set[str]) -> bool:
    """Return whether a box is a paragraph of a class that is among some names."""
    return box.tag == "p" and box.name != "" and box.name in names


def _has_company(page: Page, plain: list[float], at: int) -> bool:
    """Return whether text or a heading stands right above or below a line."""
    return _is_company(page, plain, at - 1, -1) or _is_company(page, plain, at + 1, 1)


def _is_company(page: Page, plain: list[float], at: int, step: int) -> bool:
    """Return whether a line is text or a heading; where it is a word of advertising, the line beyond is asked.

    Args:
        page: the page.
        plain: what each line is worth by itself.
        at: the line, which need not be on the page.
        step: -1 for a line above another, 1 for one below.
    """
    last = len(plain) - 1
    if 0 <= at <= last and page.lines[at].text in _ADVERTISING:
        at += step
    if not 0 <= at <= last:
        return False
    line = page.lines[at]
    is_heading = page.boxes[line.box].tag in _HEADINGS and line.linked < _MOST_LINKED * len(line.text)
    return is_heading or plain[at] > 0


def _evidence(page: Page, index: int, known: dict[int, float]) -> float:
    """Return how much more text is worth in a box that says, or is in one that says, that it holds the article.

    Args:
        page: the page.
        index: the box.
        known: what was found for others, added to; -1 is what stands in no box.
    """
    asked = []
    while index not in known:
        asked.append(index)
        index = page.boxes[index].parent
    worth = known[index]
    for inner in reversed(asked):
        if worth < _TEXT_WORTH:
            box = page.boxes[inner]
            own = _TEXT_WORTH if box.prop == "articlebody" else _own_evidence(box.tag, box.name)
            worth = max(worth, own)
        known[inner] = worth
    return worth


@lru_cache(maxsize=_CACHED)
def _own_evidence(tag: str, name: str) -> float:
    """Return how much more text is worth in a box by its tag and its name."""
    if class_names.text(name):
        return _TEXT_WORTH
    return _MAIN_WORTH if tag in _MAIN or "main" in name else 1.0
