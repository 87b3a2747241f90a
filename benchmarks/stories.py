"""Say how well stories are found on made texts, and what that costs in an archive of many articles.

usage: python benchmarks/stories.py [--seeds N] [--articles N] [--years N]

The made texts (tests/made_stories.py) are releases that other papers edited by up to 60 % of their words, and what only
looks like them. Each seed makes 225 articles of each half: one half was there to fit the thresholds on, the other one
has other sentences, names and templates. A third set (tests/made_press.py) of 330 articles was made later, and nothing
was fitted on it: its hard negatives lie over many days, and some of its copies come late. All go through an archive, so
that what is counted is what 'scraper stories' says: a pair is two articles of different sites in one story, and counts
as that of the two which was edited more.

With --articles an archive of so many articles is made, of which each tenth is an edited copy of another one; the rest
are of words as frequent as those of real texts. Each line is of one tenth of them: the CPU time of the stories alone,
and the bytes that an article takes in their tables on average."""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import random
import sys
import tempfile
import time
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from made_press import made_press  # noqa: E402
from made_stories import EDITS, RATES, Made, made_stories, same_story  # noqa: E402
from scraper.model.indexed import IndexedText  # noqa: E402
from scraper.store import Archive  # noqa: E402
from scraper.store.stories import Stories  # noqa: E402

_SEEN = "2026-06-30T00:00:00Z"
_INSERT = (
    "INSERT INTO articles (url, site, title, date, body, words, digest, first_seen, last_seen, changed_at, reader)"
    f" VALUES (?, ?, ?, ?, ?, ?, ?, '{_SEEN}', '{_SEEN}', '{_SEEN}', 'made')"
)
_SETS: dict[str, Callable[[int], list[Made]]] = {
    "fitting": lambda seed: made_stories(0, seed),
    "held back": lambda seed: made_stories(1, seed),
    "another press": made_press,
}
_RATES = sorted({*RATES, 0.1})
# Words of a made article of the large archive: as many as those of trade news have on average.
_WORDS = 330
_TABLES = ("fingerprints", "fingerprinted", "stories", "story_articles", "story_pairs")


class Timed:
    """Stories, with the CPU time that they took."""

    def __init__(self, archive: Archive) -> None:
        self._stories = Stories(archive._db)
        self.seconds: list[float] = []

    def renew(self, article_id: int, before: IndexedText | None, after: IndexedText | None) -> None:
        """Make anew what is derived, and note how long it took."""
        start = time.process_time()
        self._stories.renew(article_id, before, after)
        self.seconds.append(time.process_time() - start)


def archived(archive: Archive, made: Sequence[Made]) -> dict[int, Made]:
    """Put made articles into an archive; return them by their numbers."""
    found = {}
    with archive.transaction():
        for one in made:
            archive._db.execute(
                "INSERT OR IGNORE INTO sites VALUES (?, ?, ?)", [one.site, one.site, f"https://{one.site}.example/"]
            )
            number = len(found) + 1
            url = f"https://{one.site}.example/{number}"
            values = [url, one.site, one.title, one.day.isoformat(), one.body, len(one.body.split()), f"{number}"]
            found[archive._db.execute(_INSERT, values).lastrowid or 0] = one
            archive.derived.settle()
    return found


def quality(seeds: int) -> None:
    """Print precision and recall of all sets."""
    for name, make in _SETS.items():
        hits: Counter[Any] = Counter()
        pairs: Counter[Any] = Counter()
        wrong: Counter[tuple[str, str]] = Counter()
        right = texts = 0
        for seed in range(seeds):
            made = make(seed)
            texts += len(made)
            with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "a.db") as archive:
                archive.derived._derivations = (Stories(archive._db),)
                by_id = archived(archive, made)
                together = _pairs_of(archive)
            for one, other in itertools.combinations(sorted(by_id), 2):
                first, second = by_id[one], by_id[other]
                is_found = (one, other) in together
                if same_story(first, second):
                    edited = max(second, first, key=lambda one: -1 if one.rate is None else one.rate)
                    pairs[edited.kind, edited.rate] += 1
                    hits[edited.kind, edited.rate] += is_found
                    right += is_found
                elif is_found and first.site != second.site:
                    wrong[first.kind, second.kind] += 1
        print(f"\n{name}: {texts} texts, {sum(pairs.values())} pairs")
        print(f"precision {right / max(right + sum(wrong.values()), 1):.3f} {dict(wrong) or ''}")
        print(f"{'':22}" + "".join(f"{rate:>7.0%}" for rate in _RATES))
        for kind in [*EDITS, "two in one", "weekly warning"]:
            print(f"{kind:22}" + "".join(_recall(hits, pairs, kind, rate) for rate in _RATES))
        print(f"{'all edits':22}" + "".join(_recall_of_all(hits, pairs, rate) for rate in _RATES))


def _pairs_of(archive: Archive) -> set[tuple[int, int]]:
    members = defaultdict(list)
    for story, article in archive._db.execute("SELECT story_id, article_id FROM story_articles"):
        members[story].append(article)
    return {pair for articles in members.values() for pair in itertools.combinations(sorted(articles), 2)}


def _recall(hits: Counter[Any], pairs: Counter[Any], kind: str, rate: float) -> str:
    count = pairs[kind, rate]
    return f"{hits[kind, rate] / count:>7.3f}" if count else f"{'':>7}"


def _recall_of_all(hits: Counter[Any], pairs: Counter[Any], rate: float) -> str:
    found, count = (sum(counter[kind, rate] for kind in EDITS) for counter in (hits, pairs))
    return f"{found / count:>7.3f}" if count else f"{'':>7}"


class Zipf:
    """Draws words as frequent as those of real texts: the second one half as often as the first, and so on.

    Args:
        size: how many words there are.
        draw: the random numbers.
    """

    def __init__(self, size: int, draw: random.Random) -> None:
        self._draw = draw
        syllables = [a + b for a in "bdfghklmnprstwz" for b in ("a", "e", "i", "o", "u", "ei", "au", "ü")]
        self._words = ["".join(draw.choices(syllables, k=draw.randint(1, 5))) for _ in range(size)]
        self._sums = list(itertools.accumulate(1 / rank for rank in range(1, size + 1)))

    def text(self, count: int) -> str:
        """Return so many words, in sentences."""
        top = self._sums[-1]
        words = [self._words[bisect(self._sums, self._draw.random() * top)] for _ in range(count)]
        return ". ".join(" ".join(words[at : at + 14]).capitalize() for at in range(0, count, 14))


def many(count: int, years: float, seed: int = 0) -> Iterator[Made]:
    """Yield articles for a large archive in the order of their days; each tenth is a copy of which a third was cut."""
    draw = random.Random(seed)  # noqa: S311
    words = Zipf(120_000, draw)
    first = dt.date(2016, 1, 1)
    footers = [words.text(30) for _ in range(27)]
    last: list[Made] = []
    for number in range(count):
        day = first + dt.timedelta(days=number * 365 * years / count)
        site = draw.randrange(27)
        if number % 10 == 9:
            of = draw.choice(last)
            sentences = of.body.split(". ")[:-3]
            text, title = ". ".join(sentences[len(sentences) // 3 :]), of.title
            site = (int(of.site.removeprefix("paper")) + 1 + draw.randrange(20)) % 27
        else:
            text, title = words.text(max(40, int(draw.gauss(_WORDS, _WORDS / 2)))), words.text(7)
        made = Made(f"paper{site}", day, title, f"{text}. {footers[site]}", frozenset(), "made")
        last = [*last[-8:], made]
        yield made


def cost(count: int, years: float) -> None:
    """Print what the stories of a large archive cost."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "a.db") as archive:
        timed = Timed(archive)
        archive.derived._derivations = (timed,)
        # What other indexes of the archive cost is none of the stories'.
        for (name,) in archive._db.execute(
            "SELECT name FROM sqlite_schema WHERE name IN ('articles_fts_insert', 'events_new')"
        ):
            archive._db.execute(f"DROP TRIGGER {name}")
        texts = many(count, years)
        total = 0
        print(
            f"{'articles':>9} {'in stories':>10} {'mean ms':>8} {'median':>7} {'99 %':>6} {'longest':>8} {'bytes':>6}"
        )
        while part := list(itertools.islice(texts, 200)):
            archived_part(archive, part, total)
            total += len(part)
            if total % max(count // 10, 200) == 0:
                _print_cost(archive, total, timed.seconds)
                timed.seconds = []


def _print_cost(archive: Archive, total: int, spent: list[float]) -> None:
    """Print what the last articles took of CPU, and what all take of room on average."""
    times = [1000 * one for one in sorted(spent)]
    sizes = archive._db.execute(
        "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT value FROM json_each(?))"
        " OR name IN ('stories_first', 'story_articles_article', 'story_pairs_other')",
        [json.dumps(_TABLES)],
    )
    (size,) = sizes.fetchone()
    (found,) = archive._db.execute("SELECT count(DISTINCT article_id) FROM story_articles").fetchone()
    print(
        f"{total:>9,} {found:>10,} {sum(times) / len(times):>8.2f} {times[len(times) // 2]:>7.2f}"
        f" {times[len(times) * 99 // 100]:>6.1f} {times[-1]:>8.0f} {size / total:>6.0f}",
        flush=True,
    )


def archived_part(archive: Archive, part: Sequence[Made], done: int) -> None:
    """Put some articles into an archive, in one transaction."""
    with archive.transaction():
        for number, one in enumerate(part, done + 1):
            archive._db.execute(
                "INSERT OR IGNORE INTO sites VALUES (?, ?, ?)", [one.site, one.site, f"https://{one.site}.example/"]
            )
            url = f"https://{one.site}.example/{number}"
            values = [url, one.site, one.title, one.day.isoformat(), one.body, len(one.body.split()), f"{number}"]
            archive._db.execute(_INSERT, values)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--articles", type=int, default=0)
    parser.add_argument("--years", type=float, default=10)
    asked = parser.parse_args()
    if asked.articles:
        cost(asked.articles, asked.years)
    else:
        quality(asked.seeds)


if __name__ == "__main__":
    main()
