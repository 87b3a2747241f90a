"""What can be counted on a page before anybody judges what it is; each fact once, and only where it is asked for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from scraper.parser.context import Context, Text
from scraper.parser.fields.text_density import ENDINGS
from scraper.parser.page.labels import MORE, bracketed
from scraper.parser.page.model import Box, Line, mentions
from scraper.parser.statements.site_name import parts
from scraper.web.dates import find_day

# A character of these scripts is a syllable or a word, so a text in them has a third of the characters that the same
# text has in letters. The letters of a page's words are sampled, since a page is in one script.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]")
_DENSITY = 3
_SAMPLE = 400
_DENSE_SHARE = 0.3

_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_CARDS = frozenset({"li", "div", "article", "section", "tr", "td", "dd"})
# A line that is linked from end to end is a link to elsewhere; a separator or an icon may be left over.
_WHOLE = 0.9
# Prose may hold references; a sentence of which more is linked is a teaser.
_PROSE_LINKED = 0.3
# Shorter lines are captions, labels or headlines, and shorter links are buttons.
_SHORTEST_PROSE = 80
_SHORTEST_HEADLINE = 20
# A teaser with its ``mehr`` is no longer.
_LONGEST_TEASER = 600
# What ``mehr ...`` and its like have near their end.
_MORE_WORDS = ("mehr", "lesen")
_END = 30
# Boxes that repeat: from so many siblings on they are a list of cards; one has two lines at least, such as headline and
# excerpt, and hardly more than a screen.
_SIBLINGS = 4
_CARD_LINES = range(2, 26)
_CARD_SIZE = range(15, 801)
# Day and byline stand within so many lines around the headline.
_ABOVE_HEADLINE = 3
_BELOW_HEADLINE = 8
_LONGEST_DATED_LINE = 160
_FIGURE = re.compile(r"\d")
_YEAR = re.compile("19|20")
# A line that states a day and nothing more is no longer.
_LONGEST_DAY = 60
_LONGEST_LABEL = 40
# No title that is a notice is longer.
_LONGEST_NOTICE = 80
# A page that shows more has a site around a notice, so that only what was read as its text is looked at.
_BARE = 4000
_FIRST_LINES = 200
_PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?(?:€|EUR\b|USD\b|CHF\b)")
_CURRENCIES = ("$", "€", "£", "¥", "EUR", "USD", "CHF")
_LONGEST_PRICE = 200
_TYPES = re.compile(r'"@type"\s*:\s*\[?\s*"(\w{1,60})"')
# What a server calls the page that it sends for a directory (``/lokal/index.php``).
_INDEX = ("index.", "default.")
# So many lines of a text that are no sentences make it a table or a list.
_MOST_LINES = 0.7
_WORKS = ("NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting")
_SEVERAL = 4
_NOT_A_WORD = re.compile(r"[-_+]|%20")
LITTLE = 60
"""A dateline, or a caption that was left over, is shorter and no text."""


def _is_whole_link(line: Line) -> bool:
    """Return whether a line is nothing but a link."""
    return line.linked >= _WHOLE * len(line.text)


@dataclass(frozen=True)
class Facts:
    """The facts of one page.

    Args:
        context: the page and what it says of itself.
        text: what was read as the article's text.
        words: lead and body.
        url: the canonical address.
        is_dated: whether a day of publication was found.
        is_signed: whether an author was found.
    """

    context: Context
    text: Text
    words: str
    url: str
    is_dated: bool = False
    is_signed: bool = False

    @cached_property
    def density(self) -> int:
        """How many letters of an alphabet one character of the page stands for."""
        sample = f"{self.text.title.value}{self.words[:_SAMPLE]}"
        if sample.isascii():
            return 1
        return _DENSITY if len(_DENSE.findall(sample)) > _DENSE_SHARE * len(sample) else 1

    def size(self, text: str) -> int:
        """Return how long a text is, in letters of an alphabet."""
        return len(text) * self.density

    @cached_property
    def own(self) -> int:
        """The length of lead and body."""
        return self.size(self.words)

    @cached_property
    def visible(self) -> int:
        """The length of all that is shown."""
        return self.context.page.sums[-1] * self.density

    @cached_property
    def text_lines(self) -> list[Line]:
        """The lines of the text."""
        lines = self.context.page.lines
        return [lines[at] for at in self.text.lines]

    @cached_property
    def shown_lines(self) -> list[Line]:
        """The first lines of the page; of one that shows more than a notice those of its text."""
        lines = self.context.page.lines if self.visible < _BARE else self.text_lines
        return lines[:_FIRST_LINES]

    @cached_property
    def shown_text(self) -> str:
        """These lines in lower case."""
        return "\n".join([line.text for line in self.shown_lines])[:_BARE].lower()

    @cached_property
    def title(self) -> str:
        """The headline."""
        return self.text.title.value or ""

    @cached_property
    def whole_titles(self) -> list[str]:
        """What may be a notice as a whole: headline and title, and the ends of the title around separators."""
        # "404 Not Found | Stadt Musterau" is a notice behind or in front of the site's name.
        title = self.context.page.title[:_LONGEST_TEASER]
        pieces = parts(title)
        found = dict.fromkeys((self.title, title, pieces[0].strip(), pieces[-1].strip()))
        return [text for text in found if 0 < len(text) < _LONGEST_NOTICE]

    # --- what the page says of itself ---

    @cached_property
    def kind(self) -> str:
        """What Open Graph calls the page: ``article``, ``website``, ``product``."""
        return self.context.statements.kind

    @cached_property
    def types(self) -> Counter[str]:
        """How often the JSON-LD names each type."""
        scripts = self.context.page.scripts
        if not scripts:
            return Counter()
        return Counter(_TYPES.findall("\n".join(scripts)))

    @property
    def is_stated_news(self) -> bool:
        """Whether JSON-LD says that the page is an article: of several it would name, none is the page."""
        return self.context.statements.news and sum(self.types[name] for name in _WORKS) < _SEVERAL

    @property
    def is_noindex(self) -> bool:
        """Whether search engines are asked to leave the page out."""
        return self.context.statements.noindex

    @cached_property
    def is_paged(self) -> bool:
        """Whether another page continues it, or it continues one (``rel=next``, ``rel=prev``)."""
        return any(rel in {"next", "prev"} for rel, _, _ in self.context.statements.links)

    # --- the address ---

    @cached_property
    def segments(self) -> list[str]:
        """The parts of the address's path, in lower case; none for a front page or an unusable address."""
        # The address is canonical or unusable, and the standard library takes ten times as long for its parts.
        path = self.url.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0]
        parts = [part for part in path.lower().split("/") if part]
        return parts[:-1] if parts and parts[-1].startswith(_INDEX) else parts

    @cached_property
    def slug_words(self) -> int:
        """How many words the last part of the path has: an article's is made of its headline."""
        last = self.segments[-1] if self.segments else ""
        return len(_NOT_A_WORD.split(last))

    @cached_property
    def digits(self) -> int:
        """How many figures the address has behind its host: an article's number or day."""
        behind = self.url.split("/", 3)[3:]
        return len(_FIGURE.findall(behind[0])) if behind else 0

    # --- around the headline ---

    @cached_property
    def has_day_at_headline(self) -> bool:
        """Whether a line near the headline, or the first of the text, states a day."""
        lines, start = self.context.page.lines, self.text.start
        for line in lines[max(0, start - _ABOVE_HEADLINE) : start + _BELOW_HEADLINE]:
            if len(line.text) < _LONGEST_DATED_LINE and _states_day(line.text):
                return True
        return False

    @cached_property
    def lines_before_text(self) -> int:
        """How many lines stand between the headline and the text, such as goods above a shop's advice."""
        return max(0, self.text.lines[0] - self.text.start) if self.text.lines else 0

    # --- the text ---

    @cached_property
    def prose(self) -> list[int]:
        """The lengths of the lines of the text that read like sentences."""
        return [size for line in self.text_lines if (size := self._prose_size(line))]

    def _prose_size(self, line: Line) -> int:
        """Return the length of a line that reads like sentences of some length; 0 for another."""
        text = line.text
        size = len(text) * self.density
        if size < _SHORTEST_PROSE or text[-1] not in ENDINGS:
            return 0
        if line.linked > _PROSE_LINKED * len(text):
            return 0
        return size

    @cached_property
    def prose_share(self) -> float:
        """How much of lead and body reads like sentences."""
        return sum(self.prose) / max(self.own, 1)

    @property
    def is_in_lines(self) -> bool:
        """Whether most lines of the text end as no sentence does: a table or a list."""
        # A table of opening hours ends its lines as no sentence does.
        unfinished = sum(line.text[-1] not in ENDINGS for line in self.text_lines)
        return unfinished >= max(_SIBLINGS, _MOST_LINES * len(self.text_lines))

    @cached_property
    def longest_run(self) -> int:
        """The length of the most prose between two linked headlines."""
        best = run = 0
        for line in self._span:
            if len(line.text) > _SHORTEST_HEADLINE and _is_whole_link(line):
                run = 0
                continue
            run += self._prose_size(line)
            best = max(best, run)
        return best

    @cached_property
    def _span(self) -> list[Line]:
        """The lines from the first to the last of the text, with those that were left out."""
        at = self.text.lines
        return self.context.page.lines[at[0] : at[-1] + 1] if at else []

    @cached_property
    def is_broken_up(self) -> bool:
        """Whether more lines were left out within the text than belong to it."""
        # A list's teasers are left out of the text one by one, so that it has gaps where an article has none.
        at = self.text.lines
        return not at or 2 * len(at) < at[-1] + 1 - at[0]

    @cached_property
    def is_in_article(self) -> bool:
        """Whether the text begins in an ``article`` or in what is marked as the body of one."""
        page, at = self.context.page, self.text.lines
        around = page.ancestors(page.lines[at[0]].box) if at else []
        return any(page.boxes[box].tag == "article" or page.boxes[box].prop == "articlebody" for box in around)

    @cached_property
    def card_share(self) -> float:
        """How much of the text stands in boxes that repeat: siblings with a link, a few lines each."""
        at, page = self.text.lines, self.context.page
        if not at:
            return 0.0
        cards = self._cards(at[0], at[-1] + 1)
        if not cards:
            return 0.0
        depth = [0] * (len(page.lines) + 1)
        for box in cards:
            depth[box.start] += 1
            depth[box.end] -= 1
        inside = list(accumulate(depth))
        total = sum(len(line.text) for line in self.text_lines)
        return sum(len(page.lines[line].text) for line in at if inside[line]) / max(total, 1)

    def _cards(self, start: int, end: int) -> list[Box]:
        """Return the boxes between two lines that are links with some text, several beside one another."""
        page = self.context.page
        # The cheapest questions come first: a page has thousands of boxes, of which few are of a card's size.
        inside = [box for box in page.boxes if start <= box.start < box.end <= end and box.tag in _CARDS]
        sums = page.sums
        small = [
            box
            for box in inside
            if box.end - box.start in _CARD_LINES and sums[box.end] - sums[box.start] in _CARD_SIZE
        ]
        if len(small) < _SIBLINGS:
            return []
        links = [0, *accumulate([len(line.anchors) for line in page.lines])]
        found = [box for box in small if links[box.end] > links[box.start]]
        beside = Counter((box.parent, box.tag) for box in found)
        return [box for box in found if beside[box.parent, box.tag] >= _SIBLINGS]

    @cached_property
    def is_made_of_teasers(self) -> bool:
        """Whether every other line of the text is a linked headline, a ``mehr...`` or a date, and no run of prose."""
        at, lines = self.text.lines, self.context.page.lines
        if len(at) < _SIBLINGS or self.longest_run > _LONGEST_TEASER:
            return False
        around = lines[max(0, at[0] - 1) : at[-1] + 2]
        return sum(map(_is_item, around)) >= max(_SIBLINGS, len(at) / 2)

    # --- the whole page ---

    @cached_property
    def headlines(self) -> int:
        """How many linked headlines there are."""
        boxes = self.context.page.boxes
        return sum(
            len(line.text) > _SHORTEST_HEADLINE and boxes[line.box].tag in _HEADINGS and _is_whole_link(line)
            for line in self.context.page.lines
        )

    @cached_property
    def teasers(self) -> int:
        """How many lines end in ``mehr...`` or hold a day in brackets."""
        return sum([_is_teaser(line) for line in self.context.page.lines if line.anchors or "[" in line.text])

    @cached_property
    def linked_share(self) -> float:
        """How much of what is shown is links."""
        page = self.context.page
        return sum([line.linked for line in page.lines]) / max(page.sums[-1], 1)

    @cached_property
    def linked_pictures(self) -> int:
        """How many pictures lead elsewhere."""
        return sum([picture.href is not None for picture in self.context.page.pictures])

    @cached_property
    def articles(self) -> int:
        """How many ``article`` elements there are."""
        return sum([box.tag == "article" for box in self.context.page.boxes])

    @cached_property
    def _labels(self) -> list[str]:
        """The short lines."""
        return [line.text for line in self.context.page.lines if len(line.text) < _LONGEST_LABEL]

    @cached_property
    def repeats(self) -> int:
        """How often the most frequent short line stands there, such as ``Read more``."""
        return max(Counter(self._labels).values(), default=0)

    @cached_property
    def days(self) -> int:
        """How many lines state a day and little else."""
        texts = [line.text for line in self.context.page.lines if len(line.text) < _LONGEST_DAY]
        return sum([_states_day(text) for text in texts if _YEAR.search(text)])

    @cached_property
    def prices(self) -> int:
        """How many prices short lines state."""
        texts = [line.text for line in self.context.page.lines if len(line.text) < _LONGEST_PRICE]
        whole = "\n".join(texts)
        # One search for the signs spares most pages the pattern.
        if not mentions(whole, _CURRENCIES):
            return 0
        return len(_PRICE.findall(whole))


def _states_day(text: str) -> bool:
    """Return whether a line states a day of this century or the last, in full."""
    return _YEAR.search(text) is not None and find_day(text) is not None


def _is_teaser(line: Line) -> bool:
    """Return whether a line ends in ``mehr...`` or holds a day in brackets."""
    text = line.text
    if "[" in text and bracketed(line) is not None:
        return True
    may_be = bool(line.anchors) and len(text) < _LONGEST_TEASER
    return may_be and mentions(text[-_END:].lower(), _MORE_WORDS) and MORE.search(text) is not None


def _is_item(line: Line) -> bool:
    """Return whether a line is the headline or the end of a teaser."""
    return (len(line.text) > _SHORTEST_HEADLINE and _is_whole_link(line)) or _is_teaser(line)
