"""What is to be done with a visited page, what became of it, and what a crawl did at a site."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from scraper.model.article import Article
from scraper.model.fault import Fault
from scraper.model.frontier import PageState

# What became of an article by a visit. "unchanged" is also what was known to be gone, and still is, and what seems gone
# for the first time.
Verdict = Literal["new", "changed", "unchanged", "gone", "skipped", "failed"]


class Keep(StrEnum):
    """What of an answer is kept, beside the state of its page."""

    NOTHING = "nothing"
    """Only the page's state: it failed, or is no article."""

    NEW = "new"
    """Capture and article: the first state of an article."""

    EDIT = "edit"
    """Capture and article; the state before becomes an earlier one."""

    CAPTURE = "capture"
    """Capture and article: other bytes, but no edit."""

    # As a WARC "revisit" record does, a visit notes that the content is the one of an earlier capture (ISO 28500).
    VISIT = "visit"
    """Only the time of the visit: the last capture still holds, by a 304 or by the same bytes."""

    REVISIT = "revisit"
    """The time of the visit, and what surrounds the text: other bytes, no edit, and the profile keeps no such bytes."""

    OTHER_FORM = "other_form"
    """The capture alone: a print or AMP version, which holds less than the article."""

    UNREAD = "unread"
    """The capture alone: other bytes of an article which another profile has read, and is to read again."""

    BARE = "bare"
    """No text, as the site reserves it: of a new article address, title and day; a known one is only marked."""

    END = "end"
    """An answer by which an article is gone, or seems so (404, 410, a redirect to the front page), and since when."""

    END_BARE = "end_bare"
    """Only since when an article is gone, or seems so; its site reserves its text, so that no bytes come in."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with a page that was visited.

    Args:
        verdict: in one word.
        state: the page's new state.
        due_at: when it is visited next.
        keep: what of the answer is kept.
        fault: why it is not archived, or None.
        note: the anomaly of the host that stays noted with the page, or None.
        full_due_at: from when it is asked for in full whatever its validators; None leaves what is there.
        article: the record that is kept, or None.
        changed: the names of the fields that an edit changed.
        doubts: what the page states and is not believed, as (field, stated value, why).
        reserved: why it is kept without its text, or None.
        signals: what the site reserves, as JSON, or None.
        anomaly: the noted anomaly, where a person is to be told of it now, since it costs news; else None.
        published: the page's own day, to be noted where no source has told it and the page is deferred by it; or None.
        missing_since, gone_at: since when the article seems gone, and since when it is; written where an answer is kept
            as its end.
    """

    verdict: Verdict
    state: PageState
    due_at: dt.datetime | None
    keep: Keep = Keep.NOTHING
    fault: Fault | None = None
    note: Fault | None = None
    full_due_at: dt.datetime | None = None
    article: Article | None = None
    changed: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str, str], ...] = ()
    reserved: Fault | None = None
    signals: str | None = None
    anomaly: Fault | None = None
    published: dt.datetime | None = None
    missing_since: dt.datetime | None = None
    gone_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article's address.

    Args:
        url: the address that was asked for.
        verdict: in one word.
        fault: why, where the verdict is ``skipped``, ``failed`` or ``gone``.
        article_id: the archived article, if there is one.
        article: the record that was read, if there is one.
        reserved: why it is kept without its text, or None.
        anomaly: what the host said of the page that is not so, where a person should hear of it, or None.
        read_again: whether the kept captures were read again by a newer reader.
        of_other_profile: whether the archived record was read by another profile, and was left as that has read it.
    """

    url: str
    verdict: Verdict
    fault: Fault | None = None
    article_id: int | None = None
    article: Article | None = None
    reserved: Fault | None = None
    anomaly: Fault | None = None
    read_again: bool = False
    of_other_profile: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a site as a whole, or with one of its sources.

    Args:
        fault: what it is.
        url: the source, or None for the site.
        kind: of the source, for people: ``feed``, ``sitemap``, ``listing``, or None.
        is_notice: whether it needs no person, such as what a bound cut off
            (:data:`scraper.policy.reasons.NOTICES`): it is told once, and no run fails by it.
    """

    fault: Fault
    url: str | None = None
    kind: str | None = None
    is_notice: bool = False

    def __str__(self) -> str:
        """Return the sentence for people."""
        where = " ".join(part for part in (self.kind, self.url) if part)
        # Of the site as a whole nothing is named here; whoever prints the line names the site.
        if not where:
            return str(self.fault)
        return f"{where}: {self.fault}"

    @property
    def advice(self) -> str:
        """The sentence, and behind it the next step where there is one."""
        hint = self.fault.reason.hint
        if not hint:
            return str(self)
        return f"{self}. {hint}"


@dataclass(frozen=True, slots=True)
class NotedProblem:
    """A row of ``problems``: what is or was wrong, since when, how often, and what a person was told of it.

    Args:
        id: its row; 0 where it has none yet.
        site: id of the site; None: it is of the archive as a whole.
        problem: what it is; its kind is ``article`` where it is of a single page.
        since, last: when it was found first and last.
        times: how often it was found.
        until: when it was found to be over, or None.
        told_at: when a person was told of it last, or None.
        was_told_before: of a notice, whether a person was told of an earlier one of its code and address.
    """

    id: int
    site: str | None
    problem: Problem
    since: dt.datetime
    last: dt.datetime
    times: int = 1
    until: dt.datetime | None = None
    told_at: dt.datetime | None = None
    was_told_before: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        return self.until is None

    @property
    def is_of_article(self) -> bool:
        """Whether it is of a single page, and not of the site or one of its sources."""
        return self.problem.kind == "article"


@dataclass(frozen=True, slots=True)
class SiteResult:
    """What a crawl did at one site.

    Args:
        site: its id.
        found: article addresses that its sources named and that were not known before.
        new, changed, unchanged, gone, failed, skipped: articles by verdict.
        deferred: addresses known but left out by the bound of a first crawl.
        waiting: articles that a limit on the run left to a later one.
        requests, bytes: what it cost the host; bytes of bodies on the wire.
        problems: what is wrong with the site and its sources.
        failures: the first few addresses that failed, with their reasons; ``failed`` counts all.
        complete: whether the turn came to its own end, so that a problem that was not met this time is over.
    """

    site: str
    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0
    skipped: int = 0
    deferred: int = 0
    waiting: int = 0
    requests: int = 0
    bytes: int = 0
    problems: tuple[Problem, ...] = ()
    failures: tuple[tuple[str, Fault], ...] = ()
    complete: bool = True

    @property
    def needs_person(self) -> bool:
        """Whether somebody should look: a source failed, or an address was not archived."""
        # Articles that are gone and pages that were skipped are the ordinary life of a site, and nobody can mend them.
        return bool(self.failed) or any(not problem.is_notice for problem in self.problems)
