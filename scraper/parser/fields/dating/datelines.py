"""The day that opens the text: ``Erfurt, 23. Mai 2014 – …``, ``(7. März 2019) Die Fähre …``, ``7.3.2019 - Die …``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.parser.fields.dating import rules
from scraper.parser.fields.dating.mention import Kind, Mention, Scene
from scraper.web.written_days import days_in

_DIGITS = re.compile(r"\d.*\d\d")
# Lines of the text, and lines between it and the headline, whose first words are looked at.
_LINES_OF_TEXT, _LINES_BEFORE = 5, 4
# A shorter line is no paragraph.
_PARAGRAPH = 60
# Characters in front of the day, and those in which it ends.
_IN_FRONT, _OPENING = 60, 100
# Places, agencies and names in front of a day, each with a capital, and the small words between them.
_BEFORE = re.compile(
    r"[(\[]?(?:(?:[A-ZÄÖÜÀ-ÝĀ-ŽΑ-ΩА-Я][\w./()’'-]*|den|am|von|der|by|par|le|the|im|in|an|bei|a|di|de|del|ots)[\s,./|()–—-]*)*[(\[]?"
)
# What parts the day from the sentence: a bracket, a stop, a dash, or an opening quotation mark; and then a capital.
_BEHIND = re.compile(
    r"(?:,?\s\d\d?[:.]\d\d(?:\sUhr)?)?(?:\s?\((?:ots|dpa|epd|[\w/ ]{2,12})\))?"
    r"(?:\s?[)\]]\s?[.:,–—|-]{0,2}|\s?[.:–—|-]{1,2}|,|\s(?=[„“\"»«]))\s{0,2}(?:[\"„“»«(‚'’]*[A-ZÄÖÜÀ-ÝĀ-ŽΑ-ΩА-Я\d])"
)


def mentions(scene: Scene) -> Iterator[Mention]:
    """Yield the day that opens the text, or its standfirst.

    Args:
        scene: the page.
    """
    between = range(max(scene.start + 1, scene.first - _LINES_BEFORE), scene.first)
    opening = range(max(scene.first, scene.start + 1), min(scene.first + _LINES_OF_TEXT, len(scene.page.lines)))
    found = [mention for at in (*between, *opening) if (mention := _opening(scene, scene.page.lines[at].text))]
    # Paragraphs that each begin with a day of its own are those of a chronicle or a list.
    if len({mention.day for mention in found}) == 1:
        yield found[0]


def _opening(scene: Scene, text: str) -> Mention | None:
    """Return the day with which a paragraph begins, or None."""
    head = text[:_OPENING]
    if len(text) < _PARAGRAPH or not _DIGITS.search(head):
        return None
    written = days_in(head, american=scene.american, language=scene.language)
    if not written or written[0].start > _IN_FRONT:
        return None
    first = written[0]
    if not _BEFORE.fullmatch(text[: first.start]) or not _BEHIND.match(text[first.end :]):
        return None
    day = head[first.start : first.end]
    return Mention((first.day, None), "first words of the text", Kind.SHOWN, [rules.DATELINE], day)
