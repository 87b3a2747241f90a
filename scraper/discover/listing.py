"""Listing pages: the links to articles on a front page or an archive page.

The profile's patterns decide where there are some; else a link is an article's when it stands where
editors put headlines, outside of navigation and footer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.discover.alternates import named_feeds
from scraper.discover.document import address, cut, plain
from scraper.discover.paging import next_page
from scraper.model import Cut, Fault, Found, Link, Reason, Response, Site, fault
from scraper.policy.selection import none_fits
from scraper.web import urls
from scraper.web.bounds import bounded
from scraper.web.dates import find_day
from scraper.web.encoding import utf8
from scraper.web.feed_dates import moment

MAX_ANCHORS = 20_000
"""Most links of a page that are looked at."""

MAX_DATED = 300
"""Most links for which a date is looked for near by."""

# How many of the elements around a link are asked whether they are boilerplate, a teaser, or a headline; each of these
# stands nearer to its links than the one before.
_AROUND, _NEAR, _NEAREST = 12, 6, 3
# In how many elements around a link its date is looked for, the link itself included.
_DATE_AROUND = 5
# A teaser has a few links to its page (picture, headline, "mehr..."); a block with more than this is a list of teasers.
_LINKS_OF_ONE = 8
# In how many characters of a block its date is looked for: further down a teaser may speak of other days.
_HEAD_OF_BLOCK = 400
# A headline has two words and so many characters at least; "mehr..." and "Weiter lesen" have not.
_SHORTEST_TITLE = 10
# Words of a link under a headline, in a teaser, and anywhere else, from which on it is an article's.
_WORDS_OF_HEADLINE, _WORDS_IN_TEASER, _WORDS_ANYWHERE = 2, 3, 4
# So many texts of blocks are kept with their dates: neighbouring links stand in the same blocks.
_KEPT_DATES = 512

# What a link says that leads to an article and does not name it.
_EMPTY_WORDS = re.compile(
    r"(?:(?:hier )?(?:mehr|weiter(?:lesen)?|lesen(?: sie)?|zum (?:artikel|beitrag)|zur meldung|read more|more|details"
    r"|artikel lesen|jetzt lesen|anzeigen|drucken|druckversion|kommentare?)\b.{0,25}|\W*)",
    re.IGNORECASE | re.DOTALL,
)
# Classes, ids and roles of what is not the article, and of teasers.
_BOILERPLATE = re.compile(
    r"\b(?:nav|navi|navigation|menu|menue|footer|breadcrumbs?|pagination|pager|cookie|consent|social|share)\b",
    re.IGNORECASE,
)
_TEASER = re.compile(
    r"\b(?:teaser|article|artikel|entry|post|news|meldung|beitrag|story|card|headline|item|result)", re.IGNORECASE
)
# Paths that no article has: files of other types, tag pages, and the standing pages of a site.
_NO_ARTICLE = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|svg|webp|zip|docx?|xlsx?|mp[34]|xml|rss|ics|css|js)$"
    r"|/(?:tags?|category|kategorien?|schlagwort|author|autor|login|impressum|datenschutz\w*|kontakt|feed|suche|search"
    r"|newsletter|abo|mediadaten|barrierefreiheit\w*|sitemap|agb|jobs)(?:/|\.html?$|$)",
    re.IGNORECASE,
)
# The start of a link, to count those that were not read.
_ANCHOR = re.compile(rb"<a[\t\n\f\r /]", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ANY_HEADING = "h1, h2, h3, h4, h5, h6"
_BLOCKS = frozenset({"article", "li", "tr", "dd", "div", "section", "p"})
_WHOLE_PAGE = frozenset({"body", "html", "main"})
# A path of a single step is an article's only with one of these: "/neues-portal" and "/18917" rather than "/kontakt".
_SLUG = re.compile(r"[-_+\d]")
_DIGIT = re.compile(r"\d")


def read(response: Response, site: Site | None) -> Found:
    """Read a listing page.

    Args:
        response: what the page's address answered.
        site: the profile; without one, or without its ``articles`` patterns, a heuristic decides.

    Returns:
        One link per article in the order of the page, with the title and the day that stand there;
        ``next_url`` where the page has a successor; a ``problem`` where there are no articles.
    """
    page = utf8(response.body, response.content_type)
    read_of_it = bounded(page)
    tree = LexborHTMLParser(read_of_it)
    base = _base(tree, response.url)
    feeds = named_feeds(tree, base)
    anchors = tree.css("a[href]")
    left = _left(page, read_of_it, len(anchors))
    anchors = anchors[:MAX_ANCHORS]
    found: dict[str, Link] = {}
    nodes: dict[str, LexborNode] = {}
    for url, node in _article_anchors(anchors, base, site):
        key = urls.key(url, site)
        known = found.get(key)
        if known is None:
            found[key], nodes[key] = Link(url, "article", _title(node)), node
        elif known.title is None:
            # A picture and a headline often lead to one page: the headline gives the title, and the date stands near
            # it. The address of the picture stays, and with it the link's place on the page.
            found[key], nodes[key] = Link(known.url, "article", _title(node)), node
    links = tuple(_dated(link, nodes[key], base, rank) for rank, (key, link) in enumerate(found.items()))
    next_url = next_page(tree, base, response.url)
    if links:
        return Found(links, next_url, cut=left, feeds=feeds)
    return Found((), next_url, _why_no_articles(anchors, base, site), cut=left, feeds=feeds)


def _left(page: bytes, read_of_it: bytes, anchors: int) -> Cut | None:
    """Return what the bounds of any page, and that of a listing's links, left of a page; None where no link is lost.

    Args:
        page: the page in UTF-8.
        read_of_it: the same within the bounds of any page.
        anchors: how many links are in that.
    """
    is_cut = len(read_of_it) < len(page)
    # Most pages are within all bounds, and are not searched again.
    if not is_cut and anchors <= MAX_ANCHORS:
        return None
    total = len(_ANCHOR.findall(page))
    # The bounds also drop what holds no link, such as the options of a form.
    is_link_lost = total > len(_ANCHOR.findall(read_of_it))
    if is_link_lost or anchors > MAX_ANCHORS:
        return cut(min(anchors, MAX_ANCHORS), "links", total)
    return None


def _why_no_articles(anchors: Sequence[LexborNode], base: str, site: Site | None) -> Fault:
    """Return why a page names no articles: its links fit no pattern of the profile, or none looks like one."""
    if site is None or not site.articles:
        return fault(Reason.NO_ARTICLE_LINKS)
    addresses = {address(base, node.attributes.get("href")) for node in anchors}
    others = [url for url in addresses if url is not None and url != address(base, base)]
    own = [url for url in others if urls.belongs(site, url) and not urls.ignored(site, url)]
    if not own:
        return fault(Reason.NO_ARTICLE_LINKS)
    return none_fits(len(own), site)


def _base(tree: LexborHTMLParser, url: str) -> str:
    """Return the address that relative links are resolved against (HTML Standard §4.2.3, the base element)."""
    node = tree.css_first("base[href]")
    if node is None:
        return url
    return urls.join(url, node.attributes.get("href") or "") or url


def _article_anchors(anchors: Sequence[LexborNode], base: str, site: Site | None) -> Iterator[tuple[str, LexborNode]]:
    """Yield the links that lead to articles, with their addresses."""
    # A front page links to itself again and again, by its logo for one.
    here = address(base, base)
    for node in anchors:
        url = address(base, node.attributes.get("href"))
        if url is None or url == here:
            continue
        if _is_article(url, node, base, site):
            yield url, node


def _is_article(url: str, node: LexborNode, base: str, site: Site | None) -> bool:
    """Tell whether a link leads to an article: the profile's patterns say so, or its look where there are none."""
    if site is not None and urls.ignored(site, url):
        return False
    if site is not None and site.articles:
        return urls.matches(site, url)
    return _looks_like_article(url, base, node)


def _looks_like_article(url: str, base: str, node: LexborNode) -> bool:
    """Tell whether a link is an article's by its place, its text and its path."""
    if urls.host_and_port(url) != urls.host_and_port(base) or not _has_path_of_article(url):
        return False
    around = list(_ancestors(node))
    if _is_boilerplate(around):
        return False
    words = len(_text(node).split())
    if _is_under_headline(around):
        return True
    # A link may stand around its headline as well as in it, as where a whole card is clickable.
    if _heading(node) is not None and words >= _WORDS_OF_HEADLINE:
        return True
    return words >= (_WORDS_IN_TEASER if _is_in_teaser(around) else _WORDS_ANYWHERE)


def _has_path_of_article(url: str) -> bool:
    """Tell whether the path of an address can be an article's rather than a department's."""
    path, _, query = urls.path_of(url).partition("?")
    if _NO_ARTICLE.search(path):
        return False
    steps = [step for step in path.split("/") if step]
    # Some systems have one path for all articles and a number in the query: "/news?id=7".
    if len(steps) > 1 or _DIGIT.search(query):
        return True
    return bool(steps) and _SLUG.search(steps[-1]) is not None


def _ancestors(node: LexborNode) -> Iterator[tuple[str, str]]:
    """Yield tag and classes of the elements around a node, the nearest first."""
    current = node.parent
    for _ in range(_AROUND):
        if current is None or current.tag in (None, "body", "html"):
            return
        attributes = current.attributes
        names = (attributes.get(name) or "" for name in ("class", "id", "role"))
        # For a regular expression "_" is a letter, so that "main_nav" would not have the word "nav" in it.
        yield current.tag or "", " ".join(names).replace("_", " ")
        current = current.parent


def _is_boilerplate(around: list[tuple[str, str]]) -> bool:
    """Tell whether a link stands in navigation, footer or the like, by the elements around it."""
    tags = [tag for tag, _ in around]
    if "nav" in tags or "footer" in tags:
        return True
    # The header of an article holds its headline, that of a page its navigation. The tags go from the link outwards.
    if "header" in tags and "article" not in tags[tags.index("header") :]:
        return True
    # Class names such as "social" on the article itself say what it is about.
    return any(_BOILERPLATE.search(classes) for tag, classes in around if tag not in ("article", "main"))


def _is_under_headline(around: list[tuple[str, str]]) -> bool:
    return any(tag in _HEADINGS for tag, _ in around[:_NEAREST])


def _is_in_teaser(around: list[tuple[str, str]]) -> bool:
    return any(tag == "article" or _TEASER.search(classes) for tag, classes in around[:_NEAR])


def _heading(node: LexborNode) -> LexborNode | None:
    return node.css_first(_ANY_HEADING)


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _title(node: LexborNode) -> str | None:
    """Return the headline that a link carries, or None for ``mehr...`` and pictures."""
    return next((plain(text) for text in _possible_titles(node) if _is_title(text)), None)


def _possible_titles(node: LexborNode) -> Iterator[str]:
    """Yield what can be the headline of a link's page, the likeliest first."""
    heading = _heading(node)
    if heading is not None:
        yield _text(heading)
    yield _text(node)
    yield node.attributes.get("title") or ""


def _is_title(text: str) -> bool:
    """Tell whether a text can be a headline: two words at least, and not those that every teaser has."""
    bare = text.strip()
    has_words = len(text) >= _SHORTEST_TITLE and " " in bare
    return has_words and not _EMPTY_WORDS.fullmatch(bare)


def _dated(link: Link, node: LexborNode, base: str, rank: int) -> Link:
    """Return a link with the date that stands near it, if any; only the first links of a page are looked at."""
    if rank >= MAX_DATED:
        return link
    return replace(link, published=_date_near(node, base))


def _date_near(node: LexborNode, base: str) -> dt.datetime | None:
    """Return the date in the smallest block around a link that has one and no other article in it."""
    for block in _blocks_around(node):
        if not _speaks_of_one_page(block, node, base):
            return None
        found = _date_in(block)
        if found is not None:
            return found
    return None


def _blocks_around(node: LexborNode) -> Iterator[LexborNode]:
    """Yield a link, and the blocks around it from the smallest on, as far as they are not the whole page."""
    yield node
    current = node.parent
    for _ in range(_DATE_AROUND - 1):
        if current is None or current.tag in _WHOLE_PAGE:
            return
        if current.tag in _BLOCKS:
            yield current
        current = current.parent


def _speaks_of_one_page(block: LexborNode, node: LexborNode, base: str) -> bool:
    """Tell whether a block is about the page of a link only: few links, and all that have a headline lead there."""
    anchors = block.css("a[href]")
    if len(anchors) > _LINKS_OF_ONE:
        return False
    own = _target(node, base)
    # Links without a headline may lead elsewhere: a department, a keyword, "Drucken".
    titled: Iterable[LexborNode] = (anchor for anchor in anchors if _is_title(_text(anchor)))
    return all(_target(anchor, base) == own for anchor in titled)


def _target(anchor: LexborNode, base: str) -> str | None:
    return address(base, anchor.attributes.get("href"))


def _date_in(block: LexborNode) -> dt.datetime | None:
    """Return the date of a block: that of its time element, or the first in its text."""
    stamp = block.css_first("time[datetime]")
    if stamp is None:
        return _midnight(_text(block)[:_HEAD_OF_BLOCK])
    return moment(stamp.attributes.get("datetime")) or _midnight(_text(block)[:_HEAD_OF_BLOCK])


@lru_cache(maxsize=_KEPT_DATES)
def _midnight(text: str) -> dt.datetime | None:
    """Return the first moment, in UTC, of the day that a text names."""
    day = find_day(text)
    if day is None:
        return None
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
