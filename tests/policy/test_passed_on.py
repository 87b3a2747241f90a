"""Which text is passed on in feeds and press reviews."""

from __future__ import annotations

import pytest

from scraper.policy.passed_on import is_withheld
from scraper.policy.signals import read


def declared(name: str, value: str) -> str | None:
    return read("https://a.example/1", ((name, value),)).to_json("2026-09-21")


@pytest.mark.parametrize(
    ("signals", "is_archived", "withheld"),
    [
        (None, True, False),
        (None, False, False),
        (declared("tdm-reservation", "1"), True, True),
        (declared("tdm-reservation", "0"), True, False),
        # What may not be archived was not; what was archived all the same may be told of.
        (declared("x-robots-tag", "noarchive"), True, False),
        (declared("x-robots-tag", "noarchive"), False, True),
        ("not JSON", True, True),
        ('{"evidence": 5}', True, True),
    ],
)
def test_what_a_site_reserves_is_withheld(signals: str | None, is_archived: bool, withheld: bool) -> None:
    assert is_withheld(signals, is_archived=is_archived) is withheld
