"""One archive of the demo site: crawled, one article edited and one taken down, crawled again."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

from cli_running import Done, scraper
from scraper.demo import DemoSite


def fill(db: Path) -> list[Done]:
    """Crawl through the command line; return what each run said."""
    profile = db.with_name("demo.toml")
    # Its corrections are of tomorrow, so that they are later than the first visit.
    with DemoSite(clock=lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=1)) as site:
        profile.write_text(site.profile_toml(), encoding="utf-8")
        crawl = ("--db", db, "crawl", "--sites", profile, "--full")
        first = scraper(*crawl)
        site.edit()
        second = scraper(*crawl)
        gone = site.remove()
        fetch = ("--db", db, "fetch", "--sites", profile, gone)
        third = scraper(*fetch)
        # An article is gone when that is seen a day later, too.
        with closing(sqlite3.connect(db)) as archive, archive:
            archive.execute(
                "UPDATE articles SET missing_since = strftime('%Y-%m-%dT%H:%M:%SZ', missing_since, '-1 day')"
            )
        scraper(*fetch)
    return [first, second, third]
