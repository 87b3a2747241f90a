"""The encoding that a page names in its own markup.

WHATWG HTML standard, 13.2.3.2: "prescan a byte stream to determine its encoding", "get an attribute", "get an
XML encoding"; 2.6.5: "extracting a character encoding from a meta element". Every step moves on in the bytes or ends
the scan, so that its time grows with the length of what is read.
"""

from __future__ import annotations

import re

import webencodings

# In how many bytes the standard looks for a declaration.
_FIRST = 1024
# In how many bytes a later meta element is found. A browser's tree builder finds it anywhere, and starts again with the
# encoding that it names (13.2.3.4); this bound is chosen, so that a page of megabytes costs little.
_LATER = 65_536

# What only an XML declaration in UTF-16 begins with (13.2.3.2, "prescan", step 2).
_XML_IN_UTF16 = ((b"<\0?\0x\0", "utf-16le"), (b"\0<\0?\0x", "utf-16be"))
_CHARSET = b"charset"
_SPACE = rb"[\t\n\f\r ]"
_VALUE = rb"""(?:"[^"]*+"|'[^']*+'|[^"'\t\n\f\r >][^\t\n\f\r >]*+|(?=>))"""
_NAME = rb"[^\t\n\f\r />][^\t\n\f\r />=]*+"
_SET = rb"%b*+=%b*+" % (_SPACE, _SPACE)
# What follows an attribute without a value: no equals sign, and not the end of the bytes, which may cut a value off.
_UNSET = rb"(?!%b*+(?:=|\Z))" % _SPACE
_ATTRIBUTE = re.compile(rb"[\t\n\f\r /]*+(%b)(?:%b(%b)|%b)" % (_NAME, _SET, _VALUE, _UNSET))
_END = re.compile(rb"[\t\n\f\r /]*+>")
# No capturing groups: those in possessive repeats fail in some versions of re.
_REST_OF_TAG = re.compile(
    rb"[^\t\n\f\r >]*+(?:[\t\n\f\r /]*+%b(?:%b%b|%b))*+[\t\n\f\r /]*+>" % (_NAME, _SET, _VALUE, _UNSET)
)
_MARK = re.compile(rb"<(?:(?P<comment>!--)|(?P<meta>meta[\t\n\f\r /])|(?P<tag>/?[a-z])|[!/?])")
# Elements in which a tree builder finds text only. The standard's prescan passes over none of them, and may find a meta
# element in a script.
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
    for start, name in _XML_IN_UTF16:
        if data.startswith(start):
            return webencodings.lookup(name)
    head = data[:_FIRST]
    # In the order of the standard: the prescan, then the XML declaration, then what a tree builder would find.
    found = _scan(head.lower(), raw=False) or _in_xml(head)
    return found or _scan(data[:_LATER].lower(), raw=True)


def lookup(label: bytes) -> webencodings.Encoding | None:
    """Return the encoding of a label found in markup, or None for one that the Encoding standard does not list."""
    encoding = webencodings.lookup(label.decode("latin-1"))
    if encoding is None:
        return None
    # A label that could be read byte for byte does not stand in UTF-16, whatever it names (13.2.3.2, step "charset").
    if encoding.name.startswith("utf-16"):
        return webencodings.UTF8
    if encoding.name == "x-user-defined":
        return webencodings.lookup("windows-1252")
    return encoding


def _scan(head: bytes, *, raw: bool) -> webencodings.Encoding | None:
    """Return what the first meta element with a known encoding declares.

    Args:
        head: the start of the page in lower case.
        raw: whether the text of scripts and styles is passed over, as a tree builder does.
    """
    # Without this word no element declares an encoding, and none does that starts behind its last place.
    last = head.rfind(_CHARSET)
    at = 0
    while 0 <= at <= last:
        mark = _MARK.search(head, at, last)
        if mark is None:
            return None
        if not mark["meta"]:
            at = _after(head, mark, raw)
            continue
        at, encoding = _meta(head, mark.end() - 1)
        if encoding is not None:
            return encoding
    return None


def _after(head: bytes, mark: re.Match[bytes], raw: bool) -> int:
    """Return where a comment, a tag or a declaration ends, or -1 where the bytes end before it."""
    if mark["comment"]:
        # "<!-->" is a whole comment, so that its end may overlap with its start.
        return head.find(b"-->", mark.start() + len(b"<!"))
    if not mark["tag"]:
        return head.find(b">", mark.start())
    rest = _REST_OF_TAG.match(head, mark.end())
    if rest is None:
        return -1
    raw_text = _RAW.match(head, mark.start() + 1)
    if raw and raw_text:
        return head.find(b"</" + raw_text[1], rest.end())
    return rest.end()


def _meta(head: bytes, at: int) -> tuple[int, webencodings.Encoding | None]:
    """Return where a meta element ends, or -1, and the encoding that it declares, if any.

    Args:
        head: the start of the page in lower case.
        at: behind the element's name.
    """
    values: dict[bytes, bytes] = {}
    while attribute := _ATTRIBUTE.match(head, at):
        # The first of two attributes of one name counts ("get an attribute", step "attribute list").
        values.setdefault(attribute[1], _unquoted(attribute[2] or b""))
        at = attribute.end()
    end = _END.match(head, at)
    if end is None:
        return -1, None
    return end.end(), _named(values)


def _unquoted(value: bytes) -> bytes:
    if value.startswith((b'"', b"'")):
        return value[1:-1]
    return value


def _named(values: dict[bytes, bytes]) -> webencodings.Encoding | None:
    """Return the encoding that a meta element's attributes name; charset outranks content."""
    if _CHARSET in values:
        return lookup(values[_CHARSET])
    if values.get(b"http-equiv") != b"content-type":
        return None
    return _labelled(_CONTENT_CHARSET.search(values.get(b"content", b"")))


def _in_xml(data: bytes) -> webencodings.Encoding | None:
    """Return the encoding of an XML declaration at the start of the page."""
    return _labelled(_XML.match(data))


def _labelled(match: re.Match[bytes] | None) -> webencodings.Encoding | None:
    """Return the encoding of the label in the one group of a match that took part, or None."""
    if match is None or match.lastindex is None:
        return None
    return lookup(match[match.lastindex])
