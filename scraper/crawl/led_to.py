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
    is_other_host = authority(error.url) != authority(page.url)
    # The page itself is allowed then, which a person looks up in robots.txt first.
    leads_to_disallowed = error.fault.reason is Reason.ROBOTS_FORBIDDEN and error.url != page.url
    if is_other_host or leads_to_disallowed:
        return replace(error.fault, at=error.url)
    return error.fault
