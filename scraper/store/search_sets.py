"""What a search demands, as sets of articles: by the indexes, by fields, and without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from scraper.store.search_fields import Listed, listed
from scraper.store.search_levels import Asked, Level, any_of, is_ranked
from scraper.store.search_words import Term

TEXTS, WORDS = "articles_fts", "articles_words"
"""The index of texts as they stand there, and that of stems and parts."""
# How near a word has to be to be left out by a minus: who wants no Stadt may want the Stadtwerke.
_LEFT_OUT = Level.INFLECTED
# What another program has changed is in the second index as it was before (store/derived.py).
_STALE = "SELECT article_id FROM index_queue"


@dataclass(frozen=True, slots=True)
class Match:
    """The articles that one of the indexes finds.

    Args:
        index: its table.
        expression: in FTS5's syntax.
        has_beginning: whether a word with a "*" is in it, of which FTS5 puts together all that the index has each time
            that it is asked, even for a single article.
    """

    index: str
    expression: str
    has_beginning: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of a search: an article has to be in one of some sets, or not to be in one.

    Args:
        sets: each with whether an article must not be in it.
    """

    sets: tuple[tuple[Match | Listed, bool], ...]

    @property
    def only_match(self) -> Match | None:
        """The one set of an index that it consists of, or None."""
        if len(self.sets) == 1 and isinstance(self.sets[0][0], Match) and not self.sets[0][1]:
            return self.sets[0][0]
        return None


EVERY = Part(((Listed("SELECT id FROM articles", (), "1"), False),))
"""The part that all articles are in."""


@dataclass(slots=True)
class Statement:
    """SQL that is put together with its parameters.

    Args:
        params: their values by name.
    """

    params: dict[str, Any] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def param(self, value: Any) -> str:
        """Return the name of a new parameter, with its colon."""
        name = f"p{next(self._numbers)}"
        self.params[name] = value
        return f":{name}"

    def numbers(self, parts: Sequence[Part], score: str | None = None) -> str:
        """Return the statement that finds the numbers of all articles in every one of the parts, as ``id``.

        Args:
            parts: what is demanded.
            score: what is given beside each as ``score``, where the first part is one of the index of texts.
        """
        beside = f", {score} AS score" if score else ""
        matches, rest = _merged(parts)
        if matches:
            first, *others = matches
            conditions = [f"{first.index} MATCH {self.param(first.expression)}"]
            conditions += [self.holds("rowid", Part(((other, False),))) for other in others]
            conditions += [self.holds("rowid", part) for part in rest]
            return f"SELECT rowid AS id{beside} FROM {first.index} WHERE {' AND '.join(conditions)}"
        first_listed = next((part for part in rest if not any(is_negative for _, is_negative in part.sets)), None)
        conditions = [self.holds("id", part) for part in rest if part is not first_listed] or ["1"]
        if first_listed is None:
            return f"SELECT id FROM articles WHERE {' AND '.join(conditions)}"
        found = " UNION ".join(self._listed(one) for one, _ in first_listed.sets)
        return f"WITH listed (id) AS ({found}) SELECT id FROM listed WHERE {' AND '.join(conditions)}"

    def holds(self, number: str, part: Part, *, probing: bool = False, walking: bool = False) -> str:
        """Return the condition that an article is in a part.

        Args:
            number: the expression of its number.
            part: the part.
            probing: whether each article is looked up in the indexes by itself, as is best for few; else all that they
                find are put together first.
            walking: whether the article is the row ``a`` of ``articles``, and its day at hand.
        """
        alternatives = [
            ("NOT " if is_negative else "") + self._among(number, one, probing, walking)
            for one, is_negative in part.sets
        ]
        return alternatives[0] if len(alternatives) == 1 else f"({' OR '.join(alternatives)})"

    def _among(self, number: str, one: Match | Listed, probing: bool, walking: bool) -> str:
        if walking and isinstance(one, Listed) and one.of_row is not None:
            return f"({one.of_row.format(*map(self.param, one.params))})"
        looks_up = probing and isinstance(one, Match) and not one.has_beginning
        if not looks_up:
            # The "+" keeps SQLite from asking the index of texts anew for each number of the list.
            return f"(+{number} IN ({self._listed(one)}))"
        # Given the number of a row, FTS5 goes to that one at once, and looks at no other that has the words.
        match = self._listed(one)
        return f"EXISTS ({match} AND rowid = {number})"

    def _listed(self, one: Match | Listed) -> str:
        statement = _listed(one)
        return statement.sql.format(*map(self.param, statement.params))


def _merged(parts: Iterable[Part]) -> tuple[list[Match], list[Part]]:
    """Return the sets of each index as one, that of the second index first, and the parts that are no such sets."""
    by_index: dict[str, list[Match]] = {WORDS: [], TEXTS: []}
    rest = []
    for part in parts:
        match = part.only_match
        if match is None:
            rest.append(part)
        else:
            by_index[match.index].append(match)
    return [_all_of(matches) for matches in by_index.values() if matches], rest


def _all_of(matches: list[Match]) -> Match:
    return replace(
        matches[0],
        expression=" AND ".join(match.expression for match in matches),
        has_beginning=any(match.has_beginning for match in matches),
    )


@dataclass(frozen=True, slots=True)
class Demand:
    """How near the words of a search have to be.

    Args:
        level: of the words by which articles are ranked.
        farthest: of the others.
        in_title: whether the former have to stand in the headline.
        is_whole: whether the second index has all articles; else the exact one may have more.
    """

    level: Level
    farthest: Level
    in_title: bool = False
    is_whole: bool = True


def part_of(clause: tuple[Term, ...], asked: dict[Term, Asked], demand: Demand) -> Part:
    """Return what a clause demands.

    Args:
        clause: alternatives, as they were typed.
        asked: what the indexes are asked for each term of text.
        demand: how near the words have to be.
    """
    if is_ranked(clause):
        return Part(tuple((one, False) for one in _sets([asked[term] for term in clause], demand)))
    beside = replace(demand, level=demand.farthest, in_title=False)
    left_out = replace(beside, level=min(_LEFT_OUT, demand.farthest))
    sets: list[tuple[Match | Listed, bool]] = []
    for term in clause:
        if not term.is_text:
            sets.append((listed(term), term.is_negative))
        elif term.is_negative:
            # Not in the one set and not in the other cannot be said by alternatives, so that both are one set here.
            sets.append((_one_set([*_sets([asked[term]], left_out)]), True))
        else:
            sets += [(one, False) for one in _sets([asked[term]], beside)]
    return Part(tuple(sets))


def _sets(of_all: list[Asked], demand: Demand) -> Iterator[Match | Listed]:
    """Yield the sets in one of which an article is that has one of some terms."""
    level = demand.level
    words = {one: one.of_words(level, in_title=demand.in_title) for one in of_all}
    found = [expression for one, expression in words.items() if expression and one.term.field != "kicker"]
    in_kicker = [one for one, expression in words.items() if expression and one.term.field == "kicker"]
    # Whoever has a word has its stem, so that the exact index says nothing more, but of texts of several words.
    is_covered = demand.is_whole and not in_kicker and all(words[one] and one.is_covered for one in of_all)
    if not is_covered:
        texts = [one.of_texts(level, in_title=demand.in_title) for one in of_all]
        yield Match(TEXTS, any_of(texts), any(one.term.is_beginning for one in of_all))
    if found:
        yield Match(WORDS, any_of(found))
    for one in in_kicker:
        yield _in_kicker(one, words[one], level)


def _in_kicker(one: Asked, words: str, level: Level) -> Listed:
    """Return the articles that have a form of a word in the line above the headline, of which no index tells."""
    stems = " ".join(sorted(one.stems_of(level)))
    return Listed(
        "SELECT k.id FROM articles k WHERE k.id IN (SELECT rowid FROM articles_words WHERE articles_words MATCH {0}"
        f" AND +rowid NOT IN ({_STALE})) AND has_stem(k.kicker, k.language, {{1}}, {{2}})",
        (words, stems, level >= Level.PART),
    )


def _one_set(sets: list[Match | Listed]) -> Match | Listed:
    """Return several sets as one."""
    if len(sets) == 1:
        return sets[0]
    statements: list[str] = []
    params: list[Any] = []
    for one in map(_listed, sets):
        places = [f"{{{len(params) + number}}}" for number in range(len(one.params))]
        statements.append(one.sql.format(*places))
        params += one.params
    return Listed(" UNION ALL ".join(statements), tuple(params))


def _listed(one: Match | Listed) -> Listed:
    """Return a set as the statement that finds it."""
    if isinstance(one, Listed):
        return one
    stale = f" AND +rowid NOT IN ({_STALE})" if one.index == WORDS else ""
    return Listed(f"SELECT rowid FROM {one.index} WHERE {one.index} MATCH {{0}}{stale}", (one.expression,))
