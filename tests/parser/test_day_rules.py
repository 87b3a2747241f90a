"""Every rule of the table by which days are weighed applies to its example."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper.parser import explain
from scraper.parser.fields.dating.rules import RULES, Rule

_SENTENCE = "Die Gemeinde Auental nimmt die Fähre über die Lohe wieder in Betrieb und erneuert beide Anleger. "
_TEXT = f"<p>{_SENTENCE * 3}</p>" * 3
_ADDRESS = "https://bote.example/faehre"


def evidence(rule: Rule) -> list[str]:
    """Return the names of the rules that apply to the third of May on the page of a rule's example."""
    example = rule.example if "{text}" in rule.example else rule.example + "{text}"
    html = f'<html lang="de">{example.replace("{text}", _TEXT)}</html>'
    candidates = explain(html, rule.address or _ADDRESS)[1].get("date", ())
    return [name for one in candidates if one.value == dt.date(2024, 5, 3) for name, _ in one.evidence]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_applies_to_its_example(rule: Rule) -> None:
    assert rule.name in evidence(rule)


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_first_candidate_has_the_most_weight() -> None:
    html = f"<h1>Fähre</h1><p>Aktualisiert: 5.5.2024</p><p>Veröffentlicht: 3.5.2024</p>{_TEXT}"
    article, explained = explain(html, _ADDRESS)
    weights = [candidate.weight for candidate in explained["date"]]
    assert article.date == explained["date"][0].value == dt.date(2024, 5, 3)
    assert weights == sorted(weights, reverse=True)
    assert len(weights) == 2
