"""The rows of ``dictionaries``: which older page or heads serve as dictionary for which site, kept in memory in use."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import fmean
from typing import TypeVar

from sqlite_utils import Database

from scraper.errors import ArchiveError, DamagedError
from scraper.store import exchange
from scraper.store.columns import now_text
from scraper.store.exchange import HeadsDictionary
from scraper.store.packing import BodyDictionary

T = TypeVar("T")
# Chosen: dictionaries kept in memory, since a crawl visits its sites in turns. A page with Zstandard's tables for it
# needs some 0.5 MB, heads need some 10 kB.
_MOST_BODIES, _MOST_HEADS = 16, 64
# A dictionary no longer fits when the ratio of the last pages falls by a third: they need half as much again.
_FITS_UP_TO = 1.5
# Chosen: so many pages say how well a dictionary fits.
_SAMPLE = 8
# What a dictionary makes of pages that it fits perfectly is so small that any change would double it.
_GOOD_ENOUGH = 0.02
# Pages of real hosts need a fifth of their size by themselves. A dictionary that leaves more than this saves less than
# half, and another page may do better, such as where the first page of a site was an odd one.
_POOR = 0.12
# Chosen: captures of the archive for each heads of a site that serve others. Where each answer has heads of its own, as
# with random values in them, each would renew the dictionary, and each page would look through all of these rows.
_CAPTURES_A_RENEWAL = 250
# Chosen: renewals that every site has beside these, since its first answers may be odd ones.
_RENEWALS_AT_FIRST = 8

# The pages of a site change with the years, so that the dictionary nearest in time fits best. That is the newest one in
# a crawl; what is packed again later is of all times.
_NEAREST = "ORDER BY abs(julianday(made_at) - julianday(:at)), id DESC LIMIT 1"
_OF_SITE = f"""
SELECT
    (SELECT id FROM dictionaries WHERE site = :site AND payload_id IS NOT NULL {_NEAREST}),
    (SELECT id FROM dictionaries WHERE site = :site AND capture_id IS NOT NULL {_NEAREST}),
    (SELECT count(*) FROM dictionaries WHERE site = :site AND capture_id IS NOT NULL)
        <= (SELECT coalesce(max(id), 0) FROM captures) / :captures_a_renewal + :renewals_at_first
"""


@dataclass(slots=True)
class _Fit:
    """How well the first and the last pages were packed by a dictionary, as packed bytes of one byte.

    Args:
        first: the ratios of the first pages.
        last: those of the last ones.
    """

    first: list[float] = field(default_factory=list)
    last: deque[float] = field(default_factory=lambda: deque(maxlen=_SAMPLE))

    def note(self, ratio: float) -> None:
        """Count a page."""
        if len(self.first) < _SAMPLE:
            self.first.append(ratio)
        self.last.append(ratio)

    @property
    def is_outgrown(self) -> bool:
        """Whether the pages have changed so much that a newer one should take the dictionary's place."""
        if len(self.first) < _SAMPLE:
            return False
        now = fmean(self.last)
        return now > _POOR or now > max(fmean(self.first), _GOOD_ENOUGH) * _FITS_UP_TO


@dataclass(frozen=True, slots=True)
class Current:
    """What the answers of a site are packed against at a time.

    Args:
        site: its id.
        bodies, heads: None where there is none yet.
        may_renew_heads: whether other heads may take the place of these; False where they were renewed often.
    """

    site: str
    bodies: BodyDictionary | None
    heads: HeadsDictionary | None
    may_renew_heads: bool = True


class Dictionaries:
    """The table ``dictionaries``. The caller holds the transaction of every write.

    What is kept in memory is found by the number of a row, and no number is used twice, so that it stays true whatever
    other programs write. A transaction that is rolled back may take back a number: see :meth:`clear`.

    Args:
        db: the archive.
        body: returns the bytes of a payload.
    """

    def __init__(self, db: Database, body: Callable[[int], bytes]) -> None:
        self._db = db
        self._body = body
        self._bodies: OrderedDict[int, BodyDictionary] = OrderedDict()
        self._heads: OrderedDict[int, HeadsDictionary] = OrderedDict()
        self._fits: dict[int, _Fit] = {}
        # The dictionaries whose pages are being unpacked, in which a damaged file may lead in a circle.
        self._opening: set[int] = set()

    def clear(self) -> None:
        """Drop what is kept in memory, after a transaction that was rolled back."""
        self._bodies.clear()
        self._heads.clear()
        self._fits.clear()

    def of_site(self, site: str, at: dt.datetime) -> Current:
        """Return what the pages and the heads of a site are packed against at a time.

        What is damaged is left out, since what comes later must not depend on it; ``verify`` names it.

        Args:
            site: its id.
            at: the time of the visit.
        """
        values = {
            "site": site,
            "at": now_text(at),
            "captures_a_renewal": _CAPTURES_A_RENEWAL,
            "renewals_at_first": _RENEWALS_AT_FIRST,
        }
        bodies, heads, may_renew = self._db.execute(_OF_SITE, values).fetchone()
        return Current(site, _if_whole(self.body, bodies), _if_whole(self.heads, heads), bool(may_renew))

    def add_of_bodies(self, site: str, payload_id: int, at: dt.datetime) -> None:
        """Let a payload serve the pages of a site from now on."""
        self._add(site, payload_id, None, at)

    def add_of_heads(self, site: str, capture_id: int, at: dt.datetime) -> None:
        """Let the heads of a capture serve those of a site from now on."""
        self._add(site, None, capture_id, at)

    def _add(self, site: str, payload_id: int | None, capture_id: int | None, at: dt.datetime) -> None:
        self._db.execute(
            "INSERT INTO dictionaries (site, payload_id, capture_id, made_at) VALUES (?, ?, ?, ?)",
            [site, payload_id, capture_id, now_text(at)],
        )

    def body(self, dictionary_id: int) -> BodyDictionary:
        """Return what a row stands for.

        Raises:
            DamagedError: there is no such row, or the page cannot be unpacked.
        """
        if dictionary_id not in self._bodies:
            row = self._db.execute("SELECT payload_id FROM dictionaries WHERE id = ?", [dictionary_id]).fetchone()
            if row is None or row[0] is None:
                raise DamagedError(f"The dictionary {dictionary_id} is missing.")
            _keep(
                self._bodies,
                dictionary_id,
                BodyDictionary(self._open(dictionary_id, row[0]), dictionary_id),
                _MOST_BODIES,
            )
        self._bodies.move_to_end(dictionary_id)
        return self._bodies[dictionary_id]

    def _open(self, dictionary_id: int, payload_id: int) -> bytes:
        """Return the page that a row names.

        Raises:
            DamagedError: it cannot be unpacked, such as where it is packed against itself.
        """
        if dictionary_id in self._opening:
            raise DamagedError(f"The dictionary {dictionary_id} is packed against itself.")
        self._opening.add(dictionary_id)
        try:
            return self._body(payload_id)
        finally:
            self._opening.discard(dictionary_id)

    def heads(self, dictionary_id: int) -> HeadsDictionary:
        """Return what a row stands for.

        Raises:
            ArchiveError: there is no such row, or its heads cannot be unpacked.
        """
        if dictionary_id not in self._heads:
            row = self._db.execute(
                "SELECT c.exchange FROM dictionaries d JOIN captures c ON c.id = d.capture_id WHERE d.id = ?",
                [dictionary_id],
            ).fetchone()
            if row is None or row[0] is None:
                raise DamagedError(f"The dictionary {dictionary_id} of heads is missing.")
            # The heads that serve are packed without a dictionary themselves.
            _keep(self._heads, dictionary_id, HeadsDictionary(dictionary_id, exchange.text_in(row[0])[1]), _MOST_HEADS)
        self._heads.move_to_end(dictionary_id)
        return self._heads[dictionary_id]

    def fits(self, dictionary: BodyDictionary, ratio: float) -> bool:
        """Count a page that was packed by a site's dictionary; return whether that one still fits.

        Args:
            dictionary: that of the site.
            ratio: packed bytes of one byte of the page.
        """
        dictionary_id = dictionary.id
        if dictionary_id is None:
            return True
        if dictionary_id not in self._fits:
            self._fits[dictionary_id] = self._fit_until_now(dictionary_id)
        fit = self._fits[dictionary_id]
        fit.note(ratio)
        return not fit.is_outgrown

    def _fit_until_now(self, dictionary_id: int) -> _Fit:
        """Return how well earlier runs packed by a dictionary."""
        ratios = (
            "SELECT length(p.data) * 1.0 / c.size FROM payloads p JOIN captures c ON c.payload_id = p.id"
            " WHERE p.dictionary_id = ? AND c.size > 0 ORDER BY p.id {} LIMIT ?"
        )
        first = self._db.execute(ratios.format("ASC"), [dictionary_id, _SAMPLE]).fetchall()
        last = self._db.execute(ratios.format("DESC"), [dictionary_id, _SAMPLE]).fetchall()
        return _Fit([row[0] for row in first], deque((row[0] for row in reversed(last)), maxlen=_SAMPLE))


def _if_whole(find: Callable[[int], T], dictionary_id: int | None) -> T | None:
    """Return what a row stands for, or None where there is no such row or it is damaged."""
    if dictionary_id is None:
        return None
    try:
        return find(dictionary_id)
    except ArchiveError:
        return None


def _keep(memory: OrderedDict[int, T], key: int, value: T, most: int) -> None:
    """Keep one more dictionary in memory, and drop the one that was used longest ago where there are too many."""
    memory[key] = value
    if len(memory) > most:
        memory.popitem(last=False)
