"""What is missing of late, judged by the history of the same site."""

from __future__ import annotations

import random

import pytest

from scraper.analysis.drift import Drift, drift, first_missing, halved, middle, newest, usual


def history(text: str) -> list[bool]:
    """Return a sequence, the newest first, of a text of ``+`` and ``-`` with the oldest first; ``+*30`` is thirty."""
    parts = [part.partition("*") for part in text.split()]
    return [one == "+" for part, _, times in parts for one in part * int(times or 1)][::-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("-", None),
        ("-*29", None),
        ("-*100", None),
        ("+*100", None),
        # From 30 articles on, five of five.
        ("+*25 -*5", Drift(5, 5, 1.0)),
        ("+*24 -*5", None),
        ("+*26 -*4", None),
        ("+*400 -*5", Drift(5, 5, 1.0)),
        # One is missing now and then: a few more have to be.
        ("+*12 - +*12 -*5", None),
        ("+*12 - +*12 -*6", Drift(6, 6, 0.96)),
        # It comes back: five say so, four do not.
        ("+*100 -*10 +*4", Drift(10, 14, 1.0)),
        ("+*100 -*10 +*5", None),
        ("+*100 -*10 +*300", None),
        # Half of what had it lacks it: an article that has it says little.
        ("+*100 -+-+-+-+-+-+-+-+-+-+-+-+", Drift(12, 24, 1.0)),
        # Rare fields and small losses need nobody.
        ("+---------*20 -*100", None),
        ("+*200 +++++++++-*20", None),
    ],
)
def test_histories(text: str, found: Drift | None) -> None:
    assert drift(history(text)) == found


def test_runs_that_have_been_before_make_the_next_one_weigh_little() -> None:
    runs = f"{'+*20 -*6 ' * 6}+*20 "
    assert drift(history(f"{runs} -*10")) is None
    assert drift(history(f"{'+*3 - ' * 36}+*20 -*12")) is not None
    assert drift(history(f"{runs} -*40")) is not None


def test_a_loss_keeps_its_beginning_until_the_site_is_so() -> None:
    for times in (5, 20, 60, 199):
        well = history(f"+*200 -*{times}")
        stretch = drift(well)
        assert stretch == Drift(times, times, 1.0)
        assert first_missing(well, stretch) == times - 1
    assert drift(history("+*200 -*1000")) is None
    assert drift(history("+*200 -*100"), longest=60) is None


def test_more_can_be_asked_for() -> None:
    assert drift(history("+*100 -*7"), fewest=8) is None
    assert drift(history("+*100 -*8"), fewest=8) == Drift(8, 8, 1.0)


def test_a_field_that_half_of_the_articles_have_is_never_missed_for_nothing() -> None:
    chance = random.Random(16)  # noqa: S311  (a made history)
    well = [chance.random() < 0.5 for _ in range(3000)]
    assert not any(drift(well[at : at + 400]) for at in range(0, 2600, 5))


@pytest.mark.parametrize(("share", "worst"), [(1.0, 5), (0.99, 7), (0.95, 8), (0.8, 12), (0.5, 20)])
def test_what_is_lost_is_found_soon(share: float, worst: int) -> None:
    chance = random.Random(5)  # noqa: S311  (a made history)
    for _ in range(20):
        well = [chance.random() < share for _ in range(220)]
        assert found_after(well) <= worst


def found_after(well: list[bool]) -> int:
    return next(count for count in range(1, 100) if drift([*[False] * count, *well]) is not None)


def test_the_share_before_is_never_rounded_up_to_all() -> None:
    assert Drift(5, 5, 0.999).percent_before == 99
    assert Drift(5, 5, 1.0).percent_before == 100
    assert Drift(5, 5, 0.344).percent_before == 34


def test_values() -> None:
    assert usual(["c", "c", "c", "a", "b", "b"]) == "b"
    assert newest(["c", "c", "d", "b"], [False, False, False, True], Drift(3, 4, 1.0)) == "c"
    assert (middle([]), middle([3]), middle([5, 1]), middle([9, 1, 4])) == (0, 3, 1, 4)
    assert halved([50, 49, *[100] * 10]) == [True, False, *[True] * 10]
