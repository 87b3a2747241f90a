"""Finding the articles of a search, the best or the newest first.

What the indexes find may be most of an archive, whose rows are long. So a statement either looks at the index alone, or
at few articles, or walks through the days of all articles until it has as many as are shown.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scraper.store.days import DAY, SEEN_DAY
from scraper.store.index_state import IndexState
from scraper.store.readonly import Row
from scraper.store.search_bounds import Bounds
from scraper.store.search_fields import Listed
from scraper.store.search_levels import (
    SHOWN_AS,
    Asked,
    Level,
    as_phrase,
    asked_for,
    in_two,
    is_ranked,
    joined_neighbours,
    quoted,
    tokens,
)
from scraper.store.search_sets import EVERY, TEXTS, Demand, Match, Part, Statement, part_of
from scraper.store.search_words import Query, Term

# Of body, title, kicker, lead and keywords, in the order of the index's columns. Chosen: a word in the headline says
# most of what an article is about, one in the text, where most words stand, the least.
_WEIGHTS = "1.0, 10.0, 4.0, 3.0, 4.0"
_BM25 = f"bm25(articles_fts, {_WEIGHTS})"
# Chosen: of matches that differ by less, the newer article is the better one. A word in the headline weighs twice as
# much as one in the text.
_ALIKE = 1.25
# So many articles are ranked by how often a word stands in each, some microseconds each; a word that is in more says
# little of any. Chosen.
_MOST_RANKED = 5_000
# So many are looked up one by one for their days, some microseconds each. Chosen: of more, walking through the days of
# 100,000 articles is quicker.
_MOST_LOOKED_UP = 250
# So many articles without a day are walked through by their rows, more by the index of when they were first seen.
# Chosen: that index has all articles, so that it is the longer way where most of 100,000 have a day.
_FEW_UNDATED = 1000
_UNDATED = "SELECT id FROM articles WHERE date IS NULL"
_UNDATED_BY_ROWS = "SELECT id, date, first_seen FROM articles WHERE date IS NULL"
# Both indexes hold all that is read here. The rows themselves are long, and their times stand behind the texts.
_UNDATED_BY_INDEX = (
    f"SELECT id, NULL AS date, first_seen FROM articles INDEXED BY articles_first_seen WHERE +id IN ({_UNDATED})"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found.

    Args:
        id: its row.
        level: how near the words are.
    """

    id: int
    level: Level


class Finder:
    """Finds the articles of one search.

    Args:
        query: what is searched for; an empty one finds all that the filters leave.
        filters: what else is demanded.
        bounds: by which the archive is asked, of which the functions of a search were added to the connection.
        index: how the second index stands.
    """

    def __init__(self, query: Query, filters: Collection[Part], bounds: Bounds, index: IndexState) -> None:
        self._query = query
        self._bounds = bounds
        self._filters = list(filters)
        self._uses_words = index.is_fine
        self._is_whole = not index.waiting
        self._asked = self._all_asked()
        self._has_text = any(map(is_ranked, query.clauses))
        self._farthest = Level.PART if self._uses_words else Level.SPELLING

    @property
    def asked(self) -> Collection[Asked]:
        """What the indexes are asked for each term that is to be there."""
        return [asked for term, asked in self._asked.items() if not term.is_negative]

    def _all_asked(self) -> dict[Term, Asked]:
        """Return what the indexes are asked for each term of text."""
        found = {term: asked_for(term) for term in self._query.terms if term.is_text}
        for term, joined in joined_neighbours(self._query).items():
            found[term] = found[term].with_texts(Level.SPELLING, joined)
            found[term] = found[term].with_tokens(Level.INFLECTED, [one for word in joined for one in tokens(word)])
        self._bounds.look_up([asked.of_texts(Level.SPELLING) for term, asked in found.items() if term.is_beginning])
        if not self._uses_words:
            return found
        return {term: self._with_halves(asked) for term, asked in found.items()}

    def _with_halves(self, asked: Asked) -> Asked:
        """Return what is asked for a word that may stand as two in a text, if any text has one of these."""
        halves = in_two(asked.term)
        if not halves:
            return asked
        sql = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT 1"
        if not self._bounds.ask(sql, [" OR ".join(map(quoted, halves))]):
            return asked
        return asked.with_texts(Level.PART, halves)

    def best(self, limit: int) -> list[Hit]:
        """Return the nearest articles, and of equally near ones the best or the newest."""
        if not self._has_text:
            return self._newest(self._parts(self._farthest), limit, set(), Level.EXACT)
        found: dict[int, Hit] = {}
        for hits in self._tiers(limit, found):
            found |= {hit.id: hit for hit in hits}
            if len(found) >= limit:
                break
        return list(found.values())[:limit]

    def _tiers(self, limit: int, found: dict[int, Hit]) -> Iterator[list[Hit]]:
        """Yield what is found, tier by tier; what was taken of one is not found again by the next."""
        phrase = as_phrase(self._query)
        if phrase is not None:
            anywhere, in_title = ([_of_texts(text), *self._others()] for text in (phrase, f"title : {phrase}"))
            yield self._ranked(anywhere, in_title, limit, found, Level.EXACT)
        for level in (Level.EXACT, Level.SPELLING):
            if level is Level.EXACT or self._parts(level) != self._parts(Level.EXACT):
                anywhere, in_title = self._parts(level), self._parts(level, in_title=True)
                yield self._ranked(anywhere, in_title, limit - len(found), found, level)
        for level in (Level.INFLECTED, Level.PART):
            if level > self._farthest or self._parts(level) == self._parts(Level(level - 1)):
                continue
            for parts in (self._parts(level, in_title=True), self._parts(level)):
                yield self._newest(parts, limit - len(found), found.keys(), level)
                if len(found) >= limit:
                    return

    def by_day(self, limit: int) -> list[Hit]:
        """Return the newest of all articles that are found, however near."""
        hits = self._newest(self._parts(self._farthest), limit, set(), self._farthest)
        levels: dict[int, Level] = {}
        for level in reversed(Level):
            if self._has_text and level <= self._farthest:
                levels |= dict.fromkeys(self.among([hit.id for hit in hits], level), level)
        return [Hit(hit.id, levels.get(hit.id, Level.EXACT)) for hit in hits]

    def count(self, most: int) -> int:
        """Return how many articles are found, counted up to one more than so many."""
        return self._count(self._parts(self._farthest), most + 1)

    def by_site_and_year(self) -> list[Row]:
        """Return how many articles are found of each site and year: ``site``, ``year``, ``articles``."""
        statement = Statement()
        ids = statement.numbers(self._parts(self._farthest))
        # The index of sites and days has all that is counted; the rows themselves are long.
        sql = (
            "SELECT a.site, substr(a.date, 1, 4) AS year, count(*) AS articles"
            " FROM articles a INDEXED BY articles_site_date"
            f" WHERE a.date IS NOT NULL AND +a.id IN ({ids}) GROUP BY 1, 2"
            f" UNION ALL SELECT a.site, substr({SEEN_DAY}, 1, 4), count(*)"
            f" FROM articles a WHERE a.date IS NULL AND +a.id IN ({ids}) GROUP BY 1, 2"
        )
        return self._bounds.ask(sql, statement.params)

    def among(self, ids: Collection[int], level: Level | None = None, *, of_few: bool = True) -> set[int]:
        """Return which of some articles are found.

        Args:
            ids: rows of ``articles``.
            level: how near the words have to be; None: as far as any.
            of_few: whether each is looked up by itself; else all that is found is put together first.
        """
        statement = Statement()
        parts = self._parts(self._farthest if level is None else level)
        wanted = statement.param(json.dumps(list(ids)))
        conditions = [statement.holds("a.id", part, probing=of_few) for part in parts]
        where = " AND ".join([f"a.id IN (SELECT value FROM json_each({wanted}))", *conditions])
        return {row["id"] for row in self._bounds.ask(f"SELECT a.id FROM articles a WHERE {where}", statement.params)}

    def _parts(self, level: Level, *, in_title: bool = False) -> list[Part]:
        demand = Demand(level, self._farthest, in_title, self._is_whole)
        parts = [*(part_of(clause, self._asked, demand) for clause in self._query.clauses), *self._filters]
        return parts or [EVERY]

    def _others(self) -> list[Part]:
        """Return all that is demanded beside the words by which articles are ranked."""
        others = [clause for clause in self._query.clauses if not is_ranked(clause)]
        demand = Demand(self._farthest, self._farthest, is_whole=self._is_whole)
        return [*(part_of(clause, self._asked, demand) for clause in others), *self._filters]

    def _count(self, parts: list[Part], most: int) -> int:
        statement = Statement()
        sql = f"SELECT count(*) AS number FROM ({statement.numbers(parts)} LIMIT {most})"
        return int(self._bounds.ask(sql, statement.params)[0]["number"])

    def _ranked(
        self, parts: list[Part], in_title: list[Part], limit: int, without: Collection[int], level: Level
    ) -> list[Hit]:
        """Return the articles that have the words most often, or where they say most; of equal ones the newest.

        Args:
            parts: what is demanded.
            in_title: the same of the headline, which says most; of too many articles these come first.
            limit, without: how many, and which not.
            level: how near all of these are.
        """
        if limit <= 0:
            return []
        if self._are_many(parts):
            first = self._newest(in_title, limit, without, level)
            taken = {*without, *(hit.id for hit in first)}
            return first + self._newest(parts, limit - len(first), taken, level)
        statement = Statement()
        sql = f"{statement.numbers(parts, _BM25)} ORDER BY score"
        scores = {row["id"]: row["score"] for row in self._bounds.ask(sql, statement.params)}
        hits: list[Hit] = []
        for group in _groups({number: score for number, score in scores.items() if number not in without}):
            if len(hits) >= limit:
                break
            alike = Part(((Listed("SELECT value FROM json_each({0})", (json.dumps(group),)), False),))
            hits += self._newest([alike], limit - len(hits), set(), level, are_ranked=True)
        return hits

    def _are_many(self, parts: list[Part]) -> bool:
        """Return whether there are more articles than are ranked."""
        of_words = [part for part in parts if part.only_match is not None]
        # To count what the index finds is quicker than to count what else is demanded of it.
        are_many = self._count(of_words, _MOST_RANKED + 1) > _MOST_RANKED
        if are_many and len(of_words) < len(parts):
            return self._count(parts, _MOST_RANKED + 1) > _MOST_RANKED
        return are_many

    def _days(self, ids: Collection[int]) -> dict[int, str]:
        """Return the days of articles, without those that are gone."""
        sql = f"SELECT a.id, {DAY} AS day FROM articles a WHERE a.id IN (SELECT value FROM json_each(?))"
        return {row["id"]: row["day"] for row in self._bounds.ask(sql, [json.dumps(list(ids))])}

    def _newest(
        self, parts: list[Part], limit: int, without: Collection[int], level: Level, *, are_ranked: bool = False
    ) -> list[Hit]:
        """Return the newest articles in all of the parts, without some.

        Args:
            parts: what is demanded.
            limit, without: how many, and which not.
            level: how near all of these are.
            are_ranked: whether they are known to be no more than are ranked.
        """
        if limit <= 0:
            return []
        statement = Statement()
        sql = f"{statement.numbers(parts)} LIMIT {_MOST_LOOKED_UP + len(without) + 1}"
        ids = {row["id"] for row in self._bounds.ask(sql, statement.params)} - set(without)
        if len(ids) <= _MOST_LOOKED_UP:
            days = self._days(ids)
        else:
            # What is in most articles is found after few steps, each of which looks into the index; what is in fewer is
            # put together first.
            probing = not are_ranked and self._are_many(parts)
            days = self._walked(parts, limit, without, probing=probing)
        newest = sorted(days, key=lambda number: (days[number], number), reverse=True)
        return [Hit(number, level) for number in newest[:limit]]

    def _walked(self, parts: list[Part], limit: int, without: Collection[int], *, probing: bool) -> dict[int, str]:
        """Return the newest of many articles, by walking through the days of all."""
        statement = Statement()
        left_out = statement.param(json.dumps(list(without)))
        conditions = [statement.holds("a.id", part, probing=probing, walking=True) for part in parts]
        conditions.append(f"+a.id NOT IN (SELECT value FROM json_each({left_out}))")
        where = " AND ".join(conditions)
        walked = (
            f"SELECT a.id, a.date AS day FROM articles a INDEXED BY articles_date WHERE a.date IS NOT NULL AND {where}"
            f" ORDER BY a.date DESC, a.id DESC LIMIT {limit}"
        )
        days = {row["id"]: row["day"] for row in self._bounds.ask(walked, statement.params)}
        seen = (
            f"SELECT a.id, {SEEN_DAY} AS day FROM ({self._undated()}) a WHERE {where}"
            f" ORDER BY a.first_seen DESC, a.id DESC LIMIT {limit}"
        )
        return days | {row["id"]: row["day"] for row in self._bounds.ask(seen, statement.params)}

    def _undated(self) -> str:
        """Return the statement of the articles without a day that is quickest for as many as there are."""
        counted = f"SELECT count(*) AS number FROM ({_UNDATED} LIMIT {_FEW_UNDATED + 1})"
        are_few = self._bounds.ask(counted)[0]["number"] <= _FEW_UNDATED
        return _UNDATED_BY_ROWS if are_few else _UNDATED_BY_INDEX


def _of_texts(expression: str) -> Part:
    return Part(((Match(TEXTS, expression), False),))


def _groups(scores: dict[int, float]) -> Iterator[list[int]]:
    """Yield articles that are about as good as the best of them, group by group.

    Args:
        scores: as bm25() returns them, which are below zero, the best first (sqlite.org/fts5.html).
    """
    group: list[int] = []
    best = 0.0
    for number, score in scores.items():
        if group and score * _ALIKE > best:
            yield group
            group = []
        if not group:
            best = score
        group.append(number)
    if group:
        yield group


def shown_as(hit: Hit) -> str:
    """Return what the nearness of a hit is called in records."""
    return SHOWN_AS[hit.level]
