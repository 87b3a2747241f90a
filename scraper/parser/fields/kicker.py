"""The kicker: a short line of its own right above the headline, or the words before the colon in it."""

from __future__ import annotations

import re

from scraper.parser.context import Context, Found, Headline
from scraper.parser.fields import heading_parts
from scraper.parser.fields.document_kinds import is_kind, without_kind
from scraper.parser.page.model import Line, Page
from scraper.parser.page.wording import Wording, any_of
from scraper.parser.statements.site_name import is_name, names_of, plain

_LEFT_OVER = " \t|│•·–—-:/"
_SPLIT = re.compile(r"^([^:.!?]{2,45}):\s+(\S.*)$", re.DOTALL)
_MAX_WORDS = 5
# The first line of a heading of two, or a line above the heading, which only its colon makes a kicker.
_MAX_LINE = 60
# A marked kicker stands at most this many lines above the headline; day and byline may stand between.
_ABOVE = 4
# What stands unmarked above a headline is a kicker only where it is as short as one.
_MAX_UNMARKED = 40
_HEADINGS = frozenset({"h1", "h2", "h3"})
_OWN_LINE = frozenset({"p", "div", "span", "strong", "h2", "h3", "h4", "h5", "h6", "small"})
_SENTENCE_ENDS = frozenset(".!?,;…>›»/|")
_DIGITS = frozenset("0123456789")

# Short lines above a headline that are no kickers.
OTHER_LINES = (
    Wording(
        "way back",
        r"startseite|home|zurück\b.*|back\b.*|übersicht|retour\b.*|sie sind hier.*|menü|menu|navigation",
        ("Startseite", "Zurück zur Liste"),
    ),
    Wording(
        "byline", r"(?:von|by|par|di|por|autor(?:in)?|text|redaktion|foto)\b.*", ("Von Erika Muster",), ("Vonovia",)
    ),
    Wording(
        "reading time",
        r".*\b(?:min(?:uten?|utes?)?|lesezeit|lesedauer|reading time|read)\b\.?",
        ("Lesezeit: 3 Minuten", "4 min read"),
    ),
    Wording(
        "for use of the page",
        r"drucken|teilen|share|print|merken|vorlesen|suche|search|login|anmelden|hauptinhalt|inhalt|skip\b.*"
        r"|zum inhalt.*|direkt zu.*",
        ("Drucken", "Zum Inhalt springen"),
    ),
    Wording("form", r"blog|live|liveticker|podcast|video|transcript|newsletter|interview", ("Blog", "Live")),
    Wording("badge", r"anzeige|werbung|plus|abo|premium|exklusiv|exclusive|sponsored.*|advert\w*", ("Anzeige",)),
    Wording("caption", r"(?:bild|foto|quelle|copyright|©).*|.*\(c\).*", ("Foto: Stadt Musterhausen",)),
)
_OTHER = any_of(OTHER_LINES, before=r"^\W*", behind=r"\W*$")


def find(context: Context, headline: Headline) -> tuple[Found[str | None], str]:
    """Return the kicker, and the headline without it.

    Args:
        context: the page.
        headline: as it was chosen.
    """
    # Newsrooms set a kicker with a colon, where other sites use one for anything.
    split = _as_editors_set_it if context.is_newsroom else _marked_or_stated
    kicker, title = split(context, headline)
    kicker = without_kind(kicker)
    if kicker is not None and _is_something_else(context, kicker):
        kicker = None
    return Found(kicker, "line or element above the headline"), title


def _is_something_else(context: Context, kicker: str) -> bool:
    """Return whether a line above a headline is a byline, a button, a caption, or the site's name."""
    return _OTHER.match(kicker) is not None or is_name(kicker, names_of(tuple(context.site_names)))


def of_dated_report(context: Context, headline: Headline) -> tuple[Found[str | None], str]:
    """Return the kicker of a report with a date in brackets, and its headline without it."""
    kicker, title = _as_editors_set_it(context, headline)
    return Found(without_kind(kicker), "line or element above the headline"), title


def _split(text: str) -> tuple[str | None, str]:
    """Return (kicker, title) of ``Thüringen: Innenministerium bei Facebook``."""
    match = _SPLIT.match(text)
    if match is None or len(match[1].split()) > _MAX_WORDS:
        return None, text
    return match[1].strip(), match[2].strip()


def _marked_or_stated(context: Context, headline: Headline) -> tuple[str | None, str]:
    """Return kicker and title where the page marks a kicker, states the heading without it, or gives it a line."""
    page = context.page
    kicker, rest = _marked(page, headline)
    if kicker is not None:
        return kicker, rest
    # Of a heading of several lines the metadata may state only those below the first.
    first, *others = [line.text for line in page.lines[headline.start : headline.end]] or [""]
    below = " ".join(others)
    if len(first) <= heading_parts.LONGEST_KICKER and below in context.stated_titles:
        return first.rstrip(": "), below
    return _own_line_above(page, headline), rest


def _as_editors_set_it(context: Context, headline: Headline) -> tuple[str | None, str]:
    """Return kicker and title of a headline: two lines of one heading, two elements, or one line.

    Args:
        context: the page, whose metadata may hold the kicker.
        headline: as it was chosen; where no line shows it, only its words are looked at.
    """
    page, stated = context.page, context.stated_titles
    title, start, end = headline.text, headline.start, headline.end
    kicker, rest = _marked(page, headline)
    if kicker:
        return kicker, rest
    # Beside a kicker that is marked, the words before a colon are the headline's own, unless they repeat it.
    marked = _marked_line_above(page, start) if headline.is_shown else None
    if marked:
        repeated, without = _split(title)
        return marked, without if repeated == marked else title
    texts = [line.text for line in page.lines[start:end]]
    rest = " ".join(texts[1:])
    if rest and len(texts[0]) <= _MAX_LINE:
        is_set_apart = texts[0].endswith(":") or rest in stated
        if is_set_apart:
            return texts[0].rstrip(": "), rest
    # The heading may leave out the kicker that the metadata sets before the same headline.
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
    title = headline.text
    if headline.kicker or not headline.is_shown:
        return headline.kicker, title
    lines = page.lines[headline.start : headline.end]
    heading = " ".join(line.text for line in lines)
    if plain(heading) != plain(title):
        before = _before_title(heading, title)
        if len(before) > heading_parts.LONGEST_KICKER:
            return None, title
        return before or _marked_line_above(page, headline.start), title
    # The title element writes ``Kicker: Headline`` as one headline, like the heading.
    if ": " in heading and page.title.startswith(heading):
        return None, title
    above = _marked_line_above(page, headline.start)
    if above is None and lines[0].text.endswith(":"):
        return _first_line(lines, title)
    return above, title


def _before_title(heading: str, title: str) -> str:
    """Return what a heading has before the headline that was found in it; nothing where that is no word."""
    if not heading.endswith(title):
        return ""
    before = heading[: -len(title)].strip(_LEFT_OVER)
    return before if len(before) > 1 else ""


def _first_line(lines: list[Line], title: str) -> tuple[str | None, str]:
    """Return the first line of a heading as its kicker, and the others as the headline, if there are others."""
    if len(lines) == 1:
        return None, title
    return lines[0].text.rstrip(": "), " ".join(line.text for line in lines[1:])


def _marked_line_above(page: Page, start: int) -> str | None:
    """Return the line above a headline that calls itself a kicker, or None."""
    # The nearest line counts; what stands above another heading belongs to that one.
    for line in reversed(page.lines[max(0, start - _ABOVE) : start]):
        box = page.boxes[line.box]
        named = heading_parts.is_kicker(box.name) or heading_parts.is_kicker(line.names)
        if named and 1 < len(line.text) <= heading_parts.LONGEST_KICKER:
            return _kicker_of(line).rstrip(": ") or None
        if box.tag in _HEADINGS:
            return None
    return None


def _kicker_of(line: Line) -> str:
    """Return what of a line is its kicker: the element that is called so, where there is one beside others."""
    # Section and kicker may share a line; the longest element is the kicker.
    marked = [line.text[mark.start : mark.end].strip() for mark in line.marks if heading_parts.is_kicker(mark.name)]
    return max(marked, key=len, default=line.text)


def _own_line_above(page: Page, headline: Headline) -> str | None:
    """Return the short line of its own right above the headline in the same box, or None."""
    if not headline.start or not headline.is_shown:
        return None
    line = page.lines[headline.start - 1]
    box, heading = page.boxes[line.box], page.boxes[_box_of(page, headline)]
    # A line of another box belongs to what stands above: navigation, the site's head, another article.
    is_beside = box.parent == heading.parent and box.tag in _OWN_LINE
    if not is_beside or box.end - box.start > 1:
        return None
    is_called_otherwise = heading_parts.role_of(box.name, box.tag) != "title"
    if is_called_otherwise or not _reads_like_one(line):
        return None
    return line.text.rstrip(": ")


def _reads_like_one(line: Line) -> bool:
    """Return whether a line is a few words that are no sentence, link, day, kind of document, byline or button."""
    text = line.text
    if line.linked or not 2 < len(text) <= _MAX_UNMARKED:
        return False
    is_few_words = text[-1] not in _SENTENCE_ENDS and len(text.split()) <= _MAX_WORDS
    # A line with a figure is a day, a number of a document, a time of reading.
    if not is_few_words or not _DIGITS.isdisjoint(text):
        return False
    return not (_OTHER.match(text) or is_kind(text))


def _box_of(page: Page, headline: Headline) -> int:
    """Return the index of the box that holds all lines of a headline and no other."""
    # A heading of several paragraphs has a box of its own around them.
    at = page.lines[headline.start].box
    while page.boxes[at].end < headline.end and page.boxes[at].parent >= 0:
        at = page.boxes[at].parent
    return at
