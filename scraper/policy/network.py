"""Whether a run had a network at all."""

from __future__ import annotations

from collections.abc import Mapping

from scraper.model import Fault, Reason, fault

FEWEST_HOSTS = 2
"""Of so many hosts none was reached: that is no network. A single dead host is its site's own trouble (chosen)."""

# How many different reasons the sentence names.
_REASONS_NAMED = 3


def no_network(unreached: Mapping[str, Fault], *, is_answered: bool) -> Fault | None:
    """Return the fault of a run that reached nobody, or None.

    Args:
        unreached: the hosts that could not be reached, each with why.
        is_answered: whether any host has answered anything.
    """
    if is_answered or len(unreached) < FEWEST_HOSTS:
        return None
    reasons = list(dict.fromkeys(map(str, unreached.values())))
    return fault(Reason.NO_NETWORK, count=len(unreached), why="; ".join(reasons[:_REASONS_NAMED]))
