"""Articles that have moved: two rows that become one, and the frontier's rows of both addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlite_utils import Database

from scraper.model import Article, Move, Page
from scraper.policy.acceptance import SHORTEST_COMPARED
from scraper.policy.edits import TEXT_FIELDS, changed_fields
from scraper.policy.schedule import HOPELESS_AGAIN
from scraper.store.articles import LISTS, THERE
from scraper.store.columns import detail_text, now_text, to_text
from scraper.store.links import Links
from scraper.store.records import STATE_COLUMNS, record_json, state_article, version_article

# The only other article of its site that has headline and body of one, if it came later and is there. Two others, or an
# older one, prove no move: a series may have one text, and a section may show a text that another showed first.
_LIVING_TWIN = """
SELECT min(o.id), min(o.url) FROM articles a JOIN articles o
    ON o.site = a.site AND length(o.body) = length(a.body) AND o.body = a.body AND o.title = a.title AND o.id <> a.id
WHERE a.id = ? AND length(a.body) >= ?
GROUP BY a.id HAVING count(*) = 1 AND min(o.id) > a.id AND max(o.gone_at) IS NULL AND max(o.missing_since) IS NULL
    AND max(o.capture_id) IS NOT NULL
"""
# The columns of all tables that are foreign keys to articles, those of tables of the user's own included.
_REFERENCES = """
SELECT t.name, f."from" FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
WHERE t.schema = 'main' AND f."table" = 'articles' COLLATE NOCASE
    AND coalesce(f."to", 'id') = 'id' COLLATE NOCASE
"""
# When the newest state of an article began, as the view history says it.
_SEEN_AT = "coalesce((SELECT max(until) FROM versions WHERE article_id = a.id), a.first_seen)"


class _State:
    """A state of an article, with what is compared of it.

    Args:
        version_id: its row in ``versions``, or None for the newest.
        seen_at: when it was first seen.
        reader, digest: as in ``articles``.
        article: the record.
        capture_id: what it was read from.
    """

    def __init__(
        self, version_id: int | None, seen_at: str, reader: str, digest: str, article: Article, capture_id: int | None
    ) -> None:
        self.version_id = version_id
        self.seen_at = seen_at
        self.reader = reader
        self.digest = digest
        self.article = article
        self.capture_id = capture_id

    def changed_by(self, later: _State) -> str | None:
        """Return which fields differ in a later state; empty for none, None where two readers read the states."""
        if self.reader == later.reader:
            return "; ".join(changed_fields(self.article, later.article))
        return "" if self.digest == later.digest else None


class Moves:
    """What is written where an article has moved. The caller holds the transaction of every write.

    Args:
        db: the archive.
        links: of the articles.
    """

    def __init__(self, db: Database, links: Links) -> None:
        self._db = db
        self._links = links
        # Pages are read from the frontier many at a time. One that was read before two articles became one names the
        # row that is no more.
        self._dropped: set[int] = set()

    def was_dropped(self, article_id: int | None) -> bool:
        """Return whether a row became part of another one since this archive was opened."""
        return article_id in self._dropped

    def living_twin(self, article_id: int) -> tuple[int, str] | None:
        """Return row and address of the article that an article which is gone has become, by its text; or None.

        Args:
            article_id: the row of the one that is gone.
        """
        row = self._db.execute(_LIVING_TWIN, [article_id, SHORTEST_COMPARED]).fetchone()
        return None if row is None else (int(row[0]), str(row[1]))

    def move(self, move: Move) -> int:
        """Give an article its new address, together with what the archive has of that one; return its row."""
        article_id = move.article_id
        addresses = {move.old_url, move.url, *self._links.addresses_of(article_id)}
        if move.other_id is not None:
            article_id = self._join(move.article_id, move.other_id)
        self._update(article_id, {"url": move.url, **THERE})
        self._links.settle(addresses)
        return article_id

    def hand_over(self, move: Move, visited: Page, due_at: dt.datetime | None) -> None:
        """Note at the old address where the article is, and let the new one be visited in its place.

        Args:
            move: what was found.
            visited: the page whose visit found it; what it came to is written already.
            due_at: when the new address is visited next, where that is not planned yet.
        """
        if visited.url != move.old_url:
            self._db.execute(
                "UPDATE pages SET reason = ?, detail = ?, due_at = ? WHERE url = ? AND kind = 'article'",
                [
                    str(move.found_by),
                    detail_text(move.fault),
                    now_text(move.at + HOPELESS_AGAIN),
                    move.old_url,
                ],
            )
        self._db.execute(
            "UPDATE pages SET due_at = coalesce(due_at, ?) WHERE url = ? AND kind = 'article' AND state <> 'waiting'",
            [to_text(due_at), move.url],
        )

    def _join(self, left_id: int, living_id: int) -> int:
        """Make one article of two rows; return the older row, which stays.

        States and captures of both stay. The newest state is the one of the new address; that of the address which was
        left becomes an earlier one, unless it does not differ from the state that came after it.

        Args:
            left_id: the row of the address that the article has left.
            living_id: the row of the address where it is.
        """
        kept_id, dropped_id = min(left_id, living_id), max(left_id, living_id)
        values = self._joined_values(left_id, living_id)
        for table in LISTS:
            self._db.execute(f"DELETE FROM {table} WHERE article_id = ?", [left_id])
        self._lead_on(dropped_id, kept_id)
        self._db.execute("DELETE FROM articles WHERE id = ?", [dropped_id])
        self._dropped.add(dropped_id)
        # What was a duplicate of the dropped row may be the kept one.
        original = values["duplicate_of"]
        values["duplicate_of"] = None if original in (kept_id, dropped_id) else original
        self._update(kept_id, values)
        return kept_id

    def _joined_values(self, left_id: int, living_id: int) -> dict[str, Any]:
        """Return the columns of the joined article; the newest state of the left row becomes an earlier one here."""
        left, living = (self._row(article_id) for article_id in (left_id, living_id))
        last, after = self._newest(left_id), self._first_after(living_id, left_id)
        changed = last.changed_by(after)
        is_same = changed == ""
        if not is_same:
            self._add_version(left_id, last, after, changed)
        elif after.version_id is not None:
            self._db.execute(
                "UPDATE versions SET seen_at = min(seen_at, ?) WHERE id = ?", [last.seen_at, after.version_id]
            )
        values = {name: value for name, value in living.items() if name != "id"}
        values |= {
            "first_seen": min(left["first_seen"], living["first_seen"]),
            "last_seen": max(left["last_seen"], living["last_seen"]),
            # Whichever address the last edit was seen at: a feed has told of it, and goes not back behind it.
            "changed_at": max(left["changed_at"], living["changed_at"]),
            "duplicate_of": left["duplicate_of"] or living["duplicate_of"],
        }
        was_never_edited = living["changed_at"] == living["first_seen"]
        if is_same and was_never_edited:
            values["changed_at"] = left["changed_at"]
        return values

    def _row(self, article_id: int) -> dict[str, Any]:
        cursor = self._db.execute("SELECT * FROM articles WHERE id = ?", [article_id])
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))

    def _newest(self, article_id: int) -> _State:
        """Return the newest state of an article."""
        seen_at, reader, digest, capture_id, url, *row = self._db.execute(
            f"SELECT {_SEEN_AT}, a.reader, a.digest, a.capture_id, a.url, {STATE_COLUMNS}"
            " FROM articles a WHERE a.id = ?",
            [article_id],
        ).fetchone()
        return _State(None, seen_at, reader, digest, state_article(url, row), capture_id)

    def _first_after(self, living_id: int, left_id: int) -> _State:
        """Return the first state of the living row that came after the newest state of the one that was left."""
        row = self._db.execute(
            f"SELECT id, seen_at, reader, digest, capture_id, record, {', '.join(TEXT_FIELDS)} FROM versions"
            f" WHERE article_id = ? AND seen_at >= (SELECT {_SEEN_AT} FROM articles a WHERE a.id = ?)"
            " ORDER BY seen_at, id LIMIT 1",
            [living_id, left_id],
        ).fetchone()
        if row is None:
            return self._newest(living_id)
        version_id, seen_at, reader, digest, capture_id, record, *text = row
        article = version_article(dict(zip(TEXT_FIELDS, text, strict=True)), record)
        return _State(version_id, seen_at, reader, digest, article, capture_id)

    def _add_version(self, article_id: int, state: _State, after: _State, changed: str | None) -> None:
        """Keep the newest state of the row that was left as an earlier one."""
        self._db.execute(
            "INSERT INTO versions (article_id, seen_at, until, capture_id, digest, reader, changed, record, kicker,"
            " title, lead, body) VALUES (?, ?, max(?, ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                article_id,
                state.seen_at,
                # Where both addresses were there for a while, the state of one may have begun later.
                state.seen_at,
                after.seen_at,
                state.capture_id,
                state.digest,
                state.reader,
                changed,
                record_json(state.article),
                *(getattr(state.article, name) for name in TEXT_FIELDS),
            ],
        )

    def _lead_on(self, dropped_id: int, kept_id: int) -> None:
        """Let all that refers to a row refer to another one; in tables of the user's own as far as both can stand."""
        for table, column in self._db.execute(_REFERENCES).fetchall():
            name, field = ('"' + text.replace('"', '""') + '"' for text in (table, column))
            self._db.execute(f"UPDATE OR IGNORE {name} SET {field} = ? WHERE {field} = ?", [kept_id, dropped_id])

    def _update(self, article_id: int, values: dict[str, Any]) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(f"UPDATE articles SET {names} WHERE id = ?", [*values.values(), article_id])
