"""Make the list of words that German compounds are made of, ``scraper/analysis/german/parts.txt``.

usage: pip install wordfreq==3.1.1 && python benchmarks/german_parts.py

The list is learned from the German words of wordfreq and how often they are used; nobody labels anything. Each word of
seven letters or more is split into words of the list in the way that costs least, and how many words a part begins,
continues or ends says what it costs in the next round (the hard form of expectation maximisation). What splits well is
a compound itself and leaves the list, so that what stays are its smallest parts. Some minutes of one core.

The data of wordfreq is under CC BY-SA 4.0, and so is the list: see ``scraper/analysis/german/LICENSE-parts.txt``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path

import wordfreq  # type: ignore[import-not-found]

from scraper.analysis.german import compounds
from scraper.analysis.german.compounds import Costs, Lexicon

HERE = Path(__file__).parent
TARGET = HERE.parent / "scraper" / "analysis" / "german" / "parts.txt"

_ROUNDS = 5
# After this round what splits well leaves the list: the costs hardly change any more.
_ROUND_OF_COMPOUNDS = 2
# Chosen by the words that left the list: from 22 nats on every tenth was no compound, as "regie+rungen".
_WORST_COMPOUND = 21.5
_PER_FURTHER_PART = 9.0
# How many words a part begins or ends before what it splits off leaves the list.
_FEWEST_USES = 5
# Of long words that are hardly a part of another, most are compounds up to here: they were looked through.
_WORST_WITHOUT_USE = 23.0
_COST_OF_LITTLE_USE = 9.5
_LONG = 8
# Letters of a part, at the most. Chosen: longer words are compounds themselves.
_LONGEST_PART = 18
# In nats. Chosen: of words that are to stay whole, what an ordinary part costs, and of parts that wordfreq knows too
# seldom, more than that.
_COST_OF_WHOLE, _COST_OF_FURTHER = 6.0, 9.0
# "juristisch" is no table.
_ADJECTIVES = ("tisch", "tische", "tischen", "tischer", "tisches", "logisch", "logische", "logischen", "logie")
# How often a word is used, of all words: of a word that is to be split, and of a part by its letters. Short parts
# that are rare are nearly all fragments ("sch", "ges") or names.
_RAREST_WORD = 2e-8
_RAREST_PART = {4: 1.2e-6, 5: 5e-7}
_RAREST_LONG_PART = 2e-7
# An English word of an English quotation, unless Germans use it nearly as often.
_ENGLISH = 8
_LONGEST_ENGLISH = 7
_COMMON = 3e-5


def _lists() -> dict[str, frozenset[str]]:
    """Return the hand-made lists of ``german_parts.txt`` by their names."""
    found: dict[str, set[str]] = {}
    words: set[str] = set()
    for line in (HERE / "german_parts.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = found.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            words.update(line.split())
    return {name: frozenset(of_name) for name, of_name in found.items()}


def _frequencies() -> dict[str, float]:
    """Return the German words with how often they are used, most used first, with `ss` for `ß`."""
    found: Counter[str] = Counter()
    for word, frequency in wordfreq.get_frequency_dict("de", "best").items():
        if re.fullmatch("[a-zäöüß]+", word):
            found[word.replace("ß", "ss")] += frequency
    return dict(found.most_common())


def _candidates(frequencies: dict[str, float], lists: dict[str, frozenset[str]]) -> dict[str, float]:
    english = wordfreq.get_frequency_dict("en", "best")
    left_out = lists["function"] | lists["fragments"]
    found = {}
    for word, frequency in frequencies.items():
        size = len(word)
        is_of_size = compounds.SHORTEST <= size <= _LONGEST_PART
        is_short = size == compounds.SHORTEST
        is_rare = frequency < _RAREST_PART.get(size, _RAREST_LONG_PART)
        is_english = size <= _LONGEST_ENGLISH and frequency < _COMMON and english.get(word, 0) > frequency * _ENGLISH
        if word in left_out or not is_of_size or is_short or is_rare or is_english:
            continue
        found[word] = frequency
    for word in lists["short"] | lists["further"]:
        found[word] = max(frequencies.get(word, 0), _RAREST_LONG_PART)
    return found


def _costs(candidates: dict[str, float], uses: Counter[str], total: int) -> Costs:
    # What was not seen as a part may be one: a word that makes up a hundred thousandth of texts counts as one use.
    return {
        word: -math.log((uses[word] + 0.2 + min(1.0, frequency * 1e5)) / total)
        for word, frequency in candidates.items()
    }


def _are_used(parts: list[str], firsts: Counter[str], lasts: Counter[str]) -> bool:
    return lasts[parts[-1]] >= _FEWEST_USES and all(firsts[part] >= _FEWEST_USES for part in parts[:-1])


def learn() -> Lexicon:
    """Return the parts of German compounds with what each costs."""
    lists = _lists()
    frequencies = _frequencies()
    candidates = _candidates(frequencies, lists)
    words = [word for word, used in frequencies.items() if used >= _RAREST_WORD and 7 <= len(word) <= 30]
    total = sum(candidates.values())
    start = {word: -math.log(used / total) for word, used in candidates.items()}
    lexicon = Lexicon(start, start)
    firsts: Counter[str] = Counter()
    lasts: Counter[str] = Counter()
    for number in range(_ROUNDS):
        firsts, lasts = Counter(), Counter()
        for word in words:
            cost, pieces = compounds.cheapest(word, lexicon, as_whole=False)
            is_good = number < _ROUND_OF_COMPOUNDS or cost <= compounds.worst(len(pieces))
            if len(pieces) > 1 and is_good:
                parts = [piece.entry for piece in pieces]
                firsts.update(parts[:-1])
                lasts[parts[-1]] += 1
        count = sum(lasts.values())
        if number == _ROUND_OF_COMPOUNDS:
            lexicon = Lexicon(_costs(candidates, firsts, count), _costs(candidates, lasts, count))
            gone = set()
            for word in candidates:
                cost, pieces = compounds.cheapest(word, lexicon, as_whole=False)
                is_cheap = cost <= _WORST_COMPOUND + _PER_FURTHER_PART * (len(pieces) - 2)
                if len(pieces) > 1 and is_cheap and _are_used([piece.entry for piece in pieces], firsts, lasts):
                    gone.add(word)
            kept = lists["whole"] | lists["further"]
            candidates = {word: used for word, used in candidates.items() if word not in gone or word in kept}
        lexicon = Lexicon(_costs(candidates, firsts, count), _costs(candidates, lasts, count))
        print(number, len(candidates), count, flush=True)
    unused = _compounds_without_use(lexicon, lists["whole"] | lists["further"])
    candidates = {word: used for word, used in candidates.items() if word not in unused}
    first = {word: lexicon.first[word] for word in candidates}
    last = {word: lexicon.last[word] for word in candidates}
    for word in lists["whole"]:
        first[word] = last[word] = _COST_OF_WHOLE
    for word in lists["further"]:
        first[word] = min(first[word], _COST_OF_FURTHER)
        last[word] = min(last[word], _COST_OF_FURTHER)
    for word in lists["never last"]:
        last.pop(word, None)
    seldom = {word for word, used in candidates.items() if firsts[word] + lasts[word] == 0 and used < 1e-6}
    for word in seldom - lists["whole"] - lists["further"]:
        first.pop(word)
        last.pop(word, None)
    return Lexicon(first, last)


def _compounds_without_use(lexicon: Lexicon, kept: frozenset[str]) -> set[str]:
    """Return the long words that split and are hardly a part of any other: the first search was strict with them."""
    found = set()
    for word in lexicon.first:
        is_long = len(word) >= _LONG and word not in kept
        if not is_long or word.endswith(_ADJECTIVES):
            continue
        cost, pieces = compounds.cheapest(word, lexicon, as_whole=False)
        is_cheap = cost <= _WORST_WITHOUT_USE + _PER_FURTHER_PART * (len(pieces) - 2)
        is_used = min(lexicon.first[word], lexicon.last[word]) < _COST_OF_LITTLE_USE
        if len(pieces) > 1 and is_cheap and not is_used:
            found.add(word)
    return found


def main() -> None:
    """Learn the list and write it."""
    lexicon = learn()
    TARGET.write_text(compounds.written(lexicon), encoding="utf-8")
    print(f"{TARGET}: {len(lexicon.first):,} words, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
