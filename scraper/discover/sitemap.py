"""Sitemaps: the sitemaps.org protocol 0.9, Google's news extension, text, gzip, and feeds in their place."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scraper.discover.document import MAX_UNPACKED, address, cut, plain, unpacked, with_plain_cdata, without_comments
from scraper.model import Found, Link, Reason, Response, fault
from scraper.web.encoding import decode_xml
from scraper.web.feed_dates import stamp
from scraper.web.sniff import is_html_text
from scraper.web.urls import join, without_breaks

MAX_LINKS = 50_000
"""Most addresses of one sitemap, as the protocol has it."""

# Characters in which the root of a feed is looked for.
_HEAD = 100_000
_BEFORE_MARKUP = "\ufeff \t\r\n"
# The root element: its prefix, its name, and its attributes, among which the prefixes of other names are declared.
_ROOT = re.compile(r"<(?:([\w.\-]{1,40}):)?(urlset|sitemapindex)(?=[\s>/])([^<>]*)", re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:[\w.\-]{1,40}:)?(?:rss|feed|rdf)(?=[\s>])", re.IGNORECASE)
_NAMESPACE = re.compile(r"xmlns:([\w.\-]{1,40})\s*=\s*[\"']([^\"'<>]*)")
# Google's extensions as they are usually prefixed; their elements share names with the protocol's own.
_EXTENSION_PREFIXES = ("news", "image", "video", "mobile", "xhtml", "geo", "pagemap")
# What the names of the namespaces of extensions have in common.
_EXTENSION_NAMESPACES = ("sitemap-", "xhtml", "geo", "pagemap")
_NEWS_NAMESPACE = "sitemap-news"
# An address in a sitemap of either kind, to count those that were not read; pictures have addresses of their own.
_ONE_ADDRESS = re.compile(rb"<(?!image:|video:)(?:[\w.\-]{1,40}:)?loc[\s>]|^\s*https?://", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"https?://|/", re.IGNORECASE)
_SCHEMES = ("http://", "https://")
# A tag of interest, with the text after it: whether it ends an element, its prefix, its name, the text. A pattern for
# whole elements would step back over the rest of the document at each one that is never closed.
_TAG = re.compile(
    r"<(/?)(?:([\w.\-]{1,40}):)?(url|sitemap|loc|lastmod|publication_date|title|news|image|video)(?=[\s>/])"
    r"[^<>]*>([^<]*)",
    re.IGNORECASE,
)
_ENTRY_TAGS = frozenset({"url", "sitemap"})
_EXTENSION_TAGS = frozenset({"news", "image", "video"})
# Elements of the protocol, and of the news extension, by the field of an entry that their text belongs to. Images and
# videos have elements of the same names, which belong to no field.
_PROTOCOL_FIELDS = {"loc": "loc", "lastmod": "lastmod"}
_NEWS_FIELDS = {"publication_date": "published", "title": "title"}


@dataclass(slots=True)
class _Entry:
    """What one ``url`` or ``sitemap`` element has said so far."""

    is_index: bool
    loc: str = ""
    lastmod: str = ""
    published: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Prefixes:
    """The prefixes of names that are not the protocol's own.

    Every other prefix is taken for the protocol's own, whatever its namespace is called: many sitemaps misspell it.

    Args:
        news: of the news extension.
        extensions: of all extensions.
    """

    news: frozenset[str]
    extensions: frozenset[str]


def read(response: Response) -> Found:
    """Read a sitemap or an index of sitemaps; broken XML gives what is readable in it.

    Args:
        response: what the sitemap's address answered; the body may be a gzip file.

    Returns:
        Up to 50,000 links; those of an index have the kind ``sitemap``. A ``problem`` where the
        document is empty or no sitemap; a ``cut`` where it was not read to its end.
    """
    # One byte more than is read shows whether there is more.
    body = unpacked(response.body, MAX_UNPACKED + 1)
    is_whole = len(body) <= MAX_UNPACKED
    text = decode_xml(body if is_whole else _up_to_a_mark(body[:MAX_UNPACKED]), response.content_type)
    found = _read_text(text, response)
    # A feed in a sitemap's place was read to bounds of its own.
    is_cut = not is_whole or len(found.links) >= MAX_LINKS
    if not is_cut or not found.links or found.cut is not None:
        return found
    # Of a packed sitemap the rest was never unpacked, so that nothing is found in it, and the total stays unknown.
    total = len(_ONE_ADDRESS.findall(body if is_whole else response.body))
    # A sitemap may name just as many addresses as are read of it.
    if is_whole and total <= len(found.links):
        return found
    return replace(found, cut=cut(len(found.links), "addresses", total))


def _up_to_a_mark(body: bytes) -> bytes:
    """Return a sitemap that was cut off, up to its last tag or line: half an address would be another address."""
    end = max(body.rfind(b"<"), body.rfind(b"\n"))
    # Without any mark it is no sitemap, which is said of it as it is.
    if end < 0:
        return body
    return body[:end]


def _read_text(text: str, response: Response) -> Found:
    """Read a sitemap that was unpacked and decoded."""
    if not text.strip():
        return Found(problem=fault(Reason.SITEMAP_EMPTY))
    if is_html_text(text):
        return Found(problem=fault(Reason.SITEMAP_IS_HTML))
    root = _ROOT.search(text)
    if root is not None:
        return _found(_links(_entries(text, root), response.url), Reason.SITEMAP_EMPTY)
    if _FEED_ROOT.search(text[:_HEAD]):
        return _read_feed(response)
    is_markup = text.lstrip(_BEFORE_MARKUP).startswith("<")
    if not is_markup:
        return _read_lines(text, response.url)
    # Entries without a root, as in a file that was cut off at its start.
    return _found(_links(_entries(text, None), response.url), Reason.SITEMAP_EMPTY)


def _read_feed(response: Response) -> Found:
    """Read a feed in a sitemap's place, as the protocol allows."""
    # feedparser costs time to import, and hardly any sitemap is a feed.
    from scraper.discover import feed

    return feed.read(response)


def _read_lines(text: str, base: str) -> Found:
    """Read a text sitemap: one absolute address a line."""
    lines = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    urls = (address(base, line) for line in lines if line.lower().startswith(_SCHEMES))
    return _found((Link(url) for url in urls if url), Reason.NOT_A_SITEMAP)


def _found(links: Iterator[Link], otherwise: Reason) -> Found:
    """Return the links without repetition, up to their bound; a reason where there are none."""
    distinct: dict[str, Link] = {}
    for link in links:
        distinct.setdefault(link.url, link)
        if len(distinct) >= MAX_LINKS:
            break
    if not distinct:
        return Found(problem=fault(otherwise))
    return Found(tuple(distinct.values()))


def _links(entries: Iterator[_Entry], base: str) -> Iterator[Link]:
    """Yield the links of the entries that name an address of the web."""
    for entry in entries:
        loc = without_breaks(html.unescape(entry.loc).strip())
        # The protocol asks for absolute addresses: a word or an unknown "&entity;" is no relative one.
        if not _ADDRESS.match(loc):
            continue
        url = _url(entry, loc, base)
        if url is not None:
            yield _link(url, entry)


def _url(entry: _Entry, loc: str, base: str) -> str | None:
    """Return the address of an entry: that of a sitemap as it stands, that of an article in its canonical form."""
    # What is noise in an article's address can be what makes a sitemap, such as "?page=2".
    if entry.is_index:
        return join(base, loc)
    return address(base, loc)


def _link(url: str, entry: _Entry) -> Link:
    return Link(
        url,
        "sitemap" if entry.is_index else "article",
        title=plain(html.unescape(entry.title)),
        published=stamp(html.unescape(entry.published)),
        lastmod=stamp(html.unescape(entry.lastmod)),
    )


def _entries(text: str, root: re.Match[str] | None) -> Iterator[_Entry]:
    """Yield the entries as the scanner meets their ends, closed or not."""
    scanner = _Scanner(root)
    # Tags in a comment name no pages, and markup in a CDATA section is text.
    for tag in _TAG.finditer(with_plain_cdata(without_comments(text))):
        complete = scanner.take(tag)
        if complete is not None:
            yield complete
    # Nothing comes behind the last entry that would complete it.
    if scanner.entry.loc:
        yield scanner.entry


class _Scanner:
    """What is known between one tag and the next: the entry so far, and the extension it stands in.

    Args:
        root: the root element, or None where there is none.
    """

    def __init__(self, root: re.Match[str] | None) -> None:
        # Where addresses stand without elements of their own around them, the root says what they are.
        self.entry = _Entry(root is not None and root[2].lower() == "sitemapindex")
        self._prefixes = _prefixes(root)
        # Where an extension is not prefixed, what it holds is known only by where it stands.
        self._extension = ""

    def take(self, tag: re.Match[str]) -> _Entry | None:
        """Take in one tag and the text behind it; return the entry that is complete with it, if any."""
        closing, prefix, name, content = tag.groups("")
        name = name.lower()
        if name in _ENTRY_TAGS:
            # An extension may have an element called "url" as well, which is no page.
            if prefix in self._prefixes.extensions:
                return None
            # Some indexes leave "loc" out and write the address straight into the element.
            self._extension = ""
            return self._begin(_Entry(name == "sitemap", "" if closing else content.strip()))
        if name in _EXTENSION_TAGS:
            self._extension = "" if closing else name
            return None
        if closing:
            return None
        return self._take_text(prefix, name, content)

    def _begin(self, entry: _Entry) -> _Entry | None:
        """Go on with another entry; return the one before it if it names an address."""
        before, self.entry = self.entry, entry
        if not before.loc:
            return None
        return before

    def _take_text(self, prefix: str, name: str, content: str) -> _Entry | None:
        """Put the text of one element where it belongs; of two of a name, the first counts."""
        complete = None
        is_own = not self._extension and prefix not in self._prefixes.extensions
        if is_own and name in _PROTOCOL_FIELDS:
            if name == "loc" and self.entry.loc:
                # A second address: the element of the first was never closed.
                complete = self._begin(_Entry(self.entry.is_index))
            self._set(_PROTOCOL_FIELDS[name], content)
        elif name in _NEWS_FIELDS and self._is_news(prefix):
            self._set(_NEWS_FIELDS[name], content)
        return complete

    def _is_news(self, prefix: str) -> bool:
        """Tell whether an element is of the news extension, by its prefix or by where it stands."""
        return prefix in self._prefixes.news or self._extension == "news"

    def _set(self, field: str, content: str) -> None:
        """Give a field of the entry its text, unless it has one."""
        if not getattr(self.entry, field):
            setattr(self.entry, field, content)


def _prefixes(root: re.Match[str] | None) -> _Prefixes:
    """Return the prefixes of extensions: those that a root element declares, and the usual ones."""
    declared: dict[str, str] = {}
    usual = set(_EXTENSION_PREFIXES)
    if root is not None:
        declared = dict(_NAMESPACE.findall(root[3]))
        # Where the root itself has such a prefix, as in "<news:urlset>", its elements are the protocol's own.
        usual.discard(root[1])
    news = {"news", *(prefix for prefix, name in declared.items() if _NEWS_NAMESPACE in name)}
    extensions = {prefix for prefix, name in declared.items() if _is_extension(name)}
    return _Prefixes(frozenset(news), frozenset(news | extensions | usual))


def _is_extension(namespace: str) -> bool:
    return any(mark in namespace.lower() for mark in _EXTENSION_NAMESPACES)
