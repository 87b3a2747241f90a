"""All faults of hosts and of the network; those of the machine are in ``machine.py``."""

from __future__ import annotations

from faults.hosts import BROKEN, REDIRECTS, SLOW, STATUSES
from faults.lies import LYING, SOURCES
from faults.network import ABSENT, NETWORK
from faults.odd import ODD
from faults.shown import SHOWN
from faults.traps import TRAPS

CASES = [*SLOW, *BROKEN, *ODD, *REDIRECTS, *STATUSES, *LYING, *SOURCES, *TRAPS, *NETWORK, *ABSENT, *SHOWN]
