"""Lists of addresses, from a file or from stdin: one a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

# What editors of Windows put in front of a text (Unicode Standard, section 23.8).
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that names an address.

    Args:
        file: the name of the list, for messages.
        number: of the line; the first is 1.
        text: the address as it was typed; None where the line is no text.
    """

    file: str
    number: int
    text: str | None

    @property
    def place(self) -> str:
        """Where the line stands, for messages."""
        return f"{self.file}, line {self.number}"


def lines(stream: BinaryIO, name: str) -> Iterator[Line]:
    """Yield the lines of a list that name an address: neither empty ones nor those that begin with ``#``.

    Args:
        stream: the list, UTF-8, with any line ends.
        name: of the list, for messages.
    """
    content = stream.read().removeprefix(_BYTE_ORDER_MARK)
    for number, raw in enumerate(content.splitlines(), start=1):
        stripped = raw.strip()
        if stripped and not stripped.startswith(b"#"):
            yield Line(name, number, _decoded(stripped))


def _decoded(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
