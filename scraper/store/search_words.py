"""What a person types to search: words, phrases, ``OR``, ``-word``, and fields such as ``site:kommune21``.

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
from typing import Any

from sqlite_utils import Database

from scraper.errors import SearchError
from scraper.store.columns import day_text
from scraper.store.days import DAY
from scraper.web.plain_text import one_line
from scraper.web.storable import storable
from scraper.web.typed_days import typed_period
from scraper.web.userinfo import SCHEMES_WITHOUT_HOST

MOST_CHARACTERS = 10_000
"""Characters of a search; chosen: two pages of text, beyond which somebody has pasted a document."""
MOST_WORDS = 500
"""Words of a search; chosen: every municipality of a county fits in."""
MOST_BEGINNINGS = 50
"""Words with a ``*``, of which each may stand for any number of words of the index. Chosen: with every letter and digit
as such a word, a search takes 7 seconds among 100,000 articles of 400 words, all of which it finds."""

# A phrase ends with the quote that belongs to the one that it begins with: "…", „…“, “…”, »…«, «…», ‚…‘, ›…‹, ‹…›.
_PHRASE = "|".join(
    f"{opening}[^{closing}]*[{closing}]"
    for opening, closing in (
        *(('"', '"'), ("„", '“”"'), ("“", '”“"'), ("”", "”")),
        *(("»", "«"), ("«", "»"), ("‚", "‘’"), ("›", "‹"), ("‹", "›")),
    )
)
# One term: perhaps a minus, perhaps a field, then a phrase, or else what stands between white space. A minus and a
# field count at the beginning of a term alone, so that "E-Akte" and "10:30" are words.
_TERM = re.compile(
    r"(?P<minus>(?<!\S)-(?=\S))?"
    r"(?:(?P<field>[^\W\d_][\w-]*):(?=\S))?"
    rf"(?:(?P<phrase>{_PHRASE})(?P<star>\*?)|(?P<word>\S+))"
)
_OR = "OR"
# FTS5 indexes letters and digits only. A term without any finds nothing, so that it is left out.
_SEARCHABLE = re.compile(r"[^\W_]")
_WORD = re.compile(r"\w+")

# Fields that are columns of the search index.
_COLUMNS = frozenset({"title", "kicker"})
# Fields by the condition on an article `a`; {value} is the parameter of what was typed, {is_beginning} that of whether
# a "*" stood behind it.
_CONDITIONS = {
    "site": "is_typed(a.site, {value}, {is_beginning})",
    "section": "is_typed(a.section, {value}, {is_beginning})",
    "keyword": "EXISTS (SELECT 1 FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id"
    " WHERE ak.article_id = a.id AND is_typed(k.name, {value}, {is_beginning}))",
    "author": "EXISTS (SELECT 1 FROM authors au"
    " WHERE au.article_id = a.id AND holds_typed(au.name, {value}, {is_beginning}))",
    "since": f"{DAY} >= {{value}}",
    "until": f"{DAY} <= {{value}}",
}
_DAYS = frozenset({"since", "until"})
FIELDS = (*sorted(_COLUMNS), *_CONDITIONS)
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
    """

    text: str
    field: str | None = None
    is_beginning: bool = False
    is_negative: bool = False

    @property
    def is_text(self) -> bool:
        """Whether the search index finds it."""
        return self.field is None or self.field in _COLUMNS

    @property
    def expression(self) -> str:
        """The term as FTS5 reads it, without its minus; for one of which :attr:`is_text` is true."""
        # In quotes no word is taken for an operator of FTS5, such as AND or NEAR. A quote inside, which is left over
        # where a phrase was not closed, is doubled (sqlite.org/fts5.html, "FTS5 Strings").
        quoted = '"' + self.text.replace('"', '""') + '"'
        column = f"{self.field} : " if self.field else ""
        star = " *" if self.is_beginning else ""
        return column + quoted + star


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a query demands, for WHERE.

    Args:
        sql: conditions on an article ``a``, each of which must hold; :func:`prepare` and ``Days.prepare`` have added
            their functions to the connection.
        params: the values of its parameters.
    """

    sql: tuple[str, ...]
    params: dict[str, Any]


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
    def has_beginning(self) -> bool:
        """Whether the search index is asked for a word with a ``*``.

        FTS5 puts together all that the index has of such a word each time that it is asked, even for a single article.
        """
        return any(term.is_beginning and term.is_text for clause in self.clauses for term in clause)

    @property
    def sites(self) -> tuple[str, ...]:
        """The ids of the sites that are named, in lower case, as all ids are; those with a ``*`` are left out."""
        terms = [term for clause in self.clauses for term in clause]
        return tuple(term.text.lower() for term in terms if term.field == "site" and not term.is_beginning)

    @property
    def expression(self) -> str | None:
        """What FTS5 finds and ranks articles by: the clauses of words that are to be there; None: there are none."""
        groups = [[term.expression for term in clause] for clause in self.clauses if _is_ranked(clause)]
        alone = " ".join(group[0] for group in groups if len(group) == 1)
        several = [f"({' OR '.join(group)})" for group in groups if len(group) > 1]
        # Side by side, without AND, a term counts for nothing that FTS5 finds no word in, as newer Unicode has some.
        return " AND ".join(filter(None, [alone, *several])) or None

    def conditions(self, *, of_few: bool = False) -> Conditions:
        """Return all that the query demands of an article.

        Args:
            of_few: whether few articles are asked for, of which each is looked up in the index then; else all that the
                index finds are looked through.
        """
        rest = self.filters(of_few=of_few)
        if self.expression is None:
            return rest
        found = _found(":found", of_few=of_few)
        return Conditions((found, *rest.sql), {**rest.params, "found": self.expression})

    def filters(self, *, of_few: bool = False) -> Conditions:
        """Return what the query demands beside :attr:`expression`; see :meth:`conditions`."""
        sql: list[str] = []
        params: dict[str, Any] = {}
        number = 0
        for clause in self.clauses:
            if _is_ranked(clause):
                continue
            alternatives = []
            for term in clause:
                alternative, values = _condition(term, f"term{number}", of_few=of_few)
                alternatives.append(alternative)
                params |= values
                number += 1
            sql.append(f"({' OR '.join(alternatives)})")
        return Conditions(tuple(sql), params)


def _found(words: str, *, of_few: bool) -> str:
    """Return the condition that the index finds an article by the words of a parameter."""
    # Given the number of a row, FTS5 goes to that one at once, and looks at no other that has the words.
    of_this = " AND rowid = a.id" if of_few else ""
    return f"a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH {words}{of_this})"


def _is_ranked(clause: tuple[Term, ...]) -> bool:
    return all(term.is_text and not term.is_negative for term in clause)


def _condition(term: Term, name: str, *, of_few: bool) -> tuple[str, dict[str, Any]]:
    """Return the condition of one term, and the values of its parameters, whose names begin so."""
    params: dict[str, Any] = {name: term.text}
    if term.field is None or term.field in _COLUMNS:
        sql = _found(f":{name}", of_few=of_few)
        params = {name: term.expression}
    else:
        sql = _CONDITIONS[term.field].format(value=f":{name}", is_beginning=f":{name}_star")
        if term.field not in _DAYS:
            params[f"{name}_star"] = term.is_beginning
    if term.is_negative:
        sql = f"NOT {sql}"
    return sql, params


def prepare(db: Database) -> None:
    """Let the statements of a connection use what :meth:`Query.conditions` calls."""
    db.conn.create_function("is_typed", 3, _is_typed, deterministic=True)
    db.conn.create_function("holds_typed", 3, _holds_typed, deterministic=True)


def _is_typed(value: str | None, typed: str, is_beginning: int) -> bool:
    """Return whether a value is what was typed, or begins so; case says nothing."""
    have, want = (value or "").casefold(), typed.casefold()
    if is_beginning:
        return have.startswith(want)
    return have == want


def _holds_typed(value: str, typed: str, is_beginning: int) -> bool:
    """Return whether the words that were typed stand in a value side by side; case says nothing."""
    have, want = (" ".join(_WORD.findall(text.casefold())) for text in (value, typed))
    if is_beginning:
        return f" {have}".find(f" {want}") >= 0
    return f" {have} ".find(f" {want} ") >= 0


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
        clauses[-1] += [] if term is None else [term]
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
    if field in _DAYS:
        return Term(_day(field, text, today), field, is_negative=is_negative)
    if not _SEARCHABLE.search(text):
        return None
    return Term(text, field, is_beginning, is_negative)


def _parts(found: re.Match[str]) -> tuple[str | None, str, bool]:
    """Return the field of a term, its text, and whether it is a beginning."""
    if found["phrase"] is not None:
        text, is_beginning = found["phrase"][1:-1], found["star"] == "*"
    else:
        text, is_beginning = found["word"].strip("*"), found["word"].endswith("*")
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
    terms = [term for clause in query.clauses for term in clause]
    counts: tuple[tuple[int, int, str], ...] = (
        (sum(term.is_beginning for term in terms), MOST_BEGINNINGS, "words with a *"),
        (sum(len(_WORD.findall(term.text)) for term in terms), MOST_WORDS, "words"),
    )
    for count, most, what in counts:
        if count > most:
            raise SearchError(f"A search has at most {most:,} {what}; this one has {count:,}.")
