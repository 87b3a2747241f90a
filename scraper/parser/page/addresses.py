"""Addresses that may be unusable: the parser takes them as they are instead of raising."""

from __future__ import annotations

from scraper.errors import AddressError
from scraper.web import urls


def canonical(url: str) -> str:
    """Return the canonical form of an address, or the address where it has none."""
    try:
        return urls.canonical(url)
    except AddressError:
        return url


def host(url: str) -> str:
    """Return the host of an address; empty where it has none."""
    try:
        return urls.host(url)
    except AddressError:
        return ""


def host_and_port(url: str) -> str:
    """Return the host of an address, with its port where that is not the usual one; empty where it has none."""
    try:
        return urls.host_and_port(url)
    except AddressError:
        return ""


def is_front_page(url: str) -> bool:
    """Return whether an address is that of a front page: without path and query, or unusable."""
    try:
        return urls.path_of(url) in {"", "/"}
    except AddressError:
        return True
