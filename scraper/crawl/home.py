"""The sources of a site whose profile names none: what its front page, robots.txt and the usual place lead to."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.crawl.context import CrawlContext
from scraper.crawl.stats import SiteStats
from scraper.model import Cut, Fault, Found, Page, PageKind, Site
from scraper.policy import home, selection
from scraper.policy.reasons import MATTERS_WHERE_ALONE
from scraper.web.urls import ignored, key


class HomeSources:
    """What a site without named sources is read from; nothing where its profile names any.

    What was found before is remembered in the frontier, as found in the front page.

    Args:
        context: what the run works with.
        site: the profile.
        stats: the site's counters.
    """

    def __init__(self, context: CrawlContext, site: Site, stats: SiteStats) -> None:
        self._context = context
        self._site = site
        self._stats = stats
        self._finds = home.finds_itself(site)
        self._guess = home.usual_sitemap(site)
        # What was found so far, by kind.
        self._found: dict[PageKind, dict[str, None]] = {"feed": {}, "sitemap": {}}

    def lined_up(self, robots_sitemaps: Sequence[str]) -> list[tuple[str, PageKind]]:
        """Return the sources that are known before the front page is read, the front page included.

        Args:
            robots_sitemaps: those that robots.txt names.
        """
        if not self._finds:
            return []
        frontier, now = self._context.archive.frontier, self._context.now()
        wanted: list[tuple[str, PageKind]] = []
        for page in frontier.found_in(self._site.id, self._site.home):
            # An answer that there is no sitemap at the usual place holds for a while.
            is_put_off = page.state == "skipped" and page.due_at is not None and page.due_at > now
            is_read = page.kind in self._found and not is_put_off
            if is_read and not ignored(self._site, page.url):
                wanted.append((page.url, page.kind))
        is_guess_known = frontier.get(self._guess, now) is not None
        if not robots_sitemaps and not is_guess_known:
            wanted.append((self._guess, "sitemap"))
        for url, kind in [*wanted, *((url, "sitemap") for url in robots_sitemaps)]:
            self._found[kind][url] = None
        return [*wanted, (self._site.home, "listing")]

    def found_in(self, url: str) -> str | None:
        """Return the source that is noted as having named a source of the site: the front page, or none."""
        return self._site.home if url == self._guess else None

    def feeds(self, page: Page, found: Found) -> tuple[list[Page], Cut | None]:
        """Return the rows of the feeds that the front page names and nobody knew, and what a bound left of them."""
        is_front_page = page.url == self._site.home and page.kind == "listing"
        if not self._finds or not is_front_page:
            return [], None
        own = [url for url in found.feeds if home.is_own(self._site, url)]
        rows = []
        for url in own[: home.MOST_FEEDS]:
            known = self._context.archive.frontier.get(url, self._context.now())
            # An address that is known already is a source that this run visits, or an article, which stays one.
            if known is None:
                rows.append(selection.new_source(url, page, "feed", key(url, self._site), None, now=True))
                self._found["feed"][url] = None
        if len(own) <= home.MOST_FEEDS:
            return rows, None
        return rows, Cut(home.MOST_FEEDS, "feeds", len(own))

    def is_nothing(self, page: Page, why: Fault) -> bool:
        """Return whether a source was only looked for at the usual place, and there is none.

        Args:
            page: its row.
            why: what is there instead.
        """
        is_guess = self._finds and page.url == self._guess and page.visited_at is None
        # A sitemap that names no article is one.
        if not is_guess or why.reason in MATTERS_WHERE_ALONE:
            return False
        self._found["sitemap"].pop(page.url, None)
        return True

    def say(self) -> None:
        """Say what the site is read from, where nobody has named it."""
        if self._finds:
            feeds, sitemaps = self._found["feed"], self._found["sitemap"]
            self._stats.problem(home.what_was_found(list(feeds), list(sitemaps)))
