"""Bytes to text as browsers do it: BOM, Content-Type, meta, then UTF-8 or windows-1252.

The order is that of the WHATWG HTML standard, 13.2.3.2 "Determining the character encoding"; the
labels are those of the WHATWG Encoding standard, 4.2, through webencodings.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

import webencodings

# The standard reads 1024 bytes; old templates put the declaration behind long comments.
_PRESCAN = 8192
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s;\"',]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_WINDOWS_1252 = "windows-1252"


def _undefined_to_c1(error: UnicodeError) -> tuple[str, int]:
    """Map the five bytes that windows-1252 leaves open to C1 controls, as its WHATWG index does."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


codecs.register_error("scraper.c1", _undefined_to_c1)


def _encoding(label: str | None) -> webencodings.Encoding | None:
    """Return the encoding of a label, or None for a label that nobody knows."""
    return webencodings.lookup(label) if label else None


def _declared_in_header(content_type: str | None) -> webencodings.Encoding | None:
    match = _HEADER_CHARSET.search(content_type or "")
    return _encoding(match[1]) if match else None


def _declared_in_meta(data: bytes) -> webencodings.Encoding | None:
    """Return what a meta element declares; UTF-16 there is a mistake and means UTF-8 (13.2.3.2)."""
    match = _META_CHARSET.search(_COMMENT.sub(b"", data[:_PRESCAN]))
    encoding = _encoding(match[1].decode("ascii")) if match else None
    if encoding is not None and encoding.name.startswith("utf-16"):
        return webencodings.UTF8
    if encoding is not None and encoding.name == "x-user-defined":
        return _encoding(_WINDOWS_1252)
    return encoding


def _decode_as(data: bytes, encoding: webencodings.Encoding) -> str:
    """Decode with replacement characters where the bytes are wrong."""
    if encoding.name == _WINDOWS_1252:
        return data.decode("cp1252", "scraper.c1")
    text: str = encoding.codec_info.decode(data, "replace")[0]
    return text


def _guess(data: bytes) -> str:
    """Decode undeclared bytes: UTF-8 where they are valid, else windows-1252."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "scraper.c1")


def _decode_bytes(data: bytes, content_type: str | None) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace")
    encoding = _declared_in_header(content_type) or _declared_in_meta(data)
    return _decode_as(data, encoding) if encoding is not None else _guess(data)


def decode(html: bytes | str, content_type: str | None = None) -> str:
    """Return the text of a page in Unicode NFC; never raises.

    Args:
        html: the bytes as they came, or text that is already decoded.
        content_type: the Content-Type header, which outranks the page's own declaration.
    """
    text = html if isinstance(html, str) else _decode_bytes(html, content_type)
    return text if text.isascii() else unicodedata.normalize("NFC", text)
