"""The listing pages of a site: its front page, and the rooms in which its articles stand one below the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from scraper.onboarding.page_links import PageLink
from scraper.onboarding.shapes import address
from scraper.onboarding.survey import ReadPage, Source, Survey
from scraper.onboarding.words import is_of_news, is_of_others, is_section
from scraper.web.urls import origin

# So many rooms are looked at, and so many are kept.
_MOST_ASKED = 4
_MOST_KEPT = 3
# A page with fewer articles is no listing of them.
_FEWEST = 3
# Where other sources name so much of what a listing shows, it is no source of its own. Chosen: the front page of a
# paper shows the newest pages of its feed and a few older ones.
_COVERED = 0.8


async def find_listings(survey: Survey, keep: int) -> None:
    """Look at the pages that may list articles; what they link to is taken in.

    Args:
        survey: with the front page, where it could be read.
        keep: so many requests are left for what comes later.
    """
    asked = 0
    for url in dict.fromkeys(_candidates(survey)):
        if asked >= _MOST_ASKED:
            return
        if url in survey.asked:
            continue
        asked += 1
        response = await survey.response(url, keep, tells=False)
        if response is not None:
            survey.take_page(response)


def _candidates(survey: Survey) -> Iterator[str]:
    """Yield addresses that may list articles: links that are called so, then the folders in which articles stand."""
    pages = list(survey.pages.values())
    links = [link for page in pages for link in page.links if survey.is_own(link.url)]
    yield from (link.spelled for link in links if _is_called_section(link))
    folders = Counter(folder for url in _articles(survey) for folder in _folders(url))
    known = {link.url.rstrip("/"): link.spelled for link in links}
    for folder, _ in folders.most_common(_MOST_ASKED):
        # Of a folder nobody links to, it is not known whether it has a page.
        if folder.rstrip("/") in known:
            yield known[folder.rstrip("/")]


def _is_called_section(link: PageLink) -> bool:
    parts = address(link.url)
    if any(map(is_of_others, (*parts.steps, parts.last))):
        return False
    # A headline that holds the word is none of these: the words of a section are one or two.
    return is_section(link.text) or (is_section(parts.last) and len(link.text.split()) <= 3)


def _articles(survey: Survey) -> list[str]:
    evidence = survey.evidence
    return list({**evidence.named, **evidence.dated})[:200]


def _folders(url: str) -> Iterator[str]:
    """Yield the folder of an address, and those around it that are called like news."""
    parts = address(url)
    base = origin(url)
    for depth in range(len(parts.steps), 0, -1):
        if depth == len(parts.steps) or is_of_news(parts.steps[depth - 1]):
            yield f"{base}/{'/'.join(parts.steps[:depth])}/"


def choose_listings(survey: Survey, articles: Sequence[str]) -> list[Source]:
    """Return the pages that are worth visiting as listings: they show articles that no other source names.

    Args:
        survey: with all pages that were read.
        articles: the known addresses that the patterns take.
    """
    taken = set(articles)
    covered = {name for source in (*survey.feeds, *survey.sitemaps) for name in source.names}
    sources = []
    for page in survey.pages.values():
        names = tuple(dict.fromkeys(link.url for link in page.links if link.url in taken))
        if len(names) >= _FEWEST and page.response.url not in taken:
            sources.append(Source(_address(survey, page), names, page.head.title, next_url=page.found.next_url))
    chosen: list[Source] = []
    # A page with a next one leads to all of them; then the one that shows most.
    for source in sorted(sources, key=lambda one: (one.next_url is None, -len(one.names))):
        new = [name for name in source.names if name not in covered]
        is_new = len(new) > (1 - _COVERED) * len(source.names)
        if is_new and len(chosen) < _MOST_KEPT:
            chosen.append(source)
            covered |= set(source.names)
    if not chosen and not (survey.feeds or survey.sitemaps):
        return sources[:1]
    return chosen


def _address(survey: Survey, page: ReadPage) -> str:
    """Return the address of a listing: that of the front page where it is that, else as it answered."""
    if page.response.requested_url == survey.home:
        return survey.home
    return page.response.url
