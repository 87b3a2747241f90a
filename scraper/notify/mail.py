"""Telling by mail: over SMTP (RFC 5321), or by the program ``sendmail``."""

from __future__ import annotations

from scraper.model import Fault
from scraper.model.news import WatchNews
from scraper.notify import sendmail, smtp
from scraper.notify.channels import Mail, SmtpSettings
from scraper.notify.message import Letter, address, addresses, compose, letter, own_address
from scraper.report.written import Language


def send(channel: Mail, news: WatchNews, settings: SmtpSettings | None, lang: Language = "en") -> Fault | None:
    """Send one message to all addresses of the channel, or to none; return why it was not taken, or None.

    Args:
        channel: whom it is for.
        news: of one saved search.
        settings: the mail server; None: ``sendmail`` sends it.
        lang: the language of the message.
    """
    return post(channel, letter(news, lang), settings)


def post(channel: Mail, said: Letter, settings: SmtpSettings | None) -> Fault | None:
    """Send a letter to all addresses of the channel, or to none; return why it was not taken, or None.

    Args:
        channel: whom it is for.
        said: what it says.
        settings: the mail server; None: ``sendmail`` sends it.
    """
    to = addresses(channel.to)
    if isinstance(to, Fault):
        return to
    if settings is None:
        return sendmail.send(compose(said, own_address(), to))
    sender = address(settings.sender)
    if isinstance(sender, Fault):
        return sender
    return smtp.send(compose(said, sender, to), sender, to, settings)
