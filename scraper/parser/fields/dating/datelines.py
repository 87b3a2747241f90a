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
    for at in (*between, *opening):
        text = scene.page.lines[at].text
        head = text[:_OPENING]
        if len(text) < _PARAGRAPH or not _DIGITS.search(head):
            continue
        for written in days_in(head, american=scene.american, language=scene.language)[:1]:
            is_in_front = written.start <= _IN_FRONT and _BEFORE.fullmatch(text[: written.start])
            if is_in_front and _BEHIND.match(text[written.end :]):
                day = head[written.start : written.end]
                yield Mention((written.day, None), "first words of the text", Kind.SHOWN, [rules.DATELINE], day)
                return
