"""Whether a page is a list of articles or of goods, a forum, a service or an imprint, and no article."""

from __future__ import annotations

from itertools import accumulate

from scraper.model import Reason
from scraper.parser.context import Candidate
from scraper.parser.kind.evidence import Sign, named, weight
from scraper.parser.kind.facts import Facts
from scraper.parser.kind.listing_signs import COUNTED, STATED

THRESHOLD = 1.0
"""What is less surely no article is one: a page archived in vain costs a row, an article refused is lost."""

_SIGNS = (*STATED, *COUNTED)
# Of each sign, how much it and those behind it could still add: where that does not reach the threshold, the page is an
# article whatever they show, and nothing more is counted. Those of an article come first, so most pages end early.
_LEFT = tuple(accumulate((max(0.0, sign.weight) for sign in reversed(_SIGNS)), initial=0.0))[:0:-1]


def judge(facts: Facts) -> Candidate[Reason | None]:
    """Return what a page is instead of an article, or None, with the evidence that decided it.

    Args:
        facts: of the page.
    """
    signs: list[Sign[Facts]] = []
    total = 0.0
    for sign, left in zip(_SIGNS, _LEFT, strict=True):
        if total + left <= THRESHOLD:
            break
        if sign.applies(facts):
            signs.append(sign)
            total += sign.weight
    return Candidate(_reason(signs), "page", named(signs))


def _reason(signs: list[Sign[Facts]]) -> Reason | None:
    """Return what a page with these signs is instead of an article, or None.

    A short text under a short headline is news in brief where nothing else speaks of a list, of goods or of a service.
    """
    reasons = {sign.reason for sign in signs if sign.reason is not None}
    if not reasons or weight(signs) <= THRESHOLD:
        return None
    return Reason.LISTING_PAGE if Reason.LISTING_PAGE in reasons else Reason.NOT_AN_ARTICLE
