"""Telling a Service."""

from __future__ import annotations

from scraper.model import Fault
from scraper.model.news import WatchNews
from scraper.notify.channels import Service


def tell(channel: Service, news: WatchNews) -> Fault | None:
    """Tell it all of the news; return why they were not taken, or None."""
    raise NotImplementedError
