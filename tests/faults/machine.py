"""Faults of the machine itself: no room, no rights, no file handles, other programs, signals, wrong certificates."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from faults.rig import ARTICLES, Result, crawl, environment, profile, serve_news
from server import Server

Check = Callable[[Path, Server, Path], tuple[str, int, list[str]]]
_MEGABYTE = 1024 * 1024


def _archived(db: Path) -> int:
    with closing(sqlite3.connect(db)) as archive:
        count: int = archive.execute("SELECT count(*) FROM articles").fetchone()[0]
    return count


def _whole(db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as archive:
        found = archive.execute("PRAGMA integrity_check").fetchone()[0]
    return [] if found == "ok" else [f"integrity: {found}"]


def _goes_on(db: Path, sites: Path, count: int) -> list[str]:
    """Return what is wrong when the fault is over and the next crawl runs."""
    _, code, _, _ = crawl(db, sites, {})
    kept = _archived(db)
    return ([] if code == 0 else [f"the next crawl ends with {code}"]) + (
        [] if kept == count else [f"{kept} of {count} articles after the next crawl"]
    )


def no_room(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The archive may not grow beyond a third of a megabyte (a file size limit stands in for the full disk)."""
    serve_news(server, 50)
    db = folder / "archive.db"
    bound = _MEGABYTE // 3
    said, code, _, _ = crawl(db, sites, {}, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bound, bound)))
    wrong = [] if code in (1, 2) and "archive.db" in said else [f"says {said!r}"]
    return said, code, wrong + _whole(db) + _goes_on(db, sites, 50)


def few_files(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """256 file handles."""
    said, code, _, _ = crawl(
        folder / "archive.db", sites, {}, lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    )
    return said, code, [] if code == 0 else [f"exit code {code}"]


def another_program(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """Another program holds the archive for writing for three seconds; the crawl waits for it."""
    db = folder / "archive.db"
    crawl(db, sites, {})
    with closing(sqlite3.connect(db, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        threading.Timer(3.0, lambda: other.execute("ROLLBACK")).start()
        said, code, seconds, _ = crawl(db, sites, {})
        time.sleep(max(0.0, 3.2 - seconds))
    return said, code, [] if code == 0 and seconds > 2 else [f"exit code {code} after {seconds:.1f} s"]


def two_crons(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """A second crawl while the first runs."""
    db = folder / "archive.db"
    server.handler("/news/3", lambda exchange: exchange.wait(2.5))
    with _running(db, sites) as first:
        while not server.paths():
            time.sleep(0.02)
        said, code, _, _ = crawl(db, sites, {})
        first.wait(60)
    return said, code, [] if code == 75 and "Another crawl" in said else [f"exit code {code}: {said!r}"]


def no_rights(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The folder may not be written."""
    if os.geteuid() == 0:
        return "not tried: root may write everywhere", 1, []
    closed = folder / "closed"
    closed.mkdir(mode=0o555)
    said, code, _, _ = crawl(closed / "archive.db", sites, {})
    return said, code, [] if code in (1, 2) and "cannot be written" in said else [f"exit code {code}: {said!r}"]


def _signalled(*numbers: signal.Signals) -> Check:
    def check(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
        db = folder / "archive.db"
        pages = server.route("/news/3")
        server.handler("/news/3", lambda exchange: exchange.wait(2.0))
        with _running(db, sites) as child:
            while "/news/3" not in server.paths():
                time.sleep(0.02)
            for number in numbers:
                child.send_signal(number)
                time.sleep(0.2)
            said = (child.communicate(timeout=60)[0] or b"").decode()
        server._routes["/news/3"] = pages
        wrong = [] if child.returncode == 130 else [f"exit code {child.returncode}"]
        return said, child.returncode, wrong + _whole(db) + _goes_on_later(db, sites)

    return check


def _goes_on_later(db: Path, sites: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as archive, archive:
        archive.execute("UPDATE pages SET due_at = '2000-01-01T00:00:00Z' WHERE state = 'failed'")
        archive.execute("UPDATE hosts SET not_before = NULL")
    return _goes_on(db, sites, ARTICLES)


@contextmanager
def _running(db: Path, sites: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "scraper", "--db", str(db), "crawl", "--sites", str(sites)]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment({"SCRAPER_TIMEOUT": "10"})
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _certificate(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """A server with a certificate that nobody vouches for, and of another name."""
    if shutil.which("openssl") is None:
        return "not tried: there is no openssl command here", 1, []
    pem = folder / "host.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", pem, "-out", folder / "c.pem",
         "-subj", "/CN=bote.example", "-days", "10"],
        check=True, capture_output=True,
    )  # fmt: skip
    pem.write_text(pem.read_text() + (folder / "c.pem").read_text())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    secure = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    threading.Thread(target=secure.serve_forever, daemon=True).start()
    home = f"https://127.0.0.1:{secure.server_port}/"
    sites.write_text(profile("bad", {"home": home, "feeds": [home + "feed"], "private": True, "delay": 0.0}))
    said, code, _, _ = crawl(folder / "archive.db", sites, {})
    secure.shutdown()
    secure.server_close()
    return said, code, [] if code == 1 and "certificate" in said else [f"exit code {code}: {said!r}"]


CHECKS: dict[str, Check] = {
    "no room on the disk": no_room,
    "256 open files": few_files,
    "another program holds the archive": another_program,
    "two crawls at once": two_crons,
    "a folder without rights": no_rights,
    "SIGTERM": _signalled(signal.SIGTERM),
    "SIGHUP": _signalled(signal.SIGHUP),
    "Ctrl-C": _signalled(signal.SIGINT),
    "Ctrl-C twice": _signalled(signal.SIGINT, signal.SIGINT),
    "a certificate of nobody": _certificate,
}


def try_on(name: str) -> Result:
    """Run a check of the machine."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as text, Server() as server:
        folder = Path(text)
        serve_news(server)
        sites = folder / "sites.toml"
        values = {"home": server.url("/"), "feeds": [server.url("/feed")], "private": True, "delay": 0.0}
        sites.write_text(profile("bote", values))
        said, code, wrong = CHECKS[name](folder, server, sites)
    if "Traceback" in said:
        wrong.append("a traceback")
    lines = [line for line in said.splitlines() if line.strip()]
    return Result(name, lines[-1] if lines else "nothing", code, time.monotonic() - start, 0.0, tuple(wrong))
