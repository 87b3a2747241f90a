"""Which files were read, by which selection, and how far."""

from __future__ import annotations

import datetime as dt

from scraper.store import Archive
from store_records import NOW, one, rows

LATER = NOW + dt.timedelta(hours=1)


def test_a_file_is_gone_on_with_where_it_was_left(archive: Archive) -> None:
    with archive.transaction():
        begun = archive.imports.begin("alt.warc.gz", "1000 v1", '{"sites": ["amtsblick"]}', NOW)
        archive.imports.progress(begun.id, 400, {"records": 7, "new": 2})
    with archive.transaction():
        again = archive.imports.begin("alt.warc.gz", "1000 v1", '{"sites": ["amtsblick"]}', LATER)
    assert (again.id, again.offset, again.counts, again.started_at) == (begun.id, 400, {"records": 7, "new": 2}, NOW)
    assert again.finished_at is None
    with archive.transaction():
        archive.imports.finish(again.id, 1000, {"records": 9, "new": 3}, LATER)
    done = archive.imports.find("alt.warc.gz", "1000 v1", '{"sites": ["amtsblick"]}')
    assert done is not None
    assert (done.offset, done.finished_at, done.counts) == (1000, LATER, {"records": 9, "new": 3})


def test_another_content_and_another_selection_are_other_imports(archive: Archive) -> None:
    asked = [("a.warc", "1", "{}"), ("a.warc", "2", "{}"), ("a.warc", "1", '{"hosts": []}'), ("b.warc", "1", "{}")]
    with archive.transaction():
        numbers = [archive.imports.begin(*one_of, NOW).id for one_of in asked]
    assert len(set(numbers)) == 4
    assert archive.imports.find("a.warc", "3", "{}") is None
    assert one(archive, "SELECT count(*) FROM imports") == 4


def test_an_import_that_is_taken_back_never_was(archive: Archive) -> None:
    assert archive.begin()
    archive.imports.begin("a.warc", "1", "{}", NOW)
    archive.rollback()
    assert rows(archive, "SELECT * FROM imports") == []
