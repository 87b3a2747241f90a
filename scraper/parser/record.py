"""One page as one record: the finders are asked field by field, and what gave each field is noted."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from selectolax.lexbor import LexborHTMLParser

from scraper.errors import AddressError
from scraper.model import Article, Site
from scraper.parser import article_text, classify
from scraper.parser.context import Candidate, Context, Found, Text
from scraper.parser.fields import address, alternates, authors, breadcrumb, images, keywords, language, links, published
from scraper.parser.k21 import lists as newsroom
from scraper.parser.k21 import related, vendors
from scraper.parser.k21.lists import Lists
from scraper.parser.page import flatten
from scraper.parser.page.addresses import host
from scraper.parser.page.labels import labels_of
from scraper.parser.statements import directives, metadata, selectors
from scraper.parser.statements.stamps import Stamp
from scraper.sites import site_for
from scraper.web.urls import join

T = TypeVar("T")
# A page with more headlines than these is a list, where the fifth one is another article's.
_MOST_OTHER_TITLES = 4
Explained = dict[str, tuple[Candidate[Any], ...]]
"""The candidates of each field that a finder weighed, the best first, by the field's name."""


def profile(url: str, site: Site | None) -> Site | None:
    """Return the profile that was given, or the built-in one of the address's host."""
    if site is not None:
        return site
    try:
        return site_for(url)
    except AddressError:
        return None


def context_of(tree: LexborHTMLParser, url: str, site: Site | None) -> Context:
    """Return what the finders are given.

    Args:
        tree: the parsed page.
        url: the address that answered.
        site: the profile, or None.
    """
    nodes = selectors.nodes(tree, site)
    page = flatten.read(tree, by_node=bool(nodes), kept=selectors.kept(nodes))
    return Context(
        page=page,
        statements=metadata.read(page),
        labels=labels_of(page),
        site=site,
        selected=selectors.read(nodes, page),
        url=url,
        base=join(url, page.base) or url if page.base else url,
    )


def record_of(context: Context, explained: Explained | None = None) -> Article:
    """Return the record of a page; what the profile selects outranks what is found.

    Fields come in the order of the record. A finder that others build on is asked before: the address, the text, the
    lists around it, the day.

    Args:
        context: the page.
        explained: takes the candidates of each field that a finder weighed, the best first.
    """
    text = article_text.find(context)
    lists = newsroom.find(context, text)
    url = address.find(context)
    dated, changed = _days(context, text, is_explained=explained is not None)
    lead = context.selected_text("lead") or text.lead
    body = Found("\n\n".join(text.paragraphs.value), text.paragraphs.source)
    words = f"{lead.value or ''}\n{body.value}".strip()
    signed = authors.find(context, text)
    verdict = classify.judge(
        context, text, words, url.value, is_dated=dated.value[0] is not None, is_signed=bool(signed.value)
    )
    if explained is not None and verdict.why_not is not None:
        explained["why_not"] = (Candidate(verdict.why_not, "page", verdict.evidence),)
    sources: dict[str, str] = {}

    def take(name: str, found: Found[T]) -> T:
        """Return the value of a field, and note what gave it where the page has one."""
        if found:
            sources[name] = found.source
        if explained is not None and found.candidates:
            explained[name] = found.candidates
        return found.value

    return Article(
        url=take("url", url),
        site=context.site.id if context.site else host(url.value),
        language=take("language", language.find(context, words)),
        kicker=take("kicker", context.selected_text("kicker") or text.kicker),
        title=take("title", text.title),
        date=take("date", _day_of(dated)),
        published_at=dated.value[1],
        modified_at=take("modified_at", changed),
        authors=take("authors", signed),
        lead=take("lead", lead),
        body=take("body", body),
        keywords=take("keywords", _keywords(context, text, lists)),
        section=take("section", _section(context, lists, text, url.value)),
        links=take("links", links.find(context, text)),
        related=take("related", related.selected(context) or lists.related),
        vendors=take("vendors", vendors.selected(context) or lists.vendors),
        images=take("images", images.selected(context) or images.find(context, text)),
        alternates=take("alternates", alternates.find(context, url.value, _end_of_article(context, text))),
        access=verdict.access,
        is_article=verdict.why_not is None,
        why_not=verdict.why_not,
        directives=directives.read(context.page),
        other_titles=_other_titles(text.title),
        sources=sources,
    )


def explain_selectors(context: Context, explained: Explained) -> None:
    """Name the selectors of the profile that find nothing, each in front of the candidates of its field.

    Args:
        context: the page.
        explained: the candidates of each field.
    """
    for name, selector in context.site.select if context.site else ():
        if not context.selected.gave(name):
            nothing = Candidate("", f"selector {selector!r} matches nothing")
            explained[name] = (nothing, *explained.get(name, ()))


def _other_titles(title: Found[str]) -> list[str]:
    """Return the other headlines that the page offers, the best first, each once."""
    others = dict.fromkeys(candidate.value for candidate in title.candidates[1:])
    return [other for other in others if other and other != title.value][:_MOST_OTHER_TITLES]


def _days(context: Context, text: Text, *, is_explained: bool) -> tuple[Found[Stamp], Found[dt.datetime | None]]:
    """Return day and moment of publication, and the moment of the last change."""
    days = published.Days(context, text, is_explained=is_explained)
    # What the profile selects is the day, but the change is still looked for.
    selected = context.selected_date()
    if selected.value is not None:
        return Found(selected.value, selected.source), days.modified()
    return days.published(), days.modified()


def _day_of(found: Found[Stamp]) -> Found[dt.date | None]:
    """Return the day of what was found, and the days of the candidates."""
    candidates = tuple(Candidate(one.value[0], one.source, one.evidence) for one in found.candidates)
    return Found(found.value[0], found.source, candidates)


def _keywords(context: Context, text: Text, lists: Lists) -> Found[list[str]]:
    """Return the keywords: the editor's list where there surely is one, then the most reliable of the other lists."""
    selected = context.selected_texts("keywords")
    if selected:
        return selected
    is_of_editors = text.is_dated_report or context.is_newsroom
    if lists.keywords and is_of_editors:
        return lists.keywords
    return keywords.find(context, text) or lists.keywords


def _section(context: Context, lists: Lists, text: Text, url: str) -> Found[str | None]:
    """Return the section that is selected, heads a list of related articles, is stated, or stands on the way here."""
    found = context.selected_text("section") or lists.section
    if found:
        return found
    stated = context.statements.section
    if stated:
        return Found(stated, context.statements.origin(stated))
    return breadcrumb.find(context, text, url)


def _end_of_article(context: Context, text: Text) -> int:
    """Return the line where the first list of other articles begins below the text, or the end of the page."""
    below = (at for at in sorted(context.labels) if at >= text.end)
    lists = (at for at in below if context.labels[at].role in {"related", "vendors"})
    return next(lists, len(context.page.lines))
