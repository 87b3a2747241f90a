"""How long a request may take: what a user asks for, held within bounds."""

from __future__ import annotations

import math

USUAL_SECONDS = 60.0
"""Chosen: a slow page of a public office takes seconds, not minutes; whoever needs more says so."""

# What a user asks for is held within these: below, no answer could come in time; above, a hanging host blocks a cron
# run.
_SHORTEST_SECONDS = 0.1
_LONGEST_SECONDS = 3600.0


def seconds(asked: str | float) -> float:
    """Return the seconds that one request may take with its body, as a user asks for them.

    Raises:
        ValueError: that is no number of seconds above zero.
    """
    number = float(asked)
    # float() reads "inf" and "nan" as well, and neither is a time that a request could take.
    if not math.isfinite(number) or number <= 0:
        raise ValueError
    return min(max(number, _SHORTEST_SECONDS), _LONGEST_SECONDS)
