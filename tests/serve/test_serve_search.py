"""The search in the browser: what it understands, marks, counts and narrows, and what it says where it does not."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from page_reading import Pages, pages_of, text_of, texts
from scraper.serve.asked import Asked, House, Listing, NotThereError, Page, WrongWordsError
from scraper.serve.pages import keywords, latest, places, search, stories, vendors
from scraper.store import Archive
from served import get

_HOSTILE = "<script>alert(1)</script> & \"Amt\" 'x' {{ 7*7 }}"
_CHANGES = (
    f"UPDATE articles SET title = '{_HOSTILE.replace(chr(39), chr(39) * 2)}', lead = 'Ein Zauberwort <i>im</i> Satz.',"
    " kicker = '<b>Kurz</b>' WHERE id = 1",
)


@pytest.fixture(scope="module")
def pages(press_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(press_archive, tmp_path_factory.mktemp("search"), *_CHANGES) as found:
        yield found


def ask(**values: str) -> str:
    return f"/search?{urlencode(values)}"


def test_words_are_found_in_any_form_and_marked(pages: Pages) -> None:
    tree = pages.page(ask(q="Behörde"))
    marked = set(texts(tree, ".snippet mark"))
    assert marked
    assert all("behörde" in word.lower() for word in marked)
    numbers = [int(str(link.attributes["href"]).removeprefix("/article/")) for link in tree.css(".results h3 a")]
    assert numbers
    with_word = pages.rows("SELECT id FROM articles WHERE lower(title || coalesce(lead, '') || body) LIKE '%behörde%'")
    assert set(numbers) <= {number for (number,) in with_word}


def test_how_near_the_words_are_is_said(pages: Pages) -> None:
    said = texts(pages.page(ask(q="Behörde")), ".match")
    assert said
    assert set(said) <= {"other forms", "part of a word"}


def test_what_pages_wrote_is_shown_as_text(pages: Pages) -> None:
    tree = pages.page(ask(q="Zauberwort"))
    assert texts(tree, ".results h3 a > bdi") == [" ".join(_HOSTILE.split())]
    assert texts(tree, ".results .kicker") == ["<b>Kurz</b>"]
    assert texts(tree, ".snippet") == ["Ein Zauberwort <i>im</i> Satz."]
    assert texts(tree, ".snippet mark") == ["Zauberwort"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"q": "title:"}, 'Nothing stands behind "title:".'),
        ({"q": "OR"}, "OR stands between two words"),
        ({"q": "!!!"}, "'!!!' has neither a letter nor a digit"),
        ({"q": "a", "year": "20x6"}, "'20x6' is no year"),
        ({"q": "a", "since": "gibtsnicht"}, "'gibtsnicht' is no day"),
        ({"q": "a", "since": "2026", "until": "2025"}, "No day is both since 2026-01-01 and until 2025-12-31."),
        ({"q": "a", "site": "rathauspos"}, "There is no site 'rathauspos'. Did you mean 'rathauspost'?"),
        ({"q": "site:rathauspos a"}, "There is no site 'rathauspos'. Did you mean 'rathauspost'?"),
        ({"q": "a", "page": "0"}, "'0' is no page"),
        ({"q": "a", "sort": "worst"}, "There is no such order; there are: best, date."),
    ],
)
def test_what_is_not_understood_is_a_sentence_above_the_form(
    pages: Pages, values: dict[str, str], sentence: str
) -> None:
    tree = pages.page(ask(**values), 400)
    (alert,) = texts(tree, "[role=alert]")
    assert sentence in alert
    words = tree.css_first("#q")
    assert words is not None
    assert words.attributes["value"] == values["q"]
    assert not tree.css(".results")


def test_without_words_the_newest_stand_first(pages: Pages) -> None:
    tree = pages.page("/search")
    days = [str(day.attributes["datetime"]) for day in tree.css(".results time")]
    assert days == sorted(days, reverse=True)
    ((total,),) = pages.rows("SELECT count(*) FROM articles")
    assert texts(tree, "#found") == [f"{total} articles, newest first"]


def test_pages_turn_over_without_a_gap_and_no_story_stands_twice(pages: Pages) -> None:
    seen: list[int] = []
    address: str | None = ask(q="die", sort="date")
    while address is not None:
        tree = pages.page(address)
        seen += [int(str(link.attributes["href"]).removeprefix("/article/")) for link in tree.css(".results h3 a")]
        following = tree.css_first(".pager [rel=next]")
        address = None if following is None else str(following.attributes["href"])
    assert len(seen) > 20
    assert len(seen) == len(set(seen))
    # There are more articles than entries, and yet none is left out behind the last page.
    first, last = len(seen) - (len(seen) - 1) % 20, len(seen)
    assert f"Entries {first}–{last}, the last: what stands in several papers" in text_of(tree.css_first("#content"))
    members: dict[object, set[object]] = {}
    for story, article in pages.rows("SELECT story_id, article_id FROM story_articles"):
        members.setdefault(story, set()).add(article)
    assert members
    assert all(len(of_story & set(seen)) <= 1 for of_story in members.values())


def test_a_page_of_all_that_is_found_says_that_its_entries_are_fewer(pages: Pages) -> None:
    tree = pages.page(ask(q="Wohngeld OR Melderegister"))
    entries = len(tree.css(".results > li"))
    assert int(text_of(tree.css_first("#found")).split()[0]) > entries
    assert f"{entries} entries: what stands in several papers is shown once." in text_of(tree.css_first("#content"))


def test_choices_come_with_the_numbers_that_they_lead_to(pages: Pages) -> None:
    tree = pages.page(ask(q="Land"))
    for field in ("site", "year"):
        options = [option for option in tree.css(f"#{field} option") if option.attributes["value"]]
        assert options
        for option in options:
            value = str(option.attributes["value"])
            narrowed = pages.page(ask(q="Land", **{field: value}))
            number = text_of(option).rpartition("(")[2].rstrip(")")
            assert text_of(narrowed.css_first("#found")).split()[0] == number
            chosen = narrowed.css_first(f"#{field} option[selected]")
            assert chosen is not None
            assert chosen.attributes["value"] == value


def test_keyword_and_section_narrow(pages: Pages) -> None:
    tree = pages.page(ask(keyword="egovernment"))
    ((expected,),) = pages.rows(
        "SELECT count(DISTINCT article_id) FROM article_keywords b JOIN keywords k ON k.id = b.keyword_id"
        " WHERE k.form = 'egovernment'"
    )
    assert text_of(tree.css_first("#found")).startswith(f"{expected} articles")
    nothing = pages.page(ask(q="Land", section="gibt es nicht"))
    assert texts(nothing, "#found") == ["Nothing found"]
    assert [link.attributes["href"] for link in nothing.css("#content section a")] == ["/search?q=Land"]


def test_files_have_what_the_command_line_has(pages: Pages) -> None:
    status, media_type, body = get(pages.base + "/search.json?q=Wohngeld")
    assert (status, media_type) == (200, "application/json")
    found = json.loads(body)
    assert list(found[0]) == ["id", "date", "site", "kicker", "title", "snippet", "url", "first_seen", "match"]
    status, media_type, body = get(pages.base + "/search.csv?q=Wohngeld")
    assert (status, media_type) == (200, "text/csv")
    assert [row["id"] for row in csv.DictReader(io.StringIO(body))] == [str(row["id"]) for row in found]
    links = [str(link.attributes["href"]) for link in pages.page("/search?q=Wohngeld").css("link[rel=alternate]")]
    assert {link.partition("?")[0] for link in links} == {"/search.csv", "/search.json", "/search.atom"}


def test_a_long_search_is_said_in_short_where_it_is_said_again(pages: Pages) -> None:
    tree = pages.page(f"/search?q={quote_plus('wort ' * 300)}")
    assert len(text_of(tree.css_first("title"))) < 120


@pytest.fixture(scope="module")
def archive(press_archive: Path) -> Iterator[Archive]:
    with Archive.read(press_archive) as opened:
        yield opened


_VIEWS = {
    "/search": search.search,
    "/latest": latest.latest,
    "/stories": stories.stories,
    "/keywords": keywords.keywords,
    "/places": places.places,
    "/vendors": vendors.vendors,
}
_NAMES = ("q", "site", "year", "since", "until", "keyword", "section", "sort", "page", "letter", "kind", "papers")
_VALUES = (
    st.sampled_from(
        ["2026", "7d", "0", "-1", "²", "9" * 400, "10000", "date", "best", "demo", "A", "0-9", "land", "site:x", "OR"]
    )
    | st.text(max_size=30)
    | st.text(st.sampled_from("\"'„“»«()*-:+#§ORaä \x00\ud800"), max_size=20)
)


@given(
    view=st.sampled_from(sorted(_VIEWS)),
    form=st.sampled_from(["html", "csv", "json", "atom"]),
    values=st.dictionaries(st.sampled_from(_NAMES), st.lists(_VALUES, min_size=1, max_size=2), max_size=5),
)
@example(view="/search", form="html", values={"year": ["0000"]})
@example(view="/search", form="html", values={"q": ["a*"], "keyword": ["\ud800"]})
@example(view="/search", form="html", values={"site": ["\x00"]})
def test_whatever_is_asked_is_answered_or_refused_by_a_sentence(
    archive: Archive, view: str, form: str, values: dict[str, list[str]]
) -> None:
    house = House(archive.path, {}, (), lambda: dt.datetime(2026, 11, 20, 17, tzinfo=dt.UTC))
    # As the server reads parameters: without blanks around them, empty ones left out.
    stripped = {name: tuple(filter(None, map(str.strip, texts))) for name, texts in values.items()}
    asked = Asked({}, {name: texts for name, texts in stripped.items() if texts}, form, view, "http://127.0.0.1")
    try:
        answer = _VIEWS[view](archive, house, asked)
    except (WrongWordsError, NotThereError) as error:
        assert str(error)
    else:
        assert isinstance(answer, Page | Listing)
