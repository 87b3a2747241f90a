"""One article: fetch, read, decide, keep. ``crawl`` and ``fetch`` both go through here."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from scraper.crawl.context import CrawlContext
from scraper.crawl.further import is_any_changed, with_further_pages
from scraper.crawl.keep import Visited, keep, keep_unanswered, outcome_of
from scraper.crawl.kept_out import kept_out, kept_out_unanswered
from scraper.crawl.led_to import fault_of
from scraper.crawl.moving import as_it_is_now, keep_gone, move_first
from scraper.crawl.stop import Stopped
from scraper.errors import DamagedError, FetchError, ScraperError, mishap
from scraper.fetch import ends_the_host
from scraper.model import Decision, Facts, Fault, KnownArticle, Move, Outcome, Page, Reading, Response, Site
from scraper.policy.acceptance import is_vouched_for, may_be_kept
from scraper.policy.decide import (
    decide,
    decide_not_modified,
    decide_unanswered,
    needs_reading_again,
)
from scraper.policy.gone import GONE_STATUS, decide_gone
from scraper.policy.headlines import with_own_headline
from scraper.policy.identity import identity_of
from scraper.policy.moved import with_move
from scraper.policy.readers import keeps_its_reading
from scraper.policy.signals import Signals, read
from scraper.policy.validators import validators_of
from scraper.reading import body_digest, current_reader
from scraper.reading.again import Rereading, read_again
from scraper.sites import is_unlisted, unlisted


class Visit:
    """Visits to the articles of one site. What a visit comes to is written as part of a group commit.

    Args:
        context: what the run works with.
        site: the profile.
    """

    def __init__(self, context: CrawlContext, site: Site) -> None:
        self._context = context
        self._site = site

    async def article(self, page: Page) -> Outcome:
        """Visit one address and write what came of it, in one transaction.

        Whatever goes wrong with the page is that page's reason; only what ends the turn of its host is raised.

        Raises:
            FetchError: the host cannot be asked now; the page stays as it is.
            ArchiveError: nothing can be written any more.
            Stopped: the end was asked for while the page was waiting for its turn.
        """
        with self._context.commits.visiting():
            try:
                return await self._fetch_and_keep(page)
            except (ScraperError, Stopped):
                raise
            except Exception as error:  # noqa: BLE001  (a bug met by one page must not cost the others)
                return await self.unanswered(page, mishap(error), can_change=True)

    async def _fetch_and_keep(self, page: Page) -> Outcome:
        """Ask for a page and deal with its answer, whatever that is."""
        etag, last_modified = validators_of(page, self._context.now(), current_reader(self._site))
        fetcher = self._context.fetcher
        try:
            response = await fetcher.fetch(page.url, self._site, etag=etag, last_modified=last_modified)
            page = as_it_is_now(self._context.archive, page, self._context.now())
            if response.status == 304 and await is_any_changed(self._context, self._site, page):
                # An edit of a later page is an edit of the article, whose new state has captures of all its pages.
                response = await fetcher.fetch(page.url, self._site)
            if response.status == 304:
                return await self._not_modified(page, response)
            if response.status in GONE_STATUS:
                return await self._gone(page, response)
            return await self._answered(page, response)
        except FetchError as error:
            if ends_the_host(error, page.url):
                raise
            return await self.unanswered(page, fault_of(page, error), can_change=error.retry)

    async def unanswered(self, page: Page, why: Fault, *, can_change: bool) -> Outcome:
        """Write that a page gave no answer, or none that could be dealt with, and return what became of it.

        Args:
            page: its row of the frontier.
            why: what went wrong.
            can_change: whether the same request may succeed soon.

        Raises:
            ArchiveError: nothing can be written any more.
        """
        now = self._context.now()
        decision = decide_unanswered(page, why, now, can_change=can_change)
        archive, context = self._context.archive, self._context

        def work() -> Outcome:
            forgotten = kept_out_unanswered(archive, page, self._site)
            return forgotten or keep_unanswered(archive, self._with_row(page), decision, now)

        if context.fetcher.is_answered:
            return await context.commits.write(work)
        context.held.later(work)
        return outcome_of(page, decision)

    async def _not_modified(self, page: Page, response: Response) -> Outcome:
        signals = Signals()
        reread = None
        is_known_better = self._is_known_better(page, page.known)
        if page.known is not None:
            signals = await self._signals(response, ())
            is_outdated = needs_reading_again(page.known, current_reader(self._site))
            if is_outdated and not is_known_better:
                reread = await self._read_again(page.known)
        decision = decide_not_modified(page, response, signals, self._site)
        visited = Visited(page, self._site, response, Reading(None, None), reread)
        facts = Facts(known=page.known, known_better=is_known_better)
        return await self._context.commits.write(lambda: self._keep_if_remembered(visited, facts, decision))

    async def _gone(self, page: Page, response: Response) -> Outcome:
        decision = decide_gone(page, response, self._site)
        reading = Reading(None, decision.fault, body_digest=body_digest(response))
        visited = Visited(page, self._site, response, reading)
        return await self._context.commits.write(
            lambda: self._keep_if_remembered(visited, Facts(known=page.known), decision)
        )

    async def _answered(self, page: Page, response: Response) -> Outcome:
        reading = await self._context.readers.read(response, self._site)
        response, reading = await with_further_pages(self._context, self._site, page, response, reading)
        signals = Signals()
        if reading.article is not None and may_be_kept(reading):
            signals = await self._signals(response, tuple(reading.article.directives))
        visited = Visited(page, self._site, response, reading)
        while True:
            settled = await self._context.commits.write(partial(self._settle, visited, signals))
            if isinstance(settled, Outcome):
                return settled
            # The facts name an article that an older reader read: its captures are read again, and all is decided anew.
            visited = replace(visited, reread=await self._read_again(settled))

    def _settle(self, visited: Visited, signals: Signals) -> Outcome | KnownArticle:
        """Gather the facts, decide and keep; return the outcome, or the article to be read again before that."""
        if not self._context.archive.forgotten.is_empty():
            forgotten = kept_out(self._context.archive, visited)
            if forgotten is not None:
                return forgotten
            visited = self._without_forgotten(visited)
        page, reading = visited.page, visited.reading
        article = reading.article
        identity = identity_of(page.url, self._site, page.article_id, article)
        facts = self._context.archive.articles.facts(page, reading, identity)
        facts = replace(facts, known_better=self._is_known_better(page, facts.known))
        move, facts = move_first(self._context.archive, visited, facts, identity)
        reread = visited.reread
        if reread is not None and not reread.holds_for(facts.known):
            # Another visit has edited the article meanwhile, or the address has come to lead to another one.
            reread = None
        # A page that is no article is not compared with the archived states, so none is read again for its sake.
        is_compared = article is not None and (reading.fault is None or is_vouched_for(reading, facts))
        # After a move nothing is read again before the next visit, or what was found of the move would be lost.
        is_outdated = reread is None and move is None and _is_outdated(facts, reading)
        if is_compared and is_outdated and facts.known is not None:
            return facts.known
        visited = replace(visited, reread=reread)
        facts = self._facts_without_forgotten(_as_read_again(facts, reread))
        reading = with_own_headline(reading, facts)
        return self._decide_and_keep(replace(visited, reading=reading), facts, signals, move)

    def _decide_and_keep(self, visited: Visited, facts: Facts, signals: Signals, move: Move | None) -> Outcome:
        """Decide on an answer by all that is known, and write what follows, the move of its article included."""
        page, reading = visited.page, visited.reading
        since = self._context.options.since
        now = visited.response.fetched_at
        # An address at which an article is found again has been left behind no more.
        before = replace(page, fault=None) if move is not None and move.url == page.url else page
        decision = decide(before, visited.response, reading, facts, self._site, now, signals, since)
        if move is None:
            return self._keep(visited, facts, decision)
        outcome = self._keep(visited, facts, with_move(decision, page, move))
        self._context.archive.moves.hand_over(move, page, decision.due_at)
        return outcome

    def _keep_if_remembered(self, visited: Visited, facts: Facts, decision: Decision) -> Outcome:
        """Keep what was decided before the transaction began, unless the page was forgotten meanwhile."""
        forgotten = kept_out(self._context.archive, visited)
        return forgotten or self._keep(visited, facts, decision)

    def _without_forgotten(self, visited: Visited) -> Visited:
        """Return an answer without what its record says of articles that were forgotten."""
        article = visited.reading.article
        if article is None:
            return visited
        rest = self._context.archive.forgotten.without(article, self._site)
        if rest is article:
            return visited
        return replace(visited, reading=replace(visited.reading, article=rest))

    def _facts_without_forgotten(self, facts: Facts) -> Facts:
        """Return the facts without what an old capture, read again, still says of articles that were forgotten."""
        if facts.state is None:
            return facts
        return replace(facts, state=self._context.archive.forgotten.without(facts.state, self._site))

    def _keep(self, visited: Visited, facts: Facts, decision: Decision) -> Outcome:
        archive = self._context.archive
        stored = replace(visited, page=self._with_row(visited.page))
        if decision.verdict == "gone":
            return keep_gone(archive, stored, facts, decision)
        return keep(archive, stored, facts, decision)

    def _with_row(self, page: Page) -> Page:
        """Return a page with its row; the row of one that a person named for the first time is written here."""
        if page.id:
            return page
        frontier = self._context.archive.frontier
        frontier.add_site(self._site)
        return frontier.add(page.url, page.site, page.kind, page.state, page.key)

    def _is_known_better(self, page: Page, known: KnownArticle | None) -> bool:
        """Return whether an article was read by another profile than a person fetches it with now.

        So it is where ``fetch`` is given an address without the ``--sites FILE`` that the crawl was given, or with
        another one: the article would be read now by the one and now by the other. A crawl has the profiles that are
        to count, and a profile that was mended is used by it.
        """
        site = self._site
        if is_unlisted(site) and page.site != site.id:
            return True
        if not self._context.options.by_hand or known is None:
            return False
        return keeps_its_reading(known, current_reader(site), current_reader(unlisted(known.url)))

    async def _signals(self, response: Response, directives: tuple[tuple[str, str], ...]) -> Signals:
        """Return what is declared for an address: in its page, its header, its host's files."""
        robots, tdmrep = await self._context.fetcher.reserved(response.url, self._site)
        return read(response.url, response.headers, directives, robots, tdmrep)

    async def _read_again(self, known: KnownArticle) -> Rereading:
        """Read the kept captures of an article with today's reader."""
        archive, states = self._context.archive, []
        for state in archive.versions.states(known.id):
            try:
                response = archive.captures.response(state.capture_id)
            except DamagedError:
                # It stays as it was read before; verify and reparse name it.
                continue
            if response is not None:
                states.append((state, response))
        return await read_again(known, states, self._context.readers.read, self._site)


def _is_outdated(facts: Facts, reading: Reading) -> bool:
    """Return whether the captures of an article are to be read again before today's reading is compared with them."""
    return not facts.known_better and needs_reading_again(facts.known, reading.reader)


def _as_read_again(facts: Facts, reread: Rereading | None) -> Facts:
    """Return the facts with the newest state of the article as today's reader reads it, or with none."""
    if reread is None or facts.known is None:
        return facts
    newest = reread.newest
    if newest is None:
        # The state can be read by an older reader alone, and a difference between two readers is no edit.
        return replace(facts, state=None)
    known = replace(facts.known, digest=newest.digest, reader=newest.reader)
    return replace(facts, known=known, state=newest.article)
