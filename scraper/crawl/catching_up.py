"""What a crawl mends in the archive before it begins: what an earlier program, or other profiles, made otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.crawl.context import CrawlContext
from scraper.model import Site
from scraper.store.columns import now_text


async def catch_up(context: CrawlContext, sites: Iterable[Site]) -> None:
    """Let links find their targets by the patterns of profiles that are new, and keywords their usual spelling.

    Mostly there is nothing to do, and nothing is written. A run that is broken off leaves the rest to the next one.

    Args:
        context: what the run works with.
        sites: the profiles of the run.
    """
    archive, commits = context.archive, context.commits
    archive.links.know(sites)
    at = now_text(context.now())
    fill = archive.link_fill()
    is_more = fill.is_needed
    while is_more and not context.stop.is_set:
        is_more = await commits.write(lambda: fill.step(at))
