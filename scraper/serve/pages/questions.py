"""``/questions``: the questions of the documentation, each of which can be asked."""

from __future__ import annotations

from itertools import groupby

from scraper.serve.asked import Answer, Asked, House, Listing, Page
from scraper.serve.metadata import DATABASE
from scraper.serve.questions import QUESTIONS, Question, address
from scraper.store import Archive

# Whose questions come first, as in the documentation.
_AUDIENCES = ("press officer", "researcher", "operator")


def questions(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the list of questions."""
    ordered = sorted(QUESTIONS.values(), key=_place)
    groups = [
        (audience, [(question, address(question, DATABASE)) for question in found])
        for audience, found in groupby(ordered, key=lambda question: question.audience)
    ]
    rows = [
        {"number": question.number, "for": question.audience, "question": question.title, "sql": question.sql}
        for question in ordered
    ]
    return Listing(Page("questions.html", {"groups": groups}), "Questions", rows)


def _place(question: Question) -> tuple[int, int]:
    return _AUDIENCES.index(question.audience), question.number
