"""Which address is at fault where a redirect led to another one."""

from __future__ import annotations

from dataclasses import replace

from scraper.errors import FetchError
from scraper.model import Fault, Page, Reason
from scraper.web.urls import authority


def fault_of(page: Page, error: FetchError) -> Fault:
    """Return why a page was not had; where a redirect led to another host or to what is disallowed, with that address.

    Args:
        page: its row.
        error: what ended its visit.
    """
    return fault_at(page.url, error)


def fault_at(url: str, error: FetchError) -> Fault:
    """Return why an address was not had, as :func:`fault_of` does.

    Args:
        url: the address that was asked for.
        error: what asking for it came to.
    """
    is_other_host = authority(error.url) != authority(url)
    # The page itself is allowed then, which a person looks up in robots.txt first.
    leads_to_disallowed = error.fault.reason is Reason.ROBOTS_FORBIDDEN and error.url != url
    if is_other_host or leads_to_disallowed:
        return replace(error.fault, at=error.url)
    return error.fault
