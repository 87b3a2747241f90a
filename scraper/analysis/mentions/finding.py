"""Mentions in one article: names are found, what stands around each is looked at, and then is decided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from scraper.analysis.mentions import data
from scraper.analysis.mentions.context import Context, Cue, context, goes_together, is_noun, is_office
from scraper.analysis.mentions.decisions import BODY, Decisions, Seen, names_land
from scraper.analysis.mentions.learning import learned
from scraper.analysis.mentions.names import Names
from scraper.analysis.mentions.records import Mention
from scraper.analysis.mentions.scanning import Found, flattened, scan
from scraper.analysis.mentions.towns import Evidence

VERSION = "1"
"""Of names and rules; a change of either makes mentions of archived articles stale."""

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
        BODY: flattened(text.body or ""),
    }
    whole = "\n".join(fields.values())
    seen = [one for field, flat in fields.items() for one in _listed(list(_seen(field, flat, text, names)), flat)]
    evidence = Evidence(whole)
    decided = Decisions(evidence, is_german=(text.language or "de").startswith("de"))
    decided.look_at(seen)
    found = [mention for one in seen for mention in decided.mentions(one, fields[one.field])]
    if not names.has_places and decided.is_german:
        taught = learned(fields, names)
        found = [one for one in found if not _is_part_of_another(one, taught)] + taught
    return _placed(found)


def _seen(field: str, flat: str, text: Text, names: Names) -> Iterator[Seen]:
    """Yield the names of one field, each with what stands around it."""
    last: Seen | None = None
    written = (text.body or "") if field == BODY else flat
    for found in scan(flat, names):
        begins = found.start == 0 or written[found.start - 1] == "\n"
        around = context(flat, found.start, found.end, is_first=begins and field in ("lead", BODY))
        around = _of_form(found, around, flat)
        is_kicker = field == "kicker" and found.start == 0 and _KICKER_END.match(flat, found.end) is not None
        cue = Cue.STRONG if is_kicker else around.cue
        last = _beside(Seen(found, around, field, cue, is_kicker), last, flat)
        yield last


def _of_form(found: Found, around: Context, flat: str) -> Context:
    """Return what stands around a name, corrected by how the name itself is written."""
    is_genitive = found.end - found.start > len(found.name.spelling)
    if around.is_person and is_genitive and is_office(around.word):
        # "Der Innenminister Bayerns" has an office there; "Innenminister Bayern" would be a person.
        return around._replace(is_person=False)
    if found.name.spelling in data.words().nouns and is_noun(around, flat, found.end):
        return around._replace(is_other=True)
    return around


def _beside(one: Seen, last: Seen | None, flat: str) -> Seen:
    """Return a name with what it has from the one before it: "die Landkreise Lindental und Buchental"."""
    if last is None:
        return one
    around = one.around
    if around.district is not None and around.district < last.found.end:
        # "Des Märkischen Kreises Lindental": the word belongs to the name before.
        around = around._replace(district=None)
    if not goes_together(flat[last.found.end : one.found.start]):
        return one._replace(around=around)
    was_district = last.around.district is not None and one.found.name.towns is not None
    if was_district and around.district is None:
        around = around._replace(district=one.found.start)
    return one._replace(around=around, cue=max(one.cue, last.cue), is_beside_land=names_land(last))


def _listed(seen: list[Seen], flat: str) -> list[Seen]:
    """Return the names of a field, with those marked that stand in a list with a Land or a district."""
    for place in range(len(seen) - 2, -1, -1):
        one, following = seen[place], seen[place + 1]
        if names_land(following) and goes_together(flat[one.found.end : following.found.start]):
            seen[place] = one._replace(is_beside_land=True)
        if _is_district_alone(following) and goes_together(flat[one.found.end : following.found.start]):
            seen[place] = _among_districts(one)
    for place in range(1, len(seen)):
        last, one = seen[place - 1], seen[place]
        if _is_district_alone(last) and goes_together(flat[last.found.end : one.found.start]):
            seen[place] = _among_districts(one)
    return seen


def _is_district_alone(one: Seen) -> bool:
    """Return whether a name is that of a district and of no town, or stands in a list with such a one."""
    towns = one.found.name.towns
    is_region = towns is not None and bool(towns.districts) and not towns.places
    return is_region or one.is_among_districts


def _among_districts(one: Seen) -> Seen:
    """Return a name that stands in a list with a district: the town of the same name is not meant for sure."""
    towns = one.found.name.towns
    if towns is None or not towns.districts or one.around.district is not None:
        return one
    return one._replace(around=one.around._replace(is_other=True), is_among_districts=True)


def _is_part_of_another(mention: Mention, taught: list[Mention]) -> bool:
    """Return whether what a headline names is a part of the name of a town: "Berlin" in "Neu Berlin"."""
    return mention.start is None and any(mention.name in town.name for town in taught)


def _placed(found: list[Mention]) -> list[Mention]:
    """Return mentions in order, once each where they have no place, and only of what the body does not name."""
    in_body: list[Mention] = []
    last: dict[str, int] = {}
    for one in sorted((one for one in found if one.start is not None), key=_order):
        start, end = one.start or 0, one.end or 0
        if start >= last.get(one.kind, 0):
            in_body.append(one)
            last[one.kind] = end
    named = {(one.kind, one.key) for one in in_body}
    before = {(one.kind, one.key): one for one in found if one.start is None}
    return in_body + [one for which, one in before.items() if which not in named]


def _order(mention: Mention) -> tuple[int, int, str]:
    """Of two that begin together the longer comes first."""
    return mention.start or 0, -(mention.end or 0), mention.kind
