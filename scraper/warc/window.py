"""The unpacked bytes of a member, looked at before they are taken."""

from __future__ import annotations

from scraper.warc.members import Member
from scraper.warc.record_head import START

LINE_ENDS = b"\r\n"
"""What ends a record, twice (ISO 28500 §4). Files of 2016 lack it, others have more of it."""

LONGEST_START = 128
"""The longest beginning of a record that is looked at; chosen, with room for blanks behind the version."""

# Chosen: the head of a record, and most often that of its message, in one step.
_STEP = 8 * 1024
_READ_OVER = 256 * 1024


class Window:
    """What is unpacked of a member, looked at before it is taken.

    Args:
        member: the member.

    Attributes:
        position: how many bytes of the member lie before the next one.
    """

    def __init__(self, member: Member) -> None:
        self.member = member
        self.buffer = b""
        self.at = 0
        self.position = 0

    def ensure(self, size: int) -> bool:
        """Have so many bytes in the buffer; return whether there are as many."""
        while len(self.buffer) - self.at < size:
            read = self.member.read(_STEP)
            if not read:
                return False
            self.buffer = self.buffer[self.at :] + read
            self.at = 0
        return True

    def take(self, size: int, before: bytes = b"") -> bytes:
        """Return the next bytes: so many, or all that are left; behind others that were taken before."""
        held = self.buffer[self.at : self.at + size]
        self.at += len(held)
        parts = [before, held]
        left = size - len(held)
        while left and (read := self.member.read(min(left, _READ_OVER))):
            parts.append(read)
            left -= len(read)
        self.position += size - left
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Leave out so many bytes, and return how many there were."""
        held = min(size, len(self.buffer) - self.at)
        self.at += held
        skipped = held if held == size else held + self.member.skip(size - held)
        self.position += skipped
        return skipped

    def skip_line_ends(self) -> None:
        """Leave out what may stand between two records."""
        while self.ensure(1) and self.buffer[self.at] in LINE_ENDS:
            rest = self.buffer[self.at :].lstrip(LINE_ENDS)
            passed = len(self.buffer) - self.at - len(rest)
            self.at += passed
            self.position += passed

    def find_start(self) -> bool:
        """Move to where a record begins next; return whether one does."""
        while True:
            found = START.search(self.buffer, self.at)
            if found is not None:
                self.position += found.start() - self.at
                self.at = found.start()
                return True
            # A beginning may stand across two steps.
            passed = max(0, len(self.buffer) - self.at - LONGEST_START)
            self.at += passed
            self.position += passed
            if not self.ensure(len(self.buffer) - self.at + 1):
                self.position += len(self.buffer) - self.at
                self.at = len(self.buffer)
                return False
