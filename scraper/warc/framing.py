"""Where the records of a file begin and end: found even where a file is damaged, and from any place of it on."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

from scraper.warc.members import (
    GZIP_MAGIC,
    ZSTD_DICTIONARY_MAGIC,
    ZSTD_MAGIC,
    GzipMember,
    Member,
    PlainMember,
    ZstdFrame,
    zstd_dictionary,
)
from scraper.warc.raw import Raw
from scraper.warc.record_head import MOST_OF_HEAD, START, RecordHead, end_of_head, read_head
from scraper.warc.window import LINE_ENDS, LONGEST_START, Window

# Enough of a member to see whether a record begins in it.
_PROBE = 4096
# Chosen: how far from the beginning of a file the first undamaged record is looked for.
_NEAR = 1024 * 1024
_MAGICS = (GZIP_MAGIC, ZSTD_MAGIC)
# Chosen: how often the bytes of a file may be read again, all in all, because records are shorter than they say. A
# file made to do harm would otherwise be read again for each of its records.
_AGAIN = 8
_AGAIN_AT_LEAST = 64 * 1024 * 1024


class Packing:
    """How a file is packed, and its members one by one.

    Args:
        raw: the file.
        size: of the file, in bytes; None where it is not known.
    """

    def __init__(self, raw: Raw, size: int | None) -> None:
        self._raw = raw
        self._size = size
        self._dictionary = None
        beginning = raw.peek(len(ZSTD_MAGIC))
        self.magic = next((magic for magic in _MAGICS if beginning.startswith(magic)), b"")
        if beginning == ZSTD_DICTIONARY_MAGIC:
            self._dictionary = zstd_dictionary(raw)
            self.magic = ZSTD_MAGIC
        first = raw.position
        is_damaged = not self._begins_record(first)
        raw.position = first
        if is_damaged:
            self.magic = self._magic_further_on() or self.magic

    def _magic_further_on(self) -> bytes:
        """Return how a file is packed whose beginning is damaged; empty where no member with a record is near."""
        first, supposed = self._raw.position, self.magic
        beginning = self._raw.peek(_NEAR)
        found = b""
        for magic in _MAGICS:
            at = beginning.find(magic)
            while at >= 0 and not found:
                self.magic = magic
                found = magic if self._begins_record(first + at) else b""
                at = beginning.find(magic, at + 1)
        self._raw.position, self.magic = first, supposed
        return found

    def _begins_record(self, position: int) -> bool:
        """Return whether a member begins at a place, and a record in it."""
        return START.match(self.member_at(position).read(_PROBE).lstrip(LINE_ENDS)) is not None

    @property
    def is_packed(self) -> bool:
        """Whether the file has gzip members or frames of Zstandard."""
        return bool(self.magic)

    def member_at(self, position: int) -> Member:
        """Return the member that begins at a place of the file."""
        self._raw.position = position
        if self.magic == GZIP_MAGIC:
            return GzipMember(self._raw)
        if self.magic == ZSTD_MAGIC:
            return ZstdFrame(self._raw, self._dictionary)
        return PlainMember(self._raw, self._size)

    def next_member(self) -> Member | None:
        """Return the member that begins where the last one ended, or None where none does."""
        if not self._raw.view(1):
            return None
        if self.magic and self._raw.peek(len(self.magic)) != self.magic:
            return None
        return self.member_at(self._raw.position)

    def find_member(self, position: int) -> Member | None:
        """Return the first member from a place on in which a record begins, or None."""
        self._raw.position = position
        while self._raw.find(self.magic):
            found = self._raw.position
            # Three bytes as those of a member's beginning stand in packed bytes by chance, too.
            if self._begins_record(found):
                return self.member_at(found)
            self._raw.position = found + 1
        return None

    @property
    def at_end(self) -> bool:
        """Whether all of the file was read."""
        return not self._raw.view(1)


@dataclass(slots=True)
class Frame:
    """One record.

    Args:
        offset: by which it is named: where its member begins in the file, or where it stands in what was unpacked.
        head: its fields; None where bytes stand at this place that are no record.
        window: where its block is taken from; None once the next record is asked for. What unpacks a member takes some
            30 KB, and thousands of records may be held for what follows them.
        left: bytes of its block that were not taken yet.
        is_short: whether its block ended before its length, known once it was taken.
        is_misplaced: whether something else than a record follows it, known once the next record is asked for.
    """

    offset: int
    head: RecordHead | None
    window: Window | None
    left: int = 0
    is_short: bool = False
    is_misplaced: bool = False

    def take(self, most: int, before: bytes = b"") -> bytes:
        """Return the next bytes of the block: so many, or all that are left.

        Args:
            most: how many.
            before: bytes that are put before them: large ones are in memory once then.
        """
        wanted = min(most, self.left)
        if not wanted or self.window is None:
            return before
        taken = self.window.take(wanted, before)
        size = len(taken) - len(before)
        self.left -= size
        if size < wanted:
            self.is_short = True
            self.left = 0
        return taken


class Frames:
    """The records of a file, in their order.

    Args:
        raw: the file.
        size: of the file, in bytes; None where it is not known.
        start: where to begin: the first record from there on. Files that are packed as a whole are read from their
            beginning in any case, and so are plain ones of this machine: stepping over their records costs little, and
            a record inside of another one is never taken for one of the file.
        seeks: whether going to another place of the file costs little.

    Attributes:
        is_whole_packed: whether a member holds many records, so that these have no places of their own in the file.
    """

    def __init__(self, raw: Raw, size: int | None, start: int = 0, *, seeks: bool = True) -> None:
        self._raw = raw
        self._seeks = seeks
        self._packing = Packing(raw, size if seeks else None)
        self._is_inside = False
        self._start = start
        self._budget = max(_AGAIN_AT_LEAST, _AGAIN * (size or 0))
        self._unpacked_before = 0
        self._first = raw.position
        self.is_whole_packed = self._packing.is_packed and not has_member_a_record(self._packing, self._first)
        raw.position = self._first

    def __iter__(self) -> Iterator[Frame]:
        """Yield the records; what was not taken of one is skipped when the next one is asked for."""
        member = self._first_member()
        while member is not None:
            window = Window(member)
            yield from self._records(window)
            self._unpacked_before += window.position
            # Another one where its bytes were read again.
            member = window.member
            member = yield from self._behind(member)

    @property
    def is_packed(self) -> bool:
        """Whether the file has gzip members or frames of Zstandard."""
        return self._packing.is_packed

    @property
    def position(self) -> int:
        """The offset behind what was read."""
        return self._unpacked_before if self.is_whole_packed else self._raw.position

    def offset_of(self, window: Window) -> int:
        """Return by which offset a record at this place is named."""
        if not self._packing.is_packed:
            return window.member.offset + window.position
        if self.is_whole_packed:
            return self._unpacked_before + window.position
        return window.member.offset

    def _first_member(self) -> Member | None:
        self._raw.position = self._first
        is_stepped_over = self.is_whole_packed or (self._seeks and not self._packing.is_packed)
        if is_stepped_over or self._start <= self._first:
            # Where the beginning is damaged, what stands there is named before the first record is found.
            return self._packing.next_member() or self._packing.member_at(self._first)
        if not self._packing.is_packed:
            self._is_inside = True
            return self._packing.member_at(self._start)
        return self._packing.find_member(self._start)

    def _behind(self, member: Member) -> Generator[Frame, None, Member | None]:
        """Return the member behind another; what stands between them and is none is yielded as no record."""
        if not self._packing.is_packed:
            return None
        if not member.is_damaged:
            following = self._packing.next_member()
            is_done = following is not None or self._packing.at_end
            if is_done:
                return following
            rest = self._raw.position
            if not self._is_padding():
                yield Frame(rest, None, Window(member))
            return self._packing.find_member(rest)
        return self._packing.find_member(member.offset + 1)

    def _is_padding(self) -> bool:
        """Return whether the next bytes are nothing but zeros, as some systems fill up the end of a file."""
        return not self._raw.peek(_PROBE).strip(b"\0")

    def _records(self, window: Window) -> Iterator[Frame]:
        """Yield the records of one member."""
        # Where reading began inside of a record, its rest is no fault of the file.
        is_told, self._is_inside = self._is_inside, False
        while True:
            window.skip_line_ends()
            if not window.ensure(1):
                break
            if not self._has_start(window):
                if not is_told:
                    yield Frame(self.offset_of(window), None, window)
                    is_told = True
                if not window.find_start():
                    break
            frame = self._frame(window, self.offset_of(window))
            begins, length = window.position, frame.left
            yield frame
            self._leave(frame, window, begins, length)
            is_told = frame.head is None or frame.is_short
        if window.member.is_damaged and not is_told:
            yield Frame(self.offset_of(window), None, window)

    def _has_start(self, window: Window) -> bool:
        """Return whether a record begins here."""
        window.ensure(LONGEST_START)
        return START.match(window.buffer, window.at) is not None

    def _frame(self, window: Window, offset: int) -> Frame:
        """Return the record that begins here, with the window moved behind its head."""
        end = end_of_head(window.buffer, window.at)
        while end is None:
            held = len(window.buffer) - window.at
            if held > MOST_OF_HEAD or not window.ensure(held + 1):
                break
            end = end_of_head(window.buffer, window.at)
        if end is None:
            # Behind the version, so that this beginning is not found again.
            window.take(len(b"WARC/"))
            return Frame(offset, None, window)
        head = read_head(window.buffer[window.at : end[0]])
        window.position += end[1] - window.at
        window.at = end[1]
        length = head.length
        return Frame(offset, head, window, left=length or 0, is_short=length is None)

    def _leave(self, frame: Frame, window: Window, begins: int, length: int) -> None:
        """Move behind a record. Where it isn't as long as it says, records may stand in what seemed to be its block."""
        frame.window = None
        if frame.left:
            skipped = window.skip(frame.left)
            frame.is_short = frame.is_short or skipped < frame.left
            frame.left = 0
        if length and self._is_misplaced(frame, window):
            frame.is_misplaced = True
            self._read_again(window, begins)
            window.find_start()

    def _is_misplaced(self, frame: Frame, window: Window) -> bool:
        """Return whether what follows a record is neither a record nor the end of its member."""
        window.skip_line_ends()
        if frame.is_short:
            return True
        return window.ensure(1) and not self._has_start(window)

    def _read_again(self, window: Window, begins: int) -> None:
        """Move back to where the block of a record begins, as long as that has not been done too often."""
        cost = window.position - begins if not self._packing.is_packed else window.position
        if cost > self._budget:
            return
        self._budget -= cost
        member = window.member
        is_at_begin = not self._packing.is_packed
        fresh = self._packing.member_at(member.offset + begins if is_at_begin else member.offset)
        fresh.offset = member.offset
        if not is_at_begin:
            fresh.skip(begins)
        window.member = fresh
        window.buffer, window.at, window.position = b"", 0, begins


def has_member_a_record(packing: Packing, position: int) -> bool:
    """Return whether the first member of a file holds one record, as ISO 28500, annex D, asks for.

    Args:
        packing: of a file that is packed.
        position: of its first member.
    """
    window = Window(packing.member_at(position))
    window.skip_line_ends()
    window.ensure(_PROBE)
    end = end_of_head(window.buffer, window.at)
    if end is None:
        return True
    length = read_head(window.buffer[window.at : end[0]]).length or 0
    window.skip(end[1] - window.at + length)
    return not window.find_start()
