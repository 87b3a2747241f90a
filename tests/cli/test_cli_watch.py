"""``watch`` from the first line of its file to the mail that arrives, by hand and at the end of a crawl."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli_running import Done, environment, process, scraper
from empty_archive import put_empty_archive
from mail_server import MailServer, mail_server
from scraper.demo import DemoSite
from scraper.store import WATCH, Archive, ArchiveLock
from server import Server
from store_records import NOW, plain, save

SEARCH = """lang = "en"

[smtp]
host = "127.0.0.1"
port = {port}
from = "archive@example.org"

[buergerbuero]
name = "Bürgerbüro"
words = "Bürgerbüro OR Buergerbuero site:demo"
mail = ["press@example.org"]
"""
DAY = dt.timedelta(days=1)


@pytest.fixture
def demo() -> Iterator[DemoSite]:
    """The demo site; its corrections are of tomorrow, so that they are later than the first visit."""
    with DemoSite(clock=lambda: dt.datetime.now(dt.UTC) + DAY) as site:
        Path("data").mkdir()
        Path("data/sites.toml").write_text(site.profile_toml(), encoding="utf-8")
        yield site


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def from_cron(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERM")


@pytest.fixture
def archive() -> Iterator[Archive]:
    """An archive of two articles, one of which is found."""
    Path("data").mkdir()
    put_empty_archive(Path("data/archive.db"))
    with Archive.open(Path("data/archive.db")) as opened:
        now = dt.datetime.now(dt.UTC)
        save(opened, plain(1, title="Wohngeld steigt", kicker="Öderland", date=dt.date(2026, 11, 20)), at=now)
        save(opened, plain(2), at=now)
        yield opened


def written(text: str, port: int = 25) -> None:
    Path("data/watch.toml").write_text(text.replace("{port}", str(port)), encoding="utf-8")


def text_of(post: MailServer, number: int = -1) -> str:
    body = post.taken[number].message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def sql(statement: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect("data/archive.db")) as db, db:
        return db.execute(statement, values).fetchall()


@pytest.mark.usefixtures("from_cron")
def test_from_the_first_line_to_the_first_mail(demo: DemoSite, post: MailServer) -> None:
    """The press officer: a crawl from cron brings a mail, the next none, an edit and an end one each."""
    written(SEARCH, post.port)
    crawl = ("crawl", "demo", "--full")
    assert scraper(*crawl) == Done(0, "", "")
    (mail,) = post.taken
    assert (mail.sender, mail.recipients) == ("archive@example.org", ["press@example.org"])
    assert mail.message["Subject"] == "Bürgerbüro: 1 new"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    url = f"{demo.base}/meldung_101_Buergerbuero+funkt+aus+dem+Bus.html"
    article = (
        "2022-03-08 · demo\n"
        "  Mühlbrück: Bürgerbüro funkt aus dem Bus\n"
        "{what}"
        "  Mit einem umgebauten Linienbus bringt die Stadt Mühlbrück ihre Ämter in die\n"
        "  Dörfer.\n"
        f"  {url}\n"
    )
    assert text_of(post) == (
        "Bürgerbüro: 1 new\n"
        "Searched for: Bürgerbüro OR Buergerbuero site:demo\n"
        "Told for the first time: what came into the archive in the last 7 days.\n"
        "\n"
        "New\n"
        "\n" + article.format(what="")
    )
    # Nothing is new, so nobody hears anything.
    assert scraper(*crawl) == Done(0, "", "")
    assert len(post.taken) == 1
    demo.edit(101)
    sql("UPDATE pages SET due_at = '2020-01-01T00:00:00Z', full_due_at = '2020-01-01T00:00:00Z' WHERE kind = 'article'")
    assert scraper(*crawl) == Done(0, "", "")
    today = dt.datetime.now(dt.UTC).astimezone().date()
    assert text_of(post).startswith(
        "Bürgerbüro: 1 changed\nSearched for: Bürgerbüro OR Buergerbuero site:demo\n\nChanged\n\n2022-03-08 · demo\n"
        f"  Mühlbrück: Bürgerbüro funkt aus dem Bus\n  changed on {today}: "
    )
    # An article is gone when that was seen twice, a day apart.
    demo.remove(101)
    for _ in range(2):
        sql("UPDATE pages SET due_at = '2020-01-01T00:00:00Z' WHERE kind = 'article'")
        scraper(*crawl)
        sql("UPDATE articles SET missing_since = strftime('%Y-%m-%dT%H:%M:%SZ', missing_since, '-1 day')")
    assert text_of(post).startswith(
        "Bürgerbüro: 1 gone\nSearched for: Bürgerbüro OR Buergerbuero site:demo\n\nGone\n\n2022-03-08 · demo\n"
        f"  Mühlbrück: Bürgerbüro funkt aus dem Bus\n  gone since {today - DAY}\n"
    )
    assert len(post.taken) == 3


@pytest.mark.usefixtures("archive")
def test_a_search_without_a_channel_is_printed_once() -> None:
    written('[wohngeld]\nname = "Wohngeld"\nwords = "Wohngeld"\n')
    first = scraper("watch")
    assert first == Done(
        0,
        "Wohngeld: 1 new\nSearched for: Wohngeld\n"
        "Told for the first time: what came into the archive in the last 7 days.\n\nNew\n\n2026-11-20 · amtsblick\n"
        "  Öderland: Wohngeld steigt\n  Text der Meldung 1.\n  https://amtsblick.example/meldung_1\n",
        "",
    )
    assert scraper("watch") == Done(0, "", "")


@pytest.mark.usefixtures("archive")
def test_what_nobody_could_read_is_printed_again() -> None:
    written('[wohngeld]\nname = "Wohngeld"\nwords = "Wohngeld"\n')
    # The reader ends before Python has started.
    done = subprocess.run(
        ["bash", "-c", '(sleep 1; "$0" -m scraper watch) | true', sys.executable],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert sql("SELECT * FROM marks") == []
    assert scraper("watch").out.startswith("Wohngeld: 1 new\n")


def test_a_crawl_whose_output_nobody_reads_keeps_the_news(server: Server) -> None:
    Town(server)
    written('[wohngeld]\nwords = "Wohngeld"\n')
    done = subprocess.run(
        ["bash", "-c", '(sleep 1; "$0" -m scraper crawl rathaus) | true', sys.executable],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert sql("SELECT count(*) FROM articles") == [(1,)]
    assert sql("SELECT * FROM marks WHERE name GLOB 'watch:*'") == []
    assert scraper("watch").out.startswith("wohngeld: 1 new\n")


def test_each_form_is_printed_once_and_channels_are_served_meanwhile(archive: Archive, post: MailServer) -> None:
    written(SEARCH.replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld"), post.port)
    (record,) = json.loads(scraper("watch", "--format", "json").out)
    when = record["news"][0].pop("at")
    assert dt.datetime.fromisoformat(when).tzinfo is dt.UTC
    assert record == {
        "id": "buergerbuero",
        "name": "Bürgerbüro",
        "words": "Wohngeld",
        "total": 1,
        "first_days": 7,
        "news": [
            {
                "kind": "new",
                "event_id": 1,
                "article_id": 1,
                "url": "https://amtsblick.example/meldung_1",
                "site": "amtsblick",
                "title": "Wohngeld steigt",
                "kicker": "Öderland",
                "date": "2026-11-20",
                "lead": "Text der Meldung 1.",
                "changed": [],
            }
        ],
    }
    assert len(post.taken) == 1
    assert scraper("watch", "--format", "json") == Done(0, "", "")
    save(archive, plain(3, title="Wohngeld [x](javascript:1)"), at=dt.datetime.now(dt.UTC))
    out = scraper("watch", "--format", "markdown").out
    assert out.startswith("# Bürgerbüro: 1 new\n")
    assert "](javascript" not in out
    assert len(post.taken) == 2


def test_a_look_tells_nobody(archive: Archive, post: MailServer) -> None:
    mail = SEARCH.replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld")
    written(mail + 'atom = "out/w.xml"\n[gedruckt]\nwords = "Wohngeld"\n', post.port)
    look = scraper("watch", "--dry-run")
    file = Path("data/out/w.xml").absolute()
    assert look.out.startswith(f"Would be told: mail to press@example.org, Atom file {file}\n\nBürgerbüro: 1 new\n")
    assert "\n\nWould be told: stdout\n\ngedruckt: 1 new\n" in look.out
    assert (look.code, look.err) == (0, "")
    assert scraper("watch", "--dry-run") == look
    assert (post.taken, file.exists(), sql("SELECT * FROM marks")) == ([], False, [])
    assert [one["id"] for one in json.loads(scraper("watch", "--dry-run", "--format", "json").out)] == [
        "buergerbuero",
        "gedruckt",
    ]


@pytest.mark.usefixtures("archive")
def test_the_list(post: MailServer) -> None:
    written(SEARCH.replace(" site:demo", " OR Wohngeld") + 'notify = ["ntfy://u:geheim@example/t"]\n', post.port)
    rows = scraper("watch", "--list").lines
    assert rows[0] == {
        "id": "buergerbuero",
        "name": "Bürgerbüro",
        "words": "Bürgerbüro OR Buergerbuero OR Wohngeld",
        "sites": [],
        "hits": 1,
        "tells": "mail to press@example.org",
        "told_at": None,
    }
    assert rows[1]["tells"] == "ntfy://***"
    assert "geheim" not in scraper("watch", "--list", "--format", "text").out


def test_channels_are_told_in_german_and_the_terminal_in_english(archive: Archive, post: MailServer) -> None:
    """Nobody names a language: it is that of the press review, for the test of a channel, too."""
    german = SEARCH.removeprefix('lang = "en"\n').replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld")
    written(german + 'atom = "a.xml"\n', post.port)
    assert scraper("watch", "--test", "--format", "text").out.startswith("Bürgerbüro (test): 1 new\nSearched for: ")
    assert scraper("watch", "--format", "text").out.startswith("Bürgerbüro: 1 new\nSearched for: Wohngeld\n")
    assert [one.message["Subject"] for one in post.taken] == [
        "Bürgerbüro (Test): 1 neuer Artikel",
        "Bürgerbüro: 1 neuer Artikel",
    ]
    assert "\n20. November 2026 · " in text_of(post)
    assert '<feed xml:lang="de" ' in Path("data/a.xml").read_text("utf-8")


def test_a_test_tells_the_newest_hit_and_marks_nothing(archive: Archive, post: MailServer) -> None:
    written(SEARCH.replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld"), post.port)
    done = scraper("watch", "--test", "buergerbuero")
    assert done == Done(0, "", "buergerbuero: mail to press@example.org: was told the newest hit\n")
    assert [one.message["Subject"] for one in post.taken] == ["Bürgerbüro (test): 1 new"]
    assert sql("SELECT * FROM marks") == []
    # What is told in earnest is no copy of it.
    scraper("watch")
    assert len({one.message["Message-ID"] for one in post.taken}) == 2
    post.refused = {"press@example.org": "550 unbekannt"}
    done = scraper("watch", "--test")
    assert (done.code, done.out) == (1, "")
    assert "refuses press@example.org (550 unbekannt)" in done.err
    written('[x]\nwords = "Quantenkaffee"\n')
    assert scraper("watch", "--test") == Done(0, "", "x: finds nothing yet, so that there is nothing to send.\n")


def test_a_test_that_failed_is_not_said_to_be_tried_again(archive: Archive) -> None:
    written('[x]\nwords = "Wohngeld"\natom = "out"\n')
    folder = (Path("data") / "out").resolve()
    folder.mkdir()
    assert scraper("watch", "--test") == Done(
        1,
        "",
        f"x: Atom file {folder}: the Atom file {folder} could not be written (there is something else than a file)."
        " When that is mended, 'scraper watch --test x' tries it again.\n",
    )


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("text", "args", "said"),
    [
        (None, (), "There is no file of saved searches. Write data/watch.toml; 'scraper watch --help' shows one."),
        ("", (), "data/watch.toml: no search in it, so there is nothing to tell."),
        ('[x]\nwords = "a"\n', ("y",), "data/watch.toml: there is no search 'y'. There are x."),
        ('[wohngeld]\nwords = "a"\n', ("wongeld",), "data/watch.toml: there is no search 'wongeld'. Did you mean"
         " 'wohngeld'?"),
        ('lang = "fr"\n[x]\nwords = "a"\n', (), "data/watch.toml, key 'lang': must be one of 'de', 'en'"),
        ('[x]\nwort = "a"\n', (), "data/watch.toml, search 'x', key 'wort': is not known; did you mean 'words'?"),
        ('[x]\nwords = "site:kommune2"\n', (), "data/watch.toml, search 'x', key 'words': there is no site 'kommune2';"
         " did you mean 'kommune21'?"),
        ('[x]\nwords = "a"\n', ("--watch", "none.toml"), "none.toml: cannot be read: No such file or directory"),
    ],
)  # fmt: skip
def test_what_cannot_be_told(text: str | None, args: tuple[str, ...], said: str) -> None:
    if text is not None:
        written(text)
    assert scraper("watch", *args) == Done(2, "", f"Error: {said}\n")


def test_two_ways_to_look_are_one_too_many() -> None:
    done = scraper("watch", "--list", "--test")
    assert (done.code, "Give one of --dry-run, --list and --test." in done.err) == (2, True)


def test_without_an_archive_none_is_made() -> None:
    Path("data").mkdir()
    written('[x]\nwords = "a"\n')
    done = scraper("watch")
    assert (done.code, Path("data/archive.db").exists()) == (2, False)


def test_the_configuration_may_name_the_file(archive: Archive) -> None:
    Path("mine.toml").write_text('[x]\nwords = "Wohngeld"\n', encoding="utf-8")
    Path("scraper.toml").write_text('watch = "mine.toml"\n', encoding="utf-8")
    assert scraper("watch").out.startswith("x: 1 new\n")
    config = {row["key"]: (row["value"], row["from"]) for row in scraper("config").lines}
    assert config["watch"] == ("mine.toml", "scraper.toml")
    Path("mine.toml").unlink()
    assert scraper("watch").err == "Error: mine.toml: cannot be read: No such file or directory\n"
    # The usual file need not be there, named or not.
    Path("scraper.toml").write_text('watch = "data/watch.toml"\n', encoding="utf-8")
    assert scraper("watch").err.startswith("Error: There is no file of saved searches.")


def test_two_runs_at_once_do_not_tell_twice(archive: Archive, post: MailServer) -> None:
    written(SEARCH.replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld"), post.port)
    with ArchiveLock(Path("data/archive.db"), lambda: NOW, work=WATCH):
        done = scraper("watch")
    assert (done.code, post.taken) == (75, [])
    assert done.err.startswith("Error: Another run of watch holds the archive (process ")


@pytest.mark.usefixtures("from_cron")
def test_a_channel_that_is_down_is_told_once_and_when_it_is_well_again(archive: Archive, post: MailServer) -> None:
    written(SEARCH.replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld"), post.port)
    post.data_answer = "451 später"
    first = scraper("watch")
    assert (first.code, first.out) == (1, "")
    assert first.err.replace("\n  ", " ").startswith(
        "scraper watch: something needs a person.\n"
        "archive: watch buergerbuero: mail to press@example.org: the mail server"
        f" 127.0.0.1:{post.port} did not take the message (451 später) (since "
    )
    assert first.err.replace("\n  ", " ").endswith("). It is tried again the next time.\n")
    assert scraper("watch") == Done(1, "", "")
    sql("UPDATE problems SET told_at = strftime('%Y-%m-%dT%H:%M:%SZ', told_at, '-7 days')")
    assert "archive: still: watch buergerbuero: mail to" in scraper("watch").err.replace("\n  ", " ")
    sql("UPDATE problems SET told_at = strftime('%Y-%m-%dT%H:%M:%SZ', told_at, '-1 hour')")
    post.data_answer = None
    well = scraper("watch")
    assert well.code == 0
    assert well.err.replace("\n  ", " ").startswith(
        "scraper watch: something is well again.\n"
        "archive: well again: watch buergerbuero: mail to press@example.org (had failed since "
    )
    assert scraper("watch") == Done(0, "", "")
    assert len(post.taken) == 1


def test_at_a_terminal_each_fault_is_said_each_time(archive: Archive, post: MailServer) -> None:
    written(SEARCH.replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld"), post.port)
    post.data_answer = "451 später"
    said = (
        f"watch buergerbuero: mail to press@example.org: the mail server 127.0.0.1:{post.port} did not take the message"
        " (451 später). It is tried again the next time.\n"
    )
    assert [scraper("watch"), scraper("watch")] == [Done(1, "", said)] * 2


def test_at_a_terminal_it_is_said_how_many_wait_for_the_next_run(
    archive: Archive, post: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.notify.watch._MOST_LOST", 1e-9)
    more = '"press@example.org", "chef@example.org", "rat@example.org"'
    written(SEARCH.replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld").replace('"press@example.org"', more))
    written(Path("data/watch.toml").read_text(encoding="utf-8"), post.port)
    post.data_answer = "451 später"
    done = scraper("watch")
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines()[1:] == ["2 more channels left to the next run: those above took 0 seconds."]


class Town:
    """A site of one article, and its profile."""

    def __init__(self, server: Server) -> None:
        text = "Der Zuschuss zur Miete steigt im nächsten Jahr deutlich, wie das Rathaus mitteilt. " * 9
        page = (
            "<!DOCTYPE html><html lang=de><title>Wohngeld steigt</title><meta property=og:type content=article>"
            f"<main><article><h1>Wohngeld steigt</h1><time datetime=2026-11-20>20.11.2026</time><p>{text}</p>"
        )
        server.page("/news/1", page)
        item = f"<item><title>Wohngeld</title><link>{server.url('/news/1')}</link></item>"
        server.page("/feed", f"<?xml version='1.0'?><rss version='2.0'><channel>{item}</channel></rss>")
        Path("data").mkdir()
        Path("data/sites.toml").write_text(
            f'[rathaus]\nhome = "{server.url("/")}"\nfeeds = ["{server.url("/feed")}"]\n'
            "articles = ['^/news/(?P<id>\\d+)']\nprivate = true\ndelay = 0.0\n",
            encoding="utf-8",
        )


@pytest.mark.usefixtures("from_cron")
def test_a_channel_that_is_down_never_makes_a_crawl_fail(server: Server, post: MailServer) -> None:
    Town(server)
    written(SEARCH.replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld site:rathaus"), post.port)
    post.refused = {"press@example.org": "550 unbekannt"}
    done = scraper("crawl", "rathaus")
    assert (done.code, done.out) == (0, "")
    assert done.err.replace("\n  ", " ").startswith(
        "scraper crawl: something needs a person.\n"
        "archive: watch buergerbuero: mail to press@example.org: the mail server"
        f" 127.0.0.1:{post.port} refuses press@example.org (550 unbekannt) (since "
    )
    assert scraper("crawl", "rathaus") == Done(0, "", "")
    # Who asks how things stand is told that somebody is needed.
    assert scraper("status").code == 1
    post.refused = {}
    sql("UPDATE problems SET told_at = strftime('%Y-%m-%dT%H:%M:%SZ', told_at, '-1 hour')")
    assert "well again: watch buergerbuero: mail to" in scraper("crawl", "rathaus").err.replace("\n  ", " ")
    assert len(post.taken) == 1
    assert scraper("crawl", "rathaus") == Done(0, "", "")


@pytest.mark.usefixtures("from_cron")
def test_a_crawl_that_failed_at_some_sites_tells_all_the_same(server: Server, post: MailServer) -> None:
    Town(server)
    with Path("data/sites.toml").open("a", encoding="utf-8") as file:
        file.write(f'[kaputt]\nhome = "{server.url("/x")}"\nfeeds = ["{server.url("/nichts")}"]\nprivate = true\n')
    written(SEARCH.replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld"), post.port)
    assert scraper("crawl", "rathaus", "kaputt").code == 1
    assert len(post.taken) == 1


def test_a_crawl_prints_what_has_no_channel_behind_its_own_lines(server: Server) -> None:
    Town(server)
    written('[wohngeld]\nwords = "Wohngeld"\n')
    done = scraper("crawl", "rathaus")
    counts, rest = done.out.split("\n", 1)
    assert counts.startswith("rathaus: ")
    assert rest.startswith("wohngeld: 1 new\n")
    assert (done.code, done.err) == (0, "")
    assert len(scraper("crawl", "rathaus").out.splitlines()) == 1


def test_a_mistake_in_the_file_keeps_no_crawl_from_its_work(server: Server) -> None:
    Town(server)
    written('[wohngeld]\nwords = "titel:Wohngeld"\n')
    done = scraper("crawl", "rathaus")
    assert done.code == 1
    assert done.err == (
        "Error: data/watch.toml, search 'wohngeld', key 'words': \"titel:\" is no field; did you mean title:? As a word"
        " it is searched for in quotes.\n"
    )
    assert sql("SELECT count(*) FROM articles") == [(1,)]


@pytest.mark.parametrize("option", ["--no-watch", "--dry-run"])
def test_a_crawl_that_leaves_the_searches_out(server: Server, option: str) -> None:
    Town(server)
    written("mistake = 1\n")
    done = scraper("crawl", "rathaus", option)
    assert (done.code, done.err) == (0, "")


def test_a_crawl_at_whose_end_another_run_tells_leaves_it_to_that(server: Server, post: MailServer) -> None:
    Town(server)
    written(SEARCH.replace("Bürgerbüro OR Buergerbuero site:demo", "Wohngeld"), post.port)
    with ArchiveLock(Path("data/archive.db"), lambda: NOW, work=WATCH):
        done = scraper("crawl", "rathaus")
    assert (done.code, done.err, post.taken) == (0, "", [])
    assert scraper("watch").code == 0
    assert len(post.taken) == 1


def test_a_crawl_without_saved_searches_loads_nothing_of_them(server: Server) -> None:
    Town(server)
    done = process("crawl", "rathaus", python=("-X", "importtime"))
    loaded = {line.rpartition("|")[2].strip() for line in done.err.splitlines()}
    assert done.code == 0
    assert "scraper.crawl.run" in loaded
    assert not {name for name in loaded if name.startswith(("scraper.notify", "scraper.store.watching", "smtplib"))}
