"""Numbers with their nouns."""

from __future__ import annotations

import pytest

from scraper.policy.counts import counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 failed requests"), (1, "1 failed request"), (2, "2 failed requests")]
)
def test_one_is_singular(number: int, said: str) -> None:
    assert counted(number, "failed request") == said


def test_a_plural_of_its_own_and_thousands_apart() -> None:
    assert counted(1, "address", "addresses") == "1 address"
    assert counted(12345, "address", "addresses") == "12,345 addresses"
