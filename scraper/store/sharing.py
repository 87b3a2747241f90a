"""Which articles have a sequence of words in common, within the days that a story lasts."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlite_utils import Database

DAYS_APART = 31
"""So many days two articles of a story lie apart at the most. Chosen: a monthly prints what a daily has had."""

BOILERPLATE = 4
"""A sequence of words that so many texts of one site have in common, within :data:`DAYS_APART` of one of them, is
boilerplate of it. Chosen: a site may print one release two or three times, as a note, in full and corrected."""

SOON = 7
"""Within so many days papers print a release. Chosen: a weekly, too; what comes later is another occasion as a rule."""

OCCASIONS = 3
"""A sequence of words that texts have on so many occasions, each of :data:`SOON` days, whatever their sites and within
:data:`DAYS_APART` of one of them, is boilerplate: what a sender says of itself, a paragraph of a law, a template.
Chosen: a release that a monthly prints late has two."""

PASSAGE = 3
"""So many sequences of a fingerprint make a passage. Chosen: a line or two; single ones are phrases of the language."""

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


def mates_of(holders_by_hash: Mapping[int, Sequence[Holder] | None]) -> set[int]:
    """Return the articles that have a passage in common with a text: :data:`PASSAGE` of its sequences.

    Args:
        holders_by_hash: of the text, as :func:`holders_of` returns them.
    """
    counts = Counter(holder.article_id for holders in holders_by_hash.values() for holder in holders or ())
    return {article_id for article_id, count in counts.items() if count >= PASSAGE}


class Spread:
    """Over which days and sites the texts lie that have a sequence of words; copies of a text count once.

    Args:
        holders: the articles that have it.
        mates: those of them that have a whole passage in common, see :func:`mates_of`.
    """

    def __init__(self, holders: Sequence[Holder], mates: Collection[int]) -> None:
        self._holders = holders
        self._mates = mates

    def is_boilerplate(self, day: int, without: int | None = None) -> bool:
        """Return whether the sequence is boilerplate in a text of a day.

        Args:
            day: of the text.
            without: an article that is taken as not being there.
        """
        # Nearly all sequences are in fewer texts.
        if len(self._holders) < OCCASIONS:
            return False
        near = [one for one in self._holders if abs(one.day - day) <= DAYS_APART and one.article_id != without]
        digests: dict[str, set[int]] = defaultdict(set)
        for holder in near:
            digests[holder.site].add(holder.text)
        of_site = max(map(len, digests.values()), default=0)
        return of_site >= BOILERPLATE or _occasions(one for one in near if one.article_id in self._mates) >= OCCASIONS


def _occasions(holders: Iterable[Holder]) -> int:
    """Return on how many occasions texts were printed, the first one from the day of the first text on."""
    count, end = 0, -1
    for day in sorted({holder.day for holder in holders}):
        if day >= end:
            count += 1
            end = day + SOON
    return count
