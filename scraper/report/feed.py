"""An Atom feed (RFC 4287) of articles, as bytes: of what goes in, nothing else comes out, whoever reads it.

What pages say is text in it. A text that looks like markup is declared as HTML in which it is escaped: programs that
guess (the feed validator of the W3C is one, and many readers are) then take it for what it is, too.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import feedgenerator

from scraper.about import VERSION
from scraper.report.atom_parts import for_xml, href, line_for_xml

MEDIA_TYPE = "application/atom+xml"
"""The media type of a feed (RFC 4287 §7)."""

_GENERATOR = "scraper"
# What looks like a tag, or a character reference, to who guesses whether a text is HTML.
_LIKE_HTML = re.compile(r"<\s*[A-Za-z/!?]|&(?:#\w+|\w+);")
# BCP 47 as RFC 4287's schema has it; a page may state anything as its language.
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
# A language that is not known, in BCP 47 (RFC 5646 §4.1): RFC 4287's schema has no empty xml:lang.
_UNKNOWN_LANGUAGE = "und"
# When a feed without entries was changed last: always the same, so that it stays as it is at each run.
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What a feed says of itself.

    Args:
        id: its name for all time, an absolute URI; see :func:`scraper.report.atom_parts.tag_uri`.
        title, subtitle: plain texts; an empty subtitle is left out.
        self_link: the address that the feed itself is to be had at; None: not known.
        alternate: the address of a page with the same articles; None: there is none.
        updated: when it changed last (aware); see :func:`last_change`.
        language: of title and subtitle, as BCP 47 writes it; None: not said.
    """

    id: str
    title: str
    subtitle: str
    self_link: str | None
    alternate: str | None
    updated: dt.datetime
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is about.

    Args:
        term: the word itself.
        scheme: a URI that says what kind of word that is; None: a keyword.
        label: how people call it, where that is another text.
    """

    term: str
    scheme: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One article.

    Args:
        id: its name for all time, an absolute URI.
        title: a plain text.
        link: its page; what is no address of the web is left out.
        updated: the last edit that matters to a reader (aware).
        authors: at least one name (RFC 4287 §4.1.2).
        published: when it came out (aware), or None.
        summary: a plain text, or None.
        content: HTML that can be trusted, or None; see :func:`scraper.report.feed_entries.as_html`.
        categories: in order; one that comes twice is written once.
        language: of its texts, as BCP 47 writes it; None, or anything else: not known.
    """

    id: str
    title: str
    link: str
    updated: dt.datetime
    authors: Sequence[str]
    published: dt.datetime | None = None
    summary: str | None = None
    content: str | None = None
    categories: Sequence[Category] = ()
    language: str | None = None


def last_change(entries: Iterable[FeedEntry]) -> dt.datetime:
    """Return when the newest edit among some entries was; without entries, the beginning of 1970."""
    return max((entry.updated for entry in entries), default=_NEVER)


def atom(head: FeedHead, entries: Iterable[FeedEntry]) -> bytes:
    """Return a feed as the bytes of its file.

    Args:
        head: what it says of itself.
        entries: in the order in which they are to stand; of those with one id, the first is written.
    """
    feed = _Feed(title=head.title, link="", description="", head=head)
    written: set[str] = set()
    for entry in entries:
        # Two entries of one id and one moment are not allowed (RFC 4287 §4.1.1), and readers show one of them anyway.
        if entry.id not in written:
            written.add(entry.id)
            feed.add_item(title=entry.title, link="", description=None, entry=entry)
    out = io.StringIO()
    feed.write(out, "utf-8")
    return out.getvalue().encode("utf-8", "replace") + b"\n"


class _Feed(feedgenerator.Atom1Feed):  # type: ignore[misc, unused-ignore]
    """Writes :class:`FeedHead` and :class:`FeedEntry`, of which feedgenerator's own feed knows less."""

    def root_attributes(self) -> dict[str, str]:
        return {"xmlns": self.ns, **_language(self.feed["head"].language)}

    def add_root_elements(self, handler: Any) -> None:
        head: FeedHead = self.feed["head"]
        _add_text(handler, "title", line_for_xml(head.title) or head.id)
        handler.addQuickElement("id", head.id)
        handler.addQuickElement("updated", _moment(head.updated))
        subtitle = line_for_xml(head.subtitle)
        if subtitle:
            _add_text(handler, "subtitle", subtitle)
        _add_link(handler, "self", href(head.self_link), {"type": MEDIA_TYPE})
        _add_link(handler, "alternate", href(head.alternate), {"type": "text/html"})
        handler.addQuickElement("generator", _GENERATOR, {"version": VERSION})

    def item_attributes(self, item: Any) -> dict[str, str]:
        stated = _language(item["entry"].language)
        if stated or self.feed["head"].language is None:
            return stated
        # An entry that says nothing would be in the language of the feed.
        return _language(_UNKNOWN_LANGUAGE)

    def write_items(self, handler: Any) -> None:
        for item in self.items:
            # A line each, so that people and programs that compare lines can read it.
            handler.ignorableWhitespace("\n")
            handler.startElement("entry", self.item_attributes(item))
            _add_entry(handler, item["entry"])
            handler.endElement("entry")
        handler.ignorableWhitespace("\n")


def _add_entry(out: Any, entry: FeedEntry) -> None:
    """Write what stands in an entry."""
    link, title = href(entry.link), line_for_xml(entry.title)
    _add_text(out, "title", title or link or entry.id)
    out.addQuickElement("id", entry.id)
    _add_link(out, "alternate", link, {})
    if entry.published is not None:
        out.addQuickElement("published", _moment(entry.published))
    out.addQuickElement("updated", _moment(entry.updated))
    for name in filter(None, dict.fromkeys(map(line_for_xml, entry.authors))):
        out.startElement("author", {})
        out.addQuickElement("name", name)
        out.endElement("author")
    for attributes in _categories(entry.categories):
        out.addQuickElement("category", "", attributes)
    summary = line_for_xml(entry.summary)
    if summary:
        _add_text(out, "summary", summary)
    if entry.content is not None:
        out.addQuickElement("content", for_xml(entry.content), {"type": "html"})
    elif not link:
        # An entry without a page has to say something itself (RFC 4287 §4.1.2).
        _add_text(out, "content", summary or title or entry.id)


def _categories(categories: Iterable[Category]) -> list[dict[str, str]]:
    """Return the attributes of each category, once."""
    found: dict[tuple[str, str | None], dict[str, str]] = {}
    for one in categories:
        term, label = line_for_xml(one.term), line_for_xml(one.label)
        attributes = {"term": term, "scheme": one.scheme or "", "label": label if label != term else ""}
        if term:
            found.setdefault((term, one.scheme), {name: value for name, value in attributes.items() if value})
    return list(found.values())


def _add_text(out: Any, name: str, text: str) -> None:
    """Write a plain text that has one line at least."""
    if _LIKE_HTML.search(text):
        out.addQuickElement(name, html.escape(text, quote=False), {"type": "html"})
    else:
        out.addQuickElement(name, text)


def _add_link(out: Any, rel: str, address: str, attributes: Mapping[str, str]) -> None:
    """Write a link, but for one that leads nowhere: an empty ``href`` would be the address of the feed itself."""
    if address:
        out.addQuickElement("link", "", {"rel": rel, "href": address, **attributes})


def _moment(moment: dt.datetime) -> str:
    """Return a moment as RFC 3339 writes it, in UTC and whole seconds."""
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _language(language: str | None) -> dict[str, str]:
    """Return the attribute that says in which language a text is."""
    is_known = language is not None and _LANGUAGE.fullmatch(language) is not None
    return {"xml:lang": str(language)} if is_known else {}
