"""SQLite's functions for statements of strangers: what they return is SQLite's, and none of them runs for hours."""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scraper.store.bounded import bound_functions

# Long values, beside a short one that is in them nearly everywhere.
_LONG = "zeroblob(20000000)"
_LONG_TEXT = f"hex({_LONG})"
_PARTS = st.text(alphabet="aÄ😀 \x00%{}", max_size=4)
_VALUES = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), _PARTS, st.binary(max_size=4)
)


def connected(prepare: Callable[[sqlite3.Connection], None] = lambda db: None) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    prepare(db)
    return db


OWN = connected()
BOUNDED = connected(bound_functions)


@pytest.fixture(autouse=True, scope="module")
def closed_at_the_end() -> Iterator[None]:
    yield
    OWN.close()
    BOUNDED.close()


@pytest.fixture(scope="module")
def unbounded() -> Iterator[Executor]:
    """A process of its own: where a test of lent connections has bounded the memory of this one, it stays so."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


def refused(call: str) -> str | None:
    """Return why a call was refused, or None."""
    began = time.process_time()
    said = None
    try:
        BOUNDED.execute(f"SELECT {call}").fetchall()
    except sqlite3.Error as error:
        said = str(error)
    # SQLite's own take minutes or hours.
    assert time.process_time() - began < 10
    return said


def searched(text: str) -> object:
    return BOUNDED.execute(
        "SELECT instr(?1, 'Rindfleischetikettierung'),"
        " instr(CAST(?1 AS BLOB), CAST('Rindfleischetikettierung' AS BLOB)),"
        " length(replace(?1, 'Amt', 'Bürgeramt')), length(trim(?1, ' .')), ?1 LIKE '%Kämmerei%'",
        (text,),
    ).fetchone()


def answer(db: sqlite3.Connection, call: str, values: tuple[object, ...]) -> object:
    try:
        return db.execute(f"SELECT {call}, typeof({call}) WHERE ?3 IS ?3", values).fetchone()
    except sqlite3.Error:
        return "refused"


@given(_VALUES, _VALUES, _VALUES)
@example("Amt", "", "x")
@example("a\x00b", "\x00", "")
@example("\x00a", "\x00", None)
@example("ab ", None, None)
@example('{"a": 1}', '{"a": null}', "")
@example(" ÄÄ", "Ä", "ÄÄÄÄÄÄ")
def test_they_return_what_those_of_sqlite_return(first: object, second: object, third: object) -> None:
    values = (first, second, third)
    calls = (
        *("instr(?1, ?2)", "replace(?1, ?2, ?3)", "json_patch(?1, ?2)"),
        *(f"{name}(?1{more})" for name in ("trim", "ltrim", "rtrim") for more in ("", ", ?2")),
    )
    for call in calls:
        # Each value has its place, whether the call has one for it or not.
        assert answer(BOUNDED, call, values) == answer(OWN, call, values), call


@pytest.mark.parametrize(
    "call",
    [
        f"instr({_LONG}, CAST({_LONG} || 'x' AS BLOB))",
        f"instr({_LONG_TEXT}, substr({_LONG_TEXT}, 9) || '1')",
        f"length(replace({_LONG_TEXT}, substr({_LONG_TEXT}, 9999999) || '1', ''))",
        f"length(replace({_LONG_TEXT}, substr({_LONG_TEXT}, 9999999) || '1', {_LONG_TEXT} || {_LONG_TEXT}))",
        f"length(trim(replace({_LONG_TEXT}, '0', 'a'), hex(zeroblob(2000000)) || 'a'))",
        f"length(rtrim({_LONG}, zeroblob(2000000)))",
        f"json_patch(json_quote({_LONG_TEXT}), json_quote({_LONG_TEXT}))",
        f"{_LONG_TEXT} LIKE '%' || hex(zeroblob(200)) || '1'",
        f"{_LONG_TEXT} GLOB '*' || hex(zeroblob(200)) || '1'",
    ],
)
def test_none_runs_where_nothing_can_stop_it(unbounded: Executor, call: str) -> None:
    said = unbounded.submit(refused, call).result(timeout=120)
    assert said is None or "too big" in said or "too complex" in said


def test_what_an_archive_holds_is_searched(unbounded: Executor) -> None:
    text = "Das Amt öffnet später. " * 2_000_000
    found = unbounded.submit(searched, text).result(timeout=120)
    assert found == (0, 0, len(text) + 6 * 2_000_000, len(text) - 2, 0)
