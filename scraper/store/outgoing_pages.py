"""What was read from a capture, as a line in a list of pages: the headline and the text of one state of an article."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

# Both tables have an index on the capture. Of several states that were read from one capture, which happens where an
# older state's own bytes are gone, the newest is what stands on the page.
_STATE = """
SELECT kicker, title, lead, body FROM articles WHERE capture_id = :id
UNION ALL SELECT * FROM (
    SELECT kicker, title, lead, body FROM versions WHERE capture_id = :id ORDER BY seen_at DESC LIMIT 1)
LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class StateText:
    """One state of an article, for a list of pages.

    Args:
        title: headline; empty where the page has none.
        text: kicker, lead and body, paragraphs separated by a blank line.
    """

    title: str
    text: str


class OutgoingPages:
    """Which captures are pages of articles.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def of_capture(self, capture_id: int) -> StateText | None:
        """Return the state of an article that was read from a capture.

        Args:
            capture_id: the capture.

        Returns:
            None where no state was read from it: a redirect, a further page, an answer that ended an article, other
            bytes with the same text.
        """
        row = self._db.execute(_STATE, {"id": capture_id}).fetchone()
        if row is None:
            return None
        kicker, title, lead, body = row
        return StateText(title, "\n\n".join(part for part in (kicker, lead, body) if part))
