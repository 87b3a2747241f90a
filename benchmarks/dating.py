"""Compare the hand-set weights of the rules for days with weights that are learned from pages whose days are known.

usage: python benchmarks/dating.py DIR [--folds N] [--rounds N] [--print]

DIR holds sets of pages: NAME.zip with the pages, and NAME.json, which gives "url" and "date" of each. The weights are
learned on all hosts but those of one fold and tried on these, for each fold in turn. --print shows the weights learned
from all pages beside those of the table.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scraper.parser import explain
from scraper.parser.fields.dating.rules import RULES, THRESHOLD

Weights = dict[str, float]
# The weights of the table are points, of which so many make a day e times as likely.
_POINTS = 8.0
# How fast weights follow the pages, and how strongly they are drawn back to those of the table.
_STEP, _DRAW = 0.5, 0.002
_BYTES_OF_HASH = 4


@dataclass(frozen=True)
class Page:
    """A page with its known day, its candidates as (day, names of the rules that apply), and the fold of its host."""

    day: str
    candidates: tuple[tuple[str, tuple[str, ...]], ...]
    fold: int


def main() -> None:
    """Print the share of right days by the table and by learned weights, for each fold and for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DIR")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--print", action="store_true", dest="prints")
    options = parser.parse_args()
    table = {rule.name: float(rule.weight) for rule in RULES}
    pages = read(options.data, options.folds)
    by_table = by_learned = 0
    for fold in range(options.folds):
        others = [page for page in pages if page.fold != fold]
        own = [page for page in pages if page.fold == fold]
        first, second = right(own, table), right(own, learned(others, table, options.rounds))
        print(f"fold {fold}: {len(own)} pages, {first} right by the table, {second} by learned weights")
        by_table, by_learned = by_table + first, by_learned + second
    print(f"all: {len(pages)} pages, {by_table} right by the table, {by_learned} by learned weights")
    if options.prints:
        weights = learned(pages, table, options.rounds)
        for name, weight in table.items():
            print(f"{weight:6.0f} {weights[name]:6.1f}  {name}")


def read(data: Path, folds: int) -> list[Page]:
    """Return the pages whose day is known, each once."""
    found: dict[str, Page] = {}
    for answers in sorted(data.glob("*.json")):
        known = json.loads(answers.read_text("utf-8"))
        with zipfile.ZipFile(answers.with_suffix(".zip")) as pages:
            for name, answer in known.items():
                if answer.get("date") and name not in found:
                    found[name] = _page(pages.read(name), answer["url"], answer["date"], folds)
    return list(found.values())


def _page(html: bytes, url: str, day: str, folds: int) -> Page:
    explained = explain(html, url)[1].get("date", ())
    candidates = tuple((str(one.value), tuple(name for name, _ in one.evidence)) for one in explained)
    digest = hashlib.sha256(urlsplit(url).netloc.encode()).digest()
    return Page(day, candidates, int.from_bytes(digest[:_BYTES_OF_HASH], "big") % folds)


def right(pages: list[Page], weights: Weights) -> int:
    """Return on how many pages the candidate of most weight has the known day."""
    count = 0
    for page in pages:
        best = max(page.candidates, key=lambda one: _sum(one[1], weights), default=None)
        count += best is not None and _sum(best[1], weights) >= THRESHOLD and best[0] == page.day
    return count


def _sum(names: tuple[str, ...], weights: Weights) -> float:
    return sum(weights[name] for name in names)


def learned(pages: list[Page], table: Weights, rounds: int) -> Weights:
    """Return weights under which the known days are most likely, beginning with those of the table.

    A page chooses among its candidates and "no day", whose weight is the threshold, with a probability that grows with
    the exponential of the weight (a conditional logit); the weights climb along its gradient.
    """
    weights = dict(table)
    known = [page for page in pages if any(day == page.day for day, _ in page.candidates)]
    for _ in range(rounds):
        slope: dict[str, float] = defaultdict(float)
        for page in known:
            for names, gain in _gains(page, weights):
                for name in names:
                    slope[name] += gain
        for name, weight in weights.items():
            drawn = _DRAW * len(known) * (table[name] - weight) / _POINTS
            weights[name] = weight + _STEP * (slope[name] + drawn) * _POINTS / math.sqrt(len(known))
    return weights


def _gains(page: Page, weights: Weights) -> list[tuple[tuple[str, ...], float]]:
    """Return for each candidate its rules, and by how much a higher weight makes the known day more likely."""
    sums = [_sum(names, weights) / _POINTS for _, names in page.candidates]
    top = max(*sums, THRESHOLD / _POINTS)
    shares = [math.exp(one - top) for one in sums]
    whole = sum(shares) + math.exp(THRESHOLD / _POINTS - top)
    of_right = sum(share for share, (day, _) in zip(shares, page.candidates, strict=True) if day == page.day)
    return [
        (names, (share / of_right if day == page.day else 0.0) - share / whole)
        for share, (day, names) in zip(shares, page.candidates, strict=True)
    ]


if __name__ == "__main__":
    main()
