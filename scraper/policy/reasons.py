"""What follows from a reason: which codes are walls, which are anomalies of the host, which are our own mistakes.

The codes and their sentences stand in :mod:`scraper.model.reason`.
"""

from __future__ import annotations

from scraper.model import Reason

WALLS = frozenset({Reason.LOGIN_WALL, Reason.CONSENT_WALL, Reason.BLOCK_PAGE})
"""Pages that stand in front of an article."""

WITHOUT_TEXT = frozenset({Reason.NO_TEXT, Reason.NEEDS_JAVASCRIPT})
"""Pages that give nothing to read."""

PLAINLY_NO_ARTICLE = WALLS | WITHOUT_TEXT | {Reason.ERROR_PAGE}
"""What even an address that a profile's pattern names is not archived as."""

NO_ARTICLE = WITHOUT_TEXT | {Reason.LISTING_PAGE, Reason.NOT_AN_ARTICLE}
"""What is no article and no anomaly either, unless somebody says that there should be one."""

DOUBTFUL = frozenset({Reason.LISTING_PAGE, Reason.NOT_AN_ARTICLE})
"""What a page only looks like by how it is built, so that what is known beside the page may speak for an article."""

INSTEAD_OF_AN_ARTICLE = (
    PLAINLY_NO_ARTICLE
    | NO_ARTICLE
    | {Reason.REDIRECTS_HOME, Reason.SAME_TEXT, Reason.UNASKED_304, Reason.STALE_VALIDATOR, Reason.UNASKED_304_SOURCE}
)
"""What a host answered with as if it were the page: an anomaly, where an article was to be had."""

INSTEAD = PLAINLY_NO_ARTICLE | {Reason.COOKIE_WALL, Reason.REDIRECTS_HOME, Reason.MISSING}
"""What may come to stand in the place of a site's articles one day, all of them."""

OF_THE_PAGE_ALONE = frozenset({Reason.GONE})
"""Failures that say nothing of the host: a dead address is no sign that the host has had enough of us."""

MOVED = frozenset({Reason.MOVED_BY_REDIRECT, Reason.MOVED_BY_CANONICAL, Reason.MOVED_BY_TEXT})
"""What is noted of an address that its article has left. It is no failure and nothing that a host says wrongly."""

UNREACHED = frozenset({Reason.NO_HOST, Reason.CONNECTION_REFUSED, Reason.NO_CONNECTION, Reason.CONNECT_TIMEOUT})
"""Failures before there is a connection: where all hosts fail so, it is the network of this machine."""

NEVER_SENT = frozenset({Reason.PRIVATE_ADDRESS, Reason.CANNOT_ASK, Reason.BACK_OFF})
"""Refusals of our own, for which the network was not asked, or not beyond a name server."""

NOTICES = frozenset(
    {
        *(Reason.READ_TO_BOUND, Reason.READ_TO_BOUND_FIRST, Reason.SITEMAPS_LEFT_OUT),
        *(Reason.WALK_BOUND, Reason.TOO_MANY_SITEMAPS, Reason.FIRST_CRAWL_DEFERRED),
        *(Reason.SOURCE_DISALLOWED, Reason.SOURCE_NOT_FOLLOWED, Reason.FOUND_BY_ITSELF, Reason.ARCHIVE_GROWS),
    }
)
"""What needs no person: what a bound cut off or deferred, what robots.txt disallows beside a source that gives, what a
crawl found by itself. It is kept with the problems and told once, and no run fails by it."""


ALARMS: frozenset[Reason] = frozenset(
    {
        Reason.QUIET,
        *(Reason.BODY_LOST, Reason.DATE_LOST, Reason.LEAD_LOST),
        *(Reason.AUTHORS_LOST, Reason.KEYWORDS_LOST, Reason.SECTION_LOST),
        *(Reason.BODY_SOURCE, Reason.DATE_SOURCE, Reason.LEAD_SOURCE),
        *(Reason.AUTHORS_SOURCE, Reason.KEYWORDS_SOURCE, Reason.SECTION_SOURCE),
        *(Reason.WORDS_HALVED, Reason.SELECTOR_UNMATCHED, Reason.SAME_BODIES),
        *(Reason.WALLS_GROW, Reason.ROBOTS_TOOK_AWAY, Reason.RESERVED_NOW),
        # Of the program itself.
        *(Reason.NO_CRAWL, Reason.CRAWL_UNENDED, Reason.CRAWLS_BROKEN_OFF, Reason.CLOCK_SET_BACK),
        *(Reason.DISK_FILLS, Reason.DISK_SHORT, Reason.ARCHIVE_GROWS),
        Reason.NOT_DERIVED,
        *(Reason.CERTIFICATE_ENDS, Reason.BACK_OFF_STANDS),
    }
)
"""What the archive's own history says is wrong (:mod:`scraper.store.health`). It is computed when it is asked for, and
a crawl notes at its end since when it stands, and until when it stood."""

TOLD_ONCE = frozenset({Reason.STALE_VALIDATOR})
"""What one page shows of its host, and no other page while the host is distrusted: that it was not found again does
not say that it is over."""

OF_THE_WHOLE_HOST = frozenset(
    {Reason.SITE_UNREACHABLE, Reason.SITE_PAUSED, Reason.SITE_FAILED, Reason.FAILURES_IN_A_ROW}
)
"""Forms of one trouble: a host that refuses is left alone afterwards, and then refuses again."""

TRIED_AGAIN = frozenset(
    {
        *(Reason.MAIL_SERVER_UNREACHABLE, Reason.MAIL_NOT_TAKEN, Reason.SENDMAIL_FAILED),
        *(Reason.ATOM_NOT_WRITTEN, Reason.SERVICE_FAILED),
    }
)
"""Failures of a channel after which the next run tells the same news; a test of the channel is sent once."""

OUR_OWN = frozenset({Reason.PROGRAM_ERROR, Reason.READER_LOST})
"""Mistakes of this program: a person hears of them, whatever the address was."""


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
    if reason in MATTERS_WHERE_ALONE or reason in MOVED:
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
    Reason.REDIRECTS_TO_LISTING: "redirects to a list of the site",
    Reason.REDIRECTS_TO_ARTICLE: "redirects to another article",
    Reason.MISSING: "a page that says that there is no such page",
    Reason.COOKIE_WALL: "a page that wants cookies",
}


def in_general(reason: Reason) -> str:
    """Return what a code says of a host, without the figures and addresses of a single page; for people."""
    return _IN_GENERAL.get(reason, reason.template)


_BROKEN_SOURCES = frozenset(
    {
        *(Reason.HTTP_STATUS, Reason.GONE, Reason.REDIRECTS_HOME, Reason.NO_ARTICLE_LINKS, Reason.FOREIGN_LINKS),
        *(Reason.FEED_EMPTY, Reason.FEED_IS_HTML, Reason.FEED_IS_HTML_NAMING, Reason.FEED_BROKEN, Reason.NOT_A_FEED),
        *(Reason.FEED_BROKEN_JSON, Reason.FEED_WITHOUT_ENTRIES, Reason.FEED_WITHOUT_PAGES),
        *(Reason.SITEMAP_EMPTY, Reason.SITEMAP_IS_HTML, Reason.NOT_A_SITEMAP),
    }
)
_HOST_TROUBLE = OF_THE_WHOLE_HOST | {
    *(Reason.HOST_DOWN, Reason.BACK_OFF, Reason.ROBOTS_UNREADABLE, Reason.CONNECTION_REFUSED, Reason.CONNECTION_LOST),
    *(Reason.NO_CONNECTION, Reason.BAD_CERTIFICATE, Reason.NO_TLS, Reason.CONNECT_TIMEOUT, Reason.TIMEOUT),
    *(Reason.BROKEN_BODY, Reason.BROKEN_ANSWER),
}
# The first row that names a code counts. A code with a hint of its own needs none of them.
_NEXT_STEPS: tuple[tuple[frozenset[Reason], str], ...] = (
    (NOTICES, ""),
    # Their sentences say what to do.
    (OUR_OWN, ""),
    (frozenset({Reason.STALE_VALIDATOR, Reason.FUTURE_DATES}), "There is nothing to do: the crawl makes up for it."),
    (
        frozenset({Reason.ROBOTS_FORBIDDEN, Reason.NOT_FOLLOWED}),
        "Ask the site's operator, or take it out of the site's profile.",
    ),
    (_HOST_TROUBLE, "Each crawl tries again; if it stays so, open the site in a browser."),
)
_MOVED = "Open it in a browser; if it has moved, change the site's profile."
_LOOK = "Open it in a browser to see what is there."


def next_step(reason: Reason, *, is_source: bool) -> str:
    """Return what a person can do next about a problem, as a sentence; empty where there is nothing.

    Args:
        reason: its code.
        is_source: whether it is of a feed, a sitemap or a listing.
    """
    if reason.hint:
        return reason.hint
    for reasons, step in _NEXT_STEPS:
        if reason in reasons:
            return step
    is_broken_source = is_source and reason in _BROKEN_SOURCES
    return _MOVED if is_broken_source else _LOOK
