"""What a person is told of problems, and when: new ones at once, the others once a week, and their end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.model import NotedProblem, Reason
from scraper.policy.reasons import OF_THE_WHOLE_HOST, TOLD_ONCE
from scraper.policy.schedule import DAY

AGAIN_AFTER = 7 * DAY - DAY / 2
"""When trouble that stands is told again: after a week. Half a day less, since no run of cron is on the second."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What there is to tell of some sites now.

    Args:
        new: problems of sites and sources that nobody was told of.
        again: those that stand for a week since they were told.
        over: those that were told and are over: of each source the first, with the time since it was out of order.
        notices: what needs nobody, and was not told yet.
        articles: pages that could not be archived and that nobody was told of.
        articles_again: all that stand of the sites where one was told a week ago.
        told: the rows of all these.
    """

    new: tuple[NotedProblem, ...] = ()
    again: tuple[NotedProblem, ...] = ()
    over: tuple[NotedProblem, ...] = ()
    notices: tuple[NotedProblem, ...] = ()
    articles: tuple[NotedProblem, ...] = ()
    articles_again: tuple[NotedProblem, ...] = ()
    told: frozenset[int] = frozenset()

    @property
    def needs_person(self) -> bool:
        """Whether any of it needs a person."""
        return bool(self.new or self.again or self.articles or self.articles_again)


def who(site: str | None) -> str:
    """Return what is named before a line for people: a site by its id, or the archive as a whole."""
    return "archive" if site is None else site


def is_due(told_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Return whether something that stands is to be told now.

    Args:
        told_at: when it was told last, or None.
        now: the time.
    """
    # What was told by a clock that was ahead would not be told again before that time has come. Two machines with
    # copies of one archive differ by less than a day.
    return told_at is None or not -DAY < now - told_at < AGAIN_AFTER


def to_tell(noted: Sequence[NotedProblem], now: dt.datetime) -> Telling:
    """Return what there is to tell.

    Args:
        noted: what the archive has on the sites in question, the oldest first.
        now: the time.
    """
    standing = [one for one in noted if one.is_open]
    of_sites = [one for one in standing if not one.is_of_article and not one.problem.is_notice]
    due = [one for one in of_sites if is_due(one.told_at, now) and not _is_consequence(one, of_sites)]
    over = _over(noted, of_sites)
    notices = list(filter(_is_new_notice, standing))
    articles, articles_again = _articles([one for one in standing if one.is_of_article], now)
    return Telling(
        new=tuple(one for one in due if one.told_at is None),
        again=tuple(one for one in due if one.told_at is not None),
        over=_first_of_each(over),
        notices=tuple(notices),
        articles=tuple(articles),
        articles_again=tuple(articles_again),
        told=frozenset(one.id for one in (*due, *notices, *over, *articles, *articles_again)),
    )


def _articles(standing: Sequence[NotedProblem], now: dt.datetime) -> tuple[list[NotedProblem], list[NotedProblem]]:
    """Return the pages that nobody was told of, and all others of the sites where one is due to be told again."""
    new = [one for one in standing if one.told_at is None]
    told = [one for one in standing if one.told_at is not None]
    sites = {one.site for one in told if is_due(one.told_at, now)}
    return new, [one for one in told if one.site in sites]


def _is_consequence(one: NotedProblem, of_sites: Sequence[NotedProblem]) -> bool:
    """Return whether a host is only left alone for what a person hears of anyway."""
    if one.problem.fault.reason is not Reason.SITE_PAUSED:
        return False
    return any(other.site == one.site and other.id != one.id and _is_of_host(other) for other in of_sites)


def _is_of_host(one: NotedProblem) -> bool:
    return one.problem.fault.reason in OF_THE_WHOLE_HOST


def _is_new_notice(one: NotedProblem) -> bool:
    if not one.problem.is_notice or one.is_of_article:
        return False
    # A notice ends with a run in which its source was not read, and begins anew with the next that reads it.
    return one.told_at is None and not one.was_told_before


def _subject(one: NotedProblem) -> tuple[str | None, str]:
    """Return what a problem is of: a source, or one kind of trouble with the site as a whole."""
    if one.problem.url is not None:
        return one.site, one.problem.url
    if _is_of_host(one):
        return one.site, ""
    return one.site, str(one.problem.fault.reason)


def _over(noted: Sequence[NotedProblem], of_sites: Sequence[NotedProblem]) -> list[NotedProblem]:
    """Return what was told and is over; a feed that fails for another reason than before is not well again."""
    still = {_subject(one) for one in of_sites}
    ended = [one for one in noted if not one.is_open and not one.is_of_article and not one.problem.is_notice]
    return [one for one in ended if one.problem.fault.reason not in TOLD_ONCE and _subject(one) not in still]


def _first_of_each(over: Sequence[NotedProblem]) -> tuple[NotedProblem, ...]:
    """Return of each source or site the earliest of its problems."""
    first: dict[tuple[str | None, str], NotedProblem] = {}
    for one in over:
        first.setdefault(_subject(one), one)
    return tuple(first.values())
