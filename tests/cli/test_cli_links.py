"""Every command that writes links knows all profiles: a link finds an article of another site by its pattern."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli_running import scraper
from server import Server

TEXT = "Der Kreis hat ein neues Portal für Anträge vorgestellt, und die Ämter antworten elektronisch. " * 8


def page(title: str, text: str = "") -> str:
    return (
        f"<!DOCTYPE html><html lang=de><head><title>{title}</title><meta property='og:type' content='article'></head>"
        f"<body><main><article><h1>{title}</h1><time datetime='2026-11-02'>2. November 2026</time>"
        f"<p>{TEXT}{text}</p><p>{TEXT}</p></article></main></body></html>"
    )


@pytest.fixture
def other(server: Server) -> Iterator[Server]:
    """A site that a page of the other server refers to, by an address with another title in it."""
    with Server() as running:
        link = running.url("/meldung_7_Ein+Titel.html?utm_source=x#a")
        server.page("/news/1", page("Ein Überblick", f'Mehr dazu: <a href="{link}">Quelle</a>.'))
        running.page("/meldung_7", page("Portal gestartet"))
        listed = server.page("/liste", "<a href=/news/1>Ein Überblick über alle Portale</a>")
        manners = "private = true\ndelay = 0"
        Path("sites.toml").write_text(
            f"[eine]\nhome = '{server.url('/')}'\nlistings = ['{listed}']\narticles = ['^/news/']\n{manners}\n"
            f"[andere]\nhome = '{running.url('/')}'\narticles = ['^/meldung_(?P<id>\\d+)']\n{manners}\n",
            encoding="utf-8",
        )
        yield running


def targets() -> list[int | None]:
    with closing(sqlite3.connect("a.db")) as db:
        return [row[0] for row in db.execute("SELECT target_id FROM links WHERE relation = 'reference'")]


def run(*args: str) -> None:
    done = scraper("--db", "a.db", *args, "--sites", "sites.toml")
    assert done.code == 0, done.err


def test_fetch_finds_an_archived_article_by_the_pattern_of_its_site(server: Server, other: Server) -> None:
    run("fetch", other.url("/meldung_7"))
    run("fetch", server.url("/news/1"))
    assert targets() == [1]


def test_an_article_is_found_that_comes_later(server: Server, other: Server) -> None:
    run("fetch", server.url("/news/1"))
    assert targets() == [None]
    run("fetch", other.url("/meldung_7"))
    assert targets() == [2]


def test_a_crawl_of_one_site_finds_articles_of_another(server: Server, other: Server) -> None:
    run("fetch", other.url("/meldung_7"))
    run("crawl", "eine")
    assert targets() == [1]


def test_reparse_finds_them_too(server: Server, other: Server) -> None:
    run("fetch", other.url("/meldung_7"))
    run("fetch", server.url("/news/1"))
    with closing(sqlite3.connect("a.db")) as db, db:
        db.execute("UPDATE links SET title = 'anders', target_id = NULL, key = NULL WHERE relation = 'reference'")
    run("reparse", "--all")
    assert targets() == [1]


def test_linkcheck_leaves_what_is_archived_alone(server: Server, other: Server) -> None:
    run("fetch", other.url("/meldung_7"))
    run("fetch", server.url("/news/1"))
    other.clear()
    run("linkcheck")
    assert other.paths(robots=False) == []


def test_making_the_indexes_anew_makes_the_links_anew(server: Server, other: Server) -> None:
    run("fetch", other.url("/meldung_7"))
    run("fetch", server.url("/news/1"))
    # Where no --sites is given, the profiles of data/sites.toml are known.
    Path("data").mkdir()
    Path("sites.toml").rename("data/sites.toml")
    with closing(sqlite3.connect("a.db")) as db, db:
        db.execute("UPDATE links SET target_id = NULL, key = NULL")
    done = scraper("--db", "a.db", "reparse", "--index")
    assert done.code == 0, done.err
    assert targets() == [1]
