"""Whether a page is archived as an article, and what it is instead."""

from __future__ import annotations

from scraper.model import Article, Facts, Fault, Page, Reading, Reason, Response, Site, fault
from scraper.policy.reasons import DOUBTFUL, INSTEAD_OF_AN_ARTICLE, NO_ARTICLE, PLAINLY_NO_ARTICLE, WITHOUT_TEXT
from scraper.web.urls import host_and_port, ignored, matches, path_of

SAME_TEXT = 5
"""So many other articles of one site with the very same text are no editor's doing: it is a wall, an error page or a
crawler trap. Chosen above the two or three sections under which a newsroom may publish one article."""

SHORTEST_COMPARED = 100
"""Characters of a body from which on it may not stand under many headlines. Chosen: a newsletter box or a plea for
consent is longer than a sentence, and what an editor sets under each headline ("Zum Artikel im ePaper") is shorter."""

# What no site means to answer in an article's place. Listings and other pages without an article are left out, since
# every site has them.
_ANOMALIES = INSTEAD_OF_AN_ARTICLE - NO_ARTICLE


def page_fault(article: Article, response: Response, site: Site) -> Fault | None:
    """Return why a page is not archived as an article, judged by the page and its address alone; None if it is.

    An address that a pattern of the profile names is archived unless the page is plainly an error or a wall.

    Args:
        article: what the parser read.
        response: where it came from.
        site: the profile.
    """
    if redirected_home(response, site.home):
        return fault(Reason.REDIRECTS_HOME)
    if not (article.title or article.body):
        return fault(article.why_not or Reason.NO_TEXT)
    if article.is_article:
        return None
    if _is_named_by_pattern(response, site) and not _is_plainly_no_article(article):
        return None
    return fault(article.why_not or Reason.NOT_AN_ARTICLE)


def _is_named_by_pattern(response: Response, site: Site) -> bool:
    """Return whether a pattern of the profile names the address that was asked for, or the one that answered."""
    return matches(site, response.requested_url) or matches(site, response.url)


def _is_plainly_no_article(article: Article) -> bool:
    return article.access in ("consent", "blocked") or article.why_not in PLAINLY_NO_ARTICLE


def redirected_home(response: Response, home: str) -> bool:
    """Return whether the redirects of a page lead to the front page, or over it to wherever that redirects itself."""
    if not response.hops:
        return False
    # The profile's home can lie below the root, as in "example.org/news/"; the root is a front page as well.
    front_pages = ("", path_of(home).rstrip("/"))
    asked, answered = (path_of(url).rstrip("/") for url in (response.requested_url, response.url))
    # Whoever asks for the front page gets what was asked for; a redirect to another scheme or host keeps the path.
    if asked in front_pages or asked == answered:
        return False
    # A hop over the front page of another host, such as a sign-in service, says nothing of this site.
    own_hops = [url for url in response.hops if host_and_port(url) == host_and_port(home)]
    return any(path_of(url).rstrip("/") in front_pages for url in (response.url, *own_hops))


def rejection(page: Page, response: Response, reading: Reading, facts: Facts, site: Site) -> Fault | None:
    """Return why a page is not archived, with what the archive and the profile know; None where it is kept.

    Args:
        page: its row of the frontier.
        response: the answer.
        reading: the same, read.
        facts: what the archive knows.
        site: the profile.
    """
    if reading.fault is not None and not is_vouched_for(reading, facts):
        return reading.fault
    # A crawl asks for no address that an 'ignore' pattern names, but a redirect can lead to one. Where the requested
    # address itself is ignored, a person named it with 'scraper fetch' and wants it archived.
    if ignored(site, response.url) and not ignored(site, page.url):
        return fault(Reason.LEADS_TO_IGNORED, url=response.url)
    if _is_common_text(reading, facts):
        return fault(Reason.SAME_TEXT, count=facts.same_text, url=facts.same_text_url or "")
    if _is_common_body(reading, facts):
        return fault(Reason.SAME_TEXT, count=facts.same_body, url=facts.same_body_url or "")
    return None


def may_be_kept(reading: Reading) -> bool:
    """Return whether a page is an article, or would be one if a feed named it.

    Args:
        reading: the page.
    """
    is_refused = reading.fault is not None and reading.fault.reason not in DOUBTFUL
    return reading.article is not None and not is_refused


def is_vouched_for(reading: Reading, facts: Facts) -> bool:
    """Return whether a feed names an article that the page alone does not look like.

    A page archived in vain costs a row, and an article that is taken for a list is lost. A wall, an error page and a
    page without text stay what they are, whoever names them.

    Args:
        reading: the page.
        facts: what the archive knows.
    """
    return facts.named_by_feed and may_be_kept(reading)


def _is_common_text(reading: Reading, facts: Facts) -> bool:
    """Return whether a page has the text of many others, and did not have it before."""
    had_it_before = facts.known is not None and facts.known.digest == reading.digest
    return facts.same_text >= SAME_TEXT and not had_it_before


def text_to_compare(reading: Reading) -> str | None:
    """Return the body by which other articles with the same text are found, or None where it is too short.

    Args:
        reading: the page.
    """
    if reading.article is None or len(reading.article.body) < SHORTEST_COMPARED:
        return None
    return reading.article.body


def _is_common_body(reading: Reading, facts: Facts) -> bool:
    """Return whether many others have lead and body of a page under other headlines, and it did not have them before.

    So it is where a box of the template, such as one for a newsletter, is taken for the text of every new page.
    """
    article, state = reading.article, facts.state
    if article is None or facts.same_body < SAME_TEXT:
        return False
    had_it_before = state is not None and (state.lead, state.body) == (article.lead, article.body)
    return not had_it_before


def is_meant_as_article(page: Page, reason: Reason, site: Site, *, named_by_feed: bool) -> bool:
    """Return whether an article was to be had from an address that gave none, so that a person should hear of it.

    Args:
        page: its row of the frontier.
        reason: what it gave instead.
        site: the profile; where its patterns name articles, they decide.
        named_by_feed: whether a feed named the address.
    """
    if site.articles:
        return matches(site, page.url)
    if reason in _ANOMALIES:
        return True
    # Without patterns nothing but a feed promises an article. Feeds name videos and galleries as well, so that only a
    # page without any text is reported.
    return named_by_feed and reason in WITHOUT_TEXT
