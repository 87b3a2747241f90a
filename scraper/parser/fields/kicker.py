"""The kicker: a short line of its own right above the headline, or the words before the colon in it."""

from __future__ import annotations

import re

from scraper.parser.context import Context, Found, Headline
from scraper.parser.page.model import Line, Page
from scraper.parser.statements.site_name import plain

# Names are in lower case already.
_KICKER_NAME = re.compile(
    r"kicker|dachzeile|overline|roofline|spitzmarke|topline|oberzeile|ueberzeile|eyebrow|vorzeile"
    r"|headline-?top|pretitle",
)
_LEFT_OVER = " \t|│•·–—-:/"
_SPLIT = re.compile(r"^([^:.!?]{2,45}):\s+(\S.*)$", re.DOTALL)
_MAX_WORDS = 5
_MAX_KICKER = 80
# The first line of a heading of two, or a line above the heading, which only its colon makes a kicker.
_MAX_LINE = 60


def find(context: Context, headline: Headline) -> tuple[Found[str | None], str]:
    """Return the kicker, and the headline without it.

    Args:
        context: the page.
        headline: as it was chosen.
    """
    if headline.kicker:
        return Found(headline.kicker, "line or element above the headline"), headline.text
    page, stated = context.page, context.stated_titles
    split = _as_editors_set_it if context.is_newsroom else _marked_or_stated
    kicker, title = split(page, headline, stated)
    return Found(kicker, "line or element above the headline"), title


def of_dated_report(context: Context, headline: Headline) -> tuple[Found[str | None], str]:
    """Return the kicker of a report with a date in brackets, and its headline without it."""
    kicker, title = _as_editors_set_it(context.page, headline, context.stated_titles)
    return Found(kicker, "line or element above the headline"), title


def _split(text: str) -> tuple[str | None, str]:
    """Return (kicker, title) of ``Thüringen: Innenministerium bei Facebook``."""
    match = _SPLIT.match(text)
    if match is None or len(match[1].split()) > _MAX_WORDS:
        return None, text
    return match[1].strip(), match[2].strip()


def _marked_or_stated(page: Page, headline: Headline, stated: list[str]) -> tuple[str | None, str]:
    """Return kicker and title where classes mark a kicker, or the metadata states the heading without it.

    Args:
        page: the page.
        headline: as it was chosen.
        stated: the titles that the metadata states.
    """
    kicker, rest = _marked(page, headline)
    first, *others = [line.text for line in page.lines[headline.start : headline.end]] or [""]
    below = " ".join(others)
    if kicker is None and below and below in stated and len(first) <= _MAX_KICKER:
        return first.rstrip(": "), below
    return kicker, rest


def _as_editors_set_it(page: Page, headline: Headline, stated: list[str]) -> tuple[str | None, str]:
    """Return kicker and title of a headline: two lines of one heading, two elements, or one line.

    Args:
        page: the page.
        headline: as it was chosen; where no line shows it, only its words are looked at.
        stated: the titles that the metadata states, which may hold the kicker.
    """
    title, start, end = headline.text, headline.start, headline.end
    kicker, rest = _marked(page, headline)
    if kicker:
        return kicker, rest
    texts = [line.text for line in page.lines[start:end]]
    rest = " ".join(texts[1:])
    if len(texts) > 1 and len(texts[0]) <= _MAX_LINE and (texts[0].endswith(":") or rest in stated):
        return texts[0].rstrip(": "), rest
    for text in stated:
        kicker, without = _split(text)
        if kicker and without in {title, rest}:
            return kicker, without
    kicker, without = _split(title)
    if kicker:
        return kicker, without
    return _line_above(page, start), title


def _line_above(page: Page, start: int) -> str | None:
    """Return the short line with a colon at its end that stands right above a headline, or None."""
    for line in reversed(page.lines[max(0, start - 2) : start]):
        if line.text.endswith(":") and 2 < len(line.text) <= _MAX_LINE:
            return line.text.rstrip(": ")
    return None


def _marked(page: Page, headline: Headline) -> tuple[str | None, str]:
    """Return (kicker, title) where a kicker is marked by its class, in the heading or above it.

    Args:
        page: the page.
        headline: as it was chosen.
    """
    start, title = headline.start, headline.text
    if not headline.is_shown:
        return None, title
    lines = page.lines[start : headline.end]
    heading = " ".join(line.text for line in lines)
    whole = plain(heading) == plain(title)
    if not whole and heading.endswith(title) and len(before := heading[: -len(title)].strip(_LEFT_OVER)) > 1:
        return (before if len(before) <= _MAX_KICKER else None), title
    if whole and _states_whole(page, heading):
        return None, title
    first = lines[0]
    for mark in first.marks:
        if whole and mark.start == 0 and _KICKER_NAME.search(mark.name):
            return _split_mark(lines, mark.end, title)
    for line in reversed(page.lines[max(0, start - 4) : start]):
        name = page.boxes[line.box].name + " " + line.names
        if _KICKER_NAME.search(name) and 1 < len(line.text) <= _MAX_KICKER:
            return line.text.rstrip(": ") or None, title
    if whole and len(lines) > 1 and (_KICKER_NAME.search(page.boxes[first.box].name) or first.text.endswith(":")):
        return first.text.rstrip(": "), " ".join(line.text for line in lines[1:])
    return None, title


def _states_whole(page: Page, heading: str) -> bool:
    """Return whether the title element writes ``Kicker: Headline`` as one headline, like the heading."""
    return ": " in heading and page.title.startswith(heading)


def _split_mark(lines: list[Line], at: int, title: str) -> tuple[str | None, str]:
    """Split a heading after the inline element that holds its kicker."""
    text = lines[0].text
    rest = " ".join([text[at:].strip(), *(line.text for line in lines[1:])]).strip(_LEFT_OVER)
    kicker = text[:at].strip(_LEFT_OVER)
    return (kicker, rest) if rest and kicker else (None, title)
