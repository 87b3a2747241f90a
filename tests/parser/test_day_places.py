"""The many places in which pages show, state or hide the day of publication, each on an invented page."""

from __future__ import annotations

import pytest

from scraper import parse
from scraper.parser import explain

_SENTENCES = (
    "Die Gemeinde Auental nimmt die Fähre über die Lohe wieder in Betrieb und erneuert beide Anleger. ",
    "Nach Angaben des Bauamts fährt sie werktags ab sechs Uhr, an Sonntagen beginnt der Betrieb später. ",
    "Die Karten gelten für Fußgänger und Räder, für Autos bleibt die Brücke bei Steinau der kürzeste Weg. ",
    "Der Rat hat dafür Mittel aus dem Haushalt freigegeben und einen Vertrag mit dem Betreiber geschlossen. ",
)
_PARAGRAPHS = "".join(f"<p>{sentence * 3}</p>" for sentence in _SENTENCES)
_PRESS = "https://auental.example/presse/faehre"


def page(
    below: str = "",
    *,
    head: str = "",
    above: str = "",
    top: str = "",
    text: str = "",
    after: str = "",
    lang: str = "de",
) -> str:
    """Return a page of a town.

    Args:
        below, above: what stands below and above the headline.
        head: elements of the head.
        top: what stands above the article.
        text: the first paragraph, if it is another.
        after: what stands below the text.
        lang: its language.
    """
    return (
        f'<html lang="{lang}"><head><title>Fähre legt wieder an</title>{head}</head><body>{top}'
        f"<main><article>{above}<h1>Fähre legt wieder an</h1>{below}<div class='text'>{text}{_PARAGRAPHS}</div>{after}"
        "</article></main></body></html>"
    )


def day(html: str, url: str = _PRESS) -> str | None:
    """Return the day of publication, in ISO form."""
    found = parse(html, url).date
    return found.isoformat() if found else None


def ld(properties: str) -> str:
    """Return a block of JSON-LD about an article."""
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Fähre",{properties}}}</script>'


@pytest.mark.parametrize(
    "text",
    [
        "<p>(7. März 2019) Die Fähre legt wieder an, und die ersten Gäste stehen schon am Ufer der Lohe.</p>",
        "<p>7.3.2019 - Die Fähre legt wieder an, und die ersten Gäste stehen schon am Ufer der Lohe.</p>",
        "<p><span>7. März 2019.</span> Die Fähre legt wieder an, und die ersten Gäste stehen am Ufer.</p>",
        "<p>Auental, 7. März 2019 – Die Fähre legt wieder an, und die ersten Gäste stehen schon am Ufer.</p>",
        "<p>Auental (7.3.2019). Die Fähre legt wieder an, und die ersten Gäste stehen schon am Ufer der Lohe.</p>",
        "<p>Auental/Steinau, den 7. März 2019: Die Fähre legt wieder an, und die Gäste stehen schon am Ufer.</p>",
        "<p>AUENTAL, 7. März 2019 (ots) – Die Fähre legt wieder an, und die ersten Gäste stehen am Ufer.</p>",
        "<p>[07.03.2019] „Die Fähre legt wieder an“, sagte die Bürgermeisterin am Ufer der Lohe in Auental.</p>",
        "<p>07.03.2019 „Die Fähre legt wieder an“, sagte die Bürgermeisterin am Ufer der Lohe in Auental.</p>",
        "<p>7. März 2019 | Die Fähre legt wieder an, und die ersten Gäste stehen schon am Ufer der Lohe.</p>",
        "<p>Von Erika Muster, 7. März 2019. Die Fähre legt wieder an, und die Gäste stehen schon am Ufer.</p>",
        "<p>Stadt Auental – 7. März 2019 – Die Fähre legt wieder an, und die Gäste stehen schon am Ufer.</p>",
    ],
)
@pytest.mark.parametrize("before", ["", "<p>Von Erika Muster</p>", "<p class='lead'>Nach dem Winter geht es los.</p>"])
def test_a_dateline_opens_the_text(text: str, before: str) -> None:
    assert day(page(before, text=text)) == "2019-03-07"


@pytest.mark.parametrize(
    "text",
    [
        "<p>Am 7. März 2019 beschloss der Rat den Bau, nun legt die Fähre nach langer Pause wieder an.</p>",
        "<p>Mit Urteil vom 7. März 2019 gab das Gericht der Gemeinde recht, nun legt die Fähre wieder an.</p>",
        "<p>Die Fähre wurde am 7. März 2019. gesperrt und legt erst jetzt nach langer Pause wieder an.</p>",
        "<p>Gegründet am 7.3.1990 als Verein, betreibt die Genossenschaft heute Fähren auf drei Flüssen.</p>",
        "<p>Bis zum 7. März 2029 läuft der Vertrag mit der Betreiberin, danach wird er neu verhandelt.</p>",
    ],
)
def test_a_day_that_the_text_speaks_of_is_not_the_day_of_publication(text: str) -> None:
    assert day(page(text=text)) is None


@pytest.mark.parametrize(
    "label",
    [
        "Datum", "Erschienen am", "Erscheinungsdatum", "Eingestellt", "Eingestellt am", "Gepostet", "Veröffentlicht",
        "Veröffentlichungsdatum", "Online seit", "Written", "Posted", "Posted on", "Published", "Date", "Fecha",
        "Fecha de publicación", "Data", "Publié le", "Mis en ligne le", "Pubblicato", "Opublikowano", "Gepubliceerd",
        "Publicerad", "Julkaistu", "Опубликовано", "Δημοσιεύτηκε", "Zveřejněno", "Közzétéve", "Veröffentlichung",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "form",
    [
        "<p>{0}: 7.3.2019</p>",
        "<p>{0}</p><p>7.3.2019</p>",
        "<dl><dt>{0}:</dt><dd>7.3.2019</dd></dl>",
        "<table><tr><th>{0}</th><td>7.3.2019</td></tr></table>",
        "<div><b>{0}</b><br>7.3.2019, 10 Uhr</div>",
    ],
)
@pytest.mark.parametrize("place", ["above", "below", "after"])
def test_a_label_says_which_day_it_is(label: str, form: str, place: str) -> None:
    other = "<p>Fundsachen 9.9.2018</p>"
    html = page(**{place: form.format(label)}, top=f"<aside>{other}</aside>")
    assert day(html) == "2019-03-07"


@pytest.mark.parametrize(
    "line",
    [
        "Written: 7.3.2019 / Updated: 9.3.2019",
        "Veröffentlicht: 07.03.2019 – Akt.: 09.03.2019",
        "Zuletzt geändert: 9.3.2019, erstellt: 7.3.2019",
        "Stand: 9.3.2019 | Veröffentlicht: 7.3.2019",
        "7. März 2019 (aktualisiert am 9. März 2019)",
        "7.3.2019, 10:15 Uhr | Update: 9.3.2019, 12 Uhr",
        "Publié le 7 mars 2019 à 10h15, mis à jour le 9 mars 2019",
        "Posted March 7, 2019. Last modified March 9, 2019",
        "9.3.2019 aktualisiert, 7.3.2019 veröffentlicht",
        "<span>7.3.2019</span><span>Aktualisiert 9.3.2019</span>",
    ],
)
@pytest.mark.parametrize("place", ["above", "below", "after"])
def test_a_change_in_the_same_line_is_no_publication(line: str, place: str) -> None:
    assert day(page(**{place: f"<p>{line}</p>"})) == "2019-03-07"


@pytest.mark.parametrize(
    "lines",
    [
        "<p>Aktualisiert am 9.3.2019</p><p>Veröffentlicht am 7.3.2019</p>",
        "<p>7. März 2019</p><p>Letzte Aktualisierung: 9. März 2019</p>",
        "<dl><dt>Letzte Änderung</dt><dd>9.3.2019</dd><dt>Datum</dt><dd>7.3.2019</dd></dl>",
        "<time datetime='2019-03-09' class='modified'>9.3.2019</time> <time datetime='2019-03-07'>7.3.2019</time>",
    ],
)
def test_a_change_in_a_neighbouring_line_is_no_publication(lines: str) -> None:
    assert day(page(lines)) == "2019-03-07"


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("07.03.2019 - Redaktion: Erika Muster", "2019-03-07"),
        ("Stand: 7. März 2019", "2019-03-07"),
        ("Erika Muster | 7. März 2019", "2019-03-07"),
        ("Aktualisiert: 7. März 2019", "2019-05-20"),
    ],
)
def test_a_line_at_the_headline_outranks_a_weak_statement(line: str, right: str) -> None:
    assert day(page(f"<p>{line}</p>", head='<meta name="date" content="2019-05-20T03:00:00+02:00">')) == right


@pytest.mark.parametrize("label", ["Published on", "Veröffentlicht am", "Publié le", "Erschienen am"])
def test_what_is_shown_as_publication_outranks_a_site_builder(label: str) -> None:
    head = '<meta name="generator" content="Baukasten">' + ld('"datePublished":"2020-05-01T08:00:00Z"')
    assert day(page(f"<p>{label} 7.3.2019</p>", head=head)) == "2019-03-07"


def test_the_day_of_a_relaunch_is_no_publication() -> None:
    head = ld('"datePublished":"2022-02-09","dateModified":"2022-02-09"')
    assert day(page(head=head)) == "2022-02-09"
    assert day(page("<p><time datetime='2019-03-07'>7.3.2019</time> / 15 Minuten</p>", head=head)) == "2019-03-07"
    assert (
        day(page("<p class='date'>7.3.2019</p>", head=head + '<meta name="date" content="2019-03-07">')) == "2019-03-07"
    )


def test_a_deadline_is_not_the_day() -> None:
    text = "<p>Einsendeschluss: 30.4.2019</p>"
    assert day(page(text=text, after="<p>Stand: 7.3.2019</p>")) == "2019-03-07"
    assert day(page("<p>Bewerbungsfrist: 30.4.2019</p><p>7.3.2019</p>")) == "2019-03-07"
    assert day(page("<dl><dt>Anmeldeschluss:</dt><dd>30.4.2019</dd></dl>")) is None


@pytest.mark.parametrize(
    "element",
    [
        '<span itemprop="datePublished" content="2019-03-07T09:00:00+01:00"></span>',
        '<div itemprop="datePublished" content="2019-03-07">vor drei Jahren</div>',
        '<p>Neu: <span itemprop="datePublished" content="2019-03-07">Donnerstag</span></p>',
        '<abbr class="published" title="2019-03-07T09:00:00+01:00">vor drei Jahren</abbr>',
        '<p><abbr class="published updated" title="2019-03-07">gestern</abbr></p>',
        '<meta itemprop="datePublished" content="2019-03-07">',
        '<time pubdate datetime="2019-03-07">Donnerstag</time>',
    ],
)
@pytest.mark.parametrize("place", ["above", "below", "after"])
def test_attributes_state_the_day(element: str, place: str) -> None:
    assert day(page(**{place: element})) == "2019-03-07"


@pytest.mark.parametrize(
    "boxes",
    [
        "<div>07</div><div>März</div><div>2019</div>",
        "<div>7.</div><div>Mrz.</div><div>2019</div>",
        "<div>07</div><div>03</div><div>2019</div>",
        "<div>März</div><div>7</div><div>2019</div>",
        "<div>7</div><div>März 2019</div>",
        "<div>7. März</div><div>2019</div>",
        "<span>07</span><br><span>Mär</span><br><span>2019</span>",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_day_month_and_year_may_stand_in_boxes(boxes: str, place: str) -> None:
    assert day(page(**{place: f"<div class='kalenderblatt'>{boxes}</div>"})) == "2019-03-07"


def test_the_day_of_a_video_is_better_than_none() -> None:
    video = (
        '<script type="application/ld+json">{"@type":"VideoObject","name":"Fähre","uploadDate":"2019-03-07"}</script>'
    )
    assert day(page(head=video)) == "2019-03-07"
    assert day(page("<p>9.3.2019</p>", head=video)) == "2019-03-09"


@pytest.mark.parametrize("value", ["1551949200", "1551949200000", '"1551949200"', '"1551949200000"', "1551949200.5"])
def test_a_statement_may_count_seconds(value: str) -> None:
    assert day(page(head=ld(f'"datePublished":{value}'))) == "2019-03-07"


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://auental.example/2019/03/07/faehre", "2019-03-07"),
        ("https://auental.example/2019/mar/07/faehre", "2019-03-07"),
        ("https://auental.example/2019/maerz/07/faehre", "2019-03-07"),
        ("https://auental.example/2019/23/07/faehre", "2019-07-23"),
        ("https://auental.example/faehre-07-03-2019", "2019-03-07"),
        ("https://auental.example/faehre-03-27-2019", "2019-03-27"),
        ("https://auental.example/20190307-faehre", "2019-03-07"),
        ("https://auental.example/pm-20190307", "2019-03-07"),
    ],
)
def test_the_address_has_the_day(url: str, right: str | None) -> None:
    assert day(page(), url) == right


def test_month_and_day_of_the_address_may_be_swapped() -> None:
    shown = page("<p>7.3.2019</p>")
    assert day(shown, "https://auental.example/2019/07/03/faehre") == "2019-03-07"


@pytest.mark.parametrize(
    "top",
    [
        "<header><span>Donnerstag, 26. November 2026</span></header>",
        "<div id='header'><p class='date'>26.11.2026</p><ul><li>Rathaus</li></ul></div>",
        "<div class='topbar'>Heute ist Donnerstag, der 26. November 2026</div>",
        "<aside><ul><li>3.4.2018 Neue Bänke</li><li>5.6.2018 Neue Bäume</li></ul></aside>",
    ],
)
def test_nothing_said_is_no_day(top: str) -> None:
    assert day(page(top=top)) is None


@pytest.mark.parametrize(
    "after",
    [
        "<div class='teaser'><a href='/b'>Neue Bänke</a> <span class='date'>3.4.2018</span></div>",
        "<h2>Weitere</h2><ul><li>3.4.2018 <a href='/b'>Bänke</a></li><li>5.6.2018 <a href='/c'>Bad</a></li></ul>",
        "<p>Das nächste Treffen ist am 3.4.2018 im Saal des Rathauses, alle sind eingeladen.</p>",
        "<p>Termin: 3.4.2018, 18 Uhr, Rathaus</p>",
        "<p>Der Verein wurde am 3.4.1998 gegründet.</p>",
    ],
)
def test_no_day_is_better_than_a_teasers(after: str) -> None:
    assert day(page(after=after)) is None


def test_a_stated_change_is_better_than_a_day_in_the_text() -> None:
    head = '<meta name="last-modified" content="2019-03-07T10:00:00+01:00">'
    after = "<p>Das Fest ist am 3.4.2018.</p>"
    assert day(page(head=head, text="<p>Am 3.5.2016 begann der Bau.</p>", after=after)) == "2019-03-07"


@pytest.mark.parametrize(
    ("url", "lang", "right"),
    [
        ("https://www.auental.gov.uk/n", "en", "2019-03-07"),
        ("https://auental.europa.eu/n", "en", "2019-03-07"),
        ("https://auental.ie/n", "en", "2019-03-07"),
        ("https://auental.com.au/n", "en", "2019-03-07"),
        ("https://auental.example.de/n", "en", "2019-03-07"),
        ("https://auental.com/n", "en", "2019-07-03"),
        ("https://auental.io/n", "en", "2019-07-03"),
        ("https://auental.com/n", "en-GB", "2019-03-07"),
        ("https://auental.com/n", "en-US", "2019-07-03"),
        ("https://auental.com/n", "en_US", "2019-07-03"),
    ],
)
def test_english_is_american_where_nothing_says_otherwise(url: str, lang: str, right: str) -> None:
    assert day(page("<p class='date'>07/03/2019</p>", lang=lang), url) == right


def test_an_opinion_piece_is_no_readers_comment() -> None:
    html = page("<div class='comment-meta'><p>7.3.2019</p></div>").replace("<article>", "<article class='comment'>")
    assert day(html) == "2019-03-07"
    remark = "<div class='comments'><div class='comment-meta'><p>7.3.2019</p></div></div>"
    assert day(page(after=remark)) is None


@pytest.mark.parametrize(
    ("below", "after", "moment"),
    [
        ("<p>Veröffentlicht: 3.9.2024, 10:00 Uhr – Aktualisiert: 5.9.2024, 14:05 Uhr</p>", "", "2024-09-05T12:05"),
        ("<p>3.9.2024</p><p>Stand: 5.9.2024, 14:05 Uhr</p>", "", "2024-09-05T12:05"),
        ("<p>3 September 2024</p>", "<p>Last updated: 5 September 2024, 14:05</p>", "2024-09-05T12:05"),
        (
            "<p>3.9.2024</p><time class='modified' datetime='2024-09-05T14:05:00+02:00'>5.9.2024</time>",
            "",
            "2024-09-05T12:05",
        ),
        ("<p>Aktualisiert am 5.9.2024 um 14:05 Uhr</p>", "", "2024-09-05T12:05"),
        ("<p>3.9.2024</p><p>Aktualisiert am 5.9.2024</p>", "", None),
        ("<p>Stand: 5.9.2024, 14:05 Uhr</p>", "", None),
        ("<p>Veröffentlicht: 5.9.2024, 14:05 Uhr</p>", "", None),
    ],
)
def test_a_change_that_is_shown_is_the_moment_of_the_change(below: str, after: str, moment: str | None) -> None:
    found = parse(page(below, after=after), _PRESS).modified_at
    assert (found.strftime("%Y-%m-%dT%H:%M") if found else None) == moment


@pytest.mark.parametrize(
    "headline",
    [
        "<h1><span class='aural'>Erscheinungstag: </span><span class='date'>7.3.2019</span>Fähre legt wieder an</h1>",
        "<h1>Fähre legt wieder an <span class='topline-datum'>Datum: 7.3.2019 Pressemitteilung: 6/2019</span></h1>",
        "<h3>7. März 2019</h3><h1>Fähre legt wieder an</h1>",
        "<h2>Donnerstag, 7. März 2019</h2><h1>Fähre legt wieder an</h1>",
        "<h2>Pressemitteilung Nr. 54/2019 vom 7.3.2019</h2><h1>Fähre legt wieder an</h1>",
        "<p class='topline'><span>07.03.2019</span> - <span>Meldung</span></p><h1>Fähre legt wieder an</h1>",
    ],
)
def test_the_day_may_stand_in_a_heading(headline: str) -> None:
    assert day(page().replace("<h1>Fähre legt wieder an</h1>", headline)) == "2019-03-07"


def test_headings_of_a_chronicle_are_not_the_day() -> None:
    assert (
        day(page().replace("<p>Nach", "<h3>7. März 2019</h3><p>Nach").replace("<p>Der", "<h3>9.3.2019</h3><p>Der"))
        is None
    )


def test_an_element_without_a_day_is_no_candidate() -> None:
    html = page('<time class="published">gestern</time><time datetime="bald">demnächst</time>')
    article, explained = explain(html, _PRESS)
    assert article.date is None
    assert all(candidate.value is not None for candidate in explained.get("date", ()))
