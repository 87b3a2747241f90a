"""Bounds within which any page is parsed in a short time: lexbor's own time grows with the square of some things.

These are the nesting of elements, the attributes of a tag, the options of a form and the lines of preformatted text.
A page that an editor made stays whole; what is cut off was made by a machine, by mistake or to do harm.
"""

from __future__ import annotations

import re
from collections import defaultdict

MAX_BYTES = 6_000_000
"""The most bytes of a page, in UTF-8, that are read."""

MAX_DEPTH = 500
"""The deepest nesting of elements; browsers stop at 512."""

MAX_TAGS = 75_000
"""The most tags of a page that are read; of a thousand real pages the largest has 20,000."""

MAX_PREFORMATTED = 50_000
"""The most line breaks of a page with preformatted text, where each of them begins a line."""

# The bits that tell the first byte of a character in UTF-8 from the others, and what they are in the others.
_CHARACTER_BITS, _CONTINUATION = 0xC0, 0x80
# Below this many tags no nesting is deep enough to take lexbor more than a tenth of a second.
_MANY_TAGS = 12_000
# lexbor compares each attribute of a tag with all before it.
_MAX_ATTRIBUTES = 1_000
# In a page this short no tag has so many attributes that lexbor takes two seconds for them; nor in one with fewer
# characters that part attributes. In longer pages it takes as long to count these as to look at each tag.
_SHORT = 120_000
_LONG = 250_000
_MANY_SEPARATORS = 35_000
_SEPARATORS = b"\t\n\f\r /\"'"
# Elements that an end tag of something around them does not end (HTML Standard §13.2.6.4.7, "any other end tag").
_UNENDED = (b"div", b"section", b"article", b"aside", b"ul", b"table")
# A notice to readers without scripts is short; the length was chosen, with room for a picture and some words.
_LONGEST_NOTICE = 5_000
# lexbor looks at all options of a form before each one that it adds.
_MAX_OPTIONS = 5_000
# What looks like a tag in a comment or in one of these elements is text (HTML Standard §13.2.6.2). None of the patterns
# below has a capturing group in a possessive repeat: those fail in some versions of re.
_RAW = b"script style textarea title xmp iframe noembed noframes".split()
_SPACE = rb"[\t\n\f\r ]"
_COMMENT = rb"<!--(?:[^-]++|-(?!->))*+"
_VALUE = rb"""(?:"[^"]*+"|'[^']*+'|[^"'\t\n\f\r >][^\t\n\f\r >]*+)"""
_ATTRIBUTE = rb"[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+(?:%b*+=%b*+%b)?+" % (_SPACE, _SPACE, _VALUE)
_ATTRIBUTES = rb"(?:%b){0,%d}+(?!%b)" % (_ATTRIBUTE, _MAX_ATTRIBUTES, _ATTRIBUTE)
_START = rb"<(?=[a-zA-Z])(?!(?i:%b)[\t\n\f\r />])[^\t\n\f\r />]++" % b"|".join(_RAW)


def _raw_text(attributes: bytes = b"") -> bytes:
    """Return the pattern of elements that hold text only, up to their end tags."""
    start = rb"(?i:<%b(?=[\t\n\f\r />]))"
    rest = rb"(?:[^<]++|<(?!/(?i:%b)))*+"
    return b"|".join(start % name + attributes + rest % name for name in _RAW)


# From any place on: everything up to the first tag with more attributes than the bound, or to the end.
_UP_TO_LARGE_TAG = re.compile(
    rb"(?:</[^<]*+|%b%b[^<]*+|%b|%b|[^<]++|<(?![a-zA-Z]))*+" % (_START, _ATTRIBUTES, _COMMENT, _raw_text(_ATTRIBUTES))
)
_LARGE_TAG = re.compile(rb"(<[^\t\n\f\r />]++(?:%b){%d}+)(?:%b)++" % (_ATTRIBUTE, _MAX_ATTRIBUTES, _ATTRIBUTE))
# Shapes of a drawing that end in their own tag, as "<path … />" does: large drawings have thousands, none of them deep.
_ENDED = rb"<(?:path|use|circle|rect|line|polyline|polygon|ellipse|stop|image)\b[^<>]*/>"
_TAG = re.compile(rb"(?=<[a-z/!])(?:%b|%b|%b|<(/?)([a-z][a-z0-9]*))" % (_COMMENT, _raw_text(), _ENDED), re.IGNORECASE)
_OPTION = re.compile(rb"</?opt(?:ion|group)\b[^>]*>", re.IGNORECASE)
_PRE = re.compile(rb"<(?:pre|listing)\b", re.IGNORECASE)
# Void elements do not nest; paragraphs, items and cells nest through their containers or end each other.
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p option"
    b" li dd dt td th tr tbody thead tfoot".split()
)
# These have no special meaning in drawings and formulas and nest there.
_NESTED_IN_SVG = frozenset(b"area base col input link param source track wbr option td th tr tbody thead tfoot".split())
_ANY_HEADING = b"h"
# The start of a second one of these ends the first, so that they do not nest.
_SINGLE = frozenset([b"a", b"button", b"nobr", _ANY_HEADING])
_HEADINGS = frozenset(b"h1 h2 h3 h4 h5 h6".split())


def bounded(html: bytes) -> bytes:
    """Return a page without what would take unbounded time.

    Args:
        html: the page in UTF-8.
    """
    html = _cut(html)
    # Most pages are short and have few tags: they pay for one count, and for none of the patterns.
    if len(html) > _SHORT and not _has_few_separators(html):
        html = _with_few_attributes(html)
        html = _with_few_lines(html)
    if html.count(b"<") <= _MANY_TAGS:
        return html
    # Options are dropped before tags are counted, or a form's long list would cost the page its end.
    return _shallow(_without_options(html))


def _cut(html: bytes) -> bytes:
    """Cut a page off at its bound, between two characters."""
    if len(html) <= MAX_BYTES:
        return html
    end = MAX_BYTES
    # RFC 3629 §3: every byte of a character but its first is 10xxxxxx.
    while html[end] & _CHARACTER_BITS == _CONTINUATION:
        end -= 1
    return html[:end]


def without_open_notices(html: bytes) -> bytes:
    """Return a page without what stands in a ``noscript`` that leaves an element open: the rest of the page is in it.

    Browsers, which run scripts, take the content for text and end it at the end tag (HTML Standard §13.2.6.4.7).

    Args:
        html: the page in UTF-8.
    """
    start = html.find(b"<noscript")
    parts = []
    done = 0
    while start >= 0:
        start = html.find(b">", start) + 1
        end = html.find(b"</noscript", start, start + _LONGEST_NOTICE)
        if start > 0 and end >= 0 and _leaves_open(html[start:end].lower()):
            parts.append(html[done:start])
            done = end
        start = html.find(b"<noscript", max(start, end)) if start > 0 else -1
    if not parts:
        return html
    return b"".join([*parts, html[done:]])


def _leaves_open(notice: bytes) -> bool:
    """Return whether markup leaves an element open; what crosses the end of a script or a comment is no markup."""
    if b"</script" in notice or b"-->" in notice:
        return False
    return any(notice.count(b"<%b" % name) > notice.count(b"</%b" % name) for name in _UNENDED)


def _with_few_lines(html: bytes) -> bytes:
    """Cut a page with preformatted text off at its bound of lines."""
    if html.count(b"\n") <= MAX_PREFORMATTED or _PRE.search(html) is None:
        return html
    return html[: _nth(html, b"\n", MAX_PREFORMATTED)]


def _with_few_attributes(html: bytes) -> bytes:
    """Drop what comes after the thousandth attribute of a tag: lexbor compares each with all before it."""
    parts = []
    at = 0
    while (end := _end(_UP_TO_LARGE_TAG, html, at)) < len(html):
        parts.append(html[at:end])
        large = _LARGE_TAG.match(html, end)
        if large is None:
            # A lone "<" or an attribute that never ends: it stays, and the search goes on behind it.
            parts.append(html[end : end + 1])
            at = end + 1
        else:
            parts.append(large[1])
            at = large.end()
    if not parts:
        return html
    return b"".join([*parts, html[at:]])


def _has_few_separators(html: bytes) -> bool:
    """Return whether a page surely has neither a tag with too many attributes nor too many lines.

    White space, slashes and the quotes around values part attributes, and line breaks are among them.
    """
    return len(html) < _LONG and len(html) - len(html.translate(None, _SEPARATORS)) < _MANY_SEPARATORS


def _end(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    """Return where a pattern that also matches nothing ends."""
    match = pattern.match(text, at)
    if match is None:
        return at
    return match.end()


def _nth(text: bytes, part: bytes, number: int) -> int:
    """Return where a text's first so many occurrences of a part end; it has more."""
    return len(text) - len(text.split(part, number)[number])


def _without_options(html: bytes) -> bytes:
    """Drop all options where a page has thousands: no field is read from them, and lexbor looks at all before each."""
    without, number = _OPTION.subn(b"", html)
    if number <= _MAX_OPTIONS:
        return html
    return without


def _shallow(html: bytes) -> bytes:
    """Return a page up to where its elements nest too deep or become too many."""
    depth = 0
    opened: dict[bytes, int] = defaultdict(int)
    for number, tag in enumerate(_TAG.finditer(html), start=1):
        if number > MAX_TAGS:
            return html[: tag.start()]
        name = _nesting_name(tag[2], opened)
        if name is None:
            continue
        step = _step(name, opened, is_end_tag=bool(tag[1]))
        opened[name] += step
        depth += step
        if depth > MAX_DEPTH:
            return html[: tag.start()]
    return html


def _nesting_name(written: bytes | None, opened: dict[bytes, int]) -> bytes | None:
    """Return under which name a tag counts for the depth of a page, or None where it does not.

    Args:
        written: the element's name as it stands in the tag; None for comments, scripts and closed shapes.
        opened: how many elements of each name are open.
    """
    if written is None:
        return None
    name = written.lower()
    if name in _FLAT and not _nests_in_foreign_content(name, opened):
        return None
    if name in _HEADINGS:
        # The start of a heading ends an open one of any level, so that all of them count under one name.
        return _ANY_HEADING
    return name


def _nests_in_foreign_content(name: bytes, opened: dict[bytes, int]) -> bool:
    """Tell whether a flat element nests where it stands: in a drawing or a formula it has no special meaning."""
    return name in _NESTED_IN_SVG and (opened[b"svg"] > 0 or opened[b"math"] > 0)


def _step(name: bytes, opened: dict[bytes, int], *, is_end_tag: bool) -> int:
    """Return by how much a tag changes the depth of a page.

    Only an end tag of something open ends anything, or "<b></i>" would nest unseen.
    """
    is_open = opened[name] > 0
    if is_end_tag and is_open:
        return -1
    if is_end_tag:
        return 0
    if is_open and name in _SINGLE:
        return 0
    return 1
