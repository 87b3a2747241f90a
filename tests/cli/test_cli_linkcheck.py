"""``scraper linkcheck``: what has changed on stdout, nothing when all is well, and one at a time."""

from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from cli_running import environment, scraper
from ports import refusing
from scraper.store import LINK_CHECK, ArchiveLock
from server import Server
from terminal import on_terminal

TEXT = "Die Stadt Lindental bietet ihren Bürgern ab sofort alle Anträge auch im Netz an. " * 6
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


def page(*urls: str) -> str:
    links = " ".join(f'<a href="{url}">Quelle {place}</a>' for place, url in enumerate(urls, 1))
    return (
        '<html lang="de"><head><title>Anträge im Netz</title><meta property="og:type" content="article"></head>'
        f"<body><article><h1>Anträge im Netz</h1><p>{TEXT} Mehr: {links}.</p><p>{TEXT}</p></article></body></html>"
    )


def archived(server: Server, *urls: str) -> str:
    """Archive an article that refers to these addresses, and return its own."""
    url = server.page("/news/antraege", page(*urls))
    assert scraper("fetch", "--allow-private", url).code == 0
    server.clear()
    return url


def test_what_is_there_is_silent(server: Server) -> None:
    archived(server, server.page("/quelle", page()))
    done = scraper("linkcheck", "--allow-private")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert server.paths(robots=False) == ["/quelle"]
    again = scraper("linkcheck", "--allow-private")
    assert (again.code, again.out, again.err, server.paths(robots=False)) == (0, "", "", ["/quelle"])


def test_the_records_of_what_changed(server: Server) -> None:
    target = server.page("/neu", page())
    archived(server, server.url("/weg"), server.redirect("/alt", target, status=301), server.page("/da", page()))
    done = scraper("linkcheck", "--allow-private", "--format", "json")
    assert (done.code, done.err) == (0, "")
    rows = sorted(json.loads(done.out), key=lambda row: row["url"])
    since = rows[0]["since"]
    assert rows == [
        {
            "url": server.url("/alt"), "state": "moved", "was": None, "since": since, "status": 200,
            "moved_to": target, "reason": None, "articles": 1,
        },
        {
            "url": server.url("/weg"), "state": "missing", "was": None, "since": rows[1]["since"], "status": 404,
            "moved_to": None, "reason": "gone", "articles": 1,
        },
    ]  # fmt: skip
    assert scraper("linkcheck", "--allow-private", "--format", "json").out == "[]\n"


def test_show_has_what_is_known_of_the_references(server: Server) -> None:
    target = server.page("/neu", page())
    missing, moved, unasked = server.url("/weg"), server.redirect("/alt", target, status=301), server.url("/spaeter#x")
    url = archived(server, missing, moved, unasked)
    scraper("linkcheck", "--allow-private", "--budget", 2)
    links = scraper("show", url).lines[0]["links"]
    assert [sorted(link) for link in links] == [
        ["checked_at", "since", "state", "text", "url"],
        ["checked_at", "moved_to", "since", "state", "text", "url"],
        ["text", "url"],
    ]
    assert [(link["url"], link["text"], link.get("state"), link.get("moved_to")) for link in links] == [
        (missing, "Quelle 1", "missing", None), (moved, "Quelle 2", "moved", target), (unasked, "Quelle 3", None, None)
    ]  # fmt: skip


def test_an_archive_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    done = scraper("linkcheck")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "Error: data/archive.db: there is no archive yet. Make one with 'scraper crawl' or 'scraper fetch URL', or name"
        " another with --db FILE.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_sites_by_argument_and_by_option(server: Server) -> None:
    archived(server, server.page("/quelle", page()))
    site = server.url("").removeprefix("http://")
    done = scraper("linkcheck", "kommune21", "--site", "nirgends")
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: There is no site 'nirgends'. 'scraper status' lists those of the archive.\n"
    scraper("linkcheck", "--allow-private", "kommune21")
    assert server.requests == []
    scraper("linkcheck", "--allow-private", "kommune21", "--site", site)
    assert server.paths(robots=False) == ["/quelle"]


def test_without_a_network_one_sentence(server: Server) -> None:
    with ExitStack() as stack:
        archived(server, *(f"{stack.enter_context(refusing())}/seite" for _ in range(2)))
        done = scraper("linkcheck", "--allow-private")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "No network: none of 2 hosts could be reached (connection refused); nothing was changed. Check your"
        " connection.\n"
    )
    assert scraper("query", "SELECT count(*) AS n FROM link_checks").lines == [{"n": 0}]


def test_one_at_a_time(server: Server) -> None:
    archived(server, server.url("/weg"))
    path = Path("data/archive.db")
    with ArchiveLock(path, lambda: NOW, work=LINK_CHECK):
        done = scraper("linkcheck", "--allow-private")
    assert (done.code, done.out, server.requests) == (75, "", [])
    lock = path.resolve().with_name("archive.db.linkcheck")
    assert "Error: Another link check holds the archive (process " in done.err
    assert done.err.endswith(f"; lock file {lock}). Try again later.\n")


def test_a_crawl_may_run_and_keeps_its_hosts(server: Server, tmp_path: Path) -> None:
    archived(server, server.page("/quelle", page()))
    (tmp_path / "my.toml").write_text(f'[amt]\nhome = "{server.url()}"\nprivate = true\ndelay = 0\n')
    with ArchiveLock(Path("data/archive.db"), lambda: NOW):
        done = scraper("linkcheck", "--sites", "my.toml")
        assert (done.code, done.out, done.err, server.requests) == (0, "", "", [])
    scraper("linkcheck", "--sites", "my.toml")
    assert server.paths(robots=False) == ["/quelle"]


def test_a_crawl_is_not_kept_waiting(server: Server, tmp_path: Path) -> None:
    profile = tmp_path / "my.toml"
    server.page("/liste", '<article><h2><a href="/news/antraege">Anträge im Netz, und alle</a></h2></article>')
    profile.write_text(
        f'[amt]\nhome = "{server.url()}"\nlistings = ["{server.url("/liste")}"]\nprivate = true\ndelay = 0\n'
    )
    archived(server, server.url("/weg"))
    with ArchiveLock(Path("data/archive.db"), lambda: NOW, work=LINK_CHECK):
        assert scraper("crawl", "--sites", profile, "--limit", 0).code == 0


def test_ctrl_c_keeps_what_was_found(server: Server) -> None:
    archived(server, server.url("/weg"), server.handler("/haengt", lambda exchange: exchange.wait(2)))
    line = [sys.executable, "-m", "scraper", "linkcheck", "--allow-private"]
    with subprocess.Popen(
        line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        end = time.monotonic() + 20
        while "/haengt" not in server.paths() and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert [json.loads(row)["state"] for row in out.splitlines()] == ["missing"]
    assert err == (
        "Finishing the pages in flight; press Ctrl-C again to stop at once.\n"
        "Interrupted. Nothing is lost; the next run goes on from here.\n"
    )


def test_the_counts_stand_on_a_terminal(server: Server) -> None:
    archived(server, server.url("/weg"), *(server.page(f"/{n}", page()) for n in range(3)))
    seen = on_terminal("linkcheck", "--allow-private", "--budget", 3, columns=200, env={"TZ": "UTC"})
    assert seen.code == 0
    assert "status 404: there is no such page" in seen.text
    assert seen.text.endswith("\n3 of 4 addresses asked for: 2 there, 1 missing; 1 wait for a later run.\n")
    again = on_terminal("linkcheck", "--allow-private", columns=200, env={"TZ": "UTC"})
    # Behind what erases the display of the progress.
    assert again.text.endswith("\x1b[2K1 of 1 addresses asked for: 1 there.\n")
    assert on_terminal("linkcheck", "--allow-private").text == (
        "No reference is to be asked for today: those that were asked for are left alone for a while.\n"
    )


def test_the_reason_of_a_reference_says_nothing_of_an_article(server: Server) -> None:
    server.page("/", page())
    archived(server, server.redirect("/studie", "/"))
    seen = on_terminal("linkcheck", "--allow-private", columns=200, env={"TZ": "UTC"})
    assert "redirects to the home page" in seen.text
    assert "article is probably gone" not in seen.text
