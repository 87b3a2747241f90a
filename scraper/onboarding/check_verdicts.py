"""What follows from the answers of a site's sources and pages; pure but for what the archive knows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from scraper.model import Fault, Reason
from scraper.onboarding.findings import Finding, PageCheck, SiteCheck, SourceCheck
from scraper.onboarding.known import Known
from scraper.policy.reasons import MATTERS_WHERE_ALONE
from scraper.web.urls import matches

# A source whose newest day lies so long before that of the site's newest article brings nothing any more (chosen).
_STALE = dt.timedelta(days=60)
# What a source asks for by itself; where another source gives, nobody has to mend anything.
_ASKED_FOR = frozenset({Reason.ROBOTS_FORBIDDEN, Reason.NOT_FOLLOWED})
# So many failed pages are no accident (chosen); a site of which only one could be asked for is judged by that one.
_FEWEST_FAILED = 2


def say_sources(check: SiteCheck, known: Known) -> None:
    """Say which sources fail, which have moved, which bring nothing any more, and whether any names an article.

    Args:
        check: has the sources, and gets what was found.
        known: what the archive knows of the site.
    """
    gives = any(one.articles for one in check.sources)
    for one in check.sources:
        if one.fault is not None:
            is_silent = gives and _needs_nobody(one, one.fault)
            code = Finding.SOURCE_SILENT if is_silent else Finding.SOURCE_FAILS
            check.say(code, kind=one.kind, url=one.url, why=str(one.fault))
        if one.moved_to is not None and one.is_named:
            check.say(Finding.SOURCE_MOVED, kind=one.kind, url=one.url, target=one.moved_to)
    newest = max([day for one in check.sources if (day := one.newest) is not None], default=None)
    newest = max([day for day in (newest, known.newest_day) if day is not None], default=None)
    for one in check.sources:
        if one.newest is not None and newest is not None and newest - one.newest > _STALE:
            check.say(Finding.SOURCE_STALE, kind=one.kind, url=one.url, newest=str(one.newest), day=str(newest))
    is_silence_explained = all(one.fault is not None for one in check.sources)
    if check.sources and not gives and not is_silence_explained:
        check.say(Finding.NOTHING_NAMED)


def _needs_nobody(one: SourceCheck, why: Fault) -> bool:
    """Return whether it costs nothing that a source gives nothing, since another one gives."""
    if why.reason in _ASKED_FOR and why.at is None:
        return True
    # What a person has named in the profile is meant to give; what was found may be of another use.
    return not one.is_named and (why.reason in MATTERS_WHERE_ALONE or one.status is not None)


def say_pages(check: SiteCheck) -> None:
    """Say how many pages are gone or no articles any more, and name single ones."""
    # What robots.txt forbids is said of robots.txt, with its line.
    asked = [page for page in check.pages if not is_forbidden(page)]
    meant = [page for page in asked if _is_meant_as_article(check, page)]
    archived = [page for page in meant if page.is_archived]
    gone = [page for page in archived if page.is_gone]
    others = [page for page in meant if page.fault is not None and page not in gone]
    told: list[PageCheck] = []
    if _are_too_many(gone, archived):
        check.say(Finding.ARTICLES_GONE, count=len(gone), total=len(archived), why=_most_common(gone), url=gone[0].url)
        told += gone
    if _are_too_many(others, meant):
        check.say(Finding.NO_ARTICLES, count=len(others), total=len(meant), why=_most_common(others), url=others[0].url)
        told += others
    for page in asked:
        if page.fault is not None and page not in told:
            code = Finding.ONE_GONE if page.is_gone and page.is_archived else Finding.ONE_NO_ARTICLE
            check.say(code, url=page.url, why=str(page.fault))


def is_forbidden(page: PageCheck) -> bool:
    """Return whether robots.txt forbids to ask for a page."""
    return page.fault is not None and page.fault.reason is Reason.ROBOTS_FORBIDDEN


def _is_meant_as_article(check: SiteCheck, page: PageCheck) -> bool:
    """Return whether a page is to be an article; where a profile has no patterns, its sources name other pages too."""
    return page.is_archived or page.fault is None or matches(check.site, page.url)


def _are_too_many(failed: Sequence[PageCheck], all_of_them: Sequence[PageCheck]) -> bool:
    is_only_one = len(all_of_them) == 1
    return 2 * len(failed) >= len(all_of_them) and (len(failed) >= _FEWEST_FAILED or (is_only_one and bool(failed)))


def _most_common(pages: Sequence[PageCheck]) -> str:
    (why, _), *_ = Counter(str(page.fault) for page in pages).most_common(1)
    return why
