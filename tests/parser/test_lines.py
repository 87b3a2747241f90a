"""Which lines and elements inside an article are text, wherever and however short they stand."""

from __future__ import annotations

import pytest

from scraper import parser

URL = "https://bote.example/lokal/wehr"
ONE = "Am Wehr von Musterau wird seit dem Frühjahr eine neue Brücke gebaut, und das ganze Dorf sieht dabei zu."
TWO = "Der Rat hatte den Bau im vergangenen Jahr mit großer Mehrheit beschlossen, wie es in der Sitzung hieß."
THREE = "Im Herbst soll sie fertig sein, dann fahren auch wieder Busse über den Fluss in die alte Stadt hinein."
FOUR = "Die Kosten trägt zur Hälfte das Land, den Rest teilen sich die Gemeinden links und rechts des Flusses."


def body(inside: str, below: str = "") -> str:
    """Return the text of an article with something between its paragraphs and below them."""
    text = f"<p>{ONE}</p><p>{TWO}</p>{inside}<p>{THREE}</p><p>{FOUR}</p>{below}"
    page = f"<main><article><h1>Neue Brücke</h1><div class='text'>{text}</div></article></main>"
    article = parser.parse(f"<html><body>{page}</body></html>", URL)
    return f"{article.lead or ''}\n\n{article.body}"


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ("<table><tr><td>Musterau</td><td>✓</td></tr><tr><td>Birkenau</td><td>–</td></tr></table>", "Birkenau | –"),
        ("<table><tr><td>Steg</td><td>10</td></tr><tr><td>Furt</td><td>10</td></tr></table>", "Furt | 10"),
        ("<div><table><tr><td>Steg</td><td><a href='/s'>offen</a></td></tr></table></div>", "Steg | offen"),
        ("<table><tr><td>Beginn</td><td>3. Mai 2024</td></tr></table>", "Beginn | 3. Mai 2024"),
        ("<ul><li>3. Mai 2024: erster Pfeiler</li><li>9. Juni 2024: Geländer</li></ul>", "3. Mai 2024: erster Pfeiler"),
        ("<h3>3. Mai 2024</h3>", "3. Mai 2024"),
        ("<p>3. Mai 2024: Der erste Pfeiler</p>", "3. Mai 2024: Der erste Pfeiler"),
        ("<p>Beteiligt:</p><ul><li><a href='/m'>Musterau</a></li><li><a href='/b'>Birkenau</a></li></ul>", "Birkenau"),
        ("<h3><a href='/bauamt'>Das Bauamt plant</a></h3>", "Das Bauamt plant"),
        ("<h3 id='z'><a href='#z'>Der Zeitplan</a></h3>", "Der Zeitplan"),
        ("<h3>Von der Furt zur Brücke</h3>", "Von der Furt zur Brücke"),
        ("<h3>Teilen der Kosten</h3>", "Teilen der Kosten"),
        ("<h3>Mehr aus dem Haushalt</h3>", "Mehr aus dem Haushalt"),
        ("<ul><li>Datum und Ort stehen fest</li><li>By bus or on foot</li></ul>", "By bus or on foot"),
        ("<blockquote><p>👏👏</p></blockquote>", "👏👏"),
        ("<p>Zehn Meter misst sie. (Quelle: Amt für Brücken)</p>", "Zehn Meter misst sie."),
        ("<p>(c) die Höhe des Geländers.</p>", "(c) die Höhe"),
        ("<h3><button>Wer darf fahren?</button></h3>", "Wer darf fahren?"),
        ("<div class='akkordeon__kopf'><button>Wer darf fahren?</button></div>", "Wer darf fahren?"),
        ("<button><h3>Wer darf fahren?</h3></button>", "Wer darf fahren?"),
        ("<p>Das <button>Wehrrecht</button> gilt auch hier.</p>", "Das Wehrrecht gilt auch hier."),
        ("<div hidden='until-found'><p>Gefunden wird es.</p></div>", "Gefunden wird es."),
        ("<button aria-controls='z'>+</button><div id='z' hidden><p>Aufgeklappt.</p></div>", "Aufgeklappt."),
        ("<a href='#z' aria-expanded='false'>+</a><div id='z' style='display:none'>Aufgeklappt.</div>", "Aufgeklappt."),
        ("<div><figure><img src='/a.jpg'></figure><p>Zwei Kräne heben den ersten Bogen an.</p></div>", "Zwei Kräne"),
        ("<div><img src='/a.jpg'><div class='ce-bodytext'><p>Zwei Kräne</p></div></div>", "Zwei Kräne"),
    ],
)  # fmt: skip
def test_a_line_of_the_text_stays(inside: str, kept: str) -> None:
    assert kept in body(inside)


@pytest.mark.parametrize(
    "inside",
    [
        "<ul><li><a href='#a'>FREMD</a></li><li><a href='#b'>Zwei</a></li></ul>",
        "<h4>Mehr zum Thema</h4><ul><li><a href='/a'>FREMD</a></li></ul>",
        "<ul><li><a href='/a'>FREMD: Ein anderer Bericht mit einer langen Schlagzeile</a></li></ul>",
        "<div><ul><li><a href='/a'>FREMD</a></li></ul></div>",
        "<h3><a href='/a'>FREMD und ein Bericht</a></h3><h3><a href='/b'>Noch ein Bericht</a></h3>",
        "<p><a href='/a'>FREMD</a> | <a href='/b'>Zwei</a></p>",
        "<p><a href='/a'>3.5.2024 FREMD</a></p>",
        "<p><a href='/a'>Alles über FREMD lesen Sie hier</a></p>",
        "<p>FREMD, 3. Mai 2024, 14:05 Uhr</p>",
        "<p>Von Erika FREMD</p>",
        "<p>fremd@FREMD.example</p>",
        "<p>Lesen Sie auch: FREMD</p>",
        "<p>(Foto: FREMD)</p>",
        "<p>Satz. <button>FREMD</button></p>",
        "<div><button>FREMD</button></div>",
        "<div id='z' hidden><p>FREMD</p></div>",
        "<button aria-controls='z'>+</button><div id='z' hidden role='dialog'><p>FREMD</p></div>",
        "<button aria-controls='z'>+</button><div id='z' hidden><form><p>FREMD</p></form></div>",
        "<button aria-controls='z'>+</button><ul id='z' hidden><li><a href='/'>FREMD</a></li></ul>",
        "<button role='tab' aria-controls='z'>+</button><div id='z' hidden><p>FREMD</p></div>",
        "<div><a href='/a'><img src='/a.jpg'></a><p>FREMD heißt ein anderer Bericht, den man lesen kann.</p></div>",
        "<div><img src='/a.jpg'><p>FREMD am Morgen</p></div>",
        "<template><p>FREMD</p></template>",
    ],
)
def test_a_line_that_leads_elsewhere_goes(inside: str) -> None:
    found = body(inside)
    assert THREE in found
    assert "FREMD" not in found


def test_key_points_above_the_first_paragraph_stay() -> None:
    points = "<ul><li>Die Brücke am Wehr wird neu gebaut</li><li>Das Land zahlt die Hälfte davon</li></ul>"
    page = f"<article><h1>Neue Brücke</h1>{points}<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></article>"
    assert "Das Land zahlt" in (parser.parse(page, URL).body or "")
    short = page.replace(points, "<ul><li>3.5.2024</li><li>Bauen</li></ul>")
    assert "Bauen" not in (parser.parse(short, URL).body or "")


@pytest.mark.parametrize(
    ("heading", "below", "is_cut"),
    [
        ("Kontakt", "<p>Stadt Musterau, Am Wehr 1, Telefon 0123 45678</p>", True),
        ("Quellen des Flusses", f"<p>{ONE[:-1]}!</p>", False),
        ("Zur Person", f"<p>{ONE[:-1]}!</p>", True),
        ("Zur Person", f"<p>{ONE[:-1]}!</p><p>{TWO[:-1]}!</p>", False),
        ("Ansprechpartner", f"<p>{ONE[:-1]}: info@musterau.example.</p><p>{TWO[:-1]}: www.musterau.example.</p>", True),
    ],
)
def test_an_appendix_is_short(heading: str, below: str, is_cut: bool) -> None:
    assert (heading not in body("", f"<h2>{heading}</h2>{below}")) is is_cut


def test_paragraphs_in_elements_that_html_does_not_know_are_paragraphs() -> None:
    assert f"{TWO}\n\nEins.\n\nZwei." in body("<x-text>Eins.</x-text><x-text>Zwei.</x-text>")
    assert "Ein x-Wort darin." in body("<p>Ein <x-word>x-Wort</x-word> darin.</p>")


def test_segments_of_a_stream_stand_at_their_places() -> None:
    page = (
        '<main><h1>Neue Brücke</h1><template id="B:0"></template></main>'
        f'<div hidden id="S:0"><div><p>{ONE}</p><template id="P:a"></template><p>{THREE}</p></div></div>'
        f'<script>$RC("B:0","S:0")</script><div hidden id="S:a"><p>{TWO}</p></div>'
    )
    assert parser.parse(f"<body>{page}</body>", URL).body == f"{ONE}\n\n{TWO}\n\n{THREE}"


def test_a_segment_without_a_place_is_read_where_it_stands_and_each_once() -> None:
    page = f'<h1>Neue Brücke</h1><div hidden id="S:0"><template id="B:0"></template><p>{ONE}</p><p>{TWO}</p></div>'
    assert parser.parse(f"<body>{page}</body>", URL).body == f"{ONE}\n\n{TWO}"


@pytest.mark.parametrize(
    "notice", ["<div class='warn'>Bitte Skripte zulassen.", "<section><p>Bitte Skripte zulassen.</p>"]
)
def test_a_notice_that_is_left_open_does_not_swallow_the_page(notice: str) -> None:
    page = f"<noscript>{notice}</noscript><main><h1>Neue Brücke</h1><p>{ONE}</p><p>{TWO}</p></main>"
    article = parser.parse(f"<body>{page}</body>", URL)
    assert (article.title, article.body) == ("Neue Brücke", f"{ONE}\n\n{TWO}")


def test_the_address_of_a_picture_may_stand_beside_it() -> None:
    source = '<source srcset="/b.webp 1x, /b2.webp 2x"><source srcset="/c.webp">'
    page = f'<picture>{source}<img src="data:image/gif;base64,R0" width="640"></picture><img src="/d.jpg">'
    found = parser.parse(f"<article><h1>Neue Brücke</h1><p>{ONE}</p>{page}<p>{TWO}</p></article>", URL).images
    assert [image.url for image in found] == ["https://bote.example/b.webp", "https://bote.example/d.jpg"]
