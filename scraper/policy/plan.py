"""Pure decisions: visit when, take which, retry when, keep or not.

Every function gets old state, new facts, the time and the settings, and returns a verdict; none of
them touches network, database or clock.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

from scraper.model import Article, Link, Page, Response, Site, Verdict
from scraper.policy.signals import Signals
from scraper.web.urls import canonical, host, path_of

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

FIRST_CRAWL_ARTICLES = 50
"""How many of the newest articles a first crawl takes from each source."""

FIRST_CRAWL_SITEMAPS = 3
"""How many of the newest sitemaps of an index a crawl without --full reads."""

LISTING_PAGES = 5
"""How many pages of a listing a crawl without --full follows while all on them is new."""

REVISITS_PER_RUN = 200
"""How many known articles of one site a crawl looks at again, oldest due date first."""

# Text younger than the first is looked at again after the second: hours, days, weeks, months.
_REVISITS = (
    (1 * DAY, 6 * HOUR),
    (7 * DAY, 1 * DAY),
    (28 * DAY, 7 * DAY),
    (365 * DAY, 28 * DAY),
)
_LAST_REVISIT = 182 * DAY

DISTRUST = 91 * DAY
"""How long the validators of a host are not used after it was found to say 'not modified' of what has changed."""

FORBIDDEN_AGAIN = 7 * DAY
"""When an address that robots.txt forbids is thought of again; the rules are read anyway, so it costs no request."""

HOPELESS_AGAIN = 91 * DAY
"""When an address that was no article, or failed to its last retry, is asked for again: sites mend themselves."""

SAME_TEXT = 5
"""So many addresses of one site with the very same text are no editor's doing: a wall, an error page or a trap."""

FAILURES_IN_A_ROW = 25
"""So many articles in a row that could not be had, other than dead ones, end a site's turn: it has had enough."""

DEEPEST_INDEX = 3
"""How deep sitemap indexes may be nested; the protocol allows no nesting at all."""

CLOCK_ERROR = 1 * DAY
"""How far in the future a date may lie: zones get mixed up."""

_RETRIES = (1 * HOUR, 6 * HOUR, 1 * DAY, 3 * DAY, 7 * DAY)
_NO_TIME = dt.datetime.min.replace(tzinfo=dt.UTC)


CONTROL_AFTER = 28 * DAY
"""How old the last full answer may be before a page is asked for in full: a host may say 'not modified' for ever."""


def is_control_due(now: dt.datetime, last_full: dt.datetime | None) -> bool:
    """Return whether a page is asked for without validators, to see whether its host tells the truth."""
    return last_full is not None and now - last_full > CONTROL_AFTER


STALE = "the host says 'not modified' of pages that have changed"
"""The lie that costs news: whoever believes it never hears of the change."""

_FUTURE_DATES = "dates that lie in the future"
_PRETENCES = (
    *("an error page", "a login wall", "a consent wall", "a page without text", "a bot check", "a listing page"),
    *("not an article", "redirects to the home page", "the same text as", "the host says"),
)


def vouches(page: Page, response: Response) -> bool:
    """Whether a host gives a full answer the validator of the one before: it would have said 'not modified'."""
    etag, modified = response.header("etag"), response.header("last-modified")
    if page.etag or etag:
        return page.etag == etag
    return modified is not None and page.last_modified == modified


def lie(page: Page, response: Response, verdict: Verdict) -> str | None:
    """Return what a host said of a page that is not so: the same validator for a text that has changed.

    Args:
        page: with the validators of the last answer.
        response: a full answer.
        verdict: what became of the text.
    """
    return f"{STALE}, as of {page.url}" if verdict == "changed" and vouches(page, response) else None


def oddity(page: Page, response: Response, *, same_bytes: bool) -> str | None:
    """Return what a host says of a page that is not so, and only costs requests; None where all is well.

    Args:
        page: with the validators of the last answer.
        response: a full answer.
        same_bytes: whether its body is the one of the answer before.
    """
    etag, modified = response.header("etag"), _http_date(response.header("last-modified"))
    if same_bytes and page.etag and etag and etag != page.etag:
        return "a new ETag for the same bytes"
    if modified is not None and modified > response.fetched_at + CLOCK_ERROR:
        return "a Last-Modified that lies in the future"
    return None


def _http_date(text: str | None) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, OverflowError):
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=dt.UTC)


NO_ARTICLE = frozenset({"a page without text", "a listing page", "not an article"})
"""What is no article and no pretence either, unless somebody says that there should be one."""


def is_pretence(reason: str) -> bool:
    """Whether a page failed since its host answered with something else as if it were the page."""
    return reason.startswith(_PRETENCES)


def plausible(links: Sequence[Link], now: dt.datetime) -> tuple[list[Link], str | None]:
    """Return links without the dates that lie in the future, and what to say if that is most of them.

    A source that dates everything in the future would put its addresses before all that is really new, and make
    known ones due again and again.
    """
    latest = now + CLOCK_ERROR
    ahead = sum(max(link.published or _NO_TIME, link.lastmod or _NO_TIME) > latest for link in links)
    if not ahead:
        return list(links), None
    kept = [
        replace(link, published=_not_after(link.published, latest), lastmod=_not_after(link.lastmod, latest))
        for link in links
    ]
    return kept, f"{ahead} of {len(links)} {_FUTURE_DATES}" if 2 * ahead > len(links) else None


def _not_after(moment: dt.datetime | None, latest: dt.datetime) -> dt.datetime | None:
    return moment if moment is None or moment <= latest else None


def kind_of_lie(text: str) -> str:
    """Return what a note or a reason says without the figures and addresses of its page."""
    if text.startswith("the same text as"):
        return "the same text under many addresses"
    if text.endswith(_FUTURE_DATES):
        return _FUTURE_DATES
    return text.partition(";")[0]


def repeats_itself(url: str) -> bool:
    """Whether the path of an address goes round in circles, as relative links of broken templates make it."""
    steps = [step for step in path_of(url).partition("?")[0].split("/") if step]
    for length in range(1, 5):
        # One word may stand three times, as in /11/11/11/.
        run, needed = 0, (4 if length == 1 else 3) * length - length
        for at in range(length, len(steps)):
            run = run + 1 if steps[at] == steps[at - length] else 0
            if run >= needed:
                return True
    return False


def reservation(signals: Signals, site: Site) -> str | None:
    """Return why an article is kept without its text and its bytes, as a sentence, or None where it is kept whole.

    Args:
        signals: what is declared for its address.
        site: the profile, which says what follows.
    """
    for reserved, mode, kinds, what, key in (
        (signals.tdm_reserved, site.tdm, ("tdm-reservation",), "text and data mining", "tdm"),
        (signals.noarchive or signals.noindex, site.noarchive, ("noarchive", "noindex"), "archiving", "noarchive"),
    ):
        if reserved and mode == "obey":
            return (
                f"kept without its text: the site reserves {what} ({signals.reason(*kinds)});"
                f" '{key} = \"record\"' in its profile keeps all, marked"
            )
    return None


def revisit_at(now: dt.datetime, published: dt.datetime | None, changed_at: dt.datetime) -> dt.datetime:
    """Return when a known article is looked at again: the older its text, the later.

    Args:
        now: the time of this visit.
        published: its publication by its own word, or None.
        changed_at: when the archive last saw its text change; for a text never seen to change, its publication
            counts instead, so that an old article archived today is not taken for a fresh one.
    """
    born = published if published is not None and published <= now else changed_at
    age = now - born
    return now + next((pause for limit, pause in _REVISITS if age < limit), _LAST_REVISIT)


def retry_at(now: dt.datetime, failures: int) -> dt.datetime | None:
    """Return when a failed address is tried again, or None after the last try.

    Args:
        now: the time of the failure.
        failures: failures in a row, this one included.
    """
    return now + _RETRIES[failures - 1] if failures <= len(_RETRIES) else None


def again_at(now: dt.datetime, failures: int) -> dt.datetime:
    """Return when a failed address is tried again: soon, then later, and after the last retry now and then."""
    return retry_at(now, failures) or now + HOPELESS_AGAIN


def host_pause(failures: int, retry_after: float | None) -> dt.timedelta:
    """Return how long a whole host is left alone after it failed.

    Args:
        failures: failed requests in a row, this one included.
        retry_after: seconds the host asked for (RFC 9110 §10.2.3), or None. Its word counts, up to a week.
    """
    if retry_after is not None:
        return min(dt.timedelta(seconds=max(retry_after, 1)), 7 * DAY)
    return min(dt.timedelta(minutes=2.0 ** min(failures, 10)), DAY)


def newest_first(links: Sequence[Link]) -> list[Link]:
    """Return the links by their own date, newest first; the order of the document decides among equals.

    A source without dates keeps its order: feeds and listings put the newest first.
    """
    return sorted(links, key=lambda link: link.published or link.lastmod or _NO_TIME, reverse=True)


@dataclass(frozen=True, slots=True)
class Bound:
    """How much of what a source names is taken.

    Args:
        full: everything.
        since: everything that is not known to be older than this day.
        first: this source is read for the first time, so only its newest articles are taken.
    """

    full: bool = False
    since: dt.date | None = None
    first: bool = False


def takes(link: Link, rank: int, bound: Bound) -> bool:
    """Whether a link is fetched, or left for a later ``--full`` or ``--since``.

    Args:
        link: the link.
        rank: its place among the source's articles, newest first, from 0.
        bound: what this run takes.
    """
    if bound.full:
        return True
    if bound.since is not None:
        day = link.published or link.lastmod
        return day is None or day.date() >= bound.since
    return not bound.first or rank < FIRST_CRAWL_ARTICLES


def wants_update(lastmod: dt.datetime | None, known_lastmod: dt.datetime | None, visited: dt.datetime | None) -> bool:
    """Whether a source's word that an article changed is a reason to look at it now.

    Args:
        lastmod: the source's word today.
        known_lastmod: its newest word so far.
        visited: when the page was last fetched.
    """
    if lastmod is None:
        return False
    if known_lastmod is not None:
        # Its own earlier word is the better measure: many sources give days, not times.
        return lastmod > known_lastmod
    return visited is None or lastmod >= visited


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


_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_PAGE_TAG = re.compile(
    rb"<!--|<(?:!doctype|html|head|body|title|meta|link|script|div|p|h1|table|article)\b", re.IGNORECASE
)

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


def is_html(response: Response) -> bool:
    """Whether the response can hold an article: HTML, XHTML, or a type that was not said."""
    if response.media_type in ("text/html", "application/xhtml+xml"):
        return not is_binary(response.body)
    start = response.body[:512].lstrip().lower()
    return response.media_type in (
        "",
        "text/plain",
        "application/octet-stream",
        "application/xml",
        "text/xml",
    ) and (start.startswith((b"<!doctype html", b"<html", b"\xef\xbb\xbf<!doctype html")) or b"<html" in start)


def is_binary(body: bytes) -> bool:
    """Whether a body begins with binary data bytes (mimesniff.spec.whatwg.org, table 5) and with no tag of a page."""
    start = body[:1445].replace(b"\0", b"") if body.startswith((b"\xff\xfe", b"\xfe\xff")) else body[:1445]
    return _BINARY.search(start) is not None and _PAGE_TAG.search(start.replace(b"\0", b"")) is None


def what_it_is(response: Response) -> str:
    """Name a response that is not HTML, for people: "a PDF document"."""
    known = {"application/pdf": "a PDF document", "application/json": "JSON data"}
    if response.body.startswith(b"%PDF-"):
        return "a PDF document"
    kind = response.media_type
    if kind.partition("/")[0] in ("image", "audio", "video"):
        return f"an {kind.partition('/')[0]} file" if kind[0] in "ia" else "a video file"
    if kind in ("text/html", "application/xhtml+xml"):
        return f"binary data, though it is sent as {kind}"
    return known.get(kind, f"not an HTML page ({kind or 'no media type'})")


def same_page(one: str, other: str) -> bool:
    """Whether two addresses are the same after canonical spelling."""
    return canonical(one) == canonical(other)
