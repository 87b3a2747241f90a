"""What stands in the place of the world when the pages' commands run: sites, files and machines of the demo.

The pages name real sites, since their readers follow real ones. Each such name is a row of :func:`stand_ins`, each file
that a block needs beforehand a row of ``PREPARED``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scraper.demo import DemoPress, DemoSite
from store_records import sqlite

# Shell lines that run before a block: the page, words by which the block is known, and the lines.
PREPARED: tuple[tuple[str, str, str], ...] = (
    ("researcher.md", "import warc", "scraper export warc --output CC-NEWS-20190501.warc.gz"),
    ("dataset.md", "import warc", "mkdir news && scraper export warc --output news/one.warc.gz"),
    ("exchange.md", "crawl/*.warc.gz", "mkdir crawl && scraper export warc --output crawl/one.warc.gz"),
    ("cluster.md", "time scraper", "scraper export warc --output one.warc.gz && echo one.warc.gz > 2019-05.txt"),
    ("asking.md", "names import", 'cp "$HOME/GV100AD.txt" .'),
)
# Before the text of a Python block: what its reader has at hand.
GIVEN_IN_PYTHON: tuple[tuple[str, str], ...] = (
    ("parse(html", "html = '<html lang=de><title>Amt</title><article><h1>Ein Amt</h1><p>Ein Text.</p></article>'\n"),
)
SQL_PARAMETERS = {"words": "Behörde"}
# Commands that end with 1 while something needs a person, as may be in any archive that had a past.
NEEDS_A_PERSON = re.compile(r"scraper (?:--db \S+ )?(?:status|crawl|watch|linkcheck|sites check)\b")
# Commands that run until they are interrupted, and what of their output says that they are up.
UNTIL_CTRL_C: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"scraper (?:--db \S+ )?serve\b"), "http://127.0.0.1:"),
    (re.compile(r"scraper demo --serve\b"), "http://127.0.0.1:"),
)


@dataclass(frozen=True)
class World:
    """The demo's sites, up, with the archive of all days that are played.

    Args:
        archive: the archive.
        press: the sites that it is of.
        newcomer: a site that no profile names.
    """

    archive: Path
    press: DemoPress
    newcomer: DemoSite


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Play the demo, and keep its sites up."""
    from scraper.cli.demo import play

    archive = folder / "archive.db"
    with DemoPress() as press, DemoSite(clock=press.now) as newcomer:
        for _ in play(press, archive):
            pass
        yield World(archive, press, newcomer)


def numbers(world: World) -> tuple[int, int]:
    """Return the number of a release, and of an article of its story that was edited later."""
    with sqlite(world.archive) as db:
        (found,) = db.execute(
            "SELECT s.first_id, a.article_id FROM stories s JOIN story_articles a ON a.story_id = s.id"
            " WHERE a.article_id <> s.first_id AND a.article_id IN (SELECT article_id FROM versions)"
            " ORDER BY a.article_id LIMIT 1"
        ).fetchall()
    release, edited = found
    return release, edited


def stand_ins(world: World) -> list[tuple[re.Pattern[str], str]]:
    """Return what is replaced in commands, and by what, in this order."""
    release, edited = numbers(world)
    with sqlite(world.archive) as db:
        url, release_url = (
            db.execute("SELECT url FROM articles WHERE id = ?", [number]).fetchone()[0] for number in (edited, release)
        )
        ((digest,),) = db.execute("SELECT lower(hex(link)) FROM captures ORDER BY id DESC LIMIT 1").fetchall()
    page, other = world.press.sites[0].article_urls()[0], world.newcomer.article_urls()[0]
    plain = (
        ("https://www.kommune21.de/meldung_18917", url),
        ("https://www.bsi.bund.de/release_4711", release_url),
        ("https://www.kommune21.de/k21-meldungen/beliebter-chatbot/", page),
        ("www.kommune21.de/k21-meldungen/beliebter-chatbot/", page),
        ("https://www.example.org/news/1", other),
        ("https://www.example.org/", world.newcomer.url),
        ("https://data.example.org/news.warc.gz", "crawl/one.warc.gz"),
        ("9f2c…64 figures…", digest),
        # What is played and kept here already.
        ("scraper demo --until 2026-11-20 --keep cookbook.db", 'cp "$HOME/demo.db" cookbook.db'),
        ("scraper demo --keep demo.db", 'cp "$HOME/demo.db" .'),
        # A site on this machine is visited only by who says so; a site on the web needs no such word.
        ("scraper sites add", "scraper sites add --allow-private"),
        # Words that some headline of the demo has.
        ("title LIKE '%OZG%'", "title LIKE '%E-Akte%'"),
        ("title LIKE '%Muster%'", "title LIKE '%Chatbot%'"),
        ("kommune21", "demo"),
        ("bsi", "kommunalbote"),
        ("site:move", "site:rathauspost"),
    )
    named = [(re.compile(rf"(?<![\w/.-]){re.escape(old)}"), new) for old, new in plain]
    # The pages' numbers of articles are those that a release and an article of its story had when they were written.
    numbered = [(re.compile(rf"(?<![\w.=-]){old}(?![\w.-])"), str(new)) for old, new in ((28, edited), (26, release))]
    return [*named, *numbered]
