"""All names that are looked for, by their first word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scraper.analysis.mentions import data
from scraper.analysis.mentions.records import DISTRICT, LAND, MUNICIPALITY, VENDOR, Place, Term
from scraper.analysis.mentions.spellings import full_spellings, is_for_the_list_alone, river_spellings, short_spelling

_FIRST = re.compile(r"[A-ZÄÖÜ]\w*")
# What stands first in a name that begins otherwise: "d.velop", "]init[", "115-Verbund". Each is looked for in the whole
# text, so that inflected forms share one.
_OTHER_FIRST = re.compile(r"\S{1,6}")
# "Landkreis Ludwigsburg" is found by "Ludwigsburg", and what stands before it.
_CALLED = re.compile(r"^(?:Landkreis|Kreis) ")
# The adjectives in the names of districts: "Märkischer Kreis", "im Märkischen Kreis".
_ADJECTIVE = re.compile(r"^(?P<stem>.+)er(?P<rest> Kreis)$")
# A company's form, without which texts name it.
_LEGAL_FORM = re.compile(
    r"(?:\s*&\s*Co\.?)?[\s,]+(?:gGmbH|GmbH|mbH|AG|SE|KGaA|KG|OHG|GbR|UG|e\.\s?V\.|eG|AöR|A\.?ö\.?R\.?|KöR|Inc\.?|Ltd\.?|S\.A\.)"
    r"(?:\s*&\s*Co\.?(?:\s*KG(?:aA)?)?)?\s*$"
)
# A name that can be nothing else: of several words, or with a capital, a digit or a sign inside.
_UNMISTAKABLE = re.compile(r"\w\s+\w|\w[A-ZÄÖÜ0-9]|\w[.@&+]\w|-\w*[A-ZÄÖÜ]")
_SHORTEST_VENDOR = 3
# A list of providers may name a town, which is one everywhere else.
_OF_PLACES = ("Stadt ", "Gemeinde ", "Landkreis ", "Kreis ", "Land ", "Freistaat ")
# Inhabitants of each of the three city states at least, as far as that matters here.
_LARGEST = 500_000


@dataclass(slots=True)
class Towns:
    """What a spelling can mean in the official list.

    Args:
        spelling: as it is.
        places: municipalities.
        districts: districts that are called so, with "Landkreis" or "Kreis" before it.
        is_full: whether it tells the place from others: a full name of several words.
    """

    spelling: str
    places: list[Place] = field(default_factory=list)
    districts: list[Place] = field(default_factory=list)
    is_full: bool = False


@dataclass(slots=True)
class Name:
    """A spelling and all that it can mean.

    Args:
        spelling: as it stands in texts.
        terms: what is no place of the official list; more than one where one is a Land and another something else.
        towns: places of the official list.
    """

    spelling: str
    terms: list[Term] = field(default_factory=list)
    towns: Towns | None = None

    @property
    def is_rather_word(self) -> bool:
        """Whether it is an ordinary word, and only right behind a strong cue a town: "Lage"."""
        is_town_alone = not self.terms and self.towns is not None and not self.towns.districts
        words = data.words()
        return is_town_alone and self.spelling in words.ordinary and self.spelling not in words.ordinary_but_large


class Names:
    """What is looked for in texts.

    Args:
        places: the official list; empty: not imported.
        vendors: names of vendors that the archive has learned from its pages.
        towns: names of towns that it has learned from kickers and datelines; of no use beside the official list.

    Attributes:
        by_first: the names by their first word, the longest first.
        other_firsts: the first words that do not begin with a capital letter, such as "d.velop".
    """

    def __init__(self, places: Iterable[Place] = (), vendors: Iterable[str] = (), towns: Iterable[str] = ()) -> None:
        self._by_spelling: dict[str, Name] = {}
        self.by_first: dict[str, list[Name]] = {}
        self.other_firsts: set[str] = set()
        self._vendors: set[str] = set()
        for spelling, term in data.terms():
            self._add_term(spelling, term)
        for place in places:
            self._add_place(place)
        self.has_places = any(name.towns is not None for name in self._by_spelling.values())
        if not self.has_places:
            self._add_city_states()
            for town in towns:
                self._add_town(town, Place(slug(town), MUNICIPALITY, town), is_full=False)
        self.add_vendors(vendors)

    def add_vendors(self, names: Iterable[str]) -> None:
        """Look for these vendors, too.

        Args:
            names: as pages write them, such as ``Muster Software GmbH``.
        """
        for name in names:
            if name not in self._vendors:
                self._vendors.add(name)
                self._add_vendor(" ".join(name.split()))

    def knows(self, spelling: str) -> bool:
        """Return whether a spelling is one of the names."""
        return spelling in self._by_spelling

    def _name(self, spelling: str) -> Name:
        found = self._by_spelling.get(spelling)
        if found is None:
            found = self._by_spelling[spelling] = Name(spelling)
            capitalised = _FIRST.match(spelling)
            first = capitalised[0] if capitalised else _first_of_others(spelling)
            if capitalised is None:
                self.other_firsts.add(first)
            named = self.by_first.setdefault(first, [])
            named.append(found)
            named.sort(key=_longest_first)
        return found

    def _add_term(self, spelling: str, term: Term) -> None:
        found = self._name(spelling)
        if all(known.key != term.key or known.kind != term.kind for known in found.terms):
            found.terms.append(term)

    def _add_place(self, place: Place) -> None:
        if place.kind == LAND:
            return
        if place.kind == DISTRICT:
            self._add_district(place)
            return
        full = [] if is_for_the_list_alone(place.name) else list(full_spellings(place.name))
        short = short_spelling(place.name)
        if full and short is not None and not _is_thing(short):
            full += river_spellings(place.name)
        for spelling in dict.fromkeys(full):
            self._add_town(spelling, place, is_full=" " in spelling or "/" in spelling or short is not None)
        if short is not None:
            self._add_town(short, place, is_full=False)

    def _add_town(self, spelling: str, place: Place, *, is_full: bool) -> None:
        towns = self._towns(spelling)
        if place not in towns.places:
            towns.places.append(place)
        towns.is_full = towns.is_full or is_full

    def _add_district(self, place: Place) -> None:
        called = _CALLED.sub("", place.name)
        spellings = [called]
        if called == place.name:
            spellings += _inflected(called)
        else:
            short = short_spelling(called)
            spellings += [*full_spellings(called), *([short] if short else [])]
        for spelling in dict.fromkeys(spellings):
            towns = self._towns(spelling)
            if place not in towns.districts:
                towns.districts.append(place)

    def _towns(self, spelling: str) -> Towns:
        name = self._name(spelling)
        if name.towns is None:
            name.towns = Towns(spelling)
        return name.towns

    def _add_city_states(self) -> None:
        """Berlin, Hamburg and Bremen are towns, whether or not the official list is there."""
        for town, name in data.city_states().values():
            self._add_town(name, Place(town, MUNICIPALITY, name, _LARGEST), is_full=False)

    def _add_vendor(self, name: str) -> None:
        if self._vendor(name) is not None:
            return
        short = _LEGAL_FORM.sub("", name).strip(" ,") or name
        term = self._vendor(short) or Term(VENDOR, slug(short), short)
        # A word without the company's form may be an ordinary one: "Form AG".
        is_whole_sure = short != name or is_sure(name)
        spellings = ([name] if is_whole_sure else []) + ([short] if is_sure(short) else [])
        for spelling in spellings:
            if len(spelling) >= _SHORTEST_VENDOR:
                self._add_term(spelling, term)

    def _vendor(self, spelling: str) -> Term | None:
        """Return the vendor that is known by a spelling, or None."""
        found = self._by_spelling.get(spelling)
        terms = [] if found is None else found.terms
        return next((term for term in terms if term.kind == VENDOR), None)


def vendor_key(name: str) -> str:
    """Return by which short name a vendor stands in mentions: "Muster GmbH" and "Muster" are one."""
    return slug(_LEGAL_FORM.sub("", name).strip(" ,") or name)


def slug(name: str) -> str:
    """Return a short name for what has no number: "Stadt Köln" becomes "stadt-köln"."""
    return "-".join(re.findall(r"\w+", name.casefold()))


def is_sure(vendor: str) -> bool:
    """Return whether a vendor's name can be nothing else, so that it is looked for as it stands.

    Args:
        vendor: without the company's form.
    """
    is_place = vendor.startswith(_OF_PLACES)
    return not is_place and _UNMISTAKABLE.search(vendor) is not None and len(vendor) >= _SHORTEST_VENDOR


def _is_thing(spelling: str) -> bool:
    """Return whether a name is a word for what stands at rivers and lakes, too: "die Burg an der Mosel"."""
    words = data.words()
    is_word = spelling in words.ordinary and spelling not in words.ordinary_but_large
    return is_word or spelling in words.clubs


def _first_of_others(spelling: str) -> str:
    found = _OTHER_FIRST.match(spelling)
    return found[0] if found else spelling


def _longest_first(name: Name) -> int:
    return -len(name.spelling)


def _inflected(name: str) -> Iterator[str]:
    """Yield how a district's name is inflected: "des Main-Kinzig-Kreises", "im Märkischen Kreis"."""
    if name.endswith("reis"):
        yield f"{name}es"
    found = _ADJECTIVE.match(name)
    if found is not None:
        yield f"{found['stem']}en{found['rest']}"
        yield f"{found['stem']}en{found['rest']}es"
