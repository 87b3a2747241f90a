"""Whether a page is a list of articles or of goods, a forum, a service or an imprint, and no article."""

from __future__ import annotations

from scraper.model import Reason
from scraper.parser.context import Candidate
from scraper.parser.kind.evidence import Sign, named, weighed, weight
from scraper.parser.kind.facts import Facts
from scraper.parser.kind.listing_signs import COUNTED, STATED

THRESHOLD = 1.0
"""What is less surely no article is one: a page archived in vain costs a row, an article refused is lost."""

SURELY_AN_ARTICLE = -2.0
"""Where what the page says of itself has no more weight, lines and boxes are not counted: of 2,747 pages measured in
November 2026 that is four of five, of which counting made two something else, both wrongly."""

_MOST_COUNTED = sum(max(sign.weight, 0) for sign in COUNTED)


def judge(facts: Facts) -> Candidate[Reason | None]:
    """Return what a page is instead of an article, or None, with the evidence that decided it.

    Args:
        facts: of the page.
    """
    signs = weighed(STATED, facts)
    stated = weight(signs)
    if stated > SURELY_AN_ARTICLE:
        signs += _counted(facts, stated)
    return Candidate(_reason(signs), "page", named(signs))


def _counted(facts: Facts, stated: float) -> list[Sign[Facts]]:
    """Return the signs that have to be counted, until those that are left cannot make the page anything else.

    Args:
        facts: of the page.
        stated: the weight of what the page says of itself.
    """
    found: list[Sign[Facts]] = []
    total = stated
    left = _MOST_COUNTED
    # The table begins with what speaks for an article and ends with what takes longest to count.
    for sign in COUNTED:
        if total + left <= THRESHOLD:
            break
        if sign.applies(facts):
            found.append(sign)
            total += sign.weight
        left -= max(sign.weight, 0)
    return found


def _reason(signs: list[Sign[Facts]]) -> Reason | None:
    """Return what a page with these signs is instead of an article, or None.

    A short text under a short headline is news in brief where nothing else speaks of a list, of goods or of a service.
    """
    if weight(signs) <= THRESHOLD:
        return None
    # Little text and short headlines say that a page is no article, but not what it is instead.
    reasons: dict[Reason, float] = {}
    for sign in signs:
        if sign.reason is not None:
            reasons[sign.reason] = reasons.get(sign.reason, 0) + sign.weight
    return max(reasons, key=reasons.__getitem__, default=None)
