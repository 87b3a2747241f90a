"""Two states of an article on one page: the words of both, and a form that chooses them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_reading import Pages, pages_of, text_of, texts
from scraper.analysis.timeline import State
from scraper.model import Article
from scraper.serve.pages.article_history import differences
from scraper.serve.pages.diff import _sides
from scraper.web.plain_text import clean

_EDITED = (
    "SELECT v.article_id, v.body, a.body, a.title, a.lead FROM versions v JOIN articles a ON a.id = v.article_id"
    " WHERE v.changed LIKE '%body%' AND (SELECT count(*) FROM versions o WHERE o.article_id = v.article_id) = 1"
)
_UNEDITED = "SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM versions) ORDER BY id LIMIT 1"


@pytest.fixture(scope="module")
def pages(press_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(press_archive, tmp_path_factory.mktemp("states")) as found:
        yield found


def test_the_last_edit_is_shown_where_none_is_named(pages: Pages) -> None:
    number, before, *after = pages.rows(_EDITED)[0]
    tree = pages.page(f"/article/{number}/diff")
    assert [option.attributes["value"] for option in tree.css("select[name=from] option[selected]")] == ["1"]
    assert [option.attributes["value"] for option in tree.css("select[name=to] option[selected]")] == ["2"]
    removed, added = " ".join(texts(tree, ".text p del")), " ".join(texts(tree, ".text p ins"))
    assert removed or added
    assert all(word in str(before) for word in removed.split())
    assert all(word in str(after) for word in added.split())


def test_states_stand_beside_one_another_as_they_were(pages: Pages) -> None:
    number, before, after, *_ = pages.rows(_EDITED)[0]
    tree = pages.page(f"/article/{number}/diff?from=1&to=2&view=beside")
    table = tree.css("main table")[texts(tree, "main h2").index("Text")]
    sides = [" ".join(texts(table, f"td:nth-child({place})")) for place in (1, 2)]
    both = [" ".join(str(body).split()) for body in (before, after)]
    assert [side.replace(" ", "") for side in sides] == [body.replace(" ", "") for body in both]


def test_a_state_may_be_compared_with_itself_and_backwards(pages: Pages) -> None:
    number = pages.rows(_EDITED)[0][0]
    assert "No word differs." in text_of(pages.page(f"/article/{number}/diff?from=2&to=2").css_first("main"))
    forwards, backwards = (
        pages.page(f"/article/{number}/diff?from={one}&to={other}") for one, other in ((1, 2), (2, 1))
    )
    assert texts(forwards, ".text del") == texts(backwards, ".text ins")


def test_an_article_without_an_edit_says_so(pages: Pages) -> None:
    ((number,),) = pages.rows(_UNEDITED)
    tree = pages.page(f"/article/{number}/diff")
    assert "There is nothing to compare yet." in text_of(tree.css_first("main"))
    assert not tree.css("main form")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("from=3", 404, "has states 1 to 2; there is no state 3."),
        ("to=0", 404, "there is no state 0."),
        ("from=eins", 400, "States are named by their numbers"),
        ("from=²", 400, "States are named by their numbers"),
        (f"from={'1' * 5000}", 400, "States are named by their numbers"),
        ("view=x", 400, "'view' is inline or beside."),
    ],
)
def test_what_is_no_state_is_said(pages: Pages, query: str, status: int, said: str) -> None:
    number = pages.rows(_EDITED)[0][0]
    assert said in text_of(pages.page(f"/article/{number}/diff?{query}", status).css_first("main"))


def test_an_article_that_is_not_there_has_no_states(pages: Pages) -> None:
    assert "There is no article 999999." in text_of(pages.page("/article/999999/diff", 404).css_first("main"))


_WORDS = st.lists(st.sampled_from(["Amt", "öffnet", "am", "Montag", ".", ",", "\n\n", "12"]), max_size=30).map(" ".join)


@given(_WORDS, _WORDS)
def test_each_side_has_the_words_of_its_state(before: str, after: str) -> None:
    states = [
        State(number, "2026-11-01T00:00:00Z", None, Article("https://a.example/", "a", title="A", body=body), 1, None)
        for number, body in enumerate((before, after), 1)
    ]
    fields = differences(states[0], states[1])
    if not fields:
        assert clean(before).split() == clean(after).split()
        return
    (field,) = fields
    for side, text in enumerate((before, after)):
        shown = " ".join("".join(words for _, words in _sides(paragraph)[side]) for paragraph in field.paragraphs)
        assert "".join(shown.split()) == "".join(text.split())


def test_no_blank_is_left_where_words_were_put_in_before_a_sign() -> None:
    stretches = [
        ("equal", "Es sind 14 Ämter "),
        ("insert", "und die Schule"),
        ("equal", ". Danach "),
        ("delete", "nicht "),
        ("equal", "mehr."),
    ]
    before, after = ("".join(words for _, words in side) for side in _sides(stretches))
    assert before == "Es sind 14 Ämter. Danach nicht mehr."
    assert after == "Es sind 14 Ämter und die Schule. Danach mehr."
