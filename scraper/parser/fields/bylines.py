"""Lines that name the authors: by their words, links and classes, by a label above, by a day beside the name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from scraper.parser.fields import codes, names
from scraper.parser.fields.name_words import CLASSES, LABEL_LINES, MONTH
from scraper.parser.page.model import Anchor, Box, Line, Page, mentions
from scraper.parser.page.wording import any_of
from scraper.web.dates import find_day

# A word of each row of the words before a name, as it stands in a line in lower case.
_BYLINE_WORDS = (
    " von ", " von:", " by ", " by:", " par ", " por ", " door ", " af ", " av ", " di ", " da ", " de ", "autor",
    "author",
    "auteur", "verfasser", "redak", "text:", "texte:", "tekst", "words:", "contributor", "reporter", "interview:",
)  # fmt: skip
_CLASS = any_of(CLASSES)
# One of them is in each such name, which most names lack.
_CLASS_PARTS = (
    "aut", "byline", "verfasser", "writer", "creator", "contribut", "redakteur", "reporter", "fn", "username",
)  # fmt: skip
_LABEL_LINE = any_of(LABEL_LINES)
_BOX_BELOW = re.compile(
    r"(?:author|autor(?:en)?|auteur)[\s_-]*(?:box|bio|info|card|details?|block|profile|content|wrap|name|area)"
    r"|about[\s_-]*(?:the[\s_-]*)?author|post[\s_-]author|article[\s_-]author"
)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|in)?|verfasser|redakteure?|auteurs?|autore?s?|signataires?|contributors?|writers?"
    r"|journalists?|kolumnisten)/[^/]|[?&]_?author=.",
    re.IGNORECASE,
)
# Pages about people of any kind, among whom the author is if the address ends with the name.
_PEOPLE_PATH = re.compile(
    r"/(?:about(?:-us)?|team|people|staff|editors?|experts?|producers?|profiles?|our[-_]\w+|mitarbeiter\w*|redaktion)/",
    re.IGNORECASE,
)
_TAG_PATH = re.compile(r"/(?:tags?|topics?|thema|themen|category|kategorie|rubrik|search|suche)/", re.IGNORECASE)
# One of them is in each such path.
_AUTHOR_PARTS = (
    "auth", "Auth", "auto", "Auto", "aute", "verfasser", "redakteur", "signataire", "contributor", "writer",
    "journalist", "kolumnist",
)  # fmt: skip
_LETTERS = re.compile(r"[^a-z]+")
# Where a byline goes on after a day, a rule or a time: "5. April 2024 | Von Erika Muster".
_INSIDE = re.compile(
    r"(?:[|•·–—,]|\s-|\d{2}|\buhr)\s*(?=(?:von|by|par|por|door|autor(?:in)?:|author:|redaktion:|text:)\s)",
    re.IGNORECASE,
)
# What ends the names of a byline: a rule, a day, a time, a place.
_NAMES_END = re.compile(
    r"\s*(?:[|•·–—@(\d]|\s-\s|\s(?:am|um|on|at|à|in|im|le|el|den|for|für)\s"
    r"|\s?(?:last |zuletzt )?(?:published|updated|posted|aktualisiert|veröffentlicht|lesezeit|reading time)\b"
    rf"|\s?(?={MONTH}\s\d))",
    re.IGNORECASE,
)
_POSTED = re.compile(
    r"^(?:Veröffentlicht|Eingestellt|Gespeichert|Publiziert|Geschrieben|Verfasst|Erstellt|Posted|Published|Written"
    r"|Publié|Submitted)\b[^|]{0,60}?\s(?:von|by|par):?\s+([^|,]{2,40}?)\s*(?=$|[|•·–—,@]|\s-\s|\s(?:am|um|on"
    r"|at|à)\s|\d)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_DAY = re.compile(
    r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}(?:,?\s*\d{1,2}[:.]\d\d(?:\s?(?:uhr|h|am|pm))?)?"
    rf"|(?:\d{{1,2}}\.?\s+)?{MONTH}\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?\d{{4}}",
    re.IGNORECASE,
)
# Each day has a year of four figures, or figures on both sides of a mark.
_MAY_BE_DAY = re.compile(r"\d{4}|\d[./-]\s?\d")
_PARTS = re.compile(r"\s*[|•·–—\n]\s*|\s+-\s+|\s*,\s*")
_LONGEST_LINE = 120
_LONGEST_NAME = 60
_LONGEST_LABEL = 25
# A line of more links is a menu.
_MOST_LINKS = 8
_LONGEST_SIGNED, _MOST_SIGNED = 25, 2
_DEPTH = 3
_LONGEST_DAY = 60
# A box that is named after authors and has more lines holds other things too.
_MOST_LINES = 4
_FIGURES = frozenset(("figure", "figcaption", "picture"))
# A day stands at most this many lines from the name beside it.
_NEAR_DAY = 2
# A line of day and name may stand right above the headline, a name alone only below: above are menus and kickers.
_ABOVE = 2
# A code in parentheses signs the text as one of the first lines below it.
_BELOW_TEXT = 2
# Lists of other articles name their authors too: more names than this below the text are theirs.
_MOST_BELOW = 2


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line says of the authors.

    Args:
        names: their names.
        rule: the rule of :data:`scraper.parser.fields.authors.RULES` that the place is.
        line: the line.
    """

    names: tuple[str, ...]
    rule: str
    line: int


@lru_cache(maxsize=4096)
def is_class(name: str) -> bool:
    """Return whether a name of an element is one of bylines."""
    return mentions(name, _CLASS_PARTS) and _CLASS.search(name) is not None


def worded(text: str) -> Sequence[str]:
    """Return the names of a line that says ``Von …``, ``Autorin: …``, ``Posted by … at …``."""
    if not _may_say(text):
        return ()
    said = text[_begin(text) :]
    end = names.lead_in_end(said)
    if end:
        return _behind_lead_in(said, end)
    posted = _POSTED.match(text)
    if posted:
        return names.parted(posted[1])
    return ()


def _behind_lead_in(said: str, end: int) -> Sequence[str]:
    """Return the names behind the words that begin a byline.

    Args:
        said: the byline.
        end: where those words end.
    """
    rest = said[end:]
    # Behind the names stand a day, a place, a trade; names in them are not the authors'.
    if stop := _NAMES_END.search(rest):
        rest = rest[: stop.start()]
    found = names.parted(rest)
    persons = [name for name in found if names.looks_like_person(name)]
    # "Von der Fähre zum Kran" begins like a byline; a person or initials show that it is one.
    if persons or _is_signed(rest):
        return persons or found
    # Behind a label ("Autor: Stadt Quellstadt") an institution or an account is the author as well.
    if names.is_labelled(said) and all(map(_is_account, found)):
        return found
    return ()


def _begin(text: str) -> int:
    """Return where a byline begins in a line: at its start, or behind a day or a rule."""
    if names.lead_in_end(text):
        return 0
    if inside := _INSIDE.search(text):
        return inside.end()
    return 0


def _may_say(text: str) -> bool:
    """Return whether a line has a word that bylines begin with, which most lines lack."""
    lowered = f" {text.lower()} "
    return mentions(lowered, _BYLINE_WORDS)


def _is_signed(rest: str) -> bool:
    """Return whether what follows a preposition is no more than one or two capitalized words: ``By TPN``."""
    if len(rest) > _LONGEST_SIGNED:
        return False
    words = rest.split()
    return len(words) <= _MOST_SIGNED and all(word[0].isupper() for word in words)


def _is_account(name: str) -> bool:
    """Return whether a name may be that of an account or an institution, and is no sentence."""
    return names.is_institution(name) or " " not in name


def near_headline(page: Page, headline: range, lines: Iterable[int]) -> Iterator[Byline]:
    """Yield what the lines around the headline say of the authors.

    Args:
        page: the page.
        headline: the lines from the headline to the end of the text.
        lines: the lines that are asked.
    """
    for at in lines:
        line = page.lines[at]
        said = _of_line(page, at, line, headline)
        if said and not _is_of_figure(page, line):
            for rule, found in said:
                yield Byline(tuple(found), rule, at)


def _is_of_figure(page: Page, line: Line) -> bool:
    """Return whether a line belongs to a picture, whose author is the photographer."""
    return any(page.boxes[box].tag in _FIGURES for box in page.ancestors(line.box, _DEPTH))


def _of_line(page: Page, at: int, line: Line, headline: range) -> list[tuple[str, Sequence[str]]]:
    """Return rules and the names that a line gives by them; nothing where it only looks like a byline."""
    text = line.text
    linked = _linked(line)
    found = [("link to an author", linked)]
    # A longer line is running text, of which only a link to an author's page is evidence.
    if len(text) > _LONGEST_LINE:
        return [one for one in found if one[1]]
    said = worded(text)
    # Of several authors some have a page of their own: then the words name the others too.
    if linked and set(linked) < set(said):
        linked = said
    found = [("link to an author", linked), ("words of a byline", said)]
    marked = _marked(page, line)
    if marked:
        found.append(("element named after authors", names.parted(marked)))
    if len(text) <= _LONGEST_LABEL and _LABEL_LINE.match(text):
        found += [("label above", names.parted(below.text[:_LONGEST_NAME])) for below in page.lines[at + 1 : at + 2]]
    if headline.start - _ABOVE <= at < headline.stop:
        found.append(("name beside a day", _bare(page, at, line, own_line=at >= headline.start)))
    return [one for one in found if one[1]]


def _linked(line: Line) -> Sequence[str]:
    """Return the names of the links of a line that lead to authors."""
    if not line.anchors:
        return ()
    found = [anchor for anchor in line.anchors[:_MOST_LINKS] if _leads_to_author(anchor)]
    return [name for anchor in found for name in names.parted(anchor.text)]


def _marked(page: Page, line: Line) -> str:
    """Return the part of a line that an element named after authors holds, or nothing."""
    if line.names and is_class(line.names):
        marked = _marked_inside(line)
        if marked is not None:
            return marked
    if len(line.text) > _LONGEST_NAME:
        return ""
    box = page.boxes[line.box]
    around = page.boxes[max(box.parent, 0)]
    if _is_authors_box(box) or _is_authors_box(around):
        return line.text
    return ""


def _marked_inside(line: Line) -> str | None:
    """Return the words of the inline element of a line that is named after authors, or None."""
    given = {mark.name.split()[-1]: line.text[mark.start : mark.end] for mark in line.marks if mark.name}
    if "familyname" in given:
        return f"{given.get('givenname', '')} {given['familyname']}"
    marked = [mark for mark in line.marks if is_class(mark.name)]
    if not marked:
        return None
    # Of "author-label" and "author-name" the second is the name.
    best = next((mark for mark in marked if "name" in mark.name), marked[0])
    return line.text[best.start : best.end]


def _is_authors_box(box: Box) -> bool:
    """Return whether a box is named after authors, and holds hardly more than their names."""
    is_named = box.prop == "author" or (box.name != "" and is_class(box.name))
    return is_named and box.end - box.start < _MOST_LINES


def _leads_to_author(anchor: Anchor) -> bool:
    """Return whether a link leads to an author: by its relation, its class, its address."""
    if anchor.rel and "author" in anchor.rel.split():
        return True
    if anchor.name and is_class(anchor.name):
        return True
    href = anchor.href
    if mentions(href, _AUTHOR_PARTS) and _AUTHOR_PATH.search(href):
        return True
    return _is_name_of_people(anchor)


def _is_name_of_people(anchor: Anchor) -> bool:
    """Return whether a link's words are a person's name, its address is among people's, and it ends with the name."""
    text = anchor.text
    may_be_name = " " in text and len(text) <= _LONGEST_NAME
    if not may_be_name or not names.looks_like_person(text):
        return False
    return _PEOPLE_PATH.search(anchor.href) is not None and _is_slug(anchor.text, anchor.href)


def _is_slug(name: str, href: str) -> bool:
    """Return whether an address ends with a person's name, and is none of a list of articles about the person."""
    # The address of a subject ends with a person's name where the person is written about.
    if _TAG_PATH.search(href):
        return False
    return _LETTERS.sub("-", name.lower()).strip("-") in _LETTERS.sub("-", href.lower())


def _bare(page: Page, at: int, line: Line, *, own_line: bool) -> Sequence[str]:
    """Return the persons whose names stand on a line with a day, or beside one, without a word that says so.

    Args:
        page: the page.
        at: the line's number.
        line: the line.
        own_line: whether the name may have a line of its own, beside that of the day.
    """
    text = line.text
    found: Sequence[str] = ()
    if _DIGIT.search(text):
        found = _beside_day(text)
    elif own_line and _is_alone_beside_day(page, at):
        found = (text,)
    # A link that does not lead to the person leads to a section or to articles about somebody.
    if found and not all(_is_slug(anchor.text, anchor.href) for anchor in line.anchors[:_MOST_LINKS]):
        return ()
    return found


def _is_alone_beside_day(page: Page, at: int) -> bool:
    """Return whether a line is a person's name, and one close to it a day."""
    text = page.lines[at].text
    is_person = len(text) <= _LONGEST_NAME and names.looks_like_person(text)
    return is_person and _is_beside_day(page, at)


def _beside_day(text: str) -> Sequence[str]:
    """Return the persons that a line with a day names."""
    if not _MAY_BE_DAY.search(text) or not _DAY.search(text):
        return ()
    # A day parts the names before it from those behind it.
    parts = [part for part in _PARTS.split(_DAY.sub("\n", text)) if any(map(str.isalpha, part))]
    persons = [names.parted(part) for part in parts]
    return next((found for found in persons if found and all(map(names.looks_like_person, found))), ())


def _is_beside_day(page: Page, at: int) -> bool:
    """Return whether a line just above or below hardly says more than a day."""
    around = page.lines[max(0, at - _NEAR_DAY) : at + _NEAR_DAY + 1]
    return any(len(line.text) <= _LONGEST_DAY and _has_day(line.text) for line in around)


def _has_day(text: str) -> bool:
    """Return whether a short text has a day."""
    return _DIGIT.search(text) is not None and find_day(text) is not None


def under_text(page: Page, start: int, below: int, end: int) -> Iterator[Byline]:
    """Yield what the lines at the end of a text say of the authors, by words, links or codes in parentheses.

    Args:
        page: the page.
        start: the first line that is asked.
        below: the line after the text.
        end: the line after the last that is asked.
    """
    for at in range(max(0, start), min(end, len(page.lines))):
        line = page.lines[at]
        if len(line.text) > _LONGEST_LINE:
            continue
        found = worded(line.text) or _related(line)
        # A code further below signs the teaser of another article.
        if not found and 0 <= at - below < _BELOW_TEXT:
            found = codes.alone(line.text)
        if found:
            yield Byline(tuple(found), "signature under the text", at)


def _related(line: Line) -> Sequence[str]:
    """Return the names of the links of a line whose relation says that they lead to the author."""
    found = [anchor for anchor in line.anchors if anchor.rel and "author" in anchor.rel.split()]
    return [name for anchor in found for name in names.parted(anchor.text)]


def boxes_below(page: Page, end: int) -> Iterator[Byline]:
    """Yield the name of the box about the author below a text, unless lists of other articles name theirs."""
    found: dict[str, int] = {}
    # Boxes stand in the order of their first lines.
    for box in page.boxes[bisect_left(page.boxes, end, key=attrgetter("start")) :]:
        if "aut" not in box.name or not _BOX_BELOW.search(box.name):
            continue
        if box.end == box.start:
            continue
        text = page.lines[box.start].text[: _LONGEST_NAME + 1]
        name = names.without_lead_in(text).strip(" :")
        if names.looks_like_person(name):
            found.setdefault(name, box.start)
    # Boxes of more people are those of other articles' authors, or of the whole staff.
    if len(found) <= _MOST_BELOW:
        yield from (Byline((name,), "box about the author", at) for name, at in list(found.items())[:1])
