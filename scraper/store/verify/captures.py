"""The chain of captures: every link made anew from its row and the link before it, and compared."""

from __future__ import annotations

import heapq
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from scraper.errors import ArchiveError
from scraper.model.flaw import Finding, Flaw
from scraper.store.captures import Captures
from scraper.store.chain import (
    BEFORE_THE_FIRST,
    CAPTURE_FIELDS,
    capture_digest,
    chain_link,
    sealed_link,
)
from scraper.store.verify.reading import Check, said

_URL = CAPTURE_FIELDS.index("url")
_FETCHED_AT = CAPTURE_FIELDS.index("fetched_at")
_EXCHANGE = CAPTURE_FIELDS.index("exchange")
_DIGEST = CAPTURE_FIELDS.index("digest")
# A link that does not follow may itself be what was changed, or its row may have been put in. Whichever it is, the row
# behind it may follow from one of so many links, and then it is not named, too.
_MOST_BEFORE = 4
# Characters of a day in a time of the archive.
_DAY_LENGTH = len("2026-11-27")


@dataclass(frozen=True, slots=True)
class Known:
    """A digest that the archive had once, and what it is of.

    Args:
        capture_id: the capture that was its newest then.
        at: when that was fetched; None where it was forgotten since.
        captures: how many there were, as far as they are still there.
        forgotten: how many of those up to it are forgotten.
        proved_from: the first capture of which the digest proves anything; 1, unless an older program left a gap
            without seal.
    """

    capture_id: int
    at: str | None
    captures: int
    forgotten: int
    proved_from: int


@dataclass(slots=True)
class Chain:
    """The captures of an archive.

    Attributes:
        captures: how many there are.
        newest: the number of the last one, also where it was forgotten; None: there is none.
        link: its link, which is the digest of the archive.
        forgotten: how many captures were forgotten on which day.
        let_go: how many captures are kept without their bytes.
        known: the digests that were looked for and found.
    """

    captures: int = 0
    newest: int | None = None
    link: bytes = BEFORE_THE_FIRST
    forgotten: Counter[str] = field(default_factory=Counter)
    let_go: int = 0
    known: dict[bytes, Known] = field(default_factory=dict)


def check_chain(check: Check, digests: Collection[bytes]) -> Chain:
    """Follow the chain from its first link to its last.

    Args:
        check: the archive, and who is told what is wrong.
        digests: links to be looked for.
    """
    walk = _Walk(check, frozenset(digests))
    columns = ", ".join((*CAPTURE_FIELDS, "payload_id", "salt", "link"))
    captures = ((row_id, 0, row) for row_id, row in check.each("captures", columns))
    # Merged by their numbers; of one number in both tables the capture comes first.
    for row_id, is_gap, row in heapq.merge(captures, _gaps(check), key=lambda item: item[:2]):
        if is_gap:
            walk.gap(row_id, *row)
        elif row is None:
            walk.unreadable(row_id)
        else:
            walk.capture(row_id, row)
    return walk.chain


def _gaps(check: Check) -> Iterator[tuple[int, int, Any]]:
    """Yield (number, 1, (link, at, seal)) of each capture that was forgotten."""
    try:
        cursor = check.db.execute("SELECT capture_id, link, at, seal FROM main.gaps ORDER BY capture_id")
        for row_id, *row in cursor:
            yield row_id, 1, row
    except sqlite3.Error as error:
        check.found(Finding(Flaw.UNREADABLE, "gaps", None, None, {"said": said(error)}))


class _Walk:
    """Goes from link to link.

    Args:
        check: the archive, and who is told what is wrong.
        wanted: links to be looked for.
    """

    def __init__(self, check: Check, wanted: frozenset[bytes]) -> None:
        self.chain = Chain()
        self._check = check
        self._heads = Captures(check.db).heads
        self._wanted = wanted
        # The links of which one must be what the next row follows from; the first is the one that stands in its table.
        self._before: list[bytes] = [BEFORE_THE_FIRST]
        self._proved_from = 1
        self._newest_is_capture = False

    def capture(self, row_id: int, row: Any) -> None:
        """Take the next capture.

        Args:
            row_id: its number.
            row: :data:`CAPTURE_FIELDS`, then payload_id, salt and link.
        """
        values, (payload_id, salt, link) = row[: len(CAPTURE_FIELDS)], row[len(CAPTURE_FIELDS) :]
        self.chain.captures += 1
        # A redirect never had bytes of its own, and its digest is NULL.
        if payload_id is None and values[_DIGEST] is not None:
            self.chain.let_go += 1
        made = self._made(row_id, values, salt)
        if not isinstance(link, bytes):
            self._found(Flaw.NO_LINK, row_id, values[_URL])
        elif made and link not in made:
            self._mismatch(row_id, values[_URL])
        self._step(row_id, link, made, values[_FETCHED_AT])
        self._newest_is_capture = True

    def unreadable(self, row_id: int) -> None:
        """Take a capture that cannot be read, which has been told; what the next one follows from is not known."""
        self.chain.captures += 1
        self.chain.newest = row_id
        self._before = []
        self._newest_is_capture = True

    def gap(self, row_id: int, link: Any, at: Any, seal: Any) -> None:
        """Take the next capture that was forgotten."""
        if row_id == self.chain.newest and self._newest_is_capture:
            self._check.found(Finding(Flaw.FORGOTTEN_AND_THERE, "gaps", row_id, capture_id=row_id))
            return
        self.chain.forgotten[str(at)[:_DAY_LENGTH]] += 1
        made: list[bytes] = []
        if isinstance(seal, bytes):
            made = [sealed_link(before, seal) for before in self._before]
            if made and link not in made:
                self._check.found(Finding(Flaw.GAP_CHANGED, "gaps", row_id, capture_id=row_id))
        else:
            # Nothing says what its link followed from, so that all before it could have been made anew.
            self._proved_from = row_id + 1
        self._step(row_id, link, made, None)
        self._newest_is_capture = False

    def _made(self, row_id: int, values: Any, salt: Any) -> list[bytes]:
        """Return the links that a row may have, by each of the links that it may follow; none where it cannot be said.

        What keeps it from being said is told.
        """
        packed = values[_EXCHANGE]
        heads = (b"", b"")
        try:
            if packed is not None:
                heads = self._heads(packed if isinstance(packed, bytes) else b"")
        except (ArchiveError, sqlite3.Error) as error:
            self._found(Flaw.EXCHANGE_DAMAGED, row_id, values[_URL], {"said": said(error)})
            return []
        if not isinstance(salt, bytes):
            self._found(Flaw.NO_SALT, row_id, values[_URL])
            return []
        # They are unpacked once, since that is most of the work.
        digest = capture_digest(values, lambda _: heads)
        return [chain_link(before, digest, salt) for before in self._before]

    def _mismatch(self, row_id: int, url: str | None) -> None:
        """Tell of a link that does not follow."""
        before = self.chain.newest or 0
        if row_id > before + 1:
            self._found(Flaw.ROWS_TAKEN_OUT, row_id, url, {"before": before})
        else:
            self._found(Flaw.ROW_CHANGED, row_id, url)

    def _step(self, row_id: int, link: Any, made: list[bytes], at: str | None) -> None:
        """Go on to the next row."""
        follows = link in made
        if follows:
            self._before = [link]
        else:
            stored = [link] if isinstance(link, bytes) else []
            self._before = [*stored, *made[:1], *self._before][:_MOST_BEFORE]
        self.chain.newest = row_id
        if isinstance(link, bytes):
            self.chain.link = link
            self._note(link, at)

    def _note(self, link: bytes, at: str | None) -> None:
        """Keep what a link is of, where it is looked for."""
        if link in self._wanted:
            forgotten = self.chain.forgotten.total()
            self.chain.known[link] = Known(
                self.chain.newest or 0, at, self.chain.captures, forgotten, self._proved_from
            )

    def _found(self, flaw: Flaw, row_id: int, url: Any, detail: dict[str, str | int] | None = None) -> None:
        self._check.found(Finding(flaw, "captures", row_id, url, detail or {}, capture_id=row_id))
