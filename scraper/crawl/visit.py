"""One article: fetch, read, judge, keep. ``crawl`` and ``fetch`` both go through here."""

from __future__ import annotations

import datetime as dt

from scraper import parser, plan, signals
from scraper.crawl.desk import Desk
from scraper.errors import BackOffError, FetchError, RobotsError, UnreachableError
from scraper.model import Article, Outcome, Page, PageState, Response, Site, Verdict
from scraper.urls import authority, canonical, key, matches

_GONE = frozenset({404, 410})


class Visit:
    """Visits to the articles of one site. What a visit comes to is written as part of a group commit.

    Args:
        desk: what the run works with.
        site: the profile.
    """

    def __init__(self, desk: Desk, site: Site) -> None:
        self._desk = desk
        self._site = site

    async def article(self, page: Page) -> Outcome:
        """Visit one address and write what came of it, in one transaction.

        Raises:
            BackOffError, UnreachableError: the host cannot be asked now; the page stays as it is.
        """
        last = self._desk.archive.articles.last_full(page.article_id) if page.article_id else None
        control = plan.is_control_due(self._desk.now(), last)
        etag, last_modified = (None, None) if control else (page.etag, page.last_modified)
        try:
            response = await self._desk.fetcher.fetch(page.url, self._site, etag=etag, last_modified=last_modified)
        except FetchError as error:
            down = isinstance(error, BackOffError) or (isinstance(error, UnreachableError) and error.host_down)
            # Where a redirect led to a host that is down, only this page is at fault.
            if down and authority(error.url) == authority(page.url):
                raise
            failure = error
            return await self._desk.commits.write(lambda: self._unanswered(page, failure))
        return await self._answered(page, response)

    def _unanswered(self, page: Page, error: FetchError) -> Outcome:
        now = self._desk.now()
        reason = f"{error.reason}. {error.hint}" if error.hint else error.reason
        if authority(error.url) != authority(page.url):
            reason = f"leads to {error.url}: {reason}"
        # Forbidden is for good; rules that cannot be read now may be readable tomorrow.
        if isinstance(error, RobotsError) and not error.retry and page.article_id is None:
            return self._close(page, Outcome(page.url, "skipped", reason), None, None)
        due = plan.retry_at(now, page.failures + 1)
        return self._close(page, Outcome(page.url, "failed", reason, page.article_id), None, due)

    async def _answered(self, page: Page, response: Response) -> Outcome:
        write = self._desk.commits.write
        if response.status == 304:
            return await write(lambda: self._unchanged(page, response))
        if response.status in _GONE:
            return await write(lambda: self._gone(page, response))
        article, reason = await self._desk.reader.read(response, self._site)
        if article is None or reason is not None:
            return await write(lambda: self._not_kept(page, response, reason or "not an article"))
        robots, tdmrep = await self._desk.fetcher.reserved(response.url, self._site)
        found = signals.read(response.url, response.headers, article.directives, robots, tdmrep)
        return await write(lambda: self._keep(page, response, article, found))

    def _unchanged(self, page: Page, response: Response) -> Outcome:
        if page.article_id is None:
            # A 304 for what we do not have: ask in full next time.
            reason = "the host says 'not modified' of a page that was never fetched"
            self._desk.archive.frontier.forget_validators(page)
            due = plan.retry_at(response.fetched_at, page.failures + 1)
            return self._close(page, Outcome(page.url, "failed", reason), response, due)
        changed_at = self._desk.archive.articles.seen(page.article_id, response.fetched_at)
        due = self._revisit(page.article_id, response, changed_at)
        self._desk.archive.frontier.finish(page, "done", response, response.fetched_at, due_at=due)
        return Outcome(page.url, "unchanged", None, page.article_id)

    def _gone(self, page: Page, response: Response) -> Outcome:
        """Note that there is no such page; an article that is archived stays, marked."""
        reason = f"status {response.status}: there is no such page"
        # Looked at again now and then: what was gone has come back before.
        due = response.fetched_at + 28 * plan.DAY if page.article_id else None
        news = page.article_id is not None and self._desk.archive.articles.gone(page.article_id, response.fetched_at)
        self._desk.archive.frontier.finish(page, "gone", response, response.fetched_at, due_at=due, error=reason)
        known = page.article_id is not None
        verdict: Verdict = "gone" if news else "unchanged" if known else "failed"
        return Outcome(page.url, verdict, reason, page.article_id)

    def _not_kept(self, page: Page, response: Response, reason: str) -> Outcome:
        named = matches(self._site, page.url)
        if response.status == 200 and page.article_id is None and not named:
            return self._close(page, Outcome(page.url, "skipped", reason), response, None)
        due = plan.retry_at(response.fetched_at, page.failures + 1)
        return self._close(page, Outcome(page.url, "failed", reason, page.article_id), response, due)

    def _close(self, page: Page, outcome: Outcome, response: Response | None, due_at: dt.datetime | None) -> Outcome:
        state: PageState = "skipped" if outcome.verdict == "skipped" else "failed"
        self._desk.archive.frontier.finish(page, state, response, self._desk.now(), due_at=due_at, error=outcome.reason)
        return outcome

    def _keep(self, page: Page, response: Response, article: Article, found: signals.Signals) -> Outcome:
        archive, now = self._desk.archive, response.fetched_at
        reserved = plan.reservation(found, self._site)
        declared = found.to_json(now.isoformat().replace("+00:00", "Z"))
        known = self._known(page, article)
        if reserved and declared:
            saved = archive.articles.save_reserved(article, now, known, parser.PARSER_VERSION, declared)
        else:
            saved = archive.articles.save(article, response, known, parser.PARSER_VERSION, declared)
        due = self._revisit(saved.id, response, saved.changed_at)
        archive.frontier.finish(
            page, "done", response, now, due_at=due, article_id=saved.id, led=article.url == page.url
        )
        self._aliases(page, response, article, saved.id)
        return Outcome(
            page.url, saved.verdict, None, saved.id, article, reserved, plan.lie(page, response, saved.verdict)
        )

    def _known(self, page: Page, article: Article) -> int | None:
        """Return the article that this address, or another address of the same page, is known to lead to."""
        if page.article_id is not None:
            return page.article_id
        for shared in (page.key, key(article.url, self._site)):
            twin = self._desk.archive.frontier.by_key(shared)
            if twin is not None and twin.article_id is not None:
                return twin.article_id
        return self._desk.archive.articles.alternate_of(page.url, article.title)

    def _aliases(self, page: Page, response: Response, article: Article, article_id: int) -> None:
        """Note the other addresses that led here, so that no source makes them a new article."""
        frontier = self._desk.archive.frontier
        for url in {canonical(response.url), article.url} - {page.url}:
            other = frontier.get(url) or frontier.add(
                url, self._site.id, "article", "done", key(url, self._site), page.url, None
            )
            if other.kind == "article" and other.article_id is None:
                frontier.alias(other, article_id)

    def _revisit(self, article_id: int, response: Response, changed_at: dt.datetime) -> dt.datetime:
        published = self._desk.archive.articles.published(article_id)
        return plan.revisit_at(response.fetched_at, published, changed_at)
