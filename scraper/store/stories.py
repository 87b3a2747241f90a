"""Stories: the same release or report in several papers.

An article's fingerprint finds others of its month that have some of the same sequences of words; their texts are then
compared. Two that tell the same are a pair, and what hangs together by pairs is made into stories anew, whenever one of
these articles comes, changes or goes. So the stories are those of the texts that are there, in whatever order they
came, but where very many texts are alike (:data:`CROWDED`, :data:`MOST_OTHERS`), and for a pair whose few common
sequences came to stand in ever more texts (:data:`LEAST_IN_COMMON`): it stays, where a later look would not find it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlite_utils import Database

from scraper.analysis.fingerprints import Words, fingerprint, story_words
from scraper.analysis.story_groups import LATEST, Place, story_groups
from scraper.model.indexed import IndexedText
from scraper.store.days import day_number
from scraper.store.sharing import BOILERPLATE, DAYS_APART, OCCASIONS, SOON, Holder, Spread, holders_of, mates_of

MOST_OTHERS = 12
"""So many texts at the most are compared with a new one: those that have most in common by their fingerprints. Chosen:
what more papers print is one story all the same, since each of them is compared with as many."""

LEAST_IN_COMMON = 1.0
"""Two texts are compared where their fingerprints have so much in common: one sequence that no other text of the month
has, or more of those that others have. Measured: benchmarks/stories.py."""

PART_IN_COMMON = 0.04
"""And it is at least this part of the shorter of two fingerprints. Measured: benchmarks/stories.py."""

MOST_OF_STORY = 200
"""Articles that hang together by pairs; of more, the stories are those of the first that are come upon. Chosen: many
times the papers that print one release."""

FLIPPED = 3
"""Sequences that have become boilerplate, or are none any more, for a text to be compared anew. Chosen: a line."""

ONE_PASSAGE = 0.5
"""The part of the shorter of two passages that stands in the other one, for both to be one. Chosen: half."""


@dataclass(frozen=True)
class _Known:
    """What a comparison asks of an article."""

    article_id: int
    site: str
    title: str
    day: int
    lead: str | None
    body: str

    @cached_property
    def words(self) -> Words:
        return story_words(self.lead, self.body)

    @cached_property
    def hashes(self) -> list[int]:
        return fingerprint(self.words)


def _words(text: IndexedText) -> Words:
    """Return the words of an article's text, as :class:`_Known` has them."""
    return story_words(text.lead, text.body)


class Stories:
    """The tables of stories. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def renew(self, article_id: int, before: IndexedText | None, after: IndexedText | None) -> None:
        """Make anew what is derived from an article's text.

        Args:
            article_id: its row.
            before: the text that it was derived from; None: nothing was, or by another version, so that what is there
                of the article goes.
            after: the text of now; None: the article is gone.
        """
        _Renewal(self._db).run(article_id, before, after)


class _Renewal:
    """The stories made anew after the text of one article has come, changed or gone."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._execute = db.conn.execute
        self._executemany = db.conn.executemany
        self._known: dict[int, _Known | None] = {}
        self._crowds: dict[int, dict[int, list[Holder] | None]] = {}
        # Articles whose stories may have become others.
        self._touched: set[int] = set()

    def run(self, article_id: int, before: IndexedText | None, after: IndexedText | None) -> None:
        """Make anew what depends on the text of an article; see :meth:`Stories.renew`."""
        again = self._leave(article_id, before)
        if after is not None:
            again |= self._enter(article_id)
        again.discard(article_id)
        for other in sorted(again):
            self._pair(other)
        if self._touched:
            self._regroup()

    def _leave(self, article_id: int, before: IndexedText | None) -> set[int]:
        """Take out an article's old fingerprint and its pairs; return which others are to be paired anew."""
        row = self._execute("SELECT day, site, text FROM fingerprinted WHERE article_id = ?", [article_id]).fetchone()
        again: set[int] = set()
        if row is not None:
            day, site, text = row
            hashes = self._hashes_of(article_id, text) if before is None else fingerprint(_words(before))
            self._executemany(
                "DELETE FROM fingerprints WHERE hash = ? AND day = ? AND article_id = ?",
                [(number, day, article_id) for number in hashes],
            )
            self._execute("DELETE FROM fingerprinted WHERE article_id = ?", [article_id])
            holders = holders_of(self._db, hashes, day)
            again = self._at_the_bound(holders, Holder(article_id, day, site, len(hashes), text))
        self._unpair(article_id)
        return again

    def _hashes_of(self, article_id: int, text: int) -> list[int]:
        """Return the fingerprint that stands in the archive of an article of which no old text is known.

        Args:
            article_id: its number.
            text: the hash of all its words at that time.
        """
        known = self._article(article_id)
        if known is not None and known.words.digest == text:
            return known.hashes
        # That reads all fingerprints, which happens where an archive was put to rights by hand.
        return [row[0] for row in self._execute("SELECT hash FROM fingerprints WHERE article_id = ?", [article_id])]

    def _enter(self, article_id: int) -> set[int]:
        """Bring the fingerprint of an article in, and find its pairs; return which others are to be paired anew."""
        known = self._article(article_id)
        if known is None or not known.hashes:
            return set()
        self._execute(
            "INSERT OR IGNORE INTO fingerprints (hash, day, article_id) SELECT value, ?, ? FROM json_each(?)",
            [known.day, article_id, json.dumps(known.hashes)],
        )
        self._execute(
            "INSERT OR REPLACE INTO fingerprinted (article_id, day, site, hashes, text) VALUES (?, ?, ?, ?, ?)",
            [article_id, known.day, known.site, len(known.hashes), known.words.digest],
        )
        self._pair(article_id)
        this = Holder(article_id, known.day, known.site, len(known.hashes), known.words.digest)
        return self._at_the_bound(self._holders(known), this)

    def _article(self, article_id: int) -> _Known | None:
        """Return an article, or None where there is none."""
        if article_id not in self._known:
            row = self._execute(
                "SELECT id, site, title, coalesce(date, first_seen), lead, body FROM articles WHERE id = ?",
                [article_id],
            ).fetchone()
            known = None
            if row is not None:
                number, site, title, day, lead, body = row
                known = _Known(number, site, title, day_number(day), lead, body)
            self._known[article_id] = known
        return self._known[article_id]

    def _pair(self, article_id: int) -> None:
        """Find the articles of other sites that tell the same as one, and note them."""
        from scraper.analysis.same_story import Telling, may_be_same, same_story

        self._unpair(article_id)
        one = self._article(article_id)
        if one is None:
            return
        found = []
        for other in self._candidates(one):
            # To find out what is boilerplate takes longer than all the rest.
            if not may_be_same(Telling(one.title, one.words), Telling(other.title, other.words)):
                continue
            is_late = abs(one.day - other.day) > SOON
            shares = same_story(self._telling(one), self._telling(other), is_late=is_late)
            if shares is None:
                continue
            row = (one.article_id, other.article_id, round(shares.first, 2), round(shares.second, 2))
            if other.article_id < one.article_id:
                row = (row[1], row[0], row[3], row[2])
            found.append(row)
            self._touched.add(other.article_id)
        if found:
            self._touched.add(article_id)
            self._executemany("INSERT OR REPLACE INTO story_pairs VALUES (?, ?, ?, ?)", found)

    def _unpair(self, article_id: int) -> None:
        """Remove the pairs of an article."""
        others = self._neighbours(article_id)
        if others:
            self._touched.update(others, [article_id])
            self._execute("DELETE FROM story_pairs WHERE article_id = ? OR other_id = ?", [article_id, article_id])

    def _neighbours(self, article_id: int) -> dict[int, float]:
        """Return the articles that tell the same as one, each with the share of its text that stands in that one."""
        rows = self._execute(
            "SELECT other_id, other_share FROM story_pairs WHERE article_id = :id"
            " UNION ALL SELECT article_id, share FROM story_pairs WHERE other_id = :id",
            {"id": article_id},
        ).fetchall()
        return dict(rows)

    def _candidates(self, one: _Known) -> list[_Known]:
        """Return the articles of other sites that have most in common with one, by their fingerprints."""
        scores: dict[int, float] = defaultdict(float)
        sizes: dict[int, int] = {}
        for holders in self._holders(one).values():
            # Of None there are too many.
            near = [holder for holder in holders or () if abs(holder.day - one.day) <= DAYS_APART]
            others = [holder for holder in near if holder.article_id != one.article_id]
            for holder in others:
                if holder.site != one.site:
                    scores[holder.article_id] += 1 / len(others)
                    sizes[holder.article_id] = holder.hashes
        own = len(one.hashes)
        ranked = sorted(
            (-score, other)
            for other, score in scores.items()
            if score >= max(LEAST_IN_COMMON, PART_IN_COMMON * min(own, sizes[other]))
        )
        # One that waits itself is compared by its text of now, and once more when its turn comes.
        found = (self._article(other) for _, other in ranked[:MOST_OTHERS])
        return [other for other in found if other is not None]

    def _holders(self, one: _Known) -> dict[int, list[Holder] | None]:
        """Return for each number of an article's fingerprint the articles that have it; None: too many."""
        if one.article_id not in self._crowds:
            self._crowds[one.article_id] = holders_of(self._db, one.hashes, one.day)
        return self._crowds[one.article_id]

    def _telling(self, one: _Known) -> Any:
        """Return the text of an article with what is boilerplate in it."""
        from scraper.analysis.same_story import Telling

        sharing = self._holders(one)
        mates = mates_of(sharing)
        boilerplate = {
            number
            for number, holders in sharing.items()
            if holders is None or Spread(holders, mates).is_boilerplate(one.day)
        }
        return Telling(one.title, one.words, frozenset(boilerplate))

    def _at_the_bound(self, holders_by_hash: dict[int, list[Holder] | None], this: Holder) -> set[int]:
        """Return the articles for which some sequences have just become boilerplate, or are so no more.

        Args:
            holders_by_hash: of the text that has come or gone, the texts that have its sequences.
            this: the article that has come or gone.
        """
        changed: Counter[int] = Counter()
        mates = mates_of(holders_by_hash) | {this.article_id}
        for holders in holders_by_hash.values():
            others = [holder for holder in holders or () if holder.article_id != this.article_id]
            of_site = sum(holder.site == this.site for holder in others)
            with_passage = sum(holder.article_id in mates for holder in others)
            # Nearly all sequences are in fewer texts.
            if of_site < BOILERPLATE - 1 and with_passage < OCCASIONS - 1:
                continue
            spread = Spread([*others, this], mates)
            # Texts of one day have the same answer.
            flipped = {
                day: spread.is_boilerplate(day) != spread.is_boilerplate(day, this.article_id)
                for day in {holder.day for holder in others if abs(holder.day - this.day) <= DAYS_APART}
            }
            changed.update(holder.article_id for holder in others if flipped.get(holder.day, False))
        paired = {other for other in changed if self._neighbours(other)}
        return {other for other, number in changed.items() if number >= FLIPPED} | paired

    def _regroup(self) -> None:
        """Make the stories anew of all that hangs together by pairs with what was touched."""
        neighbours = self._component()
        members = json.dumps(sorted(self._touched | set(neighbours)))
        of_these = "SELECT story_id FROM story_articles WHERE article_id IN (SELECT value FROM json_each(?))"
        stories = [row[0] for row in self._execute(f"{of_these} GROUP BY story_id", [members])]
        self._executemany("DELETE FROM story_articles WHERE story_id = ?", [(story,) for story in stories])
        self._executemany("DELETE FROM stories WHERE id = ?", [(story,) for story in stories])
        places = self._places(neighbours)
        for first, *others in story_groups(places, neighbours, self._is_one_passage):
            if others:
                self._add(first, others, neighbours)

    def _component(self) -> dict[int, dict[int, float]]:
        """Return the articles that hang together by pairs with those that were touched, each with its neighbours."""
        found: dict[int, dict[int, float]] = {}
        waiting = sorted(self._touched)
        while waiting and len(found) < MOST_OF_STORY:
            article_id = waiting.pop(0)
            if article_id in found:
                continue
            found[article_id] = self._neighbours(article_id)
            waiting += sorted(set(found[article_id]).difference(found))
        return found

    def _places(self, articles: Iterable[int]) -> list[Place]:
        """Return where articles stand in the order of their stories."""
        rows = self._execute(
            "SELECT coalesce(date, first_seen), coalesce(published_at, ?), -words, url, id FROM articles"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [LATEST, json.dumps(list(articles))],
        )
        return [Place(day_number(day), *row) for day, *row in rows]

    def _is_one_passage(self, article_id: int, one: int, other: int) -> bool:
        """Return whether an article has largely the same in common with two others."""
        texts = [self._article(number) for number in (article_id, one, other)]
        hashes, *others = (set(text.hashes if text else ()) for text in texts)
        passages = [hashes & both for both in others]
        return len(passages[0] & passages[1]) >= ONE_PASSAGE * max(1, min(map(len, passages)))

    def _add(self, first: int, others: Collection[int], neighbours: dict[int, dict[int, float]]) -> None:
        """Write a story, with how much of its first article's text each of the others holds."""
        self._execute("INSERT INTO stories (id, first_id) VALUES (?, ?)", [first, first])
        rows = [(first, first, 1.0)]
        rows += [(first, other, self._share(first, other, neighbours)) for other in others]
        self._executemany("INSERT INTO story_articles (story_id, article_id, share) VALUES (?, ?, ?)", rows)

    def _share(self, first: int, other: int, neighbours: dict[int, dict[int, float]]) -> float:
        """Return how much of a story's first text another article holds."""
        noted = neighbours[other].get(first)
        if noted is not None:
            return noted
        # What tells the same as the second article of a story may have little left of the first.
        from scraper.analysis.same_story import shares

        one, text = self._article(first), self._article(other)
        if one is None or text is None:
            return 0.0
        return round(shares(self._telling(one), self._telling(text)).first, 2)
