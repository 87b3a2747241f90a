"""What follows from a reason: which codes are walls, which are anomalies of the host, which are our own mistakes.

The codes and their sentences stand in :mod:`scraper.model.reason`.
"""

from __future__ import annotations

from scraper.model import Reason

WALLS = frozenset({Reason.LOGIN_WALL, Reason.CONSENT_WALL, Reason.BLOCK_PAGE})
"""Pages that stand in front of an article."""

PLAINLY_NO_ARTICLE = WALLS | {Reason.ERROR_PAGE, Reason.NO_TEXT}
"""What even an address that a profile's pattern names is not archived as."""

NO_ARTICLE = frozenset({Reason.NO_TEXT, Reason.LISTING_PAGE, Reason.NOT_AN_ARTICLE})
"""What is no article and no anomaly either, unless somebody says that there should be one."""

DOUBTFUL = frozenset({Reason.LISTING_PAGE, Reason.NOT_AN_ARTICLE})
"""What a page only looks like by how it is built, so that what is known beside the page may speak for an article."""

INSTEAD_OF_AN_ARTICLE = (
    PLAINLY_NO_ARTICLE
    | NO_ARTICLE
    | {Reason.REDIRECTS_HOME, Reason.SAME_TEXT, Reason.UNASKED_304, Reason.STALE_VALIDATOR, Reason.UNASKED_304_SOURCE}
)
"""What a host answered with as if it were the page: an anomaly, where an article was to be had."""

OF_THE_PAGE_ALONE = frozenset({Reason.GONE})
"""Failures that say nothing of the host: a dead address is no sign that the host has had enough of us."""

OUR_OWN = frozenset({Reason.PROGRAM_ERROR, Reason.READER_LOST})
"""Mistakes of this program: a person hears of them, whatever the address was."""

NOTICES = frozenset(
    {
        Reason.READ_TO_BOUND,
        Reason.READ_TO_BOUND_FIRST,
        Reason.SITEMAPS_LEFT_OUT,
        Reason.SOURCE_DISALLOWED,
        Reason.FOUND_BY_ITSELF,
        Reason.WALK_BOUND,
        Reason.TOO_MANY_SITEMAPS,
    }
)
"""What is said once and needs no person: what a bound cut off, or what was found or left out by a rule."""

MATTERS_WHERE_ALONE = frozenset({Reason.NONE_FITS, Reason.NO_ARTICLE_LINKS, Reason.NOT_FOLLOWED})
"""What is said of a source that the profile does not name only where no other source of its site gives anything."""


def speaks_of_host(reason: Reason, *, is_archived: bool) -> bool:
    """Return whether a page's reason is an anomaly of its host.

    Args:
        reason: the page's code.
        is_archived: whether the page was archived, or found as it was, at its last visit (its state is ``done``).
    """
    # One column holds why a page failed or was skipped, and what its host says that is not so. A page that did neither
    # can only have the second. What a source lacks is no anomaly.
    if reason in MATTERS_WHERE_ALONE:
        return False
    return is_archived or reason in INSTEAD_OF_AN_ARTICLE


# The templates of these codes name figures and addresses, or guess at the fate of a single page. With them each page
# would have a sentence of its own, and the pages of a host could not be counted under one.
_IN_GENERAL = {
    Reason.SAME_TEXT: "the same text under many addresses",
    Reason.FUTURE_DATES: "dates that lie in the future",
    Reason.UNASKED_304_SOURCE: "HTTP 304 in answer to a request that did not ask for it",
    Reason.STALE_VALIDATOR: "the host says 'not modified' of pages that have changed",
    Reason.REDIRECTS_HOME: "redirects to the home page",
}


def in_general(reason: Reason) -> str:
    """Return what a code says of a host, without the figures and addresses of a single page; for people."""
    return _IN_GENERAL.get(reason, reason.template)
