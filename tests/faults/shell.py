"""Faults of the shell around the program, and of the profiles that its user writes."""

from __future__ import annotations

import os
import re
from pathlib import Path

from faults import facts
from faults.background import Check
from faults.harness import ARTICLES, command, ended, variables
from server import Server


def in_shell(tail: str, *, exit_code: int, says: str = "", kept: int = ARTICLES, **more: str) -> Check:
    """Return a check of a crawl with this behind it on the shell's command line."""

    def check(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
        db = folder / "archive.db"
        said, code = shell(f"$SCRAPER crawl --sites {sites} {tail}", db, more)
        wrong = _judged(said, code, exit_code, says)
        found = facts.article_count(db)
        return said, code, wrong + ([] if found == kept else [f"{found} articles"])

    return check


def asked(question: str, *, exit_code: int, says: str = "", **more: str) -> Check:
    """Return a check of a question to an archive."""

    def check(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
        db = folder / "archive.db"
        shell(f"$SCRAPER crawl --sites {sites}", db, {})
        said, code = shell(f"$SCRAPER {question}", db, more)
        return said, code, _judged(said, code, exit_code, says)

    return check


def profiled(text: str, says: str) -> Check:
    """Return a check of a mistake in a profile: it is named with file, site and key, before any host is asked."""

    def check(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
        sites.write_bytes(
            text.replace("HOME", f'home = "{server.url("/")}"\nprivate = true').encode("utf-8", "replace")
        )
        said, code = shell(f"$SCRAPER crawl --sites {sites}", folder / "archive.db", {})
        wrong = _judged(said, code, 2, says)
        return said, code, wrong + (["a host was asked"] if server.paths() else [])

    return check


def shell(line: str, db: Path, more: dict[str, str]) -> tuple[str, int]:
    """Run a line of the shell; return all that was said, and the exit code of the program in it."""
    env = {**variables(more), "SCRAPER": " ".join(command(db))}
    done = ended(["bash", "-c", f"set -o pipefail; {line}"], env)
    return done.said, done.code


def _judged(said: str, code: int, exit_code: int, says: str) -> list[str]:
    wrong = [] if code == exit_code else [f"exit code {code}: {said[-500:]!r}"]
    return wrong + ([] if re.search(says, said) else [f"does not say {says!r}: {said[-500:]!r}"])


_ODD = "Größe – „x“ 😀"
_SQL = f"""query "SELECT '{_ODD}' AS word, title FROM archive LIMIT 1" --format"""
SHELL: dict[str, Check] = {
    "stdout is closed": in_shell(">&-", exit_code=0),
    "stderr is closed": in_shell("2>&-", exit_code=0, says="5 new"),
    "stdin, stdout and stderr are closed": in_shell("-v <&- >&- 2>&-", exit_code=0),
    "the reader of a crawl's log goes away": in_shell("-v 2>&1 | head -1", exit_code=0, says="5 links"),
    "stdout is on a full disk": in_shell(
        ">/dev/full", exit_code=1, says="Error: the output: cannot be written: No space"
    ),
    "stderr is on a full disk": in_shell("-v 2>/dev/full", exit_code=0, says="5 new"),
    "the reader of an answer goes away": asked("query 'SELECT * FROM archive' | head -c 5", exit_code=0),
    "an answer to a full disk": asked(
        "query 'SELECT 1' >/dev/full", exit_code=1, says="Error: the output: .* No space"
    ),
    "no HOME": in_shell("", exit_code=0, says="5 new", HOME=""),
    "a HOME that is not there": in_shell("", exit_code=0, says="5 new", HOME="/nirgends"),
    "locale C": asked(f"{_SQL} json", exit_code=0, says=_ODD, LC_ALL="C", LANG="C"),
    "a terminal that takes ASCII alone, JSON": asked(
        f"{_SQL} json",
        exit_code=0,
        says=r"Gr\\u00f6\\u00dfe \\u2013 \\u201ex\\u201c \\ud83d\\ude00",
        PYTHONIOENCODING="ascii",
    ),
    "a terminal that takes Latin-1 alone, table": asked(f"{_SQL} table", exit_code=0, PYTHONIOENCODING="latin-1"),
    "a terminal that takes ASCII alone, a crawl": in_shell("-v", exit_code=0, says="5 new", PYTHONIOENCODING="ascii"),
    "a profile with a pattern that is none": profiled(
        "[amt]\nHOME\narticles = ['(unclosed']", "sites.toml, site 'amt', key 'articles': .*not a valid pattern"
    ),
    "a profile with a pattern that takes years": profiled(
        "[amt]\nHOME\narticles = ['^/news/(\\w+)+$']", "sites.toml, site 'amt', key 'articles': .*takes too long"
    ),
    "a profile with a pattern that takes hours": profiled(
        "[amt]\nHOME\nignore = ['.*.*.*.*x$']", "sites.toml, site 'amt', key 'ignore': .*takes too long"
    ),
    "a profile with a selector that is none": profiled(
        "[amt]\nHOME\n[amt.select]\nbody = 'div..text'", "sites.toml, site 'amt', key 'select': 'div..text' for body"
    ),
    "a profile nested too deep": profiled(
        f"[amt]\nHOME\nfeeds = {'[' * 5000}", "sites.toml: .*its lists or tables are nested too deep"
    ),
    "a profile that is no text": profiled("[amt]\0", "sites.toml: this is not valid TOML"),
    "a profile without an address": profiled("[amt]\nname = 'x'", "site 'amt', key 'home': is missing"),
    "a profile with a key that is none": profiled("[amt]\nHOME\nfeed = 'x'", "site 'amt', key 'feed': is not known"),
    "a profile of a host that is none": profiled(
        "[amt]\nhome = 'http://[::1'", "site 'amt', key 'home': .*is not an address"
    ),
    "no file of that name": lambda folder, server, sites: _no_file(folder),
}


def _no_file(folder: Path) -> tuple[str, int, list[str]]:
    said, code = shell(f"$SCRAPER crawl --sites {folder}/nirgends.toml", folder / "archive.db", dict(os.environ))
    return said, code, _judged(said, code, 2, "nirgends.toml: cannot be read: No such file")
