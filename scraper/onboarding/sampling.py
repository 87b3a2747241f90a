"""Some articles of a site, read as they would be archived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from scraper.errors import AddressError, FetchError
from scraper.model import Response, Site
from scraper.onboarding.asking import Asker, RequestsSpentError
from scraper.onboarding.learning import Evidence, Learned
from scraper.onboarding.page_links import head_of
from scraper.onboarding.proposal import Sample
from scraper.onboarding.remarks import Remark
from scraper.onboarding.shapes import address
from scraper.onboarding.survey import Survey
from scraper.policy.reasons import PLAINLY_NO_ARTICLE, WALLS
from scraper.policy.reservations import reservation
from scraper.policy.robots import AGENT_TOKEN, Robots
from scraper.policy.signals import read as read_signals
from scraper.reading.page import read as read_page
from scraper.web.urls import canonical

SAMPLES = 5
"""How many articles are shown."""

# Further pages that are looked at where some of the first are no articles.
_MOST_TRIED = 7


@dataclass(slots=True)
class Tried:
    """A page that was asked for.

    Args:
        url: as it was named.
        response: as it came.
        title: what stands in its ``<title>``.
        site_name: the site's name by its word.
    """

    url: str
    response: Response
    title: str
    site_name: str


async def try_articles(survey: Survey, site: Site, learned: Learned, tried: list[Tried], keep: int) -> None:
    """Ask for articles of each family until enough are read; what is none is noted in the evidence.

    Args:
        survey: gets what was found.
        site: a profile without patterns, so that each page is judged by its looks.
        learned: whose families are looked at.
        tried: what was asked for so far; gets what is asked for now.
        keep: so many requests are left for what comes later.
    """
    for url in _in_turn(learned.families):
        is_enough = sum(one.url in survey.evidence.read for one in tried) >= SAMPLES
        if is_enough or len(tried) >= _MOST_TRIED:
            return
        if any(one.url == url for one in tried) or url in survey.evidence.refused:
            continue
        response = await survey.response(url, keep)
        if response is None:
            if survey.asker.left <= keep:
                return
            continue
        _judge(survey, site, url, response, tried)


def _in_turn(families: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield one address of each family, then the second of each, and so on."""
    return (url for url in chain.from_iterable(zip_longest(*families)) if url is not None)


def _judge(survey: Survey, site: Site, url: str, response: Response, tried: list[Tried]) -> None:
    head = head_of(response)
    tried.append(Tried(url, response, head.title, head.site_name))
    survey.take_page(response)
    reading = read_page(response, site)
    evidence = survey.evidence
    if reading.fault is None and reading.article is not None:
        evidence.read.setdefault(url)
        own = reading.article.url
        if _is_other_address(survey, own, url):
            evidence.second[url] = canonical(own)
            survey.name([own])
        elif _is_of_site(survey, response.url):
            # A feed may name an address that redirects.
            survey.name([response.url])
        return
    why = reading.fault
    if why is not None:
        survey.say(Remark.NOT_ARTICLES, url=url, why=str(why))
        if why.reason in WALLS and survey.obstacle is None:
            survey.obstacle = why
        # What a feed names is an article also where it looks like a list; what only a link names is not.
        if url not in evidence.named or why.reason in PLAINLY_NO_ARTICLE - WALLS:
            evidence.refused.setdefault(url)


def _is_other_address(survey: Survey, own: str, url: str) -> bool:
    """Return whether the address that a page calls its own is another one of the site, and that of a page."""
    if not _is_of_site(survey, own):
        return False
    path = address(canonical(own)).bare_path
    # With another query alone, the parameters say nothing, and both addresses have one id. Broken templates call every
    # page by the address of the front page.
    return path not in ("/", address(url).bare_path)


def _is_of_site(survey: Survey, url: str) -> bool:
    try:
        return survey.is_own(canonical(url))
    except AddressError:
        return False


def refuse_families(survey: Survey, learned: Learned) -> bool:
    """Refuse families of which pages were read and none is an article of its own; return whether there are any.

    A family that a feed names stays: when in doubt, a page is an article.
    """
    refused = [family for family in learned.families if _is_refused(family, survey.evidence)]
    for url in chain.from_iterable(refused):
        survey.evidence.refused.setdefault(url)
    return bool(refused)


def _is_refused(family: Sequence[str], evidence: Evidence) -> bool:
    """Return whether the pages of a family are no articles, or articles that have another address of their own."""
    read = [url for url in family if url in evidence.read]
    others = {other for url in family if (other := evidence.second.get(url))}
    # Second addresses of articles ("/node/7") are a family of their own, which would archive each article twice.
    are_all = bool(read) and all(url in evidence.second for url in read)
    # One address that many pages call their own is a mistake of their template.
    are_own = len(others) >= len(read) and others.isdisjoint(family)
    is_second = are_all and are_own
    if is_second:
        return True
    # Nothing but its looks speaks for a family of which no page was read where others were.
    is_named = any(url in evidence.named for url in family)
    is_doubtful = bool(evidence.read) or any(url in evidence.refused for url in family)
    return not read and not is_named and is_doubtful


async def samples_of(asker: Asker, site: Site, tried: Iterable[Tried]) -> list[Sample]:
    """Return the pages that were tried as the profile would have them archived, articles first.

    Args:
        asker: asks for what the host reserves, once.
        site: the profile.
        tried: the pages.
    """
    samples = []
    for one in tried:
        reading = read_page(one.response, site)
        robots, tdmrep = await _of_host(asker, one.response.url)
        directives = reading.article.directives if reading.article is not None else ()
        signals = read_signals(one.response.url, one.response.headers, directives, robots, tdmrep)
        verdict = Robots.parse(robots or b"").allowed(AGENT_TOKEN, one.url)
        article = reading.article
        if article is not None:
            article = replace(article, site=site.id)
        samples.append(Sample(one.url, article, reading.fault, verdict, signals, reservation(signals, site)))
    # What was looked at and is none is said elsewhere, unless there is nothing else to show.
    articles = [sample for sample in samples if sample.fault is None]
    return (articles or samples)[:SAMPLES]


async def _of_host(asker: Asker, url: str) -> tuple[bytes | None, bytes | None]:
    try:
        return await asker.fetcher.reserved(url, asker.site)
    except (FetchError, RequestsSpentError):
        return None, None
