"""Codes that people are shown as sentences: the base of their enumerations."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Worded(StrEnum):
    """A code, the sentence for people with the names of its details in braces, and what they can do next, if anything.

    Attributes:
        template: the sentence, without a stop.
        hint: the next step, as a sentence, or empty.
    """

    template: str
    hint: str

    def __new__(cls, code: str, template: str, hint: str = "") -> Self:
        """Make a member of its code, its sentence and its hint."""
        # The value of a member is its code alone. By default, StrEnum would hand all three to str(), whose second
        # argument is an encoding.
        member = str.__new__(cls, code)
        member._value_ = code
        member.template = template
        member.hint = hint
        return member
