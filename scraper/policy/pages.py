"""Articles that stand on several pages: which addresses are further pages of one, and their records as one record.

A page names the next one with ``rel=next`` (HTML, "Link type next"). Blogs use the same relation for the next article
of the day, so a link is followed only where the address is that of the first page with the number of the page in it,
and what answers is taken only where it has the same headline or calls the first page its own address.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TypeVar

from scraper.errors import AddressError
from scraper.model import Article
from scraper.web.urls import canonical, host_and_port, path_of

MOST_PAGES = 20
"""So many pages of one article are read, the first one included; chosen above what any newsroom was seen to publish.
Without a bound a page that names itself anew as the next one would never end."""

GIVE_UP_AFTER = 3
"""After so many visits at which a further page could not be had, the article is archived without it."""

# What may stand in an address of a further page and not in that of the first one: the number of the page, with the name
# of a parameter or of a folder before it ("?seite=2", "/page/2/", "-2", ",2", "&tx_news[page]=2").
_PAGE_NUMBER = re.compile(r"[/?&;,._-]{0,2}(?:[a-z][\w\[\]%.-]{0,60}?[=/,_-])?0{0,2}(\d{1,2})/?", re.IGNORECASE)
# The number of the first page where its address has one.
_FIRST = re.compile(r"0{0,2}[01]?")
# Figures stay together, or "/41" and "/412" would differ by a page's number.
_TOKEN = re.compile(r"\d+|\D")
_WORD = re.compile(r"\w+")
_BLANK_LINE = "\n\n"
T = TypeVar("T")


def further_page(first: str, stated: str | None, number: int) -> str | None:
    """Return the address of a further page in its canonical spelling, or None where it is none of this article.

    Args:
        first: the address of the first page.
        stated: what the page before names as the next one, or None.
        number: which page of the article it would be; 2 is the one after the first.
    """
    if stated is None:
        return None
    try:
        address, start = canonical(stated), canonical(first)
        is_same_host = host_and_port(address) == host_and_port(start)
    except AddressError:
        return None
    if not is_same_host or number > MOST_PAGES:
        return None
    if address == start:
        return None
    # Some systems count pages from zero, so that the second page has the number 1.
    is_next = _page_number(start, address) in (number, number - 1)
    return address if is_next else None


def is_further_page(first: str, address: str) -> bool:
    """Return whether an address is that of the first page of an article with the number of a later page in it."""
    number = _page_number(first, address)
    return address != first and number is not None and number > 1


def _page_number(first: str, address: str) -> int | None:
    """Return the number by which an address differs from that of a first page, or None where it differs in more."""
    one, other = (_TOKEN.findall(path_of(url)) for url in (first, address))
    start = _equal(one, other)
    end = _equal(one[start:][::-1], other[start:][::-1])
    missing, added = "".join(one[start : len(one) - end]), "".join(other[start : len(other) - end])
    if not _FIRST.fullmatch(missing.strip("/")):
        return None
    found = _PAGE_NUMBER.fullmatch(added)
    return int(found[1]) if found else None


def _equal(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many items two sequences have alike at their beginnings."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def belongs(first: Article, further: Article) -> bool:
    """Return whether a page that answered is a further page of an article, and not another one or the same again.

    Args:
        first: the record of the article so far.
        further: that of the page.
    """
    if not further.body or further.body == first.body:
        return False
    if further.url == first.url:
        return True
    # "Page 2" may stand before or behind the headline.
    one, other = _words(first.title), _words(further.title)
    return bool(one) and (one in other or other in one) and bool(other)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def joined(first: Article, further: Sequence[Article]) -> Article:
    """Return one record of the pages of an article: the first page's, with the text and the lists of all.

    Args:
        first: the record of the first page.
        further: those of the others, in their order.
    """
    paragraphs = first.body.split(_BLANK_LINE) if first.body else []
    # A template may show headline, lead and picture on every page; nothing else that repeats is left out.
    repeated = {text for text in (first.lead, first.title, first.kicker) if text}
    for page in further:
        texts = [page.lead or "", *page.body.split(_BLANK_LINE)]
        paragraphs += [text for text in texts if text and text not in repeated]
    pages = (first, *further)
    return replace(
        first,
        body=_BLANK_LINE.join(paragraphs),
        # The author's code stands below the text, which is on the last page.
        authors=next((page.authors for page in pages if page.authors), []),
        keywords=next((page.keywords for page in pages if page.keywords), []),
        links=_once([link for page in pages for link in page.links]),
        related=_once([item for page in pages for item in page.related]),
        vendors=_once([vendor for page in pages for vendor in page.vendors]),
        images=_once([image for page in pages for image in page.images]),
        # What one page reserves is reserved for the article.
        directives=_once([directive for page in pages for directive in page.directives]),
        next_page=None,
    )


def _once(items: list[T]) -> list[T]:
    return list(dict.fromkeys(items))


def pages_digest(digests: Sequence[bytes]) -> bytes:
    """Return the digest of the bytes of all pages of an article: that of the body where there is one page only.

    Args:
        digests: sha256 of each body, 32 bytes, the first page first.
    """
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256(b"".join(digests)).digest()
