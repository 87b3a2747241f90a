"""What on a page may be the headline, and what speaks for and against each heading, line and stated title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from scraper.parser.context import Candidate, Context
from scraper.parser.fields import heading_parts, stated_titles
from scraper.parser.fields.document_kinds import is_kind
from scraper.parser.fields.stated_titles import Stated
from scraper.parser.fields.text_density import ENDINGS
from scraper.parser.page.model import Box, Line, Page
from scraper.parser.page.wording import Wording, any_of
from scraper.parser.statements.site_name import is_known, names_of, plain

# A longer heading holds more than a headline.
_LONGEST = 400
_RANKS = {"h1": 1, "h2": 2, "h3": 3}
# Of a page's headings below the first rank only the first are looked at; the headline is none of a hundred teasers.
_MAX_LOWER = 16
_MAX_HEADINGS = 60

HEADLINE_NAMES = (
    Wording("headline", r"headline|schlagzeile", ("article-headline",)),
    Wording("title", r"title|titel|meldungtitel", ("entry-title", "articletitle")),
    Wording("heading", r"(?:page|main|article|post|news)-?heading|ueberschrift|\bh1\b", ("page-heading",), ("wp-block-heading",)),
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
_APART = frozenset({"nav", "footer", "aside"})
_BREADCRUMB = "breadcrumb"
_AROUND = 3


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
        text: its lines as they are.
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
    text: str = ""
    has_subtitle: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether readers see it on a line of the page."""
        return self.end > self.start


@dataclass(slots=True)
class Headings:
    """All that may be the headline, weighed, and what the page states."""

    weighed: list[Candidate[Heading]]
    stated: Stated


@dataclass(slots=True)
class Case:
    """One heading before the rules.

    Args:
        page: the page.
        heading: what may be the headline.
        stated: what the page says its title is.
        only: whether it is the only heading of the first rank, in its words.
        above, below: the headings above and below it, or None.
        text_at: the line from which on headings stand below running text.
    """

    page: Page
    heading: Heading
    stated: Stated
    only: bool
    above: Heading | None
    below: Heading | None
    text_at: int

    @property
    def box(self) -> Box:
        """The box of the heading."""
        return self.page.boxes[self.heading.box]


@dataclass(frozen=True, slots=True)
class Rule:
    """What speaks for a heading, or against it.

    Args:
        name: what ``--explain`` says.
        weight: how much it counts, negative against the heading.
        degree: how much of it applies, from 0 to 1.
    """

    name: str
    weight: float
    degree: Callable[[Case], float]


def _agreement(case: Case) -> float:
    """Return how much of the smaller set of words the heading and a stated title share."""
    seen = case.heading.seen
    words = set(seen.split())
    first = case.heading.rank == 1
    if not first and _holds_stated(seen, case.stated):
        return 1.0
    return max((_share(words, other, first) for other in case.stated.words), default=0.0)


def _share(words: set[str], other: set[str], first: bool) -> float:
    if not words or not other:
        return 0.0
    return len(words & other) / (min if first else max)(len(words), len(other))


def _holds_stated(whole: str, stated: Stated) -> bool:
    """Return whether a heading begins or ends with a stated title."""
    return any(
        len(title) > 1 and (whole.startswith(f"{title} ") or whole.endswith(f" {title}"))
        for title in stated.folded
    )


def _is_stated(case: Case) -> float:
    parts_, seen = case.stated.parts, case.heading.seen
    if case.heading.folded in parts_ or seen in parts_:
        return 1.0
    return 0.6 * _holds_stated(seen, case.stated)


@lru_cache(maxsize=_CACHED)
def _is_headline_name(name: str) -> bool:
    return _HEADLINE.search(name) is not None and not _is_other_name(name)


@lru_cache(maxsize=_CACHED)
def _is_other_name(name: str) -> bool:
    return _OTHER.search(name) is not None


def _calls_itself(case: Case) -> float:
    name = case.box.name
    return float(name != "" and _is_headline_name(name))


def _calls_itself_other(case: Case) -> float:
    name = case.box.name
    return float(name != "" and _is_other_name(name))


def _is_short(case: Case) -> float:
    return float(len(case.heading.title) < 15)


def _is_unseen(case: Case) -> float:
    page = case.page
    if any(heading_parts.is_unseen(page.boxes[box].name) for box in page.ancestors(case.heading.box, _AROUND)):
        return 1.0
    lines = page.lines[case.heading.start : case.heading.end]
    return float(all(any(_covers(mark, line) for mark in line.marks) for line in lines))


def _covers(mark, line: Line) -> bool:
    return heading_parts.is_unseen(mark.name) and mark.end - mark.start >= 0.9 * len(line.text)


def _is_apart(case: Case) -> float:
    page = case.page
    around = [page.boxes[box] for box in page.ancestors(case.heading.box)]
    return float(any(box.tag in _APART for box in around) or any(_BREADCRUMB in box.name for box in around[:_AROUND]))


def _is_kind(case: Case) -> float:
    return float(is_kind(case.heading.whole) or _is_section(case.heading, case.below, case.stated))


def _is_section(heading: Heading | None, below: Heading | None, stated: Stated) -> bool:
    """Return whether a heading of a word or two only names the section of the headline right below it."""
    if heading is None or below is None or below.start != heading.end or heading.folded.count(" ") >= _FEWEST_BLANKS:
        return False
    return below.folded in stated.parts and below.folded.count(" ") > heading.folded.count(" ")


def _is_below_kind(case: Case) -> float:
    above = case.above
    return float(above is not None and (is_kind(above.whole) or _is_section(above, case.heading, case.stated)))


def _is_below_text(case: Case) -> float:
    return float(case.heading.start > case.text_at)


def _is_only(case: Case) -> float:
    return float(case.only and not _is_apart(case))


def _is_link(case: Case) -> float:
    lines = case.page.lines[case.heading.start : case.heading.end]
    if case.heading.rank == 1 or _is_stated(case):
        return 0.0
    return float(all(line.linked >= 0.9 * len(line.text) for line in lines))


def _heads_text(case: Case) -> float:
    page, end = case.page, case.heading.end
    for line in page.lines[end : end + 8]:
        if len(line.text) >= 80 and _is_prose(line):
            return 1.0
        if page.boxes[line.box].tag in _RANKS:
            break
    return 0.0


RULES = (
    Rule("shares words with a stated title", 1.0, _agreement),
    Rule("is a stated title", 0.5, _is_stated),
    Rule("calls itself a headline", 0.2, _calls_itself),
    Rule("calls itself something else", -0.5, _calls_itself_other),
    Rule("says little", -0.1, _is_short),
    Rule("of the second rank", -0.45, lambda case: float(case.heading.rank == 2)),
    Rule("of the third rank", -0.6, lambda case: float(case.heading.rank == 3)),
    Rule("no heading", -0.95, lambda case: float(case.heading.rank == 4)),
    Rule("for screen readers only", -1.2, _is_unseen),
    Rule("in navigation or margin", -1.0, _is_apart),
    Rule("names the kind of document", -1.5, _is_kind),
    Rule("below the kind of document", 0.8, _is_below_kind),
    Rule("sets a kicker above", 0.2, lambda case: float(case.heading.kicker is not None)),
    Rule("the only heading of the first rank", 0.4, _is_only),
    Rule("a link to another page", -0.5, _is_link),
    Rule("below running text", -0.3, _is_below_text),
    Rule("heads running text", 0.25, _heads_text),
)
# What a heading of a lower rank and a line can weigh at most: where a heading weighs more, they are not looked at.
_BEST_LOWER = 1.5
_BEST_LINE = 1.0
# A heading of fewer blanks may name the section above the headline.
_FEWEST_BLANKS = 2
_STATED = ("stated", 0.25)
_LATER = -0.01


def read(context: Context) -> Headings:
    """Return all that may be the headline of a page, weighed."""
    page = context.page
    indices = [index for index, box in enumerate(page.boxes) if box.tag in _RANKS and box.end > box.start]
    first = [one for one in _read_all(page, indices, 1) if one.rank == 1]
    logos = [one for one in first if _is_logo(page, one, context.host)]
    names = context.site_names + [logo.whole for logo in logos]
    known = names_of(tuple(names))
    usable = [one for one in first if one not in logos and stated_titles.is_usable(one.title, one.folded, known)]
    stated = stated_titles.read(context, names, bool(usable))
    only = len({one.folded for one in usable}) == 1
    weighed = _weigh_all(page, usable, stated, only)
    best = _best(weighed)
    if best < _BEST_LOWER or any(one.folded.count(" ") < _FEWEST_BLANKS for one in usable):
        lower = (one for one in _read_all(page, indices, 3) if one.rank > 1)
        every = sorted([*usable, *(one for one in lower if stated_titles.is_usable(one.title, one.folded, known))], key=_start)
        weighed = _weigh_all(page, every, stated, only)
        best = _best(weighed)
    if best < _BEST_LINE:
        weighed += _weigh_all(page, list(_lines(page, stated)), stated, False)
    weighed += _statements(stated)
    return Headings(weighed, stated)


def _best(weighed: list[Candidate[Heading]]) -> float:
    return max((one.weight for one in weighed), default=0.0)


def _start(heading: Heading) -> int:
    return heading.start


def _weigh_all(page: Page, every: list[Heading], stated: Stated, only: bool) -> list[Candidate[Heading]]:
    """Return headings or lines, each with its evidence."""
    text_at = _text_at(page, every[-1].start if every else 0)
    neighbours = zip(every, [None, *every], [*every[1:], None], strict=False)
    return [
        _weighed(Case(page, one, stated, only and one.rank == 1, above, below, text_at))
        for one, above, below in neighbours
    ]


def _text_at(page: Page, limit: int) -> int:
    """Return the line, up to a limit, where a page has had so much running text that no headline follows."""
    left = 5
    for at, line in enumerate(page.lines[:limit]):
        if len(line.text) >= 100 and _is_prose(line):
            left -= 1
            if not left:
                return at
    return limit


def _is_prose(line: Line) -> bool:
    return line.linked <= 0.3 * len(line.text) and line.text[-1] in ENDINGS


def source(page: Page, heading: Heading) -> str:
    """Return what on the page shows a heading, as people would look for it."""
    return f"{page.boxes[heading.box].tag} on line {heading.start + 1}"


def _weighed(case: Case) -> Candidate[Heading]:
    """Return a heading with its evidence."""
    evidence = tuple((rule.name, rule.weight * degree) for rule in RULES if (degree := rule.degree(case)))
    return Candidate(case.heading, source(case.page, case.heading), evidence)


def _statements(stated: Stated) -> Iterator[Candidate[Heading]]:
    """Yield the stated titles, the most trusted first."""
    for at, title in enumerate(stated.titles):
        name, weight = _STATED
        evidence = [(name, weight + _LATER * at)]
        if is_kind(title):
            evidence.append(("names the kind of document", -1.5))
        words = stated.folded[at]
        yield Candidate(Heading(title, None, title, 0, 0, -1, words, words, 0), "stated", tuple(evidence))


def _read_all(page: Page, indices: list[int], lowest: int) -> Iterator[Heading]:
    """Yield the headings down to a rank that are no longer than a headline, in the order of the page."""
    seen = found = 0
    for index in indices:
        box = page.boxes[index]
        rank = _RANKS[box.tag]
        if rank > lowest:
            continue
        if rank > 1:
            seen += 1
            if seen > _MAX_LOWER:
                continue
        elif lowest > 1:
            continue
        if page.length(box.start, box.end) > _LONGEST:
            continue
        found += 1
        if found > _MAX_HEADINGS:
            return
        yield _heading(page, page.lines[box.start : box.end], box.start, index, rank)


def _heading(page: Page, lines: list[Line], start: int, box: int, rank: int) -> Heading:
    """Return some lines as what may be the headline."""
    taken = heading_parts.read(page, lines, box)
    text = " ".join(line.text for line in lines)
    folded = plain(taken.title)
    return Heading(
        title=taken.title,
        kicker=taken.kicker,
        whole=taken.whole,
        start=start,
        end=start + len(lines),
        box=box,
        folded=folded,
        seen=folded if taken.whole == taken.title else plain(taken.whole),
        rank=rank,
        text=text,
        has_subtitle=taken.has_subtitle,
    )


def _is_logo(page: Page, heading: Heading, host: str) -> bool:
    """Return whether lines are the site's name: a link to the front page, or named so."""
    lines = page.lines[heading.start : heading.end]
    if any(_LOGO_NAME.search(page.boxes[line.box].name) for line in lines):
        return True
    own = host.removeprefix("www.")
    anchors = [anchor for line in lines for anchor in line.anchors]
    linked = sum(line.linked for line in lines) >= 0.9 * sum(len(line.text) for line in lines)
    return linked and bool(anchors) and all(_is_front(anchor.href, own) for anchor in anchors)


_LOGO_NAME = re.compile(r"\b(?:site|blog)[-_]?(?:title|name)\b|\blogo\b|\bbrand\b")


def _is_front(href: str, own: str) -> bool:
    """Return whether a link leads to the front page."""
    address = href.strip().lower().rstrip("/")
    if address in {"", "."}:
        return bool(href.strip())
    return bool(own) and "//" in address and address.rpartition("//")[2].removeprefix("www.") == own


def _lines(page: Page, stated: Stated) -> Iterator[Heading]:
    """Yield the lines that are no headings and no links, and show a stated title."""
    wanted = set(stated.folded)
    wanted |= {part for part in stated.parts if part.count(" ") > 1 and not is_known(part, stated.known)}
    beginnings = {title[:2] for title in wanted}
    for at, line in enumerate(page.lines[:600]):
        text = line.text
        if line.names and heading_parts.is_kicker(line.names):
            one = _heading(page, [line], at, line.box, 4)
            if one.kicker and one.folded in wanted:
                yield one
            continue
        if not 8 < len(text) < 300 or (text[:2].lower() not in beginnings and text[0].isalnum()):
            continue
        if line.linked >= len(text) or page.boxes[line.box].tag in _RANKS:
            continue
        if plain(text) in wanted:
            yield _heading(page, [line], at, line.box, 4)
