"""The form of a line that has a day: nothing but a day, a day beside a byline, or a sentence that speaks of a day."""

from __future__ import annotations

import re
from enum import Enum

from scraper.parser.fields.dating import words
from scraper.parser.fields.dating.labels import Role
from scraper.parser.page.model import Line
from scraper.web.written_days import Written

# A line of more characters is a paragraph; one that speaks of the article itself may be longer.
LONGEST_LINE, LONGEST_OF_ITSELF = 160, 480
# Words beside the days of a line of nothing but days, of one with a byline, and of a byline that no sign sets apart.
_WORDS_OF_DATE, _WORDS_OF_BYLINE, _WORDS_OF_SHORT_BYLINE = 5, 16, 9
# A sentence has at least so many words beside its day.
_WORDS_OF_SENTENCE = 3
# Characters in front of a day that are no more than a weekday.
_WEEKDAY = 14

_SHORT_WORDS = re.compile(r"[^\W\d_]{2,}")
_BYLINE = re.compile(r"\W*(?:von|by|par|por|di|de|door|av|af|text|autor\w*|author)\b", re.IGNORECASE)
_SENTENCE = re.compile(r".*[^\W\d_]{2}.*[.!?]\W*", re.DOTALL)
# Signs that part the words of a line, and a time of day with such a sign, or the end of the line, behind it.
_LAST_SIGN = re.compile(r"\s[–—-]\s|[|·•–—:(\[»]|\s/\s|//")
_TIME_AND_SIGN = re.compile(
    r"[\s)\]]*(?:(?:,|um|at|à|@|-|\||/|•)?\s*\d\d?[:.h]\d\d)?(?:\s?(?:Uhr|h|[ap]\.?m\.?)\b)?"
    r"\s*(?:[|·•/–—,;:)-]|\s{2}|$)",
    re.IGNORECASE,
)


class Form(Enum):
    """What a line with a day is."""

    DATE = "nothing but a day"
    BYLINE = "a day beside other words"
    OF_ITSELF = "a sentence that speaks of the article"
    SENTENCE = "a sentence, whose days are of anything"


def form_of(text: str, written: tuple[Written, ...], said: list[Role | None], *, is_named: bool) -> Form:
    """Return the form of a line.

    Args:
        text: the line.
        written: its days.
        said: what the line calls each of them.
        is_named: whether elements around it are named after dates.
    """
    is_called = any(role is not None and not role.is_other for role in said)
    if is_called and words.SPEAKS_OF_ITSELF.match(text):
        return Form.OF_ITSELF
    beside = words_beside(text, written)
    if len(text) > LONGEST_LINE or beside > _WORDS_OF_BYLINE:
        return Form.SENTENCE
    # What sets a day apart lets other words stand beside it: a label, the name of its element, signs around it.
    is_apart = is_called or is_named
    if is_apart or any(_is_parted(text, one) for one in written):
        if beside <= _WORDS_OF_DATE:
            return Form.DATE
        return Form.BYLINE
    return _without_signs(text, beside)


def _without_signs(text: str, beside: int) -> Form:
    """Return the form of a line in which no label, name or sign sets its day apart."""
    if _BYLINE.match(text) and beside <= _WORDS_OF_SHORT_BYLINE:
        return Form.BYLINE
    if beside > _WORDS_OF_DATE:
        return Form.SENTENCE
    # "Das Fest ist am 3.5.2024." has no more words than "Veröffentlicht am Freitag, dem 3.5.2024", but ends in a stop.
    if beside >= _WORDS_OF_SENTENCE and _SENTENCE.fullmatch(text):
        return Form.SENTENCE
    return Form.DATE


def _is_parted(text: str, one: Written) -> bool:
    """Return whether signs part a day, with its weekday and its time, from the other words of its line."""
    in_front = _LAST_SIGN.split(text[: one.start])[-1]
    is_weekday = len(in_front.split()) <= 1 and len(in_front) <= _WEEKDAY
    return is_weekday and _TIME_AND_SIGN.match(text[one.end :]) is not None


def words_beside(text: str, written: tuple[Written, ...]) -> int:
    """Return the number of words of a line that are not of its days."""
    of_days = sum(len(_SHORT_WORDS.findall(text[one.start : one.end])) for one in written)
    return len(_SHORT_WORDS.findall(text)) - of_days


def spaced(line: Line) -> str:
    """Return the text of a line with spaces where elements meet, as readers see them apart (``NewsMay 3, 2024``)."""
    text = line.text
    edges = {edge for mark in line.marks for edge in (mark.start, mark.end) if 0 < edge < len(text)}
    for at in sorted(edges, reverse=True):
        if text[at - 1].isalnum() and text[at].isalnum():
            text = f"{text[:at]} {text[at:]}"
    return text
