"""What an archive answers, whoever has opened it: each question is a module of the store's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from scraper.model import Site
from scraper.model.cited import CitedArticle
from scraper.model.feed_article import FeedArticle
from scraper.policy.identity import Identity
from scraper.store import cited, health, latest, lookup, readonly, search, status, storage
from scraper.store.days import utc_day
from scraper.store.health import newest
from scraper.store.health.fields import NO_READERS, Readers
from scraper.store.index_state import Standing
from scraper.store.latest import Latest, Selection
from scraper.store.readonly import Row
from scraper.store.search import Filter, Found

if TYPE_CHECKING:
    from scraper.analysis.timeline import Past
    from scraper.model.press_review import ReviewFacts
    from scraper.store.press_review_asked import Asked
    from scraper.store.search_pages import SearchPages
    from scraper.store.site_pages import SitePages
    from scraper.store.subject_names import SubjectNames
    from scraper.store.subjects import Subjects
    from scraper.store.watching import Watching


class Questions:
    """The questions of an :class:`~scraper.store.archive.Archive`; none of them writes.

    Args:
        db: an archive opened for reading or writing.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def rows(self, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> Iterator[Row]:
        """Run one SQL statement and yield its rows; see :func:`scraper.store.readonly.rows`."""
        return readonly.rows(self._db, sql, params)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See the archive in a block as it is at the first question of it, whatever others write meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            # Some errors of SQLite, such as a full disk, have ended it already (sqlite.org/lang_transaction.html).
            if self._db.conn.in_transaction:
                self._db.execute("ROLLBACK")

    def bound_statements(self, most: int = readonly.MOST_MEMORY) -> None:
        """Bound what statements of others may take; see :func:`scraper.store.readonly.bound_statements`."""
        readonly.bound_statements(self._db, most)

    def search(self, words: str, narrow: Filter) -> list[Row]:
        """Return the articles that a search finds, with snippets; see :func:`scraper.store.search.search`."""
        return self.found(words, narrow).rows

    def found(self, words: str, narrow: Filter) -> Found:
        """Return the same, and how the second index stands."""
        return search.search(self._db, words, narrow)

    def numbers_found(self, words: str, narrow: Filter) -> tuple[list[int], Standing]:
        """Return the numbers of the articles that a search finds; see :func:`scraper.store.search.numbers`."""
        return search.numbers(self._db, words, narrow)

    def count_found(self, words: str, narrow: Filter) -> int:
        """Return how many articles a search finds without its limit."""
        return search.count(self._db, words, narrow)

    def latest(self, selection: Selection) -> Latest:
        """Return the newest articles, by day and site; see :func:`scraper.store.latest.latest`."""
        return latest.latest(self._db, selection)

    def watching(self, seen_day: Callable[[str], str] = utc_day) -> Watching:
        """Return what saved searches ask; see :class:`scraper.store.watching.Watching`."""
        # Imported only here: most runs have no saved search.
        from scraper.store.watching import Watching

        return Watching(self._db, seen_day)

    def noted_problems(self, now: dt.datetime, profiles: Iterable[Site], switched_off: Collection[str]) -> list[Row]:
        """Return what crawls noted and needs a person; see :func:`scraper.store.status.noted_rows`."""
        return status.noted_rows(self._db, now, profiles, switched_off)

    @property
    def search_pages(self) -> SearchPages:
        """What searches that are turned over page by page ask; see :mod:`scraper.store.search_pages`."""
        from scraper.store.search_pages import SearchPages

        return SearchPages(self._db)

    @property
    def subjects(self) -> Subjects:
        """What stands on a subject over the years; see :mod:`scraper.store.subjects`."""
        from scraper.store.subjects import Subjects

        return Subjects(self._db)

    @property
    def subject_names(self) -> SubjectNames:
        """Which keywords, places and vendors there are; see :mod:`scraper.store.subject_names`."""
        from scraper.store.subject_names import SubjectNames

        return SubjectNames(self._db)

    @property
    def site_pages(self) -> SitePages:
        """What the archive knows of each site; see :mod:`scraper.store.site_pages`."""
        from scraper.store.site_pages import SitePages

        return SitePages(self._db)

    def site_names(self) -> dict[str, str]:
        """Return the names of the sites that the archive knows, by their ids."""
        return lookup.site_names(self._db)

    def press_review(self, asked: Asked) -> ReviewFacts:
        """Return what is known of some days; see :func:`scraper.store.press_review.facts`."""
        # Imported only here: few runs make one.
        from scraper.store import press_review

        return press_review.facts(self._db, asked)

    def site_ids(self) -> list[str]:
        """Return the ids of the sites that the archive knows."""
        return lookup.site_ids(self._db)

    def article(self, article_id: int) -> Row | None:
        """Return one article as the fields of the record, or None."""
        return lookup.article(self._db, article_id)

    def cited(self, article_id: int, day: dt.date | None = None, others: Collection[int] = ()) -> CitedArticle | None:
        """Return what is cited of an article; see :func:`scraper.store.cited.cited`."""
        return cited.cited(self._db, article_id, day, others)

    def feed_articles(self, ids: Sequence[int], *, whole: bool = False) -> Iterator[FeedArticle]:
        """Yield what a feed tells of articles; see :func:`scraper.store.feed.feed_articles`."""
        # Imported only here: most runs write no feed.
        from scraper.store.feed import feed_articles

        return feed_articles(self._db, ids, whole=whole)

    def past(self, article_id: int) -> Past | None:
        """Return all that is known of an article's past; see :func:`scraper.store.history.past`."""
        # Imported only here: what compares texts takes 30 ms to load, and nothing else needs it.
        from scraper.store import history

        return history.past(self._db, article_id)

    def find_article(self, identity: Identity) -> int | None:
        """Return the article that an address leads to, by any of its spellings, or None."""
        return lookup.find_article(self._db, identity)

    def site_states(
        self,
        now: dt.datetime,
        sites: Iterable[Site] = (),
        profiles: Iterable[Site] | None = None,
        switched_off: Collection[str] = (),
        readers: Readers = NO_READERS,
        only: Collection[str] | None = None,
        seen_day: Callable[[str], str] = utc_day,
    ) -> list[Row]:
        """Return one row a site; see :func:`scraper.store.status.site_states`."""
        return status.site_states(self._db, now, sites, profiles, switched_off, readers, only, seen_day)

    def alarms(self, sites: Iterable[Site], now: dt.datetime, readers: Readers = NO_READERS) -> health.Alarms:
        """Return what the archive's own history says is wrong; see :func:`scraper.store.health.alarms`."""
        return health.alarms(self._db, sites, now, readers)

    def newest_sources(self, site: str, reader: str, since: dt.date | None = None) -> list[dict[str, str]]:
        """Return what gave each field of a site's newest articles; see :func:`scraper.store.health.newest`."""
        return [sources for _, sources in newest.newest_sources(self._db, site, reader, since)]

    def storage(self) -> list[Row]:
        """Return what each site costs in bytes; see :func:`scraper.store.storage.storage`."""
        return storage.storage(self._db)

    def page_problems(
        self,
        now: dt.datetime,
        profiles: Iterable[Site] = (),
        site: str | None = None,
        readers: Readers = NO_READERS,
    ) -> list[Row]:
        """Return what is wrong, and what could not be archived; see :func:`scraper.store.status.problems`."""
        return status.problems(self._db, now, profiles, site, readers)
