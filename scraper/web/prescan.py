"""The encoding that a page names in its own markup.

WHATWG HTML standard, 13.2.3.2: "prescan a byte stream to determine its encoding", "get an attribute", "get an
XML encoding"; 2.6.5: "extracting a character encoding from a meta element". Every step moves on in the bytes or ends
the scan, so that its time grows with the length of what is read.
"""

from __future__ import annotations

import re

import webencodings

_FIRST = 1024
"""The bytes that the standard scans."""

_LATER = 65_536
"""The bytes in which a meta element is still found; a browser's tree builder finds it anywhere and starts again."""

_CHARSET = b"charset"
_SPACE = rb"[\t\n\f\r ]"
_VALUE = rb"""(?:"[^"]*+"|'[^']*+'|[^"'\t\n\f\r >][^\t\n\f\r >]*+|(?=>))"""
_NAME = rb"[^\t\n\f\r />][^\t\n\f\r />=]*+"
_SET = rb"%b*+=%b*+" % (_SPACE, _SPACE)
# Where neither a value follows nor another attribute, the bytes end within the tag.
_UNSET = rb"(?!%b*+(?:=|\Z))" % _SPACE
_ATTRIBUTE = re.compile(rb"[\t\n\f\r /]*+(%b)(?:%b(%b)|%b)" % (_NAME, _SET, _VALUE, _UNSET))
_END = re.compile(rb"[\t\n\f\r /]*+>")
# No capturing groups: those in possessive repeats fail in some versions of re.
_REST_OF_TAG = re.compile(
    rb"[^\t\n\f\r >]*+(?:[\t\n\f\r /]*+%b(?:%b%b|%b))*+[\t\n\f\r /]*+>" % (_NAME, _SET, _VALUE, _UNSET)
)
_MARK = re.compile(rb"<(?:(?P<comment>!--)|(?P<meta>meta[\t\n\f\r /])|(?P<tag>/?[a-z])|[!/?])")
# What holds text and no elements for a tree builder; the standard's scan does not know it.
_RAW = re.compile(rb"(script|style|title|textarea|xmp|iframe|noembed|noframes)[\t\n\f\r />]")
_LABEL = rb"""(?:"([^"]*+)"|'([^']*+)'|([^"'\t\n\f\r ;][^\t\n\f\r ;]*+)|)"""
_CONTENT_CHARSET = re.compile(rb"charset%b*+=%b*+%b" % (_SPACE, _SPACE, _LABEL))
_XML_LABEL = rb"""(?:"([^"\x00-\x20>]*+)"|'([^'\x00-\x20>]*+)')"""
_XML = re.compile(rb"<\?xml[^>]*?encoding[\x00-\x20]*+=[\x00-\x20]*+%b[^>]*+>" % _XML_LABEL)


def declared(data: bytes) -> webencodings.Encoding | None:
    """Return the encoding that a page's markup declares, or None.

    UTF-16 named there is a mistake and means UTF-8; x-user-defined means windows-1252.

    Args:
        data: the page's bytes, without a byte order mark.
    """
    if data.startswith(b"<\0?\0x\0"):
        return webencodings.lookup("utf-16le")
    if data.startswith(b"\0<\0?\0x"):
        return webencodings.lookup("utf-16be")
    return _scan(data[:_FIRST].lower(), raw=False) or _in_xml(data[:_FIRST]) or _scan(data[:_LATER].lower(), raw=True)


def lookup(label: bytes) -> webencodings.Encoding | None:
    """Return the encoding of a label found in markup, or None for one that the Encoding standard does not list."""
    encoding = webencodings.lookup(label.decode("latin-1"))
    if encoding is None:
        return None
    if encoding.name.startswith("utf-16"):
        return webencodings.UTF8
    return webencodings.lookup("windows-1252") if encoding.name == "x-user-defined" else encoding


def _scan(head: bytes, *, raw: bool) -> webencodings.Encoding | None:
    """Return what the first meta element with a known encoding declares.

    Args:
        head: the start of the page in lower case.
        raw: whether the text of scripts and styles is passed over, as a tree builder does.
    """
    # Without the word no element declares anything, nor does one that starts behind it.
    last = head.rfind(_CHARSET)
    at = 0
    while at <= last and (mark := _MARK.search(head, at, last)):
        if mark["meta"]:
            at, encoding = _meta(head, mark.end() - 1)
            if encoding is not None:
                return encoding
        else:
            at = _after(head, mark, raw)
        if at < 0:
            return None
    return None


def _after(head: bytes, mark: re.Match[bytes], raw: bool) -> int:
    """Return where a comment, a tag or a declaration ends, or -1 where the bytes end before it."""
    if mark["comment"]:
        # "<!-->" is a whole comment.
        return head.find(b"-->", mark.start() + 2)
    if not mark["tag"]:
        return head.find(b">", mark.start())
    rest = _REST_OF_TAG.match(head, mark.end())
    if rest is None:
        return -1
    name = _RAW.match(head, mark.start() + 1) if raw else None
    return head.find(b"</" + name[1], rest.end()) if name else rest.end()


def _meta(head: bytes, at: int) -> tuple[int, webencodings.Encoding | None]:
    """Return where a meta element ends, or -1, and the encoding that it declares, if any.

    Args:
        at: behind the element's name.
    """
    values: dict[bytes, bytes] = {}
    while attribute := _ATTRIBUTE.match(head, at):
        values.setdefault(attribute[1], _unquoted(attribute[2] or b""))
        at = attribute.end()
    end = _END.match(head, at)
    return (end.end(), _named(values)) if end else (-1, None)


def _unquoted(value: bytes) -> bytes:
    return value[1:-1] if value[:1] in (b'"', b"'") else value


def _named(values: dict[bytes, bytes]) -> webencodings.Encoding | None:
    """Return the encoding that a meta element's attributes name; charset outranks content."""
    if _CHARSET in values:
        return lookup(values[_CHARSET])
    if values.get(b"http-equiv") != b"content-type":
        return None
    match = _CONTENT_CHARSET.search(values.get(b"content", b""))
    return lookup(match[1] or match[2] or match[3] or b"") if match else None


def _in_xml(data: bytes) -> webencodings.Encoding | None:
    """Return the encoding of an XML declaration at the start of the page."""
    match = _XML.match(data)
    return lookup(match[1] or match[2] or b"") if match else None
