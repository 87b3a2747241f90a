"""A dated report as K21's editors set it: kicker, headline, ``[23.5.2014]`` lead, text, code, links."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from scraper.model import Reference
from scraper.parser.fields.boilerplate import is_caption
from scraper.parser.fields.paragraphs import paragraphs_of
from scraper.parser.fields.title import kicker_above
from scraper.parser.k21 import lists as newsroom
from scraper.parser.page.labels import MORE, Label, bracketed
from scraper.parser.page.model import Line, Page

_SENTENCE_END = re.compile(r"[.!?…]\s*[“”\"»«)]*\s*$")
_KICKER = re.compile(r"^([^:.!?]{2,45}):\s+(\S.*)$", re.DOTALL)
_ENDS = frozenset({"keywords", "tags", "related", "vendors", "tools", "stop"})
_ABOVE = 7


@dataclass(slots=True)
class Report:
    """The parts of a dated report and the lines they came from."""

    date: dt.date
    kicker: str | None
    title: str
    lead: str | None
    body: list[str]
    lines: list[int]
    start: int
    end: int
    authors: list[str] = field(default_factory=list)
    links: list[Reference] = field(default_factory=list)


def split_kicker(text: str) -> tuple[str | None, str]:
    """Return (kicker, title) of ``Thüringen: Innenministerium bei Facebook``.

    Args:
        text: a headline.
    """
    match = _KICKER.match(text)
    if match is None or len(match[1].split()) > 5:
        return None, text
    return match[1].strip(), match[2].strip()


def kicker_in_heading(page: Page, shown: tuple[str, int, int], stated: list[str]) -> tuple[str | None, str]:
    """Return kicker and title where classes mark a kicker, or the metadata states the heading without it.

    Args:
        shown: the headline and its lines.
        stated: the titles that the metadata states.
    """
    title, start, end = shown
    kicker, rest = kicker_above(page, start, end, title)
    below = " ".join(line.text for line in page.lines[start + 1 : end])
    if kicker is None and below and below in stated and len(page.lines[start].text) <= 80:
        return page.lines[start].text.rstrip(": "), below
    return kicker, rest


def kicker_and_title(page: Page, shown: tuple[str, int, int], stated: list[str]) -> tuple[str | None, str]:
    """Return kicker and title of a headline: two lines of one heading, two elements, or one line.

    Args:
        shown: the headline and its lines; an empty range where no line shows it.
        stated: the titles that the metadata states, which may hold the kicker.
    """
    title, start, end = shown
    kicker, rest = kicker_above(page, start, end, title)
    if kicker:
        return kicker, rest
    texts = [line.text for line in page.lines[start:end]]
    rest = " ".join(texts[1:])
    if len(texts) > 1 and len(texts[0]) <= 60 and (texts[0].endswith(":") or rest in stated):
        return texts[0].rstrip(": "), rest
    for text in stated:
        kicker, rest = split_kicker(text)
        if kicker and rest in {title, " ".join(texts[1:])}:
            return kicker, rest
    kicker, rest = split_kicker(title)
    if kicker:
        return kicker, rest
    for line in reversed(page.lines[max(0, start - 2) : start]):
        if line.text.endswith(":") and 2 < len(line.text) <= 60:
            return line.text.rstrip(": "), title
    return None, title


def _headline(page: Page, dated: int, shown: tuple[str, int, int], found: dict[int, Label]) -> tuple[str, int, int]:
    """Return the headline above the dated line: the heading where it is near, else the line above."""
    title, start, end = shown
    if end > start and end <= dated and dated - end <= _ABOVE:
        return shown
    for at in range(dated - 1, max(-1, dated - _ABOVE), -1):
        line = page.lines[at]
        plain = at not in found and not MORE.search(line.text) and not is_caption(page, line)
        if not plain or len(line.text) < 4 or len(line.text) > 200 or line.text.endswith(":"):
            continue
        follows = title and line.text not in title and len(title) > 8 and start == end
        above = page.lines[at - 1].text if at else ""
        if follows and above and above in title:
            return above, at - 1, at
        return line.text, at, at + 1
    return title, 0, 0


def _split_lead(line: Line) -> tuple[str, str]:
    """Return (lead, rest) of the dated line; an inline element may part them, else there is no rest."""
    parts = bracketed(line)
    text = parts[2] if parts else line.text
    offset = len(line.text) - len(text) if parts else 0
    for mark in sorted(line.marks, key=lambda mark: -mark.end):
        begins = mark.start <= offset + 1
        lead, rest = line.text[offset : mark.end].strip(), line.text[mark.end :].strip()
        if begins and len(lead) > 20 and rest and _SENTENCE_END.search(lead):
            return lead, rest
    return text, ""


def _end(page: Page, dated: int, found: dict[int, Label], limit: int) -> int:
    """Return the line where a label ends the text, or the limit."""
    for at in range(dated + 1, len(page.lines)):
        label = found.get(at)
        if label is not None and label.role in _ENDS:
            return at
    return max(limit, dated + 1)


def _text_lines(page: Page, start: int, end: int, found: dict[int, Label]) -> list[int]:
    """Return the lines of the text without pictures' words and boilerplate."""
    return [
        at
        for at in range(start, end)
        if at not in found and not is_caption(page, page.lines[at]) and not MORE.fullmatch(page.lines[at].text)
    ]


def _near_caption(page: Page, lines: list[int]) -> set[int]:
    """Return the lines that only repeat the name of a picture beside them."""
    names = {(picture.line, alt) for picture in page.pictures if (alt := (picture.attributes.get("alt") or "").strip())}
    return {at for at in lines if (at, page.lines[at].text) in names}


def without_links(page: Page, lines: list[int], base: str) -> tuple[list[int], list[Reference]]:
    """Return the lines that are more than a bare link, and the links.

    Args:
        lines: the text.
        base: the address that links are relative to.
    """
    kept, links = [], []
    for at in lines:
        link = newsroom.bare_link(page.lines[at], base)
        if link is None:
            kept.append(at)
        else:
            links.append(link)
    return kept, links


def read(
    page: Page,
    dated: int,
    shown: tuple[str, int, int],
    stated: list[str],
    found: dict[int, Label],
    limit: int,
    base: str,
) -> Report:
    """Return the report whose text begins at a line.

    Args:
        dated: the line with the date in brackets.
        shown: the headline as it was chosen, with its lines.
        stated: the titles that the metadata states.
        found: the lines with a role.
        limit: where the text ends if no label ends it.
        base: the address that links are relative to.
    """
    _, start, end = shown = _headline(page, dated, shown, found)
    kicker, title = kicker_and_title(page, shown, stated)
    parts = bracketed(page.lines[dated])
    stop = _end(page, dated, found, limit)
    rest = _text_lines(page, dated + 1, stop, found)
    repeated = _near_caption(page, rest)
    lines, links = without_links(page, [at for at in rest if at not in repeated], base)
    lead, remainder = _split_lead(page.lines[dated])
    first = dated
    if not lead and lines:
        first = lines.pop(0)
        lead, remainder = _split_lead(page.lines[first])
    text = ([remainder] if remainder else []) + paragraphs_of(page, lines)
    authors, text = newsroom.author_code(text)
    if not text:
        # One paragraph only: nothing is set apart, so it is the text.
        authors_here, only = newsroom.author_code([lead] if lead else [])
        authors, text, lead = authors or authors_here, only, ""
    top = start if end > start else dated
    day = parts[1] if parts else dt.date.min
    return Report(day, kicker, title, lead or None, text, [first, *lines], top, stop, authors, links)
