"""The days of elements that have a machine date: ``time``, microdata's ``content``, hAtom's ``title``."""

from __future__ import annotations

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
        stamp = stamp_of_element(scene, attributes, text)
        if stamp[0] is None:
            continue
        name = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}".lower()
        is_time = "datetime" in attributes or not (attributes.get("content") or attributes.get("title"))
        is_marked = "pubdate" in attributes or words.NAMES_PUBLICATION.search(name) is not None
        if not is_time and not is_marked:
            continue
        role = _role(line, text)
        if role is None and not is_marked and words.NAMES_CHANGE.search(name):
            role = labels.CHANGE
        found = [place, rules.IN_TIME]
        if is_marked:
            found.append(rules.MARKED_TIME)
        found += of_name(name)
        yield Mention(stamp, source_of(role, place, "time element"), kind_of(role), of_role(role, found), text)


def _role(line: str, text: str) -> labels.Role | None:
    """Return what the words in front of an element, or in it, call its day."""
    words_of_it = text.strip()
    at = line.find(words_of_it) if words_of_it else -1
    in_front = labels.before(line[:at]) if at > 0 else None
    figure = next((at for at, letter in enumerate(words_of_it) if letter.isdigit()), len(words_of_it))
    return in_front or labels.before(words_of_it[:figure])


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
            continue
        same.stamp = same.day, element.stamp[1] or same.stamp[1]
        if same.kind is Kind.CHANGE:
            continue
        if element.kind is Kind.CHANGE:
            same.kind, same.rules = element.kind, element.rules
            continue
        skipped = _LABELS_OF if _LABELS_OF & set(same.rules) else frozenset()
        same.rules += [rule for rule in element.rules if rule not in same.rules and rule not in skipped]
    return of_line
