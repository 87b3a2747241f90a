"""The kept captures of articles, as captures of the past need them: to be confirmed, and to be read again."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import replace

from scraper.errors import DamagedError
from scraper.model import Facts, KnownArticle, Reading, Response, Site
from scraper.model.incoming import Recalled
from scraper.policy.decide import as_read_again
from scraper.policy.headlines import with_own_headline
from scraper.reading import read as read_page
from scraper.store import Archive
from scraper.store.past import PastCapture

_ENCODINGS = frozenset({"content-encoding", "transfer-encoding"})


class KeptCaptures:
    """Captures whose bytes are in the archive. The caller holds the transaction of every write.

    Args:
        archive: opened for writing.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._rows = archive.past_rows

    def original(self, recalled: Recalled) -> tuple[int, bytes, int] | None:
        """Return the capture that a revisit record is about: row, digest of its body, status; None: it is not there."""
        revisit = recalled.incoming.revisit_of
        assert revisit is not None  # noqa: S101  (told to the type checker)
        if revisit.record_id:
            found = self._fitting(
                recalled, self._rows.confirmed(revisit.url, record_id=revisit.record_id), is_named=True
            )
            if found is not None:
                return found
        if revisit.at is not None:
            found = self._fitting(recalled, self._rows.confirmed(revisit.url, revisit.at), is_named=True)
            if found is not None:
                return found
        return self._fitting(recalled, self._rows.confirmed(revisit.url), is_named=False)

    def _fitting(
        self, recalled: Recalled, found: list[tuple[int, dt.datetime, bytes, int]], *, is_named: bool
    ) -> tuple[int, bytes, int] | None:
        """Return the first capture that a revisit record can confirm: row, digest of its body, status; or None.

        Args:
            recalled: the revisit record.
            found: captures of its address, with their times.
            is_named: whether the record names just these, by their record or their time.
        """
        revisit = recalled.incoming.revisit_of
        digest = None if revisit is None else revisit.digest
        at = recalled.incoming.response.fetched_at
        earlier = [(number, sha256, status) for number, then, sha256, status in found if then <= at]
        fits = [one for one in earlier if self._has_digest(one[0], one[1], digest)]
        if not fits and is_named:
            fits = [one for one in earlier if self._was_encoded(one[0])]
        return fits[0] if fits else None

    def _was_encoded(self, capture_id: int) -> bool:
        """Return whether an answer was sent in chunks or compressed.

        Programs take the digest of the bytes as sent, which are not kept, so that it says nothing of those that are.
        """
        body = self.body(capture_id)
        return body is not None and any(name.lower() in _ENCODINGS for name, _ in body.headers)

    def _has_digest(self, capture_id: int, sha256: bytes, stated: str | None) -> bool:
        """Return whether a capture has the payload that a record names; a form that is not known fits none."""
        if stated is None:
            return True
        name, _, value = stated.partition(":")
        name = name.strip().lower().replace("-", "")
        if name == "sha256":
            return _is_written(sha256, value)
        body = self.body(capture_id) if name in ("sha1", "md5") else None
        return body is not None and _is_written(hashlib.new(name, body.body, usedforsecurity=False).digest(), value)

    def body(self, capture_id: int) -> Response | None:
        """Return a kept capture, or None where its bytes are not kept or damaged."""
        try:
            return self._archive.captures.response(capture_id)
        except DamagedError:
            return None

    def read_again(self, known: KnownArticle, site: Site) -> bool:
        """Read the kept captures of an article with today's reader; return whether it was written so."""
        readings = []
        doubts: tuple[tuple[str, str, str], ...] = ()
        for state in self._archive.versions.states(known.id):
            response = self.body(state.capture_id)
            if response is None:
                continue
            reading = with_own_headline(read_page(response, site), Facts(known=known, state=state.article))
            reading, found = as_read_again(reading, response.fetched_at, known.counters)
            readings.append((state, reading))
            if state.version_id is None:
                doubts = found
        return bool(readings) and self._archive.versions.renew(known.id, readings, doubts, site)

    def shows_article(self, capture: PastCapture, site: Site) -> bool:
        """Return whether a kept capture shows its article; what is not kept is taken to have done so.

        Error pages that came with status 200 are kept as well, and are no sight of the article.

        Args:
            capture: one with status 200.
            site: the profile.
        """
        return self.body(capture.id) is None or self.read_capture(capture, site) is not None

    def read_capture(self, capture: PastCapture, site: Site) -> Reading | None:
        """Read one kept capture; None where its bytes are not kept, or it is no article to today's reader."""
        response = self.body(capture.id)
        if response is None:
            return None
        reading, _ = as_read_again(read_page(response, site), response.fetched_at)
        if reading.article is None:
            return None
        # Old bytes may still name what was forgotten since.
        return replace(reading, article=self._archive.forgotten.without(reading.article, site))


def _is_written(digest: bytes, text: str) -> bool:
    """Return whether a text is a digest in base 32, as WARC files mostly have it, or in hexadecimal."""
    value = text.strip()
    return value.lower() == digest.hex() or value.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=")
