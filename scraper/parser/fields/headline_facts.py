"""Facts about a heading: what it says, where it stands, how it agrees with what the page says its title is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

from scraper.parser.fields import heading_parts
from scraper.parser.fields.document_kinds import is_kind
from scraper.parser.fields.stated_titles import Stated
from scraper.parser.fields.text_density import ENDINGS
from scraper.parser.page.model import Line, Page
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
ALL_RANKS = frozenset({FIRST, SECOND, THIRD, LINE})
LOWER_RANKS = frozenset({SECOND, THIRD})
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
        unseen: whether it is for screen readers.
        apart: whether it stands in navigation, footer or margin, or at the end of the path to the page.
        in_place: whether it is the first that heads running text where no heading of the first rank is seen.
    """

    page: Page
    heading: Heading
    stated: Stated
    only: bool
    above: Heading | None
    below: Heading | None
    text_at: int
    unseen: bool
    apart: bool
    in_place: bool = False

    @property
    def name(self) -> str:
        """The name of the heading's box."""
        return self.page.boxes[self.heading.box].name

    @property
    def lines(self) -> list[Line]:
        """The lines of the heading."""
        return self.page.lines[self.heading.start : self.heading.end]


def always(case: Case) -> float:
    """Apply to every heading of the ranks that a rule is asked of."""
    return 1.0


def agrees(case: Case) -> float:
    """Return how many of their words a heading and a stated title share."""
    return agreement(case.heading, case.stated)


def agreement(heading: Heading, stated: Stated) -> float:
    """Return how many of their words heading and stated title share.

    A heading of the first rank may be shorter than what the page states; of those below, each that shares a word or
    two would be, so that the longer of both texts counts.
    """
    if heading.rank != FIRST and _holds_stated(heading.seen, stated):
        return 1.0
    # The shorter text decides for the first rank, the longer one for those below.
    of = min if heading.rank == FIRST else max
    words = set(heading.seen.split())
    size = len(words)
    return max([len(words & other) / of(size, len(other)) for other in stated.words if words], default=0.0)


def _holds_stated(whole: str, stated: Stated) -> bool:
    """Return whether a heading begins or ends with a stated title."""
    return any(map(_stands_at_end, stated.folded, repeat(whole)))


def _stands_at_end(title: str, whole: str) -> bool:
    """Return whether a text begins or ends with the words of another, and has more."""
    if not title or title not in whole:
        return False
    return whole.startswith(f"{title} ") or whole.endswith(f" {title}")


def states_title(case: Case) -> float:
    """Return whether a heading is a stated title, or how far it holds one and more."""
    return is_stated(case.heading, case.stated)


def is_stated(heading: Heading, stated: Stated) -> float:
    """Return whether a heading is a stated title or a part of one, or how far it holds one and more."""
    # A stated title holds the headline between separators, beside section and site.
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


def calls_itself_headline(case: Case) -> float:
    """Return whether the box of a heading is called a headline or title."""
    name = case.name
    return name != "" and _is_headline_name(name)


def calls_itself_other(case: Case) -> float:
    """Return whether the box of a heading is called what is no headline of the page."""
    name = case.name
    return name != "" and _is_other_name(name)


def is_short(case: Case) -> float:
    """Return whether a heading is shorter than most headlines."""
    return len(case.heading.title) < _SHORT


def is_unseen(case: Case) -> float:
    """Return whether a heading is for screen readers."""
    return case.unseen


def is_for_screen_readers(page: Page, heading: Heading) -> bool:
    """Return whether a heading, a box close around it or an element over all of it is for screen readers."""
    boxes, at = page.boxes, heading.box
    for _ in range(_AROUND):
        if at < 0:
            break
        box = boxes[at]
        if box.name and heading_parts.is_unseen(box.name):
            return True
        at = box.parent
    # Some templates hide not the heading but an element around all its words.
    lines = page.lines[heading.start : heading.end]
    return bool(lines[0].marks) and all(map(_is_covered, lines))


def _is_covered(line: Line) -> bool:
    """Return whether an element for screen readers holds nearly all of a line."""
    size = _NEARLY_ALL * len(line.text)
    return any(mark.end - mark.start >= size and heading_parts.is_unseen(mark.name) for mark in line.marks)


def is_apart(case: Case) -> float:
    """Return whether a heading stands beside the text."""
    return case.apart


def is_beside_text(page: Page, heading: Heading) -> bool:
    """Return whether a heading stands in navigation, footer or margin, or at the end of the path to the page."""
    boxes, at = page.boxes, heading.box
    for _ in range(_AROUND):
        if at >= 0:
            box = boxes[at]
            if box.tag in _APART or _BREADCRUMB in box.name:
                return True
            at = box.parent
    while at >= 0:
        box = boxes[at]
        if box.tag in _APART:
            return True
        at = box.parent
    return False


def names_kind(case: Case) -> float:
    """Return whether a heading says what kind of document the page is, or names its section."""
    return is_kind(case.heading.whole) or _is_section(case.heading, case.below, case.stated)


def _is_section(heading: Heading, below: Heading | None, stated: Stated) -> bool:
    """Return whether a heading of a word or two only names the section of the headline right below it."""
    blanks = heading.folded.count(" ")
    if below is None or blanks >= FEWEST_BLANKS:
        return False
    # What does not stand right above the headline is not its section.
    if below.start != heading.end:
        return False
    return below.folded in stated.parts and below.folded.count(" ") > blanks


def is_below_kind(case: Case) -> float:
    """Return whether the heading above names kind or section."""
    above = case.above
    if above is None:
        return False
    return is_kind(above.whole) or _is_section(above, case.heading, case.stated)


def sets_kicker(case: Case) -> float:
    """Return whether a heading marks a kicker."""
    return case.heading.kicker is not None


def is_only(case: Case) -> float:
    """Return whether a heading that readers see is the only one of the first rank."""
    return case.only and not (case.apart or case.unseen)


def is_in_place(case: Case) -> float:
    """Return whether a heading stands in place of one of the first rank."""
    return case.in_place


def find_in_place(cases: list[Case]) -> Case | None:
    """Return the heading that readers see first above running text, where they see none of the first rank.

    Metadata states a headline, whatever headings there are; a heading that nobody sees and that all of it repeats,
    title element and metadata alike, is the site's name.
    """
    first = [case for case in cases if case.heading.rank == FIRST]
    if any(_is_seen(case) for case in first) or not _lacks_headline(cases, first):
        return None
    return next((case for case in cases if case.heading.rank == SECOND and _may_be_in_place(case)), None)


def _is_seen(case: Case) -> bool:
    """Return whether readers see a heading where they look for the headline."""
    return not (case.unseen or case.apart)


def _lacks_headline(cases: list[Case], first: list[Case]) -> bool:
    """Return whether the metadata states nothing but the headings of the first rank, which nobody sees."""
    unseen = {case.heading.folded for case in first}
    # A statement of other words is the headline's, so none is missing.
    if not cases or not cases[0].stated.metadata <= unseen:
        return False
    return not unseen or cases[0].stated.element in unseen


def _may_be_in_place(case: Case) -> bool:
    """Return whether a heading is seen, is no link, no kind of document and no step of several, and heads text."""
    if case.unseen or case.apart:
        return False
    if _NUMBERED.match(case.heading.title) or not stands_above_text(case):
        return False
    return not (is_link(case) or names_kind(case))


def is_link(case: Case) -> float:
    """Return whether a heading leads elsewhere, as teasers do, and is not what the page says its title is."""
    return not states_title(case) and all(line.linked >= _NEARLY_ALL * len(line.text) for line in case.lines)


def is_below_text(case: Case) -> float:
    """Return whether a heading stands below much running text."""
    return case.heading.start > case.text_at


def stands_above_text(case: Case) -> float:
    """Return whether a heading heads running text."""
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
    lines = page.lines
    # Few pages have so many long lines above a heading, so that none of them need be looked at.
    long = [at for at, line in enumerate(lines[:limit]) if len(line.text) >= _LONG_PROSE]
    if len(long) < _PROSE_ABOVE:
        return limit
    prose = [at for at in long if _is_prose(lines[at])]
    if len(prose) < _PROSE_ABOVE:
        return limit
    return prose[_PROSE_ABOVE - 1]
