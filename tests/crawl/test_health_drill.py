"""The drills: a layout changes, a wall comes, a source dies, the clock jumps; each is found, and told once."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import WORDS, listing, rss

from cli_running import Done, scraper
from ports import refusing
from scraper.cli import session
from server import Server

FIRST_DAY = dt.datetime(2026, 10, 1, 6, 0, tzinfo=dt.UTC)
A_DAY, DAYS = 4, 10
SATURDAY = 5
A_YEAR = dt.timedelta(days=365)
PROFILE = """\
[test]
name = "Test"
home = "{home}"
{sources}
articles = ['^/news/(?P<id>\\d+)$']
delay = 0
private = true

[test.select]
body = "{body}"
"""
FEED, LISTING = 'feeds = ["{home}feed"]', 'listings = ["{home}liste"]'
RSS = {"Content-Type": "application/rss+xml"}
WALL = (
    "<!DOCTYPE html><html lang=de><head><title>Bitte stimmen Sie zu</title></head><body><h1>Ihre Zustimmung</h1>"
    "<p>Wir und unsere 147 Partner verwenden Cookies. Um diese Seite zu lesen, stimmen Sie bitte der Verarbeitung zu."
    "</p><button>Alle akzeptieren</button><button>Ablehnen</button></body></html>"
)
DATE = '<time datetime="{0}">{0:%d.%m.%Y}</time>'
AUTHOR = "<p class=autor>Von Erika Muster</p>"
PERSON, WELL = "scraper crawl: something needs a person.\n", "scraper crawl: something is well again.\n"
CHECK = "'scraper sites check' with the site's name shows what is found; 'scraper reparse' applies a mended profile."
SINCE = "since 2026-10-11 06:00 UTC"


def over(*alarms: str) -> str:
    """Return what is mailed of alarms of the site that stand no more, each with since when it stood."""
    return WELL + "".join(f"test: well again; this is over: {one} ({SINCE}).\n" for one in alarms)


class Newspaper:
    """A site that publishes four articles a day, an archive of it, and a clock that both go by.

    Args:
        server: on loopback.
        folder: for archive and profile.
    """

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.now = FIRST_DAY
        self.pages: list[str] = []
        self.named = 20
        # What the layout of today has.
        self.text_class, self.head, self.author, self.date, self.below = "text", "", AUTHOR, DATE, ""
        self.texts, self.tells_number = (WORDS, WORDS), True
        self.profile(".text")

    def profile(self, body: str, sources: str = FEED) -> None:
        """Write the profile with a selector for the body."""
        home = self.server.url("/")
        text = PROFILE.format(home=home, body=body, sources=sources.format(home=home))
        (self.folder / "test.toml").write_text(text, encoding="utf-8")

    def page(self, number: int) -> str:
        """Return the page of an article in the layout of today."""
        title, day = f"Meldung {number} aus dem Rathaus", self.now.date()
        date, below = (part.format(day) for part in (self.date, self.below))
        own = f"Es ist die Meldung {number}." if self.tells_number else ""
        return (
            f"<!DOCTYPE html><html lang=de><head><title>{title}</title><meta property='og:type' content='article'>"
            f"{self.head}</head><body><nav><a href='/'>Start</a></nav><main><article><h1>{title}</h1>"
            f'{self.author}{date}<div class="{self.text_class}"><p>{self.texts[0]}{own}</p>'
            f"<p>{self.texts[1]}</p></div>{below}<p>Der Newsletter des Rathauses kommt an jedem Freitag.</p>"
            "</article></main></body></html>"
        )

    def publish(self, named: int = 20) -> None:
        """Publish the articles of a day; the sources name the newest few."""
        self.pages += [self.page(number) for number in range(len(self.pages), len(self.pages) + A_DAY)]
        self.named = named
        self.serve()

    def serve(self, wall: str | None = None) -> None:
        """Answer with the pages of all articles, or with a wall in front of them."""
        for number, page in enumerate(self.pages):
            self.server.page(f"/news/{number}", wall or page)
        newest = range(len(self.pages) - 1, len(self.pages) - self.named - 1, -1)
        urls = [self.server.url(f"/news/{number}") for number in newest if number >= 0]
        self.server.page("/feed", rss(urls), headers=RSS)
        self.server.page("/liste", listing(urls))

    def run(self, *args: str) -> Done:
        """Run the command line; addresses of the server begin with ``BASE``, and lines are whole."""
        done = scraper("--db", self.folder / "archive.db", *args, "--sites", self.folder / "test.toml")
        base = self.server.url("")
        out, err = (text.replace("\n  ", " ").replace(base, "BASE") for text in (done.out, done.err))
        return Done(done.code, out, err)

    def crawl(self) -> tuple[int, str]:
        """Crawl as from cron, and let a day pass; return the exit code and what is mailed."""
        done = self.run("crawl", "test", "-q")
        self.now += dt.timedelta(days=1)
        return done.code, done.out + done.err

    def day(self) -> tuple[int, str]:
        """Publish the articles of a day and crawl."""
        self.publish()
        return self.crawl()

    def status(self) -> tuple[int, str]:
        """Return the exit code, and what is said below the table."""
        done = self.run("status", "test", "--format", "table")
        return done.code, "".join(done.out.splitlines(keepends=True)[3:])


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newspaper]:
    """A site and its archive after ten days; made once, since that takes ten crawls."""
    with Server() as server, pytest.MonkeyPatch.context() as patch:
        one = Newspaper(server, tmp_path_factory.mktemp("printed"))
        patch.setenv("TZ", "UTC")
        patch.setattr(session, "utc_now", lambda: one.now)
        assert [one.day() for _ in range(DAYS)] == [(0, "")] * DAYS
        yield one


@pytest.fixture
def paper(printed: Newspaper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newspaper:
    one = Newspaper(printed.server, tmp_path)
    one.now, one.pages = printed.now, printed.pages.copy()
    one.serve()
    printed.server.remove("/robots.txt")
    shutil.copy(printed.folder / "archive.db", tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setattr(session, "utc_now", lambda: one.now)
    return one


def test_nothing_is_wrong(paper: Newspaper) -> None:
    assert paper.status() == (0, "")


def test_a_class_is_renamed(paper: Newspaper) -> None:
    paper.text_class = "inhalt"
    assert paper.day() == (0, "")
    alarm = "selectors that match nothing: body = '.text'; none on {0} of {0} pages, was 100 %"
    assert paper.day() == (1, f"{PERSON}test: {alarm.format(8)} ({SINCE}). {CHECK}\n")
    assert paper.day() == (1, "")
    assert paper.status() == (1, f"test: {alarm.format(12)} ({SINCE}, 2 times). {CHECK}\n")
    (problem,) = paper.run("status", "test", "--problems").lines
    assert (problem["code"], problem["since"], problem["times"]) == ("selector_unmatched", "2026-10-11T06:00:00Z", 2)

    paper.profile(".text, .inhalt")
    paper.server.clear()
    read_again = "Read again: 52 articles.\nNo field differs.\n"
    assert paper.run("reparse", "test", "--new-profile", "--format", "table") == Done(0, read_again, "")
    assert paper.status() == (0, "")
    assert paper.run("status", "test", "--problems") == Done(0, "", "No problems.\n")
    assert paper.server.requests == []
    assert paper.day() == (0, over(alarm.format(12)))
    assert paper.day() == (0, "")


def test_a_selector_that_has_a_mistake_is_told_of_as_soon_as_five_articles_are_there(paper: Newspaper) -> None:
    (paper.folder / "archive.db").unlink()
    paper.pages, paper.now = [], FIRST_DAY
    paper.profile(".txet")
    assert paper.day() == (0, "")
    alarm = "selectors that match nothing: body = '.txet'; none on {0} of {0} pages, was 0 %"
    since = "since 2026-10-01 06:00 UTC"
    assert paper.day() == (1, f"{PERSON}test: {alarm.format(8)} ({since}). {CHECK}\n")
    assert paper.day() == (1, "")
    assert paper.status() == (1, f"test: {alarm.format(12)} ({since}, 2 times). {CHECK}\n")
    paper.profile(".text")
    # Today's reader has read nothing yet.
    assert paper.status() == (0, "")
    assert paper.day() == (0, f"{WELL}test: well again; this is over: {alarm.format(12)} ({since}).\n")
    assert paper.day() == (0, "")


def test_fields_are_lost_and_come_back(paper: Newspaper) -> None:
    paper.author = paper.date = ""
    assert paper.day() == (0, "")
    alarms = ["date empty on 8 of {0} pages, was 100 %", "authors empty on 8 of {0} pages, was 100 %"]
    lines = [f"test: {alarm.format(8)} ({SINCE}). {CHECK}\n" for alarm in alarms]
    assert paper.day() == (1, PERSON + "".join(lines))
    paper.author, paper.date = AUTHOR, DATE
    # Four articles that have them again are too few to believe it.
    assert paper.day() == (1, "")
    assert paper.day() == (0, over(*(alarm.format(12) for alarm in alarms)))
    assert paper.day() == (0, "")


def test_another_place_gives_the_date(paper: Newspaper) -> None:
    paper.date, paper.below = "", "<footer>Stand: {:%d.%m.%Y}</footer>"
    assert paper.day() == (0, "")
    alarm = "date now comes from 'a line below the text' on 8 of 8 pages, was 'date near the headline'"
    assert paper.day() == (1, f"{PERSON}test: {alarm} ({SINCE}). {CHECK}\n")
    assert paper.day() == (1, "")


def test_texts_get_short(paper: Newspaper) -> None:
    paper.texts = (WORDS[:100], "")
    assert paper.day() == (0, "")
    alarm = "texts are half as long: 20 words on the middle one of 8 pages, 95 before"
    assert paper.day() == (1, f"{PERSON}test: {alarm} ({SINCE}). {CHECK}\n")
    assert paper.day() == (1, "")


def test_a_box_of_the_template_is_taken_for_the_text(paper: Newspaper) -> None:
    paper.tells_number = False
    assert paper.day() == (0, "")
    alarm = "the same text under different headlines on 5 of 5 pages, 0 % before, such as BASE/news/47"
    code, mail = paper.day()
    assert code == 1
    assert mail.startswith(f"{PERSON}test: {alarm} ({SINCE}). {CHECK}\n")
    assert "different headlines" not in paper.day()[1]


def test_a_wall_comes_and_goes(paper: Newspaper) -> None:
    paper.publish()
    paper.serve(WALL)
    wall = "addresses give a consent wall instead of an article, 0 % before"
    assert paper.crawl() == (
        1,
        f"{PERSON}test: 25 articles in a row could not be had, the last one: BASE/news/31: a consent wall; 7 more wait"
        f" for a later run ({SINCE}). Each crawl tries again; if it stays so, open the site in a browser.\n"
        f"test: 25 of the newest 32 {wall} ({SINCE}). 'scraper status --problems' names them; open one in a browser."
        " Where that gets in, name its cookies under [SITE.cookies] in the site's profile.\n"
        + "".join(f"test: not archived: BASE/news/{number}: a consent wall.\n" for number in range(43, 38, -1))
        + "test: and 20 more; 'scraper status test --problems' lists them.\n",
    )
    # Of what the first run did not come to each page is told, and the alarm is not told again.
    code, mail = paper.crawl()
    assert (code, "addresses give" in mail) == (1, False)
    assert paper.crawl() == (1, "")
    paper.serve()
    code, mail = paper.crawl()
    assert code == 0
    assert mail.startswith(f"{WELL}test: well again (had failed {SINCE}).\ntest: well again; this is over: ")
    assert mail.endswith(f" {wall} ({SINCE}).\n")
    assert paper.day() == (0, "")


def test_robots_txt_takes_the_articles_away(paper: Newspaper) -> None:
    rule = "User-agent: *\nDisallow: /news/\n"
    paper.server.page("/robots.txt", rule, headers={"Content-Type": "text/plain"})
    alarm = "robots.txt now forbids 40 of the newest 40 archived addresses, line 2 (Disallow: /news/)"
    step = "What is archived stays, and is not visited again; ask the site's operator."
    code, mail = paper.day()
    assert (code, f"test: {alarm} ({SINCE}). {step}\n" in mail) == (1, True)
    code, mail = paper.day()
    assert (code, alarm in mail) == (1, False)
    assert f"test: {alarm} ({SINCE}, 2 times). {step}\n" in paper.status()[1]
    paper.server.remove("/robots.txt")
    assert f"test: well again; this is over: {alarm} ({SINCE}).\n" in paper.day()[1]


def test_text_and_data_mining_is_reserved(paper: Newspaper) -> None:
    paper.head = '<meta name="tdm-reservation" content="1">'
    assert paper.day() == (0, "")
    alarm = (
        "kept without their text: 8 of 8 pages, 0 % before, as the site reserves it (tdm-reservation: 1 in a meta"
        f" element) ({SINCE}). Ask the site's operator for leave; then 'tdm = \"record\"' in its profile keeps all,"
        " marked."
    )
    assert paper.day() == (1, f"{PERSON}test: {alarm}\n")
    assert paper.day() == (1, "")


@pytest.mark.parametrize(
    ("source", "kind", "empty", "why"),
    [
        (FEED, "feed BASE/feed", rss([]), "the feed has no entries"),
        (LISTING, "listing BASE/liste", listing([]), "no article links on this page"),
    ],
)
def test_a_source_dies(paper: Newspaper, source: str, kind: str, empty: str, why: str) -> None:
    paper.profile(".text", source)
    assert paper.day() == (0, "")
    path, headers = ("/feed", RSS) if source is FEED else ("/liste", None)
    step = "Open it in a browser; if it has moved, change the site's profile."
    paper.server.page(path, empty, headers=headers)
    assert paper.crawl() == (1, f"{PERSON}test: {kind}: {why} (since 2026-10-12 06:00 UTC). {step}\n")
    assert paper.crawl() == (1, "")
    paper.server.remove(path)
    assert paper.crawl() == (1, f"{PERSON}test: {kind}: status 404 (since 2026-10-14 06:00 UTC). {step}\n")
    assert paper.crawl() == (1, "")
    assert paper.day() == (0, f"{WELL}test: well again: {kind} (had failed since 2026-10-12 06:00 UTC).\n")
    assert paper.day() == (0, "")


def test_the_clock_jumps_a_year_ahead_and_back(paper: Newspaper) -> None:
    paper.now += A_YEAR
    assert [paper.day() for _ in range(2)] == [(0, "")] * 2
    paper.now -= A_YEAR
    since = "since 2026-10-13 06:00 UTC"
    alarm = "the clock of this machine was set back: after 2027-10-12 06:00 UTC came 2026-10-13 06:00 UTC"
    step = "Look whether it is right now; what was planned by the wrong one is visited when its time comes."
    assert paper.day() == (1, f"{PERSON}archive: {alarm} ({since}). {step}\n")
    assert paper.day() == (0, f"{WELL}archive: well again; this is over: {alarm} ({since}).\n")
    assert paper.day() == (0, "")
    assert paper.status() == (0, "")


def test_a_run_that_reaches_no_site_judges_the_archive(paper: Newspaper) -> None:
    paper.now += A_YEAR
    assert paper.day() == (0, "")
    paper.now -= A_YEAR
    assert "the clock of this machine was set back" in paper.day()[1]
    with refusing() as base:
        text = (paper.folder / "test.toml").read_text(encoding="utf-8")
        (paper.folder / "test.toml").write_text(text.replace(paper.server.url(""), base), encoding="utf-8")
        assert paper.crawl()[0] == 1
    asked = "SELECT code, until FROM problems WHERE code = 'clock_set_back'"
    assert scraper("--db", paper.folder / "archive.db", "query", asked).lines == [
        {"code": "clock_set_back", "until": "2026-10-13T06:00:00Z"}
    ]


def test_what_the_archive_saw_by_a_wrong_clock_is_not_newest_for_a_year(paper: Newspaper) -> None:
    paper.author = paper.date = ""
    paper.now += A_YEAR
    assert paper.day() == (0, "")
    code, mail = paper.day()
    assert (code, "test: date empty on 8 of 8 pages" in mail) == (1, True)
    paper.now -= A_YEAR
    paper.author, paper.date = AUTHOR, DATE
    code, mail = paper.day()
    # It stands still, and was told; its end is said, whatever the time was when it was told.
    assert (code, "date empty" in mail) == (1, False)
    code, mail = paper.day()
    assert (code, "test: well again; this is over: date empty on 8 of 12 pages" in mail) == (0, True)
    assert paper.day() == (0, "")
    assert paper.status() == (0, "")


def test_the_site_falls_silent(paper: Newspaper) -> None:
    (paper.folder / "archive.db").unlink()
    paper.pages = []
    # Two months of working days, which the first crawl finds all at once; the last of them is a Friday.
    friday = dt.datetime(2026, 11, 6, 6, 0, tzinfo=dt.UTC)
    for ago in range(60, -1, -1):
        paper.now = friday - dt.timedelta(days=ago)
        if paper.now.weekday() < SATURDAY:
            paper.publish(named=200)
    assert paper.run("crawl", "test", "--full", "-q") == Done(0, "", "")
    # Saturday and Sunday are no silence, nor are Monday and Tuesday.
    assert [paper.crawl() for _ in range(5)] == [(0, "")] * 5
    mails = [paper.crawl() for _ in range(4)]
    told = [mail for _, mail in mails if mail]
    assert len(told) == 1
    quiet = r"quiet for [34] working days, usual gap 1\.0"
    assert re.fullmatch(rf"{PERSON}test: {quiet} \(since 2026-11-07\)\. Open the site; .*\n", told[0])
    assert mails[-1] == (1, "")
    assert paper.status()[0] == 1
    code, mail = paper.day()
    assert code == 0
    assert mail.startswith(f"{WELL}test: well again; this is over: quiet for ")
    assert paper.day() == (0, "")
