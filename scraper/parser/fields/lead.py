"""The lead (standfirst): the paragraph that the page sets apart between the headline and the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scraper.parser.context import Context, Headline
from scraper.parser.fields import heading_parts
from scraper.parser.fields.body import Body, holds_text
from scraper.parser.fields.document_kinds import is_day, names_kind
from scraper.parser.fields.text_density import ENDINGS
from scraper.parser.page import class_names
from scraper.parser.page.model import Box, Line, Page
from scraper.parser.page.wording import Wording, any_of

# Names are classes and ids in lower case; class_names.lead knows the plain ones.
LEAD_NAMES = (
    Wording("subheading", r"sub-?_?head(?:ing|line)?(?=$|[\s_-])", ("article-subheading", "entry-subheadline")),
    Wording("description", r"(?:^|[\s_-])desc(?=$|[\s_-])", ("article__desc",), ("article__descend",)),
    Wording("dek", r"(?:header|article|title|story)-?_?(?:dek|deck)(?=$|[\s_-])", ("contentheaderdek-uwflh",)),
    Wording(
        "compound", r"(?:abstract|vorspann|standfirst|teasertext|introtext|einleitung)(?=$|[\s_-])", ("cmsabstract",)
    ),
    Wording("elsewhere", r"chap(?:eau|o)|ingress|perex|entradilla|bajada|sottotitolo|catenaccio|manchet", ("chapeau",)),
)
# What is described here is something else than the article.
OTHER_NAMES = (
    Wording("picture", r"image|picture|photo|media|video|bild|figure|caption|gallery", ("image-description",)),
    Wording("person or site", r"author|autor|site|blog-?desc|profile|bio(?=$|[\s_-])", ("site-description",)),
    Wording(
        "other things",
        r"product|widget|card|related|comment|cookie|consent|plea|paywall|newsletter|share",
        ("card__summary",),
    ),
)
# Names of what stands between a standfirst and the text.
_BETWEEN = re.compile(r"author|autor|byline|date|datum|meta|publish|info|share|social")
_NAMED = re.compile(any_of(LEAD_NAMES).pattern)
_OTHER = re.compile(any_of(OTHER_NAMES).pattern)

# A lead that is called so may be a few words; what is not called so reads like a sentence.
_SHORTEST_NAMED = 15
_SHORTEST = 40
_LONGEST = 900
# So far below the headline, and into the text, is a lead looked for.
_REACH = 25
_NEXT_LINES = 4
_MAX_LINES = 3
_MOST_LINKED = 0.3
_SENTENCE_ENDS = frozenset(".!?…。！？")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_PROPERTIES = frozenset({"description", "alternativeheadline", "abstract"})
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead and its lines."""

    text: str
    lines: range


def find(context: Context, headline: Headline, body: Body) -> Lead | None:
    """Return the lead of an article, or None where the page sets none apart.

    Args:
        context: the page.
        headline: the lead stands below it.
        body: the text, of whose lines the first may be the lead.
    """
    # The first line that is called a lead, or reads like one, is it.
    page = context.page
    for at in _places(page, headline, body):
        line = page.lines[at]
        if not _may_be(page, line):
            continue
        box = _named_box(page, line, body)
        is_named = box is not None or class_names.lead(line.names)
        is_lead = is_named or _reads_like_one(page, at, headline, body)
        if is_lead and not names_kind(line.text):
            return _whole(page, at, box)
    # The text may have begun with a paragraph that was set apart.
    if body.lead is not None and is_text(page, body.lead):
        return Lead(page.lines[body.lead].text, range(body.lead, body.lead + 1))
    return None


def below_kind(page: Page, lines: list[int]) -> list[int]:
    """Return the lines of a text without those above it that only say what kind of document it is, and of which day."""
    first = next((i for i, at in enumerate(lines) if not names_kind(page.lines[at].text)), 0)
    return lines[first:]


def is_text(page: Page, at: int) -> bool:
    """Return whether a line that was taken for a lead is a paragraph, not a caption or the line of kind and day."""
    line = page.lines[at]
    if not _may_be(page, line) or names_kind(line.text):
        return False
    return _OTHER.search(page.boxes[line.box].name) is None


def _places(page: Page, headline: Headline, body: Body) -> Iterator[int]:
    """Yield the lines from the headline to the second of the text."""
    lines = below_kind(page, body.lines)
    first = lines[0] if lines else body.start
    second = lines[1] if len(lines) > 1 else first + 1
    start = headline.end if 0 < headline.end <= first else max(0, first - 1)
    yield from range(start, min(second, start + _REACH, len(page.lines)))


def _may_be(page: Page, line: Line) -> bool:
    """Return whether a line has the shape of a lead: some words, no links and no caption."""
    size = len(line.text)
    if not _SHORTEST_NAMED <= size <= _LONGEST or line.linked > _MOST_LINKED * size:
        return False
    name = page.boxes[line.box].name
    return not (heading_parts.is_unseen(name) or class_names.caption(name))


@lru_cache(maxsize=_CACHED)
def is_lead_name(name: str) -> bool:
    """Return whether a name is that of a lead."""
    return (class_names.lead(name) or _NAMED.search(name) is not None) and not _OTHER.search(name)


def _named_box(page: Page, line: Line, body: Body) -> Box | None:
    """Return the box around a line that calls itself a lead, or None; one that holds the whole text is none."""
    for index in page.ancestors(line.box, 2):
        box = page.boxes[index]
        if box.end - box.start > _MAX_LINES or holds_text(box, body.lines):
            return None
        is_named = box.name != "" and is_lead_name(box.name)
        if is_named or box.prop in _PROPERTIES:
            return box
    return None


def _whole(page: Page, at: int, box: Box | None) -> Lead:
    """Return all lines of a lead from the first on; they are paragraphs of one box."""
    end = at + 1
    limit = box.end if box is not None else end
    while end < limit and _may_be(page, page.lines[end]):
        end += 1
    return Lead(" ".join(line.text for line in page.lines[at:end]), range(at, end))


def _reads_like_one(page: Page, at: int, headline: Headline, body: Body) -> bool:
    """Return whether a line that is not called a lead is one by where it stands."""
    line = page.lines[at]
    is_next = headline.is_shown and at < headline.end + _NEXT_LINES
    if not is_next or len(line.text) < _SHORTEST:
        return False
    if page.boxes[line.box].tag in _HEADINGS:
        # A subheading of the text names its section; a sentence below the headline sums up the whole.
        return line.text[-1] in _SENTENCE_ENDS and line.text[-1] != "?"
    return line.text[-1] in ENDINGS and _is_parted(page, at, body)


def _is_parted(page: Page, at: int, body: Body) -> bool:
    """Return whether byline or day stand between a line and the text."""
    following = next((line for line in body.lines if line > at), None)
    if following is None or page.boxes[page.lines[following].box].parent == page.boxes[page.lines[at].box].parent:
        return False
    between = page.lines[at + 1 : min(following, at + _REACH)]
    return any(is_day(line.text) or _BETWEEN.search(page.boxes[line.box].name) for line in between)
