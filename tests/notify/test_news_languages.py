"""News in both languages: every kind of them, as text, Markdown, HTML, mail, Atom file, and from the file's line on."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from news_made import BACK, CHANGED, GONE, HOSTILE_TITLES, NEW, SEEN, UNLISTED, hostile, news
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from atom_rules import broken_rules
from mail_server import mail_server
from scraper.model.news import WatchNews
from scraper.notify import AtomFile, Mail, SmtpSettings, as_html, as_markdown, as_text, deliver, subject
from scraper.notify.render import as_chat_text, fitting
from scraper.policy import edits
from scraper.report.wording import TEXTS
from scraper.report.written import LANGUAGES, Language

ALL = news(NEW, CHANGED, GONE, BACK, UNLISTED)
HEADINGS = {
    "de": ["Neu", "Geändert", "Verschwunden", "Wieder da", "Nicht mehr gefunden"],
    "en": ["New", "Changed", "Gone", "Back", "Not found any more"],
}
SAID = {
    "de": [
        "geändert am 27. November 2026: Überschrift, Text",
        "verschwunden seit 27. November 2026",
        "wieder da seit 27. November 2026",
        "am 27. November 2026 geändert und von dieser Suche seitdem nicht mehr gefunden",
    ],
    "en": [
        "changed on 2026-11-27: title, body",
        "gone since 2026-11-27",
        "there again since 2026-11-27",
        "edited on 2026-11-27, and not found by this search since",
    ],
}
DAYS = {
    "de": ["26. November 2026 · amtsblick", "gesehen am 27. November 2026 · amtsblick"],
    "en": ["2026-11-26 · amtsblick", "seen 2026-11-27 · amtsblick"],
}
both = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.mark.parametrize(
    ("told", "german"),
    [
        (news(NEW), "1 neuer Artikel"),
        (news(NEW, CHANGED, CHANGED), "1 neuer Artikel, 2 geänderte"),
        (news(NEW, NEW, CHANGED, GONE), "2 neue Artikel, 1 geänderter, 1 verschwundener"),
        (news(GONE, GONE), "2 verschwundene Artikel"),
        (news(UNLISTED, BACK), "1 wieder aufgetauchter Artikel, 1 nicht mehr gefundener"),
        (news(UNLISTED, UNLISTED, BACK, BACK), "2 wieder aufgetauchte Artikel, 2 nicht mehr gefundene"),
        (news(NEW, more=1), "1 neuer Artikel, 1 weiterer"),
        (news(NEW, more=1_500), "1 neuer Artikel, 1.500 weitere"),
    ],
)
def test_german_subjects(told: WatchNews, german: str) -> None:
    assert subject(told, "de") == f"Wohngeld: {german}"


def test_the_german_text() -> None:
    told = replace(
        news(replace(NEW, title=""), replace(CHANGED, changed=()), replace(BACK, kicker=None), more=1), first_days=7
    )
    assert as_text(told, "de") == (
        "Wohngeld: 1 neuer Artikel, 1 geänderter, 1 wieder aufgetauchter, 1 weiterer\n"
        "Gesucht: Wohngeld OR Mietzuschuss site:amtsblick\n"
        "Zum ersten Mal gemeldet: was in den letzten 7 Tagen ins Archiv kam.\n"
        "\n"
        "Neu\n"
        "\n"
        "26. November 2026 · amtsblick\n"
        "  Thüringen: (ohne Überschrift)\n"
        "  Das Land führt den Antrag für alle Straßen und Plätze ein.\n"
        "  https://amtsblick.example/news/wohngeld\n"
        "\n"
        "Geändert\n"
        "\n"
        "26. November 2026 · amtsblick\n"
        "  Thüringen: Wohngeld wird in allen Ämtern digital beantragt\n"
        "  geändert am 27. November 2026: Text\n"
        "  Das Land führt den Antrag für alle Straßen und Plätze ein.\n"
        "  https://amtsblick.example/2\n"
        "\n"
        "Wieder da\n"
        "\n"
        "gesehen am 27. November 2026 · amtsblick\n"
        "  Wohngeld wird in allen Ämtern digital beantragt\n"
        "  wieder da seit 27. November 2026\n"
        "  https://amtsblick.example/4\n"
        "\n"
        "Und 1 weiterer Artikel; „scraper search“ und „scraper history“ zeigen ihn.\n"
    )


@both
def test_every_kind_as_text_markdown_and_for_a_chat(lang: Language) -> None:
    for render in (as_text, as_chat_text, as_markdown):
        # Neither a line's fold nor a mark of Markdown is part of a sentence.
        shown = " ".join(render(ALL, lang).replace("\\", "").split())
        assert all(said in shown for said in (*HEADINGS[lang], *SAID[lang], *DAYS[lang])), shown


def test_a_german_day_begins_no_numbered_list_in_markdown() -> None:
    page = HTMLParser(MarkdownIt("commonmark").render(as_markdown(ALL, "de")))
    assert page.css("ol") == []
    assert len(page.css("li")) == len(ALL.news)
    assert page.css_first("li").text().startswith("26. November 2026 · amtsblick")


@both
def test_every_kind_as_html(lang: Language) -> None:
    page = HTMLParser(as_html(ALL, lang))
    (root,) = page.css("html")
    assert root.attributes["lang"] == lang
    assert [node.text() for node in page.css("h2")] == HEADINGS[lang]
    texts = [node.text() for node in page.css("p")]
    assert {*SAID[lang], *DAYS[lang]} <= {*texts}
    assert page.css_first("title").text() == page.css_first("h1").text() == subject(ALL, lang)


def test_german_marks_of_quotation_and_no_english_word() -> None:
    for render in (as_text, as_markdown, as_html):
        shown = render(news(NEW, CHANGED, GONE, BACK, UNLISTED, more=2), "de")
        assert "Und 2 weitere Artikel; „scraper search“ und „scraper history“ zeigen sie." in shown
        assert not re.search(r"\b(new|changed|gone|back|since|seen|more|searched|told)\b", shown, re.IGNORECASE)


def test_every_field_that_an_edit_may_change_has_a_german_name() -> None:
    assert {f"field_{name}" for name, _ in edits._COMPARED} <= set(TEXTS)


@both
def test_what_does_not_fit_is_counted_in_the_same_language(lang: Language) -> None:
    told = news(*(replace(NEW, event_id=number) for number in range(20)))
    for most in (20, 400, 1_000):
        shown = fitting(told, as_chat_text, most, lang)
        assert len(shown) <= most
    assert {"de": "weitere Artikel", "en": "more; "}[lang] in shown
    assert {"de": "Wohngeld: 20 neue A", "en": "Wohngeld: 20 new"}[lang] in fitting(told, as_text, 20, lang)


@both
def test_a_mail_in_its_language(lang: Language) -> None:
    told = replace(ALL, name="Bürgerbüro Öderland")
    with mail_server() as server:
        settings = SmtpSettings("127.0.0.1", server.port, "archive@example.org", tls="none")
        assert deliver(Mail(("press@example.org",)), told, settings, lang) is None
    (taken,) = server.taken
    said = {"de": "1 neuer Artikel, 1 geänderter, 1 verschwundener, ", "en": "1 new, 1 changed, 1 gone, "}[lang]
    # Umlauts are RFC 2047's encoded words, which a mail program reads as they were written.
    assert str(taken.message["Subject"]).startswith(f"Bürgerbüro Öderland: {said}")
    text, page = (taken.message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert page is not None
    assert SAID[lang][0] in text.get_content()
    assert f'<html lang="{lang}">' in page.get_content()


@both
def test_an_atom_file_in_its_language(lang: Language, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    assert deliver(AtomFile(path), ALL, lang=lang) is None
    assert {one.rule for one in broken_rules(path.read_bytes())} == {"missing-self"}
    feed = feedparser.parse(path.read_bytes())
    assert (feed.feed.title, feed.feed.language) == ("Wohngeld", lang)
    headings = ["", *(f"{heading}: " for heading in HEADINGS[lang][1:])]
    assert all(entry.title.startswith(heading) for entry, heading in zip(feed.entries, headings, strict=True))
    assert {entry.title_detail.language for entry in feed.entries} == {lang}
    assert SAID[lang][0] in feed.entries[1].content[0].value


def test_an_atom_file_whose_language_changes_says_of_each_entry_which_it_is_in(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    later = replace(CHANGED, at=SEEN + dt.timedelta(days=1))
    assert deliver(AtomFile(path), news(GONE), lang="en") is None
    assert deliver(AtomFile(path), news(later), lang="de") is None
    entries = feedparser.parse(path.read_bytes()).entries
    assert [(one.title.partition(":")[0], one.title_detail.language) for one in entries] == [
        ("Geändert", "de"),
        ("Gone", "en"),
    ]


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_is_one_line_of_german_text(text: str) -> None:
    told = news(replace(NEW, title=text, kicker=text, lead=text, site=text, changed=(text,), kind="changed"))
    for shown in (as_text(told, "de"), as_chat_text(told, "de"), as_markdown(told, "de"), as_html(told, "de")):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    _, *others = as_text(told, "de").split("\n\nGeändert\n\n")[1].splitlines()
    assert all(line.startswith("  ") for line in others)


def test_every_hostile_headline_is_told_in_german() -> None:
    assert as_text(hostile(), "de").count("26. November 2026 · amtsblick\n") == len(HOSTILE_TITLES) + 2
