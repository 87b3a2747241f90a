"""Events of a history as sentences: what of many details a line still names."""

from __future__ import annotations

from typing import Any

import pytest

from scraper.analysis.edit_kinds import Edit, EditKind
from scraper.analysis.timeline import Event, EventKind
from scraper.report.event_text import event_text

PAIRS = [["Portla", "Portal"], ["3", "5"]]


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        (EditKind.TYPO, {"times": 2, "words": PAIRS}, "typo Portla → Portal, 3 → 5"),
        (EditKind.TYPO, {"times": 7, "words": PAIRS}, "typo Portla → Portal, 3 → 5 and 5 more"),
        (EditKind.KEYWORDS, {"added": list("abcde"), "removed": []}, "keywords + a, b, c, d, e"),
        (EditKind.KEYWORDS, {"added": list("abcdefg"), "removed": ["h"]}, "keywords + a, b, c, d, e and 2 more − h"),
        (EditKind.KEYWORDS, {"added": [], "removed": []}, "keywords, in another order"),
    ],
)
def test_the_first_of_many_details_are_named(kind: EditKind, detail: dict[str, Any], said: str) -> None:
    event = Event("2026-11-24T09:30:00Z", EventKind.CHANGED, state=2, fields=("body",), edits=(Edit(kind, detail),))
    assert event_text(event) == f"state 2, changed: {said}"
