"""Codes of editors and agencies: ``(mw)`` on a line below the text, ``(hib/STÖ)`` behind the place at its beginning."""

from __future__ import annotations

import re

from scraper.parser.page.wording import Wording, any_of

# Agencies as German, Austrian and Swiss papers name them, with the service behind a hyphen ("dpa-infocom").
AGENCIES = (
    Wording(
        "news agency",
        r"(?:dpa|afp|apa|epd|kna|sid|sda|ats|dapd|ddp|dts|ots|efe|ansa|pap|ap|rtr|reuters|keystone)(?:-\w{2,9})?",
        ("dpa", "AFP", "Reuters", "dpa-infocom"),
        ("BSI",),
    ),
)
# Short words in parentheses that are no codes, behind a sentence as well.
_WORDS = frozenset(
    "pdf doc zip mp3 kb mb gb eur usd usw etc ff sic vgl ebd anm neu alt link mehr ca bzw inkl ja nein und"
    " oder wie auch"
    " hier oben info the and or not yes no too all see via new more here".split()
)
# Behind the name of a house these say where a report comes from, not who wrote it.
_ORIGINS = frozenset(("red", "pm", "pr", "pi", "own"))
_ITEM = rf"(?:{AGENCIES[0].pattern}|(?-i:[a-zäöüß]{{2,4}}))"
ITEMS = rf"{_ITEM}(?:\s*[/,;|+&]\s*{_ITEM}){{0,5}}"
"""Pattern of one or several codes, without regard to case for agencies alone."""

_AGENCY = any_of(AGENCIES)
_BETWEEN = re.compile(r"[\s/,;|+&()]+")
_ALONE = re.compile(rf"^\(\s*({ITEMS})\s*\)$", re.IGNORECASE)
_LONGEST_ALONE = 40
# House and author are told apart by their letters: "(hib/STÖ)", "(BS/ak)". Of "(dk/mw)" both may be authors.
_DATELINE = re.compile(
    r"^(?:[A-ZÄÖÜ][\w.\-/ ]{1,40}?[:,]?\s*)?\(\s*"
    r"(?:([a-zäöü]{2,5})\s*/\s*([A-ZÄÖÜ]{2,4}(?:\s*/\s*[A-ZÄÖÜ]{2,4}){0,3})"
    r"|([A-ZÄÖÜ]{2,5})\s*/\s*([a-zäöüß]{2,4}(?:\s*/\s*[a-zäöüß]{2,4}){0,3}))\s*\)"
)
_LONGEST_DATELINE = 80


def is_agency(code: str) -> bool:
    """Return whether a code is a news agency's."""
    return _AGENCY.fullmatch(code) is not None


def of(text: str) -> list[str]:
    """Return the codes that share a string; none where all are words such as "pdf" or "mehr"."""
    found = [code for code in _BETWEEN.split(text) if code]
    return [] if all(code.lower() in _WORDS for code in found) else found


def alone(text: str) -> list[str]:
    """Return the codes that stand in parentheses and are all of a line."""
    if text[0] != "(" or len(text) > _LONGEST_ALONE:
        return []
    found = _ALONE.match(text)
    return of(found[1]) if found else []


def of_dateline(text: str) -> list[str]:
    """Return the authors' codes that a text begins with, behind its place and the name of the house.

    What an agency sets there are its own services ("dpa/lby"), and another agency is no author either.
    """
    found = _DATELINE.match(text[:_LONGEST_DATELINE])
    if found is None:
        return []
    house, codes = (found[1], found[2]) if found[1] else (found[3], found[4])
    authors = of(codes)
    is_origin = any(is_agency(code) or code.lower() in _ORIGINS for code in (house, *authors))
    return [] if is_origin else authors
