"""How near a word of a text is to one that a person typed, and what the two indexes are asked for each.

``articles_fts`` holds the words as they stand there, with their order; ``articles_words`` holds stems, and stems of the
parts of compounds after ``part_``, both after ``title_`` once more for the headline
(:mod:`scraper.analysis.search_words`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from typing import TypeVar

from scraper.analysis.search_words import asked, words_of
from scraper.analysis.snippet import Sought
from scraper.analysis.spellings import spellings
from scraper.store.search_words import Query, Term


class Level(IntEnum):
    """How near a hit is: the worst word of a search decides."""

    EXACT = 0
    SPELLING = 1
    INFLECTED = 2
    PART = 3


SHOWN_AS = {Level.EXACT: "exact", Level.SPELLING: "exact", Level.INFLECTED: "inflected", Level.PART: "part"}
"""What a level is called in records: another spelling is the word itself."""

_T = TypeVar("_T")
# Tokens of the second index of which one has to be there, each; all of them have to.
_Tokens = tuple[tuple[str, ...], ...]
# Letters of a piece of a hyphenated word that may stand apart from the others: the E of E-Akte says nothing alone.
_LEAST_LETTERS = 2
# Letters of a part of a word that may be written as two, such as opendata; chosen: shorter parts are often no words.
_LEAST_PART, _LONGEST_WORD = 4, 30


@dataclass(frozen=True, slots=True)
class Asked:
    """What the indexes are asked for one term.

    Args:
        term: what was typed.
        texts: by level, the words and phrases that the exact index is asked for.
        tokens: by level, what the second index is asked for; each is an alternative.
    """

    term: Term
    texts: tuple[tuple[str, ...], ...]
    tokens: tuple[tuple[_Tokens, ...], ...]

    def of_texts(self, level: Level, *, in_title: bool = False) -> str:
        """Return what the exact index is asked for at this level, the nearer ones included."""
        column = self._column(in_title)
        star = " *" if self.term.is_beginning else ""
        alternatives = [quoted(text) + star for nearness in self.texts[: level + 1] for text in nearness]
        return (f"{column} : " if column else "") + any_of(alternatives)

    def of_words(self, level: Level, *, in_title: bool = False) -> str:
        """Return what the second index is asked for at this level; empty: nothing, the exact index says it all."""
        prefix = "title_" if self._column(in_title) == "title" else ""
        alternatives = [
            _all([any_of([quoted(prefix + token) for token in one]) for one in tokens])
            for nearness in self.tokens[: level + 1]
            for tokens in nearness
        ]
        return any_of(alternatives) if alternatives else ""

    @property
    def is_covered(self) -> bool:
        """Whether the second index finds each article that the exact one does: a text of several words it does not."""
        return all(len(list(words_of(text))) == 1 for nearness in self.texts for text in nearness)

    def stems_of(self, level: Level) -> frozenset[str]:
        """Return the stems that a word of a text may have to be meant at this level."""
        return frozenset(
            token.removeprefix("part_")
            for nearness in self.tokens[: level + 1]
            for tokens in nearness
            for one in tokens
            for token in one
        )

    def sought(self) -> Sought:
        """Return what is marked in a snippet."""
        texts = tuple(text for nearness in self.texts for text in nearness)
        return Sought(texts, self.stems_of(Level.PART), self.term.is_beginning)

    def with_texts(self, level: Level, texts: Iterable[str]) -> Asked:
        """Return the same with more phrases that the exact index is asked for."""
        return replace(self, texts=_more(self.texts, level, texts))

    def with_tokens(self, level: Level, tokens: Iterable[_Tokens]) -> Asked:
        """Return the same with more that the second index is asked for."""
        return replace(self, tokens=_more(self.tokens, level, tokens))

    def _column(self, in_title: bool) -> str | None:
        return self.term.field or ("title" if in_title else None)


def _more(levels: tuple[tuple[_T, ...], ...], level: Level, new: Iterable[_T]) -> tuple[tuple[_T, ...], ...]:
    return tuple(tuple(dict.fromkeys([*held, *new])) if at == level else held for at, held in enumerate(levels))


def quoted(text: str) -> str:
    """Return a text as a phrase of FTS5.

    In quotes no word is taken for an operator, such as AND or NEAR. A quote inside, which is left over where a phrase
    was not closed, is doubled (sqlite.org/fts5.html, "FTS5 Strings").
    """
    return '"' + text.replace('"', '""') + '"'


def any_of(alternatives: list[str]) -> str:
    """Return the expression of FTS5 that one of some expressions has to hold."""
    return alternatives[0] if len(alternatives) == 1 else f"({' OR '.join(alternatives)})"


def _all(conditions: list[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"({' AND '.join(conditions)})"


@lru_cache(maxsize=1000)
def asked_for(term: Term) -> Asked:
    """Return what the indexes are asked for a word, a phrase or the beginning of a word."""
    exact = (term.text,)
    if term.is_phrase:
        return Asked(term, (exact, (), (), ()), ((), (), (), ()))
    spelled = spellings(term.text)
    if term.is_beginning:
        return Asked(term, (exact, spelled, (), ()), ((), (), (), ()))
    words = tuple(words_of(term.text))
    joined = "".join(words)
    is_joined = len(words) == 1 or joined in spelled
    stems: tuple[_Tokens, ...] = ()
    parts: tuple[_Tokens, ...] = ()
    if is_joined:
        stems, parts = _stems_and_parts(joined)
    pieces = _pieces(words)
    if pieces is not None:
        parts = (*parts, pieces)
    return Asked(term, (exact, spelled, (), ()), ((), (), stems, parts))


def _stems_and_parts(word: str) -> tuple[tuple[_Tokens, ...], tuple[_Tokens, ...]]:
    """Return by which tokens a word is found in its other forms, and in compounds."""
    forms = asked(word)
    stems = ((forms.stems,),) if forms.stems else ()
    parts = ((tuple(f"part_{part}" for part in forms.parts),),) if forms.parts else ()
    return stems, parts


def tokens(word: str) -> tuple[_Tokens, ...]:
    """Return by which tokens of the second index a word is found in its other forms."""
    return _stems_and_parts(word)[0]


def _pieces(words: tuple[str, ...]) -> _Tokens | None:
    """Return the stems of the pieces of a hyphenated word, which may stand apart; None where one says too little."""
    pieces = tuple(asked(word).stems for word in words)
    is_telling = len(words) > 1 and all(len(word) >= _LEAST_LETTERS for word in words)
    return pieces if is_telling and all(pieces) else None


def in_two(term: Term) -> list[str]:
    """Return as which two words a word may be written, such as "open data" for opendata; most of them do not exist."""
    word = term.text.lower()
    is_long = 2 * _LEAST_PART <= len(word) <= _LONGEST_WORD
    may_be_two = is_long and word.isalpha() and not (term.is_phrase or term.is_beginning)
    if not may_be_two:
        return []
    return [f"{word[:at]} {word[at:]}" for at in range(_LEAST_PART, len(word) - _LEAST_PART + 1)]


def is_ranked(clause: tuple[Term, ...]) -> bool:
    """Return whether articles are ranked by a clause: all of it is text that is to be there."""
    return all(term.is_text and not term.is_negative for term in clause)


def joined_neighbours(query: Query) -> dict[Term, list[str]]:
    """Return with which words each word stands side by side that may be one with it: Open Data is OpenData,
    and NIS 2 is NIS2."""
    found: dict[Term, list[str]] = {}
    for one, other in _neighbours(query):
        joined = one.text.lower() + other.text.lower()
        for term in (one, other):
            found.setdefault(term, []).append(joined)
    return found


def _neighbours(query: Query) -> Iterator[tuple[Term, Term]]:
    for first, second in zip(query.clauses, query.clauses[1:], strict=False):
        terms = (*first, *second)
        are_plain = len(terms) == 2 and all(map(_is_plain, terms))
        if are_plain and terms[0].text.isalpha() and terms[1].text.isalnum():
            yield terms[0], terms[1]


def _is_plain(term: Term) -> bool:
    return replace(term, text="") == Term("")


def as_phrase(query: Query) -> str | None:
    """Return the words of a search as one phrase of the exact index; None where these are not several plain words."""
    clauses = [clause for clause in query.clauses if is_ranked(clause)]
    are_plain = all(len(clause) == 1 and _is_plain(clause[0]) for clause in clauses)
    if len(clauses) < 2 or not are_plain:
        return None
    return quoted(" ".join(clause[0].text for clause in clauses))
