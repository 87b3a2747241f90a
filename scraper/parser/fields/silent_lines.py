"""Lines that are no text of the article wherever they stand: second copies, imprints, readers' remarks."""

from __future__ import annotations

from itertools import accumulate

from scraper.parser.page.model import Page, mentions
from scraper.parser.page.remarks import section
from scraper.parser.page.wording import Wording, any_of

# A shorter line may stand twice in a text: a refrain, an answer, the name of a list.
_SHORTEST_COPY = 60
# Rows of a table, items of a list and program code repeat themselves.
_REPEATING = frozenset({"td", "th", "li", "pre", "dd"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

IMPRINTS = (
    Wording("sign of copyright", r"©|\(c\) |copyright", ("© Stadt Musterau", "(c) 2024 Bote", "Copyright 2024")),
    Wording(
        "rights reserved, Germanic",
        r"rights reserved|rechte vorbehalten|rechten voorbehouden",
        ("All rights reserved.", "Alle Rechte vorbehalten"),
    ),
    Wording(
        "rights reserved, Romance",
        r"droits réservés|(?:derechos|direitos) reservados|diritti riservati",
        ("Tous droits réservés", "Todos los derechos reservados", "Tutti i diritti riservati"),
    ),
    Wording(
        "rights reserved, Slavonic",
        r"prawa zastrzeżone|все права",
        ("Wszelkie prawa zastrzeżone.", "Все права защищены"),
    ),
)
"""How the owner of a site says that the site is his."""

_IMPRINT = any_of(IMPRINTS)
# One of these stands in each imprint, so most lines need no pattern.
_IMPRINT_PARTS = (
    "©", "(c) ", "(C) ", "opyright", "OPYRIGHT", "ights", "IGHTS", "echte", "droits", "erechos", "ireitos", "iritti",
    "prawa", "рава",
)  # fmt: skip
# A longer line is a paragraph, which may speak of copyright. Chosen.
_LONGEST_IMPRINT = 800
# An imprint is a small part of a page, and little text follows it.
_MOST_OF_IMPRINT = 0.3
_MOST_BELOW_IMPRINT = 0.1
# Of a larger box, more than a third of the lines speak of rights.
_MANY = 0.33
# Remarks stand below a text: more than a twentieth of all lines' weight, some sentences where they outweigh it.
_LEAST_ABOVE_REMARKS = 0.05
_TEXT_ABOVE_REMARKS = 300.0
_MOST_OF_REMARKS = 0.6
_MOST_LINKED = 0.5


def copies(page: Page, lines: list[int], headline: int = -1) -> set[int]:
    """Return those of some lines that stand elsewhere in the same words, as in a copy for print or for phones.

    Of two, the one below the headline is the text, and otherwise the first. A line that follows itself is no copy, but
    a refrain.

    Args:
        page: the page.
        lines: the lines to choose from, in order.
        headline: a line of the headline, or -1.
    """
    long = [at for at in lines if len(page.lines[at].text) >= _SHORTEST_COPY]
    if len({page.lines[at].text for at in long}) == len(long):
        return set()
    # For each text, how often the text changed until it stood there first.
    seen: dict[str, int] = {}
    found: set[int] = set()
    changes, above = 0, ""
    below_first = [at for at in long if at > headline] + [at for at in long if at <= headline]
    for at in below_first:
        line = page.lines[at]
        if page.boxes[line.box].tag in _REPEATING:
            continue
        changes += line.text != above
        above = line.text
        if seen.setdefault(line.text, changes) < changes:
            found.add(at)
    return found


def imprints(page: Page, plain: list[float]) -> set[int]:
    """Return the lines of imprints: what says who owns the site, with what stands in its box below the text.

    Args:
        page: the page.
        plain: the weight of each line.
    """
    marked = _speak_of_rights(page, plain)
    if not marked:
        return marked
    sums = list(accumulate(plain, initial=0.0))
    boxes = {page.lines[at].box for at in marked}
    found = set(marked)
    for box in (page.boxes[index] for index in boxes):
        is_small = sums[box.end] - sums[box.start] < _MOST_OF_IMPRINT * sums[-1]
        is_last = sums[-1] - sums[box.end] < _MOST_BELOW_IMPRINT * sums[-1]
        if is_last and (is_small or _is_mostly(marked, box.start, box.end)):
            found.update(range(box.start, box.end))
    return found


def _speak_of_rights(page: Page, plain: list[float]) -> set[int]:
    """Return the lines of some weight that say who owns the site."""
    lines = page.lines
    short = [at for at, weight in enumerate(plain) if weight and len(lines[at].text) < _LONGEST_IMPRINT]
    # Most pages have none of the words of an imprint, so that one look at all their text does for its lines.
    parts = _parts_in("\n".join([lines[at].text for at in short]))
    if not parts:
        return set()
    return {at for at in short if mentions(lines[at].text, parts) and _IMPRINT.search(lines[at].text)}


def _is_mostly(marked: set[int], start: int, end: int) -> bool:
    """Return whether many of the lines from start to end (not included) are marked."""
    return sum(at in marked for at in range(start, end)) > _MANY * (end - start)


def _parts_in(text: str) -> tuple[str, ...]:
    """Return which parts of an imprint's words stand in a text."""
    return tuple([part for part in _IMPRINT_PARTS if part in text])


def remarks(page: Page, plain: list[float], headline: int, headings: list[int]) -> set[int]:
    """Return the lines of readers' remarks: what stands under a heading of theirs, below the text.

    Args:
        page: the page.
        plain: the weight of each line.
        headline: a line of the headline, or -1.
        headings: the lines that may head remarks, in order.
    """
    found: set[int] = set()
    if not headings:
        return found
    sums = list(accumulate(plain, initial=0.0))
    first = max(headline, 0)
    for at in headings:
        above = sums[at] - sums[first]
        if at in found or above <= _LEAST_ABOVE_REMARKS * sums[-1]:
            continue
        end, is_box = section(page, at)
        if not is_box and _is_pointer(page, at):
            continue
        is_part = sums[end] - sums[at] < _MOST_OF_REMARKS * sums[-1]
        if is_part or above > _TEXT_ABOVE_REMARKS:
            found.update(range(at, end))
    return found


def _is_pointer(page: Page, at: int) -> bool:
    """Return whether a line is a link, as to the remarks in the midst of a text."""
    line = page.lines[at]
    return line.linked > _MOST_LINKED * len(line.text) and page.boxes[line.box].tag not in _HEADINGS
