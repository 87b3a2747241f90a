"""Which spellings of a keyword are one: ``E-Government``, ``eGovernment`` and ``E-Gov`` share a form.

Only what is surely the same is joined: case, hyphens, blanks and umlauts are spelling, and ``keyword_aliases.toml``
has the names of the field that mean the same. Plurals and inflections are left apart (``Portal``, ``Portale``): editors
mean different things by some of them, and the search finds both.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from scraper.web.diacritics import without_diacritics

# Raised when the rule below gives some name another form; the table of aliases has its own part in VERSION.
_RULE = 1
_TABLE = "keyword_aliases.toml"
# An archive of 100,000 articles has some ten thousand keywords, and those of a run repeat.
_KEPT = 8192
# German writes ä as ae where a keyboard has none, and ß as ss. "Muller" is no spelling of "Müller".
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# What says "and" between words: "Forschung & Lehre" is "Forschung und Lehre".
_AND = re.compile(r"(?<=\w)\s*&\s*(?=\w)|(?<=\s)and(?=\s)")
# What names are told apart by beside letters and digits: C and C++ and C#, § 5 and 5, 100 % and 100, 20 € and 20.
_KEPT_SIGNS = "+#§%€$"
# A point that begins a name (.NET), and what stands between two digits (2.0, 1,5, 2014-15), tell names apart.
_PART = re.compile(rf"(?P<kept>[^\W_]+|[{_KEPT_SIGNS}])|(?P<point>(?<!\S)\.(?=\w))|(?P<other>[\W_])")
_HASHTAG = re.compile(r"#\s*(?=[^\W\d_]{2})")
# "Künstliche Intelligenz (KI)": the name, and what follows it in brackets.
_WITH_BRACKETS = re.compile(r"(?P<name>.*\S)\s*\((?P<bracket>[^()]+)\)\s*")


def form_of(name: str) -> str:
    """Return what all spellings of a keyword share, those of its aliases included; never empty.

    Args:
        name: as an editor wrote it, or as a person typed it.
    """
    return _form(name)


def head_of(form: str) -> str | None:
    """Return the name that the table of aliases puts first for a form, or None where it has none.

    Args:
        form: as :func:`form_of` gives it.
    """
    return _heads().get(form)


@cache
def version() -> str:
    """Return the version of rule and table: forms of two versions are not to be compared."""
    table = hashlib.sha256(_table_text().encode()).hexdigest()
    return f"{_RULE}+{table[:12]}"


def aliases() -> Mapping[str, list[str]]:
    """Return the table of aliases: the name that stands for a subject, and its other names."""
    return tomllib.loads(_table_text())


@lru_cache(maxsize=_KEPT)
def _form(name: str) -> str:
    form = _aliased(spelling(name))
    found = _WITH_BRACKETS.fullmatch(name)
    if found is None:
        return form
    # What stands in brackets says nothing new where it is another name of the same: "Onlinezugangsgesetz (OZG)".
    before, inside = _aliased(spelling(found["name"])), _aliased(spelling(found["bracket"]))
    return before if before == inside else form


def spelling(name: str) -> str:
    """Return a name without the differences of spelling: case, hyphens, blanks, umlauts, accents, quotation marks.

    Args:
        name: the keyword. One without letters and digits is its own spelling.
    """
    # NFKC writes an umlaut of two characters as one, and "CO₂" as "CO2" (UAX #15).
    folded = _AND.sub(" und ", unicodedata.normalize("NFKC", name).casefold()).strip()
    hashtag = _HASHTAG.match(folded)
    if hashtag is not None:
        folded = folded[hashtag.end() :]
    plain = without_diacritics(folded.translate(_UMLAUTS))
    return _joined(plain) or folded or name


def _joined(plain: str) -> str:
    """Return the letters, digits and signs of a text in a row; between two digits what parted them leaves a mark."""
    row: list[str] = []
    gap = ""
    for found in _PART.finditer(plain):
        if found.lastgroup == "other":
            gap = gap if gap in (".", ",") else found[0]
            continue
        is_between_digits = gap and row and row[-1][-1:].isdigit() and found[0][:1].isdigit()
        if is_between_digits:
            # "2.0" and "20" are two names, "2014/15" and "2014-15" one.
            row.append(gap if gap in (".", ",") else "-")
        row.append(found[0])
        gap = ""
    return "".join(row)


def _aliased(one: str) -> str:
    return _by_spelling().get(one, one)


@cache
def _by_spelling() -> dict[str, str]:
    """Return the spelling of the first name of each subject, by the spellings of its others."""
    return {spelling(other): spelling(name) for name, others in aliases().items() for other in others}


@cache
def _heads() -> dict[str, str]:
    return {spelling(name): name for name in aliases()}


@cache
def _table_text() -> str:
    return (resources.files("scraper.analysis") / _TABLE).read_text(encoding="utf-8")
