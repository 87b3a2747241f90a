"""The join from the keywords of articles to the spelling that stands for each; the only place where it is written."""

from __future__ import annotations


def usual_spelling(rows: str) -> str:
    """Return the joins to ``k``, a keyword as an article spells it, and to ``c``, the spelling that stands for it.

    Args:
        rows: the name that the statement gives ``article_keywords``, whose rows stand before it.
    """
    # SQLite keeps the order of tables around CROSS JOIN (sqlite.org/optoverview.html): it is never the keywords that
    # are few. A program that edits the file without foreign keys may leave a number that no keyword has any more, and
    # then the keyword stands for itself.
    return (
        f"CROSS JOIN keywords k ON k.id = {rows}.keyword_id CROSS JOIN keywords c"
        " ON c.id = ifnull((SELECT id FROM keywords WHERE id = k.canonical_id), k.id)"
    )
