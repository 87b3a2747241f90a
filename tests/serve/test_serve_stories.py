"""Stories in the browser: who printed what, when, and what a paper made of the first text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from page_reading import Pages, pages_of, text_of, texts
from served import get


@pytest.fixture(scope="module")
def pages(press_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(press_archive, tmp_path_factory.mktemp("stories")) as found:
        yield found


def test_all_stories_with_their_papers_the_newest_first(pages: Pages) -> None:
    tree = pages.page("/stories")
    expected = pages.rows(
        "SELECT s.id, count(DISTINCT a.site), max(a.date) FROM stories s JOIN story_articles m ON m.story_id = s.id"
        " JOIN articles a ON a.id = m.article_id GROUP BY 1 ORDER BY 3 DESC, 1 DESC"
    )
    assert expected
    shown = [
        (int(str(link.attributes["href"]).removeprefix("/story/")), text_of(story.css_first(".line-meta")))
        for story in tree.css("article.story")
        for link in story.css("h2 a")
    ]
    assert [number for number, _ in shown] == [number for number, _, _ in expected]
    for (_, said), (_, papers, _) in zip(shown, expected, strict=True):
        assert said.endswith(f"{papers} papers")


def test_stories_of_many_papers_of_a_site_and_of_some_days(pages: Pages) -> None:
    records = json.loads(get(pages.base + "/stories.json?papers=3")[2])
    assert all(record["papers"] >= 3 for record in records)
    assert "No story is like this." in text_of(pages.page("/stories?papers=99").css_first("#content"))
    assert "2 papers at the least" in text_of(pages.page("/stories?papers=1", 400).css_first("#content"))
    assert "No story is like this." in text_of(pages.page("/stories?until=1999").css_first("#content"))


def test_a_story_says_who_printed_it_when_and_how_much(pages: Pages) -> None:
    for story, first in pages.rows("SELECT id, first_id FROM stories"):
        tree = pages.page(f"/story/{story}")
        printed = pages.rows(
            "SELECT a.id, a.title, m.share FROM story_articles m JOIN articles a ON a.id = m.article_id"
            " WHERE m.story_id = ?",
            story,
        )
        rows = {str(line.css("a")[1].attributes["href"]): line for line in tree.css(".lines > li")}
        assert set(rows) == {f"/article/{number}" for number, _, _ in printed}
        for number, title, share in printed:
            line = rows[f"/article/{number}"]
            assert texts(line, "a")[1] == title
            (told,) = texts(line, ".also")
            if number == first:
                assert told == "the first"
            else:
                assert f", {round(100 * float(str(share)))} % of the first text" in told


def test_what_a_paper_made_of_the_first_text_is_shown_word_by_word(pages: Pages) -> None:
    ((story, other, before, after),) = pages.rows(
        "SELECT m.story_id, m.article_id, f.title, a.title FROM story_articles m JOIN stories s ON s.id = m.story_id"
        " JOIN articles f ON f.id = s.first_id JOIN articles a ON a.id = m.article_id"
        " WHERE m.article_id <> s.first_id AND a.title <> f.title ORDER BY 1, 2 LIMIT 1"
    )
    tree = pages.page(f"/story/{story}?with={other}")
    compared = tree.css_first(".compared strong")
    assert compared is not None
    for unseen in compared.css(".unseen"):
        unseen.decompose()
    gone, new = (texts(compared, name) for name in ("del", "ins"))
    assert new
    assert set(" ".join(new).split()) <= set(str(after).split())
    assert set(" ".join(gone).split()) <= set(str(before).split())
    assert "none of this story" in text_of(pages.page(f"/story/{story}?with=999999", 400).css_first("#content"))


def test_the_number_of_any_article_of_a_story_leads_to_it(pages: Pages) -> None:
    ((story, other),) = pages.rows(
        "SELECT story_id, article_id FROM story_articles WHERE story_id <> article_id"
        " AND article_id NOT IN (SELECT id FROM stories) LIMIT 1"
    )
    assert texts(pages.page(f"/story/{other}"), "h1") == texts(pages.page(f"/story/{story}"), "h1")
    assert "There is no story 999999" in text_of(pages.page("/story/999999", 404).css_first("#content"))


def test_a_story_is_a_list_of_its_articles(pages: Pages) -> None:
    ((story,),) = pages.rows("SELECT id FROM stories LIMIT 1")
    records = json.loads(get(f"{pages.base}/story/{story}.json")[2])
    assert {record["id"] for record in records} == {
        number for (number,) in pages.rows("SELECT article_id FROM story_articles WHERE story_id = ?", story)
    }
