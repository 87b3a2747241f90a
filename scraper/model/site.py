"""A site profile."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class EarlierRules:
    """How a site's pages were read before it changed its layout.

    Args:
        until: the day from which they hold no more; a capture of the day before is the last that they read.
        select, title_suffixes: as in :class:`Site`; None: as in the version after this one.
    """

    until: dt.date
    select: tuple[tuple[str, str], ...] | None = None
    title_suffixes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A site profile: where its news is found and what its articles look like.

    Args:
        id: the site's name on the command line and in ``articles.site``.
        name: the name for people.
        home: the front page.
        feeds, sitemaps, listings: addresses of the sources, absolute.
        articles: patterns searched in the path (with query) of an address; a group ``id`` names what
            stays when the rest of an address changes.
        ignore: patterns of addresses that are never visited.
        title_suffixes: endings cut from titles, exactly as written.
        delay: seconds between two requests to one host.
        connections: requests in flight to one host at a time.
        private: True allows addresses in private networks.
        tdm: what follows from a reservation of text and data mining: ``obey`` keeps no text.
        noarchive: the same for ``noarchive`` and ``noindex``.
        keep: which bytes the archive keeps: of ``all`` answers that differ, of those whose text ``changed``, or none
            beside the ``text`` that was read.
        select: CSS selectors per field of the record (``body``, ``title``, …).
        cookies: names and values that are sent to the origin of ``home`` with each request.
        earlier: how pages were read that were fetched before a day, the earliest day first.
    """

    id: str
    name: str
    home: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    articles: tuple[re.Pattern[str], ...] = ()
    ignore: tuple[re.Pattern[str], ...] = ()
    title_suffixes: tuple[str, ...] = ()
    # One request at a time and a second between two are chosen to be no burden for the server of a small office; a
    # Crawl-delay in robots.txt that asks for more is kept too.
    delay: float = 1.0
    connections: int = 1
    private: bool = False
    # A reservation of text and data mining has effect in law (§ 44b UrhG; Directive (EU) 2019/790, Article 4(3)), so
    # that it is obeyed unless the profile says otherwise. noarchive and noindex address search engines, and are noted.
    tdm: Literal["obey", "record"] = "obey"
    noarchive: Literal["obey", "record"] = "record"
    keep: Literal["all", "changed", "text"] = "all"
    select: tuple[tuple[str, str], ...] = ()
    # A session is a secret: it stays out of every text that shows a profile.
    cookies: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    earlier: tuple[EarlierRules, ...] = ()

    def at(self, day: dt.date) -> Site:
        """Return the profile by which a page is read that was fetched on a day; it has no earlier rules itself.

        Args:
            day: in UTC, as the archive's days are.
        """
        if not self.earlier:
            return self
        site = replace(self, earlier=())
        # Each version says what was different before the one after it, so that they are undone one by one.
        for rules in reversed(self.earlier):
            if day >= rules.until:
                break
            site = replace(
                site,
                select=site.select if rules.select is None else rules.select,
                title_suffixes=site.title_suffixes if rules.title_suffixes is None else rules.title_suffixes,
            )
        return site

    @property
    def rules_since(self) -> dt.date | None:
        """The day from which pages are read by the rules of today; None where they always were."""
        if not self.earlier:
            return None
        return self.earlier[-1].until
