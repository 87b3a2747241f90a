"""What the pages about a keyword, a place and a vendor share: years, sites, what stands beside it, newest articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.report.charts import Chart, Value, bars, columns
from scraper.report.local_time import local_day
from scraper.report.written import number
from scraper.serve.asked import Asked, Listing, Page, Row
from scraper.serve.pages import addresses
from scraper.serve.pages.entries import entry
from scraper.serve.pages.parameters import MOST_ROWS, extent, paging, year
from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.subjects import OverYears, Subject

_LIMIT = 50
# Keywords and sections that are named beside a subject; chosen: what is looked over at once.
MOST_BESIDE = 15
# What a record of an article has, as ``scraper latest`` prints it.
_FIELDS = ("id", "date", "site", "kicker", "title", "first_seen", "url")


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a subject.

    Args:
        name: of a keyword or a section.
        href: its page or search.
        articles: how many articles have both.
    """

    name: str
    href: str
    articles: int


@dataclass(frozen=True, slots=True)
class About:
    """A subject, as its page is given it.

    Args:
        title: its name.
        subject: its articles.
        template: of its page.
        context: what its page is given besides.
    """

    title: str
    subject: Subject
    template: str
    context: Mapping[str, Any]


def listing(archive: Archive, asked: Asked, about: About) -> Listing:
    """Return the page about a subject, which is a list of its articles in the other forms.

    Args:
        archive: the archive.
        asked: the request, with ``page`` and ``year``.
        about: the subject.

    Raises:
        WrongWordsError: a parameter is none.
    """
    place, of_year = paging(asked, _LIMIT), year(asked)
    skip, limit = extent(asked, place)
    over = archive.subjects.over_years(about.subject, limit, skip, Days(seen_day=local_day), of_year)
    found = archive.subjects.entries(over.newest)
    if asked.form != "html":
        records: list[Row] = [{name: row[name] for name in _FIELDS} for row in found]
        return Listing(Page(about.template, {}), about.title, records, over.newest)
    names = archive.site_names()
    context = dict(about.context) | {
        "title": about.title,
        "total": over.total,
        "sites": len(over.sites),
        "charts": _charts(asked, over, names),
        "entries": [entry(row, names) for row in found],
        "chosen": over.chosen,
        "year": of_year,
        "number": place.number,
        "has_more": place.skip + len(found) < over.chosen,
        "most_rows": MOST_ROWS,
    }
    return Listing(Page(about.template, context), about.title, [], over.newest)


def about_another(asked: Asked, kind: str, name: str) -> str:
    """Return the address of the same list about another name, such as the usual spelling of the one asked for.

    Args:
        asked: the request.
        kind, name: of the page that it leads to.
    """
    values = {parameter: found for parameter, found in asked.values.items() if parameter != "name"}
    return addresses.named(kind, name, asked.form, values)


def beside(archive: Archive, asked: Asked, subject: Subject, without: int | None = None) -> dict[str, list[Beside]]:
    """Return what stands beside a subject, as its page is given it; files of its articles do not have it.

    Args:
        archive: the archive.
        asked: the request.
        subject: the subject.
        without: a keyword that is not named, since the page is about it.
    """
    if asked.form != "html":
        return {}
    return {
        "beside": _keywords_beside(archive, subject, without),
        "sections": _sections_beside(archive, subject),
    }


def _keywords_beside(archive: Archive, subject: Subject, without: int | None) -> list[Beside]:
    """Return the keywords that most of the newest articles of a subject have."""
    found = archive.subjects.keywords_beside(subject, MOST_BESIDE, without)
    return [Beside(name, addresses.named("keyword", name), articles) for name, articles in found]


def _sections_beside(archive: Archive, subject: Subject) -> list[Beside]:
    """Return the sections in which most of the newest articles of a subject stand."""
    found = archive.subjects.sections_beside(subject, MOST_BESIDE)
    return [Beside(name, addresses.search(section=name), articles) for name, articles in found]


def _charts(asked: Asked, over: OverYears, names: Mapping[str, str]) -> list[Chart]:
    years = [Value(name, count, href=f"{asked.address(year=name, page=None)}#articles") for name, count in over.years]
    sites = [Value(names.get(site, site), count, href=addresses.named("site", site)) for site, count in over.sites]
    return [
        columns("years", "Articles a year", _years_said(over.years), years),
        bars("sites", "Articles by site", _sites_said(over.sites, names), sites),
    ]


def _years_said(years: Sequence[tuple[str, int]]) -> str:
    if not years:
        return "There are no articles."
    most, count = max(years, key=lambda one: (one[1], one[0]))
    return f"From {years[0][0]} to {years[-1][0]}; the most, {number(count)}, in {most}."


def _sites_said(sites: Sequence[tuple[str, int]], names: Mapping[str, str]) -> str:
    if not sites:
        return "There are no articles."
    site, count = sites[0]
    return f"{number(len(sites))} sites; the most, {number(count)}, at {names.get(site, site)}."
