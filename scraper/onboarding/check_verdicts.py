"""What follows from the answers of a site's sources and pages; pure but for what the archive knows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from scraper.model import Fault, Reason, Site
from scraper.onboarding.findings import Finding, PageCheck, SiteCheck, SourceCheck
from scraper.onboarding.known import Known
from scraper.policy import home
from scraper.policy.counts import counted
from scraper.policy.reasons import MATTERS_WHERE_ALONE
from scraper.web.urls import matches

# A source whose newest day lies so long before that of the site's newest article brings nothing any more (chosen).
_STALE = dt.timedelta(days=60)
# What a source asks for by itself; where another source gives, nobody has to mend anything.
_ASKED_FOR = frozenset({Reason.ROBOTS_FORBIDDEN, Reason.NOT_FOLLOWED})
# So many failed pages are no accident (chosen); a site of which only one could be asked for is judged by that one.
_FEWEST_FAILED = 2
# Of so many addresses one at least should be as the site's addresses are (chosen).
_FEWEST_ADDRESSES = 5


def say_sources(check: SiteCheck, known: Known) -> None:
    """Say which sources fail, which have moved, which bring nothing any more, and whether any names an article.

    Args:
        check: has the sources, and gets what was found.
        known: what the archive knows of the site.
    """
    gives = any(one.articles for one in check.sources)
    newest = _newest_day(check.sources, known)
    for one in check.sources:
        if one.fault is not None:
            _say_fault(check, one, one.fault, gives=gives)
        if one.moved_to is not None and one.is_named:
            check.say(Finding.SOURCE_MOVED, kind=one.kind, url=one.url, target=one.moved_to)
        if one.newest is not None and newest is not None and newest - one.newest > _STALE:
            check.say(Finding.SOURCE_STALE, kind=one.kind, url=one.url, newest=str(one.newest), day=str(newest))
        _say_addresses(check, one, known)
    is_silence_explained = all(one.fault is not None for one in check.sources)
    if check.sources and not gives and not is_silence_explained:
        check.say(Finding.NOTHING_NAMED)


def _newest_day(sources: Sequence[SourceCheck], known: Known) -> dt.date | None:
    """Return the day of the site's newest article, by its sources and by the archive."""
    days = [known.newest_day, *(one.newest for one in sources)]
    return max((day for day in days if day is not None), default=None)


def _say_fault(check: SiteCheck, one: SourceCheck, why: Fault, *, gives: bool) -> None:
    """Say that a source gives nothing.

    Args:
        check: gets what was found.
        one: the source.
        why: what is wrong with it.
        gives: whether another source names articles.
    """
    if _is_guess(check.site, one):
        return
    code = Finding.SOURCE_SILENT if gives and _needs_nobody(one, why) else Finding.SOURCE_FAILS
    check.say(code, kind=one.kind, url=one.url, why=str(why))


def _is_guess(site: Site, one: SourceCheck) -> bool:
    """Return whether a source was only looked for at the usual place: that there is none is nobody's fault."""
    return home.finds_itself(site) and not one.is_named and one.url == home.usual_sitemap(site)


def _say_addresses(check: SiteCheck, one: SourceCheck, known: Known) -> None:
    """Say of a source whether its addresses are other ones than so far."""
    if one.articles < _FEWEST_ADDRESSES:
        return
    named = counted(one.articles, "article")
    if not one.fitting:
        check.say(Finding.NONE_FITS, kind=one.kind, url=one.url, count=named)
    if known.articles and not one.known:
        check.say(Finding.ALL_UNKNOWN, kind=one.kind, url=one.url, count=named)


def _needs_nobody(one: SourceCheck, why: Fault) -> bool:
    """Return whether it costs nothing that a source gives nothing, since another one gives."""
    if why.reason in _ASKED_FOR and why.at is None:
        return True
    # What a person has named in the profile is meant to give; what was found may be of another use.
    return not one.is_named and (why.reason in MATTERS_WHERE_ALONE or one.status is not None)


def say_pages(check: SiteCheck) -> None:
    """Say how many pages are gone, moved, or no articles any more, and name single ones."""
    # What robots.txt forbids is said of robots.txt, with its line.
    asked = [page for page in check.pages if not is_forbidden(page)]
    meant = [page for page in asked if _is_meant_as_article(check, page)]
    archived = [page for page in meant if page.is_archived]
    gone = [page for page in archived if page.is_gone]
    others = [page for page in meant if page.fault is not None and page not in gone]
    told = _say_many(check, Finding.ARTICLES_GONE, gone, archived)
    told += _say_many(check, Finding.NO_ARTICLES, others, meant)
    _say_moved(check, archived)
    for page in asked:
        if page.fault is not None and page not in told:
            code = Finding.ONE_GONE if page in gone else Finding.ONE_NO_ARTICLE
            check.say(code, url=page.url, why=str(page.fault))


def _say_moved(check: SiteCheck, archived: Sequence[PageCheck]) -> None:
    """Say that archived articles lead to other addresses; a crawl notes where each has moved."""
    moved = [page.moved_to for page in archived if page.moved_to is not None and not page.is_gone]
    if moved:
        check.say(Finding.PAGES_MOVED, count=len(moved), total=len(archived), url=moved[0])


def _say_many(
    check: SiteCheck, code: Finding, failed: list[PageCheck], all_of_them: Sequence[PageCheck]
) -> list[PageCheck]:
    """Say that too many pages fail; return those of which that was said.

    Args:
        check: gets what was found.
        code: what it is.
        failed: the pages.
        all_of_them: the pages that were to be had, these included.
    """
    is_only_one = len(all_of_them) == len(failed) == 1
    are_most = 2 * len(failed) >= len(all_of_them) and len(failed) >= _FEWEST_FAILED
    if not (are_most or is_only_one):
        return []
    check.say(code, count=len(failed), total=len(all_of_them), why=_most_common(failed), url=failed[0].url)
    return failed


def is_forbidden(page: PageCheck) -> bool:
    """Return whether robots.txt forbids to ask for a page."""
    return page.fault is not None and page.fault.reason is Reason.ROBOTS_FORBIDDEN


def _is_meant_as_article(check: SiteCheck, page: PageCheck) -> bool:
    """Return whether a page is to be an article; where a profile has no patterns, its sources name other pages too."""
    return page.is_archived or page.fault is None or matches(check.site, page.url)


def _most_common(pages: Sequence[PageCheck]) -> str:
    (why, _), *_ = Counter(str(page.fault) for page in pages).most_common(1)
    return why
