"""The demo site as a web server on loopback: addresses, validators and a clean end."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from types import TracebackType

from scraper.demo import templates
from scraper.demo.article import DemoArticle, Paper
from scraper.demo.content import AMTSBLICK
from scraper.demo.loopback import LoopbackServer

Clock = Callable[[], dt.datetime]

# Twelve articles fill a first, a middle and a last page of the listing, and feed and news sitemap leave out the older
# ones, as on real sites: only the sitemap and the listing, walked to its end, name all.
_PER_PAGE = 5
_IN_FEED = 6
_IN_NEWS_SITEMAP = 3
# Hexadecimal digits of a digest that make an ETag: 80 bits, far more than twelve articles need to differ.
_ETAG_DIGITS = 20
_HTML = "text/html; charset=utf-8"
_XML = "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Resource:
    """What an address answers with; ``location`` is where a redirect leads."""

    body: bytes
    media_type: str
    modified: dt.datetime
    status: HTTPStatus = HTTPStatus.OK
    location: str = ""

    @property
    def etag(self) -> str:
        """A strong validator made from the bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:_ETAG_DIGITS]}"'

    def is_not_modified(self, if_none_match: str | None, if_modified_since: str | None) -> bool:
        """Return whether a conditional request is answered with 304.

        Args:
            if_none_match, if_modified_since: the headers of the request, or None.
        """
        # Preconditions are ignored where the answer without them is no success (RFC 9110 §13.2.1).
        if self.status != HTTPStatus.OK:
            return False
        # If-None-Match decides alone where it is sent; the date is not even looked at (RFC 9110 §13.1.3).
        if if_none_match is not None:
            # The comparison is the weak one, by which W/"x" and "x" are the same (RFC 9110 §13.1.2, §8.8.3.2).
            tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
            return self.etag in tags or "*" in tags
        return if_modified_since is not None and self._is_unmodified_since(if_modified_since)

    def _is_unmodified_since(self, http_date: str) -> bool:
        try:
            moment = parsedate_to_datetime(http_date)
        except ValueError:
            # What is no HTTP-date is ignored, and the page is sent in full (RFC 9110 §13.1.3).
            return False
        # Python returns a time without a zone for "-0000", and comparing that with an aware one would raise.
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return self.modified <= moment


class DemoSite:
    """An invented news site on an ephemeral port of 127.0.0.1, up while the ``with`` block runs.

    Args:
        paper: whose site it is.
        clock: says which articles are published by now, and gives the time of a correction; the real one by default.
        port: 0 takes a free one.
        bases: filled with scheme, host and port of this site by the id of its paper; those of other sites in it are
            where the references to them lead.

    Attributes:
        paper: as given.
    """

    def __init__(
        self,
        paper: Paper = AMTSBLICK,
        *,
        clock: Clock | None = None,
        port: int = 0,
        bases: dict[str, str] | None = None,
    ) -> None:
        self.paper = paper
        self._clock = clock or _now
        self._port = port
        self._bases = {} if bases is None else bases
        # Requests are answered in threads of the server while the program edits and removes articles.
        self._lock = threading.Lock()
        self._articles = {article.id: article for article in paper.articles}
        # When somebody corrected or removed an article last, by this program.
        self._changed_at = min(article.published for article in paper.articles)
        self._server: _Server | None = None

    def __enter__(self) -> DemoSite:
        self._server = _Server(self, self._port)
        self._server.start()
        self._bases[self.paper.id] = self.base
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
        return [self.base + article.path for article in self._newest_first()]

    def profile_toml(self) -> str:
        """Return the profile of this site, for ``--sites FILE``."""
        # private: the guard refuses loopback addresses without it. sitemaps: robots.txt names them.
        base, paper = self.base, self.paper
        return (
            f'[{paper.id}]\nname = "{paper.name}"\nhome = "{base}/"\nfeeds = ["{base}/feed/"]\nsitemaps = []\n'
            f'listings = ["{base}/"]\n'
            "articles = ['^/demo-meldungen/(?P<id>[^/]+)/$', "
            "'^/meldung_(?P<id>\\d+)(?:_[^/]*)?(?:\\.html)?$']\n"
            "ignore = ['^/thema/', '^/druck/', '^/suche/', '\\.pdf$']\n"
            f'title_suffixes = [" - {paper.name}"]\ndelay = 0\nconnections = 1\nprivate = true\n'
        )

    def edit(self, article_id: int | None = None) -> str:
        """Publish a correction of one article, the newest by default, and return its address."""
        with self._lock:
            # Articles are numbered in the order of publication.
            number = article_id or max(self._articles)
            moment = self._note_change()
            self._articles[number] = self._articles[number].corrected(moment)
            return self.base + self._articles[number].path

    def remove(self, article_id: int | None = None) -> str:
        """Take one article down, the oldest by default, and return the address it had."""
        with self._lock:
            self._note_change()
            removed = self._articles.pop(article_id or min(self._articles))
            return self.base + removed.path

    def _note_change(self) -> dt.datetime:
        """Note that the site changes now, and return when that is: at least a second after the change before.

        HTTP dates count seconds, so that two quick corrections would share one Last-Modified without the step, and
        the second would be answered with 304.
        """
        now = self._clock().astimezone(dt.UTC).replace(microsecond=0)
        self._changed_at = max(now, self._changed_at.astimezone(dt.UTC) + dt.timedelta(seconds=1))
        return self._changed_at

    def _newest_first(self) -> list[DemoArticle]:
        """Return the articles that are up now, as they read now."""
        now = self._clock()
        up = [article.as_of(now) for article in self._articles.values() if article.is_up(now)]
        return sorted(up, key=lambda article: article.published, reverse=True)

    def resource(self, path: str) -> Resource:
        """Return what this path answers with now."""
        # Pages are made outside of the lock, from articles and a time that belong together.
        with self._lock:
            now = self._clock()
            articles = self._newest_first()
            frame = templates.Frame(self.paper, dict(self._bases), len(articles) > _PER_PAGE)
            changed_at = max([self._changed_at, *self._came_and_went(now)])
        return _Answers(frame, articles, changed_at, now).resource(path)

    def _came_and_went(self, now: dt.datetime) -> Iterator[dt.datetime]:
        """Yield when an article came, changed or went by now: that is when feed, sitemaps and listing changed."""
        for article in self._articles.values():
            turns = (article.published, article.removed_at, article.walled_at, article.moved_at)
            moments = [*turns, *(edit.at for edit in article.edits)]
            yield from (moment for moment in moments if moment is not None and moment <= now)


@dataclass(frozen=True, slots=True)
class _Answers:
    """A site as it is at one moment.

    Args:
        frame: what its pages share.
        articles: those that are up, newest first.
        changed_at: when feed, sitemaps and listing changed last.
        now: the moment.
    """

    frame: templates.Frame
    articles: Sequence[DemoArticle]
    changed_at: dt.datetime
    now: dt.datetime

    def resource(self, path: str) -> Resource:
        """Return what a path answers with."""
        return (
            self._article(path)
            or self._source(path)
            or self._listing(path)
            or self._print_version(path)
            or self._other_page(path)
            or self._not_found()
        )

    @property
    def _began_at(self) -> dt.datetime:
        """The time of what never changes."""
        return self.frame.paper.articles[0].published

    def _article(self, path: str) -> Resource | None:
        """Return an article page; in an old address the number alone is enough, and the words after it decorate."""
        for article in self.articles:
            if path in (article.path, f"/meldung_{article.id}"):
                if article.is_walled(self.now):
                    return Resource(templates.wall(self.frame), _HTML, self.changed_at)
                others = [other for other in self.articles if other.id != article.id]
                body = templates.article_page(article, others, self.frame)
                # Old systems name the encoding in a <meta> element only, and the archive has to find it there.
                media_type = "text/html" if article.layout == "table" else _HTML
                return Resource(body, media_type, article.modified)
            if path == article.former_path:
                moved = HTTPStatus.MOVED_PERMANENTLY
                return Resource(b"", _HTML, article.modified, moved, self.frame.base + article.path)
        return None

    def _source(self, path: str) -> Resource | None:
        """Return robots.txt, the feed or a sitemap."""
        match path:
            case "/robots.txt":
                # It stays as it was when the site began, whatever is published.
                return Resource(templates.robots(self.frame.base), "text/plain; charset=utf-8", self._began_at)
            case "/feed/" if not self.frame.paper.is_feed_down(self.now):
                body, media_type = templates.feed(self.articles[:_IN_FEED], self.frame), "application/rss+xml"
            case "/sitemap.xml":
                body, media_type = templates.sitemap(self.articles, self.frame), _XML
            case "/news-sitemap.xml":
                body, media_type = templates.news_sitemap(self.articles[:_IN_NEWS_SITEMAP], self.frame), _XML
            case _:
                return None
        return Resource(body, media_type, self.changed_at)

    def _listing(self, path: str) -> Resource | None:
        """Return a page of the listing, of which the first is the front page too."""
        pages = [self.articles[start : start + _PER_PAGE] for start in range(0, len(self.articles), _PER_PAGE)]
        # A site whose articles are all taken down still has a front page.
        pages = pages or [[]]
        for number, page in enumerate(pages, 1):
            is_front_page = number == 1 and path == "/"
            if is_front_page or path == f"/aktuell/seite/{number}/":
                body = templates.listing_page(page, number, len(pages), self.frame)
                return Resource(body, _HTML, self.changed_at)
        return None

    def _print_version(self, path: str) -> Resource | None:
        """Return the text of an article without boxes and picture, for the printer."""
        for article in self.articles:
            if path == f"/druck/{article.id}":
                text = " ".join((article.lead, *article.paragraphs))
                return Resource(templates.plain_page(article.title, text, self.frame), _HTML, article.modified)
        return None

    def _other_page(self, path: str) -> Resource | None:
        """Return what is neither article nor source: a picture, imprint, search, a topic, what robots.txt forbids."""
        if path.startswith("/bilder/") and path.endswith(".svg"):
            return Resource(templates.picture(), "image/svg+xml", self._began_at)
        titles = {"/impressum/": "Impressum", "/intern/": "Intern", "/suche/": "Suche"}
        if path.startswith("/thema/"):
            title: str | None = "Thema"
        else:
            title = titles.get(path)
        if title is None:
            return None
        text = "Alles auf dieser Seite ist erfunden."
        return Resource(templates.plain_page(title, text, self.frame), _HTML, self.changed_at)

    def _not_found(self) -> Resource:
        text = "Diese Seite gibt es hier nicht oder nicht mehr. Auf der Startseite stehen alle neuen Meldungen."
        body = templates.plain_page("Seite nicht gefunden", text, self.frame)
        return Resource(body, _HTML, self.changed_at, self.frame.paper.missing_status)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class _Server(LoopbackServer):
    """A loopback server that knows its site."""

    def __init__(self, site: DemoSite, port: int) -> None:
        self.site = site
        super().__init__(_Handler, port)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with what the site has."""

    # The base class speaks HTTP/1.0 otherwise, and a crawl would need a connection for each page.
    protocol_version = "HTTP/1.1"
    server_version = "Amtsblick"
    sys_version = ""
    # Headers and body are two writes. With Nagle's algorithm (RFC 896), the second waits until the client acknowledges
    # the first, and the client delays that, since it has nothing to send.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer with headers and body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers of GET."""
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        resource = self.server.site.resource(path)
        if resource.is_not_modified(self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")):
            self._head(resource, HTTPStatus.NOT_MODIFIED)
            return
        self._head(resource, resource.status)
        if with_body:
            self.wfile.write(resource.body)

    def _head(self, resource: Resource, status: HTTPStatus) -> None:
        """Send status line and headers."""
        self.send_response(status)
        # Error pages and redirects are no state of a page: they have neither its date nor its bytes.
        if status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            self.send_header("ETag", resource.etag)
            modified = resource.modified.astimezone(dt.UTC)
            self.send_header("Last-Modified", format_datetime(modified, usegmt=True))
        if resource.location:
            self.send_header("Location", resource.location)
        # A 304 has no content, and ends with its headers (RFC 9110 §15.4.5).
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", resource.media_type)
            self.send_header("Content-Length", str(len(resource.body)))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write no log: the base class would print each request to stderr, between the lines of the demo."""
