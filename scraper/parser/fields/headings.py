"""What on a page may be the headline: headings, lines that show a stated title, and the stated titles themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from scraper.parser.context import Candidate, Context
from scraper.parser.fields import heading_parts, headline_facts, stated_titles
from scraper.parser.fields.document_kinds import is_kind
from scraper.parser.fields.headline_facts import FEWEST_BLANKS, FIRST, LINE, Case, Heading, at_most
from scraper.parser.fields.headline_rules import evidence
from scraper.parser.fields.site_logo import is_logo, logo_names
from scraper.parser.fields.stated_titles import Stated
from scraper.parser.page.model import Line, Page
from scraper.parser.statements.site_name import Names, is_known, names_of, plain

_RANKS = {"h1": 1, "h2": 2, "h3": 3}
# A longer heading holds more than a headline.
_LONGEST = 400
# Of a page's headings below the first rank only the first are looked at; the headline is none of a hundred teasers.
_MAX_LOWER = 16
_MAX_HEADINGS = 60
# Where a heading weighs more, those of a lower rank and lines are not looked at: they rarely weigh as much.
_BEST_LOWER = 1.5
_BEST_LINE = 1.0
# A heading that weighs less is hidden, in a margin or unlike what is stated: any other may be the headline.
_WEAK = 0.8
_MAX_LINES = 600
_SHORTEST_LINE = 8
_LONGEST_LINE = 300
# A part of a stated title that is searched for in lines has at least three words.
_FEWEST_BLANKS_OF_PART = 2
_BEGINNING = 2
# A stated title that no line shows weighs less than a heading that speaks for itself, and each less than that before.
_STATED = ("stated", 0.25)
_EACH_LATER = -0.01
_KIND = ("names the kind of document", -1.5)


@dataclass(slots=True)
class Headings:
    """All that may be the headline, weighed, and what the page states."""

    weighed: list[Candidate[Heading]]
    stated: Stated


def read(context: Context) -> Headings:
    """Return all that may be the headline of a page, weighed."""
    page = context.page
    indices = [index for index in page.headings if page.boxes[index].end > page.boxes[index].start]
    first = list(_first_rank(page, indices))
    # Many templates set the site's name as a heading of the first rank, above the headline.
    logos = [one for one in first if is_logo(page, one.start, one.end, context.host)]
    names = context.site_names + [logo.whole for logo in logos] + logo_names(context)
    others = [one for one in first if one not in logos] if logos else first
    usable = _usable(others, names_of(tuple(names)))
    stated = stated_titles.read(context, names, bool(usable))
    weighed = _with_lower(page, indices, usable, stated)
    # A headline may be a line that is no heading, which a stated title gives away.
    if not weighed or _best(weighed).weight < _BEST_LINE:
        weighed += _weighed(page, list(_lines(page, stated)), stated)
    return Headings([*weighed, *_statements(stated)], stated)


def _usable(every: Iterable[Heading], known: Names) -> list[Heading]:
    """Return the headings that are not the site's name."""
    return [one for one in every if stated_titles.is_usable(one.title, one.folded, known)]


def _best(weighed: list[Candidate[Heading]]) -> Candidate[Heading]:
    """Return the candidate that weighs most."""
    return max(weighed, key=_weight)


def _with_lower(page: Page, indices: list[int], first: list[Heading], stated: Stated) -> list[Candidate[Heading]]:
    """Return the headings of the first rank, weighed, and of the others those that may weigh more."""
    weighed = _weighed(page, first, stated)
    if not weighed:
        return _weighed(page, _lower(page, indices, stated), stated)
    best = _best(weighed)
    has_section = any(map(_may_name_section, first))
    if best.weight < _BEST_LOWER or has_section:
        lower = _lower(page, indices, stated)
        # What cannot outweigh the best by its words is not weighed in full.
        if best.weight >= _WEAK and not has_section:
            lower = [one for one in lower if at_most(one, stated) > best.weight]
        # What was weighed stays as it is where no other heading stands beside it.
        if not lower:
            return weighed
        return _weighed(page, sorted([*first, *lower], key=_start), stated)
    # A strong heading above running text leaves no doubt, so no other is looked at.
    if headline_facts.heads_text(page, best.value.end):
        return weighed
    following = list(_next_heading(page, indices, best.value.end))
    return weighed + _weighed(page, [best.value, *following], stated)[1:]


def _lower(page: Page, indices: list[int], stated: Stated) -> list[Heading]:
    """Return the headings of the second and third rank above running text that are not the site's name."""
    return _usable(_lower_ranks(page, _above_text(page, indices)), stated.known)


def _above_text(page: Page, indices: list[int]) -> list[int]:
    """Return the headings above and at the beginning of running text: those further below are its own."""
    if not indices:
        return []
    limit = headline_facts.text_at(page, page.boxes[indices[-1]].start)
    return [index for index in indices if page.boxes[index].start <= limit]


def _may_name_section(heading: Heading) -> bool:
    """Return whether a heading may name no more than kind or section, so that the headline stands below it."""
    return heading.folded.count(" ") < FEWEST_BLANKS or is_kind(heading.whole)


def _next_heading(page: Page, indices: list[int], start: int) -> Iterator[Heading]:
    """Yield the first heading below a line that heads running text: the headline, if what is above names the site."""
    # A heading of the first rank was weighed before.
    below = (index for index in indices if page.boxes[index].start >= start and page.boxes[index].tag != "h1")
    found = [index for index in islice(below, _MAX_LOWER) if headline_facts.heads_text(page, page.boxes[index].end)]
    yield from _read_all(page, found[:1])


def source(page: Page, heading: Heading) -> str:
    """Return what on the page shows a heading, as people would look for it."""
    return f"{page.boxes[heading.box].tag} on line {heading.start + 1}"


def _start(heading: Heading) -> int:
    return heading.start


def _weight(weighed: Candidate[Heading]) -> float:
    return weighed.weight


def _weighed(page: Page, every: list[Heading], stated: Stated) -> list[Candidate[Heading]]:
    """Return headings or lines in the order of the page, each with its evidence."""
    if not every:
        return []
    # Some templates set the same headline twice, for wide and for small screens.
    only = len({one.folded for one in every if one.rank == FIRST}) == 1
    limit = headline_facts.text_at(page, every[-1].start)
    neighbours = zip(every, [None, *every], [*every[1:], None], strict=False)
    cases = [
        Case(
            page,
            one,
            stated,
            only,
            above,
            below,
            limit,
            unseen=headline_facts.is_for_screen_readers(page, one),
            apart=headline_facts.is_beside_text(page, one),
        )
        for one, above, below in neighbours
    ]
    if (first := headline_facts.find_in_place(cases)) is not None:
        first.in_place = True
    return [Candidate(case.heading, source(page, case.heading), evidence(case)) for case in cases]


def _statements(stated: Stated) -> Iterator[Candidate[Heading]]:
    """Yield the stated titles, the most trusted first."""
    for at, (title, words) in enumerate(zip(stated.titles, stated.folded, strict=True)):
        name, weight = _STATED
        rules = [(name, weight + _EACH_LATER * at), *([_KIND] if is_kind(title) else [])]
        yield Candidate(Heading(title, None, title, 0, 0, -1, words, words, 0), name, tuple(rules))


def _first_rank(page: Page, indices: list[int]) -> Iterator[Heading]:
    """Yield the headings of the first rank."""
    found = [index for index in indices if page.boxes[index].tag == "h1"]
    yield from _read_all(page, found[:_MAX_HEADINGS])


def _lower_ranks(page: Page, indices: list[int]) -> Iterator[Heading]:
    """Yield the first headings of the second and third rank."""
    found = [index for index in indices if page.boxes[index].tag != "h1"]
    yield from _read_all(page, found[:_MAX_LOWER])


def _read_all(page: Page, indices: list[int]) -> Iterator[Heading]:
    """Yield the headings that are no longer than a headline."""
    for index in indices:
        box = page.boxes[index]
        # Some templates put a whole article into a heading.
        if page.length(box.start, box.end) <= _LONGEST:
            yield _heading(page, page.lines[box.start : box.end], box.start, index, _RANKS[box.tag])


def _heading(page: Page, lines: list[Line], start: int, box: int, rank: int) -> Heading:
    """Return some lines as what may be the headline."""
    taken = heading_parts.read(page, lines, box)
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
        has_subtitle=taken.has_subtitle,
    )


def _lines(page: Page, stated: Stated) -> Iterator[Heading]:
    """Yield the lines that are no headings and no links, and show a stated title."""
    wanted = _wanted(stated)
    beginnings = {title[:_BEGINNING] for title in wanted}
    for at, line in enumerate(page.lines[:_MAX_LINES]):
        # Kicker and headline may stand in one line that is no heading.
        may_hold_kicker = line.names != "" and len(line.text) <= _LONGEST
        if may_hold_kicker and heading_parts.is_kicker(line.names):
            one = _heading(page, [line], at, line.box, LINE)
            if one.kicker and one.folded in wanted:
                yield one
        elif _may_show(page, line, beginnings) and plain(line.text) in wanted:
            yield _heading(page, [line], at, line.box, LINE)


def _wanted(stated: Stated) -> set[str]:
    """Return the stated titles, and the parts of them that are long enough to be headlines, to compare."""
    parts = (part for part in stated.parts if part.count(" ") >= _FEWEST_BLANKS_OF_PART)
    return {*stated.folded, *(part for part in parts if not is_known(part, stated.known))}


def _may_show(page: Page, line: Line, beginnings: set[str]) -> bool:
    """Return whether a line may be one of some texts by its length and its first letters; it is no link."""
    text = line.text
    if not _SHORTEST_LINE < len(text) < _LONGEST_LINE or line.linked >= len(text):
        return False
    # Quotation marks may stand before the same words.
    begins = text[:_BEGINNING].lower() in beginnings or not text[0].isalnum()
    return begins and page.boxes[line.box].tag not in _RANKS
