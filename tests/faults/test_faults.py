"""Some quick cases of the fault run, crawled in this process; `python tests/faults` runs them all, in their own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cli_running import scraper
from faults.cases import CASES
from faults.harness import Case, Ended, try_out
from faults.power import Cut, Expected, judged

QUICK = (
    "closes in a header",
    "truncated gzip",
    "redirect to file:",
    "external entities in a feed",
    "a consent wall",
    "lines that end in LF alone",
    "a thousand times 100",
    "chunked and with a length",
)


def crawl_here(
    db: Path, sites: Path, more: dict[str, str], *, arguments: tuple[str, ...], environment: object
) -> Ended:
    """Crawl in this process, which shows no peak of memory of its own."""
    assert not environment, "a case with an environment of its own needs a process of its own"
    begun = time.process_time()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"TERM": "dumb", "SCRAPER_TIMEOUT": "3", **more}.items():
            patch.setenv(name, value)
        done = scraper("--db", db, "crawl", "--sites", sites, *arguments)
    return Ended(done.out, done.err, done.code, time.process_time() - begun, 0.0, False)


@pytest.mark.parametrize("name", QUICK)
def test_the_good_site_never_suffers(name: str) -> None:
    (case,) = [case for case in CASES if case.name == name]
    assert try_out(case, crawl_here).wrong == ()


def test_a_case_fails_where_its_outcome_is_another() -> None:
    """What a case asserts is its exit code, what is said and how many articles are kept: each of them alone."""

    def wrong(**changes: object) -> tuple[str, ...]:
        values = {"name": "nothing", "spoil": lambda server: None, "says": "^bad: 5 found, 5 new", "exit_code": 0}
        return try_out(Case(**{**values, "kept": 5, **changes}), crawl_here).wrong  # type: ignore[arg-type]

    assert wrong() == ()
    assert wrong(exit_code=1) == ("exit code 0",)
    assert wrong(kept=4) == ("5 articles of the bad site, not 4",)
    assert wrong(says="^bad: 6 found")[0].startswith("does not say '^bad: 6 found'")


@pytest.mark.parametrize(
    ("expected", "cuts", "fails"),
    [
        (Expected.NOTHING_LOST, [Cut([], 0, 3)], False),
        (Expected.NOTHING_LOST, [Cut([], 0, 0), Cut([], 1, 1)], True),
        (Expected.NOTHING_LOST, [Cut(["integrity: no"], 0, 0)], True),
        (Expected.LOSSES, [Cut([], 1, 1)], False),
        (Expected.LOSSES, [Cut([], 0, 1)], True),
        (Expected.LOSSES, [Cut(["integrity: no"], 1, 1)], True),
        (Expected.DAMAGE, [Cut([], 1, 1)], False),
        (Expected.DAMAGE, [Cut(["integrity: no"], 0, 0)], False),
        (Expected.DAMAGE, [Cut([], 0, 5)], True),
    ],
)
def test_cuts_of_the_power_fail_where_articles_are_lost_or_a_proof_is_void(
    expected: Expected, cuts: list[Cut], *, fails: bool
) -> None:
    assert bool(judged(cuts, expected)) is fails


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 230
