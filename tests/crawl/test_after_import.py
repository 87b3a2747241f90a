"""A crawl after an import: what came out of a file is visited where a source names it, and judged as of its time."""

from __future__ import annotations

import datetime as dt

from crawling import Newsroom, news

from scraper.batch.past import Past
from scraper.model import Reading, Response, Site
from scraper.model.incoming import Incoming, Recalled
from scraper.reading import read
from scraper.store import Archive
from scraper.store.health import newest

THEN = dt.datetime(2016, 5, 23, 9, 0, tzinfo=dt.UTC)


def import_page(room: Newsroom, site: Site, number: int, text: str = "", at: dt.datetime = THEN) -> None:
    url, body = room.url(number), news(number, text).encode()
    response = Response(url, url, 200, (("content-type", "text/html; charset=utf-8"),), body, at)
    reading: Reading = read(response, site)
    with Archive.open(room.db) as archive, archive.transaction():
        record = Recalled(Incoming("alt.warc.gz", number, f"<urn:uuid:{number}>", response), site, reading)
        Past(archive, {site.id: site}, room.clock.now()).take(record)


def test_what_no_source_names_is_not_visited(room: Newsroom) -> None:
    room.articles(3)
    site = room.site(feeds=(room.feed(1),))
    for number in (1, 2, 3):
        import_page(room, site, number, "Damals stand es so.")
    room.crawl(site)
    assert room.ask("SELECT count(*) FROM captures") == [4]
    asked = {request.path for request in room.server.requests if request.path.startswith("/news/")}
    assert asked == {"/news/1"}


def test_what_a_feed_names_is_compared_with_what_it_was(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    import_page(room, site, 1, "Damals stand es so.")
    result = room.crawl(site)
    assert (result.new, result.changed, result.failed) == (0, 1, 0)
    assert room.ask("SELECT substr(seen_at, 1, 10), substr(until, 1, 10), changed FROM versions") == [
        ("2016-05-23", "2026-11-23", "body")
    ]
    assert room.ask("SELECT due_at IS NOT NULL, state FROM pages WHERE kind = 'article'") == [(1, "done")]


def test_a_capture_of_the_past_leaves_what_a_crawl_has_planned(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    before = room.ask("SELECT due_at, full_due_at, etag, visited_at, state FROM pages WHERE kind = 'article'")
    import_page(room, site, 1, "Damals stand es so.")
    after = room.ask("SELECT due_at, full_due_at, etag, visited_at, state FROM pages WHERE kind = 'article'")
    assert after == before
    assert room.ask("SELECT substr(first_seen, 1, 4), substr(changed_at, 1, 4) FROM articles") == [("2016", "2026")]


def test_what_came_out_of_a_file_is_none_of_the_newest(room: Newsroom) -> None:
    room.articles(2)
    site = room.site(feeds=(room.feed(1, 2),))
    room.crawl(site)
    with Archive.open(room.db) as archive:
        with archive.transaction():
            archive._db.execute("UPDATE articles SET date = NULL")
        before = newest.articles(archive._db, site.id, room.clock.now()), newest.tried(archive._db, site.id)
    for number in (3, 4, 5):
        import_page(room, site, number)
    with Archive.open(room.db) as archive:
        with archive.transaction():
            archive._db.execute("UPDATE articles SET date = NULL")
        after = newest.articles(archive._db, site.id, room.clock.now()), newest.tried(archive._db, site.id)
        assert newest.newest_sources(archive._db, site.id, before[0][0].reader) != []
    assert after == before
