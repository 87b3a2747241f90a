"""Whether a spelling is a town in an article, and which of those that are called so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scraper.analysis.mentions import data
from scraper.analysis.mentions.context import Cue, speaks_of_land
from scraper.analysis.mentions.names import Towns
from scraper.analysis.mentions.records import Place

# Inhabitants. Each chosen on German pages of many kinds, labelled by hand, so that 95 of 100 hits are right: a large
# town is named without any word before it, a middling one behind "in", a small one where its Land is named, too.
_LARGE, _MIDDLING, _SMALL = 50_000, 15_000, 2_000
# What an article is about in which "Bayern" and "Dortmund" are clubs.
_SPORTS = ("Bundesliga", "FC ", "Champions League", "DFB", "Tabelle", "Trainer", "Spieltag", "Halbzeit", "Saison")
# One of the words may stand in any article.
_LEAST_OF_SPORTS = 2
# Of these words any article about German bodies has one; the first is in "Deutschland" and in "deutsch".
_GERMAN = ("eutsch", "Bundesländer", "Berlin", "Bundestag")
# A town that is so many times as large as the next of its name is meant where nothing else says which. Chosen:
# Frankfurt am Main is thirteen times as large as Frankfurt (Oder), and Weimar nine times as large as Weimar (Lahn).
_TIMES_AS_LARGE = 8


@dataclass(slots=True)
class Evidence:
    """What an article says elsewhere.

    Args:
        whole: all its text.
        districts: the five digits of districts that it names, or of which it names a town.
        surnames: spellings that stand behind a first name or a title somewhere.
        keys: towns that it names by a spelling that only they have.
    """

    whole: str
    districts: set[str] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    _is_sports: bool | None = None
    _is_abroad: bool | None = None
    _lands: dict[str, bool] = field(default_factory=dict)
    _abroad: dict[str, bool] = field(default_factory=dict)

    @property
    def is_sports(self) -> bool:
        """Whether it is about sports, in which the name of a town alone is that of its club."""
        if self._is_sports is None:
            self._is_sports = sum(word in self.whole for word in _SPORTS) >= _LEAST_OF_SPORTS
        return self._is_sports

    @property
    def is_abroad(self) -> bool:
        """Whether it names a country whose federal bodies are called like the German ones, and nothing German."""
        if self._is_abroad is None:
            names_country = any(country in self.whole for country in data.words().countries)
            self._is_abroad = names_country and not any(word in self.whole for word in _GERMAN)
        return self._is_abroad

    def has_town_abroad(self, spelling: str) -> bool:
        """Return whether a town of another country with the same name is meant.

        Args:
            spelling: of the town.
        """
        found = self._abroad.get(spelling)
        if found is None:
            # Looked for once: an article may have the name a hundred thousand times, and each look reads all its text.
            words = data.words().abroad.get(spelling, ())
            found = self._abroad[spelling] = any(word in self.whole for word in words)
        return found

    def has_land(self, key: str) -> bool:
        """Return whether it speaks of a Land.

        Args:
            key: two digits.
        """
        found = self._lands.get(key)
        if found is None:
            found = self._lands[key] = speaks_of_land(self.whole, key)
        return found


def meant(towns: Towns, evidence: Evidence, land: str | None = None) -> Place | None:
    """Return which town of a name is meant, or None where that cannot be known.

    Args:
        towns: those that are called so.
        evidence: what the article says elsewhere.
        land: two digits of the Land that stands right beside the name.
    """
    if land is None and evidence.has_town_abroad(towns.spelling):
        return None
    places = [place for place in towns.places if land in (None, place.land)]
    if len(places) < 2:
        return places[0] if places else None
    named = [place for place in places if place.key in evidence.keys]
    near = [place for place in places if place.district in evidence.districts]
    for chosen in (named, near):
        if len(chosen) == 1:
            return chosen[0]
    return _by_land_and_size(places, evidence)


def _by_land_and_size(places: Sequence[Place], evidence: Evidence) -> Place | None:
    """Return the only one of several towns whose Land is named, or else one that is far larger than the others."""
    largest, second = sorted(places, key=_population, reverse=True)[:2]
    is_dominant = _population(largest) >= max(_MIDDLING, _TIMES_AS_LARGE * _population(second))
    if not is_dominant:
        return _only_in_land(places, evidence)
    others = [place for place in places if place is not largest and _population(place) >= _SMALL]
    if not others or evidence.has_land(largest.land):
        return largest
    return _only_in_land(others, evidence) or largest


def _only_in_land(places: Iterable[Place], evidence: Evidence) -> Place | None:
    in_land = [place for place in places if evidence.has_land(place.land)]
    return in_land[0] if len(in_land) == 1 else None


def is_town(towns: Towns, place: Place, cue: Cue, evidence: Evidence) -> bool:
    """Return whether a spelling is a town, given what stands before it.

    Args:
        towns: what it can mean.
        place: which of them is meant, if any is.
        cue: how sure what stands before it makes it.
        evidence: what the article says elsewhere.
    """
    if cue is Cue.STRONG:
        return True
    # A town that is in no official list has a word as its key.
    is_learned = not place.key.isdigit()
    if is_learned:
        return cue >= Cue.WEAK
    words = data.words()
    population = _population(place)
    if towns.spelling in words.ordinary:
        is_large = towns.spelling in words.ordinary_but_large and population >= _MIDDLING
        return is_large and cue is Cue.SURE
    is_plain = tells_itself(towns, place) or population >= _LARGE or place.key in evidence.keys
    return is_plain or cue >= _cue_needed(towns, place, evidence)


def _cue_needed(towns: Towns, place: Place, evidence: Evidence) -> Cue:
    """Return how sure what stands before a name has to make it, where the town is not a large one."""
    is_near = place.district in evidence.districts
    if _population(place) >= _MIDDLING:
        return Cue.NONE if is_near else Cue.WEAK
    is_in_land = _population(place) >= _SMALL and evidence.has_land(place.land)
    if is_near or is_in_land:
        return Cue.WEAK
    return Cue.SURE if len(towns.places) == 1 else Cue.STRONG


def tells_itself(towns: Towns, place: Place) -> bool:
    """Return whether a spelling can be nothing but a town: it has several words, or two names with a hyphen.

    Args:
        towns: what it can mean.
        place: which of them is meant.
    """
    is_double = "-" in towns.spelling and _population(place) >= _SMALL
    return towns.is_full or is_double


def _population(place: Place) -> int:
    """Return how many inhabitants a town has; one of which that is not known counts as a middling one."""
    return _MIDDLING if place.population is None else place.population


def districts_of(places: Iterable[Place]) -> set[str]:
    """Return the five digits of the districts of some towns that are large enough to be meant for sure."""
    return {place.district for place in places if _population(place) >= _MIDDLING}
