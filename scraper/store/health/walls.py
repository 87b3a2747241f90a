"""Walls, error pages and pages without text that stand where a site's articles stood."""

from __future__ import annotations

from collections import Counter

from scraper.analysis.drift import drift, first_missing
from scraper.model import Alarm, Reason, fault
from scraper.policy.reasons import INSTEAD, in_general
from scraper.store.health.newest import Newest, since


def judge(newest: Newest) -> list[Alarm]:
    """Return what stands of a site that gives something else than articles at its newest addresses, as it never did.

    Args:
        newest: what the archive has of the site.
    """
    addresses = newest.tried
    # An archived article whose address is a wall now was none when it was archived. Where a wall stands before all, the
    # crawl meets it at the articles of weeks, of which nothing else says what was before.
    walled = [one.reason in INSTEAD for one in addresses]
    archived = [one for one, is_walled in zip(addresses, walled, strict=True) if is_walled and one.is_archived]
    well = [*(not is_walled for is_walled in walled), *(True for _ in archived)]
    stretch = drift(well)
    if stretch is None:
        return []
    kinds = Counter(one.reason for one in addresses[: stretch.of] if one.reason in INSTEAD)
    what = " or ".join(in_general(kind) for kind, _ in kinds.most_common(2))
    was = 100 - stretch.percent_before
    why = fault(Reason.WALLS_GROW, met=stretch.missing, of=stretch.of, what=what, was=was)
    return [Alarm(why, since(newest, addresses[first_missing(well, stretch)]))]
