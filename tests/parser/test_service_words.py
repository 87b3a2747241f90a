"""Cheap signs that spare lines the patterns: each line that a pattern recognizes has one of them."""

from __future__ import annotations

import pytest

from scraper import parser
from scraper.parser.fields import boilerplate_boxes, service_words
from scraper.parser.page.model import Page
from scraper.parser.page.wording import Wording

BEGINNING = service_words.BYLINES + service_words.SERVICES + service_words.POINTERS + service_words.PLEAS
SENTENCE = "Das Rathaus von Lindental verwaltet seine Akten seit dem Frühjahr ohne Papier, und niemand vermisst es."


@pytest.mark.parametrize("row", BEGINNING, ids=lambda row: row.name)
def test_a_line_of_the_page_begins_like_one(row: Wording) -> None:
    without = [
        text for text in row.examples if text[:3].lower() not in service_words.BEGINNINGS and not text[0].isdigit()
    ]
    assert without == []


@pytest.mark.parametrize("row", service_words.APPENDICES, ids=lambda row: row.name)
def test_an_appendix_begins_with_a_letter_of_one(row: Wording) -> None:
    assert [text for text in row.examples if text[0] not in service_words.APPENDIX_LETTERS] == []


@pytest.mark.parametrize("row", service_words.SIGN_OFFS, ids=lambda row: row.name)
def test_a_sign_off_has_a_part_of_one(row: Wording) -> None:
    for text in row.examples:
        assert any(part in text for part in service_words.SIGN_OFF_PARTS)


def test_few_boxes_of_a_page_are_read_as_chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def read(page: Page, index: int, *, strict: bool) -> bool:
        """Note which box is read."""
        asked.append(index)
        return False

    monkeypatch.setattr(boilerplate_boxes, "is_prose", read)
    box = f"<div class=newsletter><p>{SENTENCE}</p></div>"
    parser.parse(f"<h1>Akten ohne Papier</h1>{f'<p>{SENTENCE} Ja.</p>' * 3}{box * 500}", "https://bote.example/a")
    assert 0 < len(asked) <= 100


def test_a_paragraph_that_speaks_of_copyright_is_no_imprint() -> None:
    paragraph = f"{SENTENCE} Das Copyright an den Vorlagen hat der Kreis. " * 8
    other = f"<div><p>{SENTENCE} Nebenan.</p><p>{SENTENCE} Auch nebenan.</p></div>"
    page = f"<h1>Akten ohne Papier</h1><div class=b>{other}</div><div class=a><p>{paragraph}</p></div>"
    article = parser.parse(page, "https://bote.example/a")
    assert "Copyright an den Vorlagen" in f"{article.lead} {article.body}"
