"""What an observer hears of a crawl, in its order: a display is made of nothing else."""

from __future__ import annotations

from crawling import Newsroom

from scraper.crawl import CrawlContext, NullObserver, SourceVisit, crawl_sites
from scraper.model import Outcome, Reason, Site, SiteResult


class Heard(NullObserver):
    """Hears all but waits, as words."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def started(self, site: Site) -> None:
        self.said.append(f"{site.id} started")

    def source(self, site: Site, visit: SourceVisit) -> None:
        self.said.append(f"{site.id} source with {visit.links} links")

    def progress(self, site: Site, done: int, total: int) -> None:
        self.said.append(f"{site.id} {done} of {total}")

    def article(self, site: Site, outcome: Outcome) -> None:
        assert outcome.article is not None
        self.said.append(f"{site.id} {outcome.verdict}: {outcome.article.title}")

    def finished(self, site: Site, result: SiteResult) -> None:
        self.said.append(f"{site.id} finished with {result.new}")


def test_how_much_there_is_to_do_is_said_before_the_first_article(room: Newsroom) -> None:
    room.articles(1, 2)
    site = room.site(feeds=(room.feed(1, 2),))
    heard = Heard()

    async def work(context: CrawlContext) -> None:
        context.observer = heard
        await crawl_sites(context, [site])

    room.run(work)
    assert heard.said == [
        "test started",
        "test source with 2 links",
        "test 0 of 2",
        "test new: Meldung 1 aus dem Rathaus",
        "test 1 of 2",
        "test new: Meldung 2 aus dem Rathaus",
        "test 2 of 2",
        "test finished with 2",
    ]


def test_what_a_first_crawl_defers_is_a_notice_until_it_is_taken(room: Newsroom) -> None:
    room.articles(*range(1, 53))
    site = room.site(feeds=(room.feed(*range(1, 53)),))
    result = room.crawl(site, limit=0)
    assert (result.deferred, result.problems, result.needs_person) == (2, (), False)
    sql = "SELECT code, detail, times, until IS NULL FROM problems"
    assert room.ask(sql) == [(str(Reason.FIRST_CRAWL_DEFERRED), '{"count": 2, "site": "test"}', 1, 1)]
    room.crawl(site, full=True, limit=0)
    room.clock.pass_(hours=1)
    room.crawl(site, limit=0)
    assert room.ask(sql)[0][3] == 0
