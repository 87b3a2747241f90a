"""The bytes of a file as they lie on a disk or on a server: read in blocks, and again where that is needed."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Protocol

# Chosen: large enough that a call for each costs nothing beside unpacking what it brings.
_BLOCK = 256 * 1024


class Opened(Protocol):
    """A file that can be read from any place."""

    def read_at(self, position: int, most: int) -> bytes:
        """Return up to so many bytes from a place on; none at the end of the file.

        Raises:
            WarcError: they cannot be had.
        """
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class LocalFile:
    """A file of this machine.

    Args:
        path: where.

    Raises:
        OSError: it cannot be opened.
    """

    def __init__(self, path: str) -> None:
        self._file: BinaryIO = Path(path).open("rb", buffering=0)  # noqa: SIM115  (closed by close)
        self._at = 0

    def read_at(self, position: int, most: int) -> bytes:
        """Return up to so many bytes from a place on."""
        if position != self._at:
            self._file.seek(position)
        read = self._file.read(most) or b""
        self._at = position + len(read)
        return read

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class Raw:
    """A place in a file from which bytes are taken.

    Args:
        opened: the file.

    Attributes:
        position: the offset of the next byte.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._block = b""
        self._base = 0
        self.position = 0

    def view(self, most: int) -> memoryview:
        """Return the next bytes without taking them: at least one and at most so many; none at the end of the file."""
        at = self._at()
        if at == len(self._block):
            self._block = self._opened.read_at(self.position, _BLOCK)
            self._base = self.position
            at = 0
        return memoryview(self._block)[at : at + most]

    def peek(self, size: int) -> bytes:
        """Return the next bytes without taking them: so many, or all that are left of the file."""
        at = self._at()
        if at + size > len(self._block):
            kept = self._block[at:]
            while len(kept) < size:
                read = self._opened.read_at(self.position + len(kept), max(_BLOCK, size - len(kept)))
                if not read:
                    break
                kept += read
            self._block, self._base, at = kept, self.position, 0
        return self._block[at : at + size]

    def find(self, sign: bytes) -> bool:
        """Move to where a sign stands next, or to the end of the file; return whether it was found."""
        while True:
            at = self._at()
            found = self._block.find(sign, at)
            if found >= 0:
                self.position = self._base + found
                return True
            # The sign may stand across two blocks.
            kept = min(len(self._block) - at, len(sign) - 1)
            self.position = self._base + len(self._block) - kept
            if len(self.peek(kept + 1)) <= kept:
                self.position += kept
                return False

    def _at(self) -> int:
        """Return where the next byte stands in the block; the block is dropped where it doesn't reach there."""
        at = self.position - self._base
        if 0 <= at <= len(self._block):
            return at
        self._block = b""
        self._base = self.position
        return 0

    def close(self) -> None:
        """Let go of the file."""
        self._opened.close()
