"""The bound of requests of each site, and what is known of hosts during one call."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper.model import HostState, Site, Wait, WaitCause
from scraper.onboarding.asking import Meter, RequestsSpentError
from scraper.onboarding.hosts import HostStates

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
AMT = Site(id="amt", name="Amt", home="https://amt.example/")
KREIS = Site(id="kreis", name="Kreis", home="https://kreis.example/")


def wait(cause: WaitCause) -> Wait:
    return Wait(cause, 1.0)


def test_each_site_has_its_own_bound_and_what_is_kept_is_left_for_later() -> None:
    heard: list[tuple[str, int]] = []
    meter = Meter(3, tell=lambda site, sent: heard.append((site.id, sent)))
    meter.keep(AMT, 1)
    meter.waits(AMT, wait(WaitCause.ROBOTS))
    meter.waits(AMT, wait(WaitCause.ANSWER))
    with pytest.raises(RequestsSpentError, match=r"^amt: 2 requests were sent, and no more are now$"):
        meter.waits(AMT, wait(WaitCause.ANSWER))
    meter.waits(KREIS, wait(WaitCause.ANSWER))
    meter.keep(AMT, 0)
    meter.waits(AMT, wait(WaitCause.ANSWER))
    assert heard == [("amt", 1), ("amt", 2), ("kreis", 1), ("amt", 3)]
    assert (meter.sent(AMT), meter.left(AMT), meter.sent(KREIS), meter.left(KREIS)) == (3, 0, 1, 2)


def test_a_turn_that_is_waited_for_is_no_request() -> None:
    meter = Meter(1)
    for cause in WaitCause:
        if cause not in (WaitCause.ANSWER, WaitCause.ROBOTS):
            meter.waits(AMT, wait(cause))
    assert meter.sent(AMT) == 0


def archived(host: str) -> HostState:
    return HostState(host, robots=b"Disallow:", robots_at=NOW - dt.timedelta(hours=1), delay=7.0)


def test_a_young_copy_of_robots_txt_is_good_enough_to_add_a_site_and_too_old_to_check_one() -> None:
    assert HostStates(archived).load("amt.example") == archived("amt.example")
    checked = HostStates(archived, lambda: NOW)
    state = checked.load("amt.example")
    assert state.robots_at is not None
    assert NOW - state.robots_at > dt.timedelta(days=1)
    assert (state.robots, state.delay, state.tdmrep_at) == (b"Disallow:", 7.0, None)
    assert checked.before("amt.example") == checked.after("amt.example") == archived("amt.example")


def test_what_is_found_meanwhile_is_known_for_the_rest_of_the_call_and_changes_nothing_of_before() -> None:
    hosts = HostStates(archived, lambda: NOW)
    found = HostState("amt.example", robots=b"Disallow: /", robots_at=NOW)
    hosts.save(found)
    assert hosts.load("amt.example") == hosts.after("amt.example") == found
    assert hosts.before("amt.example") == archived("amt.example")
