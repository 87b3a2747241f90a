"""Full-text search."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeVar

from sqlite_utils import Database

from scraper.analysis.snippet import LOOKED_THROUGH, Snippets
from scraper.errors import QueryError, SearchError
from scraper.store import search_fields
from scraper.store.columns import day_text
from scraper.store.connection import error_name
from scraper.store.days import Days
from scraper.store.index_state import IndexState, Standing, index_state
from scraper.store.readonly import Row
from scraper.store.search_bounds import LONGEST_SECONDS, LONGEST_UNATTENDED, Bounds, bounded
from scraper.store.search_fields import Listed
from scraper.store.search_run import Finder, Hit, shown_as
from scraper.store.search_sets import Part
from scraper.store.search_words import Query, Term, as_archived, parse
from scraper.store.words import DAMAGES

ORDERS = ("best", "date")
"""How the articles that are found may be sorted."""
MOST_COUNTED = 10_000
"""Articles that are counted; chosen: as many as can be shown. What is found beyond is one more."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows a search, and how its result is given.

    Args:
        sites: ids of sites; empty: all.
        days: from which day to which.
        keyword: an editor's keyword, case ignored.
        section: a section, case ignored.
        limit: how many at the most.
        sort: one of :data:`ORDERS`.
        marks: what stands before and behind a word in the snippet that was searched for.
    """

    sites: tuple[str, ...] = ()
    days: Days = field(default_factory=Days)
    keyword: str | None = None
    section: str | None = None
    limit: int = 20
    sort: str = "best"
    marks: tuple[str, str] = ("[", "]")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds.

    Args:
        rows: the articles, each with a snippet and ``match``: how near its words are.
        standing: of the second index; where it is not fine, the words were found only as they were typed.
    """

    rows: list[Row]
    standing: Standing = Standing.FINE


def search(db: Database, words: str, narrow: Filter) -> Found:
    """Return the articles that a search finds.

    Articles with the words as they were typed come first, then those with other forms of them, then those where they
    are parts of other words. Of the first, those that say them most often come first, a word in the headline counting
    most, of equal ones the newest; of the others those with the words in the headline, then the newest. A search that
    only excludes, or only names fields, finds the newest first.

    Raises:
        SearchError: the words are not understood, or take too long to look up.
    """
    query = parse(words)
    if query.is_empty:
        return Found([])

    def answer(finder: Finder, bounds: Bounds) -> list[Row]:
        return shown(finder, _hits(finder, narrow), narrow.marks, bounds)

    return Found(*asked_within(db, query, narrow, answer))


def numbers(db: Database, words: str, narrow: Filter) -> tuple[list[int], Standing]:
    """Return the numbers of the articles that a search finds, in its order, and how the second index stands.

    For who shows them otherwise: snippets take some milliseconds each.

    Raises:
        SearchError: as :func:`search`.
    """
    query = parse(words)
    if query.is_empty:
        return [], Standing.FINE
    return asked_within(db, query, narrow, lambda finder, _: [hit.id for hit in _hits(finder, narrow)])


def _hits(finder: Finder, narrow: Filter) -> list[Hit]:
    find = finder.by_day if narrow.sort == "date" else finder.best
    return find(narrow.limit)


def count(db: Database, words: str, narrow: Filter) -> int:
    """Return how many articles a search finds without its limit, at most one more than :data:`MOST_COUNTED`.

    Raises:
        SearchError: as :func:`search`.
    """
    query = parse(words)
    if query.is_empty:
        return 0
    return asked_within(db, query, narrow, lambda finder, _: finder.count(MOST_COUNTED))[0]


# So many articles are looked up one by one, some 20 microseconds each, rather than among all that have the words, which
# are tens of thousands in a large archive.
_FEW = 200


def matching(db: Database, query: Query, ids: Collection[int], days: Days | None = None) -> set[int]:
    """Return which of these articles a query finds, as they stand in the archive now.

    Args:
        db: the archive.
        query: what is searched for; one that is empty finds nothing.
        ids: of articles.
        days: by which the day of an article is told that states none; None: by UTC.

    Raises:
        SearchError: it takes too long to look up.
    """
    if query.is_empty or not ids:
        return set()
    narrow = Filter(days=Days(seen_day=(days or Days()).seen_day))
    is_few = len(ids) <= _FEW
    return asked_within(db, query, narrow, lambda finder, _: finder.among(ids, of_few=is_few), LONGEST_UNATTENDED)[0]


# Articles of which the texts are in memory at a time; chosen: twenty are shown as a rule.
_AT_ONCE = 100
_T = TypeVar("_T")
# SQLite's name for the damage of an index where the file may be whole; and of all that an index that cannot be read may
# be reported by, a damaged page of its own included.
_DAMAGE = "SQLITE_CORRUPT_VTAB"
_UNREADABLE = ("SQLITE_CORRUPT", *DAMAGES)


def asked_within(
    db: Database,
    query: Query,
    narrow: Filter,
    answer: Callable[[Finder, Bounds], _T],
    seconds: float = LONGEST_SECONDS,
) -> tuple[_T, Standing]:
    """Return what a finder answers, and how the second index stands, which is left out where it cannot be used.

    Args:
        db: the archive.
        query: what is searched for.
        narrow: what narrows it.
        answer: is asked with the finder, and with the bounds of its time; twice where an index is damaged.
        seconds: how long all of it may take.

    Raises:
        SearchError: the time is used up, or the index of the texts is damaged.
    """
    narrow.days.prepare(db)
    search_fields.prepare(db)
    terms = _terms(narrow)
    filters = _filters(narrow, terms)
    state = index_state(db)
    with bounded(db, seconds) as bounds:
        search_fields.find_keywords(db, (*query.terms, *terms), bounds.ask)
        if state.is_fine:
            try:
                return answer(Finder(query, filters, bounds, state), bounds), state.standing
            except QueryError as error:
                # A lack of memory, or a lock, says nothing of the index.
                if not _sqlite_name(error).startswith(_UNREADABLE):
                    raise
                # Of a damaged index SQLite says so only where it comes upon the damage. What is found without it is
                # right, though less.
                state = IndexState(Standing.DAMAGED)
        try:
            return answer(Finder(query, filters, bounds, state), bounds), state.standing
        except QueryError as error:
            if _sqlite_name(error) != _DAMAGE:
                raise
            raise SearchError("The search index is damaged.", hint="Build it anew: scraper reparse --index.") from error


def _sqlite_name(error: QueryError) -> str:
    """Return SQLite's own name for what it refused a statement by; empty for what it did not."""
    return "" if error.__cause__ is None else error_name(error.__cause__)


def _terms(narrow: Filter) -> list[Term]:
    """Return what a filter demands as if it had been typed, the sites left out."""
    given = {
        "keyword": narrow.keyword,
        "section": narrow.section,
        "since": day_text(narrow.days.since),
        "until": day_text(narrow.days.until),
    }
    return [Term(as_archived(text), field) for field, text in given.items() if text is not None]


def _filters(narrow: Filter, terms: list[Term]) -> list[Part]:
    """Return what a filter demands."""
    sites = "SELECT id FROM articles WHERE site IN (SELECT value FROM json_each({0}))"
    of_sites = Listed(sites, (json.dumps([as_archived(site) for site in narrow.sites]),))
    lists = [*([of_sites] if narrow.sites else []), *map(search_fields.listed, terms)]
    return [Part(((one, False),)) for one in lists]


def shown(finder: Finder, hits: list[Hit], marks: tuple[str, str], bounds: Bounds) -> list[Row]:
    """Return the records of articles that were found, each with its snippet.

    Args:
        finder: has found them.
        hits: the articles.
        marks: as in :class:`Filter`.
        bounds: of the time.
    """
    snippets = Snippets([asked.sought() for asked in finder.asked], marks)
    sql = (
        "SELECT a.id, a.date, a.site, a.kicker, a.title, a.language, a.keywords,"
        f" substr(a.lead, 1, {LOOKED_THROUGH}) AS lead, substr(a.body, 1, {LOOKED_THROUGH}) AS body,"
        " a.url, a.first_seen FROM articles a WHERE a.id IN (SELECT value FROM json_each(?))"
    )
    found = []
    for start in range(0, len(hits), _AT_ONCE):
        some = hits[start : start + _AT_ONCE]
        by_id = {row["id"]: row for row in bounds.ask(sql, [json.dumps([hit.id for hit in some])])}
        # A crawl may have taken out an article between the two statements.
        found += [_row(by_id[hit.id], hit, snippets) for hit in some if hit.id in by_id]
    return found


def _row(row: Row, hit: Hit, snippets: Snippets) -> Row:
    texts = [row[name] for name in ("lead", "body", "title", "kicker", "keywords")]
    snippet = snippets.of(texts, row["language"])
    shown = {name: row[name] for name in ("id", "date", "site", "kicker", "title")}
    return shown | {"snippet": snippet, "url": row["url"], "first_seen": row["first_seen"], "match": shown_as(hit)}
