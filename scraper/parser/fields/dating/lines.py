"""The days that readers see in the lines around the headline and the text, and in those of the rest of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scraper.parser.fields.dating import datelines, elements, labels, rules, words
from scraper.parser.fields.dating.boxes import LONGEST_FIGURE, day_in_boxes
from scraper.parser.fields.dating.evidence import kind_of, of_name, of_role, source_of
from scraper.parser.fields.dating.form import LONGEST_LINE, LONGEST_OF_ITSELF, Form, form_of, spaced, words_beside
from scraper.parser.fields.dating.labels import Role
from scraper.parser.fields.dating.mention import Kind, Mention, Scene
from scraper.parser.fields.dating.place import Places
from scraper.parser.fields.dating.rules import Rule
from scraper.parser.page.model import Attributes, Box, Line
from scraper.parser.statements.stamps import Stamp
from scraper.web.dates import moment_after, stamp_of
from scraper.web.written_days import Written, days_in

# Lines above the headline that may hold its day, and those of them that stand close to it.
_ABOVE, _CLOSE_ABOVE = 14, 3
# Lines below the headline that may hold its day where the text begins later, or earlier, and the first of the text.
_BELOW, _CLOSE_BELOW, _FIRST_LINES = 24, 4, 8
# Lines below the text.
_AFTER = 8
# Two paragraphs of so many characters above a day put it into the text; one may be a standfirst.
_PARAGRAPH, _PARAGRAPHS, _LINES_LOOKED_AT = 200, 2, 60
# A box of more lines is not named after one of them.
_SMALL_BOX = 4
# The share of a line that is a link where it leads to other articles.
_MOSTLY = 0.6

# A page of more days in one place is a calendar; the bound keeps the ranking from comparing thousands with each other.
_MOST = 200

_DIGITS = re.compile(r"\d.*\d\d")
_HEADINGS = frozenset({"h1", "h2"})
_CHAPTERS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_PLACES_ABOVE = frozenset({rules.ABOVE_HEADLINE, rules.FAR_ABOVE})
_PLACES_OF_BOXES = _PLACES_ABOVE | {rules.BELOW_HEADLINE}
_MARKED = frozenset({rules.SAID, rules.MARKED_TIME})
_NAMED = frozenset({rules.IN_TIME, rules.NAMED})
_OF_FORM = {Form.DATE: [], Form.BYLINE: [rules.BESIDE_WORDS], Form.OF_ITSELF: [rules.OF_ITSELF]}


class Lines:
    """The lines of a page that may hold the day of its article.

    Args:
        scene: the page.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._lines = scene.page.lines
        self._places = Places(scene)
        self._elements: dict[int, list[tuple[Attributes, str]]] = {}
        for attributes, at, text in scene.page.times:
            self._elements.setdefault(at, []).append((attributes, text))
        self._close_above = max(0, scene.start - _CLOSE_ABOVE)
        self._far_above = max(0, scene.start - _ABOVE)
        self._end_below = min(max(scene.first + 1, scene.start + _CLOSE_BELOW), scene.start + _BELOW)
        first = max(scene.start + _FIRST_LINES, scene.first + _CLOSE_BELOW)
        self._end_of_first = max(self._end_below, min(first, scene.end))
        self._end = max(scene.end, self._end_of_first)

    def below_headline(self) -> list[Mention]:
        """Return the days of the headline's lines and of those below it."""
        return self._in(range(self._scene.start, self._end_below), rules.BELOW_HEADLINE, "date near the headline")

    def around(self) -> Iterator[Mention]:
        """Yield the days above the headline, and the one that opens the text."""
        scene = self._scene
        close = range(scene.start - 1, self._close_above - 1, -1)
        far = range(self._close_above - 1, self._far_above - 1, -1)
        above = self._in(close, rules.ABOVE_HEADLINE, "date near the headline")
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
        return self._in(range(self._end, self._end + _AFTER), rules.BELOW_TEXT, "a line below the text")

    def elsewhere(self) -> list[Mention]:
        """Return the days of all other lines."""
        middle, rest = range(self._end_of_first, self._end), range(self._end + _AFTER, len(self._lines))
        lines = (*range(self._far_above), *middle, *rest)
        return _without_lists(self._in(lines, rules.ELSEWHERE, "a date somewhere on the page"))

    def _in(self, lines: Iterable[int], place: Rule, source: str) -> list[Mention]:
        """Return the days of some lines.

        Args:
            lines: their indexes; some may lie behind the last line.
            place: where they stand.
            source: what they are, in the words of ``Article.sources``.
        """
        found: list[Mention] = []
        has_boxes = place in _PLACES_OF_BOXES
        for at in lines:
            if len(found) >= _MOST:
                break
            if at >= len(self._lines):
                # The last elements of a page may have no words.
                found += self._of_last_elements(at, place)
                break
            text = self._lines[at].text
            # Most lines have no figures, and are asked for nothing but that.
            if at in self._elements or (_may_hold_day(text) and _DIGITS.search(text)):
                found += self._of_line_and_elements(at, place, source)
            elif has_boxes and len(text) <= LONGEST_FIGURE:
                found += self._of_boxes(at, place, source)
        return found

    def _of_line_and_elements(self, at: int, place: Rule, source: str) -> Iterator[Mention]:
        line = self._lines[at]
        text = self._text(at, line, self._scene.page.boxes[line.box])
        written = self._days(text)
        stamped = self._elements.get(at)
        # Three of four lines with figures have no day, so that it does not matter where they stand.
        if not written and stamped is None:
            yield from self._believable(at, place, list(self._of_boxes(at, place, source)))
            return
        if self._places.is_foreign(at):
            return
        found: list[Mention] = []
        if written:
            found += self._of_line(at, text, written, place, source)
        if stamped is not None:
            of_elements = list(elements.mentions(self._scene, at, stamped[:_MOST], place))
            found = elements.joined(found, of_elements)
        if not found:
            found += self._of_boxes(at, place, source)
        yield from self._believable(at, place, found)

    def _of_last_elements(self, at: int, place: Rule) -> Iterator[Mention]:
        last = len(self._lines) - 1
        if last < 0 or at not in self._elements:
            return
        if not self._places.is_foreign(last):
            yield from elements.mentions(self._scene, at, self._elements[at][:_MOST], place)

    def _of_boxes(self, at: int, place: Rule, source: str) -> Iterator[Mention]:
        """Yield the day whose figures stand in this line and the next ones."""
        if place not in _PLACES_OF_BOXES or len(self._lines[at].text) > LONGEST_FIGURE:
            return
        found = day_in_boxes(self._scene, at)
        if found is None or self._places.is_foreign(at):
            return
        day, text = found
        line = self._lines[at]
        name = self._name(line, self._scene.page.boxes[line.box])
        yield Mention((day, None), source, Kind.SHOWN, [place, *of_name(name)], text, name)

    # --- what surrounds a line ---

    def _believable(self, at: int, place: Rule, mentions: list[Mention]) -> Iterator[Mention]:
        """Yield the days of a line that may be the article's, with what its surroundings say of them."""
        if not mentions:
            return
        line, scene = self._lines[at], self._scene
        away = self._places.is_away(at)
        has_change = any(mention.kind is Kind.CHANGE for mention in mentions)
        for mention in mentions:
            if away and rules.SAID not in mention.rules:
                continue
            mention.line = at
            mention.look = f"{line.names} {scene.page.boxes[line.box].name}"
            if has_change and mention.kind is Kind.SHOWN:
                mention.rules.append(rules.BESIDE_CHANGE)
            mention.rules += self._against(at, place, mention)
            yield mention

    def _against(self, at: int, place: Rule, mention: Mention) -> Iterator[Rule]:
        """Yield what the surroundings of a line say against its day."""
        line = self._lines[at]
        # A day that is called or marked so is believed in the middle of the text, too: live blogs have it there.
        is_marked = not _MARKED.isdisjoint(mention.rules)
        is_plain = mention.kind is Kind.SHOWN and not is_marked
        if is_plain and (self._is_in_text(at) or self._is_chapter(at)):
            yield rules.IN_THE_TEXT
        if place not in _PLACES_ABOVE or not _NAMED.isdisjoint(mention.rules):
            return
        # Above the headline a linked day leads to the archive of that day, or is a teaser's.
        if line.linked > _MOSTLY * len(line.text):
            yield rules.LINKED

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

    # --- a line ---

    def _of_line(self, at: int, text: str, written: tuple[Written, ...], place: Rule, source: str) -> Iterator[Mention]:
        """Yield the days of a line that is no sentence, with what speaks for each."""
        line = self._lines[at]
        name = self._name(line, self._scene.page.boxes[line.box])
        said = self._said(at, text, written, name)
        form = form_of(text, written, said, is_named=words.NAMES_A_DATE.search(name) is not None)
        if form is Form.SENTENCE:
            return
        common = [place, *_OF_FORM[form], *of_name(name)]
        for one, role in zip(written, said, strict=True):
            stamp, day = _stamp(text, one, written), text[one.start : one.end]
            yield Mention(stamp, source_of(role, place, source), kind_of(role), of_role(role, list(common)), day)

    def _days(self, text: str) -> tuple[Written, ...]:
        scene = self._scene
        if not _may_hold_day(text):
            return ()
        return days_in(text, american=scene.american, language=scene.language)

    def _text(self, at: int, line: Line, box: Box) -> str:
        """Return the words of a line that may hold a day."""
        if box.tag in _HEADINGS:
            return self._beside_heading(line, at)
        return spaced(line) if line.marks else line.text

    def _said(self, at: int, text: str, written: tuple[Written, ...], name: str) -> list[Role | None]:
        """Return what a line, the one above it or the names around it call its days."""
        said = labels.roles(text, written)
        # The headline is no label of the day below it, whatever its last word is.
        has_line_above = at > 0 and at - 1 != self._scene.start
        is_uncalled = len(written) == 1 and said[0] is None
        if is_uncalled and has_line_above:
            said = [labels.on_own_line(self._lines[at - 1].text)]
        if "datepublished" in name and said[0] is not None:
            said[0] = labels.PUBLICATION
        return said

    def _beside_heading(self, line: Line, at: int) -> str:
        """Return the part of a heading that may be the day: an element of its own in it, or all of what is only a day.

        The day that a headline speaks of is not that of publication ("Lauf am Wehr, 19.5.2007").
        """
        parts = [line.text[mark.start : mark.end] for mark in line.marks if words.NAMES_A_DATE.search(mark.name)]
        named = next((part for part in parts if len(part) < LONGEST_LINE and _DIGITS.search(part)), None)
        if named is not None:
            return named
        written = self._days(line.text)
        if not written:
            return ""
        is_headline = at == self._scene.start
        role = labels.roles(line.text, written)[0]
        if role is labels.PUBLICATION:
            return line.text
        if is_headline:
            return ""
        # Blogs have the day as a heading above the headline ("Freitag, 3. Mai 2024").
        is_day = words_beside(line.text, written) <= 1
        if is_day or role is labels.PLAIN:
            return line.text
        return ""

    def _name(self, line: Line, box: Box) -> str:
        """Return the names of a line's elements, of its box, and of a small box around that."""
        around = self._scene.page.boxes[box.parent] if box.parent >= 0 else box
        own = f"{line.names} {box.name} {box.prop}"
        if around.end - around.start > _SMALL_BOX:
            return own
        return f"{own} {around.name}"


def _may_hold_day(text: str) -> bool:
    """Return whether a line is short enough to be more than a paragraph, or speaks of the article itself."""
    if len(text) <= LONGEST_LINE:
        return True
    return len(text) <= LONGEST_OF_ITSELF and words.SPEAKS_OF_ITSELF.match(text) is not None


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
