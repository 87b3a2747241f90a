"""The fingerprints by which stories are found, against the texts of the articles."""

from __future__ import annotations

import sqlite3

from scraper.analysis.fingerprints import story_words
from scraper.model.flaw import Finding, Flaw
from scraper.store.verify.reading import Check, said

# What waits in the queue is made anew by the next write.
_ARTICLES = """
SELECT a.lead, a.body, f.text, f.hashes, coalesce(n.number, 0) FROM main.articles a
LEFT JOIN main.fingerprinted f ON f.article_id = a.id
LEFT JOIN (SELECT article_id, count(*) AS number FROM main.fingerprints GROUP BY article_id) n ON n.article_id = a.id
WHERE a.id NOT IN (SELECT article_id FROM main.index_queue)
"""
# Of articles that are gone without a trace in the queue.
_SURPLUS = """
SELECT count(*) FROM main.fingerprinted WHERE article_id NOT IN (SELECT id FROM main.articles)
    AND article_id NOT IN (SELECT article_id FROM main.index_queue)
"""
_NAME = "fingerprints"


def check_stories(check: Check) -> None:
    """Tell how many articles have no fingerprint of their text, so that they are missing in stories."""
    check.progress(_NAME, 0, 1)
    wrong = 0
    try:
        for lead, body, text, hashes, number in check.db.conn.execute(_ARTICLES):
            words = story_words(lead, body)
            # A text of next to nothing has none.
            wanted = words.digest if words.sample else None
            wrong += text != wanted or (hashes or 0) != number
        (surplus,) = check.db.conn.execute(_SURPLUS).fetchone()
    except sqlite3.Error as error:
        check.found(Finding(Flaw.UNREADABLE, _NAME, None, None, {"said": said(error)}))
        return
    if wrong or surplus:
        check.found(Finding(Flaw.FINGERPRINTS_DIFFER, _NAME, None, None, {"articles": wrong + surplus}))
