"""The headline without the site's name, and the kicker above it."""

from __future__ import annotations

import re

from scraper.model import Site
from scraper.parser.addresses import host
from scraper.parser.metadata import Metadata
from scraper.parser.text import Line, Page, fold

_SEPARATOR = re.compile(r"\s+[|\-–—•·»«:]{1,2}\s+|\s*\|\s*|:\s+(?=\S+\.\w{2,3}$)")
_TITLE_NAME = re.compile(
    r"headline|entry-title|post-title|article[-_]{0,2}title|meldungtitel|page-?title|title|titel"
    r"|heading",
    re.IGNORECASE,
)
_KICKER_NAME = re.compile(
    r"kicker|dachzeile|overline|roofline|spitzmarke|topline|oberzeile|ueberzeile|eyebrow|vorzeile"
    r"|headline-?top|pretitle",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


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
    title = fold(title).strip("|•·»-– ")
    for suffix in site.title_suffixes if site else ():
        if title.endswith(suffix.rstrip()) and len(title) > len(suffix):
            title = title[: -len(suffix.rstrip())].rstrip()
    plain_names = {plain for name in names if (plain := _plain(name))}
    for _ in range(4):
        cut = _cut_end(title, plain_names)
        if cut == title:
            break
        title = cut
    return title


def _cut_end(title: str, names: set[str]) -> str:
    """Return the title without one part at its end or start that is the site's name."""
    separators = list(_SEPARATOR.finditer(title))
    if not separators:
        return title
    last, first = separators[-1], separators[0]
    if _is_name(title[last.end() :], names):
        return title[: last.start()].rstrip()
    if _is_name(title[: first.start()], names):
        return title[first.end() :].lstrip()
    return title


def _is_name(part: str, names: set[str]) -> bool:
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


def _agreement(one: str, other: str) -> float:
    """Return how much of the shorter text's words the other has."""
    left, right = set(_plain(one).split()), set(_plain(other).split())
    if not left or not right:
        return 0.0
    return len(left & right) / min(len(left), len(right))


def _usable(text: str, names: list[str]) -> bool:
    return len(text) > 3 and not _is_name(text, {_plain(name) for name in names})


def stated_titles(page: Page, meta: Metadata, names: list[str], site: Site | None) -> list[str]:
    """Return the titles that the metadata and the title element state, without the site's name."""
    titles = [without_site(text, names, site) for text in [*meta.titles, page.title] if text]
    return [text for text in titles if text]


def choose(page: Page, meta: Metadata, url: str, site: Site | None) -> tuple[str, int, int]:
    """Return the headline and the range of its lines; an empty range where no line shows it.

    A heading wins where the metadata agrees with it, since the metadata is often written for search engines.
    """
    names = site_names(meta, url, site)
    stated = stated_titles(page, meta, names, site)
    shown = [found for found in headings(page) if _usable(found[0], names)]
    best = max(shown, key=lambda found: _rank(found[0], stated, page, found[1]), default=None)
    if best is not None and (not stated or _rank(best[0], stated, page, best[1]) >= 0.5):
        return without_site(best[0], names, site), best[1], best[2]
    title = next(iter(stated), "")
    at = _line_of(page, [*stated, *(part for part in _SEPARATOR.split(page.title) if part.count(" ") > 1)])
    if at >= 0:
        return page.lines[at].text, at, at + 1
    if best is not None and (len(shown) == 1 and not meta.titles):
        return without_site(best[0], names, site), best[1], best[2]
    return title, 0, 0


def _rank(text: str, stated: list[str], page: Page, line: int) -> float:
    """Return how well a heading agrees with what the page says its title is."""
    agreement = max((_agreement(text, title) for title in stated), default=0.0)
    named = bool(_TITLE_NAME.search(page.boxes[page.lines[line].box].name))
    return agreement + 0.2 * named - 0.1 * (len(text) < 15)


def _line_of(page: Page, stated: list[str]) -> int:
    """Return the line that is one of the stated titles, or -1."""
    wanted = {_plain(title) for title in stated}
    for at, line in enumerate(page.lines[:600]):
        if len(line.text) < 300 and len(line.text) > 8 and _plain(line.text) in wanted and line.linked < len(line.text):
            return at
    return -1


def kicker_above(page: Page, start: int, end: int, title: str) -> tuple[str | None, str]:
    """Return (kicker, title) where a kicker is marked by its class, in the heading or above it.

    Args:
        start, end: the lines of the heading.
        title: its text.
    """
    if end <= start:
        return None, title
    first = page.lines[start]
    for mark in first.marks:
        if mark.start == 0 and _KICKER_NAME.search(mark.name):
            return _split_mark(page.lines[start:end], mark.end, title)
    for line in reversed(page.lines[max(0, start - 4) : start]):
        name = page.boxes[line.box].name + " " + line.names
        if _KICKER_NAME.search(name) and 1 < len(line.text) <= 80:
            return line.text.rstrip(": ") or None, title
    if end - start > 1 and (_KICKER_NAME.search(page.boxes[first.box].name) or first.text.endswith(":")):
        return first.text.rstrip(": "), " ".join(line.text for line in page.lines[start + 1 : end])
    return None, title


def _split_mark(lines: list[Line], at: int, title: str) -> tuple[str | None, str]:
    """Split a heading after the inline element that holds its kicker."""
    text = lines[0].text
    rest = " ".join([text[at:].strip(), *(line.text for line in lines[1:])]).strip(" :")
    kicker = text[:at].strip(" :")
    return (kicker, rest) if rest and kicker else (None, title)
