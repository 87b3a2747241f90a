"""All addresses of our own, in one table; what is not in it is Datasette's."""

from __future__ import annotations

from scraper.serve.asked import Route
from scraper.serve.pages import (
    article,
    diff,
    edits,
    front,
    keywords,
    latest,
    places,
    questions,
    search,
    site,
    sites,
    status,
    stories,
    vendors,
)

ROUTES: tuple[Route, ...] = (
    Route("/", front.front),
    Route("/latest", latest.latest, is_list=True),
    Route("/article", article.by_url),
    Route("/article/(?P<id>[0-9]+)", article.article),
    Route("/article/(?P<id>[0-9]+)/diff", diff.diff),
    Route("/edits", edits.edits, is_list=True),
    Route("/status", status.status),
    Route("/search", search.search, is_list=True),
    Route("/sites", sites.sites, is_list=True),
    Route("/site(?:/(?P<name>[^/]+?))?", site.site, is_list=True),
    Route("/keywords", keywords.keywords, is_list=True),
    Route("/keyword(?:/(?P<name>[^/]+?))?", keywords.keyword, is_list=True),
    Route("/places", places.places, is_list=True),
    Route("/place(?:/(?P<name>[^/]+?))?", places.place, is_list=True),
    Route("/vendors", vendors.vendors, is_list=True),
    Route("/vendor(?:/(?P<name>[^/]+?))?", vendors.vendor, is_list=True),
    Route("/stories", stories.stories, is_list=True),
    Route("/story/(?P<id>[0-9]{1,15})", stories.story, is_list=True),
    Route("/questions", questions.questions, is_list=True),
)
"""Addresses stay: people bookmark them, and feeds name them."""
