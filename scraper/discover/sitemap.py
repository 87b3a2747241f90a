"""Sitemaps: the sitemaps.org protocol 0.9, Google's news extension, text, gzip, and feeds in their place."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.discover.document import address, is_html, plain, text_of, unpack, with_plain_cdata, without_comments
from scraper.model import Found, Link, Response
from scraper.web.feed_dates import stamp
from scraper.web.urls import join

MAX_LINKS = 50_000
"""Most addresses of one sitemap, as the protocol has it."""

_ROOT = re.compile(r"<(?:([\w.\-]{1,40}):)?(urlset|sitemapindex)(?=[\s>/])([^<>]*)", re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:[\w.\-]{1,40}:)?(?:rss|feed|rdf)(?=[\s>])", re.IGNORECASE)
_NAMESPACE = re.compile(r"xmlns:([\w.\-]{1,40})\s*=\s*[\"']([^\"'<>]*)")
# Google's extensions as they are usually prefixed; their elements share names with the protocol's own.
_EXTENSIONS = ("news", "image", "video", "mobile", "xhtml", "geo", "pagemap")
_ADDRESS = re.compile(r"https?://|/", re.IGNORECASE)
# One pass over tags of interest with the text after them; no part of it can step back.
_TOKEN = re.compile(
    r"<(/?)(?:([\w.\-]{1,40}):)?(url|sitemap|loc|lastmod|publication_date|title|news|image|video)(?=[\s>/])"
    r"[^<>]*>([^<]*)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Item:
    """What one ``url`` or ``sitemap`` element has said so far."""

    index: bool
    loc: str = ""
    lastmod: str = ""
    published: str = ""
    title: str = ""


def read(response: Response) -> Found:
    """Read a sitemap or an index of sitemaps; broken XML gives what is readable in it.

    Args:
        response: what the sitemap's address answered; the body may be a gzip file.

    Returns:
        Up to 50,000 links; those of an index have the kind ``sitemap``. A ``problem`` where the
        document is empty or no sitemap.
    """
    body = unpack(response.body)
    text = text_of(body, response.content_type)
    if not text.strip():
        return Found(problem="the sitemap is empty")
    if is_html(text):
        return Found(problem="the sitemap is an HTML page")
    root = _ROOT.search(text)
    if root is None and _FEED_ROOT.search(text[:100_000]):
        return _read_feed(response)
    if root is None and not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _read_lines(text, response.url)
    return _found(_links(_items(text, root), response.url), "the sitemap is empty")


def _read_feed(response: Response) -> Found:
    from scraper.discover import feed

    return feed.read(response)


def _read_lines(text: str, base: str) -> Found:
    """Read a text sitemap: one absolute address a line."""
    lines = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    urls = (address(base, line) for line in lines if line[:8].lower().startswith(("http://", "https://")))
    links = (Link(url) for url in urls if url)
    return _found(links, "the document is no sitemap")


def _found(links: Iterator[Link], otherwise: str) -> Found:
    kept: dict[str, Link] = {}
    for link in links:
        kept.setdefault(link.url, link)
        if len(kept) >= MAX_LINKS:
            break
    return Found(tuple(kept.values()), None, None if kept else otherwise)


def _links(items: Iterator[_Item], base: str) -> Iterator[Link]:
    for item in items:
        loc = html.unescape(item.loc).strip()
        if not _ADDRESS.match(loc):
            continue  # the protocol asks for absolute addresses; "&entity;" and words are none
        # An index is asked for as it stands, an article by its canonical name.
        url = join(base, loc) if item.index else address(base, loc)
        if url is None:
            continue
        published, changed = stamp(html.unescape(item.published)), stamp(html.unescape(item.lastmod))
        title = plain(html.unescape(item.title))
        yield Link(url, "sitemap" if item.index else "article", title, published, changed)


def _items(text: str, root: re.Match[str] | None) -> Iterator[_Item]:
    """Yield the entries as the scanner meets their ends, closed or not."""
    news, foreign = _prefixes(root)
    item = _Item(bool(root and root[2].lower() == "sitemapindex"))
    inside = ""
    for token in _TOKEN.finditer(with_plain_cdata(without_comments(text))):
        closing, prefix, name, content = token[1], token[2] or "", token[3].lower(), token[4]
        own = prefix not in foreign
        if name in ("url", "sitemap") and own:
            if item.loc:
                yield item
            # Some indexes leave "loc" out and write the address straight into the element.
            item, inside = _Item(name == "sitemap", "" if closing else content.strip()), ""
        elif name in ("news", "image", "video"):
            # Where an extension is not prefixed, what it holds is known only by where it stands.
            inside = "" if closing else name
        elif not closing:
            own = own and not inside
            if name == "loc" and own and item.loc:
                # A second address: the element before it was never closed.
                yield item
                item = _Item(item.index)
            _take(item, name, content, own, prefix in news or inside == "news")
    if item.loc:
        yield item


def _prefixes(root: re.Match[str] | None) -> tuple[set[str], set[str]]:
    """Return the prefixes of the news extension, and those of all extensions.

    Every other prefix is taken for the protocol's own, whatever its namespace is called: many are wrong.
    """
    declared = dict(_NAMESPACE.findall(root[3])) if root else {}
    news = {"news", *(prefix for prefix, name in declared.items() if "sitemap-news" in name)}
    marks = ("sitemap-", "xhtml", "geo", "pagemap")
    foreign = {prefix for prefix, name in declared.items() if any(mark in name.lower() for mark in marks)}
    # A root with one of these names as its prefix means it as its own.
    usual = {name for name in _EXTENSIONS if not root or name != root[1]}
    return news, news | foreign | usual


def _take(item: _Item, name: str, content: str, own: bool, news: bool) -> None:
    """Put the text of one element where it belongs; images and videos have the same names elsewhere."""
    if own and name == "loc":
        item.loc = item.loc or content
    elif own and name == "lastmod":
        item.lastmod = item.lastmod or content
    elif news and name == "publication_date":
        item.published = item.published or content
    elif news and name == "title":
        item.title = item.title or content
