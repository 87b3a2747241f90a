"""The other ways in which a word that a person typed can be written, as texts that the exact index is asked for.

``Strasse`` is written Straße, too; ``Mueller`` Müller; ``E-Akte`` EAkte and eAkte; ``NIS2`` NIS-2; ``Bürger:innen``
BürgerInnen; ``§44b`` § 44b. None of these is another word or another form of it. *schon* and *schön* are two words:
a dot left out is no spelling, and is met by the stems alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from scraper.web.diacritics import without_diacritics

MOST_SPELLINGS = 16
"""Spellings of one word that are looked for; chosen: three doubtful places of a word, each hyphened and joined."""

# What a place of a word can be written as instead (DIN 5007-2 has ä for ae; the Duden has ss where there is no ß).
_INSTEAD = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ae": "ä", "oe": "ö", "ue": "ü", "ss": "ß"}
_PLACE = re.compile("ae|oe|ue|ss|[äöüß]")
# Chosen: of more doubtful places, all are written one way or the other.
_MOST_PLACES = 3
# What stands between the parts of a word that can be written without it: hyphens of any kind, and the signs of gender.
# A letter has to stand on one side at least, since "10:30" and "2-3" are no words.
_LETTER, _SIGN = r"[^\W\d_]", r"[-‐‑‒–:*·_/]"
_BETWEEN = re.compile(rf"(?<={_LETTER}){_SIGN}(?=\w)|(?<=\w){_SIGN}(?={_LETTER})")
# Where a word is put together of two without a sign: eAkte, OpenData, EAkte, BürgerInnen; NIS2, 44b, 5G.
_SMALL, _LARGE = "[a-zäöüß]", "[A-ZÄÖÜ]"
_CAPITAL = re.compile(rf"(?<={_SMALL})(?={_LARGE})|(?<={_LARGE})(?={_LARGE}{_SMALL})")
_FIGURE = re.compile(rf"(?<={_LETTER})(?=\d)|(?<=\d)(?={_LETTER})")
# What is typed in small letters can have lost its hyphen, too: eakte, egovernment, eid.
_ELECTRONIC = re.compile(rf"\b[eE](?={_LETTER}{{2,}}\b)")
# Thousands are written 1.300 or 1300.
_THOUSANDS_APART, _THOUSANDS_JOINED = re.compile(r"(?<=\d)(?=(?:\d{3})+$)"), re.compile(r"\d{1,3}(?:[.,]\d{3})+")
# Nobody writes a year so.
_YEAR = re.compile(r"(?:19|20)\d\d")
# A section is named by § 44b or §44b.
_SECTION_APART, _SECTION_JOINED = re.compile(r"(§)\s*(?=\d)"), re.compile(r"(?<=§)\s+(?=\d)")


def spellings(text: str) -> tuple[str, ...]:
    """Return the other spellings of a word, at most :data:`MOST_SPELLINGS`; a blank stands for anything between words.

    Args:
        text: as it was typed, upper and lower case included.
    """
    written = dict.fromkeys(_otherwise_joined(text))
    found = dict.fromkeys(
        spelling for joined in (text, *written) for spelling in (joined.lower(), *_otherwise_lettered(joined.lower()))
    )
    found.pop(text.lower(), None)
    return tuple(itertools.islice(found, MOST_SPELLINGS))


def _otherwise_joined(text: str) -> Iterator[str]:
    """Yield the text with its parts put together or taken apart."""
    yield _BETWEEN.sub("", text)
    yield _CAPITAL.sub(" ", text)
    yield _FIGURE.sub(" ", text)
    if text.isdecimal() and not _YEAR.fullmatch(text):
        yield _THOUSANDS_APART.sub(" ", text)
    if _THOUSANDS_JOINED.fullmatch(text):
        yield re.sub("[.,]", "", text)
    yield _SECTION_APART.sub(r"\1 ", text)
    yield _SECTION_JOINED.sub("", text)
    yield _ELECTRONIC.sub("e ", text)


def _otherwise_lettered(text: str) -> Iterator[str]:
    """Yield a text in lower case with ä for ae, ss for ß and so on, in all combinations where these are few."""
    places = list(_PLACE.finditer(text))
    if len(places) > _MOST_PLACES:
        yield re.sub("[äöüß]", lambda found: _INSTEAD[found[0]], text)
        yield re.sub("ae|oe|ue|ss", lambda found: _INSTEAD[found[0]], text)
        return
    for chosen in itertools.product((False, True), repeat=len(places)):
        parts, end = [], 0
        for place, is_changed in zip(places, chosen, strict=True):
            parts.append(text[end : place.start()])
            parts.append(_INSTEAD[place[0]] if is_changed else place[0])
            end = place.end()
        yield "".join(parts) + text[end:]


def folded(text: str) -> str:
    """Return a text in lower case with ae for ä and ss for ß."""
    return re.sub("[äöü]", lambda found: _INSTEAD[found[0]], text.casefold())


def bare(text: str) -> str:
    """Return a text in lower case without accents and dots."""
    return without_diacritics(text.casefold())
