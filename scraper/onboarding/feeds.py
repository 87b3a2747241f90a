"""The feeds of a site: those that its pages name, those that hub pages list, those at the usual places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scraper.model import Reason, Response
from scraper.onboarding.page_links import PageLink
from scraper.onboarding.remarks import Remark
from scraper.onboarding.survey import ReadPage, Source, Survey, read_as_feed
from scraper.onboarding.words import feed_rank
from scraper.web import sniff
from scraper.web.urls import canonical, origin, spelled

# Where feeds stand that no page names, the most usual first: WordPress, Drupal, Vogel's papers, static generators.
_USUAL = ("/feed/", "/rss.xml", "/rss/news.xml", "/feed", "/atom.xml")
# So many feeds are kept; a paper has one for each of its rooms.
_MOST_FEEDS = 6
# So many addresses are asked for that are called feeds, and so many at the usual places.
_MOST_ASKED = 6
# Hub pages that are followed.
_MOST_HUBS = 2


async def find_feeds(survey: Survey, keep: int) -> None:
    """Find the feeds of a site, and take in what they name.

    Args:
        survey: with the pages that were read so far.
        keep: so many requests are left for what comes later.
    """
    hubs: list[Response] = []
    named = dict.fromkeys(_named(survey))
    await _ask(survey, [*survey.given_feeds, *named], keep, hubs)
    for hub in hubs[:_MOST_HUBS]:
        page = survey.take_page(hub)
        if page is not None:
            await _ask(survey, _listed(survey, page), keep, [])
    if not survey.feeds:
        await _guess(survey, keep)
    # Where all news of a site stand in a room called "Themen", its feed names nothing else.
    if not any(name in survey.evidence.named for feed in survey.feeds for name in map(canonical, feed.names)):
        for feed in survey.feeds:
            survey.name(feed.names)


async def _ask(survey: Survey, urls: Iterable[str], keep: int, hubs: list[Response]) -> None:
    """Ask for what is called a feed; pages that stand there instead are hubs."""
    asked = 0
    for url in urls:
        if asked >= _MOST_ASKED or len(survey.feeds) >= _MOST_FEEDS:
            return
        if spelled(url) in survey.asked:
            continue
        asked += 1
        response = await survey.response(url, keep)
        if response is not None:
            _take(survey, response, hubs)


def _take(survey: Survey, response: Response, hubs: list[Response]) -> Source | None:
    """Take in a feed; say what stands in its place."""
    if sniff.is_html_response(response):
        hubs.append(response)
        return None
    found = read_as_feed(response)
    if found is None:
        survey.say(Remark.NO_FEED, url=response.requested_url, why=str(sniff.what_it_is(response)))
        return None
    if found.problem is not None and found.problem.reason is Reason.FEED_WITHOUT_ENTRIES:
        survey.say(Remark.EMPTY_FEED, url=response.requested_url)
        return None
    if not found.links:
        survey.say(Remark.UNREAD, url=response.requested_url, why=str(found.problem))
        return None
    # Two addresses of one feed, such as "/feed" and "/feed/", are one source.
    if any(_is_within(tuple(link.url for link in found.links), source) for source in survey.feeds):
        return None
    return survey.take_feed(response, found)


def _is_within(names: tuple[str, ...], source: Source) -> bool:
    return bool(names) and set(names) <= set(source.names)


def _named(survey: Survey) -> Iterator[str]:
    """Yield the feeds that the pages name in their heads, and then what they link to as feeds, the likeliest first."""
    heads = [url for page in survey.pages.values() for url in page.head.feeds]
    own = [url for url in dict.fromkeys(heads) if _is_ours(survey, url)]
    yield from sorted(own, key=feed_rank)
    links = [link for page in survey.pages.values() for link in page.links if link.leads_to_feed]
    yield from _likely(survey, links)


def _likely(survey: Survey, links: Iterable[PageLink]) -> list[str]:
    ranked = sorted(links, key=lambda link: feed_rank(f"{link.spelled} {link.text}"))
    return [url for url in dict.fromkeys(link.spelled for link in ranked) if _is_ours(survey, url)]


def _listed(survey: Survey, page: ReadPage) -> list[str]:
    """Return the feeds that a hub page lists, the likeliest first, those of its head included."""
    links = [link for link in page.links if link.leads_to_feed]
    return list(dict.fromkeys([*(url for url in page.head.feeds if _is_ours(survey, url)), *_likely(survey, links)]))


def _is_ours(survey: Survey, url: str) -> bool:
    """Return whether a feed is on the site or was named by a person; another one is told of, and never asked for."""
    if survey.is_own(url) or url in survey.given_feeds:
        return True
    if _is_feed_address(url):
        survey.say(Remark.FOREIGN_FEED, url=url)
    return False


def _is_feed_address(url: str) -> bool:
    """Return whether a foreign address is surely a feed: pages link to others' explanations of RSS, too."""
    return any(mark in url.lower() for mark in ("feedburner", "feedproxy", ".rss", "rss.", "/feed", "feeds."))


async def _guess(survey: Survey, keep: int) -> None:
    """Ask at the usual places, until one has a feed."""
    for place in _USUAL:
        response = await survey.response(origin(survey.home) + place, keep, tells=False)
        if response is None or sniff.is_html_response(response):
            continue
        if _take(survey, response, []) is not None:
            return
