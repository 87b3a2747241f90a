"""The parts of a page put together as one record."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from scraper.errors import AddressError
from scraper.model import Alternate, AlternateKind, Article, Reference, Related, Site, Vendor
from scraper.parser import classify as kind
from scraper.parser.addresses import canonical, host, path
from scraper.parser.fields import authors as people
from scraper.parser.fields import body as body_
from scraper.parser.fields import images, language, title
from scraper.parser.fields import keywords as tags
from scraper.parser.fields import published as dating
from scraper.parser.fields.paragraphs import paragraphs_of
from scraper.parser.k21 import dated_report as report
from scraper.parser.k21 import lists as newsroom
from scraper.parser.page import labels
from scraper.parser.page.labels import Label
from scraper.parser.page.model import Page
from scraper.parser.statements import directives, metadata
from scraper.parser.statements import selectors as selected
from scraper.parser.statements.metadata import Metadata
from scraper.sites import site_for
from scraper.web.urls import join

_MAX_LINKS = 200
_MAX_LABELS = 300


@dataclass(slots=True)
class Text:
    """The article's own words and where on the page they stand."""

    kicker: str | None
    title: str
    lead: str | None
    paragraphs: list[str]
    lines: list[int]
    start: int
    end: int
    authors: list[str]
    links: list[Reference]
    dated: report.Report | None = None


@dataclass(slots=True)
class Lists:
    """What the labels around the text name."""

    keywords: list[str]
    tags: list[str]
    section: str | None
    related: list[Related]
    vendors: list[Vendor]


def _address(page: Page, meta: Metadata, url: str) -> str:
    """Return the address that the page calls its own, where that is believable, else the given one.

    A link to another host or to the front page is a template's mistake.
    """
    own = canonical(url)
    for href in meta.canonical:
        stated = join(url, href)
        if stated and host(stated) == host(own) and path(stated) not in {"", "/"}:
            page.sources["url"] = "canonical link"
            return canonical(stated)
    page.sources["url"] = "address that answered"
    return own


def profile(url: str, site: Site | None) -> Site | None:
    """Return the profile that was given, or the built-in one of the address's host."""
    if site is not None:
        return site
    try:
        return site_for(url)
    except AddressError:
        return None


def _is_newsroom(found: dict[int, Label]) -> bool:
    """Return whether a page has the lists that K21's editors put under every report."""
    return any(label.role == "vendors" or (label.role == "related" and label.rest) for label in found.values())


def _report_text(parts: report.Report) -> Text:
    return Text(
        parts.kicker,
        parts.title,
        parts.lead,
        parts.body,
        parts.lines,
        parts.start,
        parts.end,
        parts.authors,
        parts.links,
        parts,
    )


def _plain_text(
    page: Page,
    meta: Metadata,
    shown: tuple[str, int, int],
    stated: list[str],
    found: dict[int, Label],
    main: int | None,
    base: str,
) -> Text:
    """Return the words of a page without a dated line."""
    headline, start, end = shown
    main_text = body_.find(page, headline, end, found, main)
    newsroom_page = _is_newsroom(found)
    if newsroom_page:
        kicker, headline = report.kicker_and_title(page, shown, stated)
    else:
        kicker, headline = report.kicker_in_heading(page, shown, stated)
    lines = main_text.lines
    links: list[Reference] = []
    if newsroom_page:
        lines, _ = report.without_links(page, lines, base)
        _, links = report.without_links(page, list(range(main_text.start, main_text.end)), base)
    paragraphs = paragraphs_of(page, lines)
    lead = page.lines[main_text.lead].text if main_text.lead is not None else None
    if lead is None and newsroom_page and len(paragraphs) > 1 and len(paragraphs[0]) < 500:
        lead, paragraphs = paragraphs[0], paragraphs[1:]
    authors: list[str] = []
    if newsroom_page:
        authors, paragraphs = newsroom.author_code(paragraphs)
        page.sources["authors"] = "code or name in parentheses at the end"
    if not paragraphs and lead:
        paragraphs, lead = [lead], None
    if len(meta.body) > 200 and sum(map(len, paragraphs)) < 0.3 * len(meta.body):
        paragraphs, lead = [part for part in re.split(r"\s*\n\s*", meta.body) if part], None
        page.sources["body"] = "JSON-LD articleBody"
    last = lines[-1] + 1 if lines else end
    first = start if end > start else (lines[0] if lines else 0)
    return Text(kicker, headline, lead, paragraphs, lines, first, last, authors, links)


def _section_of(page: Page, label: Label) -> tuple[str | None, int]:
    """Return the section that a list's heading names and the first line of the list."""
    if label.rest:
        return label.rest.rstrip(" :"), label.at + 1
    if page.lines[label.at].text.lower().rstrip(" :").endswith(("bereich", "rubrik", "thema")) and label.at + 1 < len(
        page.lines
    ):
        return page.lines[label.at + 1].text.rstrip(" :"), label.at + 2
    return None, label.at + 1


def _lists(page: Page, found: dict[int, Label], start: int, base: str) -> Lists:
    """Return keywords, section, related reports and vendors that the labels name."""
    lists = Lists([], [], None, [], [])
    ordered = [found[at] for at in sorted(found)][:_MAX_LABELS]
    for label in ordered:
        bounds = [
            other.at
            for other in ordered
            if other.at > label.at and other.role in {"related", "vendors", "boilerplate", "stop"}
        ]
        end = min(bounds, default=len(page.lines))
        if label.role == "keywords" and not lists.keywords and label.at >= start:
            lists.keywords = newsroom.keyword_list(page, label)
        elif label.role == "tags" and not lists.tags and label.at >= start:
            lists.tags = newsroom.keyword_list(page, label)
        elif label.role == "related" and not lists.related:
            section, first = _section_of(page, label)
            lists.section = lists.section or section
            lists.related = newsroom.related_list(page, first, end, base)
        elif label.role == "vendors" and not lists.vendors:
            section, first = _section_of(page, label)
            lists.section = lists.section or section
            lists.vendors = newsroom.vendor_list(page, first, end, base)
    return lists


def _choose_keywords(page: Page, found: dict[int, Label], words: Text, lists: Lists, meta: Metadata) -> list[str]:
    """Return the editor's list where there surely is one, then the most reliable of the page's other lists."""
    newsroom_page = words.dated is not None or _is_newsroom(found)
    listed = "list under a word such as 'Stichwörter'" if lists.keywords else "links with rel=tag"
    if newsroom_page and (lists.keywords or lists.tags):
        page.sources["keywords"] = listed
        return lists.keywords or lists.tags
    sites = title.site_names(meta, next(iter(meta.canonical), ""), None)
    text = "\n".join([words.title, words.lead or "", *words.paragraphs])
    chosen = tags.choose(page, words.start, meta.keywords, sites, text)
    if not chosen:
        page.sources["keywords"] = listed
    return chosen or lists.keywords or lists.tags


def _references(page: Page, words: Text, base: str) -> list[Reference]:
    """Return the links in the text, each address once."""
    found: dict[str, Reference] = {}
    for at in words.lines:
        for anchor in page.lines[at].anchors:
            url = None if anchor.href.startswith("#") else join(base, anchor.href)
            if url and len(found) < _MAX_LINKS:
                found.setdefault(url, Reference(url, anchor.text))
    for link in words.links:
        found.setdefault(link.url, link)
    return list(found.values())


def _alternate_kind(rel: list[str], note: str) -> AlternateKind | None:
    """Return what form of the article a link of the head leads to, or None.

    Args:
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
    return "language" if language.tag(note) else None


def _alternates(page: Page, meta: Metadata, own: str, base: str, end: int) -> list[Alternate]:
    """Return the other forms of the article that the head and the page name."""
    found: dict[str, Alternate] = {}
    for rel, href, note in meta.links:
        kind = _alternate_kind(rel.split(), note)
        url = join(base, href) if kind else None
        if kind and url and canonical(url) != own:
            found.setdefault(url, Alternate(url, kind))
    for alternate in newsroom.alternates(page, base, end):
        found.setdefault(alternate.url, alternate)
    return list(found.values())


def _dates(page: Page, meta: Metadata, words: Text, url: str) -> dating.Stamp:
    """Return day and moment; a date in brackets is the editor's own and outranks the software's."""
    if words.dated is not None:
        day, moment = dating.first_stamp(meta.published)
        page.sources["date"] = "date in brackets before the text"
        return words.dated.date, moment if day == words.dated.date else None
    first = words.lines[0] if words.lines else words.end
    return dating.published(page, meta, url, words.start, first + 1)


def assemble(tree: LexborHTMLParser, page: Page, url: str, site: Site | None) -> Article:
    """Return the record of a page.

    Args:
        tree: the parsed tree, for the profile's selectors.
        page: the same page, flat.
        url: the address that answered.
        site: the profile, if the host has one.
    """
    meta = metadata.read(page)
    base = join(url, page.base) or url if page.base else url
    found = labels.labels_of(page)
    chosen = selected.read(tree, page, site)
    shown = chosen.headline or title.choose(page, meta, url, site)
    if chosen.headline:
        page.sources["title"] = "the profile's selector 'title'"
    stated = title.stated_titles(page, meta, title.site_names(meta, url, site), site)
    dated = labels.dated_line(page, found)
    if dated >= 0:
        limit = _limit(page, dated, chosen.body)
        words = _report_text(report.read(page, dated, shown, stated, found, limit, base))
    else:
        words = _plain_text(page, meta, shown, stated, found, chosen.body, base)
    return _record(page, meta, words, found, chosen.fields, url, base, site)


def _limit(page: Page, dated: int, box: int | None) -> int:
    """Return where the text ends if no label says so: with the box that holds most of what follows."""
    if box is not None and page.boxes[box].end > dated:
        return page.boxes[box].end
    for index in page.ancestors(page.lines[dated].box):
        inner = page.boxes[index]
        if inner.tag not in {"p", "h2", "h3", "center"} and page.length(dated + 1, max(inner.end, dated + 1)) > 200:
            return inner.end
    return len(page.lines)


def _record(
    page: Page,
    meta: Metadata,
    words: Text,
    found: dict[int, Label],
    fields: selected.Fields,
    url: str,
    base: str,
    site: Site | None,
) -> Article:
    """Return the record from its parts; what the profile selects outranks what was found."""
    own = _address(page, meta, url)
    lists = _lists(page, found, words.start, base)
    sites = title.site_names(meta, url, site)
    day, moment = fields.date or _dates(page, meta, words, url)
    end = next(
        (at for at in sorted(found) if at >= words.end and found[at].role in {"related", "vendors"}), len(page.lines)
    )
    _note(page, words, lists, fields, meta)
    body = "\n\n".join(words.paragraphs)
    lead = fields.lead or words.lead
    whole = f"{lead or ''}\n{body}".strip()
    access, why_not = kind.judge(page, meta, whole, words.title, own, None if words.dated is not None else words.lines)
    authors = words.authors or fields.authors or _people(page, meta, sites, words)
    article = Article(
        url=own,
        site=site.id if site else host(own),
        language=language.find(page, meta, whole),
        kicker=fields.kicker or words.kicker,
        title=words.title,
        date=day,
        published_at=moment,
        modified_at=dating.modified(meta),
        authors=people.clean(authors, sites),
        lead=lead,
        body=body,
        keywords=fields.keywords or _choose_keywords(page, found, words, lists, meta),
        section=fields.section or lists.section or meta.section,
        links=_references(page, words, base),
        related=lists.related,
        vendors=lists.vendors,
        images=images.find(page, meta, words.start, words.end, base),
        alternates=_alternates(page, meta, own, base, end),
        access=access,
        is_article=why_not is None,
        why_not=why_not,
        directives=directives.read(page),
    )
    article.sources.update((name, source) for name, source in page.sources.items() if getattr(article, name))
    return article


def _people(page: Page, meta: Metadata, sites: list[str], words: Text) -> list[str]:
    """Return the authors by metadata or byline."""
    origin = meta.origin(meta.authors[0]) if meta.authors else ""
    return people.choose(page, meta.authors, origin, sites, words.start, words.end)


def _note(page: Page, words: Text, lists: Lists, fields: selected.Fields, meta: Metadata) -> None:
    """Note what gave the fields that no step of its own is responsible for."""
    note = page.sources
    if words.dated is not None:
        note |= {"title": "heading above the dated line", "body": "lines from the date in brackets on"}
        note["authors"] = "code or name in parentheses at the end"
    note["kicker"] = "line or element above the headline"
    note["lead"] = "first paragraph, which the page sets apart"
    note["section"] = "heading of the list of related articles" if lists.section else meta.origin(meta.section or "")
    note["related"] = note["vendors"] = "list under an editor's heading"
    note["links"] = "links in the text"
    note["alternates"] = "links of the head and beside the text"
    note["modified_at"] = meta.origin(meta.modified[0]) if meta.modified else ""
    note |= {name: f"the profile's selector {name!r}" for name in fields.given()}
