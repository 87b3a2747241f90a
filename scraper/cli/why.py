"""``scraper why``: what the crawler would do with an address, and by which rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.options import private_option
from scraper.cli.output import format_option, print_records
from scraper.cli.profiles import profiles, sites_option
from scraper.model import HostState, Page, Site
from scraper.web.urls import path_of

if TYPE_CHECKING:
    from scraper.policy.signals import Signals

Row = dict[str, Any]


@click.command("why")
@click.argument("url", metavar="URL")
@click.option("--offline", is_flag=True, help="Ask no network, not even for a robots.txt that was never read.")
@sites_option
@format_option
@private_option
@click.pass_obj
def command(
    db: Path, url: str, offline: bool, sites_files: tuple[Path, ...], style: str | None, allow_private: bool
) -> None:
    """What the crawler would do with an address, and by which rule.

    The page itself is not fetched; robots.txt and tdmrep.json are, where they were never read.
    """
    from scraper.sites import site_for, unlisted
    from scraper.web.urls import canonical, typed

    address = canonical(typed(url))
    profile = site_for(address, profiles(sites_files).values())
    known = _Known(db, address, profile or unlisted(address))
    asked = "" if offline else known.ask(allow_private)
    print_records(_rows(known, profile, asked), style)


class _Known:
    """What the archive knows of an address; nothing is written to it.

    Args:
        db: the archive file, which may not be there yet.
        url: the canonical address.
        site: its profile, or one made up for it.
    """

    def __init__(self, db: Path, url: str, site: Site) -> None:
        from scraper.web.urls import authority

        self.url, self.site, self.host = url, site, authority(url)
        self.page: Page | None = None
        self.due: str | None = None
        self.error: str | None = None
        self.declared: str | None = None
        self.hosts: dict[str, HostState] = {}
        if db.exists():
            self._read(db)

    def _read(self, db: Path) -> None:
        from scraper.store import Archive
        from scraper.web.urls import key

        with Archive.read(db) as archive:
            self.hosts[self.host] = archive.hosts.load(self.host)
            self.page = archive.frontier.get(self.url) or archive.frontier.by_key(key(self.url, self.site))
            if self.page is None:
                return
            row = archive.db.execute("SELECT due_at, last_error FROM pages WHERE id = ?", [self.page.id]).fetchone()
            self.due, self.error = row
            told = archive.db.execute("SELECT signals FROM articles WHERE id = ?", [self.page.article_id]).fetchone()
            self.declared = told[0] if told else None

    def load(self, name: str) -> HostState:
        """Return what is known of a host."""
        return self.hosts.get(name) or HostState(name)

    def save(self, state: HostState) -> None:
        """Keep it for this command."""
        self.hosts[state.host] = state

    @property
    def state(self) -> HostState:
        """What is known of the address's own host."""
        return self.load(self.host)

    def ask(self, allow_private: bool) -> str:
        """Ask for what was never read; return why it could not be had, or nothing."""
        import asyncio

        from scraper.cli.session import utc_now
        from scraper.errors import FetchError
        from scraper.fetch import Fetcher, Settings

        if self.state.robots is not None and self.state.tdmrep is not None:
            return ""

        async def run() -> None:
            fetcher = Fetcher(self, utc_now, asyncio.sleep, Settings(allow_private=allow_private))
            try:
                await fetcher.robots(self.url, self.site)
                await fetcher.reserved(self.url, self.site)
            finally:
                await fetcher.close()

        try:
            asyncio.run(run())
        except FetchError as error:
            return error.reason
        return ""

    def signals(self) -> Signals:
        """Return what is declared for the address without looking at its page."""
        from scraper.policy import signals

        return signals.read(self.url, (), (), self.state.robots, self.state.tdmrep)


def _rows(known: _Known, profile: Site | None, asked: str) -> list[Row]:
    """Return the answers, one a row; the verdict comes last."""
    steps = [_address(known), _site(profile), _pattern(known), _guard(known), _robots(known, asked), _pace(known)]
    steps += [_pause(known), _plan(known), _reservations(known)]
    stopped = next((step for step in steps if step[3]), None)
    verdict = stopped[1] if stopped else f"it would be fetched{'' if known.page else ', once it is known'}"
    by = f"the rule above: {stopped[0]}" if stopped else _unless(known)
    return [{"question": name, "answer": answer, "rule": rule} for name, answer, rule, _ in steps] + [
        {"question": "verdict", "answer": verdict, "rule": by}
    ]


def _unless(known: _Known) -> str:
    """Return what else it takes for an address to be fetched that no rule forbids."""
    if known.page is not None:
        return "nothing above speaks against it"
    if known.site.articles and not _first(known.site.articles, path_of(known.url)):
        return "only a feed or 'scraper fetch' can bring it in: its pattern is none of the profile's"
    return "a feed, sitemap or listing has to name it, or 'scraper fetch'"


# A question, its answer, the rule or evidence, and whether the page is not fetched because of it.
_Step = tuple[str, str, str, bool]


def _address(known: _Known) -> _Step:
    return "address", known.url, "the canonical spelling, under which it is archived", False


def _site(profile: Site | None) -> _Step:
    if profile is None:
        return "site", "no profile", "crawls do not come here by themselves; 'scraper fetch' does", False
    return "site", profile.id, f"profile '{profile.name}', {profile.home}", False


def _pattern(known: _Known) -> _Step:
    path = path_of(known.url)
    named = _first(known.site.ignore, path)
    if named:
        return "pattern", "never visited", f"ignore = '{named}'", True
    named = _first(known.site.articles, path)
    if named:
        return "pattern", "an article", f"articles = '{named}'", False
    if known.site.articles:
        return (
            "pattern",
            "no article by its address",
            "only a feed or 'scraper fetch' can bring it in",
            False,
        )
    return "pattern", "none", "what the page looks like decides", False


def _first(patterns: Sequence[Any], path: str) -> str | None:
    return next((pattern.pattern for pattern in patterns if pattern.search(path)), None)


def _guard(known: _Known) -> _Step:
    from urllib.parse import urlsplit

    from scraper.fetch.guard import is_ip, is_public

    name = urlsplit(known.url).hostname or ""
    if known.site.private:
        return "guard", "private addresses allowed", "private = true in the profile", False
    if is_ip(name) and not is_public(name):
        return "guard", "refused", f"{name} is in a private or special network; --allow-private allows it", True
    return "guard", "checked when connecting", "only addresses of the public Internet", False


def _robots(known: _Known, asked: str) -> _Step:
    from scraper.policy.robots import AGENT_TOKEN, Robots

    if known.state.robots is None:
        why = f"it could not be read: {asked}" if asked else "it was never read"
        return "robots.txt", "not known", why, bool(asked)
    # A source is asked for as it is spelled, parameters that an article would lose included.
    verdict = Robots.parse(known.state.robots).allowed(AGENT_TOKEN, known.page.url if known.page else known.url)
    rule = f"line {verdict.line}: {verdict.rule}" if verdict.line else "no rule speaks of it"
    read = f"; read {known.state.robots_at:%Y-%m-%d %H:%M} UTC" if known.state.robots_at else ""
    if known.state.robots_at and dt.datetime.now(dt.UTC) - known.state.robots_at > dt.timedelta(days=1):
        read += ", so the next crawl asks for it again first"
    return "robots.txt", "allowed" if verdict.allowed else "forbidden", rule + read, not verdict.allowed


def _pace(known: _Known) -> _Step:
    theirs = known.state.delay
    delay = max(known.site.delay, theirs or 0.0)
    source = "Crawl-delay of robots.txt" if theirs and theirs >= known.site.delay else "delay of the profile"
    return "pace", f"{delay:g} s between requests, {known.site.connections} at a time", source, False


def _pause(known: _Known) -> _Step:
    until, failures = known.state.not_before, known.state.failures
    if until is not None and until > dt.datetime.now(dt.UTC):
        return "back-off", f"not before {until:%Y-%m-%d %H:%M} UTC", f"{failures} failed requests in a row", True
    rule = f"{failures} failed requests in a row" if failures else "no failure of the host is known"
    return "back-off", "none", rule, False


def _plan(known: _Known) -> _Step:
    page = known.page
    if page is None:
        return "plan", "not known yet", "a feed, sitemap or listing has to name it, or 'scraper fetch'", False
    last = f"; last: {known.error}" if known.error else ""
    if page.state == "left":
        return "plan", "left out by a first crawl", "--full or --since takes it up", True
    if page.kind != "article":
        return "plan", f"a {page.kind} of the site", f"every crawl asks for it, state {page.state}{last}", False
    if page.state == "waiting":
        return "plan", "waits for the next crawl", f"found in {page.found_in or 'no source'}{last}", False
    if known.due is None:
        return "plan", f"not visited again by itself ({page.state})", f"'scraper fetch' asks again{last}", True
    rule = f"{page.state}, {page.failures} failures{last}"
    later = known.due > dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return "plan", f"due {known.due}", rule, later


def _reservations(known: _Known) -> _Step:
    from scraper.policy import reservations, signals

    found = known.signals()
    kept = reservations.reservation(found, known.site)
    if kept is None and known.declared:
        kept = reservations.reservation(signals.stored(known.declared), known.site)
    told = "; ".join(f"{one.text} in {one.source}" for one in found.evidence)
    seen = f"the page itself: {known.declared}" if known.declared else ""
    rule = "; ".join(part for part in (told, seen) if part) or "nothing declared, as far as is known without the page"
    return "reservations", kept or "kept whole", rule, False
