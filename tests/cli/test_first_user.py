"""The first ten minutes of a person who has README and its pages alone: each step and message on a terminal."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli_running import ROOT, Done, process, scraper
from page_blocks import BLOCKS
from ports import refusing
from scraper.demo import DemoSite
from server import Server
from terminal import CTRL_C, Seen, on_terminal

TEXT = "Der Landkreis Quellental hat ein neues Portal, mit dem sich Anträge von zu Hause aus stellen lassen."
# Requests and bytes depend on how the demo's pages are built.
COST = re.compile(r"\d+ requests?, [\d.]+ k?B\b")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoSite]:
    with DemoSite() as site:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "sites.toml").write_text(site.profile_toml(), encoding="utf-8")
        yield site


def page(title: str) -> str:
    return (
        f"<!DOCTYPE html><html lang=de><title>{title}</title><article><h1>{title}</h1>"
        f"<time datetime='2026-11-20T08:00:00Z'></time><p>{TEXT}</p><p>{TEXT} {title}.</p></article></html>"
    )


def news(server: Server, count: int, **profile: object) -> str:
    """Let a server have a feed of so many articles, and return the profile of it as TOML."""
    urls = [server.page(f"/news/{number}", page(f"Meldung {number} aus dem Rathaus")) for number in range(1, count + 1)]
    items = "".join(f"<item><title>Meldung</title><link>{url}</link></item>" for url in urls)
    server.page("/feed/", f"<rss version='2.0'><channel>{items}</channel></rss>", headers={"Content-Type": "text/xml"})
    home = f'home = "{server.url()}"\nfeeds = ["{server.url("/feed/")}"]\nprivate = true\ndelay = 0\n'
    return f"[amt]\n{home}" + "".join(f"{key} = {value}\n" for key, value in profile.items())


def last_lines(seen: Seen, count: int) -> list[str]:
    return seen.text.splitlines()[-count:]


def numbers(line: str) -> list[str]:
    """Return the cells of a row of the table."""
    return line.split()


# Install


def test_the_demo_shows_the_whole_path() -> None:
    done = process("demo")
    assert (done.code, done.err) == (0, "")
    said, _, answers = done.out.partition("What was published last?")
    said = re.sub(r"http://127\.0\.0\.1:\d+/", "ADDRESS", said)
    # The days are those up to the one of this run: on a Monday fewer than on a Friday.
    said = re.sub(r"^\d+ crawls", "N crawls", re.sub(r"\d{4}-\d\d-\d\d", "DAY", said), flags=re.MULTILINE)
    said = re.sub(r"quiet for \d+ working days", "quiet for N working days", said)
    assert re.sub(r" +\d+ +[\d.]+ k?B\n", "  N  SIZE\n", said) == (
        "5 small invented news sites are served at ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS.\n"
        "N crawls are played, on days from DAY to DAY.\n\n"
        "Crawl 1, DAY\n\n"
        "  site           new  requests      size\n"
        "  demo            23  N  SIZE\n"
        "  kommunalbote    12  N  SIZE\n"
        "  rathauspost      8  N  SIZE\n"
        "  staatskanzlei    6  N  SIZE\n"
        "  kreisblatt      22  N  SIZE\n"
        "  total           71  N  SIZE\n\n"
        "Crawl 7, DAY\n\n"
        "  site           new  changed  gone  requests     size\n"
        "  demo             1        1     1  N  SIZE\n"
        "  kommunalbote     1        0     0  N  SIZE\n"
        "  rathauspost      1        1     0  N  SIZE\n"
        "  staatskanzlei    0        1     0  N  SIZE\n"
        "  kreisblatt       0        0     0  N  SIZE\n"
        "  total            3        3     1  N  SIZE\n"
        "  kreisblatt: quiet for N working days, usual gap 1.3. Open the site; if it publishes, its source or its"
        " 'articles' pattern fits no more: 'scraper sites check' with its name says which.\n\n"
    )
    assert "Wohngeld fast ohne Papier" in answers
    assert answers.splitlines()[-1] == "To ask more, keep the archive: scraper demo --keep demo.db"


# Fetch


def test_a_page_is_fetched_by_hand(server: Server) -> None:
    url = server.page("/news/1", page("Ein neues Rathaus"))
    done = on_terminal("fetch", url, "--allow-private")
    assert done.code == 0
    assert "title:        Ein neues Rathaus\n" in done.text
    assert "date:         2026-11-20\n" in done.text


def test_a_page_of_ones_own_network_is_refused_with_what_to_do(server: Server) -> None:
    url = server.page("/news/1", page("Ein neues Rathaus"))
    done = scraper("fetch", url)
    assert done.code == 1
    assert done.err == (
        f"{url}: not archived: refused: 127.0.0.1, an address in a private or special network. If you mean it, allow it"
        " with --allow-private, or private = true in the site's profile.\n"
    )


# First crawl, first query, second run


def test_the_first_crawl_shows_headlines_and_one_table(demo: DemoSite) -> None:
    seen = on_terminal("crawl", "demo")
    assert seen.code == 0
    *headlines, blank, head, row = seen.text.splitlines()
    assert len(headlines) == 12
    assert "new      demo  Elterngeld in zwölf Klicks" in headlines
    assert (blank, numbers(head), numbers(row)[:2]) == ("", ["site", "new", "requests", "size"], ["demo", "12"])
    done = scraper("query", "SELECT date, title FROM archive ORDER BY date DESC LIMIT 1")
    assert done.lines == [{"date": "2026-11-03", "title": "Elterngeld in zwölf Klicks"}]


def test_the_second_run_has_no_news_and_says_so(demo: DemoSite) -> None:
    assert scraper("crawl", "demo", "-q").code == 0
    seen = on_terminal("crawl", "demo")
    assert (seen.code, COST.sub("N", seen.text)) == (0, "demo: nothing new; N\n")


def test_what_a_first_crawl_deferred_is_said_once(tmp_path: Path, server: Server) -> None:
    (tmp_path / "my.toml").write_text(news(server, 53))
    crawl = ("crawl", "--sites", "my.toml", "--limit", "1")
    for waiting, lines in ((49, ["amt: older articles known but deferred: 3; get them with"]), (48, [])):
        done = scraper(*crawl)
        assert done.code == 0
        cut = f"amt: {waiting} more articles wait for a later crawl, by --limit"
        assert [line.split(" 'scraper")[0] for line in done.err.splitlines()] == [cut, *lines]
    assert scraper("status").code == 0


# Every day, from cron


def cron(home: Path, *, line: int = 0) -> Done:
    """Run a line of the pages' crontab as cron does: by sh, without a terminal, and with next to no environment."""
    (crontab,) = [block.text for block in BLOCKS["configuration.md"] if block.language == "crontab"]
    variable, *schedules = crontab.splitlines()
    name, value = variable.split("=")
    env = {"HOME": str(home), "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin", "LOGNAME": "press", name: value}
    done = subprocess.run(
        ["sh", "-c", schedules[line].split(maxsplit=5)[5]],
        env=env,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A home with the program where the crontab's line has it."""
    program = tmp_path / "scraper" / ".venv" / "bin" / "scraper"
    program.parent.mkdir(parents=True)
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m scraper "$@"\n'
    )
    program.chmod(0o755)
    # Without "enabled" a crawl of all profiles would go to the internet.
    (tmp_path / "scraper" / "scraper.toml").write_text('sites = ["sites.toml"]\nenabled = ["demo"]\n', "utf-8")
    return tmp_path


def test_cron_mails_what_needs_a_person_and_nothing_when_all_is_well(installed: Path) -> None:
    with DemoSite() as demo:
        profile = installed / "scraper" / "sites.toml"
        profile.write_text(demo.profile_toml().replace("/feed/", "/nofeed/"), encoding="utf-8")
        done = cron(installed)
        assert (done.code, done.out) == (1, "")
        assert f"feed {demo.base}/nofeed/: status 404" in done.err
        assert "\n\n" not in done.err.strip()
        profile.write_text(demo.profile_toml(), encoding="utf-8")
        # Where a mail says that all is well again, it says so once.
        cron(installed)
        done = cron(installed)
        assert (done.code, done.out, done.err) == (0, "", "")
        # The address that the profile names no more troubles nobody.
        assert scraper("--db", installed / "scraper" / "data" / "archive.db", "status").code == 0


def test_cron_mails_what_is_new_once(installed: Path) -> None:
    with DemoSite() as demo:
        (installed / "scraper" / "sites.toml").write_text(demo.profile_toml(), encoding="utf-8")
        db = installed / "scraper" / "data" / "archive.db"
        # The first time the last seven days count, and the demo's articles are older.
        assert scraper("fetch", demo.article_urls()[0], "--allow-private", "--db", db).code == 0
        assert cron(installed, line=1) == Done(0, "", "")
        assert cron(installed).code == 0
        done = cron(installed, line=1)
        assert (done.code, done.err, done.out.count(demo.base)) == (0, "", len(demo.article_urls()) - 1)
        assert cron(installed, line=1) == Done(0, "", "")


# No network, Ctrl-C, a broken page


def test_a_host_that_is_down_is_one_line(tmp_path: Path) -> None:
    with refusing() as base:
        (tmp_path / "my.toml").write_text(f'[amt]\nhome = "{base}/"\nlistings = ["{base}/"]\nprivate = true\n')
        seen = on_terminal("crawl", "--sites", "my.toml", columns=200)
    assert (seen.code, seen.text.splitlines()[-1]) == (
        1,
        f"amt: {base}/: connection refused; nothing was marked as gone",
    )


def test_ctrl_c_prints_what_was_done_and_the_next_run_goes_on(tmp_path: Path, server: Server) -> None:
    (tmp_path / "my.toml").write_text(news(server, 40, delay=0.2).replace("delay = 0\n", ""))
    keys = iter([CTRL_C])
    seen = on_terminal("crawl", "--sites", "my.toml", press=lambda said: next(keys, b"") if "Rathaus" in said else b"")
    assert seen.code == 130
    assert seen.text.count("Finishing the pages in flight; press Ctrl-C again to stop at once.\n") == 1
    blank, head, row, last = last_lines(seen, 4)
    assert (blank, numbers(head)) == ("", ["site", "new", "requests", "size"])
    assert last == "Interrupted. Nothing is lost; the next run goes on from here."
    done = int(numbers(row)[1])
    (tmp_path / "my.toml").write_text(news(server, 40))
    assert scraper("crawl", "--sites", "my.toml").out.startswith(f"amt: 0 found, {40 - done} new, ")


def test_a_second_ctrl_c_stops_at_once(tmp_path: Path, server: Server) -> None:
    (tmp_path / "my.toml").write_text(news(server, 3))
    server.never_answers("/news/2")

    # The page never answers; the message on the first key asks for the second.
    keys = {"an answer": CTRL_C, "Finishing": CTRL_C}

    def press(said: str) -> bytes:
        return b"".join(keys.pop(word) for word in tuple(keys) if word in said)

    seen = on_terminal("crawl", "--sites", "my.toml", press=press)
    assert (seen.code, seen.text.splitlines()[-1]) == (
        130,
        "Stopped at once. Nothing archived is lost; the next run goes on.",
    )


def test_a_broken_page_is_named_and_the_others_come_in(tmp_path: Path, server: Server) -> None:
    (tmp_path / "my.toml").write_text(news(server, 3))
    url = server.page("/news/2", "<h1>Interner Fehler</h1>", status=501)
    seen = on_terminal("crawl", "--sites", "my.toml", columns=120)
    assert seen.code == 1
    head, row, trouble = last_lines(seen, 3)
    assert numbers(head) == ["site", "new", "failed", "requests", "size"]
    assert numbers(row)[:4] == ["amt", "2", "1", "6"]
    assert trouble == f"amt: not archived: {url}: status 501"


def test_another_crawl_is_waited_for_and_named(tmp_path: Path, demo: DemoSite) -> None:
    import datetime as dt

    from scraper.store import ArchiveLock

    with ArchiveLock(tmp_path / "a.db", lambda: dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)):
        keys = iter([CTRL_C])
        seen = on_terminal(
            "--db",
            "a.db",
            "crawl",
            "demo",
            "--wait",
            columns=300,
            press=lambda said: next(keys, b"") if "gives up" in said else b"",
        )
    assert seen.code == 130
    assert seen.text.replace("^C", "") == (
        f"Another crawl holds the archive (process {os.getpid()}, since 2026-11-23 09:30 UTC;"
        f" lock file {tmp_path.resolve()}/a.db.lock). Waiting for its end; Ctrl-C gives up.\nInterrupted.\n"
    )


# A site of one's own, edits


def test_the_profile_of_the_page_needs_only_its_addresses_changed(tmp_path: Path, server: Server) -> None:
    (text,) = [block.text for block in BLOCKS["sites.md"] if block.language == "toml"]
    news(server, 3)
    links = "".join(f"<li><a href=/news/{number}>Meldung aus dem Amt</a>" for number in (1, 2, 3))
    listing = server.page("/news/", f"<ul>{links}</ul>")
    mine = text.replace("https://www.example.org/", server.url()).replace("private = false", "private = true")
    mine = re.sub(r"\[example\.select\].*", "", mine, flags=re.DOTALL).replace("delay = 2.0", "delay = 0.0")
    assert listing in mine
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sites.toml").write_text(mine, encoding="utf-8")
    seen = on_terminal("crawl", "example")
    assert seen.code == 0
    assert sorted(seen.text.splitlines()[:3]) == [f"new      example  Meldung {n} aus dem Rathaus" for n in (1, 2, 3)]
    assert numbers(seen.text.splitlines()[-1])[:2] == ["example", "3"]


def test_an_edit_is_found_and_its_history_told(demo: DemoSite) -> None:
    assert scraper("crawl", "demo").code == 0
    url = demo.edit()
    seen = on_terminal("crawl", "demo")
    headline, _, head, row = seen.text.splitlines()
    assert (seen.code, headline) == (0, "changed  demo  Elterngeld in zwölf Klicks")
    assert (numbers(head)[:2], numbers(row)[:2]) == (["site", "changed"], ["demo", "1"])
    sql = "SELECT h.changed FROM history h JOIN articles a ON a.id = h.article_id WHERE a.url = ? ORDER BY h.seen_at"
    done = scraper("query", sql, url)
    assert [line["changed"] for line in done.lines] == ["body", None]
