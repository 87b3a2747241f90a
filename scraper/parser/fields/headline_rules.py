"""What speaks for a heading as the headline of the page, and against it: one table of rules with their weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scraper.parser.fields.headline_facts import (
    ALL_RANKS,
    FIRST,
    LINE,
    LOWER_RANKS,
    SECOND,
    THIRD,
    Case,
    agrees,
    always,
    calls_itself_headline,
    calls_itself_other,
    is_apart,
    is_below_kind,
    is_below_text,
    is_in_place,
    is_link,
    is_only,
    is_short,
    is_unseen,
    names_kind,
    sets_kicker,
    stands_above_text,
    states_title,
)

# A paragraph for the examples of the rules.
_TEXT = f"<p>{'Am Bach steht ein Bad, in dem seit Jahren niemand mehr schwimmt. ' * 2}</p>"


@dataclass(frozen=True, slots=True)
class Example:
    """A page on which a rule decides: without it another text would be the headline.

    Args:
        body: the beginning of the page's body; a text follows.
        element: its title element.
        title: the headline.
    """

    body: str
    element: str
    title: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What speaks for a heading, or against it.

    Args:
        name: the words that ``--explain`` has for it.
        weight: how much it counts; negative against the heading.
        degree: how much of it applies, from 0 to 1.
        example: a page on which it decides.
        ranks: the ranks of headings that it is asked of.
    """

    name: str
    weight: float
    degree: Callable[[Case], float]
    example: Example
    ranks: frozenset[int] = ALL_RANKS


# The weights were set by hand on the 1,575 pages with known headlines that were measured in November 2026: of each half
# of their hosts 93 to 95 of 100 headlines weigh most.
RULES = (
    Rule(
        "shares words with a stated title",
        1.0,
        agrees,
        Example("<h1>Das Bad öffnet</h1><h1>Stadtwerke Musterhausen</h1>", "Neues Bad öffnet", "Das Bad öffnet"),
    ),
    Rule(
        "is a stated title",
        0.5,
        states_title,
        Example(
            f"<h1>Bad und Halle in der Stadt</h1>{_TEXT}<h1>Halle und Bad</h1><h3>Preise</h3>",
            "Halle und Bad",
            "Halle und Bad",
        ),
    ),
    Rule(
        "calls itself a headline",
        0.2,
        calls_itself_headline,
        Example(f'<h1 class="page-title">Das Bad öffnet</h1>{_TEXT}<h1>Der Rat tagt heute</h1>', "", "Das Bad öffnet"),
    ),
    Rule(
        "calls itself something else",
        -0.5,
        calls_itself_other,
        Example('<h1>Das Bad öffnet</h1><h1 class="strapline">Das Bad für alle</h1>', "", "Das Bad öffnet"),
    ),
    Rule(
        "says little",
        -0.1,
        is_short,
        Example(f"<h1>Das Hallenbad öffnet</h1>{_TEXT}<h1>Bad heute</h1>", "", "Das Hallenbad öffnet"),
    ),
    Rule(
        "of the second rank",
        -0.45,
        always,
        Example(
            f"<h1>Das Hallenbad öffnet</h1>{_TEXT}<h2>Neue Preise ab Mai</h2>",
            "Neue Preise für alle ab Mai",
            "Das Hallenbad öffnet",
        ),
        frozenset({SECOND}),
    ),
    Rule(
        "of the third rank",
        -0.6,
        always,
        Example(
            f"<h1>Das Hallenbad öffnet</h1>{_TEXT}<h3>Neue Preise ab Mai</h3>",
            "Neue Preise für alle ab Mai",
            "Das Hallenbad öffnet",
        ),
        frozenset({THIRD}),
    ),
    Rule(
        "no heading",
        -0.95,
        always,
        Example(
            f"<h3>Das Hallenbad öffnet</h3>{_TEXT}<p>Baden in der Stadt</p>",
            "Das Hallenbad öffnet - Baden in der Stadt",
            "Das Hallenbad öffnet",
        ),
        frozenset({LINE}),
    ),
    Rule(
        "for screen readers only",
        -1.2,
        is_unseen,
        Example(
            '<h1 class="aural">Das Hallenbad öffnet | Sport</h1><h2>Das Hallenbad öffnet</h2>',
            "Das Hallenbad öffnet | Sport | Rathaus",
            "Das Hallenbad öffnet",
        ),
    ),
    Rule(
        "in navigation or margin",
        -1.0,
        is_apart,
        Example("<aside><h1>Newsletter bestellen</h1></aside>", "Das Rad steht", "Das Rad steht"),
    ),
    Rule(
        "names the kind of document",
        -1.5,
        names_kind,
        Example("<h1>Pressemitteilung</h1><h2>Das Bad öffnet</h2>", "Pressemitteilung 57/2024", "Das Bad öffnet"),
    ),
    Rule(
        "below the kind of document",
        0.8,
        is_below_kind,
        Example("<h1>Pressemitteilung</h1><h2>Das Bad öffnet</h2><p>x</p><h2>Preise ab Mai</h2>", "", "Das Bad öffnet"),
    ),
    Rule(
        "sets a kicker above",
        0.2,
        sets_kicker,
        Example(
            f'<h1><b class="kicker">Sport</b> Das Bad öffnet</h1>{_TEXT}<h1>Der Rat tagt heute</h1>',
            "",
            "Das Bad öffnet",
        ),
    ),
    Rule(
        "the only heading of the first rank",
        0.4,
        is_only,
        Example("<h1>Warum das Rad steht</h1><h3>Mühlen</h3>", "Preise und Termine", "Warum das Rad steht"),
        frozenset({FIRST}),
    ),
    Rule(
        "in place of a heading of the first rank",
        0.6,
        is_in_place,
        Example(
            '<h1 class="aural">Stadt Musterhausen</h1><h2>Das Hallenbad öffnet</h2>',
            "Stadt Musterhausen",
            "Das Hallenbad öffnet",
        ),
        frozenset({SECOND}),
    ),
    Rule(
        "a link to another page",
        -0.5,
        is_link,
        Example('<h1>Aktuelles</h1><h2><a href="/x">Der Rat tagt</a></h2>', "Aktuelles", "Aktuelles"),
        LOWER_RANKS,
    ),
    Rule(
        "below running text",
        -0.3,
        is_below_text,
        Example(f"{_TEXT * 6}<h1>Bleiben Sie auf dem Laufenden</h1><h3>Kontakt</h3>", "Das Rad steht", "Das Rad steht"),
    ),
    Rule(
        "heads running text",
        0.25,
        stands_above_text,
        Example(
            f"<h1>Das Hallenbad öffnet</h1>{_TEXT}<h1>Der Rat tagt heute</h1><h3>Termine</h3>",
            "",
            "Das Hallenbad öffnet",
        ),
    ),
)


def by_rank(rules: Iterable[Rule]) -> dict[int, tuple[Rule, ...]]:
    """Return the rules that are asked of the headings of each rank."""
    table = tuple(rules)
    return {rank: tuple(rule for rule in table if rank in rule.ranks) for rank in ALL_RANKS}


BY_RANK = by_rank(RULES)


def evidence(case: Case) -> tuple[tuple[str, float], ...]:
    """Return the names of the rules that apply to a heading, each with its weight."""
    rules = BY_RANK[case.heading.rank]
    return tuple([(rule.name, rule.weight * degree) for rule in rules if (degree := rule.degree(case))])
