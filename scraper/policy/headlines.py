"""A headline that many pages of one site share is the name of the site or of a department, and no article's own.

The parser judges by one page alone, and some templates show the authority's name where the headline belongs. Only the
archive sees that other articles have the same one; then the page's next candidate is taken.
"""

from __future__ import annotations

from dataclasses import replace

from scraper.model import Facts, Reading
from scraper.policy.doubts import Doubt
from scraper.policy.identity import text_digest

SHARED_BY = 3
"""So many other articles of a site with one headline and other texts make it the site's. Chosen above the two that a
notice and its correction, or the same notice of two years, may have."""

MOST_CANDIDATES = 4
"""So many candidates of a page are looked up, its headline included."""

SHARED = "shared_headline"
"""Why a stated headline is not believed, in ``articles.doubts``."""


def candidates(reading: Reading) -> tuple[str, ...]:
    """Return the headlines that the archive is asked about; none where the page has no other than its first."""
    article = reading.article
    if article is None or not article.other_titles:
        return ()
    return (article.title, *article.other_titles)[:MOST_CANDIDATES]


def with_own_headline(reading: Reading, facts: Facts) -> Reading:
    """Return a reading with the headline that is the article's own.

    An article that is archived keeps the headline that it has: what other pages say is no edit of this one.

    Args:
        reading: the page, read.
        facts: what the archive knows, with how many other articles have each candidate as their headline.
    """
    article = reading.article
    if article is None:
        return reading
    own = _known_headline(reading, facts) if facts.known is not None else _headline_of_a_new_article(reading, facts)
    if own is None:
        return reading
    doubt: Doubt = ("title", article.title, SHARED)
    article = replace(article, title=own, sources=article.sources | {"title": "headline that no other article has"})
    return replace(reading, article=article, digest=text_digest(article), doubts=(*reading.doubts, doubt))


def _known_headline(reading: Reading, facts: Facts) -> str | None:
    """Return the headline that an archived article got in place of a shared one, where the page still offers both."""
    headline, *others = candidates(reading) or ("",)
    known, state = facts.known, facts.state
    if known is None or state is None or headline not in known.doubted_titles:
        return None
    return state.title if state.title in others else None


def _headline_of_a_new_article(reading: Reading, facts: Facts) -> str | None:
    """Return the first candidate that no other article has, where many have the headline; else None."""
    # Many pages with one and the same text are no articles under one name, but a wall.
    is_shared = bool(facts.same_titles) and facts.same_titles[0] >= SHARED_BY and facts.same_text == 0
    if not is_shared:
        return None
    others = zip(candidates(reading)[1:], facts.same_titles[1:], strict=True)
    return next((title for title, count in others if count == 0), None)
