"""The front page: what is new, what became of older articles, what needs a person, and the week in figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scraper.report.local_time import local_day
from scraper.serve.asked import Answer, Asked, House, Page, Row
from scraper.serve.pages import addresses
from scraper.serve.pages.article_text import language
from scraper.serve.pages.edits import edit_row
from scraper.serve.pages.front_week import Week, watched, week_figures, week_of
from scraper.serve.pages.status import problem_row, site_address, site_name
from scraper.store.days import Days
from scraper.store.latest import Selection
from scraper.web.plain_text import clean, shortened

if TYPE_CHECKING:
    from scraper.store import Archive

# Days that are shown, the newest and those before it; articles of them, and of one site on one day. Chosen: some
# screens; whatever there is more of is one click away.
_DAYS, _ARTICLES, _OF_A_SITE = 7, 60, 5
# Characters of a lead line. Chosen: two lines of a wide screen.
_LEAD = 220
# Edits, removals and returns, and problems, that are named. Chosen as above.
_EDITS, _PROBLEMS = 8, 5


def front(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the front page."""
    now = house.clock()
    week = week_of(archive, now)
    names = archive.site_names()
    days, shown, total = _newest(archive, week, names)
    problems = archive.noted_problems(now, house.sites.values(), house.switched_off)
    return Page(
        "front.html",
        {
            "days": days,
            "shown": shown,
            "total": total,
            "week": week_figures(archive, week),
            "edits": [edit_row(row) for row in archive.lately.last_edits(week.began, _EDITS)],
            "problems": [_problem(row, names) for row in problems[:_PROBLEMS]],
            "problems_total": len(problems),
            "last_crawl": archive.lately.last_crawl(),
            "watched": watched(archive, house, week),
        },
    )


def _newest(archive: Archive, week: Week, names: dict[str, str]) -> tuple[list[Row], int, int]:
    """Return the newest articles by day and site, how many they are, and how many there are of these days."""
    newest = archive.lately.newest_day(week.today) or week.last.isoformat()
    last = dt.date.fromisoformat(newest)
    # What states no day counts on the day of its first visit, which may be later.
    until = max(last, week.last)
    chosen = Selection(Days(last - dt.timedelta(days=_DAYS - 1), until, local_day), limit=_ARTICLES)
    found = archive.latest(chosen)
    lines = archive.lately.lines([row["id"] for row in found.rows])
    # What was forgotten between the two questions is left out.
    rows = [_article(row, lines[row["id"]]) for row in found.rows if row["id"] in lines]
    return list(_by_day(rows, names)), len(rows), found.total


def _article(row: Row, line: Row) -> Row:
    return row | {
        "day": row["date"] or local_day(row["first_seen"]),
        "lead": shortened(clean(line["lead"] or ""), _LEAD),
        "lang": language(line["language"]),
        "is_edited": bool(line["is_edited"]),
        "is_gone": line["gone_at"] is not None,
        "is_missing": line["missing_since"] is not None and line["gone_at"] is None,
    }


def _by_day(rows: list[Row], names: dict[str, str]) -> Iterator[Row]:
    for day, of_day in groupby(rows, key=lambda row: row["day"]):
        sites = []
        for site, of_site in groupby(of_day, key=lambda row: row["site"]):
            articles = list(of_site)
            sites.append(
                {
                    "name": names.get(site, site),
                    "address": addresses.named("site", site),
                    "articles": articles[:_OF_A_SITE],
                    "has_more": len(articles) > _OF_A_SITE,
                    "all": addresses.latest(since=day, until=day, site=site),
                }
            )
        yield {"day": day, "sites": sites}


def _problem(row: Row, names: dict[str, str]) -> dict[str, Any]:
    return problem_row(row) | {"name": site_name(row["site"], names), "address": site_address(row["site"])}
