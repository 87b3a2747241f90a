"""Make an archive of synthetic German articles, with which search is measured.

usage: python benchmarks/search_archive.py FILE [--count N] [--seed N] [--until DAY] [--copies SHARE]

The words of the texts come as often as in German as it is written: they are drawn by the frequencies of wordfreq's list
(``pip install wordfreq``; Robyn Speer, CC BY-SA 4.0), which counts half a million words, compounds among them. To these
come compounds that no list has, put together of two nouns of the list, and the words of an article's subject, which
come again and again in its text. All of it is drawn at random; no sentence is anybody's.

An article has 400 words on average, headline, lead, kicker, keywords, a day within ten years and one of 25 sites. The
same seed makes the same articles.

For pages that begin with what is new, --until moves the ten years so that the last day is a given one, and --copies
lets a share of the articles be printed by another site on the same day, less two sentences, so that there are stories.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from scraper.store import Archive

_SITES = 25
_DAYS = 3650
_LAST_DAY = date(2016, 1, 1) + timedelta(days=_DAYS - 1)
# Articles of one transaction; chosen so that no log grows beyond some MB.
_AT_ONCE = 500
# The shares of words that are compounds of no list, that belong to the subject, and that the text has named before.
# Chosen so that the texts are like 313 real German reports: these have 7.1 bytes a word, 236 different words among the
# first 400, and 5.1 % of their words in no list.
_COMPOUNDS, _OF_THE_SUBJECT, _AGAIN = 0.03, 0.15, 0.15
_SUBJECTS, _WORDS_OF_A_SUBJECT = 400, 30
# The places in the list of what is a subject's word: behind the ordinary words, before those that nobody knows.
_FIRST_OF_SUBJECTS, _LAST_OF_SUBJECTS = 800, 40_000
# Chosen: what so many words of the list begin or end with is a part that compounds are made of.
_SHORTEST_PART, _TIMES = 4, 4
# Chosen: the sentences at the end of a release that another site leaves out.
_LEFT_OUT = 2
_PLACES = "Lindental Auenbach Musterstadt Neuhausen Grünwinkel Obermühl Westerfeld Hohenau Rabenstein Seeheim".split()


class Texts:
    """Draws words, sentences and articles.

    Args:
        seed: what is drawn depends on it and on the other arguments alone.
        until: the last day of the ten years.
        copies: the share of articles that another site has printed before, between 0 and 1.
    """

    def __init__(self, seed: int, until: date = _LAST_DAY, copies: float = 0) -> None:
        self.random = random.Random(seed)  # noqa: S311  (the same articles in each run)
        frequencies = _frequencies()
        self.words = list(frequencies)
        self._weights = list(itertools.accumulate(frequencies.values()))
        subject_words = self.words[_FIRST_OF_SUBJECTS:_LAST_OF_SUBJECTS]
        self._firsts, self._lasts = _parts(self.words[:_LAST_OF_SUBJECTS])
        self._subjects = [self._subject(subject_words) for _ in range(_SUBJECTS)]
        self._first_day = until - timedelta(days=_DAYS - 1)
        self._copies = copies
        self._last: dict[str, Any] | None = None

    def _subject(self, among: list[str]) -> list[str]:
        words = self.random.sample(among, _WORDS_OF_A_SUBJECT)
        return words + [self._compound() for _ in range(_WORDS_OF_A_SUBJECT // 3)]

    def _compound(self) -> str:
        return self.random.choice(self._firsts) + self.random.choice(self._lasts)

    def draw(self, number: int, subject: list[str]) -> list[str]:
        """Return so many words of a text on a subject."""
        words = self.random.choices(self.words, cum_weights=self._weights, k=number)
        for at in range(number):
            kind = self.random.random()
            if kind < _COMPOUNDS:
                words[at] = self._compound()
            elif kind < _COMPOUNDS + _OF_THE_SUBJECT:
                # The first words of a subject come most often, as in a real text.
                words[at] = subject[int(len(subject) * self.random.random() ** 2)]
            elif kind < _COMPOUNDS + _OF_THE_SUBJECT + _AGAIN and at:
                words[at] = words[self.random.randrange(at)]
        return words

    def sentences(self, number: int, subject: list[str]) -> str:
        """Return a text of so many words."""
        words = self.draw(number, subject)
        parts = []
        while words:
            length = self.random.randint(6, 22)
            sentence, words = words[:length], words[length:]
            parts.append(" ".join(sentence).capitalize() + ".")
        return " ".join(parts)

    def article(self, number: int) -> dict[str, Any]:
        """Return the columns of an article: a new one, or the last one as another site prints it."""
        if self._copies and self._last is not None and self.random.random() < self._copies:
            made = _copy(self._last, number)
        else:
            made = self._new(number)
        self._last = made
        return made

    def _new(self, number: int) -> dict[str, Any]:
        pick = self.random
        subject = pick.choice(self._subjects)
        day = self._first_day + timedelta(days=pick.randrange(_DAYS))
        title = " ".join(self.draw(pick.randint(4, 9), subject)).capitalize()
        lead = self.sentences(pick.randint(20, 40), subject)
        body = "\n\n".join(self.sentences(90, subject) for _ in range(pick.randint(2, 6)))
        seen = f"{day}T08:00:00Z"
        keywords = list(dict.fromkeys(word.capitalize() for word in pick.sample(subject, 3)))
        return {
            "id": number,
            "url": f"https://amt{number % _SITES}.example/meldung/{number}",
            "site": f"amt{number % _SITES}",
            "kicker": pick.choice(_PLACES),
            "title": title,
            "date": str(day),
            "lead": lead,
            "body": body,
            "keywords": "; ".join(keywords),
            "language": "de",
            "words": len(lead.split()) + len(body.split()),
            "digest": hashlib.sha256(body.encode()).hexdigest(),
            "first_seen": seen,
            "last_seen": seen,
            "changed_at": seen,
            "reader": "1",
        }


def _copy(of: dict[str, Any], number: int) -> dict[str, Any]:
    """Return an article as the next site prints it on the same day: with another address, and shorter at the end."""
    body = ". ".join(of["body"].split(". ")[:-_LEFT_OUT]) + "."
    return {
        **of,
        "id": number,
        "url": f"https://amt{number % _SITES}.example/meldung/{number}",
        "site": f"amt{number % _SITES}",
        "body": body,
        "words": len(of["lead"].split()) + len(body.split()),
        "digest": hashlib.sha256(body.encode()).hexdigest(),
    }


def _frequencies() -> dict[str, float]:
    """Return the words of German with the share that each has of all words, the most frequent first."""
    try:
        from wordfreq import get_frequency_dict
    except ImportError as error:
        raise SystemExit("The frequencies of words are missing: pip install wordfreq") from error
    return dict(get_frequency_dict("de", wordlist="best"))


def _parts(words: list[str]) -> tuple[list[str], list[str]]:
    """Return what compounds of a list begin with, joints included, and what they end with.

    Args:
        words: the list, in lower case.
    """
    known = set(words)
    firsts: Counter[str] = Counter()
    lasts: Counter[str] = Counter()
    for word in words:
        for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            first, last = word[:at], word[at:]
            is_compound = last in known and (first in known or (first.endswith("s") and first[:-1] in known))
            if is_compound:
                firsts[first] += 1
                lasts[last] += 1
    frequent = [[part for part, times in counts.items() if times >= _TIMES] for counts in (firsts, lasts)]
    return frequent[0], frequent[1]


def make(path: Path, count: int, texts: Texts) -> None:
    """Make an archive of so many articles, with all that is derived from them.

    Args:
        path: the file to be made; one that is there is taken away first.
        count: how many articles.
        texts: draws them.
    """
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    with Archive.open(path) as archive, closing(sqlite3.connect(path)) as database:
        database.executemany(
            "INSERT INTO sites (id, name, home) VALUES (?, ?, ?)",
            [(f"amt{at}", f"Amt {at}", f"https://amt{at}.example/") for at in range(_SITES)],
        )
        database.commit()
        for articles in _batches(texts, count):
            _insert(database, articles)
            archive.indexes.settle()


def _batches(texts: Texts, count: int) -> Iterator[list[dict[str, Any]]]:
    for first in range(1, count + 1, _AT_ONCE):
        yield [texts.article(number) for number in range(first, min(first + _AT_ONCE, count + 1))]


def _insert(database: sqlite3.Connection, articles: list[dict[str, Any]]) -> None:
    """Write some articles with their keywords in one transaction."""
    columns = list(articles[0])
    values = ", ".join(f":{name}" for name in columns)
    database.executemany(f"INSERT INTO articles ({', '.join(columns)}) VALUES ({values})", articles)
    for article in articles:
        for position, name in enumerate(article["keywords"].split("; ")):
            database.execute("INSERT OR IGNORE INTO keywords (name) VALUES (?)", [name])
            database.execute(
                "INSERT INTO article_keywords (article_id, position, keyword_id)"
                " SELECT ?, ?, id FROM keywords WHERE name = ?",
                [article["id"], position, name],
            )
    database.commit()


def main() -> None:
    """Make an archive and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--until", type=date.fromisoformat, default=_LAST_DAY)
    parser.add_argument("--copies", type=float, default=0)
    options = parser.parse_args()
    began = time.process_time()
    make(options.file, options.count, Texts(options.seed, options.until, options.copies))
    spent = time.process_time() - began
    size = options.file.stat().st_size / 1e6
    print(f"{options.file}: {options.count:,} articles, {size:,.0f} MB, {spent:,.0f} s of CPU", file=sys.stderr)


if __name__ == "__main__":
    main()
