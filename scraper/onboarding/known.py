"""What an archive knows of a site that is checked; nothing where there is no archive, or none of the site yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from scraper.errors import DamagedError
from scraper.model import Page, PageKind, Response, Site
from scraper.store import Archive
from scraper.store.site_sample import SampledArticle, newest_articles
from scraper.web.urls import ignored, key

# Of how many of a site's newest articles the addresses are compared with robots.txt (chosen: enough for a share).
_ADDRESSES = 500


class Known:
    """What an archive knows of one site.

    Args:
        archive: opened for reading, or None.
        site: the profile.
        now: the clock, aware UTC.
    """

    def __init__(self, archive: Archive | None, site: Site, now: Callable[[], dt.datetime]) -> None:
        self._archive = archive
        self._site = site
        self._now = now
        self.articles: Sequence[SampledArticle] = ()
        if archive is not None:
            self.articles = newest_articles(archive, site.id, _ADDRESSES)

    @property
    def newest_day(self) -> dt.date | None:
        """The day of the newest archived article that states one."""
        days = (one.day for one in self.articles if one.day is not None)
        return max((day for day in days if day <= self._now().date()), default=None)

    def found_sources(self) -> list[tuple[str, PageKind]]:
        """Return the sources that crawls have found from the front page, but for what was none."""
        if self._archive is None:
            return []
        with self._archive.explained():
            pages = self._archive.frontier.found_in(self._site.id, self._site.home)
        return [
            (page.url, page.kind)
            for page in pages
            if page.kind != "article" and page.state != "skipped" and not ignored(self._site, page.url)
        ]

    def pages(self, urls: Sequence[str]) -> dict[str, Page]:
        """Return the pages of the frontier that some addresses lead to, by address."""
        if self._archive is None:
            return {}
        keyed = [(url, key(url, self._site)) for url in urls]
        with self._archive.explained():
            return {url: page for (url, _), page in self._archive.frontier.known(keyed).items()}

    def capture(self, article: SampledArticle) -> Response | None:
        """Return the capture that an article was read from, or None where its bytes are not kept."""
        if self._archive is None or article.capture_id is None:
            return None
        try:
            with self._archive.explained():
                return self._archive.captures.response(article.capture_id)
        except DamagedError:
            # 'scraper verify' names it; what the archive has of the page cannot be compared.
            return None
