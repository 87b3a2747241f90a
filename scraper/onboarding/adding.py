"""From one address to a profile: the order in which a stranger's site is looked at."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from scraper.discover import sitemap
from scraper.errors import FetchError, RobotsError, ScraperError
from scraper.fetch.guard import is_public
from scraper.fetch.retry import RETRY_STATUS
from scraper.model import Fault, Response, Site
from scraper.onboarding.asking import Asker
from scraper.onboarding.feeds import find_feeds
from scraper.onboarding.learning import Learned, is_in_other_room, learn
from scraper.onboarding.listings import choose_listings, find_listings, find_rooms
from scraper.onboarding.naming import common_ending, site_id, site_name
from scraper.onboarding.oddities import PRINTED, sessions_of, twins_of
from scraper.onboarding.profile_file import toml_of
from scraper.onboarding.proposal import Proposal
from scraper.onboarding.remarks import Remark
from scraper.onboarding.sampling import Tried, refuse_families, samples_of, try_articles
from scraper.onboarding.shapes import address, step_pattern
from scraper.onboarding.sitemaps import find_sitemaps, of_robots
from scraper.onboarding.survey import Source, Survey, read_as_feed
from scraper.onboarding.words import is_section
from scraper.policy.reasons import WALLS, WITHOUT_TEXT
from scraper.policy.robots import AGENT_TOKEN
from scraper.reading.page import read as read_page
from scraper.sites import unlisted
from scraper.web import sniff
from scraper.web.urls import canonical, host, key, origin

# So many requests are kept for what comes behind a step: the articles and what their host reserves, then the listings,
# then the sitemaps. Chosen, so that none of the four comes away with nothing.
_FOR_ARTICLES, _FOR_LISTINGS, _FOR_SITEMAPS = 7, 4, 3
# Families are refused so many times over; each time another one may come up that was hidden behind it.
_MOST_REFUSALS = 4
# With fewer addresses a pattern says little; it is said.
_FEW = 5
_USUAL_DELAY = 1.0
# Seconds of a day: no profile may have a longer delay.
_LONGEST_DELAY = 86_400.0
# What a person can do next.
_TRY_LATER = "Try again in a while; a browser shows whether the site is up."
_NAME_COOKIES = "Where a browser gets in, name its cookies under [SITE.cookies] in a profile that you write yourself."
_GIVE_AN_ARTICLE = "Give the address of an article, or of the page that lists the news."


class NothingFoundError(ScraperError):
    """A site shows nothing that could be archived; why, and what to try next."""


async def look_at(
    asker: Asker, url: str, *, known: Collection[str], feeds: Sequence[str] = (), own_id: str | None = None
) -> Proposal:
    """Look at a site, and propose a profile.

    Args:
        asker: within its bound of requests.
        url: of its front page, of a list, of an article, or of a feed.
        known: the ids of all profiles.
        feeds: that the person names besides, on whatever host.
        own_id: the id that the person wants, or None.

    Raises:
        FetchError: the address could not be had.
        NothingFoundError: there is nothing to archive.
    """
    survey = await _first_look(asker, url, feeds)
    await find_feeds(survey, _FOR_ARTICLES + _FOR_LISTINGS + _FOR_SITEMAPS)
    await find_sitemaps(survey, _FOR_ARTICLES + _FOR_LISTINGS)
    await find_listings(survey, _FOR_ARTICLES)
    learned = learn(survey.evidence)
    tried: list[Tried] = []
    draft = replace(asker.site, home=survey.home)
    await try_articles(survey, draft, learned, tried, 1)
    # What stands on the pages of articles may name lists that nothing named before.
    await find_rooms(survey, 1)
    learned = _proven(survey)
    if not any(one.url in survey.evidence.read for one in tried):
        await try_articles(survey, draft, learned, tried, 1)
        learned = _proven(survey)
    _refuse_nothing(survey, learned, tried)
    return await _proposal(survey, learned, tried, known, own_id)


def _proven(survey: Survey) -> Learned:
    """Learn the patterns anew, without families that the pages that were read speak against.

    Pages of articles name other addresses, and these may be of a family that was refused with all that was known of it.
    """
    learned = learn(survey.evidence)
    for _ in range(_MOST_REFUSALS):
        if not refuse_families(survey, learned):
            break
        learned = learn(survey.evidence)
    return learned


async def _first_look(asker: Asker, url: str, feeds: Sequence[str]) -> Survey:
    """Ask for the address and for the front page, and take in what is there."""
    forbidden: RobotsError | None = None
    response: Response | None = None
    try:
        response = await asker.ask(url)
    except RobotsError as error:
        # A feed may be forbidden on a site whose pages are free; where the front page is, too, nothing is left.
        if error.retry or canonical(url) == f"{origin(url)}/":
            raise
        forbidden = error
    if response is not None and response.status != 200:
        is_for_now = response.status in RETRY_STATUS
        hint = _TRY_LATER if is_for_now else "Give the address of a page that a browser shows."
        raise NothingFoundError(f"{url}: status {response.status}", hint=hint)
    survey = Survey(asker, f"{origin(response.url if response else url)}/", given_feeds=set(feeds))
    if forbidden is not None:
        survey.say(Remark.UNREAD, url=url, why=str(forbidden.fault))
    if response is not None:
        survey.asked[url] = survey.asked[response.url] = response
        _take_first(survey, url, response)
    await _home(survey, response)
    if response is not None:
        _name_given(survey, response)
    return survey


def _take_first(survey: Survey, url: str, response: Response) -> None:
    """Take in what the given address is: a page, a feed or a sitemap."""
    if sniff.is_html_response(response):
        _take_given_page(survey, url, response)
        return
    found = read_as_feed(response)
    if found is not None and found.links:
        survey.given_feeds.add(url)
        # Where the pages of a feed lie, there is the site; a service for feeds has a host of its own.
        own = [link.url for link in found.links if survey.is_own(link.url)]
        if not own:
            survey.home = f"{origin(found.links[0].url)}/"
        survey.take_feed(response, found)
        return
    links = sitemap.read(response).links
    if not links:
        raise NothingFoundError(
            f"{url} is {sniff.what_it_is(response)}, and no page, feed or sitemap",
            hint="Give the address of the site's front page.",
        )
    survey.sitemaps.append(Source(url, tuple(link.url for link in links if survey.is_own(link.url))))
    survey.know(link.url for link in links if link.kind == "article" and survey.is_own(link.url))


def _take_given_page(survey: Survey, url: str, response: Response) -> None:
    survey.take_page(response)
    _note_obstacle(survey, read_page(response, unlisted(response.url)).fault)


def _name_given(survey: Survey, response: Response) -> None:
    """Count the given address as an article, where it is the page of one: whoever gives it says so.

    Args:
        survey: with the front page, whose menu names the lists of a site.
        response: what the address answered.
    """
    url = canonical(response.url)
    one = address(url)
    is_named_list = is_section(one.last) or url in survey.evidence.plain or one.last.lower() in ("", "index")
    if not sniff.is_html_response(response) or is_named_list:
        return
    if read_page(response, unlisted(response.url)).fault is None:
        survey.name([url])
        survey.evidence.read.setdefault(url)


def _note_obstacle(survey: Survey, why: Fault | None) -> None:
    if why is not None and why.reason in WALLS | WITHOUT_TEXT:
        survey.obstacle = survey.obstacle or why


async def _home(survey: Survey, given: Response | None) -> None:
    """Ask for the front page, where it is not the address that was given."""
    if survey.home in survey.asked:
        return
    try:
        front = await survey.asker.ask(survey.home)
    except RobotsError as error:
        if given is None:
            raise
        survey.say(Remark.UNREAD, url=survey.home, why=str(error.fault))
        return
    except FetchError as error:
        survey.say(Remark.UNREAD, url=survey.home, why=str(error.fault))
        return
    survey.asked[survey.home] = front
    if front is None:
        return
    if front.status != 200:
        survey.say(Remark.UNREAD, url=survey.home, why=f"status {front.status}")
        return
    # A bare host leads to that with "www.", or the other way around.
    if host(front.url) == host(survey.home):
        survey.home = f"{origin(front.url)}/"
    survey.take_page(front)
    if sniff.is_html_response(front):
        _note_obstacle(survey, read_page(front, unlisted(front.url)).fault)


def _refuse_nothing(survey: Survey, learned: Learned, tried: Sequence[Tried]) -> None:
    """Raise where a site shows nothing, or where nothing of what it shows is an article."""
    has_read = any(one.url in survey.evidence.read for one in tried) or bool(survey.evidence.read)
    has_sources = bool(survey.feeds or learned.taken)
    if has_sources and (has_read or not survey.obstacle) and (has_read or survey.feeds):
        return
    sent = survey.asker.sent
    if survey.obstacle is not None:
        raise _behind(survey.home, survey.obstacle)
    reasons = [str(one) for one in survey.said if one.remark in (Remark.UNREAD, Remark.NOT_ARTICLES)]
    why = f" ({reasons[0]})" if reasons else ""
    raise NothingFoundError(
        f"{survey.home}: in {sent} requests neither a feed nor a sitemap nor a list of articles was found{why}",
        hint=_GIVE_AN_ARTICLE,
    )


def _behind(home: str, obstacle: Fault) -> NothingFoundError:
    """Return the error that says what keeps a site's pages from being read."""
    is_wall = obstacle.reason in WALLS
    usual = _NAME_COOKIES if is_wall else _GIVE_AN_ARTICLE
    return NothingFoundError(f"{home} shows {obstacle}", hint=obstacle.reason.hint or usual)


async def _proposal(
    survey: Survey, learned: Learned, tried: Sequence[Tried], known: Collection[str], own_id: str | None
) -> Proposal:
    """Put together the profile and what it rests on."""
    drafted = replace(survey.asker.site, home=survey.home, articles=tuple(map(re.compile, learned.patterns)))
    _drop_feeds(survey, learned)
    survey.listings = choose_listings(survey, learned.taken, drafted)
    ignore = _ignore(survey, learned)
    titles = [one.title for one in tried if one.url in survey.evidence.read]
    ending = common_ending(titles)
    delay = (await survey.asker.fetcher.robots(survey.home, survey.asker.site)).delay(AGENT_TOKEN)
    heads = [page.head for page in survey.pages.values()]
    front = next((page.head.title for page in survey.pages.values() if _is_front(survey, page.response)), "")
    # A crawl reads the sitemaps of robots.txt without being told, as long as the profile names any source at all.
    has_others = bool(survey.feeds or survey.listings)
    found_anyway = set(await of_robots(survey)) if has_others else set()
    site = Site(
        id=own_id or site_id(survey.home, known),
        name=site_name([head.site_name for head in heads], titles, front, survey.home),
        home=survey.home,
        feeds=tuple(source.url for source in survey.feeds),
        sitemaps=tuple(source.url for source in survey.sitemaps if source.url not in found_anyway),
        listings=tuple(source.url for source in survey.listings),
        articles=drafted.articles,
        ignore=tuple(map(re.compile, ignore)),
        title_suffixes=(ending,) if ending else (),
        delay=min(max(delay or 0.0, _USUAL_DELAY), _LONGEST_DELAY),
        private=_is_private(survey),
    )
    samples = await samples_of(survey.asker, site, tried)
    _say_rest(survey, learned)
    return Proposal(
        site=site,
        toml=toml_of(site),
        feeds=tuple(survey.feeds),
        sitemaps=tuple(survey.sitemaps),
        listings=tuple(survey.listings),
        takes=tuple({key(url, site): url for url in learned.taken}.values()),
        leaves=learned.left,
        samples=tuple(samples),
        said=tuple(survey.said),
        crawl_delay=delay,
        requests=survey.asker.sent,
    )


def _drop_feeds(survey: Survey, learned: Learned) -> None:
    """Leave out feeds of which the patterns take nothing, such as that of the events, where another one names articles.

    A crawl takes what a feed names for articles in case of doubt, so that each event would become one.
    """
    taken = set(learned.taken)
    of_use = [feed for feed in survey.feeds if not taken.isdisjoint(map(canonical, feed.names))]
    if not of_use:
        return
    for feed in survey.feeds:
        if feed not in of_use and feed.url not in survey.given_feeds:
            survey.say(Remark.OTHER_FEED, url=feed.url)
    survey.feeds = [feed for feed in survey.feeds if feed in of_use or feed.url in survey.given_feeds]


def _is_front(survey: Survey, response: Response) -> bool:
    return survey.home in (response.requested_url, response.url)


def _is_private(survey: Survey) -> bool:
    """Return whether the site answered from an address that a crawl refuses without being told."""
    exchanges = [page.response.exchange for page in survey.pages.values()]
    remote = [one.remote_address for one in exchanges if one is not None and one.remote_address]
    return any(not is_public(each) for each in remote)


def _ignore(survey: Survey, learned: Learned) -> list[str]:
    """Return patterns of what a source would name although it is no article: twins, and rooms that a feed names."""
    patterns = []
    offered = {*learned.taken, *survey.evidence.named}
    for twin, urls in twins_of(survey.evidence.known):
        # Printed versions are ignored wherever they stand; of other twins only what a source would bring in.
        if twin.what == PRINTED or not offered.isdisjoint(urls):
            survey.say(Remark.TWINS, count=len(urls), url=urls[0], what=twin.what)
            patterns.append(twin.pattern)
    taken = {address(url).steps for url in learned.taken}
    left = set(learned.left)
    for url in survey.evidence.named:
        one = address(url)
        # What stands in a room that has articles, too, would take these with it.
        if url not in left or not one.steps or not is_in_other_room(one):
            continue
        if not any(steps[: len(one.steps)] == one.steps for steps in taken):
            patterns.append(f"^/{'/'.join(map(step_pattern, one.steps))}/")
    return list(dict.fromkeys(patterns))


def _say_rest(survey: Survey, learned: Learned) -> None:
    """Note what a person should look at."""
    for name, url in sessions_of(survey.evidence.known).items():
        survey.say(Remark.SESSION, name=name, url=url)
    made_of = sum(map(len, learned.families))
    if not learned.patterns:
        survey.say(Remark.NO_PATTERN)
    elif made_of < _FEW:
        survey.say(Remark.FEW, count=made_of)
    if survey.asker.left <= 0:
        survey.say(Remark.SPENT, count=survey.asker.meter.most)
