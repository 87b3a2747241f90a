"""One text under many headlines: a box of the template, or a wall, that is taken for the text of every article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlite_utils import Database

from scraper.analysis.drift import drift, first_missing
from scraper.model import Alarm, Reason, fault
from scraper.policy.acceptance import SHORTEST_COMPARED
from scraper.store.health.newest import Kept, Newest, bodies, since

# So many of the newest articles are looked at for equal texts, before all are.
_A_FEW = 20


def judge(newest: Newest) -> list[Alarm]:
    """Return what is to be said of a site whose new articles have the text of others, more than they always had.

    The first few are archived, until they are too many to be believed; later ones are addresses that were refused for
    their text.

    Args:
        newest: what the archive has of the site.
    """
    return _archived(newest) or _refused(newest)


def _archived(newest: Newest) -> list[Alarm]:
    """Return what is to be said of archived articles whose text stands under other headlines, too."""
    # To read the texts of all costs more than all else here, and where no few of the newest are equal no more are.
    if not _with_text_of_another(newest.db, newest.articles[:_A_FEW]):
        return []
    kept = [one for one in newest.articles if not one.is_bare]
    same = _with_text_of_another(newest.db, kept)
    well = [one.id not in same for one in kept]
    stretch = drift(well)
    if stretch is None:
        return []
    example = next(one.url for one in kept if one.id in same)
    was = 100 - stretch.percent_before
    why = fault(Reason.SAME_BODIES, same=stretch.missing, of=stretch.of, was=was, url=example)
    return [Alarm(why, kept[first_missing(well, stretch)].first_seen)]


def _with_text_of_another(db: Database, kept: Sequence[Kept]) -> set[int]:
    """Return the numbers of the articles whose body another of them has, under another headline."""
    headlines: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, title, body in bodies(db, kept, SHORTEST_COMPARED):
        headlines[body].add(title)
        numbers[body].append(number)
    return {number for body, found in numbers.items() if len(headlines[body]) > 1 for number in found}


def _refused(newest: Newest) -> list[Alarm]:
    """Return what is to be said of addresses that were not archived, as many others have the same text."""
    addresses = newest.tried
    well = [one.reason is not Reason.SAME_TEXT for one in addresses]
    stretch = drift(well)
    if stretch is None:
        return []
    example = addresses[well.index(False)].url
    was = 100 - stretch.percent_before
    why = fault(Reason.SAME_BODIES, same=stretch.missing, of=stretch.of, was=was, url=example)
    return [Alarm(why, since(newest, addresses[first_missing(well, stretch)]))]
