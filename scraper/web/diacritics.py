"""Letters without their diacritics: ``é`` as ``e``, ``ü`` as ``u``."""

from __future__ import annotations

import unicodedata


def without_diacritics(text: str) -> str:
    """Return a text without diacritics, composed (NFC); letters that are none with a mark, such as ``ø``, stay."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    # Taken apart were also the syllables of Hangul, which are letters and no marks.
    return unicodedata.normalize("NFC", bare)
