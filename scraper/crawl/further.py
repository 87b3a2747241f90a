"""Articles on several pages: the further pages are fetched behind the first one, and looked at again with it.

Each goes through the one fetcher, so that robots.txt and pace count for it as for any page.
"""

from __future__ import annotations

from dataclasses import replace

from scraper.crawl.context import CrawlContext
from scraper.errors import FetchError
from scraper.fetch import ends_the_host
from scraper.model import Page, Reading, Reason, Response, Site, fault
from scraper.policy.gone import GONE_STATUS
from scraper.policy.pages import GIVE_UP_AFTER, MOST_PAGES, belongs, further_page
from scraper.reading import body_digest, joined
from scraper.web.urls import authority


async def with_further_pages(
    context: CrawlContext, site: Site, page: Page, response: Response, reading: Reading
) -> tuple[Response, Reading]:
    """Return an answer with the further pages of its article, and the reading of all; both unchanged without any.

    Args:
        context: what the run works with.
        site: the profile.
        page: the row of the first page.
        response: the first page.
        reading: the same, read.

    Raises:
        FetchError: a further page cannot be had now, and the visit of the article is repeated later.
    """
    first = reading.article
    if first is None or reading.fault is not None or first.next_page is None:
        return response, reading
    if context.fetcher.gives_one_page_a_run(authority(response.url)):
        # The host asks for so long a pause that the article would never be complete.
        return response, reading
    pages: list[Response] = []
    readings: list[Reading] = []
    last = first
    while (address := further_page(response.url, last.next_page, len(pages) + 2)) is not None:
        answer = await _fetched(context, site, page, address)
        if answer is None:
            break
        answer_reading = await context.readers.read(answer, site)
        article = answer_reading.article
        if article is None or not belongs(first, article):
            break
        # Some hosts answer with their last page whatever number is asked for.
        if article.body == last.body:
            break
        pages.append(answer)
        readings.append(answer_reading)
        last = article
    if not pages:
        return response, reading
    whole = replace(response, further=tuple(pages))
    return whole, joined(whole, reading, readings)


async def _fetched(context: CrawlContext, site: Site, page: Page, address: str) -> Response | None:
    """Return a further page, or None where the article ends before it.

    Raises:
        FetchError: it cannot be had now.
    """
    try:
        response = await context.fetcher.fetch(address, site)
    except FetchError as error:
        # What robots.txt forbids stays forbidden.
        if error.retry or error.host_down:
            _give_up_or_raise(page, error)
        return None
    if response.status == 200:
        return response
    if response.status not in GONE_STATUS:
        _give_up_or_raise(page, FetchError(address, fault(Reason.HTTP_STATUS, status=response.status), retry=True))
    return None


def _give_up_or_raise(page: Page, error: FetchError) -> None:
    """Raise why a further page cannot be had now, unless that has kept the rest of the text out of the archive often.

    Raises:
        FetchError: the error.
    """
    if page.failures < GIVE_UP_AFTER or ends_the_host(error, page.url):
        raise error


async def is_any_changed(context: CrawlContext, site: Site, page: Page) -> bool:
    """Return whether a further page of an archived article is not as it was, so that all pages are asked for in full.

    Args:
        context: what the run works with.
        site: the profile.
        page: the row of the first page, which answered that it has not changed.

    Raises:
        FetchError: a further page cannot be had now.
    """
    known = page.known
    if known is None or known.capture_id is None or not known.further_pages:
        return False
    for kept in context.archive.captures.further_pages(known.capture_id)[: MOST_PAGES - 1]:
        etag, last_modified = kept.header("etag"), kept.header("last-modified")
        answer = await context.fetcher.fetch(kept.requested_url, site, etag=etag, last_modified=last_modified)
        if answer.status != 304 and body_digest(answer) != kept.digest:
            return True
    return False
