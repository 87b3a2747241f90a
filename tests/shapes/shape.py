"""What a made site consists of, and how it is put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from shapes.texts import Story

HTML = "text/html; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"


class Answer(NamedTuple):
    """What an address of the site answers."""

    content_type: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Shape:
    """A made site and the truth about its pages. A path has its query, and is spelled as links spell it.

    Args:
        name: what kind of site it is.
        origin: scheme and host that absolute addresses on its pages begin with; a server puts its own there.
        pages: what each path answers.
        robots: its robots.txt.
        articles: the paths of its articles, one each.
        others: the paths of all pages that are none: listings, tags, imprint, events, feeds, files.
        twins: other addresses of an article (print view, ``/node/7``, ``?replytocom=``) with the article's path.
        redirects: paths that lead to another one.
        feeds, sitemaps, listings: the sources that name articles; of listings the first page.
        stories: what is written on the page of each article.
    """

    name: str
    origin: str
    pages: dict[str, Answer]
    robots: str
    articles: frozenset[str]
    others: frozenset[str]
    twins: dict[str, str]
    redirects: dict[str, str]
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    listings: tuple[str, ...]
    stories: dict[str, Story]

    def __str__(self) -> str:
        return self.name


@dataclass
class Maker:
    """Takes the pages of a site one by one; see :class:`Shape` for what they are."""

    name: str
    origin: str
    robots: str = "User-agent: *\nDisallow:\n"
    pages: dict[str, Answer] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    sources: dict[str, list[str]] = field(default_factory=lambda: {"feed": [], "sitemap": [], "listing": []})

    def page(self, path: str, body: str, content_type: str = HTML, **headers: str) -> str:
        """Add a page that is no article; return its path."""
        if path in self.pages:
            raise ValueError(f"{self.name} has {path} twice")
        charset = content_type.partition("charset=")[2] or "utf-8"
        # Browsers read this name as windows-1252, and so do those who write such pages (Encoding Standard §4.2).
        charset = "cp1252" if charset == "iso-8859-1" else charset
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Answer(content_type, body.encode(charset), named)
        return path

    def article(self, path: str, story: Story, body: str, content_type: str = HTML) -> str:
        """Add the page of an article."""
        self.stories[path] = story
        return self.page(path, body, content_type)

    def twin(self, path: str, of: str, body: str | None = None, content_type: str = HTML) -> str:
        """Add another address of an article: with a page of its own, or with the article's."""
        self.twins[path] = of
        if body is None:
            self.pages[path] = self.pages[of]
            return path
        return self.page(path, body, content_type)

    def redirect(self, path: str, to: str) -> str:
        """Let a path lead to another one."""
        self.redirects[path] = to
        return path

    def source(self, kind: str, path: str) -> str:
        """Note that a path is a source of articles: ``feed``, ``sitemap`` or ``listing``."""
        self.sources[kind].append(path)
        return path

    def shape(self) -> Shape:
        """Return the finished site."""
        others = frozenset(self.pages) - frozenset(self.stories) - frozenset(self.twins)
        feeds, sitemaps, listings = (tuple(self.sources[kind]) for kind in ("feed", "sitemap", "listing"))
        return Shape(
            name=self.name,
            origin=self.origin,
            pages=self.pages,
            robots=self.robots,
            articles=frozenset(self.stories),
            others=others,
            twins=self.twins,
            redirects=self.redirects,
            feeds=feeds,
            sitemaps=sitemaps,
            listings=listings,
            stories=self.stories,
        )
