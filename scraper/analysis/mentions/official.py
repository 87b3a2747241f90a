"""The list of municipalities of the statistical offices, GV100AD: a text of fixed columns, one record a line.

The offices publish it each quarter and each year; its description ("Datensatzbeschreibung GV100AD") says what stands in
which column. Columns count from 1 there.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from scraper.analysis.mentions.records import DISTRICT, LAND, MUNICIPALITY, Place
from scraper.analysis.mentions.spellings import plain

# Kinds of records, columns 1 to 2.
_LAND, _DISTRICT, _MUNICIPALITY = "10", "40", "60"
_KNOWN = frozenset({_LAND, "20", "30", _DISTRICT, "50", _MUNICIPALITY})
# Columns 3 to 10: the day of the list. 11 to 18: the AGS, of a Land two digits, of a district five. 23 to 72: the name.
_DAY, _AGS, _NAME = slice(2, 10), slice(10, 18), slice(22, 72)
# Columns 123 to 124: what kind of district or municipality. 140 to 150: inhabitants.
_KIND, _POPULATION = slice(122, 124), slice(139, 150)
# Districts that are one town each (kreisfreie Stadt, Stadtkreis): the town has a record of its own.
_TOWNS = frozenset({"41", "42"})
_IS_TOWN = re.compile(r",.*(?i:stadt)")
# Kreis in the west and north, Landkreis elsewhere.
_CALLED = {"43": "Kreis", "44": "Landkreis"}
# Areas that are part of no municipality, inhabited or not.
_NO_MUNICIPALITY = frozenset({"65", "66"})
# A district whose name says itself that it is one.
_SAYS_ITSELF = re.compile(r"(?i:kreis)|^(?:Region|Städteregion|Regionalverband|StadtRegion)\b|\bLand$")
_DIGITS = {LAND: 2, DISTRICT: 5, MUNICIPALITY: 8}
# The encodings in which such files are met: UTF-8 by now, and Latin-1 as of old, in which any bytes are a text.
_ENCODINGS = ("utf-8-sig", "latin-1")


@dataclass(frozen=True, slots=True)
class OfficialList:
    """The list as of a day.

    Args:
        day: as of when.
        places: Länder, districts, municipalities.
    """

    day: dt.date
    places: tuple[Place, ...]


def read_list(data: bytes) -> OfficialList | None:
    """Read a list.

    Args:
        data: the bytes of the text.

    Returns:
        None where it is no such list: no record of a municipality stands in it.
    """
    day, places = None, {}
    for line in _text(data).splitlines():
        if line[:2] not in _KNOWN:
            continue
        day = _day(line[_DAY]) or day
        place = _place(line)
        if place is not None:
            places[place.key] = place
    has_towns = any(place.kind == MUNICIPALITY for place in places.values())
    if day is None or not has_towns:
        return None
    return OfficialList(day, tuple(places.values()))


def is_cut(data: bytes) -> bool:
    """Return whether a list ends in the middle of a record, as one does of which the download broke off.

    Args:
        data: the bytes of the text.
    """
    lines = data.splitlines(keepends=True)
    is_open = bool(lines) and not lines[-1].endswith((b"\n", b"\r"))
    return is_open and len(lines[-1]) < len(lines[0].rstrip(b"\r\n"))


def _text(data: bytes) -> str:
    """Return the text: UTF-8, or else Latin-1. A name in the wrong encoding would shift the columns behind it."""
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _day(digits: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(digits, "%Y%m%d").date()
    except ValueError:
        return None


def _place(line: str) -> Place | None:
    """Return what a record is of, or None for kinds that are not needed and for records that are broken."""
    kind = {_LAND: LAND, _DISTRICT: DISTRICT, _MUNICIPALITY: MUNICIPALITY}.get(line[:2])
    key, name = line[_AGS].strip(), line[_NAME].strip()
    is_whole = kind is not None and key.isascii() and key.isdigit() and len(key) == _DIGITS[kind] and name
    if not is_whole or kind is None:
        return None
    if kind == DISTRICT:
        return _of_district(key, name, line[_KIND])
    if kind == MUNICIPALITY:
        return _of_municipality(key, name, line)
    return Place(key, LAND, plain(name))


def _of_district(key: str, name: str, kind: str) -> Place | None:
    if kind in _TOWNS or _IS_TOWN.search(name) is not None:
        return None
    called = plain(name)
    if _SAYS_ITSELF.search(called) is None:
        called = f"{_CALLED.get(kind, 'Landkreis')} {called}"
    return Place(key, DISTRICT, called)


def _of_municipality(key: str, name: str, line: str) -> Place | None:
    if line[_KIND] in _NO_MUNICIPALITY:
        return None
    digits = line[_POPULATION].strip()
    is_number = digits.isascii() and digits.isdigit()
    return Place(key, MUNICIPALITY, plain(name), int(digits) if is_number else None)
