"""The days of elements that have a machine date: ``time``, microdata's ``content``, hAtom's ``title``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.parser.fields.dating import labels, rules, words
from scraper.parser.fields.dating.evidence import kind_of, of_name, of_role, source_of
from scraper.parser.fields.dating.mention import Kind, Mention, Scene, is_swapped
from scraper.parser.fields.dating.rules import Rule
from scraper.parser.page.model import Attributes
from scraper.parser.statements.stamps import Stamp, machine_stamp
from scraper.web.dates import parse_stamp

# Where a machine date may stand; "title" is that of hAtom's abbreviations.
_PLACES = ("datetime", "content", "title")
_OTHER_PLACES = frozenset({"content", "title"})
_FIGURE = re.compile(r"\d")
_LABELS_OF = frozenset({rules.SAID, rules.PLAINLY_SAID, rules.CALLED_OTHER})


def stamp_of_element(scene: Scene, attributes: Attributes, text: str) -> Stamp:
    """Return the date of an element; the day as its words have it, where only zone or order differ.

    Args:
        scene: the page.
        attributes: of the element.
        text: its words.
    """
    shown = parse_stamp(text, american=scene.american, language=scene.language)
    stated = next((value for place in _PLACES if (value := attributes.get(place))), "")
    stamp = machine_stamp(stated, berlin=True, american=scene.american, language=scene.language)
    if stamp[0] is None:
        return shown
    if shown[0] is None:
        return stamp
    # Readers see the day of their own zone, and the order that the writer meant.
    is_next_day = abs((stamp[0] - shown[0]).days) == 1
    if is_next_day or is_swapped(stamp[0], shown[0]):
        return shown[0], stamp[1]
    return stamp


def mentions(scene: Scene, at: int, elements: list[tuple[Attributes, str]], place: Rule) -> Iterator[Mention]:
    """Yield the days of the elements of a line.

    Args:
        scene: the page.
        at: the line; one that the page does not have, where the elements end it.
        elements: their attributes and words.
        place: where the line stands.
    """
    lines = scene.page.lines
    line = lines[at].text if at < len(lines) else ""
    for attributes, text in elements:
        name = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}".lower()
        is_marked = "pubdate" in attributes or words.NAMES_PUBLICATION.search(name) is not None
        # Other elements have a "title" or "content", too, which is no date.
        if not is_marked and not _is_time(attributes):
            continue
        stamp = stamp_of_element(scene, attributes, text)
        if stamp[0] is None:
            continue
        role = _role(line, text)
        is_unnamed = role is None and not is_marked
        if is_unnamed and words.NAMES_CHANGE.search(name):
            role = labels.CHANGE
        common = [place, rules.IN_TIME, *of_name(name)]
        if is_marked:
            common.append(rules.MARKED_TIME)
        found = of_role(role, common)
        yield Mention(stamp, source_of(role, place, "time element"), kind_of(role), found, text)


def _is_time(attributes: Attributes) -> bool:
    # An element without any of these is a "time" whose words are its date (HTML, the datetime value).
    return "datetime" in attributes or _OTHER_PLACES.isdisjoint(attributes)


def _role(line: str, text: str) -> labels.Role | None:
    """Return what the words in front of an element, or in it, call its day."""
    own = text.strip()
    # An element without words has no place in the line that could be looked for.
    in_front, found, _ = line.partition(own or "\0")
    role = labels.before(in_front) if found else None
    if role is not None:
        return role
    figure = _FIGURE.search(own)
    if figure is None:
        return labels.before(own)
    return labels.before(own[: figure.start()])


def joined(of_line: list[Mention], of_elements: list[Mention]) -> list[Mention]:
    """Return the days of a line and of its elements; one that both have counts once, with the evidence of both.

    Args:
        of_line: the days that the words of the line have.
        of_elements: those of its elements.
    """
    for element in of_elements:
        same = next((mention for mention in of_line if mention.day == element.day), None)
        if same is None:
            of_line.append(element)
        else:
            _join(same, element)
    return of_line


def _join(mention: Mention, element: Mention) -> None:
    """Add the moment and the evidence of an element to the same day of its line."""
    mention.stamp = mention.day, element.stamp[1] or mention.stamp[1]
    if mention.kind is Kind.CHANGE:
        return
    if element.kind is Kind.CHANGE:
        mention.kind, mention.rules = element.kind, element.rules
        return
    # What a day is called counts once, or a label in front of a marked element would count twice.
    known = set(mention.rules)
    if known & _LABELS_OF:
        known |= _LABELS_OF
    mention.rules += [rule for rule in element.rules if rule not in known]
