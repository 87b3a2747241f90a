"""Numbers of things in words."""

from __future__ import annotations


def counted(number: int, what: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 page``, ``2 pages``, ``0 pages``; thousands apart.

    Args:
        number: how many.
        what: one of them.
        plural: several of them, where that is not the same with an ``s``.
    """
    if number == 1:
        return f"1 {what}"
    return f"{number:,} {plural or what + 's'}"
