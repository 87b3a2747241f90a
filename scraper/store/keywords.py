"""The keywords of editors, each spelling a row, and which spelling stands for all of one keyword.

``keywords.form`` is what spellings of one keyword share (:mod:`scraper.analysis.keyword_forms`), ``canonical_id`` leads
to the spelling that stands for them: the one that the table of aliases puts first, where the archive has it, else the
one that came first. So it does not change with the number of articles, and a page costs nothing where its keywords are
known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from scraper.analysis.keyword_forms import form_of, head_of, version
from scraper.store.makers import maker_of, note_made

MAKER = "keywords"
"""The row of ``indexes`` that says by which version of rule and table the forms were made."""

_INSERT = (
    "INSERT OR IGNORE INTO keywords (name, form) SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true"
    " RETURNING form"
)
_REGROUP = "UPDATE keywords SET canonical_id = :kept WHERE id = :id AND canonical_id IS NOT :kept"


class Keywords:
    """The table ``keywords``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, names: Iterable[str]) -> None:
        """Write the keywords of an article that are new, each with its form, and group them with their spellings."""
        rows = [(name, form_of(name)) for name in names]
        new = {row[0] for row in self._db.execute(_INSERT, [json.dumps(rows, ensure_ascii=False)]).fetchall()}
        self.regroup(new)

    def regroup(self, forms: Iterable[str]) -> None:
        """Choose anew which spelling stands for some keywords.

        Args:
            forms: of the keywords.
        """
        wanted = sorted(forms)
        if not wanted:
            return
        rows = self._db.execute(
            "SELECT form, id, name FROM keywords WHERE form IN (SELECT value FROM json_each(?)) ORDER BY form, id",
            [json.dumps(wanted, ensure_ascii=False)],
        ).fetchall()
        spellings: dict[str, list[tuple[int, str]]] = {}
        for form, keyword_id, name in rows:
            spellings.setdefault(form, []).append((keyword_id, name))
        changes = [change for form, group in spellings.items() for change in _grouped(form, group)]
        self._db.conn.executemany(_REGROUP, changes)

    def remove_unused(self) -> None:
        """Remove the keywords that no article has any more; where one stood for others, one of these does from then."""
        unused = self._db.execute(
            "DELETE FROM keywords WHERE NOT EXISTS (SELECT 1 FROM article_keywords a WHERE a.keyword_id = keywords.id)"
            " RETURNING form"
        ).fetchall()
        self.regroup({form for (form,) in unused if form is not None})

    def is_current(self) -> bool:
        """Return whether all forms were made by today's rule and table."""
        return maker_of(self._db, MAKER) == version()

    def refill(self, at: str) -> None:
        """Make all forms and groups anew; what stands as it should is not written.

        Args:
            at: the time.
        """
        rows = self._db.execute("SELECT id, name, form FROM keywords").fetchall()
        made = [(form_of(name), keyword_id, form) for keyword_id, name, form in rows]
        changes = [(form, keyword_id) for form, keyword_id, old in made if form != old]
        self._db.conn.executemany("UPDATE keywords SET form = ? WHERE id = ?", changes)
        self.regroup({form for form, _, _ in made})
        note_made(self._db, MAKER, version(), at)


def _grouped(form: str, spellings: Sequence[tuple[int, str]]) -> Iterable[dict[str, int | None]]:
    """Yield what each spelling of a keyword has as its canonical one: NULL for that itself."""
    head = head_of(form)
    chosen = next((keyword_id for keyword_id, name in spellings if name == head), spellings[0][0])
    for keyword_id, _ in spellings:
        yield {"id": keyword_id, "kept": None if keyword_id == chosen else chosen}
