"""Telling people what a saved search has found: by mail, in an Atom file, by one of apprise's services.

A channel is told all of the news it is given, or none of it: :func:`deliver` returns None where they were taken, else
the fault, and then the same news are to be given again, with what came meanwhile. Who calls it keeps for each channel
how far that was told.
"""

from __future__ import annotations

from scraper.model import Fault
from scraper.model.news import WatchNews
from scraper.notify.channels import AtomFile, Channel, Mail, Service, SmtpSettings
from scraper.notify.render import as_html, as_markdown, as_text, subject
from scraper.report.written import Language

__all__ = [
    "AtomFile",
    "Channel",
    "Mail",
    "Service",
    "SmtpSettings",
    "as_html",
    "as_markdown",
    "as_text",
    "deliver",
    "subject",
]


def deliver(channel: Channel, news: WatchNews, smtp: SmtpSettings | None = None, lang: Language = "en") -> Fault | None:
    """Tell a channel all of the news, or none of it.

    Args:
        channel: whom to tell.
        news: of one saved search.
        smtp: the mail server; None: mails go out by ``sendmail``.
        lang: the language in which they are told.

    Returns:
        None where the news were taken, else why not; secrets in addresses are masked there.
    """
    # Each way brings libraries of its own, of which a run needs few.
    match channel:
        case Mail():
            from scraper.notify.mail import send

            return send(channel, news, smtp, lang)
        case AtomFile():
            from scraper.notify.atom import write

            return write(channel, news, lang)
        case Service():
            from scraper.notify.service import tell

            return tell(channel, news, lang)
