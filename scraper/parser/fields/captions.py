"""The words beside pictures: captions and credits, and paragraphs that only stand beside one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scraper.parser.fields.service_words import CREDIT
from scraper.parser.page import class_names
from scraper.parser.page.model import Box, Line, Page, Picture, mentions
from scraper.parser.page.running_text import is_link

# One of these stands in each credit, so that most lines need no pattern.
_CREDIT_SIGNS = ("(", ":", "©")
_CREDIT_END = re.compile(
    r"\((?:Foto|Fot\.|Bild|Photo|Grafik|Bildquelle|©)s?\s*:?\s[^()]{2,80}\)\s*$"
    r"|\b(?:Foto|Photo|Bildquelle|Grafik)\s*:\s*[^():.]{2,50}$|©\s?[^.]{2,50}$",
    re.IGNORECASE,
)
# A sentence may name its source; a shorter line is the title of a table or a picture.
_SOURCE_END = re.compile(r"\((?:Quelle|Source)\b\s*:?[^()]{2,80}\)\s*$", re.IGNORECASE)
_SENTENCE_ENDS = frozenset('.!?“”"')
_LONGEST_CAPTION = 250
# A line that is finished and of this length is a sentence; one that is longer needs no full stop.
_SHORTEST_SENTENCE = 40
# A caption has a line of words, one of the credit, one of a button.
_MOST_CAPTION_LINES = 3
# These hold the text itself, not a picture with its words.
_NO_CAPTION_BOX = frozenset({"p", "td", "tr", "body"})
_FIGURES = frozenset({"figcaption", "figure"})
_PARAGRAPHS = frozenset({"p", "li"})
_LONG_PARAGRAPH = 80
_LARGER_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif")
_BOXES_OF_A_CAPTION = 3
_BOXES_OF_A_PARAGRAPH = 4
# TYPO3 and WordPress call the box of the words beside a picture so.
_TEXT_BOXES = ("ce-bodytext", "csc-textpic-text", "wp-block-media")


def is_caption(page: Page, line: Line) -> bool:
    """Return whether a line belongs to a picture."""
    if _is_in_caption(page, line.box):
        return True
    text = line.text
    if len(text) >= _LONGEST_CAPTION:
        return False
    if line.names and class_names.caption(line.names):
        return True
    return mentions(text, _CREDIT_SIGNS) and _has_credit(text)


def _is_in_caption(page: Page, index: int) -> bool:
    """Return whether one of the innermost boxes around a line is that of a picture or of its words."""
    for _ in range(_BOXES_OF_A_CAPTION):
        if index < 0:
            return False
        box = page.boxes[index]
        if box.tag in _FIGURES:
            return True
        # A page may be called after its pictures; its body holds more than their words.
        if box.name and class_names.caption(box.name) and box.tag != "body":
            return True
        index = box.parent
    return False


def _has_credit(text: str) -> bool:
    """Return whether a line begins like a credit or ends in the name of a photographer or a source."""
    if CREDIT.match(text) or _CREDIT_END.search(text):
        return True
    # A sentence with its source is text: "… gestellt. (Quelle: Landesamt)".
    source = _SOURCE_END.search(text)
    if source is None or source.start() >= _SHORTEST_SENTENCE:
        return False
    return not text[: source.start()].rstrip().endswith(tuple(_SENTENCE_ENDS))


@dataclass(slots=True)
class BesidePictures:
    """The short lines that share a box with a picture and no running text.

    Args:
        captions: those that are no text wherever they stand.
        paragraphs: those that are, among others of the text; above it they are captions too.
    """

    captions: set[int] = field(default_factory=set)
    paragraphs: set[int] = field(default_factory=set)


def beside_pictures(page: Page, start: int, end: int) -> BesidePictures:
    """Return the short lines beside the pictures of a part of a page.

    Args:
        page: the page.
        start, end: the lines of the part; some lines around it are looked at as well.
    """
    found = BesidePictures()
    for picture in page.pictures:
        if not start - _MOST_CAPTION_LINES <= picture.line <= end + _MOST_CAPTION_LINES:
            continue
        box = _shared_box(page, picture)
        if box is None:
            continue
        is_teaser = _is_teaser(page, picture, box)
        for at in range(box.start, box.end):
            is_text = not is_teaser and _is_text_beside(page, page.lines[at], picture, box)
            (found.paragraphs if is_text else found.captions).add(at)
    found.paragraphs -= found.captions
    return found


def _is_teaser(page: Page, picture: Picture, box: Box) -> bool:
    """Return whether a picture and what stands beside it lead to an article; others lead to a larger one or nowhere."""
    if picture.href and _leads_to_page(picture.href):
        return True
    for line in page.lines[box.start : box.end]:  # noqa: SIM110  (asked for each picture of a page)
        if line.anchors and is_link(line):
            return True
    return False


def _leads_to_page(href: str) -> bool:
    """Return whether a link leads to another page rather than to a larger picture or a place of this one."""
    return href[0] != "#" and not href.lower().endswith(_LARGER_PICTURES)


def _shared_box(page: Page, picture: Picture) -> Box | None:
    """Return the box that a picture shares with some short lines, or None."""
    index = picture.box
    while index >= 0 and page.boxes[index].start == page.boxes[index].end:
        index = page.boxes[index].parent
    if index < 0:
        return None
    box = page.boxes[index]
    few = box.end - box.start <= _MOST_CAPTION_LINES and page.length(box.start, box.end) < _LONGEST_CAPTION
    return box if few and box.tag not in _NO_CAPTION_BOX else None


def _is_text_beside(page: Page, line: Line, picture: Picture, box: Box) -> bool:
    """Return whether a line beside a picture is a paragraph, as in a box of text with a picture, and no caption."""
    own = page.boxes[line.box]
    if own.tag not in _PARAGRAPHS or box.tag in _FIGURES:
        return False
    if len(line.text) >= _LONG_PARAGRAPH or _is_sentence_beside(page, line, picture):
        return True
    return _is_in_text_box(page, line, box)


def _is_sentence_beside(page: Page, line: Line, picture: Picture) -> bool:
    """Return whether a line is a sentence: beside a figure, which has its own words in it, it may be a short one."""
    if line.text[-1] not in _SENTENCE_ENDS:
        return False
    return len(line.text) >= _SHORTEST_SENTENCE or page.boxes[picture.box].tag == "figure"


def _is_in_text_box(page: Page, line: Line, box: Box) -> bool:
    """Return whether a box inside the one that is shared with a picture calls itself the text."""
    for index in page.ancestors(line.box, _BOXES_OF_A_PARAGRAPH):
        inner = page.boxes[index]
        if inner is box:
            return False
        if class_names.text(inner.name) or inner.name.startswith(_TEXT_BOXES):
            return True
    return False
