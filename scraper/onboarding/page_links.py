"""What a page links to and says of itself, as far as it matters for finding sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.discover.alternates import named_feeds
from scraper.discover.document import address, parsed
from scraper.errors import AddressError
from scraper.model import Response
from scraper.web.urls import join, spelled

# So many links of a page are looked at; a map of a large site has more, and is no page to learn from.
_MOST_LINKS = 3000
# Elements and class names of menus, in which all pages of a site link to the same addresses.
_MENU = re.compile(
    r"\b(?:nav|navi|navigation|navbar|menu|menue|menubar|footer|breadcrumbs?|pagination|pager|meta|service|sitemap)\b",
    re.IGNORECASE,
)
_AROUND = 12
# The words of a headline, also in a menu ("Top-Meldung").
_WORDS_OF_HEADLINE = 5
_FEED_WORD = re.compile(r"\b(?:rss|atom|news-?feeds?|feeds?)\b", re.IGNORECASE)
_FEED_ADDRESS = re.compile(
    r"(?:^|[/_=.-])(?:rss|atom|feeds?|newsfeed)(?:$|[/_.?&0-9-])|RSSFeed|RSSNewsfeed|RSSGenerator|[?&]type=\d{3,}",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"comment|kommentar|replytocom", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of a page.

    Args:
        url: canonical.
        spelled: as it stands, whole but for its fragment: what is noise in an article's address can make a feed.
        text: its words.
        is_of_menu: whether it stands in a menu or a footer.
    """

    url: str
    spelled: str
    text: str
    is_of_menu: bool

    @property
    def leads_to_feed(self) -> bool:
        """Whether its address or its words say that a feed is there, or a page that lists feeds."""
        if _COMMENTS.search(self.spelled):
            return False
        return _FEED_ADDRESS.search(self.spelled) is not None or _FEED_WORD.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class PageHead:
    """What a page says in its head.

    Args:
        title: the text of ``<title>``.
        titles: the same, and ``og:title``, each once.
        site_name: the site's name by its own word, or empty.
        feeds: the feeds that it names, but for those of comments.
    """

    title: str
    titles: tuple[str, ...]
    site_name: str
    feeds: tuple[str, ...]


def links_of(response: Response) -> list[PageLink]:
    """Return the links of a page, each address once."""
    tree = parsed(response.body, response.content_type)
    base = _base(tree, response.url)
    found: dict[str, PageLink] = {}
    for link in _links(tree, base):
        known = found.get(link.spelled)
        # A page that is linked from the text of a page, too, is more than an item of a menu.
        if known is None or (known.is_of_menu and not link.is_of_menu):
            found[link.spelled] = link
    return list(found.values())


def head_of(response: Response) -> PageHead:
    """Return what a page says of itself and of its site."""
    tree = parsed(response.body, response.content_type)
    node = tree.css_first("head > title") or tree.css_first("title")
    title = _line(node.text()) if node is not None else ""
    stated = [_meta(tree, name) for name in ("og:title", "twitter:title")]
    titles = tuple(dict.fromkeys(text for text in (title, *stated) if text))
    name = _meta(tree, "og:site_name") or _meta(tree, "application-name")
    return PageHead(title, titles, name, named_feeds(tree, _base(tree, response.url)))


def _links(tree: LexborHTMLParser, base: str) -> Iterator[PageLink]:
    for node in tree.css("a[href]")[:_MOST_LINKS]:
        ref = node.attributes.get("href") or ""
        url = address(base, ref)
        if url is None:
            continue
        try:
            whole = spelled(join(base, ref) or "")
        except AddressError:
            continue
        text = _line(f"{node.text(separator=' ')} {node.attributes.get('title') or ''}")
        yield PageLink(url, whole, text, _is_of_menu(node, text))


def _is_of_menu(node: LexborNode, text: str) -> bool:
    if len(text.split()) >= _WORDS_OF_HEADLINE:
        return False
    current = node.parent
    for _ in range(_AROUND):
        if current is None or current.tag in ("body", "html", "main", "article"):
            return False
        if current.tag in ("nav", "footer", "header"):
            return True
        attributes = current.attributes
        names = " ".join(attributes.get(name) or "" for name in ("class", "id", "role"))
        # For a regular expression "_" is a letter, so that "main_nav" would not have the word "nav" in it.
        if _MENU.search(names.replace("_", " ")):
            return True
        current = current.parent
    return False


def _base(tree: LexborHTMLParser, url: str) -> str:
    """Return what relative addresses are resolved against (HTML Standard §4.2.3, the base element)."""
    node = tree.css_first("base[href]")
    if node is None:
        return url
    return join(url, node.attributes.get("href") or "") or url


def _meta(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f'meta[property="{name}"][content], meta[name="{name}"][content]')
    return "" if node is None else _line(node.attributes.get("content") or "")


def _line(text: str) -> str:
    return " ".join(text.split())
