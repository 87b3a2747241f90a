"""The demo site as a web server on loopback: addresses, validators and a clean end."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from types import TracebackType

from scraper.demo import templates
from scraper.demo.content import ARTICLES, SITE_NAME, DemoArticle
from scraper.demo.loopback import LoopbackServer

Clock = Callable[[], dt.datetime]

_PER_PAGE = 5
_IN_FEED = 6
_IN_NEWS_SITEMAP = 3
_HTML = "text/html; charset=utf-8"
_XML = "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Resource:
    """What an address answers with."""

    body: bytes
    media_type: str
    modified: dt.datetime
    status: HTTPStatus = HTTPStatus.OK

    @property
    def etag(self) -> str:
        """A strong validator made from the bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    def unchanged_since(self, etag: str | None, since: str | None) -> bool:
        """Return whether a conditional request is answered with 304 (RFC 9110 §13.2.2)."""
        if self.status != HTTPStatus.OK:
            return False
        if etag is not None:
            known = [tag.strip().removeprefix("W/") for tag in etag.split(",")]
            return self.etag in known or "*" in known
        return since is not None and self._not_after(since)

    def _not_after(self, since: str) -> bool:
        try:
            moment = parsedate_to_datetime(since)
        except ValueError:
            return False
        # "-0000" parses as naive and means UTC.
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return self.modified <= aware


class DemoSite:
    """An invented news site on an ephemeral port of 127.0.0.1, up while the ``with`` block runs.

    Args:
        clock: gives the time of a correction; the real one by default.
        port: 0 takes a free one.
    """

    def __init__(self, *, clock: Clock | None = None, port: int = 0) -> None:
        self._clock = clock or _now
        self._port = port
        self._lock = threading.Lock()
        self._articles = {article.id: article for article in ARTICLES}
        self._touched = max(article.modified for article in ARTICLES)
        self._server: _Server | None = None

    def __enter__(self) -> DemoSite:
        self._server = _Server(self, self._port)
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop serving and close every connection; harmless when called twice."""
        server, self._server = self._server, None
        if server:
            server.stop()

    @property
    def base(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        if self._server is None:
            raise RuntimeError("the demo site runs only inside its `with` block")
        return self._server.base

    @property
    def url(self) -> str:
        """The front page."""
        return f"{self.base}/"

    def article_urls(self) -> list[str]:
        """Return the addresses of all articles that are up, newest first."""
        return [self.base + article.path for article in self._newest()]

    def profile_toml(self) -> str:
        """Return the profile of this site, for ``--sites FILE``."""
        base = self.base
        return (
            f'[demo]\nname = "{SITE_NAME}"\nhome = "{base}/"\nfeeds = ["{base}/feed/"]\nsitemaps = []\n'
            f'listings = ["{base}/"]\n'
            "articles = ['^/demo-meldungen/(?P<id>[^/]+)/$', "
            "'^/meldung_(?P<id>\\d+)(?:_[^/]*)?(?:\\.html)?$']\n"
            "ignore = ['^/thema/', '^/druck/', '^/suche/', '\\.pdf$']\n"
            f'title_suffixes = [" - {SITE_NAME}"]\ndelay = 0\nconnections = 1\nprivate = true\n'
        )

    def edit(self, article_id: int | None = None) -> str:
        """Publish a correction of one article, the newest by default, and return its address."""
        with self._lock:
            number = article_id or max(self._articles)
            moment = self._tick()
            self._articles[number] = self._articles[number].corrected(moment)
            return self.base + self._articles[number].path

    def remove(self, article_id: int | None = None) -> str:
        """Take one article down, the oldest by default, and return the address it had."""
        with self._lock:
            self._tick()
            gone = self._articles.pop(article_id or min(self._articles))
            return self.base + gone.path

    def _tick(self) -> dt.datetime:
        """Return the time of a change, later by a second at least than the one before.

        HTTP dates count seconds: without the step two quick corrections would share one.
        """
        now = self._clock().astimezone(dt.UTC).replace(microsecond=0)
        self._touched = max(now, self._touched.astimezone(dt.UTC) + dt.timedelta(seconds=1))
        return self._touched

    def _newest(self) -> list[DemoArticle]:
        return sorted(self._articles.values(), key=lambda article: article.published, reverse=True)

    def resource(self, path: str) -> Resource:
        """Return what this path answers with now."""
        with self._lock:
            articles = self._newest()
            touched = self._touched
        return (
            self._article(path, articles)
            or self._source(path, articles, touched)
            or self._listing(path, articles, touched)
            or self._print_version(path, articles)
            or _furniture(path, touched)
            or _missing(touched)
        )

    def _article(self, path: str, articles: list[DemoArticle]) -> Resource | None:
        """Return an article page; the number alone is enough in old addresses, as on real sites."""
        for article in articles:
            if path == article.path or path == f"/meldung_{article.id}":
                others = [other for other in articles if other.id != article.id]
                body = templates.article_page(article, others, self.base)
                # The old table pages left the encoding to a meta element.
                media_type = "text/html" if article.layout == "table" else _HTML
                return Resource(body, media_type, article.modified)
        return None

    def _source(self, path: str, articles: list[DemoArticle], touched: dt.datetime) -> Resource | None:
        """Return robots.txt, the feed or a sitemap."""
        base = self.base
        match path:
            case "/robots.txt":
                return Resource(templates.robots(base), "text/plain; charset=utf-8", ARTICLES[0].published)
            case "/feed/":
                body, media_type = templates.feed(articles[:_IN_FEED], base), "application/rss+xml"
            case "/sitemap.xml":
                body, media_type = templates.sitemap(articles, base), _XML
            case "/news-sitemap.xml":
                body, media_type = templates.news_sitemap(articles[:_IN_NEWS_SITEMAP], base), _XML
            case _:
                return None
        return Resource(body, media_type, touched)

    def _listing(self, path: str, articles: list[DemoArticle], touched: dt.datetime) -> Resource | None:
        """Return the front page or a page of the archive."""
        pages = [articles[start : start + _PER_PAGE] for start in range(0, len(articles), _PER_PAGE)] or [[]]
        for number, page in enumerate(pages, 1):
            if path == f"/aktuell/seite/{number}/" or (number == 1 and path == "/"):
                return Resource(templates.listing_page(page, number, len(pages)), _HTML, touched)
        return None

    def _print_version(self, path: str, articles: list[DemoArticle]) -> Resource | None:
        """Return the text of an article without the furniture."""
        for article in articles:
            if path == f"/druck/{article.id}":
                text = " ".join((article.lead, *article.paragraphs))
                return Resource(templates.plain_page(article.title, text), _HTML, article.modified)
        return None


def _furniture(path: str, touched: dt.datetime) -> Resource | None:
    """Return a page that is no article: imprint, topic, internal page, picture."""
    titles = {"/impressum/": "Impressum", "/intern/": "Intern", "/suche/": "Suche"}
    if path.startswith("/bilder/") and path.endswith(".svg"):
        return Resource(templates.picture(), "image/svg+xml", ARTICLES[0].published)
    title = titles.get(path) or ("Thema" if path.startswith("/thema/") else None)
    if title is None:
        return None
    return Resource(templates.plain_page(title, "Alles auf dieser Seite ist erfunden."), _HTML, touched)


def _missing(touched: dt.datetime) -> Resource:
    text = "Diese Seite gibt es hier nicht oder nicht mehr. Auf der Startseite stehen alle neuen Meldungen."
    return Resource(templates.plain_page("Seite nicht gefunden", text), _HTML, touched, HTTPStatus.NOT_FOUND)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class _Server(LoopbackServer):
    """A loopback server that knows its site."""

    def __init__(self, site: DemoSite, port: int) -> None:
        self.site = site
        super().__init__(_Handler, port)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with what the site has."""

    protocol_version = "HTTP/1.1"
    server_version = "Amtsblick"
    sys_version = ""
    # Without this, headers and body wait for each other (Nagle's algorithm).
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer with headers and body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers of GET."""
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        resource = self.server.site.resource(self.path.partition("?")[0])
        conditions = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if resource.unchanged_since(*conditions):
            self._head(resource, HTTPStatus.NOT_MODIFIED)
            return
        self._head(resource, resource.status)
        if with_body:
            self.wfile.write(resource.body)

    def _head(self, resource: Resource, status: HTTPStatus) -> None:
        """Send status line and headers; a 404 has no validators, a 304 no length."""
        self.send_response(status)
        if status != HTTPStatus.NOT_FOUND:
            self.send_header("ETag", resource.etag)
            modified = resource.modified.astimezone(dt.UTC)
            self.send_header("Last-Modified", format_datetime(modified, usegmt=True))
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", resource.media_type)
            self.send_header("Content-Length", str(len(resource.body)))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write no log."""
