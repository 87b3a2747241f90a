"""Where on a page the text of an article is: in one box or several, beside links, remarks and second copies."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import parser
from scraper.parser.fields.silent_lines import copies
from scraper.parser.page import flatten
from scraper.parser.page.remarks import HEADINGS, begins_remarks

URL = "https://bote.example/lokal/wehr"
FIRST = "Das Rathaus von Lindental verwaltet seine Akten seit dem Frühjahr ohne Papier, und niemand vermisst es."
SECOND = "Der Kreistag hatte die Umstellung vor zwei Jahren mit großer Mehrheit beschlossen, wie das Amt mitteilt."
THIRD = "Im Herbst folgen die Gemeinden Musterau und Neustadt, die sich das Rechenzentrum mit dem Kreis teilen."
FOURTH = "Geschult werden die Beschäftigten von einem Verein, der auch die Handbücher geschrieben hat, hieß es."
STRANGE = "Ganz anderes wird aus der Nachbarstadt berichtet, wo ein Zirkus sein Zelt auf dem Marktplatz aufschlägt."
OTHER = "Noch etwas anderes steht hier: Wer sparen will, der kauft im Winter ein und nicht erst im nächsten Sommer."
CHAPTER = f"<p>{THIRD} Das kostet wenig.</p>"


def text(html: str) -> str:
    """Return the lead and body of a page with this content."""
    article = parser.parse(f"<title>Akten ohne Papier</title><body>{html}</body>", URL)
    return f"{article.lead or ''}\n\n{article.body}".strip()


def paragraphs(*texts: str) -> str:
    """Return texts as paragraphs."""
    return "".join(f"<p>{words}</p>" for words in texts)


def inside(html: str) -> str:
    """Return the text of a page that has something among its paragraphs."""
    return text(
        f"<main><article><h1>Akten ohne Papier</h1>{paragraphs(FIRST, SECOND)}{html}<p>{FOURTH}</p></article></main>"
    )


@pytest.mark.parametrize(
    "section",
    [
        '<section id="newsletter"><h2>Newsletter eingestellt</h2>{}</section>',
        '<section id="cookies"><h2>Weniger Cookies im Portal</h2>{}</section>',
        '<section id="dsgvo"><h2>Was die DSGVO verlangt</h2>{}</section>',
        '<div class="kommentar"><h3>Was der Landrat sagt</h3>{}</div>',
        '<div id="feedback">{}</div>',
        '<section class="survey"><h3>Umfrage im Amt</h3>{}</section>',
        '<div class="social-media"><h3>Auftritt im Netz</h3>{}</div>',
        '<div class="row mb-bottom">{}</div>',
        '<div class="ad-container">{}</div>',
        '<div class="elementor-element elementor-invisible">{}</div>',
        '<blockquote class="twitter-tweet">{}</blockquote>',
    ],
)
def test_a_section_called_after_its_subject_is_text(section: str) -> None:
    assert THIRD in inside(section.format(CHAPTER))


@pytest.mark.parametrize(
    "section",
    [
        f'<section id="newsletter"><h3>Newsletter</h3><p>{STRANGE} Jetzt kostenlos anmelden.</p></section>',
        f'<section id="newsletter"><h3>Rundbrief</h3><p>{STRANGE} Das ist wahr.</p><form><input></form></section>',
        f'<div class="cookie-notice"><h3>Cookies</h3><p>Diese Website verwendet Cookies. {STRANGE}</p></div>',
        f'<div class="feedback"><h3>Ihre Meinung zählt</h3><p>{STRANGE} Schreiben Sie uns.</p></div>',
        f'<section id="comments"><h3>2 Kommentare</h3><ol><li><p>{STRANGE} {OTHER}</p></li></ol></section>',
        f'<div class="comments"><p>Erika</p><p>{STRANGE} {OTHER}</p><p>Hans</p><p>{OTHER} {STRANGE}</p></div>',
        f'<div class="related-articles"><h3>Aus der Nachbarstadt</h3><p>{STRANGE} {OTHER}</p></div>',
        f'<div class="newsletter"><h3>Aus der Region</h3><p><a href="/1">{STRANGE}</a> {OTHER}</p></div>',
        f'<div class="social-placeholder"><p>{STRANGE} Sie verhindern das Laden externer Inhalte.</p></div>',
    ],
)
def test_what_such_a_name_rightly_names_is_left_out(section: str) -> None:
    assert STRANGE not in inside(section)


@pytest.mark.parametrize("name", ["cookies", "newsletter", "feedback", "kommentare"])
def test_the_id_of_a_heading_is_its_subject(name: str) -> None:
    assert "Vom Umgang damit" in inside(f'<h2 id="{name}">Vom Umgang damit</h2><p>{THIRD}</p>')


@pytest.mark.parametrize(
    "box",
    [
        '<section class="ce-text">',
        '<div class="paragraph paragraph--type--{}">',
        '<div class="frame frame-{}">',
        '<div class="cmp-text card-{}">',
    ],
)
def test_boxes_of_one_kind_hold_one_text(box: str) -> None:
    long = paragraphs(*(f"{number}. {words}" for number in range(4) for words in (SECOND, THIRD, FOURTH)))
    boxes = f"{box.format('a')}<p>{FIRST} {FIRST[:-1]}!</p></div></section>{box.format('b')}{long}</div></section>"
    assert FIRST in text(f"<main><h1>Akten ohne Papier</h1><div>{boxes}</div></main>")


@pytest.mark.parametrize("around", ["{}", '<div class="column">{}</div>', "<table><tr><td>{}</td></tr></table>"])
def test_a_short_report_beside_teasers_is_the_text(around: str) -> None:
    report = f"<div><h1>Akten ohne Papier</h1>{paragraphs(FIRST, SECOND, THIRD, FOURTH)}</div>"
    teasers = "".join(
        f'<div><a href="/{n}">Meldung Nummer {n} aus der Stadt</a><p>{n}. {STRANGE}</p></div>' for n in range(9)
    )
    found = text(around.format(f"{report}<div>{teasers}</div>"))
    assert THIRD in found
    assert STRANGE not in found


def test_of_two_copies_the_one_below_the_headline_is_the_text() -> None:
    copy = paragraphs(FIRST, SECOND)
    page = flatten.read(LexborHTMLParser(f"{copy}<h1>Akten ohne Papier</h1>{copy}"))
    assert [line.text for line in page.lines] == [FIRST, SECOND, "Akten ohne Papier", FIRST, SECOND]
    assert copies(page, [0, 1, 3, 4], 2) == {0, 1}
    assert copies(page, [0, 1, 3, 4]) == {3, 4}


def test_a_second_copy_is_left_out_and_a_refrain_stays() -> None:
    copy = f'<div class="for-print">{paragraphs(FIRST, SECOND, FOURTH)}</div>'
    assert inside(copy).count(FIRST) == 1
    assert inside(f"<ul><li>{FIRST}</li></ul>").count(FIRST) == 2
    assert inside(f"<p>{SECOND}</p>").count(SECOND) == 2


@pytest.mark.parametrize("heading", [example for row in HEADINGS for example in row.examples])
def test_the_heading_of_remarks_ends_the_text(heading: str) -> None:
    assert begins_remarks(heading)
    remarks = f"<div><div>{heading}</div><div>{STRANGE}</div></div>"
    assert STRANGE not in text(
        f"<main><h1>Akten ohne Papier</h1>{paragraphs(FIRST, SECOND, THIRD, FOURTH)}{remarks}</main>"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Kommentar",
        "Komentarz",
        "Kommentar: Der Rat hat sich verrannt",
        "Kommentare des Personalrats liegen vor.",
        "Comments by the mayor were met with silence in the hall, and nobody asked him to go on.",
        "Reacties van de burgemeester",
        "Opinie ekspertów są podzielone",
        "2 Kommentare, die alles ändern",
    ],
)
def test_such_a_word_alone_heads_no_remarks(line: str) -> None:
    assert not begins_remarks(line)


def test_a_link_to_the_remarks_ends_nothing() -> None:
    assert THIRD in inside(f'<p><a href="#c">Kommentar schreiben</a></p><p>{THIRD}</p>')


def test_remarks_may_be_longer_than_the_report() -> None:
    said = "".join(f"<div>{number}. {STRANGE} {OTHER}</div>" for number in range(20))
    report = paragraphs(FIRST, SECOND, THIRD, FOURTH)
    found = text(f"<h1>Akten ohne Papier</h1><div>{report}</div><div><p>Opinie (20)</p>{said}</div>")
    assert FIRST in found
    assert STRANGE not in found


def test_an_imprint_is_no_text_however_long() -> None:
    imprint = f"<div>{paragraphs(f'{STRANGE} Alle Rechte vorbehalten.', OTHER, f'© Bote. {OTHER}')}</div>"
    report = f"<div><h1>Akten ohne Papier</h1>{paragraphs(FIRST, SECOND, THIRD, FOURTH)}</div>"
    found = text(f'<div>{report}<ul><li><a href="/">Zur Startseite des Boten</a></li></ul>{imprint}</div>')
    assert FIRST in found
    assert "Rechte vorbehalten" not in found


@pytest.mark.parametrize(
    "line",
    [
        "<h2>Stichwort: Registermodernisierung</h2>",
        "<p><strong>Thema: Digitale Akte</strong></p>",
        "<p>Thema: Wie geht es weiter, wenn das Geld ausgeht?</p>",
        "<h3>Weitere Themen</h3>",
        "<p>Themen waren außerdem die Schulen und das Bad.</p>",
    ],
)
def test_a_label_over_sentences_is_a_heading(line: str) -> None:
    words = line.replace("<strong>", "").replace("</strong>", "").split(">")[1].split("<")[0]
    assert words in inside(f"{line}<p>{THIRD}</p>")
    assert FOURTH in inside(f"{line}<p>{THIRD}</p>")


@pytest.mark.parametrize(
    "line",
    [
        "<p>Stichwörter: E-Akte, Archiv</p>",
        '<p>Thema: <a href="/t">Verwaltung</a></p>',
    ],
)
def test_a_list_of_keywords_ends_the_text(line: str) -> None:
    below = f"<h3>Weitere Meldungen</h3><p><a href='/1'>{STRANGE}</a></p>"
    html = f"<article><h1>Akten ohne Papier</h1>{paragraphs(FIRST, SECOND, THIRD, FOURTH)}{line}{below}</article>"
    assert text(html).endswith(FOURTH)


def test_key_points_above_the_first_sentence_stay() -> None:
    items = "<li>Der Kreis führt die digitale Akte ein</li><li>Das Land zahlt die Hälfte davon</li>"
    points = f"<h2>In Kürze</h2><ul>{items}</ul>"
    found = text(f"<article><h1>Akten ohne Papier</h1>{points}{paragraphs(FIRST, SECOND, THIRD)}</article>")
    assert "Der Kreis führt die digitale Akte ein" in found
    assert "Das Land zahlt die Hälfte davon" in found
