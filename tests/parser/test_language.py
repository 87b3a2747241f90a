"""The language of a page."""

from __future__ import annotations

import pytest

from scraper import parse
from scraper.parser.fields.language import guess, tag

URL = "https://www.example.org/news/1"
GERMAN = "Die Stadt hat für das Rathaus ein Portal und eine Stelle, die auch am Abend nicht schließt. "
ENGLISH = "The city has opened a portal for the people and it is on the way to be used by all of them. "


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *[("de", "de"), ("DE", "de"), ("de-AT", "de"), ("de_DE", "de"), (" de ", "de"), ("de-CH-1996", "de")],
        *[("zh-Hans-CN", "zh"), ("es-419", "es"), ("gsw", "gsw"), ("en-US-u-ca-gregory", "en")],
        *[("", None), (None, None), ("x-default", None), ("deutsch", None), ("d", None), ("de DE", None)],
        *[("und", None), ("mul-DE", None), ("de-", None), ("de" + "-a" * 100_000, None)],
    ],
)
def test_a_tag_gives_its_primary_subtag(text: str | None, language: str | None) -> None:
    assert tag(text) == language


@pytest.mark.parametrize(("text", "language"), [(GERMAN, "de"), (ENGLISH, "en"), ("Rathaus", None), ("", None)])
def test_the_small_words_tell_the_language(text: str, language: str | None) -> None:
    assert guess(text) == language


def test_the_pages_own_word_comes_first() -> None:
    page = f"<h1>Rathaus am Abend</h1><p>{GERMAN * 5}</p>"
    assert parse(f"<html lang=en-GB>{page}", URL).language == "en"
    assert parse(f"<html lang=und>{page}", URL).language == "de"
    assert parse(f'<meta property="og:locale" content="de_AT">{page}', URL).language == "de"
