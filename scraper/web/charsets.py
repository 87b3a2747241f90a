"""Character encodings by the WHATWG Encoding standard: labels, and bytes to text in an encoding that is known.

Which encoding a document is in is found out in :mod:`scraper.web.encoding`. Text never gets lost here: bytes that mean
nothing become U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

import webencodings

UTF8 = "utf-8"
WINDOWS_1252 = "windows-1252"
REPLACEMENT = "\ufffd"

BOMS = ((codecs.BOM_UTF8, UTF8), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
"""Byte order marks, and what they say (§6.1 "BOM sniff")."""

# Lenient about quotes and spaces, as Chrome is; the first charset counts (WHATWG MIME Sniffing, 4.4).
_HEADER_CHARSET = re.compile(r"\bcharset\s*=\s*[\"']?\s*([^\s;\"',]+)", re.IGNORECASE)
# Python's codecs for the encodings whose characters take several bytes.
_MULTIBYTE_CODECS = {
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
# Bytes that the standard's tables map to other characters than Python's do, by encoding.
_DIFFERENT = {
    "koi8-u": {0xAE: "\u045e", 0xBE: "\u040e"},
    "windows-1255": {0xCA: "\u05ba"},
    "x-mac-cyrillic": {0xA2: "\u0490", 0xB6: "\u0491", 0xFF: "\u20ac"},
}
_BYTES = range(0x100)
# The control characters of ISO 8859, which windows-1252 and its kin use for quotation marks and the euro.
_C1_CONTROLS = slice(0x80, 0xA0)
# More than the standard has single-byte encodings (28, §9), so that each table is made once.
_TABLES = 40
# A document with more broken bytes than this is not UTF-8 with a few strays in it, and each costs a call.
_MAX_STRAY = 10_000
_STRAY_HANDLER = "scraper.stray"
# The first bytes of German and French letters, of quotation marks and of dashes in UTF-8.
_USUAL_LEAD_BYTES = b"\xc2\xc3\xe2"


def declared_in_header(content_type: str | None) -> webencodings.Encoding | None:
    """Return the encoding that a Content-Type header names, or None where it names none that the standard lists."""
    match = _HEADER_CHARSET.search(content_type or "")
    if match is None:
        return None
    return webencodings.lookup(match[1])


def possible_name(data: bytes, encoding: webencodings.Encoding | None) -> str | None:
    """Return the name of a declared encoding, or None where the bytes rule it out.

    Markup in UTF-16 has a zero in every other byte, so that bytes without one are not in it, whatever is declared.

    Args:
        data: the document.
        encoding: what it declares, or None.
    """
    if encoding is None:
        return None
    if encoding.name.startswith("utf-16") and _is_without_zero(data):
        return None
    return str(encoding.name)


def _is_without_zero(data: bytes) -> bool:
    return data != b"" and b"\0" not in data


def decoded(data: bytes, name: str) -> str:
    """Return the text of bytes, with U+FFFD for those that mean nothing.

    Args:
        data: the bytes, without a byte order mark.
        name: an encoding of the standard, in lower case.
    """
    if name == "replacement":
        # Encodings that can hide markup from filters are not read at all (§14.1).
        return REPLACEMENT if data else ""
    if name == UTF8:
        return data.decode(UTF8, "replace")
    if name in _MULTIBYTE_CODECS:
        return data.decode(_MULTIBYTE_CODECS[name], "replace")
    return codecs.charmap_decode(data, "strict", _table(name))[0]


def is_whole_multibyte(data: bytes, name: str) -> bool:
    """Return whether an encoding has characters of several bytes, and the bytes break no rule of it."""
    if name not in _MULTIBYTE_CODECS:
        return False
    try:
        data.decode(_MULTIBYTE_CODECS[name])
    except UnicodeDecodeError:
        return False
    return True


def mended(data: bytes) -> str:
    """Return the text of UTF-8 in which a few bytes are broken: those are read as windows-1252."""
    text = data.decode(UTF8, "replace")
    if not 0 < text.count(REPLACEMENT) <= _MAX_STRAY:
        return text
    return data.decode(UTF8, _STRAY_HANDLER)


@lru_cache(maxsize=_TABLES)
def _table(name: str) -> str:
    """Return the characters of the 256 bytes of a single-byte encoding."""
    codec = webencodings.lookup(name).codec_info
    characters = [codec.decode(bytes([byte]), "replace")[0] for byte in _BYTES]
    # What Python leaves open among the C1 controls are those controls in the standard's indexes.
    for byte in _BYTES[_C1_CONTROLS]:
        if characters[byte] == REPLACEMENT:
            characters[byte] = chr(byte)
    if name == "iso-8859-15":
        # Control characters have no place in a page: who declares this encoding and uses these bytes means the
        # quotation marks of windows-1252.
        characters[_C1_CONTROLS] = _table(WINDOWS_1252)[_C1_CONTROLS]
    for byte, character in _DIFFERENT.get(name, {}).items():
        characters[byte] = character
    return "".join(characters)


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Read a broken byte as windows-1252, but half of a character that was cut as U+FFFD, as browsers do."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start, end = error.object, error.start, error.end
    # In front of a letter such a byte is a letter of windows-1252, as in b"p\xe2te". Elsewhere it began a character.
    begins_character = data[start] in _USUAL_LEAD_BYTES and not data[end : end + 1].isalpha()
    if end - start > 1 or begins_character:
        return REPLACEMENT, end
    return _table(WINDOWS_1252)[data[start]], end


codecs.register_error(_STRAY_HANDLER, _stray)
