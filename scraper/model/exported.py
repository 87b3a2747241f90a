"""The shape of tables that leave the archive: named columns of a kind, and values that were none of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds; NULL may stand in each."""

    TEXT = "text"
    WHOLE = "integer"
    SHARE = "real"
    FLAG = "boolean"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        name: as users see it.
        kind: what its values are.
    """

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A value that could not leave the archive as it is.

    Args:
        table, column: where it stands.
        row: the value of the table's first column in that row, a number that finds it.
        value: what stands there, shortened.
        is_kept: whether it was exported all the same, with U+FFFD for what cannot be written.
    """

    table: str
    column: str
    row: object
    value: str
    is_kept: bool
