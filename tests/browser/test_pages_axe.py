"""Every page of ``scraper serve`` on the demo's archive: axe finds nothing, nothing overflows, in any scheme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from browser_pages import VIEWS, Browser, Look, View
from press_archive import PROFILES
from scraper.demo import DAYS
from served import Place, Served, kind_of, places, served

# Forms lead to these; the links of a page do not.
SEEDS = (
    "/search",
    "/search?q=Rathaus",
    "/search?q=OZG&site=kommunalbote",
    "/search?q=OZG&site=nowhere",
    "/search?q=gibtesnicht",
    '/search?q="',
    "/article/999999",
    "/article?url=https://nowhere.example/",
    "/site/nowhere",
)
# Pages of one kind look alike: of each so many are looked at. Chosen.
_MOST = 2
# CSS pixels between the margins of a sheet of A4: 210 mm less twice 20 mm.
_PAPER = 642


@pytest.fixture(scope="module")
def server(press_archive: Path) -> Iterator[Served]:
    with served(press_archive, DAYS[-1], press_archive.with_name(PROFILES)) as up:
        yield up


@pytest.fixture(scope="module")
def base(server: Served) -> str:
    return server.base


@pytest.fixture(scope="module")
def pages(chromium: Browser, base: str) -> list[Place]:
    return [place for place in places(base, _MOST, SEEDS) if place.is_page]


def test_links_lead_to_pages_of_every_route(pages: list[Place]) -> None:
    from scraper.serve.routes import ROUTES

    reached = {place.kind for place in pages}
    assert [route.pattern for route in ROUTES if route.pattern not in reached] == []


def test_no_link_leads_nowhere(pages: list[Place]) -> None:
    asked_for = {*SEEDS}
    dead = [place for place in pages if place.status >= 400 and place.path not in asked_for]
    assert [place.path for place in dead if not place.path.startswith(("/archive", "/nowhere"))] == []
    assert [place.path for place in pages if place.status >= 500] == []


def test_what_is_not_there_is_no_mistake_of_the_server(server: Served, pages: list[Place]) -> None:
    assert 404 in {place.status for place in pages}
    assert server.said == ""


def test_axe_finds_nothing_and_nothing_is_wrong(chromium: Browser, base: str, pages: list[Place]) -> None:
    views = [replace(view, axe=True) for view in VIEWS]
    wrong: dict[str, list[str]] = {}
    for place in pages:
        for view, seen in zip(views, chromium.looks(base + place.path, views), strict=True):
            found = [*map(str, seen.axe), *seen.faults, *_against_the_rules(seen)]
            # What is wrong in all views is said once.
            known = {line.partition(": ")[2] for line in wrong.get(place.path, [])}
            wrong.setdefault(place.path, []).extend(f"{view}: {line}" for line in found if line not in known)
    if any(wrong.values()):
        pytest.fail(_report(wrong), pytrace=False)


@pytest.mark.parametrize("path", ["/", "/latest", "/edits", "/status", "/sites", "/site/kommunalbote", "/stories"])
def test_nothing_is_cut_on_paper(chromium: Browser, base: str, path: str) -> None:
    seen = chromium.look(base + path, View(_PAPER, media="print"))
    assert seen.faults == []


def _against_the_rules(seen: Look) -> list[str]:
    """Return what neither axe nor the browser knows to be wrong."""
    found = [f"hard to hit: {line}" for line in seen.small]
    if not seen.language:
        found.append("the page names no language")
    if seen.inline:
        found.append(f"{seen.inline} inline styles")
    if seen.images:
        found.append(f"pictures: {seen.images}")
    outside = [link for link in seen.links if link.url.startswith("http") and "//127.0.0.1" not in link.url]
    found += [f"{link.url} without rel=noopener" for link in outside if "noopener" not in link.rel]
    return found


def _report(wrong: dict[str, list[str]]) -> str:
    lines = [line for path, found in wrong.items() if found for line in (f"{path}  ({kind_of(path)})", *found)]
    return "\n".join(lines)
