"""Lines inside the text's box that are no part of the text: pleas, pointers, bylines, lists of links.

No line is left out for being short, repeated, dated or linked alone: where it stands decides (see
:mod:`scraper.parser.page.running_text`).
"""

from __future__ import annotations

import re
from collections import Counter

from scraper.parser.fields.captions import is_caption
from scraper.parser.fields.service_words import (
    ADDRESS,
    APPENDIX,
    APPENDIX_LETTERS,
    APPENDIX_WORDS,
    BEGINNINGS,
    BYLINE,
    LINKED_POINTER,
    PLEA,
    POINTER,
    SERVICE,
    SIGN_OFF,
    SIGN_OFF_PARTS,
)
from scraper.parser.page.labels import MORE
from scraper.parser.page.model import Anchor, Line, Page, mentions
from scraper.parser.page.running_text import RunningText, is_link, is_paragraph
from scraper.web.dates import find_day

# What str.isalnum() says of a character, asked of a whole text: a hostile page has lines of millions of others.
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d(?!\.?\d)(?:\b|[ap]m)", re.IGNORECASE)
# One of these stands in each address of an author.
_ADDRESS_SIGNS = ("@", ".")
# Parts of a text that have lines of signs, and parts in which a day is always part of the text.
_PARTS_WITH_SIGNS = frozenset({"cell", "quote"})
_PARTS_WITH_DAYS = frozenset({"heading", "quote"})
# What may stand before "mehr" in a button.
_MORE_SIGNS = frozenset("[(»>")
_SENTENCE_ENDS = frozenset('.!?“”"')
# The most characters of a line that can be a byline, a button, a plea, a pointer, a heading of an appendix, a day
# alone, a caption. A line of more is a sentence.
_LONGEST_BYLINE = 90
_LONGEST_SERVICE = 120
_LONGEST_PLEA = 220
_LONGEST_POINTER = 60
_LONGEST_LINKED_POINTER = 160
_LONGEST_APPENDIX = 60
_LONGEST_DAY = 45
_LONG_SENTENCE = 60
_SHORTEST_TITLE = 20
# Items of a list of other articles are headlines; of 102 lists of links among paragraphs measured in November 2026
# those with longer items and without an introduction led elsewhere two times of three.
_HEADLINE = 40
# Two links on lines of their own are one aside each; three are a list.
_SHORTEST_RUN = 3
# The characters of an item of key points, on average; those of day, section and reading time are fewer.
_KEY_POINT = 25
# An appendix has a sentence about the author, a section of the text more paragraphs of this length.
_SHORTEST_RUNNING = 100
_PARAGRAPHS_OF_A_SECTION = 2
# More than a colon or a name's end behind the words of an appendix.
_MORE_WORDS = 5
_CONTACT = re.compile(r"@|\bhttps?:|\bwww\.|\b(?:tel|telefon|phone|fon|mobil)\b", re.IGNORECASE)
# The same link below a second paragraph may be a second reference; below a third it is a button.
_REPEATED = 3


def is_appendix(text: str) -> bool:
    """Return whether a line reads like the heading of what follows a text: its author, its sources, other reports."""
    return len(text) < _LONGEST_APPENDIX and text[0] in APPENDIX_LETTERS and APPENDIX.match(text) is not None


def heads_appendix(page: Page, at: int, below: list[int]) -> bool:
    """Return whether a line heads what follows the text.

    An appendix is short: contacts, links, a word about the author. Where running text follows, the line is a
    sub-heading that begins with the same word: "Kontakt zu Bürgern", "Quellen der Finanzierung".

    Args:
        page: the page.
        at: the line.
        below: the lines of the text that follow it.
    """
    text = page.lines[at].text
    if not is_appendix(text):
        return False
    number = sum(1 for other in below if _is_running(page.lines[other]))
    match = APPENDIX_WORDS.match(text)
    has_more_words = match is not None and len(text) - match.end() > _MORE_WORDS
    return number < (1 if has_more_words else _PARAGRAPHS_OF_A_SECTION)


def _is_running(line: Line) -> bool:
    """Return whether a line is a paragraph of a text and no address, telephone number or note of thanks."""
    return is_paragraph(line) and len(line.text) >= _SHORTEST_RUNNING and _CONTACT.search(line.text) is None


class Noise:
    """Which lines inside the text's box are no part of the text.

    Args:
        page: the page.
        title: the headline.
    """

    def __init__(self, page: Page, title: str) -> None:
        self._page = page
        self._title = title
        self._running = RunningText(page)
        self._lists: dict[int, bool] = {}
        self._runs: dict[int, bool] = {}
        self._links: Counter[str] | None = None

    def holds(self, at: int) -> bool:
        """Return whether a line is no part of the text."""
        line = self._page.lines[at]
        text = line.text
        if text == self._title:
            return True
        is_linked = line.linked > 0 and is_link(line)
        if is_linked and self._leads_elsewhere(at, line):
            return True
        # Most lines are sentences, which are no button, no byline and no day: they are asked least.
        if len(text) >= _LONGEST_POINTER and text[-1] == "." and not is_linked:
            return _is_plea(text) or is_caption(self._page, line)
        if self._is_worded(at, line, is_linked=is_linked) or self._repeats_title(line):
            return True
        return self._is_sign(line) or self._is_day(line) or is_caption(self._page, line)

    def is_key_point(self, at: int) -> bool:
        """Return whether a line is an item of a list among the paragraphs: key points stand above the first one."""
        line = self._page.lines[at]
        if self._running.part(line) != "item" or not self._running.is_among_paragraphs(line):
            return False
        # Items of some words are statements; day, section and reading time are shorter.
        around = self._page.boxes[self._running.list_of(line)]
        return self._page.length(around.start, around.end) >= _KEY_POINT * (around.end - around.start)

    def _leads_elsewhere(self, at: int, line: Line) -> bool:
        """Return whether a line of links leads to other articles."""
        return self._is_apart(at, line) or _is_dated(line.text) or self._is_headline(at, line)

    def _is_apart(self, at: int, line: Line) -> bool:
        """Return whether a line of links is not in the running text, or in a list of links."""
        part = self._running.part(line)
        if part == "heading" and _is_within_page(line.anchors):
            return False
        if self._is_linked_sentence(line):
            return False
        if not self._running.is_among_paragraphs(line):
            return True
        around = self._running.list_of(line)
        if around >= 0:
            return self._is_list_of_links(around)
        return part == "" and self._is_aside(at, line)

    def _is_aside(self, at: int, line: Line) -> bool:
        """Return whether a link on a line of its own, between paragraphs, is no part of them."""
        return len(line.anchors) > 1 or self._is_button(line) or self._is_in_run(at)

    def _is_linked_sentence(self, line: Line) -> bool:
        """Return whether a link is a whole sentence, such as one that somebody forgot to close."""
        is_sentence = len(line.text) >= _LONG_SENTENCE and line.text[-1] in _SENTENCE_ENDS
        return is_sentence and self._page.boxes[line.box].tag == "p" and len(line.anchors) == 1

    def _is_headline(self, at: int, line: Line) -> bool:
        """Return whether a linked heading is that of another article: more of the kind follow, or nothing does."""
        if self._running.part(line) != "heading" or any(link.href.startswith("#") for link in line.anchors):
            return False
        if at + 1 == len(self._page.lines):
            return True
        below = self._page.lines[at + 1]
        return self._running.part(below) == "heading" and is_link(below)

    def _is_list_of_links(self, box: int) -> bool:
        """Return whether a list of the text leads elsewhere, as a whole: a table of contents, other articles."""
        if box not in self._lists:
            start, end = self._page.boxes[box].start, self._page.boxes[box].end
            self._lists[box] = self._is_contents(start, end) or self._is_pointed_to(start, end)
        return self._lists[box]

    def _is_button(self, line: Line) -> bool:
        """Return whether a link stands on the page again and again, as "Buy at …" below every paragraph."""
        if self._links is None:
            self._links = Counter(other.text for other in self._page.lines if other.anchors and is_link(other))
        return self._links[line.text] >= _REPEATED

    def _is_in_run(self, at: int) -> bool:
        """Return whether a line is one of a list of links that has no markup of a list."""
        if at not in self._runs:
            run = self._run(at)
            answer = len(run) >= _SHORTEST_RUN and self._is_pointed_to(run.start, run.stop)
            self._runs.update(dict.fromkeys(run, answer))
        return self._runs[at]

    def _run(self, at: int) -> range:
        """Return the links that stand above and below a link, with nothing between them."""
        lines, start, end = self._page.lines, at, at + 1
        while end < len(lines) and is_link(lines[end]):
            end += 1
        while start > 0 and is_link(lines[start - 1]):
            start -= 1
        return range(start, end)

    def _is_contents(self, start: int, end: int) -> bool:
        """Return whether lines are links to places of the same page and hardly more."""
        return _is_within_page([anchor for line in self._page.lines[start:end] for anchor in line.anchors])

    def _is_pointed_to(self, start: int, end: int) -> bool:
        """Return whether links stand below a heading for such lists, or are headlines without introduction."""
        if not start:
            return True
        above = self._page.lines[start - 1]
        if is_appendix(above.text) or _points_on(above.text):
            return True
        if self._is_introduction(above) and not self._running.is_below_paragraphs(start):
            return False
        return self._page.length(start, end) >= _HEADLINE * (end - start)

    def _is_introduction(self, line: Line) -> bool:
        """Return whether a line leads to what stands below it, as the text's own words."""
        return line.text[-1] == ":" or self._running.part(line) == "heading"

    def _is_worded(self, at: int, line: Line, *, is_linked: bool) -> bool:
        """Return whether a line reads like a byline, a button, a pointer or a plea, and is none of the text's."""
        wording = _wording(line.text, is_linked=is_linked)
        if wording == "pointer":
            return not self._heads_paragraph(at)
        if wording == "byline":
            return not self._running.part(line) or not self._running.is_among_paragraphs(line)
        return wording != ""

    def _heads_paragraph(self, at: int) -> bool:
        """Return whether a line is a heading with a paragraph below it."""
        lines = self._page.lines
        return at + 1 < len(lines) and self._running.part(lines[at]) == "heading" and is_paragraph(lines[at + 1])

    def _repeats_title(self, line: Line) -> bool:
        """Return whether a line is the beginning of the page's title; a sub-heading may begin as the title does."""
        if len(line.text) < _SHORTEST_TITLE or not self._page.title.startswith(line.text):
            return False
        return not (self._running.part(line) == "heading" and self._running.is_among_paragraphs(line))

    def _is_sign(self, line: Line) -> bool:
        """Return whether a line has no letter and no digit, and is no cell of a table or quoted text either."""
        if line.text[0].isalnum() or _LETTER_OR_DIGIT.search(line.text):
            return False
        return self._running.part(line) not in _PARTS_WITH_SIGNS

    def _is_day(self, line: Line) -> bool:
        """Return whether a line is a day that says when something was published or written."""
        text = line.text
        if len(text) >= _LONGEST_DAY or text[-1] == "." or not _DIGIT.search(text):
            return False
        return self._may_be_stamp(line) and find_day(text) is not None

    def _may_be_stamp(self, line: Line) -> bool:
        """Return whether a line stands where a day is no part of the text, as it is in a heading, a list or a table."""
        part = self._running.part(line)
        if part in _PARTS_WITH_DAYS:
            return False
        has_clock = _CLOCK.search(line.text) is not None
        if part:
            return has_clock and not self._running.is_among_paragraphs(line)
        if has_clock or ":" not in line.text:
            return True
        return not self._running.is_among_paragraphs(line)


def _wording(text: str, *, is_linked: bool) -> str:
    """Return what a line reads like: ``service``, ``pointer``, ``plea``, ``byline``, or nothing."""
    size = len(text)
    if size >= _LONGEST_PLEA:
        return ""
    begins = text[:3].lower() in BEGINNINGS or text[0].isdigit()
    if size < _LONGEST_SERVICE and _is_service(text, begins=begins):
        return "service"
    if begins:
        longest = _LONGEST_LINKED_POINTER if is_linked else _LONGEST_POINTER
        if size < longest and POINTER.match(text):
            return "pointer"
        if PLEA.match(text):
            return "plea"
    if is_linked and LINKED_POINTER.match(text):
        return "plea"
    return "byline" if _is_byline(text, begins=begins) else ""


def _is_service(text: str, *, begins: bool) -> bool:
    """Return whether a line reads like a button, a note of the page, or a wire service's sign-off."""
    if begins and SERVICE.match(text):
        return True
    if (begins or text[0] in _MORE_SIGNS) and MORE.fullmatch(text):
        return True
    return mentions(text, SIGN_OFF_PARTS) and SIGN_OFF.match(text) is not None


def _is_byline(text: str, *, begins: bool) -> bool:
    """Return whether a line reads like a byline or the address of an author."""
    if len(text) >= _LONGEST_BYLINE or text[-1] in _SENTENCE_ENDS:
        return False
    if begins and BYLINE.match(text):
        return True
    return mentions(text, _ADDRESS_SIGNS) and ADDRESS.match(text) is not None


def _is_plea(text: str) -> bool:
    """Return whether a sentence is a plea."""
    is_short = len(text) < _LONGEST_PLEA and text[:3].lower() in BEGINNINGS
    return is_short and PLEA.match(text) is not None


def _points_on(text: str) -> bool:
    """Return whether a line reads like a pointer to other articles."""
    return len(text) < _LONGEST_POINTER and POINTER.match(text) is not None


def _is_dated(text: str) -> bool:
    """Return whether the text of a link begins with a day, as in lists of reports."""
    return text[0].isdigit() and find_day(text[:_LONGEST_DAY]) is not None


def _is_within_page(anchors: list[Anchor]) -> bool:
    """Return whether links lead to places of the same page."""
    return all(anchor.href.startswith("#") for anchor in anchors)
