"""The browser of the tests sees what it is there to see: each fault on a page that has it, and none on one without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from browser_pages import NARROW, VIEWS, Browser, View
from ports import refusing
from scraper.demo.loopback import LoopbackServer

POLICY = "default-src 'none'; style-src 'self'"
GOOD = (
    "<!DOCTYPE html><html lang=de><head><title>Ämter öffnen später</title></head>"
    "<body><main><h1>Ämter öffnen später</h1><p>Text.</p>{}</main></body></html>"
)


class Pages:
    """A server of pages that are given as texts."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, str]] = {}
        pages = self.pages

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = pages.get(self.path)
                self.send_response(404 if found is None else 200)
                text, policy = found or (GOOD.format("<p>Nichts.</p>"), "")
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if policy:
                    self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *args: object) -> None:
                pass

        self.server = LoopbackServer(Handler)

    def put(self, body: str, policy: str = "") -> str:
        path = f"/{len(self.pages)}"
        self.pages[path] = (GOOD.format(body), policy)
        return self.server.base + path


@pytest.fixture
def pages() -> Iterator[Pages]:
    served = Pages()
    served.server.start()
    yield served
    served.server.stop()


def test_a_good_page_has_no_fault(chromium: Browser, pages: Pages) -> None:
    seen = chromium.look(pages.put("<p>Straße</p>", POLICY), axe=True)
    assert (seen.status, seen.title, seen.language) == (200, "Ämter öffnen später", "de")
    assert seen.headings == [("h1", "Ämter öffnen später")]
    assert "Straße" in seen.text
    assert (seen.faults, seen.axe) == ([], [])


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<script>alert('Amt')</script>", "opened a dialog: alert: Amt"),
        ("<script>window.__hit = 7</script>", "ran a script: 7"),
        ("<img alt='' src=http://elsewhere.example/1.png>", "asked elsewhere: http://elsewhere.example/1.png"),
        (
            "<a href='javascript:__hit=1'>Amt</a>",
            """holds what could run: body > main > a[href="javascript:__hit=1"]""",
        ),
        ("<p onclick='__hit=1'>Amt</p>", """holds what could run: body > main > p[onclick="__hit=1"]"""),
        ("<script>nothing()</script>", "said on the console: ReferenceError: nothing is not defined"),
    ],
)
def test_what_a_page_may_not_do_is_seen(chromium: Browser, pages: Pages, body: str, fault: str) -> None:
    assert fault in chromium.look(pages.put(body)).faults


def test_what_a_policy_holds_up_is_seen(chromium: Browser, pages: Pages) -> None:
    seen = chromium.look(pages.put("<script>window.__hit = 1</script><p style='color: red'>Amt</p>", POLICY))
    assert seen.hit is None
    assert [line.partition(" ")[0] for line in seen.violations] == ["script-src-elem:", "style-src-attr:"]
    assert seen.inline == 1


def test_axe_looks_under_a_strict_policy_and_leaves_no_trace(chromium: Browser, pages: Pages) -> None:
    seen = chromium.look(pages.put("<img src=/0><input>", f"{POLICY}; img-src 'self'"), axe=True)
    assert {finding.rule for finding in seen.grave} == {"image-alt", "label"}
    assert seen.violations == []


def test_what_is_wider_than_the_page_is_named(chromium: Browser, pages: Pages) -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2
    url = pages.put(f"<p id=long>{word}</p><div style='overflow-x: auto'><pre>{word}</pre></div>")
    seen = chromium.look(url, width=NARROW)
    assert seen.overflows
    # What is wide within a box that scrolls is no fault.
    assert [line.partition(" (")[0] for line in seen.wide] == ["body > main > p#long"]
    assert chromium.look(pages.put("<div id=wide style='width: 500px'>Amt</div>"), width=NARROW).wide == [
        "body > main > div#wide (508 px)"
    ]


def test_what_is_hard_to_hit_is_named(chromium: Browser, pages: Pages) -> None:
    seen = chromium.look(pages.put("<a href=/0>Amt</a><button style='height: 30px'>Suchen</button>"))
    assert [line.partition(" (")[0] for line in seen.small] == ["body > main > a"]


def test_what_fails_to_load_is_seen_and_an_error_page_is_none(chromium: Browser, pages: Pages) -> None:
    seen = chromium.look(pages.put("<img alt='' src=/missing.png>"))
    assert seen.failed == [f"{pages.server.base}/missing.png"]
    missing = chromium.look(f"{pages.server.base}/nowhere")
    assert missing.status == 404
    assert missing.faults == []


def test_scheme_media_and_motion_are_the_readers(chromium: Browser, pages: Pages) -> None:
    style = "<style>{} {{ h1 {{ width: 900px }} }}</style>"
    for query, preferred in (
        ("@media (prefers-color-scheme: dark)", {"scheme": "dark"}),
        ("@media print", {"media": "print"}),
        ("@media (prefers-reduced-motion: reduce)", {"motion": "reduce"}),
    ):
        url = pages.put(style.format(query))
        assert not chromium.look(url, width=NARROW).overflows
        assert chromium.look(url, View(NARROW), **preferred).overflows


def test_one_page_is_seen_in_several_views(chromium: Browser, pages: Pages) -> None:
    url = pages.put("<style>@media (prefers-color-scheme: dark) { h1 { width: 900px } }</style>")
    seen = chromium.looks(url, VIEWS)
    assert [(one.width, one.overflows) for one in seen] == [(320, False), (320, True), (1440, False), (1440, False)]
    assert seen[0].requests == [url]


def test_what_looks_at_a_page_is_not_taken_for_its_own(chromium: Browser, pages: Pages, tmp_path: Path) -> None:
    views = [replace(view, axe=True, screenshot=tmp_path / f"{view}.png") for view in VIEWS]
    seen = chromium.looks(pages.put("<p>Amt</p>", POLICY), views)
    assert [(one.faults, one.inline) for one in seen] == [([], 0)] * len(VIEWS)
    assert len(list(tmp_path.glob("*.png"))) == len(VIEWS)


def test_a_picture_and_a_print_are_written(chromium: Browser, pages: Pages, tmp_path: Path) -> None:
    picture, paper = tmp_path / "page.png", tmp_path / "page.pdf"
    chromium.look(pages.put("<p>Amt</p>"), screenshot=picture, pdf=paper)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert paper.read_bytes().startswith(b"%PDF")


def test_a_page_that_does_not_answer_is_an_error(chromium: Browser) -> None:
    with refusing() as host, pytest.raises(RuntimeError, match="ERR_CONNECTION_REFUSED"):
        chromium.look(host)
    # The browser goes on.
    assert chromium.look("data:text/html,<title>Amt</title>").title == "Amt"
