"""Faults of the machine itself: no room, no rights, no file handles, other programs, signals, wrong certificates."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import tempfile
from pathlib import Path

from faults import facts
from faults.background import Check, goes_on, unlike
from faults.certificates import CERTIFICATES
from faults.harness import (
    ARTICLES,
    MOST_CPU,
    Result,
    article,
    crawl,
    feed,
    profile,
    profile_of,
    serve_news,
)
from faults.locks import LOCKS
from faults.readers import READERS
from faults.shell import SHELL
from faults.signals import SIGNALS
from faults.spoils import XML
from server import Exchange, Server

_MEGABYTE = 1024 * 1024


def no_room(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """No file may grow beyond a megabyte and a half."""
    serve_news(server, 50)
    db = folder / "archive.db"
    bound = _MEGABYTE * 3 // 2
    done = crawl(db, sites, {}, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bound, bound)))
    wrong = unlike(done, 2, "archive.db")
    return done.said, done.code, wrong + facts.damage(db) + goes_on(db, sites, 50)


def full_disk(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The archive lies on a disk of 2.6 MB, which is full before half of the articles are archived."""
    serve_news(server, 150)
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2600k", "tmpfs", disk], capture_output=True).returncode:
        return "not tried: only root may mount a disk", 2, []
    try:
        db = disk / "archive.db"
        done = crawl(db, sites, {}, arguments=("--full",))
        wrong, kept = unlike(done, 2, "the disk is full") + facts.damage(db), facts.article_count(db)
        wrong += [] if 0 < kept < 150 else [f"{kept} articles before the disk was full"]
        subprocess.run(["mount", "-o", "remount,size=50m", disk], check=True, capture_output=True)
        return done.said, done.code, wrong + goes_on(db, sites, 150, "--full")
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
    done = crawl(
        db,
        sites,
        {},
        lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256)),
        environment={"names": {name: [["127.0.0.1"]] for name in names}},
    )
    kept = facts.article_count(db)
    return done.said, done.code, unlike(done, 0) + ([] if kept == 1500 else [f"{kept} of 1500 articles"])


def clock_set_back(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The first crawl believes in a year that has not come; the second says so and asks for everything again."""
    db = folder / "archive.db"
    crawl(db, sites, {}, environment={"clock": 30 * 365 * 86_400})
    server.clear()
    done = crawl(db, sites, {})
    asked = {path for path in server.paths() if path.startswith("/news/")}
    wrong = unlike(done, 1, "clock of this machine was set back")
    wrong += [] if len(asked) == ARTICLES else [f"asked for {sorted(asked)}"]
    return done.said, done.code, wrong + facts.damage(db)


def no_rights(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The folder may not be written."""
    closed = folder / "closed"
    closed.mkdir(mode=0o555)
    done = crawl(closed / "archive.db", sites, {}, like_anybody)
    wrong = unlike(done, 2, "cannot be written")
    return done.said, done.code, wrong + ([] if server.paths() == [] else ["a host was asked for what cannot be kept"])


def no_rights_for_the_file(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The archive is somebody else's, in a folder of one's own."""
    if os.geteuid():
        return "not tried: only root may give a file away", 2, []
    db = folder / "archive.db"
    crawl(db, sites, {})
    os.chown(db, 65534, 65534)
    done = crawl(db, sites, {}, like_anybody)
    return done.said, done.code, unlike(done, 2, "cannot be written") + facts.damage(db)


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
        done = crawl(disk / "archive.db", sites, {})
    finally:
        subprocess.run(["umount", disk], check=True, capture_output=True)
    return done.said, done.code, unlike(done, 2, "cannot be written")


def replaced(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """Somebody moves the archive away while it is crawled into: what is archived goes on into the file that moved."""
    db = folder / "archive.db"

    def move(exchange: Exchange) -> None:
        for file in folder.glob("archive.db*"):
            file.rename(file.with_name("moved" + file.name.removeprefix("archive")))
        exchange.answer(200, article(3))

    server.handler("/news/3", move)
    done = crawl(db, sites, {})
    server.page("/news/3", article(3))
    wrong = unlike(done, 0) + facts.damage(folder / "moved.db")
    return done.said, done.code, wrong + goes_on(db, sites, ARTICLES)


CHECKS: dict[str, Check] = {
    **SHELL,
    "no file may grow": no_room,
    "the disk is full in the middle": full_disk,
    "256 open files": few_files,
    "the clock set back": clock_set_back,
    "a folder without rights": no_rights,
    "an archive without rights": no_rights_for_the_file,
    "a disk that is read-only": read_only_disk,
    "the archive is moved away": replaced,
    **SIGNALS,
    **LOCKS,
    **READERS,
    **CERTIFICATES,
}


def try_on(name: str) -> Result:
    """Run a check of the machine."""
    before = _children_cpu()
    with tempfile.TemporaryDirectory() as text, Server() as server:
        folder = Path(text)
        serve_news(server)
        sites = folder / "sites.toml"
        sites.write_text(profile_of("bote", server))
        try:
            said, code, wrong = CHECKS[name](folder, server, sites)
        except AssertionError as error:
            said, code, wrong = "", 0, [str(error)]
    cpu = _children_cpu() - before
    if "Traceback" in said:
        wrong.append("a traceback")
    if cpu > MOST_CPU:
        wrong.append(f"{cpu:.0f} s of CPU")
    lines = [line for line in said.splitlines() if line.strip()]
    return Result(name, lines[-1] if lines else "nothing", code, cpu, 0.0, tuple(wrong))


def _children_cpu() -> float:
    """Return the seconds of the processor that all children took until now."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
