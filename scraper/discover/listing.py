"""Listing pages: the links to articles on a front page or an archive page.

The profile's patterns decide where there are some; else a link is an article's when it stands where
editors put headlines, outside of navigation and footer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.discover.document import address, parsed, plain, text_of
from scraper.discover.paging import next_page
from scraper.model import Found, Link, Response, Site
from scraper.web import urls
from scraper.web.dates import find_day
from scraper.web.feed_dates import moment

MAX_BYTES = 10 * 1000 * 1000
"""What is read of a page, in bytes."""

MAX_ANCHORS = 20_000
"""Most links of a page that are looked at."""

MAX_DATED = 300
"""Most links for which a date is looked for near by."""

_CLIMB = 12
_EMPTY_WORDS = re.compile(
    r"(?:(?:hier )?(?:mehr|weiter(?:lesen)?|lesen(?: sie)?|zum (?:artikel|beitrag)|zur meldung|read more|more|details"
    r"|artikel lesen|jetzt lesen|anzeigen|drucken|druckversion|kommentare?)\b.{0,25}|\W*)",
    re.IGNORECASE | re.DOTALL,
)
_FURNITURE = re.compile(
    r"\b(?:nav|navi|navigation|menu|menue|footer|breadcrumbs?|pagination|pager|cookie|consent|social|share)\b",
    re.IGNORECASE,
)
_TEASER = re.compile(
    r"\b(?:teaser|article|artikel|entry|post|news|meldung|beitrag|story|card|headline|item|result)", re.IGNORECASE
)
_NO_ARTICLE = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|svg|webp|zip|docx?|xlsx?|mp[34]|xml|rss|ics|css|js)$"
    r"|/(?:tags?|category|kategorien?|schlagwort|author|autor|login|impressum|datenschutz\w*|kontakt|feed|suche|search"
    r"|newsletter|abo|mediadaten|barrierefreiheit\w*|sitemap|agb|jobs)(?:/|\.html?$|$)",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset({"article", "li", "tr", "dd", "div", "section", "p"})


def read(response: Response, site: Site | None) -> Found:
    """Read a listing page.

    Args:
        response: what the page's address answered.
        site: the profile; without one, or without its ``articles`` patterns, a heuristic decides.

    Returns:
        One link per article in the order of the page, with the title and the day that stand there;
        ``next_url`` where the page has a successor; a ``problem`` where there are no articles.
    """
    tree = parsed(text_of(response.body[:MAX_BYTES], response.content_type))
    base = _base(tree, response.url)
    found: dict[str, Link] = {}
    nodes: dict[str, LexborNode] = {}
    for url, node in _article_anchors(tree, base, site):
        name = urls.key(url, site)
        known = found.get(name)
        if known is None or known.title is None:
            found[name] = Link(known.url if known else url, "article", _title(node))
            nodes[name] = node
    links = tuple(_dated(link, nodes[name], base, rank) for rank, (name, link) in enumerate(found.items()))
    problem = None if links else "no article links on this page"
    return Found(links, next_page(tree, base, response.url), problem)


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return urls.join(url, (node.attributes.get("href") if node else None) or "") or url


def _article_anchors(tree: LexborHTMLParser, base: str, site: Site | None) -> Iterator[tuple[str, LexborNode]]:
    here = address(base, base)
    for node in islice(tree.css("a[href]"), MAX_ANCHORS):
        url = address(base, node.attributes.get("href"))
        if url is None or url == here or (site is not None and urls.ignored(site, url)):
            continue
        if site is not None and site.articles:
            if urls.matches(site, url):
                yield url, node
        elif _looks_right(url, base, node):
            yield url, node


def _looks_right(url: str, base: str, node: LexborNode) -> bool:
    """Tell whether a link is an article's by its place, its text and its path."""
    if urls.host(url) != urls.host(base) or not _is_deep(url):
        return False
    around = list(_ancestors(node))
    if _is_furniture(around):
        return False
    words = len(_text(node).split())
    tags = {tag for tag, _ in around[:3]}
    if tags & _HEADINGS or (_heading(node) is not None and words >= 2):
        return True
    if words >= 3 and any(tag == "article" or _TEASER.search(classes) for tag, classes in around[:6]):
        return True
    return words >= 4


def _is_deep(url: str) -> bool:
    """Tell whether a path is one of an article rather than of a department."""
    path, _, query = urls.path_of(url).partition("?")
    if _NO_ARTICLE.search(path):
        return False
    steps = [step for step in path.split("/") if step]
    return len(steps) >= 2 or bool(steps and re.search(r"[-_+\d]", steps[-1])) or bool(re.search(r"\d", query))


def _ancestors(node: LexborNode) -> Iterator[tuple[str, str]]:
    """Yield tag and classes of the elements around a node, the nearest first."""
    current = node.parent
    for _ in range(_CLIMB):
        if current is None or current.tag in (None, "body", "html"):
            return
        attributes = current.attributes
        names = (attributes.get(name) or "" for name in ("class", "id", "role"))
        yield current.tag or "", " ".join(names).replace("_", " ")
        current = current.parent


def _is_furniture(around: list[tuple[str, str]]) -> bool:
    tags = [tag for tag, _ in around]
    if "nav" in tags or "footer" in tags:
        return True
    if "header" in tags and "article" not in tags[tags.index("header") :]:
        return True
    return any(_FURNITURE.search(classes) for tag, classes in around if tag not in ("article", "main"))


def _heading(node: LexborNode) -> LexborNode | None:
    return node.css_first("h1, h2, h3, h4, h5, h6")


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _title(node: LexborNode) -> str | None:
    """Return the headline that a link carries, or None for ``mehr...`` and pictures."""
    heading = _heading(node)
    candidates = [_text(heading)] if heading is not None else []
    candidates += [_text(node), node.attributes.get("title") or ""]
    return next((plain(text) for text in candidates if _is_title(text)), None)


def _is_title(text: str) -> bool:
    return len(text) >= 10 and " " in text.strip() and not _EMPTY_WORDS.fullmatch(text.strip())


def _dated(link: Link, node: LexborNode, base: str, rank: int) -> Link:
    published = _date_near(node, base) if rank < MAX_DATED else None
    return Link(link.url, link.kind, link.title, published) if published else link


def _date_near(node: LexborNode, base: str) -> dt.datetime | None:
    """Return the date in the smallest block around a link that has one and no other article in it."""
    current: LexborNode | None = node
    for _ in range(5):
        if current is None or current.tag in ("body", "html", "main"):
            return None
        if current.tag in _BLOCKS or current is node:
            if not _is_alone(current, node, base):
                return None
            found = _date_in(current)
            if found is not None:
                return found
        current = current.parent
    return None


def _is_alone(block: LexborNode, node: LexborNode, base: str) -> bool:
    """Tell whether a block speaks of one page only: few links, and one address in its headlines."""
    anchors = block.css("a[href]")
    if len(anchors) > 8:
        return False
    own = address(base, node.attributes.get("href"))
    titled = (anchor for anchor in anchors if _is_title(_text(anchor)))
    return all(address(base, anchor.attributes.get("href")) == own for anchor in titled)


def _date_in(block: LexborNode) -> dt.datetime | None:
    stamp = block.css_first("time[datetime]")
    found = moment(stamp.attributes.get("datetime")) if stamp is not None else None
    if found is not None:
        return found
    return _midnight(_text(block)[:400])


@lru_cache(maxsize=512)
def _midnight(text: str) -> dt.datetime | None:
    day = find_day(text)
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) if day else None
