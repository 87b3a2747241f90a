"""What a mention is, and what can be mentioned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MUNICIPALITY, DISTRICT, LAND, BODY, LAW, PROGRAMME, VENDOR = KINDS = (
    "municipality",
    "district",
    "land",
    "body",
    "law",
    "programme",
    "vendor",
)


class Mention(NamedTuple):
    """A place in the text of an article where something is named.

    Args:
        kind: one of :data:`KINDS`.
        key: AGS of a place (8 digits of a municipality, 5 of a district, 2 of a Land), else a short name.
        name: the usual name of what is named; how the text writes it says the text.
        start: of its first character in the body, from 0; None: it is named in kicker, headline or lead alone.
        end: behind its last character; None likewise.
    """

    kind: str
    key: str
    name: str
    start: int | None
    end: int | None


class Place(NamedTuple):
    """A row of the official list.

    Args:
        key: AGS; its first two digits are the Land, its first five the district.
        kind: ``municipality``, ``district`` or ``land``.
        name: without what the list puts behind a comma, such as "Stadt".
        population: of a municipality; None: not known.
    """

    key: str
    kind: str
    name: str
    population: int | None = None

    @property
    def land(self) -> str:
        """Two digits."""
        return self.key[:2]

    @property
    def district(self) -> str:
        """Five digits."""
        return self.key[:5]


@dataclass(frozen=True, slots=True)
class Term:
    """Something with a name of its own that is no place of the official list.

    Args:
        kind: such as ``law``.
        key: its short name, or of a Land two digits.
        name: its usual name.
        needs: the article must have one of these words; empty: it need not.
        excludes: the article must have none of these words.
        is_alone: it makes no compounds that speak of it: "Telekom-Gesetz" is of the trade.
    """

    kind: str
    key: str
    name: str
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    is_alone: bool = False
