"""What a heading holds beside the headline: a kicker, a subtitle, a day, a badge, words for screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from scraper.parser.page import class_names
from scraper.parser.page.model import Line, Mark, Page
from scraper.parser.page.wording import Wording, any_of

Role = Literal["title", "kicker", "below", "day", "badge", "unseen"]

# Names are classes and ids in lower case. These are unseen in a heading; a box may be called so after its subject.
UNSEEN_NAMES = (Wording("accessible", r"accessib(?:le|ility)\w*|barrierefrei", ("bpa-accessibility",)),)
KICKER_NAMES = (
    Wording("kicker", r"kicker|eyebrow|spitzmarke|spitzzeile|occhiello|surtitre", ("article-kicker", "c-eyebrow")),
    Wording("line above", r"(?:top|over|roof|high|ober|ueber|vor|dach)-?_?(?:line|zeile)", ("dachzeile", "c-topline")),
    Wording("title above", r"(?:pre|super|over|sur)-?_?title|headline-?_?top|title-?_?header", ("supertitle",)),
    Wording("headline above", r"(?:pre|super|over)-?_?headline", ("pre-headline",)),
)
BELOW_NAMES = (
    Wording("subtitle", r"sub-?_?(?:title|line|head)|unter(?:titel|zeile)|bottom-?line", ("article-subtitle",)),
    Wording("tags", r"(?:^|[\s_-])(?:b-)?tags(?=$|[\s_-])", ("b-tags b-tags_small",), ("has-stags",)),
    Wording("remarks", r"(?:^|[\s_-])(?:comments?|kommentare?)(?=$|[\s_-])", ("comments-count", "count-comments")),
    Wording("link to itself", r"permalink|header-?link|(?:^|\s)anchor(?=$|[\s_-])", ("headerlink", "anchor")),
)
DAY_NAMES = (
    Wording(
        "day",
        r"(?:^|[\s_-])(?:date|datum|datetime|erscheinungs\w*|pubdate|published|timestamp)(?=$|[\s_-])",
        ("c-topline__date", "date", "publication-date"),
        ("update", "candidate"),
    ),
)
BADGE_NAMES = (
    Wording(
        "badge",
        r"(?:^|[\s_-])(?:badge|paywall|paid|premium|plus|abo|abo-?plus|anzeige|advert\w*|sponsored|exclusi\w*|exklusiv)"
        r"(?=$|[\s_-])",
        ("plus-icon", "c-badge", "article__premium"),
        ("surplus",),
    ),
)
# What shops and newsrooms put before or behind a headline; each is a word of its own, in an element or in brackets.
BADGES = (
    Wording("for subscribers", r"(?:\w{1,4}[+]|plus|abo(?:plus|[+])?|premium|paid)", ("Plus", "Abo", "F+", "Premium")),
    Wording(
        "for subscribers, elsewhere", r"abonn[ée]s?|r[ée]serv[ée] aux abonn[ée]s|abbonati|suscriptores", ("Abonnés",)
    ),
    Wording("for subscribers, in English", r"subscribers?(?: only)?|members?(?: only)?", ("Subscribers only",)),
    Wording("advertisement", r"anzeige|werbung|advertorial|sponsored|publicit[ée]|advertisement", ("Anzeige",)),
    Wording("first to report", r"exklusiv|exclusive|exclusif|esclusiva|exclusiva", ("Exklusiv",)),
    Wording("plus sign", r"[+]", ("+",)),
)
# Names are in lower case, and a pattern that may ignore case takes three times as long.
_UNSEEN = re.compile(any_of(UNSEEN_NAMES, before=r"(?:^|[\s_-])", behind=r"(?=$|[\s_-])").pattern)
_KICKER = re.compile(any_of(KICKER_NAMES).pattern)
_BELOW = re.compile(any_of(BELOW_NAMES).pattern)
_DAY = re.compile(any_of(DAY_NAMES).pattern)
_BADGE_NAME = re.compile(any_of(BADGE_NAMES).pattern)
_BADGE = any_of(BADGES, before=r"^\W{0,2}", behind=r"\W{0,2}$")
_BRACKETED = any_of(BADGES, before=r"^[\[(]", behind=r"[\])]\s*")
_BRACKETED_END = any_of(BADGES, before=r"\s*[\[(]", behind=r"[\])]$")
# A plus sign that stands alone at either end is what remains of a badge that is a picture.
_PLUS = re.compile(r"^[+]\s+|\s+[+]$")

_NUMERIC_DAY = r"(?:0?[1-9]|[12]\d|3[01])\.\s?(?:0?[1-9]|1[0-2])\.\s?(?:19|20)?\d\d"
DAYS_AROUND = (
    Wording(
        "day and dash before", rf"^{_NUMERIC_DAY}\s*[-–—|:/]\s+(?=\D)", ("12.03.2024 - Rat tagt",), ("12. März: Rat",)
    ),
    Wording(
        "labelled day behind",
        r"[\s,;(|–-]*\b(?:erscheinungs(?:tag|datum)|erschienen(?: am)?|datum|veröffentlicht(?: am)?|stand"
        r"|published(?: on)?)"
        rf":?\s+{_NUMERIC_DAY}(?:[\s,]+\d\d?[:.]\d\d(?:\s?uhr)?)?\)?$",
        ("Rat tagt Erscheinungstag: 12.03.2024", "Rat tagt (Stand: 1.2.2024)"),
    ),
    Wording(
        "day and time behind",
        rf"[\s,;|–-]+{_NUMERIC_DAY}[\s,|–-]+\d\d?[:.]\d\d(?:\s?uhr)?$",
        ("Rat tagt 12.03.24 18:30", "Rat tagt, 12.03.2024, 18.30 Uhr"),
        ("Rat tagt am 12.03.2024",),
    ),
)
_DAYS_AROUND = any_of(DAYS_AROUND)
_WORD = re.compile(r"\w")
_DIGITS = frozenset("0123456789")
# A day ends with a figure, a bracket or "Uhr".
_DAY_ENDS = _DIGITS | {")", "r", "R"}
# What a badge in brackets, a plus sign or a day before or behind a headline begins and ends with.
_PART_BEGINS = _DIGITS | frozenset("[(+")
_PART_ENDS = _DAY_ENDS | frozenset("])+")
_LEFT_OVER = " \t|│•·–—-:/"
_CLOSING = frozenset(":,;.!?")
_BADGE_TAGS = frozenset({"span", "sup", "small", "label"})
_SHOWN = frozenset({"title", "kicker", "below"})

_SHORTEST_TITLE = 4
LONGEST_KICKER = 80
_LONGEST_BADGE = 20
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class Parts:
    """A heading, taken apart.

    Args:
        title: the headline.
        kicker: what is marked as the line above it, or None.
        whole: all that its readers see, kicker and subtitle included.
        has_subtitle: whether what is marked as a line below the headline was taken off.
    """

    title: str
    kicker: str | None
    whole: str
    has_subtitle: bool = False


@lru_cache(maxsize=_CACHED)
def is_unseen(name: str) -> bool:
    """Return whether a name is that of what only screen readers read out."""
    return class_names.unseen(name) or _UNSEEN.search(name) is not None


@lru_cache(maxsize=_CACHED)
def is_kicker(name: str) -> bool:
    """Return whether a name is that of a kicker."""
    return _KICKER.search(name) is not None


@lru_cache(maxsize=_CACHED)
def is_day(name: str) -> bool:
    """Return whether a name is that of a day."""
    return _DAY.search(name) is not None


def is_badge(text: str) -> bool:
    """Return whether a text is nothing but a badge."""
    return _BADGE.match(text) is not None


@lru_cache(maxsize=_CACHED)
def _is_below(name: str) -> bool:
    """Return whether a name is that of what stands below a headline or behind it."""
    return _BELOW.search(name) is not None


@lru_cache(maxsize=_CACHED)
def role_of(name: str, tag: str = "") -> Role:
    """Return what an element in a heading is by its tag and names; ``title`` where they do not say."""
    if is_unseen(name):
        return "unseen"
    if tag == "time" or is_day(name):
        return "day"
    if is_kicker(name):
        return "kicker"
    if _is_below(name):
        return "below"
    return "title"


def read(page: Page, lines: list[Line], heading: int) -> Parts:
    """Return the parts of a heading.

    Args:
        page: the page.
        lines: the lines of the heading.
        heading: the index of its box; other boxes inside it have names of their own.
    """
    whole = " ".join(line.text for line in lines)
    if not _may_have_parts(page, lines, heading, whole):
        return Parts(whole, None, whole)
    # Each letter of a heading belongs to one element, whose names say what it is.
    pieces = [piece for line in lines for piece in _pieces(page, line, heading)]
    if any(role == "kicker" for role, _ in pieces):
        return _assembled(pieces, whole)
    return _assembled([(_spoken(role, text), text) for role, text in pieces], whole)


def _spoken(role: Role, text: str) -> Role:
    """Return the role of a piece in a heading without a kicker.

    Punctuation for screen readers stands for a line break there, so that it parts what it stands between.
    """
    if role == "unseen" and not _WORD.search(text):
        return "title"
    return role


def _may_have_parts(page: Page, lines: list[Line], heading: int, whole: str) -> bool:
    """Return whether a heading has elements, digits or brackets in it at all; most are words only."""
    for line in lines:
        if line.marks:
            return True
        if line.box != heading and page.boxes[line.box].name:
            return True
    return whole[0] in _PART_BEGINS or whole[-1] in _PART_ENDS


def _pieces(page: Page, line: Line, heading: int) -> Iterator[tuple[Role, str]]:
    """Yield the parts of a line with their roles, in the order of the text."""
    box = page.boxes[line.box]
    own = role_of(box.name, box.tag) if line.box != heading else "title"
    text, marks = line.text, line.marks
    if not marks:
        yield own, text
        return
    roles: list[Role] = [own] * len(text)
    # Outer elements first, so that an inner one says what its own words are.
    for mark in reversed(marks):
        role = _role_of_mark(mark, text)
        if role != "title":
            end = min(mark.end, len(text))
            roles[mark.start : end] = [role] * (end - mark.start)
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or roles[at] != roles[start]:
            yield roles[start], text[start:at]
            start = at


def _role_of_mark(mark: Mark, text: str) -> Role:
    """Return what an inline element of a heading is."""
    role = role_of(mark.name, mark.tag)
    if role != "title":
        return role
    words = text[mark.start : mark.end].strip()
    is_all_of_it = len(words) == len(text.strip())
    if is_all_of_it or len(words) > _LONGEST_BADGE:
        return "title"
    if _BADGE_NAME.search(mark.name):
        return "badge"
    # A word such as "Plus" is a badge at either end of a heading only, and in an element that sets it apart.
    is_at_an_end = mark.start == 0 or mark.end >= len(text)
    is_set_apart = mark.name != "" or mark.tag in _BADGE_TAGS
    if is_at_an_end and is_set_apart and is_badge(words):
        return "badge"
    return "title"


def _assembled(pieces: list[tuple[Role, str]], whole: str) -> Parts:
    """Return the parts of a heading from its pieces; a heading of which no headline would be left stays whole."""
    if all(role == "title" for role, _ in pieces):
        return _whole(whole)
    # What is left of a heading without its parts has to be a headline.
    pieces, has_subtitle = _below_title(pieces)
    headline = without_days(_joined(text for role, text in pieces if role == "title"))
    if len(headline) < _SHORTEST_TITLE:
        return _whole(whole)
    seen = without_days(_joined(text for role, text in pieces if role in _SHOWN))
    above = _joined(text for role, text in pieces if role == "kicker")
    # A line that is called a kicker, but is the longer one and stands behind, is the headline itself.
    is_headline = len(above) > len(headline) and pieces[0][0] != "kicker"
    if is_headline or len(above) > LONGEST_KICKER:
        return Parts(seen, None, seen)
    return Parts(headline, above or None, seen, has_subtitle)


def _whole(text: str) -> Parts:
    """Return a heading that is the headline as it stands, but for days and badges in brackets."""
    cleaned = without_days(text)
    return Parts(cleaned, None, cleaned)


def _below_title(pieces: list[tuple[Role, str]]) -> tuple[list[tuple[Role, str]], bool]:
    """Return the pieces, and whether one is a subtitle.

    A subtitle stands behind the title; what is called so before it belongs to it.
    """
    found: list[tuple[Role, str]] = []
    has_title = has_subtitle = False
    for role, text in pieces:
        if role == "below":
            has_subtitle = has_title
            role = "below" if has_title else "title"
        has_title = has_title or role == "title"
        found.append((role, text))
    return found, has_subtitle


def _joined(pieces: Iterable[str]) -> str:
    """Return pieces as one text, without the punctuation that parted them from what is not among them."""
    text = ""
    for piece in pieces:
        text += piece if piece[:1] in _CLOSING else f" {piece}"
    return " ".join(text.split()).lstrip(_LEFT_OVER).rstrip(_LEFT_OVER + ",;")


def without_days(text: str) -> str:
    """Return a headline without a day before or behind it, and without badges in brackets."""
    if text[:1] in {"[", "(", "+"}:
        text = _BRACKETED.sub("", text) or text
    if text[-1:] in {"]", ")", "+"}:
        text = _BRACKETED_END.sub("", text) or text
    # Brackets and plus signs of shops are no words of the headline.
    text = _PLUS.sub("", text)
    if not (text[:1] in _DIGITS or text[-1:] in _DAY_ENDS):
        return text
    rest = _DAYS_AROUND.sub("", text).strip()
    # A headline may be a day ("11. September"), of which nothing would be left.
    if len(rest) < _SHORTEST_TITLE:
        return text
    return rest
