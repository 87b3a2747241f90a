"""German compounds taken apart: Verwaltungsdigitalisierung is Verwaltung and Digitalisierung.

A word is split into words of a list (``parts.txt``, made by ``benchmarks/german_parts.py``) in the way that costs
least. What a part costs is the logarithm of how seldom words begin or end with it, in nats; letters that join parts
and endings cost something too. A word that is in the list itself competes with its own parts: Minister is cheaper
than Mini and a rest, so it stays whole. What costs too much stays whole as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

Costs = Mapping[str, float]

#: Letters of a part, at the least. Of three letters are only those of a hand-made list (Amt, Bau, Rat).
SHORTEST = 3
# Letters of a word that is split. Chosen: no word of German that is in use is longer than 63 letters, and the work
# grows with the length.
_SHORTEST_WORD = 6
_LONGEST_WORD = 64
# Each part costs this, so that few parts win against many. Chosen on the fitting half of the labelled words.
_PER_PART = 2.0
# Joining letters. After these endings German always puts an s (Duden, "Fugenelement").
_ENDINGS_WITH_S = ("ung", "heit", "keit", "schaft", "ion", "tät", "ling", "tum")
# And never after these: Bußgeld is no money for a bus.
_ENDINGS_WITHOUT_S = ("s", "x", "z")
_JOINTS = {"": 0.0, "s": 1.0, "n": 2.5, "en": 2.5, "es": 2.5, "er": 4.0, "e": 4.5}
_ENDINGS = {"": 0.0, "n": 1.5, "en": 1.5, "s": 1.5, "es": 1.5, "e": 2.0, "er": 2.5, "ern": 3.0, "em": 3.0}
_LONGEST_ENDING = max(map(len, _ENDINGS))
_NO_JOINT = (("", 0.0),)
# By the letter behind the part, so that not all of them are tried.
_JOINTS_BY_LETTER = {
    letter: tuple((joint, cost) for joint, cost in _JOINTS.items() if joint[:1] in ("", letter)) for letter in "sne"
}
# What a split of two parts may cost, and each further part. Chosen on the fitting half of the labelled words.
_WORST = 25.0
_WORST_PER_FURTHER = 9.0
# Costs are written in half nats above this, as one small letter.
_LEAST_COST = 3.0
_STEPS = 2
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NEVER = "-"
# No split of the longest word costs as much.
_HOPELESS = 500.0

_Way = tuple[float, int, str]
_NO_WAY: _Way = (2 * _HOPELESS, 0, "")


class Lexicon:
    """What parts cost in nats.

    Args:
        first: at the beginning of a word or within it.
        last: at its end; what is missing here ends no word.
    """

    def __init__(self, first: Costs, last: Costs) -> None:
        self.first = first
        self.last = last
        # By the first three letters: letters of the longest part that begins so. Most places of most words begin none.
        self.longest: dict[str, int] = {}
        for word in first:
            beginning = word[:SHORTEST]
            self.longest[beginning] = max(self.longest.get(beginning, 0), len(word))


# Chosen: stem, parts and spellings of a word are asked for one after the other, and each looks for its parts.
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Piece:
    """A part as it stands in a word.

    Args:
        entry: the word of the list.
        start: where it begins.
        end: where what belongs to it ends, the joining letters or the ending of the word included.
    """

    entry: str
    start: int
    end: int


def worst(parts: int) -> float:
    """Return the most that a split into so many parts may cost, in nats."""
    return _WORST + _WORST_PER_FURTHER * (parts - 2)


@lru_cache(maxsize=_REMEMBERED)
def split(word: str) -> tuple[Piece, ...]:
    """Return the parts of a compound, or nothing where the word is none.

    Args:
        word: in lower case, with `ss` for `ß`.
    """
    among = lexicon()
    is_of_size = _SHORTEST_WORD <= len(word) <= _LONGEST_WORD
    # What is in the list is no compound: those left it when it was made.
    if not is_of_size or word in among.first:
        return ()
    cost, pieces = cheapest(word, among, as_whole=True)
    if len(pieces) < 2 or cost > worst(len(pieces)):
        return ()
    return pieces


def cheapest(word: str, among: Lexicon, *, as_whole: bool) -> tuple[float, tuple[Piece, ...]]:
    """Return the cheapest split of a word with what it costs, and no pieces where there is none.

    Args:
        word: in lower case, with `ss` for `ß`.
        among: the parts.
        as_whole: whether the word may be one part.
    """
    size = len(word)
    first, last, longest = among.first, among.last, among.longest
    # The cheapest way to each place of the word: its cost, where its last piece begins, and that piece's entry.
    best: list[_Way] = [_NO_WAY] * (size + 1)
    best[0] = (0.0, 0, "")
    for start in range(size - SHORTEST + 1):
        so_far = best[start][0] + _PER_PART
        if so_far > _HOPELESS:
            continue
        longest_here = start + longest.get(word[start : start + SHORTEST], 0)
        for middle in range(start + SHORTEST, min(size, longest_here) + 1):
            entry = word[start:middle]
            cost = first.get(entry)
            if cost is None:
                continue
            rest = size - middle
            if rest <= _LONGEST_ENDING and entry in last and (start or as_whole):
                ending = _ENDINGS.get(word[middle:], _HOPELESS)
                best[size] = min(best[size], (so_far + last[entry] + ending, start, entry))
            if rest >= SHORTEST:
                _join(best, word, (so_far + cost, start, entry), middle)
    return _way_back(best)


def _join(best: list[_Way], word: str, way: _Way, middle: int) -> None:
    """Offer the ways over each joint that stands behind a part."""
    cost, start, entry = way
    needs_s = entry.endswith(_ENDINGS_WITH_S)
    for joint, of_joint in _JOINTS_BY_LETTER.get(word[middle], _NO_JOINT):
        end = middle + len(joint)
        if end > len(word) - SHORTEST:
            continue
        if not word.startswith(joint, middle):
            continue
        if needs_s and joint != "s":
            continue
        if joint == "s" and entry.endswith(_ENDINGS_WITHOUT_S):
            continue
        if cost + of_joint < best[end][0]:
            best[end] = (cost + of_joint, start, entry)


def _way_back(best: list[_Way]) -> tuple[float, tuple[Piece, ...]]:
    place = len(best) - 1
    cost = best[place][0]
    if cost >= _HOPELESS:
        return float("inf"), ()
    pieces = []
    while place:
        _, start, entry = best[place]
        pieces.append(Piece(entry, start, place))
        place = start
    return cost, tuple(reversed(pieces))


@cache
def lexicon() -> Lexicon:
    """Return the list that is shipped; it is read once."""
    # It costs some milliseconds, and most commands ask for no word.
    from importlib import resources

    text = resources.files(__package__).joinpath("parts.txt").read_text(encoding="utf-8")
    return read(text)


def written(among: Lexicon) -> str:
    """Return a list as a text: one line for all words of the same two costs, which :func:`read` reads."""
    lines: dict[str, list[str]] = {}
    for word in sorted(among.first):
        last = among.last.get(word)
        key = _letter(among.first[word]) + (_NEVER if last is None else _letter(last))
        lines.setdefault(key, []).append(word)
    return "".join(f"{key} {' '.join(words)}\n" for key, words in sorted(lines.items()))


def read(text: str) -> Lexicon:
    """Return the list that a text holds."""
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    for line in text.splitlines():
        key, _, words = line.partition(" ")
        first.update(dict.fromkeys(words.split(), _nats(key[0])))
        if key[1] != _NEVER:
            last.update(dict.fromkeys(words.split(), _nats(key[1])))
    return Lexicon(first, last)


def _letter(cost: float) -> str:
    step = round((cost - _LEAST_COST) * _STEPS)
    return _LETTERS[max(0, min(step, len(_LETTERS) - 1))]


def _nats(letter: str) -> float:
    return _LEAST_COST + _LETTERS.index(letter) / _STEPS
