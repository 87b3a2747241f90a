"""What adding a site comes to: a profile, and all that a person needs to judge it."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.model import Article, Fault, Site
from scraper.onboarding.remarks import Said
from scraper.onboarding.survey import Source
from scraper.policy.robots import Verdict
from scraper.policy.signals import Signals


@dataclass(frozen=True, slots=True)
class Sample:
    """A page as it would be archived.

    Args:
        url: the address that was asked for.
        article: the record, or None where there was no page.
        fault: why it would not be archived, or None.
        robots: what robots.txt says of it.
        signals: what is reserved for it.
        reserved: why its text would not be kept, or None.
    """

    url: str
    article: Article | None
    fault: Fault | None
    robots: Verdict
    signals: Signals
    reserved: Fault | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A profile for a site that has none, and what it rests on.

    Args:
        site: the profile.
        toml: the same as text.
        feeds, sitemaps, listings: the sources that were found; the profile names those that a crawl would not find.
        takes, leaves: the known addresses that ``articles`` takes, and the others.
        samples: some articles as they would be archived.
        said: what else a person should know.
        crawl_delay: the seconds that robots.txt asks for, or None.
        requests: how many were sent.
    """

    site: Site
    toml: str
    feeds: tuple[Source, ...]
    sitemaps: tuple[Source, ...]
    listings: tuple[Source, ...]
    takes: tuple[str, ...]
    leaves: tuple[str, ...]
    samples: tuple[Sample, ...]
    said: tuple[Said, ...]
    crawl_delay: float | None
    requests: int
