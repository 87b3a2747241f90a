"""Mentions in one article: names are found, what stands around each is looked at, and then is decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from scraper.analysis.mentions import data
from scraper.analysis.mentions.context import Context, Cue, context, goes_together
from scraper.analysis.mentions.learning import learned
from scraper.analysis.mentions.names import Names
from scraper.analysis.mentions.records import DISTRICT, LAND, MUNICIPALITY, Mention, Place, Term
from scraper.analysis.mentions.scanning import Found, flattened, scan
from scraper.analysis.mentions.towns import Evidence, districts_of, is_town, meant, tells_itself

VERSION = "1"
"""Of names and rules; a change of either makes mentions of archived articles stale."""

_BODY = "body"
# Behind the name of a Land, of which it makes a club.
_OF_CLUBS = re.compile(r" (?:München|Munich)\b")
_BAVARIA = "Bayern"
# Behind an article, the name of a Land is that of its people: "die Sachsen". One Land has an article itself.
_ARTICLES = frozenset("die der den Die Der Den viele alle manche einige Wir wir uns".split())
_WITH_ARTICLE = frozenset({"Saarland"})
# What stands before the name of a Land that is a town, too, where the Land is meant.
_OF_LANDS = frozenset(
    "Land Lande Landes Bundesland Bundeslandes Länder Ländern Bundesländer Bundesländern Senat".split()
)
# A kicker names a place alone, or several of them.
_KICKER_END = re.compile(r"\s*(?:$|[:/|,(]| und )")


class Text(Protocol):
    """An article's text, as far as it is looked at."""

    @property
    def language(self) -> str | None:
        """Such as ``de``; None: not known."""

    @property
    def kicker(self) -> str | None:
        """Short line above the headline."""

    @property
    def title(self) -> str:
        """Headline."""

    @property
    def lead(self) -> str | None:
        """First sentences."""

    @property
    def body(self) -> str:
        """Text."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A name at its place, with what stands around it."""

    found: Found
    around: Context
    field: str
    cue: Cue
    is_kicker: bool = False
    is_beside_land: bool = False


def mentions(text: Text, names: Names) -> list[Mention]:
    """Return what an article names, in order of the body; at last what is named before it alone.

    Within a kind no two overlap. A town that is a Land as well is both.

    Args:
        text: the article's.
        names: what is looked for.
    """
    fields = {
        "kicker": flattened(text.kicker or ""),
        "title": flattened(text.title or ""),
        "lead": flattened(text.lead or ""),
        _BODY: flattened(text.body or ""),
    }
    whole = "\n".join(fields.values())
    seen = [one for field, flat in fields.items() for one in _seen(field, flat, text, names)]
    evidence = Evidence(whole)
    decided = _Decisions(evidence, is_german=text.language in ("de", None))
    decided.look_at(seen)
    found = [mention for one in seen for mention in decided.mentions(one, fields[one.field])]
    if not names.has_places and decided.is_german:
        found += learned(fields, names)
    return _placed(found)


def _seen(field: str, flat: str, text: Text, names: Names) -> Iterator[_Seen]:
    """Yield the names of one field, each with what stands around it."""
    last: _Seen | None = None
    written = (getattr(text, field) or "") if field == _BODY else flat
    for found in scan(flat, names):
        is_first = found.start == 0 or (field == _BODY and written[found.start - 1] == "\n")
        around = context(flat, found.start, found.end, is_first=is_first and field in ("lead", _BODY))
        cue = around.cue
        is_kicker = field == "kicker" and found.start == 0 and _KICKER_END.match(flat, found.end) is not None
        if is_kicker:
            cue = Cue.STRONG
        is_joined = last is not None and goes_together(flat[last.found.end : found.start])
        is_beside_land = False
        if is_joined and last is not None:
            cue = max(cue, last.cue)
            around = _with_district(around, last, found)
            is_beside_land = any(term.kind == LAND for term in last.found.name.terms)
        last = _Seen(found, around, field, cue, is_kicker, is_beside_land)
        yield last


def _with_district(around: Context, last: _Seen, found: Found) -> Context:
    """Return the context of a name that another one stands before: "die Landkreise Lindental und Buchental"."""
    was_district = last.around.district is not None and found.name.towns is not None
    if was_district and around.district is None:
        return replace(around, district=found.start)
    return around


class _Decisions:
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

    def look_at(self, seen: Iterable[_Seen]) -> None:
        """Gather what the article says of places, and decide which spellings are towns in it."""
        of_towns = [one for one in seen if one.found.name.towns is not None]
        for one in of_towns:
            spelling = one.found.name.spelling
            if one.around.is_person:
                self._evidence.surnames.add(spelling)
            towns = one.found.name.towns
            if towns is not None and towns.is_full and len(towns.places) == 1:
                self._evidence.keys.add(towns.places[0].key)
            district = self._district(one)
            if district is not None:
                self._evidence.districts.add(district.key)
        if not self.is_german:
            return
        # Twice: the towns of the first round say of which districts the article is.
        for _ in range(2):
            for one in of_towns:
                self._establish(one)
            self._evidence.districts |= districts_of(self._towns.values())

    def _establish(self, one: _Seen) -> None:
        towns = one.found.name.towns
        around = one.around
        is_no_town = around.is_person or around.is_other or around.district is not None or around.is_office
        if towns is None or is_no_town or towns.spelling in self._towns:
            return
        cue = self._cue(one)
        place = meant(towns, self._evidence, around.land)
        if place is not None and is_town(towns, place, cue, self._evidence):
            self._towns[towns.spelling] = place

    def _cue(self, one: _Seen) -> Cue:
        """Return how sure a place is; a spelling that is a surname elsewhere needs a word before it."""
        name = one.found.name
        is_word = name.spelling in data.words().ordinary
        # A kicker or a dateline that is an ordinary word ("Essen", "Lage") says no more than a word before it would.
        if is_word and (one.cue > one.around.cue or one.around.is_dateline):
            return min(one.cue, Cue.SURE)
        return one.cue

    def mentions(self, one: _Seen, flat: str) -> Iterator[Mention]:
        """Yield what a name means at its place."""
        name, start, end = one.found.name, one.found.start, one.found.end
        at = (start, end) if one.field == _BODY else (None, None)
        town = self._town(one)
        for term in name.terms:
            if self._is_term(one, term, flat, is_town=town is not None):
                yield Mention(term.kind, term.key, term.name, *at)
        district = self._district(one)
        if district is not None:
            begin = one.around.district if one.around.district is not None else start
            yield Mention(DISTRICT, district.key, district.name, *((begin, end) if at[0] is not None else at))
        elif town is not None:
            yield Mention(MUNICIPALITY, town.key, town.name, *at)

    def _town(self, one: _Seen) -> Place | None:
        """Return the town that a name is at its place, or None."""
        around, name = one.around, one.found.name
        is_no_town = around.is_person or around.is_other or around.district is not None or around.is_office
        if name.towns is None or is_no_town:
            return None
        place = self._towns.get(name.spelling)
        if place is None:
            return None
        is_land = any(term.kind == LAND for term in name.terms)
        is_city_state = place.land in data.city_states()
        if is_land and not is_city_state:
            return place if one.cue is Cue.STRONG else None
        is_word = name.spelling in data.words().ordinary
        needs_cue = is_word or name.spelling in self._evidence.surnames or self._evidence.is_sports
        if not needs_cue or tells_itself(name.towns, place):
            return place
        return place if self._cue(one) >= (Cue.SURE if is_word else Cue.WEAK) else None

    def _district(self, one: _Seen) -> Place | None:
        """Return the district that a name is at its place, or None."""
        towns = one.found.name.towns
        if towns is None or len(towns.districts) != 1:
            return None
        district = towns.districts[0]
        is_called = one.around.district is not None or one.around.is_office
        says_itself = not towns.places and towns.spelling not in _bare(district)
        return district if is_called or says_itself else None

    def _is_term(self, one: _Seen, term: Term, flat: str, *, is_town: bool) -> bool:
        if term.kind == LAND:
            return self._is_land(one, term, flat, is_town=is_town)
        met = self._is_met.get(term)
        if met is None:
            whole = self._evidence.whole
            has_needed = not term.needs or any(word in whole for word in term.needs)
            met = self._is_met[term] = has_needed and not any(word in whole for word in term.excludes)
        return met

    def _is_land(self, one: _Seen, term: Term, flat: str, *, is_town: bool) -> bool:
        """Return whether the name of a Land means it: no person, no club, no town that is called like it."""
        around = one.around
        is_compound = flat[one.found.end : one.found.end + 1] == "-"
        has_own_noun = " " in one.found.name.spelling
        is_free = is_compound or has_own_noun or term.name in _WITH_ARTICLE
        is_people = around.word in _ARTICLES and not is_free
        is_club = (around.is_other and not is_free) or _OF_CLUBS.match(flat, one.found.end) is not None
        is_other = around.is_person or is_people or is_club
        is_the_town = is_town and term.key not in data.city_states()
        if is_other or is_the_town or around.district is not None:
            return False
        is_called_land = " " in one.found.name.spelling or around.word in _OF_LANDS or one.is_beside_land
        if is_called_land:
            return True
        if term.key in data.towns_of_lands():
            # Bremen is the larger of the two towns of its Land, and mostly the town is meant.
            return one.is_kicker
        is_in_sports = term.name == _BAVARIA and self._evidence.is_sports
        return not is_in_sports or one.cue is not Cue.NONE


def _bare(district: Place) -> tuple[str, ...]:
    """Return how a district is called behind "Landkreis", which alone may be a region or a town."""
    for word in ("Landkreis ", "Kreis "):
        if district.name.startswith(word):
            bare = district.name.removeprefix(word)
            return (bare, bare.split(" ")[0])
    return ()


def _placed(found: list[Mention]) -> list[Mention]:
    """Return mentions in order, once each where they have no place, and only of what the body does not name."""
    in_body = sorted((one for one in found if one.start is not None), key=_order)
    named = {(one.kind, one.key) for one in in_body}
    before = {(one.kind, one.key): one for one in found if one.start is None}
    return in_body + [one for which, one in before.items() if which not in named]


def _order(mention: Mention) -> tuple[int, str]:
    return mention.start or 0, mention.kind
