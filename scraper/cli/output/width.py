"""How wide a text for reading may be."""

from __future__ import annotations

import sys
from shutil import get_terminal_size

# Columns and lines of a terminal that does not tell its size.
_USUAL_TERMINAL = (100, 24)


def terminal_columns() -> int | None:
    """Return the columns of the terminal that stdout is, or of $COLUMNS; None where it is none, and has no width."""
    if sys.stdout.isatty():
        return get_terminal_size(_USUAL_TERMINAL).columns
    return None
