"""What a fault is tried on: a bad site beside a good one, a real crawl of both, and what must hold after it."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from server import Server

ARTICLES = 5
MOST_MB = 300
SECONDS = 90.0
_WORDS = (
    "Der Landkreis Quellental hat ein neues Portal vorgestellt, mit dem sich Anträge von zu Hause aus stellen lassen. "
    "Nach Angaben der Landrätin haben sich im ersten Monat mehr als tausend Menschen angemeldet. "
)


def article(number: int, text: str = "", title: str = "") -> str:
    """Return the page of an article."""
    headline = title or f"Meldung {number} aus dem Rathaus"
    return (
        f"<!DOCTYPE html><html lang=de><head><meta charset=utf-8><title>{headline}</title></head><body><article>"
        f"<h1>{headline}</h1><time datetime='2026-11-{number % 20 + 1:02}T08:00:00Z'></time>"
        f"<p>{_WORDS}Es ist die Meldung Nummer {number}. {text}</p><p>{_WORDS}</p></article></body></html>"
    )


def feed(urls: list[str]) -> str:
    """Return a feed that names these addresses."""
    items = "".join(f"<item><title>Meldung</title><link>{url.replace('&', '&amp;')}</link></item>" for url in urls)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Test</title>{items}</channel></rss>'


def serve_news(server: Server, count: int = ARTICLES) -> None:
    """Let a server have so many articles and a feed of them."""
    for number in range(1, count + 1):
        server.page(f"/news/{number}", article(number), etag=f'"{number}"')
    urls = [server.url(f"/news/{number}") for number in range(1, count + 1)]
    server.page("/feed", feed(urls), headers={"Content-Type": "application/rss+xml"}, etag='"feed"')


@dataclass
class Case:
    """One fault.

    Args:
        name: what goes wrong, for people.
        spoil: makes it go wrong at the bad site, which serves five articles and a feed until then.
        says: what the crawl must say of it, a pattern; empty where nothing needs to be said.
        exits: the honest exit codes.
        profile: what the bad site's profile has beside the usual.
        runs: crawls in a row, each long after the one before by the archive's own reckoning.
        environment: what the child's environment has beside the usual.
        kept: what SQL must answer with 1 afterwards, or nothing.
        listing: whether the bad site has a listing, which begins at ``/liste/0``.
        arguments: of the command line, beside the usual.
        world: what the crawl takes the world for, see ``world.py``; it may depend on the bad site.
        holds: looks at the bad site and the archive afterwards, and returns what is wrong.
    """

    name: str
    spoil: Callable[[Server], object]
    says: str = ""
    exits: tuple[int, ...] = (0, 1)
    profile: Mapping[str, object] = field(default_factory=dict)
    runs: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)
    kept: str = ""
    listing: bool = False
    arguments: tuple[str, ...] = ()
    world: Mapping[str, object] = field(default_factory=dict)
    holds: Callable[[Server, Path], list[str]] = lambda server, db: []


@dataclass(frozen=True)
class Result:
    """What came of a case: what the user saw, what it cost, and what did not hold."""

    case: str
    saw: str
    code: int
    seconds: float
    megabytes: float
    wrong: tuple[str, ...]


def profile(name: str, values: Mapping[str, object]) -> str:
    """Return a profile as TOML."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *lines, ""])


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a crawl: short patience, so that a slow host costs seconds here."""
    return {**os.environ, "TERM": "dumb", "SCRAPER_TIMEOUT": "3", **more}


def try_out(case: Case) -> Result:
    """Run a case and look at everything that must hold."""
    with tempfile.TemporaryDirectory() as folder, Server() as good, Server() as bad:
        serve_news(good)
        serve_news(bad)
        case.spoil(bad)
        usual = {"home": bad.url("/"), "feeds": [bad.url("/feed")], "private": True, "delay": 0.0}
        sites = Path(folder) / "sites.toml"
        listings = [bad.url("/liste/0")] if case.listing else []
        sites.write_text(
            profile("good", {"home": good.url("/"), "feeds": [good.url("/feed")], "private": True, "delay": 0.0})
            + profile("bad", {**usual, "listings": listings, **case.profile}).replace("PORT", str(bad.port)),
            "utf-8",
        )
        return _judged(case, Path(folder) / "archive.db", sites, bad)


def _judged(case: Case, db: Path, sites: Path, bad: Server) -> Result:
    said, code, seconds, megabytes = "", 0, 0.0, 0.0
    for _ in range(case.runs):
        if db.exists():
            make_due(db)
        out, code, took, peak = crawl(
            db, sites, case.environment, arguments=case.arguments, world=_world(case.world, db)
        )
        said, seconds, megabytes = said + out, seconds + took, max(megabytes, peak)
    told = [line for line in said.splitlines() if re.search(case.says or "^bad", line)]
    saw = told[-1] if told else said.strip()[-200:]
    wrong = _wrong(case, db, said, code, seconds, megabytes) + case.holds(bad, db)
    return Result(case.name, saw, code, seconds, megabytes, tuple(wrong))


def _world(world: Mapping[str, object], db: Path) -> Mapping[str, object]:
    """Return a world that writes what it dials beside the archive."""
    return {**world, "dials": str(db.parent / "dials")} if world else {}


def _wrong(case: Case, db: Path, said: str, code: int, seconds: float, megabytes: float) -> list[str]:
    """Return what does not hold."""
    wrong = []
    if code not in case.exits:
        wrong.append(f"exit code {code}")
    if "Traceback" in said or "mistake in scraper" in said:
        wrong.append("a traceback")
    if case.says and not re.search(case.says, said, re.MULTILINE):
        wrong.append(f"does not say {case.says!r}: {said.strip()[-300:]}")
    if megabytes > MOST_MB:
        wrong.append(f"{megabytes:.0f} MB")
    if seconds > SECONDS:
        wrong.append(f"{seconds:.0f} s")
    return wrong + _wrong_in(case, db)


def _wrong_in(case: Case, db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as archive:
        (kept,) = archive.execute("SELECT count(*) FROM articles WHERE site = 'good' AND body <> ''").fetchone()
        (whole,) = archive.execute("PRAGMA integrity_check").fetchone()
        wrong = [] if kept == ARTICLES else [f"{kept} of {ARTICLES} articles of the good site"]
        wrong += [] if whole == "ok" else [f"integrity: {whole}"]
        if case.kept and archive.execute(case.kept).fetchone() != (1,):
            wrong.append(f"not so: {case.kept}")
    return wrong


def make_due(db: Path) -> None:
    """Let years pass, as far as the archive knows."""
    with closing(sqlite3.connect(db)) as archive, archive:
        archive.execute("UPDATE pages SET due_at = '2000-01-01T00:00:00Z' WHERE due_at IS NOT NULL")
        archive.execute("UPDATE captures SET fetched_at = '2000-01-01T00:00:00Z'")
        archive.execute("UPDATE hosts SET not_before = NULL")


def crawl(
    db: Path,
    sites: Path,
    more: Mapping[str, str],
    limit: Callable[[], object] | None = None,
    arguments: tuple[str, ...] = (),
    world: Mapping[str, object] | None = None,
) -> tuple[str, int, float, float]:
    """Crawl in a process of its own; return what it said, exit code, seconds, and megabytes at its peak.

    Args:
        db, sites: the archive and the profiles.
        more: environment beside the usual.
        limit: sets limits in the child before it starts.
        arguments: of the command line, beside the usual.
        world: what the crawl takes the world for, see ``world.py``.
    """
    start = time.monotonic()
    child_environment = environment({**more, **({"FAULTS_WORLD": json.dumps(world)} if world else {})})
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(
            [*command(db, world), "crawl", "--sites", str(sites), *arguments],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=child_environment,
            preexec_fn=limit,
        )
        peak = _watched(child)
        out.seek(0)
        said = out.read().decode("utf-8", "replace")
    return said, child.returncode, time.monotonic() - start, peak


def command(db: Path, world: Mapping[str, object] | None = None) -> list[str]:
    """Return how the command line is started."""
    start = [str(Path(__file__).with_name("world.py"))] if world else ["-m", "scraper"]
    return [sys.executable, *start, "--db", str(db)]


def run(db: Path, *arguments: str, more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run any command to its end."""
    return subprocess.run(
        [*command(db), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(more or {}),
        timeout=SECONDS,
        check=False,
    )


def ask(db: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the archive in SQL."""
    with closing(sqlite3.connect(db)) as archive:
        return archive.execute(sql, values).fetchall()


def _watched(child: subprocess.Popen[bytes]) -> float:
    """Wait for a child to end; return the megabytes at its peak, 0 where the system does not tell.

    What wait4 reports will not do: a child begins with the peak of the process that it was forked from.
    """
    status, peak = Path(f"/proc/{child.pid}/status"), 0.0
    while child.poll() is None:
        with suppress(OSError):
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
            peak = max(peak, int(found[1]) / 1024 if found else 0.0)
        time.sleep(0.01)
    return peak
