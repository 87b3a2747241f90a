"""Where a report goes, as a user writes it: an address of http or https, or a file."""

from __future__ import annotations

import re

from scraper.errors import ConfigError
from scraper.web.userinfo import masked_address

# RFC 3986 §3.1. A letter alone before a colon would be a drive of Windows, and two slashes follow in any address here.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+):/")
_WEB = frozenset({"http", "https"})
_HOST = re.compile(
    r"https?://(?:[^/?#]*@)?(?:\[[0-9A-Fa-f:.%]+\]|[^/?#:@\s\[\]]+)(?::[0-9]{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)


def is_address(text: str) -> bool:
    """Return whether a target is an address, and no file."""
    return _SCHEME.match(text) is not None


def target(text: str) -> str:
    """Return a target as it is, but for blanks around it.

    Raises:
        ConfigError: it is no address of http or https, and no name of a file either; says it without a password.
    """
    text = text.strip()
    if not text:
        raise ConfigError("it is empty.", hint="Name an http or https address, or a file.")
    if "\0" in text:
        raise ConfigError("no file has such a name.", hint="Name an http or https address, or a file.")
    scheme = _SCHEME.match(text)
    if scheme is None:
        return text
    shown = masked_address(text)
    if scheme[1].lower() not in _WEB:
        raise ConfigError(f"'{shown}' is no address of http or https.", hint="Name one, or a file.")
    if not _HOST.fullmatch(text):
        raise ConfigError(f"'{shown}' is no address.", hint="Write it as https://monitor.example.org/ping.")
    return text
