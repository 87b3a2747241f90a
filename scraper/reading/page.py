"""An answer read as an article, and judged: the step between fetching and keeping."""

from __future__ import annotations

from dataclasses import replace

from scraper import parser
from scraper.errors import mishap
from scraper.model import Article, Response, Site
from scraper.policy import acceptance
from scraper.web import sniff
from scraper.web.urls import canonical, key, matches

Reading = tuple[Article | None, str | None]


def read(response: Response, site: Site) -> Reading:
    """Read an answer; return the record, and why it is not archived or None.

    Args:
        response: an answer with status 200.
        site: the profile that its address belongs to.
    """
    if response.status != 200:
        return None, f"status {response.status}"
    if not sniff.is_html(response):
        return None, sniff.what_it_is(response)
    try:
        article = parser.parse(response.body, response.url, content_type=response.content_type, site=site)
    except Exception as error:  # noqa: BLE001  (a bug met by one page must not cost the others)
        return None, mishap(error)
    named = matches(site, response.requested_url) or matches(site, response.url)
    return _own_address(article, response, site), acceptance.not_kept(article, response, site.home, named=named)


def _own_address(article: Article, response: Response, site: Site) -> Article:
    """Distrust a canonical link that leads from an article to what the profile calls none, or another one."""
    here, there = canonical(response.url), article.url
    if here == there or not matches(site, here):
        return article
    ids = any("id" in pattern.groupindex for pattern in site.articles)
    if not matches(site, there) or (ids and key(here, site) != key(there, site)):
        return replace(article, url=here)
    return article
