"""What to type instead of a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a sentence that names what was probably meant.

    Args:
        name: what was typed.
        known: the names that exist.
        otherwise: the sentence where none of them is like it.
    """
    # Imported only when a name was misspelled, since every start of the program imports this module.
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1)
    if near:
        return f"Did you mean '{near[0]}'?"
    return otherwise
