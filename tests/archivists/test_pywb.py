"""pywb replays what was exported: each captured page, byte for byte, at its own date."""

from __future__ import annotations

import datetime as dt
import gzip
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from archivist_programs import program
from cli_running import scraper
from scraper.model.archived import Archived
from scraper.store import Archive
from scraper.store.outgoing import OutgoingSelection

# Chosen: pywb is up in two seconds on an idle machine.
STARTS_IN = 60


@contextmanager
def wayback(pywb: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """Let pywb serve the collections of a folder's config.yaml; yield where."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host, port = free.getsockname()
    with (folder / "pywb.log").open("wb") as log:
        started = subprocess.Popen(
            [pywb, "-b", host, "-p", str(port), "-d", str(folder)],
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
        try:
            _wait(host, port, started, folder / "pywb.log")
            yield host, port
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(10)


def _wait(host: str, port: int, started: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_IN
    while time.monotonic() < until and started.poll() is None:
        try:
            socket.create_connection((host, port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"pywb does not start: {log.read_text()}")


def asked(place: tuple[str, int], collection: str, at: dt.datetime, url: str) -> tuple[int, bytes, dict[str, str]]:
    """Ask for what was captured then, as it was captured; return status, body and headers."""
    connection = http.client.HTTPConnection(*place, timeout=60)
    try:
        connection.request("GET", f"/{collection}/{at:%Y%m%d%H%M%S}id_/{url}")
        answer = connection.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def collections(db: Path, folder: Path) -> None:
    """Export an archive both ways for pywb: the WARC with cdxj-indexer's index, the WACZ with its own."""
    warc, wacz = folder / "warc" / "archive.warc.gz", folder / "archive.wacz"
    warc.parent.mkdir()
    assert scraper("--db", db, "export", "warc", "--output", warc).code == 0
    assert scraper("--db", db, "export", "wacz", "--output", wacz).code == 0
    indexer = Path(sys.executable).with_name("cdxj-indexer")
    subprocess.run([indexer, "--sort", "-o", folder / "warc.cdxj", warc], check=True)
    with zipfile.ZipFile(wacz) as opened:
        opened.extractall(folder / "wacz")
    (folder / "wacz.cdxj").write_bytes(gzip.decompress((folder / "wacz" / "indexes" / "index.cdx.gz").read_bytes()))
    (folder / "config.yaml").write_text(
        "collections:\n"
        f"  warc: {{index_paths: {folder}/warc.cdxj, archive_paths: {folder}/warc/}}\n"
        f"  wacz: {{index_paths: {folder}/wacz.cdxj, archive_paths: {folder}/wacz/archive/}}\n"
    )


def replayed(place: tuple[str, int], collection: str, archived: Archived) -> int:
    """Ask for a page and for each of its visits, at their dates, and return how many there were."""
    dates = archived.dates or (archived.fetched_at, *(at for at, _ in archived.visits))
    for at in dates:
        status, body, headers = asked(place, collection, at, archived.url)
        assert (status, body) == (archived.status, archived.body), (archived.url, at)
        assert parsedate_to_datetime(headers["memento-datetime"]) == at
    return len(dates)


def leads_on(place: tuple[str, int], collection: str, archived: Archived, target: Archived) -> bool:
    """Tell whether a redirect leads to where it led.

    From one that adds a slash, whose target is the same address for an index, pywb leads there by an answer of its own.
    """
    status, _, headers = asked(place, collection, archived.fetched_at, archived.url)
    return status in (archived.status, 307) and headers["location"].endswith(target.url)


def test_each_capture_and_each_visit_is_replayed_at_its_date(sent_archive: Path, tmp_path: Path) -> None:
    pywb = program("wayback")
    collections(sent_archive, tmp_path)
    with Archive.read(sent_archive) as archive:
        captures = list(archive.outgoing.captures(OutgoingSelection()))
    pages = [one for one in captures if one.body is not None]
    redirects = [(one, to) for one in captures for to in captures if to.via_id == one.id]

    with wayback(pywb, tmp_path) as place:
        counts = [sum(replayed(place, name, page) for page in pages) for name in ("warc", "wacz")]
        assert all(leads_on(place, name, *redirect) for name in ("warc", "wacz") for redirect in redirects)

    # 15 first pages and one further page, an edit and an end. Visits in the same second are one.
    expected = len(pages) + sum(len(page.visits) for page in pages)
    assert (len(pages), len(redirects), counts) == (18, 1, [expected, expected])
    assert 18 + 4 <= expected <= 18 + 6
