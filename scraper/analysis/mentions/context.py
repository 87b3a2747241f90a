"""What stands around a name, and says what it is: a town, a person, a club, nothing."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from scraper.analysis.mentions import data

# Characters before a name that are looked at; the longest pair of words that matters fits in.
_NEAR = 60
_WORD = re.compile(r"[\w.-]+")
# What a word may begin with that is none of it.
_OPENING = "([{„“”\"'‚‘»«›‹"
_DISTRICT = re.compile(r"\b(Landkreis(?:es|e|en)?|Kreis(?:es|e|en)?) $")
_DISTRICT_OFFICE = re.compile(
    r"\b(?:Landratsamt(?:e?s)?|Kreis(?:verwaltung|tag(?:e?s)?|ausschuss|verband(?:e?s)?|sparkasse|polizeibehörde"
    r"|jugendamt|handwerkerschaft)) $"
)
# "A. Lindental", and a prince: "Johann IV. von Lindental".
_INITIAL = re.compile(r"^(?:[A-ZÄÖÜ]|[IVX]+)\.$")
# What stands before words, and before no name of a town: "diese Konstanz". "Das" and "im" do: "im Berlin der Jahre".
_DETERMINERS = frozenset(
    "die der den diese dieser diesen eine einer einen eines keine keiner jede jeder ihre ihrer seine seiner".split()
)
_OF_NOUNS = frozenset(
    "das dem des im am vom zum beim ins ein einem unser unserem mein kein sein ihr mehr viel"
    " große großer hohe hoher".split()
)
_ADDRESSED = re.compile(r" (?:Sie|wir)\b")
_ABBREVIATED_TITLES = frozenset({"Dr.", "Prof.", "Hr.", "Fr.", "Dipl.-Ing.", "jur.", "med.", "h.c."})
# Letters; chosen: "Bundespolizei" has more, and nearly all first names fewer.
_LONGEST_FIRST_NAME = 11
# Particles of surnames: "Anna von Lindental".
_PARTICLES = frozenset({"von", "vom", "zu", "van", "de"})
# News agencies in the parentheses of a dateline, with no dash behind them: "Köln (ots)", "Berlin: (hib/abc)".
AGENCY = r":? \((?:ots|dpa|ddp|dapd|dts|afp|AFP|epd|kna|KNA|hib|pm|red)(?:[/-][\w.]+)*\)"
# "Köln. Die Stadt …", "Köln (dpa) – …", "Köln, 23.5.2014": what begins a text with the place where it was written.
_DATELINE = re.compile(
    r" ?(?:\([^()]{2,40}\))? ?(?:[–—]|- |, (?:den )?\d|\. (?=[A-ZÄÖÜ\"„»]))|/\w+ ?\(|, \(?\d|" + AGENCY
)
# Between two towns that are named together.
_TOGETHER = re.compile(r"^(?:,| und| sowie| oder| bzw\.|/| &|, (?:und|aber auch)) ?(?:in |der Stadt |der Gemeinde )?$")
# Behind a town's name, the Land that it is in: "Lindental / Sachsen", "Lindental (Bayern)", "Lindental in Hessen".
_LAND_BEHIND = re.compile(r" ?(?:[/(]| in) ?([A-ZÄÖÜ][\w-]+)")
# Behind a name that is part of a street's, a club's ("Hannover 96") or a hall's ("in Halle 7"); four digits are a year.
_PART = re.compile(r" (?:\d{1,3}(?!\d)|(?:Straße|Strasse|Str\.|Allee|Platz|Ring|Damm|Weg|Tor|Chaussee)(?!\w))")


# Before the name of a club that is called like its town or Land: "BVB vor dem Spiel gegen Bayern".
_AGAINST = re.compile(
    r"\b(?:BVB|FC|VfB|VfL|SV|HSV|(?:Heim|Auswärts|Pokal)?(?:[Ss]piel|[Ss]ieg|[Nn]iederlage)|Kracher|Duell|Remis|\d:\d)\b"
    r"[^.!?]{0,30} gegen $"
)


class Cue(IntEnum):
    """How sure what stands before a name makes it a town."""

    NONE = 0
    WEAK = 1
    SURE = 2
    STRONG = 3


class Context(NamedTuple):
    """What stands around a name.

    Args:
        cue: how sure it makes a town of it.
        is_person: a first name or a title stands before it.
        is_other: a club, a castle or the like is named.
        land: two digits of the Land that stands beside it: "im sächsischen Lindental", "Lindental (Sachsen)".
        district: where "Landkreis" or "Kreis" before it begins; None: it does not stand there.
        is_office: an office of a district stands before it: "Landratsamt".
        is_dateline: it begins a text, as the place where that was written.
        word: the one before it.
    """

    cue: Cue
    is_person: bool = False
    is_other: bool = False
    land: str | None = None
    district: int | None = None
    is_office: bool = False
    is_dateline: bool = False
    word: str = ""

    @property
    def is_no_town(self) -> bool:
        """Whether it shows that a name is something else than a town."""
        return self.is_person or self.is_other or self.district is not None


def context(flat: str, start: int, end: int, *, is_first: bool) -> Context:
    """Return what stands around a name.

    Args:
        flat: the text.
        start, end: of the name.
        is_first: whether it begins the text or a paragraph.
    """
    before = flat[max(0, start - _NEAR) : start]
    # Most names have none of these words near them, and a look for a few letters is far quicker than a pattern.
    may_be_district = "reis" in before or "Landratsamt" in before
    district = _DISTRICT.search(before) if may_be_district else None
    if district is not None:
        return Context(Cue.NONE, district=start - (len(before) - district.start()))
    if is_first and _DATELINE.match(flat, end):
        return Context(Cue.STRONG, is_dateline=True)
    earlier, word = _words_before(before)
    is_opponent = word == "gegen" and _AGAINST.search(before) is not None
    adjective = land_of_adjective(word)
    return Context(
        Cue.STRONG if adjective is not None else _cue(earlier, word),
        is_person=_is_person(earlier, word),
        is_other=is_opponent or _is_other(word, flat, end),
        land=adjective or _land_behind(flat, end),
        is_office=may_be_district and _DISTRICT_OFFICE.search(before) is not None,
        word=word,
    )


def _words_before(before: str) -> tuple[str, str]:
    """Return the two words right before a name, with one space behind each; empty where there are none."""
    *_, earlier, word, nothing = ["", "", *before.rsplit(" ", 2)]
    word = word.lstrip(_OPENING)
    if nothing or _WORD.fullmatch(word) is None:
        return "", ""
    earlier = earlier.rpartition(" ")[2].lstrip(_OPENING)
    return (earlier if _WORD.fullmatch(earlier) else ""), word


def is_noun(around: Context, flat: str, end: int) -> bool:
    """Return whether a name that is a noun or a verb as well is that: "das Münster", "Gießen Sie".

    Args:
        around: what stands around it.
        flat: the text.
        end: behind the name.
    """
    return around.word.lower() in _OF_NOUNS or _ADDRESSED.match(flat, end) is not None


def goes_together(between: str) -> bool:
    """Return whether what stands between two names joins them: a comma, "und"."""
    return _TOGETHER.match(between) is not None


def _is_other(word: str, flat: str, end: int) -> bool:
    """Return whether a club, a castle, a hall or a street is named."""
    words = data.words()
    is_of_another = word in words.clubs or word in words.parts_of_names or word.lower() in _DETERMINERS
    return is_of_another or _PART.match(flat, end) is not None


def _land_behind(flat: str, end: int) -> str | None:
    found = _LAND_BEHIND.match(flat, end)
    return None if found is None else data.land_keys().get(found[1])


def _is_person(earlier: str, word: str) -> bool:
    """Return whether a name stands behind a first name, a title, an initial, or one of these and a particle."""
    last = earlier if word in _PARTICLES else word
    if last.endswith("."):
        # A sentence ends there, if it is none of these: "… sagte der Minister. Lindental will …"
        return last in _ABBREVIATED_TITLES or _INITIAL.match(last) is not None
    return _is_first_name(last) or _is_title(last) or _is_called_so(earlier, last)


def _is_first_name(word: str) -> bool:
    """Return whether a word is a first name, or several with hyphens: "Hans-Dieter"."""
    first_names = data.words().first_names
    return word in first_names or ("-" in word and all(part in first_names for part in word.split("-")))


def _is_title(word: str) -> bool:
    return word in data.words().titles or is_office(word)


def is_office(word: str) -> bool:
    """Return whether a word is an office, of which the place may follow in the genitive: "Innenminister Bayerns"."""
    return word.lower().endswith(data.words().title_endings)


def _is_called_so(earlier: str, word: str) -> bool:
    """Return whether a word behind a title is a first name, though in no list: "Sprecherin Katarzyna Lindental"."""
    is_name = word.istitle() and word.isalpha() and len(word) <= _LONGEST_FIRST_NAME
    return is_name and _is_title(earlier) and _cue("", word) is Cue.NONE


def _cue(earlier: str, word: str) -> Cue:
    words = data.words()
    is_office = word == "von" and earlier in words.offices
    is_example = word == "wie" and earlier in words.strong_cues
    if word in words.strong_cues or is_office or is_example:
        return Cue.STRONG
    if word in words.sure_cues or word.lower() in words.sure_cues:
        return Cue.SURE
    if word in words.weak_cues or word.lower() in words.weak_cues or word.lower() == "von":
        return Cue.WEAK
    return Cue.NONE


@lru_cache(maxsize=4096)
def land_of_adjective(word: str) -> str | None:
    """Return the Land whose adjective a word is, such as ``sächsischen``; None for other words."""
    if not word[:1].islower():
        return None
    for hint, key in data.land_hints():
        is_adjective = hint[0].islower() and word.startswith(hint) and len(word) - len(hint) <= 2
        if is_adjective:
            return key
    return None


# Names that are the end or the beginning of other names: what would be counted for a Land that is not named.
_WITHIN = {
    "Sachsen": ("Niedersachsen", "Sachsen-Anhalt"),
    "Bayern": ("FC Bayern", "Bayern München"),
    "Brandenburg": ("Brandenburger Tor",),
    "Berlin": ("Berliner",),
    "Hamburg": ("Hamburger",),
    "Thüringer": ("Thüringer Wald",),
}


def _stands_alone(whole: str, hint: str) -> bool:
    if hint[0].islower():
        # "niedersächsisch" has "sächsisch" in it.
        return f" {hint}" in whole
    if hint not in whole:
        return False
    within = _WITHIN.get(hint)
    return within is None or whole.count(hint) > sum(whole.count(other) for other in within)


def speaks_of_land(whole: str, key: str) -> bool:
    """Return whether a text speaks of a Land: by name, adjective or region.

    Args:
        whole: all text of the article.
        key: two digits.
    """
    return any(_stands_alone(whole, hint) for hint in data.hints_of_lands().get(key, ()))
