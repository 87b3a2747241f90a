"""What a person should know of a site beside its profile, as values: a code, and the sentence it becomes."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.model.worded import Worded


class Remark(Worded):
    """A code, and the sentence for people with the names of its details in braces, without a stop."""

    FOREIGN_FEED = (
        "foreign_feed",
        "{url} is a feed on another host, which can be anybody's; name it with --feed if it is this site's",
    )
    FOREIGN_ENTRIES = "foreign_entries", "the feed {url} names pages of {host} and none of this site; it is left out"
    EMPTY_FEED = "empty_feed", "the feed {url} has no entries today; it is left out"
    OTHER_FEED = "other_feed", "the feed {url} names no article; it is left out"
    NO_FEED = "no_feed", "{url} is called a feed and is none: {why}"
    UNREAD = "unread", "{url} could not be read: {why}"
    SESSION = (
        "session",
        "the parameter '{name}' of addresses such as {url} looks like that of a visit; the patterns overlook it",
    )
    TWINS = "twins", "{count} addresses such as {url} are {what}; 'ignore' leaves them out"
    NOT_ARTICLES = "not_articles", "{url} was looked at and is no article: {why}"
    LIST_OF_A_YEAR = "list_of_a_year", "{url} is the list of a year; name that of the next one when it is there"
    FEW = "few", "the patterns were learned of {count} addresses; look at them again when more are known"
    NO_PATTERN = "no_pattern", "no pattern tells articles from other pages; each page decides by its looks"
    SPENT = "spent", "{count} requests were sent, which is the bound; what they did not reach is left"


@dataclass(frozen=True, slots=True)
class Said:
    """A remark with its details.

    Args:
        remark: the code.
        detail: names and values.
    """

    remark: Remark
    detail: tuple[tuple[str, str | int], ...] = ()

    def __str__(self) -> str:
        """Return the sentence, without a stop."""
        return self.remark.template.format_map(dict(self.detail))


def said(remark: Remark, **detail: str | int) -> Said:
    """Return a remark with details."""
    return Said(remark, tuple(detail.items()))
