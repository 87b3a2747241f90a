"""Articles by topic: what most of them share, and each story once."""

from __future__ import annotations

import dataclasses
from typing import Any

from review_made import article, printing
from scraper.analysis.press_topics import MOST_TOPICS, Topic, entries_of, topics
from scraper.model.press_review import Printing, ReviewArticle


def topics_of(made: list[ReviewArticle], printings: dict[int, tuple[Printing, ...]]) -> list[Topic]:
    return topics(entries_of(made, printings))


def names(found: list[Topic]) -> list[tuple[str | None, list[int]]]:
    return [(topic.name, [entry.head.id for entry in topic.entries]) for topic in found]


def articles(*keywords: str, **changes: Any) -> list[Any]:
    """Return an article for each text of keywords, divided by commas."""
    return [
        article(number, keywords=tuple(filter(None, text.split(","))), **changes)
        for number, text in enumerate(keywords, 1)
    ]


def test_a_topic_is_the_keyword_that_most_share() -> None:
    found = topics_of(articles("Wohngeld,OZG", "OZG", "OZG,E-Akte", "OZG", "E-Akte,Archiv", "E-Akte", "Cloud"), {})
    assert names(found) == [("OZG", [1, 2, 3, 4]), ("E-Akte", [5, 6]), (None, [7])]


def test_of_two_that_are_shared_as_often_the_rarer_one_names_the_topic() -> None:
    # Two entries are left, which share both; "Akte" stands elsewhere, too, and is first in the alphabet.
    found = topics_of(articles("OZG,Akte", "OZG", "OZG", "OZG", "Akte,Recht", "Akte,Recht"), {})
    assert names(found) == [("OZG", [1, 2, 3, 4]), ("Recht", [5, 6])]


def test_a_section_is_a_topic_where_no_keyword_is() -> None:
    made = [
        article(1, keywords=("Recht",)),
        article(2, keywords=("Recht",)),
        article(3, section="Recht"),
        article(4, section="Breitband"),
        article(5, section="Breitband"),
        article(6, section="Meldungen"),
        article(7, section="Meldungen"),
    ]
    assert names(topics_of(made, {})) == [("Recht", [1, 2, 3]), ("Breitband", [4, 5]), (None, [6, 7])]


def test_spellings_of_a_section_are_one() -> None:
    made = [article(number, section=name) for number, name in enumerate(("IT-Sicherheit", "IT Sicherheit"), 1)]
    assert names(topics_of(made, {})) == [("IT-Sicherheit", [1, 2])]


def test_places_and_kickers_are_no_topics_of() -> None:
    made = [
        article(1, keywords=("Ahornfurt", "Kreis Öderland"), places=frozenset({"Ahornfurt"}), kicker="Kreis Öderland"),
        article(2, keywords=("Ahornfurt", "Kreis Öderland"), places=frozenset({"Ahornfurt"}), kicker="Kreis Öderland"),
    ]
    assert names(topics_of(made, {})) == [(None, [1, 2])]


def test_what_most_entries_have_is_no_topic() -> None:
    texts = [f"Digitalisierung,{'Cloud' if number < 4 else 'Wahlen'}" for number in range(12)]
    found = topics_of(articles(*texts), {})
    assert {topic.name for topic in found} == {"Cloud", None}
    # Of a few, one subject may have most.
    assert topics_of(articles("OZG", "OZG", "OZG"), {})[0].name == "OZG"


def test_a_story_is_one_entry_with_all_its_papers() -> None:
    made = [article(1, story_id=1), article(2, site="b", story_id=1), article(3), article(4, copy_of=3, site="c")]
    found = topics_of(made, {1: (printing(2, "B"), printing(9, "Z")), 2: (printing(1, "A"), printing(9, "Z"))})
    (topic,) = found
    first, second = topic.entries
    assert (first.head.id, [other.id for other in first.others], first.papers) == (1, [2, 9], 3)
    assert first.ids == {1, 2}
    assert (second.head.id, [other.id for other in second.others]) == (3, [4])


def test_a_copy_of_what_is_in_a_story_belongs_to_it() -> None:
    made = [article(1, story_id=7), article(2, site="b", copy_of=1)]
    ((entry,),) = [topic.entries for topic in topics_of(made, {1: (printing(5, "E"),)})]
    assert [other.id for other in entry.others] == [2, 5]


def test_stories_of_many_papers_come_first_in_their_topic() -> None:
    made = [article(1, keywords=("OZG",)), article(2, keywords=("OZG",), story_id=2)]
    found = topics_of(made, {2: (printing(8, "H"),)})
    assert names(found) == [("OZG", [2, 1])]


def test_there_are_only_so_many_topics_of() -> None:
    texts = [f"Thema {number // 3}" for number in range(3 * (MOST_TOPICS + 5))]
    found = topics_of(articles(*texts), {})
    assert len(found) == MOST_TOPICS + 1
    assert found[-1].name is None
    assert sum(len(topic.entries) for topic in found) == len(texts)


def test_no_articles_have_no_topics_of() -> None:
    assert topics_of([], {}) == []


def test_the_order_of_articles_does_not_choose_the_topics_of() -> None:
    made = articles("OZG,Cloud", "Cloud,Wahlen", "Wahlen,OZG", "Wahlen")
    there = {topic.name for topic in topics_of(made, {})}
    again = {topic.name for topic in topics_of([dataclasses.replace(one) for one in reversed(made)], {})}
    assert there == again
