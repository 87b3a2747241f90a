"""Telling a Mail."""

from __future__ import annotations

from scraper.model import Fault
from scraper.model.news import WatchNews
from scraper.notify.channels import Mail, SmtpSettings


def send(channel: Mail, news: WatchNews, smtp: SmtpSettings | None) -> Fault | None:
    """Tell it all of the news; return why they were not taken, or None."""
    raise NotImplementedError
