"""Captures of the past: whatever the order in which they come, the archive is as if a crawl had made them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from past_histories import Answer, contents, crawl, crawled, gone, page, recalled, take

from empty_archive import put_empty_archive
from scraper.store import Archive

MODIFIED = '<meta property="article:modified_time" content="2016-06-01T08:00:00+02:00">'
A, B, C = page(), page("Ein Nachtrag: Es beginnt im Oktober."), page("Berichtigung: Es beginnt im November.")
# What templates renew without an editor is no edit, and stands in the record of the state all the same.
A_AROUND = page(around="<a href='/wetter'>Wetter: heiter</a>", head=MODIFIED)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    yield from opened(tmp_path / "archive.db")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Archive]:
    yield from opened(tmp_path / "other.db")


def opened(path: Path) -> Iterator[Archive]:
    put_empty_archive(path)
    with Archive.open(path) as archive:
        yield archive


HISTORIES = {
    "once": [Answer(0, A)],
    "seen again": [Answer(0, A), Answer(1, A), Answer(2, A)],
    "edited": [Answer(0, A), Answer(1, A), Answer(2, B), Answer(3, B)],
    "there and back": [Answer(0, A), Answer(1, B), Answer(2, A), Answer(3, A)],
    "edited twice": [Answer(0, A), Answer(1, B), Answer(2, C), Answer(3, C)],
    "other surroundings": [Answer(0, A), Answer(1, A_AROUND), Answer(2, A), Answer(3, B), Answer(4, A_AROUND)],
    "gone": [Answer(0, A), Answer(1, B), gone(2), gone(4), gone(5)],
    "gone and back": [Answer(0, A), gone(2), gone(4), Answer(6, B), Answer(7, B), gone(9)],
}


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("seed", range(6))
def test_any_order_ends_as_a_crawl_would_have(archive: Archive, other: Archive, name: str, seed: int) -> None:
    answers = list(HISTORIES[name])
    wanted = crawled(other, answers)
    shuffled = random.Random(seed).sample(answers, len(answers)) if seed else answers  # noqa: S311  (nothing is secret)
    take(archive, *(recalled(one) for one in shuffled))
    assert contents(archive) == wanted, [one.day for one in shuffled]


@pytest.mark.parametrize("seed", range(60))
def test_random_histories_among_the_visits_of_a_crawl(archive: Archive, other: Archive, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (nothing is secret)
    bodies = [A, A_AROUND, B, C]
    answers = [Answer(0, chance.choice(bodies))]
    for day in range(1, chance.randint(3, 8)):
        answers += [gone(day) if chance.random() < 0.2 else Answer(day, chance.choice(bodies))]
    wanted = crawled(other, answers)
    # A crawl visits in the order of time, and a file holds what was before the day on which it is read.
    order = list(answers)
    by_crawl = {one.day for one in answers if one.status == 200 and chance.random() < 0.4}
    chance.shuffle(order)
    done: list[Answer] = []
    for visited in sorted((one for one in answers if one.day in by_crawl), key=lambda one: one.day):
        for one in [one for one in order if one.day not in by_crawl and one.day < visited.day and one not in done]:
            # Of an address that no article is known of yet, a 404 says nothing that is kept.
            if one.status == 200 and chance.random() < 0.5:
                take(archive, recalled(one))
                done.append(one)
        crawl(archive, visited)
    take(archive, *(recalled(one) for one in order if one.day not in by_crawl and one not in done))
    assert contents(archive) == wanted, (seed, [one.day for one in order], by_crawl)
