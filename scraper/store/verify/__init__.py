"""Whether an archive is what it was: its chain, its bytes, its texts, its references, its index and its file.

Everything is read within one transaction, as it stood when that began, so that a crawl may write meanwhile. Nothing is
written, and a folder that cannot be written is no hindrance. What is wrong is named row by row, and never ends the
rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from scraper.model.flaw import Finding
from scraper.store.archive import Archive
from scraper.store.columns import now_text
from scraper.store.connection import connect_for_reading, explained
from scraper.store.migrations.checks import Progress
from scraper.store.verify.captures import Chain, Known, check_chain
from scraper.store.verify.file import check_index, check_references, check_structure
from scraper.store.verify.payloads import check_payloads
from scraper.store.verify.reading import Check
from scraper.store.verify.stories import check_stories
from scraper.store.verify.texts import check_articles, check_times, check_versions

__all__ = ["Known", "Verification", "verify"]

# As long as other readers wait; see scraper.store.archive.
_BUSY_SECONDS = 30.0
# Steps of SQLite's virtual machine between two looks for Ctrl-C; they take about a millisecond.
_STEPS_BETWEEN_LOOKS = 100_000


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Args:
        at: when, in UTC.
        chain: the captures, what was forgotten of them, and the digest of the archive.
        findings: what is wrong, in the order of the checks.
    """

    at: str
    chain: Chain
    findings: list[Finding] = field(default_factory=list)

    def is_whole_up_to(self, capture_id: int) -> bool:
        """Return whether each capture up to one of them, and its bytes, are what they were."""
        return not any(found.capture_id is not None and found.capture_id <= capture_id for found in self.findings)


def verify(
    path: Path,
    now: dt.datetime,
    digests: Collection[bytes] = (),
    *,
    progress: Progress = lambda text, done, total: None,
) -> Verification:
    """Check all of an archive as it is at this moment.

    Args:
        path: the archive; others may read and write it meanwhile.
        now: the time.
        digests: digests that it had earlier, to be looked for.
        progress: is told how far it is.

    Raises:
        ArchiveError: there is no archive, or it cannot be opened at all.
    """
    # Opening it as every reader does says in one sentence what is no archive, or one of another version.
    Archive.read(path).close()
    with explained(path):
        db = connect_for_reading(path, busy_seconds=_BUSY_SECONDS)
    with closing(db.conn):
        # SQLite's long checks would hear of Ctrl-C at their end only.
        db.conn.set_progress_handler(lambda: 0, _STEPS_BETWEEN_LOOKS)
        # A text with a flipped bit may be no UTF-8 any more. Python would refuse to read its row.
        db.conn.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        with explained(path):
            db.conn.execute("BEGIN")
        findings: list[Finding] = []
        check = Check(db, findings.append, progress)
        chain = check_chain(check, digests)
        check_payloads(check)
        check_articles(check)
        check_versions(check)
        check_times(check)
        check_references(check)
        check_structure(check)
        check_stories(check)
        # This comes last, since it lays a view over the name of a table.
        check_index(check)
        return Verification(now_text(now), chain, findings)
