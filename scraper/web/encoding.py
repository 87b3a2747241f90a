"""Bytes to text: which encoding a page or an XML document is in, decided here for all that read either.

The order for pages is that of the WHATWG HTML standard, 13.2.3.2 "Determining the character encoding": byte order mark,
Content-Type, markup, then UTF-8 or windows-1252. A browser stays with a declaration that the bytes belie, and shows
mojibake. An archive is read later, when nobody can ask the site any more; so here a declaration is left

- for UTF-8, where it names another encoding and the bytes are valid UTF-8 beyond ASCII, which text in a single-byte
  encoding never is; where it names one of several bytes, only if they are broken in that;
- for the markup's declaration or windows-1252, where it names UTF-8 and more characters are broken than whole;
- for the next one, where it names UTF-16 and no byte is zero, which markup in UTF-16 cannot do.

A few stray bytes in a page of UTF-8 are read as windows-1252: texts pasted into the wrong template. Text that was
encoded twice stays as it is. Bytes that mean nothing become U+FFFD, never nothing.
"""

from __future__ import annotations

import re

import webencodings

from scraper.web import charsets
from scraper.web.bounds import MAX_BYTES
from scraper.web.charsets import UTF8, WINDOWS_1252
from scraper.web.prescan import declared as declared_in_markup

# Of a page no more is read than MAX_BYTES in UTF-8, so at most as many characters, which take up to four bytes each.
_MAX_BYTES = 4 * MAX_BYTES
# A character takes two bytes in UTF-16 and one or more in UTF-8: what is longer than this is never read.
_MAX_UTF16_BYTES = 2 * MAX_BYTES
_BOMS = tuple(bom for bom, _ in charsets.BOMS)
# Bytes that Latin text in UTF-8 is full of. In windows-1252 they would be "Ã¼", "Â»" or "â€ž", which no text has.
_UTF8_SIGNATURE = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2[\x80\x82\x84]")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
# So many different characters of several bytes, within so many bytes of a page, are no accident.
_DISTINCT = 5
_SAMPLE = 10_000
_ENCODED_REPLACEMENT = b"\xef\xbf\xbd"

# XML 1.0, appendix F: how markup in UTF-16 without a byte order mark begins.
_XML_IN_UTF16 = ((b"<\0", "utf-16le"), (b"\0<", "utf-16be"))
# A web page may stand in a feed's place, so a meta element's charset is read as well as the declaration's encoding.
_XML_DECLARED = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]{2,40})", re.IGNORECASE)
# In how many bytes an XML declaration is looked for: as many as the HTML standard scans.
_XML_HEAD = 1024


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
    if isinstance(html, str):
        return html[:MAX_BYTES]
    return _read(html[:_MAX_BYTES], content_type)[0]


def utf8(html: bytes | str, content_type: str | None = None) -> bytes:
    """Return the text of a page in UTF-8; never raises. One that is UTF-8 already, as most are, stays as it is.

    Args:
        html: see :func:`decode`.
        content_type: see :func:`decode`.
    """
    if isinstance(html, bytes) and _is_whole_utf8(html, content_type):
        return html
    # A lone surrogate in a str has no UTF-8.
    return decode(html, content_type).encode(UTF8, "replace")


def decode_xml(data: bytes, content_type: str | None = None) -> str:
    """Return the text of a feed or a sitemap; never raises.

    The order is that of RFC 7303 §3: byte order mark, Content-Type, the document's own declaration. A document that
    declares nothing is in UTF-8 by XML 1.0 §4.3.3, and in windows-1252 where it breaks the rules of that.

    Args:
        data: the document as it came, unpacked.
        content_type: the Content-Type header, or None.
    """
    for bom, name in charsets.BOMS:
        if data.startswith(bom):
            return charsets.decoded(data[len(bom) :], name)
    declared = charsets.possible_name(data, charsets.declared_in_header(content_type)) or _declared_in_xml(data)
    return charsets.decoded(data, declared or _utf8_or_windows(data))


def _declared_in_xml(data: bytes) -> str | None:
    """Return the encoding that an XML document shows by its first bytes or names in its declaration, or None."""
    for start, name in _XML_IN_UTF16:
        if data.startswith(start):
            return name
    match = _XML_DECLARED.search(data[:_XML_HEAD])
    if match is None:
        return None
    named = webencodings.lookup(match[1].decode("ascii"))
    if named is None:
        return None
    if named.name.startswith("utf-16"):
        # A declaration that could be read byte for byte does not stand in UTF-16, whatever it names.
        return UTF8
    return str(named.name)


def _utf8_or_windows(data: bytes) -> str:
    """Return the encoding of bytes that declare nothing."""
    return UTF8 if _is_utf8(data) else WINDOWS_1252


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes, content_type: str | None) -> str | None:
    """Return the encoding that a page declares and can be in; the header outranks the markup."""
    in_header = charsets.possible_name(data, charsets.declared_in_header(content_type))
    return in_header or charsets.possible_name(data, declared_in_markup(data))


def _is_whole_utf8(data: bytes, content_type: str | None) -> bool:
    """Return whether the bytes of a page are its text in UTF-8 already, so that they need not be read at all.

    Where this says no, the page can still be UTF-8 that declares another encoding: :func:`_read` finds that out.
    """
    if data.startswith(_BOMS) or not _is_utf8(data):
        return False
    declared = _declared(data, content_type)
    if declared is None or declared == UTF8:
        return True
    # A page in ASCII has the same bytes in windows-1252 and in UTF-8.
    return declared == WINDOWS_1252 and data.isascii()


def _read(data: bytes, content_type: str | None) -> tuple[str, str]:
    """Return the text of a page and the name of its encoding."""
    for bom, name in charsets.BOMS:
        if data.startswith(bom):
            return _after_bom(data[len(bom) :], name), name
    declared = _declared(data, content_type)
    if declared is None or declared == UTF8:
        return _utf8_or_legacy(data, is_declared=declared is not None)
    text = _disguised_utf8(data, declared)
    if text is not None:
        return text, UTF8
    return _page_text(data, declared), declared


def _after_bom(data: bytes, name: str) -> str:
    """Return the text behind a byte order mark."""
    if name == UTF8:
        return charsets.mended(data)
    return _page_text(data, name)


def _page_text(data: bytes, name: str) -> str:
    """Return the text of a page in a known encoding, as far as it is read."""
    if name.startswith("utf-16"):
        # Where UTF-16 is broken, each pair of bytes costs a call of its own.
        data = data[:_MAX_UTF16_BYTES]
    return charsets.decoded(data, name)


def _utf8_or_legacy(data: bytes, *, is_declared: bool) -> tuple[str, str]:
    """Return text and encoding of a page that declares UTF-8 or nothing."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _broken_utf8(data)
    if data.isascii() and not is_declared:
        # ASCII is the same in most encodings; browsers call a page that declares nothing windows-1252.
        return text, WINDOWS_1252
    return text, UTF8


def _broken_utf8(data: bytes) -> tuple[str, str]:
    """Return text and encoding of a page that should be in UTF-8 and breaks its rules."""
    if _is_mostly_utf8(data):
        return charsets.mended(data), UTF8
    legacy = WINDOWS_1252
    markup = declared_in_markup(data)
    if markup is not None and markup.name != UTF8:
        legacy = str(markup.name)
    return _page_text(data, legacy), legacy


def _is_mostly_utf8(data: bytes) -> bool:
    """Return whether at least as many characters beyond ASCII are whole as are broken."""
    text = data.decode(UTF8, "replace")
    replaced = text.count(charsets.REPLACEMENT)
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    whole = beyond_ascii - replaced
    # A U+FFFD that stands in the page itself, in good UTF-8, was left by some other program and breaks nothing here.
    broken = replaced - data.count(_ENCODED_REPLACEMENT)
    return whole >= broken


def _disguised_utf8(data: bytes, declared: str) -> str | None:
    """Return the text of a page that can only be UTF-8 although it declares another encoding, or None."""
    if declared == "replacement" or data.isascii():
        return None
    # Text in an encoding of several bytes may be valid UTF-8 by accident: where it is whole, the declaration stands.
    if charsets.is_whole_multibyte(data, declared):
        return None
    text = _valid_utf8(data)
    if text is None or not _is_surely_utf8(data):
        return None
    return text


def _valid_utf8(data: bytes) -> str | None:
    """Return the text of bytes that are UTF-8 as far as they go, or None."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        is_cut_off = error.reason == "unexpected end of data"
        if not is_cut_off:
            return None
        # A page that was cut off within its last character is still UTF-8.
        return data.decode(UTF8, "replace")


def _is_surely_utf8(data: bytes) -> bool:
    """Return whether bytes that are valid UTF-8 are meant as that.

    In windows-1252 it can be an accident, as where a capital letter with an accent stands before a quotation mark.
    """
    if _UTF8_SIGNATURE.search(data):
        return True
    return len(set(_MULTIBYTE.findall(data[:_SAMPLE]))) >= _DISTINCT
