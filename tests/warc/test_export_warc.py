"""``scraper export warc``: what other people's programs say of the file, and what stands in its records."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

import sent_pages
from cli_running import ROOT, scraper
from scraper.store import Archive
from scraper.warc.heads import restored
from store_records import sqlite


@dataclass(frozen=True)
class Read:
    """A record as warcio reads it."""

    kind: str
    fields: dict[str, str]
    block: bytes

    @property
    def head(self) -> bytes:
        return self.block.partition(b"\r\n\r\n")[0] + b"\r\n"

    @property
    def body(self) -> bytes:
        return self.block.partition(b"\r\n\r\n")[2]


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("sent") / "archive.db"
    sent_pages.fill(db)
    return db


@pytest.fixture(scope="session")
def exported(archive: Path) -> Path:
    file = archive.with_name("sent.warc.gz")
    done = scraper("--db", archive, "export", "warc", "--output", file)
    assert (done.code, done.out, done.err) == (0, "", "")
    return file


@pytest.fixture(scope="session")
def records(exported: Path) -> list[Read]:
    return list(read(exported))


def read(file: Path) -> Iterator[Read]:
    with file.open("rb") as opened:
        for record in ArchiveIterator(opened, no_record_parse=True):
            yield Read(record.rec_type, dict(record.rec_headers.headers), record.content_stream().read())


def named(records: list[Read], kind: str, path: str = "") -> list[Read]:
    return [one for one in records if one.kind == kind and one.fields.get("WARC-Target-URI", "").endswith(path)]


def program(name: str, *args: object) -> subprocess.CompletedProcess[str]:
    file = Path(sys.executable).with_name(name)
    return subprocess.run([file, *map(str, args)], capture_output=True, text=True, check=False, timeout=60)


def rows(db: Path, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with Archive.read(db) as archive:
        return [tuple(row.values()) for row in archive.rows(sql, params)]


# What other people's programs say


def test_warcio_checks_every_digest(exported: Path, records: list[Read]) -> None:
    done = program("warcio", "check", "-v", exported)
    assert (done.returncode, done.stderr) == (0, "")
    said = [line.strip() for line in done.stdout.splitlines()]
    revisits = len(named(records, "revisit"))
    assert said.count("digest pass") == len(records) - revisits
    assert sum("not checked (revisit)" in line for line in said) == revisits


def test_fastwarc_verifies_every_digest(exported: Path, records: list[Read], tmp_path: Path) -> None:
    assert program("fastwarc", "check", "-q", exported).returncode == 0
    said = tmp_path / "said.txt"
    program("fastwarc", "check", "-q", "-p", "-o", said, exported)
    verdicts = dict(line.split(": ") for line in said.read_text().splitlines())
    assert len(verdicts) == len(records)
    expected = {"response": "OK, PAYLOAD_OK", "revisit": "OK, PAYLOAD_FAIL"}
    # The payload digest of a revisit is that of the payload which it leaves out (ISO 28500:2017 §6.7.2), and FastWARC
    # compares it with the empty block.
    for one in records:
        assert verdicts[one.fields["WARC-Record-ID"]] == expected.get(one.kind, "OK, PAYLOAD_NO_DIGEST")


def test_an_index_has_each_capture_and_visit_at_a_time_of_its_own(exported: Path, archive: Path) -> None:
    done = program("cdxj-indexer", exported)
    assert done.returncode == 0, done.stderr
    keys = [tuple(line.split(" ", 2)[:2]) for line in done.stdout.splitlines() if not line.startswith("urn:")]
    ((events,),) = rows(
        archive,
        "SELECT (SELECT count(*) FROM captures WHERE payload_id IS NOT NULL OR digest IS NULL)"
        " + (SELECT count(*) FROM visits v JOIN captures c ON c.id = v.capture_id WHERE c.payload_id IS NOT NULL)",
    )
    assert len(keys) == len(set(keys)) == events


# What stands in the records


def test_each_body_and_head_is_that_of_the_archive(archive: Path, records: list[Read]) -> None:
    answers = named(records, "response")
    with Archive.read(archive) as opened:
        kept = list(
            opened.rows(
                "SELECT id, url, exchange, payload_id FROM captures"
                " WHERE payload_id IS NOT NULL OR digest IS NULL ORDER BY id"
            )
        )
        assert [one.fields["WARC-Target-URI"] for one in answers] == [row["url"] for row in kept]
        requests = named(records, "request")
        for row, answer, request in zip(kept, answers, requests, strict=True):
            body = opened.captures.payloads.body(row["payload_id"]) if row["payload_id"] else b""
            assert answer.body == body
            assert f"Content-Length: {len(body)}\r\n".encode() in answer.head or b"X-Crawler-" not in answer.head
            sent, got = opened.captures.heads(row["exchange"])
            assert (request.block, restored(answer.head)) == (sent + b"\r\n", got)


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "deflate"])
def test_an_encoding_is_named_as_what_it_was(records: list[Read], name: str) -> None:
    (answer,) = named(records, "response", f"/news/{name}")
    lines = answer.head.decode().splitlines()
    assert f"X-Crawler-Content-Encoding: {name}" in lines
    assert lines[-1] == f"Content-Length: {len(answer.body)}"
    assert not any(line.startswith(("Content-Encoding", "Transfer-Encoding")) for line in lines)
    assert answer.body.startswith(b"<!DOCTYPE html>")


def test_chunks_are_put_together(records: list[Read]) -> None:
    (answer,) = named(records, "response", "/news/chunked-br")
    lines = answer.head.decode().splitlines()
    assert "X-Crawler-Transfer-Encoding: chunked" in lines
    assert "X-Crawler-content-encoding: br" in lines
    assert lines[-1] == f"Content-Length: {len(answer.body)}"


def test_a_head_that_is_right_is_not_touched(records: list[Read]) -> None:
    for path in ("/news/plain", "/news/close"):
        (answer,) = named(records, "response", path)
        assert b"X-Crawler" not in answer.head
        assert restored(answer.head) == answer.head


def test_digests_are_those_of_block_and_payload(records: list[Read]) -> None:
    for one in records:
        assert one.fields["WARC-Block-Digest"] == sha1(one.block)
        assert one.fields["X-Scraper-Block-Digest"] == f"sha256:{hashlib.sha256(one.block).hexdigest()}"
    for one in named(records, "response"):
        assert one.fields["WARC-Payload-Digest"] == sha1(one.body)
        assert one.fields["X-Scraper-Payload-Digest"] == f"sha256:{hashlib.sha256(one.body).hexdigest()}"


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def test_a_redirect_leads_to_its_target_and_the_target_back(records: list[Read]) -> None:
    (redirect,) = named(records, "response", "/news/slash")
    (target,) = named(records, "response", "/news/slash/")
    assert (redirect.head[:12], redirect.body) == (b"HTTP/1.1 301", b"")
    assert target.fields["X-Scraper-Via"] == redirect.fields["WARC-Record-ID"]
    assert target.fields["X-Scraper-Requested-URI"] == redirect.fields["WARC-Target-URI"]
    # Both were in one second, and for an index they are of one address.
    assert target.fields["X-Scraper-Date"] == redirect.fields["WARC-Date"] < target.fields["WARC-Date"]


def test_a_further_page_names_the_first(records: list[Read]) -> None:
    (first,) = named(records, "response", "/news/parts")
    (second,) = named(records, "response", "/news/parts?seite=2")
    assert second.fields["X-Scraper-Part-Of"] == first.fields["WARC-Record-ID"]


def test_records_of_one_exchange_name_each_other(records: list[Read]) -> None:
    ids = {one.fields["WARC-Record-ID"] for one in records}
    assert len(ids) == len(records)
    for request, answer in zip(named(records, "request"), named(records, "response"), strict=True):
        assert request.fields["WARC-Concurrent-To"] == answer.fields["WARC-Record-ID"]
        assert request.fields["WARC-Target-URI"] == answer.fields["WARC-Target-URI"]
        assert answer.fields["WARC-IP-Address"] == "127.0.0.1"
        assert answer.fields["WARC-Protocol"] == "http/1.1"


def test_each_visit_is_a_revisit_of_a_record_of_the_file(archive: Path, records: list[Read]) -> None:
    answers = {one.fields["WARC-Record-ID"]: one for one in named(records, "response")}
    revisits = named(records, "revisit")
    for one in revisits:
        original = answers[one.fields["WARC-Refers-To"]]
        assert one.fields["WARC-Refers-To-Target-URI"] == original.fields["WARC-Target-URI"]
        assert one.fields["WARC-Refers-To-Date"] == original.fields["WARC-Date"]
        assert one.fields["WARC-Payload-Digest"] == original.fields["WARC-Payload-Digest"]
        assert one.block == b""
    visits = rows(archive, "SELECT at, v.status FROM visits v JOIN captures c ON c.id = v.capture_id ORDER BY c.id, at")
    times = [one.fields.get("X-Scraper-Date", one.fields["WARC-Date"]) for one in revisits]
    assert list(zip(times, (int(one.fields["X-Scraper-Status"]) for one in revisits), strict=True)) == visits
    profiles = {one.fields["X-Scraper-Status"]: one.fields["WARC-Profile"].rpartition("/")[2] for one in revisits}
    assert profiles == {
        "200": "identical-payload-digest",
        "304": "server-not-modified",
        "404": "identical-payload-digest",
    }


def test_a_page_whose_bytes_are_not_kept_is_described(records: list[Read]) -> None:
    (described,) = [one for one in records if one.fields.get("X-Scraper-Kind") == "capture"]
    data = json.loads(described.block)
    assert described.fields["WARC-Target-URI"] == described.fields["WARC-Record-ID"].strip("<>")
    assert data["url"].endswith("/news/short")
    assert (data["status"], data["protocol"], len(data["digest"])) == (200, "HTTP/1.1", 64)
    assert data["response"].startswith("HTTP/1.1 200 OK\r\n")
    assert not named(records, "response", "/news/short")


def test_each_article_is_described_after_its_captures(archive: Path, records: list[Read]) -> None:
    described = [one for one in records if one.fields.get("X-Scraper-Kind") == "article"]
    assert records[-len(described) :] == described
    articles = rows(archive, "SELECT url, title, body FROM articles ORDER BY id")
    data = [json.loads(one.block) for one in described]
    assert [(one["article"]["url"], one["article"]["title"], one["article"]["body"]) for one in data] == articles
    ids = {one.fields["WARC-Record-ID"] for one in records} | {f"<{of_capture(one)}>" for one in records}
    for one, said in zip(described, data, strict=True):
        assert one.fields["WARC-Target-URI"] == one.fields["WARC-Record-ID"].strip("<>")
        newest = said["article"]["capture"]
        assert one.fields.get("WARC-Refers-To") == (None if newest is None else f"<{newest}>")
        assert {f"<{capture['record']}>" for capture in said["captures"]} <= ids
    (reserved,) = [one for one in data if one["is_reserved"]]
    assert (reserved["article"]["title"], reserved["article"]["body"], reserved["captures"]) == ("Vorbehalten", "", [])
    (edited,) = [one for one in data if one["article"]["title"] == "Bearbeitet"]
    assert len(edited["versions"]) == 1
    assert "Der erste Stand." in edited["versions"][0]["body"]


def of_capture(one: Read) -> str | None:
    """Return the name of a capture whose bytes are not kept."""
    is_described = one.fields.get("X-Scraper-Kind") == "capture"
    return json.loads(one.block)["record"] if is_described else None


def test_neither_secrets_nor_reserved_text_come_out(exported: Path, records: list[Read]) -> None:
    everything = b"\n".join(str(one.fields).encode() + one.block for one in records)
    for secret in sent_pages.SECRETS:
        assert secret.encode() not in everything
    (answer,) = named(records, "response", "/news/secret")
    assert b"Set-Cookie: ***\r\n" in answer.head
    assert b"Content-Location: http://***@127.0.0.1/news/secret\r\n" in answer.head
    assert not [one for one in records if one.fields.get("WARC-Target-URI", "").endswith("/news/reserved")]
    assert b"Dieser Satz ist vorbehalten" not in everything


def test_the_file_says_what_it_is(archive: Path, records: list[Read]) -> None:
    info = records[0]
    said = dict(line.split(": ", 1) for line in info.block.decode().splitlines())
    verified = scraper("--db", archive, "verify").out
    assert info.kind == "warcinfo"
    assert info.fields["WARC-Filename"] == "sent.warc.gz"
    assert (said["format"], said["software"].partition("/")[0]) == ("WARC File Format 1.1", "scraper")
    assert said["archive-digest"] in verified
    assert "HTTP/1.1 was spoken" in said["description"]
    assert "operator" not in said


def test_the_operator_is_who_is_configured(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPER_CONTACT", "presse@example.org")
    file = tmp_path / "out.warc.gz"
    scraper("--db", archive, "export", "warc", "--output", file)
    assert b"operator: presse@example.org\r\n" in next(read(file)).block


# What is chosen


def export(db: Path, file: Path, *options: object) -> list[Read]:
    done = scraper("--db", db, "export", "warc", "--output", file, *options)
    assert (done.code, done.err) == (0, "")
    return list(read(file))


def test_two_exports_are_the_same_but_for_what_they_say_of_themselves(
    archive: Path, records: list[Read], tmp_path: Path
) -> None:
    assert export(archive, tmp_path / "again.warc.gz")[1:] == records[1:]


def test_a_site_is_what_is_of_its_pages(archive: Path, records: list[Read], tmp_path: Path) -> None:
    short = export(archive, tmp_path / "a.warc.gz", "--site", "knapp")
    others = export(archive, tmp_path / "b.warc.gz", "--site", "amt")
    assert [one.fields.get("X-Scraper-Kind") for one in short[1:] if one.kind == "metadata"][:1] == ["capture"]
    assert not named(short, "response")
    key = lambda one: one.fields["WARC-Record-ID"]  # noqa: E731
    assert sorted([*short[1:], *others[1:]], key=key) == sorted(records[1:], key=key)


def test_a_condition_chooses_articles_with_all_their_captures(archive: Path, tmp_path: Path) -> None:
    chosen = export(archive, tmp_path / "a.warc.gz", "--where", "title IN ('Bearbeitet', 'Mit Schrägstrich') -- two")
    paths = [one.fields["WARC-Target-URI"].partition("/news")[2] for one in named(chosen, "response")]
    assert paths == ["/slash", "/slash/", "/edited", "/edited"]


def test_a_visit_brings_the_capture_that_it_is_of(archive: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    assert scraper("--db", archive, "backup", db).code == 0
    with sqlite(db) as other:
        other.execute("UPDATE visits SET at = '2026-12-24T12:00:00Z' WHERE status = 304")
        other.execute("UPDATE visits SET at = '2026-12-26T12:00:00Z' WHERE status = 404")
    chosen = export(db, tmp_path / "a.warc.gz", "--since", "2026-12-20", "--until", "2026-12-25")
    kinds = [(one.kind, one.fields.get("WARC-Date")) for one in chosen[1:] if one.kind in ("response", "revisit")]
    assert [kind for kind, _ in kinds] == ["response", "revisit"]
    assert kinds[1][1] == "2026-12-24T12:00:00Z"
    (answer,) = named(chosen, "response")
    assert answer.fields["WARC-Target-URI"].endswith("/news/seen")


def test_files_have_at_most_a_size_and_no_group_is_cut(archive: Path, records: list[Read], tmp_path: Path) -> None:
    size = 11_000
    done = scraper("--db", archive, "export", "warc", "--output", tmp_path / "a.warc.gz", "--size", size)
    assert (done.code, done.err) == (0, "")
    files = sorted(tmp_path.glob("*"))
    assert [file.name for file in files] == [f"a-{number:05}.warc.gz" for number in range(1, len(files) + 1)]
    assert len(files) > 2
    assert all(file.stat().st_size <= size for file in files)
    parts = [list(read(file)) for file in files]
    assert [part[0].kind for part in parts] == ["warcinfo"] * len(files)
    assert [one for part in parts for one in part[1:]] == records[1:]
    for part in parts:
        ids = {one.fields["WARC-Record-ID"] for one in part}
        for one in part:
            for name in ("X-Scraper-Via", "X-Scraper-Part-Of"):
                assert one.fields.get(name) in (*ids, None)
            if one.kind == "revisit":
                assert one.fields["WARC-Refers-To"] in ids


def test_what_was_forgotten_is_in_no_export(archive: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    assert scraper("--db", archive, "backup", db).code == 0
    assert scraper("--db", db, "forget", "--yes", "--where", "title = 'Bearbeitet'").code == 0
    chosen = export(db, tmp_path / "a.warc.gz")
    assert not [one for one in chosen if b"Bearbeitet" in one.block or "edited" in str(one.fields)]


@pytest.mark.parametrize("version", [1, 3])
def test_an_archive_that_kept_header_lines_alone(version: int, tmp_path: Path) -> None:
    db, file = tmp_path / "archive.db", tmp_path / "a.warc.gz"
    packed = ROOT / "tests" / "fixtures" / "archives" / f"schema-{version}.db.gz"
    db.write_bytes(gzip.decompress(packed.read_bytes()))
    with Archive.open(db) as archive:
        kept = rows(db, "SELECT id, exchange FROM captures WHERE payload_id IS NOT NULL OR digest IS NULL ORDER BY id")
        heads = [archive.captures.heads(exchange)[1] for _, exchange in kept]
    answers = named(export(db, file), "response")
    assert program("warcio", "check", file).returncode == program("fastwarc", "check", "-q", file).returncode == 0
    assert len(answers) == len(heads) > 0
    for head, one in zip(heads, answers, strict=True):
        assert one.head.startswith(b"HTTP/1.1 ")
        made, lines = restored(one.head).split(b"\r\n", 1)
        if one.fields.get("X-Scraper-Head") == "status-line":
            assert (made[:9], lines) == (b"HTTP/1.1 ", head)
        else:
            assert (one.fields["X-Scraper-Head"], head) == ("all", b"")


def test_an_article_that_leads_to_the_front_page_ends_with_the_redirect(tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    with sent_pages.sites(db) as there:
        there.server.page("/", "<!DOCTYPE html><title>Amt</title><h1>Startseite</h1><a href='/news/b'>Meldung</a>")
        there.server.page("/news/a", sent_pages.page("Bald woanders"))
        there.fetch("/news/a")
        there.server.redirect("/news/a", there.server.url("/"))
        there.fetch("/news/a")
        there.fetch("/news/a")
    records = export(db, tmp_path / "a.warc.gz")
    assert [
        (one.fields["WARC-Target-URI"].rpartition("/")[2], one.head[9:12]) for one in named(records, "response")
    ] == [
        ("a", b"200"),
        ("a", b"302"),
        ("", b"200"),
    ]
    redirect = named(records, "response")[1]
    (revisit,) = named(records, "revisit")
    assert revisit.fields["WARC-Refers-To"] == redirect.fields["WARC-Record-ID"]
    assert (revisit.fields["X-Scraper-Status"], revisit.fields["WARC-Profile"][-24:]) == (
        "302",
        "identical-payload-digest",
    )
    done = program("cdxj-indexer", tmp_path / "a.warc.gz")
    keys = [tuple(line.split(" ", 2)[:2]) for line in done.stdout.splitlines() if not line.startswith("urn:")]
    assert len(keys) == len(set(keys)) == 4
