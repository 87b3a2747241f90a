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


# What no row names is a source or a page that is not what it should be: a part is missing.
_BY_CODE: tuple[tuple[Severity, frozenset[Reason]], ...] = (
    (Severity.NOTICE, NOTICES),
    (Severity.CRITICAL, OF_THE_WHOLE_HOST | {Reason.NOTHING_FOUND, Reason.NO_NETWORK, Reason.ROBOTS_UNREADABLE}),
    (
        Severity.MINOR,
        frozenset({Reason.STALE_VALIDATOR, Reason.NEW_ETAG, Reason.FUTURE_LAST_MODIFIED, Reason.FUTURE_DATES}),
    ),
)


def severity(reason: Reason) -> Severity:
    """Return how bad a problem is.

    Args:
        reason: its code.
    """
    return next((level for level, reasons in _BY_CODE if reason in reasons), Severity.MAJOR)
