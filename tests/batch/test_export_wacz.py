"""``scraper export wacz``: what stands in the file, and what is said where it cannot be written."""

from __future__ import annotations

import datetime as dt
import errno
import gzip
import hashlib
import io
import json
import shutil
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import pytest

import sent_pages
from cli_running import Done, scraper
from scraper.batch.export_wacz import WrittenWacz, export_wacz
from scraper.batch.export_warc import WarcOrder
from scraper.batch.targets import Targets
from scraper.errors import ScraperError
from scraper.store import Archive
from scraper.store.outgoing import OutgoingSelection
from store_records import plain, save, sqlite

NOW = dt.datetime(2026, 11, 27, 9, 30, tzinfo=dt.UTC)


def export(db: Path, file: Path, *options: object) -> Done:
    return scraper("--db", db, "export", "wacz", "--output", file, *options)


def order(file: Path, **changes: Any) -> WarcOrder:
    values = {"selection": OutgoingSelection(), "size": None, "force": False, "operator": "", "agent": "", "now": NOW}
    return WarcOrder(file=file, **(values | changes))


def written(db: Path, file: Path, **options: Any) -> WrittenWacz:
    with Archive.read(db) as archive:
        return export_wacz(archive, order(file), **options)


def lines(opened: zipfile.ZipFile, path: str) -> list[dict[str, Any]]:
    return [json.loads(text) for text in opened.read(path).splitlines()]


def index(opened: zipfile.ZipFile) -> list[tuple[str, str, dict[str, str]]]:
    found = []
    for text in gzip.decompress(opened.read("indexes/index.cdx.gz")).decode().splitlines():
        key, at, values = text.split(" ", 2)
        found.append((key, at, json.loads(values)))
    return found


def blocks(data: bytes) -> list[bytes]:
    """Return the records of a WARC, each of which is one gzip member."""
    found = []
    while data:
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        found.append(member.decompress(data))
        data = member.unused_data
    return found


@pytest.fixture(scope="module")
def wacz(sent_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("wacz") / "archive.wacz"
    done = export(sent_archive, file)
    assert (done.code, done.out, done.err) == (0, "", "")
    return file


# What stands in the file


def test_every_part_has_its_digest(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as opened:
        package = opened.read("datapackage.json")
        parts = {name: opened.read(name) for name in opened.namelist()}
    said = json.loads(package)

    assert json.loads(parts.pop("datapackage-digest.json")) == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(package).hexdigest()}",
    }
    del parts["datapackage.json"]
    assert said["resources"] == [
        {
            "name": path.rpartition("/")[2],
            "path": path,
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for path, data in parts.items()
    ]
    assert list(parts) == [
        "archive/scraper-00001.warc.gz",
        "indexes/index.cdx.gz",
        "indexes/index.idx",
        "pages/pages.jsonl",
    ]
    assert (said["profile"], said["wacz_version"], said["title"]) == ("data-package", "1.1.1", "archive")
    assert said["software"].startswith("scraper ")


def test_what_a_browser_asks_for_in_parts_is_not_packed_again(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as opened:
        packing = {part.filename: part.compress_type for part in opened.infolist()}
        marks = [part.extra for part in opened.infolist()]
        places = [part.header_offset for part in opened.infolist()]
    data = wacz.read_bytes()

    stored = {name for name, kind in packing.items() if kind == zipfile.ZIP_STORED}
    assert stored == {"archive/scraper-00001.warc.gz", "indexes/index.cdx.gz"}
    # ReplayWeb.page looks for the content right behind the name where the directory of the file says nothing more
    # (APPNOTE 4.3.7: the length of the extra field stands at 28).
    assert set(marks) == {b""}
    assert [struct.unpack_from("<H", data, place + 28) for place in places] == [(0,)] * len(places)


def test_each_line_of_the_index_leads_to_its_record(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as opened:
        warc = opened.read("archive/scraper-00001.warc.gz")
        found = index(opened)

    for _, at, values in found:
        start = int(values["offset"])
        member = warc[start : start + int(values["length"])]
        (record,) = blocks(member)
        head = record.partition(b"\r\n\r\n")[0].decode()
        assert f"WARC-Target-URI: {values['url']}\r\n" in head
        assert f"WARC-Date: {dt.datetime.strptime(at, '%Y%m%d%H%M%S'):%Y-%m-%dT%H:%M:%SZ}\r\n" in head
        assert values["recordDigest"] == f"sha256:{hashlib.sha256(member).hexdigest()}"
    assert found == sorted(found, key=lambda line: line[:2])


def test_each_state_of_an_article_is_a_page_of_its_own_date(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as opened:
        header, *pages = lines(opened, "pages/pages.jsonl")
        answers = {(values["url"], at): values for _, at, values in index(opened)}

    assert header == {"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": True}
    assert len({page["id"] for page in pages}) == len(pages)
    for page in pages:
        at = "".join(filter(str.isdigit, page["ts"]))
        assert answers[page["url"], at]["status"] == "200"
    edited = [page for page in pages if page["title"] == "Bearbeitet"]
    assert [page["text"].rpartition("\n\n")[2] for page in edited] == ["Der erste Stand.", "Der zweite Stand."]
    assert len({page["ts"] for page in edited}) == 2
    # Of several pages of an article the first one is listed, with the text of all; no page is there of a redirect, an
    # answer that ended an article, what is reserved, and what of the bytes are not kept.
    titles = sorted(page["title"] for page in pages)
    expected = ["Gesendet als br", "Gesendet als deflate", "Gesendet als gzip", "Gesendet als zstd", "Ohne alles"]
    expected += ["In Stücken", "In Stücken, gepackt", "Bis zum Ende der Verbindung", "Ämter und Bürger", "In Teilen"]
    expected += ["Mit Schrägstrich", "Bearbeitet", "Bearbeitet", "Bald fort", "Oft gesehen", "Mit Keks"]
    assert titles == sorted(expected)
    (parts,) = [page for page in pages if page["title"] == "In Teilen"]
    assert parts["text"].endswith("Dies steht auf der zweiten Seite.")


def test_neither_secrets_nor_reserved_text_come_out(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as opened:
        everything = b"".join(opened.read(name) for name in opened.namelist() if not name.startswith("archive/"))
        everything += b"".join(blocks(opened.read("archive/scraper-00001.warc.gz")))

    for secret in (*sent_pages.SECRETS, "Dieser Satz ist vorbehalten"):
        assert secret.encode() not in everything


def test_records_are_those_of_a_warc(sent_archive: Path, wacz: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.warc.gz"
    assert scraper("--db", sent_archive, "export", "warc", "--output", file).code == 0

    with zipfile.ZipFile(wacz) as opened:
        ours = blocks(opened.read("archive/scraper-00001.warc.gz"))
    assert ours[1:] == blocks(file.read_bytes())[1:]


def test_records_of_redirects_are_those_of_a_warc(sent_archive: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    shutil.copy(sent_archive, db)
    # A redirect was met again, and the bytes of a page that another redirect led to are not kept any more.
    with sqlite(db) as archive:
        archive.execute("INSERT INTO visits SELECT id, '2026-12-01T09:30:00Z', 301 FROM captures WHERE digest IS NULL")
        archive.execute("UPDATE captures SET payload_id = NULL WHERE via_id IS NOT NULL AND part_of IS NULL")
    scraper("--db", db, "export", "warc", "--output", tmp_path / "a.warc.gz")
    assert export(db, tmp_path / "a.wacz").code == 0
    with zipfile.ZipFile(tmp_path / "a.wacz") as opened:
        found = blocks(opened.read("archive/scraper-00001.warc.gz"))
    assert found[1:] == blocks((tmp_path / "a.warc.gz").read_bytes())[1:]
    assert any(b'"redirects":[{' in block for block in found)


def test_two_exports_of_one_time_are_the_same(sent_archive: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        written(sent_archive, tmp_path / name / "archive.wacz")

    assert (tmp_path / "a" / "archive.wacz").read_bytes() == (tmp_path / "b" / "archive.wacz").read_bytes()


def test_a_warc_that_is_large_ends_and_no_group_is_cut(sent_archive: Path, wacz: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.wacz"
    counts = written(sent_archive, file, largest=9000)

    with zipfile.ZipFile(wacz) as opened:
        expected = blocks(opened.read("archive/scraper-00001.warc.gz"))[1:]
        answers = len(index(opened))
    with zipfile.ZipFile(file) as opened:
        names = [name for name in opened.namelist() if name.startswith("archive/")]
        warcs = {name: blocks(opened.read(name)) for name in names}
        found = index(opened)
    assert names == [f"archive/scraper-{number:05}.warc.gz" for number in range(1, len(names) + 1)]
    assert len(names) > 2
    assert [record for records in warcs.values() for record in records[1:]] == expected
    assert {values["filename"] for _, _, values in found} == {Path(name).name for name in names}
    assert len(found) == answers
    # The redirect and the page that it led to, both pages of one article.
    for first, second in (("/news/slash", "/news/slash/"), ("/news/parts", "/news/parts?seite=2")):
        places = [{v["filename"] for _, _, v in found if v["url"].endswith(end)} for end in (first, second)]
        assert places[0] == places[1]
    # One site keeps no bytes, and of one article the text is reserved: both have a record and no page.
    assert (counts.captures, counts.articles, counts.pages) == (20, 17, 16)
    assert counts.bytes == file.stat().st_size


def test_what_is_chosen_is_said_in_the_file(sent_archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.wacz"
    assert export(sent_archive, file, "--site", "amt", "--where", "title = 'Oft gesehen'").code == 0

    with zipfile.ZipFile(file) as opened:
        pages = lines(opened, "pages/pages.jsonl")[1:]
        said = json.loads(opened.read("datapackage.json"))["description"]
    assert [page["title"] for page in pages] == ["Oft gesehen"]
    assert said == ('Pages of an archive of news. Chosen: {"sites": ["amt"], "where": "title = \'Oft gesehen\'"}')


def test_a_page_without_a_headline_has_its_address(tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    with Archive.open(db) as archive:
        save(archive, plain(1, title=""))

    written(db, tmp_path / "archive.wacz")

    with zipfile.ZipFile(tmp_path / "archive.wacz") as opened:
        (page,) = lines(opened, "pages/pages.jsonl")[1:]
    assert page["title"] == page["url"] == "https://amtsblick.example/meldung_1"


def test_what_is_unpacked_can_be_read(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as opened:
        assert {oct(part.external_attr >> 16) for part in opened.infolist()} == {"0o644"}


def test_a_clock_before_the_first_zip_file_is_no_hindrance(sent_archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.wacz"
    with Archive.read(sent_archive) as archive:
        export_wacz(archive, order(file, now=dt.datetime(1970, 1, 1, tzinfo=dt.UTC)))

    with zipfile.ZipFile(file) as opened:
        assert json.loads(opened.read("datapackage.json"))["created"] == "1970-01-01T00:00:00Z"
        assert {part.date_time for part in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# What is said where it cannot be written


def test_nothing_of_this_choice(sent_archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.wacz"

    done = export(sent_archive, file, "--since", "2031-01-01")

    assert (done.code, done.out, done.err) == (
        1,
        "",
        f"Error: {file}: was not written, since no capture in the archive is of this choice. Choose other sites, days"
        " or conditions; 'scraper status' shows what there is.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_names_that_are_refused(sent_archive: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.wacz"
    there.write_bytes(b"mine")
    refused = {
        tmp_path / "archive.zip": "its name must end with .wacz. Name it archive.zip.wacz.",
        tmp_path / ".wacz": "its name must end with .wacz. Name it archive.wacz.",
        tmp_path / "no" / "archive.wacz": "its folder is not there. Make it, or name another file.",
        there: "is there already. Name another file, or replace it with --force.",
    }
    for file, sentence in refused.items():
        done = export(sent_archive, file)
        assert (done.code, done.err) == (2, f"Error: {file}: {sentence}\n")
    assert there.read_bytes() == b"mine"

    assert export(sent_archive, there, "--force").code == 0
    assert zipfile.is_zipfile(there)


class FullDisk(io.BytesIO):
    """A file on a disk that has room for so many bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self._room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


# In the middle of a page, in the index and in what comes last.
@pytest.mark.parametrize("share", [0.1, 0.5, 0.85, 0.99, 0.9999])
def test_a_disk_that_is_full(sent_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    file = tmp_path / "archive.wacz"
    needed = written(sent_archive, file).bytes
    file.unlink()
    opening = Targets.open

    def full(self: Targets, name: Path) -> BinaryIO:
        opening(self, name)
        return FullDisk(int(needed * share))

    monkeypatch.setattr(Targets, "open", full)
    with pytest.raises(ScraperError) as caught:
        written(sent_archive, file)

    assert str(caught.value) == (
        f"{file}: the disk is full. Nothing was written; make room, or name a file on another disk."
    )
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_nothing(sent_archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.wacz"
    file.write_bytes(b"an older export")

    def interrupted(text: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with Archive.read(sent_archive) as archive, pytest.raises(KeyboardInterrupt):
        export_wacz(archive, order(file, force=True), interrupted)

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("archive.wacz", b"an older export")]
