"""The quick cases of the fault run; `python tests/faults` runs them all."""

from __future__ import annotations

import pytest

from faults.cases import CASES
from faults.harness import Case, try_out

QUICK = ("closes in a header", "truncated gzip", "redirect to file:", "external entities", "a consent wall")


@pytest.mark.parametrize("case", [case for case in CASES if case.name in QUICK], ids=lambda case: case.name)
def test_the_good_site_never_suffers(case: Case) -> None:
    assert try_out(case).wrong == ()


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 80
