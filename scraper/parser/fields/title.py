"""The headline without the site's name."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from scraper.parser.context import Context, Headline
from scraper.parser.page.model import Line, Page, fold
from scraper.parser.statements.metadata import Metadata
from scraper.parser.statements.site_name import is_name, parts, plain, separators, without_site

# Names are in lower case already.
_TITLE_NAME = re.compile(
    r"headline|entry-title|post-title|article[-_]{0,2}title|meldungtitel|page-?title|title|titel"
    r"|heading",
)
_LOGO_NAME = re.compile(r"\b(?:site|blog)[-_]?(?:title|name)\b|\blogo\b|\bbrand\b")
_NO_HEADLINE = frozenset({"nav", "footer", "aside"})
_ELLIPSIS = ("…", "...")
_MAX_PARTS = 20
# A longer h1 holds more than a headline.
_LONGEST_HEADING = 400


@dataclass(slots=True)
class _Stated:
    """What the page says its title is.

    Args:
        titles: the metadata's titles and the title element's, without the site's name, in the order of trust.
        words: the words of each.
        parts: what stands between separators in any of them, folded to compare.
        headline: the headline of the JSON-LD article, or an empty text.
        element: the title element's, folded to compare.
        other: the first title of the metadata after the headline, folded to compare.
        names: what the site is called.
    """

    titles: list[str]
    words: list[set[str]]
    parts: set[str]
    headline: str
    element: str
    other: str
    names: list[str]


def headings(page: Page) -> list[Headline]:
    """Return the ``h1`` elements that have text and are no longer than a headline."""
    found = []
    for box in page.boxes:
        if box.tag == "h1" and box.end > box.start:
            text = _joined(page, box.start, box.end)
            if len(text) <= _LONGEST_HEADING:
                found.append(Headline(text, box.start, box.end))
    return found


def _agreement(words: set[str], other: set[str]) -> float:
    """Return how much of the smaller set of words the other has."""
    if not words or not other:
        return 0.0
    return len(words & other) / min(len(words), len(other))


def _is_logo(page: Page, start: int, end: int, host: str) -> bool:
    """Return whether lines are the site's name: a link to the front page, or named so."""
    lines = page.lines[start:end]
    if any(_LOGO_NAME.search(page.boxes[line.box].name) for line in lines):
        return True
    own = host.removeprefix("www.")
    anchors = [anchor for line in lines for anchor in line.anchors]
    linked = sum(line.linked for line in lines) >= 0.9 * sum(len(line.text) for line in lines)
    return linked and bool(anchors) and all(_is_front(anchor.href, own) for anchor in anchors)


def _is_front(href: str, own: str) -> bool:
    """Return whether a link leads to the front page."""
    address = href.strip().lower().rstrip("/")
    if address in {"", "."}:
        return bool(href.strip())
    return bool(own) and "//" in address and address.rpartition("//")[2].removeprefix("www.") == own


def _usable(text: str, names: Set[str]) -> bool:
    return len(text) > 3 and not is_name(text, names)


def _stated_headline(page: Page, meta: Metadata) -> str:
    """Return the ``headline`` of the article that the page describes in JSON-LD; metadata keeps it first."""
    if not meta.news or not meta.titles or not any('"headline"' in script for script in page.scripts):
        return ""
    if any('"liveBlogUpdate"' in script for script in page.scripts):
        # Each update is an article of its own, so it is not sure whose headline it is.
        return ""
    return meta.titles[0]


def _statement(context: Context, names: list[str], has_heading: bool) -> _Stated:
    """Return what the page says its title is; the site's name only where no heading may be it either.

    Args:
        names: what the site is called, its logo included.
        has_heading: whether a heading may be the headline.
    """
    page, meta, site = context.page, context.statements, context.site
    raw = [*meta.titles, page.title]
    stated = [title for text in raw if text and (title := without_site(text, names, site))]
    plain_names = {plain(name) for name in names}
    titles = [text for text in stated if _usable(text, plain_names)] or ([] if has_heading else stated)
    all_parts = {words for text in [*titles, *raw] for part in parts(fold(text)) if (words := plain(part))}
    headline = without_site(_stated_headline(page, meta), names, site)
    if not _usable(headline, plain_names) or headline.endswith(_ELLIPSIS):
        headline = ""
    element = plain(without_site(page.title, names, site))
    other = plain(without_site(meta.titles[1], names, site)) if len(meta.titles) > 1 else ""
    return _Stated(titles, [set(plain(text).split()) for text in titles], all_parts, headline, element, other, names)


def find(context: Context) -> Headline:
    """Return the headline and the range of its lines; an empty range where no line shows it.

    The lines are those of the heading that the metadata agrees with. Its text is that of the JSON-LD article
    where there is one, since schema.org defines that as the headline; the other metadata is often written for
    search engines and only shows where a heading holds more than the headline.
    """
    selected = _selected(context)
    if selected is not None:
        return selected
    page = context.page
    all_headings = headings(page)
    logos = [heading for heading in all_headings if _is_logo(page, heading.start, heading.end, context.host)]
    names = context.site_names + [logo.text for logo in logos]
    plain_names = {plain(name) for name in names}
    candidates = [heading for heading in all_headings if heading not in logos and _usable(heading.text, plain_names)]
    stated = _statement(context, names, bool(candidates))
    heading = _place(page, candidates, stated)
    text = without_site(heading.text, names, context.site) if heading.is_shown else heading.text
    title = _settle(text, stated, page.lines[heading.start : heading.end])
    if heading.is_shown and title == text:
        source = f"{page.boxes[page.lines[heading.start].box].tag} on line {heading.start + 1}"
    else:
        source = _origin(context, title, names)
    return Headline(title, heading.start, heading.end, source)


def _selected(context: Context) -> Headline | None:
    """Return the headline that the profile selects, or None."""
    if context.selected.title is None:
        return None
    start, end = context.selected.title
    found = context.by_selector("title", _joined(context.page, start, end))
    return Headline(found.value, start, end, found.source)


def _joined(page: Page, start: int, end: int) -> str:
    """Return the text of some lines as one."""
    return " ".join(line.text for line in page.lines[start:end])


def _origin(context: Context, title: str, names: list[str]) -> str:
    """Return the name of the statement that gave the title."""
    for raw in context.statements.titles:
        if without_site(raw, names, context.site) == title:
            return context.statements.origin(raw)
    return "title element" if without_site(context.page.title, names, context.site) == title else "part of a heading"


def _place(page: Page, candidates: list[Headline], stated: _Stated) -> Headline:
    """Return the heading or line that is the headline, else what the metadata states."""
    best = max(candidates, key=lambda heading: _rank(heading, stated, page), default=None)
    rank = _rank(best, stated, page) if best is not None else 0.0
    if best is not None and (not stated.titles or rank >= 1):
        return best
    at, is_heading = _line_of(page, stated)
    if is_heading:
        return Headline(page.lines[at].text, at, at + 1)
    alone = len({plain(heading.text) for heading in candidates}) == 1
    if best is not None and (rank >= 0.5 or (alone and not _apart(page, best.start))):
        return best
    if at >= 0:
        return Headline(page.lines[at].text, at, at + 1)
    return Headline(next(iter(stated.titles), ""), 0, 0)


def _apart(page: Page, line: int) -> bool:
    """Return whether a line stands in navigation, footer or margin."""
    return any(page.boxes[box].tag in _NO_HEADLINE for box in page.ancestors(page.lines[line].box))


def _rank(heading: Headline, stated: _Stated, page: Page) -> float:
    """Return how well a heading agrees with what the page says its title is."""
    folded = plain(heading.text)
    words = set(folded.split())
    agreement = max((_agreement(words, other) for other in stated.words), default=0.0)
    named = bool(_TITLE_NAME.search(page.boxes[page.lines[heading.start].box].name))
    return agreement + 0.3 * (folded in stated.parts) + 0.2 * named - 0.1 * (len(heading.text) < 15)


def _settle(text: str, stated: _Stated, lines: list[Line]) -> str:
    """Return the title: the JSON-LD headline, or the heading without what only stands around the title in it.

    Where both have the same words the heading keeps its typography, unless its parts run into each other.
    """
    folded = plain(text)
    if stated.headline and not (lines and _for_search(folded, stated)):
        same = plain(stated.headline) == folded and len(stated.headline.split()) == len(text.split())
        return text if same else stated.headline
    ends = {plain(" ".join(line.text for line in lines[:count])) for count in range(1, min(len(lines), 5))}
    ends |= {plain(text[: cut.start()]) for cut in separators(text)[:_MAX_PARTS]}
    for title in stated.titles if lines else ():
        inner = plain(title)
        if inner.count(" ") < 2 or inner == folded:
            continue
        if folded.endswith(" " + inner):
            return text[-len(title) :] if text.endswith(title) else title
        if inner in ends:
            return title
    return text


def _for_search(heading: str, stated: _Stated) -> bool:
    """Return whether the JSON-LD headline is only the title that the page gives to search engines.

    So it is where the title element repeats it and Open Graph has no third version, which would show that
    the editors write one for each place.
    """
    return plain(stated.headline) == stated.element and stated.other in {heading, stated.element}


def _line_of(page: Page, stated: _Stated) -> tuple[int, bool]:
    """Return the line that is a stated title or a part of one, or -1, and whether it is a heading.

    A heading comes before other lines; they must not be links.
    """
    wanted = {plain(title): 2 for title in stated.titles}
    names = {plain(name) for name in stated.names}
    for part in stated.parts:
        if part.count(" ") > 1 and not is_name(part, names):
            wanted.setdefault(part, 1)
    initials = {title[0] for title in wanted if title}
    best, points = -1, 0
    for at, line in enumerate(page.lines[:600]):
        first = line.text[0].lower()
        if not 8 < len(line.text) < 300 or (first not in initials and first.isalnum()):
            continue
        value = wanted.get(plain(line.text), 0)
        heading = page.boxes[line.box].tag in {"h1", "h2", "h3"}
        if not value or (line.linked >= len(line.text) and not heading):
            continue
        value += 2 * heading
        if value > points:
            best, points = at, value
    return best, points > 2
