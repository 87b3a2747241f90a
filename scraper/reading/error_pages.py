"""Kept pages that said, with status 200, that an article is not there: which captures they are, by reading them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from scraper.model import Site

if TYPE_CHECKING:
    from scraper.analysis.timeline import Past
    from scraper.store import Archive

# Captures that are read for one answer. Chosen: they take some two seconds, and are the newest years of an article that
# is renewed each day.
MOST_READ = 500
_OK = 200


def error_pages(
    archive: Archive, url: str, capture_ids: Collection[int], sites: Mapping[str, Site], most: int = MOST_READ
) -> set[int]:
    """Return those of some captures that are error pages.

    By its row alone such a page looks like the article in other surroundings.

    Args:
        archive: opened for reading.
        url: the article's address, whose profile the pages are read with.
        capture_ids: captures of the article's addresses with status 200; of many the newest are read.
        sites: the profiles, by id.
        most: how many are read at the most.
    """
    if not capture_ids:
        return set()
    from scraper.errors import DamagedError
    from scraper.policy.gone import is_soft_404
    from scraper.reading import read
    from scraper.sites import site_for, unlisted

    site = site_for(url, sites.values()) or unlisted(url)
    errors = set()
    for capture_id in sorted(capture_ids, reverse=True)[:most]:
        try:
            response = archive.captures.response(capture_id)
        except DamagedError:
            # It is told by what its row says; verify names it.
            continue
        if response is not None and is_soft_404(read(response, site)):
            errors.add(capture_id)
    return errors


def told_past(archive: Archive, article_id: int, sites: Mapping[str, Site], most: int = MOST_READ) -> Past | None:
    """Return what is known of an article's past, with its error pages known as such; None: there is no such article.

    A page that said in a 200 that the article is not there would be told as a sight of it once the article is back.

    Args:
        archive: opened for reading.
        article_id: the article's row.
        sites: the profiles, by id.
        most: how many captures are read for it at the most.
    """
    past = archive.past(article_id)
    if past is None:
        return None
    of_states = {state.capture_id for state in past.states}
    doubtful = {one.capture_id for one in past.observations if one.status == _OK} - of_states
    errors = error_pages(archive, past.url, doubtful, sites, most)
    observations = tuple(replace(one, is_error_page=one.capture_id in errors) for one in past.observations)
    return replace(past, observations=observations)
