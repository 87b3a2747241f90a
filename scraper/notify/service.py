"""Telling one of the services that apprise knows; the library comes with the extra ``notify``."""

from __future__ import annotations

import logging
import re
import threading
import warnings
from typing import TYPE_CHECKING
from urllib.parse import unquote

from scraper.model import Fault, Reason, fault
from scraper.model.news import WatchNews
from scraper.notify.channels import Service
from scraper.notify.render import as_chat_text, as_markdown, fitting, subject
from scraper.report.written import Language
from scraper.web.plain_text import one_line, shortened

if TYPE_CHECKING:
    from apprise import NotifyBase, NotifyFormat

_TOTAL_SECONDS = 30.0
"""Chosen: apprise waits four seconds for each connection and each part of an answer, and a service may need several."""
_MOST_TITLE = 250
"""Characters of a title for services that have none and take it as the first line; apprise's own bound of most."""
_MOST_BODY = 4_000
"""Characters of a message, where the service takes more; chosen: what is longer is nothing to read on a telephone, and
ntfy makes a file of it."""
# Chosen: a sentence of the library, and not an answer's whole page.
_MOST_SAID = 200
_MASK = "***"
# What looks like a token in the path of a web hook, of which apprise cannot know that it is one: chosen, 16 letters and
# digits with no blank between them.
_TOKEN = re.compile(r"(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{16,}")
# Shorter parts of an address, such as "com", also stand where they say nothing of it; chosen.
_LEAST_SECRET = 4
# Separators of the parts of an address (RFC 3986 §2.2).
_BETWEEN_PARTS = re.compile(r"[:/?#\[\]@!$&'()*+,;=]+")
_LOGGER = "apprise"


class _Said(logging.Handler):
    """Keeps what apprise would log, which is where it says why a service was not told; nothing goes to stderr."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the text of a record."""
        self.texts.append(one_line(record.getMessage()).rstrip("."))

    def __enter__(self) -> _Said:
        logger = logging.getLogger(_LOGGER)
        self._propagated = logger.propagate
        logger.propagate = False
        logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logger = logging.getLogger(_LOGGER)
        logger.removeHandler(self)
        logger.propagate = self._propagated


def tell(channel: Service, news: WatchNews, lang: Language = "en") -> Fault | None:
    """Send one message to the service; return why it was not taken, or None.

    Args:
        channel: the service.
        news: of one saved search; those that the service's longest message has no room for are counted in it.
        lang: the language of the message.
    """
    try:
        import apprise
    except ImportError:
        return fault(Reason.NO_APPRISE, service=masked_service(channel.url))
    with _Said() as said, warnings.catch_warnings():
        # Plugins use what Python will take away some day, which whoever asks for news cannot help.
        warnings.simplefilter("ignore")
        asset = apprise.AppriseAsset(app_id="scraper", app_desc="scraper", async_mode=False)
        service = apprise.Apprise.instantiate(channel.url, asset=asset, suppress_exceptions=True)
        if service is None:
            return fault(Reason.UNKNOWN_SERVICE, service=masked_service(channel.url))
        sending = _Sending(service, *_message(service, news, lang))
        problem = sending.run()
    if problem is None:
        return None
    name = _name(service)
    why = problem or _without_secrets(next(iter(said.texts), "it does not say why"), channel.url, name)
    return fault(Reason.SERVICE_FAILED, service=name, why=shortened(why, _MOST_SAID))


class _Sending:
    """One message on its way, in a thread of its own: apprise has no bound for all of it."""

    def __init__(self, service: NotifyBase, body: str, title: str, body_format: NotifyFormat) -> None:
        self._service = service
        self._body = body
        self._title = title
        self._format = body_format
        self._is_taken = False
        self._broken: str | None = None

    def run(self) -> str | None:
        """Return None where the message was taken, what is known of the failure, or an empty text."""
        # A daemon, so that a service that does not answer does not hold up the end of the program.
        thread = threading.Thread(target=self._send, daemon=True)
        thread.start()
        thread.join(_TOTAL_SECONDS)
        if thread.is_alive():
            return f"no answer in {_TOTAL_SECONDS:g} seconds"
        if self._is_taken:
            return None
        return self._broken or ""

    def _send(self) -> None:
        import apprise

        sender = apprise.Apprise(asset=self._service.asset)
        sender.add(self._service)
        try:
            self._is_taken = bool(sender.notify(self._body, self._title, body_format=self._format))
        # There are over a hundred plugins, of as many people.
        except Exception as error:  # noqa: BLE001  (whatever it is, it is that service's fault alone)
            self._broken = f"a mistake in apprise: {type(error).__name__}"


def _message(service: NotifyBase, news: WatchNews, lang: Language) -> tuple[str, str, NotifyFormat]:
    """Return body, title and format of a message that the service takes."""
    from apprise import NotifyFormat

    # A service without titles gets it as the first line of the body.
    title = shortened(subject(news, lang), service.title_maxlen or _MOST_TITLE)
    room = min(service.body_maxlen, _MOST_BODY) - (0 if service.title_maxlen else len(title) + 2)
    offered = service.notify_format
    formats = (offered,) if isinstance(offered, str) else tuple(offered)
    # Of plain text, apprise makes HTML where a service wants that, and escapes it; Markdown it would leave as it is.
    if set(formats) == {NotifyFormat.MARKDOWN}:
        return fitting(news, as_markdown, room, lang), title, NotifyFormat.MARKDOWN
    return fitting(news, as_chat_text, room, lang), title, NotifyFormat.TEXT


def masked_service(url: str) -> str:
    """Return an apprise address of which only the scheme is shown, since no plugin says what of it is secret."""
    scheme, colon, _ = url.partition("://")
    if not colon:
        return _MASK
    return f"{one_line(scheme)}://{_MASK}"


def _name(service: NotifyBase) -> str:
    """Return the address of a service as a person may be shown it."""
    # Behind the "?" stand headers and keys of web hooks, which apprise does not mask.
    address: str = service.url(privacy=True)  # type: ignore[no-untyped-call]
    shown = address.partition("?")[0]
    return _TOKEN.sub(_MASK, one_line(shown))


def _without_secrets(text: str, url: str, name: str) -> str:
    """Return what a library says of a service, without what only the whole address has."""
    parts = _BETWEEN_PARTS.split(url)
    for part in sorted({*parts, *map(unquote, parts)}, key=len, reverse=True):
        is_secret = len(part) >= _LEAST_SECRET and part not in name
        if is_secret:
            text = text.replace(part, _MASK)
    return text
