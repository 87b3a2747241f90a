"""What is said of captures that came out of a file: by history, show and cite, and in the order of time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from past_histories import SITE, URL, Answer, at, crawl, gone, page, recalled

from cli_running import scraper
from empty_archive import put_empty_archive
from scraper.analysis.timeline import timeline
from scraper.batch.past import Past
from scraper.report.event_text import event_text
from scraper.store import Archive
from scraper.store.cited import cited

A, B = page(), page("Ein Nachtrag: Es beginnt im Oktober.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    return path


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive.open(path) as archive:
        crawl(archive, Answer(100, B))
        with archive.transaction():
            number = archive.imports.begin("alt.warc.gz", "12345 v1", "{}", at(4000)).id
            past = Past(archive, {SITE.id: SITE}, at(4000))
            for one in (Answer(20, A), Answer(0, A), Answer(10, A), gone(15)):
                past.take(recalled(one), number)
            for waiting in past.waiting():
                past.take_late(*waiting)
        yield archive


def test_history_names_the_file(archive: Archive, path: Path) -> None:
    rows = [
        json.loads(line) for line in scraper("--db", str(path), "history", "1", "--format", "jsonl").out.splitlines()
    ]
    told = [(row["at"][:10], row["kind"]) for row in rows]
    assert told == [
        ("2016-05-23", "first_seen"), ("2016-06-02", "seen"), ("2016-06-07", "absent"), ("2016-06-12", "back"),
        ("2016-08-31", "changed"), ("2016-05-23", "imported"),
    ]  # fmt: skip
    past = archive.past(1)
    assert past is not None
    told_last = event_text(timeline(past)[-1])
    assert told_last.startswith("3 captures imported from alt.warc.gz: their times, up to 2016-06-12")
    assert told_last.endswith(", and bytes are the word of that file")


def test_a_state_of_the_past_is_cited_by_its_own_capture(archive: Archive) -> None:
    found = cited(archive._db, 1, dt.date(2016, 6, 5))
    assert found is not None
    assert (found.fetched_at, found.seen_at) == ("2016-05-23T09:00:00Z", "2016-06-02T09:00:00Z")
    assert (found.source, found.record_id, found.until) == ("alt.warc.gz", "<urn:uuid:0>", "2016-08-31T09:00:00Z")
    # That of the twentieth day came in before that of the first.
    later = cited(archive._db, 1, dt.date(2016, 6, 20))
    assert later is not None
    assert (later.fetched_at, later.record_id) == ("2016-06-12T09:00:00Z", "<urn:uuid:2000>")
    newest = cited(archive._db, 1)
    assert newest is not None
    assert (newest.fetched_at, newest.source) == ("2016-08-31T09:00:00Z", None)


def test_show_names_the_file_of_the_newest_state(path: Path) -> None:
    with Archive.open(path) as archive, archive.transaction():
        number = archive.imports.begin("alt.warc.gz", "12345 v1", "{}", at(4000)).id
        Past(archive, {SITE.id: SITE}, at(4000)).take(recalled(Answer(0, A)), number)
    done = scraper("--db", str(path), "show", URL, "--format", "json")
    assert json.loads(done.out)[0]["imported"] == {"source": "alt.warc.gz", "record_id": "<urn:uuid:0>"}
    note = scraper("--db", str(path), "cite", "1", "--format", "bibtex").out
    assert "Imported from alt.warc.gz, record <urn:uuid:0>, which says when it was fetched." in note
