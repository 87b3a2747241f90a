"""Pages whose text comes by scripts: what shows it, and what only looks alike."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import parser
from scraper.model import Article, Reason
from scraper.parser.page import flatten
from scraper.parser.page.model import Programs
from scraper.parser.page.programs import BARE, programs_of

URL = "https://bote.example/lokal/wehr"
RUN = '<script type="module" src="/assets/index-8c1f.js"></script>'
META = (
    "<title>Neue Brücke am Wehr</title>"
    '<meta property="og:title" content="Neue Brücke am Wehr"><meta property="og:type" content="article">'
    '<meta name="description" content="Am Wehr von Musterau wird seit dem Frühjahr eine neue Brücke gebaut.">'
    '<meta property="article:published_time" content="2024-05-23T08:00:00+02:00">'
)
TEXT = "".join(
    f"<p>Am {day}. Mai wurde am Wehr von Musterau gebaut, und alle sahen zu. Das Amt meldet {day} Pfeiler.</p>"
    for day in range(1, 5)
)
SHORT = "<p>Am Wehr wird wieder gebaut, und viele sehen zu, meldet das Amt.</p>"
ENGLISH = "<noscript>You need to enable JavaScript to run this app.</noscript>"
VUE = "<noscript><strong>We're sorry but Bote doesn't work properly without JavaScript enabled.</strong></noscript>"
FRAME = "<header><p>Der Bote</p><p>Heute in Musterau</p></header>{}<div><p>Der Bote, Musterau</p></div>"
HEADLINES = "".join(f"<h3><a href='/{n}'>Die {n}. Meldung aus dem Rathaus</a></h3>" for n in range(6))


def read(body: str, head: str = META, url: str = URL) -> Article:
    """Return the record of a page with this body."""
    return parser.parse(f"<!doctype html><html lang=de><head>{head}</head><body>{body}</body></html>", url)


SHELLS = {
    "create-react-app": f'{ENGLISH}<div id="root"></div>{RUN}',
    "vue": f'{VUE}<div id="app"></div>{RUN}',
    "angular": f"<app-root></app-root>{RUN}",
    "angular that loads": f"<app-root><p>Inhalt wird geladen …</p></app-root>{RUN}",
    "next": f'<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{{}}</script>{RUN}',
    "nuxt that rendered its frame": '<div id="__nuxt"><p>Der Bote</p><h1>Die neue Brücke am Wehr von'
    " Musterau ist seit heute früh befahrbar</h1></div><script>window.__NUXT__={}</script>",
    "a script within the root": "<p>Der Bote</p><div id=root><style>p { color: red }</style><script>"
    f"{'go();' * 30}</script></div>",
    "a frame around the root": FRAME.format(f'<main><div id="root"></div></main>{RUN}'),
    "a frame of many words": "<div>Der Bote</div><div>Alle Meldungen aus Musterau</div><div>Rathaus und Rat</div>"
    f"<app-root></app-root><div>© Verlag Bote in Musterau. Alle Rechte vorbehalten.</div>{RUN}",
    "nothing but a script": RUN,
    "a notice in German": f"<noscript>Diese Seite benötigt JavaScript.</noscript><p>Der Bote</p>{RUN}",
    "another one": f"<noscript><p>Bitte aktivieren Sie JavaScript in Ihrem Browser.</p></noscript><p>Bote</p>{RUN}",
    "a notice at the end": f"<p>Bote</p><noscript>JavaScript wird benötigt.</noscript>{RUN}",
    "a notice that is shown": f"<div><h1>Neue Brücke</h1><p>Bitte aktivieren Sie JavaScript.</p></div>{RUN}",
    "a long notice that is shown": "<p>Um diese Seite nutzen zu können, muss JavaScript aktiviert sein.</p>"
    f"<p>Bitte verwenden Sie einen aktuellen Browser, der JavaScript versteht, und laden Sie die Seite neu.</p>{RUN}",
    "a title that is a notice": f"<h1>JavaScript erforderlich</h1><p>Bote</p>{RUN}",
}


HEADS = {
    "stated": META,
    "bare": "",
    "titled": "<title>Bote</title>",
    "noticed": "<title>Bote</title><noscript>Bitte JavaScript aktivieren!</noscript>",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
@pytest.mark.parametrize("body", SHELLS.values(), ids=SHELLS.keys())
def test_a_page_without_text_that_scripts_make_needs_them(body: str, head: str) -> None:
    article = read(body, head)
    assert (article.why_not, article.access) == (Reason.NEEDS_JAVASCRIPT, "free")


COUNTER = "<noscript><img src='https://zaehler.example/1.gif'></noscript><script>count()</script>"
LD = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Neue Brücke","articleBody":"%s"}</script>'
STATED = LD % ("Am Wehr von Musterau wird gebaut, und alle sehen zu. " * 6)


@pytest.mark.parametrize("text", [SHORT, TEXT], ids=["short", "long"])
@pytest.mark.parametrize(
    "around",
    [
        f"{ENGLISH}<div id='root'><h1>Neue Brücke</h1>{{}}</div>{RUN}",
        f"<noscript>Bitte aktivieren Sie JavaScript.</noscript><h1>Neue Brücke</h1>{{}}<div id='app'></div>{RUN}",
        f"<p>Bitte aktivieren Sie JavaScript in Ihrem Browser.</p><h1>Neue Brücke</h1>{{}}{RUN}",
        f"<article><h1>Neue Brücke</h1>{{}}</article><div id='app'></div>{RUN}",
        "<div id='__next'><h1>Neue Brücke</h1>{}</div><script>window.__NEXT_DATA__ = window.__NUXT__ = 1</script>",
    ],
)
def test_a_page_with_a_text_needs_no_scripts_whatever_it_says_of_them(around: str, text: str) -> None:
    assert read(around.format(text)).is_article


def test_a_text_of_items_within_an_article_is_one_beside_an_empty_root() -> None:
    items = "".join(f"<li>{name} von Musterau im Kreis</li>" for name in ("Brücke", "Wehr", "Rathaus", "Schule"))
    html = f"<h1>Was gebaut wird</h1><p>Gebaut werden in diesem Jahr, wie der Rat mitteilt:</p><ul>{items}</ul>"
    assert read(f"<article>{html}</article><div id='app'></div>{RUN}").is_article
    assert read(f"<div>{html}</div><div id='app'></div>{RUN}").why_not is Reason.NEEDS_JAVASCRIPT


def test_a_text_that_is_stated_needs_no_scripts_to_be_read() -> None:
    for shown in ("", "<p>Inhalt wird geladen …</p>"):
        article = read(f'{ENGLISH}<div id="root">{shown}</div>{RUN}{STATED}')
        assert (article.is_article, article.sources["body"]) == (True, "JSON-LD articleBody")


@pytest.mark.parametrize(
    "line",
    [
        "Unsere Stadt schafft JavaScript ab: „Bitte aktivieren Sie JavaScript“ steht künftig auf keiner Seite mehr,"
        " teilte das Amt am Montag mit. Wer sie aufruft, sieht alles, sagte die Amtsleiterin. Der Rat hatte im Mai"
        " darüber beraten und den Antrag einstimmig angenommen, wie es im Protokoll steht.",
        "23. Mai 2024</p><p>Wir sagen Ihnen, welcher Browser das Portal zeigt und was unsere Skripte darin tun.</p>"
        "<p>JavaScript ist in Ihrem Browser ausgeschaltet? Das macht nichts.",
    ],
    ids=["quoted", "dated"],
)
def test_a_report_on_scripts_is_a_report(line: str) -> None:
    assert read(
        f"{ENGLISH}<h1>Musterau schafft Skripte ab</h1><p>{line}</p>{RUN}", "<title>Musterau</title>"
    ).is_article


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", Reason.NO_TEXT),
        ('<div id="root"></div>', Reason.NO_TEXT),
        (f'{ENGLISH}<div id="root"></div>', Reason.NO_TEXT),
        ("<p>Diese Seite benötigt JavaScript.</p>", Reason.NO_TEXT),
        (f'<div id="root"></div>{LD % "Kurz."}', Reason.NO_TEXT),
        (f"<h1>Neue Brücke</h1><p>Kurz.</p>{COUNTER}", Reason.NO_TEXT),
        (f"<img src='/wehr.jpg'>{COUNTER}", Reason.NO_TEXT),
        (f"<div class='app-root'><h1>Neue Brücke</h1><video src='/wehr.mp4'></video></div>{RUN}", Reason.NO_TEXT),
        (f'<meta http-equiv="Refresh" content="0; url=/neu">{RUN}', Reason.NO_TEXT),
        (f"{ENGLISH}<h1>Lokales</h1>{HEADLINES}{RUN}", Reason.LISTING_PAGE),
    ],
)
def test_a_page_that_lacks_its_text_for_another_reason_says_so(body: str, reason: Reason) -> None:
    assert read(body).why_not is reason


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Just a moment...", "<noscript>Enable JavaScript and cookies to continue</noscript>"),
        ("bote.example", "<noscript>Enable JavaScript and cookies to continue</noscript>"),
        ("", "<noscript>Please enable JavaScript to view the page.<br>Your support ID is: 8151.</noscript>"),
        ("", "<noscript>We need to verify that you're not a robot. This requires JavaScript.</noscript>"),
        ("bote.example", "<p>Please enable JS and disable any ad blocker</p>"),
        ("bote.example", "<p>Bitte aktivieren Sie JavaScript und Cookies, um fortzufahren.</p>"),
        ("Sicherheitsüberprüfung", '<div id="app"></div>'),
        ("Einen Moment bitte", "<p>Ihr Browser wird überprüft. Bitte aktivieren Sie JavaScript.</p>"),
    ],
)
def test_a_bot_check_stays_one_though_it_asks_for_scripts(title: str, body: str) -> None:
    article = read(f"{body}{RUN}", f"<title>{title}</title>")
    assert (article.why_not, article.access) == (Reason.BLOCK_PAGE, "blocked")


def test_a_frame_whose_notice_asks_for_cookies_may_be_a_bot_check() -> None:
    notice = "<noscript>Enable JavaScript and cookies to continue</noscript>"
    assert read(f"<p>bote.example</p>{notice}{RUN}").why_not is Reason.NO_TEXT


def test_the_evidence_says_why_scripts_are_needed() -> None:
    _, explained = parser.explain(f'<body>{VUE}<div id="app"></div>{RUN}', URL)
    assert explained["why_not"][0].evidence == (
        ("a notice to readers without scripts", 2),
        ("an empty root of a program", 2),
        ("nothing that is shown", 2),
        ("a root of a program", 1),
    )


def test_programs_are_looked_for_where_a_page_shows_hardly_anything() -> None:
    def programs(shown: int) -> Programs:
        return flatten.read(LexborHTMLParser(f'<p>{"x" * shown}</p><div id="root"></div>{RUN}')).programs

    assert programs(BARE - 1) == Programs(scripts=1, has_root=True, has_empty_root=True)
    assert programs(BARE) == Programs()


def test_what_programs_a_page_has() -> None:
    html = (
        f"{COUNTER}{ENGLISH}<noscript>{'Ein ganzer Text für alle. ' * 30}</noscript>"
        '<script type="text/template"><p></p></script><script type="importmap+json">{}</script>'
        f'<div id="app"><p>{"Ein Wort, " * 7}</p></div><script type="application/json" id="__NUXT_DATA__">[]</script>'
    )
    notice = "You need to enable JavaScript to run this app."
    assert programs_of(LexborHTMLParser(f'{ENGLISH}<div id="app"></div>')) == Programs()
    assert programs_of(LexborHTMLParser(html)) == Programs(1, (notice,), has_root=True, has_data=True)
