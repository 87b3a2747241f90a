"""A press review as a page of HTML that needs nothing else, as plain text, and as both parts of a mail."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from functools import cache

from jinja2 import Template
from markupsafe import Markup

from scraper.analysis.short_diff import ShortDiff
from scraper.model.press_review import ReviewFacts
from scraper.report import jinja
from scraper.report.press_review_parts import Headline, Order, Review, Room
from scraper.report.press_review_shows import beginning
from scraper.report.press_review_view import review
from scraper.web.plain_text import folded

MOST_BYTES = 1_000_000
"""Bytes of the page at the most: what mail servers and phones take without asking."""

MOST_ENTRIES = 600
"""Entries of a review that is not shortened. Chosen: more than a week of 500 articles has; of a page with as many, two
thirds of :data:`MOST_BYTES` are used where leads are of the usual length."""

MOST_LEADS_IN_MAIL = 100
"""Entries of a mail that have their leads; of more it has the headlines. Chosen: nobody reads more of them in a mail.
Measured in made weeks: the mail of 500 articles has 440 kB, and that of 10,000, shortened to so many, has 270 kB."""

# Where a page has more bytes all the same, it is made again with so much of what it showed.
_SMALLER = 0.6
# Characters of a lead in the text: two lines.
_LEAD_IN_TEXT = 160
# Columns of the text, as mails are read without scrolling (RFC 5322 §2.1.1 asks for no more than 78).
_COLUMNS = 72
# A blank behind the number of a day, where a German date is not broken: "19. November".
_WITHIN_DATE = re.compile(r"(?<=\b\d\.) (?=[A-Z])|(?<=\b\d\d\.) (?=[A-Z])")
_NO_BREAK = "\u00a0"
# How words that were taken out, and words that are new, are told from the others where there is text alone.
_SIGNS = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}


def as_html(facts: ReviewFacts, order: Order) -> str:
    """Return a press review as one page: no scripts, nothing from elsewhere, at most :data:`MOST_BYTES`."""
    return _bounded(facts, order, Room(MOST_ENTRIES, MOST_ENTRIES), has_charts=True)


def as_text(facts: ReviewFacts, order: Order) -> str:
    """Return a press review as plain text, folded to 72 columns, addresses whole."""
    return _plain().render(r=review(facts, order, Room(MOST_ENTRIES, MOST_ENTRIES)))


def as_mail(facts: ReviewFacts, order: Order) -> tuple[str, str]:
    """Return a press review as the text of a mail, and as the page beside it.

    Many mail programs show no charts, so that the page has their figures as tables. It is readable without its styles,
    which some leave out.
    """
    entries = MOST_ENTRIES
    # What has to be shortened anyway is shortened to what is read in a mail.
    if len(facts.articles) > MOST_ENTRIES:
        entries = MOST_LEADS_IN_MAIL
    text = _plain().render(r=review(facts, order, Room(entries, MOST_LEADS_IN_MAIL)))
    return text, _bounded(facts, order, Room(entries, MOST_LEADS_IN_MAIL), has_charts=False)


def _bounded(facts: ReviewFacts, order: Order, room: Room, *, has_charts: bool) -> str:
    """Return the page with as many entries as :data:`MOST_BYTES` have room for."""
    while True:
        page = _page().render(r=review(facts, order, room), has_charts=has_charts)
        if len(page.encode("utf-8", "replace")) <= MOST_BYTES or room.entries <= 1:
            return page
        room = replace(room, entries=int(room.entries * _SMALLER))


@cache
def _page() -> Template:
    env = jinja.environment()
    style = (jinja.TEMPLATES / "press_review.css").read_text(encoding="utf-8")
    # Of all styles, browsers take the one with this digest alone (CSP level 3, §2.3.1).
    env.globals["digest"] = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    env.globals["style"] = Markup(style)  # noqa: S704  (our own)
    env.filters["contents"] = _contents
    return env.get_template("press_review.html")


@cache
def _plain() -> Template:
    env = jinja.text_environment()
    env.filters["folded"] = _folded
    env.filters["underlined"] = _underlined
    env.filters["marked"] = _marked
    env.filters["where"] = _where
    env.filters["beginning"] = lambda text: beginning(text, _LEAD_IN_TEXT)
    return env.get_template("press_review.txt")


def _contents(shown: Review) -> list[tuple[str, str, str]]:
    """Return what the page of contents lists: the id of a heading, its text, and how much stands below it.

    Returns:
        empty: there is too little to be listed.
    """
    words = shown.words
    topics = [(topic.id, topic.name, words.number(topic.total)) for topic in shown.topics]
    if len(topics) <= 1:
        return []
    sections = (("late", shown.late.entries or shown.late.said), ("edited", shown.edits.articles))
    others = (("gone", shown.gone.articles), ("figures", shown.drawings))
    return [*topics, *((key, words.text(key), "") for key, has in (*sections, *others) if has)]


def _marked(diff: ShortDiff) -> str:
    """Return the words around changes, with signs about those that were changed."""
    return "".join(_SIGNS[part.kind].format(part.words) + part.blank for part in diff.parts)


def _where(head: Headline, note: str = "") -> str:
    """Return where and when an article stands, and what is noted of it."""
    return "; ".join(filter(None, (f"{head.paper}, {head.day}", *head.notes, note)))


def _folded(line: str, indent: str = "", hanging: str | None = None) -> str:
    """Return a line folded, with the day and the month of a date together.

    Args:
        line: a text.
        indent, hanging: what stands before its first line, and before the others; None: the same.
    """
    if hanging is None:
        hanging = indent
    whole_dates = _WITHIN_DATE.sub(_NO_BREAK, line)
    return folded([whole_dates], _COLUMNS, indent=indent, hanging=hanging).replace(_NO_BREAK, " ")


def _underlined(heading: str, sign: str) -> str:
    """Return a heading on one line, and below it a line of the same length."""
    return f"{heading}\n{sign * min(len(heading), _COLUMNS)}"
