"""The sitemaps of a site: those of robots.txt, else those at the usual places; of an index a sample."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from scraper.discover import sitemap
from scraper.errors import FetchError
from scraper.model import Found, Link, Response
from scraper.onboarding.survey import Source, Survey
from scraper.web.urls import join, origin

_USUAL = ("/sitemap.xml", "/sitemapindex.xml")
# Sitemaps that are read of robots.txt, and of an index.
_MOST_READ, _MOST_CHILDREN = 2, 2
_NEWS = re.compile(r"news|presse|meldung|aktuell|artikel|article|beitr|post(?:s|-)|blog", re.IGNORECASE)
_NO_NEWS = re.compile(
    r"categor|kategori|\btags?\b|tag-|author|autor|page|seite|image|video|event|termin|veranstalt|taxonom|product",
    re.IGNORECASE,
)
# So many addresses of a sitemap are learned from; a large one has 50,000, which say no more.
_MOST_LEARNED = 5000
# Stands for the day of a sitemap that states none.
_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


async def find_sitemaps(survey: Survey, keep: int) -> None:
    """Find the sitemaps of a site, and take in what they name.

    Args:
        survey: to be filled.
        keep: so many requests are left for what comes later.
    """
    named = await _of_robots(survey)
    if named:
        for url in sorted(named, key=_rank)[:_MOST_READ]:
            await _read(survey, url, keep)
        return
    for place in _USUAL:
        if await _read(survey, origin(survey.home) + place, keep, is_guess=True):
            return


async def of_robots(survey: Survey) -> tuple[str, ...]:
    """Return the sitemaps that robots.txt names, which a crawl reads without being told."""
    return tuple(await _of_robots(survey))


async def _of_robots(survey: Survey) -> list[str]:
    try:
        rules = await survey.asker.fetcher.robots(survey.home, survey.asker.site)
    except FetchError:
        return []
    joined = (join(survey.home, url) for url in rules.sitemaps)
    return [url for url in joined if url is not None and survey.is_own(url)]


def _rank(url: str) -> int:
    if _NEWS.search(url):
        return 0
    if _NO_NEWS.search(url):
        return 2
    return 1


async def _read(survey: Survey, url: str, keep: int, *, is_guess: bool = False) -> bool:
    """Read a sitemap, and of an index the best of its children; return whether there was one."""
    response = await survey.response(url, keep, tells=not is_guess)
    if response is None:
        return False
    found = sitemap.read(response)
    if not found.links:
        return False
    children = [link for link in found.links if link.kind == "sitemap"]
    if not children:
        _take(survey, response, found)
        return True
    survey.sitemaps.append(Source(response.requested_url, ()))
    for child in _best(children)[:_MOST_CHILDREN]:
        answer = await survey.response(child.url, keep)
        if answer is not None:
            _take(survey, answer, sitemap.read(answer), is_child=True)
    return True


def _best(children: Sequence[Link]) -> list[Link]:
    """Return the sitemaps of an index, those of news first, of these the newest."""
    newest = sorted(children, key=lambda link: link.lastmod or _LONG_AGO, reverse=True)
    return sorted(newest, key=lambda link: _rank(link.url))


def _take(survey: Survey, response: Response, found: Found, *, is_child: bool = False) -> None:
    """Take in what a sitemap names: pages of any kind, but for those of a sitemap of news."""
    own = [link for link in found.links if link.kind == "article" and survey.is_own(link.url)]
    # Google's extension for news has a day for each address, and these are articles by the site's own word.
    is_news = bool(own) and all(link.published is not None for link in own)
    names = tuple(link.url for link in own)
    # Some of them from all over a large sitemap: sitemaps stand in order of time, or of rooms.
    some = names[:: len(names) // _MOST_LEARNED + 1]
    if is_news:
        survey.name(some)
    else:
        survey.know(some)
    is_posts = _rank(response.requested_url) == 0
    if is_posts and not is_news:
        for url in some:
            survey.evidence.linked.setdefault(url)
    if not is_child:
        survey.sitemaps.append(Source(response.requested_url, names, is_news=is_news))
    else:
        survey.sitemaps[-1] = Source(
            survey.sitemaps[-1].url, (*survey.sitemaps[-1].names, *names), is_news=survey.sitemaps[-1].is_news
        )
