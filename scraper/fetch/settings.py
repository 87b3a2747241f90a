"""What bounds a fetcher, and what it needs from outside."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

from scraper.about import VERSION
from scraper.errors import ConfigError
from scraper.model import HostState
from scraper.policy.robots import AGENT_TOKEN

# A slow page of a public office takes seconds, not minutes; whoever needs more sets $SCRAPER_TIMEOUT.
_TOTAL_SECONDS = 60.0
_READ_SECONDS = 20.0
_CONNECT_SECONDS = 10.0
# What $SCRAPER_TIMEOUT is held within: below, no answer could come in time; above, a hanging host blocks a cron run.
_SHORTEST_SECONDS = 0.1
_LONGEST_SECONDS = 3600.0
_MIB = 1024 * 1024
_VISIBLE_ASCII = "".join(map(chr, range(0x20, 0x7F)))


def user_agent() -> str:
    """Return the User-Agent: the project, and a contact that the user sets with $SCRAPER_CONTACT.

    A header is one line of visible ASCII: umlauts are percent-encoded, as in mail addresses on the Web (RFC 6068 §2).
    """
    contact = os.environ.get("SCRAPER_CONTACT", "").strip()
    visible = "".join(char for char in contact if char.isprintable() and char not in "()")
    clean = quote(visible, safe=_VISIBLE_ASCII)
    return f"{AGENT_TOKEN}/{VERSION} (government-IT news archive; contact: {clean or 'not given'})"


def _asked_timeout() -> str:
    """Return what $SCRAPER_TIMEOUT says; empty where it is not set."""
    return os.environ.get("SCRAPER_TIMEOUT", "").strip()


def total_seconds() -> float:
    """Return the seconds that the requests for one address may take together: $SCRAPER_TIMEOUT, or a minute.

    Raises:
        ConfigError: what was set is no number of seconds above zero.
    """
    text = _asked_timeout()
    if not text:
        return _TOTAL_SECONDS
    try:
        asked = float(text)
    except ValueError:
        asked = math.nan
    # float() reads "inf" and "nan" as well, and neither is a time that a request could take.
    if not math.isfinite(asked) or asked <= 0:
        raise ConfigError(f"SCRAPER_TIMEOUT is {text!r}.", hint="Give a number of seconds, such as 30.")
    return min(max(asked, _SHORTEST_SECONDS), _LONGEST_SECONDS)


def _connect_seconds() -> float:
    return min(_CONNECT_SECONDS, total_seconds())


def _read_seconds() -> float:
    """Return the seconds of each wait for more bytes; whoever sets $SCRAPER_TIMEOUT waits as long as that says."""
    if not _asked_timeout():
        return _READ_SECONDS
    return total_seconds()


@dataclass(frozen=True, slots=True)
class Settings:
    """Bounds of every request.

    Args:
        allow_private: whether addresses in private networks are allowed for all sites.
        connect_seconds: for a connection to be made.
        read_seconds: for each wait for more bytes; whoever sets $SCRAPER_TIMEOUT waits as long as that says.
        total_seconds: for the requests for one address together, with their bodies, further tries and redirects.
        max_wire_bytes: of a body as it is sent.
        max_body_bytes: of a body unpacked.
        max_hops: redirects in a row.
        attempts: tries of one request, the first included.
        patience_seconds: the longest Retry-After that is waited for; a longer one ends the host's turn.
        agent: the User-Agent header.
    """

    allow_private: bool = False
    connect_seconds: float = field(default_factory=_connect_seconds)
    read_seconds: float = field(default_factory=_read_seconds)
    total_seconds: float = field(default_factory=total_seconds)
    max_wire_bytes: int = 32 * _MIB
    max_body_bytes: int = 64 * _MIB
    max_hops: int = 10
    attempts: int = 3
    patience_seconds: float = 30.0
    agent: str = field(default_factory=user_agent)


class HostMemory(Protocol):
    """Where the state of hosts is kept between runs.

    The fetcher asks for a host's state once and keeps it for as long as it lives, so what it saves need not be
    readable here before the run ends. It saves on the event loop, several times a page in the worst case: an
    implementation must not wait for a disk or a lock, but may hand the write to whoever writes the pages.
    """

    def load(self, host: str) -> HostState:
        """Return what is known of a host; an empty state where nothing is."""

    def save(self, state: HostState) -> None:
        """Keep a host's state, at the latest with the next commit of the archive, and return at once.

        A pause that a host asked for (``not_before``) has to survive a crash of the program: the next run must not
        ask again before it ends. Of several states of one host the last one counts.
        """
