"""The listing pages of a site: its front page, and the rooms in which its articles stand one below the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from scraper.model import Site
from scraper.onboarding.page_links import PageLink
from scraper.onboarding.remarks import Remark
from scraper.onboarding.shapes import address, has_year
from scraper.onboarding.survey import ReadPage, Source, Survey
from scraper.onboarding.words import is_of_news, is_of_others, is_section, is_standing
from scraper.web.urls import key, origin, spelled

# So many rooms are looked at, and so many are kept.
_MOST_ASKED = 4
_MOST_KEPT = 6
# So many further pages of lists are looked at. Chosen: three pages of ten show most departments of a site.
_MOST_TURNED = 3
# So many pages of menus are looked at as well, where only a feed names articles.
_MOST_ROOMS = 6
# Of a sitemap with more addresses, keys are made of those alone that matter: all of them would take seconds.
_LARGE = 5000
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
    for _ in range(_MOST_ASKED):
        # Asked anew each time: the page of a room may name the rooms within it.
        url = next((url for url in _candidates(survey) if url not in survey.asked), None)
        if url is None:
            break
        response = await survey.response(url, keep, tells=False)
        if response is not None:
            survey.take_page(response)
    await _turn_pages(survey, keep)


async def find_rooms(survey: Survey, keep: int) -> None:
    """Look at pages that menus name, where a feed names the newest articles and no list leads on to the older ones.

    A trade paper's departments ("/recht/") have no word of news in their names.

    Args:
        survey, keep: as :func:`find_listings` takes them.
    """
    leads_on = any(page.found.next_url is not None and _lists_named(survey, page) for page in survey.pages.values())
    if leads_on or survey.sitemaps or not survey.feeds:
        return
    links = [link for page in survey.pages.values() for link in page.links if link.is_of_menu]
    rooms = list(dict.fromkeys(link.spelled for link in links if _may_be_room(survey, link)))
    for url in [url for url in rooms if url not in survey.asked][:_MOST_ROOMS]:
        response = await survey.response(url, keep, tells=False)
        if response is not None:
            survey.take_page(response)


def _lists_named(survey: Survey, page: ReadPage) -> bool:
    """Return whether a page lists articles that a feed names."""
    return sum(link.url in survey.evidence.named for link in page.found.links) >= _FEWEST


def _may_be_room(survey: Survey, link: PageLink) -> bool:
    """Return whether a link of a menu may lead to a department of a paper: a folder, and none of other pages."""
    if not survey.is_own(link.url) or "?" in link.url or link.url in survey.evidence.named:
        return False
    parts = address(link.url)
    is_folder = bool(parts.last) and not parts.ending
    is_other = any(map(is_of_others, (*parts.steps, parts.last))) or is_standing(parts.last)
    return is_folder and not is_other and link.url not in survey.evidence.read


async def _turn_pages(survey: Survey, keep: int) -> None:
    """Look at further pages of the fullest list: a department may have nothing among the newest articles.

    Args:
        survey, keep: as :func:`find_listings` takes them.
    """
    for _ in range(_MOST_TURNED):
        ahead = [page for page in survey.pages.values() if _next(survey, page) is not None]
        fullest = max(ahead, key=lambda page: len(page.found.links), default=None)
        if fullest is None:
            return
        response = await survey.response(fullest.found.next_url or "", keep, tells=False)
        if response is not None:
            survey.take_page(response)


def _next(survey: Survey, page: ReadPage) -> str | None:
    """Return the page after this one, where it is the site's and was not asked for yet."""
    url = page.found.next_url
    is_new = url is not None and survey.is_own(url) and spelled(url) not in survey.asked
    return url if is_new else None


def _candidates(survey: Survey) -> Iterator[str]:
    """Yield addresses that may list articles: links that are called so, then the folders in which articles stand."""
    pages = list(survey.pages.values())
    links = [link for page in pages for link in page.links if survey.is_own(link.url)]
    yield from (link.spelled for link in links if _is_called_section(link))
    # What has a query is a further page of a list, or the same in another order.
    known = {_folder_of(link.url): link.spelled for link in links if "?" not in link.url}
    # The folder of the articles first, then those around it. Of one that nobody links to, it is not known whether it
    # has a page.
    for column in zip_longest(*(_folders(url) for url in _articles(survey))):
        named = Counter(folder for folder in column if folder in known)
        yield from (known[folder] for folder, _ in named.most_common(_MOST_ASKED))


def _folder_of(url: str) -> str:
    """Return the folder that an address is the page of, by its slash or its ``index.html``."""
    parts = address(url)
    is_its_index = parts.last.lower() in ("", "index")
    steps = parts.steps if is_its_index else (*parts.steps, parts.last)
    return f"{origin(url)}/{''.join(f'{step}/' for step in steps)}"


def _is_called_section(link: PageLink) -> bool:
    parts = address(link.url)
    if any(map(is_of_others, (*parts.steps, parts.last))):
        return False
    # A headline that holds the word is none of these: the words of a section are one or two.
    return is_section(link.text) or (is_section(parts.last) and len(link.text.split()) <= 3)


def _articles(survey: Survey) -> list[str]:
    evidence = survey.evidence
    # Beside the press releases that a feed names, a front page shows a speech or two.
    of_news = [url for url in evidence.linked if any(map(is_of_news, address(url).steps))]
    return list(dict.fromkeys([*evidence.named, *evidence.dated, *of_news]))[:200]


def _folders(url: str) -> Iterator[str]:
    """Yield the folder of an address, and those around it, from the inside out."""
    parts = address(url)
    for depth in range(len(parts.steps), 0, -1):
        yield f"{origin(url)}/{'/'.join(parts.steps[:depth])}/"


def choose_listings(survey: Survey, articles: Sequence[str], site: Site) -> list[Source]:
    """Return the pages that are worth visiting as listings: they show articles that no other source names.

    Args:
        survey: with all pages that were read.
        articles: the known addresses that the patterns take.
        site: a profile with these patterns, by which addresses of one article are one.
    """
    sources = _lists(survey, set(articles), site)
    mapped = _keys([source for source in survey.sitemaps if not source.is_news], sources, site)
    covered = mapped | _keys([*survey.feeds, *survey.sitemaps], sources, site)
    chosen: list[Source] = []
    # A page with a next one leads to all of them; then the one that shows most.
    for source in sorted(sources, key=lambda one: (one.next_url is None, -len(one.names))):
        keys = {key(name, site) for name in source.names}
        # A feed ends after its newest entries, and a list goes on to the older ones.
        behind = covered if source.next_url is None else mapped
        is_new = len(keys - behind) > (1 - _COVERED) * len(keys)
        if is_new and len(chosen) < _MOST_KEPT:
            chosen.append(source)
            covered |= keys
            mapped |= keys
    chosen += _lasting(survey, sources, chosen)
    if not chosen and not (survey.feeds or survey.sitemaps):
        return sources[:1]
    return chosen


def _keys(sources: Sequence[Source], lists: Sequence[Source], site: Site) -> set[str]:
    """Return the keys of what sources name, of large ones as far as lists name it too."""
    listed = {name for source in lists for name in source.names}
    named = (name for source in sources for name in source.names if len(source.names) <= _LARGE or name in listed)
    return {key(name, site) for name in named}


def _lists(survey: Survey, taken: set[str], site: Site) -> list[Source]:
    """Return the pages that list articles, but for the further ones of a list."""
    further = {page.found.next_url for page in survey.pages.values()}
    found = []
    for page in survey.pages.values():
        names = tuple({key(link.url, site): link.url for link in page.links if link.url in taken}.values())
        is_first = page.response.url not in further and page.response.url not in taken
        if is_first and len(names) >= _FEWEST:
            found.append(Source(_address(survey, page), names, page.head.title, next_url=page.found.next_url))
    return found


def _lasting(survey: Survey, sources: Sequence[Source], chosen: Sequence[Source]) -> list[Source]:
    """Return a page that will still list the news when all chosen ones are those of a year that is over."""
    of_a_year = [source for source in chosen if any(map(has_year, _parts(source.url)))]
    for source in of_a_year:
        survey.say(Remark.LIST_OF_A_YEAR, url=source.url)
    if not of_a_year or len(of_a_year) < len(chosen):
        return []
    return [source for source in sources if not any(map(has_year, _parts(source.url)))][:1]


def _parts(url: str) -> tuple[str, ...]:
    parts = address(url)
    return (*parts.steps, parts.last)


def _address(survey: Survey, page: ReadPage) -> str:
    """Return the address of a listing: that of the front page where it is that, else as it answered."""
    if page.response.requested_url == survey.home:
        return survey.home
    return page.response.url
