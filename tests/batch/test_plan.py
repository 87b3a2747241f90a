"""Which articles are read again, and by which profile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scraper.batch.plan import Plan, plan
from scraper.model import Site
from scraper.reading import current_reader
from scraper.sites import unlisted
from scraper.store.rereading import KeptArticle

SITE = Site(id="bote", name="Der Bote", home="https://bote.example/")
MENDED = replace(SITE, select=(("kicker", ".dachzeile"),))
URL = "https://bote.example/meldung/1"
MADE_UP = unlisted(URL)
TODAY = current_reader(SITE)


def older(site: Site) -> str:
    """Return the reader of a site as an older version of the parser had it."""
    return f"1-{current_reader(site).partition('-')[2]}"


def planned(*readers: str, site: str = SITE.id, every: bool = False) -> Plan:
    kept = KeptArticle(1, URL, site, SITE.home, readers)
    return plan([kept], {SITE.id: SITE}, every=every)


@pytest.mark.parametrize(
    "readers", [(older(SITE),), (TODAY, older(SITE)), ("1",), ("1-0",), (current_reader(MADE_UP),)]
)
def test_what_an_older_parser_or_a_made_up_profile_read_is_read_again(readers: tuple[str, ...]) -> None:
    found = planned(*readers)
    assert [(task.article_id, task.url, task.site) for task in found.tasks] == [(1, URL, SITE)]
    assert not found.replacing


@pytest.mark.parametrize("reader", [current_reader(MENDED), older(MENDED)])
def test_what_another_profile_read_waits_for_a_word(reader: str) -> None:
    found = planned(TODAY, reader)
    assert (found.tasks, len(found.replacing[SITE.id])) == ([], 1)
    found.replace_all()
    assert (len(found.tasks), found.replacing) == (1, {})


def test_what_todays_reader_has_read_is_left_alone_unless_all_is_asked_for() -> None:
    assert (planned(TODAY).current, planned(TODAY).tasks) == (1, [])
    assert len(planned(TODAY, every=True).tasks) == 1


def test_what_has_no_bytes_and_what_has_no_profile_is_counted() -> None:
    assert planned().without_bytes == 1
    assert planned("1", site="anderer").without_profile == {"anderer": 1}


def test_a_page_that_was_fetched_by_hand_gets_the_profile_that_there_is_now() -> None:
    (task,) = planned(current_reader(MADE_UP), site=MADE_UP.id).tasks
    assert task.site is SITE
    elsewhere = KeptArticle(2, "https://amt.example/a", "amt.example", "https://amt.example/", ("1-0",))
    (task,) = plan([elsewhere], {SITE.id: SITE}).tasks
    assert (task.site.id, task.site.name) == ("amt.example", "amt.example")
