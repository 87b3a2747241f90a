"""Mentions: what they cost, and how many of those that were labelled by hand are right.

usage: python benchmarks/mentions.py [--names FILE] [--articles N] [--labels FILE --data DIR]

Without files, made articles of six kilobytes with invented towns are searched for an invented list of 11,000 names.
``--names`` takes the official list instead. ``--labels`` is a JSON list of hits that a person has judged, each with
``name`` (of the page), ``kind``, ``key``, ``start`` and ``right``; the pages are the zip files of ``--data``, beside a
JSON file each with their addresses. Hits that are found no more are left out, and those that nobody has judged counted.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scraper import parse  # noqa: E402
from scraper.analysis.mentions import Names, Place, mentions, read_list  # noqa: E402
from scraper.analysis.mentions.packed import unpacked  # noqa: E402
from scraper.model.indexed import IndexedText  # noqa: E402

_FIRST = (
    "Ahorn Buchen Eichen Eschen Fichten Hasel Linden Lärchen Tannen Ulmen Weiden Birken Erlen Kiefern Pappel".split()
)
_MIDDLE = "au berg born bruch dorf feld furt hausen heim hof horst kirchen münde rode see stedt tal wald werder".split()
_LAST = "am Bach|an der Linde|im Forst|bei Eichstedt|(Elster)|-Nord|-Süd|/Heide|".split("|")
_WORDS = (
    "die der und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass"
    " sie nach wird bei einer um am sind noch wie einem über so zum Verwaltung Antrag Bürger Dienst Gemeinde Stadt"
    " Rathaus Amt Daten Netz Land Projekt Jahr Frage Angebot Verfahren Register Schule Kreis Portal Bescheid"
).split()
_TARGET_MS = 0.5


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=Path, help="the official list, GV100AD")
    parser.add_argument("--articles", type=int, default=1000, help="how many are made")
    parser.add_argument("--labels", type=Path, help="hits that were judged, as JSON")
    parser.add_argument("--data", type=Path, help="the folder of the pages that they are of")
    asked = parser.parse_args()
    places = _official(asked.names) if asked.names else list(_made_places())
    names = _loaded(places)
    _time(names, places, asked.articles)
    if asked.labels and asked.data:
        _judge(names, json.loads(asked.labels.read_text(encoding="utf-8")), asked.data)


def _official(file: Path) -> list[Place]:
    for part in unpacked(file.read_bytes()) or []:
        official = read_list(part)
        if official is not None:
            return list(official.places)
    raise SystemExit(f"{file} is no such list.")


def _made_places(number: int = 11_000) -> Iterator[Place]:
    chance = random.Random(17)  # noqa: S311  (made names are no secret)
    known: set[str] = set()
    while len(known) < number:
        last = chance.choice(_LAST)
        space = " " if last[:1].isalpha() or last[:1] == "(" else ""
        name = f"{chance.choice(_FIRST)}{chance.choice(_MIDDLE)}{chance.choice(_MIDDLE)}{space}{last}"
        if name not in known:
            known.add(name)
            yield Place(
                f"{chance.randint(1, 16):02}{len(known):06}", "municipality", name, int(10 ** chance.uniform(2, 6))
            )


def _loaded(places: list[Place]) -> Names:
    tracemalloc.start()
    Names(places)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    begun = time.process_time()
    names = Names(places)
    print(f"{len(places):,} names: loaded in {time.process_time() - begun:.2f} s, {peak / 1e6:.1f} MB")
    return names


def _made_text(chance: random.Random, places: list[Place], words: int = 900) -> str:
    found = []
    for number in range(words):
        found.append(chance.choice(_WORDS))
        # As on real pages: about seven names in an article.
        if number % 225 == 0:
            found.append(f"in {chance.choice(places).name}.")
        if number % 250 == 0:
            found.append(chance.choice(["Das OZG", "Dataport", "Der Freistaat Bayern", "Das BSI", "Die DSGVO"]))
    return " ".join(found)


def _time(names: Names, places: list[Place], number: int) -> None:
    chance = random.Random(18)  # noqa: S311  (made texts are no secret)
    texts = [IndexedText("de", None, "Ein Titel", None, _made_text(chance, places), None) for _ in range(number)]
    begun = time.process_time()
    found = sum(len(mentions(text, names)) for text in texts)
    took = (time.process_time() - begun) / number
    size = sum(len(text.body) for text in texts) / number
    print(
        f"{number:,} articles of {size:,.0f} characters, {found / number:.0f} mentions each:"
        f" {took * 1000:.2f} ms an article (to reach: {_TARGET_MS})"
    )


def _judge(names: Names, labels: list[dict[str, Any]], data: Path) -> None:
    judged = {(one["name"], one["kind"], one["key"], one["start"]): bool(one["right"]) for one in labels}
    pages = {one["name"] for one in labels}
    right: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    unjudged = 0
    for name, text in _pages(data, pages):
        for one in mentions(text, names):
            verdict = judged.get((name, one.kind, one.key, one.start))
            if verdict is None:
                unjudged += one.start is not None
                continue
            all_of[one.kind] += 1
            right[one.kind] += verdict
    for kind, number in all_of.most_common():
        print(f"{kind:<12} {right[kind]:>4} of {number:>4} right: {right[kind] / number:.3f}")
    print(f"{'all':<12} {right.total():>4} of {all_of.total():>4} right: {right.total() / max(all_of.total(), 1):.3f}")
    print(f"{unjudged} more hits on these pages, which nobody has judged")


def _pages(data: Path, wanted: set[str]) -> Iterator[tuple[str, IndexedText]]:
    for file in sorted(data.glob("*.zip")):
        addresses = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        with zipfile.ZipFile(file) as packed:
            for name in sorted(wanted & set(packed.namelist())):
                wanted.discard(name)
                article = parse(packed.read(name), addresses[name].get("url", "").strip() or "https://example.org/")
                yield (
                    name,
                    IndexedText(article.language, article.kicker, article.title, article.lead, article.body, None),
                )


if __name__ == "__main__":
    main()
