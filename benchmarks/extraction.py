"""Score the parser on real pages with known answers, beside the peers that are installed.

usage: python benchmarks/extraction.py [--data DIR] [--peers NAME,...] [--check] [--limit N]

The pages stand outside the repository, since they belong to their publishers: DIR holds evaluate.py and
dev/ and is ../shared/extraction by default. Where it is missing, only the project's own fixtures are scored.
--check fails (exit code 1) when a score is below its floor in floors.toml; CI calls it so.
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
PEERS = {"trafilatura": "trafilatura", "newspaper": "newspaper", "resiliparse": "resiliparse", "goose": "goose3"}
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
    below = [] if not options.check else shortfalls(scores, floors())
    for line in below:
        print(f"below the floor: {line}", file=sys.stderr)
    return 1 if below else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=_CORPUS)
    parser.add_argument("--peers", default=",".join(PEERS), help="compare with these, as far as they are installed")
    parser.add_argument("--check", action="store_true", help="fail below the floors of floors.toml")
    parser.add_argument("--limit", type=int, help="so many pages of each set")
    options = parser.parse_args()
    if options.data != _CORPUS and not (options.data / "evaluate.py").exists():
        parser.error(f"{options.data} holds no corpus (no evaluate.py there)")
    return options


def _extractors(peers: str) -> list[str]:
    wanted = [name for name in peers.split(",") if name in PEERS]
    return ["scraper", *(name for name in wanted if find_spec(PEERS[name]))]


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


def floors() -> dict[str, Any]:
    """Return the pinned floors by set and score."""
    return tomllib.loads((ROOT / "benchmarks" / "floors.toml").read_text("utf-8"))


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
