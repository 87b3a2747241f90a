"""All faults of hosts, of the network and of pages; those of the machine are in ``machine.py``."""

from __future__ import annotations

from faults.anomalies import ANOMALIES
from faults.edge_cases import EDGE_CASES
from faults.feeds_and_sitemaps import SOURCES
from faults.hosts import BROKEN, REDIRECTS, SLOW, SLOW_FEED, STATUSES
from faults.network import ABSENT, NETWORK
from faults.pages import PAGES
from faults.shown import SHOWN
from faults.traps import TRAPS

CASES = [
    *SLOW,
    *SLOW_FEED,
    *BROKEN,
    *EDGE_CASES,
    *REDIRECTS,
    *STATUSES,
    *ANOMALIES,
    *SOURCES,
    *TRAPS,
    *NETWORK,
    *ABSENT,
    *SHOWN,
    *PAGES,
]
