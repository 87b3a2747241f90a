"""Blocks of JSON that are nearly JSON: what stands around the value is left out, what breaks it is mended.

A block is first read as RFC 8259 says. Only where that fails it is read again value by value, and where that fails too
it is mended character by character, in time that grows with its length.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

_OPENING = re.compile(r"<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[")
_CLOSINGS = ("-->", "]]>")
# RFC 8259 §8.2: JSON may spell half a surrogate pair ("\\ud83d"), which has no UTF-8, so that no digest, database or
# answer takes it. NUL ends a text for half of SQLite's functions. No other way leads either of them into a page.
_SUSPECT = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2}|u0000)|.)",
    re.DOTALL,
)
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_BRACKET = re.compile(r"[{\[]")
_SPACE = re.compile(r"\s*")
# RFC 8259 §7: what may follow a reverse solidus.
_GOOD_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
# Where a string is left or entered, and what may be wrong between two strings.
_IN_STRING = re.compile(r'["\\]')
_OUTSIDE = re.compile(r'"|,\s*(?=[}\]])|/\*|<!--|(?<!:)//')
_COMMENT_ENDS = {"/*": "*/", "<!--": "-->", "//": "\n"}
_COMMENTS = tuple(_COMMENT_ENDS)
# What a value or a key begins with, so that a comma before it parts two values.
_AFTER_STRING = frozenset(":}]")
_BEGINNINGS = frozenset('"{[-0123456789tfn}]')
# The longest broken block of 2,747 pages of November 2026 had 7,881 characters; a longer one is given up than this.
_LONGEST_MENDED = 200_000
# One script holds a few documents. Attempts at something that is no JSON are bounded, since each may read to its end.
_MAX_DOCUMENTS = 50
_MAX_ATTEMPTS = 20


def load(text: str) -> list[Any]:
    """Return the values of a block: one, or each of several that stand behind one another; none where it is no JSON.

    Args:
        text: the text of a script element.
    """
    text = _storable(_unwrapped(text))
    try:
        return [json.loads(text, strict=False)]
    except RecursionError:
        return []
    except ValueError:
        pass
    if '"' not in text:
        text = html.unescape(text)
    values, whole = _documents(_TRAILING_COMMA.sub("", text))
    if whole or len(text) > _LONGEST_MENDED:
        return values
    mended, whole = _documents(_mended(text))
    if whole or len(mended) > len(values):
        return mended
    return values


def _unwrapped(text: str) -> str:
    """Return a block without the comment or CDATA section that once hid scripts from old browsers."""
    text = text.strip().lstrip("\ufeff").lstrip()
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    if text.endswith(_CLOSINGS):
        text = text[:-3].rstrip().removesuffix("//").rstrip()
    return text.removesuffix(";").strip()


def _storable(text: str) -> str:
    """Return a block with U+FFFD for the characters that cannot be stored; whole pairs stay."""
    if _SUSPECT.search(text) is None:
        return text
    return _ESCAPE.sub(lambda escape: r"\ufffd" if escape[1] else escape[0], text)


def _documents(text: str) -> tuple[list[Any], bool]:
    """Return the values that stand in a text one behind the other, and whether nothing in it broke one of them."""
    decode = json.JSONDecoder(strict=False).raw_decode
    values: list[Any] = []
    failed = 0
    bracket = _BRACKET.search(text)
    while bracket is not None and failed < _MAX_ATTEMPTS and len(values) < _MAX_DOCUMENTS:
        try:
            value, end = decode(text, bracket.start())
            values.append(value)
        except RecursionError:
            return values, False
        except ValueError:
            failed += 1
            end = bracket.end()
        # Inside a value that cannot be read, its parts would be taken for documents of their own.
        if failed and not values:
            break
        bracket = _BRACKET.search(text, end)
    return values, failed == 0


def _mended(text: str) -> str:
    """Return a block with its escapes, quotation marks, commas and comments as RFC 8259 wants them."""
    parts: list[str] = []
    at, inside = 0, False
    while True:
        pattern = _IN_STRING if inside else _OUTSIDE
        found = pattern.search(text, at)
        if found is None:
            parts.append(text[at:])
            return "".join(parts)
        parts.append(text[at : found.start()])
        if inside:
            part, at, inside = _in_string(text, found.start())
        elif found[0] == '"':
            part, at, inside = '"', found.end(), True
        else:
            part, at = "", _behind(text, found)
        parts.append(part)


def _in_string(text: str, at: int) -> tuple[str, int, bool]:
    """Return what stands for a quotation mark or escape in a string, where to go on, and whether the string goes on."""
    if text[at] == "\\":
        good = _GOOD_ESCAPE.match(text, at)
        # RFC 8259 knows no other escapes; of one that it does not know the character stays.
        if good is None:
            return "", at + 1, True
        return good[0], good.end(), True
    if _closes(text, at):
        return '"', at + 1, False
    return r"\"", at + 1, True


def _closes(text: str, at: int) -> bool:
    """Return whether a quotation mark ends a string: what follows can follow a string, else it is part of it."""
    behind = _next(text, at + 1)
    if _stands_one_of(_AFTER_STRING, text, behind):
        return True
    if text[behind] != ",":
        return False
    # In '"Rat "live", heute"' a comma follows as well, and then no value.
    return _stands_one_of(_BEGINNINGS, text, _next(text, behind + 1))


def _stands_one_of(signs: frozenset[str], text: str, at: int) -> bool:
    """Return whether one of some signs, a comment or the end of the text stands at a place."""
    if at >= len(text) or text[at] in signs:
        return True
    return text.startswith(_COMMENTS, at)


def _next(text: str, at: int) -> int:
    """Return where the next character stands that is no white space."""
    space = _SPACE.match(text, at)
    if space is None:
        return at
    return space.end()


def _behind(text: str, found: re.Match[str]) -> int:
    """Return where to go on behind a comment, or a comma before a closing bracket."""
    ending = _COMMENT_ENDS.get(found[0])
    if ending is None:
        return found.end()
    end = text.find(ending, found.end())
    # A comment that nobody closed takes the rest, as in a script.
    if end < 0:
        return len(text)
    return end + len(ending)
