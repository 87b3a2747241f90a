"""Which captures are pages of articles, and what their lines in a list of pages say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from scraper.store import Archive
from scraper.store.outgoing_pages import StateText
from store_records import LATER, NOW, full_article, plain, response, save, sqlite


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.open(tmp_path / "archive.db")


def test_a_state_is_found_by_the_capture_that_it_was_read_from(archive: Archive) -> None:
    with archive:
        save(archive, full_article(), b"<p>one</p>")
        save(archive, full_article(title="Neuer Titel", kicker=None, lead=None), b"<p>two</p>", LATER)
        first, second = (archive.outgoing_pages.of_capture(number) for number in (1, 2))

    text = "Der erste Absatz.\n\nDer zweite Absatz über das OZG 2.0."
    assert first == StateText(
        "Innenministerium bei Facebook", f"Thüringen\n\nDas Ministerium ist jetzt im sozialen Netz.\n\n{text}"
    )
    assert second == StateText("Neuer Titel", text)


def test_a_capture_of_no_state_is_no_page(archive: Archive) -> None:
    with archive:
        save(archive, plain(1), b"<p>one</p>")
        with archive.transaction():
            of_nothing = archive.captures.add(response(b"<p>other bytes</p>", LATER))

        assert archive.outgoing_pages.of_capture(of_nothing) is None
        assert archive.outgoing_pages.of_capture(99) is None


def test_of_several_states_of_one_capture_the_newest_stands_on_the_page(archive: Archive, tmp_path: Path) -> None:
    with archive:
        for day, title in enumerate(("Eins", "Zwei", "Drei")):
            save(archive, plain(1, title=title), title.encode(), NOW + dt.timedelta(days=day))
    with sqlite(tmp_path / "archive.db") as other:
        other.execute("UPDATE versions SET capture_id = 1")

    with Archive.read(tmp_path / "archive.db") as again:
        assert again.outgoing_pages.of_capture(1) == StateText("Zwei", "Text der Meldung 1.")
