"""A press review as a page of HTML that needs nothing else, and as plain text."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Template
from markupsafe import Markup

from scraper.model.press_review import ReviewFacts
from scraper.report import jinja
from scraper.report.press_review_parts import Order
from scraper.report.press_review_view import beginning, review
from scraper.web.plain_text import folded

MOST_BYTES = 1_000_000
"""Bytes of the page at the most: what mail servers and phones take without asking."""

MOST_ENTRIES = 600
"""Entries of a review that is not shortened. Chosen: more than a week of 500 articles has; of a page with as many, two
thirds of :data:`MOST_BYTES` are used where leads are of the usual length."""

# Where a page has more bytes all the same, it is made again with so much of what it showed.
_SMALLER = 0.6
# Characters of a lead in the text: two lines.
_LEAD_IN_TEXT = 160
# Columns of the text, as mails are read without scrolling (RFC 5322 §2.1.1 asks for no more than 78).
_COLUMNS = 72


def as_html(facts: ReviewFacts, order: Order) -> str:
    """Return a press review as one page: no scripts, nothing from elsewhere, at most :data:`MOST_BYTES`."""
    template = _page()
    most = MOST_ENTRIES
    while True:
        page = template.render(r=review(facts, order, most))
        if len(page.encode("utf-8", "replace")) <= MOST_BYTES or most <= 1:
            return page
        most = int(most * _SMALLER)


def as_text(facts: ReviewFacts, order: Order) -> str:
    """Return a press review as plain text, folded to 72 columns, addresses whole."""
    return _plain().render(r=review(facts, order, MOST_ENTRIES))


@cache
def _page() -> Template:
    env = jinja.environment()
    style = (jinja.TEMPLATES / "press_review.css").read_text(encoding="utf-8")
    # Of all styles, browsers take the one with this digest alone (CSP level 3, §2.3.1).
    env.globals["digest"] = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    env.globals["style"] = Markup(style)  # noqa: S704  (our own)
    return env.get_template("press_review.html")


@cache
def _plain() -> Template:
    env = jinja.text_environment()
    env.filters["folded"] = _folded
    env.filters["underlined"] = _underlined
    env.filters["beginning"] = lambda text: beginning(text, _LEAD_IN_TEXT)
    return env.get_template("press_review.txt")


def _folded(line: str, indent: str = "", hanging: str | None = None) -> str:
    return folded([line], _COLUMNS, indent=indent, hanging=indent if hanging is None else hanging)


def _underlined(heading: str, sign: str) -> str:
    """Return a heading on one line, and below it a line of the same length."""
    return f"{heading}\n{sign * min(len(heading), _COLUMNS)}"
