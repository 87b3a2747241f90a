"""How many SQL statements a page costs, as SQLite reports them: a bound, so that none creeps in unnoticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from crawling import Newsroom, news

from scraper.crawl import CrawlContext, NullObserver, crawl_sites, fetch_pages
from scraper.model import Outcome, Site

# SQLite reports a statement once more for each statement of a trigger that it fires, and for each trigger that it asks.
# Twenty of these look at the three other articles of the newsroom, whose texts are nearly the same.
MOST_FOR_A_NEW_PAGE = 63
MOST_FOR_A_304 = 9
# A crawl reads the rows of fifty pages at once; who asks for a single page reads its row alone, and whether anything
# was ever forgotten.
TO_LOOK_UP_ONE_PAGE = 2
# A page with one author and two keywords, as most are.
HEAD = '<meta name="author" content="Erika Beispiel"><meta name="keywords" content="Wohngeld, Portal">'
# The index writes its own tables by statements of its own, which SQLite reports with what the triggers do.
INDEX = "articles_fts"


class Heard(NullObserver):
    """Hears all statements, and cuts their list where a page is done."""

    def __init__(self) -> None:
        self.by_page: list[tuple[str, list[str]]] = []
        self._open: list[str] = []

    def statement(self, sql: str) -> None:
        # What begins with a comment runs within a statement that was heard before: a trigger, a part of the index.
        if not sql.startswith("--") and INDEX not in sql:
            self._open.append(" ".join(sql.split()))

    def article(self, site: Site, outcome: Outcome) -> None:
        self.by_page.append((outcome.verdict, self._open))
        self._open = []


def crawled(room: Newsroom, site: Site) -> list[tuple[str, list[str]]]:
    """Crawl a site; return verdict and statements of each page, those of the sources and of the first page left out."""
    heard = Heard()

    async def work(context: CrawlContext) -> None:
        context.observer = heard
        context.archive.trace(heard.statement)
        await crawl_sites(context, [site])

    room.run(work)
    return heard.by_page[1:]


def fetched(room: Newsroom, site: Site, urls: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Fetch pages by hand; return verdict and statements of each, the first left out, which pays for its host."""
    heard = Heard()

    async def work(context: CrawlContext) -> None:
        context.archive.trace(heard.statement)
        for url in urls:
            for outcome in await fetch_pages(context, [(url, site)]):
                heard.article(site, outcome)

    room.run(work)
    return heard.by_page[1:]


@pytest.fixture
def urls(room: Newsroom) -> Iterator[list[str]]:
    yield [room.server.page(f"/news/{n}", news(n, head=HEAD), etag=f'"{n}"') for n in range(1, 5)]


def check(pages: list[tuple[str, list[str]]], verdict: str, most: int) -> None:
    assert [found for found, _ in pages] == [verdict] * 3
    for _, statements in pages:
        assert len(statements) <= most, "\n".join(statements)
        assert statements[-1] == "COMMIT"


def test_what_a_page_of_a_crawl_costs(room: Newsroom, urls: list[str]) -> None:
    site = room.site(feeds=(room.feed(1, 2, 3, 4),))
    check(crawled(room, site), "new", MOST_FOR_A_NEW_PAGE)
    assert room.ask("SELECT count(*) FROM authors") == [4]
    assert room.ask("SELECT count(*) FROM article_keywords") == [8]
    room.clock.pass_(days=20)
    check(crawled(room, site), "unchanged", MOST_FOR_A_304)
    assert room.ask("SELECT DISTINCT status FROM visits") == [304]


def test_what_a_page_that_is_fetched_by_hand_costs(room: Newsroom, urls: list[str]) -> None:
    check(fetched(room, room.site(), urls), "new", MOST_FOR_A_NEW_PAGE)
    room.clock.pass_(days=20)
    check(fetched(room, room.site(), urls), "unchanged", MOST_FOR_A_304 + TO_LOOK_UP_ONE_PAGE)
    assert room.ask("SELECT DISTINCT status FROM visits") == [304]
