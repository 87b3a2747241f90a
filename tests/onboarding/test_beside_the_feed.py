"""What stands beside a feed: departments without a word of news in their names, feeds of events, wares of a shop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onboarding_pages import RSS, front, put, remarks, rss, slug, takes
from onboarding_running import look
from scraper.web.urls import canonical, key
from server import Server

FEED_HEAD = '<link rel=alternate type=application/rss+xml href="/feed">'


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def test_departments_of_a_paper_lead_on_to_what_its_feed_has_dropped(server: Server) -> None:
    paths = [f"/{slug(n)}-a-{1_067_000 + n}/" for n in range(24)]
    menu = [(f"/{name}/", name.title()) for name in ("projekte", "recht", "netze", "wissen")]
    put(server, paths)
    server.page("/feed", rss(server.url(path) for path in paths[:8]), headers=RSS)
    server.page("/", front(paths[:8], head=FEED_HEAD, menu=menu))
    for number, (room, _) in enumerate(menu):
        turn = f'<div class="pagination"><a rel=next href="{room}?p=2">2</a></div>'
        server.page(room, front(paths[number::4], head=FEED_HEAD, menu=menu, more=turn))
    proposal = look(server.url("/"))
    assert proposal.site.feeds == (server.url("/feed"),)
    assert sorted(proposal.site.listings) == sorted(server.url(room) for room, _ in menu)
    assert "/impressum" not in server.paths()


def test_a_feed_of_events_is_left_out_beside_one_of_articles(server: Server) -> None:
    paths = [f"/presse/2026/{slug(n)}" for n in range(8)]
    events = [f"/termine/2026/fachtag-{n}" for n in range(9)]
    put(server, paths)
    put(server, events)
    server.page("/feed", rss(server.url(path) for path in paths), headers=RSS)
    server.page("/rss/zwei.xml", rss(server.url(path) for path in events), headers=RSS)
    server.page("/", front(paths[:4], head=FEED_HEAD, menu=[("/rss/zwei.xml", "RSS zwei")]))
    proposal = look(server.url("/"))
    assert proposal.site.feeds == (server.url("/feed"),)
    other = server.url("/rss/zwei.xml")
    assert remarks(proposal)["other_feed"] == f"the feed {other} names no article; it is left out"
    assert all(takes(proposal, server, path) for path in paths)
    assert not any(takes(proposal, server, path) for path in events)


def test_events_in_the_feed_of_the_articles_are_ignored_and_those_of_the_next_year_too(server: Server) -> None:
    paths = [f"/presse/2026/{slug(n)}" for n in range(8)]
    events = [f"/termine/2026/fachtag-{n}" for n in range(2)]
    put(server, paths)
    server.page("/feed", rss(server.url(path) for path in (*paths, *events)), headers=RSS)
    server.page("/", front(paths[:4], head=FEED_HEAD))
    proposal = look(server.url("/"))
    assert [pattern.pattern for pattern in proposal.site.ignore] == [r"^/termine/\d{4}/"]


def test_where_all_news_stand_in_a_room_of_other_things_these_are_the_articles(server: Server) -> None:
    paths = [f"/themen/{slug(n)}" for n in range(8)]
    put(server, paths)
    server.page("/feed", rss(server.url(path) for path in paths), headers=RSS)
    server.page("/", front(paths[:4], head=FEED_HEAD))
    proposal = look(server.url("/"))
    assert proposal.site.feeds == (server.url("/feed"),)
    assert all(takes(proposal, server, path) for path in paths)


def test_further_pages_of_a_list_are_no_articles_whatever_turns_them(server: Server) -> None:
    paths = [f"/presse/mitteilungen/2026/{slug(n)}.html" for n in range(20)]
    put(server, paths)
    room = "/presse/mitteilungen/_inhalt.html"
    server.page("/feed", rss(server.url(path) for path in paths[:6]), headers=RSS)
    server.page("/", front(paths[:4], head=FEED_HEAD, menu=[(room, "Pressemitteilungen")]))
    for number in range(5):
        turn = f'<a rel=next href="{room}?gtp=238880_liste%3D{number + 2}">weiter</a>' if number < 4 else ""
        path = room if not number else f"{room}?gtp=238880_liste%3D{number + 1}"
        server.page(path, front(paths[4 * number : 4 * number + 4], more=turn))
    proposal = look(server.url("/"))
    assert all(takes(proposal, server, path) for path in paths)
    assert not takes(proposal, server, f"{room}?gtp=238880_liste%3D3")
    assert len(proposal.site.articles) == 1


def test_wares_under_headlines_are_none_of_the_magazine_that_the_feed_names(server: Server) -> None:
    paths = [f"/magazin/{slug(n)}" for n in range(10)]
    wares = [f"/loesungen/{slug(n)}" for n in range(20, 26)]
    put(server, paths)
    put(server, wares)
    server.page("/feed", rss(server.url(path) for path in paths), headers=RSS)
    cards = "".join(f'<div><h3><a href="{path}">Eine Lösung für Kommunen und Kreise</a></h3></div>' for path in wares)
    server.page("/", front(paths[:3], head=FEED_HEAD, more=cards))
    proposal = look(server.url("/"))
    assert all(takes(proposal, server, path) for path in paths)
    assert not any(takes(proposal, server, path) for path in wares)


@pytest.mark.parametrize(("status", "path"), [(301, "/rss/neu.xml"), (308, "/rss/neu.xml"), (302, "/feed")])
def test_a_feed_that_has_moved_for_good_is_named_by_its_new_address(server: Server, status: int, path: str) -> None:
    paths = [f"/beitrag/{slug(n)}" for n in range(8)]
    put(server, paths)
    server.handler("/feed", lambda exchange: exchange.answer(status, location="/rss/neu.xml"))
    server.page("/rss/neu.xml", rss(server.url(each) for each in paths), headers=RSS)
    server.page("/", front(paths[:4], head=FEED_HEAD))
    assert look(server.url("/feed")).site.feeds == (server.url(path),)
    assert look(server.url("/")).site.feeds == (server.url(path),)


def test_rooms_of_which_the_front_page_shows_a_piece_or_two_are_looked_at(server: Server) -> None:
    rooms = ("pressemitteilungen", "reden", "interviews")
    paths = [f"/aktuelles/{rooms[n % 3]}/{slug(n)}" for n in range(24)]
    menu = [(f"/aktuelles/{room}", room.title()) for room in rooms]
    put(server, paths)
    server.page("/feed", rss(server.url(path) for path in paths[::3]), headers=RSS)

    def cards(some: list[str]) -> str:
        return "".join(f'<div><h3><a href="{path}">Eine Meldung der Ministerin</a></h3></div>' for path in some)

    server.page("/", front([], head=FEED_HEAD, menu=menu, more=cards(paths[:5])))
    for number, (room, _) in enumerate(menu):
        turn = f'<a rel=next href="{room}?page=2">weiter</a>'
        server.page(room, front([], menu=menu, more=cards(paths[number::3]) + turn))
    proposal = look(server.url("/"))
    assert [path for path in paths if not takes(proposal, server, path)] == []
    assert not any(takes(proposal, server, room) for room, _ in menu)


def test_the_address_of_one_article_does_not_say_which_parameter_names_it(server: Server) -> None:
    paths = [f"/index.phtml?mNavID=1.100&La=1&ffmod=news&object=tx%7C1.{4711 + n}.1" for n in range(8)]
    service = "/index.phtml?mNavID=1.3&La=1&object=tx%7C1.12.1"
    room = "/index.phtml?mNavID=1.100&La=1"
    put(server, paths)
    server.page(room, front(paths))
    server.page("/", front(paths[:5], menu=[(room, "Aktuelles"), (service, "Dienste")]))
    proposal = look(server.url(paths[2]))
    assert [path for path in paths if not takes(proposal, server, path)] == []
    assert not takes(proposal, server, service)
    assert len({key(canonical(server.url(path)), proposal.site) for path in paths}) == len(paths)
