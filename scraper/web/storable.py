"""Text that SQLite can hold."""

from __future__ import annotations

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """Return the text with U+FFFD for what has no place in a database; nearly every text stays the very same.

    A lone surrogate, which JSON can spell, has no UTF-8, so that SQLite cannot be given it; NUL ends the text for half
    of SQLite's functions. Noncharacters (U+FFFE, U+FDD0) are stored as they are.
    """
    return _UNSTORABLE.sub(_REPLACEMENT, text)
