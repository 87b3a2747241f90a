"""Faults of the machine itself: no room, no rights, no file handles, other programs, signals, wrong certificates."""

from __future__ import annotations

import ctypes
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
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faults.rig import ARTICLES, Result, article, crawl, environment, feed, profile, serve_news
from faults.shell import SHELL, Check
from faults.spoils import XML
from server import Exchange, Server

_MEGABYTE = 1024 * 1024


def _archived(db: Path) -> int:
    with closing(sqlite3.connect(db)) as archive:
        count: int = archive.execute("SELECT count(*) FROM articles").fetchone()[0]
    return count


def _whole(db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as archive:
        found = archive.execute("PRAGMA integrity_check").fetchone()[0]
    return [] if found == "ok" else [f"integrity: {found}"]


def _goes_on(db: Path, sites: Path, count: int, *arguments: str) -> list[str]:
    """Return what is wrong when the fault is over and the next crawl runs."""
    _, code, _, _ = crawl(db, sites, {}, arguments=arguments)
    kept = _archived(db)
    return ([] if code == 0 else [f"the next crawl ends with {code}"]) + (
        [] if kept == count else [f"{kept} of {count} articles after the next crawl"]
    )


def no_room(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """No file may grow beyond a third of a megabyte."""
    serve_news(server, 50)
    db = folder / "archive.db"
    bound = _MEGABYTE // 3
    said, code, _, _ = crawl(db, sites, {}, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bound, bound)))
    wrong = [] if code in (1, 2) and "archive.db" in said else [f"says {said!r}"]
    return said, code, wrong + _whole(db) + _goes_on(db, sites, 50)


def full_disk(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The archive lies on a disk of 600 KB, which is full before half of the articles are archived."""
    serve_news(server, 150)
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], capture_output=True).returncode:
        return "not tried: only root may mount a disk", 2, []
    try:
        db = disk / "archive.db"
        said, code, _, _ = crawl(db, sites, {}, arguments=("--full",))
        wrong = [] if code == 2 and "the disk is full" in said else [f"exit code {code}: {said!r}"]
        wrong += _whole(db) + ([] if 0 < _archived(db) < 150 else [f"{_archived(db)} articles"])
        subprocess.run(["mount", "-o", "remount,size=50m", disk], check=True, capture_output=True)
        return said, code, wrong + _goes_on(db, sites, 150, "--full")
    finally:
        subprocess.run(["umount", disk], check=True, capture_output=True)


def few_files(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """256 file handles, and 300 sites, each on a host of its own with eight connections."""
    names = [f"amt{number}.example" for number in range(300)]
    homes = [f"http://{name}:{server.port}/" for name in names]
    server.page("/feed", feed([f"/news/{number}" for number in range(1, 6)]), headers=XML)
    values = {"private": True, "delay": 0.0, "connections": 8}
    sites.write_text(
        "".join(
            profile(f"amt{number}", {**values, "home": home, "feeds": [home + "feed"]})
            for number, home in enumerate(homes)
        ),
        "utf-8",
    )
    db = folder / "archive.db"
    said, code, _, megabytes = crawl(
        db,
        sites,
        {},
        lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256)),
        world={"names": {name: [["127.0.0.1"]] for name in names}},
    )
    kept = _archived(db)
    wrong = [] if code == 0 else [f"exit code {code}: {said[-300:]!r}"]
    wrong += [] if kept == 1500 else [f"{kept} of 1500 articles"]
    return said, code, wrong + ([] if megabytes < 300 else [f"{megabytes} MB"])


def clock_set_back(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The first crawl believes in a year that has not come; the second knows better and asks for everything again."""
    db = folder / "archive.db"
    crawl(db, sites, {}, world={"clock": 30 * 365 * 86_400})
    server.clear()
    said, code, _, _ = crawl(db, sites, {})
    wrong = [] if code == 0 else [f"exit code {code}: {said!r}"]
    asked = {path for path in server.paths() if path.startswith("/news/")}
    return said, code, wrong + ([] if len(asked) == ARTICLES else [f"asked for {sorted(asked)}"]) + _whole(db)


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
    closed = folder / "closed"
    closed.mkdir(mode=0o555)
    said, code, _, _ = crawl(closed / "archive.db", sites, {}, like_anybody)
    wrong = [] if code == 2 and "cannot be written" in said else [f"exit code {code}: {said!r}"]
    return said, code, wrong + ([] if server.paths() == [] else ["a host was asked for what cannot be kept"])


def no_rights_for_the_file(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The archive is somebody else's, in a folder of one's own."""
    if os.geteuid():
        return "not tried: only root may give a file away", 2, []
    db = folder / "archive.db"
    crawl(db, sites, {})
    os.chown(db, 65534, 65534)
    said, code, _, _ = crawl(db, sites, {}, like_anybody)
    wrong = [] if code == 2 and "cannot be written" in said else [f"exit code {code}: {said!r}"]
    return said, code, wrong + _whole(db)


def like_anybody() -> None:
    """Give up root's right to write everywhere (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH), for good."""
    drop_from_bounding_set = 24
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


def read_only_disk(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The archive lies on a disk that is mounted read-only."""
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", disk], capture_output=True).returncode:
        return "not tried: only root may mount a disk", 2, []
    try:
        said, code, _, _ = crawl(disk / "archive.db", sites, {})
    finally:
        subprocess.run(["umount", disk], check=True, capture_output=True)
    return said, code, [] if code == 2 and "cannot be written" in said else [f"exit code {code}: {said!r}"]


def replaced(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """Somebody moves the archive away while it is crawled into: what is archived goes on into the file that moved."""
    db = folder / "archive.db"

    def move(exchange: Exchange) -> None:
        for file in folder.glob("archive.db*"):
            file.rename(file.with_name("moved" + file.name.removeprefix("archive")))
        exchange.answer(200, article(3))

    server.handler("/news/3", move)
    said, code, _, _ = crawl(db, sites, {})
    server.page("/news/3", article(3))
    wrong = [] if code in (0, 2) else [f"exit code {code}: {said!r}"]
    return said, code, wrong + _whole(folder / "moved.db") + _goes_on(db, sites, ARTICLES)


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


def _certificate(*, name: str, days: tuple[int, int], trusted: bool, says: str) -> Check:
    """Return a check with a certificate of this name, which holds from and until so many days from now."""

    def check(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
        if shutil.which("openssl") is None:
            return "not tried: there is no openssl command here", 1, []
        pem, authority = _signed(folder, name, days)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        home = f"https://localhost:{server.port}/"
        server.wrap(context)
        server.page("/feed", feed([f"/news/{number}" for number in range(1, 6)]), headers=XML)
        sites.write_text(profile("bad", {"home": home, "feeds": [home + "feed"], "private": True, "delay": 0.0}))
        more = {"SSL_CERT_FILE": str(authority)} if trusted else {}
        said, code, _, _ = crawl(folder / "archive.db", sites, more)
        honest = 1 if "certificate" in says else 0
        return said, code, [] if code == honest and says in said else [f"exit code {code}: {said!r}"]

    return check


def _signed(folder: Path, name: str, days: tuple[int, int]) -> tuple[Path, Path]:
    """Make an authority and a certificate of it; return the server's file and the authority's."""
    begin, end = (f"{datetime.now(UTC) + timedelta(days=day):%Y%m%d%H%M%SZ}" for day in days)
    config, pem, authority = folder / "ca.cnf", folder / "host.pem", folder / "ca.pem"
    (folder / "index.txt").touch()
    config.write_text(
        f"[ca]\ndefault_ca=one\n[one]\nnew_certs_dir={folder}\ndatabase={folder}/index.txt\ndefault_md=sha256\n"
        "rand_serial=yes\npolicy=any\nemail_in_dn=no\n[any]\ncommonName=supplied\n"
        "[authority]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n"
        f"[host]\nbasicConstraints=CA:false\nsubjectAltName=DNS:{name}\nauthorityKeyIdentifier=keyid\n"
        "[req]\ndistinguished_name=nothing\n[nothing]\n"
    )
    key = ["-newkey", "rsa:2048", "-nodes", "-config", config]
    for command in (
        ["req", "-x509", *key, "-keyout", folder / "ca.key", "-out", authority, "-subj", "/CN=Amt", "-days", "30",
         "-extensions", "authority"],
        ["req", *key, "-keyout", folder / "host.key", "-out", folder / "host.csr", "-subj", f"/CN={name}"],
        ["ca", "-batch", "-notext", "-config", config, "-cert", authority, "-keyfile", folder / "ca.key", "-in",
         folder / "host.csr", "-out", folder / "host.crt", "-startdate", begin, "-enddate", end, "-extensions", "host"],
    ):  # fmt: skip
        subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)
    pem.write_text((folder / "host.key").read_text() + (folder / "host.crt").read_text())
    return pem, authority


CHECKS: dict[str, Check] = {
    **SHELL,
    "no file may grow": no_room,
    "the disk is full in the middle": full_disk,
    "256 open files": few_files,
    "the clock set back": clock_set_back,
    "another program holds the archive": another_program,
    "two crawls at once": two_crons,
    "a folder without rights": no_rights,
    "an archive without rights": no_rights_for_the_file,
    "a disk that is read-only": read_only_disk,
    "the archive is moved away": replaced,
    "SIGTERM": _signalled(signal.SIGTERM),
    "SIGHUP": _signalled(signal.SIGHUP),
    "Ctrl-C": _signalled(signal.SIGINT),
    "Ctrl-C twice": _signalled(signal.SIGINT, signal.SIGINT),
    "TLS: a certificate of nobody": _certificate(
        name="localhost", days=(-1, 10), trusted=False, says="the certificate does not hold (unable to get local issuer"
    ),
    "TLS: an expired certificate": _certificate(
        name="localhost", days=(-20, -10), trusted=True, says="the certificate does not hold (certificate has expired)"
    ),
    "TLS: a certificate of tomorrow": _certificate(
        name="localhost",
        days=(5, 10),
        trusted=True,
        says="the certificate does not hold (certificate is not yet valid)",
    ),
    "TLS: a certificate of another name": _certificate(
        name="bote.example", days=(-1, 10), trusted=True, says="the certificate does not hold (Hostname mismatch"
    ),
    "TLS: a good certificate": _certificate(name="localhost", days=(-1, 10), trusted=True, says="bad: 5 found, 5 new"),
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
