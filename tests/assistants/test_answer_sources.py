"""Sources of answers from the archive of the demo: what is gone, what is reserved, and the digests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli_running import scraper
from empty_archive import put_empty_archive
from press_archive import without_ports
from scraper.assistants import answers
from scraper.assistants.answers import Answer, House
from scraper.errors import ConfigError
from scraper.store import Archive
from store_records import plain, save, sqlite

HOUSE = House(
    find=lambda archive, which: int(which),
    not_there=lambda archive, which: f"{which} is not there.",
    events=lambda archive, number: None,
    refuse=lambda archive, words: None,
)
DIGESTS = (
    "SELECT a.id AS article_id, a.digest, hex(c.digest) AS bytes FROM articles a JOIN captures c ON c.id = a.capture_id"
    " LIMIT 40"
)
GONE_OR_RESERVED = "SELECT url, title FROM articles WHERE gone_at IS NOT NULL OR signals IS NOT NULL ORDER BY title"


def asked(db: Path, sql: str) -> Answer:
    with Archive.read(db) as archive:
        return answers.query(archive, HOUSE, sql, [])


def test_a_source_says_what_is_gone_and_what_is_reserved(press_archive: Path) -> None:
    found = {
        without_ports(press_archive, source["url"]): {
            name: value for name, value in source.items() if name in ("seen", "gone_since", "text")
        }
        for source in asked(press_archive, GONE_OR_RESERVED).sources
    }
    assert found == {
        "http://rathauspost/demo-meldungen/hinter-den-kulissen-der-leitstelle/": {
            "seen": "2026-11-19",
            "text": "reserved by its site, and not archived",
        },
        "http://demo/demo-meldungen/fremde-rechnungen-im-kundenportal/": {
            "seen": "2026-11-10",
            "gone_since": "2026-11-11",
        },
        "http://rathauspost/demo-meldungen/rechenzentrum-sucht-standort/": {
            "seen": "2026-11-02",
            "gone_since": "2026-11-09",
        },
        "http://kommunalbote/demo-meldungen/fusion-der-rechenzentren-vor-dem-aus/": {
            "seen": "2026-11-11",
            "gone_since": "2026-11-12",
        },
        "http://rathauspost/demo-meldungen/standort-gefunden-am-stausee/": {
            "seen": "2026-11-17",
            "gone_since": "2026-11-18",
        },
    }


def test_digests_are_those_of_the_archive(press_archive: Path) -> None:
    answer = asked(press_archive, DIGESTS)
    rows = {row["article_id"]: (row["digest"], row["bytes"].lower()) for row in answer.from_pages["rows"]}
    by_source = {one["article"]: (one["sha256_of_text"], one["sha256_of_bytes"]) for one in answer.sources}
    assert by_source == rows
    assert len(rows) > 30


def test_so_many_articles_are_named_as_sources_at_the_most(
    press_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_MOST_SOURCES", 3)
    answer = asked(press_archive, "SELECT url FROM articles")
    assert (len(answer.sources), answer.cuts.sentences) == (
        3,
        ["Sources are named for 3 articles at the most."],
    )


@pytest.mark.parametrize("sql", ["SELECT 1 AS url", "SELECT 'nirgends' AS url", "SELECT -1 AS article_id"])
def test_what_only_looks_like_an_article_is_no_source(press_archive: Path, sql: str) -> None:
    answer = asked(press_archive, sql)
    assert (answer.sources, list(answer.own)) == ([], ["no_sources"])


def test_an_article_without_a_past_is_not_there(press_archive: Path) -> None:
    with Archive.read(press_archive) as archive, pytest.raises(ConfigError, match=re.escape("1 is not there.")):
        answers.history(archive, HOUSE, "1")


def test_the_digest_is_that_of_verify_also_where_the_newest_capture_was_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.read(path) as archive:
        assert archive.asking.digest() is None
    with Archive.open(path) as archive:
        for number in (1, 2):
            save(archive, plain(number), f"{number}".encode())
    assert_verified(path)
    assert scraper("--db", path, "forget", "2", "--yes").code == 0
    assert_verified(path)
    with sqlite(path) as db:
        assert db.execute("SELECT max(capture_id) > (SELECT max(id) FROM captures) FROM gaps").fetchone() == (1,)


def assert_verified(path: Path) -> None:
    """Compare the digest that answers name with the one that verify prints."""
    with Archive.read(path) as archive:
        digest = archive.asking.digest()
    assert str(digest) in scraper("--db", path, "verify").out


def test_an_assistant_is_told_that_words_were_found_only_as_they_were_typed(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        save(archive, plain(1, body="Die Stadt baut."))
    with sqlite(path) as db:
        db.execute("UPDATE indexes SET maker = '0-0' WHERE name = 'articles_words'")
    with Archive.read(path) as archive:
        answer = answers.search(archive, HOUSE, "Städte", 10, "best")
    assert (answer.own["found"], answer.cuts.sentences) == (
        0,
        [
            "The index of word forms was made by another version of the program, so that words were found only as they"
            " were typed: ask for other forms of them, too. Whoever keeps the archive mends it by 'scraper reparse"
            " --index'."
        ],
    )
