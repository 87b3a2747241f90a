"""All addresses of our own, in one table; what is not in it is Datasette's."""

from __future__ import annotations

from scraper.serve.asked import Route
from scraper.serve.pages import front

ROUTES: tuple[Route, ...] = (Route("/", front.front),)
"""Addresses stay: people bookmark them, and feeds name them."""
