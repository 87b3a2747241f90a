"""Export, import into an empty archive, export again: nothing is lost, and the records are the same."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crawling import Newsroom, listing, news, rss
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
from scraper.store.days import Days
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

    def begin(self) -> None:
        """Let all articles appear, some of them under an address that leads on to another one."""
        for server in self.servers:
            self._begin(server)
            self.tell(server, *[f"/news/{number}" for number in range(1, 18) if number != 13], "/alt/13")
        self.crawl(days=0)

    def go_on(self) -> None:
        """Let some weeks pass in which all happens that can happen to an article."""
        for server in self.servers:
            server.page("/news/1", news(1, "Ein Nachtrag vom Abend."), etag='"1b"')
            server.page("/news/2", "weg", status=404)
            server.redirect("/news/8", "/news/88", status=301)
            server.page("/news/88", news(8, boilerplate="Neues Menü"))
            server.page("/news/10", NOT_FOUND)
            # Both are gone: their addresses lead to another article, and to the front page.
            server.redirect("/news/16", "/news/3", status=301)
            server.redirect("/news/17", "/", status=302)
            server.page("/", listing([server.url(f"/news/{number}") for number in range(1, 12)]))
            server.page("/news/11", news(11, boilerplate="Ein anderes Menü"))
            server.page("/news/12", news(12, "Erst ganz, dann vorbehalten."), headers=RESERVED)
            moved = f'<link rel="canonical" href="{server.url("/news/144")}">'
            server.page("/news/14", news(14, head=moved))
            server.page("/news/144", news(14, head=moved))
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
        self._forget()

    def _forget(self) -> None:
        """Forget an article of each site, and all that is known of it."""
        with Archive.open(self.room.db) as archive:
            found = [row["id"] for row in archive.rows("SELECT id FROM articles WHERE url LIKE '%/news/15'")]
            assert len(found) == 3
            sites = {site.id: site for site in self.sites}
            archive.forgetting(sites, self.room.clock.moment).run(found, ())

    def _begin(self, server: Server) -> None:
        for number in range(1, 18):
            server.page(f"/news/{number}", news(number), etag=f'"{number}"')
        # Asked for under one address, answered under another.
        server.redirect("/alt/3", "/alt/3/", status=302)
        server.redirect("/alt/3/", "/news/3", status=302)
        server.redirect("/alt/13", "/alt/13/", status=302)
        server.redirect("/alt/13/", "/news/13", status=302)
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
        made.begin()
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
            for waiting in takers.waiting():
                late = takers.take_late(*waiting)
                counts[late] = counts.get(late, 0) + 1
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


@pytest.fixture
def told(press: Press) -> Press:
    """The sites when all has happened."""
    press.go_on()
    return press


def by_time(found: dict[str, Any]) -> dict[str, Any]:
    """Return contents whose captures are named by address and time, not by their places."""
    captures = found["captures"]

    def name(place: int | None) -> Any:
        return None if place is None else (captures[place]["url"], captures[place]["fetched_at"])

    named = [one | {"via": name(one["via"]), "part_of": name(one["part_of"])} for one in captures]
    articles = {url: one | {"capture_id": name(one["capture_id"])} for url, one in found["articles"].items()}
    # Which of several articles with one text counts as the first is a matter of the order of their rows.
    first = {url: one["duplicate_of"] or url for url, one in articles.items()}
    for url, one in articles.items():
        one["duplicate_of"] = sorted(other for other in articles if first[other] == first[url])
    for one in articles.values():
        one["versions"] = [version | {"capture_id": name(version["capture_id"])} for version in one["versions"]]
    key = ("fetched_at", "url", "status")
    return {"captures": sorted(named, key=lambda one: [one[name] for name in key]), "articles": articles}


def test_a_round_trip_loses_nothing(told: Press, tmp_path: Path) -> None:
    first = put_out(told, told.room.db, tmp_path / "first.warc.gz")
    counts = take_in(told, first, tmp_path / "again.db")
    before, after = contents(told.room.db), contents(tmp_path / "again.db")
    assert differences(before, after) == []
    assert {*counts} == {Taken.NEW, Taken.VERSION, Taken.CAPTURE, Taken.VISIT, Taken.THERE}
    # What was forgotten has no word in the file, and no text of what is reserved.
    said = b"".join(records(first))
    assert b"/news/15" not in said
    assert b"Dieser Satz ist vorbehalten" not in said
    second = put_out(told, tmp_path / "again.db", tmp_path / "second.warc.gz")
    # The articles of a site that keeps no bytes are behind the others now, since only their records bring them.
    assert sorted(records(second)) == sorted(records(first))


def test_twice_the_same_file_adds_nothing(told: Press, tmp_path: Path) -> None:
    file = put_out(told, told.room.db, tmp_path / "first.warc.gz")
    take_in(told, file, tmp_path / "again.db")
    before = contents(tmp_path / "again.db")
    counts = take_in(told, file, tmp_path / "again.db")
    assert differences(before, contents(tmp_path / "again.db")) == []
    assert {*counts} == {Taken.THERE}


def test_the_archive_itself_takes_its_own_export_and_stays_as_it_is(told: Press, tmp_path: Path) -> None:
    file = put_out(told, told.room.db, tmp_path / "first.warc.gz")
    before = contents(told.room.db)
    take_in(told, file, told.room.db)
    assert differences(before, contents(told.room.db)) == []


def test_an_export_in_parts_comes_back_whole(told: Press, tmp_path: Path) -> None:
    for site in told.sites:
        file = put_out(told, told.room.db, tmp_path / f"{site.id}.warc.gz", OutgoingSelection(sites=(site.id,)))
        take_in(told, file, tmp_path / "again.db")
    before, after = (by_time(contents(path)) for path in (told.room.db, tmp_path / "again.db"))
    assert differences(before, after) == []


def test_an_archive_that_has_an_earlier_export_becomes_as_the_later_one(press: Press, tmp_path: Path) -> None:
    early = put_out(press, press.room.db, tmp_path / "early.warc.gz")
    take_in(press, early, tmp_path / "again.db")
    press.go_on()
    late = put_out(press, press.room.db, tmp_path / "late.warc.gz")
    take_in(press, late, tmp_path / "again.db")
    before, after = (by_time(contents(path)) for path in (press.room.db, tmp_path / "again.db"))
    # What one archive forgets, another one is not told to forget. Of an article without text no capture says from where
    # this archive has it, and so it stays as it is.
    after["captures"] = [one for one in after["captures"] if not one["url"].endswith("/news/15")]
    left_alone = ("/news/15:", "/news/5.")
    assert [one for one in differences(before, after) if not any(place in one for place in left_alone)] == []


def test_an_archive_that_has_seen_half_of_it_itself_gets_the_rest(press: Press, tmp_path: Path) -> None:
    shutil.copy(press.room.db, tmp_path / "again.db")
    press.go_on()
    file = put_out(press, press.room.db, tmp_path / "late.warc.gz")
    take_in(press, file, tmp_path / "again.db")
    before, after = (by_time(contents(path)) for path in (press.room.db, tmp_path / "again.db"))
    after["captures"] = [one for one in after["captures"] if not one["url"].endswith("/news/15")]
    assert differences(before["captures"], after["captures"]) == []
    # Captures without bytes make no states of what this archive visits itself, and its own plan of visits stays. That
    # an article was still there when its site reserved the text is said by no capture.
    home = press.sites[0].home
    found = [one for one in differences(before["articles"], after["articles"]) if one.startswith(home)]
    own = [one for one in found if ".pages" not in one and ".duplicate_of" not in one and "/news/15:" not in one]
    assert {one.removeprefix(f"{home}news/").partition(".")[0] for one in own} == {"5", "12"}


def test_a_part_of_the_days_brings_the_articles_with_all_their_states(told: Press, tmp_path: Path) -> None:
    days = Days(since=dt.date(2026, 12, 1))
    file = put_out(told, told.room.db, tmp_path / "part.warc.gz", OutgoingSelection(days=days))
    take_in(told, file, tmp_path / "again.db")
    before, after = (by_time(contents(path)) for path in (told.room.db, tmp_path / "again.db"))
    was_there = {url: one for url, one in before["articles"].items() if one["last_seen"] >= "2026-12-01"}
    assert {*after["articles"]} == {*was_there}
    # What was archived before its site reserved it comes with its capture or not at all.
    reserved = {url for url in after["articles"] if url.endswith("/news/12")}
    assert {after["articles"][url]["body"] for url in reserved} == {""}
    for url, one in after["articles"].items():
        if url in reserved:
            continue
        assert len(one["versions"]) == len(was_there[url]["versions"]), url
        assert (one["body"], one["first_seen"]) == (was_there[url]["body"], was_there[url]["first_seen"]), url
    # The whole brings the captures that were missing, to their places.
    whole = put_out(told, told.room.db, tmp_path / "whole.warc.gz")
    take_in(told, whole, tmp_path / "again.db")
    found = differences(before, by_time(contents(tmp_path / "again.db")))
    assert [one for one in found if "/news/12." not in one and not one.startswith("captures")] == []


def test_another_version_of_the_parser_changes_nothing_of_what_was_read(
    told: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put_out(told, told.room.db, tmp_path / "first.warc.gz")
    monkeypatch.setattr("scraper.parser.PARSER_VERSION", "1000")
    take_in(told, file, tmp_path / "again.db")
    assert differences(contents(told.room.db), contents(tmp_path / "again.db")) == []


def test_a_crawl_goes_on_where_the_other_archive_was(told: Press, tmp_path: Path) -> None:
    file = put_out(told, told.room.db, tmp_path / "first.warc.gz")
    take_in(told, file, tmp_path / "again.db")
    asked = []
    for db in (told.room.db, tmp_path / "again.db"):
        told.room.db = db
        told.room.clock.pass_(days=40)
        results = told.room.crawl_all(list(told.sites))
        asked.append([(result.new, result.changed, result.gone, result.failed) for result in results])
    # The addresses that were forgotten are new to the other archive.
    assert asked == [[(0, 0, 0, 0)] * 3, [(1, 0, 0, 0)] * 3]
    # What that archive has seen since stays, when the same file comes once more.
    before = contents(tmp_path / "again.db")
    take_in(told, file, tmp_path / "again.db")
    assert differences(before, contents(tmp_path / "again.db")) == []
