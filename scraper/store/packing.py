"""How a body is packed: as it was sent, by Zstandard alone, or by Zstandard against an older page as raw dictionary.

The pages of a site differ in little more than their articles, so that an older page, given to Zstandard as raw content
(RFC 8878 §5), leaves a seventh of what a page needs by itself. No dictionary has to be trained.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import zstandard
from isal import igzip, isal_zlib

from scraper.errors import DamagedError
from scraper.store.frames import frame_content

GZIP, ZSTD, NONE = "gzip", "zstd", "none"
"""The codecs that ``payloads.codec`` names."""

LARGEST_DICTIONARY = 2**20
"""Bytes of a page that serve as dictionary; what stands behind them is seldom template."""

# isal unpacks a page in a third of zlib's time. Its type stub declares this class of exceptions as an instance.
_BROKEN_GZIP: type[Exception] = isal_zlib.error  # type: ignore[assignment]
# Measured on real pages of 140 kB: level 3 packs within a tenth of level 9, in a sixth of its time.
_LEVEL = 3
# Measured on pages of one template: against a dictionary level 9 needs a twentieth less than level 3, and 0.19 ms for
# 74 kB where level 3 needs 0.08 ms.
_LEVEL_OF_LIKE = 9
# What does not shrink by a twentieth (pictures, PDF) is kept as it is, so that reading it costs nothing.
_WORTH_PACKING = 0.95
# No body is fetched beyond some 30 MiB unpacked. What claims to be larger than this is damaged, and is not given the
# memory that it asks for.
_MOST_BYTES = 2**28
_WHAT = "A payload"


@dataclass(frozen=True, slots=True)
class Packed:
    """A body as a row of ``payloads`` holds it.

    Args:
        codec: one of :data:`GZIP`, :data:`ZSTD`, :data:`NONE`.
        data: the packed bytes.
        dictionary_id: the row of ``dictionaries`` that it was packed against, or None.
        earlier_id: the row of ``payloads`` that it was packed against, or None.
    """

    codec: str
    data: bytes
    dictionary_id: int | None = None
    earlier_id: int | None = None


@dataclass(frozen=True)
class BodyDictionary:
    """An older page, as a dictionary for others.

    Args:
        body: the page.
        id: the row in ``dictionaries``, where it serves a site.
    """

    body: bytes
    id: int | None = None

    @cached_property
    def _raw(self) -> zstandard.ZstdCompressionDict:
        start = self.body[:LARGEST_DICTIONARY]
        return zstandard.ZstdCompressionDict(start, dict_type=zstandard.DICT_TYPE_RAWCONTENT)

    @cached_property
    def _prepared(self) -> zstandard.ZstdCompressionDict:
        # Without this each page would look through the whole dictionary again before it is packed.
        self._raw.precompute_compress(level=_LEVEL_OF_LIKE)
        return self._raw

    @cached_property
    def _unpacker(self) -> zstandard.ZstdDecompressor:
        return zstandard.ZstdDecompressor(dict_data=self._raw)

    def packed(self, body: bytes) -> Packed:
        """Return a body packed against this one."""
        # A packer keeps some 2 MB of tables as long as it lives. A new one for each page costs no time that can be
        # measured, and many dictionaries are kept at once.
        packer = zstandard.ZstdCompressor(level=_LEVEL_OF_LIKE, dict_data=self._prepared, write_dict_id=False)
        return Packed(ZSTD, packer.compress(body), dictionary_id=self.id)

    def unpacked(self, data: bytes) -> bytes:
        """Return a body that was packed against this one."""
        return frame_content(self._unpacker, data, _MOST_BYTES, _WHAT)


def packed_alone(body: bytes, sent: bytes = b"") -> Packed:
    """Return a body packed by itself.

    Args:
        body: unpacked.
        sent: the body as it was sent, where that was one gzip member; it packs a page as well as zstd.
    """
    largest = len(body) * _WORTH_PACKING
    # What the host has packed need not be packed again.
    if sent and len(sent) < largest:
        return Packed(GZIP, sent)
    data = zstandard.ZstdCompressor(level=_LEVEL).compress(body)
    if len(data) < largest:
        return Packed(ZSTD, data)
    return Packed(NONE, body)


def unpacked(codec: object, data: bytes) -> bytes:
    """Return a body that was packed by itself.

    Args:
        codec: as in ``payloads.codec``.
        data: the packed bytes.

    Raises:
        DamagedError: they are no such thing.
    """
    if codec == NONE:
        return bytes(data)
    if codec == ZSTD:
        return frame_content(zstandard.ZstdDecompressor(), data, _MOST_BYTES, _WHAT)
    if codec != GZIP:
        raise DamagedError(f"A payload names the codec '{codec}', which there is not.")
    try:
        body: bytes = igzip.decompress(data)  # type: ignore[no-untyped-call]
    except (OSError, EOFError, _BROKEN_GZIP) as error:
        raise DamagedError(f"A payload cannot be unpacked ({error}).") from error
    return body
