"""The newest articles, by day and site."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from scraper.store.columns import now_text
from scraper.store.days import SEEN_DAY, Days
from scraper.store.marks import Mark
from scraper.store.readonly import Row, rows

# An article whose text stands in the archive more than once is one article. Of its copies, the original or else the
# oldest counts that is among the sites asked for, so that a copy is not lost where its original's site was not asked
# for. Asked of the few copies alone, by the partial index articles_duplicate.
_COPIES = """
a.id NOT IN (SELECT d.id FROM articles d WHERE d.duplicate_of IS NOT NULL AND EXISTS (
    SELECT 1 FROM articles o WHERE (o.id = d.duplicate_of OR (o.duplicate_of = d.duplicate_of AND o.id < d.id)) {of}))
"""
_OF_SITES = "{table}.site IN (SELECT value FROM json_each(:sites))"
# What came after a mark: the rows behind the last that was told of; and, where that one was deleted and its number
# given again (sqlite.org/autoinc.html), what was first seen later. An article of the past that came out of a file has
# such a row, too, and is no news: its event was taken back. One of an older program may have no event either.
_IS_OF_THE_PAST = """
    NOT EXISTS (SELECT 1 FROM events e WHERE e.article_id = n.id AND e.kind = 'new') AND (n.capture_id IS NULL
        OR EXISTS (SELECT 1 FROM origins o WHERE o.capture_id = n.capture_id OR o.capture_id IN (
            SELECT v.capture_id FROM versions v WHERE v.article_id = n.id)))"""
_AFTER = (
    f"a.id IN (SELECT id FROM articles n WHERE id > :after_id AND NOT ({_IS_OF_THE_PAST})"
    " UNION SELECT id FROM articles WHERE first_seen > :after)"
)
# What comes while the answer is being written is for the next time.
_UP_TO = "a.id <= :up_to"
# Days are taken from indexes, and only the articles that are shown from the table itself, whose rows are long. In two
# parts, since one condition on coalesce(date, …) would read the whole table.
_CHOSEN = f"""
WITH chosen (id, day) AS (
    SELECT a.id, a.date FROM articles a WHERE a.date IS NOT NULL {{dated}}
    UNION ALL
    SELECT a.id, {SEEN_DAY} FROM articles a WHERE a.date IS NULL {{undated}})
"""
_NEWEST = """
SELECT a.id, a.date, a.site, a.kicker, a.title, a.published_at, a.first_seen, a.url
FROM (SELECT id, day FROM chosen ORDER BY day DESC, id DESC LIMIT :limit OFFSET :skip) n JOIN articles a ON a.id = n.id
ORDER BY n.day DESC, a.site, a.published_at DESC, a.id DESC
"""
_COUNT = "SELECT count(*) AS number FROM chosen"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are asked for.

    Args:
        days: from which day to which.
        sites: ids of sites; empty: all.
        after: only what came into the archive after this mark.
        up_to: only what had come by this mark.
        limit: how many at the most.
        skip: how many newer ones are left out.
    """

    days: Days = field(default_factory=Days)
    sites: tuple[str, ...] = ()
    after: Mark | None = None
    up_to: Mark | None = None
    limit: int = 20
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest articles.

    Args:
        rows: the newest day first, and within it by site; within a site the latest first.
        total: how many there are without the limit.
    """

    rows: list[Row]
    total: int


def latest(db: Database, selection: Selection) -> Latest:
    """Return the newest articles, each text once.

    Args:
        db: an archive opened for reading or writing.
        selection: which of them.
    """
    selection.days.prepare(db)
    common, params = _conditions(selection)
    dated, undated = (" ".join(f"AND {one}" for one in [*common, *selection.days.conditions(day)]) for day in _DAYS)
    chosen = _CHOSEN.format(dated=dated, undated=undated)
    found = list(rows(db, chosen + _NEWEST, params | {"limit": selection.limit, "skip": selection.skip}))
    (count,) = rows(db, chosen + _COUNT, params)
    return Latest(found, count["number"])


# The expressions of an article's day in the two parts of _CHOSEN.
_DAYS = ("a.date", SEEN_DAY)


def _conditions(selection: Selection) -> tuple[list[str], dict[str, Any]]:
    """Return the conditions that hold for articles with and without a day, and the values of all conditions."""
    conditions = []
    params: dict[str, Any] = dict(selection.days.params)
    of_the_original = ""
    if selection.sites:
        conditions.append(_OF_SITES.format(table="a"))
        of_the_original = "AND " + _OF_SITES.format(table="o")
        params["sites"] = json.dumps(selection.sites)
    conditions.append(_COPIES.format(of=of_the_original))
    if selection.after is not None:
        conditions.append(_AFTER)
        params |= {"after_id": selection.after.id, "after": now_text(selection.after.at)}
    if selection.up_to is not None:
        conditions.append(_UP_TO)
        params["up_to"] = selection.up_to.id
    return conditions, params
