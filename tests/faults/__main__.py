"""Try the crawler against a server that misbehaves on purpose, and show what its user sees.

usage: python tests/faults [--list] [--only WORDS] [--jobs N] [--kills N] [--power N]

Each case crawls a bad site beside a good one with the real command line, on loopback. After it the good site's
articles are all archived, the archive is whole, memory stayed under 300 MB and the processor's time under 60 s, the
exit code is honest, the reason is said, and there was no traceback. --kills ends a crawl with SIGKILL at random moments
instead, so many times; --power cuts the power, on a model of a disk that loses what was not synced. The exit code is 1
if anything did not hold.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from faults.cases import CASES  # noqa: E402
from faults.harness import Result, try_out  # noqa: E402
from faults.kills import kill_often  # noqa: E402
from faults.machine import CHECKS, try_on  # noqa: E402
from faults.power import cut_often  # noqa: E402

NOT_TRIED = "not tried"


def main() -> int:
    """Run what was asked for; return the exit code."""
    options = _options()
    if options.list:
        print("\n".join([*(case.name for case in CASES), *CHECKS]))
        return 0
    if options.kills:
        return kill_often(options.kills)
    if options.power:
        return cut_often(options.power)
    words = options.only.split()
    chosen = [case for case in CASES if all(word in case.name for word in words)]
    of_the_machine = [name for name in CHECKS if all(word in name for word in words)]
    if not chosen and not of_the_machine:
        print(f"There is no case with these words: {options.only}; --list shows them all.")
        return 2
    print("| fault | what the user sees | exit | cost | |\n| --- | --- | --- | --- | --- |")
    with ThreadPoolExecutor(options.jobs) as pool:
        results = [_shown(result) for result in pool.map(try_out, chosen)]
    # These start children with limits of their own, so one after the other and in this thread.
    results += [_shown(try_on(name)) for name in of_the_machine]
    wrong = [result for result in results if result.wrong]
    skipped = sum(_verdict(result) == NOT_TRIED for result in results)
    print(f"\n{len(results)} cases, {len(wrong)} of them wrong, {skipped} not tried")
    for result in wrong:
        print(f"{result.case}: {'; '.join(result.wrong)}")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="only name the cases")
    parser.add_argument("--only", default="", metavar="WORDS", help="the cases whose name has these words")
    parser.add_argument("--jobs", type=int, default=4, help="so many at once")
    parser.add_argument("--kills", type=int, default=0, metavar="N", help="kill a crawl N times")
    parser.add_argument("--power", type=int, default=0, metavar="N", help="cut the power N times")
    return parser.parse_args()


def _shown(result: Result) -> Result:
    """Print a result as a row of a table."""
    saw = "".join(char if char.isprintable() else "?" for char in result.saw)
    cost = f"{result.cpu:.1f} s CPU, {result.megabytes:.0f} MB"
    print(f"| {result.case} | {saw[:160]} | {result.code} | {cost} | {_verdict(result)} |", flush=True)
    return result


def _verdict(result: Result) -> str:
    """Return ok, WRONG, or that a case could not be tried here, which is neither."""
    if result.wrong:
        return "WRONG"
    return NOT_TRIED if result.saw.startswith(NOT_TRIED) else "ok"


if __name__ == "__main__":
    sys.exit(main())
