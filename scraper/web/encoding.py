"""Bytes to text as browsers do it: BOM, Content-Type, markup, then UTF-8 or windows-1252.

The order is that of the WHATWG HTML standard, 13.2.3.2 "Determining the character encoding"; the labels are those of
the WHATWG Encoding standard, 4.2, through webencodings. A browser stays with a declaration that the bytes belie, and
shows mojibake. An archive is read later, when nobody can ask the site any more; so here a declaration is left

- for UTF-8, where it names another encoding and the bytes are valid UTF-8 beyond ASCII, which text in a single-byte
  encoding never is; where it names one of several bytes, only if they are broken in that;
- for the markup's declaration or windows-1252, where it names UTF-8 and more characters are broken than whole;
- for the next one, where it names UTF-16 and no byte is zero, which markup in UTF-16 cannot do.

A few stray bytes in a page of UTF-8 are read as windows-1252: texts pasted into the wrong template. Text that was
encoded twice stays as it is. Bytes that mean nothing become U+FFFD, never nothing.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

import webencodings

from scraper.web.bounds import MAX_BYTES
from scraper.web.prescan import declared as declared_in_markup

_UTF8 = "utf-8"
_WINDOWS_1252 = "windows-1252"
_BOMS = ((codecs.BOM_UTF8, _UTF8), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
# Lenient about quotes and spaces, as Chrome is; the first charset counts (WHATWG MIME Sniffing, 4.4).
_HEADER_CHARSET = re.compile(r"\bcharset\s*=\s*[\"']?\s*([^\s;\"',]+)", re.IGNORECASE)
_CJK = {
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
# Where the standard's tables differ from Python's.
_DIFFERENT = {
    "koi8-u": {0xAE: "\u045e", 0xBE: "\u040e"},
    "windows-1255": {0xCA: "\u05ba"},
    "x-mac-cyrillic": {0xA2: "\u0490", 0xB6: "\u0491", 0xFF: "\u20ac"},
}
_REPLACEMENT = "\ufffd"
# What German and other Latin text in UTF-8 is full of, and windows-1252 never has: "Ã¼", "Â»", "â€ž".
_UTF8_SIGNATURE = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2[\x80\x82\x84]")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_DISTINCT = 5
_MAX_STRAY = 10_000
_MAX_BYTES = 4 * MAX_BYTES
_ANY_BOM = tuple(bom for bom, _ in _BOMS)


def encoding(data: bytes, content_type: str | None = None) -> str:
    """Return the name of the encoding that a page's bytes are read in, as the Encoding standard has it, in lower case.

    Args:
        data: the page's bytes; where they are all ASCII and declare nothing, the answer is windows-1252.
        content_type: the Content-Type header, which outranks the page's own declaration.
    """
    return _read(data, content_type)[1]


def decode(html: bytes | str, content_type: str | None = None) -> str:
    """Return the text of a page; never raises.

    Args:
        html: the bytes as they came, or text that is already decoded; what is longer than any page is cut off.
        content_type: the Content-Type header, which outranks the page's own declaration.
    """
    return html[:MAX_BYTES] if isinstance(html, str) else _read(html[:_MAX_BYTES], content_type)[0]


def utf8(html: bytes | str, content_type: str | None = None) -> bytes:
    """Return the text of a page in UTF-8; never raises. One that is UTF-8 already, as most are, stays as it is.

    Args:
        html: see :func:`decode`.
        content_type: see :func:`decode`.
    """
    if isinstance(html, bytes) and not html.startswith(_ANY_BOM) and _is_whole_utf8(html, content_type):
        return html
    # A lone surrogate in a str has no UTF-8.
    return decode(html, content_type).encode("utf-8", "replace")


def _is_whole_utf8(data: bytes, content_type: str | None) -> bool:
    """Return whether bytes are to be read as UTF-8 and break no rule of it."""
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            return False
    header = _declared_in_header(content_type)
    name = _possible(data, header) or _possible(data, declared_in_markup(data)) or ""
    return name in ("", _UTF8) or (name == _WINDOWS_1252 and data.isascii())


def _read(data: bytes, content_type: str | None) -> tuple[str, str]:
    """Return the text and the name of its encoding."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            rest = data[len(bom) :]
            return (_decode_as(rest, name) if name != _UTF8 else _mended(rest)), name
    header = _declared_in_header(content_type)
    name = _possible(data, header) or _possible(data, declared_in_markup(data)) or ""
    if name in ("", _UTF8):
        return _utf8_or_legacy(data, name)
    if name != "replacement" and (text := _disguised_utf8(data, name)) is not None:
        return text, _UTF8
    return _decode_as(data, name), name


def _declared_in_header(content_type: str | None) -> webencodings.Encoding | None:
    match = _HEADER_CHARSET.search(content_type or "")
    return webencodings.lookup(match[1]) if match else None


def _possible(data: bytes, encoding: webencodings.Encoding | None) -> str | None:
    """Return the name of a declared encoding unless it is UTF-16 for bytes without a zero."""
    if encoding is None or (encoding.name.startswith("utf-16") and data and b"\0" not in data):
        return None
    return str(encoding.name)


def _utf8_or_legacy(data: bytes, declared: str) -> tuple[str, str]:
    """Decode bytes that declare UTF-8 or nothing."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        if _mostly_utf8(data):
            return _mended(data), _UTF8
        markup = declared_in_markup(data)
        legacy = markup.name if markup is not None and markup.name != _UTF8 else _WINDOWS_1252
        return _decode_as(data, legacy), legacy
    return text, _WINDOWS_1252 if not declared and data.isascii() else _UTF8


def _mostly_utf8(data: bytes) -> bool:
    """Return whether more characters beyond ASCII are whole than broken."""
    text = data.decode("utf-8", "replace")
    replaced = text.count(_REPLACEMENT)
    broken = replaced - data.count(b"\xef\xbf\xbd")
    return len(text) - len(text.encode("ascii", "ignore")) - replaced >= broken


def _disguised_utf8(data: bytes, name: str) -> str | None:
    """Return the text of bytes that can only be UTF-8 although they declare another encoding, or None."""
    if data.isascii() or (name in _CJK and _is_valid(data, _CJK[name])):
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            return None
        text = data.decode("utf-8", "replace")
    # One letter beside a quotation mark can be valid UTF-8 by accident.
    sure = _UTF8_SIGNATURE.search(data) or len(set(_MULTIBYTE.findall(data[:10_000]))) >= _DISTINCT
    return text if sure else None


def _is_valid(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _decode_as(data: bytes, name: str) -> str:
    """Decode with U+FFFD where the bytes are wrong."""
    if name == "replacement":
        return _REPLACEMENT if data else ""
    if name.startswith("utf-16"):
        # Two bytes of it are one or more in UTF-8: more than this is never read.
        data = data[: 2 * MAX_BYTES]
    if name in _CJK:
        return data.decode(_CJK[name], "replace")
    return codecs.charmap_decode(data, "strict", _table(name))[0]


@lru_cache(maxsize=40)
def _table(name: str) -> str:
    """Return the characters of the 256 bytes of a single-byte encoding.

    Bytes from 0x80 to 0x9F that Python leaves open are C1 controls, as in the standard's indexes.
    """
    codec = webencodings.lookup(name).codec_info
    characters = [codec.decode(bytes([byte]), "replace")[0] for byte in range(256)]
    for byte in range(0x80, 0xA0):
        if characters[byte] == _REPLACEMENT:
            characters[byte] = chr(byte)
    if name == "iso-8859-15":
        # Its C1 controls have no place in a page; the quotation marks of windows-1252 do.
        characters[0x80:0xA0] = _table(_WINDOWS_1252)[0x80:0xA0]
    for byte, character in _DIFFERENT.get(name, {}).items():
        characters[byte] = character
    return "".join(characters)


def _mended(data: bytes) -> str:
    """Decode UTF-8 in which a few bytes are broken."""
    text = data.decode("utf-8", "replace")
    if not 0 < text.count(_REPLACEMENT) <= _MAX_STRAY:
        return text
    return data.decode("utf-8", "scraper.stray")


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Read a byte as windows-1252, but half of a cut character as U+FFFD, like browsers."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start, end = error.object, error.start, error.end
    cut = end - start > 1 or (data[start] in b"\xc2\xc3\xe2" and not data[end : end + 1].isalpha())
    return _REPLACEMENT if cut else _table(_WINDOWS_1252)[data[start]], end


codecs.register_error("scraper.stray", _stray)
