"""Where a process is in its file, written where another one can read it after its death."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

BEFORE_FIRST = -1
"""The offset of a process that has met no record yet."""

# A number that grows with each entry, the offset, whether a page is being read, and the length of the address.
_HEAD = struct.Struct("<qq?H")
_SIZE = 4096
# The other process writes this byte alone, so that no entry undoes it.
_STOP_AT = _SIZE - 1
_LONGEST_ADDRESS = _STOP_AT - _HEAD.size


@dataclass(frozen=True, slots=True)
class Entry:
    """What a process was about.

    Args:
        number: how many entries it has written; one that grows no more is of a process that hangs.
        offset: of the record, or :data:`BEFORE_FIRST`.
        is_page: whether its page was being read, and not the file.
        url: the record's address.
    """

    number: int = 0
    offset: int = BEFORE_FIRST
    is_page: bool = False
    url: str = ""


class Journal:
    """A small file that two processes share in memory, so that an entry costs no call of the system.

    Args:
        path: the file; it is made where there is none.

    Raises:
        OSError: it cannot be made, or its disk is full.
    """

    def __init__(self, path: Path) -> None:
        with path.open("a+b") as file:
            # Written out: a process that writes into a page of a file for which its disk has no room any more is ended
            # by the system (SIGBUS).
            file.write(bytes(max(0, _SIZE - file.tell())))
            file.flush()
            self._map = mmap.mmap(file.fileno(), _SIZE)
        self._number = 0

    def clear(self) -> None:
        """Begin anew, for another process."""
        self._number = 0
        self._map[: _HEAD.size] = _HEAD.pack(0, BEFORE_FIRST, False, 0)

    def note(self, offset: int, url: str, *, is_page: bool) -> None:
        """Write down what is read next.

        Args:
            offset: of the record.
            url: its address; its end is left out where it is longer than a page of memory.
            is_page: whether its page is read now, and not the file.
        """
        address = url.encode("utf-8", "replace")[:_LONGEST_ADDRESS]
        self._number += 1
        self._map[_HEAD.size : _HEAD.size + len(address)] = address
        _HEAD.pack_into(self._map, 0, self._number, offset, is_page, len(address))

    def read(self) -> Entry:
        """Return the newest entry."""
        number, offset, is_page, length = _HEAD.unpack_from(self._map)
        address = self._map[_HEAD.size : _HEAD.size + length]
        return Entry(number, offset, is_page, address.decode("utf-8", "replace"))

    @property
    def is_stopped(self) -> bool:
        """Whether the process is to end behind the record that it reads."""
        return self._map[_STOP_AT] != 0

    def stop(self) -> None:
        """Ask for the end."""
        self._map[_STOP_AT] = 1

    def close(self) -> None:
        """Let go of the memory; the file stays."""
        self._map.close()
