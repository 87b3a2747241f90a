"""``scraper status`` of an archive with eight different problems at once, as a person reads it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import namedtuple
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from cli_running import Done, scraper
from empty_archive import put_empty_archive
from scraper.cli import session
from scraper.model import Alarm, Problem, Reason, Site, SiteResult, fault
from scraper.store import Archive, health
from scraper.store.health.newest import Newest

MIB = 1024**2
DAY = dt.timedelta(days=1)
# A Monday, and the Friday on which somebody asks; the last crawl was on Monday.
BEGIN = dt.datetime(2026, 3, 2, 6, 0, tzinfo=dt.UTC)
LAST = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 27, 9, 30, tzinfo=dt.UTC)
SATURDAY = 5
NAMES = ("amtsblick", "gemeindeblatt", "kreisbote", "landesportal", "ratsinfo", "stadtarchiv", "wochenblick")
SITES = {name: Site(name, name.title(), f"https://{name}.example/") for name in NAMES}
Usage = namedtuple("Usage", "total used free")


class Scene:
    """An archive of seven sites, each with an article on each working day, and what goes wrong with them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.days = [BEGIN + number * DAY for number in range((LAST - BEGIN).days + 1)]
        with archive.transaction():
            for site in SITES.values():
                archive.frontier.add_site(site)
            self._insert(
                "captures", [{"id": 1, "url": "x", "fetched_at": "2026-03-02T06:00:00Z", "status": 200, "size": 1}]
            )

    def _insert(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            marks = ", ".join("?" * len(row))
            self.archive._db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))

    def crawl_each_day(self) -> None:
        """Write the runs, each of which makes the archive larger by ten MiB."""
        for number, day in enumerate(self.days, 1):
            crawl_id = self.archive.crawls.start(NAMES, day)
            for name in NAMES:
                self.archive.crawls.site_done(crawl_id, SiteResult(name), day)
            self.archive.crawls.finish(crawl_id, day)
            self.archive._db.execute("UPDATE crawls SET size = ? WHERE id = ?", [(900 + 10 * number) * MIB, crawl_id])

    def publish(self, name: str, until: dt.datetime = LAST, empty_from: dt.datetime | None = None) -> None:
        """Write an article for each working day until one; from a day on they have no text."""
        for number, day in enumerate(self.days):
            if day.weekday() >= SATURDAY or day > until:
                continue
            at, url = f"{day:%Y-%m-%dT%H:%M:%SZ}", f"{SITES[name].home}meldung_{number}"
            has_text = empty_from is None or day < empty_from
            body = f"Der Rat hat über den Haushalt beraten, zum {number}. Mal, und ihn vertagt." * 3 if has_text else ""
            article = {
                "url": url,
                "site": name,
                "title": f"Meldung {number}",
                "date": f"{day:%Y-%m-%d}",
                "body": body,
                "words": len(body.split()),
                "digest": url,
                "first_seen": at,
                "last_seen": at,
                "changed_at": at,
                "capture_id": 1,
                "reader": "6-0",
                "sources": json.dumps({"body": "main, lines 2 to 9", "date": "JSON-LD datePublished"}),
            }
            self._insert("articles", [article])
            page = {"url": url, "site": name, "kind": "article", "state": "done", "key": url, "visited_at": at}
            (article_id,) = self.archive._db.execute("SELECT last_insert_rowid()").fetchone()
            self._insert("pages", [page | {"article_id": article_id}])

    def meet_walls(self, name: str) -> None:
        """Write what stood in front of the last six articles, and what crawls have noted of it."""
        for number in range(6):
            url, at = f"{SITES[name].home}neu_{number}", f"{LAST:%Y-%m-%dT%H:%M:%SZ}"
            page = {
                "url": url,
                "site": name,
                "kind": "article",
                "state": "failed",
                "key": url,
                "reason": "consent_wall",
            }
            self._insert("pages", [page])
            self._insert("problems", [{"site": name, "url": url, "code": "consent_wall", "since": at, "last": at}])

    def find(self, name: str, runs: int, problem: Problem) -> None:
        """Let the last few runs find a problem."""
        for day in self.days[-runs:]:
            self.archive.problems.settle(name, [problem], day, complete=True)


def made(archive: Archive) -> None:
    scene = Scene(archive)
    with archive.transaction():
        scene.crawl_each_day()
        scene.publish("amtsblick", empty_from=LAST - 10 * DAY)
        scene.publish("gemeindeblatt")
        scene.publish("kreisbote", until=dt.datetime(2026, 11, 6, 6, 0, tzinfo=dt.UTC))
        for name in NAMES[3:]:
            scene.publish(name)
        scene.meet_walls("gemeindeblatt")
        feed = f"{SITES['landesportal'].home}aktuell/feed.rss"
        archive.frontier.add(feed, "landesportal", "feed", "waiting", feed)
        scene.find("landesportal", 9, Problem(fault(Reason.HTTP_STATUS, status=404), feed, "feed"))
        down = fault(Reason.SITE_UNREACHABLE, why=f"{SITES['stadtarchiv'].home}: connection refused")
        scene.find("stadtarchiv", 3, Problem(down))
        host = {"host": "ratsinfo.example", "robots": b"", "robots_at": f"{LAST:%Y-%m-%dT%H:%M:%SZ}"}
        scene._insert("hosts", [host | {"certificate_until": "2026-12-04T11:00:00Z"}])


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setattr(session, "utc_now", lambda: NOW)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 10**12, 220 * MIB))
    profiles = "".join(f'[{site.id}]\nname = "{site.name}"\nhome = "{site.home}"\n' for site in SITES.values())
    (tmp_path / "sites.toml").write_text(profiles, encoding="utf-8")
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        made(archive)
    return path


def status(path: Path, *args: str) -> Done:
    return scraper("--db", path, "status", *args, "--sites", path.with_name("sites.toml"))


SEEN = """\
site           verdict    newest      last crawl        articles  new  failed
─────────────────────────────────────────────────────────────────────────────
archive        attention                                                    0
kreisbote      attention  2026-11-06  2026-11-23 06:00       180    0       0
stadtarchiv    attention  2026-11-23  2026-11-23 06:00       191    1       0
amtsblick      attention  2026-11-23  2026-11-23 06:00       191    1       0
gemeindeblatt  attention  2026-11-23  2026-11-23 06:00       191    1       6
landesportal   attention  2026-11-23  2026-11-23 06:00       191    1       0
ratsinfo       attention  2026-11-23  2026-11-23 06:00       191    1       0
wochenblick    ok         2026-11-23  2026-11-23 06:00       191    1       0
archive: no crawl for 4 days, usually there is one within 24 hours (since
  2026-11-23 06:00 UTC). Look whether cron or the timer still starts it;
  'scraper crawl' does it now.
archive: the disk of the archive has 220 MiB left, at its growth enough for 22
  days (since 2026-11-27 09:30 UTC). Make room; 'scraper status --storage'
  says what each site costs, 'scraper compact' makes the archive smaller.
kreisbote: quiet for 10 working days, usual gap 1.0 (since 2026-11-07). Open
  the site; if it publishes, its source or its 'articles' pattern fits no
  more: 'scraper sites check' with its name says which.
stadtarchiv: https://stadtarchiv.example/: connection refused; nothing was
  marked as gone (since 2026-11-21 06:00 UTC, 3 times). Each crawl tries
  again; if it stays so, open the site in a browser.
amtsblick: body empty on 7 of 7 pages, was 100 % (since 2026-11-13 06:00 UTC).
  'scraper sites check' with the site's name shows what is found; 'scraper
  reparse' applies a mended profile.
landesportal: feed https://landesportal.example/aktuell/feed.rss: status 404
  (since 2026-11-15 06:00 UTC, 9 times). Open it in a browser; if it has
  moved, change the site's profile.
gemeindeblatt: 6 of the newest 6 addresses give a consent wall instead of an
  article, 0 % before (since 2026-11-23 06:00 UTC). 'scraper status
  --problems' names them; open one in a browser. Where that gets in, name its
  cookies under [SITE.cookies] in the site's profile.
ratsinfo: https://ratsinfo.example/: its certificate ends on 2026-12-04 (since
  2026-11-20 11:00 UTC). From then on nothing comes from there; the site's
  operator may not know it.
gemeindeblatt: 6 failed addresses; 'scraper status gemeindeblatt --problems'
  says why.
"""


def test_eight_problems_at_once(path: Path) -> None:
    done = status(path, "--format", "table")
    assert (done.code, done.err) == (1, "")
    assert done.out == SEEN
    assert max(map(len, done.out.splitlines())) <= 80
    # No line says what another one says.
    lines = [line for line in done.out.splitlines() if not line.startswith("  ")]
    assert len(lines) == len(set(lines))


def test_a_monitor_gets_the_same_by_codes(path: Path) -> None:
    done = status(path)
    assert done.code == 1
    found = {row["site"]: [(one["code"], one["severity"]) for one in row["problems"]] for row in done.lines}
    assert found == {
        None: [("no_crawl", "critical"), ("disk_fills", "critical")],
        "amtsblick": [("body_lost", "major")],
        "gemeindeblatt": [("walls_grow", "major")],
        "kreisbote": [("quiet", "critical")],
        "landesportal": [("http_status", "major")],
        "ratsinfo": [("certificate_ends", "minor")],
        "stadtarchiv": [("site_unreachable", "critical")],
        "wochenblick": [],
    }
    assert all(one["next"] for row in done.lines for one in row["problems"])


@pytest.mark.parametrize("name", NAMES)
def test_each_site_is_judged_by_its_own_problems(path: Path, name: str) -> None:
    # What stands of the archive as a whole is no verdict on one site.
    done = status(path, name)
    assert (done.code, len(done.lines)) == (int(name != "wochenblick"), 1)


@pytest.mark.parametrize("wanted", [[], ["kreisbote"], ["kreisbote", "--problems"]])
def test_only_the_site_that_is_asked_for_is_judged(
    path: Path, monkeypatch: pytest.MonkeyPatch, wanted: list[str]
) -> None:
    judged = []

    def judge(newest: Newest) -> list[Alarm]:
        judged.append(newest.site.id)
        return []

    monkeypatch.setattr(health, "SITE_JUDGES", (judge,))
    status(path, *wanted)
    assert set(judged) == set(wanted[:1] or NAMES)


@pytest.mark.parametrize("mode", [0o555, 0o755])
@pytest.mark.parametrize("has_log", [False, True])
def test_a_folder_that_nobody_may_write_into_is_judged_the_same(path: Path, mode: int, has_log: bool) -> None:
    expected = status(path, "amtsblick").lines
    if has_log:
        path.with_name("archive.db-wal").touch()
    path.chmod(0o444)
    path.parent.chmod(mode)
    before = {file.name: file.stat().st_mtime_ns for file in path.parent.iterdir()}
    try:
        done = status(path, "amtsblick")
        after = {file.name: file.stat().st_mtime_ns for file in path.parent.iterdir()}
    finally:
        path.parent.chmod(0o755)
    assert (done.code, done.lines) == (1, expected)
    # Where files may be made, SQLite leaves its shared memory beside the log.
    assert {name: time for name, time in after.items() if not name.endswith(("-shm", "-wal"))} == {
        name: time for name, time in before.items() if not name.endswith(("-shm", "-wal"))
    }
