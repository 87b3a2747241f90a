"""The bytes of bodies, stored once for each content, each packed as its row says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.errors import DamagedError
from scraper.store.dictionaries import Dictionaries
from scraper.store.packing import BodyDictionary, Packed, packed_alone, unpacked

# Chosen: bytes below which a page is no dictionary for others; an error page or a frame has nothing that they share.
_SMALLEST_DICTIONARY = 2_000
# What is packed against a page's own earlier bytes is some hundred bytes long where little has changed. Where it needs
# more than this share of the page, the site's dictionary may do better, and both are tried.
_LITTLE_CHANGED = 0.01


@dataclass(frozen=True, slots=True)
class Relatives:
    """The older pages that a body may be packed against.

    Args:
        site: id of its site, or None where nothing is known of it.
        earlier_payload: the row of the page's own earlier bytes, or None.
        serves: whether the body may become the site's dictionary, as an article does and an error page does not.
    """

    site: str | None = None
    earlier_payload: int | None = None
    serves: bool = False


_NO_RELATIVES = Relatives()


class Payloads:
    """The table ``payloads``.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.dictionaries = Dictionaries(db, self.body)

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
        packed, renews = self.packed(body, at, sent=sent, relatives=relatives)
        row = self._db.execute(
            "INSERT INTO payloads (digest, codec, dictionary_id, data) VALUES (?, ?, ?, ?) RETURNING id",
            [digest, packed.codec, packed.dictionary_id, packed.data],
        ).fetchone()
        payload_id = int(row[0])
        if renews and relatives.site is not None:
            self.dictionaries.add_of_bodies(relatives.site, payload_id, at)
        return payload_id

    def packed(
        self, body: bytes, at: dt.datetime, *, sent: bytes = b"", relatives: Relatives = _NO_RELATIVES
    ) -> tuple[Packed, bool]:
        """Return a body in its smallest form, and whether it is to serve as the site's dictionary from now on.

        What serves a site is packed by itself, so that the dictionary of the pages depends on no other.

        Args:
            body, at, sent, relatives: as for :meth:`add`.
        """
        forms: list[Packed] = []
        if relatives.earlier_payload is not None:
            forms += self._against(self._earlier(relatives.earlier_payload, at), body)
        if forms and len(forms[0].data) <= len(body) * _LITTLE_CHANGED:
            return forms[0], False
        dictionary = None if relatives.site is None else self._of_site(relatives.site)
        may_serve = relatives.serves and relatives.site is not None and len(body) >= _SMALLEST_DICTIONARY
        if dictionary is None and may_serve:
            return packed_alone(body, sent), True
        if dictionary is not None:
            like = self._against(dictionary, body)
            forms += like
            ratio = len(like[0].data) / max(1, len(body))
            if may_serve and not forms[:-1] and not self.dictionaries.fits(dictionary.id, ratio):
                return packed_alone(body, sent), True
        if sent or not forms:
            forms.append(packed_alone(body, sent))
        return min(forms, key=lambda form: len(form.data)), False

    def _earlier(self, payload_id: int, at: dt.datetime) -> BodyDictionary | None:
        """Return what a page's later bytes are packed against, or None where the earlier ones cannot be read."""
        try:
            return self.dictionaries.of_page(payload_id, at)
        except DamagedError:
            # Later bytes must not depend on what is damaged, and verify names it.
            return None

    def _of_site(self, site: str) -> BodyDictionary | None:
        """Return what the pages of a site are packed against, or None where that cannot be read."""
        try:
            return self.dictionaries.of_bodies(site)
        except DamagedError:
            return None

    def _against(self, dictionary: BodyDictionary | None, body: bytes) -> list[Packed]:
        """Return a body packed against an older page, where there is one."""
        return [] if dictionary is None else [dictionary.packed(body)]

    def body(self, payload_id: int) -> bytes:
        """Return a body, unpacked.

        Raises:
            DamagedError: there is none, or it is damaged.
        """
        row = self._db.execute("SELECT codec, data, dictionary_id FROM payloads WHERE id = ?", [payload_id]).fetchone()
        if row is None:
            raise DamagedError(f"The payload {payload_id} is missing.")
        codec, data, dictionary_id = row
        if not isinstance(data, bytes):
            raise DamagedError(f"The payload {payload_id} cannot be read: it holds no bytes.")
        try:
            if dictionary_id is None:
                return unpacked(codec, data)
            return self.dictionaries.body(dictionary_id).unpacked(data)
        except DamagedError as error:
            raise DamagedError(f"The payload {payload_id} cannot be read: {error.message}") from error
