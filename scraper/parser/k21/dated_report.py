"""A dated report as K21's editors set it: kicker, headline, ``[23.5.2014]`` lead, text, code, links."""

from __future__ import annotations

import datetime as dt
import re

from scraper.parser.context import Context, Found, Headline, Text
from scraper.parser.fields import kicker
from scraper.parser.fields.captions import is_caption
from scraper.parser.fields.paragraphs import paragraphs_of
from scraper.parser.k21.signature import CODE_SOURCE, author_code, without_links
from scraper.parser.page.labels import MORE, Label, bracketed
from scraper.parser.page.model import Line, Page

_SENTENCE_END = re.compile(r"[.!?…]\s*[“”\"»«)]*\s*$")
_ENDS = frozenset({"keywords", "tags", "related", "vendors", "tools", "stop", "remarks"})
# The headline stands at most this many lines above the date.
_ABOVE = 7
# Chosen: the characters of a headline, and of a stated one that is told from others by its words.
_SHORTEST_HEADLINE = 4
_LONGEST_HEADLINE = 200
_SHORTEST_STATED = 9
# A lead that an inline element parts from the text has at least some words.
_SHORTEST_LEAD = 21
# Elements that hold a part of a text only, and the text that the smallest other one around the date has at least.
_PARTS_OF_TEXT = frozenset({"p", "h2", "h3", "center"})
_TEXT_AFTER_DATE = 200


def _headline(page: Page, dated: int, headline: Headline, labels: dict[int, Label]) -> Headline:
    """Return the headline above the dated line: the heading where it is near, else the line above."""
    title, end = headline.text, headline.end
    if headline.is_shown and end <= dated and dated - end <= _ABOVE:
        return headline
    for at in range(dated - 1, max(-1, dated - _ABOVE), -1):
        line = page.lines[at]
        if at in labels or not _may_be_headline(page, line):
            continue
        # A line between the stated headline and the date is a subtitle.
        is_subtitle = not headline.is_shown and len(title) >= _SHORTEST_STATED and line.text not in title
        above = page.lines[at - 1].text if at else ""
        if is_subtitle and above and above in title:
            return Headline(above, at - 1, at)
        return Headline(line.text, at, at + 1)
    return Headline(title, 0, 0)


def _may_be_headline(page: Page, line: Line) -> bool:
    """Return whether a line has the shape of a headline: some words, which lead to nothing and name no picture."""
    text = line.text
    if not _SHORTEST_HEADLINE <= len(text) <= _LONGEST_HEADLINE or text.endswith(":"):
        return False
    return not (MORE.search(text) or is_caption(page, line))


def _split_lead(line: Line) -> tuple[str, str]:
    """Return (lead, rest) of the dated line; an inline element may part them, else there is no rest."""
    parts = bracketed(line)
    text = parts[2] if parts else line.text
    offset = len(line.text) - len(text) if parts else 0
    for mark in sorted(line.marks, key=lambda mark: -mark.end):
        begins = mark.start <= offset + 1
        lead, rest = line.text[offset : mark.end].strip(), line.text[mark.end :].strip()
        if begins and len(lead) >= _SHORTEST_LEAD and rest and _SENTENCE_END.search(lead):
            return lead, rest
    return text, ""


def _end(page: Page, dated: int, labels: dict[int, Label], limit: int) -> int:
    """Return the line where a label ends the text, or the limit."""
    for at in range(dated + 1, len(page.lines)):
        label = labels.get(at)
        if label is not None and label.role in _ENDS:
            return at
    return max(limit, dated + 1)


def _text_lines(page: Page, start: int, end: int, labels: dict[int, Label]) -> list[int]:
    """Return the lines of the text without pictures' words and boilerplate."""
    return [
        at
        for at in range(start, end)
        if at not in labels and not is_caption(page, page.lines[at]) and not MORE.fullmatch(page.lines[at].text)
    ]


def _near_caption(page: Page, lines: list[int]) -> set[int]:
    """Return the lines that only repeat the name of a picture beside them."""
    names = {(picture.line, alt) for picture in page.pictures if (alt := (picture.attributes.get("alt") or "").strip())}
    return {at for at in lines if (at, page.lines[at].text) in names}


def _limit(page: Page, dated: int, box: int | None) -> int:
    """Return where the text ends if no label says so: with the box that holds most of what follows.

    Args:
        page: the page.
        dated: the line with the date in brackets.
        box: the box that the profile selects, or None.
    """
    if box is not None and page.boxes[box].end > dated:
        return page.boxes[box].end
    for index in page.ancestors(page.lines[dated].box):
        around = page.boxes[index]
        after = page.length(dated + 1, max(around.end, dated + 1))
        if around.tag not in _PARTS_OF_TEXT and after > _TEXT_AFTER_DATE:
            return around.end
    return len(page.lines)


def read(context: Context, chosen: Headline, dated: int) -> Text:
    """Return the report whose text begins at a line.

    Args:
        context: the page.
        chosen: the headline as other pages have it.
        dated: the line with the date in brackets.
    """
    page = context.page
    headline = _headline(page, dated, chosen, context.labels)
    above, title = kicker.of_dated_report(context, headline)
    stop = _end(page, dated, context.labels, _limit(page, dated, context.selected.body))
    rest = _text_lines(page, dated + 1, stop, context.labels)
    repeated = _near_caption(page, rest)
    lines, links = without_links(page, [at for at in rest if at not in repeated], context.base)
    lead, remainder = _split_lead(page.lines[dated])
    first = dated
    if not lead and lines:
        first = lines.pop(0)
        lead, remainder = _split_lead(page.lines[first])
    paragraphs = ([remainder] if remainder else []) + paragraphs_of(page, lines)
    authors, paragraphs = author_code(paragraphs)
    if not paragraphs:
        # One paragraph only: nothing is set apart, so it is the text.
        authors_here, paragraphs = author_code([lead] if lead else [])
        authors, lead = authors or authors_here, ""
    stated = bracketed(page.lines[dated])
    return Text(
        kicker=above,
        title=Found(title, "heading above the dated line"),
        lead=Found(lead or None, "first paragraph, which the page sets apart"),
        paragraphs=Found(paragraphs, "lines from the date in brackets on"),
        authors=Found(authors, CODE_SOURCE),
        lines=[first, *lines],
        start=headline.start if headline.is_shown else dated,
        end=stop,
        links=links,
        day=stated[1] if stated else dt.date.min,
    )
