"""Learn what the signs of a list weigh, and say what they are worth on hosts that they were not learned from.

usage: python benchmarks/kinds.py DIR [--folds N] [--seed TEXT]

DIR holds pages and gold (NAME.zip and NAME.json, as of benchmarks/extraction.py): articles, and in ``kinds``,
``fronts`` and ``gov`` pages that are none. Printed are, for each sign of scraper/parser/kind/listing_signs.py, its
weight there, the weight that a logistic regression finds, and the share of articles and of others that have it; then
the share of each set that is taken for no article, by the table, and by weights that were learned from other hosts.
The regression wants no library: some forty signs and three thousand pages take it a second.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from scraper.parser import article_text
from scraper.parser.fields import authors, published
from scraper.parser.kind import listing
from scraper.parser.kind.facts import Facts
from scraper.parser.kind.listing_signs import COUNTED, STATED
from scraper.parser.record import context_of, profile
from scraper.web.bounds import bounded
from scraper.web.encoding import utf8

SIGNS = (*STATED, *COUNTED)
ARTICLES = ("articles", "daniel", "mercury", "portals", "wcxb")
OTHERS = ("fronts", "kinds")
MIXED = ("gov",)
PROBABLY = ("dates", "segments", "starts")
"""Sets whose gold says nothing of it; most of their pages are articles, so they count half."""

# Lists are what a crawl meets, forums and shops it does not.
_LISTS = frozenset({"listing", "collection"})
_WEIGHT_OF_LISTS = 1.5
_WEIGHT_OF_OTHERS = 0.7
_WEIGHT_OF_PROBABLE = 0.5
_RIDGE = 3.0
_STEPS = 30
_LONGEST_STEP = 2.0
_ENOUGH = 1e-3
_STEEPEST = 30.0


@dataclass(frozen=True, slots=True)
class Case:
    """One page: its set with its kind, the fold of its host, the signs it has by number, and what it is."""

    group: str
    fold: int
    signs: tuple[int, ...]
    is_other: bool
    weight: float


def main() -> None:
    """Print the table of weights and the shares of each set."""
    options = _options()
    cases = list(_cases(options.data, options.folds, options.seed))
    _print_weights(cases)
    _print_shares("by the table", cases, [_sum(case, [sign.weight for sign in SIGNS]) for case in cases])
    learned = [0.0] * len(cases)
    for fold in range(options.folds):
        weights = fitted([case for case in cases if case.fold != fold])
        for at, case in enumerate(cases):
            if case.fold == fold:
                learned[at] = _sum(case, weights) + weights[-1]
    _print_shares(f"learned from other hosts ({options.folds} folds)", cases, learned)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DIR")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", default="", help="another one deals the hosts otherwise")
    return parser.parse_args()


def _cases(data: Path, folds: int, seed: str) -> Iterator[Case]:
    """Yield the pages of all sets that are there and say what they are."""
    for name in (*ARTICLES, *OTHERS, *MIXED, *PROBABLY):
        if not (data / f"{name}.json").exists():
            continue
        golds = json.loads((data / f"{name}.json").read_text(encoding="utf-8"))
        with zipfile.ZipFile(data / f"{name}.zip") as pages:
            for page, gold in sorted(golds.items()):
                what = _what(name, gold)
                if what is None:
                    continue
                group = " ".join([name, gold.get("type") or ("other" if what[0] and name in MIXED else "")]).strip()
                yield Case(group, _fold(gold["url"], folds, seed), _signs(pages.read(page), gold["url"]), *what)


def _what(name: str, gold: dict[str, object]) -> tuple[bool, float] | None:
    """Return whether a page is something else than an article, and how much it counts; None where nobody knows."""
    if name in PROBABLY:
        return False, _WEIGHT_OF_PROBABLE
    if name in ARTICLES or gold.get("is_article") is True:
        return False, 1.0
    if name in MIXED and gold.get("is_article") is None:
        return None
    is_kind = name == "kinds" and gold.get("type") not in _LISTS
    return True, _WEIGHT_OF_OTHERS if is_kind else _WEIGHT_OF_LISTS


def _fold(url: str, folds: int, seed: str) -> int:
    """Return the fold of a host; all hosts of a domain share it."""
    domain = ".".join((urlsplit(url).hostname or "").split(".")[-2:])
    return int(hashlib.sha256(f"{seed}{domain}".encode()).hexdigest(), 16) % folds


def _signs(html: bytes, url: str) -> tuple[int, ...]:
    """Return the numbers of the signs that a page has."""
    context = context_of(LexborHTMLParser(bounded(utf8(html, None))), url, profile(url, None))
    text = article_text.find(context)
    words = "\n".join([text.lead.value or "", *text.paragraphs.value]).strip()
    is_dated = published.find(context, text).value[0] is not None
    facts = Facts(context, text, words, url, is_dated, bool(authors.find(context, text).value))
    return tuple(at for at, sign in enumerate(SIGNS) if sign.applies(facts))


def fitted(cases: Sequence[Case]) -> list[float]:
    """Return the weights of a logistic regression with a ridge, by Newton's steps; the last is the bias.

    Args:
        cases: the pages to learn from.
    """
    size = len(SIGNS) + 1
    weights = [0.0] * size
    for _ in range(_STEPS):
        gradient = [-_RIDGE * weight for weight in weights[:-1]] + [0.0]
        curvature = [[_RIDGE if row == column else 0.0 for column in range(size)] for row in range(size)]
        for case in cases:
            total = max(-_STEEPEST, min(_STEEPEST, _sum(case, weights) + weights[-1]))
            likely = 1 / (1 + math.exp(-total))
            bend = case.weight * likely * (1 - likely)
            for row in (*case.signs, size - 1):
                gradient[row] += case.weight * (case.is_other - likely)
                for column in (*case.signs, size - 1):
                    curvature[row][column] += bend
        step = [max(-_LONGEST_STEP, min(_LONGEST_STEP, value)) for value in _solved(curvature, gradient)]
        weights = [weight + value for weight, value in zip(weights, step, strict=True)]
        if max(map(abs, step)) < _ENOUGH:
            break
    return weights


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return the solution of a system whose matrix is positive definite, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at, pivot in enumerate(rows):
        for row in rows[at + 1 :]:
            factor = row[at] / pivot[at]
            if factor:
                row[at:] = [below - factor * above for below, above in zip(row[at:], pivot[at:], strict=True)]
    found = [0.0] * len(rows)
    for at in reversed(range(len(rows))):
        known = sum(rows[at][column] * found[column] for column in range(at + 1, len(rows)))
        found[at] = (rows[at][-1] - known) / rows[at][at]
    return found


def _sum(case: Case, weights: Sequence[float]) -> float:
    return sum(weights[at] for at in case.signs)


def _print_weights(cases: Sequence[Case]) -> None:
    learned = fitted(cases)
    sizes = Counter(case.is_other for case in cases)
    having = Counter((at, case.is_other) for case in cases for at in case.signs)
    print(f"{'sign':40}{'table':>8}{'learned':>9}{'articles':>10}{'others':>8}")
    for at, sign in enumerate(SIGNS):
        shares = [having[at, is_other] / max(sizes[is_other], 1) for is_other in (False, True)]
        print(f"{sign.name:40}{sign.weight:8.2f}{learned[at]:9.2f}{shares[0]:10.3f}{shares[1]:8.3f}")
    print(f"{'(bias)':48}{learned[-1]:9.2f}")


def _print_shares(how: str, cases: Sequence[Case], totals: Sequence[float]) -> None:
    taken: dict[str, list[bool]] = defaultdict(list)
    for case, total in zip(cases, totals, strict=True):
        taken[case.group].append(total > listing.THRESHOLD)
    print(f"\ntaken for no article, {how}")
    for group, refused in sorted(taken.items()):
        print(f"{group:40}{sum(refused) / len(refused):8.3f} of {len(refused)}")


if __name__ == "__main__":
    main()
