"""What a page is instead of an article: each sign by its example, walls, lists, and news about them."""

from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import parser
from scraper.model import Article, Reason
from scraper.parser import article_text
from scraper.parser.fields import authors, published
from scraper.parser.kind import listing, script_words, scripted, wall, wall_words
from scraper.parser.kind.evidence import Sign
from scraper.parser.kind.facts import Facts
from scraper.parser.kind.listing_signs import COUNTED, STATED
from scraper.parser.page.wording import Wording
from scraper.parser.record import context_of

URL = "https://bote.example/lokal/wehr"
REPORT = (
    "<p>Der Kreis hat am Morgen seine Dienste vom Netz genommen. Die Fachleute des Landes helfen bei der Suche.</p>"
    "<p>Am Abend soll alles wieder laufen, sagte die Landrätin. Der Rat hatte erst im Mai darüber beraten.</p>"
)
# A paragraph that stands there twice is read once.
LONG_REPORT = "".join(
    f"<p>Am {day}. Tag hat der Kreis {10 * day} seiner Dienste wieder ans Netz genommen. Die Fachleute des Landes"
    " halfen bei der Suche nach den Ursachen.</p>"
    for day in range(1, 9)
)
FRAME = "<header><a href='/'>Bote</a></header>{}<footer><a href='/impressum'>Impressum</a></footer>"


def facts_of(html: str, url: str = URL) -> Facts:
    """Return the facts of a page."""
    context = context_of(LexborHTMLParser(html), url, None)
    text = article_text.find(context)
    words = "\n".join([text.lead.value or "", *text.paragraphs.value]).strip()
    is_dated = published.find(context, text).value[0] is not None
    return Facts(context, text, words, url, is_dated, bool(authors.find(context, text).value))


def page(title: str, text: str, head: str = "", url: str = URL) -> Article:
    """Return the record of a page within its site."""
    body = FRAME.format(f"<main><h1>{title}</h1>{text}</main>")
    return parser.parse(f"<html lang=de><title>{title} | Bote</title>{head}<body>{body}", url)


@pytest.mark.parametrize("sign", [*STATED, *COUNTED, *wall.STATED], ids=lambda sign: sign.name)
def test_a_sign_of_a_list_applies_to_its_example_and_not_to_every_page(sign: Sign[Facts]) -> None:
    assert sign.applies(facts_of(sign.example, sign.url))
    plain = "<h1>Am Wehr</h1>" if sign.weight < 0 else f"<h1>Am Wehr von Musterau wird gebaut</h1>{LONG_REPORT}"
    assert not sign.applies(facts_of(plain))


@pytest.mark.parametrize("sign", wall.SIGNS, ids=lambda sign: sign.name)
def test_a_sign_of_a_wall_applies_to_its_example_and_not_to_every_page(sign: Sign[wall.Seen]) -> None:
    def applies(html: str) -> bool:
        return any(sign.applies(wall.Seen(facts_of(html), notice)) for notice in wall.NOTICES)

    assert applies(sign.example)
    assert not applies("<h1>Am Wehr</h1>" if sign.weight < 0 else f"<h1>Am Wehr</h1>{REPORT * 5}")


@pytest.mark.parametrize("sign", scripted.SIGNS, ids=lambda sign: sign.name)
def test_a_sign_of_a_page_made_by_scripts_applies_to_its_example_and_not_to_every_page(
    sign: Sign[scripted.Shell],
) -> None:
    assert sign.applies(scripted.Shell(facts_of(sign.example)))
    assert not sign.applies(scripted.Shell(facts_of(f"<h1>Am Wehr</h1>{REPORT}<script src='/zaehler.js'></script>")))


@pytest.mark.parametrize(
    ("sentences", "stems"),
    [
        (wall_words.BLOCK_NOTICES, wall_words.BLOCK_STEMS),
        (wall_words.LOGIN_NOTICES, wall_words.LOGIN_STEMS),
        (wall_words.CONSENT_NOTICES, wall_words.CONSENT_STEMS),
        (wall_words.ERROR_NOTICES, wall_words.ERROR_STEMS),
        (script_words.SCRIPT_CALLS, script_words.SCRIPT_STEMS),
    ],
)
def test_each_sentence_of_a_wall_has_one_of_its_stems(sentences: tuple[Wording, ...], stems: tuple[str, ...]) -> None:
    examples = [example.lower() for sentence in sentences for example in sentence.examples]
    assert [example for example in examples if not any(stem in example for stem in stems)] == []


ASKED = "Das dauert höchstens fünf Sekunden."


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("Einen Moment bitte", f"Ihr Browser wird gerade überprüft. {ASKED}", Reason.BLOCK_PAGE),
        ("Bote", "Bitte aktivieren Sie JavaScript und Cookies, um fortzufahren.", Reason.BLOCK_PAGE),
        ("Bote", "Bestätigen Sie, dass Sie ein Mensch sind.", Reason.BLOCK_PAGE),
        ("Pardon Our Interruption", "Something about your browser made us think you were a bot.", Reason.BLOCK_PAGE),
        ("Bote", "We have detected unusual traffic from your network.", Reason.BLOCK_PAGE),
        ("Un instant…", "Vérification de votre navigateur.", Reason.BLOCK_PAGE),
        ("Einloggen", "Bitte loggen Sie sich mit Ihrem Konto ein.", Reason.LOGIN_WALL),
        ("Mitgliederbereich", "Dieser Bereich ist unseren Mitgliedern vorbehalten.", Reason.LOGIN_WALL),
        ("Sign in", "You must be signed in to read this.", Reason.LOGIN_WALL),
        ("Connexion", "Veuillez vous connecter pour lire la suite.", Reason.LOGIN_WALL),
        ("Privatsphäre-Einstellungen", "Wir nutzen Cookies. Mit Klick auf OK stimmen Sie zu.", Reason.CONSENT_WALL),
        ("We value your privacy", "We and our partners store your data on a device.", Reason.CONSENT_WALL),
        ("Bote", "Nous utilisons des cookies avec votre consentement.", Reason.CONSENT_WALL),
        ("Fehler 404", "Leider gibt es hier nichts.", Reason.ERROR_PAGE),
        ("500 Internal Server Error", "The server could not complete the request.", Reason.ERROR_PAGE),
        ("Hoppla!", "Die Seite, die Sie suchen, gibt es nicht mehr.", Reason.ERROR_PAGE),
        ("Beitrag nicht mehr verfügbar", "Dieser Beitrag wurde gelöscht.", Reason.ERROR_PAGE),
        ("Page introuvable", "La page que vous cherchez a disparu.", Reason.ERROR_PAGE),
        ("Página no encontrada", "La página que busca no existe.", Reason.ERROR_PAGE),
        ("Strona nie istnieje", "Nie ma takiej strony.", Reason.ERROR_PAGE),
        ("Access Denied", "You don't have permission to access this page.", Reason.ERROR_PAGE),
    ],
)
def test_a_wall_asks_its_reader_and_has_no_text_of_its_own(title: str, text: str, reason: Reason) -> None:
    assert page(title, f"<p>{text}</p>").why_not is reason


@pytest.mark.parametrize(
    "title",
    [
        "DDoS-Angriff legt Kreishaus lahm",
        "DDoS: Kreis nimmt Dienste vom Netz",
        "Kreis schafft das Captcha ab",
        "Captcha",
        "Ein Login für den ganzen Kreis",
        "Anmeldung zur Kita wird digital",
        "Einwilligung per Klick reicht nicht",
        "Cookies auf Behördenseiten",
        "Zustimmung zum Haushalt",
        "Bürgerdienste am Montag nicht verfügbar",
        "Webseite des Kreises nicht erreichbar",
        "Fehler im Meldewesen behoben",
        "404: Eine Ausstellung über tote Links",
        "500 Anträge am ersten Tag",
        "Zugriff verweigert",
        "Sicherheitsüberprüfung",
        "Bot-Schutz im Portal",
    ],
)
@pytest.mark.parametrize("day", ["<p>3. September 2024</p>", ""])
def test_news_about_walls_and_errors_is_news(title: str, day: str) -> None:
    assert page(title, day + REPORT).why_not is None


def test_a_page_of_an_error_below_which_news_stands_is_an_error_page() -> None:
    assert page("404 – Seite nicht gefunden", f"<p>Die gesuchte Seite gibt es nicht.</p>{REPORT}").why_not is (
        Reason.ERROR_PAGE
    )


ITEM = (
    "<li><h3><a href='/{0}'>Die {0}. Meldung aus dem Kreishaus</a></h3><p>{0}.9.2024</p><p>Der Kreis meldet.</p></li>"
)
ITEMS = "<ul>" + "".join(map(ITEM.format, range(1, 13))) + "</ul>"
GOODS = "".join(f"<div><a href='/{n}'><img src='{n}.jpg'></a><p>Stuhl {n}</p><p>12,50 €</p></div>" for n in range(30))


@pytest.mark.parametrize(
    ("title", "text", "url", "reason"),
    [
        ("Aktuelles", ITEMS, "https://kreis.example/aktuelles/", Reason.LISTING_PAGE),
        ("Aktuelles – Seite 2", ITEMS, "https://kreis.example/aktuelles/2/", Reason.LISTING_PAGE),
        ("Thema: Digitales", ITEMS, "https://kreis.example/thema/digitales", Reason.LISTING_PAGE),
        ("Startseite", REPORT + ITEMS, "https://kreis.example/DE/start/start_node.html", Reason.LISTING_PAGE),
        ("Der Kreis", REPORT, "https://kreis.example/index.php", Reason.LISTING_PAGE),
        ("Stühle", GOODS + REPORT, "https://shop.example/stuehle/", Reason.LISTING_PAGE),
        ("Impressum", f"<p>Stand: 3.9.2024</p>{REPORT}", "https://kreis.example/impressum", Reason.NOT_AN_ARTICLE),
        ("Datenschutzerklärung des Kreises", REPORT, "https://kreis.example/dse", Reason.NOT_AN_ARTICLE),
    ],
)
def test_a_list_or_a_page_of_every_site_is_no_article(title: str, text: str, url: str, reason: Reason) -> None:
    assert page(title, text, url=url).why_not is reason


@pytest.mark.parametrize(
    ("title", "text", "url"),
    [
        ("Kreis mit neuer Leitung", f"<p>3.9.2024</p>{REPORT}<h2>Weitere Meldungen</h2>{ITEMS}", URL),
        ("Neue Leitung", REPORT, "https://kreis.example/leitung/"),
        ("Neue Leitung", f"<p>3.9.2024</p>{REPORT}", "https://kreis.example/thema/leitung"),
        (
            "県庁がデジタル窓口を開設",
            "<p>2024/09/03</p><p>県は三日、住民がすべての手続きを行える窓口を開いた。</p>",
            URL,
        ),
        ("Datenschutz in Schulen", f"<p>3.9.2024</p>{REPORT}", URL),
        ("Kontakt zum Amt wird leichter", f"<p>3.9.2024</p>{REPORT}", URL),
    ],
)
def test_a_short_report_is_an_article_whatever_stands_around_it(title: str, text: str, url: str) -> None:
    assert page(title, text, url=url).why_not is None


def test_what_says_that_it_is_an_article_is_one_among_teasers() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Leitung"}</script>'
    assert page("Leitung", REPORT + ITEMS, head).why_not is None
    assert page("Leitung", ITEMS, head * 4, "https://kreis.example/thema/leitung").why_not is Reason.LISTING_PAGE


def test_the_evidence_can_be_shown() -> None:
    judged = listing.judge(facts_of("<h1>Impressum</h1>" + REPORT, "https://kreis.example/impressum"))
    assert judged.value is Reason.NOT_AN_ARTICLE
    assert ("the headline of a service page", 9) in judged.evidence
    assert judged.weight > listing.THRESHOLD


@pytest.mark.parametrize("html", ["", "<title>", "<p>", "<h1></h1>", "<table>" * 300])
def test_a_page_of_nothing_has_facts(html: str) -> None:
    facts: Any = facts_of(html, "https://[kaputt/")
    names = [name for name in dir(Facts) if not name.startswith("_") and name not in {"size"}]
    assert [getattr(facts, name) for name in names]
