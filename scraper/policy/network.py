"""Whether a run had a network at all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scraper.model import Fault, Reason, fault

FEWEST_HOSTS = 2
"""Of so many hosts none was reached: that is no network. A single dead host is its site's own trouble (chosen)."""

# How many different reasons the sentence names.
_REASONS_NAMED = 3
# What is to be known of a host whose name leads into a private network, as all names do in many a hotel or train until
# one has signed in.
_SIGN_IN = ", as a network answers before one has signed in; a host of your own needs private = true in its profile"


def no_network(
    unreached: Mapping[str, Fault], led_astray: Mapping[str, Fault] = MappingProxyType({}), *, is_answered: bool
) -> Fault | None:
    """Return the fault of a run that reached nobody, or None.

    Args:
        unreached: the hosts that could not be reached, each with why.
        led_astray: the hosts whose names led into a private network, each with why.
        is_answered: whether any host has answered anything.
    """
    count = len({*unreached, *led_astray})
    if is_answered or count < FEWEST_HOSTS:
        return None
    reasons = list(dict.fromkeys(map(str, unreached.values())))[:_REASONS_NAMED]
    # Each of them names its host, and a network that leads one astray does so with all.
    reasons += [f"{why}{_SIGN_IN}" for why in list(led_astray.values())[:1]]
    return fault(Reason.NO_NETWORK, count=count, why="; ".join(reasons))
