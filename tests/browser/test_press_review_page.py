"""The press review in the browser: nothing found by axe, nothing run or asked elsewhere, in each view and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser_pages import VIEWS, Browser, View
from review_made import article, nothing, printing, week
from scraper.model.press_review import ReviewFacts
from scraper.report.press_review import as_html
from scraper.report.press_review_parts import Order

COMPOUND = "Registermodernisierungsbeschleunigungsgesetzesänderungsverordnung: Zustimmungserfordernis entfällt"
HOSTILE = '"><script>window.__hit=1</script></style></svg>\u202eשלום' + "W" * 300


def retitled(title: str) -> ReviewFacts:
    one = article(1, title=title, kicker=title, lead=title, paper=title, keywords=(title,), story_id=1)
    return week(articles=(one,), printings={1: (printing(9, title, title=title),)}, municipalities=((title, 3),))


WEEKS = {
    "a week": week(),
    "no articles": nothing(newest_day="2026-10-01"),
    "long titles": retitled(COMPOUND),
    "hostile titles": retitled(HOSTILE),
    "ten thousand articles": week(articles=tuple(article(one, title=COMPOUND) for one in range(10_000)), printings={}),
}


@pytest.mark.parametrize("name", WEEKS)
def test_the_page_is_well_in_each_view(chromium: Browser, tmp_path: Path, name: str) -> None:
    page = tmp_path / "week.html"
    page.write_bytes(as_html(WEEKS[name], Order("de")).encode("utf-8", "replace"))
    # axe takes minutes for a page of six hundred entries, of which each is like the others.
    is_short = page.stat().st_size < 100_000
    views = [View(view.width, scheme=view.scheme, axe=is_short) for view in VIEWS]
    for look in chromium.looks(page.as_uri(), views):
        assert look.faults == []
        assert [str(finding) for finding in look.axe] == []
        assert look.requests == [page.as_uri()]


def test_the_page_prints(chromium: Browser, tmp_path: Path) -> None:
    page, paper = tmp_path / "week.html", tmp_path / "week.pdf"
    page.write_text(as_html(week(), Order("de")), encoding="utf-8")
    look = chromium.look(page.as_uri(), media="print", scheme="dark", pdf=paper)
    assert look.faults == []
    assert paper.read_bytes().startswith(b"%PDF-")
