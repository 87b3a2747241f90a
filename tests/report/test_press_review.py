"""The press review as a page and as text: complete, in two languages, valid, safe, and never too large."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_made import article, edit, nothing, printing, week
from scraper.model.news import NEWS_KINDS
from scraper.model.press_review import Gone, ReviewFacts, Watched
from scraper.report import jinja
from scraper.report.press_review import MOST_BYTES, as_html, as_text
from scraper.report.press_review_parts import Order
from scraper.report.press_review_view import subject
from scraper.report.wording import COUNTS, TEXTS, Wording
from scraper.report.written import LANGUAGES, Language

VOID = frozenset("meta link br hr img input path rect".split())
GERMAN, ENGLISH = Order("de"), Order("en")


class Page(HTMLParser):
    """A page as its elements, checked for what encloses what."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.wrong: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def headings(self) -> list[int]:
        return [int(tag[1]) for tag, _ in self.elements if re.fullmatch(r"h[1-6]", tag)]

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.elements if name in attrs]


def checked(text: str) -> Page:
    """Return a page of which each element is closed, headings are in order, and nothing is loaded or run."""
    page = Page(text)
    assert not page.wrong
    assert not page.open
    headings = page.headings()
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    for named in [*page.attributes("aria-labelledby"), *(one[1:] for one in page.attributes("href") if one[:1] == "#")]:
        assert set(named.split()) <= set(ids)
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "img", "link", "iframe", "form", "object", "base"})
    assert not page.attributes("style")
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on") or name == "src"]
    for tag, attrs in page.elements:
        href = attrs.get("href")
        if href is not None and not href.startswith("#"):
            assert tag == "a"
            assert href.startswith(("https://", "http://"))
            assert attrs["rel"] == "noopener noreferrer"
    return page


def test_the_page_has_all_that_happened() -> None:
    page = checked(as_html(week(), GERMAN))
    text = " ".join(page.text.split())
    for said in (
        "Presseschau 9.–15. November 2026",
        "5 Artikel aus 3 Quellen; 1 Meldung steht in mehreren Quellen; 1 Artikel wurde geändert; 1 Artikel ist"
        " verschwunden.",
        "Wohngeld: 2 Artikel in 1 Meldung",
        "Katasteramt: keine Erwähnung",
        "Nordmark Wohngeld aus einem Portal Amtsblick, Montag, 9. November Der Kreistag hat den Weg freigemacht.",
        "Auch erschienen: Rathauspost, Dienstag, 10. November: Wohngeld ohne Papier (63 % des ersten Textes, gekürzt)",
        "Landbote, Dienstag, 10. November: unter derselben Überschrift (ganzer Text)",
        "Es fehlen 60 70 Leistungen.",
        "Änderung bemerkt am Donnerstag, 12. November stillschweigend",
        "Rechenzentrum sucht Standort Amtsblick, Mittwoch, 21. Oktober; fehlt seit Dienstag, 10. November",
        "Amtsblick3 (sonst 5,4)",
        "OZG4 (0,1)",
        "Wohngeld3 (neu)",
        "Ahornfurt3",
        "Stand des Archivs: 15. November 2026",
    ):
        assert said in text, said


def test_saved_searches_come_first() -> None:
    text = as_html(week(), GERMAN)
    assert (
        text.index("Gemerkte Suchen") < text.index("Inhalt") < text.index("Nach Themen") < text.index("Geändert</h2>")
    )


def test_of_a_reserved_article_stand_headline_and_address_alone() -> None:
    hidden = article(5, title="Hinter der Paywall", lead="", is_reserved=True)
    facts = week(articles=(hidden,), edits=(edit(hidden, "Geheimes Wort", "Anderes Wort"),), watched=())
    for text in (as_html(facts, GERMAN), as_text(facts, GERMAN)):
        assert "Hinter der Paywall" in text
        assert "https://amtsblick.example/meldung_5" in text
        assert "behält sich" in text
        assert "Wort" not in text.replace("Wörter", "")


def test_the_style_is_the_one_that_its_policy_allows() -> None:
    text = as_html(week(), GERMAN)
    style = text[text.index("<style>") + 7 : text.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in text
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_week_without_articles_says_so_and_what_to_do(lang: Language) -> None:
    empty, some = nothing(), nothing(newest_day="2026-10-01")
    for facts in (empty, some):
        checked(as_html(facts, Order(lang)))
    said = " ".join(as_text(some, Order(lang)).split())
    newest = {"de": "Der jüngste ist vom 1. Oktober 2026.", "en": "The newest is of 1 October 2026."}
    assert newest[lang] in said
    assert "scraper status" in said
    assert "--since" in said
    assert "scraper crawl" in as_text(empty, Order(lang))
    searched = as_text(some, Order(lang, query="Wohngeld"))
    assert TEXTS["nothing_found"][LANGUAGES.index(lang)] in " ".join(searched.split())


def test_query_and_sites_stand_in_the_heading() -> None:
    order = Order("de", query="Wohngeld <b>", sites=("amtsblick", "fern.example"))
    assert subject(week(), order) == "Presseschau 9.–15. November 2026: Wohngeld <b>"
    text = as_html(week(), order)
    assert "<title>Presseschau 9.–15. November 2026: Wohngeld &lt;b&gt;</title>" in text
    assert "Gesucht: „Wohngeld &lt;b&gt;“" in text
    assert "Nur: Amtsblick, fern.example" in text


def test_english_has_no_german_of_ours() -> None:
    facts = week(articles=(), printings={}, edits=(), gone=(), watched=(), municipalities=(), keywords=())
    text = as_text(facts, ENGLISH)
    assert "Press review 9–15 November 2026" in text
    assert not re.search(r"\b(und|Artikel|Quellen?|Woche|keine?|November,)\b", text)


def test_the_text_reads_well_alone() -> None:
    text = as_text(week(), GERMAN)
    lines = text.splitlines()
    long = [line for line in lines if len(line) > 72]
    assert all(line.strip().startswith("http") for line in long)
    assert "\n\n\n\n" not in text
    assert not [line for line in lines if line != line.rstrip()]
    assert lines[:2] == ["Presseschau 9.–15. November 2026", "================================"]
    assert "  https://amtsblick.example/meldung_1" in lines
    assert "Es fehlen [-60-] [+70+] Leistungen." in text
    assert "<" not in text


def test_what_is_gone_meanwhile_says_so_where_it_stands() -> None:
    facts = week(articles=(article(1, is_gone=True), article(2)), edits=(), gone=())
    for text in (as_html(facts, GERMAN), as_text(facts, GERMAN)):
        assert text.count("; steht nicht mehr auf der Website") == 1


def test_addresses_are_whole_in_the_text() -> None:
    url = "https://amtsblick.example/" + "-".join(["verwaltungsdigitalisierungsgesetz"] * 8)
    assert f"  {url}\n" in as_text(week(articles=(article(1, url=url),)), GERMAN)


def test_what_was_edited_back_and_what_is_too_long_is_said() -> None:
    one = article(1)
    there_and_back = edit(one, "gleich", "gleich", times=2)
    endless = edit(one, "a" * 300_000, "b")
    fields = edit(one, "gleich", "gleich", changed=("authors", "keywords"), is_silent=False)
    text = " ".join(as_text(week(edits=(there_and_back, endless, fields), edits_total=7), GERMAN).split())
    assert "2-mal geändert" in text
    assert "Am Ende steht der Text wieder wie zuvor." in text
    assert "zu lang, um ihn hier zu vergleichen" in text
    assert "Geändert: Autorinnen und Autoren, Schlagwörter." in text
    assert "Gezeigt sind 3 von 7." in text


def many(number: int, **changes: Any) -> ReviewFacts:
    articles = tuple(
        article(one, title=f"Meldung {one} über das Verwaltungsdigitalisierungsgesetz", keywords=(f"Thema {one % 15}",))
        for one in range(1, number + 1)
    )
    return week(articles=articles, printings={}, total_now=number, **changes)


def test_a_long_week_is_shortened_and_says_so() -> None:
    facts = many(10_000)
    text = as_html(facts, GERMAN)
    assert len(text.encode()) < MOST_BYTES
    page = checked(text)
    assert "Diese Presseschau ist gekürzt: Sie zeigt 598 von 10.000 Meldungen." in page.text
    assert "Gezeigt sind 46 von 667." in page.text
    assert "is shortened: it shows 598 of 10,000 stories" in " ".join(as_text(facts, ENGLISH).split())


def test_a_week_of_five_hundred_is_whole() -> None:
    text = as_html(many(500), GERMAN)
    assert len(text.encode()) < MOST_BYTES
    assert "gekürzt:" not in text
    assert text.count("<h4>") == 500


def test_a_page_of_endless_texts_is_made_smaller() -> None:
    endless = "Ä" * 100_000
    articles = tuple(
        article(one, title=endless, lead=endless, url=f"https://a.example/{one}?{'x' * 1900}", kicker=endless)
        for one in range(1, 601)
    )
    text = as_html(week(articles=articles, printings={}), GERMAN)
    assert len(text.encode()) < MOST_BYTES
    checked(text)


def test_many_saved_searches_leave_room() -> None:
    searches = tuple(Watched(f"Suche {one}", "Wort", frozenset({1, 2, 3})) for one in range(500))
    text = as_html(week(watched=searches), GERMAN)
    assert text.count('class="search"') == 500
    assert len(text.encode()) < MOST_BYTES


HOSTILE = (
    "<script>window.__hit=1</script>",
    '"><svg onload=alert(1)>',
    "</style></title></desc>",
    "{{ 7*7 }}{% raw %}",
    "\u202everkehrt\u2066",
    "שלום עולם",
    "a\x00b\x1b[31m",
    "W" * 5000,
    "a" + "\u0301" * 3000,
    "&lt;&amp;",
    "\ud800",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_texts_are_text(text: str, lang: Language) -> None:
    page = as_html(hostile(text), Order(lang, query=text, sites=(text,)))
    seen = checked(page.encode("utf-8", "replace").decode())
    assert not re.search("[\u202a-\u202e\u2066\u2067\x00-\x08]", page)
    assert "__hit" not in "".join(
        value or "" for _, attrs in seen.elements for name, value in attrs.items() if name != "href"
    )
    as_text(hostile(text), Order(lang, query=text)).encode("utf-8", "replace")


def hostile(text: str) -> ReviewFacts:
    """Return a week in which everything that comes from a page is this text."""
    one = article(
        1,
        title=text,
        kicker=text,
        lead=text,
        paper=text,
        section=text,
        keywords=(text,),
        language=text,
        url=f"javascript:{text}",
        day=text,
        story_id=1,
    )
    other = dataclasses.replace(one, id=2, url=f"https://a.example/{text}", story_id=None)
    return week(
        articles=(one, other),
        printings={1: (printing(3, text, title=text, url=text, day=text),)},
        edits=(edit(one, text, f"{text} {text}", at=text, changed=(text, "body")),),
        gone=(Gone(other, text),),
        watched=(Watched(text, text, frozenset({1})),),
        papers={"amtsblick": text},
        municipalities=((text, 2),),
        newest_day=text,
        as_of=text,
    )


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=50))
def test_any_text_is_text(text: str) -> None:
    checked(as_html(hostile(text), GERMAN).encode("utf-8", "replace").decode())


def test_addresses_that_are_none_of_the_web_are_shown_and_not_linked() -> None:
    facts = week(articles=(article(1, url="javascript:alert(1)"),), edits=(), gone=(), printings={})
    assert '<span class="address"><bdi>javascript:alert(1)</bdi></span>' in as_html(facts, GERMAN)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_have_the_text(key: str) -> None:
    german, english = TEXTS[key]
    assert german.strip()
    assert english.strip()
    assert placeholders(german) == placeholders(english)


@pytest.mark.parametrize("key", COUNTS)
def test_both_languages_have_the_number(key: str) -> None:
    for one, several in COUNTS[key]:
        assert placeholders(one) == placeholders(several) == {"n"}
    assert Wording("de").counted(key, 1234).startswith(COUNTS[key][0][1].format(n="1.234"))


def test_every_text_is_used_and_every_text_that_is_used_exists() -> None:
    folder = jinja.TEMPLATES
    sources = [*folder.glob("press_review.*"), *folder.parent.glob("press_review*.py"), folder.parent / "wording.py"]
    sources.append(folder.parents[1] / "notify" / "news_words.py")
    code = "\n".join(path.read_text("utf-8") for path in sources)
    called = set(re.findall(r"""\.(?:text|counted)\(\s*["'](\w+)["']""", code))
    assert called <= {*TEXTS, *COUNTS}
    by_value = {"shortened", "rewritten", "nothing", "nothing_found", "stories", "edited_articles", "gone_articles"}
    by_value.add("late_articles")
    fields = {key for key in TEXTS if key.startswith("field_")}
    by_kind = {f"news_{kind}{said}" for kind in NEWS_KINDS for said in ("", "_said")}
    assert {*TEXTS, *COUNTS} - called - fields - by_kind == by_value - called


def test_figures_without_a_quarter_before_are_not_compared() -> None:
    text = " ".join(as_text(week(total_before=0, keywords=(), followed_since={}), GERMAN).split())
    assert "sonst" not in text
    assert "Artikel je Woche" not in text
    assert "hat das Archiv nur 0 Artikel" in text


def test_a_source_that_usually_writes_and_did_not_is_named() -> None:
    facts = week()
    silent = dataclasses.replace(facts.site_days[0], site="landbote", day=dt.date(2026, 9, 7), articles=40)
    text = as_text(week(site_days=(*facts.site_days, silent), papers={"landbote": "Landbote"}), GERMAN)
    assert "Landbote: 0 (sonst 3,1)" in text


@pytest.mark.parametrize(
    ("first", "last", "day", "shown"),
    [
        ("2026-12-28", "2027-01-03", "2026-12-29", "Dienstag, 29. Dezember"),
        ("2026-12-28", "2027-01-03", "2027-01-01", "Freitag, 1. Januar"),
        ("2026-12-28", "2027-01-03", "2020-01-07", "Dienstag, 7. Januar 2020"),
        ("2026-12-28", "2027-01-03", "2026-11-03", "Dienstag, 3. November 2026"),
        ("2026-11-09", "2026-11-15", "2026-01-07", "Mittwoch, 7. Januar"),
        ("2026-11-09", "2026-11-15", "2019-11-12", "Dienstag, 12. November 2019"),
        ("2015-01-01", "2026-12-31", "2019-11-12", "Dienstag, 12. November 2019"),
        ("2026-11-09", "2026-11-15", "irgendwann", "irgendwann"),
    ],
)
def test_a_day_has_its_year_where_the_heading_leaves_it_open(first: str, last: str, day: str, shown: str) -> None:
    old = article(8, title="Altes Rathaus", day=day)
    facts = dataclasses.replace(
        week(
            articles=(),
            gone=(Gone(old, f"{last}T08:00:00Z"),),
            edits=(edit(old, "a b", "a c", at=f"{last}T08:00:00Z"),),
        ),
        first=dt.date.fromisoformat(first),
        last=dt.date.fromisoformat(last),
    )
    text = " ".join(as_text(facts, GERMAN).split())
    assert f"Amtsblick, {shown}; fehlt seit" in text
    assert f"Amtsblick, {shown}; Änderung bemerkt am" in text
    page = " ".join(Page(as_html(facts, GERMAN)).text.split())
    assert f"Amtsblick, {shown}; fehlt seit" in page
    assert f"Amtsblick, {shown}; Änderung bemerkt am" in page


def test_the_text_names_its_sections_and_weeks() -> None:
    text = as_text(week(), GERMAN)
    assert "\n\nNach Themen\n===========\n\n" in text
    assert "  Woche ab 9. Nov.: 5\n" in text
    assert "Nach Themen" not in as_text(nothing(), GERMAN)


def test_signs_of_changed_words_are_explained_where_there_are_some() -> None:
    one = article(3, title="Schlagwörter allein")
    assert "[- und -]" in as_text(week(), GERMAN)
    assert "[- und -]" not in as_text(week(edits=(edit(one, "a", "a", changed=("keywords",)),)), GERMAN)


def test_what_vanished_has_a_noun_where_nothing_stands_before_it() -> None:
    gone = (Gone(article(8), "2026-11-10T08:00:00Z"),)
    assert "\n1 Artikel ist verschwunden.\n" in as_text(nothing(gone=gone), GERMAN)
    assert "\n1 article vanished.\n" in as_text(nothing(gone=gone), ENGLISH)
    assert "\n2 articles vanished.\n" in as_text(nothing(gone=gone * 2), ENGLISH)
