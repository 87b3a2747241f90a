"""The main text: the smallest box that holds most of the page's good text, without its furniture."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate

from scraper.parser import names
from scraper.parser.cues import Cue
from scraper.parser.furniture import is_appendix, is_caption, is_noise
from scraper.parser.text import Box, Line, Page

_ENDINGS = frozenset(".!?…:;“”\"»«)]'’。！？」』）।")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SUBHEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_NEVER = frozenset({"html", "body", "main", "article"})
_ALWAYS = frozenset({"nav", "footer", "aside", "menu", "dialog", "form"})
# Parts of a text, not what holds it.
_CELLS = frozenset({"li", "td", "dd"})
_PARTS = frozenset({"p", "ul", "ol", "dl", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}) | _CELLS
_ITEM = frozenset({"li", "dt", "dd"})
_LESS = _ITEM | {"h1", "h2", "h3", "h4", "figcaption"}


_LITTLE = 250
_STRONG = 2.0


@dataclass(slots=True)
class Body:
    """The lines of the text, its lead where it is set apart, and the range it was found in."""

    lines: list[int]
    lead: int | None
    start: int
    end: int


@dataclass(slots=True)
class Weights:
    """What each line is worth, as sums, and which boxes are furniture."""

    furniture: Furniture
    sums: list[float]

    def of(self, start: int, end: int) -> float:
        """Return the weight of the lines from start to end (not included)."""
        return self.sums[end] - self.sums[start]


def _stands_apart(page: Page, box: Box, kind: str, plain: list[float], strict: bool) -> bool:
    """Return whether a box beside the text is no part of it: unless it is most of the page."""
    if kind == "remarks":
        return page.length(box.start, box.end) < 0.8 * page.sums[-1]
    return not strict and plain[box.end] - plain[box.start] < 0.6 * plain[-1]


def _is_named_furniture(box: Box, linked: float) -> bool:
    """Return whether a box is furniture by its class, id or role.

    Args:
        linked: the share of its text that is links.
    """
    if box.tag in _HEADINGS:
        return names.unseen(box.name)
    if names.furniture(box.name):
        return True
    if linked > 0.1 and box.tag != "p" and names.teaser(box.name):
        return True
    return linked > 0.3 and names.soft(box.name)


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


class Furniture:
    """Which boxes of a page are furniture, each looked at once it is asked for: most never are.

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
        """Return whether a box or one around it is furniture."""
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
        """Return whether a box by itself is furniture."""
        start, end, plain = box.start, box.end, self._plain
        if start == end:
            return True
        if box.tag in _NEVER or index in self._around:
            return False
        if box.name and (kind := names.apart(box.name)):
            return _stands_apart(self._page, box, kind, plain, self._strict)
        if plain[end] - plain[start] > 0.35 * plain[-1] and box.tag not in {"nav", "footer"}:
            return False
        if box.tag in _ALWAYS or index in self._nested:
            return True
        if self._strict or not box.name:
            return False
        linked = sum([line.linked for line in self._page.lines[start:end]])
        return _is_named_furniture(box, linked / max(self._page.length(start, end), 1))


def _line_weight(line: Line) -> float:
    """Return what a line is worth as running text."""
    size = len(line.text)
    if size < 25 or line.linked > 0.5 * size:
        return 0.0
    weight = float(min(size - line.linked, 800))
    if line.text[-1] not in _ENDINGS:
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
    return box.prop == "articlebody" or names.text(box.name)


def weigh(page: Page, heading: int = -1, *, strict: bool = False) -> Weights:
    """Return the weights of a page's boxes and lines.

    Args:
        heading: a line of the headline, or -1.
        strict: whether names of boxes are not believed.
    """
    plain = [_line_weight(line) for line in page.lines]
    furniture = Furniture(page, heading, list(accumulate(plain, initial=0.0)), strict)
    evidence: dict[int, float] = {-1: 1.0}
    weights = plain[:]
    for at, line in enumerate(page.lines):
        if not plain[at]:
            continue
        if furniture.holds(line.box):
            weights[at] = 0.0
            continue
        worth = plain[at] * _evidence(page, line.box, evidence)
        weights[at] = worth * 0.5 if page.boxes[line.box].tag in _LESS else worth
    return Weights(furniture, list(accumulate(weights, initial=0.0)))


def main_box(page: Page, weights: Weights) -> int:
    """Return the smallest box that holds most of the weight."""
    children: dict[int, list[int]] = {}
    sums = weights.sums
    for index, box in enumerate(page.boxes):
        if sums[box.end] > sums[box.start]:
            children.setdefault(box.parent, []).append(index)
    current = 0
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
        current = best
    return current


def _is_prose(line: Line, size: int = 60) -> bool:
    """Return whether a line reads like a sentence of some length."""
    return len(line.text) >= size and line.linked <= 0.3 * len(line.text) and line.text[-1] in _ENDINGS


def _is_lead(page: Page, line: Line) -> bool:
    """Return whether a line between headline and text belongs to the text."""
    size = len(line.text)
    if size < 30 or line.linked > 0.3 * size:
        return False
    tag = page.boxes[line.box].tag
    return (
        (size >= 80 and (tag == "p" or tag in _SUBHEADINGS))
        or line.text[-1] in _ENDINGS
        or names.lead(page.boxes[line.box].name)
        or page.boxes[line.box].prop == "description"
    )


def _captions(page: Page) -> set[int]:
    """Return the short lines that share a box with a picture and no running text."""
    found: set[int] = set()
    for picture in page.pictures:
        index = picture.box
        while index >= 0 and page.boxes[index].start == page.boxes[index].end:
            index = page.boxes[index].parent
        if index < 0:
            continue
        box = page.boxes[index]
        if (
            box.end - box.start <= 3
            and page.length(box.start, box.end) < 250
            and box.tag not in {"p", "td", "tr", "body"}
        ):
            found.update(range(box.start, box.end))
    return found


def _reach(page: Page, weights: Weights, title_end: int, start: int, captions: set[int]) -> int:
    """Return where the text begins: leads often stand between the headline and its box."""
    if not 0 < title_end < start:
        return start
    for at in range(max(title_end, start - 40), start):
        line = page.lines[at]
        if (
            not weights.furniture.holds(line.box)
            and at not in captions
            and _is_lead(page, line)
            and not is_caption(page, line)
        ):
            return at
    return start


def _once(page: Page, lines: list[int]) -> list[int]:
    """Return the lines without short ones that stand there again and again."""
    counts = Counter(page.lines[at].text for at in lines if len(page.lines[at].text) < 60)
    return [at for at in lines if counts[page.lines[at].text] < 3 or page.lines[at].text[-1] in ".?!"]


def _ended(page: Page, lines: list[int]) -> list[int]:
    """Return the lines up to a heading of what is no part of the text, where most of it stands before."""
    total = sum(len(page.lines[at].text) for at in lines)
    before = 0
    for i, at in enumerate(lines):
        text = page.lines[at].text
        if before > 0.6 * total and is_appendix(text):
            return lines[:i]
        before += len(text)
    return lines


def _trimmed(page: Page, lines: list[int]) -> list[int]:
    """Return the lines without what stands short and unfinished before the first and after the last sentences."""
    prose = [i for i, at in enumerate(lines) if _is_prose(page.lines[at])]
    if len(prose) < 3:
        return lines
    beside = set(page.ancestors(page.lines[lines[prose[0]]].box))
    kept = [
        at
        for at in lines[: prose[0]]
        if len(page.lines[at].text) >= 100
        or _is_prose(page.lines[at], 30)
        or page.lines[at].box in beside
        or page.boxes[page.lines[at].box].parent in beside
    ]
    return kept + lines[prose[0] :]


def _end_of_text(found: dict[int, Cue], start: int, end: int, weights: Weights) -> int:
    """Return where a cue ends the text: a list of keywords or reports after most of it."""
    total = weights.of(start, end)
    for at in range(start, end):
        cue = found.get(at)
        if (
            cue is not None
            and cue.role in {"related", "keywords", "tags", "vendors"}
            and weights.of(start, at) > 0.5 * total
        ):
            return at
    return end


def _lead(page: Page, start: int, lines: list[int], title: str, furniture: Furniture, captions: set[int]) -> int | None:
    """Return the line of the lead where the page sets it apart: by its name, or in bold."""
    first = lines[0] if lines else start
    second = lines[1] if len(lines) > 1 else first
    for at in range(start, min(second, start + 25)):
        line = page.lines[at]
        if at in captions or len(line.text) < 40 or line.linked > 0.3 * len(line.text) or line.text == title:
            continue
        boxes = page.ancestors(line.box, 2)
        named = any(names.lead(page.boxes[box].name) or page.boxes[box].prop == "description" for box in boxes)
        if (named or names.lead(line.names)) and (not furniture.holds(line.box) or named):
            return at
    if len(lines) > 1:
        line = page.lines[first]
        bold = sum(mark.end - mark.start for mark in line.marks[-1:] if mark.tag in {"b", "strong"})
        if 60 <= len(line.text) <= 700 and bold >= 0.95 * len(line.text) and page.boxes[line.box].tag[0] != "h":
            return first
    return None


def find(page: Page, title: str, title_end: int, found: dict[int, Cue], box: int | None) -> Body:
    """Return the main text of a page.

    Args:
        title: the headline, which is no part of the text.
        title_end: the line after the headline, or 0.
        found: the lines with a role.
        box: the box that the site's profile names, or None.
    """
    body = _find(page, title, title_end, found, box, weigh(page, title_end - 1))
    page.sources["body"] = "the profile's selector" if box is not None else _place(page, body)
    if sum(len(page.lines[at].text) for at in body.lines) >= _LITTLE:
        return body
    # Names of boxes mislead; where they leave no text they are not believed.
    other = _find(page, title, title_end, found, box, weigh(page, title_end - 1, strict=True))
    more = sum(len(page.lines[at].text) for at in other.lines)
    return other if more > 2 * sum(len(page.lines[at].text) for at in body.lines) else body


def _place(page: Page, body: Body) -> str:
    """Return which box of the page holds the text, as a person would look for it in the markup."""
    first = body.lines[0] if body.lines else body.start
    if first >= len(page.lines):
        return "nowhere"
    holders = (page.boxes[at] for at in page.ancestors(page.lines[first].box))
    box = next((box for box in holders if box.end >= body.end and box.start <= body.start), page.boxes[0])
    named = f' "{box.name[:60]}"' if box.name else ""
    return f"{box.tag}{named}, lines {body.start + 1} to {body.end}"


def _find(page: Page, title: str, title_end: int, found: dict[int, Cue], box: int | None, weights: Weights) -> Body:
    """Return the main text for these weights."""
    chosen = main_box(page, weights) if box is None else box
    start, end = page.boxes[chosen].start, page.boxes[chosen].end
    if start < title_end < end and weights.of(start, title_end) < 0.5 * weights.of(start, end):
        start = title_end
    end = _end_of_text(found, start, end, weights)
    captions = _captions(page)
    inner, start = start, start if box is not None else _reach(page, weights, title_end, start, captions)
    lines = [
        at
        for at in range(start, end)
        if (not weights.furniture.holds(page.lines[at].box) or box is not None)
        and (at not in found or found[at].role in {"label", "stop"})
        and at not in captions
        and not is_noise(page, page.lines[at], title)
        and (at >= inner or _is_lead(page, page.lines[at]))
    ]
    lines = _ended(page, _once(page, lines))
    lines = _trimmed(page, lines)
    while lines and page.boxes[page.lines[lines[-1]].box].tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        lines.pop()
    lead = _lead(
        page, max(title_end, start - 25) if title_end <= start else start, lines, title, weights.furniture, captions
    )
    lines = [at for at in lines if at != lead]
    return Body(lines, lead, start, end)
