"""A decision becomes rows: one page, within one transaction, and nothing is asked back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from scraper.model import (
    Article,
    Decision,
    Facts,
    Keep,
    KnownArticle,
    Outcome,
    Page,
    Reading,
    Response,
    Site,
)
from scraper.policy.edits import TEXT_FIELDS
from scraper.policy.identity import other_addresses, text_digest
from scraper.reading.again import Rereading
from scraper.store import Archive
from scraper.store.articles import THERE, bare, doubts_json
from scraper.store.columns import now_text, to_text
from scraper.store.links import alternate_urls
from scraper.web.urls import key


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit that was answered.

    Args:
        page: the row of the frontier.
        site: the profile.
        response: the answer.
        reading: the same, read; without a record where there was nothing to read.
        reread: the known article read again, where an older reader had read it.
    """

    page: Page
    site: Site
    response: Response
    reading: Reading
    reread: Rereading | None = None


def keep(archive: Archive, visited: Visited, facts: Facts, decision: Decision) -> Outcome:
    """Write what was decided of a visit that was answered. The caller holds the transaction.

    Args:
        archive: opened for writing.
        visited: the page, its answer and its reading.
        facts: what the archive knows, as it was given to the decision.
        decision: what is to be done.
    """
    page, response = visited.page, visited.response
    # The patterns of the profile say which links lead to which of its articles.
    archive.links.know([visited.site])
    if visited.reread is not None:
        reread = visited.reread
        archive.versions.renew(reread.known.id, reread.states, reread.doubts, visited.site)
    article_id = _keep_article(archive, visited, facts, decision)
    archive.frontier.finish(page, decision, response, response.fetched_at, article_id)
    if article_id is not None:
        _note_addresses(archive, visited, decision.article, article_id)
    _note_problem(archive, page, decision, response.fetched_at)
    return replace(
        outcome_of(page, decision),
        article_id=article_id or page.article_id,
        read_again=_is_read_again(visited.reread),
        of_other_profile=facts.known_better and decision.keep in (Keep.VISIT, Keep.UNREAD),
    )


def _is_read_again(reread: Rereading | None) -> bool:
    return reread is not None and any(reading.article is not None for _, reading in reread.states)


def keep_unanswered(archive: Archive, page: Page, decision: Decision, now: dt.datetime) -> Outcome:
    """Write what was decided of a visit without an answer that can be read. The caller holds the transaction."""
    archive.frontier.finish(page, decision, None, now)
    _note_problem(archive, page, decision, now)
    return outcome_of(page, decision)


def outcome_of(page: Page, decision: Decision) -> Outcome:
    """Return what a decision makes of a page, for whoever watches."""
    return Outcome(
        page.url,
        decision.verdict,
        decision.fault,
        page.article_id,
        decision.article,
        reserved=decision.reserved,
        anomaly=decision.anomaly,
    )


def _keep_article(archive: Archive, visited: Visited, facts: Facts, decision: Decision) -> int | None:
    """Write capture and article; return the article's row, or None where nothing of it is kept."""
    if decision.keep is Keep.NOTHING:
        return None
    if facts.known is None:
        return _keep_first_state(archive, visited, facts, decision)
    _keep_known(archive, visited, facts, facts.known, decision)
    return facts.known.id


def _capture(archive: Archive, visited: Visited, decision: Decision, earlier: int | None = None) -> int:
    """Keep the answer as a capture and return its row; whether its bytes stay is the profile's choice.

    Args:
        archive: opened for writing.
        visited: the page and its answer.
        decision: with what the site reserves.
        earlier: the capture of the same page before this one, or None.
    """
    return archive.captures.add(
        visited.response,
        decision.signals,
        # By hand a page may be fetched without the profile of its site; the row of the frontier knows the site.
        site=visited.page.site,
        earlier=earlier,
        keeps_bytes=visited.site.keep != "text",
    )


def _keep_first_state(archive: Archive, visited: Visited, facts: Facts, decision: Decision) -> int:
    article, reading = decision.article, visited.reading
    assert article is not None  # noqa: S101  (what is kept first is a record)
    now = now_text(visited.response.fetched_at)
    if decision.keep is Keep.BARE:
        # The digest of a text that is not kept would still tell whether somebody else's text is the same.
        article = bare(article)
        reading = replace(reading, digest=text_digest(article))
        return archive.articles.insert(decision, article, reading, facts, None, now)
    capture_id = _capture(archive, visited, decision)
    return archive.articles.insert(decision, article, reading, facts, capture_id, now)


def _keep_known(archive: Archive, visited: Visited, facts: Facts, known: KnownArticle, decision: Decision) -> None:
    """Write what an answer brings to an article that is archived already."""
    response = visited.response
    now = response.fetched_at
    if decision.keep in (Keep.EDIT, Keep.CAPTURE):
        _keep_capture(archive, visited, facts, known, decision)
        return
    if decision.keep in (Keep.END, Keep.END_BARE):
        _keep_end(archive, visited, known, decision)
        return
    if decision.keep is Keep.REVISIT:
        _keep_surroundings(archive, visited, facts, known, decision)
        return
    if decision.keep is Keep.VISIT and known.capture_id is not None:
        archive.captures.visited(known.capture_id, now, response.status, has_further=bool(known.further_pages))
    if decision.keep is Keep.UNREAD:
        _capture(archive, visited, decision, known.capture_id)
    if decision.keep is Keep.OTHER_FORM:
        _capture(archive, visited, decision)
        # A print version says nothing of the article's own address: neither what it reserves, nor that it is there.
        return
    # Of an article whose text is reserved (BARE) no more is written than this: no bytes of the answer come in.
    #
    # A full answer says all that is declared, so that a reservation which it no longer names has ended. A 304 does not
    # repeat what the page declares. The decision on a 304 has added what is new to what was stored, or carries None
    # where nothing is new; to write that None would delete the reservation that is still in force.
    is_all_declared = response.status != 304 or decision.signals is not None
    archive.articles.seen(known.id, now, {"signals": decision.signals} if is_all_declared else {})


def _keep_capture(archive: Archive, visited: Visited, facts: Facts, known: KnownArticle, decision: Decision) -> None:
    """Write other bytes of a known article; where they are an edit, the state before becomes an earlier one."""
    article, reading = decision.article, visited.reading
    assert article is not None  # noqa: S101  (a capture of an article has a record)
    now = now_text(visited.response.fetched_at)
    if decision.keep is Keep.EDIT and facts.state is not None:
        archive.versions.add(known, facts.state, known.reader, decision.changed, now)
    values: dict[str, Any] = {
        "digest": reading.digest,
        "reader": reading.reader,
        "capture_id": _capture(archive, visited, decision, known.capture_id),
        "last_seen": now,
        **THERE,
        "doubts": doubts_json(decision.doubts),
        "signals": decision.signals,
    }
    is_text_edited = not set(TEXT_FIELDS).isdisjoint(decision.changed)
    if is_text_edited:
        values["changed_at"] = now
    archive.articles.renew(known.id, facts.state, article, values)
    if is_text_edited:
        archive.articles.regroup(known.id, facts.twin_id)


def _keep_surroundings(
    archive: Archive, visited: Visited, facts: Facts, known: KnownArticle, decision: Decision
) -> None:
    """Write what a page shows around the same text, and that it was seen; its bytes are not kept."""
    article, response = decision.article, visited.response
    assert article is not None  # noqa: S101  (a capture of an article has a record)
    assert known.capture_id is not None  # noqa: S101  (a text is the same as that of a capture)
    archive.captures.visited(known.capture_id, response.fetched_at, response.status)
    values = {
        "last_seen": now_text(response.fetched_at),
        **THERE,
        "doubts": doubts_json(decision.doubts),
        "signals": decision.signals,
    }
    archive.articles.renew(known.id, facts.state, article, values)


def _keep_end(archive: Archive, visited: Visited, known: KnownArticle, decision: Decision) -> None:
    """Mark an article as gone or missing, and keep the answer that says so; of a reserved page no bytes come in."""
    if decision.keep is Keep.END:
        _keep_answer_without_article(archive, visited, decision)
    marks = {"gone_at": to_text(decision.gone_at), "missing_since": to_text(decision.missing_since)}
    archive.articles.update(known.id, marks)


def _keep_answer_without_article(archive: Archive, visited: Visited, decision: Decision) -> None:
    """Keep an answer by which an article is gone: the bytes of the first one, of later ones that they came.

    Error pages differ with each request, by a time or a number. Were all of them kept, an article that is gone would
    grow for ever. So a later one is a visit of the first, unless its status is another.
    """
    response = visited.response
    # Of a redirect to the front page it is the redirect that says so, and stands under the article's address.
    status = next(iter(response.redirects), response.status)
    same = archive.captures.same_answer(visited.page.url, status, decision.gone_at or decision.missing_since)
    if same is None:
        _capture(archive, visited, decision)
    else:
        archive.captures.visited(same, response.fetched_at, status)


def _note_addresses(archive: Archive, visited: Visited, article: Article | None, article_id: int) -> None:
    """Let the other addresses of a page lead to its article, and all links to one of them."""
    page = visited.page
    others = () if article is None else other_addresses(page.url, visited.response, article)
    are_new = page.article_id != article_id
    if others:
        are_new |= archive.frontier.lead_to([(url, key(url, visited.site)) for url in others], page, article_id)
    if are_new:
        archive.links.settle([page.url, *others, *alternate_urls(article)])


def _note_problem(archive: Archive, page: Page, decision: Decision, now: dt.datetime) -> None:
    if decision.verdict == "failed" and decision.fault is not None:
        archive.problems.page_failed(page, decision.fault, now)
        return
    # A new page that is 404 has failed, though its state is gone.
    was_gone_and_is_back = page.state == "gone" and decision.fault is None
    if page.state == "failed" or was_gone_and_is_back:
        archive.problems.page_recovered(page, now)
