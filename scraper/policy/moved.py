"""Whether an archived article has moved: its old address leads to another one, or another one shows its text.

A site that is built anew gives its articles new addresses. The archive has one article then, and not two: it finds the
new address by a redirect, by the canonical link of the old page, or by the same text where the old address is
gone. Two addresses that both show a text are two articles, one of them a duplicate.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from scraper.model import (
    Article,
    Decision,
    Facts,
    Fault,
    Keep,
    KnownArticle,
    Move,
    Page,
    Reading,
    Reason,
    Response,
    Site,
    fault,
)
from scraper.policy.acceptance import SHORTEST_COMPARED, rejection
from scraper.policy.gone import absence, left_behind
from scraper.policy.identity import is_own
from scraper.policy.schedule import HOPELESS_AGAIN
from scraper.web.urls import belongs, canonical, host, key, matches, path_of

PERMANENT = frozenset({301, 308})
"""Redirects that give a page another address for good (RFC 9110 §15.4.2, §15.4.9). After one of the others the address
that was asked for stays the one to be used (§15.4.3, §15.4.8)."""

ALIKE = 0.6
"""The share of their words that two texts have in common where they are states of one article; chosen: two articles on
other subjects share a quarter, the words of the language, and an article that was edited shares nearly all."""

ONE_ARTICLE = 0.9
"""The share of their words that two archived articles of one day have in common where they are one; chosen: what an
edit of some sentences leaves."""

UNLIKE = 0.4
"""Texts that share less than this are of two articles, unless they have a headline in common; chosen: well above the
quarter that any two articles share, and below what is left of an article of which half is written anew."""

_WORD = re.compile(r"\w+")
# Fewer words are too few to tell by their share.
_FEWEST_WORDS = 30


def moved(page: Page, response: Response, reading: Reading, facts: Facts, site: Site) -> Move | None:
    """Return where an article has moved, by the answer of one of its addresses or of a new one; None where it has not.

    Args:
        page: its row of the frontier.
        response: a full answer.
        reading: the same, read.
        facts: what the archive knows.
        site: the profile.
    """
    article, known = reading.article, facts.known
    # A run without the profile of the site does not know which addresses of it are one.
    if article is None or facts.known_better:
        return None
    if known is None and facts.gone_twin is None and not reading.stated_url:
        return None
    is_article = absence(response, reading, known, site) is None and not rejection(page, response, reading, facts, site)
    if not is_article:
        return None
    if known is not None:
        return _moved_from(page, response, reading, article, facts, known, site)
    twin = facts.gone_twin
    if twin is None or not _is_elsewhere(twin.url, article.url, site):
        return None
    return Move(twin.id, twin.url, article.url, Reason.MOVED_BY_TEXT, response.fetched_at)


def _moved_from(
    page: Page, response: Response, reading: Reading, article: Article, facts: Facts, known: KnownArticle, site: Site
) -> Move | None:
    """Return where a known article has moved, or None."""
    is_answered_here = not response.redirects and article.url == canonical(response.url)
    is_back = known.gone_at is not None and is_answered_here
    if is_back or not is_own(known, site, page.url):
        return _moved_back(response, article, facts, known, site)
    found = _stated_or_led_to(response, reading, article, facts)
    if found is None or not _is_elsewhere(known.url, found[0], site):
        return None
    url, found_by = found
    move = Move(known.id, known.url, url, found_by, response.fetched_at)
    other = facts.at_stated
    if other is None:
        return None if _is_led_to_another_story(response, article, facts, site) else move
    is_joined = other.url == url and other.can_be_joined and _is_one_article(facts.state, article)
    # An address that another article has is given to no second one.
    return replace(move, other_id=other.id) if is_joined else None


def leads_to_another(page: Page, response: Response, reading: Reading, facts: Facts, site: Site) -> Fault | None:
    """Return why an archived article seems gone by a redirect to another article, or None.

    Addresses of articles that were removed are often redirected to a later one, and after a relaunch all of them to the
    one that announces it. That one has its own history, and its text is no edit.

    Args:
        page: its row of the frontier.
        response: a full answer.
        reading: the same, read.
        facts: what the archive knows.
        site: the profile.
    """
    article, known, other = reading.article, facts.known, facts.at_stated
    # By another profile than the one that has read the article, the same page can have another text.
    if article is None or known is None or facts.known_better:
        return None
    if not response.redirects or not is_own(known, site, page.url):
        return None
    if other is None:
        is_article = not rejection(page, response, reading, facts, site)
        is_another = is_article and _is_led_away(response, article, known, facts, site)
    else:
        is_another = other.url == article.url and not _is_one_article(facts.state, article)
    return fault(Reason.REDIRECTS_TO_ARTICLE, url=article.url) if is_another else None


def _is_led_away(response: Response, article: Article, known: KnownArticle, facts: Facts, site: Site) -> bool:
    """Return whether redirects lead from a known article to another one, of the same site or of another host."""
    is_off_site = not belongs(site, response.url) and host(response.url) != host(known.url)
    is_away = is_off_site or _is_elsewhere(known.url, article.url, site)
    return is_away and _is_led_to_another_story(response, article, facts, site)


def _is_led_to_another_story(response: Response, article: Article, facts: Facts, site: Site) -> bool:
    """Return whether redirects lead to a page that is plainly another article than the one that was there."""
    # A wall that no rule knows, to which a host leads its readers for a while, is no article in whose favour another
    # one was removed. What another host shows in the place of an article is none of its states, whatever it is: a name
    # that is given up comes to lead to whoever has it next, and by a temporary redirect as well.
    is_off_site = not belongs(site, article.url)
    is_meant = is_off_site or PERMANENT.issuperset(response.redirects) or matches(site, article.url)
    return bool(response.redirects) and is_meant and _is_another_story(facts.state, article)


def _is_another_story(before: Article | None, after: Article) -> bool:
    """Return whether two records are plainly of two articles; not where one of them is too short to tell."""
    if before is None or is_same_story(before, after):
        return False
    one, other = _words(before), _words(after)
    return min(len(one), len(other)) >= _FEWEST_WORDS and _alike(one, other) < UNLIKE


def _stated_or_led_to(
    response: Response, reading: Reading, article: Article, facts: Facts
) -> tuple[str, Reason] | None:
    """Return the address that the page of an article states or that answered for it, and by what; None for its own."""
    is_disbelieved = bool(reading.stated_url) and reading.stated_url != article.url
    # A canonical link that is not believed is a mistake of a template, unless the address shows this very text.
    shows_the_text = facts.at_stated is not None and facts.at_stated.is_same_text
    if is_disbelieved and shows_the_text:
        return reading.stated_url, Reason.MOVED_BY_CANONICAL
    is_permanent = PERMANENT.issuperset(response.redirects)
    # Many systems redirect old addresses by a temporary status. Then the page that answers has to call the address its
    # own, or the archive to have it as an article already.
    is_own_elsewhere = reading.stated_url == article.url or facts.at_stated is not None
    if response.redirects and (is_permanent or is_own_elsewhere):
        return article.url, Reason.MOVED_BY_REDIRECT
    if article.url != canonical(response.url):
        return article.url, Reason.MOVED_BY_CANONICAL
    return None


def _moved_back(response: Response, article: Article, facts: Facts, known: KnownArticle, site: Site) -> Move | None:
    """Return that an article which is gone from its own address is found at another one that leads to it, or None."""
    is_gone = known.gone_at is not None and facts.at_stated is None
    if is_gone and is_same_story(facts.state, article) and _is_elsewhere(known.url, article.url, site):
        return Move(known.id, known.url, article.url, Reason.MOVED_BY_TEXT, response.fetched_at)
    return None


def _is_elsewhere(old: str, new: str, site: Site) -> bool:
    """Return whether an address is another one of the site, and no other spelling of the old one.

    Templates put parameters into canonical links that differ at each visit, so that the path has to differ.
    """
    if not belongs(site, new) or key(old, site) == key(new, site):
        return False
    return _path(old) != _path(new)


def _path(url: str) -> str:
    return path_of(url).partition("?")[0].rstrip("/")


def is_same_story(before: Article | None, after: Article) -> bool:
    """Return whether two records are states of one article: the same headline, the same text, or most of its words.

    Args:
        before: as it is archived, or None.
        after: as it was read.
    """
    if before is None:
        return False
    is_same_title = bool(before.title) and before.title.casefold() == after.title.casefold()
    is_same_body = len(before.body) >= SHORTEST_COMPARED and before.body == after.body
    return is_same_title or is_same_body or _alike(_words(before), _words(after)) >= ALIKE


def _is_one_article(before: Article | None, after: Article) -> bool:
    """Return whether two articles that are archived already are one that moved.

    Serial releases, such as the figures of each month, share most of their words, and a redirect from one to the next
    must not make one article of both.

    Args:
        before: as it is archived, or None.
        after: as it was read at the other address.
    """
    if before is None or not is_same_story(before, after):
        return False
    is_same_title = before.title.casefold() == after.title.casefold()
    is_same_body = before.body == after.body
    is_same_day = before.date is not None and before.date == after.date
    return is_same_title or is_same_body or (is_same_day and _alike(_words(before), _words(after)) >= ONE_ARTICLE)


def _words(article: Article) -> frozenset[str]:
    return frozenset(_WORD.findall(f"{article.lead or ''} {article.body}".casefold()))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the words of the larger text that both have; 0 where they are too short to tell."""
    if min(len(one), len(other)) < _FEWEST_WORDS:
        return 0.0
    return len(one & other) / max(len(one), len(other))


def with_move(decision: Decision, page: Page, move: Move) -> Decision:
    """Return a decision on the visit that found a move.

    Args:
        decision: what is to be done with the answer.
        page: the row that was visited; the old address, or the new one.
        move: what was found.
    """
    if decision.keep is Keep.VISIT:
        # The answer is kept as it came, though its bytes may be those of before: the redirect to it is the evidence.
        decision = replace(decision, keep=Keep.CAPTURE)
    if page.url != move.old_url:
        return decision
    return replace(decision, note=move.fault, due_at=move.at + HOPELESS_AGAIN)


def instead_of_gone(decision: Decision, move: Move) -> Decision:
    """Return the decision on an article that would be gone, and is found at another address.

    Args:
        decision: that it is gone.
        move: where it is.
    """
    due_at = move.at + HOPELESS_AGAIN
    return replace(decision, verdict="unchanged", fault=move.fault, due_at=due_at, gone_at=None, missing_since=None)


def as_left_behind(decision: Decision, page: Page, now: dt.datetime) -> Decision:
    """Return a decision on an address that its article has left: that stays noted, and it is seldom asked for.

    Args:
        decision: what is to be done with its answer.
        page: its row.
        now: the time of the visit.
    """
    noted = left_behind(page)
    if noted is None or decision.fault is not None:
        return decision
    return replace(decision, note=noted, due_at=now + HOPELESS_AGAIN)
