"""The list of companies that editors put under a text: a name, ``78467 Konstanz``, a linked logo, in any order."""

from __future__ import annotations

import re

from scraper.model import Vendor
from scraper.parser.context import Context, Found
from scraper.parser.page.model import Line, Page, Picture
from scraper.parser.statements.selectors import Part
from scraper.web.urls import join

_PLACE = re.compile(r"^(?:(?:D|A|CH|DE|AT|L)[-–\s]?)?\d{4,5}\s+[A-ZÄÖÜ][^\d,;:|]{1,50}$")
_NAME_AND_PLACE = re.compile(r"^(.{2,80}?)[\s,;|·–-]+((?:(?:D|A|CH)[-–])?\d{4,5}\s+[A-ZÄÖÜ][^\d,;:|]{1,50})$")
_LOGO = re.compile(r"^(?:Logo|Firmenlogo)[\s:]+(?:der\s+|von\s+)?|\s+Logo$", re.IGNORECASE)
_MAX_ITEMS = 30
_MAX_GAP = 5
# Behind the last place, a linked logo may follow so close.
_BELOW_PLACE = 3


def selected(context: Context) -> Found[list[Vendor]]:
    """Return the companies in the parts of the page that the profile selects."""
    vendors = [vendor for part in context.selected.parts.get("vendors", ()) for vendor in _of_part(context, part)]
    return context.by_selector("vendors", list(dict.fromkeys(vendors))[:_MAX_ITEMS])


def _of_part(context: Context, part: Part) -> list[Vendor]:
    """Return the companies of a selected part: by their places, by their links, else the words of its first line."""
    page, base = context.page, context.base
    if part.box is None:
        return [Vendor(anchor.text, None, join(base, anchor.href)) for anchor in part.anchors]
    box = page.boxes[part.box]
    listed = vendor_list(page, box.start, box.end, base, within=part.box)
    if listed or box.start == box.end:
        return listed
    return [Vendor(page.lines[box.start].text)]


def vendor_list(page: Page, start: int, end: int, base: str, *, within: int | None = None) -> list[Vendor]:
    """Return the companies listed between two lines: a name, ``78467 Konstanz``, a linked logo, in any order.

    Args:
        page: the page.
        start, end: the first line of the list, and the line after its last.
        base: the address that links are relative to.
        within: the box that holds the list; without it a logo right after the last line belongs to the list.
    """
    tokens = _tokens(page, start, end, base, within)
    places = [at for at, (text, _) in enumerate(tokens) if _PLACE.match(text)]
    if not places:
        return [Vendor(text, None, url) for text, url in _unique(tokens) if url and len(text) > 2][:_MAX_ITEMS]
    vendors: list[Vendor] = []
    last = places[0]
    for number, at in enumerate(places):
        if at - last > _MAX_GAP:
            break
        last = at
        floor = places[number - 1] if number else -1
        name = next((tokens[i][0] for i in range(at - 1, floor, -1) if tokens[i][0]), "")
        if not name:
            continue
        ceiling = min(at + _BELOW_PLACE, len(tokens))
        if number + 1 < len(places):
            # The token right above the next place is the name of the next company.
            ceiling = places[number + 1] - 1
        near = [tokens[i] for i in (*range(at, floor, -1), *range(at + 1, ceiling))]
        vendors.append(Vendor(name, tokens[at][0], _address_of(name, near)))
    return vendors


def _address_of(name: str, near: list[tuple[str, str | None]]) -> str | None:
    """Return the address that a company's name links, or else the first that is linked near it."""
    named = [url for text, url in near if text == name]
    return next((url for url in [*named, *(url for _, url in near)] if url), None)


def _unique(tokens: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Return the tokens once per text, with the first address of each."""
    found: dict[str, str | None] = {}
    for text, url in tokens:
        found[text] = found.get(text) or url
    return list(found.items())


def _tokens(page: Page, start: int, end: int, base: str, within: int | None) -> list[tuple[str, str | None]]:
    """Return (text, address) of the lines and the pictures' names between two lines, in order."""
    pictures: dict[int, list[Picture]] = {}
    for picture in page.pictures:
        if start <= picture.line <= end and (within is None or within in page.ancestors(picture.box)):
            pictures.setdefault(picture.line, []).append(picture)
    found: list[tuple[str, str | None]] = []
    for at in range(start, end + 1):
        for picture in pictures.get(at, ()):
            alt = _LOGO.sub("", (picture.attributes.get("alt") or "").strip())
            found.append((alt, join(base, picture.href) if picture.href else None))
        if at < end:
            found += _line_tokens(page.lines[at], base)
    return found


def _line_tokens(line: Line, base: str) -> list[tuple[str, str | None]]:
    """Return the tokens of a line; a name and a place in one line are two."""
    url = next((found for anchor in line.anchors if (found := join(base, anchor.href))), None)
    both = _NAME_AND_PLACE.match(line.text)
    if both and not _PLACE.match(line.text):
        return [(both[1], url), (both[2], url)]
    return [(line.text, url)]
