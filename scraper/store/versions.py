"""The earlier states of articles, and reading all states again with a newer reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sqlite_utils import Database

from scraper.model import Article, KeptState, KnownArticle, Reading, Site
from scraper.policy.doubts import Doubt
from scraper.policy.edits import TEXT_FIELDS, changed_fields
from scraper.store.articles import Articles, doubts_json
from scraper.store.forgotten import Forgotten
from scraper.store.records import STATE_COLUMNS, record_json, state_article, version_article

_SEPARATOR = "; "


class Versions:
    """The table ``versions``. The caller holds the transaction of every write.

    Args:
        db: the archive.
        articles: the newest states.
    """

    def __init__(self, db: Database, articles: Articles) -> None:
        self._db = db
        self._articles = articles
        self._forgotten = Forgotten(db)

    def add(self, known: KnownArticle, state: Article, reader: str, changed: Sequence[str], until: str) -> None:
        """Keep a state of an article that an edit has just ended.

        Args:
            known: the article, with the capture and the digest of that state.
            state: the record.
            reader: which reader read it.
            changed: the names of the fields that differ in the state after it.
            until: when the state after it was first seen.
        """
        # A state begins where the one before it ended; the first one begins when the article was first seen.
        self._db.execute(
            "INSERT INTO versions (article_id, seen_at, until, capture_id, digest, reader, changed, record, kicker,"
            " title, lead, body) SELECT id, coalesce((SELECT max(until) FROM versions WHERE article_id = a.id),"
            " first_seen), ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM articles a WHERE id = ?",
            [
                until,
                known.capture_id,
                known.digest,
                reader,
                _SEPARATOR.join(changed),
                record_json(state),
                *(getattr(state, name) for name in TEXT_FIELDS),
                known.id,
            ],
        )

    def states(self, article_id: int) -> list[KeptState]:
        """Return the states of an article whose captures are kept, the earliest first, the newest last."""
        # Two states that began within one second have the same seen_at; their rows are numbered as they came.
        rows = self._db.execute(
            f"SELECT id, capture_id, reader, record, {', '.join(TEXT_FIELDS)} FROM versions"
            " WHERE article_id = ? AND capture_id IS NOT NULL ORDER BY seen_at, id",
            [article_id],
        )
        kept = [
            KeptState(
                version_id, capture_id, version_article(dict(zip(TEXT_FIELDS, text, strict=True)), record), reader
            )
            for version_id, capture_id, reader, record, *text in rows.fetchall()
        ]
        newest = self._db.execute(
            f"SELECT a.capture_id, a.reader, a.url, {STATE_COLUMNS} FROM articles a"
            " WHERE a.id = ? AND a.capture_id IS NOT NULL",
            [article_id],
        ).fetchone()
        if newest is not None:
            capture_id, reader, url, *state = newest
            kept.append(KeptState(None, capture_id, state_article(url, state), reader))
        return kept

    def renew(
        self,
        article_id: int,
        readings: Sequence[tuple[KeptState, Reading]],
        doubts: Sequence[Doubt] = (),
        site: Site | None = None,
    ) -> bool:
        """Write the states of an article as a newer reader reads them: the same rows, the same ``seen_at``.

        Nothing of it is an edit. What an edit between two states changed is found anew, as both are read alike now.

        Args:
            article_id: its row.
            readings: each state whose capture is kept, the earliest first, with what the reader of today reads.
            doubts: what the newest of them states and is not believed.
            site: its profile, where that is known, by which other spellings of forgotten addresses are found.

        Returns:
            False where the article was edited, read again or forgotten meanwhile, and nothing is written.
        """
        if not self._are_as_they_were(article_id, [state for state, _ in readings]):
            # Whoever meets the article next reads all its states again.
            return False
        readings = [(state, self._without_forgotten(reading, site)) for state, reading in readings]
        for state, reading in readings:
            # What today's reader cannot read any more stays as an older one read it.
            if reading.article is None:
                continue
            if state.version_id is None:
                self._renew_newest(article_id, state.article, reading.article, reading, doubts)
            else:
                self._renew_version(state.version_id, reading.article, reading)
        self._renew_changes(article_id, readings)
        return True

    def _renew_newest(
        self, article_id: int, before: Article, after: Article, reading: Reading, doubts: Sequence[Doubt]
    ) -> None:
        """Write the newest state as a newer reader reads it; where its text differs, its duplicates are others."""
        (digest,) = self._db.execute("SELECT digest FROM articles WHERE id = ?", [article_id]).fetchone()
        has_other_text = digest != reading.digest
        values = {"reader": reading.reader, "doubts": doubts_json(doubts)}
        # Mostly the text is the same, and then its place in the index of digests need not be written anew.
        if has_other_text:
            values["digest"] = reading.digest
        self._articles.renew(article_id, before, after, values)
        if has_other_text:
            self._articles.regroup(article_id, self._articles.twin_of(article_id, reading.digest))

    def _without_forgotten(self, reading: Reading, site: Site | None) -> Reading:
        """Return a reading without what old bytes still say of articles that were forgotten since."""
        if reading.article is None:
            return reading
        return replace(reading, article=self._forgotten.without(reading.article, site))

    def _renew_changes(self, article_id: int, readings: Sequence[tuple[KeptState, Reading]]) -> None:
        """Write anew what each edit changed, where the states before and after it were both read."""
        if len(readings) < 2:
            return
        neighbours = self._neighbours(article_id)
        for (earlier, before), (later, after) in pairwise(readings):
            # A state whose capture is not kept is missing here, and its neighbours differ by more than one edit.
            if (earlier.version_id, later.version_id) not in neighbours:
                continue
            if before.article is not None and after.article is not None:
                changed = _SEPARATOR.join(changed_fields(before.article, after.article))
                self._db.execute("UPDATE versions SET changed = ? WHERE id = ?", [changed, earlier.version_id])

    def _neighbours(self, article_id: int) -> set[tuple[int | None, int | None]]:
        """Return each pair of states that follow one another, by their rows; None stands for the newest."""
        rows = self._db.execute("SELECT id FROM versions WHERE article_id = ? ORDER BY seen_at, id", [article_id])
        return set(pairwise([*(row[0] for row in rows.fetchall()), None]))

    def _are_as_they_were(self, article_id: int, states: Sequence[KeptState]) -> bool:
        """Return whether nobody has written some states of an article since they were read from the archive.

        Only what differs from the state before is written, so that a state which another process has written meanwhile
        would end up half its and half ours.
        """
        newest = self._db.execute("SELECT capture_id, reader FROM articles WHERE id = ?", [article_id]).fetchone()
        if newest is None:
            return False
        rows = self._db.execute("SELECT id, capture_id, reader FROM versions WHERE article_id = ?", [article_id])
        now = {version_id: (capture_id, reader) for version_id, capture_id, reader in rows.fetchall()}
        now[None] = newest
        return all(now.get(state.version_id) == (state.capture_id, state.reader) for state in states)

    def _renew_version(self, version_id: int, article: Article, reading: Reading) -> None:
        """Write an earlier state as a newer reader reads it."""
        values: dict[str, Any] = {name: getattr(article, name) for name in TEXT_FIELDS}
        values |= {"digest": reading.digest, "reader": reading.reader, "record": record_json(article)}
        names = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(f"UPDATE versions SET {names} WHERE id = ?", [*values.values(), version_id])
