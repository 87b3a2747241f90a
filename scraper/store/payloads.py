"""The bytes of bodies, stored once for each content, each packed as its row says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlite_utils import Database

from scraper.errors import DamagedError
from scraper.store.dictionaries import Current, Dictionaries
from scraper.store.packing import BodyDictionary, Packed, packed_alone, unpacked

# Chosen: bytes below which a page is no dictionary for others; an error page or a frame has nothing that they share.
_SMALLEST_DICTIONARY = 2_000
# What is packed against a page's own earlier bytes is some hundred bytes long where little has changed. Where it needs
# more than this share of the page, the site's dictionary may do better, and both are tried.
_LITTLE_CHANGED = 0.01
# Chosen: a dictionary helps where it leaves less than this of what the host has sent. On a site of one template it
# leaves a seventh, on pages of different hosts nearly all.
_HELPS = 0.7
# Chosen: pages that are kept as they were sent between two tries, where the pages of a site have nothing in common.
_LONGEST_PAUSE = 63


@dataclass(frozen=True, slots=True)
class Relatives:
    """The older pages that a body may be packed against.

    Args:
        site: what the pages of its site are packed against now, or None where nothing is known of it.
        earlier_payload: the row of the page's own earlier bytes, or None.
        serves: whether the body may become the site's dictionary, as an article does and an error page does not.
    """

    site: Current | None = None
    earlier_payload: int | None = None
    serves: bool = False


_NO_RELATIVES = Relatives()


class Patience:
    """How often the pages of a site are still tried against its dictionary: the more in vain, the more seldom."""

    def __init__(self) -> None:
        self._pause = 0
        self._left = 0

    def is_to_try(self) -> bool:
        """Return whether the next page is tried, and count it."""
        if not self._left:
            return True
        self._left -= 1
        return False

    def note(self, *, helps: bool) -> None:
        """Count a page that was tried.

        Args:
            helps: whether the dictionary made it much smaller.
        """
        self._pause = 0 if helps else min(2 * self._pause + 1, _LONGEST_PAUSE)
        self._left = self._pause


class Payloads:
    """The table ``payloads``.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.dictionaries = Dictionaries(db, self.body)
        self._patience: dict[str, Patience] = {}

    def add(
        self,
        digest: bytes,
        body: bytes,
        at: dt.datetime,
        *,
        sent: bytes = b"",
        relatives: Relatives = _NO_RELATIVES,
    ) -> int:
        """Keep a body, unless it is kept already, and return its row. The caller holds the transaction.

        Args:
            digest: sha256 of the body, 32 bytes.
            body: unpacked.
            at: the time of the visit.
            sent: the body as it was sent, where that was one gzip member.
            relatives: the older pages that it may be packed against.
        """
        there = self._db.execute("SELECT id FROM payloads WHERE digest = ?", [digest]).fetchone()
        if there is not None:
            return int(there[0])
        packed, renews = self.packed(body, sent=sent, relatives=relatives)
        row = self._db.execute(
            "INSERT INTO payloads (digest, codec, dictionary_id, earlier_id, data) VALUES (?, ?, ?, ?, ?) RETURNING id",
            [digest, packed.codec, packed.dictionary_id, packed.earlier_id, packed.data],
        ).fetchone()
        payload_id = int(row[0])
        if renews and relatives.site is not None:
            self.dictionaries.add_of_bodies(relatives.site.site, payload_id, at)
        return payload_id

    def packed(self, body: bytes, *, sent: bytes = b"", relatives: Relatives = _NO_RELATIVES) -> tuple[Packed, bool]:
        """Return a body in its smallest form, and whether it is to serve as the site's dictionary from now on.

        What serves a site is packed by itself, so that the dictionary of the pages depends on no other.

        Args:
            body, sent, relatives: as for :meth:`add`.
        """
        later = None if relatives.earlier_payload is None else self._against_earlier(relatives.earlier_payload, body)
        if later is not None and len(later.data) <= len(body) * _LITTLE_CHANGED:
            return later, False
        like = self._like_others(body, sent, relatives.site)
        if later is None and self._is_to_serve(body, relatives, like):
            return packed_alone(body, sent), True
        forms = [form for form in (later, like) if form is not None]
        if sent or not forms:
            forms.append(packed_alone(body, sent))
        return min(forms, key=lambda form: len(form.data)), False

    def _like_others(self, body: bytes, sent: bytes, site: Current | None) -> Packed | None:
        """Return a body packed against the dictionary of its site; None where there is none, or where it seldom helps.

        A page that has nothing of its dictionary takes ten times as long to pack as one that has, and what the host has
        packed costs nothing. So where the pages of a site have little in common, few of them are tried.
        """
        if site is None or site.bodies is None:
            return None
        patience = self._patience.setdefault(site.site, Patience())
        if sent and not patience.is_to_try():
            return None
        like = site.bodies.packed(body)
        patience.note(helps=not sent or len(like.data) <= len(sent) * _HELPS)
        return like

    def _is_to_serve(self, body: bytes, relatives: Relatives, like: Packed | None) -> bool:
        """Return whether a body is to serve as the dictionary of its site from now on.

        Args:
            body: unpacked.
            relatives: the older pages that it may be packed against.
            like: the body packed against the dictionary that serves until now, or None where it was not tried.
        """
        site = relatives.site
        if site is None or not relatives.serves or len(body) < _SMALLEST_DICTIONARY:
            return False
        if site.bodies is None:
            return True
        if like is None:
            return False
        return not self.dictionaries.fits(site.bodies, len(like.data) / len(body))

    def _against_earlier(self, payload_id: int, body: bytes) -> Packed | None:
        """Return later bytes of a page, packed against its earlier ones, or against those that these stand on.

        So a chain is never longer than three: the site's dictionary, a page, the page's later bytes.
        """
        row = self._db.execute("SELECT earlier_id FROM payloads WHERE id = ?", [payload_id]).fetchone()
        if row is not None and row[0] is not None:
            payload_id = row[0]
        try:
            earlier = BodyDictionary(self.body(payload_id))
        except DamagedError:
            # Later bytes must not depend on what is damaged, and verify names it.
            return None
        return replace(earlier.packed(body), earlier_id=payload_id)

    def body(self, payload_id: int) -> bytes:
        """Return a body, unpacked.

        Raises:
            DamagedError: there is none, or it is damaged.
        """
        return self._body(payload_id, set())

    def _body(self, payload_id: int, above: set[int]) -> bytes:
        """Return a body, unpacked.

        Args:
            payload_id: its row.
            above: the rows that are being unpacked with its help, in which a damaged file may lead in a circle.
        """
        row = self._db.execute(
            "SELECT codec, data, dictionary_id, earlier_id FROM payloads WHERE id = ?", [payload_id]
        ).fetchone()
        if row is None or payload_id in above:
            raise DamagedError(f"The payload {payload_id} is missing.")
        codec, data, dictionary_id, earlier_id = row
        if not isinstance(data, bytes):
            raise DamagedError(f"The payload {payload_id} cannot be read: it holds no bytes.")
        try:
            if dictionary_id is not None:
                return self.dictionaries.body(dictionary_id).unpacked(data)
            if earlier_id is not None:
                return BodyDictionary(self._body(earlier_id, above | {payload_id})).unpacked(data)
            return unpacked(codec, data)
        except DamagedError as error:
            raise DamagedError(f"The payload {payload_id} cannot be read: {error.message}") from error
