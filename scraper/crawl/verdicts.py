"""What is judged of a site's sources only when all of them were read: what one lacks may be given by another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from scraper.crawl.context import CrawlContext
from scraper.crawl.stats import SiteStats
from scraper.model import Cut, Decision, Fault, Page, Reason, Response, Site, fault
from scraper.policy import validators
from scraper.policy.reasons import MATTERS_WHERE_ALONE

# What is said of a source that was read, and so still holds where the source is unchanged.
_OF_WHAT_WAS_READ = frozenset({Reason.READ_TO_BOUND, Reason.READ_TO_BOUND_FIRST})

# What a source asks for by itself, and how that is said where another source gives: then nobody has to mend anything.
_ASKED_FOR = {
    Reason.ROBOTS_FORBIDDEN: Reason.SOURCE_DISALLOWED,
    Reason.NOT_FOLLOWED: Reason.SOURCE_NOT_FOLLOWED,
}


@dataclass(frozen=True, slots=True)
class GaveNothing:
    """A source that gave nothing, until it is known what the others give.

    Args:
        page: its row.
        response: its answer, or None where robots.txt forbids to ask.
        why: what is wrong with it.
    """

    page: Page
    response: Response | None
    why: Fault


class SourceVerdicts:
    """What the sources of one site gave in a run, and what follows for those that gave nothing.

    Args:
        context: what the run works with.
        site: the profile.
        stats: the site's counters.
    """

    def __init__(self, context: CrawlContext, site: Site, stats: SiteStats) -> None:
        self._context = context
        self._site = site
        self._stats = stats
        # The first source that gave something stands for all.
        self._giver: Page | None = None
        self._silent: list[GaveNothing] = []
        self._standing = context.archive.sources.standing(site.id, _OF_WHAT_WAS_READ)

    def gave(self, page: Page) -> None:
        """Note that a source named articles of the site, or is unchanged since it did."""
        if self._giver is None:
            self._giver = page

    def holds(self, page: Page, response: Response | None, why: Fault) -> bool:
        """Return whether a source that gave nothing is judged later, when the others were read; it is kept for that."""
        is_asked_for = why.reason in _ASKED_FOR and why.at is None
        # Whoever names a source in the profile wants to hear when it gives nothing.
        is_named = page.url in {*self._site.feeds, *self._site.sitemaps, *self._site.listings}
        is_found = not is_named and (page.kind == "sitemap" or page.url == self._site.home)
        matters_where_alone = is_found and why.reason in MATTERS_WHERE_ALONE
        if not is_asked_for and not matters_where_alone:
            return False
        self._silent.append(GaveNothing(page, response, why))
        return True

    def cut_off(self, page: Page, cut: Cut | None) -> None:
        """Note what a bound left of a source that was read."""
        if cut is None:
            return
        if cut.total is None:
            notice = fault(Reason.READ_TO_BOUND_FIRST, taken=cut.taken, unit=cut.unit)
        else:
            notice = fault(Reason.READ_TO_BOUND, taken=cut.taken, total=cut.total, unit=cut.unit)
        self._stats.problem(notice, page.url, page.kind)

    def unchanged(self, page: Page) -> None:
        """Note of a source that says "not modified" what was said of it when it was read."""
        # Without this, what a bound cut off would count as mended with each 304, and be told anew with each change.
        for problem in self._standing.get(page.url, ()):
            self._stats.problem(problem.fault, page.url, page.kind)

    async def judge(self, fail: Callable[[Page, Response | None, Fault], Awaitable[None]]) -> None:
        """Say what is to be said of the sources of a site, now that all were read.

        Args:
            fail: writes and tells that a source is at fault.
        """
        for silent in self._silent:
            if self._giver is None:
                await fail(silent.page, silent.response, silent.why)
            else:
                await self._pass_over(silent, self._giver)
        archive = self._context.archive
        for index, count in archive.sources.sitemaps_left_out(self._site.id).items():
            self._stats.problem(fault(Reason.SITEMAPS_LEFT_OUT, count=count), index, "sitemap")
        # The articles may be known as those of another site, whose profile leads to the same addresses.
        gave_nothing = self._giver is None
        if gave_nothing and not archive.sources.have_named_articles(self._site.id):
            self._stats.problem(fault(Reason.NOTHING_FOUND))

    async def _pass_over(self, silent: GaveNothing, giver: Page) -> None:
        """Write that a source gave nothing, which costs nothing since another one gives."""
        page, response = silent.page, silent.response
        notice = _ASKED_FOR.get(silent.why.reason)
        if notice is not None:
            used = (("kind", giver.kind), ("url", giver.url))
            self._stats.problem(Fault(notice, (*silent.why.detail, *used)), page.url, page.kind)
        if response is None:
            decision = Decision("skipped", "skipped", None, fault=silent.why)
        else:
            full_due_at = response.fetched_at + validators.FULL_AFTER
            if response.status == 304:
                # The date of the next full answer stays: put off by each 304, it would never come.
                full_due_at = page.full_due_at or full_due_at
            decision = Decision("unchanged", "done", None, note=silent.why, full_due_at=full_due_at)
        frontier, now = self._context.archive.frontier, self._context.now()
        await self._context.commits.write(lambda: frontier.finish(page, decision, response, now))
