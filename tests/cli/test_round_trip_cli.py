"""``export warc`` and ``import warc`` of the demo site and some pages beside it, on the real command line."""

from __future__ import annotations

from pathlib import Path

import demo_archive
from archive_contents import contents, differences
from cli_running import scraper
from server import HTML, Server

TEXT = "Der Landkreis hat in dieser Woche ein neues Portal für seine Bürgerinnen und Bürger vorgestellt. " * 6
RESERVED = {"Content-Type": HTML, "tdm-reservation": "1"}


def _page(title: str, text: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{title}</title></head><body><article>'
        f"<h1>{title}</h1><p>23.05.2026</p><p>{TEXT}</p><p>{text}</p></article></body></html>"
    )


def _fill(db: Path) -> None:
    """The demo site with an edit and a gone page, and of another site a redirect and an article that it reserves."""
    demo_archive.fill(db)
    with Server() as server:
        server.redirect("/alt", "/neu", status=301)
        server.page("/neu", _page("Portal für Anträge", "Es heißt Bürgerbüro."))
        server.page("/vorbehalten", _page("Vorbehalten", "Dieser Satz ist vorbehalten."), headers=RESERVED)
        fetched = scraper("--db", db, "fetch", "--allow-private", server.url("/alt"), server.url("/vorbehalten"))
    assert fetched.code == 0, fetched.err


def test_the_demo_archive_comes_back_from_its_export(tmp_path: Path) -> None:
    db, again = tmp_path / "demo.db", tmp_path / "again.db"
    _fill(db)
    exported = scraper("--db", db, "export", "warc", "--output", tmp_path / "a.warc.gz")
    assert exported.code == 0, exported.err
    take_in = ("--db", again, "import", "warc", "--all", "--sites", tmp_path / "demo.toml", tmp_path / "a.warc.gz")
    # Records of articles are no pages: where other sites are asked for, nothing is said of them.
    others = scraper("--db", tmp_path / "other.db", "import", "warc", tmp_path / "a.warc.gz").lines[0]
    assert (others["pages"], others["no_articles"]) == (0, 0)
    imported = scraper(*take_in)
    assert imported.code == 0, imported.err
    before, after = contents(db), contents(again)
    # What became of a record is of a page, or of an article that its site reserves, which comes by its record alone.
    row = imported.lines[0]
    became = sum(row[name] for name in ("new", "versions", "captures", "visits", "there", "no_articles", "reserved"))
    reserved = [one for one in before["articles"].values() if not one["body"]]
    assert became == row["pages"] + len(reserved)
    assert any(one["versions"] for one in before["articles"].values())
    assert any(one["gone_at"] for one in before["articles"].values())
    assert any(one["status"] == 301 for one in before["captures"])
    assert [one["body"] for one in before["articles"].values() if one["title"] == "Vorbehalten"] == [""]
    assert differences(before, after) == []
    # Nothing is wrong with the new archive by its own account, and the second time nothing comes in.
    verified = scraper("--db", again, "verify")
    assert verified.code == 0, verified.out
    assert scraper(*take_in).code == 0
    assert differences(before, contents(again)) == []
    assert scraper("--db", again, "export", "warc", "--output", tmp_path / "b.warc.gz").code == 0
