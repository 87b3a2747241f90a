"""Dates that a page states and that are not believed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from scraper.model import Article
from scraper.policy.selection import CLOCK_ERROR

Doubt = tuple[str, str, str]
"""The field, the stated value as ISO 8601, and why it is not believed."""

AFTER_THE_VISIT = "after_the_visit"


def without_doubtful_dates(article: Article, now: dt.datetime) -> tuple[Article, tuple[Doubt, ...]]:
    """Return the record without dates that lie after the visit, and what was stated.

    A page that is dated tomorrow, by a wrong clock or to stay at the top of its list, was not published then.

    Args:
        article: as it was read.
        now: the time of the visit.
    """
    latest = now + CLOCK_ERROR
    doubts: list[Doubt] = []
    if article.date is not None and article.date > latest.date():
        doubts.append(("date", article.date.isoformat(), AFTER_THE_VISIT))
    for name in ("published_at", "modified_at"):
        moment: dt.datetime | None = getattr(article, name)
        if moment is not None and moment > latest:
            doubts.append((name, moment.isoformat(), AFTER_THE_VISIT))
    if not doubts:
        return article, ()
    emptied: dict[str, Any] = {name: None for name, _, _ in doubts}
    return replace(article, **emptied), tuple(doubts)
