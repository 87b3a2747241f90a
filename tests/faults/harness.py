"""What a fault is tried on: a bad site beside a good one, a real crawl of both, and what must hold after it."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from faults import facts
from server import Server

ARTICLES = 5
MOST_MB = 300
# What a crawl may cost, in seconds of the processor, the processes that read pages included. Most need one second;
# the dearest (a feed of 100,000 entries, a calendar without end) a fifth of this. The clock on the wall is no measure:
# it counts what else the machine does.
MOST_CPU = 60.0
# A child that still runs after so many seconds on the wall hangs: it is killed, and its case is wrong.
HANGS_AFTER = 300.0
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


def feed(urls: Sequence[str], title: str = "Meldung") -> str:
    """Return a feed that names these addresses, each under this title."""
    items = "".join(f"<item><title>{title}</title><link>{url.replace('&', '&amp;')}</link></item>" for url in urls)
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
        exit_code: the honest one.
        profile: what the bad site's profile has beside the usual.
        runs: crawls in a row, each long after the one before by the archive's own reckoning.
        variables: what the child's environment variables have beside the usual.
        kept: how many articles of the bad site have a text afterwards; None where that is not the question.
        listing: whether the bad site has a listing, which begins at ``/liste/0``.
        arguments: of the command line, beside the usual.
        environment: what the crawl takes for names, addresses and clock, see ``environment.py``.
        holds: looks at the bad site and the archive afterwards, and returns what is wrong.
    """

    name: str
    spoil: Callable[[Server], object]
    says: str
    exit_code: int
    profile: Mapping[str, object] = field(default_factory=dict)
    runs: int = 1
    variables: Mapping[str, str] = field(default_factory=dict)
    kept: int | None = None
    listing: bool = False
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, object] = field(default_factory=dict)
    holds: Callable[[Server, Path], list[str]] = lambda server, db: []


def of_one_page(*cases: Case) -> list[Case]:
    """Return cases that spoil one of five pages: it alone is lost where the exit code is 1, and else none."""
    return [replace(case, kept=ARTICLES - case.exit_code) for case in cases]


@dataclass(frozen=True)
class Result:
    """What came of a case: what the user saw, what it cost, and what did not hold."""

    case: str
    saw: str
    code: int
    cpu: float
    megabytes: float
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Ended:
    """How a process ended.

    Attributes:
        out, err: what it wrote to stdout and to stderr; `err` is empty where both went into one.
        code: its exit code, negative if a signal ended it.
        cpu: seconds of the processor that it and its own processes took.
        megabytes: of memory at its peak; 0 where the system does not tell.
        hung: whether it had to be killed.
    """

    out: str
    err: str
    code: int
    cpu: float
    megabytes: float
    hung: bool

    @property
    def said(self) -> str:
        """Return all that its user saw."""
        return self.out + self.err

    def broken_bounds(self) -> list[str]:
        """Return the bounds that it did not keep."""
        wrong = [f"hung: killed after {HANGS_AFTER:.0f} s"] if self.hung else []
        if self.cpu > MOST_CPU or self.code == -signal.SIGXCPU:
            wrong.append(f"{self.cpu:.0f} s of CPU")
        if self.megabytes > MOST_MB:
            wrong.append(f"{self.megabytes:.0f} MB")
        if "Traceback" in self.said or "mistake in scraper" in self.said:
            wrong.append("a traceback")
        return wrong


def profile(name: str, values: Mapping[str, object]) -> str:
    """Return a profile as TOML."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *lines, ""])


def profile_of(name: str, server: Server) -> str:
    """Return the usual profile of a server: its feed, no pause between requests."""
    return profile(name, {"home": server.url("/"), "feeds": [server.url("/feed")], "private": True, "delay": 0.0})


def variables(more: Mapping[str, str], environment: Mapping[str, object] | None = None) -> dict[str, str]:
    """Return a child's environment variables: short patience, so that a slow host costs seconds here."""
    faked = {"FAULTS_ENVIRONMENT": json.dumps(environment)} if environment else {}
    return {**os.environ, "TERM": "dumb", "SCRAPER_TIMEOUT": "3", **more, **faked}


# Crawls into an archive; the arguments are those of `crawl` below.
Crawl = Callable[..., "Ended"]


def try_out(case: Case, crawl_with: Crawl | None = None) -> Result:
    """Run a case and look at everything that must hold.

    Args:
        case: the fault.
        crawl_with: how to crawl; left out, in a process of its own.
    """
    with tempfile.TemporaryDirectory() as folder, Server() as good, Server() as bad:
        serve_news(good)
        serve_news(bad)
        case.spoil(bad)
        usual = {"home": bad.url("/"), "feeds": [bad.url("/feed")], "private": True, "delay": 0.0}
        sites = Path(folder) / "sites.toml"
        listings = [bad.url("/liste/0")] if case.listing else []
        sites.write_text(
            profile_of("good", good)
            + profile("bad", {**usual, "listings": listings, **case.profile}).replace("PORT", str(bad.port)),
            "utf-8",
        )
        return _judged(case, Path(folder) / "archive.db", sites, bad, crawl_with or crawl)


def _judged(case: Case, db: Path, sites: Path, bad: Server, crawl_with: Crawl) -> Result:
    """Crawl as often as the case asks for it; the last crawl's exit code counts, and what any of them said."""
    said, wrong, cpu, megabytes, code = "", [], 0.0, 0.0, 0
    for _ in range(case.runs):
        if db.exists():
            facts.make_due(db)
        done = crawl_with(
            db, sites, case.variables, arguments=case.arguments, environment=_with_dials(case.environment, db)
        )
        wrong += done.broken_bounds()
        said, code = said + done.said, done.code
        cpu, megabytes = cpu + done.cpu, max(megabytes, done.megabytes)
    told = [line for line in said.splitlines() if re.search(case.says or "^bad", line)]
    saw = told[-1] if told else said.strip()[-200:]
    wrong += _wrong(case, said, code) + _wrong_in_archive(case, db) + case.holds(bad, db)
    return Result(case.name, saw, code, cpu, megabytes, tuple(wrong))


def _with_dials(environment: Mapping[str, object], db: Path) -> Mapping[str, object]:
    """Return an environment that writes what is connected to beside the archive."""
    return {**environment, "dials": str(db.parent / "dials")} if environment else {}


def _wrong(case: Case, said: str, code: int) -> list[str]:
    wrong = [] if code == case.exit_code else [f"exit code {code}"]
    if case.says and not re.search(case.says, said, re.MULTILINE):
        wrong.append(f"does not say {case.says!r}: {said.strip()[-300:]}")
    return wrong


def _wrong_in_archive(case: Case, db: Path) -> list[str]:
    """Return what is wrong in the archive: damage, a good article that is missing, too many or too few bad ones."""
    good = facts.article_count(db, "good")
    wrong = facts.damage(db) + ([] if good == ARTICLES else [f"{good} of {ARTICLES} articles of the good site"])
    bad = facts.article_count(db, "bad")
    if case.kept is not None and bad != case.kept:
        wrong.append(f"{bad} articles of the bad site, not {case.kept}")
    return wrong


def crawl(
    db: Path,
    sites: Path,
    more: Mapping[str, str],
    limit: Callable[[], object] | None = None,
    arguments: tuple[str, ...] = (),
    environment: Mapping[str, object] | None = None,
) -> Ended:
    """Crawl in a process of its own, stdout and stderr in one.

    Args:
        db, sites: the archive and the profiles.
        more: environment variables beside the usual.
        limit: sets limits in the child before it starts.
        arguments: of the command line, beside the usual.
        environment: what the crawl takes for names, addresses and clock, see ``environment.py``.
    """
    line = [*command(db, environment), "crawl", "--sites", str(sites), *arguments]
    return ended(line, variables(more, environment), limit=limit, one_stream=True)


def command(db: Path, environment: Mapping[str, object] | None = None) -> list[str]:
    """Return how the command line is started."""
    start = [str(Path(__file__).with_name("environment.py"))] if environment else ["-m", "scraper"]
    return [sys.executable, *start, "--db", str(db)]


def run(db: Path, *arguments: str, more: Mapping[str, str] | None = None) -> Ended:
    """Run any command to its end."""
    return ended([*command(db), *arguments], variables(more or {}))


def ended(
    line: Sequence[str],
    env: Mapping[str, str],
    *,
    limit: Callable[[], object] | None = None,
    one_stream: bool = False,
) -> Ended:
    """Run a process to its end, or kill it and all of its own once it hangs.

    Its output goes into files: a pipe that nobody reads would hold it up.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            line,
            stdout=out,
            stderr=subprocess.STDOUT if one_stream else err,
            stdin=subprocess.DEVNULL,
            env=env,
            preexec_fn=lambda: _set_limits(limit),
            start_new_session=True,
        )
        cpu, megabytes, hung = _watched(child)
        return Ended(_text(out), _text(err), child.returncode, cpu, megabytes, hung)


def _set_limits(limit: Callable[[], object] | None) -> None:
    """Let the system end a child that spins (SIGXCPU), then set what the case asks for."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(MOST_CPU), int(MOST_CPU) + 5))
    if limit is not None:
        limit()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def _watched(child: subprocess.Popen[bytes]) -> tuple[float, float, bool]:
    """Wait for a child to end; return its seconds of CPU, its megabytes at the peak, and whether it hung.

    The peak that wait4 reports will not do: a child begins with that of the process that it was forked from.
    """
    status, peak, hung = Path(f"/proc/{child.pid}/status"), 0.0, False
    deadline = time.monotonic() + HANGS_AFTER
    while True:
        pid, code, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(code)
            return usage.ru_utime + usage.ru_stime, peak, hung
        with suppress(OSError):
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
            peak = max(peak, int(found[1]) / 1024 if found else 0.0)
        if not hung and time.monotonic() > deadline:
            hung = True
            os.killpg(child.pid, signal.SIGKILL)
        time.sleep(0.01)
