"""Measure search: what it finds of what a German reader means, and how long it takes in a large archive.

usage: python benchmarks/search.py [--queries] [--count N] [--archive FILE] [--seed N] [--slowest N]

``--queries`` asks the queries in ``tests/fixtures/search`` of the articles beside them, and prints which of the wanted
articles are found, whether the one that must be first is first, and whether an unwanted one stands before a wanted one.

Else it asks an archive of synthetic articles (``search_archive.py``; ``--archive`` keeps it for the next time) queries
of each kind that people type, their words drawn by how many articles have them, and prints the CPU time of a search and
of the count that the command line makes of what it does not show. To reach: 10 ms at the median, 100 ms at the 99th
percentile.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from scraper.errors import SearchError
from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.index_state import Standing
from scraper.store.search import Filter

_OF_EACH_KIND = 30
_MEDIAN, _LAST = 10.0, 100.0
# How many articles have a word that is called so, as shares of all: at least and at most.
_SHARES = {"rare": (0.00002, 0.0005), "known": (0.001, 0.02), "frequent": (0.05, 0.4), "stop": (0.6, 1.0)}
_SINCE = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One search of a kind."""

    kind: str
    words: str
    narrow: Filter = field(default_factory=Filter)


class Words:
    """The words of an archive by how many articles have them.

    Args:
        path: the archive.
        seed: what is drawn depends on it alone.
    """

    def __init__(self, path: Path, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  (the same queries in each run)
        with closing(sqlite3.connect(path)) as db:
            (articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
            db.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, articles_fts, row)")
            counted = db.execute("SELECT term, doc FROM temp.vocabulary WHERE length(term) > 2").fetchall()
            self._bodies = [
                body for (body,) in db.execute("SELECT body FROM articles ORDER BY id LIMIT ?", [_OF_EACH_KIND * 2])
            ]
        self._named = {
            name: sorted(word for word, doc in counted if least <= doc / articles <= most and word.isalpha())
            for name, (least, most) in _SHARES.items()
        }

    def one(self, name: str) -> str:
        """Return a word that so many articles have."""
        return self._random.choice(self._named[name])

    def long(self) -> str:
        """Return the beginning of a rare long word: part of a compound, or the like."""
        return next(word for word in iter(lambda: self.one("rare"), None) if len(word) > 11)

    def phrase(self) -> str:
        """Return two words that stand side by side in an article."""
        words = self._random.choice(self._bodies).split()
        at = self._random.randrange(len(words) - 1)
        return " ".join(words[at : at + 2]).strip(".")


def asked(words: Words) -> Iterator[Asked]:
    """Yield the searches, as many of each kind."""
    for _ in range(_OF_EACH_KIND):
        yield Asked("a rare word", words.one("rare"))
        yield Asked("a known word", words.one("known"))
        yield Asked("a frequent word", words.one("frequent"))
        yield Asked("a stop word", words.one("stop"))
        yield Asked("two frequent words", f"{words.one('frequent')} {words.one('frequent')}")
        yield Asked("a frequent and a rare word", f"{words.one('frequent')} {words.one('rare')}")
        yield Asked("three known words", " ".join(words.one("known") for _ in range(3)))
        yield Asked("one of two known words", f"{words.one('known')} OR {words.one('known')}")
        yield Asked("a part of a rare word", words.long()[-8:])
        yield Asked("a known word, inflected", words.one("known") + "en")
        yield Asked("a phrase", f'"{words.phrase()}"')
        yield Asked("two words side by side", words.phrase())
        yield Asked("the beginning of a word", words.one("known")[:5] + "*")
        yield Asked("a known word of a site", words.one("known"), Filter(sites=("amt3",)))
        yield Asked("a frequent word since 2024", words.one("frequent"), Filter(days=Days(since=_SINCE)))
        yield Asked("a known word, newest first", words.one("known"), Filter(sort="date"))
        yield Asked("a frequent without a known word", f"{words.one('frequent')} -{words.one('known')}")
        yield Asked("a known word in the headline", f"title:{words.one('known')}")
        yield Asked("none found", words.one("rare") + "qx")


def measure(path: Path, seed: int, slowest: int) -> bool:
    """Print the times of all kinds, and return whether they are short enough."""
    by_kind: dict[str, list[float]] = {}
    all_times = []
    with Archive.read(path) as archive:
        standing = archive.found("Wort", Filter()).standing
        if standing is not Standing.FINE:
            raise SystemExit(f"The second index is of no use ({standing.name.lower()}): scraper reparse --index.")
        for one in asked(Words(path, seed)):
            begin = time.process_time()
            try:
                if len(archive.search(one.words, one.narrow)) == one.narrow.limit:
                    archive.count_found(one.words, one.narrow)
            except SearchError as error:
                print(f"{one.words}: {error}")
            took = (time.process_time() - begin) * 1000
            by_kind.setdefault(one.kind, []).append(took)
            all_times.append((took, one))
    print(f"{'kind':<34}{'median':>9}{'longest':>9}  ms")
    for kind, times in by_kind.items():
        print(f"{kind:<34}{_at(times, 0.5):>9.1f}{max(times):>9.1f}")
    times = [took for took, _ in all_times]
    median, last = _at(times, 0.5), _at(times, 0.99)
    print(
        f"\n{len(times)} searches: median {median:.1f} ms, 99th percentile {last:.1f} ms, longest {max(times):.1f} ms"
    )
    for took, one in sorted(all_times, key=lambda pair: -pair[0])[:slowest]:
        print(f"{took:8.1f}  {one.kind}: {one.words}")
    return median <= _MEDIAN and last <= _LAST


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def queries() -> bool:
    """Print the table of the queries, and return whether they find what they should."""
    from reader_queries import judged, lines

    with tempfile.TemporaryDirectory() as folder:
        found = judged(Path(folder) / "archive.db")
    print("\n".join(lines(found)))
    return found.is_enough


def main() -> int:
    """Measure what is asked for on the command line, and return 1 where it is not reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--queries", action="store_true", help="ask what a German reader types")
    parser.add_argument("--count", type=int, default=100_000, help="articles of the archive that is made")
    parser.add_argument("--archive", type=Path, help="an archive of these articles; made where it is not there")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--slowest", type=int, default=0, help="how many of the slowest searches are printed")
    options = parser.parse_args()
    if options.queries:
        return 0 if queries() else 1
    from search_archive import Texts, make

    with tempfile.TemporaryDirectory() as folder:
        path = options.archive or Path(folder) / "archive.db"
        if not path.exists():
            make(path, options.count, Texts(options.seed))
        return 0 if measure(path, options.seed, options.slowest) else 1


if __name__ == "__main__":
    sys.exit(main())
