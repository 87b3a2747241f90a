"""What all tests share: Hypothesis's profiles, and one archive of the demo site for each process that runs tests.

Hypothesis never judges by the clock on the wall.

``pytest`` tries 50 examples of each property. For a long look, which is worth it after a change to the parser or to
what is read from the network::

    pytest --hypothesis-profile=thorough          # or HYPOTHESIS_PROFILE=thorough pytest
"""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from cli_running import Done

# Hypothesis fails an example that takes more than 200 ms by the clock on the wall. That measures the machine, not the
# code: the same example takes three times as long while somebody else's tests run beside it. What must be quick is
# bounded in CPU time by tests of its own (tests/web/test_bounds.py, benchmarks/hostile.py).
#
# A hosted run tries the same examples each time, so that a change is never red for what an earlier change brought in.
# On one's own machine they are drawn anew, and what was found is kept in .hypothesis and tried first the next time.
settings.register_profile("scraper", deadline=None, max_examples=50, derandomize="CI" in os.environ)

# Properties that name a number of their own keep it here too; all others are tried twenty times as long.
settings.register_profile("thorough", deadline=None, max_examples=1000, derandomize=False)

# The option --hypothesis-profile is read later and wins.
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "scraper"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Look for no garbage while tests are collected, and never among what collecting has made.

    Modules, libraries and tests live as long as the run. Without it they are gone through some thirty times, each time
    for nothing, which takes a second in each process that runs tests.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def refusals_of_functions_are_quiet() -> None:
    """Switch off what Datasette switches on for the whole process where a test imports it.

    Each statement that one of our functions of SQL refuses would be an unraisable exception, in other tests, too.
    """
    sqlite3.enable_callback_tracebacks(False)


@pytest.fixture(scope="session")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Done]]:
    """The demo site crawled, one article edited, another taken down; the archive and what each run said.

    Tests only read it: what changes an archive works on a copy.
    """
    # Here, since most processes that run tests need neither the archive nor the command line.
    from demo_archive import fill

    db = tmp_path_factory.mktemp("demo") / "archive.db"
    return db, fill(db)


@pytest.fixture(scope="session")
def press_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive that ``scraper demo`` makes, for tests that only read it."""
    from press_archive import fill

    db = tmp_path_factory.mktemp("press") / "archive.db"
    fill(db)
    return db


@pytest.fixture(scope="session")
def sent_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of all that an answer can be, for tests that only read it: see ``sent_pages``."""
    from sent_pages import fill

    db = tmp_path_factory.mktemp("sent_pages") / "archive.db"
    fill(db)
    return db
