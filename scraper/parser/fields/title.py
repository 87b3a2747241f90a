"""The headline without the site's name: candidates, weighed by one table of rules."""

from __future__ import annotations

from scraper.parser.context import Candidate, Context, Headline
from scraper.parser.fields import headings
from scraper.parser.fields.heading_parts import is_badge
from scraper.parser.fields.headline_facts import Heading
from scraper.parser.fields.stated_titles import Stated, unescaped
from scraper.parser.page.model import Line, Page
from scraper.parser.statements.site_name import plain, separators, without_site

# More candidates than these are none that an editor would choose.
_MAX_CANDIDATES = 8
_MAX_SEPARATORS = 20
# What is cut from a heading must leave a headline, not a word that the metadata has as well.
_FEWEST_WORDS = 3
_MAX_LINES = 5


def find(context: Context) -> Headline:
    """Return the headline and the range of its lines; an empty range where no line shows it.

    The lines are those of the heading that most speaks for. Its text is that of a newsroom's JSON-LD article where
    there is one, since schema.org defines that as the headline; the other metadata is often written for search
    engines and only shows where a heading holds more than the headline.
    """
    selected = _selected(context)
    if selected is not None:
        return selected
    # A selector of the profile was not given, so all that may be the headline is weighed.
    found = headings.read(context)
    # Of equals the later one stands with the text: what comes first is the title that is set for search engines.
    ranked = sorted(found.weighed, key=lambda weighed: (-weighed.weight, -weighed.value.start))
    if not ranked:
        return Headline("", 0, 0)
    best = _headline(context, ranked[0].value, found.stated)
    candidates = _candidates(context, best, ranked, found.stated.names)
    return Headline(best.text, best.start, best.end, best.source, best.kicker, candidates)


def _selected(context: Context) -> Headline | None:
    """Return the headline that the profile selects, or None."""
    if context.selected.title is None:
        return None
    start, end = context.selected.title
    found = context.by_selector("title", " ".join(line.text for line in context.page.lines[start:end]))
    return Headline(found.value, start, end, found.source)


def _headline(context: Context, heading: Heading, stated: Stated) -> Headline:
    """Return a heading as the headline of the page."""
    # A statement that no line shows has no place on the page.
    if not heading.is_shown:
        return Headline(heading.title, 0, 0, _origin(context, heading.title, stated.names))
    page = context.page
    lines = page.lines[heading.start : heading.end]
    shown, kicker = _shown(page, heading, stated)
    text = without_site(shown, stated.names, context.site)
    title = _settle(text, kicker, stated, lines)
    # The heading itself is the title on most pages.
    if title == text:
        return Headline(title, heading.start, heading.end, headings.source(page, heading), kicker)
    # A statement of other words holds its kicker, if any, as part of the headline.
    if plain(title) != plain(text):
        kicker = None
    return Headline(title, heading.start, heading.end, _origin(context, title, stated.names), kicker)


def _shown(page: Page, heading: Heading, stated: Stated) -> tuple[str, str | None]:
    """Return (headline, kicker) of a heading: all of it where the page states subtitle or kicker as part of it."""
    if heading.has_subtitle and heading.folded not in stated.parts:
        shown = " ".join(line.text for line in page.lines[heading.start : heading.end])
        if plain(shown) in stated.parts:
            return shown, None
    if heading.kicker and _states_whole(page, heading.whole):
        return heading.whole, None
    return heading.title, heading.kicker


def _states_whole(page: Page, whole: str) -> bool:
    """Return whether the title element writes ``Kicker: Headline`` as one headline, like the heading."""
    return ": " in whole and page.title.startswith(whole)


def _candidates(
    context: Context, best: Headline, ranked: list[Candidate[Heading]], names: list[str]
) -> tuple[Candidate[str], ...]:
    """Return what else may be the headline, each text once, the best first."""
    found = [Candidate(best.text, best.source, ranked[0].evidence)]
    seen = {plain(best.text)}
    for weighed in ranked[1:]:
        if len(found) == _MAX_CANDIDATES:
            break
        if weighed.value.folded not in seen:
            seen.add(weighed.value.folded)
            text = without_site(weighed.value.title, names, context.site)
            found.append(Candidate(text, weighed.source, weighed.evidence))
    return tuple(found)


def _origin(context: Context, title: str, names: list[str]) -> str:
    """Return the name of the statement that gave the title."""
    for raw in context.statements.titles:
        if without_site(unescaped(raw), names, context.site) == title:
            return context.statements.origin(raw)
    if without_site(context.page.title, names, context.site) == title:
        return "title element"
    return "part of a heading"


def _settle(text: str, kicker: str | None, stated: Stated, lines: list[Line]) -> str:
    """Return the title: the JSON-LD headline, or the heading without what only stands around the title in it.

    Where both have the same words the heading keeps its typography, unless its parts run into each other.
    """
    folded = plain(text)
    if _lacks_colon(text, folded, stated.headline):
        return stated.headline
    is_headline_of_news = stated.is_news and stated.headline != ""
    if not is_headline_of_news or _for_search(folded, stated):
        return _cut(text, folded, stated, lines)
    # Words that run into each other in a heading ("RatGemeinde") are fewer than those of the statement.
    has_its_words = plain(stated.headline) == folded and len(stated.headline.split()) == len(text.split())
    has_them_with_kicker = kicker is not None and plain(stated.headline) == plain(f"{kicker} {text}")
    return text if has_its_words or has_them_with_kicker else stated.headline


def _lacks_colon(text: str, folded: str, headline: str) -> bool:
    """Return whether a heading has the words of the headline, but a line break or less where that has a colon."""
    if headline.strip(":").count(":") <= text.count(":"):
        return False
    return plain(headline) == folded and headline[0] == text[0]


def _cut(text: str, folded: str, stated: Stated, lines: list[Line]) -> str:
    """Return a heading without what the metadata leaves out at either end of it."""
    some = _stated_lines(stated, lines)
    if some:
        return some
    for title, inner in zip(stated.titles, stated.folded, strict=True):
        is_headline = inner.count(" ") + 1 >= _FEWEST_WORDS
        if is_headline and folded.endswith(f" {inner}"):
            return title
        if folded.startswith(f"{inner} "):
            # What follows a headline is cut only where something parts it: otherwise the statement is shortened.
            is_parted = is_badge(folded[len(inner) :]) or (is_headline and _ends(text, inner, lines))
            if is_parted:
                return title
    return text


def _stated_lines(stated: Stated, lines: list[Line]) -> str:
    """Return the first or the last lines of a heading where they are a stated title, or an empty text."""
    for count in range(1, min(len(lines), _MAX_LINES)):
        for some in (lines[count:], lines[:count]):
            shown = " ".join(line.text for line in some)
            words = plain(shown)
            if words.count(" ") + 1 >= _FEWEST_WORDS and words in stated.parts:
                return shown
    return ""


def _ends(text: str, inner: str, lines: list[Line]) -> bool:
    """Return whether a separator or an element of a heading parts a stated title from what follows it."""
    # An element is a parting as well as a sign: "<b>Rat tagt</b> Sitzung am Mai".
    cuts = [match.start() for match in separators(text)[:_MAX_SEPARATORS]]
    cuts += [at for line in lines[:1] for mark in line.marks for at in (mark.start, mark.end)]
    return any(plain(text[:cut]) == inner for cut in cuts)


def _for_search(heading: str, stated: Stated) -> bool:
    """Return whether the JSON-LD headline is only the title that the page gives to search engines.

    So it is where the title element repeats it and Open Graph has no third version, which would show that
    the editors write one for each place.
    """
    return plain(stated.headline) == stated.element and stated.other in {heading, stated.element}
