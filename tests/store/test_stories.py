"""Stories in the archive: found as articles come, change and go, in whatever order."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from empty_archive import put_empty_archive
from made_stories import Made, made_stories, same_story
from scraper.model.flaw import Flaw
from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.sharing import CROWDED, DAYS_APART, SOON
from scraper.store.stories import Stories
from scraper.store.told import StoryFilter
from scraper.store.verify import verify
from store_records import LATER, NOW, one, response, rows, save, sqlite, write
from told_texts import DAY, OTHER, RELEASE, papers, printed, text


def stories(archive: Archive) -> list[tuple[str, ...]]:
    """Return the addresses of each story, the first article's first."""
    found: dict[int, list[str]] = {}
    sql = (
        "SELECT sa.story_id, a.url FROM story_articles sa JOIN stories s ON s.id = sa.story_id"
        " JOIN articles a ON a.id = sa.article_id ORDER BY a.id <> s.first_id, a.url"
    )
    for story, url in rows(archive, sql):
        found.setdefault(story, []).append(url.removeprefix("https://").replace(".example/meldung_", " "))
    return sorted(map(tuple, found.values()))


OF_PAPERS = [("amtsblick 1", "landkurier 3", "rathauspost 2")]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_stories_are_the_same_in_whatever_order_articles_come(archive: Archive, order: tuple[int, ...]) -> None:
    made = papers()
    for place in order:
        save(archive, made[place])
    assert stories(archive) == OF_PAPERS
    shares = dict(
        rows(archive, "SELECT a.site, sa.share FROM story_articles sa JOIN articles a ON a.id = sa.article_id")
    )
    assert shares["amtsblick"] == 1.0
    assert 0.8 < shares["rathauspost"] < 1.0
    assert 0.4 < shares["landkurier"] < 0.6


def test_an_edit_can_leave_a_story_and_come_back(archive: Archive) -> None:
    made = papers()
    for article in made:
        save(archive, article)
    changed = dataclasses.replace(made[0], body=text(OTHER[::-1]))
    save(archive, changed, b"2", LATER)
    # What was cut holds half of the other paper's text, which is the first one now.
    assert stories(archive) == [("amtsblick 1", "landkurier 4"), ("rathauspost 2", "landkurier 3")]
    save(archive, made[0], b"3", LATER + dt.timedelta(days=1))
    assert stories(archive) == OF_PAPERS


def test_an_article_that_tells_both_joins_two_stories(archive: Archive) -> None:
    ends, begins = [*RELEASE[:4], *OTHER[:4]], [*OTHER[4:], *RELEASE[1:4]]
    save(archive, printed(1, "amtsblick", RELEASE[:2] + OTHER))
    save(archive, printed(2, "rathauspost", OTHER, 1))
    assert stories(archive) == [("amtsblick 1", "rathauspost 2")]
    save(archive, printed(3, "landkurier", ends, 2))
    save(archive, printed(4, "kreisbote", begins, 3))
    (story,) = stories(archive)
    assert {"amtsblick 1", "rathauspost 2"} <= set(story)


def test_two_releases_in_one_article_are_two_stories(archive: Archive) -> None:
    save(archive, printed(1, "amtsblick", RELEASE))
    save(archive, printed(2, "rathauspost", OTHER))
    save(archive, printed(3, "landkurier", [*RELEASE, *OTHER], 1))
    assert stories(archive) == [("amtsblick 1", "landkurier 3"), ("rathauspost 2", "landkurier 3")]


def test_articles_of_one_site_make_no_story(archive: Archive) -> None:
    save(archive, printed(1, "amtsblick", RELEASE))
    save(archive, printed(2, "amtsblick", RELEASE[:6], 1))
    assert stories(archive) == []


def test_what_lies_further_apart_than_a_month_is_no_story(archive: Archive) -> None:
    save(archive, printed(1, "amtsblick", RELEASE))
    save(archive, printed(2, "rathauspost", RELEASE, DAYS_APART))
    save(archive, printed(3, "landkurier", RELEASE, -DAYS_APART - 1))
    assert stories(archive) == [("amtsblick 1", "rathauspost 2")]


def test_a_day_that_another_program_changes_counts_with_the_next_write(archive: Archive, path: Path) -> None:
    save(archive, printed(1, "amtsblick", RELEASE))
    save(archive, printed(2, "rathauspost", RELEASE, DAYS_APART + 1))
    assert stories(archive) == []
    with sqlite(path) as other:
        other.execute("UPDATE articles SET date = '2026-09-28' WHERE id = 2")
    settle(archive)
    assert stories(archive) == [("amtsblick 1", "rathauspost 2")]
    with sqlite(path) as other:
        other.execute("UPDATE articles SET date = '2025-09-28' WHERE id = 2")
    settle(archive)
    assert stories(archive) == []
    assert one(archive, "SELECT count(DISTINCT day) FROM fingerprints") == 2


def settle(archive: Archive) -> None:
    """Write, so that what waits is made anew."""
    with archive.transaction():
        pass


def test_what_another_program_deletes_is_left_out_and_then_gone(archive: Archive, path: Path) -> None:
    for article in papers():
        save(archive, article)
    with sqlite(path) as other:
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute("DELETE FROM articles WHERE id = 1")
    asked = archive.stories.newest(StoryFilter())
    assert [[member["id"] for member in row["articles"]] for row in asked.rows] == []
    assert archive.stories.also_in([3]).get(3, []) == []
    settle(archive)
    assert stories(archive) == [("rathauspost 2", "landkurier 3")]
    assert one(archive, "SELECT count(*) FROM fingerprints WHERE article_id = 1") == 0
    assert one(archive, "SELECT count(*) FROM fingerprinted WHERE article_id = 1") == 0
    assert one(archive, "SELECT count(*) FROM story_pairs WHERE article_id = 1 OR other_id = 1") == 0


def test_a_story_of_one_article_is_none(archive: Archive, path: Path) -> None:
    save(archive, printed(1, "amtsblick", RELEASE))
    save(archive, printed(2, "rathauspost", RELEASE, 1))
    with sqlite(path) as other:
        other.execute("DELETE FROM articles WHERE id = 2")
    settle(archive)
    for table in ("stories", "story_articles", "story_pairs"):
        assert one(archive, f"SELECT count(*) FROM {table}") == 0


def test_a_number_that_is_given_again_is_another_article(archive: Archive, path: Path) -> None:
    save(archive, printed(1, "amtsblick", RELEASE))
    save(archive, printed(2, "rathauspost", RELEASE, 1))
    with sqlite(path) as other:
        copy = other.execute("SELECT * FROM articles WHERE id = 2").fetchone()
        columns = [row[1] for row in other.execute("PRAGMA table_info(articles)")]
        other.execute("DELETE FROM articles WHERE id = 2")
        values = dict(zip(columns, copy, strict=True)) | {"body": text(OTHER), "title": "Anderes"}
        marks = ", ".join("?" * len(values))
        other.execute(f"INSERT INTO articles ({', '.join(values)}) VALUES ({marks})", list(values.values()))
    settle(archive)
    assert stories(archive) == []
    save(archive, printed(3, "landkurier", OTHER, 2))
    assert stories(archive) == [("rathauspost 2", "landkurier 3")]


def test_forgetting_leaves_no_fingerprint_and_no_story(archive: Archive) -> None:
    for article in papers():
        save(archive, article)
    archive.forgetting({}, LATER).run([1, 3], [])
    assert stories(archive) == []
    for table in ("fingerprints", "fingerprinted"):
        assert one(archive, f"SELECT count(*) FROM {table} WHERE article_id IN (1, 3)") == 0
    assert rows(archive, "PRAGMA foreign_key_check") == []


def test_a_reserved_article_is_in_no_story(archive: Archive) -> None:
    save(archive, printed(1, "amtsblick", RELEASE))
    save(archive, dataclasses.replace(printed(2, "rathauspost", RELEASE), body="", lead=None))
    assert stories(archive) == []
    assert one(archive, "SELECT count(*) FROM fingerprinted") == 1


def test_everything_made_anew_is_what_it_was(archive: Archive) -> None:
    for article in papers()[::-1]:
        save(archive, article)
    tables = ("stories", "story_articles", "story_pairs", "fingerprints", "fingerprinted")
    before = [rows(archive, f"SELECT * FROM {table}") for table in tables]
    with archive.transaction():
        for table in tables:
            archive._db.execute(f"DELETE FROM {table}")
        archive._db.execute("INSERT INTO index_queue (article_id, is_indexed) SELECT id, 0 FROM articles")
        # The other derivations hold these articles already.
        archive.derived._derivations = (Stories(archive._db),)
    assert [rows(archive, f"SELECT * FROM {table}") for table in tables] == before
    # Once more without clearing.
    with archive.transaction():
        archive._db.execute("INSERT INTO index_queue (article_id, is_indexed) SELECT id, 0 FROM articles")
    assert [rows(archive, f"SELECT * FROM {table}") for table in tables] == before


def test_indexes_that_are_built_anew_have_all_stories(archive: Archive) -> None:
    for article in papers():
        save(archive, article)
    before = rows(archive, "SELECT * FROM story_articles")
    assert len(before) == 3
    archive.indexes.rebuild(lambda text, done, total: None)
    assert rows(archive, "SELECT * FROM story_articles") == before


def test_what_was_changed_while_nothing_watched_is_put_to_rights(archive: Archive, path: Path) -> None:
    for article in papers():
        save(archive, article)
    with sqlite(path) as other:
        other.execute("UPDATE articles SET body = ? WHERE id = 3", [text(OTHER)])
        other.execute("DELETE FROM articles WHERE id = 2")
        other.execute("UPDATE index_queue SET is_indexed = 0, body = NULL, lead = NULL")
    archive.derived._derivations = (Stories(archive._db),)
    settle(archive)
    assert one(archive, "SELECT count(*) FROM fingerprints WHERE article_id = 2") == 0
    held = "SELECT count(*) FROM fingerprints WHERE article_id = 3"
    assert one(archive, held) == one(archive, "SELECT hashes FROM fingerprinted WHERE article_id = 3")
    assert stories(archive) == []


def test_articles_of_one_transaction_find_one_another(archive: Archive) -> None:
    with archive.transaction():
        for number, article in enumerate(papers()):
            write(archive, article, response(b"%d" % number, url=article.url))
    assert stories(archive) == OF_PAPERS


def put(archive: Archive, made: list[Made], order: list[int]) -> None:
    """Put made articles into an archive with rows alone, one after the other."""
    archive.derived._derivations = (Stories(archive._db),)
    with archive.transaction():
        for place in order:
            this = made[place]
            site = f"https://{this.site}.example/"
            archive._db.execute("INSERT OR IGNORE INTO sites VALUES (?, ?, ?)", [this.site, this.site, site])
            archive._db.execute(
                "INSERT INTO articles (url, site, title, date, body, words, digest, first_seen, last_seen, changed_at,"
                " reader) VALUES (?, ?, ?, ?, ?, ?, ?, '2026-11-01T00:00:00Z', '', '', '')",
                [
                    f"{site}meldung_{place}",
                    this.site,
                    this.title,
                    this.day.isoformat(),
                    this.body,
                    len(this.body),
                    place,
                ],
            )
            archive.derived.settle()


def places(archive: Archive) -> set[tuple[int, ...]]:
    return {tuple(int(url.split()[1]) for url in story) for story in stories(archive)}


@pytest.fixture(scope="module")
def of_made(tmp_path_factory: pytest.TempPathFactory) -> dict[int, set[tuple[int, ...]]]:
    """The stories of one set of made texts, in three orders."""
    found = {}
    made = made_stories(1, 2)
    for seed in range(3):
        order = list(range(len(made)))
        if seed:
            random.Random(seed).shuffle(order)  # noqa: S311
        path = tmp_path_factory.mktemp("made") / "archive.db"
        put_empty_archive(path)
        with Archive.open(path) as archive:
            put(archive, made, order)
            found[seed] = places(archive)
    return found


def test_made_texts_are_grouped_alike_in_any_order(of_made: dict[int, set[tuple[int, ...]]]) -> None:
    assert of_made[1] == of_made[0]
    assert of_made[2] == of_made[0]


def test_made_texts_are_grouped_as_they_were_made(of_made: dict[int, set[tuple[int, ...]]]) -> None:
    made = made_stories(1, 2)
    found = {
        pair
        for story in of_made[0]
        for pair in itertools.combinations(sorted(story), 2)
        if made[pair[0]].site != made[pair[1]].site
    }
    wanted = {pair for pair in itertools.combinations(range(len(made)), 2) if same_story(made[pair[0]], made[pair[1]])}
    assert found <= wanted
    missed = [max((made[at] for at in pair), key=lambda one: one.rate or 0) for pair in wanted - found]
    assert [one for one in missed if (one.rate or 0) < 0.6] == []
    assert len(missed) <= 2


ABOUT = OTHER


def test_what_four_articles_of_a_site_have_in_common_is_left_out(archive: Archive) -> None:
    # Three sentences of news each, and eight that stand below every article of both papers.
    parts = [RELEASE[at : at + 2] for at in range(0, 10, 2)]
    for number, part in enumerate(parts):
        save(archive, printed(number, "amtsblick", [*part, *ABOUT], number))
    save(archive, printed(9, "rathauspost", ["Ganz etwas anderes steht heute in dieser Zeitung.", *ABOUT], 5))
    assert stories(archive) == []
    # Of a story, what is above it is the same.
    save(archive, printed(10, "landkurier", [*parts[1], *ABOUT], 2))
    assert ("amtsblick 1", "landkurier 10") in stories(archive)


def test_boilerplate_that_becomes_known_later_is_left_out_then(archive: Archive) -> None:
    parts = [RELEASE[at : at + 2] for at in range(0, 10, 2)]
    save(archive, printed(0, "amtsblick", [*parts[0], *ABOUT]))
    save(archive, printed(9, "rathauspost", [*parts[1], *ABOUT], 1))
    assert stories(archive) == [("amtsblick 0", "rathauspost 9")]
    for number, part in enumerate(parts[2:], 1):
        save(archive, printed(number, "amtsblick", [*part, *ABOUT], number))
    assert stories(archive) == []


def test_what_stands_in_three_papers_on_three_occasions_is_left_out(archive: Archive, path: Path) -> None:
    parts = [RELEASE[at : at + 3] for at in range(0, 9, 3)]
    save(archive, printed(0, "amtsblick", [*parts[0], *ABOUT]))
    save(archive, printed(1, "rathauspost", [*parts[1], *ABOUT], 10))
    assert stories(archive) == [("amtsblick 0", "rathauspost 1")]
    save(archive, printed(2, "landkurier", [*parts[2], *ABOUT], 20))
    assert stories(archive) == []
    with sqlite(path) as other:
        other.execute("DELETE FROM articles WHERE url LIKE '%meldung_2'")
    settle(archive)
    assert stories(archive) == [("amtsblick 0", "rathauspost 1")]


def test_a_release_that_a_monthly_prints_late_is_one_story(archive: Archive) -> None:
    save(archive, printed(0, "amtsblick", RELEASE))
    save(archive, printed(1, "rathauspost", RELEASE[:6], 3))
    save(archive, printed(2, "landkurier", RELEASE[2:], 24))
    assert stories(archive) == [("amtsblick 0", "landkurier 2", "rathauspost 1")]


@pytest.mark.parametrize(("days", "is_story"), [(SOON, True), (SOON + 1, False), (-SOON - 1, False)])
def test_what_repeats_some_background_weeks_later_is_another_story(archive: Archive, days: int, is_story: bool) -> None:
    save(archive, printed(0, "amtsblick", RELEASE))
    save(archive, printed(1, "rathauspost", [*OTHER[:3], *RELEASE[6:], OTHER[3]], days))
    assert bool(stories(archive)) == is_story


def test_single_phrases_on_many_occasions_leave_a_story_what_it_is(archive: Archive) -> None:
    for number, sentence in enumerate(RELEASE):
        own = [OTHER[place % len(OTHER)].replace("die", f"d{number}") for place in range(number, number + 5)]
        paper = ("kreisbote", "stadtnetz", "datenamt", "ratsruf")[number % 4]
        save(archive, printed(100 + number, paper, [sentence, *own[:1]], 8 * (number % 4) - 12))
    save(archive, printed(0, "amtsblick", RELEASE))
    save(archive, printed(1, "rathauspost", RELEASE[:6], 1))
    assert any({"amtsblick 0", "rathauspost 1"} <= set(story) for story in stories(archive))


def test_what_a_sender_says_of_itself_joins_no_releases(archive: Archive, path: Path) -> None:
    about = "Über die Kernbit Software GmbH: " + " ".join(OTHER)
    for number, part in enumerate((RELEASE[:4], RELEASE[5:9])):
        made = printed(number, f"paper{number}", part)
        save(archive, dataclasses.replace(made, body=f"{made.body}\n\n{about}"))
    assert stories(archive) == []


def test_a_text_that_stands_everywhere_bounds_the_work(archive: Archive) -> None:
    made = [
        Made(f"paper{number}", DAY, "Dasselbe", text(RELEASE), frozenset(), "copy") for number in range(CROWDED + 60)
    ]
    start = time.process_time()
    put(archive, made, list(range(len(made))))
    # Far above what it takes: each is compared with a dozen others at most, and from some on with none.
    assert time.process_time() - start < 30
    assert one(archive, "SELECT count(*) FROM story_articles") <= CROWDED + 1
    start = time.process_time()
    with archive.transaction():
        archive._db.execute("DELETE FROM articles WHERE id = 3")
    assert time.process_time() - start < 3


def test_one_sequence_in_thousands_of_articles_is_no_evidence(archive: Archive) -> None:
    save(archive, printed(1, "amtsblick", RELEASE))
    (number, day, _), *_ = rows(archive, "SELECT * FROM fingerprints")
    with archive.transaction():
        archive._db.conn.executemany(
            "INSERT INTO fingerprints VALUES (?, ?, ?)", [(number, day, other) for other in range(1000, 51_000)]
        )
    start = time.process_time()
    save(archive, printed(2, "rathauspost", RELEASE, 1))
    assert time.process_time() - start < 2
    assert stories(archive) == [("amtsblick 1", "rathauspost 2")]


@pytest.mark.parametrize("body", ["", "Kurz.", "…" * 5000, "\x00 \ud7ff" * 30, "wort " * 300_000, "😀 " * 500])
def test_any_body_can_be_archived(archive: Archive, body: str) -> None:
    for number, site in enumerate(("amtsblick", "rathauspost")):
        save(archive, printed(number, site, [], body=body))
    assert len(stories(archive)) <= 1


def test_a_fingerprint_that_was_taken_away_by_hand_is_no_hindrance(archive: Archive, path: Path) -> None:
    parts = [RELEASE[at : at + 2] for at in range(0, 10, 2)]
    for number, part in enumerate(parts[:3]):
        save(archive, printed(number, "amtsblick", [*part, *ABOUT], number))
    save(archive, printed(9, "rathauspost", [*parts[0], *ABOUT]))
    with sqlite(path) as other:
        other.execute("DELETE FROM fingerprints WHERE article_id = 1")
    save(archive, printed(5, "amtsblick", [*parts[4], *ABOUT], 4))
    save(archive, printed(6, "amtsblick", [*parts[3], *ABOUT], 4))
    assert len(stories(archive)) <= 1


def test_a_day_that_is_none_is_no_hindrance(archive: Archive, path: Path) -> None:
    save(archive, printed(1, "amtsblick", RELEASE))
    with sqlite(path) as other:
        other.execute("UPDATE articles SET date = 'gestern'")
    settle(archive)
    assert one(archive, "SELECT day FROM fingerprinted") == 0


def test_an_article_without_a_day_counts_by_its_first_visit(archive: Archive) -> None:
    save(archive, printed(1, "amtsblick", RELEASE, date=None), at=NOW)
    save(archive, printed(2, "rathauspost", RELEASE, date=NOW.date() - dt.timedelta(days=2)))
    (member,) = archive.stories.also_in([1])[1]
    assert member["days"] == -2


def test_a_story_is_told_with_its_papers(archive: Archive) -> None:
    for article in papers():
        save(archive, article)
    found = archive.stories.newest(StoryFilter())
    assert found.total == 1
    (story,) = found.rows
    assert {name: story[name] for name in ("id", "date", "last_date", "papers", "title")} == {
        "id": 1,
        "date": "2026-09-22",
        "last_date": "2026-09-24",
        "papers": 3,
        "title": "Öderland führt E-Akte ein",
    }
    told = [(row["site"], row["days"], row["is_first"], row["change"]) for row in story["articles"]]
    assert told == [
        ("amtsblick", 0, True, None),
        ("rathauspost", 1, False, None),
        ("landkurier", 2, False, "shortened"),
    ]


NARROWED: list[tuple[dict[str, Any], int]] = [
    ({"days": Days(since=DAY + dt.timedelta(days=2))}, 1),
    ({"days": Days(since=DAY + dt.timedelta(days=3))}, 0),
    ({"days": Days(until=DAY)}, 1),
    ({"days": Days(until=DAY - dt.timedelta(days=1))}, 0),
    ({"sites": ("landkurier",)}, 1),
    ({"sites": ("kreisbote",)}, 0),
    ({"sites": ("amtsblick",), "days": Days(since=DAY + dt.timedelta(days=1))}, 0),
    ({"papers": 3}, 1),
    ({"papers": 4}, 0),
]


@pytest.mark.parametrize(("narrow", "count"), NARROWED)
def test_stories_are_asked_for_by_day_site_and_papers(archive: Archive, narrow: dict[str, Any], count: int) -> None:
    for article in papers():
        save(archive, article)
    found = archive.stories.newest(StoryFilter(**narrow))
    assert (len(found.rows), found.total) == (count, count)


def test_the_newest_story_comes_first_and_the_limit_counts_stories(archive: Archive) -> None:
    for article in [*papers(), printed(5, "amtsblick", OTHER, 4)]:
        save(archive, article)
    asked = StoryFilter(limit=1)
    found = archive.stories.newest(asked)
    assert [row["title"] for row in found.rows] == ["Hundesteuer vom Sofa aus"]
    assert found.total == 2


def test_how_much_two_articles_have_in_common(archive: Archive) -> None:
    for article in papers():
        save(archive, article)
    first, second = archive.stories.together(1, 3), archive.stories.together(3, 1)
    assert first is not None
    assert second is not None
    assert first["id"] == second["id"] == 1
    assert (first["first_in_second"], first["second_in_first"]) == (
        second["second_in_first"],
        second["first_in_second"],
    )
    assert first["second_in_first"] > 0.9
    assert archive.stories.together(1, 4) is None


def test_duplicates_stay_those_of_the_same_text(archive: Archive) -> None:
    same = {"title": "Dasselbe"}
    save(archive, printed(1, "amtsblick", RELEASE, **same))
    save(archive, printed(2, "amtsblick", RELEASE, **same), b"2")
    save(archive, printed(3, "rathauspost", RELEASE, **same), b"3")
    assert rows(archive, "SELECT id, duplicate_of FROM articles") == [(1, None), (2, 1), (3, 1)]
    # Copies of one site come in by what they have in common with the other one's.
    assert stories(archive) == [("amtsblick 1", "amtsblick 2", "rathauspost 3")]


def test_the_lead_is_part_of_the_text(archive: Archive) -> None:
    save(archive, printed(1, "amtsblick", RELEASE))
    save(archive, printed(2, "rathauspost", [], lead=text(RELEASE[:6]), body="Mehr lesen Sie im Heft."))
    assert stories(archive) == [("amtsblick 1", "rathauspost 2")]


def test_records_of_stories_are_json(archive: Archive) -> None:
    for article in papers():
        save(archive, article)
    json.dumps(archive.stories.newest(StoryFilter()).rows)
    json.dumps(archive.stories.also_in([1, 2, 3, 4]))


DAMAGES = [
    ("DELETE FROM fingerprints WHERE article_id = 2", 1),
    ("DELETE FROM fingerprinted WHERE article_id = 2", 1),
    ("DELETE FROM fingerprints", 4),
    ("UPDATE fingerprinted SET text = 0 WHERE article_id > 2", 2),
    ("INSERT INTO fingerprinted VALUES (99, 0, 'amtsblick', 0, 0)", 1),
]


@pytest.mark.parametrize(("damage", "count"), DAMAGES)
def test_fingerprints_that_are_not_of_the_texts_are_told_and_put_to_rights(
    archive: Archive, path: Path, damage: str, count: int
) -> None:
    for article in papers():
        save(archive, article)
    assert verify(path, LATER).findings == []
    with sqlite(path) as other:
        other.execute(damage)
    (found,) = verify(path, LATER).findings
    assert (found.flaw, found.detail) == (Flaw.FINGERPRINTS_DIFFER, {"articles": count})
    archive.derived._derivations = (Stories(archive._db),)
    with archive.transaction():
        archive._db.execute("INSERT INTO index_queue (article_id, is_indexed) SELECT id, 0 FROM articles")
        archive._db.execute(
            "INSERT OR IGNORE INTO index_queue (article_id, is_indexed) SELECT article_id, 0 FROM fingerprinted"
        )
    assert verify(path, LATER).findings == []
    assert stories(archive) == OF_PAPERS
