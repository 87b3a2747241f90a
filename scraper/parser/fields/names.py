"""Names of people and institutions: how several that share a string are parted, and what only looks like a name."""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.parser.fields.name_words import (
    INSTITUTIONS,
    LABELS,
    NO_NAMES,
    OFFICES,
    PREPOSITIONS,
    ROLES,
    TRADES,
)
from scraper.parser.page.model import mentions
from scraper.parser.page.wording import any_of

_LEAD_IN = any_of((*PREPOSITIONS, *LABELS), before=r"^\s*")
_LABEL = any_of(LABELS, before=r"^\s*")
_NO_NAME = any_of(NO_NAMES)
_ROLE = any_of(ROLES)
_TRADE = any_of(TRADES)
_INSTITUTION = any_of(INSTITUTIONS)
_OFFICE = any_of(OFFICES)
# A part of each word of these tables: most names have none, and the patterns take ten times as long.
_INSTITUTION_PARTS = (
    "minist", "behörde", "amt", "landes", "bundes", "senat", "kanzlei", "regierung", "depart", "refer", "dezernat",
    "abteil", "dire", "büro", "gericht", "staatsanw", "polizei", "court", "author", "agen",
    "office", "ommission", "parla",
    "bundestag", "landtag", "fraktion", "stadt", "kreis", "gemeinde", "univers", "hochschule", "institut", "verband",
    "verein", "zentr", "stiftung", "anstalt", "gesellschaft", "akademie", "kammer", "museum", "partei", "associat",
    "foundation", "college", "school of", "society", "cent", "council", "team", "gmbh", "ag", "e.v", "ev", "ltd", "inc",
    "llc", "collective", "news", "pressestelle", "redak", "redacc", "rédac", "redaz", "editorial", "presseportal",
)  # fmt: skip
_BLANKS = re.compile(r"[^\S\n]{2,}")
_TAG = re.compile(r"<[^<>]{0,300}>")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{1,80}[)\]]")
_HANDLE = re.compile(r"\s+@\w+|\b(?:https?://|www\.)\S+")
# What may follow a name: the house, the occasion.
_AFTER = re.compile(
    r"\s+(?:[–—|•·-]\s|@\s|for the\s|im Gespräch\b|im Interview\b|mit dpa\b|on behalf of\b|edited by\b|für die\s).*",
    re.IGNORECASE,
)
# A day that a template sets right behind the name: "谢若含2017-03-01".
_DAY_BEHIND = re.compile(r"\s*\d{4}\s?[-./年].*$")
# Strong separators part any two names; weak ones may stand inside the name of an institution.
_STRONG = re.compile(r"\s*[;|/+、·]\s*|\s*\n\s*")
_WEAK = re.compile(
    r"\s*,\s*(?:(?:und|and|et|sowie)\s+)?|\s+(?:und|and|&|et|y|och|og|sowie|ve)\s+|\s+mit\s+(?=(?-i:[A-ZÄÖÜ]))",
    re.IGNORECASE,
)
# Words of an institution's name behind which its subjects are listed.
_OPEN_ENDED = re.compile(r"\b(?:für|for|of|des|der|de)\b")
_EDGES = ' .:,–-•*"“”„'
_LONGEST_NAME = 60
_LONGEST_INSTITUTION = 120
_LONGEST_TEXT = 1000
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽΑ-ΩА-Я]"
_WORD = re.compile(rf"{_CAPITAL}[\w’'.]*(?:[-‐]{_CAPITAL}?[\w’'.]+)*|[dDlL]['’]{_CAPITAL}\w+")
_PARTICLES = frozenset(
    "von van vom zu zum zur de der den del della di da dos das do la le al bin ten ter el y af".split()
)
_TITLES = frozenset(("dr", "prof", "mr", "mrs", "ms", "sir", "dame", "frau", "herr", "rev", "med", "jur", "phil"))
# Words of headings, menus and labels, which no name has.
_NEVER = frozenset(
    "a about alle alles all also an and archiv artikel article at august auf aus beitrag best blog blogs"
    " breaking by com"
    " contact comments cyber data das dem den der die digital digitale digitaler digitales ein eine events"
    " for foto from"
    " get guide health healthy help home how in info information interview ist kein kontakt latest live living lokales"
    " magazin magazine may mehr meldung menu min mins mit nachrichten neu neue neuer neues news newsletter no not of on"
    " online open our pdf podcast politik post posts press presse pressemitteilung pressemitteilungen print public read"
    " recent report review search security share show skip smart sport stories story subscribe table tags"
    " team teilen the"
    " this tips to today top travel trending uhr und updated update video view views von welcome what where why wie wir"
    " wirtschaft with your you sign out log select page first posted culture load policy order business"
    " daily weekly world international national social media photo image special life"
    " monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag"
    " samstag sonntag"
    " january february march july october november december januar februar märz juli oktober dezember".split()
)
# Two words that a template sets without a blank ("ChecklistsJust"); "MacArthur" and "SanSone" are one.
_GLUED = re.compile(rf"[a-zà-ÿ]{{4,}}{_CAPITAL}")
# German nouns and adjectives of subjects ("Innere Sicherheit"), which stand where bylines stand.
_SUBJECT = re.compile(
    r"(?:ung|heit|keit|schaft|tät|ismus|ment|medien|recht|wesen|dienst|isch\w{0,2}|liche[rs]?|enz)(?:en)?$"
)
_FEWEST_WORDS, _MOST_WORDS = 2, 5
_LONGEST_GIVEN = 3
# A last word in capitals alone is a code ("KI", "GmbH"), unless the whole name is in capitals.
_LONGEST_CODE = 4
# Shorter words in capitals are codes of agencies and authorities ("AFP", "BSI"), not names that are shouted.
_SHORTEST_SHOUTED = 3


@lru_cache(maxsize=4096)
def looks_like_person(name: str) -> bool:
    """Return whether a name has the form of a person's: given and family name, particles and initials."""
    # Particles and titles have forms of their own, and no name is made of them alone.
    words = name.split()
    named = [word for word in words if word not in _PARTICLES and word.strip(".").lower() not in _TITLES]
    if not _FEWEST_WORDS <= len(named) <= len(words) <= _MOST_WORDS or len(name) > _LONGEST_NAME:
        return False
    if words[-1] in _PARTICLES or not all(map(_may_be_name, named)):
        return False
    return not (_is_no_family(named[-1], name) or is_institution(name) or _is_no_name(name))


def _is_no_family(word: str, name: str) -> bool:
    """Return whether the last word of what has the form of a name is a subject or a code."""
    # "Neue Verwaltung" has the form of a name, but ends as German nouns of subjects do.
    if _SUBJECT.search(word):
        return True
    is_code = word.isupper() and len(word) <= _LONGEST_CODE
    return is_code and not name.isupper()


def _may_be_name(word: str) -> bool:
    """Return whether a word has the form of a given or family name."""
    if word.lower() in _NEVER or not _WORD.fullmatch(word):
        return False
    return _GLUED.search(word) is None


def _is_no_name(text: str) -> bool:
    """Return whether a text is a trade, an account, a day or another thing that stands where names do."""
    return _TRADE.fullmatch(text) is not None or _NO_NAME.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_institution(name: str) -> bool:
    """Return whether a name is an authority's, a society's, a company's."""
    # The patterns are slow, and most names are people's.
    if not mentions(name.lower(), _INSTITUTION_PARTS):
        return False
    return _INSTITUTION.search(name) is not None or _OFFICE.search(name) is not None


@lru_cache(maxsize=4096)
def is_office(name: str) -> bool:
    """Return whether a name is that of an editorial office, which counts where no person is named."""
    return _OFFICE.search(name) is not None


def without_lead_in(text: str) -> str:
    """Return a text without the words before a name: ``Ein Gastbeitrag von``, ``Autorin:``."""
    return text[lead_in_end(text) :]


def lead_in_end(text: str) -> int:
    """Return where the name begins in a text that begins with the words before one; 0 in any other."""
    found = _LEAD_IN.match(text)
    return found.end() if found else 0


def is_labelled(text: str) -> bool:
    """Return whether a text begins with a label of authors."""
    return _LABEL.match(text) is not None


def parted(text: str) -> tuple[str, ...]:
    """Return the names that share a string; lead-ins, roles, degrees and notes go.

    Args:
        text: as a page gives it: ``Von Erika Muster und Ole Beispiel, Redakteure``, ``Muster, Erika``.
    """
    return _parted(text[:_LONGEST_TEXT])


# A page says the same several times, and a site on every page.
@lru_cache(maxsize=4096)
def _parted(text: str) -> tuple[str, ...]:
    """Return the names that share a string of no more than usual length."""
    if "<" in text:
        text = _TAG.sub(" ", text)
    # A run of blanks would be searched for a conjunction from each of its blanks.
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    # What stands in parentheses is the house or the trade, and handles repeat the name.
    plain = _HANDLE.sub("", _ASIDE.sub("", text)).strip()
    found = []
    for part in _STRONG.split(without_lead_in(plain)):
        found += [name for piece in _weakly_parted(part) if (name := _name(piece))]
    return tuple(name for at, name in enumerate(found) if at == 0 or not _TRADE.fullmatch(name))


def _weakly_parted(text: str) -> list[str]:
    """Return the names between commas and conjunctions; inverted names and names of institutions stay whole."""
    pieces, separators = _pieces(text)
    if len(pieces) == 1:
        return pieces
    # "Muster, Erika" is one person, though a comma parts most lists of several.
    inverted = _inverted(pieces, separators)
    if inverted:
        return inverted
    found: list[str] = []
    start = 0
    while start < len(pieces):
        end = start + 1
        if is_institution(pieces[start]):
            end = _end_of_institution(pieces, separators, start)
        found.append(pieces[start] + "".join(separators[at - 1] + pieces[at] for at in range(start + 1, end)))
        start = end
    return found


def _pieces(text: str) -> tuple[list[str], list[str]]:
    """Return what stands between the weak separators of a text, and the separators."""
    pieces, separators, at = [], [], 0
    for found in _WEAK.finditer(text):
        pieces.append(text[at : found.start()])
        separators.append(found[0])
        at = found.end()
    return [*pieces, text[at:]], separators


def _is_comma(separator: str) -> bool:
    """Return whether a separator is a comma and no more."""
    return separator.strip() == ","


def _inverted(pieces: list[str], separators: list[str]) -> list[str]:
    """Return the names of ``Muster, Erika`` or ``Muster, Erika und Beispiel, Ole``; none where they aren't inverted."""
    # Each inverted name has two pieces.
    if len(pieces) % 2:
        return []
    if not all(_is_comma(separator) == (at % 2 == 0) for at, separator in enumerate(separators)):
        return []
    pairs = list(zip(pieces[::2], pieces[1::2], strict=True))
    if not all(_is_inverted(*pair) for pair in pairs):
        return []
    return [f"{given} {family}" for family, given in pairs]


def _is_inverted(family: str, given: str) -> bool:
    """Return whether two pieces are one family name and the given names that belong to it."""
    families, givens = family.split(), given.split()
    if not families or not 1 <= len(givens) <= _LONGEST_GIVEN:
        return False
    # "von der Muster, Erika" is one family name; "Ole Muster, Erika" are two people.
    if any(word.lower() not in _PARTICLES for word in families[:-1]):
        return False
    if family.isupper() or given.lower() in _NEVER:
        return False
    if _ROLE.fullmatch(given) or _ROLE.fullmatch(family):
        return False
    return looks_like_person(f"{given} {families[-1]}") and not given.strip(".").isupper() | is_institution(family)


def _end_of_institution(pieces: list[str], separators: list[str], start: int) -> int:
    """Return the piece after the last that belongs to an institution: ``für Wissenschaft, Forschung und Kultur``.

    Its subjects are listed with commas and end with a conjunction, so a person after the conjunction is another author.
    """
    is_open_ended = _OPEN_ENDED.search(pieces[start]) is not None
    alone, last = start + 1, len(pieces) - 1
    for at in range(start + 1, len(pieces)):
        is_another = is_institution(pieces[at])
        is_person = looks_like_person(pieces[at].strip())
        if not _is_comma(separators[at - 1]):
            # The conjunction stands before the last subject, or before another author.
            is_author = is_person and not is_open_ended
            return alone if is_another or is_author else at + 1
        is_author = is_person and not is_open_ended
        is_no_subject = at == last and (is_person or not is_open_ended)
        if is_another or is_author or is_no_subject:
            break
    return alone


def _name(piece: str) -> str:
    """Return a piece of a list of authors as a name, or nothing where it is none."""
    # A second lead-in may stand behind a separator: "Text: Erika Muster | Foto: Ole Beispiel".
    name = without_lead_in(piece.strip()).strip(_EDGES)
    name = _AFTER.sub("", _DAY_BEHIND.sub("", name)).strip()
    # An authority's name may be a whole line, a person's is not.
    longest = _LONGEST_INSTITUTION if is_institution(" ".join(name.split()[:2])) else _LONGEST_NAME
    if not 2 <= len(name) <= longest:
        return ""
    if _NO_NAME.fullmatch(name) or _ROLE.fullmatch(name):
        return ""
    return _spoken(name)


def _spoken(name: str) -> str:
    """Return a person's name that is written in capitals as others are: ``ERIKA MUSTER`` is ``Erika Muster``."""
    if not name.isupper() or not all(len(word) >= _SHORTEST_SHOUTED for word in name.split()):
        return name
    return name.title() if looks_like_person(name) else name
