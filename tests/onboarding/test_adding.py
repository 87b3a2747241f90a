"""Sites with oddities, looked at: what is found, what is said, and what is never asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onboarding_pages import RSS, article, front, put, remarks, rss, slug, takes
from onboarding_running import look
from scraper.cli.sites_report import report_lines
from scraper.demo import DemoSite
from scraper.errors import RobotsError, ScraperError
from scraper.onboarding.adding import NothingFoundError
from scraper.web.urls import canonical, matches
from server import Exchange, Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def test_the_demo_site() -> None:
    with DemoSite() as site:
        proposal = look(site.url)
        assert all(matches(proposal.site, url) for url in site.article_urls()[:8])
        others = ("/impressum/", "/thema/x", "/aktuell/seite/2/", "/suche/", "/feed/", "/druck/3", "/")
        assert not any(matches(proposal.site, site.base + path) for path in others)
        assert proposal.site.feeds == (f"{site.base}/feed/",)


def test_a_site_without_any_feed_from_one_of_its_articles(server: Server) -> None:
    paths = [f"/meldungen/{slug(n)}" for n in range(12)]
    put(server, paths, end='<a href="/meldungen">zurück</a>')
    server.page("/", front(paths[:4], menu=[("/meldungen", "Meldungen")]))
    server.page(
        "/meldungen", front(paths[:6], more='<div class="pagination"><a rel="next" href="/meldungen?seite=2">2</a>')
    )
    server.page("/meldungen?seite=2", front(paths[6:]))
    server.page("/impressum", "<h1>Impressum</h1>")
    proposal = look(server.url(paths[5]))
    assert proposal.feeds == proposal.sitemaps == ()
    assert proposal.site.listings == (server.url("/meldungen"),)
    assert proposal.listings[0].next_url == server.url("/meldungen?seite=2")
    assert all(takes(proposal, server, path) for path in paths)
    assert not any(takes(proposal, server, path) for path in ("/meldungen", "/meldungen?seite=2", "/impressum"))


def test_umlauts_and_capitals_in_addresses(server: Server) -> None:
    paths = [f"/Meldung/ämter-für-alle-{slug(n)}" for n in range(8)]
    put(server, paths)
    server.page("/", front(paths))
    for path in paths:
        server.page(canonical(server.url(path)).removeprefix(server.url("")), article(paths.index(path)))
    proposal = look(server.url("/"))
    assert all(takes(proposal, server, path) for path in paths)
    assert not takes(proposal, server, "/Impressum/ämter")
    assert not takes(proposal, server, "/meldung/ämter-für-alle")


def test_pages_and_articles_that_differ_by_a_number_alone(server: Server) -> None:
    """Which numbers are pages of the site itself is known by its menu."""
    paths = [f"/index.php?id={n}" for n in range(100, 112)]
    menu = [(f"/index.php?id={n}", text) for n, text in ((1, "Start"), (5, "Kontakt"), (7, "Über uns"))]
    put(server, paths)
    server.page("/", front(paths, menu=menu))
    proposal = look(server.url("/"))
    assert all(takes(proposal, server, path) for path in [*paths, "/index.php?id=131"])
    assert not any(takes(proposal, server, path) for path in [path for path, _ in menu])
    assert not takes(proposal, server, "/index.php?id=105&type=98")


def test_a_feed_of_ten_thousand_entries(server: Server) -> None:
    paths = [f"/news/{n}/{slug(n)}" for n in range(10_000, 20_000)]
    for path in paths[:10]:
        server.page(path, article(int(path.split("/")[2])))
    server.page("/feed/", rss(server.url(path) for path in paths), headers=RSS)
    server.page("/", front(paths[:5], head='<link rel=alternate type=application/rss+xml href="/feed/">'))
    proposal = look(server.url("/"))
    assert [pattern.pattern for pattern in proposal.site.articles] == [r"^/news/(?P<id>\d+)/[^/?.]+/?$"]
    assert "    the first 1,000 entries; more were not read" in report_lines(proposal)


def test_a_feed_on_another_host_is_named_and_asked_for_only_with_leave(server: Server) -> None:
    paths = [f"/beitrag/{slug(n)}" for n in range(8)]
    put(server, paths)
    with Server() as service:
        foreign = service.page("/feedburner/landbote", rss(server.url(path) for path in paths), headers=RSS)
        head = f'<link rel=alternate type=application/rss+xml href="{foreign}">'
        server.page("/", front(paths[:5], head=head))
        proposal = look(server.url("/"))
        assert service.requests == []
        assert proposal.site.feeds == ()
        assert remarks(proposal)["foreign_feed"] == (
            f"{foreign} is a feed on another host, which can be anybody's; name it with --feed if it is this site's"
        )
        assert look(server.url("/"), feeds=[foreign]).site.feeds == (foreign,)
        # Whoever gives the feed's own address has named it, and the site is where its pages are.
        given = look(foreign)
        assert (given.site.home, given.site.feeds) == (server.url("/"), (foreign,))


def test_a_feed_that_names_others_pages_is_left_out(server: Server) -> None:
    paths = [f"/beitrag/{slug(n)}" for n in range(8)]
    put(server, paths)
    server.page("/rss.xml", rss(f"https://elsewhere.example/{n}" for n in range(5)), headers=RSS)
    server.page("/", front(paths, more='<a href="/rss.xml">RSS</a>'))
    proposal = look(server.url("/"))
    assert proposal.site.feeds == ()
    assert remarks(proposal)["foreign_entries"] == (
        f"the feed {server.url('/rss.xml')} names pages of elsewhere.example and none of this site; it is left out"
    )


@pytest.mark.parametrize("stated", ["/", "/beitrag/"])
def test_canonical_links_of_a_broken_template_are_not_believed(server: Server, stated: str) -> None:
    paths = [f"/beitrag/{slug(n)}" for n in range(8)]
    put(server, paths, head=f'<link rel=canonical href="{stated}">')
    server.page("/", front(paths))
    server.page("/rss.xml", rss(server.url(path) for path in paths), headers=RSS)
    proposal = look(server.url("/"))
    assert all(takes(proposal, server, path) for path in paths)


def test_a_page_that_lists_feeds_is_followed(server: Server) -> None:
    paths = [f"/beitrag/{slug(n)}" for n in range(8)]
    put(server, paths)
    server.page("/kaputt.xml", "<rss><channel><item><link>", headers=RSS)
    server.page("/leer.xml", rss([]), headers=RSS)
    server.page("/presse.rss", rss(server.url(path) for path in paths), headers={"Content-Type": "text/plain"})
    names = {"/kaputt.xml": "Magazin", "/leer.xml": "Termine", "/presse.rss": "Presse"}
    server.page("/hub", front([], more="".join(f'<a href="{path}">RSS {name}</a>' for path, name in names.items())))
    server.page("/", front(paths[:4], menu=[("/hub", "RSS-Feeds")]))
    proposal = look(server.url("/"))
    assert proposal.site.feeds == (server.url("/presse.rss"),)
    assert remarks(proposal)["empty_feed"] == f"the feed {server.url('/leer.xml')} has no entries today; it is left out"
    assert remarks(proposal)["unread"] == (
        f"{server.url('/kaputt.xml')} could not be read: no entry of the feed names a web page"
    )


def test_of_a_large_sitemap_some_are_looked_at(server: Server) -> None:
    paths = [f"/beitrag/{number}-{slug(number)}" for number in range(12_000)]
    put(server, paths[:10])
    urls = "".join(f"<url><loc>{server.url(path)}</loc></url>" for path in paths)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    server.page("/sitemap.xml", f'<urlset xmlns="{namespace}">{urls}</urlset>', headers={"Content-Type": "text/xml"})
    server.page("/", front(paths[:10]))
    proposal = look(server.url("/"))
    assert len(proposal.sitemaps[0].names) == len(paths)
    assert len(proposal.takes) < 5000
    assert proposal.site.sitemaps == (server.url("/sitemap.xml"),)
    assert all(takes(proposal, server, path) for path in paths[::500])


def test_a_calendar_without_end_is_not_walked(server: Server) -> None:
    paths = [f"/aktuelles/{slug(n)}" for n in range(8)]
    put(server, paths)
    server.page("/", front(paths, menu=[("/kalender/2026/11", "Kalender"), ("/aktuelles", "Aktuelles")]))

    def month(exchange: Exchange) -> None:
        number = int(exchange.request.path.rsplit("/", 1)[1]) + 1
        days = "".join(
            f'<h3><a href="/kalender/2026/{number}/{d}">Sitzung Nummer {d} im Rathaus</a></h3>' for d in range(30)
        )
        exchange.answer(body=f'<html><body>{days}<a rel=next href="/kalender/2026/{number}">weiter</a></body></html>')

    server.prefix("/kalender/", month)
    server.page("/aktuelles", front(paths))
    proposal = look(server.url("/"))
    assert not any(path.startswith("/kalender") for path in server.paths())
    assert not takes(proposal, server, "/kalender/2026/12/3")
    assert takes(proposal, server, paths[0])


def test_never_more_than_25_requests(server: Server) -> None:
    """Each address that could be a source redirects, so that it takes more than one request."""
    paths = [f"/beitrag/{slug(n)}" for n in range(8)]
    feeds = "".join(f'<a href="/rss/{n}.xml">RSS {n}</a>' for n in range(40))
    rooms = [(f"/presse/{n}/", "Presse") for n in range(40)]
    server.page("/", front(paths, menu=rooms, more=feeds))

    def onwards(exchange: Exchange) -> None:
        path = exchange.request.path
        exchange.answer(302, location=f"{path}x" if path.count("x") < 4 else "/")

    for start in ("/rss/", "/presse/", "/beitrag/"):
        server.prefix(start, onwards)
    with pytest.raises(NothingFoundError):
        look(server.url("/"))
    assert len(server.requests) <= 25


def test_crawl_delay_reservations_and_names(server: Server) -> None:
    paths = [f"/beitrag/{slug(n)}/" for n in range(8)]
    server.robots("User-agent: *\nCrawl-delay: 7\nDisallow: /intern/\nAllow: /beitrag/\n")
    put(server, paths, name="Der Landbote", head='<meta name="tdm-reservation" content="1">')
    server.page("/", front(paths))
    proposal = look(server.url("/"), known=["127.0.0.1"])
    assert (proposal.site.delay, proposal.crawl_delay) == (7.0, 7.0)
    assert (proposal.site.name, proposal.site.title_suffixes) == ("Der Landbote", (" | Der Landbote",))
    assert proposal.site.private
    (sample, *_) = proposal.samples
    assert (sample.robots.allowed, sample.robots.line, sample.robots.rule) == (True, 4, "Allow: /beitrag/")
    assert str(sample.reserved) == (
        "kept without its text: the site reserves text and data mining (tdm-reservation: 1 in a meta element); 'tdm ="
        ' "record"\' in its profile keeps all, marked'
    )


def test_ids_of_visits_and_twins_for_the_printer(server: Server) -> None:
    paths = [f"/beitrag/{slug(n)}" for n in range(8)]
    visit = "?besuch=8r3m1cvd0kq5v1u7sm2v8a2b35"
    for number, path in enumerate(paths):
        page = article(number, end=f'<a href="{path}?print=1">Drucken</a>')
        server.page(path, page)
        server.page(f"{path}{visit}", page)
    server.page("/", front(f"{path}{visit}" for path in paths))
    proposal = look(server.url("/"))
    assert all(takes(proposal, server, path) for path in (paths[0], f"{paths[0]}{visit}"))
    assert not takes(proposal, server, f"{paths[0]}?print=1")
    said = remarks(proposal)
    assert said["session"] == (
        f"the parameter 'besuch' of addresses such as {server.url(paths[0])}{visit} looks like that of a visit; the"
        " patterns overlook it"
    )
    assert said["twins"].endswith("are print versions; 'ignore' leaves them out")


def test_a_feed_that_robots_forbids_on_a_free_site(server: Server) -> None:
    paths = [f"/beitrag/{slug(n)}" for n in range(8)]
    put(server, paths)
    server.robots("User-agent: *\nDisallow: /feed/\n")
    server.page("/", front(paths))
    proposal = look(server.url("/feed/"))
    assert takes(proposal, server, paths[0])
    assert remarks(proposal)["unread"] == (
        f"{server.url('/feed/')} could not be read: forbidden by robots.txt, line 2 (Disallow: /feed/)"
    )
    assert "/feed/" not in server.paths()


WALL = (
    "<html><head><title>Anmelden</title></head><body><h1>Anmelden</h1><p>Bitte melden Sie sich an, um fortzufahren.</p>"
    "<form action=/login method=post><input name=user><input type=password name=password><button>Anmelden</button>"
    "</form></body></html>"
)
SCRIPTED = (
    "<html><head><title>Landbote</title></head><body><noscript>Bitte aktivieren Sie JavaScript, um diese Seite zu"
    ' sehen.</noscript><div id="root"></div><script src="/app.js"></script></body></html>'
)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            WALL,
            "{home} shows a login wall. Where a browser gets in, name its cookies under [SITE.cookies] in a profile"
            " that you write yourself.",
        ),
        (
            "<html><body></body></html>",
            "{home} shows a page without text. Give the address of an article, or of the page that lists the news.",
        ),
        (
            SCRIPTED,
            "{home} shows a page that needs JavaScript: its text comes by scripts. A feed or a sitemap may hold it;"
            " this program runs no scripts.",
        ),
        (
            "<html><head><title>Leer</title></head><body><p>Hier entsteht eine neue Seite.</p></body></html>",
            "{home}: in 9 requests neither a feed nor a sitemap nor a list of articles was found. Give the address of"
            " an article, or of the page that lists the news.",
        ),
    ],
)
def test_a_site_that_shows_nothing(server: Server, body: str, message: str) -> None:
    server.page("/", body)
    with pytest.raises(NothingFoundError) as caught:
        look(server.url("/"))
    assert str(caught.value) == message.format(home=server.url("/"))
    assert caught.value.exit_code == 1


def test_a_site_that_forbids_all(server: Server) -> None:
    server.robots("User-agent: *\nDisallow: /\n")
    with pytest.raises(RobotsError) as caught:
        look(server.url("/presse/meldung-1"))
    assert str(caught.value) == f"{server.url('/')}: forbidden by robots.txt, line 2 (Disallow: /)"
    assert server.paths() == ["/robots.txt"]


def test_an_address_that_is_not_there(server: Server) -> None:
    with pytest.raises(NothingFoundError) as caught:
        look(server.url("/fort"))
    assert str(caught.value) == (f"{server.url('/fort')}: status 404. Give the address of a page that a browser shows.")


@pytest.mark.parametrize("status", [429, 503])
def test_an_address_that_answers_another_time(server: Server, status: int) -> None:
    server.handler("/", lambda exchange: exchange.answer(status))
    with pytest.raises(NothingFoundError) as caught:
        look(server.url("/"))
    assert str(caught.value) == (
        f"{server.url('/')}: status {status}. Try again in a while; a browser shows whether the site is up."
    )


def test_an_address_that_is_no_page(server: Server) -> None:
    server.page("/bild", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, headers={"Content-Type": "image/png"})
    with pytest.raises(ScraperError) as caught:
        look(server.url("/bild"))
    assert str(caught.value) == (
        f"{server.url('/bild')} is an image file, and no page, feed or sitemap. Give the address of the site's front"
        " page."
    )
