"""Whether an archived article is gone: which answers say so, and when they have said it often enough.

One answer can be a mistake of an hour: a release that went wrong, or a front page for all addresses while a site is
mended. So an article is gone only when that was seen twice, a day apart. What says nothing of the article (403, 429,
5xx, no network) never makes it gone.
"""

from __future__ import annotations

import re

from scraper.errors import AddressError
from scraper.model import Article, Decision, Fault, Keep, KnownArticle, Page, Reading, Reason, Response, Site, fault
from scraper.policy import schedule
from scraper.policy.acceptance import redirected_home
from scraper.policy.reasons import DOUBTFUL, MOVED, in_general
from scraper.policy.reservations import is_reserved
from scraper.web.urls import canonical, host_and_port, matches, path_of

GONE_STATUS = frozenset({404, 410})
"""Answers that say that there is no such page (RFC 9110 §15.5.5, §15.5.11)."""

# What an error page that is sent with status 200 says of the page that was asked for.
_NOT_THERE = re.compile(
    r"\b(?:404|410)\b|\bnicht (?:mehr )?gefunden|\bnot (?:be )?found|\bpage (?:non trouvée|introuvable)"
    r"|\bpágina (?:no|não) encontrada|\bpagina non trovata|\bpagina niet gevonden"
    r"|\bexistiert\b.{0,20}\bnicht\b|\bnicht(?: mehr)? (?:vorhanden|verfügbar|auffindbar)|\bgibt es nicht\b"
    r"|\bnicht (?:mehr )?zur verfügung\b|\bgelöscht\b|\bentfernt\b|\bno longer (?:available|exists?)\b"
    r"|\b(?:does not|doesn['’]t) exist\b|\b(?:was|been) (?:deleted|removed)\b",
    re.IGNORECASE,
)
# What such a page says where the server is in trouble or refuses, as by status 403, 429 and 5xx.
_TROUBLE = re.compile(
    r"\b(?:401|403|429|5\d\d)\b|\b(?:forbidden|unauthorized|denied|verweigert|gesperrt|berechtigung|permission)\b"
    r"|\b(?:wartung\w*|maintenance|überlastet|overloaded|too many requests|zu viele anfragen)\b"
    r"|\b(?:vorübergehend|temporarily|derzeit|zurzeit|momentan|currently|später|later)\b"
    r"|\bserver ?-?(?:error|fehler)|\b(?:service|dienst)\b.{0,20}\b(?:unavailable|verfügbar)"
    r"|\b(?:datenbank\w*|database)\b",
    re.IGNORECASE,
)
# Error pages are short; what stands behind is a list of other articles, whose headlines may say anything.
_LONGEST_ERROR = 1500


def absence(response: Response, reading: Reading, known: KnownArticle | None, site: Site) -> Fault | None:
    """Return why an archived article seems gone by an answer that holds a page, or None.

    Args:
        response: a full answer.
        reading: the same, read.
        known: the article, or None.
        site: the profile.
    """
    if known is None or response.status != 200:
        return None
    if redirected_home(response, site.home):
        return fault(Reason.REDIRECTS_HOME)
    if _is_redirected_to_list(response, reading, site):
        return fault(Reason.REDIRECTS_TO_LISTING, url=response.url)
    return reading.fault if is_soft_404(reading) else None


def is_soft_404(reading: Reading) -> bool:
    """Return whether a page is an error page that says, with status 200, that there is no such page.

    Args:
        reading: of a full answer with status 200.
    """
    is_error = reading.fault is not None and reading.fault.reason is Reason.ERROR_PAGE
    return is_error and reading.article is not None and _says_not_there(reading.article)


def _is_redirected_to_list(response: Response, reading: Reading, site: Site) -> bool:
    """Return whether the redirects of an article lead to a listing of the site, or to the folder that it lay in."""
    if not response.hops or host_and_port(response.url) != host_and_port(site.home):
        return False
    answered = canonical(response.url)
    if answered in _addresses(site.listings):
        return True
    # A print version lies in a folder whose address is that of its article. So the page has to look like a list, and
    # the profile must not call its address an article.
    looks_like_list = reading.article is not None and reading.article.why_not in DOUBTFUL
    return looks_like_list and _is_folder_of(answered, response.requested_url) and not matches(site, answered)


def _addresses(urls: tuple[str, ...]) -> set[str]:
    """Return addresses of a profile in their canonical spelling, without those that are none."""
    found = set()
    for url in urls:
        try:
            found.add(canonical(url))
        except AddressError:
            continue
    return found


def _is_folder_of(folder: str, url: str) -> bool:
    """Return whether an address lies in a folder, and not at it."""
    start, whole = path_of(folder).rstrip("/"), path_of(url).rstrip("/")
    return host_and_port(folder) == host_and_port(url) and whole.startswith(f"{start}/")


def _says_not_there(article: Article) -> bool:
    """Return whether an error page says that there is no such page, rather than that the server is in trouble."""
    text = " ".join((article.title, article.lead or "", article.body))[:_LONGEST_ERROR]
    return _NOT_THERE.search(text) is not None and _TROUBLE.search(text) is None


def decide_gone(page: Page, response: Response, site: Site) -> Decision:
    """Return what is to be done with a page that answered 404 or 410; an article that is archived stays.

    Args:
        page: its row of the frontier, with the article that it leads to.
        response: the 404 or 410.
        site: the profile, which says what follows from a reservation.
    """
    why = fault(Reason.GONE, status=response.status)
    if page.known is not None:
        return decide_absent(page, page.known, response, why, site)
    if page.state == "gone":
        return Decision("unchanged", "gone", response.fetched_at + schedule.HOPELESS_AGAIN, fault=why)
    # A 410 is likely to be permanent (RFC 9110 §15.5.11). A first 404 may only mean that a feed announced the page
    # before it was put online, so the address is asked again on the next day.
    is_permanent = response.status == 410
    pause = schedule.HOPELESS_AGAIN if is_permanent else schedule.DAY
    return Decision("failed", "gone", response.fetched_at + pause, fault=why)


def decide_absent(page: Page, known: KnownArticle, response: Response, why: Fault, site: Site) -> Decision:
    """Return what is to be done with an address that does not show its archived article any more.

    Args:
        page: its row of the frontier.
        known: the article.
        response: the answer.
        why: what there is instead.
        site: the profile, which says what follows from a reservation.
    """
    now = response.fetched_at
    # Some articles come back, so that one that is gone is asked for now and then.
    later = now + schedule.GONE_ARTICLE_AGAIN
    if not _is_end_of_article(page, known):
        return Decision("unchanged", "gone", later, fault=left_behind(page) or why)
    keep = Keep.END_BARE if is_reserved(known, site) else Keep.END
    if known.gone_at is not None:
        return Decision("unchanged", "gone", later, keep, fault=why, gone_at=known.gone_at)
    # A first answer that lies ahead was noted by a clock that was wrong, and is as good as one of now.
    since = min(known.missing_since or now, now)
    if now - since < schedule.CONFIRMED_AFTER:
        return Decision(
            "unchanged", "gone", since + schedule.CONFIRMED_AFTER, keep,
            fault=fault(Reason.MISSING, code=str(why.reason), why=without_guess(why), since=f"{since:%Y-%m-%d %H:%M}"),
            missing_since=since,
        )  # fmt: skip
    return Decision("gone", "gone", later, keep, fault=why, gone_at=since)


def _is_end_of_article(page: Page, known: KnownArticle) -> bool:
    """Return whether the end of an address is that of its article.

    That of a print version is not, nor that of an address which the article has left. An article without a capture does
    not know all of its own addresses, so the end of any of them counts.
    """
    if left_behind(page) is not None:
        return False
    return known.is_own_address(page.url) or known.capture_id is None


def left_behind(page: Page) -> Fault | None:
    """Return how the article of an address was found to have moved to another one, or None."""
    if page.fault is None or page.fault.reason not in MOVED:
        return None
    return page.fault


def without_guess(why: Fault) -> str:
    """Return why a page seems gone, as a part of a sentence.

    Args:
        why: what there is instead.
    """
    # The sentence of a redirect to the front page goes on with a guess, which the sentence that this becomes a part of
    # replaces.
    if why.reason is Reason.REDIRECTS_HOME:
        return in_general(why.reason)
    return str(why)


def seems_gone_without_404(why: Fault | None) -> bool:
    """Return whether an archived article seems gone, though its host does not say so by its status.

    A host that answers so for many articles in a row is being mended, or has had enough of this crawl.

    Args:
        why: the fault of its outcome, or None.
    """
    if why is None:
        return False
    code = dict(why.detail).get("code") if why.reason is Reason.MISSING else why.reason
    return code in _WITHOUT_404


_WITHOUT_404 = frozenset(
    {Reason.REDIRECTS_HOME, Reason.REDIRECTS_TO_LISTING, Reason.REDIRECTS_TO_ARTICLE, Reason.ERROR_PAGE}
)
