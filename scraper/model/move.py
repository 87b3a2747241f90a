"""An archived article that has moved to another address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scraper.model.fault import Fault, fault
from scraper.model.reason import Reason


@dataclass(frozen=True, slots=True)
class Move:
    """That an article has left its address, and is found at another one.

    Args:
        article_id: its row.
        old_url: the address that it has left.
        url: the address where it is now.
        found_by: the code of what shows that (:data:`scraper.policy.reasons.MOVED`).
        at: when that was found.
        other_id: the row of the article that the archive has of the new address, or None; both become one.
    """

    article_id: int
    old_url: str
    url: str
    found_by: Reason
    at: dt.datetime
    other_id: int | None = None

    @property
    def fault(self) -> Fault:
        """What is noted of the old address."""
        on = self.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return fault(self.found_by, url=self.url, on=on)
