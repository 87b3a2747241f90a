"""What a page says its title is, in its metadata and in its title element, ready to compare headings with."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.parser.context import Context
from scraper.parser.fields.heading_parts import without_days
from scraper.parser.page.model import Page, fold
from scraper.parser.statements.metadata import Metadata
from scraper.parser.statements.site_name import Names, is_known, names_of, plain, separators, without_site

ELLIPSIS = ("…", "...")
# A title of fewer letters is an abbreviation or a number.
_SHORTEST = 4
_MAX_PARTS = 20
_NEWS_ARTICLE = "NewsArticle"


@dataclass(slots=True)
class Stated:
    """What the page says its title is.

    Args:
        titles: the metadata's titles and the title element's, without the site's name, in the order of trust.
        folded: each of them to compare.
        words: the words of each.
        parts: what stands between separators in any of them, and what stands before or behind one, folded to compare.
        metadata: the titles of the metadata alone, to compare.
        headline: the headline of the JSON-LD article, or an empty text.
        is_news: whether that article is a newsroom's.
        element: the title element's, folded to compare.
        other: the first title of the metadata after the headline, folded to compare.
        names: what the site is called, its logo included.
        known: the same, to compare with.
    """

    titles: list[str]
    folded: list[str]
    words: list[set[str]]
    parts: set[str]
    metadata: set[str]
    headline: str
    is_news: bool
    element: str
    other: str
    names: list[str]
    known: Names


def read(context: Context, names: list[str], has_heading: bool) -> Stated:
    """Return what the page says its title is; the site's name only where no heading may be it either.

    Args:
        context: the page.
        names: what the site is called, its logo included.
        has_heading: whether a heading may be the headline.
    """
    page, meta = context.page, context.statements
    known = names_of(tuple(names))
    raw = [text for text in dict.fromkeys([*meta.titles, page.title]) if text]
    stripped = {text: without_days(without_site(unescaped(text), names, context.site)) for text in raw}
    words = {text: plain(title) for text, title in stripped.items()}
    usable = [text for text in raw if is_usable(stripped[text], words[text], known)]
    # Where nothing else is left, the name of the site is the title of its front page.
    if not usable and not has_heading:
        usable = [text for text in raw if stripped[text]]
    stated = _stated_headline(page, meta)
    headline = ""
    # A statement that was cut to a length is not the whole headline.
    if stated in usable and not stripped[stated].endswith(ELLIPSIS):
        headline = stripped[stated]
    folded = [words[text] for text in usable]
    return Stated(
        titles=[stripped[text] for text in usable],
        folded=folded,
        words=[set(text.split()) for text in folded],
        parts={*folded, *(words for text in raw for words in _parts(fold(text)))},
        metadata={words[text] for text in meta.titles if text},
        headline=headline,
        is_news=any(_NEWS_ARTICLE in script for script in page.scripts),
        element=words.get(page.title, ""),
        other=words[meta.titles[1]] if len(meta.titles) > 1 else "",
        names=names,
        known=known,
    )


def is_usable(text: str, folded: str, known: Names) -> bool:
    """Return whether a text may be a headline: it is no abbreviation and not the site's name."""
    return len(text) >= _SHORTEST and not is_known(folded, known)


def unescaped(text: str) -> str:
    """Return a title without the entities that some systems escape twice (``Stadt &#8211; Land``)."""
    return html.unescape(text) if "&" in text and ";" in text else text


def _parts(title: str) -> Iterator[str]:
    """Yield what stands between the separators of a title, and all that stands before or behind one."""
    yield plain(title)
    found = separators(title)[:_MAX_PARTS]
    if not found:
        return
    # What stands between two separators may be headline, section or site.
    edges = [0, *(edge for match in found for edge in match.span()), len(title)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if words := plain(title[start:end]):
            yield words
    for match in found[1:]:
        yield plain(title[: match.start()])
    for match in found[:-1]:
        yield plain(title[match.end() :])


def _stated_headline(page: Page, meta: Metadata) -> str:
    """Return the ``headline`` of the article that the page describes in JSON-LD; metadata keeps it first."""
    if not meta.news or not meta.titles:
        return ""
    if not any('"headline"' in script for script in page.scripts):
        return ""
    if any('"liveBlogUpdate"' in script for script in page.scripts):
        # Each update is an article of its own, so it is not sure whose headline it is.
        return ""
    return meta.titles[0]
