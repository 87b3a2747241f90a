"""One article: fetch, read, judge, keep. ``crawl`` and ``fetch`` both go through here."""

from __future__ import annotations

import datetime as dt

from scraper import parser
from scraper.crawl.context import Desk
from scraper.errors import BackOffError, FetchError, RobotsError, UnreachableError
from scraper.model import Article, Outcome, Page, PageState, Response, Site, Verdict
from scraper.policy import acceptance, reservations, schedule, signals, validators
from scraper.store import lies
from scraper.store.articles import text_digest
from scraper.store.columns import now_text
from scraper.store.sanitize import storable_record
from scraper.web.urls import authority, canonical, ignored, key, matches

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
        self._texts: set[int] = set()
        self._distrusts: bool | None = None

    async def article(self, page: Page) -> Outcome:
        """Visit one address and write what came of it, in one transaction.

        Raises:
            BackOffError, UnreachableError: the host cannot be asked now; the page stays as it is.
        """
        etag, last_modified = (None, None) if self._in_full(page) else (page.etag, page.last_modified)
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

    def _in_full(self, page: Page) -> bool:
        """Whether a page is asked for without validators, to see whether its host tells the truth."""
        if page.article_id is None or not (page.etag or page.last_modified):
            return False
        last = self._desk.archive.articles.last_full(page.article_id)
        # What is kept without its text may be free by now, though its bytes are the same.
        return last is None or validators.is_control_due(self._desk.now(), last) or self._is_known_liar()

    def _is_known_liar(self) -> bool:
        if self._distrusts is None:
            since = self._desk.now() - validators.DISTRUST
            self._distrusts = lies.was_reported(self._desk.archive.db, self._site.id, validators.STALE, since)
        return self._distrusts

    def _unanswered(self, page: Page, error: FetchError) -> Outcome:
        now = self._desk.now()
        reason = f"{error.reason}. {error.hint}" if error.hint else error.reason
        if authority(error.url) != authority(page.url):
            reason = f"leads to {error.url}: {reason}"
        # What the rules forbid is no failure; rules that cannot be read now may be readable tomorrow.
        if isinstance(error, RobotsError) and not error.retry and page.article_id is None:
            return self._close(page, Outcome(page.url, "skipped", reason), None, now + schedule.FORBIDDEN_AGAIN)
        due = schedule.again_at(now, page.failures + 1)
        return self._close(page, Outcome(page.url, "failed", reason, page.article_id), None, due)

    async def _answered(self, page: Page, response: Response) -> Outcome:
        write = self._desk.commits.write
        if response.status == 304:
            declared = await self._declared_meanwhile(page, response)
            return await write(lambda: self._unchanged(page, response, declared))
        if response.status in _GONE:
            return await write(lambda: self._gone(page, response))
        article, reason = await self._desk.reader.read(response, self._site)
        reason = reason or self._astray(page, response)
        reason = reason or (self._shared(page, article) if article else "not an article")
        if article is None or reason is not None:
            return await write(lambda: self._not_kept(page, response, reason or "not an article"))
        robots, tdmrep = await self._desk.fetcher.reserved(response.url, self._site)
        found = signals.read(response.url, response.headers, article.directives, robots, tdmrep)
        return await write(lambda: self._keep(page, response, article, found))

    async def _declared_meanwhile(self, page: Page, response: Response) -> str | None:
        """Return what reserves a page whose bytes are the same: its header, or tdmrep.json, can be new."""
        if page.article_id is None:
            return None
        robots, tdmrep = await self._desk.fetcher.reserved(response.url, self._site)
        found = signals.read(response.url, response.headers, (), robots, tdmrep)
        return found.to_json(now_text(response.fetched_at)) if reservations.reservation(found, self._site) else None

    def _astray(self, page: Page, response: Response) -> str | None:
        """Return why an article is not kept that stands where the profile says never to look, or None."""
        # Whoever names such an address with 'fetch' means it.
        if ignored(self._site, page.url) or not ignored(self._site, response.url):
            return None
        return f"leads to {response.url}, which an 'ignore' pattern of the profile names"

    def _shared(self, page: Page, article: Article) -> str | None:
        """Return why an article is not kept whose very text many addresses of its site have, or None."""
        # The text of a known article is looked for only where this run has met it before.
        mark = hash((article.title, article.body))
        if page.article_id is not None and mark not in self._texts:
            self._texts.add(mark)
            return None
        digest = text_digest(storable_record(article))
        others = self._desk.archive.frontier.same_text(self._site.id, digest, page.article_id)
        if len(others) < acceptance.SAME_TEXT:
            return None
        return f"the same text as {len(others)} other addresses of this site, such as {others[0]}"

    def _unchanged(self, page: Page, response: Response, declared: str | None) -> Outcome:
        if page.article_id is None:
            # A 304 for what we do not have: ask in full next time.
            reason = "the host says 'not modified' of a page that was never fetched"
            self._desk.archive.frontier.forget_validators(page)
            due = schedule.again_at(response.fetched_at, page.failures + 1)
            return self._close(page, Outcome(page.url, "failed", reason), response, due)
        if declared is not None:
            self._desk.archive.articles.reserve(page.article_id, declared)
        changed_at = self._desk.archive.articles.seen(page.article_id, response.fetched_at)
        due = self._revisit(page.article_id, response, changed_at)
        self._desk.archive.frontier.finish(page, "done", response, response.fetched_at, due_at=due, keep_note=True)
        return Outcome(page.url, "unchanged", None, page.article_id)

    def _gone(self, page: Page, response: Response) -> Outcome:
        """Note that there is no such page; an article that is archived stays, marked."""
        reason = f"status {response.status}: there is no such page"
        known, told = page.article_id is not None, page.state == "gone"
        # Looked at again now and then: what was gone has come back before, and what is announced may not be there yet.
        pause = (
            28 * schedule.DAY if known else schedule.HOPELESS_AGAIN if told or response.status == 410 else schedule.DAY
        )
        due = response.fetched_at + pause
        news = page.article_id is not None and self._desk.archive.articles.gone(page.article_id, response.fetched_at)
        self._desk.archive.frontier.finish(page, "gone", response, response.fetched_at, due_at=due, error=reason)
        verdict: Verdict = "gone" if news else "unchanged" if known or told else "failed"
        return Outcome(page.url, verdict, reason, page.article_id)

    def _not_kept(self, page: Page, response: Response, reason: str) -> Outcome:
        if response.status == 200 and page.article_id is None and not self._is_meant(page, reason):
            again = response.fetched_at + schedule.HOPELESS_AGAIN
            return self._close(page, Outcome(page.url, "skipped", reason), response, again)
        due = schedule.again_at(response.fetched_at, page.failures + 1)
        return self._close(page, Outcome(page.url, "failed", reason, page.article_id), response, due)

    def _is_meant(self, page: Page, reason: str) -> bool:
        """Whether an article was to be had from an address: its pattern, a wall, or the feed that names it says so."""
        if self._site.articles:
            return matches(self._site, page.url)
        if acceptance.is_pretence(reason) and reason not in acceptance.NO_ARTICLE:
            return True
        source = self._desk.archive.frontier.get(page.found_in) if page.found_in else None
        return source is not None and source.kind == "feed" and reason == "a page without text"

    def _close(self, page: Page, outcome: Outcome, response: Response | None, due_at: dt.datetime | None) -> Outcome:
        state: PageState = "skipped" if outcome.verdict == "skipped" else "failed"
        self._desk.archive.frontier.finish(page, state, response, self._desk.now(), due_at=due_at, error=outcome.reason)
        return outcome

    def _keep(self, page: Page, response: Response, article: Article, found: signals.Signals) -> Outcome:
        archive, now = self._desk.archive, response.fetched_at
        reserved = reservations.reservation(found, self._site)
        declared = found.to_json(now_text(now))
        known = self._known(page, article)
        bare = archive.articles.kept_bare(known) if known is not None and not reserved else None
        if bare is not None and canonical(response.url) != bare[0]:
            # A print version says nothing of what the article's own address reserves.
            reserved, declared = f"kept without its text, as its own address {bare[0]} reserves it", bare[1]
        if reserved and declared:
            saved = archive.articles.save_reserved(article, now, known, parser.PARSER_VERSION, declared)
        else:
            saved = archive.articles.save(article, response, known, parser.PARSER_VERSION, declared)
        due = self._revisit(saved.id, response, saved.changed_at)
        lie = validators.lie(page, response, saved.verdict)
        # The very same bytes are no lie, whatever the profile or a newer parser reads from them.
        lie = None if lie and self._same_bytes(response, saved.id) else lie
        archive.frontier.finish(
            page, "done", response, now, due_at=due, article_id=saved.id, led=article.url == page.url,
            note=validators.STALE if lie else self._oddity(page, response, saved.id),
            keep_note=validators.vouches(page, response),
        )  # fmt: skip
        self._aliases(page, response, article, saved.id)
        lie = None if lie and self._is_known_liar() else lie
        return Outcome(page.url, saved.verdict, None, saved.id, article, reserved, lie)

    def _oddity(self, page: Page, response: Response, article_id: int) -> str | None:
        """Return what the host says that is not so and costs no news."""
        doubtful = page.etag is not None and not validators.vouches(page, response)
        return validators.oddity(page, response, same_bytes=doubtful and self._same_bytes(response, article_id))

    def _same_bytes(self, response: Response, article_id: int) -> bool:
        """Whether an answer that was kept has the body of the one before: the same bytes make no new capture."""
        kept = self._desk.archive.articles.last_full(article_id)
        return kept is not None and kept < response.fetched_at

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
        return schedule.revisit_at(response.fetched_at, published, changed_at)
