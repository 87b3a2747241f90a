"""What a site is read from whose profile names a front page alone.

The front page is a listing; the feeds that it names, the sitemaps of robots.txt and ``/sitemap.xml`` are sources too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from scraper.errors import AddressError
from scraper.model import Decision, Fault, Reason, Response, Site, fault
from scraper.policy.schedule import DAY
from scraper.web.urls import host_and_port, ignored, origin

MOST_FEEDS = 20
"""How many of the feeds are read that a front page names; chosen: a large paper has one for each of its sections."""

ASK_AGAIN = 91 * DAY
"""After what time a site that had no ``/sitemap.xml`` is asked for it again; chosen: a quarter of a year."""

# How many addresses of found sources a message names.
_NAMED = 3
# Answers from which on (RFC 9110 §15.6) an error is the server's, and says nothing of whether there is such a page.
_SERVER_ERROR = 500


def finds_itself(site: Site) -> bool:
    """Return whether a profile names no source at all, so that the site's sources have to be found."""
    return not (site.feeds or site.sitemaps or site.listings)


def usual_sitemap(site: Site) -> str:
    """Return the address at which a site's sitemap usually stands."""
    return f"{origin(site.home)}/sitemap.xml"


def is_own(site: Site, url: str) -> bool:
    """Return whether a feed that a front page names is the site's own: of its host or a subdomain, and of its port.

    A feed of another host can be anybody's, so that it needs a person who names it in the profile.
    """
    try:
        name, home = host_and_port(url), host_and_port(site.home)
    except AddressError:
        return False
    # With its port the name of a subdomain ends as that of the host does.
    is_same_host = name == home or name.endswith(f".{home}")
    return is_same_host and not ignored(site, url)


def decide_guess(why: Fault, response: Response | None, now: dt.datetime) -> Decision:
    """Return what is to be done with a guessed sitemap that is none: it is nobody's fault, and is remembered.

    Args:
        why: what is there instead.
        response: the answer, or None.
        now: the time of the visit.
    """
    # A host that fails today may have a sitemap tomorrow; one that answers that there is none has none for long.
    is_answer = response is not None and response.status < _SERVER_ERROR
    return Decision("skipped", "skipped", now + (ASK_AGAIN if is_answer else DAY), fault=why)


def what_was_found(feeds: Sequence[str], sitemaps: Sequence[str]) -> Fault:
    """Return the notice on what a site is read from that names no sources.

    Args:
        feeds: those that the front page names.
        sitemaps: those of robots.txt, and the usual one if there is one.
    """
    parts = [_named("feed", feeds), _named("sitemap", sitemaps)]
    found = " and ".join(part for part in parts if part) or "neither a feed nor a sitemap"
    return fault(Reason.FOUND_BY_ITSELF, sources=found)


def _named(kind: str, urls: Sequence[str]) -> str:
    """Return sources of one kind for a message, or an empty text for none."""
    if not urls:
        return ""
    if len(urls) == 1:
        return f"the {kind} {urls[0]}"
    shown = ", ".join(urls[:_NAMED])
    if len(urls) > _NAMED:
        shown += ", …"
    return f"{len(urls)} {kind}s ({shown})"
