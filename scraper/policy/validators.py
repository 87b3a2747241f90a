"""Whether what a host says with its validators is so (RFC 9110 §8.8), and when a page is asked for in full."""

from __future__ import annotations

import datetime as dt

from scraper.model import Fault, Page, Reason, Response, fault
from scraper.policy.schedule import DAY
from scraper.policy.selection import CLOCK_ERROR
from scraper.web import http_dates

DISTRUST = 91 * DAY
"""How long the validators of a host are not used after it was found to say 'not modified' of what has changed."""

FULL_AFTER = 28 * DAY
"""How long after a full answer the next one is asked for: a host may say 'not modified' for ever."""

FURTHEST_PLAN = 366 * DAY
"""What is planned for later than this was planned by a clock that was wrong."""


def validators_of(page: Page, now: dt.datetime, reader: str | None = None) -> tuple[str | None, str | None]:
    """Return the ETag and the Last-Modified that a request for a page carries; none where it is asked for in full.

    Args:
        page: an article or a source.
        now: the time of the visit.
        reader: the reader of today, for an article.
    """
    is_full = _is_full_due(page, now) or _has_no_bytes_for_a_304(page, reader)
    if page.is_distrusted or is_full:
        return None, None
    return page.etag, page.last_modified


def _has_no_bytes_for_a_304(page: Page, reader: str | None) -> bool:
    """Return whether a 304 would leave the archive without the bytes that it speaks of, and with nothing to read."""
    if page.kind != "article":
        # The links of a source were taken up when it was read, and a 304 says that there are no others.
        return False
    if page.known is None or page.known.capture_id is None:
        return True
    # A profile may keep the text alone; then a newer reader needs the page itself.
    return not page.known.has_bytes and page.known.reader != reader


def _is_full_due(page: Page, now: dt.datetime) -> bool:
    due = page.full_due_at
    if due is None:
        return False
    is_beyond_any_plan = due >= now + FURTHEST_PLAN
    return due <= now or is_beyond_any_plan


def same_validator(page: Page, response: Response) -> bool:
    """Return whether a full answer has the validator of the one before: its host would have said 'not modified'."""
    etag, modified = response.header("etag"), response.header("last-modified")
    # Hosts ignore If-Modified-Since beside If-None-Match (RFC 9110 §13.1.3), so the date counts only without ETags.
    if page.etag or etag:
        return page.etag == etag
    return modified is not None and page.last_modified == modified


def stale_validator(page: Page, response: Response, *, is_edited: bool) -> Fault | None:
    """Return the anomaly of a host that gives the same validator to what has changed: its 304 would hide every edit.

    Args:
        page: with the validators of the last answer.
        response: a full answer.
        is_edited: whether it differs from the answer before: an edit of the article, or other links of a source.
    """
    if is_edited and same_validator(page, response):
        return fault(Reason.STALE_VALIDATOR, url=page.url)
    return None


def harmless_anomaly(page: Page, response: Response, *, same_bytes: bool) -> Fault | None:
    """Return an anomaly that costs requests, but hides no edit: an ETag that changes for nothing, a date to come.

    Args:
        page: with the validators of the last answer.
        response: a full answer.
        same_bytes: whether its body is the one of the answer before.
    """
    # An ETag that changes while the bytes stay makes every conditional request a full one (RFC 9110 §8.8.3).
    if same_bytes and _has_new_etag(page, response):
        return fault(Reason.NEW_ETAG)
    # Hosts may ignore an If-Modified-Since that lies in their future, which RFC 2616 §14.25 called invalid. They answer
    # each conditional request in full then, until that day has come.
    modified = http_dates.parse(response.header("last-modified") or "")
    if modified is not None and modified > response.fetched_at + CLOCK_ERROR:
        return fault(Reason.FUTURE_LAST_MODIFIED)
    return None


def _has_new_etag(page: Page, response: Response) -> bool:
    """Return whether a page had an ETag at the last answer and has another one now."""
    etag = response.header("etag")
    if not page.etag or not etag:
        return False
    return etag != page.etag
