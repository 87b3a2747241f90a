"""What is archived and shown: nothing a page says acts on a terminal, a spreadsheet or a log."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path

from faults import facts
from faults.harness import Case, article, feed, run
from faults.spoils import FEED, PAGE, XML
from server import Server

TITLE = "\x1b[31mRot\x1b[0m \u202egnuhcruD\u202c \u2066x\u2069 \x9b2J \x1b]0;x\x07 <script>alert(1)</script> & Amt"
# Control characters but newline, bidi marks and overrides.
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "a;=1+1;b", "a\t=1+1", 'a";=1+1')
# What a spreadsheet runs: a cell, or with German settings each piece of it.
_CELL = re.compile("\\A[=+\\-@＝＋－＠]")
_PIECE = re.compile('(?:^|[;\t\n\r])["]?[=+\\-@＝＋－＠]', re.MULTILINE)
# What is shown to people holds nothing that acts on a terminal. CSV keeps the text, and runs no formula.
_FOR_READING = ("--table", "--json", "--nl", "--markdown", "--html")
_FOR_SHEETS = {"--csv": (_CELL, ","), "--tsv": (_CELL, "\t"), "--excel": (_PIECE, ";")}


def titles(server: Server) -> None:
    """Give the first article a title that acts on terminals, and the others ones that act on spreadsheets."""
    _rename(server, 1, TITLE)
    for number, formula in enumerate(FORMULAS, 6):
        _rename(server, number, f"{formula} aus dem Rathaus")
    urls = [server.url(f"/news/{number}") for number in range(1, 6 + len(FORMULAS))]
    server.page(FEED, feed(urls), headers=XML)


def _rename(server: Server, number: int, title: str) -> None:
    shown = "".join(f"&#{ord(char)};" if HARMFUL.match(char) or char == "\n" else html.escape(char) for char in title)
    server.page(f"/news/{number}", article(number, title=shown))


def _harmless(server: Server, db: Path) -> list[str]:
    """Look through every command that shows an article, in every format."""
    wrong = []
    page = server.url("/news/1")
    sql = "SELECT id, title, url, kicker, body FROM articles"
    for command in (
        ["show", page],
        ["search", "Rathaus"],
        ["query", sql],
        ["why", page],
        ["status"],
        ["status", "--problems"],
    ):
        for style in (*_FOR_READING, *_FOR_SHEETS):
            done = run(db, *command, style)
            said = done.said
            name = f"{command[0]} {style}"
            if style in _FOR_READING:
                wrong += [f"{name}: {found[0]!r}" for found in [HARMFUL.search(said)] if found]
            wrong += [f"{name}: exit code {done.code}"] if done.code != 0 else []
            wrong += [f"{name}: a traceback"] if "Traceback" in said else []
            if style in _FOR_SHEETS:
                formula, delimiter = _FOR_SHEETS[style]
                wrong += [f"{name}: {cell!r}" for cell in _cells(done.out, delimiter) if formula.search(cell)]
    return wrong + _exact(db) + _verbose(server, db)


def _cells(text: str, delimiter: str) -> list[str]:
    """Return the cells of CSV or TSV that are no numbers."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    return [cell for row in rows for cell in row if not cell.lstrip("-").isdigit()]


def _exact(db: Path) -> list[str]:
    """JSON gives back what is archived, character by character."""
    kept = facts.titles(db)
    done = run(db, "query", "SELECT title FROM articles ORDER BY id", "--format", "json")
    shown = [row["title"] for row in json.loads(done.out)]
    return [] if shown == kept else [f"JSON says {shown}, the archive {kept}"]


def _verbose(server: Server, db: Path) -> list[str]:
    done = run(db, "fetch", server.url("/news/1"), "--allow-private", "--format", "table")
    said = done.said
    return [f"fetch: {found[0]!r}" for found in [HARMFUL.search(said)] if found]


def _in_reasons(server: Server) -> None:
    """Let a Location, a status line, a header and a robots.txt carry escapes into what is said."""
    server.handler(PAGE, lambda e: e.send(b"HTTP/1.1 302 \x1b[31m\r\nLocation: ftp://\x1b[31mx\x9b\r\n\r\n"))
    server.handler("/news/2", lambda e: e.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: \x1b[31m\r\n\r\nx"))
    server.handler("/news/1", lambda e: e.answer(200, "x", content_type="\x9bimage/\u202ex".encode().decode("latin-1")))
    server.robots("User-agent: *\nDisallow: /news/4\x1b[31m\nDisallow: /\u202enews/\nDisallow: /news/4\n")
    urls = [server.url(f"/news/{number}") for number in range(1, 6)]
    server.page(FEED, feed([*urls, server.url("/news/\u202e5")]), headers=XML)


def _reasons_harmless(server: Server, db: Path) -> list[str]:
    wrong = []
    for command in (["status", "--problems"], ["status"], ["why", server.url("/news/4")], ["crawl"]):
        done = run(db, *command, *(["--sites", str(db.parent / "sites.toml"), "-v"] if command == ["crawl"] else []))
        said = done.said
        wrong += [f"{command[0]}: {found[0]!r}" for found in [HARMFUL.search(said)] if found]
    return wrong


SHOWN = [
    Case("escapes, bidi overrides, HTML and formulas in titles", titles, "^bad: 16 found, 16 new", 0, holds=_harmless),
    Case(
        "escapes in what the reasons quote",
        _in_reasons,
        "^bad: 6 found, 1 new",
        1,
        kept=1,
        holds=_reasons_harmless,
        arguments=("-v",),
    ),
    Case(
        "escapes in the addresses of a feed",
        lambda s: s.page(FEED, feed([s.url("/news/\x1b]0;x\x07")]), headers=XML),
        "^bad: feed .*no entry of the feed names a web page",
        1,
        kept=0,
        holds=_reasons_harmless,
        arguments=("-v",),
    ),
]
