"""Each rule of the table for headlines decides on its example, and its weight is what decides."""

from __future__ import annotations

import pytest

from scraper import parser
from scraper.parser.fields import headline_rules
from scraper.parser.fields.headline_rules import RULES, Rule, by_rank

URL = "https://www.musterhausen.example/aktuelles/bad"
TEXT = "<p>" + "Am Bach steht ein Bad, in dem seit Jahren niemand mehr schwimmt. " * 8 + "</p>"


def title_of(rule: Rule) -> str:
    """Return the title of the page that is a rule's example."""
    body, element = rule.example.body, rule.example.element
    return parser.parse(f"<title>{element}</title><body>{body}{TEXT}</body>", URL).title


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_a_rule_decides_on_its_example(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    assert title_of(rule) == rule.example.title
    monkeypatch.setattr(headline_rules, "BY_RANK", by_rank(one for one in RULES if one is not rule))
    assert title_of(rule) != rule.example.title
