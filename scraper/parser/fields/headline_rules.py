"""What speaks for a heading as the headline of the page, and against it: one table of rules with their weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from scraper.parser.fields import heading_parts
from scraper.parser.fields.document_kinds import is_kind
from scraper.parser.fields.stated_titles import Stated
from scraper.parser.fields.text_density import ENDINGS
from scraper.parser.page.model import Box, Line, Page
from scraper.parser.page.wording import Wording, any_of

HEADLINE_NAMES = (
    Wording("headline", r"headline|schlagzeile", ("article-headline",)),
    Wording("title", r"title|titel", ("entry-title", "meldungtitel")),
    Wording(
        "heading",
        r"(?:page|main|article|post|news)-?heading|ueberschrift|\bh1\b",
        ("page-heading",),
        ("wp-block-heading",),
    ),
)
# A box with one of these is not called after the page's own headline.
OTHER_NAMES = (
    Wording("of the site", r"(?:site|blog)[-_]?(?:title|name)|logo|brand", ("site-title", "headerlogo")),
    Wording("for search engines", r"seo|alt-title|breadcrumb", ("seotitle", "breadcrumb_last")),
    Wording("of a section", r"categor|rubrik|section|strapline|tagline", ("pagecategory", "strapline")),
    Wording("of a list", r"widget|teaser|sidebar|related|item|card|toc|search|flyout|menu", ("widget-title",)),
    Wording("of remarks", r"comment|kommentar|respond", ("page_title comments",)),
    Wording("of consent", r"cookie|consent|dsgvo|gdpr", ("dsgvobanner-1",)),
    Wording("below or above", r"sub-?_?(?:title|line|head)|kicker|topline", ("subtitle",)),
)
# Names are in lower case, and a pattern that may ignore case takes three times as long.
_HEADLINE = re.compile(any_of(HEADLINE_NAMES).pattern)
_OTHER = re.compile(any_of(OTHER_NAMES).pattern)
_CACHED = 4096

FIRST, SECOND, THIRD, LINE = 1, 2, 3, 4
"""The ranks of headings as in ``h1`` to ``h3``, and that of other lines."""
_ALL = frozenset({FIRST, SECOND, THIRD, LINE})
_LOWER = frozenset({SECOND, THIRD})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_APART = frozenset({"nav", "footer", "aside"})
_BREADCRUMB = "breadcrumb"
# Names of boxes further around a heading are those of the page's layout.
_AROUND = 3
_SHORT = 15
# A heading of fewer blanks may name the section above the headline.
FEWEST_BLANKS = 2
_HELD = 0.6
# Text that begins further below a heading is not headed by it: picture, byline and share links stand between.
_REACH = 8
_SHORTEST_PROSE = 80
_LONG_PROSE = 100
_MOST_LINKED = 0.3
# So many paragraphs of a page are more than consent, teaser and lead above the headline.
_PROSE_ABOVE = 5
_NEARLY_ALL = 0.9
# A paragraph for the examples of the rules.
_TEXT = f"<p>{'Am Bach steht ein Bad, in dem seit Jahren niemand mehr schwimmt. ' * 2}</p>"
# Name, kicker and text below a heading of the second rank, which weighs less for its rank.
_OTHERS_AT_MOST = 0.2
_NUMBERED = re.compile(r"\d+[.)]\s")


@dataclass(frozen=True, slots=True)
class Heading:
    """What may be the headline.

    Args:
        title: its text, without kicker, day and badge.
        kicker: what it marks as the line above the headline, or None.
        whole: all that its readers see.
        start, end: its lines; an empty range where it is only stated.
        box: the index of its box, or -1.
        folded: the title to compare.
        seen: all that its readers see, to compare.
        rank: 1 to 3 as in h1 to h3, 4 for other lines, 0 where it is only stated.
        has_subtitle: whether its title lacks a line below that it marks.
    """

    title: str
    kicker: str | None
    whole: str
    start: int
    end: int
    box: int
    folded: str
    seen: str
    rank: int
    has_subtitle: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether readers see it on a line of the page."""
        return self.end > self.start


@dataclass(slots=True)
class Case:
    """One heading before the rules.

    Args:
        page: the page.
        heading: what may be the headline.
        stated: what the page says its title is.
        only: whether all headings of the first rank have its words.
        above, below: the headings above and below it, or None.
        text_at: the line from which on headings stand below running text.
        in_place: whether it is the first that heads running text where no heading of the first rank is seen.
    """

    page: Page
    heading: Heading
    stated: Stated
    only: bool
    above: Heading | None
    below: Heading | None
    text_at: int
    in_place: bool = False

    @property
    def box(self) -> Box:
        """The box of the heading."""
        return self.page.boxes[self.heading.box]

    @property
    def lines(self) -> list[Line]:
        """The lines of the heading."""
        return self.page.lines[self.heading.start : self.heading.end]


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
    ranks: frozenset[int] = _ALL


def _always(case: Case) -> float:
    """Apply to every heading of the ranks that a rule is asked of."""
    return 1.0


def _agreement(case: Case) -> float:
    return agreement(case.heading, case.stated)


def agreement(heading: Heading, stated: Stated) -> float:
    """Return how many of their words heading and stated title share.

    A heading of the first rank may be shorter than what the page states; of those below, each that shares a word or
    two would be, so that the longer of both texts counts.
    """
    if heading.rank != FIRST and _holds_stated(heading.seen, stated):
        return 1.0
    of = min if heading.rank == FIRST else max
    words = set(heading.seen.split())
    size = len(words)
    return max([len(words & other) / of(size, len(other)) for other in stated.words if words], default=0.0)


def _holds_stated(whole: str, stated: Stated) -> bool:
    """Return whether a heading begins or ends with a stated title."""
    return any([whole.startswith(f"{title} ") or whole.endswith(f" {title}") for title in stated.folded if title])


def _is_stated(case: Case) -> float:
    return is_stated(case.heading, case.stated)


def is_stated(heading: Heading, stated: Stated) -> float:
    """Return whether a heading is a stated title or a part of one, or how far it holds one and more."""
    if heading.folded in stated.parts or heading.seen in stated.parts:
        return 1.0
    return _HELD * _holds_stated(heading.seen, stated)


def at_most(heading: Heading, stated: Stated) -> float:
    """Return what a heading of a lower rank can weigh at most by its words."""
    return agreement(heading, stated) + 0.5 * is_stated(heading, stated) + _OTHERS_AT_MOST


@lru_cache(maxsize=_CACHED)
def _is_headline_name(name: str) -> bool:
    return _HEADLINE.search(name) is not None and not _is_other_name(name)


@lru_cache(maxsize=_CACHED)
def _is_other_name(name: str) -> bool:
    return _OTHER.search(name) is not None


def _calls_itself_headline(case: Case) -> float:
    name = case.box.name
    return name != "" and _is_headline_name(name)


def _calls_itself_other(case: Case) -> float:
    name = case.box.name
    return name != "" and _is_other_name(name)


def _is_short(case: Case) -> float:
    return len(case.heading.title) < _SHORT


def _is_unseen(case: Case) -> float:
    """Return whether a heading, a box close around it or an element over all of it is for screen readers."""
    boxes, at = case.page.boxes, case.heading.box
    for _ in range(_AROUND):
        if at < 0:
            break
        if heading_parts.is_unseen(boxes[at].name):
            return True
        at = boxes[at].parent
    return all(_is_covered(line) for line in case.lines)


def _is_covered(line: Line) -> bool:
    size = _NEARLY_ALL * len(line.text)
    return any(mark.end - mark.start >= size and heading_parts.is_unseen(mark.name) for mark in line.marks)


def _is_apart(case: Case) -> float:
    """Return whether a heading stands in navigation, footer or margin, or at the end of the path to the page."""
    boxes, at = case.page.boxes, case.heading.box
    depth = 0
    while at >= 0:
        box = boxes[at]
        if box.tag in _APART or (depth < _AROUND and _BREADCRUMB in box.name):
            return True
        at, depth = box.parent, depth + 1
    return False


def _names_kind(case: Case) -> float:
    return is_kind(case.heading.whole) or _is_section(case.heading, case.below, case.stated)


def _is_section(heading: Heading, below: Heading | None, stated: Stated) -> bool:
    """Return whether a heading of a word or two only names the section of the headline right below it."""
    blanks = heading.folded.count(" ")
    if below is None or below.start != heading.end or blanks >= FEWEST_BLANKS:
        return False
    return below.folded in stated.parts and below.folded.count(" ") > blanks


def _is_below_kind(case: Case) -> float:
    above = case.above
    return above is not None and (is_kind(above.whole) or _is_section(above, case.heading, case.stated))


def _sets_kicker(case: Case) -> float:
    return case.heading.kicker is not None


def _is_only(case: Case) -> float:
    return case.only and not (_is_apart(case) or _is_unseen(case))


def _is_in_place(case: Case) -> float:
    return case.in_place


def find_in_place(cases: list[Case]) -> Case | None:
    """Return the heading that readers see first above running text, where they see none of the first rank.

    Metadata states a headline, whatever headings there are; a heading that nobody sees and that all of it repeats,
    title element and metadata alike, is the site's name.
    """
    first = [case for case in cases if case.heading.rank == FIRST]
    if not cases or not all(_is_unseen(case) or _is_apart(case) for case in first):
        return None
    stated, unseen = cases[0].stated, {case.heading.folded for case in first}
    if not stated.metadata <= unseen or (unseen and stated.element not in unseen):
        return None
    return next((case for case in cases if case.heading.rank == SECOND and _may_be_in_place(case)), None)


def _may_be_in_place(case: Case) -> bool:
    """Return whether a heading is seen, is no link, no kind of document and no step of several, and heads text."""
    if _NUMBERED.match(case.heading.title) or not _heads_text(case):
        return False
    return not any(rule(case) for rule in (_is_unseen, _is_apart, _is_link, _names_kind))


def _is_link(case: Case) -> float:
    """Return whether a heading leads elsewhere, as teasers do, and is not what the page says its title is."""
    return not _is_stated(case) and all(line.linked >= _NEARLY_ALL * len(line.text) for line in case.lines)


def _is_below_text(case: Case) -> float:
    return case.heading.start > case.text_at


def _heads_text(case: Case) -> float:
    return heads_text(case.page, case.heading.end)


def heads_text(page: Page, end: int) -> bool:
    """Return whether running text begins below the end of a heading before another one does."""
    for line in page.lines[end : end + _REACH]:
        if len(line.text) >= _SHORTEST_PROSE and _is_prose(line):
            return True
        if page.boxes[line.box].tag in _HEADINGS:
            return False
    return False


def _is_prose(line: Line) -> bool:
    return line.linked <= _MOST_LINKED * len(line.text) and line.text[-1] in ENDINGS


def text_at(page: Page, limit: int) -> int:
    """Return the line, up to a limit, where a page has had so much running text that no headline follows."""
    left = _PROSE_ABOVE
    for at, line in enumerate(page.lines[:limit]):
        if len(line.text) >= _LONG_PROSE and _is_prose(line):
            left -= 1
            if not left:
                return at
    return limit


# The weights were set by hand on the 1,575 pages with known headlines that were measured in November 2026: of each half
# of their hosts 93 to 95 of 100 headlines weigh most.
RULES = (
    Rule(
        "shares words with a stated title",
        1.0,
        _agreement,
        Example("<h1>Das Bad öffnet</h1><h1>Stadtwerke Musterhausen</h1>", "Neues Bad öffnet", "Das Bad öffnet"),
    ),
    Rule(
        "is a stated title",
        0.5,
        _is_stated,
        Example(
            f"<h1>Bad und Halle in der Stadt</h1>{_TEXT}<h1>Halle und Bad</h1><h3>Preise</h3>",
            "Halle und Bad",
            "Halle und Bad",
        ),
    ),
    Rule(
        "calls itself a headline",
        0.2,
        _calls_itself_headline,
        Example(f'<h1 class="page-title">Das Bad öffnet</h1>{_TEXT}<h1>Der Rat tagt heute</h1>', "", "Das Bad öffnet"),
    ),
    Rule(
        "calls itself something else",
        -0.5,
        _calls_itself_other,
        Example('<h1>Das Bad öffnet</h1><h1 class="strapline">Das Bad für alle</h1>', "", "Das Bad öffnet"),
    ),
    Rule(
        "says little",
        -0.1,
        _is_short,
        Example(f"<h1>Das Hallenbad öffnet</h1>{_TEXT}<h1>Bad heute</h1>", "", "Das Hallenbad öffnet"),
    ),
    Rule(
        "of the second rank",
        -0.45,
        _always,
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
        _always,
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
        _always,
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
        _is_unseen,
        Example(
            '<h1 class="aural">Das Hallenbad öffnet | Sport</h1><h2>Das Hallenbad öffnet</h2>',
            "Das Hallenbad öffnet | Sport | Rathaus",
            "Das Hallenbad öffnet",
        ),
    ),
    Rule(
        "in navigation or margin",
        -1.0,
        _is_apart,
        Example("<aside><h1>Newsletter bestellen</h1></aside>", "Das Rad steht", "Das Rad steht"),
    ),
    Rule(
        "names the kind of document",
        -1.5,
        _names_kind,
        Example("<h1>Pressemitteilung</h1><h2>Das Bad öffnet</h2>", "Pressemitteilung 57/2024", "Das Bad öffnet"),
    ),
    Rule(
        "below the kind of document",
        0.8,
        _is_below_kind,
        Example("<h1>Pressemitteilung</h1><h2>Das Bad öffnet</h2><p>x</p><h2>Preise ab Mai</h2>", "", "Das Bad öffnet"),
    ),
    Rule(
        "sets a kicker above",
        0.2,
        _sets_kicker,
        Example(
            f'<h1><b class="kicker">Sport</b> Das Bad öffnet</h1>{_TEXT}<h1>Der Rat tagt heute</h1>',
            "",
            "Das Bad öffnet",
        ),
    ),
    Rule(
        "the only heading of the first rank",
        0.4,
        _is_only,
        Example("<h1>Warum das Rad steht</h1><h3>Mühlen</h3>", "Preise und Termine", "Warum das Rad steht"),
        frozenset({FIRST}),
    ),
    Rule(
        "in place of a heading of the first rank",
        0.6,
        _is_in_place,
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
        _is_link,
        Example('<h1>Aktuelles</h1><h2><a href="/x">Der Rat tagt</a></h2>', "Aktuelles", "Aktuelles"),
        _LOWER,
    ),
    Rule(
        "below running text",
        -0.3,
        _is_below_text,
        Example(f"{_TEXT * 6}<h1>Bleiben Sie auf dem Laufenden</h1><h3>Kontakt</h3>", "Das Rad steht", "Das Rad steht"),
    ),
    Rule(
        "heads running text",
        0.25,
        _heads_text,
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
    return {rank: tuple(rule for rule in table if rank in rule.ranks) for rank in _ALL}


BY_RANK = by_rank(RULES)


def evidence(case: Case) -> tuple[tuple[str, float], ...]:
    """Return the names of the rules that apply to a heading, each with its weight."""
    rules = BY_RANK[case.heading.rank]
    return tuple([(rule.name, rule.weight * degree) for rule in rules if (degree := rule.degree(case))])
