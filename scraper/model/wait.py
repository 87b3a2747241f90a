"""What a request waits for before it is sent or answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WaitCause(StrEnum):
    """Why a request waits."""

    PAUSE = "pause"
    """The pause between two requests that the site's profile asks for."""

    CRAWL_DELAY = "crawl_delay"
    """The pause between two requests that the host's robots.txt asks for."""

    RETRY_AFTER = "retry_after"
    """The pause that the host's last answer asked for (RFC 9110 §10.2.3)."""

    NEXT_TRY = "next_try"
    """The back-off between two tries of a request that failed."""

    ROBOTS = "robots"
    """The host's robots.txt, without which nothing else may be asked for (RFC 9309 §2.3.1.4)."""

    ANSWER = "answer"
    """The answer of the host to a request that was sent."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait that begins.

    Args:
        cause: what is waited for.
        seconds: how long it takes; None where only the host knows.
    """

    cause: WaitCause
    seconds: float | None = None
