"""One article at several addresses over the years: its spellings, and the forms that its site gave its addresses."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from past_histories import SITE, URL, Answer, at, crawl, page, recalled, take

from empty_archive import put_empty_archive
from scraper.model import Exchange
from scraper.store import Archive

HTTP = "http://www.amtsblick.example/meldung/4711/"


def bare(edit: str = "") -> bytes:
    """Return a page that states no address of its own."""
    return page(edit).replace(f'<link rel="canonical" href="{URL}">'.encode(), b"")


A, B, C = bare(), bare("Ein Nachtrag: Es beginnt im Oktober."), bare("Berichtigung: Es beginnt im November.")
NAMED = replace(SITE, articles=(re.compile(r"^/meldung_(?P<id>\d+)"),))
TITLED, SHORT, PRINTED = (
    f"https://amtsblick.example/meldung_18917{end}" for end in ("_E-Akte+kommt.html", "", "_druck.html")
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as opened:
        yield opened


def history(archive: Archive) -> list[tuple[str, str | None, bytes]]:
    """Return the states of all articles: since when, until when, and which page they are of."""
    texts = {"im Oktober.": B, "im November.": C}
    rows = archive.rows("SELECT seen_at, until, body FROM history ORDER BY seen_at")
    return [
        (
            row["seen_at"][:10],
            row["until"] and row["until"][:10],
            next((html for end, html in texts.items() if row["body"].endswith(end)), A),
        )
        for row in rows
    ]


IN_ORDER = [
    ("2016-05-23", "2018-05-23", A),
    ("2018-05-23", "2020-05-22", B),
    ("2020-05-22", None, C),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_site_that_went_over_to_https_keeps_its_articles(archive: Archive, order: tuple[int, ...]) -> None:
    answers = [Answer(0, A, url=HTTP), Answer(730, B, url=HTTP), Answer(1460, C, url=URL)]
    take(archive, *(recalled(answers[place]) for place in order))
    assert history(archive) == IN_ORDER


@pytest.mark.parametrize("crawled_first", [True, False])
def test_captures_of_http_are_states_of_what_is_crawled_by_https(archive: Archive, crawled_first: bool) -> None:
    if crawled_first:
        crawl(archive, Answer(1460, C, url=URL))
    take(archive, recalled(Answer(730, B, url=HTTP)), recalled(Answer(0, A, url=HTTP)))
    if not crawled_first:
        crawl(archive, Answer(1460, C, url=URL))
    assert history(archive) == IN_ORDER


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_another_address_with_the_same_id_shows_states_of_the_article(archive: Archive, order: tuple[int, ...]) -> None:
    answers = [Answer(0, A, url=TITLED), Answer(730, B, url=SHORT), Answer(1460, C, url=SHORT)]
    take(archive, *(recalled(answers[place], NAMED) for place in order))
    assert history(archive) == IN_ORDER


NEW = "https://amtsblick.example/meldungen/e-akte/"
LED = Exchange(SHORT, 301, b"", b"HTTP/1.1 301 Moved\r\nLocation: /meldungen/e-akte/\r\n", "HTTP/1.1", None, at(1460))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_an_old_address_of_an_article_that_moved_since_shows_its_states(
    archive: Archive, order: tuple[int, ...]
) -> None:
    records = [
        recalled(Answer(0, A, url=TITLED), NAMED),
        recalled(Answer(730, B, url=SHORT), NAMED),
        recalled(Answer(1460, C, url=NEW), NAMED, requested_url=SHORT, via=(LED,)),
    ]
    take(archive, *(records[place] for place in order))
    assert history(archive) == IN_ORDER


def test_a_crawl_finds_edits_at_another_address_with_the_same_id(archive: Archive) -> None:
    crawl(archive, Answer(0, A, url=TITLED), NAMED)
    crawl(archive, Answer(365, bare("Druckansicht."), url=PRINTED), NAMED)
    crawl(archive, Answer(730, B, url=SHORT), NAMED)
    crawl(archive, Answer(1460, C, url=SHORT), NAMED)
    assert history(archive) == IN_ORDER


def test_a_print_version_with_the_same_id_is_no_state(archive: Archive) -> None:
    answers = [Answer(0, A, url=TITLED), Answer(730, C, url=PRINTED), Answer(1460, B, url=SHORT)]
    take(archive, *(recalled(one, NAMED) for one in answers))
    assert history(archive) == [("2016-05-23", "2020-05-22", A), ("2020-05-22", None, B)]
