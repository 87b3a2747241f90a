"""What leaves an archive: captures in groups, chosen by article and by day, each record at a second of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.errors import QueryError
from scraper.model import Exchange, Response
from scraper.model.archived import Archived
from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.outgoing import OutgoingSelection
from store_records import LATER, NOW, SITE, plain, response, save

HOST = "https://amtsblick.example"
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.db") as opened:
        with opened.transaction():
            opened.frontier.add_site(SITE)
        yield opened


def hop(url: str, at: dt.datetime = NOW) -> Exchange:
    return Exchange(url, 301, b"GET / HTTP/1.1\r\n", b"HTTP/1.1 301 Moved\r\n", "HTTP/1.1", "192.0.2.1", at)


def add(archive: Archive, url: str, at: dt.datetime = NOW, **changes: object) -> int:
    body = f"{url} {at}".encode()
    with archive.transaction():
        return archive.captures.add(response(body, at, url, **changes), site=SITE.id)


def visit(archive: Archive, capture: int, *times: dt.datetime) -> None:
    with archive.transaction():
        for at in times:
            archive.captures.visited(capture, at, 200)


def groups(archive: Archive, **selection: object) -> list[list[Archived]]:
    chosen = OutgoingSelection(**selection)  # type: ignore[arg-type]
    return list(archive.outgoing.groups(archive.outgoing.roots(chosen), chosen.days))


def dated(archive: Archive) -> list[tuple[str, list[int]]]:
    """Return the path of each capture, and the seconds after NOW at which it and its visits are dated."""
    found = []
    for capture in archive.outgoing.captures(OutgoingSelection()):
        times = capture.dates or (capture.fetched_at, *(at for at, _ in capture.visits))
        found.append((capture.url.partition("//")[2], [(at - NOW) // SECOND for at in times]))
    return found


def further(url: str, *via: Exchange) -> Response:
    return response(url.encode(), NOW, url, via=via)


def test_what_was_captured_together_leaves_together(archive: Archive) -> None:
    pages = (further(f"{HOST}/a?p=2", hop(f"{HOST}/a/2")), further(f"{HOST}/a?p=3"))
    add(archive, f"{HOST}/a", via=(hop(f"{HOST}/0"), hop(f"{HOST}/1")), further=pages)
    add(archive, f"{HOST}/b")
    (first, second) = groups(archive)
    assert [(one.id, one.url.removeprefix(HOST), one.via_id, one.part_of) for one in first] == [
        (1, "/0", None, None),
        (2, "/1", 1, None),
        (3, "/a", 2, None),
        (4, "/a/2", None, None),
        (5, "/a?p=2", 4, 3),
        (6, "/a?p=3", None, 3),
    ]
    assert first[2].via_link == first[1].link
    assert first[4].part_link == first[2].link
    assert [one.id for one in second] == [7]


def test_a_group_is_whole_whichever_of_its_captures_was_chosen(archive: Archive) -> None:
    page = add(archive, f"{HOST}/a", via=(hop(f"{HOST}/0"),), further=(further(f"{HOST}/a?p=2"),))
    assert page == 2
    for capture in (1, 2, 3):
        visit(archive, capture, NOW + dt.timedelta(days=capture))
    for day in (1, 2, 3):
        only = (NOW + dt.timedelta(days=day)).date()
        (group,) = groups(archive, days=Days(only, only))
        assert [one.id for one in group] == [1, 2, 3]
        assert [len(one.visits) for one in group] == [int(one == day) for one in (1, 2, 3)]


def test_days_are_those_of_who_asks(archive: Archive) -> None:
    add(archive, f"{HOST}/late", dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC))

    def in_berlin(text: str) -> str:
        return (dt.datetime.fromisoformat(text) + dt.timedelta(hours=1)).date().isoformat()

    day = dt.date(2026, 11, 24)
    assert len(groups(archive, days=Days(day, day, in_berlin))) == 1
    assert groups(archive, days=Days(day, day)) == []


def test_a_condition_is_of_articles_and_a_site_of_all_that_it_has(archive: Archive) -> None:
    save(archive, plain(1), b"<p>1</p>")
    save(archive, plain(2), b"<p>2</p>")
    save(archive, plain(2, body="Ein anderer Text der Meldung 2."), b"<p>2b</p>", at=LATER)
    add(archive, f"{HOST}/no-article")
    urls = [one.url.rpartition("_")[2] for group in groups(archive, where="title = 'Meldung 2' --") for one in group]
    assert urls == ["2", "2"]
    with archive.transaction():
        page = archive.frontier.get(f"{HOST}/meldung_1", NOW)
        assert page is not None
        archive.frontier.add(f"{HOST}/no-article", SITE.id, "article", "waiting", "k")
    assert len(groups(archive, sites=("amtsblick",))) == 4
    assert groups(archive, sites=("move",)) == []
    assert [len(groups(archive, sites=("amtsblick",), where=one)) for one in ("1", "0")] == [3, 0]
    with pytest.raises(QueryError):
        groups(archive, where="1) OR (SELECT")


def test_articles_are_those_that_were_there_on_the_days(archive: Archive) -> None:
    save(archive, plain(1), b"<p>1</p>")
    save(archive, plain(1), b"<p>1</p>", at=LATER)
    ask = archive.outgoing.article_ids
    days = [NOW.date() + dt.timedelta(days=number) for number in (-1, 0, 1, 2)]
    assert [len(ask(OutgoingSelection(days=Days(day, day)))) for day in days] == [0, 1, 1, 0]
    assert len(ask(OutgoingSelection(days=Days(days[0], None)))) == 1
    assert len(ask(OutgoingSelection(days=Days(None, days[0])))) == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("http://a.example/x", "https://a.example/x"),
        ("https://a.example/x", "https://www.a.example/x"),
        ("https://a.example/x", "https://a.example/x/"),
        ("http://www.a.example/x/", "https://a.example/x"),
    ],
)
def test_no_two_records_of_an_address_have_one_second(archive: Archive, first: str, second: str) -> None:
    one, other = add(archive, first), add(archive, second, status=404)
    visit(archive, one, NOW, NOW + SECOND, NOW + 9 * SECOND)
    visit(archive, other, NOW + SECOND)
    assert [seconds for _, seconds in dated(archive)] == [[0, 1, 3, 9], [2, 4]]


def test_a_redirect_to_the_same_address_in_other_letters_comes_before_it(archive: Archive) -> None:
    add(archive, f"{HOST}/news/b?y=1&x=2", via=(hop(f"{HOST}/News/B?x=2&y=1"),))
    assert [seconds for _, seconds in dated(archive)] == [[0], [1]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/a?x=1&y=2", "/a?y=2&x=1"),
        ("/Gross", "/gross"),
        ("/%C3%84mter", "/%c3%84mter"),
        ("/a//b", "/a/b"),
        ("/a?", "/a"),
        ("/%41", "/A"),
        ("/a#b", "/a/"),
    ],
)
def test_addresses_of_one_key_have_no_second_in_common_wherever_they_are(
    archive: Archive, first: str, second: str
) -> None:
    add(archive, f"{HOST}{first}")
    add(archive, f"{HOST}/other")
    add(archive, f"{HOST.replace('://', '://www2.')}{second}")
    assert [seconds for _, seconds in dated(archive)] == [[0], [0], [1]]
    # Each by itself has the same date as beside the other.
    (one,), (other,) = archive.outgoing.groups([1, 3], Days())
    assert [one.dates, other.dates] == [(), (NOW + SECOND,)]


def test_other_addresses_keep_their_second(archive: Archive) -> None:
    for path in ("/a", "/b", "/a?x=1", "/a/b"):
        add(archive, f"{HOST}{path}")
    assert [seconds for _, seconds in dated(archive)] == [[0]] * 4
    assert all(not one.dates for one in archive.outgoing.captures(OutgoingSelection()))


def test_a_date_is_the_same_whatever_else_is_exported(archive: Archive) -> None:
    add(archive, f"{HOST}/a")
    add(archive, f"{HOST}/a")
    visit(archive, 2, LATER)
    (group,) = groups(archive, days=Days(LATER.date(), None))
    assert [one.id for one in group] == [2]
    assert group[0].dates == (NOW + SECOND, LATER)


def test_what_many_groups_have_in_common_is_looked_through_once(archive: Archive) -> None:
    for number in range(20):
        add(archive, f"{HOST}/", via=(hop(f"{HOST}/{number}"),))
    asked: list[str] = []
    archive.trace(asked.append)
    found = dated(archive)
    archive.trace(None)
    looks = [sql for sql in asked if "UNION ALL" in sql and f"'{HOST}/'" in sql and f"'{HOST}/1'" not in sql]
    assert len(looks) == 1
    assert [seconds for path, (seconds,) in found if path.endswith(".example/")] == list(range(20))
