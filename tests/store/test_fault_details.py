"""The details of a fault come back from the archive as they were, or without what no column can hold."""

from __future__ import annotations

import json

import pytest

from scraper.model import Fault, Reason, fault, stored_fault
from scraper.store.columns import detail_text


@pytest.mark.parametrize("odd", ["\x00", "\ud83d", "a\x00b\udc00"])
def test_no_escape_gives_back_what_no_column_can_hold(odd: str) -> None:
    why = fault(Reason.RESERVED_ELSEWHERE, url=f"https://amt.example/{odd}", at=f"https://amt.example/{odd}")
    stored = detail_text(why)
    assert stored is not None
    assert "\\u" not in stored
    told = str(stored_fault(str(why.reason), stored))
    assert "\x00" not in told
    assert told.encode()


def test_numbers_stay_numbers() -> None:
    assert json.loads(detail_text(fault(Reason.GONE, status=404)) or "") == {"status": 404}


@pytest.mark.parametrize("detail", ["no JSON", "[1]", "17", "{", "null", '"text"'])
def test_what_a_person_wrote_into_the_column_is_no_error(detail: str) -> None:
    assert stored_fault("gone", detail) == Fault(Reason.GONE)


def test_a_number_that_is_missing_reads_as_an_ellipsis() -> None:
    # As an older program, or a person, may have left it; its sentence asks for separators between the thousands.
    assert str(stored_fault("first_crawl_deferred", '{"site": "amt"}')) == (
        "older articles known but deferred: …; get them with 'scraper crawl amt --full' or '--since DAY'"
    )
