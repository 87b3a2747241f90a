"""``scraper crawl --report-to``: a monitor hears of every end, and none changes how the crawl ends."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli_running import Done, environment, scraper
from faults.harness import serve_news
from ports import refusing
from scraper.fetch import ping as ping_module
from scraper.fetch.ping import ping
from scraper.model import Reason, fault
from scraper.store import Archive, ArchiveLock
from server import Server

PROFILE = '[amt]\nhome = "{home}"\nfeeds = ["{home}feed"]\nprivate = true\ndelay = 0.0\n'


@pytest.fixture(autouse=True)
def site(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with five articles; nobody watches, as under cron."""
    monkeypatch.delenv("TERM", raising=False)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    serve_news(server)
    Path("my.toml").write_text(PROFILE.format(home=server.url()), encoding="utf-8")


def crawl(*targets: str, more: tuple[str, ...] = ()) -> Done:
    options = [part for one in targets for part in ("--report-to", one)]
    return scraper("crawl", "--db", "a.db", "--sites", "my.toml", *more, *options)


def text(name: str = "end.txt") -> str:
    """Return what a report says, without its times."""
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "TIME", Path(name).read_text(encoding="utf-8"))


def breaks(server: Server) -> None:
    """Let the feed be gone."""
    server.page("/feed", "", status=404)


def test_a_crawl_that_is_well(server: Server) -> None:
    server.page("/ping")
    done = crawl(server.url("/ping?exit={exit}&status={status}"), server.url("/ping"), "end.txt", "out/end.json")
    assert (done.code, done.out, done.err) == (0, "", "")
    asked = [one for one in server.requests if one.path.startswith("/ping")]
    assert sorted(one.path for one in asked) == ["/ping", "/ping?exit=0&status=up"]
    # A monitor is asked once, whatever its robots.txt would say.
    assert {one.method for one in asked} == {"GET"}
    assert text() == "scraper crawl: TIME to TIME, exit code 0\nok\n"
    record = json.loads(Path("out/end.json").read_text(encoding="utf-8"))
    assert (record["exit"], record["status"], record["error"], record["problems"]) == (0, "up", None, [])
    assert [(one["site"], one["new"], one["articles"]) for one in record["sites"]] == [("amt", 5, 5)]


def test_what_needs_a_person_stands_in_each_form(server: Server) -> None:
    crawl()
    breaks(server)
    server.page("/ping")
    done = crawl("end.txt", "end.JSON", "end.prom", server.url("/ping?{exit},{status}"), server.url("/ping"))
    assert done.code == 1
    assert " ".join(text().split()) == (
        f"scraper crawl: TIME to TIME, exit code 1 amt: feed {server.url('/feed')}: status 404 (since TIME). Open it"
        " in a browser; if it has moved, change the site's profile."
    )
    assert "ok" not in text().splitlines()
    (problem,) = json.loads(Path("end.JSON").read_text(encoding="utf-8"))["problems"]
    assert (problem["site"], problem["code"], problem["url"]) == ("amt", "http_status", server.url("/feed"))
    assert 'scraper_problems{site="amt",code="http_status"} 1\n' in Path("end.prom").read_text(encoding="utf-8")
    assert "scraper_crawl_exit_code 1\n" in Path("end.prom").read_text(encoding="utf-8")
    paths = [one.path for one in server.requests if one.path.startswith("/ping")]
    assert sorted(paths) == ["/ping", "/ping?1,down"]


def failing(server: Server, refused: str) -> dict[str, tuple[str, str]]:
    """Return the targets that fail, each with how it is shown and why."""
    server.page("/bad", status=500)
    server.page("/none", status=404)
    server.never_answers("/hangs")
    server.drips_headers("/drips", interval=0.05)
    server.handler("/round", lambda exchange: exchange.answer(302, location="/round"))
    server.drops("/drops")
    with_user = server.url("/bad?u").replace("http://", "http://max:geheim@")
    folder = Path("folder.json")
    folder.mkdir()
    return {
        server.url("/bad"): (server.url("/bad"), "status 500"),
        server.url("/none?{exit}"): (server.url("/none?{exit}"), "status 404"),
        server.url("/hangs"): (server.url("/hangs"), "no answer in time"),
        server.url("/drips"): (server.url("/drips"), "no answer in time"),
        server.url("/round"): (server.url("/round"), "more than 5 redirects"),
        f"{refused}/": (f"{refused}/", "connection refused"),
        with_user: (with_user.replace("max:geheim", "***"), "status 500"),
        "folder.json": ("folder.json", "it cannot be written: Is a directory"),
        "my.toml/end.txt": ("my.toml/end.txt", "it cannot be written: Not a directory"),
    }


def test_a_target_that_fails_is_said_and_changes_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ping_module.ping, "__defaults__", (2.0,))
    with refusing() as refused:
        targets = failing(server, refused)
        done = crawl(*targets, "end.txt")
    assert done.code == 0
    assert text().endswith("exit code 0\nok\n")
    assert sorted(done.err.splitlines()) == sorted(
        f"scraper crawl: could not report to {shown}: {why}." for shown, why in targets.values()
    )
    assert "geheim" not in done.out + done.err
    assert not list(Path().glob("*.part"))


def test_user_and_password_are_sent_to_the_monitor(server: Server) -> None:
    server.page("/ping")
    assert ping([server.url("/ping").replace("http://", "http://max:gr%C3%BCn@")]) == [None]
    expected = "Basic " + base64.b64encode("max:grün".encode()).decode()
    assert server.requests[-1].header("authorization") == expected


def test_a_redirect_is_followed_and_a_large_body_is_not_read(server: Server) -> None:
    server.handler("/old", lambda exchange: exchange.answer(301, location="/new"))
    server.drips("/new", interval=1.0)
    began = time.monotonic()
    assert ping([server.url("/old")]) == [None]
    assert time.monotonic() - began < 5


def test_no_proxy_of_the_environment_comes_between(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.page("/ping")
    with refusing() as proxy:
        for name in ("http_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert ping([server.url("/ping")]) == [None]


def test_all_addresses_share_one_bound(server: Server) -> None:
    began = time.monotonic()
    assert ping([server.never_answers(f"/{number}") for number in range(20)], 0.3) == [fault(Reason.TIMEOUT)] * 20
    assert time.monotonic() - began < 3
    assert ping(["http://nirgends.invalid/"]) == [fault(Reason.NO_HOST)]
    assert ping([]) == []


def test_a_crawl_that_another_one_keeps_out(server: Server) -> None:
    crawl()
    server.page("/ping")
    with ArchiveLock(Path("a.db"), lambda: datetime(2026, 11, 23, 9, 30, tzinfo=UTC)):
        done = crawl("end.txt", "end.json", server.url("/ping"), server.url("/ping?{exit}&{status}"))
    assert done.code == 75
    assert " ".join(text().split()).startswith(
        f"scraper crawl: TIME to TIME, exit code 75 Another crawl holds the archive (process {os.getpid()}, since TIME;"
    )
    record = json.loads(Path("end.json").read_text(encoding="utf-8"))
    # How the sites are doing is said all the same; what this run did there is nothing.
    assert (record["exit"], record["sites"][0]["articles"], record["sites"][0]["new"]) == (75, 5, None)
    # A request alone would say that all is well.
    assert [one.path for one in server.requests if one.path.startswith("/ping")] == ["/ping?75&down"]


def test_an_archive_that_is_none() -> None:
    Path("a.db").write_text("kein Archiv " * 100, encoding="utf-8")
    done = crawl("end.txt", "end.prom")
    assert done.code == 2
    assert " ".join(text().split()) == "scraper crawl: TIME to TIME, exit code 2 " + " ".join(
        done.err.removeprefix("Error: ").split()
    )
    assert "scraper_crawl_exit_code 2\n" in Path("end.prom").read_text(encoding="utf-8")


def test_a_site_that_there_is_not() -> None:
    done = crawl("end.txt", more=("nirgends",))
    assert done.code == 2
    assert "exit code 2\nThere is no site 'nirgends'." in text()


def test_a_mistake_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks_down(self: Archive, *values: object) -> list[object]:
        raise ZeroDivisionError("so nicht")

    monkeypatch.setattr("scraper.store.archive.Archive.alarms", breaks_down)
    with pytest.raises(ZeroDivisionError):
        crawl("end.txt")
    assert "exit code 1\ncould not be read: a mistake in scraper" in text()


def test_a_report_that_breaks_does_not_break_the_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks_down(*values: object) -> list[object]:
        raise ZeroDivisionError("so nicht")

    monkeypatch.setattr("scraper.report.crawl_end.as_json", breaks_down)
    done = crawl("end.json")
    assert done.code == 0
    assert done.err.startswith(
        "scraper crawl: could not report to the monitor: could not be read: a mistake in scraper"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c(server: Server, number: int) -> None:
    server.never_answers("/news/3")
    command = [sys.executable, "-m", "scraper", "crawl", "--db", "a.db", "--sites", "my.toml", "--report-to", "end.txt"]
    with subprocess.Popen(command, env=environment({"TERM": None}), stderr=subprocess.PIPE) as process:
        wait_for(lambda: "/news/3" in server.paths())
        process.send_signal(number)
        time.sleep(0.3)
        process.send_signal(number)
        assert process.wait(30) == 130
    assert text() == (
        "scraper crawl: TIME to TIME, exit code 130\nStopped at once. Nothing archived is lost; the next run goes on.\n"
    )


def test_ctrl_c_before_the_crawl_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*values: object) -> list[object]:
        raise KeyboardInterrupt

    monkeypatch.setattr("scraper.cli.crawl.chosen", pressed)
    assert crawl("end.txt").code == 130
    assert text() == "scraper crawl: TIME to TIME, exit code 130\nInterrupted.\n"


def wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_dry_run_reports_nothing(server: Server) -> None:
    server.page("/ping")
    done = crawl("end.txt", server.url("/ping"), more=("--dry-run",))
    assert done.code == 0
    assert not Path("end.txt").exists()
    assert "/ping" not in server.paths()


def test_a_file_is_replaced_at_once_and_may_be_a_link(server: Server) -> None:
    Path("real").mkdir()
    Path("real/end.prom").write_text("old", encoding="utf-8")
    Path("end.prom").symlink_to("real/end.prom")
    old = Path("real/end.prom").open(encoding="utf-8")  # noqa: SIM115  (it stays open)
    crawl("end.prom")
    with old:
        # Who has opened the file before reads the old one to its end.
        assert old.read() == "old"
    assert Path("end.prom").is_symlink()
    assert Path("real/end.prom").read_text(encoding="utf-8").startswith("# HELP ")
    assert Path("real/end.prom").stat().st_mode & 0o777 == 0o666 & ~umask() & 0o644
    assert sorted(file.name for file in Path("real").iterdir()) == ["end.prom"]


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_leaves_the_older_report() -> None:
    crawl("end.txt")
    before = Path("end.txt").read_text(encoding="utf-8")
    opened = os.open

    def full(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".part"):
            opened(path, flags, mode)
            return opened("/dev/full", os.O_WRONLY)
        return opened(path, flags, mode)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", full)
        done = crawl("end.txt")
    assert done.code == 0
    assert done.err == "scraper crawl: could not report to end.txt: it cannot be written: No space left on device.\n"
    assert Path("end.txt").read_text(encoding="utf-8") == before
    assert not Path("end.txt.part").exists()


def test_the_configuration_names_targets_and_the_option_takes_their_place(server: Server) -> None:
    Path("sub").mkdir()
    Path("scraper.toml").write_text('report_to = ["sub/a.txt", "http://max:geheim@127.0.0.1:1/"]\n', encoding="utf-8")
    done = crawl()
    assert done.code == 0
    assert done.err == "scraper crawl: could not report to http://***@127.0.0.1:1/: connection refused.\n"
    assert text("sub/a.txt").endswith("ok\n")
    Path("sub/a.txt").unlink()
    assert crawl("b.txt").err == ""
    assert not Path("sub/a.txt").exists()
    rows = {row["key"]: row["value"] for row in scraper("config").lines}
    assert rows["report_to"] == ["sub/a.txt", "http://***@127.0.0.1:1/"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "ftp://max:geheim@a.example/x",
            "'ftp://***@a.example/x' is no address of http or https. Name one, or a file.",
        ),
        ("https://", "'https://' is no address. Write it as https://monitor.example.org/ping."),
        ("http://a b/", "'http://a b/' is no address. Write it as https://monitor.example.org/ping."),
        (" ", "it is empty. Name an http or https address, or a file."),
    ],
)
def test_what_is_no_target(given: str, said: str) -> None:
    done = crawl(given)
    assert done.code == 2
    assert " ".join(done.err.split()).endswith(f"Invalid value for '--report-to': {said}")
    assert "geheim" not in done.err


def test_what_stands_of_the_archive_as_a_whole_is_told(server: Server) -> None:
    crawl()
    with Archive.open(Path("a.db")) as archive, archive.transaction():
        for _ in range(3):
            archive.crawls.start(["amt"], datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    Path("my.toml").rename("other.toml")
    done = crawl("end.txt", "end.prom")
    assert done.code == 2
    assert "archive: the last 3 crawls were broken off before their end (since TIME)." in " ".join(text().split())
    assert 'scraper_problems{site="",code="crawls_broken_off"} 1' in Path("end.prom").read_text(encoding="utf-8")
