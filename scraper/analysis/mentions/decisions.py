"""What the names of one article mean, decided by what stands around each, and by what the article says elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scraper.analysis.mentions import data
from scraper.analysis.mentions.context import Context, Cue
from scraper.analysis.mentions.records import BODY as FEDERAL_BODY
from scraper.analysis.mentions.records import DISTRICT, LAND, MUNICIPALITY, VENDOR, Mention, Place, Term
from scraper.analysis.mentions.scanning import Found
from scraper.analysis.mentions.towns import Evidence, districts_of, is_town, meant, tells_itself

BODY = "body"
"""The field of an article in which mentions have places."""

# Behind the name of a Land, of which it makes a club.
_OF_CLUBS = re.compile(r" (?:München|Munich)\b")
# Behind the name of a vendor, of which it makes a hall: "SAP Arena".
_OF_VENUES = re.compile(r"[ -](?:Arena|Dome|Forum|Stadion|Cup)(?!\w)")
_BAVARIA = "Bayern"
# Behind an article, the name of a Land is that of its people: "die Sachsen". One Land has an article itself.
_ARTICLES = frozenset("die der den viele alle manche einige wir uns".split())
_WITH_ARTICLE = frozenset({"Saarland"})
# What stands before the name of a Land that is a town, too, where the Land is meant.
_OF_LANDS = frozenset(
    "Land Lande Landes Bundesland Bundeslandes Länder Ländern Bundesländer Bundesländern Senat".split()
)


class Seen(NamedTuple):
    """A name at its place, with what stands around it.

    Args:
        found: the name.
        around: what stands around it.
        field: of the article.
        cue: how sure all that stands before it makes a town of it.
        is_kicker: whether it begins the kicker.
        is_beside_land: whether it stands in a list beside the name of a Land.
        is_among_districts: whether it stands in a list with the name of a district.
    """

    found: Found
    around: Context
    field: str
    cue: Cue
    is_kicker: bool = False
    is_beside_land: bool = False
    is_among_districts: bool = False


class Decisions:
    """Decides what the names of one article mean.

    Args:
        evidence: what the article says; filled by :meth:`look_at`.
        is_german: whether the article is, or may be; else no town is looked for.
    """

    def __init__(self, evidence: Evidence, *, is_german: bool) -> None:
        self._evidence = evidence
        self.is_german = is_german
        self._towns: dict[str, Place] = {}
        self._is_met: dict[Term, bool] = {}

    def look_at(self, seen: Iterable[Seen]) -> None:
        """Gather what the article says of places, and decide which spellings are towns in it."""
        of_towns = [one for one in seen if one.found.name.towns is not None]
        for one in of_towns:
            self._gather(one)
        if not self.is_german:
            return
        self._establish_all(of_towns)
        named = districts_of(self._towns.values()) - self._evidence.districts
        if named:
            # The towns of the first round say of which districts the article is.
            self._evidence.districts |= named
            self._establish_all(of_towns)

    def mentions(self, one: Seen, flat: str) -> Iterator[Mention]:
        """Yield what a name means at its place.

        Args:
            one: the name.
            flat: the text that it stands in.
        """
        town, district = self._town(one), _district(one)
        for term in one.found.name.terms:
            if self._is_term(one, term, flat, is_town=town is not None):
                yield _mention(one, term.kind, term.key, term.name)
        if district is not None:
            yield _mention(one, DISTRICT, district.key, district.name)
        elif town is not None:
            yield _mention(one, MUNICIPALITY, town.key, town.name)

    def _gather(self, one: Seen) -> None:
        towns, district = one.found.name.towns, _district(one)
        if one.around.is_person:
            self._evidence.surnames.add(one.found.name.spelling)
        if towns is not None and towns.is_full and len(towns.places) == 1:
            self._evidence.keys.add(towns.places[0].key)
        if district is not None:
            self._evidence.districts.add(district.key)

    def _establish_all(self, of_towns: Iterable[Seen]) -> None:
        for one in of_towns:
            self._establish(one)

    def _establish(self, one: Seen) -> None:
        towns = one.found.name.towns
        if towns is None or _is_no_town(one) or towns.spelling in self._towns:
            return
        place = meant(towns, self._evidence, one.around.land)
        if place is not None and is_town(towns, place, _town_cue(one), self._evidence):
            self._towns[towns.spelling] = place

    def _town(self, one: Seen) -> Place | None:
        """Return the town that a name is at its place, or None."""
        name = one.found.name
        place = self._towns.get(name.spelling)
        if name.towns is None or place is None or _is_no_town(one):
            return None
        is_sure = tells_itself(name.towns, place)
        cue = _town_cue(one)
        needed = Cue.NONE if is_sure else self._cue_needed(one, place)
        return place if cue >= needed else None

    def _cue_needed(self, one: Seen, place: Place) -> Cue:
        """Return how sure a place has to be of a spelling that is a town elsewhere in the article."""
        spelling = one.found.name.spelling
        is_land = any(term.kind == LAND for term in one.found.name.terms)
        if is_land and place.land not in data.city_states():
            return Cue.STRONG
        if spelling in data.words().ordinary:
            return Cue.SURE
        is_doubtful = spelling in self._evidence.surnames or self._evidence.is_sports
        return Cue.WEAK if is_doubtful else Cue.NONE

    def _is_term(self, one: Seen, term: Term, flat: str, *, is_town: bool) -> bool:
        if term.kind == LAND:
            is_another = is_town and term.key not in data.city_states()
            return not is_another and _may_be_land(one, term, flat) and self._is_land(one, term)
        if term.kind == FEDERAL_BODY and self._is_abroad(one):
            return False
        if term.kind == VENDOR and _OF_VENUES.match(flat, one.found.end):
            return False
        met = self._is_met.get(term)
        if met is None:
            met = self._is_met[term] = _is_met(term, self._evidence.whole)
        return met

    def _is_abroad(self, one: Seen) -> bool:
        """Return whether a body is that of another country: "die brasilianische Bundespolizei"."""
        adjective = one.around.word.lower().rpartition("-")[2]
        return adjective.startswith(data.words().foreign) or self._evidence.is_abroad

    def _is_land(self, one: Seen, term: Term) -> bool:
        """Return whether the name of a Land means it, and not a town or a club that is called so."""
        if is_called_land(one):
            return True
        if term.key in data.city_states():
            # The name alone rather means the town, of which there is a mention anyway.
            return one.is_kicker
        is_in_sports = term.name == _BAVARIA and self._evidence.is_sports
        return not is_in_sports or one.cue is not Cue.NONE


def names_land(one: Seen) -> bool:
    """Return whether a name is that of a Land, and can be read as nothing else: no town, or a town that is called Land.

    Args:
        one: the name at its place.
    """
    lands = [term for term in one.found.name.terms if term.kind == LAND]
    return any(term.key not in data.city_states() for term in lands) or (bool(lands) and is_called_land(one))


def is_called_land(one: Seen) -> bool:
    """Return whether what stands around a name says that it is a Land: "Freistaat", "das Land", a list of Länder."""
    return _has_own_noun(one) or one.around.word in _OF_LANDS or one.is_beside_land


def _mention(one: Seen, kind: str, key: str, name: str) -> Mention:
    """Return a mention; the word "Landkreis" before a district is part of its name."""
    if one.field != BODY:
        return Mention(kind, key, name, None, None)
    start, end = one.found.start, one.found.end
    if kind == DISTRICT and one.around.district is not None:
        start = one.around.district
    return Mention(kind, key, name, start, end)


def _town_cue(one: Seen) -> Cue:
    """Return how sure a place makes a town of a name.

    A kicker or a dateline that is an ordinary word ("Essen", "Lage") says no more than a word before it would.
    """
    is_word = one.found.name.spelling in data.words().ordinary
    says_little = one.cue > one.around.cue or one.around.is_dateline
    return min(one.cue, Cue.SURE) if is_word and says_little else one.cue


def _district(one: Seen) -> Place | None:
    """Return the district that a name is at its place, or None."""
    towns = one.found.name.towns
    if towns is None or len(towns.districts) != 1:
        return None
    district = towns.districts[0]
    is_called = one.around.district is not None or one.around.is_office
    says_itself = not towns.places and towns.spelling not in _bare(district)
    return district if is_called or says_itself else None


def _is_no_town(one: Seen) -> bool:
    """Return whether what stands around a name shows that it is no town, but for example the district behind an office.

    "Kreisverband Kiel" is of the town, as no district is called so.
    """
    towns = one.found.name.towns
    is_of_district = one.around.is_office and towns is not None and bool(towns.districts)
    return one.around.is_no_town or is_of_district


def _bare(district: Place) -> tuple[str, ...]:
    """Return how a district is called behind "Landkreis", which alone may be a region or a town."""
    for word in ("Landkreis ", "Kreis "):
        if district.name.startswith(word):
            bare = district.name.removeprefix(word)
            return (bare, bare.split(" ")[0])
    return ()


def _is_met(term: Term, whole: str) -> bool:
    """Return whether an article has a word that a name needs, and none that excludes it."""
    has_needed = not term.needs or any(word in whole for word in term.needs)
    return has_needed and not any(word in whole for word in term.excludes)


def _may_be_land(one: Seen, term: Term, flat: str) -> bool:
    """Return whether the name of a Land stands there without being that of a person, a people or a club."""
    around, end = one.around, one.found.end
    is_compound = flat[end : end + 1] == "-"
    is_free = is_compound or _has_own_noun(one) or term.name in _WITH_ARTICLE
    is_people = (around.word.lower() in _ARTICLES or around.is_other) and not is_free
    is_club = _OF_CLUBS.match(flat, end) is not None
    is_person = around.is_person and _may_be_surname(one.found.name.spelling)
    return not (is_people or is_club or is_person or around.district is not None)


def _may_be_surname(land: str) -> bool:
    """Return whether the name of a Land may be that of a person: "Hessen", but not "NRW" or "Sachsen-Anhalt"."""
    return land.istitle() and land.isalpha()


def _has_own_noun(one: Seen) -> bool:
    """Return whether a spelling says itself what it is: "Freistaat Bayern"."""
    return " " in one.found.name.spelling
