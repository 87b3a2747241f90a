"""Score the parser on real pages with known answers, beside the peers that are installed.

usage: python benchmarks/extraction.py [--data DIR] [--peers NAME,...] [--check] [--renew] [--readme] [--limit N]

The pages stand outside the repository, since they belong to their publishers: DIR holds evaluate.py and
dev/ and is ../shared/extraction by default. Where it is missing, only the project's own fixtures are scored.
--check fails (exit code 1) when a score is below its floor in floors.toml; CI calls it so. --renew raises the floors
to a tenth of a point under what is measured, and lowers none. --readme prints the table that README has.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import subprocess
import sys
import tempfile
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scraper import parse

ROOT = Path(__file__).parents[1]
FIELDS = ("title", "kicker", "date", "lead", "body", "keywords", "authors", "section", "related", "vendors")
# By the names of the corpus' evaluation: the module that has to be there.
PEERS = {
    "trafilatura": "trafilatura",
    "rs_trafilatura": "rs_trafilatura",
    "readability": "readability",
    "newspaper": "newspaper",
    "resiliparse": "resiliparse",
    "goose": "goose3",
}
FLOORS = ROOT / "benchmarks" / "floors.toml"
# Two runs of one parser on one corpus give the same scores; the tenth of a point is for corrections of the answers.
_MARGIN = 0.001
# The rows of README's table: what is scored, and the sets and scores that stand side by side in a cell.
_ROWS = (
    ("body, F1 of segments", "body seg F1", ("segments", "mercury", "starts", "gov")),
    ("body, F1 of 4-grams", "body 4g F1", ("articles", "wcxb", "daniel", "portals")),
    ("title", "title", ("segments", "articles", "wcxb", "mercury", "daniel", "gov")),
    ("day, F1", "date F1", ("segments", "dates", "articles", "wcxb", "mercury", "gov")),
    ("authors, F1", "authors F1", ("articles", "wcxb", "mercury", "gov")),
    ("keywords, F1", "keywords F1", ("segments", "articles", "gov")),
    ("articles taken for articles", "article", ("articles", "wcxb", "mercury", "daniel")),
    ("other pages taken for none", "article", ("kinds", "fronts")),
)
# A checkout need not have one beside it; then the fixtures alone are scored.
_CORPUS = ROOT.parent / "shared" / "extraction"
Scores = dict[str, dict[str, dict[str, float]]]


def main() -> int:
    """Print the tables; return 1 if --check was asked for and a floor is not held."""
    options = _options()
    scores: Scores = {"fixtures": {"scraper": fixture_scores()}}
    if (options.data / "evaluate.py").exists():
        scores |= corpus_scores(options.data, _extractors(options.peers), options.limit)
    else:
        print(f"{options.data}: no corpus here; only the fixtures are scored.")
    for name, table in scores.items():
        print(f"\n{name}\n{markdown(table)}")
    if options.readme:
        print(f"\n{readme_table(scores)}")
    if options.renew:
        FLOORS.write_text(renewed(scores, floors()), "utf-8")
    below = [] if not options.check else shortfalls(scores, floors())
    for line in below:
        print(f"below the floor: {line}", file=sys.stderr)
    return 1 if below else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=_CORPUS)
    parser.add_argument("--peers", default=",".join(PEERS), help="compare with these, as far as they are installed")
    parser.add_argument("--check", action="store_true", help="fail below the floors of floors.toml")
    parser.add_argument("--renew", action="store_true", help="raise the floors of floors.toml to what is measured")
    parser.add_argument("--readme", action="store_true", help="print the table that README has")
    parser.add_argument("--limit", type=int, help="so many pages of each set")
    options = parser.parse_args()
    if options.data != _CORPUS and not (options.data / "evaluate.py").exists():
        parser.error(f"{options.data} holds no corpus (no evaluate.py there)")
    return options


def _extractors(peers: str) -> list[str]:
    wanted = [name for name in peers.split(",") if name in PEERS]
    return ["scraper", *(name for name in wanted if _is_usable(PEERS[name]))]


def _is_usable(module: str) -> bool:
    """Return whether a peer is installed, and not broken by a library that is missing or too new for it."""
    if find_spec(module) is None:
        return False
    tried = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, text=True, check=False)
    if tried.returncode:
        print(f"{module}: left out, it cannot be imported: {tried.stderr.strip().splitlines()[-1]}", file=sys.stderr)
    return tried.returncode == 0


def fixture_scores() -> dict[str, float]:
    """Return for each field the share of the project's own fixture pages that give it exactly."""
    right: dict[str, list[bool]] = {field: [] for field in FIELDS}
    for page in sorted((ROOT / "tests" / "fixtures").glob("*/*.html")):
        expected = json.loads(page.with_suffix(".json").read_text("utf-8"))
        url = expected.get("url", "https://www.example.org/news/1")
        record = json.loads(json.dumps(dataclasses.asdict(parse(page.read_bytes(), url)), default=_iso))
        for field in set(FIELDS) & set(expected):
            right[field].append(record[field] == expected[field])
    return {field: sum(answers) / len(answers) for field, answers in right.items() if answers}


def _iso(value: dt.date) -> str:
    return value.isoformat()


def corpus_scores(data: Path, extractors: list[str], limit: int | None) -> Scores:
    """Run the corpus' own evaluation in a process of its own and return its scores."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scores.json"
        bound = ["--limit", str(limit)] if limit else []
        command = [sys.executable, str(data / "evaluate.py"), *extractors, "--json", str(out), *bound]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        scores: Scores = json.loads(out.read_text())
    return scores


def markdown(table: dict[str, dict[str, float]]) -> str:
    """Return one set's scores as a Markdown table, an extractor a line."""
    columns = list(dict.fromkeys(column for row in table.values() for column in row if column not in ("s/all", "MB/s")))
    lines = ["| | " + " | ".join(columns) + " |", "| --- " * (len(columns) + 1) + "|"]
    for name, row in table.items():
        cells = [f"{row[column]:.3f}" if column in row else "–" for column in columns]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def readme_table(scores: Scores) -> str:
    """Return README's table: a row for each thing that is scored, an extractor a column, the sets side by side."""
    corpus = {name: table for name, table in scores.items() if name != "fixtures"}
    extractors = list(dict.fromkeys(name for table in corpus.values() for name in table))
    lines = ["| score (sets) | " + " | ".join(extractors) + " |", "| --- " * (len(extractors) + 1) + "|"]
    for label, score, sets in _ROWS:
        cells = [" / ".join(_cell(corpus.get(name, {}).get(one, {}), score) for name in sets) for one in extractors]
        lines.append(f"| {label} ({', '.join(sets)}) | " + " | ".join(cells) + " |")
    seconds = {one: sum(table.get(one, {}).get("s/all", 0.0) for table in corpus.values()) for one in extractors}
    times = [f"{seconds[one] / seconds['scraper']:.1f}" for one in extractors]
    lines.append("| CPU for all pages, in multiples of ours | " + " | ".join(times) + " |")
    return "\n".join(lines)


def _cell(row: dict[str, float], score: str) -> str:
    """Return a score, or a dash where an extractor does not read the field, which the evaluation counts as nothing."""
    return f"{row[score]:.3f}" if row.get(score) else "–"


def renewed(scores: Scores, pinned: dict[str, Any]) -> str:
    """Return floors.toml with each floor raised to just under its score; a floor above that stays."""
    text = FLOORS.read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("#")]
    for name, own in pinned.items():
        lines += ["", f"[{name}]"] if name != next(iter(pinned)) else [f"[{name}]"]
        measured = scores.get(name, {}).get("scraper", {})
        for score, floor in own.items():
            raised = max(floor, int((measured.get(score, 0.0) - _MARGIN) * 10_000) / 10_000)
            lines.append(f'"{score}" = {raised:.4f}' if name != "fixtures" else f"{score} = {floor}")
    return "\n".join(lines) + "\n"


def floors() -> dict[str, Any]:
    """Return the pinned floors by set and score."""
    return tomllib.loads(FLOORS.read_text("utf-8"))


def shortfalls(scores: Scores, pinned: dict[str, Any]) -> list[str]:
    """Return a line for each score below its floor; sets that were not scored have none."""
    return [
        f"{name}: {score} is {scores[name]['scraper'].get(score, 0.0):.3f}, pinned at {floor}"
        for name, own in pinned.items()
        if name in scores
        for score, floor in own.items()
        if scores[name]["scraper"].get(score, 0.0) < floor
    ]


if __name__ == "__main__":
    sys.exit(main())
