"""The questions of docs/cookbook.md: each is somebody's, and each is answered from the archive of the demo."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from asked import PAGE, QUESTIONS, Question, answer, load

from scraper.store import Archive

PEOPLE = ("press officer", "researcher", "operator")
EXPECTED = load()
HEADINGS = re.findall(r"^## (\d+)\. ", PAGE, re.MULTILINE)


def anchor(heading: str) -> str:
    """Return what a heading is called in an address, as GitHub makes it."""
    kept = [char for char in heading.lower() if char in " -_" or unicodedata.category(char)[0] in "LN"]
    return "".join(kept).replace(" ", "-")


def test_the_questions_are_numbered_and_each_says_for_whom_it_is() -> None:
    assert len(QUESTIONS) >= 25
    numbers = list(range(1, len(QUESTIONS) + 1))
    assert [question.number for question in QUESTIONS] == [int(number) for number in HEADINGS] == numbers
    assert {question.person for question in QUESTIONS} == set(PEOPLE)


@pytest.mark.parametrize("person", PEOPLE)
def test_the_index_leads_to_each_question_of_a_person(person: str) -> None:
    index = PAGE.split("\n## 1. ")[0]
    part = index.split(f"**For the {person}:**\n\n")[1].split("\n\n")[0]
    wanted = [f"{one.number}. {one.text}" for one in QUESTIONS if one.person == person]
    assert part.splitlines() == [f"- [{heading}](#{anchor(heading)})" for heading in wanted]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.number))
def test_each_question_is_answered_as_a_whole(press_archive: Path, question: Question) -> None:
    found = answer(press_archive, question.sql)
    assert found == EXPECTED[question.number]
    assert len(found) > 1, "an answer without rows shows nothing"


def test_no_answer_is_left_of_a_question_that_is_gone() -> None:
    assert list(EXPECTED) == [question.number for question in QUESTIONS]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.number))
def test_scraper_query_answers_the_same(press_archive: Path, question: Question) -> None:
    with Archive.read(press_archive) as archive:
        rows = list(archive.rows(question.sql))
    assert len(rows) == len(EXPECTED[question.number]) - 1
