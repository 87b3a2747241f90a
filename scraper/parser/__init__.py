"""Bytes to Article: decoding, one walk over the tree, metadata, headline, text, newsroom labels, profile.

``parse`` is pure and never raises on bad markup; an empty record is an answer.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from scraper.model import Article, EarlierRules, Site

if TYPE_CHECKING:
    from scraper.parser.record import Explained

__all__ = ["PARSER_VERSION", "explain", "parse", "reader"]

PARSER_VERSION = "7"
"""It changes when the same bytes and the same profile would give another record; see :func:`reader`."""

_DIGEST_LENGTH = 8


def reader(site: Site | None) -> str:
    """Return the identity of who reads a page: the parser's version and a digest of what it reads of the profile.

    Two records of the same bytes by the same reader are equal. Profiles that differ in nothing that the parser reads
    (feeds, patterns, delays) share a reader; another ``select`` or ``title_suffixes`` makes another one. A profile with
    rules of earlier times (``until``) is one reader for the captures of all times: whoever changes a rule of one time
    has all captures of the site read again, which is simple, and costs no request.

    Args:
        site: the profile, as :func:`parse` is given it.

    Returns:
        Such as ``6-1c9f2ab0``; ``6-0`` without a profile, where :func:`parse` finds none for the host either.
    """
    if site is None:
        return f"{PARSER_VERSION}-0"
    return f"{PARSER_VERSION}-{_digest(site.id, site.name, site.title_suffixes, site.select, site.earlier)}"


@lru_cache(maxsize=1024)
def _digest(
    identity: str,
    name: str,
    suffixes: tuple[str, ...],
    select: tuple[tuple[str, str], ...],
    earlier: tuple[EarlierRules, ...],
) -> str:
    """Return a short digest of the id (the record's ``site``), the name and suffixes (cut from titles) and selectors.

    The order of suffixes matters, since each is cut from what the one before left. That of selectors does not.
    """
    read: list[object] = [identity, name, suffixes, sorted(select)]
    # A profile without rules of earlier times keeps the digest that it had before profiles could have any, or each
    # archive would be read again for nothing.
    if earlier:
        read.append([_as_list(rules) for rules in earlier])
    text = json.dumps(read, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def _as_list(rules: EarlierRules) -> list[object]:
    """Return rules of an earlier time as JSON has them; None where the version after them counts."""
    select = None if rules.select is None else sorted(rules.select)
    return [rules.until.isoformat(), rules.title_suffixes, select]


def parse(html: bytes | str, url: str, *, content_type: str | None = None, site: Site | None = None) -> Article:
    """Read one page.

    Args:
        html: the body of the response, or its text.
        url: the address that answered; one that cannot be used is kept as it is.
        content_type: the Content-Type header.
        site: the site's profile; the built-in one of the host where it is left out.

    Returns:
        The record; ``is_article`` says whether the page looks like one article at all.
    """
    with _no_collector():
        return _read(html, url, content_type, site)


def explain(
    html: bytes | str, url: str, *, content_type: str | None = None, site: Site | None = None
) -> tuple[Article, Explained]:
    """Read one page, and return with its record the candidates of each field that were weighed, the best first.

    Args:
        html, url, content_type, site: as :func:`parse` takes them.
    """
    explained: Explained = {}
    with _no_collector():
        article = _read(html, url, content_type, site, explained)
    return article, explained


def _read(
    html: bytes | str, url: str, content_type: str | None, site: Site | None, explained: Explained | None = None
) -> Article:
    # The finders' patterns take a third of a second to be made, and whoever asks for the reader alone needs none.
    from selectolax.lexbor import LexborHTMLParser

    from scraper.parser import record
    from scraper.parser.statements.paging import next_page
    from scraper.web.bounds import bounded, without_open_notices
    from scraper.web.encoding import utf8
    from scraper.web.storable import storable

    markup = bounded(utf8(html, content_type))
    profile = record.profile(url, site)
    tree = LexborHTMLParser(markup)
    context = record.context_of(tree, storable(url), profile)
    if context.page.has_open_notice:
        markup = without_open_notices(markup)
        tree = LexborHTMLParser(markup)
        context = record.context_of(tree, storable(url), profile)
    article = record.record_of(context, explained)
    if explained is not None:
        record.explain_selectors(context, explained)
    following = next_page(context.page, context.base)
    return article if following is None else replace(article, next_page=following)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Spare the cyclic garbage collector the thousands of small records of one page: none is part of a cycle.

    Looking for some took a twelfth of the time. Whoever finds the collector on turns it on again, so that
    pages read in several threads leave it as it was.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
