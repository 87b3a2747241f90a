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

_TOTAL_SECONDS = 60.0
_READ_SECONDS = 20.0


def user_agent() -> str:
    """Return the User-Agent: the project, and a contact that the user sets with $SCRAPER_CONTACT.

    A header is one line of visible ASCII: umlauts are percent-encoded, as in mail addresses on the Web (RFC 6068 §2).
    """
    contact = os.environ.get("SCRAPER_CONTACT", "").strip()
    visible = "".join(char for char in contact if char.isprintable() and char not in "()")
    clean = quote(visible, safe="".join(map(chr, range(0x20, 0x7F))))
    return f"{AGENT_TOKEN}/{VERSION} (government-IT news archive; contact: {clean or 'not given'})"


def _is_asked() -> bool:
    return bool(os.environ.get("SCRAPER_TIMEOUT", "").strip())


def total_seconds() -> float:
    """Return the seconds that one request may take, its body included: $SCRAPER_TIMEOUT, or a minute.

    Raises:
        ConfigError: what was set is no number of seconds above zero.
    """
    text = os.environ.get("SCRAPER_TIMEOUT", "").strip()
    try:
        asked = float(text) if text else _TOTAL_SECONDS
    except ValueError:
        asked = math.nan
    if not math.isfinite(asked) or asked <= 0:
        raise ConfigError(f"SCRAPER_TIMEOUT is {text!r}.", hint="Give a number of seconds, such as 30.")
    return min(max(asked, 0.1), 3600.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """Bounds of every request.

    Args:
        allow_private: whether addresses in private networks are allowed for all sites.
        connect_seconds: for a connection to be made.
        read_seconds: for each wait for more bytes; whoever sets $SCRAPER_TIMEOUT waits as long as that says.
        total_seconds: for one request with its body.
        max_wire_bytes: of a body as it is sent.
        max_body_bytes: of a body unpacked.
        max_hops: redirects in a row.
        attempts: tries of one request, the first included.
        patience_seconds: the longest Retry-After that is waited for; a longer one ends the host's turn.
        agent: the User-Agent header.
    """

    allow_private: bool = False
    connect_seconds: float = field(default_factory=lambda: min(10.0, total_seconds()))
    read_seconds: float = field(default_factory=lambda: total_seconds() if _is_asked() else _READ_SECONDS)
    total_seconds: float = field(default_factory=total_seconds)
    max_wire_bytes: int = 32 * 1024 * 1024
    max_body_bytes: int = 64 * 1024 * 1024
    max_hops: int = 10
    attempts: int = 3
    patience_seconds: float = 30.0
    agent: str = field(default_factory=user_agent)


class HostMemory(Protocol):
    """Where the state of hosts is kept between runs."""

    def load(self, host: str) -> HostState:
        """Return what is known of a host."""

    def save(self, state: HostState) -> None:
        """Keep it."""
