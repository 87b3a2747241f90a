"""Kept pages that said, with status 200, that an article is not there: which captures they are, by reading them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.cli.profiles import profiles

if TYPE_CHECKING:
    from scraper.store import Archive

# Captures that are read for one answer. Chosen: they take some two seconds, and are the newest years of an article that
# is renewed each day.
_MOST_READ = 500


def error_pages(archive: Archive, url: str, capture_ids: Collection[int], files: tuple[Path, ...]) -> set[int]:
    """Return those of some captures that are error pages.

    By its row alone such a page looks like the article in other surroundings.

    Args:
        archive: opened for reading.
        url: the article's address, whose profile the pages are read with.
        capture_ids: captures of the article's addresses with status 200; of many the newest are read.
        files: the ``--sites`` files.
    """
    if not capture_ids:
        return set()
    from scraper.errors import DamagedError
    from scraper.policy.gone import is_soft_404
    from scraper.reading import read
    from scraper.sites import site_for, unlisted

    site = site_for(url, profiles(files).values()) or unlisted(url)
    errors = set()
    for capture_id in sorted(capture_ids, reverse=True)[:_MOST_READ]:
        try:
            response = archive.captures.response(capture_id)
        except DamagedError:
            # It is told by what its row says; verify names it.
            continue
        if response is not None and is_soft_404(read(response, site)):
            errors.add(capture_id)
    return errors
