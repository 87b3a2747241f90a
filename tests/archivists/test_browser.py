"""ReplayWeb.page shows what was exported, in a real Chromium that reaches no other host."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from archivist_programs import browser
from cli_running import scraper
from scraper.store import Archive
from scraper.warc.cdxj import LINES_A_BLOCK
from store_records import LATER, NOW, URL, plain, response, save

PLACE = Path(__file__).parent
OTHER = "https://amtsblick.example/meldung_2"


def html(title: str, *paragraphs: str) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<!DOCTYPE html><html lang=de><body><article><h1>{title}</h1>{text}</article></body></html>".encode()


# Captures beside the articles, so that the index has several blocks, of which the viewer has to load the right one.
MANY = 2 * LINES_A_BLOCK


def filled(db: Path) -> None:
    """Make an archive of two articles, one of which was edited the day after, and of many captures of no article."""
    first, second = "Die Bürgerämter öffnen um acht.", "Die Bürgerämter öffnen erst um zehn."
    with Archive.open(db) as archive:
        for text, at in ((first, NOW), (second, LATER)):
            article = plain(1, url=URL, title="Ämter öffnen später", body=text)
            save(archive, article, html("Ämter öffnen später", text), at)
        other = "Der Straßenbahnfahrplan ist digital."
        save(archive, plain(2, title="Fahrplan ohne Papier", body=other), html("Fahrplan ohne Papier", other), NOW)
        with archive.transaction():
            for number in range(MANY):
                archive.captures.add(
                    response(html("", "Liste"), url=f"https://amtsblick.example/m/{number}/?q=ma%C3%9F")
                )


def test_pages_states_and_search_in_replayweb_page(tmp_path: Path) -> None:
    programs = browser()
    db, wacz = tmp_path / "archive.db", tmp_path / "archive.wacz"
    filled(db)
    assert scraper("--db", db, "export", "wacz", "--output", wacz).code == 0

    done = subprocess.run(
        [programs.node, PLACE / "look.mjs", programs.packages, programs.chromium, wacz, "Straßenbahnfahrplan", URL],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    # Headline, day and time in Berlin, where it is an hour later than UTC; the newest first.
    new, old = ("24.11.2026", "10:30:00"), ("23.11.2026", "10:30:00")
    edited = [[*at, "Ämter öffnen später", URL, ", ".join(at)] for at in (new, old)]
    other = [*old, "Fahrplan ohne Papier", OTHER, ", ".join(old)]
    assert sorted(seen["pages"]) == sorted([*edited, other])
    # The word that was found is set apart.
    assert seen["found"] == [["1", ".", *other, "Der", "Straßenbahnfahrplan", "ist digital."]]
    assert seen["states"] == [
        ["Ämter öffnen später", "Die Bürgerämter öffnen erst um zehn."],
        ["Ämter öffnen später", "Die Bürgerämter öffnen um acht."],
    ]
    assert seen["elsewhere"] == []
