"""Measure the parser on pages made to hurt: one process a page, seconds and memory.

usage: python benchmarks/hostile.py [--limit SECONDS] [--memory MB] [NAME ...]

Prints case, seconds of processor time in scraper.parse, and the peak of the process's memory in MB, the page itself
included. NAME keeps the cases whose names contain it. A case is ended after 20 seconds or at 2 GB. The exit code is 1
when one raises, is ended, or exceeds --limit or --memory. Every page is invented here; nothing is read from disk or
network.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable

URL = "https://www.example.org/news/1"
WORDS = "Die Stadt Grünau öffnet ihr Rathaus auch am Abend. "
SENTENCES = f"<h1>Rathaus öffnet am Abend</h1><p>{WORDS * 10}</p>"
_MILLION = 1_000_000
_KILLED_AFTER = 20
_MEMORY_CAP = 2 << 30


def _random(size: int) -> bytes:
    return random.Random(1).randbytes(size)  # noqa: S311 - it only has to be the same each time


def _ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>{SENTENCES}'


def _line(piece: str, times: int = _MILLION) -> str:
    return f"<h1>Rathaus öffnet am Abend</h1><p>{piece * times}</p><p>{WORDS * 10}</p>"


def _tables(rows: int, cells: int) -> str:
    return "<table>" + ("<tr>" + "<td>Zelle</td>" * cells + "</tr>") * rows + "</table>"


BYTES: dict[str, Callable[[], bytes]] = {
    "bytes: random 5 MB": lambda: _random(5 * _MILLION),
    "bytes: random 50 MB": lambda: _random(50 * _MILLION),
    "bytes: 50 MB of 0x81": lambda: b"\x81" * 50 * _MILLION,
    "bytes: 50 MB of 0xff": lambda: b"\xff" * 50 * _MILLION,
    "bytes: half broken UTF-8, 20 MB": lambda: b"\xc3\xbc\xfc" * 7 * _MILLION,
    "bytes: lone surrogates in UTF-16, 20 MB": lambda: b"\xff\xfe" + b"\x00\xd8" * 10 * _MILLION,
    "bytes: broken shift_jis, 20 MB": lambda: b"<meta charset=shift_jis>" + b"\x81\xff" * 10 * _MILLION,
    "bytes: NUL, 10 MB": lambda: b"\0" * 10 * _MILLION,
    "bytes: marks that want sorting": lambda: ("a" + "\u0316\u0300" * 2 * _MILLION).encode(),
    "bytes: scattered marks that want sorting": lambda: (("a" + "\u0316\u0300" * 600) * 3_000).encode(),
}
TREES: dict[str, Callable[[], str]] = {
    "tree: 50 MB of <div>": lambda: "<div>" * 10 * _MILLION,
    "tree: 100,000 nested div": lambda: "<div>" * 100_000 + "Text" + "</div>" * 100_000,
    "tree: 500 nested div, then 100,000 p": lambda: "<div>" * 490 + "<p>Ein Satz.</p>" * 70_000,
    "tree: 100,000 nested b": lambda: "<b>" * 100_000 + "Text",
    "tree: 490 nested b, 3,000 times": lambda: ("<b>" * 490 + "x" + "</b>" * 490) * 100,
    "tree: b, p, b, p": lambda: "<b><p>Text" * 50_000,
    "tree: a, p, a, p": lambda: "<a href=x><p>Text" * 50_000,
    "tree: p in 100,000 p": lambda: "<p>" * 140_000,
    "tree: li in 100,000 li": lambda: "<ul>" + "<li>Punkt" * 140_000,
    "tree: nested ul li": lambda: "<ul><li>Punkt" * 70_000,
    "tree: 20,000 boxes called newsletter": lambda: (
        SENTENCES + f"<div class=newsletter><p>{WORDS * 2}</p><p>{WORDS * 3}</p></div>" * 20_000
    ),
    "tree: 5,000 long lines with a label": lambda: SENTENCES + f"<p>Thema: {'a ' * 2_000}</p>" * 5_000,
    "tree: nested tables": lambda: "<table><tr><td>" * 50_000,
    "tree: text in tables": lambda: "<table>" + "x<tr>y" * 100_000,
    "tree: nested select option": lambda: "<select>" + "<option>x" * 140_000,
    "tree: nested dl dt dd": lambda: "<dl><dt>a<dd>b" * 40_000,
    "tree: nested svg": lambda: "<svg><g>" * 70_000,
    "tree: path in path": lambda: "<svg>" + "<path>" * 140_000,
    "tree: option in option, outside select": lambda: "<option>x" * 140_000,
    "tree: td without table": lambda: "<td>x" * 140_000,
    "tree: nested template": lambda: "<template>" * 70_000,
    "tree: nested form, button": lambda: "<form><button>" * 70_000,
    "tree: nested custom elements": lambda: "<x-a>" * 140_000,
    "tree: elements with ':'": lambda: "<o:p>" * 140_000,
    "tree: unclosed formatting of 140,000 kinds": lambda: "".join(f"<font size={n}>" for n in range(140_000)),
    "tree: end tags without start": lambda: "</p></br></b></div>" * 40_000,
    "tree: nested frameset": lambda: "<frameset>" * 70_000,
    "tree: nested headings": lambda: "<h1>x" * 140_000,
    "tree: one million empty inline elements": lambda: "<b></b>" * _MILLION + SENTENCES,
    "tree: 150,000 empty span": lambda: "<p>" + "<span></span>" * 74_000 + WORDS,
    "tree: text between 74,000 span": lambda: "<p>" + "<span class=x>Wort </span>" * 74_000,
    "tree: 200,000 anchors": lambda: SENTENCES + "<a href='/x'>Ein Verweis</a> " * 200_000,
    "tree: 70,000 anchors of their own": lambda: (
        SENTENCES + "".join(f"<a href='/news/{n}'>Verweis {n}</a> " for n in range(70_000))
    ),
    "tree: 70,000 anchors, a line each": lambda: (
        SENTENCES + "".join(f"<li><a href='/news/{n}'>Ein Verweis {n}</a>" for n in range(45_000))
    ),
    "tree: 100,000 meta": lambda: "<meta name=a content=b>" * 100_000 + SENTENCES,
    "tree: 100,000 meta of authors": lambda: "".join(
        f"<meta name=author content='Eva Muster{n}'>" for n in range(100_000)
    ),
    "tree: 100,000 meta of keywords": lambda: "".join(
        f"<meta name=keywords content='Wort{n}, Wort'>" for n in range(100_000)
    ),
    "tree: 100,000 meta of dates": lambda: "<meta property=article:published_time content='2014-05-23'>" * 100_000,
    "tree: 100,000 meta of article:tag": lambda: "".join(
        f"<meta property=article:tag content='Wort{n}'>" for n in range(100_000)
    ),
    "tree: 100,000 link": lambda: "".join(f"<link rel=alternate href='/a/{n}'>" for n in range(100_000)),
    "tree: 100,000 canonical": lambda: "".join(f"<link rel=canonical href='/a/{n}'>" for n in range(100_000)),
    "tree: 100,000 img": lambda: SENTENCES + "".join(f"<img src='/b/{n}.jpg' alt='Bild'>" for n in range(100_000)),
    "tree: 70,000 figure": lambda: SENTENCES + "<figure><img src=a.jpg><figcaption>Bild</figcaption>" * 35_000,
    "tree: 70,000 time": lambda: SENTENCES + "<time datetime='2014-05-23'>23.5.2014</time>" * 70_000,
    "tree: 140,000 br": lambda: "<p>" + "Ein Satz steht hier.<br>" * 140_000,
    "tree: 70,000 h2": lambda: SENTENCES + "<h2>Zwischenzeile</h2>" * 70_000,
    "tree: 70,000 h1": lambda: "<h1>Rathaus öffnet am Abend</h1>" * 70_000,
    "tree: 70,000 p": lambda: "<h1>Rathaus</h1>" + f"<p>{WORDS}</p>" * 70_000,
    "tree: 70,000 div of 3 deep": lambda: "<h1>Rathaus</h1>" + f"<div><div><p>{WORDS}</div></div>" * 25_000,
    "tree: 400 deep, 70,000 p": lambda: "<div>" * 400 + f"<p>{WORDS}</p>" * 70_000,
    "tree: table of 300 x 300": lambda: _tables(300, 300),
    "tree: table of 70,000 x 1": lambda: _tables(48_000, 1),
    "tree: table of 1 x 140,000": lambda: _tables(1, 140_000),
    "tree: pre of a million lines": lambda: "<pre>" + "Zeile\n" * _MILLION,
    "tree: a million attributes": lambda: "<p " + " ".join(f"a{n}=1" for n in range(_MILLION)) + ">Text",
    "tree: 900 attributes, 1,000 times": lambda: ("<p " + " ".join(f"a{n}" for n in range(900)) + ">Text") * 900,
    "tree: attributes with > in them": lambda: "<p " + " ".join(f"a{n}='>'" for n in range(500_000)) + ">Text",
    "tree: a million attributes of a script": lambda: "<script " + " ".join(f"a{n}" for n in range(800_000)) + ">",
    "tree: attributes with < in them": lambda: "<p " + " ".join(f"<a{n}" for n in range(800_000)) + ">Text",
    "tree: 999 attributes, then <p": lambda: ("<p " + " ".join(f"a{n}" for n in range(999))) * 1_000,
    "tree: end tags of other elements": lambda: "<div></x>" * 70_000 + "Text",
    "tree: formatting ended by others": lambda: "".join(f"<font size={n}></i>x" for n in range(70_000)),
    "tree: misnested formatting": lambda: "".join(f"<div><b id={n}></div>x" for n in range(40_000)),
    "tree: options": lambda: "<select>" + "<option>x</option>" * 300_000,
    "tree: option groups": lambda: "<select>" + "<optgroup><OPTION>x" * 200_000,
    "tree: scripts that never end": lambda: "<script " * 700_000,
    "tree: quotes that never end": lambda: "<a b=\"<a c='" * 400_000,
    "tree: end tags after nested path": lambda: "<svg>" + "<path>" * 35_000 + "</x>" * 35_000,
    "tree: end tags after cells in math": lambda: "<math>" + "<td>" * 35_000 + "</x>" * 35_000,
    "tree: end tags after optgroup": lambda: "<optgroup>" * 4_900 + "</x>" * 70_000,
    "tree: end tags after 490 div": lambda: "<div>" * 490 + "</x>" * 70_000,
    "tree: div after ul li": lambda: "<ul><li>" * 490 + "<li><p>x" * 35_000,
    "tree: misnested b and p": lambda: "<b>" * 490 + "<p>x</b>" * 35_000,
    "tree: a class of 5 MB": lambda: f'<p class="{"a " * 2_500_000}">Text</p>',
    "tree: an id of 5 MB": lambda: f'<p id="{"a" * 5_000_000}">Text</p>',
    "tree: comments": lambda: "<!--x-->" * 600_000,
    "tree: comments that never end": lambda: "<!--" * _MILLION,
    "tree: 5 MB of <": lambda: "<" * 5_000_000,
    "tree: 5 MB of </": lambda: "</" * 2_500_000,
    "tree: tags that never end": lambda: "<a " * _MILLION,
    "tree: 5 MB of &": lambda: "&" * 5_000_000,
    "tree: 5 MB of entities": lambda: "&auml;" * 900_000,
    "tree: title of a million characters": lambda: f"<title>{'Titel ' * 170_000}</title><h1>{'Titel ' * 170_000}</h1>",
    "tree: title and og:title of a million": lambda: (
        f"<title>{'x' * _MILLION}</title><meta property=og:title content='{'x' * _MILLION}'><h1>{'x' * _MILLION}</h1>"
    ),
    "tree: title of separators": lambda: f"<title>{'Titel | ' * 200_000}</title>{SENTENCES}",
    "tree: title of dashes": lambda: f"<title>{'Titel - ' * 200_000}</title><h1>{'Titel - ' * 200_000}</h1>",
    "tree: title of spaces": lambda: f"<title>{' x' * 500_000}</title><h1>{' x' * 500_000}</h1>",
    "tree: base of a million characters": lambda: f"<base href='{'/a' * 500_000}'><a href='x'>x</a>" * 2,
}
JSON_LD: dict[str, Callable[[], str]] = {
    "ld: 10 MB of [": lambda: _ld("[" * 10 * _MILLION),
    "ld: 10 MB of {": lambda: _ld('{"a":' * 1_100_000),
    "ld: 100,000 deep": lambda: _ld("[" * 100_000 + "]" * 100_000),
    "ld: objects 900 deep": lambda: _ld('{"@type":"Article","a":' * 900 + "1" + "}" * 900),
    "ld: 10 MB of text": lambda: _ld(json.dumps({"@type": "NewsArticle", "articleBody": WORDS * 200_000})),
    "ld: 5 MB of text": lambda: _ld(json.dumps({"@type": "NewsArticle", "articleBody": WORDS * 90_000})),
    "ld: body of 5 MB of <": lambda: _ld(json.dumps({"@type": "NewsArticle", "articleBody": "<" * 5 * _MILLION})),
    "ld: body of 5 MB of spaces": lambda: _ld(json.dumps({"@type": "NewsArticle", "articleBody": " " * 5 * _MILLION})),
    "ld: 100,000 articles": lambda: _ld(json.dumps([{"@type": "NewsArticle", "headline": "Rathaus"}] * 100_000)),
    "ld: 70,000 scripts": lambda: _ld('{"@type":"NewsArticle"}') * 20_000,
    "ld: 70,000 empty scripts": lambda: '<script type="application/ld+json"></script>' * 70_000,
    "ld: 50,000 authors": lambda: _ld(
        json.dumps({"@type": "NewsArticle", "author": [{"name": f"Eva Muster{n}"} for n in range(50_000)]})
    ),
    "ld: 100,000 keywords": lambda: _ld(
        json.dumps({"@type": "NewsArticle", "keywords": [f"Wort{n}" for n in range(100_000)]})
    ),
    "ld: keywords in one line": lambda: _ld(json.dumps({"@type": "NewsArticle", "keywords": "Wort, " * 800_000})),
    "ld: author of a million characters": lambda: _ld(
        json.dumps({"@type": "NewsArticle", "author": "Eva Muster und " * 300_000})
    ),
    "ld: headline of a million characters": lambda: _ld(
        json.dumps({"@type": "NewsArticle", "headline": "Rathaus " * 300_000})
    ),
    "ld: date of a million characters": lambda: _ld(
        json.dumps({"@type": "NewsArticle", "datePublished": "2014-05-23 " * 300_000})
    ),
    "ld: a number of a million digits": lambda: _ld('{"@type":"NewsArticle","x":' + "9" * _MILLION + "}"),
    "ld: one million quotes": lambda: _ld('"' * _MILLION),
    "ld: one million {}": lambda: _ld("{}" * _MILLION),
    "ld: one million {": lambda: _ld("{ " * _MILLION),
    "ld: broken after each key": lambda: _ld('{"@type": "NewsArticle", ' * 200_000),
    "ld: commas": lambda: _ld("[" + "," * _MILLION + "]"),
    "ld: trailing commas": lambda: _ld("[" + '{"a":1,},' * 300_000 + "]"),
    "ld: backslashes": lambda: _ld('{"a":"' + "\\" * _MILLION),
    "ld: comments in it": lambda: _ld("/* " * 500_000),
    "ld: CDATA in it": lambda: _ld("<![CDATA[" * 300_000),
    "ld: comment marks in it": lambda: _ld("<!--" * 300_000),
    "ld: @graph in @graph": lambda: _ld('{"@graph":[' * 400 + "]}" * 400),
    "ld: @id loops": lambda: _ld(json.dumps({"@graph": [{"@id": "#a", "author": {"@id": "#a"}}] * 50_000})),
}
PIECES = (
    *("Von ", "von Eva ", "Von Eva Muster, ", "Eva Muster und ", "By ", "Foto: ", "Quelle: "),
    *("23.5.2014 ", "[23.5.2014] ", "[", "(", ")", "(bs) ", "(a", "1", "1.", "12.", "2014-", "2014-05-23T10:00:00 "),
    *("23. Mai 2014 ", "Mai ", "10:00 ", "10:00 Uhr ", "Stand: ", "Aktualisiert: ", "vor 3 Stunden "),
    *("mehr... ", "Stichwörter: ", "Tags: ", "Schlagwörter: a, b ", "Anzeige ", "Köln: ", ": ", "- ", "| ", "/ ", "– "),
    *(", ", "; ", "a,", ". ", "...", "! ", "A. ", "a. ", "Ä", "ä ", "„", "“", '"', "'", "@", "a@b ", "a@b.de ", "a.b"),
    *("http://", "www.", "https://a.de/x ", "78467 Konstanz ", "+49 ", "0123 ", "Tel. ", "#", "#a ", "&amp;", "&nbsp;"),
    *("\u00ad", "\u200b", "a\u00ad", "\t", "x\n", "\r", "\0", "\u2028", "\U0001f600", "e\u0301", "\u202e", "ﬃ"),
    *("Weitere Meldungen und Beiträge aus dem Bereich ", "Ausgewählte Anbieter aus dem Bereich X: "),
    *(
        "<b>x</b>",
        "<br>",
        "x<br>",
        "<a href=x>y</a>",
        "<a href=x>mehr...</a> ",
        "<i> </i>",
        "Dr. ",
        "Dr. Eva ",
        "Prof. ",
    ),
)
LINES: dict[str, Callable[[], str]] = {
    f"line: {piece.strip() or piece!r}, a million": lambda piece=piece: _line(piece) for piece in PIECES
}
LINES |= {
    f"lines: {piece.strip() or piece!r}, 40,000": lambda piece=piece: (
        "<h1>Rathaus öffnet am Abend</h1>" + f"<p>{piece}</p>" * 40_000
    )
    for piece in PIECES
}
LINES |= {
    f"head: {piece.strip() or piece!r}, 200,000": lambda piece=piece: (
        f"<title>{piece * 200_000}</title><meta name=author content='{piece.replace(chr(39), '') * 200_000}'>"
        f"<meta name=date content='{piece.replace(chr(39), '') * 200_000}'>"
        f"<meta name=description content='{piece.replace(chr(39), '') * 200_000}'><h1>{piece * 200_000}</h1>{SENTENCES}"
    )
    for piece in PIECES
    if "<" not in piece
}
CASES: dict[str, Callable[[], bytes]] = BYTES | {
    name: lambda page=page: page().encode() for name, page in (TREES | JSON_LD | LINES).items()
}


def main() -> int:
    """Print the table; return 1 if a case failed."""
    options = _options()
    if options.case:
        return _measure(CASES[options.case])
    names = [name for name in CASES if not options.names or any(part in name for part in options.names)]
    print(f"{'case':60} {'seconds':>8} {'peak MB':>8}")
    bad = []
    for name in names:
        seconds, peak, note = _run(name)
        if note or seconds > options.limit or peak > options.memory:
            bad.append(name)
            note = f"{note} <-- over the limit"
        print(f"{name[:60]:60} {seconds:8.2f} {peak:8.0f} {note}", flush=True)
    print(f"{len(names)} cases, {len(bad)} over {options.limit} s or {options.memory} MB")
    return 1 if bad else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=2.0, help="seconds that a case may take")
    parser.add_argument("--memory", type=float, default=500.0, help="MB that the process may have")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME")
    return parser.parse_args()


def _run(name: str) -> tuple[float, float, str]:
    """Return seconds, peak MB, and what went wrong, of a case in a process of its own."""
    command = [sys.executable, __file__, "--case", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_KILLED_AFTER, check=False)
    except subprocess.TimeoutExpired:
        return float(_KILLED_AFTER), 0.0, "killed"
    if done.returncode:
        return 0.0, 0.0, (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak, ""


def _measure(page: Callable[[], bytes]) -> int:
    """Parse one page; print seconds and peak MB."""
    from scraper import parse  # the imports of the parser are part of the peak, not of the time

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_CAP, _MEMORY_CAP))
    data = page()
    parse(b"<p>x", URL)
    start = time.process_time()
    parse(data, URL)
    seconds = time.process_time() - start
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
    return 0


if __name__ == "__main__":
    sys.exit(main())
