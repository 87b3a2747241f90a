"""A response read as an article, and judged by the page alone: the step between fetching and deciding."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scraper import parser
from scraper.errors import mishap
from scraper.model import Reading, Reason, Response, Site, fault
from scraper.policy import pages
from scraper.policy.acceptance import page_fault
from scraper.policy.identity import text_digest, with_own_address
from scraper.web import sniff


def read(response: Response, site: Site) -> Reading:
    """Read a response, with the further pages that it has; never raises for what is in it.

    Args:
        response: a full answer, of any status but 304.
        site: the profile that its address belongs to.
    """
    first = _read_page(response, site)
    if not response.further or first.article is None:
        return first
    return joined(response, first, [_read_page(page, site) for page in response.further])


def joined(response: Response, first: Reading, further: Sequence[Reading]) -> Reading:
    """Return the readings of the pages of one article as one; that of the first page says whether it is an article.

    Args:
        response: the first page, with the others.
        first: its reading.
        further: those of the others, in their order.
    """
    if first.article is None:
        return first
    article = pages.joined(first.article, [reading.article for reading in further if reading.article is not None])
    return replace(first, article=article, digest=text_digest(article), body_digest=body_digest(response))


def _read_page(response: Response, site: Site) -> Reading:
    if response.status != 200:
        return Reading(None, fault(Reason.HTTP_STATUS, status=response.status))
    if not sniff.is_html_response(response):
        return Reading(None, sniff.what_it_is(response))
    try:
        # With it come the finders, which whoever asks for the reader alone does not need.
        from scraper.parser.fields.address import CANONICAL_LINK

        rules = rules_for(response, site)
        article = parser.parse(response.body, response.url, content_type=response.content_type, site=rules)
        stated_url = article.url if article.sources.get("url") == CANONICAL_LINK else ""
        article = with_own_address(article, response, site)
        return Reading(
            article,
            page_fault(article, response, site),
            digest=text_digest(article),
            body_digest=_digest(response),
            reader=current_reader(site),
            stated_url=stated_url,
        )
    except Exception as error:  # noqa: BLE001  (a bug met by one page must not cost the others)
        return Reading(None, mishap(error))


def rules_for(response: Response, site: Site) -> Site:
    """Return the profile as it reads a capture: by the rules of the day on which it was fetched.

    Every capture is read here or with what this returns, so that this is the one place where the day decides.

    Args:
        response: the capture.
        site: the profile of its site.
    """
    return site.at(response.fetched_at.astimezone(dt.UTC).date())


def body_digest(response: Response) -> bytes:
    """Return the digest of a response's body, 32 bytes; of an article on several pages, that of all their bodies."""
    return pages.pages_digest([_digest(response), *map(_digest, response.further)])


def _digest(response: Response) -> bytes:
    return hashlib.sha256(response.body).digest()


def current_reader(site: Site) -> str:
    """Return which reader reads the pages of a site today: the parser's version, and what it reads of the profile."""
    return parser.reader(site)


def readers(sites: Iterable[Site]) -> dict[str, str]:
    """Return which reader reads the pages today of each site whose profile selects something, by the site's id."""
    return {site.id: current_reader(site) for site in sites if site.select}
