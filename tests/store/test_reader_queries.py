"""What a German reader types finds what the reader means."""

from __future__ import annotations

from pathlib import Path

from reader_queries import articles, judged, lines, queries


def test_what_a_german_reader_means_is_found_in_the_right_order(tmp_path: Path) -> None:
    found = judged(tmp_path / "archive.db")
    print("\n".join(lines(found)))
    assert found.is_enough, "\n".join(lines(found))


def test_the_queries_speak_of_articles_that_are_there() -> None:
    names = {name for query in queries() for name in (*query["wanted"], *query.get("unwanted", ()))}
    firsts = {query["first"] for query in queries() if "first" in query}
    assert names | firsts <= articles().keys()
    assert len(queries()) >= 60
    assert len(articles()) >= 80
