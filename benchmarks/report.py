"""Measure the press review: CPU time and size of a week of 500 articles, and of one of 10,000.

usage: python benchmarks/report.py [--articles N ...] [--archive FILE]

Archives of fourteen weeks with so many articles each are made (tests/made_weeks.py), and 'scraper export report' writes
the last week of each as a page and as text, in a process of its own. Of each are printed the CPU seconds of that
process, from its start to its end, and the bytes of what it wrote. To reach: a week of 500 articles in 2 s and less
than 1 MB; a page of 10,000 is shortened to less than 1 MB.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import made_weeks

_LAST = dt.date(2026, 11, 15)
_FIRST = _LAST - dt.timedelta(days=6)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[500, 10_000], help="articles of each week")
    parser.add_argument("--archive", type=Path, help="keep the last archive here")
    args = parser.parse_args()
    print(f"{'articles a week':>16} {'form':>6} {'CPU s':>7} {'bytes':>10}")
    with tempfile.TemporaryDirectory() as name:
        for articles in args.articles:
            path = args.archive or Path(name) / f"{articles}.db"
            path.unlink(missing_ok=True)
            made_weeks.fill(path, articles, _LAST)
            for form in ("html", "text"):
                seconds, size = _measured(path, form)
                print(f"{articles:>16,} {form:>6} {seconds:>7.2f} {size:>10,}")


def _measured(path: Path, form: str) -> tuple[float, int]:
    """Return the CPU seconds of one review, and its bytes."""
    days = ["--since", str(_FIRST), "--until", str(_LAST)]
    command = [sys.executable, "-m", "scraper", "--db", str(path), "export", "report", *days, "--format", form]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # In an empty folder there are no saved searches.
    done = subprocess.run(command, capture_output=True, check=True, cwd=path.parent, env=dict(os.environ))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, len(done.stdout)


if __name__ == "__main__":
    main()
