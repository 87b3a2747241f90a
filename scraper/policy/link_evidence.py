"""What an answer says of an address that articles refer to: there, moved, changed, missing, gone, or nothing.

The rules of evidence are those for articles: what has vanished is gone only where two answers say so that lie a day
apart, and an answer that says nothing of the page (403, 429, 5xx, a wall, none at all) never makes it gone.

Of the pages themselves nothing is kept but a digest of their text, so that a reservation of text and data mining
(§ 44b UrhG) has nothing here to bear on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from scraper.model import Fault, LinkCheck, LinkState, Reading, Reason, Response, Site, fault
from scraper.policy.acceptance import redirected_home
from scraper.policy.gone import GONE_STATUS, is_soft_404
from scraper.policy.reasons import OUR_OWN, WALLS, WITHOUT_TEXT
from scraper.policy.schedule import CONFIRMED_AFTER, DAY
from scraper.web.urls import host_and_port, key, path_of, spelled

ASK_AGAIN: dict[LinkState, dt.timedelta] = {
    "there": 30 * DAY,
    "moved": 30 * DAY,
    "changed": 30 * DAY,
    "missing": CONFIRMED_AFTER,
    "gone": 91 * DAY,
    "unknown": 7 * DAY,
}
"""How long after an answer an address is left alone. Chosen: a reference is worth a request a month; one that is
missing waits for the second answer, a day later; few that are gone come back; a host that failed gets a week."""

FULL_AFTER = 182 * DAY
"""How long after a full answer the next one is asked for, since a host may say 'not modified' for ever. Chosen: twice a
year, so that most of the monthly requests cost no body."""

_MISSING: frozenset[LinkState] = frozenset({"missing", "gone"})
# What is news without regard to what was known before.
_NEWS: frozenset[LinkState] = frozenset({"missing", "gone", "changed"})
# An answer of status 200 that says nothing of the page: somebody stands in front of it, or it could not be read.
_SAYS_NOTHING = WALLS | OUR_OWN | {Reason.ERROR_PAGE}
# A page whose text is not compared: that of a list is another one each day, and of the others there is none.
_NOT_COMPARED = WITHOUT_TEXT | {Reason.LISTING_PAGE}


@dataclass(frozen=True, slots=True)
class _Print:
    """What the text of an answer is compared by.

    Args:
        digest: 32 bytes, or None where there is no text to be compared.
        reader: what read the text, or None for a digest of bytes.
    """

    digest: bytes | None
    reader: str | None


def validators_of(before: LinkCheck | None, now: dt.datetime) -> tuple[str | None, str | None]:
    """Return the ETag and the Last-Modified that a request carries; none where it asks in full.

    Args:
        before: what is known of the address, or None.
        now: the time of the request.
    """
    # Of a page that was not there, or led elsewhere, no validators are kept: 'not modified' would say nothing of it.
    if before is None or before.full_at is None:
        return None, None
    if now - before.full_at >= FULL_AFTER:
        return None, None
    return before.etag, before.last_modified


def answered(before: LinkCheck | None, url: str, response: Response, reading: Reading | None, site: Site) -> LinkCheck:
    """Return what is known of an address after an answer.

    Args:
        before: what was known, or None.
        url: the address.
        response: the answer, of whatever status.
        reading: a full answer of status 200, read; None for any other.
        site: the profile that it was asked and read with.
    """
    now, status = response.fetched_at, response.status
    if status == 304:
        return _not_modified(before, url, now)
    why = _why_missing(response, reading, site)
    if why is not None:
        return _missing(before, url, why, now, status)
    if reading is None:
        return unanswered(before, url, fault(Reason.HTTP_STATUS, status=status), now, status)
    # What is an error page still does not say that the page is not there: its server is in trouble, as by status 5xx.
    if reading.fault is not None and reading.fault.reason in _SAYS_NOTHING:
        return unanswered(before, url, reading.fault, now, status)
    return _found(before, url, response, _print_of(response, reading), site)


def unanswered(
    before: LinkCheck | None, url: str, why: Fault, now: dt.datetime, status: int | None = None
) -> LinkCheck:
    """Return what is known of an address after a request that said nothing of its page.

    Args:
        before: what was known, or None.
        url: the address.
        why: what came instead.
        now: the time of the request.
        status: of the answer, or None where there was none.
    """
    known = _known(before, url, now)
    # It does not take back what was found missing, or the second answer would be counted as the first one.
    if known.state in _MISSING:
        return replace(known, checked_at=now, status=status, fault=why)
    return _in_state(known, before, "unknown", now, status=status, fault=why, etag=None, last_modified=None)


def is_news(before: LinkCheck | None, after: LinkCheck) -> bool:
    """Return whether a person should hear of what was found: it has vanished, moved, changed, or come back.

    Args:
        before: what was known, or None.
        after: what is known now.
    """
    state = None if before is None else before.state
    if after.state == "moved":
        return before is None or before.moved_to != after.moved_to or state in _MISSING
    if after.state == state:
        return False
    return after.state in _NEWS or (after.state == "there" and state in _MISSING)


def _not_modified(before: LinkCheck | None, url: str, now: dt.datetime) -> LinkCheck:
    # Only a conditional request may be answered so (RFC 9110 §15.4.5).
    if before is None or validators_of(before, now) == (None, None):
        return unanswered(before, url, fault(Reason.UNASKED_304), now, 304)
    return replace(before, checked_at=now, status=304, fault=None)


def _why_missing(response: Response, reading: Reading | None, site: Site) -> Fault | None:
    """Return what says that the page is not there any more, or None."""
    if response.status in GONE_STATUS:
        return fault(Reason.GONE, status=response.status)
    if reading is None:
        return None
    if redirected_home(response, site.home):
        return fault(Reason.REDIRECTS_HOME)
    return reading.fault if is_soft_404(reading) else None


def _missing(before: LinkCheck | None, url: str, why: Fault, now: dt.datetime, status: int) -> LinkCheck:
    known = _known(before, url, now)
    has_been_missing = known.state in _MISSING
    # A first answer that lies ahead was noted by a clock that was wrong, and is as good as one of now.
    since = min(known.since, now) if has_been_missing else now
    is_gone = known.state == "gone" or now - since >= CONFIRMED_AFTER
    return replace(
        known, state="gone" if is_gone else "missing", since=since, checked_at=now, status=status, fault=why,
        etag=None, last_modified=None,
    )  # fmt: skip


def _found(before: LinkCheck | None, url: str, response: Response, new: _Print, site: Site) -> LinkCheck:
    """Return what is known of an address that answered with a page."""
    now = response.fetched_at
    known = _known(before, url, now)
    is_same_text = _is_same_text(known, new)
    if is_same_text is None:
        # What was found changed cannot be compared with its first text any more where another reader reads it.
        is_changed = known.state == "changed"
        kept = _Print(known.digest, known.reader) if is_changed or new.digest is None else new
    else:
        is_changed = not is_same_text
        kept = _Print(known.digest, known.reader)
    read = {"status": response.status, "fault": None, "digest": kept.digest, "reader": kept.reader, "full_at": now}
    if _is_elsewhere(url, response.url, site):
        target = _target(known, response.url, site)
        moved = _in_state(known, before, "moved", now, moved_to=target, etag=None, last_modified=None, **read)
        has_moved_on = known.moved_to is not None and known.moved_to != target
        return replace(moved, since=now) if has_moved_on else moved
    # A validator belongs to the very address that gave it (RFC 9110 §8.8).
    is_own = not response.hops
    etag = response.header("etag") if is_own else None
    modified = response.header("last-modified") if is_own else None
    state: LinkState = "changed" if is_changed else "there"
    return _in_state(known, before, state, now, moved_to=None, etag=etag, last_modified=modified, **read)


def _is_elsewhere(asked: str, answering: str, site: Site) -> bool:
    """Return whether another page answers than the one that was asked for."""
    if key(asked, site) == key(answering, site):
        return False
    # A front page sends its reader on to that of a language or of the day, and stays what it is.
    is_front_page = path_of(asked) == "/"
    return not is_front_page or host_and_port(asked) != host_and_port(answering)


def _target(known: LinkCheck, answering: str, site: Site) -> str:
    """Return where an address leads; what was known before stands where only its spelling differs (a session id)."""
    if known.moved_to is not None and key(known.moved_to, site) == key(answering, site):
        return known.moved_to
    return spelled(answering)


def _is_same_text(known: LinkCheck, new: _Print) -> bool | None:
    """Return whether two answers have the same text; None where they cannot be compared."""
    if known.digest is None or new.digest is None:
        return None
    # Two readers read different texts of the same bytes.
    is_read_by_two = None not in (known.reader, new.reader) and known.reader != new.reader
    if is_read_by_two:
        return None
    return (known.digest, known.reader) == (new.digest, new.reader)


def _print_of(response: Response, reading: Reading) -> _Print:
    """Return by what an answer is compared: a page by the text that was read, anything else by its bytes."""
    if reading.article is None:
        return _Print(hashlib.sha256(response.body).digest(), None)
    is_not_compared = reading.fault is not None and reading.fault.reason in _NOT_COMPARED
    if is_not_compared or not reading.article.body:
        return _Print(None, None)
    return _Print(bytes.fromhex(reading.digest), reading.reader)


def _known(before: LinkCheck | None, url: str, now: dt.datetime) -> LinkCheck:
    """Return what was known of an address, or that nothing was."""
    return before or LinkCheck(url, "unknown", now, now)


def _in_state(
    known: LinkCheck, before: LinkCheck | None, state: LinkState, now: dt.datetime, **values: object
) -> LinkCheck:
    """Return what is known, in a state that goes on or begins now."""
    goes_on = before is not None and before.state == state
    since = known.since if goes_on else now
    return replace(known, state=state, since=since, checked_at=now, **values)  # type: ignore[arg-type]
