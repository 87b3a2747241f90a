"""The documentation site is built without a warning; its links lead somewhere, and nothing comes from elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cli_running import ROOT
from page_blocks import PAGES

DOCS = ROOT / "docs"
# What a browser loads by itself, and where its address stands.
LOADED = (
    ("script[src]", "src"),
    ("img[src]", "src"),
    ("iframe[src]", "src"),
    ("source[src]", "src"),
    ("link[rel~=stylesheet]", "href"),
    ("link[rel~=icon]", "href"),
    ("link[rel~=preload]", "href"),
)
# Links of the head that lead a program, not a reader.
LINKS = (("a[href]", "href"), *LOADED)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Site:
    """The built site: its folder, and its pages by their paths in it."""

    folder: Path
    pages: dict[str, LexborHTMLParser]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site") / "html"
    done = subprocess.run(
        [sys.executable, DOCS / "make.py", folder], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = {
        path.relative_to(folder).as_posix(): LexborHTMLParser(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }
    return Site(folder, found)


def addresses(page: LexborHTMLParser, kinds: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for selector, attribute in kinds:
        for node in page.css(selector):
            yield node.attributes[attribute] or ""


def anchors(page: LexborHTMLParser) -> set[str]:
    return {node.attributes["id"] or "" for node in page.css("[id]")}


def test_each_page_of_the_folder_is_a_page_of_the_site(site: Site) -> None:
    wanted = {path.with_suffix(".html").name for path in DOCS.glob("*.md")}
    assert wanted <= set(site.pages)


def test_each_link_and_anchor_leads_somewhere(site: Site) -> None:
    dead = [
        (name, address)
        for name, page in site.pages.items()
        for address in addresses(page, LINKS)
        if not urlsplit(address).scheme and not leads_somewhere(site, name, address)
    ]
    assert dead == []


def leads_somewhere(site: Site, name: str, address: str) -> bool:
    url, fragment = urldefrag(urljoin(f"/{name}", address))
    target = unquote(urlsplit(url).path).removeprefix("/") or "index.html"
    if not (site.folder / target).is_file():
        return False
    return not fragment or unquote(fragment) in anchors(site.pages[target])


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    for name, page in site.pages.items():
        assert [one for one in addresses(page, LOADED) if urlsplit(one).netloc] == [], name
    for style in site.folder.rglob("*.css"):
        text = style.read_text("utf-8")
        assert "url(http" not in text.replace('url("http', "url(http"), style
        assert "@import" not in text, style


@pytest.mark.parametrize("name", sorted({path.with_suffix(".html").name for path in DOCS.glob("*.md")}))
def test_a_page_is_whole_without_scripts(site: Site, name: str) -> None:
    """Text and navigation stand in the HTML; one heading of the first level, and none is left out below it."""
    page = site.pages[name]
    assert page.css_first("html").attributes["lang"] == "en"
    levels = [int((node.tag or "h0")[1]) for node in headings(page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - before <= 1 for before, later in pairwise(levels))
    ids = Counter(node.attributes["id"] for node in page.css("[id]"))
    assert set(ids.values()) == {1}, ids.most_common(3)
    assert all(image.attributes.get("alt") for image in page.css("article img"))
    linked = {urlsplit(one).path for one in addresses(page, (("nav a[href], .sidebar-tree a[href]", "href"),))}
    others = {path.with_suffix(".html").name for path in DOCS.glob("*.md")} - {name, "index.html"}
    assert others <= linked


@pytest.mark.parametrize("name", ["index.html", "exchange.html", "sites.html"])
def test_a_page_is_reached_by_keyboard_and_screen_reader(site: Site, name: str) -> None:
    """What docs/reachable.py mends is mended, whatever the theme's next version calls it."""
    page = site.pages[name]
    assert all(node.attributes.get("aria-level") for node in page.css("[role=heading]"))
    assert all(node.attributes.get("tabindex") == "0" for node in page.css("pre"))
    scrolling = [table.parent for table in page.css("article table")]
    assert all(node is not None and node.attributes.get("tabindex") == "0" for node in scrolling)
    assert (name != "exchange.html") or scrolling
    landmarks = [node.attributes.get("aria-label") for node in page.css("aside, [role=region]")]
    assert None not in landmarks
    assert len(set(landmarks)) == len(landmarks)


def headings(page: LexborHTMLParser) -> list[LexborNode]:
    article = page.css_first("article")
    return [node for node in article.traverse() if node.tag in HEADINGS]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_begins_with_what_its_reader_wants(page: str) -> None:
    """The first paragraph below the heading speaks to the reader, or is the question of one."""
    if page in ("README.md", "index.md"):
        return
    first = PAGES[page].read_text("utf-8").split("\n\n")[1]
    assert first.startswith(("You ", "**")), first


def test_a_dead_link_and_a_dead_anchor_end_the_build(tmp_path: Path) -> None:
    """As a page would have them: a folder of two pages, of which one has one of each."""
    copied = tmp_path / "docs"
    shutil.copytree(DOCS, copied, ignore=shutil.ignore_patterns("*.md", "man", "images", "screenshots"))
    (tmp_path / "scraper").symlink_to(ROOT / "scraper")
    (copied / "index.md").write_text(
        "# Pages\n\n[other](other.md), [other](other.md#here)\n\n```{toctree}\nother\n```\n"
    )
    (copied / "other.md").write_text("# Other\n\n## Here\n\n[dead](nowhere.md), [dead](other.md#nothing-of-the-kind)\n")
    done = subprocess.run(
        [sys.executable, copied / "make.py", tmp_path / "html"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    dead = re.findall(r"other\.md:5: WARNING: .*'(nowhere\.md|nothing-of-the-kind)'", done.stderr)
    assert sorted(dead) == ["nothing-of-the-kind", "nowhere.md"]


def test_without_sphinx_it_says_what_to_install() -> None:
    script = str(DOCS / "make.py")
    code = f"import sys, runpy; sys.modules['sphinx'] = None; runpy.run_path({script!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().endswith(".venv/bin/pip install -e '.[dev]'")
