"""The site of an address that no profile names, as ``scraper fetch`` meets it."""

from __future__ import annotations

import ipaddress
from dataclasses import replace

from scraper.model import Site
from scraper.web.urls import authority, host, origin


def unlisted(url: str) -> Site:
    """Return a site that is named by its host, with the usual manners.

    Args:
        url: a canonical address. One's own machine is asked without a pause: nobody else is kept waiting there.
    """
    site = Site(id=authority(url), name=host(url), home=origin(url) + "/")
    if _is_this_machine(site.name):
        return replace(site, delay=0.0)
    return site


def is_unlisted(site: Site) -> bool:
    """Return whether a site was made up for an address that no profile names."""
    # A profile's id is chosen by a person; only a made-up site is called by host and port.
    return site.id == authority(site.home)


def _is_this_machine(name: str) -> bool:
    """Whether a host is localhost, whatever it is called (RFC 6761 §6.3, RFC 1122 §3.2.1.3)."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        # In a URL, an IPv6 address stands in brackets (RFC 3986 §3.2.2).
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
