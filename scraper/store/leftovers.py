"""What a program without foreign keys leaves behind where it deletes an article: no new article may come to have it.

SQLite gives the number of a row again where it was the last one. Plain ``sqlite3`` deletes a row of ``articles``
without its lists, its states and what leads to it, unless ``PRAGMA foreign_keys`` is on.
"""

from __future__ import annotations

from sqlite_utils import Database

# The tables that hold something of most articles, and those that lead to one. The next number is one behind the largest
# (sqlite.org/autoinc.html).
_IS_LEFT = """
SELECT n.id FROM (SELECT coalesce(max(id), 0) + 1 AS id FROM articles) n WHERE
    EXISTS (SELECT 1 FROM pages WHERE article_id = n.id) OR EXISTS (SELECT 1 FROM links WHERE target_id = n.id)
    OR EXISTS (SELECT 1 FROM links WHERE article_id = n.id) OR EXISTS (SELECT 1 FROM events WHERE article_id = n.id)
    OR EXISTS (SELECT 1 FROM authors WHERE article_id = n.id) OR EXISTS (SELECT 1 FROM versions WHERE article_id = n.id)
"""
# The columns of our tables and of the user's own that are foreign keys to articles, with what they ask for where the
# article is deleted.
_REFERENCES = """
SELECT t.name, f."from", f.on_delete FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
WHERE t.schema = 'main' AND f."table" = 'articles' COLLATE NOCASE AND coalesce(f."to", 'id') = 'id' COLLATE NOCASE
"""


def clear_next(db: Database) -> None:
    """Do what foreign keys would have done for the article that had the number of the next one. Mostly there is none.

    Args:
        db: the archive; the caller holds the transaction.
    """
    row = db.execute(_IS_LEFT).fetchone()
    if row is None:
        return
    for table, column, on_delete in db.execute(_REFERENCES).fetchall():
        name, field = ('"' + text.replace('"', '""') + '"' for text in (table, column))
        if on_delete == "CASCADE":
            db.execute(f"DELETE FROM {name} WHERE {field} = ?", row)
        elif on_delete == "SET NULL":
            db.execute(f"UPDATE {name} SET {field} = NULL WHERE {field} = ?", row)
