"""Where files lie, what they are instead of WARC, and what people are told."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

import warc_records as made
from scraper.errors import WarcError
from scraper.warc import remote
from scraper.warc.sources import expand, is_splittable
from warc_records import all_of, gzipped, numbered, written

ARC = b"filedesc://x.arc.gz 0.0.0.0 20080101000000 text/plain 76\n1 0 Heritrix\n"


def said(given: str) -> str:
    """Return what a user is told of a file."""
    with pytest.raises(WarcError) as caught:
        all_of(given)
    assert caught.value.exit_code == 1
    return str(caught.value)


def refused(tmp_path: Path, data: bytes) -> str:
    path = written(tmp_path, data, "file")
    return said(path).replace(path, "FILE")


def sqlite_file(tmp_path: Path) -> bytes:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t (a)")
    db.close()
    return path.read_bytes()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            ARC,
            "FILE is an ARC file, the form before WARC. Turn it into one of WARC first: 'warcio recompress FILE.arc.gz"
            " FILE.warc.gz'.",
        ),
        (
            b" CDX N b a m s k r M S V g\ncom,example)/ 2016",
            "FILE is an index of WARC files (CDX), not one of them. Import the WARC files that it names.",
        ),
        (
            b'org,example)/meldung 20160901100000 {"url": "https://example.org/meldung"}\n',
            "FILE is an index of WARC files (CDX), not one of them. Import the WARC files that it names.",
        ),
        (
            b"org,example)/ 20160901100000 https://example.org/ text/html 200 ABC - - 100 0 x.warc.gz\n",
            "FILE is an index of WARC files (CDX), not one of them. Import the WARC files that it names.",
        ),
        ("Grüße aus dem Rathaus\n".encode(), "FILE is a text file, not one of WARC. Name a WARC file."),
        (
            b"\n<!DOCTYPE html><html>",
            "FILE is a page of the web, not a WARC file. 'scraper fetch --file' reads a saved page.",
        ),
        (
            b"PK\x03\x04\x14\0",
            "FILE is a ZIP file, perhaps of WACZ. Unpack it, and import the WARC files in its folder 'archive'.",
        ),
        (
            b"WARC/0.9 response 1234\n",
            "FILE is of a version of WARC that is not read. Versions 0.17, 0.18, 1.0 and 1.1 are; 'warcio recompress'"
            " may help.",
        ),
        (
            b"\x00\x01\x02\xff",
            "FILE is no WARC file. Name a WARC file, such as those that wget --warc-file or browsertrix write.",
        ),
    ],
)
def test_what_a_file_is_instead(tmp_path: Path, data: bytes, sentence: str, packed: bool) -> None:
    assert refused(tmp_path, gzip.compress(data) if packed else data) == sentence


def test_a_wacz_whose_parts_are_not_packed_again_is_none_of_warc(tmp_path: Path) -> None:
    made_of = io.BytesIO()
    with zipfile.ZipFile(made_of, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("archive/data.warc.gz", gzipped(made.pages(2)))
        packed.writestr("archive/data.warc", b"".join(made.pages(2)))
    assert refused(tmp_path, made_of.getvalue()) == (
        "FILE is a ZIP file, perhaps of WACZ. Unpack it, and import the WARC files in its folder 'archive'."
    )


def test_files_that_others_open(tmp_path: Path) -> None:
    assert refused(tmp_path, b"") == "FILE is empty. Fetch or write it again."
    assert refused(tmp_path, bz2.compress(b"WARC/1.0")) == "FILE is packed with bzip2. Unpack it first, with 'bunzip2'."
    assert refused(tmp_path, lzma.compress(b"WARC/1.0")) == "FILE is packed with xz. Unpack it first, with 'unxz'."
    assert refused(tmp_path, sqlite_file(tmp_path)) == (
        "FILE is a SQLite database. An archive of scraper is opened with --db."
    )
    assert refused(tmp_path, gzip.compress(b"")) == (
        "FILE is no WARC file. Name a WARC file, such as those that wget --warc-file or browsertrix write."
    )


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_wacz_file_is_named_though_its_records_stand_in_it_as_they_are(tmp_path: Path, is_packed: bool) -> None:
    held = gzipped(made.pages(2)) if is_packed else b"".join(made.pages(2))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_STORED) as file:
        file.writestr("archive/data.warc.gz", held)
    assert refused(tmp_path, (tmp_path / "a.zip").read_bytes()) == (
        "FILE is a ZIP file, perhaps of WACZ. Unpack it, and import the WARC files in its folder 'archive'."
    )


def test_a_name_says_nothing(tmp_path: Path) -> None:
    assert len(all_of(written(tmp_path, gzipped(made.pages(2)), "file.cdx"))) == 2


def test_paths_and_patterns_are_sorted(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc.gz", "c.txt", "d[1].warc.gz"):
        written(tmp_path, gzipped(made.pages(1)), name)
    (tmp_path / "sub").mkdir()
    written(tmp_path / "sub", gzipped(made.pages(1)), "e.warc.gz")
    names = [Path(each.location).name for each in expand(f"{tmp_path}/*.warc.gz")]
    assert names == ["a.warc.gz", "b.warc.gz", "d[1].warc.gz"]
    assert [Path(each.location).name for each in expand(f"{tmp_path}/d[1].warc.gz")] == ["d[1].warc.gz"]
    assert len(expand(f"{tmp_path}/**/*.warc.gz")) == 4
    (one,) = expand(f"{tmp_path}/a.warc.gz")
    assert one.size == Path(one.location).stat().st_size
    os.utime(one.location, (1, 1))
    assert expand(one.location)[0].identity != one.identity


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    def said_of(given: str) -> str:
        with pytest.raises(WarcError) as caught:
            expand(given)
        return str(caught.value).replace(str(tmp_path), "DIR")

    assert said_of(f"{tmp_path}/none.warc.gz") == (
        "DIR/none.warc.gz cannot be opened: No such file or directory. Look at its spelling."
    )
    assert said_of(f"{tmp_path}/*.warc") == "No file fits DIR/*.warc. Look at the pattern with 'ls'."
    assert said_of(str(tmp_path)) == "DIR is a folder. Name its files, such as 'DIR/*.warc.gz'."
    assert said_of("ftp://max:geheim@example.org/x.warc.gz") == (
        "ftp://***@example.org/x.warc.gz: scraper reads WARC files from paths and from http, https and s3 addresses."
        " Download it first, and name the path."
    )
    os.mkfifo(tmp_path / "pipe")
    assert (
        said_of(f"{tmp_path}/pipe") == "DIR/pipe is no file that can be read twice. Write it to a file, and name that."
    )


def test_nobody_may_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, gzipped(made.pages(1)))

    def forbid(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Whoever runs the tests may be root, whom the system lets read everything.
    monkeypatch.setattr(Path, "open", forbid)
    assert said(path) == f"{path} cannot be opened: Permission denied. Give the user who runs scraper leave to read it."


class Handler(BaseHTTPRequestHandler):
    """Gives files as its class is told to."""

    data = b""
    ranges = True
    keeps_ranges = True
    encoding = ""
    statuses: ClassVar[list[int]] = []
    drop_after: ClassVar[list[int]] = []
    asked: ClassVar[list[str]] = []

    def do_HEAD(self) -> None:
        self._answer(has_body=False)

    def do_GET(self) -> None:
        self._answer(has_body=True)

    def _answer(self, *, has_body: bool) -> None:
        cls = type(self)
        told = self.headers.get("Range") if cls.ranges else None
        cls.asked.append(f"{self.command} {told}")
        status = cls.statuses.pop(0) if cls.statuses else 200
        if status != 200:
            self.send_error(status)
            return
        data = cls.data
        if told and cls.keeps_ranges:
            start, _, end = told.removeprefix("bytes=").partition("-")
            data = cls.data[int(start) : int(end) + 1 if end else None]
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{int(start) + len(data) - 1}/{len(cls.data)}")
        else:
            self.send_response(200)
        if cls.ranges:
            self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", '"abc"')
        if cls.encoding:
            self.send_header("Content-Encoding", cls.encoding)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if not has_body:
            return
        if cls.drop_after:
            self.wfile.write(data[: cls.drop_after.pop(0)])
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, type[Handler]]]:
    monkeypatch.setattr(remote, "_PAUSE_SECONDS", 0.0)
    handler = type("OwnHandler", (Handler,), {"statuses": [], "drop_after": [], "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/x.warc.gz", handler
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("ranges", [True, False])
def test_a_file_on_the_web(host: tuple[str, type[Handler]], ranges: bool) -> None:
    address, handler = host
    handler.data, handler.ranges = gzipped(made.pages(5)), ranges
    assert [each.response.url for each in all_of(address)] == [numbered(number) for number in range(5)]
    (one,) = expand(address)
    assert (one.size, one.identity) == (len(handler.data), f'{len(handler.data)}-"abc"')
    assert is_splittable(address)
    offsets = [each.offset for each in all_of(address)]
    assert [each.offset for each in all_of(address, offsets[2], offsets[4])] == offsets[2:4]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_connection_that_is_lost_is_made_again(
    host: tuple[str, type[Handler]], ranges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, handler = host
    monkeypatch.setattr(remote, "_RANGE", 1000)
    handler.data, handler.ranges = gzipped(made.pages(40)), ranges
    handler.drop_after = [100, 200, 50]
    assert len(all_of(address)) == 40


@pytest.mark.parametrize("ranges", [True, False])
def test_a_host_that_calls_the_packing_of_a_file_one_of_its_transfer(
    host: tuple[str, type[Handler]], ranges: bool
) -> None:
    address, handler = host
    handler.data, handler.ranges, handler.encoding = gzipped(made.pages(5)), ranges, "gzip"
    assert len(all_of(address)) == 5


def test_a_host_that_says_that_it_gives_ranges_and_does_not(
    host: tuple[str, type[Handler]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, handler = host
    monkeypatch.setattr(remote, "_RANGE", 1000)
    handler.data, handler.keeps_ranges = gzipped(made.pages(40)), False
    assert len(all_of(address)) == 40


def test_a_host_that_says_nothing_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_SILENT_SECONDS", 0.05)
    monkeypatch.setattr(remote, "_PAUSE_SECONDS", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/x.warc.gz"
        assert said(address) == f"{address}: no answer in time. Try again later."


def test_a_connection_that_is_always_lost_is_a_sentence(host: tuple[str, type[Handler]]) -> None:
    address, handler = host
    handler.data = gzipped(made.pages(40))
    handler.drop_after = [0] * 100
    assert said(address).startswith(f"{address}: the connection was lost 5 times (")
    assert said(address).endswith("). Start the import again: it goes on from there.")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, "there is no such file. Look at its spelling."),
        (410, "there is no such file. Look at its spelling."),
        (
            403,
            "the host does not give it (status 403). Look in a browser whether it asks for a login; a downloaded file"
            " can be imported by its path.",
        ),
        (503, "the host answers with status 503. Try again later."),
    ],
)
def test_a_host_that_does_not_give_it(host: tuple[str, type[Handler]], status: int, sentence: str) -> None:
    address, handler = host
    handler.statuses = [status] * 40
    with_user = address.replace("http://", "http://max:geheim@")
    assert said(with_user) == f"{with_user.replace('max:geheim', '***')}: {sentence}"


def test_a_host_that_fails_for_a_moment(host: tuple[str, type[Handler]]) -> None:
    address, handler = host
    handler.data = gzipped(made.pages(2))
    handler.statuses = [503, 503]
    assert len(all_of(address)) == 2


def test_a_host_that_is_not_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/x.warc.gz"
        assert said(address) == f"{address}: the host cannot be reached. Check the spelling and your connection."


def test_a_page_of_the_web_in_the_place_of_a_file(host: tuple[str, type[Handler]]) -> None:
    address, handler = host
    handler.data = b"<!DOCTYPE html><title>Index of /</title>"
    assert (
        said(address) == f"{address} is a page of the web, not a WARC file. 'scraper fetch --file' reads a saved page."
    )


def test_the_libraries_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert said("https://example.org/x.warc.gz") == (
        "https://example.org/x.warc.gz: A WARC file on the web needs the library fsspec, which is not installed."
        " Install it where scraper is installed: .venv/bin/pip install -e '.[warc]'."
    )
    assert said("s3://bucket/x.warc.gz") == (
        "s3://bucket/x.warc.gz: A file in a bucket of S3 needs the library s3fs, which is not installed."
        " Install it where scraper is installed: .venv/bin/pip install -e '.[s3]'."
    )


@pytest.fixture
def bucket(host: tuple[str, type[Handler]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[Handler]:
    """A bucket on loopback, on a machine without a key."""
    import s3fs

    # An instance remembers the host that it spoke to.
    s3fs.S3FileSystem.clear_instance_cache()
    address, handler = host
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address.removesuffix("/x.warc.gz"))
    return handler


def test_a_file_in_a_bucket_that_is_open_to_all(bucket: type[Handler]) -> None:
    bucket.data = gzipped(made.pages(5))
    address = "s3://offen/x.warc.gz"
    assert [each.response.url for each in all_of(address)] == [numbered(number) for number in range(5)]
    (one,) = expand(address)
    assert (one.address, one.size) == (address, len(bucket.data))


def test_a_bucket_that_wants_a_key(bucket: type[Handler]) -> None:
    bucket.statuses = [403] * 100
    assert said("s3://zu/x.warc.gz") == (
        "s3://zu/x.warc.gz: the bucket does not give it without the right key. Set AWS_ACCESS_KEY_ID and"
        " AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, to those of who may read it."
    )


def test_a_bucket_without_the_file(bucket: type[Handler]) -> None:
    bucket.statuses = [404] * 100
    assert said("s3://offen/y.warc.gz") == "s3://offen/y.warc.gz: there is no such file. Look at its spelling."
