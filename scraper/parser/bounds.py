"""What keeps any page readable in bounded time: lexbor's own time grows with the square of some things.

A page that an editor made is never touched by these bounds; what is cut off is machine-made nonsense.
"""

from __future__ import annotations

import re
from collections import Counter

MAX_CHARACTERS = 6_000_000
"""The most characters of a page that are read."""

MAX_DEPTH = 500
"""The deepest nesting of elements; browsers stop at 512."""

MAX_TAGS = 75_000
"""The most tags of a page that are read; of a thousand real pages the largest has 20,000."""

MAX_PREFORMATTED = 50_000
"""The most line breaks of a page with preformatted text, where each of them begins a line."""

# Below this many tags no nesting is deep enough to be slow.
_MANY_TAGS = 5_000
_MAX_ATTRIBUTES = 1_000
# A page this short has no tag of enough attributes to take a second.
_SHORT = 120_000
_MAX_OPTIONS = 5_000
# What looks like a tag in a comment or a script is none. No capturing groups in possessive repeats: re fails there.
_RAW = "script style textarea title xmp iframe noembed noframes".split()
_SPACE = r"[\t\n\f\r ]"
_COMMENT = r"<!--(?:[^-]++|-(?!->))*+"
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^"'\t\n\f\r >][^\t\n\f\r >]*+)"""
_ATTRIBUTE = rf"[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{_SPACE}*+={_SPACE}*+{_VALUE})?+"
_ATTRIBUTES = rf"(?:{_ATTRIBUTE}){{0,{_MAX_ATTRIBUTES}}}+(?!{_ATTRIBUTE})"
_START = rf"<(?=[a-zA-Z])(?!(?i:{'|'.join(_RAW)})[\t\n\f\r />])[^\t\n\f\r />]++"


def _raw_text(attributes: str = "") -> str:
    """Return the pattern of elements that hold text only, up to their end tags."""
    start = r"(?i:<{0}(?=[\t\n\f\r />]))"
    rest = r"(?:[^<]++|<(?!/(?i:{0})))*+"
    return "|".join(start.format(name) + attributes + rest.format(name) for name in _RAW)


_UP_TO_LARGE_TAG = re.compile(
    rf"(?:</[^<]*+|{_START}{_ATTRIBUTES}[^<]*+|{_COMMENT}|{_raw_text(_ATTRIBUTES)}|[^<]++|<(?![a-zA-Z]))*+"
)
_LARGE_TAG = re.compile(rf"(<[^\t\n\f\r />]++(?:{_ATTRIBUTE}){{{_MAX_ATTRIBUTES}}}+)(?:{_ATTRIBUTE})++")
_ENDED = r"<(?:path|use|circle|rect|line|polyline|polygon|ellipse|stop|image)\b[^<>]*/>"
_TAG = re.compile(rf"(?=<[a-z/!])(?:{_COMMENT}|{_raw_text()}|{_ENDED}|<(/?)([a-z][a-z0-9]*))", re.IGNORECASE)
_OPTION = re.compile(r"</?opt(?:ion|group)\b[^>]*>", re.IGNORECASE)
_PRE = re.compile(r"<(?:pre|listing)\b", re.IGNORECASE)
# Void elements do not nest; paragraphs, items and cells nest through their containers or end each other.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p option"
    " li dd dt td th tr tbody thead tfoot".split()
)
# These have no special meaning in drawings and formulas and nest there.
_NESTED_IN_SVG = frozenset("area base col input link param source track wbr option td th tr tbody thead tfoot".split())
# A second one ends the first.
_SINGLE = frozenset("a button nobr h".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())


def bounded(html: str) -> str:
    """Return a page without what would take unbounded time.

    Args:
        html: the decoded page.
    """
    html = html[:MAX_CHARACTERS]
    if len(html) > _SHORT:
        html = _with_few_attributes(html)
    if len(html) > _SHORT and html.count("\n") > MAX_PREFORMATTED and _PRE.search(html):
        html = html[: _nth(html, "\n", MAX_PREFORMATTED)]
    return _shallow(_without_options(html)) if html.count("<") > _MANY_TAGS else html


def _with_few_attributes(html: str) -> str:
    """Drop what comes after the thousandth attribute of a tag: lexbor compares each with all before it."""
    parts = []
    at = 0
    while (end := _end(_UP_TO_LARGE_TAG, html, at)) < len(html):
        parts.append(html[at:end])
        large = _LARGE_TAG.match(html, end)
        parts.append(large[1] if large else html[end])
        at = large.end() if large else end + 1
    return "".join([*parts, html[at:]]) if parts else html


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where a pattern that also matches nothing ends."""
    match = pattern.match(text, at)
    return match.end() if match else at


def _nth(text: str, part: str, number: int) -> int:
    """Return where a text's first so many occurrences of a part end; it has more."""
    return len(text) - len(text.split(part, number)[number])


def _without_options(html: str) -> str:
    """Drop the options of forms that have thousands, which are not read: lexbor looks at all before each."""
    without, number = _OPTION.subn("", html)
    return without if number > _MAX_OPTIONS else html


def _shallow(html: str) -> str:
    """Return a page up to where its elements nest too deep or become too many.

    Only an end tag of something open ends anything, or "<b></i>" would nest unseen.
    """
    depth = 0
    opened: Counter[str] = Counter()
    for number, tag in enumerate(_TAG.finditer(html)):
        if number > MAX_TAGS:
            return html[: tag.start()]
        name = (tag[2] or "").lower()
        if not name or (name in _FLAT and not (name in _NESTED_IN_SVG and (opened["svg"] or opened["math"]))):
            continue
        name = "h" if name in _HEADINGS else name
        step = (-1 if opened[name] else 0) if tag[1] else (0 if name in _SINGLE and opened[name] else 1)
        opened[name] += step
        depth += step
        if depth > MAX_DEPTH:
            return html[: tag.start()]
    return html
