"""Which entry of a feed an article becomes."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scraper.errors import AddressError
from scraper.model.feed_article import FeedArticle
from scraper.report.atom_parts import digest_of, tag_uri
from scraper.report.feed import Category, FeedEntry
from scraper.web.plain_text import clean, one_line
from scraper.web.urls import key

SECTION, SITE, STATE = (tag_uri("category", name) for name in ("section", "site", "state"))
"""The schemes of the categories that are no keywords."""
GONE = "gone"
"""The term of an article that is no longer at its site, in :data:`STATE`."""

# Characters of a summary. Chosen: leads are written to be read alone, and most have fewer; of a text without one, as
# much as shows what it is about.
_LONGEST_LEAD, _LONGEST_BEGINNING = 600, 200
# Characters of a whole text. Chosen above every article (a page may have 64 MiB); a reader shows no more anyway.
_LONGEST_TEXT = 1_000_000
# Where a page states a day alone: at noon in UTC it is that day from Honolulu to Auckland.
_NOON = "T12:00:00Z"
# No page of the web is older; what says so has no day (the feed validator of the W3C asks for it, too).
_EARLIEST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# An e-mail address in a byline, perhaps in angle brackets, and what looks like a tag: names have neither.
_NO_NAME = re.compile(r"<[^>]*>|[<>]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|&(?:#\w+|\w+);")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def entries(articles: Iterable[FeedArticle], *, full: bool = False) -> list[FeedEntry]:
    """Return the entries of articles, the newest first.

    Args:
        articles: what the archive has of them.
        full: whether the whole text is given, of those that do not reserve it.
    """
    made = [(article.id, entry(article, full=full)) for article in articles]
    made.sort(key=lambda one: (one[1].published or one[1].updated, one[0]), reverse=True)
    return [one for _, one in made]


def entry(article: FeedArticle, *, full: bool = False) -> FeedEntry:
    """Return the entry of an article.

    Of an article whose text its site reserves, headline and address are given alone, whether it was archived or not:
    what a feed tells is read by machines.

    Args:
        article: what the archive has of it.
        full: whether its whole text is given.
    """
    if article.is_reserved:
        article = replace(article, kicker=None, section=None, lead=None, body="", authors=(), keywords=())
    site = _name(article.site_name) or article.site
    names = [name for name in map(_name, article.authors) if name]
    return FeedEntry(
        id=entry_id(article.first_url),
        title=": ".join(part for part in (one_line(article.kicker or ""), one_line(article.title)) if part),
        link=article.url,
        updated=_moment(article.changed_at) or _moment(article.first_seen) or _EARLIEST,
        authors=names or [site],
        published=_published(article),
        summary=summary(article),
        content=as_html(article) if full else None,
        categories=[*_categories(article, site)],
        language=article.language,
    )


def entry_id(first_url: str) -> str:
    """Return the name of an article for all time.

    It is made of the address at which the article was archived first, in the spelling that all its spellings share. So
    it stays where the article is edited, moves, or is read anew, and in a copy of the archive; another archive that
    found the article at the same address gives it the same name, and who reads the feeds of both sees it once. A
    number of the archive would stay, too, but is another article's elsewhere.

    Args:
        first_url: that address.
    """
    try:
        named = key(first_url)
    except AddressError:
        # Another program wrote what is no address of the web.
        named = first_url
    return tag_uri("article", digest_of(named))


def summary(article: FeedArticle) -> str | None:
    """Return the lead of an article, or the beginning of its text, on one line; None where there is neither."""
    lead = one_line(article.lead or "")
    if lead:
        return _cut(lead, _LONGEST_LEAD)
    # Folding a whole text of megabytes for the sake of its beginning would take seconds.
    return _cut(one_line(article.body[: 10 * _LONGEST_BEGINNING]), _LONGEST_BEGINNING) or None


def as_html(article: FeedArticle) -> str | None:
    """Return lead and text of an article as HTML in which all that its page says is text; None where there is none."""
    text = _cut("\n\n".join(part for part in (article.lead, article.body) if part), _LONGEST_TEXT)
    paragraphs = [part.strip() for part in _BLANK_LINES.split(clean(text.replace("\r\n", "\n")))]
    lines = [html.escape(part, quote=False).replace("\n", "<br>") for part in paragraphs if part]
    return "\n".join(f"<p>{line}</p>" for line in lines) or None


def _categories(article: FeedArticle, site: str) -> Iterator[Category]:
    """Yield the keywords of an article, its section, its site, and that it is gone."""
    yield from map(Category, article.keywords)
    if article.section:
        yield Category(article.section, SECTION)
    yield Category(article.site, SITE, site)
    if article.gone_at is not None:
        yield Category(GONE, STATE)


def _published(article: FeedArticle) -> dt.datetime | None:
    """Return when an article came out: when its page says so, but no later than it was there.

    A page may state a day in the future, and at noon of its day an article of this morning would be one of the future.
    """
    noon = f"{article.date}{_NOON}" if article.date else None
    stated = _moment(article.published_at) or _moment(noon)
    known = [moment for moment in (stated, _moment(article.first_seen)) if moment is not None]
    return min(known, default=None)


def _moment(text: str | None) -> dt.datetime | None:
    """Return a time of the archive; None for what is none, or before there was a web."""
    try:
        moment = dt.datetime.fromisoformat(text or "").astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment >= _EARLIEST else None


def _name(text: str) -> str:
    """Return the name of a person or a site without e-mail addresses and markup, on one line; it may be empty."""
    return one_line(_NO_NAME.sub(" ", clean(text))).strip(" ,;()")


def _cut(text: str, most: int) -> str:
    """Return a text, or its beginning up to the end of a word, with an ellipsis."""
    if len(text) <= most:
        return text
    beginning, blank, _ = text[: most - 1].rpartition(" ")
    return f"{beginning if blank else text[: most - 2]} …"
