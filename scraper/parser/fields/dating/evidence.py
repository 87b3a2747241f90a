"""The rules that follow from what a day is called and where it is called so."""

from __future__ import annotations

from scraper.parser.fields.dating import rules, words
from scraper.parser.fields.dating.labels import Role
from scraper.parser.fields.dating.mention import Kind
from scraper.parser.fields.dating.rules import Rule

_AT_HEADLINE = (rules.BELOW_HEADLINE, rules.ABOVE_HEADLINE, rules.AMONG_FIRST)

# What a change counts for, by whether it is called the state of the text and whether it stands at the headline.
_OF_CHANGES = {
    (True, True): rules.STATE_AT_HEADLINE,
    (True, False): rules.SHOWN_STATE,
    (False, True): rules.CHANGE_AT_HEADLINE,
    (False, False): rules.SHOWN_CHANGE,
}


def of_role(role: Role | None, found: list[Rule]) -> list[Rule]:
    """Return what speaks for a day, with what it is called.

    Args:
        role: what it is called.
        found: what speaks for it beside; its place comes first.
    """
    if role is None:
        return found
    if role.is_change:
        # The day of a change is no day of publication, wherever it stands and however it is marked; it only stands in
        # for one where the page has none.
        return [_OF_CHANGES[role.is_state, found[0] in _AT_HEADLINE]]
    if role.is_other:
        return [*found, rules.CALLED_OTHER]
    if role.is_broadcast:
        return [*found, rules.OF_BROADCAST]
    if role.is_plain:
        # A line may be called "date" by its words or by its name.
        return [*(rule for rule in found if rule is not rules.NAMED), rules.PLAINLY_SAID]
    return [*found, rules.SAID]


def of_name(name: str) -> list[Rule]:
    """Return what the names of the elements around a day say for it."""
    return [rules.NAMED] if words.NAMES_A_DATE.search(name) else []


def kind_of(role: Role | None) -> Kind:
    """Return who says a day that is called so."""
    return Kind.CHANGE if role is not None and role.is_change else Kind.SHOWN


def source_of(role: Role | None, place: Rule, source: str) -> str:
    """Return the source of a day, which far from the headline is its label."""
    is_called = role is not None and role.is_publication
    if is_called and place not in _AT_HEADLINE:
        return "line that is called a date of publication"
    return source
