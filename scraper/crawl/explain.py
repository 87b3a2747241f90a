"""What the crawler would do with an address, and by which rule, as ``scraper why`` tells it.

First the facts about the address are gathered; then each question (pattern, robots.txt, pace …) is answered from them.
The page itself is not fetched; robots.txt and tdmrep.json are, where they were never read.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from re import Pattern
from urllib.parse import urlsplit

from scraper.errors import FetchError
from scraper.fetch import Fetcher, Settings
from scraper.fetch.guard import is_ip, is_public
from scraper.model import Fault, HostState, Page, Site
from scraper.policy.counts import counted
from scraper.policy.reservations import reservation
from scraper.policy.robots import AGENT_TOKEN, Robots
from scraper.policy.selection import FIRST_CRAWL_ARTICLES, FIRST_CRAWL_SITEMAPS, LISTING_PAGES
from scraper.policy.signals import Signals, read, stored
from scraper.store import Archive
from scraper.store.connection import refuse_foreign
from scraper.web.urls import authority, key, path_of

# RFC 9309 §2.4: a copy of robots.txt should not be used for more than 24 hours, so that a crawl renews an older one.
_ROBOTS_FRESH = dt.timedelta(days=1)
# What has deferred an address, by its kind.
_ARTICLE_BOUND = f"a first crawl takes the newest {FIRST_CRAWL_ARTICLES} articles of a source"
_BOUNDS = {
    "sitemap": f"a crawl without --full reads the newest {FIRST_CRAWL_SITEMAPS} sitemaps of an index",
    "listing": f"a crawl without --full reads up to {LISTING_PAGES} pages of a listing",
    "feed": f"a crawl without --full reads up to {LISTING_PAGES} pages of a feed",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One question about an address.

    Args:
        question: in a word.
        answer: for people.
        rule: the rule or the evidence.
        stops: whether the page is not fetched because of it.
    """

    question: str
    answer: str
    rule: str
    stops: bool = False


@dataclass(slots=True)
class AddressFacts:
    """What is known of an address; nothing is written to the archive.

    It is also the fetcher's memory of hosts while this command runs, by :meth:`load` and :meth:`save`.

    Args:
        url: the canonical address.
        profile: the profile of its site, or None.
        site: the same, or one made up for it.
        now: the time of the question, aware UTC.
        page: its row of the frontier, or None.
        hosts: the state of hosts by name: as the archive has it, and what this command has asked for itself.
        unread: why robots.txt or tdmrep.json could not be had, or None.
        allow_private: whether addresses in private networks are allowed for this question.
        forgotten_at: when it was forgotten, or None.
    """

    url: str
    profile: Site | None
    site: Site
    now: dt.datetime
    page: Page | None = None
    hosts: dict[str, HostState] = field(default_factory=dict)
    unread: Fault | None = None
    allow_private: bool = False
    forgotten_at: str | None = None

    def load(self, host: str) -> HostState:
        """Return what is known of a host."""
        return self.hosts.get(host) or HostState(host)

    def save(self, state: HostState) -> None:
        """Keep the state of a host for as long as this command runs."""
        self.hosts[state.host] = state

    @property
    def host(self) -> HostState:
        """The state of the address's own host."""
        return self.load(authority(self.url))

    def signals(self) -> Signals:
        """Return what is declared for the address, as far as is known without its page."""
        return read(self.url, (), (), self.host.robots, self.host.tdmrep)


def gather(db: Path, url: str, profile: Site | None, site: Site, now: dt.datetime) -> AddressFacts:
    """Return what an archive knows of an address.

    Args:
        db: the archive file, which may not be there yet.
        url: the canonical address.
        profile: the profile of its site, or None.
        site: the same, or one made up for it.
        now: the time of the question, aware UTC.

    Raises:
        ArchiveError: the file is no archive.
    """
    facts = AddressFacts(url, profile, site, now)
    # A name under which no file can ever be an archive is a mistake, and not an archive that is still to come.
    refuse_foreign(db)
    if db.exists():
        with Archive.read(db) as archive:
            facts.save(archive.hosts.load(authority(url)))
            # A crawl takes an unknown address for a known page where both have the same key.
            facts.forgotten_at = archive.forgotten.since([url], site)
            facts.page = archive.frontier.get(url, now) or archive.frontier.by_key(key(url, site), now)
    return facts


def ask_host(facts: AddressFacts, now: Callable[[], dt.datetime], settings: Settings) -> None:
    """Ask the address's host for robots.txt and tdmrep.json where they were never read.

    Args:
        facts: get what was read, or why it could not be.
        now: the clock, aware UTC.
        settings: what bounds the requests.
    """
    if facts.host.robots is not None and facts.host.tdmrep is not None:
        return

    async def ask() -> None:
        # The fetcher hands each file that it reads to facts.save().
        fetcher = Fetcher(facts, now, asyncio.sleep, settings)
        try:
            await fetcher.robots(facts.url, facts.site)
            await fetcher.reserved(facts.url, facts.site)
        finally:
            await fetcher.close()

    try:
        asyncio.run(ask())
    except FetchError as error:
        facts.unread = error.fault


def explain(facts: AddressFacts) -> list[Step]:
    """Return the answers in the order in which a crawl asks; the verdict comes last."""
    # All questions are answered, also behind one that stops: a reader who mends that one sees what would come next.
    steps = [question(facts) for question in _QUESTIONS]
    return [*steps, _verdict(facts, steps)]


def _verdict(facts: AddressFacts, steps: Sequence[Step]) -> Step:
    """Return what all the answers together come to: the first that stops, or that the page would be fetched."""
    stopped = next((step for step in steps if step.stops), None)
    if stopped is not None:
        return Step("verdict", stopped.answer, f"the rule above: {stopped.question}")
    if facts.page is not None:
        return Step("verdict", "it would be fetched", "nothing above speaks against it")
    answer = "it would be fetched, once it is known"
    # Links of sitemaps and listings are sifted by the profile's patterns, those of feeds are not.
    if facts.site.articles and not _first(facts.site.articles, path_of(facts.url)):
        rule = "only a feed or 'scraper fetch' can bring it in: its pattern is none of the profile's"
        return Step("verdict", answer, rule)
    return Step("verdict", answer, "a feed, sitemap or listing has to name it, or 'scraper fetch'")


def _address(facts: AddressFacts) -> Step:
    return Step("address", facts.url, "the canonical spelling, under which it is archived")


def _site(facts: AddressFacts) -> Step:
    profile = facts.profile
    if profile is None:
        return Step("site", "no profile", "crawls do not come here by themselves; 'scraper fetch' does")
    return Step("site", profile.id, f"profile '{profile.name}', {profile.home}")


def _pattern(facts: AddressFacts) -> Step:
    path = path_of(facts.url)
    # 'ignore' is asked first, since an address that both kinds of patterns name is never visited.
    ignored_by = _first(facts.site.ignore, path)
    if ignored_by:
        return Step("pattern", "never visited", f"ignore = '{ignored_by}'", stops=True)
    named_by = _first(facts.site.articles, path)
    if named_by:
        return Step("pattern", "an article", f"articles = '{named_by}'")
    if facts.site.articles:
        return Step("pattern", "no article by its address", "only a feed or 'scraper fetch' can bring it in")
    return Step("pattern", "none", "what the page looks like decides")


def _first(patterns: Sequence[Pattern[str]], path: str) -> str | None:
    """Return the first pattern that is found in a path, as it stands in the profile, or None."""
    return next((pattern.pattern for pattern in patterns if pattern.search(path)), None)


def _guard(facts: AddressFacts) -> Step:
    """Say whether the address leads into a private network, as far as that is known without asking a name server."""
    name = urlsplit(facts.url).hostname or ""
    if facts.site.private or facts.allow_private:
        rule = "private = true in the profile" if facts.site.private else "--allow-private"
        return Step("guard", "private addresses allowed", rule)
    if is_ip(name) and not is_public(name):
        rule = f"{name} is in a private or special network; --allow-private allows it"
        return Step("guard", "refused", rule, stops=True)
    return Step("guard", "checked when connecting", "only addresses of the public Internet")


def _robots(facts: AddressFacts) -> Step:
    state = facts.host
    if state.robots is None and facts.unread is not None:
        # RFC 9309 §2.3.1.4: rules that cannot be reached forbid everything for now.
        return Step("robots.txt", "not known", f"it could not be read: {facts.unread}", stops=True)
    if state.robots is None:
        return Step("robots.txt", "not known", "it was never read")
    # The address of a source may have parameters that its canonical form has lost, and the rules may name them.
    asked = facts.page.url if facts.page else facts.url
    verdict = Robots.parse(state.robots).allowed(AGENT_TOKEN, asked)
    rule = f"line {verdict.line}: {verdict.rule}" if verdict.line else "no rule speaks of it"
    if state.robots_at is not None:
        rule += f"; read {state.robots_at:%Y-%m-%d %H:%M} UTC"
        if facts.now - state.robots_at > _ROBOTS_FRESH:
            rule += ", so the next crawl asks for it again first"
    return Step("robots.txt", "allowed" if verdict.allowed else "forbidden", rule, stops=not verdict.allowed)


def _pace(facts: AddressFacts) -> Step:
    """Say how fast the host is asked: the longer of its own Crawl-delay and the profile's delay counts."""
    site = facts.site
    crawl_delay = facts.host.delay or 0.0
    delay = max(site.delay, crawl_delay)
    is_set_by_host = crawl_delay > 0 and crawl_delay >= site.delay
    source = "Crawl-delay of robots.txt" if is_set_by_host else "delay of the profile"
    return Step("pace", f"{delay:g} s between requests, {site.connections} at a time", source)


def _back_off(facts: AddressFacts) -> Step:
    """Say whether the host is left alone for now, since it failed or asked for a pause."""
    until, failures = facts.host.not_before, facts.host.failures
    if until is not None and until > facts.now:
        rule = f"{counted(failures, 'failed request')} in a row"
        return Step("back-off", f"not before {until:%Y-%m-%d %H:%M} UTC", rule, stops=True)
    if not failures:
        return Step("back-off", "none", "no failure of the host is known")
    return Step("back-off", "none", f"{counted(failures, 'failed request')} in a row")


def _plan(facts: AddressFacts) -> Step:
    """Say when a crawl visits the page, by its row of the frontier."""
    page = facts.page
    if facts.forgotten_at is not None:
        return Step("plan", "it is not archived again", f"it was forgotten on {facts.forgotten_at[:10]}", stops=True)
    if page is None:
        return Step("plan", "not known yet", "a feed, sitemap or listing has to name it, or 'scraper fetch'")
    last = f"; last: {page.fault.advice}" if page.fault else ""
    if page.state == "deferred":
        return Step("plan", *_why_deferred(page), stops=True)
    is_put_off = page.kind != "article" and page.state == "skipped" and page.due_at is not None
    if is_put_off:
        return Step(
            "plan", f"no {page.kind} was there", f"asked again from {page.due_at:%Y-%m-%d} on{last}", stops=True
        )
    # Sources have no date of their next visit: each crawl of their site asks for all of them.
    if page.kind != "article":
        return Step("plan", f"a {page.kind} of the site", f"every crawl asks for it, state {page.state}{last}")
    if page.state == "waiting":
        return Step("plan", "waits for the next crawl", f"found in {page.found_in or 'no source'}{last}")
    if page.due_at is None:
        answer = f"not visited again by itself ({page.state})"
        return Step("plan", answer, f"'scraper fetch' asks again{last}", stops=True)
    rule = f"{page.state}, {counted(page.failures, 'failure')}{last}"
    return Step("plan", f"due {page.due_at:%Y-%m-%d %H:%M} UTC", rule, stops=page.due_at > facts.now)


def _why_deferred(page: Page) -> tuple[str, str]:
    """Return which bound has deferred a page, and what takes it up."""
    if page.fault is not None:
        return f"deferred: {page.fault}", "--full takes it up, or --since with that day or an earlier one"
    answer = f"deferred: {_BOUNDS.get(page.kind, _ARTICLE_BOUND)}"
    day = page.published or page.lastmod
    if day is None:
        return answer, "--full or --since takes it up"
    # A source's word of the day is what --since goes by as well, and which of the two it was is not kept.
    if page.kind == "article":
        answer += ", and --since none that is older"
    return (
        answer,
        f"--full takes it up, or --since {day:%Y-%m-%d} (its day by {page.found_in or 'its source'}) or earlier",
    )


def _reservations(facts: AddressFacts) -> Step:
    """Say whether text and bytes would be kept, by what the host's files declare and the page's last visit found."""
    by_host = facts.signals()
    reserved = reservation(by_host, facts.site)
    # What the page itself declared at its last visit, as JSON: nothing is fetched to see whether that still stands.
    by_page = None
    if facts.page is not None and facts.page.known is not None:
        by_page = facts.page.known.signals
    if reserved is None and by_page:
        reserved = reservation(stored(by_page), facts.site)
    evidence = ["; ".join(f"{one.text} in {one.source}" for one in by_host.evidence)]
    if by_page:
        evidence.append(f"the page itself: {by_page}")
    if facts.host.tdmrep is None and facts.unread is not None:
        evidence.append(f"tdmrep.json could not be read: {facts.unread}")
    rule = "; ".join(part for part in evidence if part)
    answer = "kept whole" if reserved is None else str(reserved)
    return Step("reservations", answer, rule or "nothing declared, as far as is known without the page")


# In the order in which a crawl asks; the verdict names the first that stops.
_QUESTIONS: tuple[Callable[[AddressFacts], Step], ...] = (
    _address,
    _site,
    _pattern,
    _guard,
    _robots,
    _pace,
    _back_off,
    _plan,
    _reservations,
)
