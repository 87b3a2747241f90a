"""Where a redirect leads (RFC 9110 §15.4, §10.2.2)."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.errors import RedirectError
from scraper.fetch.wire import Answer
from scraper.model import Fault, Reason, fault
from scraper.web.urls import join
from scraper.web.userinfo import masked_address

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses whose Location is followed. A 300 offers a choice (RFC 9110 §15.4.1), a 304 confirms a copy (§15.4.5)."""

# A Location can be of any length; so much of one that is not followed is enough for people.
_SHOWN_CHARACTERS = 200


def redirect_target(url: str, answer: Answer) -> str | None:
    """Return the address that an answer redirects to, or None where it is no redirect.

    Args:
        url: the address that was asked for.
        answer: what came of it.

    Raises:
        RedirectError: it leads to what is no address of the web.
    """
    if answer.status not in REDIRECTS:
        return None
    location = answer.header("location")
    if not location:
        # Such an answer leads nowhere; its caller deals with its status.
        return None
    target = join(url, _as_meant(location))
    if target is None:
        raise RedirectError(url, fault(Reason.BAD_REDIRECT, url=repr(masked_address(location)[:_SHOWN_CHARACTERS])))
    return target


def redirects_to_itself(url: str, answers: Sequence[Answer]) -> RedirectError:
    """Return the error of an address whose redirect leads to itself.

    Args:
        url: the address.
        answers: the redirects so far.
    """
    return RedirectError(url, _with_cookie(fault(Reason.REDIRECTS_TO_ITSELF), answers))


def too_many_redirects(url: str, bound: int, answers: Sequence[Answer]) -> RedirectError:
    """Return the error of a page whose redirects have no end.

    Args:
        url: the address that was asked for first.
        bound: so many redirects are followed.
        answers: the redirects so far.
    """
    return RedirectError(url, _with_cookie(fault(Reason.TOO_MANY_REDIRECTS, bound=bound), answers))


def _with_cookie(why: Fault, answers: Sequence[Answer]) -> Fault:
    """Return what is wrong with redirects; those that set cookies wait for something that these alone do not give."""
    if any(answer.header("set-cookie") is not None for answer in answers):
        return fault(Reason.COOKIE_WALL, why=str(why))
    return why


def _as_meant(location: str) -> str:
    """Return a Location that was read as Latin-1 as the UTF-8 that servers mean by other bytes than ASCII."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location
