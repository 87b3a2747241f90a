"""Whether a page is one article, what it is instead, and how much of the text it gives."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.model import Access, Reason
from scraper.parser.context import Context, Text
from scraper.parser.kind import listing, scripted, wall
from scraper.parser.kind.evidence import Evidence
from scraper.parser.kind.facts import LITTLE, Facts
from scraper.parser.kind.plea import pleads


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is.

    Args:
        access: how much of its text it gives.
        why_not: what it is instead of an article, or None.
        evidence: the names of the signs that decided it, each with its weight.
    """

    access: Access
    why_not: Reason | None
    evidence: Evidence = ()


def judge(
    context: Context, text: Text, words: str, url: str, *, is_dated: bool = False, is_signed: bool = False
) -> Verdict:
    """Return what a page is, by the page alone.

    Args:
        context: the page.
        text: what was read from it; a report that begins with a date in brackets is an article.
        words: lead and body.
        url: the canonical address.
        is_dated: whether a day of publication was found.
        is_signed: whether an author was found.
    """
    facts = Facts(context, text, words, url, is_dated, is_signed)
    evidence: Evidence = ()
    if not text.is_dated_report:
        # A wall has little text and a short headline, as a list has, so that it is asked about first; a page that is
        # made by scripts has neither.
        access, instead = wall.judge(facts)
        if instead.value is None:
            instead = scripted.judge(facts)
        # A page that shows nothing is called so, and not a list for want of a headline.
        if instead.value is None and not (facts.visible or words):
            return Verdict("free", Reason.NO_TEXT)
        if instead.value is None:
            instead = listing.judge(facts)
        if instead.value is not None:
            return Verdict(access, instead.value, instead.evidence)
        evidence = instead.evidence
    access = "free" if context.statements.free and not pleads(facts) else "teaser"
    lack = _lack(facts)
    # What speaks for a list does not say why a page without text is no article.
    return Verdict(access, lack, evidence if lack is None else ())


def _lack(facts: Facts) -> Reason | None:
    """Return what a page lacks that an article has, or None."""
    if facts.own < LITTLE:
        return Reason.NO_TEXT
    return None if facts.title else Reason.NO_TITLE
