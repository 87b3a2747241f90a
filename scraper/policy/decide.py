"""What is to be done with a page that was visited: pure functions of its answer and of what the archive knows.

:mod:`scraper.crawl.visit` gathers the facts, these functions say what follows from them, and
:mod:`scraper.crawl.keep` writes that without asking anything back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
from scraper.policy.dated import published, too_old
from scraper.policy.doubts import Doubt, without_doubtful_dates
from scraper.policy.edits import changed_fields, may_be_counters, text_of
from scraper.policy.figures import Counters, counters, places_kept
from scraper.policy.gone import absence, decide_absent
from scraper.policy.identity import is_own
from scraper.policy.moved import as_left_behind, leads_to_another
from scraper.policy.pages import is_further_page
from scraper.policy.reasons import OUR_OWN, PLAINLY_NO_ARTICLE
from scraper.policy.reservations import is_reserved, reservation, with_added_evidence
from scraper.policy.signals import Signals
from scraper.web.urls import belongs, canonical, host

_NO_SIGNALS = Signals()


def decide(
    page: Page,
    response: Response,
    reading: Reading,
    facts: Facts,
    site: Site,
    now: dt.datetime,
    signals: Signals = _NO_SIGNALS,
    since: dt.date | None = None,
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
        since: the day from which on articles are asked for, or None for all.
    """
    absent = absence(response, reading, facts.known, site) or leads_to_another(page, response, reading, facts, site)
    if absent is not None and facts.known is not None:
        return decide_absent(page, facts.known, response, absent, site)
    refused = rejection(page, response, reading, facts, site)
    if refused is not None or reading.article is None:
        # A response that holds no page comes with a fault of its own; NOT_AN_ARTICLE stands in where it has none.
        return _not_kept(page, response, refused or fault(Reason.NOT_AN_ARTICLE), facts, site, now)
    article, doubts = without_doubtful_dates(reading.article, now)
    doubts = (*reading.doubts, *doubts)
    deferred = too_old(page, facts.known, article, since)
    if deferred is not None:
        return deferred
    reserved, declared = _reservation_and_evidence(response, facts.known, signals, site, now)
    if reserved is not None:
        # The text is not kept, and nor is a headline that is not believed; the day is kept as evidence, as elsewhere.
        return replace(_kept_without_text(article, facts.known, reserved, declared, now), doubts=_of_days(doubts))
    keep, changed, counted = _what_is_kept(response, reading, facts, article, site)
    decision = Decision(
        verdict=_verdict(keep, facts.known),
        state="done",
        due_at=_revisit_at(facts.known, article, now, is_edit=bool(changed)),
        keep=keep,
        full_due_at=now + validators.FULL_AFTER,
        article=article,
        changed=changed,
        doubts=(*doubts, *counted.doubts),
        signals=declared,
    )
    if keep is Keep.UNREAD:
        # The next crawl has the profile that is to read these bytes. It asks for them at once and in full, since to a
        # conditional request its host would answer that nothing is new.
        decision = replace(decision, due_at=now, full_due_at=now)
    return as_left_behind(_with_anomalies(decision, page, response), page, now)


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
        # Only a conditional request may be answered with 304 (RFC 9110 §15.4.5), and the request for a page that leads
        # to no article carries no validators.
        due = schedule.again_at(now, page.failures + 1)
        return Decision("failed", "failed", due, fault=fault(Reason.UNASKED_304), full_due_at=now)
    declared = None
    if reservation(signals, site) is not None:
        # A 304 has no page whose meta elements could be read, so today's declarations are added to those of the last
        # full answer and replace none of them.
        declared = with_added_evidence(known.signals, signals.to_json(_stamp(now)))
    due_at = schedule.revisit_at(now, known.published, known.changed_at)
    decision = Decision("unchanged", "done", due_at, Keep.VISIT, note=page.note, signals=declared)
    return as_left_behind(decision, page, now)


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
        # An address that robots.txt forbids is left out and not failed: neither the host nor its operator has to mend
        # anything. Of an archived article a person should hear that it cannot be visited any more.
        return Decision("skipped", "skipped", now + schedule.FORBIDDEN_AGAIN, fault=why)
    return Decision("failed", "failed", schedule.again_at(now, page.failures + 1), fault=why)


def needs_reading_again(known: KnownArticle | None, reader: str) -> bool:
    """Return whether the captures of an article have to be read again before a new one is compared with them.

    Args:
        known: the article, or None.
        reader: the reader of today.
    """
    if known is None or known.capture_id is None or not known.has_bytes:
        # There are no bytes to read again.
        return False
    return known.reader != reader


def as_read_again(reading: Reading, at: dt.datetime, counted: Sequence[str] = ()) -> tuple[Reading, tuple[Doubt, ...]]:
    """Return what of a kept capture's new reading replaces the old one, and what of it is not believed.

    Args:
        reading: the capture as today's reader reads it.
        at: when the capture was fetched.
        counted: where the article has figures that change at each visit.
    """
    is_wall = reading.fault is not None and reading.fault.reason in PLAINLY_NO_ARTICLE
    if reading.article is None or is_wall:
        # A newer reader that takes a kept capture for a wall, or finds no page in it, must not empty the article that
        # an older reader archived from that capture.
        return Reading(None, reading.fault), ()
    article, doubts = without_doubtful_dates(reading.article, at)
    still_counted = Counters(places_kept(counted, text_of(article)))
    return replace(reading, article=article), (*reading.doubts, *doubts, *still_counted.doubts)


def _not_kept(page: Page, response: Response, why: Fault, facts: Facts, site: Site, now: dt.datetime) -> Decision:
    # That a page is no article is a failure only where it should have been one; a status other than 200 always is.
    if response.status == 200 and not _should_be_article(page, why.reason, facts, site):
        return Decision("skipped", "skipped", now + schedule.HOPELESS_AGAIN, fault=why)
    return Decision("failed", "failed", schedule.again_at(now, page.failures + 1), fault=why)


def _should_be_article(page: Page, reason: Reason, facts: Facts, site: Site) -> bool:
    """Return whether a page was archived before, or was meant as an article, or failed by a mistake of this program."""
    was_archived = page.known is not None or page.article_id is not None
    if was_archived or reason in OUR_OWN:
        return True
    return is_meant_as_article(page, reason, site, named_by_feed=facts.named_by_feed)


def _kept_without_text(
    article: Article, known: KnownArticle | None, reserved: Fault, declared: str | None, now: dt.datetime
) -> Decision:
    """Return the decision on an article whose site reserves its text."""
    verdict: Verdict = "new" if known is None else "unchanged"
    # The host can withdraw a reservation while the page's bytes stay the same, and a 304 would bring no text to
    # archive then. So the page is asked for in full at every visit.
    return Decision(
        verdict, "done", _revisit_at(known, article, now), Keep.BARE,
        full_due_at=now, article=article, reserved=reserved, signals=declared,
    )  # fmt: skip


def _of_days(doubts: tuple[Doubt, ...]) -> tuple[Doubt, ...]:
    return tuple(doubt for doubt in doubts if doubt[0] == "date")


def _reservation_and_evidence(
    response: Response, known: KnownArticle | None, signals: Signals, site: Site, now: dt.datetime
) -> tuple[Fault | None, str | None]:
    """Return why an article is kept without its text, or None, and what is declared for it, as JSON."""
    reserved = reservation(signals, site)
    declared = signals.to_json(_stamp(now))
    if reserved is not None:
        return reserved, declared
    if known is None or not is_reserved(known, site):
        return None, declared
    if canonical(response.url) == known.url:
        # The article's own address declares no reservation any more, so the text is archived from now on.
        return None, declared
    # A print version under another address may lack the declaration of the article's own address. The archive must not
    # get by such a detour the text that is reserved there.
    return fault(Reason.RESERVED_ELSEWHERE, url=known.url), known.signals


def _what_is_kept(
    response: Response, reading: Reading, facts: Facts, article: Article, site: Site
) -> tuple[Keep, tuple[str, ...], Counters]:
    """Return what of an answer is kept, the fields that an edit changed, and the figures that are no edit."""
    keep = _kept_without_comparing(response, reading, facts, article, site)
    known = facts.known
    if known is None:
        return Keep.NEW, (), Counters()
    counted = Counters(places_kept(known.counters, text_of(article)))
    if keep is not None or facts.state is None:
        return keep or Keep.CAPTURE, (), counted
    if reading.article is not None and known.captured_at is not None:
        # A date that lay in the future at the earlier visit was left out of the earlier state. It is left out of this
        # state as well, because a day that has come since is no edit.
        article, _ = without_doubtful_dates(reading.article, known.captured_at)
    changed = changed_fields(facts.state, article)
    if may_be_counters(facts.state, article, changed):
        counted = counters(known.counters, facts.earlier_text, text_of(facts.state), text_of(article))
    if not changed:
        return _same_text(site), (), counted
    if counted.alone:
        # The newest state is renewed in place, so that a counter makes no state of each visit.
        return Keep.CAPTURE, (), counted
    return Keep.EDIT, changed, counted


def _kept_without_comparing(
    response: Response, reading: Reading, facts: Facts, article: Article, site: Site
) -> Keep | None:
    """Return what of an answer is kept where that is known without comparing texts, or None."""
    known = facts.known
    if known is None:
        return Keep.NEW
    # A page that neither calls one of the article's addresses its own nor was requested under one is a print or AMP
    # version. It holds less than the article, so a comparison would find an edit that nobody made.
    if _is_other_form(known, article, response, site):
        return Keep.OTHER_FORM
    if facts.known_better and known.capture_id is not None:
        return _kept_beside_another_reading(known, reading)
    if known.capture_id is None:
        # The bytes of an earlier state are not kept, as where the site reserved its text until now. What cannot be
        # compared is no edit.
        return Keep.CAPTURE
    if known.reader != reading.reader or facts.state is None:
        # There is no earlier state as today's reader reads it, and a difference between two readers is no edit.
        return Keep.CAPTURE
    if known.is_read_from(reading.body_digest):
        return Keep.VISIT
    return None


def _kept_beside_another_reading(known: KnownArticle, reading: Reading) -> Keep:
    """Return what is kept of an answer to a person whose profile is not the one that has read the article."""
    if known.is_read_from(reading.body_digest):
        return Keep.VISIT
    # The profile of this run would replace the archived reading by a lesser one.
    return Keep.UNREAD


def _same_text(site: Site) -> Keep:
    """Return what is kept of other bytes with the same text, which is the choice of the profile."""
    return Keep.REVISIT if site.keep == "changed" else Keep.CAPTURE


def _is_other_form(known: KnownArticle, article: Article, response: Response, site: Site) -> bool:
    """Return whether a page is the print or AMP version of a known article, a later page of it, or of another port."""
    if _is_on_another_port(known, response, site):
        return True
    # A later page of an article may call the first page its own address. Its text alone would replace the whole one.
    if is_further_page(known.url, response.url):
        return True
    return not is_own(known, site, article.url, response.requested_url)


def _is_on_another_port(known: KnownArticle, response: Response, site: Site) -> bool:
    """Return whether an article's address led to another port of its host, of which the profile knows nothing.

    Another port is another origin (RFC 6454 §4), and what a redirect shows there, such as a page for signing in, is no
    edit. Another host is followed, since sites move.
    """
    return host(response.url) == host(known.url) and belongs(site, known.url) and not belongs(site, response.url)


def _verdict(keep: Keep, known: KnownArticle | None) -> Verdict:
    if keep is Keep.NEW:
        return "new"
    if keep is Keep.EDIT:
        return "changed"
    # An article whose reservation has ended gets its text with this capture, which is news although nobody edited it.
    had_no_text = known is not None and known.is_bare
    if keep is Keep.CAPTURE and had_no_text:
        return "changed"
    return "unchanged"


def _with_anomalies(decision: Decision, page: Page, response: Response) -> Decision:
    """Return a decision with the anomaly of the page's host, if the answer shows one."""
    stale = validators.stale_validator(page, response, is_edited=decision.keep is Keep.EDIT)
    if stale is not None and page.is_distrusted:
        # A person was told when the host came to be distrusted. Until that ends its pages are asked for in full, so
        # that the same anomaly costs no more news.
        return replace(decision, note=stale)
    if stale is not None:
        return replace(decision, note=stale, anomaly=stale)
    is_same = decision.keep is Keep.VISIT
    note = validators.harmless_anomaly(page, response, same_bytes=is_same)
    if note is None and validators.same_validator(page, response):
        # To a conditional request the host would have answered 304, which keeps the page's note; so does this answer.
        note = page.note
    return replace(decision, note=note)


def _revisit_at(
    known: KnownArticle | None, article: Article, now: dt.datetime, *, is_edit: bool = False
) -> dt.datetime:
    """Return when an article that answered is visited next."""
    changed_at = now
    if known is not None and not is_edit:
        changed_at = known.changed_at
    return schedule.revisit_at(now, published(article), changed_at)


def _stamp(now: dt.datetime) -> str:
    """Return a time as the archive writes times."""
    return now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
