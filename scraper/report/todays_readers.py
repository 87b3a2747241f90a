"""By which readers the state of sites is judged."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.model import Site


def todays_readers(sites: Iterable[Site]) -> dict[str, str]:
    """Return which reader reads the pages today of each site whose profile selects something, by the site's id."""
    selecting = [site for site in sites if site.select]
    # The parser takes time to load, and most profiles select nothing.
    if not selecting:
        return {}
    from scraper.reading import readers

    return readers(selecting)
