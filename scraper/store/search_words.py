"""What a person types to search: words, phrases, ``OR``, ``-word``, and fields such as ``site:kommune21``.

A word is found in its other forms, too (:mod:`scraper.store.search_levels`), one in quotes only as it stands there.

::

    Wohngeld Antrag               both words
    Wohngeld OR Mietzuschuss      one of them; "a OR b c" is (a OR b) and c, as web searches read it
    "E-Akte kommt"  „E-Akte“      words that stand together, in quotes of any kind
    Digital*  "digitale Verw"*    what begins so
    -Bund  -"der Bund"  -site:x   without it
    title:Wohngeld  kicker:Bund   in the headline, in the line above it
    author:Müller                 a name, or a part of one
    keyword:E-Akte  section:IT    as the editor wrote it, case ignored
    site:kommune21                the id of a site
    since:2024  until:23.5.2024   a year, a month, a day, 7d, yesterday; both included
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

from scraper.analysis.search_words import words_of
from scraper.errors import SearchError
from scraper.store.columns import day_text
from scraper.web.plain_text import one_line
from scraper.web.storable import storable
from scraper.web.typed_days import typed_period
from scraper.web.userinfo import SCHEMES_WITHOUT_HOST

MOST_CHARACTERS = 10_000
"""Characters of a search; chosen: two pages of text, beyond which somebody has pasted a document."""
MOST_WORDS = 500
"""Words of a search; chosen: every municipality of a county fits in."""
MOST_BEGINNINGS = 50
"""Words with a ``*``, of which each may stand for any number of words of the index. Chosen: nobody types as many. How
long they may take together is bounded besides (:mod:`scraper.store.search_bounds`)."""

# A phrase ends with the quote that belongs to the one that it begins with: "…", „…“, “…”, »…«, «…», ‚…‘, ›…‹, ‹…›.
_PHRASE = "|".join(
    f"{opening}[^{closing}]*[{closing}]"
    for opening, closing in (
        *(('"', '"'), ("„", '“”"'), ("“", '”“"'), ("”", "”")),
        *(("»", "«"), ("«", "»"), ("‚", "‘’"), ("›", "‹"), ("‹", "›")),
    )
)
# One term: perhaps a minus, perhaps a field, then a phrase, or else what stands between white space, a section sign and
# its number together. A minus and a field count at the beginning of a term alone, so that "E-Akte" and "10:30" are
# words.
_TERM = re.compile(
    r"(?P<minus>(?<!\S)-(?=\S))?"
    r"(?:[(\[]*(?P<field>[^\W\d_][\w-]*):(?=\S))?"
    rf"(?:(?P<phrase>{_PHRASE})(?P<star>\*?)|(?P<word>§+\s+\d\S*|\S+))"
)
_OR = "OR"
# Signs that are letters of a word, such as C++ and C#, and by themselves stand for "and" or "number".
_NO_WORD = "+#"
_WORD = re.compile(r"\w+")

COLUMNS = frozenset({"title", "kicker"})
"""Fields that are columns of the search index."""
DAYS = frozenset({"since", "until"})
"""Fields that hold a day."""
FIELDS = (*sorted(COLUMNS), "site", "section", "keyword", "author", *sorted(DAYS))
"""The fields, by the names that stand before the colon."""

# What other searches, the archive's own columns and German call our fields.
_MEANT = {
    **dict.fromkeys(("after", "from", "seit", "von", "ab"), "since"),
    **dict.fromkeys(("before", "to", "bis", "vor"), "until"),
    **dict.fromkeys(("intitle", "headline"), "title"),
    **dict.fromkeys(("tag", "tags", "stichwort", "schlagwort"), "keyword"),
    **dict.fromkeys(("category", "ressort", "rubrik"), "section"),
    **dict.fromkeys(("source", "quelle", "domain", "host"), "site"),
    **dict.fromkeys(("by", "byline"), "author"),
    **dict.fromkeys(("dachzeile",), "kicker"),
}
# Chosen: "titel" and "title2" are taken for "title", "re" (of re:publica) for nothing.
_LIKENESS = 0.75
# What follows the colon of an address ("https://"), and that of a gender ("Autor:innen"): both are words.
_TEXT_BEHIND_COLON = re.compile(r"//|in(?:nen)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is searched for.

    Args:
        text: a word, a phrase, or the value of a field; of ``since`` and ``until`` the day.
        field: one of :data:`FIELDS`; None: anywhere in the text.
        is_beginning: whether words that only begin so are meant, too.
        is_negative: whether it must not be there.
        is_phrase: whether it stood in quotes, so that it is meant as it is written.
    """

    text: str
    field: str | None = None
    is_beginning: bool = False
    is_negative: bool = False
    is_phrase: bool = False

    @property
    def is_text(self) -> bool:
        """Whether the search index finds it."""
        return self.field is None or self.field in COLUMNS


@dataclass(frozen=True, slots=True)
class Query:
    """A search as it was understood.

    Args:
        clauses: each of them must hold, by at least one of its terms.
    """

    clauses: tuple[tuple[Term, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed that could be searched for."""
        return not self.clauses

    @property
    def terms(self) -> tuple[Term, ...]:
        """All that was typed, in its order."""
        return tuple(term for clause in self.clauses for term in clause)

    @property
    def sites(self) -> tuple[str, ...]:
        """The ids of the sites that are named, in lower case, as all ids are; those with a ``*`` are left out."""
        return tuple(term.text.lower() for term in self.terms if term.field == "site" and not term.is_beginning)


def as_archived(text: str) -> str:
    """Return what a person typed as the archive has its texts: in NFC, the form that the parser brings all texts to.

    What is pasted on a Mac, or from a PDF, can have its umlauts in two characters (NFD), and would find nothing.
    """
    return unicodedata.normalize("NFC", storable(text))


def parse(words: str, today: dt.date | None = None) -> Query:
    """Return what a person typed as it is understood.

    Args:
        words: see the module.
        today: the day that ``since:7d`` is counted from; None: it is that of this machine.

    Raises:
        SearchError: a field that does not exist, a day that is none, an ``OR`` beside nothing, or more than is searched
            for at once.
    """
    if len(words) > MOST_CHARACTERS:
        raise SearchError(f"A search has at most {MOST_CHARACTERS:,} characters; this one has {len(words):,}.")
    today = today or dt.datetime.now().astimezone().date()
    clauses: list[list[Term]] = []
    # Whether the next term is an alternative to the last; whether there is anything that it could be one to.
    after_or, has_left = False, False
    for found in _TERM.finditer(as_archived(words)):
        if found[0] == _OR:
            if not has_left or after_or:
                raise _lonely_or("before")
            after_or = True
            continue
        term = _term(found, today)
        if not after_or:
            clauses.append([])
        # Of a term without a letter nothing is left, and of "🚀 OR x" only the x.
        if term is not None:
            clauses[-1].append(term)
        after_or, has_left = False, True
    if after_or:
        raise _lonely_or("behind")
    query = Query(tuple(tuple(dict.fromkeys(clause)) for clause in clauses if clause))
    _refuse_too_much(query)
    # What is typed twice would be looked up twice.
    return Query(tuple(dict.fromkeys(query.clauses)))


def _lonely_or(side: str) -> SearchError:
    return SearchError(
        f"OR stands between two words, and there is none {side} it.", hint="The word itself is searched for as or."
    )


def _term(found: re.Match[str], today: dt.date) -> Term | None:
    """Return a term as it was typed, or None for one without a letter or a digit."""
    field, text, is_beginning = _parts(found)
    is_negative = found["minus"] is not None
    if field in DAYS:
        return Term(_day(field, text, today), field, is_negative=is_negative)
    # What the index has no word of, such as an emoji, would find nothing, so that it is left out.
    if not any(word.strip(_NO_WORD) for word in words_of(text)):
        return None
    return Term(text, field, is_beginning, is_negative, is_phrase=found["phrase"] is not None)


def _parts(found: re.Match[str]) -> tuple[str | None, str, bool]:
    """Return the field of a term, its text, and whether it is a beginning."""
    if found["phrase"] is not None:
        text, is_beginning = found["phrase"][1:-1], found["star"] == "*"
    else:
        word = found["word"]
        if found["field"] is not None and "(" not in word:
            # The bracket around alternatives, (site:a OR site:b), says nothing and is no part of the value.
            word = word.rstrip(")]")
        text, is_beginning = word.strip("*"), word.endswith("*")
        _refuse_field_alone(found["word"])
    if found["field"] is None:
        return None, text, is_beginning
    field = found["field"].lower()
    if field in FIELDS:
        return field, text, is_beginning
    _refuse_near_field(found["field"], text)
    return None, f"{found['field']}:{text}", is_beginning


def _refuse_field_alone(word: str) -> None:
    """Refuse ``title: Wohngeld``, in which the blank would make two words of it.

    Raises:
        SearchError: the word is a field and its colon.
    """
    name = word.removesuffix(":").lower()
    if word.endswith(":") and name in FIELDS:
        raise SearchError(
            f'Nothing stands behind "{name}:".',
            hint=f"Write it without a blank, as in {name}:{_EXAMPLES.get(name, 'Wohngeld')}.",
        )


_EXAMPLES = {"site": "kommune21", "since": "2024", "until": "23.5.2024", "author": "Müller"}


def _refuse_near_field(name: str, text: str) -> None:
    """Refuse what looks like a field and is none; any other word with a colon is text.

    Raises:
        SearchError: it is like one; says which.
    """
    if _TEXT_BEHIND_COLON.match(text) or name.lower() in SCHEMES_WITHOUT_HOST:
        return
    meant = _MEANT.get(name.lower()) or next(iter(get_close_matches(name.lower(), FIELDS, 1, _LIKENESS)), None)
    if meant is not None:
        raise SearchError(
            f'"{name}:" is no field; did you mean {meant}:?', hint="As a word it is searched for in quotes."
        )


def _day(field: str, text: str, today: dt.date) -> str:
    """Return the day of ``since`` or ``until``, as the archive writes it."""
    # A phrase may hold line breaks, and the sentence on it is to be one line.
    text = one_line(text)
    try:
        first, last = typed_period(text, today)
    except ValueError as error:
        raise SearchError(f'"{field}:{text}": {error}') from error
    return day_text(first if field == "since" else last) or ""


def _refuse_too_much(query: Query) -> None:
    """Refuse a query that would take SQLite longer than anybody waits.

    Raises:
        SearchError: it has too many words.
    """
    terms = query.terms
    counts: tuple[tuple[int, int, str], ...] = (
        (sum(term.is_beginning for term in terms), MOST_BEGINNINGS, "words with a *"),
        (sum(len(_WORD.findall(term.text)) for term in terms), MOST_WORDS, "words"),
    )
    for count, most, what in counts:
        if count > most:
            raise SearchError(f"A search has at most {most:,} {what}; this one has {count:,}.")
