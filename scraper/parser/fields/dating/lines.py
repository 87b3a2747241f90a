"""The days that readers see in lines around the headline and the text, and in boxes for each figure of a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scraper.parser.fields.dating import datelines, elements, labels, rules, words
from scraper.parser.fields.dating.evidence import kind_of, of_name, of_role, source_of
from scraper.parser.fields.dating.labels import Role
from scraper.parser.fields.dating.mention import Kind, Mention, Scene
from scraper.parser.fields.dating.place import is_away, is_foreign
from scraper.parser.fields.dating.rules import Rule
from scraper.parser.page.model import Attributes, Box, Line
from scraper.parser.statements.stamps import Stamp
from scraper.web.dates import moment_after, parse_day, stamp_of
from scraper.web.written_days import Written, days_in

# Lines above the headline that may hold its day, and those of them that stand close to it.
_ABOVE, _CLOSE_ABOVE = 14, 3
# Lines below the headline that may hold its day where the text begins later, or earlier.
_BELOW, _CLOSE_BELOW, _FIRST_LINES = 24, 4, 8
# Lines below the text.
_AFTER = 8
# A line of more characters is a paragraph; one that speaks of the article itself may be longer.
_LINE, _LONGEST = 160, 480
# Words beside the days of a line of nothing but days, and of one that has a byline, too.
_WORDS_BESIDE, _WORDS_OF_BYLINE = 5, 16
# A sentence has at least so many words beside its day.
_WORDS_OF_SENTENCE = 3
# Characters in front of a day with which a line begins, such as those of a weekday.
_WEEKDAY = 14
# Two paragraphs of so many characters above a day put it into the text; one may be a standfirst.
_PARAGRAPH, _PARAGRAPHS, _LINES_LOOKED_AT = 200, 2, 60
# A box of more lines is not named after one of them.
_SMALL_BOX = 4
# The share of a line that is a link where it leads to other articles.
_MOSTLY = 0.6
# Characters of a line that is a figure of a date, or two of them.
_FIGURE = 14

_DIGITS = re.compile(r"\d.*\d\d")
_FIGURES = re.compile(
    r"\d{1,2}\.?|\d{4}|\W*[^\W\d_]{3,10}\.?|\d{1,2}\.?\s[^\W\d_]{3,10}\.?|[^\W\d_]{3,10}\.?\s\d{1,4},?"
)
_SHORT_WORDS = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(
    r"(?!\W*(?:von|by|par|di|de|por|door|af|av)\s).*[^\W\d_]{2}.*[.!?]\W*", re.IGNORECASE | re.DOTALL
)
_HEADINGS = frozenset({"h1", "h2"})
_CHAPTERS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_PLACES_OF_BOXES = frozenset({rules.BELOW_HEADLINE, rules.ABOVE_HEADLINE, rules.FAR_ABOVE})
# Signs that part the words of a line, and a time of day with such a sign, or the end of the line, behind it.
_LAST_SIGN = re.compile(r"\s[–—-]\s|[|·•–—:(\[»]|\s/\s|//")
_TIME_AND_SIGN = re.compile(
    r"[\s)\]]*(?:(?:,|um|at|à|@|-|\||/|•)?\s*\d\d?[:.h]\d\d)?(?:\s?(?:Uhr|h|[ap]\.?m\.?)\b)?\s*(?:[|·•/–—,;:)-]|\s{2}|$)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\W*(?:von|by|par|por|di|door|av|af|text|autor\w*|author)\b", re.IGNORECASE)
_WORDS_OF_SHORT_BYLINE = 9


class Lines:
    """The lines of a page that may hold the day of its article.

    Args:
        scene: the page.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._lines = scene.page.lines
        self._elements: dict[int, list[tuple[Attributes, str]]] = {}
        for attributes, at, text in scene.page.times:
            self._elements.setdefault(at, []).append((attributes, text))
        self._close_above = max(0, scene.start - _CLOSE_ABOVE)
        self._far_above = max(0, scene.start - _ABOVE)
        self._end_below = min(max(scene.first + 1, scene.start + _CLOSE_BELOW), scene.start + _BELOW)
        first = max(scene.start + _FIRST_LINES, scene.first + _CLOSE_BELOW)
        self._end_of_first = max(self._end_below, min(first, scene.end))
        self._end_after = max(scene.end, self._end_of_first) + _AFTER

    def near(self) -> Iterator[Mention]:
        """Yield the days around the headline, and the one that opens the text."""
        scene = self._scene
        yield from self._in(range(scene.start, self._end_below), rules.BELOW_HEADLINE, "date near the headline")
        close = range(scene.start - 1, self._close_above - 1, -1)
        above = self._in(close, rules.ABOVE_HEADLINE, "date near the headline")
        far = range(self._close_above - 1, self._far_above - 1, -1)
        above += self._in(far, rules.FAR_ABOVE, "a line above the headline")
        yield from _without_lists(above)
        yield from datelines.mentions(scene)

    def after(self) -> Iterator[Mention]:
        """Yield the days below the text, where many sites put theirs, and among its first lines."""
        first = range(self._end_below, self._end_of_first)
        yield from self._in(first, rules.AMONG_FIRST, "a line below the headline")
        yield from _without_lists(self.below())

    def below(self) -> list[Mention]:
        """Return the days of the lines below the text."""
        lines = range(max(self._scene.end, self._end_of_first), self._end_after)
        return self._in(lines, rules.BELOW_TEXT, "a line below the text")

    def elsewhere(self) -> Iterator[Mention]:
        """Yield the days of all other lines."""
        begin, end = self._end_of_first, max(self._scene.end, self._end_of_first)
        rest = (*range(self._far_above), *range(begin, end), *range(self._end_after, len(self._lines)))
        yield from _without_lists(self._in(rest, rules.ELSEWHERE, "a date somewhere on the page"))

    def _in(self, lines: Iterable[int], place: Rule, source: str) -> list[Mention]:
        """Return the days of some lines.

        Args:
            lines: their indexes; some may lie behind the last line.
            place: where they stand.
            source: what they are, in the words of ``Article.sources``.
        """
        found: list[Mention] = []
        for at in lines:
            if at >= len(self._lines):
                # The last elements of a page may have no words.
                found += self._of_last_elements(at, place)
                break
            text = self._lines[at].text
            elements_of_line = self._elements.get(at)
            may_be_line = len(text) <= _LINE or (len(text) <= _LONGEST and words.SPEAKS_OF_ITSELF.match(text))
            has_figures = may_be_line and _DIGITS.search(text) is not None
            if has_figures or elements_of_line:
                found += self._of_line_and_elements(at, place, source)
            elif len(text) <= _FIGURE:
                found += self._in_boxes(at, place, source)
        return found

    def _of_line_and_elements(self, at: int, place: Rule, source: str) -> Iterator[Mention]:
        if is_foreign(self._scene, at):
            return
        found = list(self._of_line(at, self._lines[at], place, source))
        if at in self._elements:
            of_elements = list(elements.mentions(self._scene, at, self._elements[at], place))
            found = elements.joined(found, of_elements)
        if not found and len(self._lines[at].text) <= _FIGURE:
            found = list(self._in_boxes(at, place, source))
        yield from self._believable(at, place, found)

    def _of_last_elements(self, at: int, place: Rule) -> Iterator[Mention]:
        last = len(self._lines) - 1
        if at in self._elements and last >= 0 and not is_foreign(self._scene, last):
            yield from elements.mentions(self._scene, at, self._elements[at], place)

    def _believable(self, at: int, place: Rule, mentions: list[Mention]) -> Iterator[Mention]:
        """Yield the days of a line that may be the article's, with what its surroundings say of them."""
        line, scene = self._lines[at], self._scene
        away = is_away(scene, at)
        has_change = any(mention.kind is Kind.CHANGE for mention in mentions)
        for mention in mentions:
            is_said = rules.SAID in mention.rules
            if away and not is_said:
                continue
            if has_change and mention.kind is Kind.SHOWN:
                mention.rules.append(rules.BESIDE_CHANGE)
            mention.line = at
            mention.look = f"{line.names} {scene.page.boxes[line.box].name}"
            is_marked = is_said or rules.MARKED_TIME in mention.rules
            is_in_text = self._is_in_text(at) or self._is_chapter(at)
            if not is_marked and mention.kind is Kind.SHOWN and is_in_text:
                mention.rules.append(rules.IN_THE_TEXT)
            is_above = place in (rules.ABOVE_HEADLINE, rules.FAR_ABOVE)
            is_named = rules.IN_TIME in mention.rules or rules.NAMED in mention.rules
            if is_above and not is_named and line.linked > _MOSTLY * len(line.text):
                mention.rules.append(rules.LINKED)
            yield mention

    # --- a line ---

    def _of_line(self, at: int, line: Line, place: Rule, source: str) -> Iterator[Mention]:
        """Yield the days of a line that is no sentence, with what speaks for each."""
        scene = self._scene
        box = scene.page.boxes[line.box]
        text = _spaced(line) if line.marks else line.text
        if box.tag in _HEADINGS:
            text = self._beside_heading(line, at)
        if len(text) > _LONGEST:
            return
        written = days_in(text, american=scene.american, language=scene.language)
        if not written:
            return
        name = self._name(line, box)
        said = labels.roles(text, written)
        if len(written) == 1 and said[0] is None and at and not scene.start <= at - 1 < scene.start + 1:
            said = [labels.on_own_line(self._lines[at - 1].text)]
        if "datepublished" in name and said[0] is not None and not said[0].is_publication:
            said[0] = labels.PUBLICATION
        form = _form(text, written, said, is_named=words.NAMES_A_DATE.search(name) is not None)
        if form is None:
            return
        common = [place, *form, *of_name(name)]
        for one, role in zip(written, said, strict=True):
            stamp = _stamp(text, one, written)
            day = text[one.start : one.end]
            yield Mention(stamp, source_of(role, place, source), kind_of(role), of_role(role, list(common)), day)

    def _beside_heading(self, line: Line, at: int) -> str:
        """Return the part of a heading that may be the day: an element of its own in it, or all of what is only a day.

        The day that a headline speaks of is not that of publication ("Lauf am Wehr, 19.5.2007").
        """
        for mark in line.marks:
            part = line.text[mark.start : mark.end]
            if words.NAMES_A_DATE.search(mark.name) and _DIGITS.search(part) and len(part) < _LINE:
                return part
        scene = self._scene
        written = days_in(line.text, american=scene.american, language=scene.language)
        if not written:
            return ""
        role = labels.roles(line.text, written)[0]
        is_headline = at == scene.start
        if role is not None and (role.is_publication or (role.is_plain and not is_headline)):
            return line.text
        beside = _words_beside(line.text, written)
        return "" if beside > 1 or is_headline else line.text

    def _name(self, line: Line, box: Box) -> str:
        """Return the names of a line's elements, of its box, and of a small box around that."""
        around = self._scene.page.boxes[box.parent] if box.parent >= 0 else box
        own = f"{line.names} {box.name} {box.prop}"
        if around.end - around.start > _SMALL_BOX:
            return own
        return f"{own} {around.name}"

    def _is_in_text(self, at: int) -> bool:
        """Return whether paragraphs of the article stand both above and below a line."""
        scene = self._scene
        if not scene.first < at < scene.end - 1:
            return False
        above = self._lines[max(scene.start + 1, at - _LINES_LOOKED_AT) : at]
        return sum(len(line.text) >= _PARAGRAPH for line in above) >= _PARAGRAPHS

    def _is_chapter(self, at: int) -> bool:
        """Return whether a line is a heading below the first paragraph, as the days of a chronicle are."""
        tag = self._scene.page.boxes[self._lines[at].box].tag
        return tag in _CHAPTERS and self._scene.first < at < self._scene.end

    # --- day, month and year apart ---

    def _in_boxes(self, at: int, place: Rule, source: str) -> Iterator[Mention]:
        """Yield the day whose figures stand in this line and the two below it, or the one below it."""
        scene = self._scene
        if place not in _PLACES_OF_BOXES or not _FIGURES.fullmatch(self._lines[at].text):
            return
        for count in (3, 2):
            parts = [line.text for line in self._lines[at : at + count]]
            if len(parts) < count or not all(len(part) <= _FIGURE and _FIGURES.fullmatch(part) for part in parts):
                continue
            is_figures = all(part.strip(".").isdigit() for part in parts)
            text = (".".join(part.strip(".") for part in parts)) if is_figures else " ".join(parts)
            day = parse_day(text, american=scene.american, language=scene.language)
            if day is not None and not is_foreign(scene, at) and not is_away(scene, at):
                line = self._lines[at]
                box = scene.page.boxes[line.box]
                name = self._name(line, box)
                yield Mention((day, None), source, Kind.SHOWN, [place, *of_name(name)], text, name)
                return


def _form(text: str, written: tuple[Written, ...], said: list[Role | None], *, is_named: bool) -> list[Rule] | None:
    """Return what the words beside the days say for them; None for a sentence, whose days are of anything."""
    is_called = any(role is not None and not role.is_other for role in said)
    if is_called and words.SPEAKS_OF_ITSELF.match(text):
        return [rules.OF_ITSELF]
    if len(text) > _LINE:
        return None
    beside = _words_beside(text, written)
    if beside > _WORDS_OF_BYLINE:
        return None
    parted = any(_is_parted(text, one) for one in written)
    is_apart = parted or is_called or is_named
    if beside >= _WORDS_OF_SENTENCE and not is_apart and _SENTENCE.fullmatch(text):
        return None
    if beside <= _WORDS_BESIDE:
        return []
    if is_apart or (_BYLINE.match(text) and beside <= _WORDS_OF_SHORT_BYLINE):
        return [rules.BESIDE_WORDS]
    return None


def _is_parted(text: str, one: Written) -> bool:
    """Return whether signs part a day, with its weekday and its time, from the other words of its line."""
    in_front, behind = _LAST_SIGN.split(text[: one.start])[-1], text[one.end :]
    return len(in_front.split()) <= 1 and len(in_front) <= _WEEKDAY and _TIME_AND_SIGN.match(behind) is not None


def _spaced(line: Line) -> str:
    """Return the text of a line with spaces where elements meet, as readers see them apart (``NewsMay 3, 2024``)."""
    text = line.text
    for at in sorted({edge for mark in line.marks for edge in (mark.start, mark.end)}, reverse=True):
        if 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
            text = f"{text[:at]} {text[at:]}"
    return text


def _words_beside(text: str, written: tuple[Written, ...]) -> int:
    """Return the number of words that are not of the days of a line."""
    of_days = sum(len(_SHORT_WORDS.findall(text[one.start : one.end])) for one in written)
    return len(_SHORT_WORDS.findall(text)) - of_days


def _stamp(text: str, one: Written, written: tuple[Written, ...]) -> Stamp:
    """Return a day of a line with the time of day between it and the next one."""
    end = next((other.start for other in written if other.start > one.start), len(text))
    moment = moment_after(text[:end], one)
    if moment is None or not moment.time():
        return one.day, None
    return one.day, stamp_of(moment, berlin=False)[1]


def _without_lists(mentions: list[Mention]) -> list[Mention]:
    """Return the days of some lines; those of several lines that look alike are of a list's items."""
    alike: dict[str, dict[int, Stamp]] = {}
    for mention in mentions:
        alike.setdefault(mention.look, {}).setdefault(mention.line, mention.stamp)
    for mention in mentions:
        if len(set(alike[mention.look].values())) > 1:
            mention.rules.append(rules.ONE_OF_SEVERAL)
    return mentions
