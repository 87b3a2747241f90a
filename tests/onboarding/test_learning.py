"""Patterns learned of addresses alone: a row for each shape, with what they take, what they leave, and the ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

from scraper.onboarding.learning import Evidence, learn
from scraper.onboarding.naming import common_ending, site_id, site_name
from scraper.onboarding.oddities import TWINS, Twin
from scraper.onboarding.words import feed_rank, is_of_news, is_of_others, is_section
from scraper.sites.probing import is_slow

HOST = "https://www.landbote.example"
WORDS = "amt stadt kreis daten portal register dienst online verwaltung akte cloud sicher land digital antrag".split()


def slug(number: int) -> str:
    """Return a slug of two to six words, another one for each number."""
    count = 2 + number % 5
    return "-".join(WORDS[(number * (step + 3) + step) % len(WORDS)] for step in range(count)) + f"-{WORDS[number % 7]}"


@dataclass(frozen=True)
class Case:
    """Addresses of a site.

    Args:
        seen: a template of an article's path, with what differs in braces.
        patterns: what is learned of twelve of them.
        others: other pages of the site.
        ids: what tells the first two articles apart; empty where they are not of interest.
        menu: addresses that stand in its menu.
        more: articles of the same shape that were not seen.
    """

    seen: str
    patterns: tuple[str, ...]
    others: tuple[str, ...]
    ids: tuple[str, ...] = ()
    menu: tuple[str, ...] = ()
    more: tuple[str, ...] = field(default=())


STEPS = r"(?!(?i:page|seite|feed|rss|print|druck|amp|index|archiv)?[-_]?\d*(?:[/?]|$))"
STEPS_HTML = r"(?!(?i:page|seite|feed|rss|print|druck|amp|index|archiv)?[-_]?\d*(?:/|\?|\.[a-z]+$|$))"
USUAL = ("/", "/impressum/", "/tag/cloud/", "/autor/max-muster/", "/feed/", "/page/2/", "/2026/05/", "/kontakt")
CASES = {
    "the day in the path": Case(
        "/2026/{month}/{day}/{slug}/",
        (r"^/\d{4}/\d+/\d+/(?P<id>[^/?.]+)/?$",),
        (*USUAL, "/2026/05/12/", "/veranstaltungen/kongress-digitaler-staat/"),
    ),
    "a mark before the number": Case(
        "/{slug}-a-{number}/",
        (r"^/[^/?.]*-a-(?P<id>\d+|[0-9a-f]{32})/?$",),
        (*USUAL, "/cloud-d-12345/", "/muster-au-99999/", "/bildergalerie-amt-g-55555/"),
        ("100000", "100713"),
        more=("/neues-amt-a-0123456789abcdef0123456789abcdef/",),
    ),
    "a room with its feed in it": Case(
        "/k21-meldungen/{slug}/",
        (rf"^/k21-meldungen/{STEPS}(?P<id>[^/?.]+)/?$",),
        (*USUAL, "/k21-meldungen/feed/", "/k21-meldungen/page/3/", "/k21-meldungen/", "/k21-themen/ozg/"),
        more=("/k21-meldungen/chatbot/",),
    ),
    "a word and a number": Case(
        "/meldung_{number}_Neues+aus+dem+Amt.html",
        (r"^/meldung_(?P<id>\d+)(?:[_-][^/?.]*)?(?:\.html)?/?$",),
        (*USUAL, "/meldung_44452_Bericht.pdf", "/druck_100000.html", "/thema_ozg.html"),
        ("100000", "100713"),
        more=("/meldung_33697", "/meldung_39436_gn"),
    ),
    "a number in a folder of its own": Case(
        "/news/{number}/{slug}", (r"^/news/(?P<id>\d+)/[^/?.]+/?$",), (*USUAL, "/news/2", "/news/archiv/amt-neu")
    ),
    "a number behind the slug": Case(
        "/news/{slug}-{number}.html",
        (r"^/news/[^/?.]*[-_](?P<id>\d{4,})\.html$",),
        (*USUAL, "/news/index.html", "/news/seite-2.html", "/news/a-100000.pdf"),
        ("100000", "100713"),
    ),
    "a number before the slug": Case(
        "/blog/{count}-{slug}", (r"^/blog/(?P<id>\d+)[-_][^/?.]+/?$",), (*USUAL, "/blog/", "/blog/tags/ozg"), ("1", "2")
    ),
    "a number alone": Case("/doc/{number}", (r"^/doc/(?P<id>\d+)/?$",), (*USUAL, "/doc/", "/w/amt-neu")),
    "documents in folders of years": Case(
        "/SharedDocs/Presse/DE/2026/{slug}.html",
        (rf"^/SharedDocs/Presse/DE/\d{{4}}/(?![^?]*[_-]node\.html){STEPS_HTML}(?P<id>[^/?.]+)\.html$",),
        (
            "/DE/Presse/presse_node.html",
            "/SharedDocs/Presse/DE/2026/index_node.html",
            "/SharedDocs/Termine/DE/2026/x.html",
        ),
        menu=("/DE/Presse/presse_node.html",),
        more=("/SharedDocs/Presse/DE/2027/neues-vom-amt.html",),
    ),
    "a number that counts the year's releases": Case(
        "/presse/2026/pm-{count}", (rf"^/presse/(?P<id>\d{{4}}/{STEPS}[^/?.]+)/?$",), (*USUAL, "/presse/2026/")
    ),
    "a parameter": Case(
        "/portal/advisory?name=WID-SEC-2026-{count}",
        (
            r"^/portal/advisory(?!.*[?&](?:print|druck|type|view|page|seite|share|format|replytocom)=)\?(?:.*&)?name=(?P<id>[^&]+)(?:&|$)",
        ),
        (*USUAL, "/portal/advisory", "/portal/start?name="),
        ("WID-SEC-2026-1", "WID-SEC-2026-2"),
    ),
}


def learned(case: Case) -> tuple[list[str], tuple[str, ...]]:
    seen = [
        case.seen.format(
            month=f"{n % 12 + 1:02}", day=f"{n % 28 + 1:02}", slug=slug(n), number=100_000 + 713 * n, count=n + 1
        )
        for n in range(12)
    ]
    evidence = Evidence()
    for path in seen:
        evidence.named[HOST + path] = evidence.known[HOST + path] = None
    for path in case.menu:
        evidence.plain[HOST + path] = evidence.known[HOST + path] = None
    return seen, learn(evidence).patterns


@pytest.mark.parametrize("name", CASES)
def test_what_is_learned(name: str) -> None:
    case = CASES[name]
    seen, patterns = learned(case)
    assert patterns == case.patterns
    compiled = [re.compile(pattern) for pattern in patterns]
    for path in (*seen, *case.more):
        assert any(pattern.search(path) for pattern in compiled), path
    for path in case.others:
        assert not any(pattern.search(path) for pattern in compiled), path
    ids = [match["id"] for path in seen for pattern in compiled if (match := pattern.search(path))]
    assert len(set(ids)) == len(seen)
    assert tuple(ids[: len(case.ids)]) == case.ids
    assert not any(map(is_slow, compiled))


def test_slugs_beside_the_front_page_are_told_from_standing_pages() -> None:
    evidence = Evidence()
    for number in range(12):
        evidence.named[f"{HOST}/{slug(number)}/"] = evidence.known[f"{HOST}/{slug(number)}/"] = None
    evidence.known[f"{HOST}/digitale-verwaltung/"] = evidence.plain[f"{HOST}/digitale-verwaltung/"] = None
    (pattern,) = learn(evidence).patterns
    others = ("impressum", "datenschutzerklaerung", "ueber-uns", "kontakt-und-anfahrt", "digitale-verwaltung", "page/2")
    assert [name for name in others if re.search(pattern, f"/{name}/")] == []
    assert re.search(pattern, "/neues-portal-startet/")


def test_rooms_are_taken_as_far_as_they_were_seen() -> None:
    evidence = Evidence()
    for number in range(12):
        url = f"{HOST}/{('recht', 'netz', 'geld')[number % 3]}/{slug(number)}"
        evidence.named[url] = evidence.known[url] = None
    for number in range(3):
        # A list names a fourth room, each link beside a day, and a menu names rooms of other things.
        dated, other = f"{HOST}/bildung/{slug(number)}", f"{HOST}/partner/{slug(number)}"
        evidence.dated[dated] = evidence.known[dated] = None
        evidence.known[other] = evidence.plain[other] = None
    result = learn(evidence)
    assert result.patterns == (rf"^/(?:bildung|geld|netz|recht)/{STEPS}(?P<id>[^/?.]+)/?$",)
    assert sorted(url.split("/")[3] for url in result.left) == ["partner"] * 3


def test_events_that_a_feed_names_are_left() -> None:
    evidence = Evidence()
    for number in range(10):
        room = "veranstaltungen" if number > 7 else "aktuelles"
        url = f"{HOST}/{room}/{slug(number)}/"
        evidence.named[url] = evidence.known[url] = None
    result = learn(evidence)
    assert [url.split("/")[3] for url in result.left] == ["veranstaltungen"] * 2


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.pattern)
def test_twins(twin: Twin) -> None:
    for path in twin.examples:
        assert re.search(twin.pattern, path), path
    for path in twin.others:
        assert not re.search(twin.pattern, path), path


@pytest.mark.parametrize(
    ("home", "known", "name"),
    [
        ("https://www.kommune21.de/", (), "kommune21"),
        ("https://www.kommune21.de/", ("kommune21",), "kommune21.de"),
        ("https://www.kommune21.de/", ("kommune21", "kommune21.de"), "kommune21-2"),
        ("https://www.bsi.bund.de/", (), "bsi"),
        ("https://wid.cert-bund.de/", (), "cert-bund"),
        ("https://www.digitalaustria.gv.at/", (), "digitalaustria"),
        ("https://xn--mnchen-3ya.de/", (), "xn--mnchen-3ya"),
        ("http://127.0.0.1:8000/", (), "127.0.0.1-8000"),
        ("http://localhost/", (), "localhost"),
    ],
)
def test_ids(home: str, known: tuple[str, ...], name: str) -> None:
    assert site_id(home, known) == name


def test_endings_and_names() -> None:
    k21 = " - Kommune21 online | Kommune21 - E-Government, Internet und Informationstechnik"
    titles = [f"{name}{k21}" for name in ("Neues Portal - Teil 2", "Thüringen: Amt in Berlin", "Mehr Geld")]
    assert common_ending(titles) == k21
    assert common_ending(["Neues in Berlin", "Altes in Berlin"]) == ""
    assert common_ending(["Ein Titel | Amt"]) == ""
    assert site_name([], titles, "", "https://www.kommune21.de/") == "Kommune21"
    assert site_name(["Der Bote", "Der Bote", "Bote"], titles, "", "https://x.example/") == "Der Bote"
    start = ["Kreis Hügelland: Neues", "Kreis Hügelland: Altes"]
    assert site_name([], start, "", "https://www.huegel.example/") == "Kreis Hügelland"
    assert site_name([], [], "", "https://www.huegel.example/") == "huegel.example"


def test_words() -> None:
    news = ("presse", "Pressemitteilungen", "k21-meldungen", "aktuelles", "newsroom", "kurzmeldungen")
    assert [name for name in news if not is_of_news(name)] == []
    assert not any(map(is_of_news, ("newsletter", "presseverteiler", "themen", "details")))
    others = ("tag", "Veranstaltungen", "k21-termine", "autoren", "%C3%BCber-uns", "wp-json", "seite", "bildergalerien")
    assert [name for name in others if not is_of_others(name)] == []
    assert not any(map(is_of_others, ("aktuelles", "politik", "details", "thematik", "pressemitteilungen")))
    sections = ("Presse", "Aktuelle Meldungen", "Pressemitteilungen 2026", "Alle Artikel", "News", "Nachrichten")
    assert [name for name in sections if not is_section(name)] == []
    assert not any(map(is_section, ("Presse lobt neues Portal", "Kontakt", "Newsletter")))
    assert [feed_rank(name) for name in ("/rss/presse.xml", "/rss.xml", "/rss/termine.xml")] == [0, 1, 2]
