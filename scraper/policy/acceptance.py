"""Whether a page is archived as an article, and what it is instead."""

from __future__ import annotations

from scraper.model import Article, Response
from scraper.policy.selection import _FUTURE_DATES
from scraper.web.urls import canonical, host, path_of

SAME_TEXT = 5
"""So many addresses of one site with the very same text are no editor's doing: a wall, an error page or a trap."""
_PRETENCES = (
    *("an error page", "a login wall", "a consent wall", "a page without text", "a bot check", "a listing page"),
    *("not an article", "redirects to the home page", "the same text as", "the host says"),
)
NO_ARTICLE = frozenset({"a page without text", "a listing page", "not an article"})
"""What is no article and no pretence either, unless somebody says that there should be one."""


def is_pretence(reason: str) -> bool:
    """Whether a page failed since its host answered with something else as if it were the page."""
    return reason.startswith(_PRETENCES)


def kind_of_lie(text: str) -> str:
    """Return what a note or a reason says without the figures and addresses of its page."""
    if text.startswith("the same text as"):
        return "the same text under many addresses"
    if text.endswith(_FUTURE_DATES):
        return _FUTURE_DATES
    return text.partition(";")[0]


def not_kept(article: Article, response: Response, home: str, *, named: bool) -> str | None:
    """Return why a page is not archived as an article, or None if it is.

    Args:
        article: what the parser read.
        response: where it came from.
        home: the site's front page.
        named: whether the profile's ``articles`` patterns name the address; then it is archived unless
            it is plainly an error or a wall.
    """
    if redirected_home(response, home):
        return "redirects to the home page; the article is probably gone"
    if not (article.title or article.body):
        return article.why_not or "a page without text"
    if article.is_article:
        return None
    plain = article.access in ("consent", "blocked") or (article.why_not or "") in PLAINLY_NOT
    return None if named and not plain else (article.why_not or "not an article")


PLAINLY_NOT = frozenset({"an error page", "a login wall", "a consent wall", "a page without text", "a bot check"})
"""What a page can be that even a profile's pattern does not make an article."""


def redirected_home(response: Response, home: str) -> bool:
    """Whether a request for some page was led to the front page, or from there to where that leads itself."""
    front = ("", path_of(home).rstrip("/"))
    # Another host's front page on the way, as where one signs in, says nothing of this site.
    hops = [url for url in response.hops if host(url) == host(home)]
    asked = path_of(response.requested_url).rstrip("/")
    return (
        bool(response.redirects)
        and any(path_of(url).rstrip("/") in front for url in (response.url, *hops))
        and asked not in (*front, path_of(response.url).rstrip("/"))
    )


def same_page(one: str, other: str) -> bool:
    """Whether two addresses are the same after canonical spelling."""
    return canonical(one) == canonical(other)
