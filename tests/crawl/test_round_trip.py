"""Export, import into an empty archive, export again: nothing is lost, and the records are the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crawling import Newsroom, news, rss
from warcio.archiveiterator import ArchiveIterator

from archive_contents import contents, differences
from empty_archive import put_empty_archive
from scraper.batch.export_warc import WarcOrder, export_warc
from scraper.batch.mapping.journal import Journal
from scraper.batch.mapping.reading import TaskReader
from scraper.batch.mapping.selection import Selection
from scraper.batch.mapping.spool import read_spool
from scraper.batch.mapping.task import Task
from scraper.batch.takers import Takers
from scraper.model import Site
from scraper.model.incoming import Broken, Taken
from scraper.store import Archive
from scraper.store.outgoing import OutgoingSelection
from server import HTML, Server

RESERVED = {"Content-Type": HTML, "tdm-reservation": "1"}
NOT_FOUND = "<!DOCTYPE html><title>Fehler</title><h1>Seite nicht gefunden</h1><p>Die Seite gibt es nicht mehr.</p>"


class Press:
    """Three sites whose articles have met all that an article can meet: each with another ``keep``."""

    def __init__(self, room: Newsroom, others: Sequence[Server]) -> None:
        self.room = room
        self.servers = (room.server, *others)
        self.sites = tuple(
            replace(
                room.site(),
                id=f"blatt{number}",
                name=f"Blatt {number}",
                home=server.url("/"),
                feeds=(server.url("/feed"),),
                keep=keep,
            )
            for number, (server, keep) in enumerate(zip(self.servers, ("all", "text", "changed"), strict=True), 1)
        )

    def tell(self, server: Server, *paths: str) -> None:
        server.page("/feed", rss([server.url(path) for path in paths]), headers={"Content-Type": "application/rss+xml"})

    def crawl(self, **later: float) -> None:
        self.room.clock.pass_(**later)
        self.room.crawl_all(list(self.sites))

    def publish(self) -> None:
        """Let some weeks pass in which all of it happens."""
        for server in self.servers:
            self._begin(server)
            self.tell(server, *[f"/news/{number}" for number in range(1, 13)])
        self.crawl(days=0)
        for server in self.servers:
            server.page("/news/1", news(1, "Ein Nachtrag vom Abend."), etag='"1b"')
            server.page("/news/2", "weg", status=404)
            server.redirect("/news/8", "/news/88", status=301)
            server.page("/news/88", news(8, boilerplate="Neues Menü"))
            server.page("/news/10", NOT_FOUND)
            server.page("/news/11", news(11, boilerplate="Ein anderes Menü"))
            server.page("/news/12", news(12, "Erst ganz, dann vorbehalten."), headers=RESERVED)
        self.crawl(days=9)
        self.crawl(days=1, hours=2)
        for server in self.servers:
            # The first text again: A, B, A.
            server.page("/news/1", news(1), etag='"1"')
            server.page("/news/7", news(7, "Und noch ein Satz."))
        self.crawl(days=20)
        self.crawl(days=30)
        for site, server in zip(self.sites, self.servers, strict=True):
            self.room.fetch(site, server.url("/news/druck-6"), server.url("/alt/3"))

    def _begin(self, server: Server) -> None:
        for number in range(1, 13):
            server.page(f"/news/{number}", news(number), etag=f'"{number}"')
        # Asked for under one address, answered under another.
        server.redirect("/alt/3", "/alt/3/", status=302)
        server.redirect("/alt/3/", "/news/3", status=302)
        server.page("/news/4", news(4, "Seite eins.", head='<link rel="next" href="/news/4?seite=2">'))
        server.page("/news/4?seite=2", news(4, "Auf der zweiten Seite steht dies."))
        server.page("/news/5", news(5, "Dieser Satz ist vorbehalten."), headers=RESERVED)
        printed = f'<link rel="canonical" href="{server.url("/news/6")}">'
        server.page("/news/druck-6", news(6, head=printed))
        server.page("/news/9", news(1))


@pytest.fixture
def press(room: Newsroom) -> Iterator[Press]:
    with Server() as second, Server() as third:
        made = Press(room, (second, third))
        made.publish()
        yield made


def put_out(press: Press, db: Path, file: Path, selection: OutgoingSelection | None = None) -> Path:
    with Archive.read(db) as archive:
        order = WarcOrder(file, selection or OutgoingSelection(), None, False, "", "scraper", press.room.clock.moment)
        export_warc(archive, order)
    return file


def take_in(press: Press, file: Path, db: Path, sites: Sequence[Site] | None = None) -> dict[Any, int]:
    """Take a file into an archive as the command does, in one process; return what became of its records."""
    if not db.exists():
        put_empty_archive(db)
    known = tuple(sites or press.sites)
    selection = Selection(sites=known, known=known)
    folder = db.with_suffix(".spool")
    folder.mkdir(exist_ok=True)
    task = Task(0, str(file), 0, None, selection, str(folder))
    done = TaskReader(task, Journal(folder / "journal")).run()
    counts: dict[Any, int] = {}
    with Archive.open(db) as archive:
        archive.links.know(known)
        takers = Takers(archive, selection, press.room.clock.moment)
        with archive.transaction():
            row = archive.imports.begin(
                str(file), str(file.stat().st_mtime_ns), selection.text, press.room.clock.moment
            )
            for item in read_spool(Path(done.path)):
                taken = "broken" if isinstance(item, Broken) else takers.take(item, row.id)
                counts[taken] = counts.get(taken, 0) + 1
        with archive.transaction():
            for taken, count in takers.finish().items():
                counts[taken] = counts.get(taken, 0) + count
        assert [str(broken.fault) for broken in takers.faults()] == []
    shutil.rmtree(folder)
    return counts


def records(file: Path) -> list[bytes]:
    """Return all records of a file but for that which says when it was written."""
    with file.open("rb") as stream:
        return [
            bytes(str(record.rec_headers), "utf-8") + record.raw_stream.read()
            for record in ArchiveIterator(stream, no_record_parse=True)
            if record.rec_type != "warcinfo"
        ]


def test_a_round_trip_loses_nothing(press: Press, tmp_path: Path) -> None:
    first = put_out(press, press.room.db, tmp_path / "first.warc.gz")
    counts = take_in(press, first, tmp_path / "again.db")
    before, after = contents(press.room.db), contents(tmp_path / "again.db")
    assert differences(before, after) == []
    assert counts.get("broken", 0) == counts.get(Taken.FAILED, 0) == counts.get(Taken.ORPHAN, 0) == 0
    second = put_out(press, tmp_path / "again.db", tmp_path / "second.warc.gz")
    # The articles of a site that keeps no bytes are behind the others now, since only their records bring them.
    assert sorted(records(second)) == sorted(records(first))


def test_twice_the_same_file_adds_nothing(press: Press, tmp_path: Path) -> None:
    file = put_out(press, press.room.db, tmp_path / "first.warc.gz")
    take_in(press, file, tmp_path / "again.db")
    before = contents(tmp_path / "again.db")
    counts = take_in(press, file, tmp_path / "again.db")
    assert differences(before, contents(tmp_path / "again.db")) == []
    assert {*counts} <= {Taken.THERE, Taken.RESERVED, Taken.NO_ARTICLE}


def test_the_archive_itself_takes_its_own_export_and_stays_as_it_is(press: Press, tmp_path: Path) -> None:
    file = put_out(press, press.room.db, tmp_path / "first.warc.gz")
    before = contents(press.room.db)
    take_in(press, file, press.room.db)
    assert differences(before, contents(press.room.db)) == []


def test_an_export_in_parts_comes_back_whole(press: Press, tmp_path: Path) -> None:
    for site in press.sites:
        file = put_out(press, press.room.db, tmp_path / f"{site.id}.warc.gz", OutgoingSelection(sites=(site.id,)))
        take_in(press, file, tmp_path / "again.db")
    before, after = contents(press.room.db), contents(tmp_path / "again.db")
    for found in (before, after):
        found["captures"].sort(key=lambda one: (one["fetched_at"], one["url"]))
    assert {*before["articles"]} == {*after["articles"]}
    assert len(before["captures"]) == len(after["captures"])
