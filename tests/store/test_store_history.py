"""The past of an article as the archive tells it, in little time, whatever else is broken."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest

from cli_running import scraper
from scraper.analysis.timeline import timeline
from scraper.model import Alternate
from scraper.store import Archive
from store_records import NOW, plain, response, save, sqlite

STATES, VISITS = 300, 5_000


def past_of(archive: Archive, article_id: int) -> list[str]:
    past = archive.past(article_id)
    assert past is not None
    return [str(event.kind) for event in timeline(past)]


def test_there_is_no_past_of_an_article_that_is_not_there(archive: Archive) -> None:
    assert archive.past(7) is None


def test_many_states_and_visits_take_less_than_a_second(archive: Archive, path: Path) -> None:
    paragraphs = [f"Absatz {number} über das neue Portal des Kreises und seine Ämter." for number in range(40)]
    for number in range(STATES):
        letters = f"{chr(97 + number // 26)}{chr(97 + number % 26)}"
        paragraphs[number % 40] = f"Absatz {letters} wurde heute neu geschrieben, und niemand sagte es."
        at = NOW + dt.timedelta(days=number)
        save(archive, plain(1, body="\n\n".join(paragraphs)), f"{number}".encode(), at)
    with archive.transaction():
        for number in range(VISITS):
            capture_id = number * STATES // VISITS + 1
            at = NOW + dt.timedelta(days=capture_id - 1, minutes=number % 17 + 1)
            archive.captures.visited(capture_id, at, 304)
    began = time.process_time()
    kinds = past_of(archive, 1)
    took = time.process_time() - began
    assert kinds.count("changed") == STATES - 1
    assert kinds.count("seen") == STATES
    # In CPU time, since others may use the machine; the bound is the one that the project set itself.
    assert took < 1


def test_damaged_payloads_and_heads_do_no_harm(archive: Archive, path: Path) -> None:
    save(archive, plain(1, title="Alt"), b"1")
    save(archive, plain(1, title="Neu"), b"2", NOW + dt.timedelta(days=1))
    with sqlite(path) as other:
        other.execute("UPDATE payloads SET data = x'00'")
        other.execute("UPDATE captures SET exchange = x'00'")
    assert past_of(archive, 1) == ["first_seen", "changed"]
    assert scraper("--db", path, "diff", 1).out.endswith("title:\n[-Alt-] {+Neu+}\n")


def test_states_whose_captures_are_gone_stay(archive: Archive) -> None:
    save(archive, plain(1, title="Alt"), b"1")
    save(archive, plain(1, title="Neu"), b"2", NOW + dt.timedelta(days=1))
    with archive.transaction():
        archive._db.execute("DELETE FROM dictionaries")
        archive._db.execute("DELETE FROM captures")
    assert past_of(archive, 1) == ["first_seen", "changed"]


def lead_to(archive: Archive, url: str) -> None:
    """Let an address lead to the first article."""
    archive._db.execute(
        "INSERT INTO pages (url, site, kind, state, key, article_id)"
        " VALUES (?, 'amtsblick', 'article', 'done', 'k', 1)",
        [url],
    )


@pytest.mark.parametrize(("kind", "kinds"), [("print", ["first_seen"]), ("language", ["first_seen", "moved"])])
def test_print_versions_say_nothing_of_the_article(archive: Archive, kind: Any, kinds: list[str]) -> None:
    other = "https://amtsblick.example/druck/1"
    save(archive, plain(1, alternates=[Alternate(other, kind)]), b"1")
    with archive.transaction():
        lead_to(archive, other)
        archive.captures.add(response(b"druck", NOW + dt.timedelta(days=1), other))
    assert past_of(archive, 1) == kinds


def test_further_pages_are_no_sights_of_their_own(archive: Archive) -> None:
    second = "https://amtsblick.example/meldung_1/2"
    save(archive, plain(1), b"1", further=(response(b"2", NOW, second),))
    past = archive.past(1)
    assert past is not None
    assert second in past.addresses
    assert past_of(archive, 1) == ["first_seen"]


@pytest.mark.parametrize("changed", [None, ""])
def test_what_is_not_known_is_said_to_be_so(archive: Archive, path: Path, changed: str | None) -> None:
    save(archive, plain(1, title="Alt"), b"1")
    save(archive, plain(1, title="Neu"), b"2", NOW + dt.timedelta(days=1))
    with archive.transaction():
        archive._db.execute("UPDATE versions SET changed = ?", [changed])
    past = archive.past(1)
    assert past is not None
    assert timeline(past)[-1].fields == (None if changed is None else ())
    assert timeline(past)[-1].edits == ()


def test_a_move_whose_detail_was_forgotten_is_left_out(archive: Archive) -> None:
    save(archive, plain(1), b"1")
    with archive.transaction():
        lead_to(archive, "https://amtsblick.example/alt")
        archive._db.execute("UPDATE pages SET reason = 'moved_by_redirect' WHERE url LIKE '%alt'")
    past = archive.past(1)
    assert past is not None
    assert past.moves == ()
