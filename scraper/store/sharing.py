"""Which articles have a sequence of words in common, within the days that a story lasts."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlite_utils import Database

DAYS_APART = 31
"""So many days two articles of a story lie apart at the most. Chosen: a monthly prints what a daily has had."""

BOILERPLATE = 4
"""A sequence of words that so many texts of one site have in common, within :data:`DAYS_APART` of one of them, is
boilerplate of it. Chosen: a site may print one release two or three times, as a note, in full and corrected."""

CROWDED = 32
"""A sequence that more texts have in common, within twice :data:`DAYS_APART`, says nothing. Chosen: no release is
printed by so many papers, and each look-up stays bounded, however often a text stands in the archive."""

_MOST_ROWS = 24 * CROWDED
"""So many articles are read at once before each sequence is bounded for itself."""

# For each number the articles that have it; and the same with a bound for each number, since one may be in all texts.
_HOLDERS = """
SELECT f.hash, f.article_id FROM json_each(:hashes) h CROSS JOIN fingerprints f
WHERE f.hash = h.value AND f.day BETWEEN :since AND :until LIMIT :most
"""
_BOUNDED_HOLDERS = """
SELECT h.value, f.value FROM json_each(:hashes) h, json_each((SELECT json_group_array(article_id) FROM (
    SELECT article_id FROM fingerprints WHERE hash = h.value AND day BETWEEN :since AND :until LIMIT :crowd))) f
"""
_ABOUT = """
SELECT article_id, day, site, hashes, text FROM fingerprinted WHERE article_id IN (SELECT value FROM json_each(?))
"""


class Holder(NamedTuple):
    """An article that has a sequence of words, with its row of ``fingerprinted``.

    A tuple, since a look-up makes a hundred, and a dataclass takes four times as long.
    """

    article_id: int
    day: int
    site: str
    hashes: int
    text: int


def holders_of(db: Database, hashes: Collection[int], day: int) -> dict[int, list[Holder] | None]:
    """Return for each number the articles that have it, within twice the days that a story lasts.

    None stands for more than :data:`CROWDED`.

    Args:
        db: the archive.
        hashes: the numbers, of a fingerprint.
        day: the middle of these days.
    """
    values = {
        "hashes": json.dumps(list(hashes)),
        "since": day - 2 * DAYS_APART,
        "until": day + 2 * DAYS_APART,
        "crowd": CROWDED + 1,
        "most": _MOST_ROWS,
    }
    found = db.conn.execute(_HOLDERS, values).fetchall()
    if len(found) == values["most"]:
        found = db.conn.execute(_BOUNDED_HOLDERS, values).fetchall()
    numbers: dict[int, list[int]] = defaultdict(list)
    for number, article_id in found:
        numbers[number].append(article_id)
    few = [articles for articles in numbers.values() if len(articles) <= CROWDED]
    ids = sorted({article_id for articles in few for article_id in articles})
    about = {row[0]: Holder._make(row) for row in db.conn.execute(_ABOUT, [json.dumps(ids)])}
    sharing: dict[int, list[Holder] | None] = {}
    for number, articles in numbers.items():
        sharing[number] = None
        if len(articles) <= CROWDED:
            sharing[number] = [about[article_id] for article_id in articles if article_id in about]
    return sharing


class CountsByDay:
    """How many texts of one site have a sequence within the days of a story; copies count once."""

    def __init__(self, holders: Collection[Holder]) -> None:
        self._holders = sorted((holder.day, holder.text) for holder in holders)
        self._has_copies = len({holder.text for holder in holders}) < len(holders)

    def around(self, day: int) -> int:
        """Return how many there are before and after a day."""
        start = bisect_left(self._holders, (day - DAYS_APART,))
        end = bisect_left(self._holders, (day + DAYS_APART + 1,))
        if not self._has_copies:
            return end - start
        return len({text for _, text in self._holders[start:end]})


def most_of_site(holders: Iterable[Holder], day: int) -> int:
    """Return how many texts of one site have a sequence within the days of one of them; copies count once."""
    digests: dict[str, set[int]] = defaultdict(set)
    for holder in holders:
        if abs(holder.day - day) <= DAYS_APART:
            digests[holder.site].add(holder.text)
    return max(map(len, digests.values()), default=0)
