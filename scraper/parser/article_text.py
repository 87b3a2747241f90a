"""The article's own words: a report with a date in brackets, or the main text of the page."""

from __future__ import annotations

import re

from scraper.model import Reference
from scraper.parser.context import Context, Found, Headline, Text
from scraper.parser.fields import body, kicker, lead, title
from scraper.parser.fields.body import Body
from scraper.parser.fields.lead import Lead
from scraper.parser.fields.paragraphs import paragraphs_of
from scraper.parser.k21 import dated_report
from scraper.parser.k21.signature import CODE_SOURCE, author_code, sign_off, without_links
from scraper.parser.page.labels import dated_line
from scraper.parser.page.model import Page

# A first paragraph of a newsroom's report that is longer is no lead.
_LONGEST_LEAD = 500
# A stated body is taken where it is a text, and the page shows less than this share of it.
_SHORTEST_STATED = 200
_SHOWN_SHARE = 0.3
_LINE_BREAKS = re.compile(r"\s*\n\s*")


def find(context: Context) -> Text:
    """Return the words of the article that a page holds."""
    headline = title.find(context)
    # A date in brackets begins the text of a dated report, whatever stands around it.
    dated = dated_line(context.page, context.labels)
    if dated >= 0:
        return dated_report.read(context, headline, dated)
    return _main_text(context, headline)


def _main_text(context: Context, headline: Headline) -> Text:
    """Return the words of a page without a date in brackets.

    Args:
        context: the page.
        headline: the body begins below it.
    """
    page = context.page
    found = body.find(context, headline)
    main = found.value
    above, headline_text = kicker.find(context, headline)
    standfirst = lead.find(context, headline, main)
    lines = _lines(page, main, standfirst)
    # Editors of newsrooms set links to sources on lines of their own, which are no sentences of the text.
    links: list[Reference] = []
    if context.is_newsroom:
        lines, _ = without_links(page, lines, context.base)
        _, links = without_links(page, list(range(main.start, main.end)), context.base)
    paragraphs = paragraphs_of(page, lines)
    lead_text = standfirst.text if standfirst is not None else None
    if context.is_newsroom:
        lead_text, paragraphs = _without_lead(lead_text, paragraphs)
    authors, paragraphs = _signed(context, paragraphs)
    # A text of one paragraph that the page sets apart is no lead of anything.
    if not paragraphs and lead_text:
        paragraphs, lead_text = [lead_text], None
    text = Found(paragraphs, found.source)
    # Some pages show a beginning, and build the rest by scripts from what JSON-LD states.
    if _shows_too_little(context, paragraphs):
        text, lead_text = Found(_stated_paragraphs(context), "JSON-LD articleBody"), None
    first = lines[0] if lines else 0
    return Text(
        kicker=above,
        title=Found(headline_text, headline.source, headline.candidates),
        lead=Found(lead_text, "first paragraph, which the page sets apart"),
        paragraphs=text,
        authors=Found(authors, CODE_SOURCE),
        lines=lines,
        start=headline.start if headline.is_shown else first,
        end=lines[-1] + 1 if lines else headline.end,
        links=links,
    )


def _signed(context: Context, paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Return (authors, paragraphs) with what signs the text taken from its end."""
    if context.is_newsroom:
        return author_code(paragraphs)
    return sign_off(paragraphs)


def _lines(page: Page, main: Body, standfirst: Lead | None) -> list[int]:
    """Return the lines of the text without its lead, and without the line of kind and day that stands above it."""
    taken = standfirst.lines if standfirst is not None else range(0)
    lines = set(main.lines)
    if main.lead is not None and lead.is_text(page, main.lead):
        lines.add(main.lead)
    return lead.below_kind(page, sorted(at for at in lines if at not in taken))


def _without_lead(lead: str | None, paragraphs: list[str]) -> tuple[str | None, list[str]]:
    """Return (lead, paragraphs) of a newsroom's report, whose first paragraph is the lead where none is marked."""
    if lead is not None:
        return lead, paragraphs
    if len(paragraphs) > 1 and len(paragraphs[0]) < _LONGEST_LEAD:
        return paragraphs[0], paragraphs[1:]
    return lead, paragraphs


def _shows_too_little(context: Context, paragraphs: list[str]) -> bool:
    """Return whether the page states a text in JSON-LD and shows little of it, as scripts build it later."""
    stated = len(context.statements.body)
    return stated > _SHORTEST_STATED and sum(map(len, paragraphs)) < _SHOWN_SHARE * stated


def _stated_paragraphs(context: Context) -> list[str]:
    """Return the paragraphs of the text that JSON-LD states."""
    return [part for part in _LINE_BREAKS.split(context.statements.body) if part]
