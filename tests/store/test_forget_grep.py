"""Nothing of a forgotten article is left: no piece of 40 bytes in any file of the archive, and no word in its index."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest
from forget_pieces import left_of

from empty_archive import put_empty_archive
from index_contents import ask, fits
from scraper.model import Alternate, Article, Exchange, Reason, Reference, Related, Vendor, fault
from scraper.model import Image as Picture
from scraper.store import Archive, scrub
from scraper.store.forget import AT_ONCE, Removed
from scraper.store.reach import COLUMNS
from scraper.web.urls import path_of
from store_records import LATER, NOW, SITE, full_article, one, page_of, plain, response, rows, save, sqlite, write

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"
# Articles of the archive, and every how many-th of them is forgotten.
ARTICLES, EVERY = 60, 5
OTHER = "https://amtsblick.example/meldung_77"


class Writer:
    """Writes texts of words that stand nowhere else."""

    def __init__(self) -> None:
        self._random = random.Random(15)  # noqa: S311  (the same texts in each run)

    def words(self, number: int) -> str:
        return " ".join("".join(self._random.choices(LETTERS, k=self._random.randint(6, 14))) for _ in range(number))

    def slug(self) -> str:
        return self.words(6).translate(str.maketrans("äöüß ", "aous-"))

    def article(self, number: int, **changes: object) -> Article:
        values = {
            "title": self.words(6),
            "lead": self.words(20),
            "body": self.words(self._random.choice([40, 300, 900])),
        }
        return plain(
            number, **(values | {"keywords": [self.words(3), "Rathaus"], "authors": [self.words(3)]} | changes)
        )


def html(article: Article) -> bytes:
    return f"<html><h1>{article.title}</h1><p>{article.lead}</p><p>{article.body}</p></html>".encode()


def texts_of(article: Article) -> list[str]:
    texts = [article.title, article.lead or "", article.body, path_of(article.url), *article.authors]
    return texts + [word for word in article.keywords if word != "Rathaus"]


def forget(archive: Archive, *articles: int, addresses: tuple[str, ...] = ()) -> Removed:
    return archive.forgetting({SITE.id: SITE}, LATER).run(articles, addresses)


def without_secure_delete(archive: Archive) -> None:
    """Let deleted rows leave their bytes in the file, as in most builds of SQLite."""
    archive._db.execute("PRAGMA secure_delete = OFF")


def test_each_column_of_each_table_is_named_with_what_becomes_of_it(archive: Archive) -> None:
    tables = (
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '*_fts*'"
        " AND name NOT GLOB 'articles_words_*'"
    )
    there = {
        name: sorted(row[0] for row in rows(archive, "SELECT name FROM pragma_table_info(?)", name))
        for (name,) in rows(archive, tables)
    }
    named = {table: sorted(" ".join(parts.values()).split()) for table, parts in COLUMNS.items()}
    assert named == there


def test_no_piece_of_many_articles_is_left_among_others_that_stay(path: Path) -> None:
    put_empty_archive(path)
    writer = Writer()
    states: dict[int, list[Article]] = {}
    with Archive.open(path) as archive:
        without_secure_delete(archive)
        for number in range(ARTICLES):
            article = writer.article(number)
            states[number] = [article]
            save(archive, article, html(article))
            if number % 2:
                # The text of the newest state is overwritten in place, and rows move to other pages.
                edited = writer.article(number, title=article.title)
                states[number].append(edited)
                save(archive, edited, html(edited), LATER)
        gone = [number for number in states if number % EVERY == 0]
        ids = [one(archive, "SELECT id FROM articles WHERE url = ?", states[number][0].url) for number in gone]
        forget(archive, *ids)
        assert archive.scrub()
    texts = [text for number in gone for article in states[number] for text in texts_of(article)]
    assert left_of(path, texts) == []
    # The others are whole.
    others = [state for number in states if number not in gone for state in states[number]]
    with Archive.read(path) as archive:
        bodies = {row[0] for row in rows(archive, "SELECT body FROM articles UNION ALL SELECT body FROM versions")}
        assert bodies == {article.body for article in others}
        payloads = [row[0] for row in rows(archive, "SELECT id FROM payloads")]
        assert sorted(map(archive.captures.payloads.body, payloads)) == sorted(map(html, others))
        assert rows(archive, "PRAGMA integrity_check") == [("ok",)]
        assert rows(archive, "PRAGMA foreign_key_check") == []


def test_no_piece_is_left_where_an_article_left_its_mark_in_every_table(path: Path) -> None:
    put_empty_archive(path)
    writer = Writer()
    with Archive.open(path) as archive:
        without_secure_delete(archive)
        texts = _with_marks_everywhere(archive, writer)
        assert left_of(path, texts)
        article_id = one(archive, "SELECT id FROM articles WHERE site = 'amtsblick' ORDER BY id LIMIT 1")
        removed = forget(archive, article_id)
        assert archive.scrub()
        others = [row[0] for row in rows(archive, "SELECT id FROM articles")]
        assert removed.named_by == frozenset(others)
        assert archive._db.execute("SELECT count(*) FROM links").fetchone()[0] == 1
    # The index stores of each word what differs from the word before it.
    data = path.read_bytes()
    ends = {word[3:].encode() for text in texts for word in text.split() if len(word) > 10}
    assert [end for end in ends if end in data] == []
    assert left_of(path, texts) == []


def _with_marks_everywhere(archive: Archive, writer: Writer) -> list[str]:
    """Write an article with all that can hang on one, and others that name it; return what is to be gone."""
    url, asked, between = (f"https://amtsblick.example/{writer.slug()}" for _ in range(3))
    druck, page_two = f"{url}?druck=1", f"{url}?seite=2"
    captions = [writer.words(5) for _ in range(6)]
    article = writer.article(
        1,
        url=url,
        section=captions[0],
        images=[Picture(f"{url}/bild.jpg", captions[1], captions[2])],
        vendors=[Vendor(captions[3], captions[4])],
        alternates=[Alternate(druck, "print")],
        related=[Related(captions[5], OTHER, None, None)],
    )
    via = tuple(
        Exchange(at, 301, b"GET / HTTP/1.1\r\n", f"HTTP/1.1 301 Moved\r\nLocation: {to}\r\n".encode(), None, None, NOW)
        for at, to in ((asked, between), (between, url))
    )
    further = replace(response(html(article)[:300], url=page_two), requested_url=page_two)
    with archive.transaction():
        write(archive, article, response(html(article), NOW, url, requested_url=asked, via=via, further=(further,)))
    edited = replace(article, body=writer.words(500), lead=writer.words(30))
    save(archive, edited, html(edited), LATER)
    # Its print version is another form, and an answer of which only the capture is kept.
    printed = replace(edited, url=druck, alternates=[])
    save(archive, printed, html(edited) + b"<!-- druck -->", LATER, requested_url=druck)
    teaser = writer.words(12)
    names = {
        "related": [Related(article.title, url, None, teaser), Related(article.title), Related("Andere", OTHER)],
        "links": [Reference(asked, writer.words(5))],
    }
    namer = writer.article(2, **names)
    save(archive, namer, html(namer))
    # An earlier state of the other article has it in its record.
    save(archive, replace(namer, body=writer.words(80)), b"<p>neu</p>", LATER)
    _notes(archive, url, page_two)
    wanted = [path_of(url), path_of(asked), path_of(between), teaser, namer.links[0].text, *captions]
    return wanted + texts_of(article) + texts_of(edited)


def _notes(archive: Archive, url: str, page_two: str) -> None:
    """Let pages, problems and checks of links name an address."""
    with archive.transaction():
        archive.frontier.add(OTHER, SITE.id, "article", "failed", "andere", found_in=url)
        why = fault(Reason.SAME_TEXT, count=4, url=url)
        archive.problems.note(SITE.id, OTHER, why, NOW)
        archive.problems.note(SITE.id, None, fault(Reason.SITE_FAILED, code="x", why=f"Fehler bei {page_two}."), NOW)
        archive.problems.note(SITE.id, url, fault(Reason.TIMEOUT), NOW)
        archive._db.execute(
            "UPDATE pages SET reason = ?, detail = ? WHERE url = ?", ["same_text", why.detail_text(), OTHER]
        )
        for checked, moved_to in ((url, None), (OTHER, url)):
            archive._db.execute(
                "INSERT INTO link_checks (url, state, since, checked_at, moved_to) VALUES (?, 'moved', ?, ?, ?)",
                [checked, "2026-11-23T09:30:00Z", "2026-11-23T09:30:00Z", moved_to],
            )


def test_the_log_is_emptied_by_the_next_program_where_another_one_reads(path: Path) -> None:
    put_empty_archive(path)
    writer = Writer()
    article, other = writer.article(1), writer.article(2)
    with sqlite(path) as reader:
        with Archive.open(path) as archive:
            save(archive, article, html(article))
            save(archive, other, html(other))
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM articles").fetchone()
            forget(archive, 1)
            assert not scrub.finish(archive._db, patience=0.0)
            assert scrub.is_left(archive._db)
        with Archive.open(path) as archive:
            assert scrub.is_left(archive._db)
            assert left_of(path, texts_of(article))
        reader.execute("COMMIT")
        with Archive.open(path) as archive:
            assert not scrub.is_left(archive._db)
            # A program that reads nothing right now keeps the log from being removed, not from being emptied.
            assert left_of(path, texts_of(article)) == []
            assert [row[0] for row in rows(archive, "SELECT body FROM articles")] == [other.body]


def test_no_word_of_a_forgotten_article_is_left_in_the_second_index(path: Path) -> None:
    put_empty_archive(path)
    writer = Writer()
    # Words of one text, of both, of an earlier state, of a text that another program has replaced; other spellings.
    first = writer.article(1, body=f"{writer.words(60)} Geheimstraße Über-Akte gemeinsam")
    second = writer.article(2, body=f"{writer.words(60)} gemeinsam", keywords=first.keywords)
    edited = replace(first, body=f"{writer.words(60)} gemeinsam Geheimstraße")
    with Archive.open(path) as archive:
        without_secure_delete(archive)
        save(archive, first, html(first))
        save(archive, second, html(second))
        save(archive, edited, html(edited), LATER)
        with sqlite(path) as db:
            db.execute("UPDATE articles SET body = ? WHERE id = 1", [f"{writer.words(30)} Nachtwächterin"])
        forget(archive, 1)
        assert archive.scrub()
    assert fits(path)
    gone = {word for state in (first, edited) for text in texts_of(state) for word in text.split() if word.isalpha()}
    gone -= {word for text in texts_of(second) for word in text.split()} | {"Rathaus"}
    gone |= {"geheimstraße", "geheimstrasse", "nachtwächterin", "nachtwachterin"}
    data = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert [word for word in gone if word.encode() in data] == []
    assert ask(path, "SELECT count(*) FROM words WHERE word IN ('gemeinsam', 'rathaus')") == [(2,)]
    assert ask(path, "SELECT count(*) FROM index_queue") == [(0,)]


def test_a_damaged_index_keeps_no_text_of_what_is_forgotten_in_its_queue(path: Path) -> None:
    put_empty_archive(path)
    writer = Writer()
    articles = [writer.article(number) for number in range(5)]
    with Archive.open(path) as archive:
        without_secure_delete(archive)
        for article in articles:
            save(archive, article, html(article))
        with sqlite(path) as db:
            db.execute("DROP TABLE articles_words_idx")
        forget(archive, 1)
        assert archive.scrub()
        assert left_of(path, texts_of(articles[0])) == []
        with archive.transaction():
            pass
    assert fits(path)
    assert left_of(path, texts_of(articles[0])) == []


def test_samples_that_a_query_planner_keeps_go(path: Path) -> None:
    put_empty_archive(path)
    writer = Writer()
    articles = [writer.article(number) for number in range(12)]
    with Archive.open(path) as archive:
        for article in articles:
            save(archive, article, html(article))
        # Builds of SQLite with STAT4 keep values of the indexes in a table of their own.
        archive._db.execute("ANALYZE")
        forget(archive, 1, 2)
        assert archive.scrub()
    assert left_of(path, [text for article in articles[:2] for text in texts_of(article)]) == []


def test_more_articles_than_one_transaction_takes(archive: Archive) -> None:
    number = AT_ONCE + 3
    with archive.transaction():
        for at in range(number):
            write(archive, plain(at), response(b"<p>%d</p>" % at, url=f"https://amtsblick.example/meldung_{at}"))
    told: list[tuple[int, int]] = []
    forgetting = archive.forgetting({}, LATER)
    removed = forgetting.run(list(range(1, number + 1)), [], lambda done, total: told.append((done, total)))
    assert (removed.articles, removed.captures, removed.addresses) == (number, number, number)
    assert told == [(AT_ONCE, number), (number, number)]
    assert page_count(archive) == 0


def page_count(archive: Archive) -> int:
    return int(one(archive, "SELECT count(*) FROM pages"))


@pytest.mark.parametrize("kind", ["feed", "listing"])
def test_a_source_stays_in_the_frontier(archive: Archive, kind: str) -> None:
    save(archive, full_article())
    with archive.transaction():
        archive._db.execute("UPDATE pages SET kind = ?", [kind])
    forget(archive, 1)
    assert page_of(archive, full_article().url).article_id is None
    assert one(archive, "SELECT count(*) FROM articles") == 0
    assert dt.datetime.fromisoformat(one(archive, "SELECT min(at) FROM forgotten")) == LATER
