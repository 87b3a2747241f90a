"""Session ids and tracking parameters: the examples of each row, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.web.url_noise import SESSIONS, TRACKING, Noise, is_noise, is_session_value, without_noise, without_session

ROWS = SESSIONS + TRACKING
NEVER_MIXED = ("a" * 32, "1" * 32, "Rathaus2026", "Haushaltsbegleitgesetz2026und2027", "a1b2c3d4e5", "e4" * 200, "")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.of)
def test_the_examples_of_each_row_are_noise_and_the_others_none(row: Noise) -> None:
    assert row.examples
    for example in row.examples:
        assert is_noise(example), example
        assert without_noise(f"?id=7&{example}&x=1") == "?id=7&x=1"
        assert without_noise(f"?{example}") == ""
    for other in row.others:
        assert not is_noise(other), other


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.of)
def test_every_name_of_a_row_is_noise_in_any_case_and_escaped(row: Noise) -> None:
    value = "8r3m1cvd0kq5v1u7sm2v8a2b35"
    for name in (*row.names.split(), *(f"{prefix}x" for prefix in row.prefixes)):
        assert is_noise(f"{name.upper()}={value}")
        assert is_noise(f"amp;{name}={value}")
        assert is_noise(f"%{ord(name[0]):02X}{name[1:]}={value}")


def test_no_name_stands_in_two_rows() -> None:
    names = [name for row in ROWS for name in row.names.split()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("value", NEVER_MIXED)
def test_what_no_chance_has_mixed_is_no_session_id(value: str) -> None:
    assert not is_session_value(value)


@given(st.binary(min_size=16, max_size=16))
def test_ids_as_programs_draw_them_are_session_ids(drawn: bytes) -> None:
    digits = drawn.hex()
    assert is_session_value(digits) == (not digits.isdigit() and not digits.isalpha())
    assert is_session_value(digits.upper()) == is_session_value(digits)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/a;jsessionid=AB.live1", "/a"),
        ("/a;JSESSIONID=AB/b", "/a/b"),
        (";jsessionid=AB", "/"),
        ("/a;sid=0123456789abcdef0123456789abcdef", "/a"),
        ("/a;sid=12", "/a;sid=12"),
        ("/a;phpsessid=1;v=2", "/a;v=2"),
        ("/a;utm_source=x", "/a;utm_source=x"),
        ("/(S(lit3py55t21z5v55vlm25s55))/b", "/b"),
        ("/(A(lit3py55t21z5v55vlm25s55)S(lit3py55t21z5v55vlm25s56))/b", "/b"),
        ("/(S(lit3py55t21z5v55vlm25s55))", "/"),
        ("/(Stand(2026))/b", "/(Stand(2026))/b"),
    ],
)
def test_a_path_loses_its_session_ids_alone(path: str, wanted: str) -> None:
    assert without_session(path) == wanted


@given(st.text("ab1;=/(S)sid", max_size=40))
def test_a_path_without_its_session_ids_has_none(path: str) -> None:
    once = without_session(path)
    assert without_session(once) == once
