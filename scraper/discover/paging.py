"""The next page of a listing: ``rel=next``, German labels, the Government Site Builder, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.web.urls import host_and_port, join

MAX_ANCHORS = 20_000
"""Most links of a page that are looked at for a next page: as many as for articles, so that one notice is for both."""

# Most links with rel=next that are looked at; a page has one.
_MAX_CERTAIN = 20
# From how many characters on a text is no label of a link, and how many of a text are searched for a page's number.
_TOO_LONG_FOR_LABEL, _LONGEST_NUMBER = 120, 40
# How many elements, beginning with the link itself, can be named like a pagination.
_PAGER_AROUND = 5
# HTML Standard §4.6.7.12 (rel=next), then the Government Site Builder.
_CERTAIN = 'link[rel~="next"][href], a[rel~="next"][href], div.navIndex li.forward > a[href]'
_PAGER = re.compile(
    r"pagin|pager|pagenav|page-nav|page_nav|page-numbers|navindex|nav-links|nav-previous|blaetter|blätter"
    r"|seitennavi|seitenzahl|browse|\bpages?\b",
    re.IGNORECASE,
)
_NAMING_ATTRIBUTES = ("class", "id", "aria-label", "data-role")
# These say by themselves what they lead to; "weiter" and ">" do only beside page numbers.
_CLEAR = re.compile(
    r"(?:zur )?n(?:ä|ae)chsten? seite|weitere (?:meldungen|beiträge|artikel|nachrichten)"
    r"|(?:zu )?älteren? (?:meldungen|beiträgen?|artikeln?|nachrichten|einträgen?|posts)|next page"
    r"|older (?:posts|entries)"
)
_VAGUE = re.compile(r"weiter|vor|vorwärts|vorwaerts|n(?:ä|ae)chster?s?|ältere|older|next")
# What stands around the words of such a link, and what of it means "next" without any words.
_ARROWS = "›»>→❯▶·\u00a0 \t\r\n.…|-"
_POINTING = re.compile(r"[›»>→❯▶]+")
_NUMBER = re.compile(r"(?:seite|page)?\s*([1-9]\d{0,4})")
_CURRENT = re.compile(r"\b(?:current|active|aktiv|selected|is-active)\b", re.IGNORECASE)
# How a current page that is no link is marked.
_MARKED = "[aria-current], .current, .active, .selected, .aktiv, strong, b, em"


def next_page(tree: LexborHTMLParser, base: str, url: str) -> str | None:
    """Return the address of the page after this one, or None.

    Args:
        tree: the parsed page.
        base: what relative links are resolved against.
        url: the page's own address; it is never the answer, and neither is another host.
    """
    certain = (_target(node, base, url) for node in tree.css(_CERTAIN)[:_MAX_CERTAIN])
    found = next((target for target in certain if target), None)
    if found is not None:
        return found
    return _by_label(tree, base, url) or _by_number(tree, base, url)


def _target(node: LexborNode, base: str, url: str) -> str | None:
    """Return where a link leads, if that is another page of the same host."""
    # A fragment names a place on a page, so that "#top" leads to the page itself.
    joined = join(base, node.attributes.get("href") or "")
    target = (joined or "").partition("#")[0]
    if not target or target == url.partition("#")[0]:
        return None
    if host_and_port(target) != host_and_port(url):
        return None
    return target


def _by_label(tree: LexborHTMLParser, base: str, url: str) -> str | None:
    """Return where the first link leads that is called "next page" or the like."""
    for node in islice(tree.css("a[href]"), MAX_ANCHORS):
        if any(_says_next(label, node) for label in _labels(node)):
            target = _target(node, base, url)
            if target:
                return target
    return None


def _labels(node: LexborNode) -> Iterator[str]:
    """Yield what a link calls itself, if it is short enough for a label."""
    attributes = node.attributes
    for text in (node.text(), attributes.get("title") or "", attributes.get("aria-label") or ""):
        if 0 < len(text) < _TOO_LONG_FOR_LABEL:
            yield " ".join(text.lower().split())


def _says_next(label: str, node: LexborNode) -> bool:
    """Tell whether a label means the next page, by itself or since it stands in a pagination."""
    words = label.strip(_ARROWS)
    if _CLEAR.fullmatch(words):
        return True
    is_arrow = not words and _POINTING.fullmatch(label) is not None
    is_vague = is_arrow or _VAGUE.fullmatch(words) is not None
    return is_vague and _in_pager(node)


def _in_pager(node: LexborNode) -> bool:
    """Tell whether a link, or one of the nearest elements around it, is named like a pagination."""
    current: LexborNode | None = node
    for _ in range(_PAGER_AROUND):
        if current is None or current.tag in ("body", "html"):
            return False
        attributes = current.attributes
        if any(_PAGER.search(attributes.get(name) or "") for name in _NAMING_ATTRIBUTES):
            return True
        current = current.parent
    return False


def _by_number(tree: LexborHTMLParser, base: str, url: str) -> str | None:
    """Return the link to the number after the current page's, which is marked or not a link itself."""
    targets: dict[int, str | None] = {}
    current: int | None = None
    for number, node in _numbered(tree):
        target = _target(node, base, url)
        targets.setdefault(number, target)
        # A number that leads to the page itself is the current one, also where nothing marks it.
        if target is None or _is_current(node):
            current = number
    if current is None:
        current = _unlinked(tree) or _first_missing(targets)
    return targets.get(current + 1)


def _numbered(tree: LexborHTMLParser) -> Iterator[tuple[int, LexborNode]]:
    """Yield the links of a pagination that are numbers."""
    for node in islice(tree.css("a[href]"), MAX_ANCHORS):
        number = _number(node.text())
        if number is not None and _in_pager(node):
            yield number, node


def _number(text: str) -> int | None:
    """Return the number of a page that a text consists of, as in "3" or "Seite 3", or None."""
    found = _NUMBER.fullmatch(" ".join(text[:_LONGEST_NUMBER].lower().split()))
    if found is None:
        return None
    return int(found[1])


def _is_current(node: LexborNode) -> bool:
    """Tell whether a link, or the element around it, is marked as the page that is shown."""
    around = (item for item in (node, node.parent) if item is not None)
    return any(
        item.attributes.get("aria-current") or _CURRENT.search(item.attributes.get("class") or "") for item in around
    )


def _unlinked(tree: LexborHTMLParser) -> int | None:
    """Return the number of a current page that is marked but no link."""
    for node in islice(tree.css(_MARKED), MAX_ANCHORS):
        # Classes such as "active" also stand on the items around links.
        if node.css_first("a") is not None:
            continue
        number = _number(node.text())
        if number is not None and _in_pager(node):
            return number
    return None


def _first_missing(targets: dict[int, str | None]) -> int:
    """Return the first number that is missing among the links: the page they stand on."""
    number = 1
    while number in targets:
        number += 1
    return number
