"""How bad a problem is: what costs everything comes before what costs a part, and that before what may cost it."""

from __future__ import annotations

from enum import IntEnum

from scraper.model import Reason
from scraper.policy.reasons import NOTICES, OF_THE_WHOLE_HOST


class Severity(IntEnum):
    """How much is lost while nobody does anything; the worst is the smallest."""

    CRITICAL = 1
    """Nothing comes into the archive, of a site or at all, or what is there is at risk."""

    MAJOR = 2
    """A part of what the archive should hold is missing."""

    MINOR = 3
    """Nothing is lost yet, or little."""

    NOTICE = 4
    """For information."""

    @property
    def word(self) -> str:
        """The word for programs and for people."""
        return self.name.lower()


_NOTHING_COMES = frozenset(
    {
        *(Reason.NOTHING_FOUND, Reason.QUIET, Reason.NO_NETWORK, Reason.ROBOTS_UNREADABLE, Reason.BACK_OFF_STANDS),
        *(Reason.NO_CRAWL, Reason.CRAWL_UNENDED, Reason.CRAWLS_BROKEN_OFF, Reason.DISK_FILLS),
    }
)
_NOTHING_LOST = frozenset(
    {
        *(Reason.STALE_VALIDATOR, Reason.NEW_ETAG, Reason.FUTURE_LAST_MODIFIED, Reason.FUTURE_DATES),
        *(Reason.CERTIFICATE_ENDS, Reason.DISK_SHORT, Reason.CLOCK_SET_BACK),
        *(Reason.BODY_SOURCE, Reason.DATE_SOURCE, Reason.LEAD_SOURCE),
        *(Reason.AUTHORS_SOURCE, Reason.KEYWORDS_SOURCE, Reason.SECTION_SOURCE),
    }
)
# What no row names is a source or a page that is not what it should be: a part is missing.
_BY_CODE: tuple[tuple[Severity, frozenset[Reason]], ...] = (
    (Severity.NOTICE, NOTICES),
    (Severity.CRITICAL, OF_THE_WHOLE_HOST | _NOTHING_COMES),
    (Severity.MINOR, _NOTHING_LOST),
)


def severity(reason: Reason) -> Severity:
    """Return how bad a problem is.

    Args:
        reason: its code.
    """
    return next((level for level, reasons in _BY_CODE if reason in reasons), Severity.MAJOR)
