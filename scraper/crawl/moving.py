"""An article that has moved, as a visit finds it: what is written before the facts of the visit are, and after it."""

from __future__ import annotations

import datetime as dt

from scraper.crawl.keep import Visited, keep
from scraper.model import Decision, Facts, Move, Outcome, Page, Reason
from scraper.policy.identity import Identity
from scraper.policy.moved import instead_of_gone, moved
from scraper.store import Archive


def move_first(archive: Archive, visited: Visited, facts: Facts, identity: Identity) -> tuple[Move | None, Facts]:
    """Give an article its new address where a visit shows that it has moved. The caller holds the transaction.

    Args:
        archive: opened for writing.
        visited: the page, its answer and its reading.
        facts: what the archive knows.
        identity: by what that was found.

    Returns:
        The move, and what the archive knows after it; None and the same facts where there is none.
    """
    move = moved(visited.page, visited.response, visited.reading, facts, visited.site)
    if move is None:
        return None, facts
    article_id = archive.moves.move(move)
    identity = Identity(article_id, identity.keys, identity.url, identity.title, identity.own_url)
    return move, archive.articles.facts(visited.page, visited.reading, identity)


def keep_gone(archive: Archive, visited: Visited, facts: Facts, decision: Decision) -> Outcome:
    """Write that an article is gone, or that it has moved to where its text stands. The caller holds the transaction.

    Args:
        archive: opened for writing.
        visited: the page and its answer.
        facts: what the archive knows.
        decision: that the article is gone.
    """
    known = facts.known
    twin = None if known is None else archive.moves.living_twin(known.id)
    if known is None or twin is None:
        return keep(archive, visited, facts, decision)
    twin_id, url = twin
    now = visited.response.fetched_at
    move = Move(known.id, known.url, url, Reason.MOVED_BY_TEXT, now, twin_id)
    outcome = keep(archive, visited, facts, instead_of_gone(decision, move))
    archive.moves.move(move)
    archive.moves.hand_over(move, visited.page, now)
    return outcome


def as_it_is_now(archive: Archive, page: Page, now: dt.datetime) -> Page:
    """Return a page with the article that it leads to now, where that became part of another one since it was read.

    Args:
        archive: opened for writing.
        page: as it was read from the frontier.
        now: the time of the visit.
    """
    if not archive.moves.was_dropped(page.article_id):
        return page
    return archive.frontier.get(page.url, now) or page
