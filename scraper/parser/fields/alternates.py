"""Other forms of an article: for print, as PDF, as AMP, in other languages."""

from __future__ import annotations

from scraper.model import Alternate, AlternateKind
from scraper.parser.context import Context, Found
from scraper.parser.fields.language import tag
from scraper.parser.page.addresses import canonical
from scraper.parser.page.labels import FORM_BEGINNINGS, PDF, PRINT
from scraper.parser.page.model import Page, mentions
from scraper.web.urls import join

# The words of a link to a printed form; longer texts that begin so are headlines.
_LONGEST_LINK = 40
_RELATIONS = ("alternate", "amphtml")
# So many letters tell most other links apart.
_BEGINNING = 3


def find(context: Context, own: str, end: int) -> Found[list[Alternate]]:
    """Return the other forms of the article that the head and the page name.

    Args:
        own: the article's canonical address.
        end: the line where the lists of other articles begin.
    """
    found: dict[str, Alternate] = {}
    for rel, href, note in context.statements.links:
        stated = _stated_kind(rel.split(), note) if mentions(rel, _RELATIONS) else None
        url = join(context.base, href) if stated else None
        if stated and url and canonical(url) != own:
            found.setdefault(url, Alternate(url, stated))
    for words, href in _named_links(context.page, end):
        kind = _worded_kind(words)
        url = join(context.base, href) if kind else None
        if kind and url:
            found.setdefault(url, Alternate(url, kind))
    return Found(list(found.values()), "links of the head and beside the text")


def _stated_kind(rel: list[str], note: str) -> AlternateKind | None:
    """Return what form of the article a link of the head leads to, or None.

    Args:
        rel: its relations.
        note: the type, the medium or the language that it names.
    """
    if "amphtml" in rel:
        return "amp"
    if "alternate" not in rel:
        return None
    if "pdf" in note:
        return "pdf"
    if note == "print":
        return "print"
    return "language" if tag(note) else None


def _worded_kind(text: str) -> AlternateKind | None:
    """Return what form of the article a link's own words name, or None."""
    if PRINT.match(text):
        return "print"
    return "pdf" if PDF.match(text) else None


def _named_links(page: Page, end: int) -> list[tuple[str, str]]:
    """Return (words, address) of the short links up to a line that may name a form, and of such linked icons."""
    links = [
        (anchor.text, anchor.href)
        for line in page.lines[:end]
        if line.anchors
        for anchor in line.anchors
        if anchor.text[:_BEGINNING].lower() in FORM_BEGINNINGS and len(anchor.text) < _LONGEST_LINK
    ]
    for picture in page.pictures:
        if picture.href and picture.line <= end:
            words = (picture.attributes.get("alt") or picture.attributes.get("title") or "").strip()
            if words[:_BEGINNING].lower() in FORM_BEGINNINGS:
                links.append((words, picture.href))
    return links
