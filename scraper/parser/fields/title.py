"""The headline without the site's name, and the kicker above it."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from scraper.model import Site
from scraper.parser.addresses import host
from scraper.parser.page.model import Line, Page, fold
from scraper.parser.statements.metadata import Metadata

_SEPARATOR = re.compile(r"\s+(?:[|│\-–—•·:]{1,2}|[»«]|//)\s+|\s*[|│]\s*|:\s+(?=\S+\.\w{2,3}$)")
_GUILLEMETS = frozenset("«»")
_LEFT_OVER = " \t|│•·–—-:/"
# Names are in lower case already.
_TITLE_NAME = re.compile(
    r"headline|entry-title|post-title|article[-_]{0,2}title|meldungtitel|page-?title|title|titel"
    r"|heading",
)
_KICKER_NAME = re.compile(
    r"kicker|dachzeile|overline|roofline|spitzmarke|topline|oberzeile|ueberzeile|eyebrow|vorzeile"
    r"|headline-?top|pretitle",
)
_LOGO_NAME = re.compile(r"\b(?:site|blog)[-_]?(?:title|name)\b|\blogo\b|\bbrand\b")
_NO_HEADLINE = frozenset({"nav", "footer", "aside"})
_WORD = re.compile(r"\w+")
_ELLIPSIS = ("…", "...")
_MAX_KICKER = 80
_MAX_PARTS = 20
_LONGEST = 1000


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


def _plain(text: str) -> str:
    """Return the letters of a text in lower case, to compare titles."""
    return " ".join(_WORD.findall(text.lower()))


def without_site(title: str, names: list[str], site: Site | None) -> str:
    """Return the title without the name of the site at either end.

    Args:
        title: as the page gives it.
        names: what the site is called, and its host.
        site: the profile with its suffixes, or None.
    """
    return _without_site(title[:_LONGEST], tuple(names), site.title_suffixes if site else ())


@lru_cache(maxsize=64)
def _without_site(title: str, names: tuple[str, ...], suffixes: tuple[str, ...]) -> str:
    """Return the title without the site; each is asked for more than once a page."""
    title = fold(title)
    title = title.strip("|•·-– " if set(title) >= _GUILLEMETS else "|•·»-– ")
    for suffix in suffixes:
        if title.endswith(suffix.rstrip()) and len(title) > len(suffix):
            title = title[: -len(suffix.rstrip())].rstrip()
    plain_names = _plain_names(names)
    for _ in range(4):
        cut = _cut_end(title, plain_names)
        if cut == title:
            break
        title = cut
    return title


@lru_cache(maxsize=64)
def _plain_names(names: tuple[str, ...]) -> frozenset[str]:
    """Return the names to compare with."""
    return frozenset(plain for name in names if (plain := _plain(name)))


def _cut_end(title: str, names: Set[str]) -> str:
    """Return the title without one part at its end or start that is the site's name."""
    separators = _separators(title)
    if not separators:
        return title
    last, first = separators[-1], separators[0]
    if _is_name(title[last.end() :], names):
        return title[: last.start()].rstrip()
    if _is_name(title[: first.start()], names):
        return title[first.end() :].lstrip()
    return title


def _separators(title: str) -> list[re.Match[str]]:
    """Return the separators in a title; guillemets that come in pairs are quotation marks."""
    found = list(_SEPARATOR.finditer(title))
    if set(title) >= _GUILLEMETS:
        found = [match for match in found if not _GUILLEMETS & set(match[0])]
    return found


def _parts(title: str) -> list[str]:
    """Return what stands between the separators of a title."""
    parts, at = [], 0
    for match in _separators(title):
        parts.append(title[at : match.start()])
        at = match.end()
    return [*parts, title[at:]]


def _is_name(part: str, names: Set[str]) -> bool:
    """Return whether a part of a title is a name of the site."""
    plain = _plain(part)
    if not plain:
        return True
    joined = plain.replace(" ", "")
    return any(
        plain == name or joined == name.replace(" ", "") or (len(joined) > 4 and name.startswith(plain + " "))
        for name in names
    )


def site_names(meta: Metadata, url: str, site: Site | None) -> list[str]:
    """Return what the site is called: by its profile, its metadata, its host."""
    name = host(url)
    bare = name.rsplit(".", 1)[0]
    return [*([site.name] if site else []), *meta.site_names, name, bare, "www " + name, bare.rsplit(".", 1)[-1]]


def headings(page: Page) -> list[tuple[str, int, int]]:
    """Return (text, first line, end) of the ``h1`` elements that have text."""
    found = []
    for box in page.boxes:
        if box.tag == "h1" and box.end > box.start:
            text = " ".join(line.text for line in page.lines[box.start : box.end])
            if len(text) <= 400:
                found.append((text, box.start, box.end))
    return found


def _agreement(words: set[str], other: set[str]) -> float:
    """Return how much of the smaller set of words the other has."""
    if not words or not other:
        return 0.0
    return len(words & other) / min(len(words), len(other))


def _is_logo(page: Page, start: int, end: int, url: str) -> bool:
    """Return whether lines are the site's name: a link to the front page, or named so."""
    lines = page.lines[start:end]
    if any(_LOGO_NAME.search(page.boxes[line.box].name) for line in lines):
        return True
    own = host(url).removeprefix("www.")
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
    return len(text) > 3 and not _is_name(text, names)


def stated_titles(page: Page, meta: Metadata, names: list[str], site: Site | None) -> list[str]:
    """Return the titles that the metadata and the title element state, without the site's name."""
    titles = [without_site(text, names, site) for text in [*meta.titles, page.title] if text]
    return [text for text in titles if text]


def _headline(page: Page, meta: Metadata) -> str:
    """Return the ``headline`` of the article that the page describes in JSON-LD; metadata keeps it first."""
    if not meta.news or not meta.titles or not any('"headline"' in script for script in page.scripts):
        return ""
    if any('"liveBlogUpdate"' in script for script in page.scripts):
        # Each update is an article of its own, so it is not sure whose headline it is.
        return ""
    return meta.titles[0]


def _statement(page: Page, meta: Metadata, names: list[str], site: Site | None, shown: bool) -> _Stated:
    """Return what the page says its title is; the site's name only where no heading is shown either."""
    titles = stated_titles(page, meta, names, site)
    plain_names = {_plain(name) for name in names}
    titles = [text for text in titles if _usable(text, plain_names)] or ([] if shown else titles)
    raw = [*meta.titles, page.title]
    parts = {plain for text in [*titles, *raw] for part in _parts(fold(text)) if (plain := _plain(part))}
    headline = without_site(_headline(page, meta), names, site)
    if not _usable(headline, plain_names) or headline.endswith(_ELLIPSIS):
        headline = ""
    element = _plain(without_site(page.title, names, site))
    other = _plain(without_site(meta.titles[1], names, site)) if len(meta.titles) > 1 else ""
    return _Stated(titles, [set(_plain(text).split()) for text in titles], parts, headline, element, other, names)


def choose(page: Page, meta: Metadata, url: str, site: Site | None) -> tuple[str, int, int]:
    """Return the headline and the range of its lines; an empty range where no line shows it.

    The lines are those of the heading that the metadata agrees with. Its text is that of the JSON-LD article
    where there is one, since schema.org defines that as the headline; the other metadata is often written for
    search engines and only shows where a heading holds more than the headline.
    """
    names = site_names(meta, url, site)
    shown = []
    for text, start, end in headings(page):
        if _is_logo(page, start, end, url):
            names.append(text)
        else:
            shown.append((text, start, end))
    plain_names = {_plain(name) for name in names}
    shown = [found for found in shown if _usable(found[0], plain_names)]
    stated = _statement(page, meta, names, site, bool(shown))
    text, start, end = _place(page, shown, stated)
    text = without_site(text, names, site) if end > start else text
    title = _settle(text, stated, page.lines[start:end])
    if end > start and title == text:
        page.sources["title"] = f"{page.boxes[page.lines[start].box].tag} on line {start + 1}"
    else:
        page.sources["title"] = _origin(page, meta, title, names, site)
    return title, start, end


def _origin(page: Page, meta: Metadata, title: str, names: list[str], site: Site | None) -> str:
    """Return the name of the statement that gave the title."""
    for raw in meta.titles:
        if without_site(raw, names, site) == title:
            return meta.origin(raw)
    return "title element" if without_site(page.title, names, site) == title else "part of a heading"


def _place(page: Page, shown: list[tuple[str, int, int]], stated: _Stated) -> tuple[str, int, int]:
    """Return the heading or line that is the headline, else what the metadata states."""
    best = max(shown, key=lambda found: _rank(found[0], stated, page, found[1]), default=None)
    rank = _rank(best[0], stated, page, best[1]) if best is not None else 0.0
    if best is not None and (not stated.titles or rank >= 1):
        return best
    at, heading = _line_of(page, stated)
    if heading:
        return page.lines[at].text, at, at + 1
    alone = len({_plain(text) for text, _, _ in shown}) == 1
    if best is not None and (rank >= 0.5 or (alone and not _apart(page, best[1]))):
        return best
    if at >= 0:
        return page.lines[at].text, at, at + 1
    if stated.titles:
        return stated.titles[0], 0, 0
    return "", 0, 0


def _apart(page: Page, line: int) -> bool:
    """Return whether a line stands in navigation, footer or margin."""
    return any(page.boxes[box].tag in _NO_HEADLINE for box in page.ancestors(page.lines[line].box))


def _rank(text: str, stated: _Stated, page: Page, line: int) -> float:
    """Return how well a heading agrees with what the page says its title is."""
    plain = _plain(text)
    words = set(plain.split())
    agreement = max((_agreement(words, other) for other in stated.words), default=0.0)
    named = bool(_TITLE_NAME.search(page.boxes[page.lines[line].box].name))
    return agreement + 0.3 * (plain in stated.parts) + 0.2 * named - 0.1 * (len(text) < 15)


def _settle(text: str, stated: _Stated, lines: list[Line]) -> str:
    """Return the title: the JSON-LD headline, or the heading without what only stands around the title in it.

    Where both have the same words the heading keeps its typography, unless its parts run into each other.
    """
    plain = _plain(text)
    if stated.headline and not (lines and _for_search(plain, stated)):
        same = _plain(stated.headline) == plain and len(stated.headline.split()) == len(text.split())
        return text if same else stated.headline
    ends = {_plain(" ".join(line.text for line in lines[:count])) for count in range(1, min(len(lines), 5))}
    ends |= {_plain(text[: cut.start()]) for cut in _separators(text)[:_MAX_PARTS]}
    for title in stated.titles if lines else ():
        inner = _plain(title)
        if inner.count(" ") < 2 or inner == plain:
            continue
        if plain.endswith(" " + inner):
            return text[-len(title) :] if text.endswith(title) else title
        if inner in ends:
            return title
    return text


def _for_search(heading: str, stated: _Stated) -> bool:
    """Return whether the JSON-LD headline is only the title that the page gives to search engines.

    So it is where the title element repeats it and Open Graph has no third version, which would show that
    the editors write one for each place.
    """
    return _plain(stated.headline) == stated.element and stated.other in {heading, stated.element}


def _line_of(page: Page, stated: _Stated) -> tuple[int, bool]:
    """Return the line that is a stated title or a part of one, or -1, and whether it is a heading.

    A heading comes before other lines; they must not be links.
    """
    wanted = {_plain(title): 2 for title in stated.titles}
    names = {_plain(name) for name in stated.names}
    for part in stated.parts:
        if part.count(" ") > 1 and not _is_name(part, names):
            wanted.setdefault(part, 1)
    initials = {plain[0] for plain in wanted if plain}
    best, points = -1, 0
    for at, line in enumerate(page.lines[:600]):
        first = line.text[0].lower()
        if not 8 < len(line.text) < 300 or (first not in initials and first.isalnum()):
            continue
        value = wanted.get(_plain(line.text), 0)
        heading = page.boxes[line.box].tag in {"h1", "h2", "h3"}
        if not value or (line.linked >= len(line.text) and not heading):
            continue
        value += 2 * heading
        if value > points:
            best, points = at, value
    return best, points > 2


def kicker_above(page: Page, start: int, end: int, title: str) -> tuple[str | None, str]:
    """Return (kicker, title) where a kicker is marked by its class, in the heading or above it.

    Args:
        start, end: the lines of the heading.
        title: its text.
    """
    if end <= start:
        return None, title
    lines = page.lines[start:end]
    heading = " ".join(line.text for line in lines)
    whole = _plain(heading) == _plain(title)
    if not whole and heading.endswith(title) and len(before := heading[: -len(title)].strip(_LEFT_OVER)) > 1:
        return (before if len(before) <= _MAX_KICKER else None), title
    if whole and _states_whole(page, heading):
        return None, title
    first = lines[0]
    for mark in first.marks:
        if whole and mark.start == 0 and _KICKER_NAME.search(mark.name):
            return _split_mark(lines, mark.end, title)
    for line in reversed(page.lines[max(0, start - 4) : start]):
        name = page.boxes[line.box].name + " " + line.names
        if _KICKER_NAME.search(name) and 1 < len(line.text) <= _MAX_KICKER:
            return line.text.rstrip(": ") or None, title
    if whole and len(lines) > 1 and (_KICKER_NAME.search(page.boxes[first.box].name) or first.text.endswith(":")):
        return first.text.rstrip(": "), " ".join(line.text for line in lines[1:])
    return None, title


def _states_whole(page: Page, heading: str) -> bool:
    """Return whether the title element writes ``Kicker: Headline`` as one headline, like the heading."""
    return ": " in heading and page.title.startswith(heading)


def _split_mark(lines: list[Line], at: int, title: str) -> tuple[str | None, str]:
    """Split a heading after the inline element that holds its kicker."""
    text = lines[0].text
    rest = " ".join([text[at:].strip(), *(line.text for line in lines[1:])]).strip(_LEFT_OVER)
    kicker = text[:at].strip(_LEFT_OVER)
    return (kicker, rest) if rest and kicker else (None, title)
