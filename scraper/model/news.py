"""What a saved search has to tell: the news of articles, in the order in which they came into the archive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

NewsKind = Literal["new", "changed", "gone", "back", "unlisted"]
"""What became of an article: archived first, edited, gone from its site, there again, or edited so that the search does
not find it any more."""

NEWS_KINDS: tuple[NewsKind, ...] = get_args(NewsKind)
"""All of them, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing that became of one article.

    Args:
        kind: what.
        event_id: the row of ``events`` by which it is told; with the search's id it names the news for all time.
        article_id: the row of ``articles``.
        url: the article's address.
        site: the id of its site.
        title: its headline, as the page has it.
        kicker: the line above the headline, or None.
        date: the day of publication that its page states, or None.
        at: when it was seen (aware, UTC); of ``gone``, since when it is gone.
        lead: its lead, or a snippet of its text; None where there is neither.
        changed: names of the fields that an edit changed; empty for other kinds.
    """

    kind: NewsKind
    event_id: int
    article_id: int
    url: str
    site: str
    title: str
    kicker: str | None
    date: dt.date | None
    at: dt.datetime
    lead: str | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchNews:
    """The news of one saved search since somebody was told last.

    Args:
        id: the search's id in the watch file.
        name: what its user calls it.
        words: what it searches for, as its user wrote it.
        news: what is told, oldest event first; at least one.
        total: how many news there are; more than ``news`` has where a bound left some out.
        first_days: where somebody is told for the first time: of how many days, by when articles came; else None.
    """

    id: str
    name: str
    words: str
    news: tuple[News, ...]
    total: int
    first_days: int | None = None
