"""The pages of a site that is checked: which are asked for, and what is read from them beside what is archived."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from scraper.errors import FetchError
from scraper.fetch import ends_the_host
from scraper.model import Article, Fault, Reading, Reason, Response, Site, fault
from scraper.onboarding.asking import Asker
from scraper.onboarding.field_check import Observed, has
from scraper.onboarding.findings import PageCheck
from scraper.onboarding.known import Known
from scraper.policy.acceptance import may_be_kept
from scraper.policy.gone import GONE_STATUS
from scraper.reading import current_reader, read
from scraper.store.site_sample import SampledArticle
from scraper.web.urls import key

PAGES = 5
"""How many pages of a site are asked for (chosen: as many as show a change of the template beyond doubt)."""

MOST_TRIED = 3 * PAGES
"""How many addresses are looked at for that, where robots.txt forbids some (chosen)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that is to be asked for.

    Args:
        url: its address.
        article: what the archive has of it, or None.
        is_named_by_feed: whether a feed names it, which speaks for an article.
    """

    url: str
    article: SampledArticle | None = None
    is_named_by_feed: bool = False


@dataclass(slots=True)
class Asked:
    """A page that was asked for.

    Args:
        check: what came of it.
        response: the answer, or None.
        observed: the page beside what is archived; None where it was read as no article.
        directives: what it declares in its meta elements.
    """

    check: PageCheck
    response: Response | None = None
    observed: Observed | None = None
    directives: Sequence[tuple[str, str]] = field(default_factory=tuple)


def wanted_pages(known: Known, named: Sequence[str], by_feeds: Collection[str]) -> list[Wanted]:
    """Return the pages to ask for, the most telling first: the newest archived ones and the newest new ones in turns.

    Args:
        known: what the archive knows of the site.
        named: addresses of articles that the sources name, newest first.
        by_feeds: those of them that a feed names.
    """
    frontier = known.pages(named[: 10 * PAGES])
    by_id = {one.id: one for one in known.articles}
    archived = [Wanted(one.url, one) for one in known.articles]
    new = []
    for url in named[: 10 * PAGES]:
        page = frontier.get(url)
        article = None if page is None or page.article_id is None else by_id.get(page.article_id)
        if article is None:
            new.append(Wanted(url, None, url in by_feeds))
    turns = (one for pair in zip_longest(archived, new) for one in pair if one is not None)
    return list({one.url: one for one in turns}.values())


class PageAsker:
    """Asks for pages of a site, and reads them with its profile of today.

    Args:
        site: the profile.
        asker: the way to the network.
        known: what the archive knows of the site.
    """

    def __init__(self, site: Site, asker: Asker, known: Known) -> None:
        self._site = site
        self._asker = asker
        self._known = known

    async def ask(self, wanted: Wanted) -> Asked:
        """Ask for a page, and read it and what is archived of it.

        Raises:
            FetchError: the host of the site itself cannot be asked now.
            RequestsSpentError: the bound of requests is reached.
        """
        check = PageCheck(wanted.url, is_archived=wanted.article is not None)
        try:
            response = await self._asker.fetch(wanted.url)
        except FetchError as error:
            if ends_the_host(error, self._site.home):
                raise
            check.fault = error.fault
            return Asked(check)
        check.status = response.status
        if response.redirects and key(response.url, self._site) != key(wanted.url, self._site):
            check.moved_to = response.url
        if response.status in GONE_STATUS:
            check.fault, check.is_gone = fault(Reason.GONE, status=response.status), True
            return Asked(check, response)
        reading = await asyncio.to_thread(read, response, self._site)
        check.fault = _fault(reading, wanted)
        check.is_gone = check.fault is not None and check.fault.reason is Reason.REDIRECTS_HOME
        if reading.article is None:
            return Asked(check, response)
        directives = tuple(reading.article.directives)
        if check.fault is not None:
            return Asked(check, response, None, directives)
        check.has, check.sources = has(reading.article), dict(reading.article.sources)
        archived = await self._archived(wanted.article)
        if archived is not None:
            check.same_text = archived.digest == reading.digest
        return Asked(check, response, _observed(wanted, reading.article, archived), directives)

    async def _archived(self, article: SampledArticle | None) -> Reading | None:
        """Return what today's reader reads in the capture of an article, or None where its bytes are not kept."""
        capture = None if article is None else self._known.capture(article)
        if capture is None:
            return None
        reading = await asyncio.to_thread(read, capture, self._site)
        return reading if reading.article is not None else None


def _fault(reading: Reading, wanted: Wanted) -> Fault | None:
    """Return why a page is no article; what a feed names is one in case of doubt, as for a crawl."""
    is_vouched_for = wanted.is_named_by_feed and may_be_kept(reading)
    return None if is_vouched_for else reading.fault


def _observed(wanted: Wanted, today: Article, archived: Reading | None) -> Observed:
    had = None if wanted.article is None else wanted.article.has
    return Observed(wanted.url, today, had, None if archived is None else archived.article)


def sources_by_reader(site: Site, articles: Sequence[SampledArticle]) -> list[SampledArticle]:
    """Return the archived articles that today's rules have read, whose sources can be compared with today's."""
    today, since = current_reader(site), site.rules_since
    by_rules = [one for one in articles if one.reader == today]
    if since is None:
        return by_rules
    return [one for one in by_rules if one.captured_on >= since.isoformat()]
