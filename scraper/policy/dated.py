"""What ``--since`` says of a page whose day no source has told."""

from __future__ import annotations

import datetime as dt

from scraper.model import Article, Decision, KnownArticle, Page, Reason, fault


def too_old(page: Page, known: KnownArticle | None, article: Article, since: dt.date | None) -> Decision | None:
    """Return the decision on an article that was not asked for, as its own day shows only now; None for any other.

    Nothing of it is archived, its bytes neither: a crawl with ``--since`` asks for no older articles, and could not
    have known before that this is one. Its day is noted, so that later runs with the same day do not fetch it again;
    ``--full`` or an earlier day takes it.

    Args:
        page: its row of the frontier.
        known: the archived article that it leads to, or None.
        article: the record.
        since: the day from which on articles are asked for, or None for all.
    """
    if since is None or known is not None:
        return None
    # A source's word has been weighed before the page was fetched.
    is_told_by_source = page.published is not None or page.lastmod is not None
    day = _day(article)
    if is_told_by_source or day is None or day >= since:
        return None
    why = fault(Reason.OLDER_THAN_SINCE, day=day.isoformat(), since=since.isoformat())
    return Decision("skipped", "deferred", None, fault=why, published=_midnight(day))


def published(article: Article) -> dt.datetime | None:
    """Return when an article was published by its own word, at midnight UTC where only the day is known."""
    if article.published_at is not None or article.date is None:
        return article.published_at
    return _midnight(article.date)


def _day(article: Article) -> dt.date | None:
    """Return the day of an article as its page states it: a moment may lie on another day in UTC."""
    if article.date is not None or article.published_at is None:
        return article.date
    return article.published_at.date()


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
