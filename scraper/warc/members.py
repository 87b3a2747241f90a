"""What a file is packed in, taken off: gzip members (RFC 1952), Zstandard frames (RFC 8878), or nothing.

A WARC file has one gzip member, or one frame, a record (ISO 28500, annex D), so that a reader can begin at any of them.
Files of one member for all records exist, too: those are read from their beginning.

Nothing here is left to FastWARC: it gives up at the first damaged member, doesn't say where a record begins in a file
of one member, and unpacks with zlib, which takes longer than isal.
"""

from __future__ import annotations

import struct
from typing import Protocol

import zstandard
from isal import isal_zlib

from scraper.warc.raw import Raw

GZIP_MAGIC = b"\x1f\x8b\x08"
"""RFC 1952 §2.3.1: the magic number, and deflate as the method."""

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
"""RFC 8878 §3.1.1."""

ZSTD_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
"""The skippable frame that holds the dictionary of all others (the specification of Zstandard in WARC, §2)."""

_RAW_DICTIONARY_MAGIC = b"\x37\xa4\x30\xec"
_DICTIONARY_HEAD = struct.Struct("<4sI")
# Chosen: dictionaries of the Archive Team have some 100 KiB.
_MOST_OF_DICTIONARY = 16 * 1024 * 1024
# What is handed to isal at once; it copies what it does not use.
_STEP = 16 * 1024
# A step that meets damage gives nothing of what it read, so that a damaged member is read again in steps as short.
_SHORT_STEP = 256
# A block of four bytes may stand for 128 KiB (RFC 8878 §3.1.1.2), and a call unpacks all that it is given: with more
# than these a frame made to do harm would take more memory than there is.
_ZSTD_STEP = 2048
# RFC 8878 §3.1.1.1.2 lets a frame ask for any amount of memory; this is what Zstandard's own program allows.
_MOST_OF_WINDOW = 128 * 1024 * 1024

_GZIP_FORMAT = 16 + isal_zlib.MAX_WBITS
# isal's type stub declares this class of exceptions as an instance.
_DAMAGED: type[Exception] = isal_zlib.error  # type: ignore[assignment]


class Member(Protocol):
    """A run of unpacked bytes with an end of its own.

    Attributes:
        offset: where it begins in the file.
        is_damaged: whether it ended because it is damaged or cut off, known once it has ended.
    """

    offset: int
    is_damaged: bool

    def read(self, most: int) -> bytes:
        """Return up to so many of the next bytes; none at its end."""
        ...

    def skip(self, size: int) -> int:
        """Leave out so many bytes and return how many there were."""
        ...


class PlainMember:
    """A file that is not packed, from a place to its end."""

    def __init__(self, raw: Raw, size: int | None) -> None:
        self.offset = raw.position
        self.is_damaged = False
        self._raw = raw
        self._size = size

    def read(self, most: int) -> bytes:
        """Return up to so many of the next bytes; none at the end."""
        read = bytes(self._raw.view(most))
        self._raw.position += len(read)
        return read

    def skip(self, size: int) -> int:
        """Leave out so many bytes without reading them, where the length of the file is known."""
        if self._size is None:
            return _read_over(self, size)
        skipped = max(0, min(size, self._size - self._raw.position))
        self._raw.position += skipped
        return skipped


class GzipMember:
    """One gzip member."""

    def __init__(self, raw: Raw) -> None:
        self.offset = raw.position
        self.is_damaged = False
        self._raw = raw
        self._unpacker = isal_zlib.decompressobj(_GZIP_FORMAT)
        self._step = _STEP
        self._given = 0

    def read(self, most: int) -> bytes:
        """Return up to so many of the next bytes; none at the end."""
        while not (self._unpacker.eof or self.is_damaged):
            packed = self._raw.view(self._step)
            if not packed:
                self.is_damaged = True
                return b""
            try:
                read = self._unpacker.decompress(packed, most)
            except _DAMAGED:
                self._meet_damage()
                continue
            unused = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
            self._raw.position += len(packed) - len(unused)
            if read:
                self._given += len(read)
                return read
        return b""

    def skip(self, size: int) -> int:
        """Leave out so many bytes and return how many there were."""
        return _read_over(self, size)

    def _meet_damage(self) -> None:
        """Unpack the member again in short steps up to where it was read; damage in a short step ends it."""
        if self._step == _SHORT_STEP:
            self.is_damaged = True
            return
        given = self._given
        self._step = _SHORT_STEP
        self._given = 0
        self._raw.position = self.offset
        self._unpacker = isal_zlib.decompressobj(_GZIP_FORMAT)
        _read_over(self, given)


class ZstdFrame:
    """One Zstandard frame.

    Args:
        raw: the file, at the frame.
        dictionary: what its frames were packed against, or None.
    """

    def __init__(self, raw: Raw, dictionary: zstandard.ZstdCompressionDict | None) -> None:
        self.offset = raw.position
        self.is_damaged = False
        self._raw = raw
        unpacker = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=_MOST_OF_WINDOW)
        self._unpacker = unpacker.decompressobj(read_across_frames=False)
        self._held = b""
        self._at = 0

    def read(self, most: int) -> bytes:
        """Return up to so many of the next bytes; none at the end."""
        while self._at >= len(self._held):
            if self._unpacker.eof or self.is_damaged:
                return b""
            self._unpack()
        read = self._held[self._at : self._at + most]
        self._at += len(read)
        return read

    def skip(self, size: int) -> int:
        """Leave out so many bytes and return how many there were."""
        return _read_over(self, size)

    def _unpack(self) -> None:
        self._held, self._at = b"", 0
        packed = bytes(self._raw.view(_ZSTD_STEP))
        if not packed:
            self.is_damaged = True
            return
        try:
            self._held = self._unpacker.decompress(packed)
        except zstandard.ZstdError:
            self.is_damaged = True
            return
        unused = len(self._unpacker.unused_data) if self._unpacker.eof else 0
        self._raw.position += len(packed) - unused


def _read_over(member: Member, size: int) -> int:
    left = size
    while left > 0 and (read := member.read(min(left, _READ_OVER))):
        left -= len(read)
    return size - left


# Chosen: what stays in the cache of a processor.
_READ_OVER = 64 * 1024


def zstd_dictionary(raw: Raw) -> zstandard.ZstdCompressionDict | None:
    """Return the dictionary at the beginning of a file and move behind it; None where there is none that can be used.

    The dictionary may itself be packed in a frame of Zstandard (the specification of Zstandard in WARC, §2).
    """
    head = raw.peek(_DICTIONARY_HEAD.size)
    if len(head) < _DICTIONARY_HEAD.size or not head.startswith(ZSTD_DICTIONARY_MAGIC):
        return None
    _, size = _DICTIONARY_HEAD.unpack(head)
    if size > _MOST_OF_DICTIONARY:
        return None
    data = raw.peek(_DICTIONARY_HEAD.size + size)[_DICTIONARY_HEAD.size :]
    raw.position += _DICTIONARY_HEAD.size + size
    if data.startswith(ZSTD_MAGIC):
        try:
            data = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST_OF_DICTIONARY)
        except zstandard.ZstdError:
            return None
    if not data:
        return None
    kind = zstandard.DICT_TYPE_FULLDICT if data.startswith(_RAW_DICTIONARY_MAGIC) else zstandard.DICT_TYPE_RAWCONTENT
    return zstandard.ZstdCompressionDict(data, dict_type=kind)
