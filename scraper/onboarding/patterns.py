"""Patterns written of what addresses share: the ``articles`` of a profile, with the group ``id``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.onboarding.families import (
    Kind,
    counting_step,
    day_before,
    fewest_hyphens,
    is_of_pages,
    side_number,
)
from scraper.onboarding.shapes import YEAR, Address, has_year, is_number, literal, number_of, step_pattern
from scraper.onboarding.words import STANDING, STEPS

# Any segment of a path.
_ANY_STEP = "[^/?]+"
# So many single pages are left out by their names.
_MOST_LEFT_OUT = 30
# Listings of the Government Site Builder end so, wherever they stand.
_NODE = re.compile(r"[_-]node\.html")
_NO_NODES = r"(?![^?]*[_-]node\.html)"
# Parameters that make another form of a page: for the printer, its further pages, what is shared.
_TWINS = r"(?:print|druck|type|view|page|seite|share|format|replytocom)"
_NO_TWINS = rf"(?!.*[?&]{_TWINS}=)"
# How a segment ends that a pattern leaves out, where articles have no ending such as ".html", and where they have one.
_END, _END_WITH_ENDING = "(?:[/?]|$)", r"(?:/|\?|\.[a-z]+$|$)"
# What an id must not hold: the end of a segment.
_OF_SEGMENT = "[^/?]"
_OF_SEGMENT_WITHOUT_DOT = "[^/?.]"


def pattern_of(kind: Kind, addresses: Sequence[Address], others: Sequence[Address]) -> str:
    """Return the pattern that takes the addresses of a kind.

    Args:
        kind: what they have in common.
        addresses: those that are known to be articles, at least one.
        others: addresses of the site that are no articles.
    """
    if kind.parameter:
        return _by_query(kind, addresses, others)
    # Tried without any exception first: most rooms hold nothing but articles.
    prefix = _prefix(addresses)
    last = _last(kind, addresses)
    plain = f"^/{prefix}{last}{_end(kind, addresses)}"
    has_nodes = any(_NODE.search(one.path) for one in others)
    nodes = _NO_NODES if has_nodes else ""
    wrong = [one for one in others if re.search(plain, one.path)]
    is_free = kind.form.name == "text" and side_number(addresses) == ""
    day = day_before(addresses)
    if is_free and day:
        return f"^/{prefix}{nodes}(?={day}){last}{_end(kind, addresses)}"
    if not is_free or not (wrong or _is_open(addresses)):
        return f"^/{prefix}{nodes}{last}{_end(kind, addresses)}"
    left_out = _left_out(prefix, wrong, addresses)
    # Without a folder of its own, an article is told from an imprint by the number of its words.
    hyphens = 0
    if wrong or not prefix:
        hyphens = fewest_hyphens(addresses)
    return f"^/{prefix}{nodes}{left_out}{_last(kind, addresses, hyphens)}{_end(kind, addresses)}"


def _is_open(addresses: Sequence[Address]) -> bool:
    """Return whether the articles of a family may share their folder with pages of its paging and the like."""
    one = addresses[0]
    # The folder of a day holds what was published on it.
    if not one.steps:
        return True
    step = one.steps[-1]
    is_of_a_day = is_number(step) and not has_year(step) and not one.ending
    return not is_of_a_day


def _left_out(prefix: str, wrong: Sequence[Address], addresses: Sequence[Address]) -> str:
    """Return what a slug must not be: the steps of paging, standing pages, and what was seen to be no article."""
    have_endings = any(one.ending for one in addresses)
    end = _END_WITH_ENDING if have_endings else _END
    left_out = rf"(?!(?i:{STEPS})?[-_]?\d*{end})"
    known = rf"(?:{STEPS})?[-_]?\d*$"
    # Only beside the front page stand an imprint and the like.
    if not prefix:
        left_out = rf"(?!(?i:{STANDING})){left_out}"
        known = rf"{known}|(?:{STANDING})"
    names = dict.fromkeys(literal(one.last) for one in wrong)
    named = [name for name in names if not re.match(known, name, re.IGNORECASE)][:_MOST_LEFT_OUT]
    if named:
        left_out += f"(?!(?:{'|'.join(named)}){end})"
    return left_out


def _prefix(addresses: Sequence[Address]) -> str:
    """Return the pattern of the segments before the last, each with its slash."""
    counting = counting_step(addresses)
    rooms: dict[tuple[str, ...], None] = {}
    for one in addresses:
        steps = [step_pattern(step) for step in one.steps]
        if counting is not None:
            steps[counting] = r"(?P<id>\d+)"
        rooms[tuple(steps)] = None
    if not addresses[0].steps:
        return ""
    return _alternatives(_freed(list(rooms)))


def _freed(rooms: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return folders with any segment in the place of one that each page has for itself: a headline, an id."""
    are_free = [is_of_pages(column) for column in zip(*rooms, strict=True)]
    freed = (
        tuple(_ANY_STEP if is_free else step for is_free, step in zip(are_free, room, strict=True)) for room in rooms
    )
    return list(dict.fromkeys(freed))


def _alternatives(rooms: Sequence[tuple[str, ...]]) -> str:
    """Return the pattern of some folders, what they share at both ends written once."""
    head = _shared(rooms)
    tail = _shared([tuple(reversed(room[head:])) for room in rooms])
    depth = len(rooms[0])
    first = "".join(f"{step}/" for step in rooms[0][:head])
    last = "".join(f"{step}/" for step in rooms[0][depth - tail :])
    middles = sorted({"/".join(room[head : depth - tail]) for room in rooms})
    if middles == [""]:
        return first + last
    return f"{first}(?:{'|'.join(middles)})/{last}"


def _shared(rooms: Sequence[tuple[str, ...]]) -> int:
    """Return how many segments all folders begin with."""
    count = 0
    for column in zip(*rooms, strict=True):
        if len(set(column)) > 1:
            break
        count += 1
    return count


def _last(kind: Kind, addresses: Sequence[Address], hyphens: int = 0) -> str:
    """Return the pattern of the last segment, with the id where no earlier segment has it."""
    has_id = counting_step(addresses) is not None
    dots = any("." in one.last for one in addresses)
    sign = _OF_SEGMENT if dots else _OF_SEGMENT_WITHOUT_DOT
    if kind.form.name == "number":
        return r"\d+" if has_id else r"(?P<id>\d+)"
    if kind.form.name == "marked":
        return rf"{sign}*-{kind.form.mark}-(?P<id>\d+|[0-9a-f]{{32}})"
    if kind.form.name == "word":
        return rf"{literal(kind.form.mark)}(?P<id>\d+)(?:[_-]{sign}*)?"
    if has_id:
        return f"{sign}+"
    side = side_number(addresses)
    if side == "before":
        return rf"(?P<id>\d+)[-_]{sign}+"
    if side == "behind":
        return rf"{sign}*[-_](?P<id>\d{{4,}})"
    return f"(?P<id>{_slug(sign, hyphens)})"


def _slug(sign: str, hyphens: int) -> str:
    if not hyphens:
        return f"{sign}+"
    bare = sign.replace("[^", "[^-")
    return f"{bare}*(?:-{bare}*){{{hyphens},}}"


def _end(kind: Kind, addresses: Sequence[Address]) -> str:
    """Return how an address ends behind its last segment: its ending, a slash, parameters that say nothing."""
    has_number = kind.form.name in ("word", "marked")
    endings = sorted({one.ending for one in addresses if one.ending})
    # Behind a number that is the page's own, the rest of an address is decoration and may be left out.
    is_bare = has_number or any(not one.ending for one in addresses)
    ending = "|".join(map(literal, endings))
    if len(endings) > 1 or (endings and is_bare):
        ending = f"(?:{ending})"
    if endings and is_bare:
        ending += "?"
    # Sites answer a path with and without its slash with one page.
    slash = "/?" if is_bare else ""
    names = dict.fromkeys(name for one in addresses for name, _ in one.query)
    if not names:
        return f"{ending}{slash}$"
    known = "|".join(map(literal, names))
    return rf"{ending}{slash}(?:\?(?:(?:{known})=[^&]*(?:&|$))*)?$"


def _by_query(kind: Kind, addresses: Sequence[Address], others: Sequence[Address]) -> str:
    """Return the pattern of pages that a parameter of their query tells apart."""
    values = [value for one in addresses for name, value in one.query if name == kind.parameter]
    are_numbers = all(each.isdigit() for each in values)
    value = r"\d+" if are_numbers else "[^&]+"
    names = {name for one in addresses for name, _ in one.query}
    # Where the articles themselves have such a parameter, it makes no twin.
    are_twins_alike = any(re.fullmatch(_TWINS, name) for name in names)
    twins = "" if are_twins_alike else _NO_TWINS
    start, parameter = f"^{literal(kind.path)}", literal(kind.parameter)
    plain = rf"{start}{twins}\?(?:.*&)?{parameter}=(?P<id>{value})(?:&|$)"
    wrong = [one for one in others if re.search(plain, one.path)]
    if not wrong:
        return plain
    constant = _constants(addresses, names - {kind.parameter})
    numbers = [literal(each) for one in wrong for name, each in one.query if name == kind.parameter]
    unlike = [each for each in dict.fromkeys(numbers) if each not in values][:_MOST_LEFT_OUT]
    if unlike:
        value = f"(?!(?:{'|'.join(unlike)})(?:&|$)){value}"
    return rf"{start}{twins}{constant}\?(?:.*&)?{parameter}=(?P<id>{value})(?:&|$)"


def _constants(addresses: Sequence[Address], names: Iterable[str]) -> str:
    """Return what else the query of each article says alike: the page by which a system shows all its news."""
    found = []
    for name in sorted(names):
        values = {value for one in addresses for each, value in one.query if each == name}
        is_everywhere = all(any(each == name for each, _ in one.query) for one in addresses)
        if is_everywhere and len(values) == 1 and len(addresses) > 1:
            found.append(rf"(?=.*[?&]{literal(name)}={literal(values.pop())}(?:&|$))")
    return "".join(found)


def id_with_year(pattern: str, kind: Kind, addresses: Sequence[Address], known: Sequence[Address]) -> str:
    """Return a pattern whose id begins with the year of the path, where a slug alone names two pages.

    Args:
        pattern: as :func:`pattern_of` returned it.
        kind, addresses: of its family.
        known: all addresses of the site that it takes.
    """
    has_date = any(has_year(step) for step in addresses[0].steps)
    if not has_date or kind.parameter or "(?P<id>" not in pattern:
        return pattern
    if number_of(addresses[0].last, kind.form) and kind.form.name != "number":
        return pattern
    compiled = re.compile(pattern)
    ids: dict[str, str] = {}
    is_shared = False
    for one in known:
        found = compiled.search(one.path)
        if found:
            is_shared |= ids.setdefault(found["id"].lower(), one.bare_path.rstrip("/")) != one.bare_path.rstrip("/")
    counted = sum(_counts_only(one.last) for one in addresses) > len(addresses) / 2
    if not is_shared and not counted:
        return pattern
    return _moved_to_year(pattern)


def _counts_only(last: str) -> bool:
    """Return whether a slug is a word with a number, as in "pm-12": the next year has the same."""
    return re.fullmatch(r"[A-Za-z]{0,12}[-_]?(?:nr[-_]?)?\d{1,3}", last) is not None


def _moved_to_year(pattern: str) -> str:
    """Return a pattern whose id begins at its year instead of at its slug."""
    at = pattern.find(YEAR)
    if at < 0 or at > pattern.find("(?P<id>"):
        return pattern
    # Inside of an alternative the group would not be closed where it was opened.
    if pattern[:at].count("(") != pattern[:at].count(")"):
        return pattern
    head, rest = pattern[:at], pattern[at:]
    return head + "(?P<id>" + rest.replace("(?P<id>", "", 1)
