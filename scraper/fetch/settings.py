"""What bounds a fetcher, and what it needs from outside."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

from scraper.about import VERSION
from scraper.errors import ConfigError
from scraper.model import HostState
from scraper.policy.robots import AGENT_TOKEN
from scraper.policy.timeouts import USUAL_SECONDS, seconds

_READ_SECONDS = 20.0
_CONNECT_SECONDS = 10.0
_MIB = 1024 * 1024
_VISIBLE_ASCII = "".join(map(chr, range(0x20, 0x7F)))


def user_agent(contact: str | None = None) -> str:
    """Return the User-Agent: the project, and a contact.

    A header is one line of visible ASCII: umlauts are percent-encoded, as in mail addresses on the Web (RFC 6068 §2).

    Args:
        contact: how a site's operator reaches the user; None takes what $SCRAPER_CONTACT says.
    """
    if contact is None:
        contact = os.environ.get("SCRAPER_CONTACT", "")
    visible = "".join(char for char in contact.strip() if char.isprintable() and char not in "()")
    clean = quote(visible, safe=_VISIBLE_ASCII)
    return f"{AGENT_TOKEN}/{VERSION} (government-IT news archive; contact: {clean or 'not given'})"


def asked_seconds() -> float | None:
    """Return the seconds that $SCRAPER_TIMEOUT allows the requests for one address; None where it is not set.

    Raises:
        ConfigError: what was set is no number of seconds above zero.
    """
    text = os.environ.get("SCRAPER_TIMEOUT", "").strip()
    if not text:
        return None
    try:
        return seconds(text)
    except ValueError as error:
        raise ConfigError(f"SCRAPER_TIMEOUT is {text!r}.", hint="Give a number of seconds, such as 30.") from error


def _connect_seconds() -> float:
    return min(_CONNECT_SECONDS, total_seconds())


def _read_seconds() -> float:
    """Return the seconds of each wait for more bytes; whoever sets a timeout waits as long as that says."""
    return asked_seconds() or _READ_SECONDS


def total_seconds() -> float:
    """Return the seconds that the requests for one address may take: what $SCRAPER_TIMEOUT says, or a minute.

    Raises:
        ConfigError: see :func:`asked_seconds`.
    """
    return asked_seconds() or USUAL_SECONDS


@dataclass(frozen=True, slots=True)
class Settings:
    """Bounds of every request. :meth:`asked` makes them of what a user has set.

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

    @classmethod
    def asked(cls, *, allow_private: bool, contact: str, timeout: float | None) -> Settings:
        """Return the settings of what a user has set.

        Args:
            allow_private: as above.
            contact: how a site's operator reaches the user; may be empty.
            timeout: the seconds of one request with its body, which its waits for a connection and for more bytes are
                held within, too; None for the usual ones.
        """
        total = timeout or USUAL_SECONDS
        return cls(
            allow_private=allow_private,
            connect_seconds=min(_CONNECT_SECONDS, total),
            read_seconds=timeout or _READ_SECONDS,
            total_seconds=total,
            agent=user_agent(contact),
        )


class HostMemory(Protocol):
    """Where the state of hosts is kept between runs.

    The fetcher asks for a host's state once and keeps it for as long as it lives, so what it saves need not be
    readable here before the run ends. It saves nothing before the first answer of any host, and then on the event
    loop, several times a page in the worst case: an implementation must not wait for a disk or a lock, but may hand the
    write to whoever writes the pages.
    """

    def load(self, host: str) -> HostState:
        """Return what is known of a host; an empty state where nothing is."""

    def save(self, state: HostState) -> None:
        """Keep a host's state, at the latest with the next commit of the archive, and return at once.

        A pause that a host asked for (``not_before``) has to survive a crash of the program: the next run must not
        ask again before it ends. Of several states of one host the last one counts.
        """
