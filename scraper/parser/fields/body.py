"""The main text: the smallest box that holds most of the page's good text, without its boilerplate."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.model import SELECTED
from scraper.parser.context import Context, Found, Headline
from scraper.parser.fields.boilerplate import Noise, heads_appendix, is_appendix
from scraper.parser.fields.boilerplate_boxes import Boilerplate
from scraper.parser.fields.captions import beside_pictures, is_caption
from scraper.parser.fields.region import main_box
from scraper.parser.fields.silent_lines import copies
from scraper.parser.fields.text_density import ENDINGS, Weights, weigh
from scraper.parser.page import class_names
from scraper.parser.page.labels import Label
from scraper.parser.page.model import Box, Line, Page

_SUBHEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_HEADINGS = _SUBHEADINGS | {"h1"}
_BOLD = frozenset({"b", "strong"})
# Lines with these labels may be sentences of the text; the others name what is none of it.
_ROLES_IN_TEXT = frozenset({"word", "stop", "remarks"})
_ROLES_BELOW_TEXT = frozenset({"related", "keywords", "tags", "vendors"})

# All numbers below were chosen, not measured. Of fewer characters, a text is looked for again without the boxes'
# names, and taken where it is so many times as long.
_LITTLE = 250
_MUCH_LONGER = 2
# So many lines are looked at for running text below a heading such as "Kontakt".
_APPENDIX = 40
# So many lines above the text may hold its first paragraphs, and so many its lead.
_LINES_ABOVE = 40
_LINES_OF_LEAD = 25
# Sentences, those that stand before the first long one, and lines that are kept though they end like no sentence.
_PROSE = 60
_SHORT_PROSE = 30
_LONG_LINE = 100
_MOST_LINKED = 0.3
# With fewer sentences a text has no beginning and no end to be told from.
_FEWEST_SENTENCES = 3
# A lead has at least a few words; one without the end of a sentence, and one in bold, some more.
_SHORTEST_LEAD = 40
_SHORTEST_BOLD_LEAD = 60
_LONGEST_BOLD_LEAD = 700
_ALL_BOLD = 0.95
_SHORTEST_PARAGRAPH = 30
_UNFINISHED_PARAGRAPH = 80
# A headline below less than this share of a box's weight stands above the text; a label or an appendix below more than
# these shares ends it.
_MOST_ABOVE_HEADLINE = 0.5
_LEAST_ABOVE_LABEL = 0.5
_LEAST_ABOVE_APPENDIX = 0.6


@dataclass(slots=True)
class Body:
    """The lines of the text, its lead where it is set apart, and the range it was found in."""

    lines: list[int]
    lead: int | None
    start: int
    end: int


def find(context: Context, headline: Headline) -> Found[Body]:
    """Return the main text of a page.

    Args:
        context: the page.
        headline: it is no part of the text, which begins below it where a line shows it.
    """
    page, box = context.page, context.selected.body
    said = [at for at, label in context.labels.items() if label.role == "remarks"]
    body = _find(context, headline, weigh(page, headline.end - 1, said))
    source = SELECTED if box is not None else _place(page, body)
    size = _length(page, body)
    if size < _LITTLE:
        # Names of boxes mislead; where they leave no text they are not believed.
        other = _find(context, headline, weigh(page, headline.end - 1, said, strict=True))
        if _length(page, other) > _MUCH_LONGER * size:
            body = other
    return Found(body, source)


def _length(page: Page, body: Body) -> int:
    """Return the number of characters of a text."""
    return sum([len(page.lines[at].text) for at in body.lines])


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
    page, selected = context.page, context.selected.body
    inner, end = _range(context, headline, weights)
    beside = beside_pictures(page, inner - _LINES_ABOVE, end)
    start = inner
    if selected is None:
        start = _begin(page, weights, headline.end, inner, beside.captions | beside.paragraphs)
    noise = Noise(page, headline.text)
    lines = _lines(context, weights, range(start, end), beside.captions, noise)
    lines = [at for at in lines if at >= inner or _is_first_paragraph(page, page.lines[at])]
    again = copies(page, lines)
    lines = _trimmed(page, _ended(page, [at for at in lines if at not in again]), noise)
    while lines and page.boxes[page.lines[lines[-1]].box].tag in _HEADINGS:
        lines.pop()
    above = start
    if headline.end <= start:
        above = max(headline.end, start - _LINES_OF_LEAD)
    lead = _lead(page, above, lines, beside.captions, weights.boilerplate, headline.text)
    return Body([at for at in lines if at != lead], lead, start, end)


def _range(context: Context, headline: Headline, weights: Weights) -> tuple[int, int]:
    """Return the first line of the text, and the line after its last, from the box that holds it."""
    page, chosen = context.page, context.selected.body
    if chosen is None:
        chosen = main_box(page, weights, headline.end)
    start, end = page.boxes[chosen].start, page.boxes[chosen].end
    if start < headline.end < end:
        above = weights.of(start, headline.end)
        if above < _MOST_ABOVE_HEADLINE * weights.of(start, end):
            start = headline.end
    return start, _end_of_text(context.labels, start, end, weights)


def _end_of_text(labels: dict[int, Label], start: int, end: int, weights: Weights) -> int:
    """Return where a label ends the text: a list of keywords or reports after most of it."""
    least = _LEAST_ABOVE_LABEL * weights.of(start, end)
    for at in sorted(labels):
        is_inside = start <= at < end
        if is_inside and labels[at].role in _ROLES_BELOW_TEXT and weights.of(start, at) > least:
            return at
    return end


def _begin(page: Page, weights: Weights, below: int, start: int, apart: set[int]) -> int:
    """Return where the text begins: its first paragraph often stands between the headline and its box.

    Args:
        page: the page.
        weights: what its lines are worth.
        below: the line after the headline, or 0.
        start: the first line of the box.
        apart: the lines beside pictures.
    """
    if not 0 < below < start:
        return start
    for at in range(max(below, start - _LINES_ABOVE), start):
        line = page.lines[at]
        if at in apart or weights.boilerplate.holds(line.box):
            continue
        if _is_first_paragraph(page, line) and not is_caption(page, line):
            return at
    return start


def _is_first_paragraph(page: Page, line: Line) -> bool:
    """Return whether a line between headline and text belongs to the text."""
    size = len(line.text)
    if size < _SHORTEST_PARAGRAPH or line.linked > _MOST_LINKED * size:
        return False
    box = page.boxes[line.box]
    if line.text[-1] in ENDINGS or _is_named_lead(box):
        return True
    return size >= _UNFINISHED_PARAGRAPH and (box.tag == "p" or box.tag in _SUBHEADINGS)


def _is_named_lead(box: Box) -> bool:
    """Return whether a box calls itself a lead or a description of the article."""
    return class_names.lead(box.name) or box.prop == "description"


def _lines(context: Context, weights: Weights, part: range, captions: set[int], noise: Noise) -> list[int]:
    """Return the lines of a part of the page that are no boilerplate.

    Args:
        context: the page; the box that a profile selects is believed to hold no boxes of boilerplate.
        weights: what its lines are worth.
        part: the lines to choose from.
        captions: the lines of pictures.
        noise: which lines are none of the text by themselves.
    """
    lines, holds = context.page.lines, weights.boilerplate.holds
    is_selected = context.selected.body is not None
    apart = {at for at, label in context.labels.items() if label.role not in _ROLES_IN_TEXT}
    apart |= captions
    apart |= weights.remarks
    found = []
    for at in part:
        if at in apart:
            continue
        in_boilerplate = not is_selected and holds(lines[at].box)
        if not in_boilerplate and not noise.holds(at):
            found.append(at)
    return found


def _ended(page: Page, lines: list[int]) -> list[int]:
    """Return the lines up to a heading of what is no part of the text, where most of it stands before."""
    least = _LEAST_ABOVE_APPENDIX * sum([len(page.lines[at].text) for at in lines])
    above = 0
    for i, at in enumerate(lines):
        text = page.lines[at].text
        if above > least and is_appendix(text):
            below = lines[i + 1 : i + 1 + _APPENDIX]
            if heads_appendix(page, at, below):
                return lines[:i]
        above += len(text)
    return lines


def _trimmed(page: Page, lines: list[int], noise: Noise) -> list[int]:
    """Return the lines without what stands short and unfinished before the first sentences."""
    prose = [i for i, at in enumerate(lines) if _is_prose(page.lines[at], _PROSE)]
    if len(prose) < _FEWEST_SENTENCES:
        return lines
    first = prose[0]
    beside = set(page.ancestors(page.lines[lines[first]].box))
    kept = [at for at in lines[:first] if _belongs(page, at, beside) or noise.is_key_point(at)]
    return kept + lines[first:]


def _is_prose(line: Line, least: int) -> bool:
    """Return whether a line reads like a sentence of some length."""
    size = len(line.text)
    return size >= least and line.linked <= _MOST_LINKED * size and line.text[-1] in ENDINGS


def _belongs(page: Page, at: int, beside: set[int]) -> bool:
    """Return whether a line above the first sentence is part of the text.

    Args:
        page: the page.
        at: the line.
        beside: the boxes around the first sentence.
    """
    line = page.lines[at]
    if len(line.text) >= _LONG_LINE or _is_prose(line, _SHORT_PROSE):
        return True
    return line.box in beside or page.boxes[line.box].parent in beside


def _lead(
    page: Page, start: int, lines: list[int], captions: set[int], boilerplate: Boilerplate, title: str
) -> int | None:
    """Return the line of the lead where the page sets it apart: by its name, or in bold.

    Args:
        page: the page.
        start: the first line that may be one.
        lines: those of the text; from the second on nothing is a lead.
        captions: the lines of pictures.
        boilerplate: the boxes that hold no lead, unless they are called so.
        title: the headline, which is none.
    """
    first = lines[0] if lines else start
    second = lines[1] if len(lines) > 1 else first
    for at in range(start, min(second, start + _LINES_OF_LEAD)):
        line = page.lines[at]
        if at in captions or line.text == title or not _may_be_lead(line):
            continue
        around = [page.boxes[box] for box in page.ancestors(line.box, 2)]
        if any(_is_named_lead(box) and not holds_text(box, lines) for box in around):
            return at
        if class_names.lead(line.names) and not boilerplate.holds(line.box):
            return at
    if len(lines) > 1 and _is_bold_paragraph(page, page.lines[first]):
        return first
    return None


def holds_text(box: Box, lines: list[int]) -> bool:
    """Return whether a box that is called a lead or a description holds the text itself, in several paragraphs.

    An episode's show notes are its description, and Drupal calls the field of the text one "with summary".

    Args:
        box: the box.
        lines: those of the text.
    """
    return len(lines) > 1 and box.start <= lines[0] and lines[-1] < box.end


def _may_be_lead(line: Line) -> bool:
    """Return whether a line has some words and few links."""
    size = len(line.text)
    return size >= _SHORTEST_LEAD and line.linked <= _MOST_LINKED * size


def _is_bold_paragraph(page: Page, line: Line) -> bool:
    """Return whether a line is a paragraph in bold from one end to the other."""
    size = len(line.text)
    if not _SHORTEST_BOLD_LEAD <= size <= _LONGEST_BOLD_LEAD or page.boxes[line.box].tag[0] == "h":
        return False
    bold = sum(mark.end - mark.start for mark in line.marks[-1:] if mark.tag in _BOLD)
    return bold >= _ALL_BOLD * size
