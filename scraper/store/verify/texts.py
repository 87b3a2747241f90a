"""What was read: the texts of all states against their digests, the keywords against their list, times and statuses."""

from __future__ import annotations

import sqlite3
from typing import Any

from scraper.model.flaw import Finding, Flaw
from scraper.policy.identity import digest_of_text
from scraper.store.verify.reading import Check, said

_KEYWORDS = (
    "SELECT k.name FROM main.article_keywords ak JOIN main.keywords k ON k.id = ak.keyword_id"
    " WHERE ak.article_id = ? ORDER BY ak.position"
)
# How the keywords of an article are joined in its row.
_SEPARATOR = "; "
# A time of the archive as a pattern of SQLite's GLOB.
_TIME = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]*Z"
# The times that are evidence and stand in no digest.
_TIMES = (("visits", "capture_id", "at"), ("gaps", "capture_id", "at"))
# The statuses of an answer (RFC 9110 §15).
_STATUSES = (100, 599)


def check_articles(check: Check) -> None:
    """Compare the newest state of each article with its digest, and its keywords with their list."""
    for row_id, (url, keywords, digest, *text) in check.rows(
        "articles", "url, keywords, digest, kicker, title, lead, body"
    ):
        if not _is_text_of(digest, text):
            check.found(Finding(Flaw.TEXT_CHANGED, "articles", row_id, url))
        try:
            names = [name for (name,) in check.db.execute(_KEYWORDS, [row_id])]
        except sqlite3.Error as error:
            check.found(Finding(Flaw.UNREADABLE, "article_keywords", None, url, {"said": said(error)}))
            continue
        if _listed(_SEPARATOR.join(map(str, names))) != _listed(keywords):
            check.found(Finding(Flaw.KEYWORDS_DIFFER, "articles", row_id, url))


def check_versions(check: Check) -> None:
    """Compare each earlier state with its digest."""
    address = "(SELECT url FROM main.articles a WHERE a.id = article_id)"
    for row_id, (url, digest, *text) in check.rows("versions", f"{address}, digest, kicker, title, lead, body"):
        if not _is_text_of(digest, text):
            check.found(Finding(Flaw.TEXT_CHANGED, "versions", row_id, url))


def check_times(check: Check) -> None:
    """Tell of times and statuses of visits and gaps that can be none; that they were others cannot be found out."""
    for table, number, column in _TIMES:
        select = f"SELECT {number}, {column} FROM main.{table} WHERE {column} NOT GLOB ?"
        _tell(check, table, Flaw.NO_TIME, select, [_TIME])
    select = (
        "SELECT capture_id, status FROM main.visits WHERE typeof(status) <> 'integer' OR status NOT BETWEEN ? AND ?"
    )
    _tell(check, "visits", Flaw.NO_STATUS, select, _STATUSES)


def _tell(check: Check, table: str, flaw: Flaw, select: str, values: Any) -> None:
    """Tell of each row (number, value) that a statement finds; the number is that of a capture."""
    try:
        for number, value in check.db.execute(select, values):
            check.found(Finding(flaw, table, number, None, {"said": str(value)}))
    except sqlite3.Error as error:
        check.found(Finding(Flaw.UNREADABLE, table, None, None, {"said": said(error)}))


def _is_text_of(digest: Any, text: list[Any]) -> bool:
    """Return whether kicker, title, lead and body are those of a digest."""
    if not all(part is None or isinstance(part, str) for part in text):
        return False
    kicker, title, lead, body = text
    return bool(digest_of_text(kicker, title or "", lead, body or "") == digest)


def _listed(keywords: Any) -> list[str]:
    """Return the keywords of a text, each once: a page that names one twice has it twice in its row only."""
    return list(dict.fromkeys(str(keywords or "").split(_SEPARATOR)))
