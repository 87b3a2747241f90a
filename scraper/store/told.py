"""Which stories the archive holds, and in which papers an article's story stands, too."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from scraper.analysis.retelling import retelling
from scraper.store.days import DAY, Days, day_number
from scraper.store.readonly import Row, rows

# What another program has changed is made anew by the next write, and tells nothing until then.
_SETTLED = "NOT EXISTS (SELECT 1 FROM index_queue q WHERE q.article_id = {}.article_id)"
_MEMBERS = f"""
SELECT m.story_id, m.article_id AS of_id, s.first_id, a.id, a.site, p.name AS paper, {DAY} AS day, o.day AS of_day,
    a.published_at, a.title, a.kicker, a.url, sa.share, a.words, f.words AS first_words
FROM (SELECT sa.story_id, sa.article_id FROM story_articles sa WHERE {{which}} AND {_SETTLED.format("sa")}) m
JOIN stories s ON s.id = m.story_id
JOIN articles f ON f.id = s.first_id
JOIN (SELECT a.id, {DAY} AS day FROM articles a) o ON o.id = m.article_id
JOIN story_articles sa ON sa.story_id = m.story_id AND {_SETTLED.format("sa")}
JOIN articles a ON a.id = sa.article_id
JOIN sites p ON p.id = a.site
ORDER BY m.story_id, day, a.id = s.first_id DESC, a.published_at, a.id
"""
_OF_ARTICLES = "sa.article_id IN (SELECT value FROM json_each(:ids))"
_OF_STORIES = (
    "sa.story_id IN (SELECT value FROM json_each(:ids)) AND sa.article_id ="
    " (SELECT first_id FROM stories WHERE id = sa.story_id)"
)
_CHOSEN = f"""
SELECT sa.story_id, max({DAY}) AS last_day FROM story_articles sa JOIN articles a ON a.id = sa.article_id
WHERE {_SETTLED.format("sa")} GROUP BY sa.story_id
HAVING count(DISTINCT a.site) >= :papers AND sum({{among}}) > 0
"""
# A search asks at the most for so many articles, whatever they are folded into; as the largest --limit.
_MOST_ASKED = 10_000


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """Which stories are asked for.

    Args:
        days: an article of the story lies within them.
        sites: it is of one of these sites; empty: of any.
        papers: so many papers have the story at the least.
        limit: how many stories at the most.
        skip: how many newer ones are left out.
    """

    days: Days = field(default_factory=Days)
    sites: tuple[str, ...] = ()
    papers: int = 2
    limit: int = 20
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """The stories that were asked for.

    Args:
        rows: the newest first, each with its articles.
        total: how many there are without the limit.
    """

    rows: list[Row]
    total: int


class StoriesTold:
    """What the archive answers about stories.

    Args:
        db: an archive opened for reading or writing.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def newest(self, asked: StoryFilter) -> Told:
        """Return what several papers wrote, the story with the newest article first.

        Args:
            asked: which stories.
        """
        return _newest(self._db, asked)

    def one(self, story_id: int, days: Days | None = None) -> Row | None:
        """Return a story, or None.

        Args:
            story_id: its number, or that of one of its articles: a story has the number of its first article, and an
                earlier one may have come since.
            days: by which the day of an article is told that states none; None: by UTC.
        """
        (days or Days()).prepare(self._db)
        found = _members(self._db, _OF_STORIES, [story_id])
        if not found:
            of_article = rows(
                self._db, "SELECT min(story_id) AS id FROM story_articles WHERE article_id = ?", [story_id]
            )
            other = next(of_article)["id"]
            found = [] if other is None else _members(self._db, _OF_STORIES, [other])
        return _story(found) if found else None

    def also_in(self, articles: Collection[int], days: Days | None = None) -> dict[int, list[Row]]:
        """Return of articles that are in a story the other articles of it, in the order of their days.

        Args:
            articles: their rows.
            days: by which the day of an article is told that states none; None: by UTC.
        """
        return _also_in(self._db, articles, days)

    def together(self, one: int, other: int) -> Row | None:
        """Return the story in which two articles are, and how much of each text stands in the other; or None.

        Args:
            one, other: their rows.
        """
        return _together(self._db, one, other)


def _newest(db: Database, asked: StoryFilter) -> Told:
    asked.days.prepare(db)
    params: dict[str, Any] = dict(asked.days.params) | {"papers": asked.papers}
    conditions = asked.days.conditions(DAY)
    if asked.sites:
        conditions.append("a.site IN (SELECT value FROM json_each(:sites))")
        params["sites"] = json.dumps(asked.sites)
    chosen = _CHOSEN.format(among=" AND ".join(conditions) or "1")
    ordered = [row["story_id"] for row in rows(db, f"{chosen} ORDER BY last_day DESC, sa.story_id DESC", params)]
    chosen_ids = ordered[asked.skip : asked.skip + asked.limit]
    members = _grouped(_members(db, _OF_STORIES, chosen_ids), "story_id")
    shown = [number for number in chosen_ids if number in members]
    return Told([_story(members[number]) for number in shown], len(ordered))


def _also_in(db: Database, articles: Collection[int], days: Days | None) -> dict[int, list[Row]]:
    (days or Days()).prepare(db)
    found: dict[int, list[Row]] = {}
    for article_id, members in _grouped(_members(db, _OF_ARTICLES, articles), "of_id").items():
        others = {row["id"]: _member(row) for row in reversed(members) if row["id"] != article_id}
        found[article_id] = sorted(others.values(), key=lambda row: row["days"])
    return {article_id: others for article_id, others in found.items() if others}


@dataclass(frozen=True, slots=True)
class Folded:
    """What a search has found, each story once.

    Args:
        rows: the best article of each story, and those that are in none, each with ``also_in``.
        articles: how many articles were found for them.
    """

    rows: list[Row]
    articles: int


def fold(search: Callable[[int], list[Row]], mates: Callable[[list[int]], dict[int, list[Row]]], limit: int) -> Folded:
    """Return the articles that a search finds, each story once, with the other articles of it.

    Args:
        search: returns the best so many articles.
        mates: returns of articles the others of their stories; see :meth:`StoriesTold.also_in`.
        limit: how many stories and single articles at the most.
    """
    # One more than is shown, so that it is known whether all of it is.
    asked = limit + 1
    while True:
        found = search(asked)
        folded = _folded(found, mates([row["id"] for row in found]), limit)
        is_all = len(found) < asked or asked >= _MOST_ASKED
        is_cut = folded.articles < len(found)
        if is_all or is_cut:
            return folded
        asked = min(2 * asked, _MOST_ASKED)


def _folded(found: Sequence[Row], others: dict[int, list[Row]], limit: int) -> Folded:
    """Return the first so many articles that are in no story of one before them."""
    shown: list[Row] = []
    told_of: set[int] = set()
    for place, row in enumerate(found):
        if row["id"] in told_of:
            continue
        if len(shown) == limit:
            return Folded(shown, place)
        also = others.get(row["id"], [])
        told_of.update(other["id"] for other in also)
        shown.append(row | {"also_in": also})
    return Folded(shown, len(found))


def _together(db: Database, one: int, other: int) -> Row | None:
    sql = f"""
    SELECT sa.story_id, p.share, p.other_share, p.article_id FROM story_articles sa
    JOIN story_articles sb ON sb.story_id = sa.story_id AND sb.article_id = :other
    LEFT JOIN story_pairs p ON p.article_id = min(:one, :other) AND p.other_id = max(:one, :other)
    WHERE sa.article_id = :one AND {_SETTLED.format("sa")} AND {_SETTLED.format("sb")} ORDER BY sa.story_id LIMIT 1
    """
    row = next(rows(db, sql, {"one": one, "other": other}), None)
    if row is None:
        return None
    shares = (row["share"], row["other_share"])
    first, second = shares if one < other else reversed(shares)
    return {"id": row["story_id"], "first_in_second": first, "second_in_first": second}


def _members(db: Database, which: str, ids: Collection[int]) -> list[Row]:
    if not ids:
        return []
    return list(rows(db, _MEMBERS.format(which=which), {"ids": json.dumps(list(ids))}))


def _grouped(members: Sequence[Row], key: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in members:
        found.setdefault(row[key], []).append(row)
    return found


def _member(row: Row) -> Row:
    """Return an article of a story as a record; days count from the article that was asked for."""
    change = retelling(row["share"], row["words"], row["first_words"])
    return {
        "id": row["id"],
        "site": row["site"],
        "paper": row["paper"],
        "date": row["day"],
        "days": day_number(row["day"]) - day_number(row["of_day"]),
        "is_first": row["id"] == row["first_id"],
        "share": row["share"],
        "change": None if change is None else str(change),
        "title": row["title"],
        "url": row["url"],
        "story_id": row["story_id"],
    }


def _story(members: Sequence[Row]) -> Row:
    """Return a story as a record."""
    first = next(row for row in members if row["id"] == row["first_id"])
    articles = [_member(row) for row in members]
    return {
        "id": first["story_id"],
        "date": first["day"],
        "last_date": max(row["day"] for row in members),
        "papers": len({row["site"] for row in members}),
        "kicker": first["kicker"],
        "title": first["title"],
        "url": first["url"],
        "articles": articles,
    }
