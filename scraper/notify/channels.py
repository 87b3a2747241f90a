"""Whom a saved search tells: records, as the watch file names them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Tls = Literal["offered", "starttls", "tls", "none"]
"""How a connection to a mail server is secured: by STARTTLS where the server offers it, by STARTTLS or not at all, from
the first byte on (port 465, RFC 8314 §3.3), or never."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to these addresses.

    Where a server refuses one of them, none gets the message, and the fault names it: else those who got it would get
    it again with the next try. A Mail for each address keeps one refused address from holding up the others.

    Args:
        to: addresses, each ``name@host`` or ``Name <name@host>``; at least one.
    """

    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtomFile:
    """A file that feed readers read.

    Args:
        path: absolute; see :func:`beside`.
    """

    path: Path


@dataclass(frozen=True, slots=True)
class Service:
    """One of the services that apprise knows.

    Args:
        url: its address, such as ``ntfy://example.org/topic``; it may hold secrets.
    """

    url: str


Channel = Mail | AtomFile | Service
"""Whom to tell."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The mail server that takes messages.

    Args:
        host: its name or IP address.
        port: its port.
        sender: the address that messages come from.
        user, password: for the login; None: there is none.
        tls: how the connection is secured.
    """

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None
    tls: Tls = "offered"


def beside(path: str, file: Path) -> Path:
    """Return the path of an Atom file that a watch file names: a relative one is relative to that file.

    Args:
        path: as the user wrote it; ``~`` is the user's home.
        file: the watch file.
    """
    return (file.absolute().parent / Path(path).expanduser()).absolute()
