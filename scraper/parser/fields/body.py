"""The main text: the smallest box that holds most of the page's good text, without its boilerplate."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.parser.context import Context, Found, Headline
from scraper.parser.fields.boilerplate import Noise, heads_appendix, is_appendix
from scraper.parser.fields.boilerplate_boxes import Boilerplate
from scraper.parser.fields.captions import beside_pictures, is_caption
from scraper.parser.fields.region import main_box
from scraper.parser.fields.silent_lines import copies
from scraper.parser.fields.text_density import ENDINGS, Weights, weigh
from scraper.parser.page import class_names
from scraper.parser.page.labels import Label
from scraper.parser.page.model import Line, Page

_SUBHEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_LITTLE = 250
# So many lines are looked at for running text below a heading such as "Kontakt".
_APPENDIX = 40
_REACH = 40


@dataclass(slots=True)
class Body:
    """The lines of the text, its lead where it is set apart, and the range it was found in."""

    lines: list[int]
    lead: int | None
    start: int
    end: int


def _is_prose(line: Line, size: int = 60) -> bool:
    """Return whether a line reads like a sentence of some length."""
    return len(line.text) >= size and line.linked <= 0.3 * len(line.text) and line.text[-1] in ENDINGS


def _is_lead(page: Page, line: Line) -> bool:
    """Return whether a line between headline and text belongs to the text."""
    size = len(line.text)
    if size < 30 or line.linked > 0.3 * size:
        return False
    tag = page.boxes[line.box].tag
    return (
        (size >= 80 and (tag == "p" or tag in _SUBHEADINGS))
        or line.text[-1] in ENDINGS
        or class_names.lead(page.boxes[line.box].name)
        or page.boxes[line.box].prop == "description"
    )


def _reach(page: Page, weights: Weights, title_end: int, start: int, captions: set[int]) -> int:
    """Return where the text begins: leads often stand between the headline and its box."""
    if not 0 < title_end < start:
        return start
    for at in range(max(title_end, start - _REACH), start):
        line = page.lines[at]
        if (
            not weights.boilerplate.holds(line.box)
            and at not in captions
            and _is_lead(page, line)
            and not is_caption(page, line)
        ):
            return at
    return start


def _ended(page: Page, lines: list[int]) -> list[int]:
    """Return the lines up to a heading of what is no part of the text, where most of it stands before."""
    total = sum([len(page.lines[at].text) for at in lines])
    before = 0
    for i, at in enumerate(lines):
        text = page.lines[at].text
        if before > 0.6 * total and is_appendix(text) and heads_appendix(page, at, lines[i + 1 : i + 1 + _APPENDIX]):
            return lines[:i]
        before += len(text)
    return lines


def _trimmed(page: Page, lines: list[int], noise: Noise) -> list[int]:
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
        or noise.is_key_point(at)
    ]
    return kept + lines[prose[0] :]


def _end_of_text(labels: dict[int, Label], start: int, end: int, weights: Weights) -> int:
    """Return where a label ends the text: a list of keywords or reports after most of it."""
    total = weights.of(start, end)
    for at in range(start, end):
        label = labels.get(at)
        if (
            label is not None
            and label.role in {"related", "keywords", "tags", "vendors"}
            and weights.of(start, at) > 0.5 * total
        ):
            return at
    return end


def _lead(
    page: Page, start: int, lines: list[int], title: str, boilerplate: Boilerplate, captions: set[int]
) -> int | None:
    """Return the line of the lead where the page sets it apart: by its name, or in bold."""
    first = lines[0] if lines else start
    second = lines[1] if len(lines) > 1 else first
    for at in range(start, min(second, start + 25)):
        line = page.lines[at]
        if at in captions or len(line.text) < 40 or line.linked > 0.3 * len(line.text) or line.text == title:
            continue
        boxes = page.ancestors(line.box, 2)
        named = any(class_names.lead(page.boxes[box].name) or page.boxes[box].prop == "description" for box in boxes)
        if (named or class_names.lead(line.names)) and (not boilerplate.holds(line.box) or named):
            return at
    if len(lines) > 1:
        line = page.lines[first]
        bold = sum(mark.end - mark.start for mark in line.marks[-1:] if mark.tag in {"b", "strong"})
        if 60 <= len(line.text) <= 700 and bold >= 0.95 * len(line.text) and page.boxes[line.box].tag[0] != "h":
            return first
    return None


def find(context: Context, headline: Headline) -> Found[Body]:
    """Return the main text of a page.

    Args:
        context: the page.
        headline: it is no part of the text, which begins below it where a line shows it.
    """
    page, box = context.page, context.selected.body
    said = [at for at, label in context.labels.items() if label.role == "remarks"]
    body = _find(context, headline, weigh(page, headline.end - 1, said))
    source = "the profile's selector" if box is not None else _place(page, body)
    if _length(page, body) < _LITTLE:
        # Names of boxes mislead; where they leave no text they are not believed.
        other = _find(context, headline, weigh(page, headline.end - 1, said, strict=True))
        if _length(page, other) > 2 * _length(page, body):
            body = other
    return Found(body, source)


def _length(page: Page, body: Body) -> int:
    """Return the number of characters of a text."""
    return sum(len(page.lines[at].text) for at in body.lines)


def _place(page: Page, body: Body) -> str:
    """Return which box of the page holds the text, as a person would look for it in the markup."""
    first = body.lines[0] if body.lines else body.start
    if first >= len(page.lines):
        return "nowhere"
    holders = (page.boxes[at] for at in page.ancestors(page.lines[first].box))
    box = next((box for box in holders if box.end >= body.end and box.start <= body.start), page.boxes[0])
    named = f' "{box.name[:60]}"' if box.name else ""
    return f"{box.tag}{named}, lines {body.start + 1} to {body.end}"


def _find(context: Context, headline: Headline, weights: Weights) -> Body:
    """Return the main text for these weights."""
    page, labels, box = context.page, context.labels, context.selected.body
    title, title_end = headline.text, headline.end
    chosen = main_box(page, weights, title_end) if box is None else box
    start, end = page.boxes[chosen].start, page.boxes[chosen].end
    if start < title_end < end and weights.of(start, title_end) < 0.5 * weights.of(start, end):
        start = title_end
    end = _end_of_text(labels, start, end, weights)
    beside = beside_pictures(page, start - _REACH, end)
    captions = beside.captions
    noise = Noise(page, title)
    inner, start = (
        start,
        start if box is not None else _reach(page, weights, title_end, start, captions | beside.paragraphs),
    )
    boilerplate = weights.boilerplate
    lines = [
        at
        for at in range(start, end)
        if (box is not None or not boilerplate.holds(page.lines[at].box))
        and (at not in labels or labels[at].role in {"word", "stop", "remarks"})
        and at not in captions
        and at not in weights.remarks
        and not noise.holds(at)
        and (at >= inner or _is_lead(page, page.lines[at]))
    ]
    again = copies(page, lines)
    lines = [at for at in lines if at not in again]
    lines = _ended(page, lines)
    lines = _trimmed(page, lines, noise)
    while lines and page.boxes[page.lines[lines[-1]].box].tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        lines.pop()
    lead = _lead(
        page, max(title_end, start - 25) if title_end <= start else start, lines, title, weights.boilerplate, captions
    )
    lines = [at for at in lines if at != lead]
    return Body(lines, lead, start, end)
