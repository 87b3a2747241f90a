"""News as text, Markdown and HTML: whole, and what pages say stays text, whoever reads it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from news_made import BACK, CHANGED, GONE, HOSTILE_TITLES, NEW, UNLISTED, hostile, news
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from scraper.notify import as_html, as_markdown, as_text, subject
from scraper.notify.news_words import NewsWords
from scraper.notify.render import as_chat_text, escaped_markdown, fitting

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
MARKS = st.text("\\`*_[]()<>&!~|$#=+-.@:/ab1 \n\"'", max_size=30)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (news(NEW), "Wohngeld: 1 new"),
        (news(NEW, NEW, CHANGED, GONE), "Wohngeld: 2 new, 1 changed, 1 gone"),
        (news(UNLISTED, BACK), "Wohngeld: 1 back, 1 not found any more"),
        (news(NEW, more=1_500), "Wohngeld: 1 new, 1,500 more"),
        (news(NEW, name=" Wohn\ngeld\x1b[0m\u202e "), "Wohn geld[0m: 1 new"),
    ],
)
def test_subjects(told: object, said: str) -> None:
    assert subject(told) == said  # type: ignore[arg-type]


def test_the_text() -> None:
    told = news(
        replace(NEW, lead="Ein langer Satz über die Straße, " * 12),
        replace(NEW, date=None, kicker=None, lead=None, title=""),
        CHANGED,
        replace(CHANGED, changed=()),
        GONE,
        BACK,
        UNLISTED,
        more=3,
    )
    assert as_text(told) == (
        "Wohngeld: 2 new, 2 changed, 1 gone, 1 back, 1 not found any more, 3 more\n"
        "Searched for: Wohngeld OR Mietzuschuss site:amtsblick\n"
        "\n"
        "New\n"
        "\n"
        "2026-11-26 · amtsblick\n"
        "  Thüringen: Wohngeld wird in allen Ämtern digital beantragt\n"
        "  Ein langer Satz über die Straße, Ein langer Satz über die Straße, Ein langer\n"
        "  Satz über die Straße, Ein langer Satz über die Straße, Ein langer Satz über\n"
        "  die Straße, Ein langer Satz über die Straße, Ein langer Satz über die\n"
        "  Straße, Ein langer Satz über die Straße, Ein langer Satz über die Straße,\n"
        "  Ei…\n"
        "  https://amtsblick.example/news/wohngeld\n"
        "\n"
        "seen 2026-11-27 · amtsblick\n"
        "  (without a headline)\n"
        "  https://amtsblick.example/news/wohngeld\n"
        "\n"
        "Changed\n"
        "\n"
        "2026-11-26 · amtsblick\n"
        "  Thüringen: Wohngeld wird in allen Ämtern digital beantragt\n"
        "  changed on 2026-11-27: title, body\n"
        "  Das Land führt den Antrag für alle Straßen und Plätze ein.\n"
        "  https://amtsblick.example/2\n"
        "\n"
        "2026-11-26 · amtsblick\n"
        "  Thüringen: Wohngeld wird in allen Ämtern digital beantragt\n"
        "  changed on 2026-11-27: its text\n"
        "  Das Land führt den Antrag für alle Straßen und Plätze ein.\n"
        "  https://amtsblick.example/2\n"
        "\n"
        "Gone\n"
        "\n"
        "2026-11-26 · amtsblick\n"
        "  Wohngeld wird in allen Ämtern digital beantragt\n"
        "  gone since 2026-11-27\n"
        "  https://amtsblick.example/3\n"
        "\n"
        "Back\n"
        "\n"
        "seen 2026-11-27 · amtsblick\n"
        "  Thüringen: Wohngeld wird in allen Ämtern digital beantragt\n"
        "  there again since 2026-11-27\n"
        "  https://amtsblick.example/4\n"
        "\n"
        "Not found any more\n"
        "\n"
        "2026-11-26 · amtsblick\n"
        "  Thüringen: Wohngeld wird in allen Ämtern digital beantragt\n"
        "  edited on 2026-11-27, and not found by this search since\n"
        "  https://amtsblick.example/5\n"
        "\n"
        "And 3 more; 'scraper search' and 'scraper history' show them.\n"
    )


def test_the_markdown() -> None:
    assert as_markdown(news(NEW, CHANGED, more=2)) == (
        "# Wohngeld: 1 new, 1 changed, 2 more\n"
        "\n"
        "Searched for: Wohngeld OR Mietzuschuss site:amtsblick\n"
        "\n"
        "## New\n"
        "\n"
        "- 2026-11-26 · amtsblick  \n"
        "  **Thüringen: Wohngeld wird in allen Ämtern digital beantragt**  \n"
        "  Das Land führt den Antrag für alle Straßen und Plätze ein.  \n"
        "  <https://amtsblick.example/news/wohngeld>\n"
        "\n"
        "## Changed\n"
        "\n"
        "- 2026-11-26 · amtsblick  \n"
        "  **Thüringen: Wohngeld wird in allen Ämtern digital beantragt**  \n"
        "  changed on 2026-11-27: title, body  \n"
        "  Das Land führt den Antrag für alle Straßen und Plätze ein.  \n"
        "  <https://amtsblick.example/2>\n"
        "\n"
        "And 2 more; 'scraper search' and 'scraper history' show them.\n"
    )


def test_the_html() -> None:
    assert as_html(news(CHANGED, more=1)) == (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8"><title>Wohngeld: 1 changed, 1 more</title></head>\n'
        "<body>\n"
        "<h1>Wohngeld: 1 changed, 1 more</h1>\n"
        "<p>Searched for: Wohngeld OR Mietzuschuss site:amtsblick</p>\n"
        "<h2>Changed</h2>\n"
        '<h3 dir="auto"><a href="https://amtsblick.example/2">Thüringen: Wohngeld wird in allen Ämtern digital'
        " beantragt</a></h3>\n"
        "<p>2026-11-26 · amtsblick</p>\n"
        "<p>changed on 2026-11-27: title, body</p>\n"
        "<p>Das Land führt den Antrag für alle Straßen und Plätze ein.</p>\n"
        "<p>And 1 more; &#x27;scraper search&#x27; and &#x27;scraper history&#x27; show them.</p>\n"
        "</body></html>\n"
    )


def test_html_of_hostile_pages() -> None:
    page = HTMLParser(as_html(hostile()))
    tags = {node.tag for node in page.css("*")}
    assert tags <= {"html", "head", "meta", "title", "body", "h1", "h2", "h3", "p", "a"}
    assert all((node.attributes["href"] or "").startswith("https://amtsblick.example/") for node in page.css("a"))
    for node in page.css("*"):
        assert set(node.attributes) <= {"lang", "charset", "href", "dir"}


def _markdown_tree(text: str) -> tuple[set[str], list[str]]:
    """Return the elements that a reader of Markdown makes of a text, and the addresses that it links to."""
    page = HTMLParser(MarkdownIt("commonmark").render(text))
    tags = {str(node.tag) for node in page.css("body *")}
    return tags, [str(node.attributes["href"]) for node in page.css("a")]


def test_markdown_of_hostile_pages() -> None:
    told = hostile()
    tags, links = _markdown_tree(as_markdown(told))
    assert tags == {"h1", "h2", "p", "ul", "li", "strong", "br", "a"}
    assert len(links) == len(told.news) - 1
    assert all(link.startswith("https://amtsblick.example/") for link in links)


@given(st.one_of(ANY_TEXT, MARKS))
def test_any_text_is_the_same_text_in_markdown(text: str) -> None:
    told = news(replace(NEW, title=text, kicker=None, lead=text, site=text or "x"))
    markdown = as_markdown(told)
    tags, links = _markdown_tree(markdown)
    assert tags <= {"h1", "h2", "p", "ul", "li", "strong", "br", "a"}
    assert links == ["https://amtsblick.example/news/wohngeld"]
    shown = HTMLParser(MarkdownIt("commonmark").render(markdown)).css_first("strong").text()
    # What stands where no mark is: blanks of no width are put in behind what would call somebody.
    assert "".join(shown.replace("\u200b", "").split()) == "".join(
        NewsWords("en").headline(told.news[0]).replace("\u200b", "").replace("\ufffd", "\ufffd").split()
    )


@given(st.one_of(ANY_TEXT, MARKS))
def test_any_text_is_one_line_of_text(text: str) -> None:
    told = news(replace(NEW, title=text, kicker=text, lead=text, site=text, url=f"https://amtsblick.example/{text}"))
    for shown in (as_text(told), as_chat_text(told), as_markdown(told), as_html(told)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    # Whatever a page says, its lines are set off, and so none of them looks like one of ours.
    first, *others = as_text(told).split("\n\nNew\n\n")[1].splitlines()
    assert first.startswith("2026-11-26 ·")
    assert all(line.startswith("  ") for line in others)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("@everyone", "@\u200beveryone"),
        ("x@everyone", "x@\u200beveryone"),
        ("an max@example.org", "an max@example.org"),
        ("(@max)", "(@\u200bmax)"),
        ("<!channel> <@U1> <#C1>", "<\u200b!channel> <\u200b@\u200bU1> <\u200b#C1>"),
        ("[x](https://evil.example)", "[x]\u200b(https://evil.example)"),
        ("5 < 6 @ 7", "5 < 6 @ 7"),
    ],
)
def test_nobody_is_called_by_a_headline(text: str, calls: str) -> None:
    assert f"  {calls}\n" in as_chat_text(news(replace(NEW, title=text, kicker=None)))


@pytest.mark.parametrize(
    ("line", "escaped"),
    [
        ("- Punkt", "\\- Punkt"),
        ("2026. Ein Jahr", "2026\\. Ein Jahr"),
        ("1) Punkt", "1\\) Punkt"),
        ("2026-11-27", "2026-11-27"),
        ("E-Akte 2.0 (neu)", "E-Akte 2.0 (neu)"),
        ("# Titel", "\\# Titel"),
        ("> Zitat", "\\> Zitat"),
        ("===", "\\=\\=\\="),
        ("a\\b", "a\\\\b"),
    ],
)
def test_marks_are_escaped_where_they_are_marks(line: str, escaped: str) -> None:
    assert escaped_markdown(line) == escaped


@pytest.mark.parametrize("most", [10, 80, 200, 400, 1_000, 10_000])
def test_what_does_not_fit_is_counted(most: int) -> None:
    told = news(*(replace(NEW, event_id=number) for number in range(20)))
    shown = fitting(told, as_text, most)
    assert len(shown) <= most
    entries = shown.count("https://")
    if entries == 0:
        assert shown == subject(told)[:most] or shown.endswith("…")
    assert entries in (0, 20) or f"{20 - entries} more" in shown
    # One more would not have fitted.
    if 0 < entries < 20:
        more = replace(told, news=told.news[: entries + 1])
        assert len(as_text(more)) > most


def test_days_are_local(monkeypatch: pytest.MonkeyPatch) -> None:
    late = replace(GONE, at=dt.datetime(2026, 11, 27, 23, 30, tzinfo=dt.UTC))
    day = late.at.astimezone().date().isoformat()
    assert f"gone since {day}\n" in as_text(news(late))


def test_every_hostile_headline_is_told() -> None:
    assert as_text(hostile()).count("2026-11-26 · amtsblick\n") == len(HOSTILE_TITLES) + 2
