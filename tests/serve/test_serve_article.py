"""An article's page: it reads like one, and beside it stands all that the archive knows of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli_running import scraper
from page_reading import Pages, pages_of, text_of, texts
from scraper.demo import DAYS
from scraper.serve.asked import Asked, House, NotThereError, WrongWordsError
from scraper.serve.pages.article import by_url
from scraper.serve.pages.article_text import MOST_SHOWN, language, shown
from scraper.store import Archive
from served import get

# An article whose edit was seen, one that is gone, and one whose site reserves its text, which is made here.
_EDITED = "SELECT article_id FROM versions WHERE changed LIKE '%body%' ORDER BY id LIMIT 1"
_GONE = "SELECT id FROM articles WHERE gone_at IS NOT NULL"
_LONG = "Ein Satz von einiger Länge. " * 8 + "\n\n"
_SIGNALS = json.dumps({"date": "2026-11-12", "evidence": [{"text": "tdm-reservation: 1", "source": "a meta element"}]})
_RESERVED, _LENGTHY, _CROWDED = 1, 2, 3
_CHANGES = (
    f"UPDATE articles SET body = '', lead = NULL, words = 0, capture_id = NULL, signals = '{_SIGNALS}'"
    f" WHERE id = {_RESERVED}",
    f"UPDATE articles SET body = '{_LONG * 1000}' WHERE id = {_LENGTHY}",
    "WITH RECURSIVE n (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM n WHERE n < 2999)"
    f" INSERT INTO links (article_id, position, relation, url, title) SELECT {_CROWDED}, n, 'reference',"
    " 'https://verweis.example/' || n, 'Verweis ' || n FROM n",
    "WITH RECURSIVE n (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM n WHERE n < 1999)"
    f" INSERT INTO authors (article_id, position, name) SELECT {_CROWDED}, n, 'Autorin ' || n FROM n",
    "INSERT INTO links (article_id, position, relation, url, title)"
    f" VALUES ({_CROWDED}, 5000, 'related', 'javascript:alert(1)', 'Falle')",
)


@pytest.fixture(scope="module")
def pages(press_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(press_archive, tmp_path_factory.mktemp("articles"), *_CHANGES) as found:
        yield found


def test_an_article_reads_like_one(pages: Pages) -> None:
    whole = pages.rows(
        "SELECT id, kicker, title, lead, body, language FROM articles WHERE body <> '' AND id NOT IN (?, ?, ?)",
        *(_RESERVED, _LENGTHY, _CROWDED),
    )
    assert whole
    for number, kicker, title, lead, body, lang in whole:
        article = pages.page(f"/article/{number}").css_first("article")
        assert article is not None
        assert article.attributes["lang"] == lang
        assert texts(article, "h1") == [title]
        assert texts(article, ".overline") == ([kicker] if kicker else [])
        assert texts(article, ".standfirst") == ([" ".join(str(lead).split())] if lead else [])
        paragraphs = [" ".join(part.split()) for part in str(body).split("\n\n")]
        assert texts(article, "article > p:not(.standfirst):not(.origin)") == paragraphs


def test_day_authors_section_and_keywords_lead_on(pages: Pages) -> None:
    number, site, section = pages.rows(
        "SELECT id, site, section FROM articles a WHERE section IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM authors WHERE article_id = a.id) AND id > 3"
        " AND EXISTS (SELECT 1 FROM article_keywords WHERE article_id = a.id) LIMIT 1"
    )[0]
    tree = pages.page(f"/article/{number}")
    links = {text_of(link): str(link.attributes["href"]) for link in tree.css(".byline a, .keyword-list a")}
    names = [name for (name,) in pages.rows("SELECT name FROM authors WHERE article_id = ?", number)]
    keywords = pages.rows(
        "SELECT k.name FROM article_keywords j JOIN keywords k ON k.id = j.keyword_id WHERE j.article_id = ?", number
    )
    assert {*names, section, *(name for (name,) in keywords)} <= {*links}
    assert f"/site/{site}" in links.values()
    # A keyword's page may have its usual spelling as its name.
    assert [get(pages.base + links[str(name)])[0] for (name,) in keywords] == [200] * len(keywords)


def test_the_history_says_what_the_command_says(pages: Pages) -> None:
    for (number,) in [*pages.rows(_EDITED), *pages.rows(_GONE)]:
        rows = scraper("--db", pages.db, "history", str(number), "--format", "jsonl").lines
        events = pages.page(f"/article/{number}").css(".timeline > li")
        times = [event.css_first("time").attributes["datetime"] for event in events]  # type: ignore[union-attr]
        assert times == [row["at"] for row in rows]
        assert [event.attributes["class"] for event in events] == [f"event {row['kind']}" for row in rows]


def test_changed_words_are_marked_and_said(pages: Pages) -> None:
    ((number,),) = pages.rows(_EDITED)
    changes = pages.page(f"/article/{number}").css(".history .changes del, .history .changes ins")
    assert changes
    said = {"del": "[removed: ", "ins": "[added: "}
    for change in changes:
        assert change.text().startswith(said[str(change.tag)])
        assert change.text().endswith("]")


def test_silent_edits_are_named(pages: Pages) -> None:
    for number, silent in pages.rows("SELECT article_id, count(*) FROM silent_edits GROUP BY 1"):
        tree = pages.page(f"/article/{number}")
        assert len(tree.css(".event .silent")) == silent
        assert "silent" in " ".join(texts(tree, ".banner"))


def test_who_cites_whom_is_said_on_both_pages(pages: Pages) -> None:
    pairs = pages.rows("SELECT DISTINCT article_id, target_id FROM citations WHERE article_id > 3 LIMIT 5")
    assert pairs
    for citing, cited in pairs:
        assert f"/article/{cited}" in _hrefs(pages, citing, "cites")
        assert f"/article/{citing}" in _hrefs(pages, cited, "cited-by")


def test_the_other_papers_of_its_story_are_named(pages: Pages) -> None:
    number, story = pages.rows("SELECT article_id, story_id FROM story_articles WHERE article_id > 3 LIMIT 1")[0]
    others = pages.rows("SELECT article_id FROM story_articles WHERE story_id = ? AND article_id <> ?", story, number)
    hrefs = _hrefs(pages, number, "story")
    assert {f"/article/{other}" for (other,) in others} <= {*hrefs}
    assert f"/story/{story}" in hrefs


def _hrefs(pages: Pages, number: object, heading: str) -> list[str]:
    links = pages.page(f"/article/{number}").css(f"section[aria-labelledby={heading}] a")
    return [str(link.attributes["href"]) for link in links]


def test_it_is_cited_as_the_command_cites_it(pages: Pages) -> None:
    shown_forms = texts(pages.page("/article/4"), ".citation")
    printed = [
        scraper("--db", pages.db, "cite", "4", "--format", form).out for form in ("text", "bibtex", "ris", "csl")
    ]
    assert shown_forms == [" ".join(text.split()) for text in printed]


def test_digests_and_sources_are_named(pages: Pages) -> None:
    digest, capture, sources = pages.rows(
        "SELECT a.digest, lower(hex(c.digest)), a.sources FROM articles a JOIN captures c ON c.id = a.capture_id"
        " WHERE a.id = 4"
    )[0]
    proof = pages.page("/article/4").css_first("section[aria-labelledby=proof]")
    assert proof is not None
    assert texts(proof, "code") == [capture, digest]
    assert texts(proof, "tbody td") == [" ".join(str(one).split()) for one in json.loads(str(sources)).values()]


def test_an_article_that_is_gone_says_so_above_its_text(pages: Pages) -> None:
    gone = pages.rows(_GONE)
    assert gone
    for (number,) in gone:
        banners = texts(pages.page(f"/article/{number}"), "article header .banner")
        assert any(banner.startswith("No longer there since ") for banner in banners)


def test_a_reserved_text_is_not_there_and_the_page_says_why(pages: Pages) -> None:
    tree = pages.page(f"/article/{_RESERVED}")
    assert "Its site reserves the text" in text_of(tree.css_first("article"))
    proof = text_of(tree.css_first("section[aria-labelledby=proof]"))
    assert "Its site reserves, as read on 12 November 2026: tdm-reservation: 1 (a meta element)." in proof
    assert "SHA-256" not in proof


def test_a_text_of_megabytes_is_shown_in_parts(pages: Pages) -> None:
    tree = pages.page(f"/article/{_LENGTHY}")
    part = len(" ".join(texts(tree, "article > p:not(.banner)")))
    assert MOST_SHOWN / 2 < part < MOST_SHOWN * 1.1
    ((length,),) = pages.rows("SELECT length(body) FROM articles WHERE id = ?", _LENGTHY)
    whole = pages.page(f"/article/{_LENGTHY}?text=all")
    assert len(" ".join(texts(whole, "article > p"))) > 0.9 * int(str(length))
    assert not texts(whole, "article > .banner")


def test_thousands_of_links_and_names_are_shown_in_parts(pages: Pages) -> None:
    tree = pages.page(f"/article/{_CROWDED}")
    references = tree.css_first("section[aria-labelledby=references]")
    assert references is not None
    assert len(references.css("li")) == 300
    assert " of 2,0" in text_of(references)
    assert "and 9" in text_of(tree.css_first(".byline"))


def test_links_lead_outside_without_a_trace_and_never_run(pages: Pages) -> None:
    links = pages.page(f"/article/{_CROWDED}").css("main a")
    outside = [link for link in links if str(link.attributes["href"]).startswith("http")]
    assert len(outside) > 300
    assert {link.attributes.get("rel") for link in outside} == {"noopener noreferrer nofollow"}
    inside = {str(link.attributes["href"])[0] for link in links if link not in outside}
    assert inside <= {"/", "#", "?"}


def test_any_spelling_of_its_address_leads_to_it(pages: Pages) -> None:
    ((url,),) = pages.rows("SELECT url FROM articles WHERE id = 4")
    for spelling in (str(url), f"{url}?utm_source=x", f"{url}#oben", str(url).upper().split("://")[0] + str(url)[4:]):
        tree = pages.page(f"/article?url={spelling.replace('#', '%23')}")
        assert texts(tree, "h1") == [title for (title,) in pages.rows("SELECT title FROM articles WHERE id = 4")]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/article/999999", 404, "There is no article 999999."),
        (f"/article/{'9' * 30}", 404, "There is no article 99999999999999999999."),
        ("/article/0", 404, "There is no article 0."),
        ("/article", 400, "Which article?"),
        ("/article?url=http://", 400, "http://"),
        ("/article?url=https://nirgends.example/", 404, "there is no such article in the archive"),
    ],
)
def test_what_is_not_there_is_said(pages: Pages, path: str, status: int, said: str) -> None:
    assert said in text_of(pages.page(path, status).css_first("main"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(url=st.text() | st.text().map(lambda text: f"https://{text}") | st.from_regex(r"https?://[a-zäöü.:0-9@/-]+"))
def test_whatever_is_typed_as_an_address_is_answered(press_archive: Path, url: str) -> None:
    house = House(press_archive, {}, frozenset(), lambda: DAYS[-1])
    with Archive.read(press_archive) as archive, pytest.raises((NotThereError, WrongWordsError)):
        by_url(archive, house, Asked({}, {"url": [url]}, "html", "/article", "http://127.0.0.1"))


@given(st.text())
def test_no_word_of_a_text_is_lost(text: str) -> None:
    words = [word for paragraph in shown(text, everything=True).paragraphs for line in paragraph.lines for word in line]
    assert "".join(words).split() == "".join(words).split()
    kept = "".join("".join(text.split()))
    letters = [letter for letter in kept if letter.isalnum()]
    assert [letter for letter in "".join(words) if letter.isalnum()] == letters


@given(st.text(alphabet="ab \n.", min_size=1).map(lambda text: text * (MOST_SHOWN // len(text) + 1)))
def test_a_long_text_is_cut_near_the_bound(text: str) -> None:
    found = shown(text, everything=False)
    assert 0 <= found.left_out <= len(text) - MOST_SHOWN // 2


@pytest.mark.parametrize(
    ("stated", "kept"),
    [("de", "de"), ("de-AT", "de-AT"), ('de" onclick="x', None), ("", None), (None, None), ("deutsch", None)],
)
def test_only_a_language_is_written_as_one(stated: str | None, kept: str | None) -> None:
    assert language(stated) == kept
