"""What a person can do next about a problem: each code has a sentence, or says in its own what to do."""

from __future__ import annotations

import pytest

from scraper.model import Reason
from scraper.policy.reasons import NOTICES, OUR_OWN, next_step


@pytest.mark.parametrize("reason", list(Reason), ids=str)
def test_every_code_has_a_next_step_but_for_those_that_need_none(reason: Reason) -> None:
    for is_source in (True, False):
        step = next_step(reason, is_source=is_source)
        needs_none = reason in NOTICES | OUR_OWN and not reason.hint
        assert bool(step) is not needs_none
        assert step == "" or step.endswith(".")


@pytest.mark.parametrize(
    ("reason", "is_source", "said"),
    [
        (Reason.NO_HOST, False, "Check the spelling and your connection."),
        (Reason.HTTP_STATUS, True, "Open it in a browser; if it has moved, change the site's profile."),
        (Reason.HTTP_STATUS, False, "Open it in a browser to see what is there."),
        (Reason.SITE_UNREACHABLE, False, "Each crawl tries again; if it stays so, open the site in a browser."),
        (Reason.ROBOTS_FORBIDDEN, True, "Ask the site's operator, or take it out of the site's profile."),
        (Reason.STALE_VALIDATOR, False, "There is nothing to do: the crawl makes up for it."),
    ],
)
def test_what_to_do(reason: Reason, is_source: bool, said: str) -> None:
    assert next_step(reason, is_source=is_source) == said
