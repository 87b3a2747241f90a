"""Pages of a server that are read as documents: what stands where."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from press_archive import PROFILES
from scraper.demo import DAYS
from served import get, served


class Pages:
    """The pages of a server.

    Args:
        base: its address.
        db: the archive that it shows.
    """

    def __init__(self, base: str, db: Path) -> None:
        self.base = base
        self.db = db

    def page(self, path: str, status: int = 200) -> LexborHTMLParser:
        """Return a page; it has this status, one headline of the first order, and no picture."""
        found, media_type, body = get(self.base + path)
        assert (found, media_type) == (status, "text/html"), path
        tree = LexborHTMLParser(body)
        assert len(tree.css("h1")) == 1
        assert not tree.css("img, script, style, [style], [onclick]")
        return tree

    def rows(self, sql: str, *params: object) -> list[tuple[object, ...]]:
        """Return rows of the archive."""
        with closing(sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)) as db:
            return db.execute(sql, params).fetchall()


@contextmanager
def pages_of(archive: Path, folder: Path, *statements: str) -> Iterator[Pages]:
    """Yield the pages of a copy of the demo's archive, as of its last day, which some statements have changed."""
    db = folder / "archive.db"
    with closing(sqlite3.connect(archive)) as source, closing(sqlite3.connect(db)) as copy:
        source.backup(copy)
        for statement in statements:
            copy.execute(statement)
        copy.commit()
        copy.execute("PRAGMA journal_mode = WAL")
    profiles = archive.with_name(PROFILES)
    shutil.copy(profiles, folder / PROFILES)
    with served(db, DAYS[-1], folder / PROFILES) as up:
        yield Pages(up.base, db)


def text_of(node: LexborNode | None) -> str:
    """Return the text of an element on one line, without what is only read aloud."""
    assert node is not None
    copy = LexborHTMLParser(node.html or "")
    for unseen in copy.css(".unseen"):
        unseen.decompose()
    body = copy.body
    return " ".join((body.text() if body is not None else "").split())


def texts(tree: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    """Return the texts of some elements, as :func:`text_of`."""
    return [text_of(node) for node in tree.css(selector)]
