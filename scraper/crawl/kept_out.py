"""What was forgotten does not come back: asked within the transaction that would write a page."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.crawl.keep import Visited, keep_unanswered
from scraper.model import Fault, Outcome, Page, Reason, Site, fault
from scraper.policy.decide import decide_unanswered
from scraper.store import Archive
from scraper.store.columns import now_text


def forgotten_on(archive: Archive, addresses: Iterable[str], site: Site) -> Fault | None:
    """Return that one of these addresses was forgotten, with the day of that, or None where none was."""
    at = archive.forgotten.since(addresses, site)
    if at is None:
        return None
    return fault(Reason.FORGOTTEN, day=at[:10])


def kept_out(archive: Archive, visited: Visited) -> Outcome | None:
    """Return what becomes of an answer that leads to what was forgotten; None where nothing of it was.

    The address that led there is forgotten as well, unless it is one of an article that stays. The caller holds the
    transaction: a page may have been forgotten while its request was in flight.

    Args:
        archive: opened for writing.
        visited: the page, its answer and its reading.
    """
    why = forgotten_on(archive, _addresses(visited), visited.site)
    if why is None:
        return None
    page, now = visited.page, visited.response.fetched_at
    is_itself_forgotten = forgotten_on(archive, [page.url], visited.site) is not None
    leads_to_an_article = page.article_id is not None
    if leads_to_an_article and not is_itself_forgotten:
        return keep_unanswered(archive, page, decide_unanswered(page, why, now, can_change=False), now)
    if not is_itself_forgotten:
        archive.forgotten.add_address(page.url, visited.site, now_text(now))
    return Outcome(page.url, "skipped", why)


def kept_out_unanswered(archive: Archive, page: Page, site: Site) -> Outcome | None:
    """Return the outcome of a page without an answer that was forgotten meanwhile; None where it was not."""
    why = forgotten_on(archive, [page.url], site)
    if why is None:
        return None
    return Outcome(page.url, "skipped", why)


def _addresses(visited: Visited) -> Iterable[str]:
    """Yield all addresses that the answer to a page has to do with."""
    yield visited.page.url
    for response in (visited.response, *visited.response.further):
        yield response.requested_url
        yield response.url
        for hop in response.via:
            yield hop.url
    article = visited.reading.article
    if article is not None:
        yield article.url
