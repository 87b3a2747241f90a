"""The pure decisions of a crawl."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.model import Link, Response
from scraper.policy import acceptance, schedule, selection
from scraper.web import sniff

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "pause"),
    [(0.5, 0.25), (2, 1), (10, 7), (100, 28), (1000, 182), (-5, 0.25)],
)
def test_the_older_a_text_the_later_it_is_looked_at_again(age: float, pause: float) -> None:
    assert schedule.revisit_at(NOW, NOW - age * DAY, NOW) == NOW + pause * DAY


def test_without_a_date_the_last_change_counts() -> None:
    assert schedule.revisit_at(NOW, None, NOW - 100 * DAY) == NOW + 28 * DAY


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_pauses_only_grow(one: int, other: int) -> None:
    young, old = sorted((one, other))
    assert schedule.revisit_at(NOW, NOW - young * DAY, NOW) <= schedule.revisit_at(NOW, NOW - old * DAY, NOW)


def test_retries_grow_and_end() -> None:
    times = [schedule.retry_at(NOW, failures) for failures in range(1, 8)]
    given_up = times.index(None)
    assert given_up == 5
    assert times[given_up:] == [None] * (7 - given_up)
    assert times[:given_up] == sorted(time for time in times if time is not None)


@given(st.integers(1, 10_000), st.none() | st.floats(0, 1e12))
def test_a_host_is_left_alone_for_a_while_but_never_for_ever(failures: int, asked: float | None) -> None:
    pause = schedule.host_pause(failures, asked)
    assert dt.timedelta(seconds=1) <= pause <= 7 * DAY
    if asked is not None and 1 <= asked <= 600_000:
        assert abs(pause.total_seconds() - asked) < 1


def test_the_newest_come_first_and_the_document_decides_among_equals() -> None:
    dates = [None, NOW, None, NOW + DAY, NOW]
    links = [Link(f"https://x.de/{n}", published=moment) for n, moment in enumerate(dates)]
    assert [link.url[-1] for link in selection.newest_first(links)] == ["3", "1", "4", "0", "2"]


def test_a_bound_takes_what_the_run_asked_for() -> None:
    old, undated = Link("https://x.de/1", published=NOW - 10 * DAY), Link("https://x.de/2")
    far = selection.FIRST_CRAWL_ARTICLES
    assert selection.takes(old, far, selection.Bound(full=True, first=True))
    assert selection.takes(old, far, selection.Bound())
    assert selection.takes(old, far - 1, selection.Bound(first=True))
    assert not selection.takes(old, far, selection.Bound(first=True))
    since = selection.Bound(since=(NOW - DAY).date(), first=True)
    assert not selection.takes(old, 0, since)
    assert selection.takes(undated, far, since)
    assert selection.takes(old, far, selection.Bound(since=(NOW - 10 * DAY).date()))


def test_only_a_new_word_of_a_later_change_wakes_a_page() -> None:
    assert not selection.wants_update(None, None, NOW)
    assert not selection.wants_update(NOW + DAY, NOW + DAY, NOW)
    assert not selection.wants_update(NOW - DAY, None, NOW)
    assert selection.wants_update(NOW + DAY, NOW, NOW)
    assert selection.wants_update(NOW - DAY, None, None)


def answer(body: bytes, kind: str | None, url: str = "https://x.de/a", redirects: tuple[int, ...] = ()) -> Response:
    headers = (("content-type", kind),) if kind is not None else ()
    return Response("https://x.de/a", url, 200, headers, body, NOW, redirects=redirects)


@pytest.mark.parametrize(
    ("body", "kind", "html"),
    [
        (b"x", "text/html; charset=utf-8", True),
        (b"x", "Application/XHTML+XML", True),
        (b"\xef\xbb\xbf<!DOCTYPE html>", None, True),
        (b"<!-- x --><html>", "text/plain", True),
        (b"%PDF-1.7", None, False),
        (b"<html>", "application/pdf", False),
        (b"<rss>", "application/xml", False),
        (b"", None, False),
    ],
)
def test_what_can_be_a_page(body: bytes, kind: str | None, html: bool) -> None:
    assert sniff.is_html(answer(body, kind)) is html


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"%PDF-1.7", "application/octet-stream", "a PDF document"),
        (b"x", "image/png", "an image file"),
        (b"x", "audio/mpeg", "an audio file"),
        (b"x", "video/mp4", "a video file"),
        (b"x", None, "not an HTML page (no media type)"),
        (b"x", "font/woff", "not an HTML page (font/woff)"),
    ],
)
def test_what_is_no_page_has_a_name(body: bytes, kind: str | None, words: str) -> None:
    assert sniff.what_it_is(answer(body, kind)) == words


@pytest.mark.parametrize(
    ("url", "redirects", "home"),
    [
        ("https://x.de/", (302,), True),
        ("https://x.de/start/", (302,), True),
        ("https://x.de/", (), False),
        ("https://x.de/b", (302,), False),
    ],
)
def test_a_way_home_is_noticed(url: str, redirects: tuple[int, ...], home: bool) -> None:
    assert acceptance.redirected_home(answer(b"", None, url, redirects), "https://x.de/start") is home


@pytest.mark.parametrize(
    ("path", "circle"),
    [
        ("/a/b/a/b/a/b/", True),
        ("/x/a/b/c/a/b/c/a/b/c", True),
        ("/news/a/a/a/a", True),
        ("/2011/11/11/11/meldung", False),
        ("/a/b/a/b/meldung", False),
        ("/a/b?next=/a/b/a/b/a/b/", False),
        ("/", False),
    ],
)
def test_a_path_that_goes_round_in_circles_is_noticed(path: str, circle: bool) -> None:
    assert selection.repeats_itself(f"https://x.de{path}") is circle


def test_dates_in_the_future_say_nothing() -> None:
    soon, far = NOW + DAY / 2, NOW + 400 * DAY
    links = [Link("https://x.de/1", lastmod=far), Link("https://x.de/2", published=soon), Link("https://x.de/3")]
    kept, note = selection.plausible(links, NOW)
    assert [(link.published, link.lastmod) for link in kept] == [(None, None), (soon, None), (None, None)]
    assert note is None
    assert selection.plausible(links[:1], NOW)[1] == "1 of 1 dates that lie in the future"


@pytest.mark.parametrize(
    ("body", "binary"),
    [
        (b"PK\x03\x04\x14\x00\x08\x00" + bytes(range(256)), True),
        (b"\x1f\x8b\x08\x00abc", True),
        (b"\x00" * 4000, True),
        (b"<p>Ein Steuerzeichen\x03 im Text</p>", False),
        ("\ufeff<p>Grüße</p>".encode("utf-16"), False),
        ("<html>Grüße".encode("utf-16-le"), False),
        ("Grüße ohne ein Zeichen Markup".encode("cp1252"), False),
        (b"", False),
    ],
)
def test_binary_data_is_no_page_whatever_it_is_sent_as(body: bytes, binary: bool) -> None:
    sent = answer(body, "text/html; charset=utf-8")
    assert sniff.is_html(sent) is not binary
    if binary:
        assert sniff.what_it_is(sent) == "binary data, though it is sent as text/html"


@pytest.mark.parametrize(
    ("hops", "home"),
    [
        (["/"], True),
        (["/", "/start/"], True),
        (["/news/neu/1"], False),
        (["https://anmeldung.example/", "/news/neu/1"], False),
        (["/", "/news/1"], False),
        ([], False),
    ],
)
def test_being_led_home_is_known_by_the_hops(hops: list[str], home: bool) -> None:
    front = "https://bote.example/"
    urls = tuple(urljoin(front, hop) for hop in hops)
    asked = f"{front}news/1"
    response = Response(asked, urls[-1] if urls else asked, 200, (), b"", NOW, 0, (302,) * len(urls), urls)
    assert acceptance.redirected_home(response, front) is home
