"""Take pictures of the pages, of the demo's archive, in a real Chromium.

usage: python docs/screenshots/make.py FOLDER [--page NAME ...]
       python docs/screenshots/make.py --docs

The first puts each page of ``shots.toml`` into a folder, in both schemes and at 320 and 1,440 pixels, and prints some
to PDF: to be looked at by eye. It says on stderr what is wrong with a page that a program can see. The second renews
the pictures that the documentation shows.

The archive is that of the demo, and its time is that of the demo's last crawl, so that the pictures are the same on
each day. Needs node, Chromium and what ``tests/archivists/make`` fetches.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import pytest  # noqa: E402

import press_archive  # noqa: E402
from browser_pages import VIEWS, Browser, View  # noqa: E402
from cli_running import environment  # noqa: E402
from scraper.demo import DAYS  # noqa: E402
from scraper.store import Archive  # noqa: E402
from served import served  # noqa: E402

SHOTS = Path(__file__).with_name("shots.toml")
IMAGES = ROOT / "docs" / "images"

LARGEST = 150_000
"""Bytes of a picture in the documentation. Chosen: the repository keeps each state of each of them for ever."""

# The press review is of the week up to the last crawl.
_WEEK = dt.timedelta(days=6)


@dataclass(frozen=True)
class Shots:
    """What ``shots.toml`` says; see there."""

    values: Mapping[str, str]
    pages: Mapping[str, Mapping[str, Any]]
    pictures: Mapping[str, Mapping[str, Any]]


def shots() -> Shots:
    """Return what is to be taken."""
    read = tomllib.loads(SHOTS.read_text("utf-8"))
    pages, pictures = ({one["name"]: one for one in read[kind]} for kind in ("page", "picture"))
    return Shots(read["values"], pages, pictures)


class Studio:
    """A browser in front of a server of the demo's archive.

    Args:
        browser: the browser.
        base: the server's address.
        folder: where the archive and the exported files are.
        values: what stands in braces in a path, by name.
    """

    def __init__(self, browser: Browser, base: str, folder: Path, values: Mapping[str, object]) -> None:
        self._browser = browser
        self._base = base
        self._folder = folder
        self._values = values

    def address(self, page: Mapping[str, Any]) -> str:
        """Return where a page is."""
        if "file" in page:
            return (self._folder / str(page["file"])).as_uri()
        return self._base + str(page["path"]).format(**self._values)

    def take(self, page: Mapping[str, Any], folder: Path) -> list[str]:
        """Take all pictures of a page; return what is wrong with it."""
        name = page["name"]
        views = [replace(view, screenshot=folder / f"{name}-{view.width}-{view.scheme}.png") for view in VIEWS]
        if page.get("printed"):
            views.append(View(media="print", pdf=folder / f"{name}.pdf"))
        seen = self._browser.looks(self.address(page), views)
        wrong = [f"{name}, {view}: {fault}" for view, one in zip(views, seen, strict=True) for fault in one.faults]
        status = seen[0].status
        # A page that is there to be not found says so.
        if status >= 400 and name != "not-found":
            wrong.append(f"{name}: status {status}")
        return wrong

    def picture(self, picture: Mapping[str, Any], page: Mapping[str, Any], path: Path) -> None:
        """Take a picture for the documentation."""
        width, height = picture["size"]
        self._browser.look(
            self.address(page), View(width, height, scheme=picture["scheme"], screenshot=path, whole=False)
        )


def _values(db: Path, statements: Mapping[str, str]) -> dict[str, object]:
    with Archive.read(db) as archive:
        found = {name: next(iter(archive.rows(sql)), None) for name, sql in statements.items()}
    return {name: None if row is None else next(iter(row.values())) for name, row in found.items()}


def _export(db: Path, folder: Path) -> None:
    """Write the files that people open in a browser."""
    end = DAYS[-1].date()
    week = ("--since", str(end - _WEEK), "--until", str(end))
    output = ("--lang", "de", "--output", str(folder / "review.html"))
    command = [sys.executable, "-m", "scraper", "--db", str(db), "export", "report", *week, *output]
    subprocess.run(command, env=environment(), check=True)  # noqa: S603


def _renew(studio: Studio, wanted: Shots) -> list[str]:
    """Renew the pictures of the documentation; return what is wrong with them."""
    IMAGES.mkdir(exist_ok=True)
    for old in IMAGES.glob("*.png"):
        if old.stem not in wanted.pictures:
            old.unlink()
    wrong = []
    for name, picture in wanted.pictures.items():
        path = IMAGES / f"{name}.png"
        studio.picture(picture, wanted.pages[picture["page"]], path)
        size = path.stat().st_size
        if size > LARGEST:
            wrong.append(f"{path.name} has {size:,} bytes, more than {LARGEST:,}: take a smaller window")
    return wrong


def main() -> int:
    """Take the pictures; return 1 where something is wrong with a page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--docs", action="store_true", help="renew the pictures of the documentation")
    parser.add_argument("--page", action="append", help="only this page, by its name in shots.toml")
    options = parser.parse_args()
    if options.docs == (options.folder is not None):
        parser.error("name a folder, or --docs")
    wanted = shots()
    try:
        browser = Browser()
    except (pytest.skip.Exception, pytest.fail.Exception) as missing:
        raise SystemExit(str(missing)) from None
    with tempfile.TemporaryDirectory() as name, browser:
        folder = Path(name)
        db = folder / "archive.db"
        press_archive.fill(db)
        _export(db, folder)
        with served(db, DAYS[-1], db.with_name(press_archive.PROFILES)) as up:
            studio = Studio(browser, up.base, folder, _values(db, wanted.values))
            if options.docs:
                wrong = _renew(studio, wanted)
            else:
                options.folder.mkdir(parents=True, exist_ok=True)
                chosen = [wanted.pages[one] for one in options.page or wanted.pages]
                wrong = [line for page in chosen for line in studio.take(page, options.folder)]
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
