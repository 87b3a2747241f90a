"""Measure the export of tables: speed and memory beside sqlite-utils and the sqlite3 shell, on the same archive.

usage: python benchmarks/export_tables.py [--articles N] [--archive FILE]

An archive of made articles of 3 kB is written as CSV, JSON lines and Parquet, and as CSV by ``sqlite-utils rows --csv``
and ``sqlite3 -csv``, each in a process of its own. Of each are printed CPU seconds, megabytes of output a CPU second,
and the most memory that it took. To reach: 20 MB of CSV a second, and memory that does not grow with the archive.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from empty_archive import put_empty_archive

_MIB = 1024**2
_WORDS = (
    "Die Behörde führt das Verfahren „Wohngeld“ ein, und die Stadt prüft Anträge; übrig bleibt: ein Bescheid.".split()
)
_BODY = 3_000


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--archive", type=Path, help="keep the archive here, or use the one that is there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = args.archive or folder / "archive.db"
        if not path.exists():
            _make(path, args.articles)
        print(f"{'what':<28} {'CPU s':>7} {'MB':>8} {'MB/s':>7} {'MiB of memory':>14}")
        for what, command, file in _commands(path, folder):
            _measure(what, command, file)


def _make(path: Path, articles: int) -> None:
    """Make an archive without what the export does not read."""
    put_empty_archive(path)
    chance = random.Random(7)  # noqa: S311  (the same archive in each run)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        db.execute("BEGIN")
        db.execute("INSERT INTO sites VALUES ('amtsblick', 'Amtsblick', 'https://amtsblick.example/')")
        db.executemany(
            "INSERT INTO articles (id, url, site, title, date, lead, body, keywords, words, digest, first_seen,"
            " last_seen, changed_at, reader)"
            " VALUES (?, ?, 'amtsblick', ?, ?, ?, ?, 'OZG; E-Akte', 400, ?, ?, ?, ?, '1')",
            (_row(number, chance) for number in range(1, articles + 1)),
        )
        db.executemany(
            "INSERT INTO authors VALUES (?, 1, 'Änne Groß')", ((number,) for number in range(1, articles + 1))
        )
        db.execute("COMMIT")


def _row(number: int, chance: random.Random) -> tuple[object, ...]:
    text = " ".join(chance.choices(_WORDS, k=_BODY // 6))[:_BODY]
    day = f"{2014 + number % 12}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    seen = f"{day}T{number % 24:02}:{number % 60:02}:00Z"
    title = f"Meldung {number}: {text[:40]}"
    url = f"https://amtsblick.example/meldung_{number}"
    return number, url, title, day, text[:200], text, f"{number:064x}", seen, seen, seen


def _commands(path: Path, folder: Path) -> Iterator[tuple[str, list[str], Path]]:
    """Yield what is measured: its name, the command, and the file that it writes."""
    for form in ("csv", "jsonl", "parquet"):
        file = folder / f"articles.{form}"
        ours = [sys.executable, "-m", "scraper", "--db", str(path), "export", form, "articles", "--output", str(file)]
        yield f"scraper export {form}", ours, file
    file = folder / "peer.csv"
    peer = [sys.executable, "-m", "sqlite_utils", "rows", str(path), "articles", "--csv"]
    yield "sqlite-utils rows --csv", ["sh", "-c", f"{_quoted(peer)} > '{file}'"], file
    shell = shutil.which("sqlite3")
    if shell is not None:
        asked = [shell, "-csv", "-header", str(path), "SELECT * FROM articles"]
        yield "sqlite3 -csv", ["sh", "-c", f"{_quoted(asked)} > '{file}'"], file


def _quoted(command: list[str]) -> str:
    return " ".join(f"'{part}'" for part in command)


def _measure(what: str, command: list[str], file: Path) -> None:
    """Run a command in a process that waits for nothing else, and print what it took."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime, used.ru_maxrss)"
    )
    said = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True).stdout
    seconds, kilobytes = map(float, said.split())
    size = file.stat().st_size / 1e6
    print(f"{what:<28} {seconds:>7.2f} {size:>8.1f} {size / seconds:>7.1f} {kilobytes * 1024 / _MIB:>14.0f}")


if __name__ == "__main__":
    main()
