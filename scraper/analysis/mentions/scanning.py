"""Where names stand in a text: the longest one at each place, with its ends at the ends of words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from scraper.analysis.mentions import data
from scraper.analysis.mentions.names import Name, Names
from scraper.analysis.mentions.records import LAND

# A space that does not break, a line that does and a hyphen that does not are a space and a hyphen to a reader. Each is
# one character before and after, so that positions stay.
_SPACES = ("\u00a0", "\u202f", "\u2009", "\n", "\t")
_HYPHENS = ("\u2010", "\u2011")
# Nearly all names begin with a capital letter. A pattern that begins with a set of characters is found four times as
# fast as one that begins with anything else.
_CAPITALISED = re.compile(r"[A-ZÄÖÜ]\w*")
# Characters before an ordinary word in which the word before it is looked for; the longest cue fits in.
_NEAR = 40
# Words that join towns, or stand between an office and a town; and how the adjectives of Länder end.
_JOINING = (",", "/", "&", "und", "sowie", "oder", "bzw.", "von", "wie", "Stadt", "Gemeinde")
_OF_ADJECTIVES = frozenset({"chen", "sche", "cher", "ches"})
# The only Land whose name makes compounds that speak of it; others are parts of other names ("Sachsen-Coburg").
_COMPOUNDING_LANDS = frozenset({"NRW"})


class Found(NamedTuple):
    """A name at a place in a text.

    Args:
        name: what stands there.
        start: of its first character, from 0.
        end: behind its last character; the -s of a genitive is part of it.
    """

    name: Name
    start: int
    end: int


def flattened(text: str) -> str:
    """Return a text in which all spaces and hyphens are alike, of the same length."""
    # str.translate() looks at each character in turn, and takes forty times as long.
    for space in _SPACES:
        text = text.replace(space, " ")
    for hyphen in _HYPHENS:
        text = text.replace(hyphen, "-")
    return text


def scan(flat: str, names: Names) -> Iterator[Found]:
    """Yield the names in a text, in order, none within another.

    Args:
        flat: the text, as :func:`flattened` gives it.
        names: what is looked for.
    """
    behind = 0
    for start, first in _firsts(flat, names):
        if start < behind or _is_within(flat, start):
            continue
        # Where the word itself is no beginning of a name, it is one with the -s of a genitive: "Kölns".
        found = _longest(flat, start, names.by_first.get(first) or names.by_first[first[:-1]])
        if found is not None and not (found.name.is_rather_word and _is_a_word(flat, start)):
            behind = found.end
            yield found


def _is_a_word(flat: str, start: int) -> bool:
    """Return whether nothing before an ordinary word can make a town of it, so that no more is looked at."""
    before = flat[max(0, start - _NEAR) : start].rstrip(" ").rpartition(" ")[2].lstrip("(„“\"'»«")
    if not before:
        return True
    makes_town = before in data.words().strong_cues or before.endswith(_JOINING) or before[-4:] in _OF_ADJECTIVES
    return not makes_town


def _firsts(flat: str, names: Names) -> list[tuple[int, str]]:
    """Return the words that begin a name, also with the -s of a genitive, each behind its place, in order."""
    known = names.by_first
    firsts = [
        (word.start(), first)
        for word in _CAPITALISED.finditer(flat)
        if (first := word[0]) in known or (first[-1] == "s" and first[:-1] in known)
    ]
    others = [other for other in names.other_firsts if other in flat]
    if others:
        firsts += [(found.start(), other) for other in others for found in re.finditer(re.escape(other), flat)]
        firsts.sort()
    return firsts


def _is_within(flat: str, start: int) -> bool:
    """Return whether a place is within a word, or behind a hyphen: what begins there is no name of its own."""
    return start > 0 and (flat[start - 1] == "-" or _is_of_a_word(flat[start - 1]))


def _longest(flat: str, start: int, named: list[Name]) -> Found | None:
    for name in named:
        if flat.startswith(name.spelling, start):
            behind = start + len(name.spelling)
            end = _end(flat, behind, name)
            if end is not None:
                return Found(name, start, end)
            is_of_several_words = " " in name.spelling
            if is_of_several_words and flat.startswith("-", behind):
                # "Neustadt an der Linde-Süd" is a part of that town; "Neustadt" alone would be cut out of its name.
                return None
    return None


def _end(flat: str, end: int, name: Name) -> int | None:
    """Return where a name ends, or None where a longer word stands there."""
    following = flat[end : end + 2]
    if following[:1] == "s" and not _is_of_a_word(following[1:]) and not name.spelling.endswith("s"):
        end += 1
        following = flat[end : end + 2]
    if _is_of_a_word(following[:1]) and name.spelling[-1].isalnum():
        return None
    is_compound = following[:1] == "-" and following[1:].isalpha()
    return None if is_compound and not _makes_compounds(name) else end


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _makes_compounds(name: Name) -> bool:
    """Return whether a compound with a name speaks of what is named: "OZG-Umsetzung", but not "Köln-Mülheim"."""
    is_land = any(term.kind == LAND for term in name.terms)
    if is_land:
        return name.spelling in _COMPOUNDING_LANDS
    is_alone = any(term.is_alone for term in name.terms)
    return name.towns is None and not is_alone
