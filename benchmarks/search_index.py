"""Measure the search indexes: their size beside the text, and what an article costs to be written to them.

usage: python benchmarks/search_index.py [--count N] [--seed N] [--keep FILE]

The archive is that of ``benchmarks/search_archive.py``, merged as ``scraper reparse --index`` leaves it. The cost of an
article is the CPU of the second index, in transactions of one article and of 32, as a crawl writes them, beside that of
its row and the exact index. The last line says what a full check of both indexes costs.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import search_archive

from scraper.analysis import search_words
from scraper.model.indexed import IndexedText
from scraper.store import Archive
from scraper.store.words import TEXT, SearchWords

_Result = TypeVar("_Result")
# The parts of the file that are counted, by the beginnings of their names.
_PARTS = {"exact index": ("articles_fts",), "second index": ("articles_words",), "words": ("words",)}
_TEXT_BYTES = "SELECT " + " + ".join(
    f"sum(length(CAST(coalesce({name}, '') AS BLOB)))" for name in ("kicker", "title", "lead", "body", "keywords")
)
# Articles that are written to measure what one costs.
_WRITTEN = 640


def sizes(file: Path) -> dict[str, int]:
    """Return the bytes of the text and of each part of the indexes."""
    with closing(sqlite3.connect(file)) as db:
        found = {"text": int(db.execute(f"{_TEXT_BYTES} FROM articles").fetchone()[0])}
        for part, names in _PARTS.items():
            rows = [
                db.execute("SELECT sum(pgsize) FROM dbstat WHERE name = ? OR name GLOB ? || '_*'", [name, name])
                for name in names
            ]
            found[part] = sum(int(row.fetchone()[0] or 0) for row in rows)
        return found


def cpu(work: Callable[[], object]) -> float:
    """Return the milliseconds of CPU that something takes."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


class Stopwatch:
    """Measures what the stems and words of texts take while they are written."""

    def __init__(self) -> None:
        self.spent = 0.0
        self._tokens, self._new_words = search_words.tokens, search_words.new_words

    def __enter__(self) -> Stopwatch:
        search_words.tokens = self._of_tokens
        search_words.new_words = self._of_new_words
        return self

    def __exit__(self, *_: object) -> None:
        search_words.tokens, search_words.new_words = self._tokens, self._new_words

    def _of_tokens(self, text: IndexedText) -> frozenset[str]:
        return self._measured(lambda: self._tokens(text))

    def _of_new_words(self, text: IndexedText, known: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        return iter(self._measured(lambda: list(self._new_words(text, known))))

    def _measured(self, work: Callable[[], _Result]) -> _Result:
        began = time.process_time()
        done = work()
        self.spent += (time.process_time() - began) * 1000
        return done


class Writing:
    """Writes articles to an archive that has many, and measures.

    Args:
        file: the archive.
        seed: of the articles that are written, others than those that are there.
    """

    def __init__(self, file: Path, seed: int) -> None:
        self._file = file
        self._texts = search_archive.Texts(seed)
        with closing(sqlite3.connect(file)) as db:
            self._next = int(db.execute("SELECT max(id) FROM articles").fetchone()[0]) + 1

    def cost(self, at_once: int) -> tuple[float, float, float]:
        """Return the milliseconds an article: of its row and the exact index, of finding its stems, of writing these.

        Args:
            at_once: articles of one transaction.
        """
        rows = second = 0.0
        watch = Stopwatch()
        articles = [self._texts.article(self._next + at) for at in range(_WRITTEN)]
        self._next += _WRITTEN
        with Archive.open(self._file) as archive, watch:
            connection = archive._db.conn
            words = SearchWords(archive._db)
            for start in range(0, _WRITTEN, at_once):
                some = articles[start : start + at_once]
                with archive.transaction():
                    rows += cpu(lambda some=some: _insert(connection, some))  # type: ignore[misc]
                    second += cpu(lambda some=some: _renew(connection, words, some))  # type: ignore[misc]
        analysis = watch.spent
        return rows / _WRITTEN, analysis / _WRITTEN, (second - analysis) / _WRITTEN


def _insert(connection: sqlite3.Connection, articles: list[dict[str, object]]) -> None:
    names = list(articles[0])
    values = ", ".join(f":{name}" for name in names)
    connection.executemany(f"INSERT INTO articles ({', '.join(names)}) VALUES ({values})", articles)


def _renew(connection: sqlite3.Connection, words: SearchWords, articles: list[dict[str, object]]) -> None:
    """Bring articles into the second index alone, and take them out of the queue."""
    for article in articles:
        number = int(str(article["id"]))
        row = connection.execute(f"SELECT {TEXT} FROM articles WHERE id = ?", [number]).fetchone()
        words.renew(number, None, IndexedText(*row))
    words.finish()
    connection.executemany("DELETE FROM index_queue WHERE article_id = ?", [(a["id"],) for a in articles])


def checking_cost(file: Path) -> float:
    """Return the milliseconds an article that ``scraper verify`` takes for the second index."""
    from scraper.store.connection import connect_for_reading
    from scraper.store.verify.file import check_index
    from scraper.store.verify.reading import Check

    db = connect_for_reading(file, busy_seconds=1.0)
    with closing(db.conn):
        (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
        findings: list[object] = []
        spent = cpu(lambda: check_index(Check(db, findings.append, lambda text, done, total: None)))
        if findings:
            raise SystemExit(f"The index is wrong: {findings}")
        return spent / int(count)


def measure(file: Path, count: int, seed: int) -> None:
    """Make the archive, measure and print."""
    filling = cpu(lambda: search_archive.make(file, count, search_archive.Texts(seed)))
    with Archive.open(file) as archive:
        rebuilding = cpu(lambda: archive.indexes.rebuild(lambda text, done, total: None))
    found = sizes(file)
    text = found.pop("text")
    print(f"{count:,} articles, {text / count:,.0f} bytes of text each, {text / 1e6:,.1f} MB")
    for part, size in found.items():
        print(f"{part:14} {size / 1e6:8.1f} MB  {size / text:6.1%} of the text")
    both = found["exact index"] + found["second index"]
    print(f"{'both indexes':14} {both / 1e6:8.1f} MB  {both / text:6.1%} of the text (at the most 65 %)")
    writing = Writing(file, seed + 1)
    for at_once in (1, 32):
        rows, analysis, written = writing.cost(at_once)
        print(
            f"{at_once:2} at once: second index written for {written:5.2f} ms (at the most 1), its stems found in"
            f" {analysis:5.2f} ms, row and exact index {rows:5.2f} ms"
        )
    print(f"made and filled                 {filling / count:6.2f} ms an article")
    print(f"reparse --index                 {rebuilding / count:6.2f} ms an article")
    print(f"verify, of both indexes         {checking_cost(file):6.2f} ms an article")


def main() -> None:
    """Measure in a temporary folder, or keep the archive."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--keep", type=Path, help="make the archive there, and leave it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(options.keep or Path(folder) / "archive.db", options.count, options.seed)


if __name__ == "__main__":
    main()
