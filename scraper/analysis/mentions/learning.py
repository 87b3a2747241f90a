"""Towns where there is no official list: those that kickers and datelines name, and the text shows to be towns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scraper.analysis.mentions import data
from scraper.analysis.mentions.context import AGENCY, Cue, context
from scraper.analysis.mentions.names import Names, slug
from scraper.analysis.mentions.records import DISTRICT, MUNICIPALITY, Mention

# "Lindental", "Bad Lindental", "Neustadt an der Linde": other words with capitals are a headline.
_NAME = r"[A-ZÄÖÜ][\w-]+"
_TOWN = (
    rf"(?:(?:Bad|Sankt|St\.|Neu|Alt|Groß|Klein|Markt) )?{_NAME}"
    rf"(?: (?:am|an der|auf|bei|im|in der|ob der|vor der) {_NAME})?"
)
_KICKER = re.compile(rf"(?:Stadt |Gemeinde )?({_TOWN})\s*(?=$|[:/|,(])")
_DISTRICT_KICKER = re.compile(rf"((?:Land)?[Kk]reis {_TOWN}|[A-ZÄÖÜ][\w-]+(?:-Kreis|kreis))\s*$")
# Words of a text that is about a municipality.
_MUNICIPAL = re.compile(
    r"\b(?:Ober)?[Bb]ürgermeister|\b(?:Rathaus|Gemeinde|Stadtrat|Gemeinderat|Stadtverwaltung|Stadtwerke|Altstadt|Kämmere)"
)
_DATELINE = re.compile(
    rf"({_TOWN})(?= ?\([^()]{{2,40}}\) ?[–—-]| ?[–—] |, (?:den )?\d{{1,2}}\. ?(?:\d|[A-Z])|{AGENCY})"
)
# "Lindental. Die Stadt …": any word may stand so, and alone it shows nothing.
_FIRST_WORD = re.compile(rf"({_TOWN})\. (?=[A-ZÄÖÜ\"„»])")


def learned(fields: Mapping[str, str], names: Names) -> list[Mention]:
    """Return the mentions of what a kicker or a dateline names and the text shows to be a town.

    Args:
        fields: kicker, title, lead and body, flattened.
        names: what is looked for anyway, and so is no new town.
    """
    found: list[Mention] = []
    for town in dict.fromkeys(_candidates(fields)):
        is_abroad = not data.words().no_german_towns.isdisjoint(town.split())
        if not is_abroad and not names.knows(town) and _is_shown(town, fields):
            found += _all_mentions(MUNICIPALITY, town, fields)
    district = _DISTRICT_KICKER.match(fields["kicker"])
    if district is not None:
        found += _all_mentions(DISTRICT, district[1], fields)
    return found


def _candidates(fields: Mapping[str, str]) -> Iterator[str]:
    kicker = _KICKER.match(fields["kicker"])
    if kicker is not None:
        yield kicker[1]
    for field in ("lead", "body"):
        for opening in (_DATELINE, _FIRST_WORD):
            found = opening.match(fields[field])
            if found is not None:
                yield found[1]


def _is_shown(town: str, fields: Mapping[str, str]) -> bool:
    """Return whether the text shows a name to be a town.

    "Stadt" before it does. A name that ends like a town's needs a word before it, such as "in", a dateline, or a text
    that is about a municipality; any other one the word before it and its adjective as well ("in Kiel", "Kieler").
    """
    words = data.words()
    text = {field: flat for field, flat in fields.items() if field != "kicker"}
    around = [
        context(flat, found.start(), found.end(), is_first=False)
        for flat in text.values()
        for found in _places(town, flat)
    ]
    if any(one.is_person or one.is_other for one in around):
        return False
    best = max((one.cue for one in around), default=Cue.NONE)
    if best is Cue.STRONG:
        return True
    is_word = town in words.ordinary or town.casefold().endswith(words.no_town_endings)
    if is_word:
        return False
    whole = "\n".join(text.values())
    has_adjective = re.search(rf"(?<!\w){re.escape(town)}(?:n?er)(?!\w)", whole) is not None
    if town.endswith(words.town_endings):
        is_dateline = any(_DATELINE.match(fields[field]) is not None for field in ("lead", "body"))
        return best >= Cue.WEAK or is_dateline or has_adjective or _MUNICIPAL.search(whole) is not None
    return best >= Cue.SURE and has_adjective


def _places(town: str, flat: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"(?<![\w-]){re.escape(town)}s?(?![\w-])", flat)


def _all_mentions(kind: str, name: str, fields: Mapping[str, str]) -> Iterator[Mention]:
    for field, flat in fields.items():
        for found in _places(name, flat):
            if field == "body":
                yield Mention(kind, slug(name), name, found.start(), found.end())
            else:
                yield Mention(kind, slug(name), name, None, None)
