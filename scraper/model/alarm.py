"""What an archive's own history says is wrong: with a site, or with the archive as a whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scraper.model.fault import Fault


@dataclass(frozen=True, slots=True)
class Alarm:
    """A verdict that stands: computed from what is archived, and gone as soon as that looks well again.

    Args:
        fault: what is wrong; its code is one of :data:`scraper.policy.reasons.ALARMS`.
        since: since when that is so, aware UTC: the first article without a text, the end of the last run.
        url: the address that it is of, or None for the site, or the archive, as a whole.
    """

    fault: Fault
    since: dt.datetime
    url: str | None = None
