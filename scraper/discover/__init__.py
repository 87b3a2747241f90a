"""Feeds, sitemaps and listing pages: a response in, the links that it names out.

Nothing here fetches, and nothing here raises on a broken document: what is wrong with one stands in
``Found.problem``.
"""

from __future__ import annotations

from scraper.model import Found, PageKind, Response, Site


def read(response: Response, kind: PageKind, site: Site | None) -> Found:
    """Read a source of the given kind.

    Args:
        response: what the source's address answered.
        kind: ``feed``, ``sitemap`` or ``listing``; an article names no links to follow.
        site: the profile, if there is one; only listings ask it.

    Returns:
        The links in the order of the document; never an exception for what is in the body.
    """
    # Each reader brings a parser that costs time to import; a crawl may need only one of them.
    if kind == "feed":
        from scraper.discover import feed

        return feed.read(response)
    if kind == "sitemap":
        from scraper.discover import sitemap

        return sitemap.read(response)
    if kind == "listing":
        from scraper.discover import listing

        return listing.read(response, site)
    return Found()
