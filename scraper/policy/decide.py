"""What is to be done with a page that was visited: pure, all of it.

``visit`` gathers the facts, these functions say what follows, ``keep`` writes it and asks nothing back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from scraper.model import (
    Article,
    Decision,
    Facts,
    Fault,
    Keep,
    KnownArticle,
    Page,
    Reading,
    Reason,
    Response,
    Site,
    Verdict,
    fault,
)
from scraper.policy import schedule, validators
from scraper.policy.acceptance import is_meant_as_article, rejection
from scraper.policy.doubts import Doubt, without_doubtful_dates
from scraper.policy.edits import changed_fields
from scraper.policy.reasons import OUR_OWN, PLAINLY_NO_ARTICLE
from scraper.policy.reservations import reservation, with_added_evidence
from scraper.policy.signals import Signals, stored
from scraper.web.urls import canonical

GONE_STATUS = frozenset({404, 410})
"""Answers that end an article (RFC 9110 §15.5.5, §15.5.11)."""

_NO_SIGNALS = Signals()


def decide(
    page: Page,
    response: Response,
    reading: Reading,
    facts: Facts,
    site: Site,
    now: dt.datetime,
    signals: Signals = _NO_SIGNALS,
) -> Decision:
    """Return what is to be done with a page that answered with something to read.

    Args:
        page: its row of the frontier.
        response: a full answer, neither 304 nor 404 nor 410.
        reading: the same, read.
        facts: what the archive knows.
        site: the profile.
        now: the time of the visit.
        signals: what is declared for its address.
    """
    refused = rejection(page, response, reading, facts, site)
    if refused is not None or reading.article is None:
        return _not_kept(page, response, refused or fault(Reason.NOT_AN_ARTICLE), facts, site, now)
    article, doubts = without_doubtful_dates(reading.article, now)
    full_due_at = now + validators.FULL_AFTER
    reserved, declared = _reserved(response, facts.known, signals, site, now)
    if reserved is not None:
        due_at = _revisit_at(facts.known, article, now)
        verdict: Verdict = "new" if facts.known is None else "unchanged"
        # A reservation can end while the bytes stay the same, so such a page is always asked for in full.
        return Decision(
            verdict, "done", due_at, Keep.BARE,
            full_due_at=now, article=article, reserved=reserved, signals=declared,
        )  # fmt: skip
    keep, changed = _what_is_kept(response, reading, facts, article)
    decision = Decision(
        _verdict(keep, facts.known), "done", _revisit_at(facts.known, article, now, is_edit=bool(changed)), keep,
        full_due_at=full_due_at, article=article, changed=changed, doubts=doubts, signals=declared,
    )  # fmt: skip
    return _with_anomalies(decision, page, response)


def decide_not_modified(page: Page, response: Response, signals: Signals, site: Site) -> Decision:
    """Return what is to be done with a page that answered 304.

    Args:
        page: its row of the frontier, with the article that it leads to.
        response: the 304.
        signals: what is declared for its address; the header, or tdmrep.json, can be new.
        site: the profile.
    """
    now = response.fetched_at
    known = page.known
    if known is None:
        due = schedule.again_at(now, page.failures + 1)
        return Decision("failed", "failed", due, fault=fault(Reason.UNASKED_304), full_due_at=now)
    declared = None
    if reservation(signals, site) is not None:
        declared = with_added_evidence(known.signals, signals.to_json(_stamp(now)))
    due_at = schedule.revisit_at(now, known.published, known.changed_at)
    return Decision("unchanged", "done", due_at, Keep.VISIT, note=page.note, signals=declared)


def decide_gone(page: Page, response: Response, site: Site) -> Decision:
    """Return what is to be done with a page that answered 404 or 410; an article that is archived stays, marked.

    Args:
        page: its row of the frontier, with the article that it leads to.
        response: the 404 or 410.
        site: the profile, which says what follows from a reservation.
    """
    why = fault(Reason.GONE, status=response.status)
    if page.known is not None:
        return _gone_article(page, page.known, response, why, site)
    told_before = page.state == "gone"
    verdict: Verdict = "unchanged" if told_before else "failed"
    is_final = told_before or response.status == 410
    # What is announced may not be there yet, so the first 404 is asked again on the next day.
    pause = schedule.HOPELESS_AGAIN if is_final else schedule.DAY
    return Decision(verdict, "gone", response.fetched_at + pause, fault=why)


def _gone_article(page: Page, known: KnownArticle, response: Response, why: Fault, site: Site) -> Decision:
    # Looked at again now and then: what was gone has come back before.
    due_at = response.fetched_at + schedule.GONE_ARTICLE_AGAIN
    # The end of a print version, or of an address that a page had before, is not the end of the article. Of an article
    # without a capture nothing says which addresses are its own.
    is_end_of_article = known.is_own_address(page.url) or known.capture_id is None
    if known.gone_at is not None or not is_end_of_article:
        return Decision("unchanged", "gone", due_at, fault=why)
    keep = Keep.END_BARE if _is_reserved(known, site) else Keep.END
    return Decision("gone", "gone", due_at, keep, fault=why)


def decide_unanswered(page: Page, why: Fault, now: dt.datetime, *, can_change: bool) -> Decision:
    """Return what is to be done with a page that gave no answer.

    Args:
        page: its row of the frontier.
        why: what went wrong.
        now: the time of the visit.
        can_change: whether the same request may succeed soon; rules that forbid an address cannot.
    """
    is_forbidden = why.reason is Reason.ROBOTS_FORBIDDEN and not can_change
    if is_forbidden and page.known is None:
        # What the rules forbid is no failure of anybody.
        return Decision("skipped", "skipped", now + schedule.FORBIDDEN_AGAIN, fault=why)
    return Decision("failed", "failed", schedule.again_at(now, page.failures + 1), fault=why)


def needs_reading_again(known: KnownArticle | None, reader: str) -> bool:
    """Return whether the captures of an article have to be read again before a new one is compared with them.

    Args:
        known: the article, or None.
        reader: the reader of today.
    """
    return known is not None and known.capture_id is not None and known.reader != reader


def as_read_again(reading: Reading, at: dt.datetime) -> tuple[Reading, tuple[Doubt, ...]]:
    """Return what of a kept capture's new reading replaces the old one, and what of it is not believed.

    Args:
        reading: the capture as today's reader reads it.
        at: when the capture was fetched.
    """
    is_wall = reading.fault is not None and reading.fault.reason in PLAINLY_NO_ARTICLE
    if reading.article is None or is_wall:
        # What was archived as an article is not lost to a reader that sees a wall in it, or nothing.
        return Reading(None, reading.fault), ()
    article, doubts = without_doubtful_dates(reading.article, at)
    return replace(reading, article=article), doubts


def _not_kept(page: Page, response: Response, why: Fault, facts: Facts, site: Site, now: dt.datetime) -> Decision:
    is_known = page.known is not None or page.article_id is not None
    is_meant = is_meant_as_article(page, why.reason, site, named_by_feed=facts.named_by_feed)
    is_our_fault = why.reason in OUR_OWN
    # A person hears of what should have become an article; that any other page is none is no failure.
    should_be_article = is_known or is_meant or is_our_fault
    if response.status == 200 and not should_be_article:
        return Decision("skipped", "skipped", now + schedule.HOPELESS_AGAIN, fault=why)
    return Decision("failed", "failed", schedule.again_at(now, page.failures + 1), fault=why)


def _reserved(
    response: Response, known: KnownArticle | None, signals: Signals, site: Site, now: dt.datetime
) -> tuple[Fault | None, str | None]:
    """Return why an article is kept without its text, or None, and what is declared for it, as JSON."""
    reserved = reservation(signals, site)
    declared = signals.to_json(_stamp(now))
    if reserved is not None:
        return reserved, declared
    if known is None or not _is_reserved(known, site):
        return None, declared
    if canonical(response.url) == known.url:
        # Where a reservation was withdrawn, the text comes in now.
        return None, declared
    # A print version says nothing of what the article's own address reserves.
    return fault(Reason.RESERVED_ELSEWHERE, url=known.url), known.signals


def _is_reserved(known: KnownArticle, site: Site) -> bool:
    """Return whether an article's own address was found to reserve its text, before or after it was archived."""
    return known.is_bare or (known.signals is not None and reservation(stored(known.signals), site) is not None)


def _what_is_kept(response: Response, reading: Reading, facts: Facts, article: Article) -> tuple[Keep, tuple[str, ...]]:
    """Return what of an answer is kept, and the names of the fields that an edit changed."""
    known = facts.known
    if known is None:
        return Keep.NEW, ()
    # A print or AMP version calls the article's address neither its own nor was it asked for under it.
    is_other_form = not known.is_own_address(article.url, response.requested_url)
    if is_other_form:
        return Keep.OTHER_FORM, ()
    is_read_alike = known.reader == reading.reader and known.capture_id is not None
    if not is_read_alike or facts.state is None:
        # Nothing is kept of the state before that today's reader could read, so that no difference is an edit.
        return Keep.CAPTURE, ()
    if known.body_digest == reading.body_digest:
        return Keep.VISIT, ()
    if reading.article is not None and known.captured_at is not None:
        # Both states are stripped of the dates that lay after the earlier visit: a day that has come is no edit.
        article, _ = without_doubtful_dates(reading.article, known.captured_at)
    changed = changed_fields(facts.state, article)
    return (Keep.EDIT if changed else Keep.CAPTURE), changed


def _verdict(keep: Keep, known: KnownArticle | None) -> Verdict:
    if keep is Keep.NEW:
        return "new"
    # The text of an article comes in when its reservation ends: news for its reader, though nobody edited it.
    text_comes_in = keep is Keep.CAPTURE and known is not None and known.is_bare
    return "changed" if keep is Keep.EDIT or text_comes_in else "unchanged"


def _with_anomalies(decision: Decision, page: Page, response: Response) -> Decision:
    """Return a decision with what the host says of the page that is not so."""
    stale = validators.stale_validator(page, response, is_edited=decision.keep is Keep.EDIT)
    if stale is not None:
        # A person is told once; while the host is distrusted, everything is asked for in full anyway.
        told = None if page.is_distrusted else stale
        return replace(decision, note=stale, anomaly=told)
    is_same = decision.keep is Keep.VISIT
    note = validators.harmless_anomaly(page, response, same_bytes=is_same)
    if note is None and validators.same_validator(page, response):
        # A host that would have said 'not modified' still does what was noted of it.
        note = page.note
    return replace(decision, note=note)


def _revisit_at(
    known: KnownArticle | None, article: Article, now: dt.datetime, *, is_edit: bool = False
) -> dt.datetime:
    changed_at = now if known is None or is_edit else known.changed_at
    return schedule.revisit_at(now, _published(article), changed_at)


def _published(article: Article) -> dt.datetime | None:
    if article.published_at is not None or article.date is None:
        return article.published_at
    return dt.datetime(article.date.year, article.date.month, article.date.day, tzinfo=dt.UTC)


def _stamp(now: dt.datetime) -> str:
    return now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
