"""Whether what a host says with its validators is so (RFC 9110 §8.8)."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime

from scraper.model import Page, Response, Verdict
from scraper.policy.schedule import DAY
from scraper.policy.selection import CLOCK_ERROR

DISTRUST = 91 * DAY
"""How long the validators of a host are not used after it was found to say 'not modified' of what has changed."""
CONTROL_AFTER = 28 * DAY
"""How old the last full answer may be before a page is asked for in full: a host may say 'not modified' for ever."""


def is_control_due(now: dt.datetime, last_full: dt.datetime | None) -> bool:
    """Return whether a page is asked for without validators, to see whether its host tells the truth."""
    return last_full is not None and now - last_full > CONTROL_AFTER


STALE = "the host says 'not modified' of pages that have changed"
"""The lie that costs news: whoever believes it never hears of the change."""


def vouches(page: Page, response: Response) -> bool:
    """Whether a host gives a full answer the validator of the one before: it would have said 'not modified'."""
    etag, modified = response.header("etag"), response.header("last-modified")
    if page.etag or etag:
        return page.etag == etag
    return modified is not None and page.last_modified == modified


def lie(page: Page, response: Response, verdict: Verdict) -> str | None:
    """Return what a host said of a page that is not so: the same validator for a text that has changed.

    Args:
        page: with the validators of the last answer.
        response: a full answer.
        verdict: what became of the text.
    """
    return f"{STALE}, as of {page.url}" if verdict == "changed" and vouches(page, response) else None


def oddity(page: Page, response: Response, *, same_bytes: bool) -> str | None:
    """Return what a host says of a page that is not so, and only costs requests; None where all is well.

    Args:
        page: with the validators of the last answer.
        response: a full answer.
        same_bytes: whether its body is the one of the answer before.
    """
    etag, modified = response.header("etag"), _http_date(response.header("last-modified"))
    if same_bytes and page.etag and etag and etag != page.etag:
        return "a new ETag for the same bytes"
    if modified is not None and modified > response.fetched_at + CLOCK_ERROR:
        return "a Last-Modified that lies in the future"
    return None


def _http_date(text: str | None) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, OverflowError):
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=dt.UTC)
