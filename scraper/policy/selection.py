"""Which of the links that a source names are taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scraper.model import Fault, Link, Page, PageKind, PageState, Reason, Site, fault
from scraper.policy.counts import counted
from scraper.policy.schedule import DAY
from scraper.web.urls import path_of

FIRST_CRAWL_ARTICLES = 50
"""How many of the newest articles a first crawl takes from each source."""

FIRST_CRAWL_SITEMAPS = 3
"""How many of the newest sitemaps of an index a crawl without --full reads."""

LISTING_PAGES = 5
"""How many pages of a listing a crawl without --full follows while all on them is new."""

DEEPEST_INDEX = 3
"""How deep sitemap indexes may be nested; the protocol allows no nesting at all."""

CLOCK_ERROR = 1 * DAY
"""How far in the future a date may lie: zones get mixed up."""

# How many steps of a path a broken template repeats together, at the most.
_LONGEST_CIRCLE = 4
# How often steps may come again: one word may stand three times, as in /11/11/11/, several may stand twice.
_SAME_WORD = 3
_SAME_STEPS = 2
# How many of a profile's patterns a message names.
_PATTERNS_NAMED = 3
_NO_TIME = dt.datetime.min.replace(tzinfo=dt.UTC)


def plausible(links: Sequence[Link], now: dt.datetime) -> tuple[list[Link], Fault | None]:
    """Return links without the dates that lie in the future, and the anomaly if that is most of them.

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
    # A single date ahead is a typing error or an event; only when most lie ahead is the source itself at fault.
    are_most_ahead = 2 * ahead > len(links)
    if not are_most_ahead:
        return kept, None
    return kept, fault(Reason.FUTURE_DATES, count=ahead, total=len(links))


def _not_after(moment: dt.datetime | None, latest: dt.datetime) -> dt.datetime | None:
    """Return a moment, or None where it lies after the latest one that is believed."""
    if moment is not None and moment > latest:
        return None
    return moment


def repeats_itself(url: str) -> bool:
    """Return whether the path of an address goes round in circles, as relative links of broken templates make it."""
    steps = [step for step in path_of(url).partition("?")[0].split("/") if step]
    return any(_repeats(steps, length) for length in range(1, _LONGEST_CIRCLE + 1))


def _repeats(steps: Sequence[str], length: int) -> bool:
    """Return whether so many steps of a path come too often in a row, as the two of ``/a/b/a/b/a/b``."""
    allowed = _SAME_WORD if length == 1 else _SAME_STEPS
    same = 0
    for at in range(length, len(steps)):
        if steps[at] != steps[at - length]:
            same = 0
            continue
        same += 1
        if same >= allowed * length:
            return True
    return False


def none_fits(count: int, site: Site) -> Fault:
    """Return the fault of a source none of whose links is an article's by the profile's patterns.

    Args:
        count: how many of its links lead to pages of the site.
        site: the profile.
    """
    patterns = [pattern.pattern for pattern in site.articles]
    # A profile may have a pattern for each of many years; the first few show what is looked for.
    shown = ", ".join(patterns[:_PATTERNS_NAMED])
    if len(patterns) > _PATTERNS_NAMED:
        shown += ", …"
    return fault(Reason.NONE_FITS, links=counted(count, "link"), patterns=shown)


def newest_first(links: Sequence[Link]) -> list[Link]:
    """Return the links by their own date, newest first; the order of the document decides among equals.

    A source without dates keeps its order: feeds and listings put the newest first.
    """
    return sorted(links, key=_date_for_order, reverse=True)


def _date_for_order(link: Link) -> dt.datetime:
    stated = link.published or link.lastmod
    return stated or _NO_TIME


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


def takes(link: Link, rank: int, bound: Bound, known: Page | None = None) -> bool:
    """Whether a link is fetched, or left for a later ``--full`` or ``--since``.

    Args:
        link: the link.
        rank: its place among the source's articles, newest first, from 0.
        bound: what this run takes.
        known: the row of its address, if there is one: another source, or the page itself, may have told its day.
    """
    if bound.full:
        return True
    if bound.since is not None:
        day = link.published or link.lastmod
        if day is None and known is not None:
            day = known.published or known.lastmod
        # An undated link may be newer than the day that a person named, and left out it would be missed.
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
        # The source's own earlier word is a better measure than the visit. Many sources give days, not times, and by a
        # day an edit after a visit of the same day would seem to lie before it.
        return lastmod > known_lastmod
    return visited is None or lastmod >= visited


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link that a source names means for the frontier.

    Args:
        page: the row that is to be added (its ``id`` is 0), or the known one.
        take_up: whether a deferred address is put to work.
        lastmod: the source's newest word on when the page changed, to be kept, or None.
        due_at: when the page is looked at again because of that, or None.
    """

    page: Page
    take_up: bool = False
    lastmod: dt.datetime | None = None
    due_at: dt.datetime | None = None

    @property
    def is_new(self) -> bool:
        """Whether the address is not known yet, and is no trap."""
        return self.page.id == 0 and self.page.state != "skipped"


def new_page(url: str, site: str, key: str, found_in: str, link: Link, *, taken: bool) -> Page:
    """Return the row of an address that a source names for the first time.

    Args:
        url: the canonical address.
        site: id of its site.
        key: what all addresses of its page share.
        found_in: the source.
        link: what the source said of it.
        taken: whether this run's bound takes it.
    """
    state: PageState = "waiting" if taken else "deferred"
    why = None
    if repeats_itself(url):
        state, why = "skipped", fault(Reason.PATH_REPEATS)
    return Page(
        0, url, site, "article", state, key, found_in, published=link.published, lastmod=link.lastmod, fault=why
    )


def offer_known(known: Page, link: Link, now: dt.datetime, *, taken: bool, first: bool) -> Offer | None:
    """Return what a link means for an address that is known, or None for nothing.

    Args:
        known: its row.
        link: what the source says of it today.
        now: the time of this run.
        taken: whether this run's bound takes it.
        first: whether the source is read for the first time.
    """
    is_left_out = known.state == "deferred" and known.kind == "article"
    is_among_newest = taken and first
    if is_left_out and is_among_newest:
        # An article that one source of the site left out is fetched where another source, read for the first time, has
        # it among its newest. For --full and --since nothing has to be done here, since all the left-out articles that
        # they ask for were put to work before any source was read.
        return Offer(known, take_up=True)
    if taken and _is_of_a_file(known):
        return Offer(known, take_up=True)
    if link.lastmod is None:
        return None
    is_told_already = known.lastmod is not None and link.lastmod <= known.lastmod
    if is_told_already:
        return None
    if _can_become_due(known) and wants_update(link.lastmod, known.lastmod, known.visited_at):
        return Offer(known, lastmod=link.lastmod, due_at=now)
    return Offer(known, lastmod=link.lastmod)


def _is_of_a_file(known: Page) -> bool:
    """Return whether an address came out of a file of captures, and was never asked for or named by a source.

    No visit of it is planned. That a source of today names it shows that it is still there, as it does of a new one.
    """
    is_never_asked_for = known.visited_at is None and known.found_in is None and known.due_at is None
    return is_never_asked_for and known.state == "done" and known.article_id is not None


def _can_become_due(known: Page) -> bool:
    """Return whether a page was visited, so that it can be visited again; one that waits is visited anyway."""
    if known.state == "skipped":
        # Never look again at an address that was refused as a crawler trap, whatever its lastmod says.
        return not repeats_itself(known.url)
    return known.state in ("done", "gone", "failed")


def reads_sitemap(link: Link, rank: int, bound: Bound) -> bool:
    """Return whether a sitemap that an index names is read in this run.

    Args:
        link: what the index says of it.
        rank: its place among the index's sitemaps, newest first, from 0.
        bound: what this run takes.
    """
    if bound.full:
        return True
    if bound.since is not None:
        # A sitemap that was changed before that day names no article that was published or changed since.
        return link.lastmod is None or link.lastmod.date() >= bound.since
    return rank < FIRST_CRAWL_SITEMAPS


@dataclass(frozen=True, slots=True)
class ListingPage:
    """A page of a listing that was read, as far as the next one depends on it.

    Args:
        articles: how many articles it names.
        new: how many of them were not known before.
        names_new_to_this_walk: whether it names any that the listing's earlier pages did not: some paginate for ever.
        newest: the newest day that it gives one of them, or None.
        all_new_in_run: whether all of them came to be known in this very run, by whichever source.
        depth: its place in the listing, from 1.
        seen: how many articles all sources have named in this run.
    """

    articles: int
    new: int
    names_new_to_this_walk: bool
    newest: dt.date | None
    all_new_in_run: bool
    depth: int
    seen: int


def turns_page(listing: ListingPage, bound: Bound) -> bool:
    """Return whether the next page of a listing is read in this run."""
    if bound.since is not None:
        is_older = listing.newest is not None and listing.newest < bound.since
        return listing.names_new_to_this_walk and not is_older
    if bound.full:
        return listing.names_new_to_this_walk
    return _turns_page_by_default(listing, is_first=bound.first)


def _turns_page_by_default(listing: ListingPage, *, is_first: bool) -> bool:
    """Return whether the next page of a listing is read by a crawl without --full and --since."""
    if listing.depth >= LISTING_PAGES or not listing.articles:
        return False
    if is_first:
        is_enough = listing.seen >= FIRST_CRAWL_ARTICLES
        return listing.new == listing.articles and not is_enough
    # A page with an article of an earlier run is followed by older ones. What another source named in this very run
    # does not count as known: a site's feed often names what its listing's first page shows.
    return listing.all_new_in_run


def new_source(url: str, named_by: Page, kind: PageKind, key: str, link: Link | None, *, now: bool) -> Page:
    """Return the row of a source that another source names for the first time.

    Args:
        url: its address.
        named_by: the other source.
        kind: what is expected there.
        key: what all addresses of it share.
        link: what the other source said of it, or None.
        now: whether this run reads it.
    """
    state: PageState = "waiting" if now else "deferred"
    page = Page(0, url, named_by.site, kind, state, key, named_by.url)
    if link is None:
        return page
    return replace(page, published=link.published, lastmod=link.lastmod)


def is_worth_reading(known: Page, link: Link | None) -> bool:
    """Return whether a known source is worth a request: it is new, or its index does not say that it is unchanged."""
    # A source in one of these states was never read, or not as it is now, whatever its index says of its date.
    # One that is skipped could not be asked, as robots.txt forbids it, and may be allowed today.
    if known.state in ("waiting", "deferred", "failed", "skipped"):
        return True
    if link is None or link.lastmod is None:
        return True
    return wants_update(link.lastmod, known.lastmod, known.visited_at)


def read_again(known: Page, link: Link | None) -> Page:
    """Return the row of a known source that this run reads, with the newest word on when it changed."""
    if link is None or link.lastmod is None:
        return replace(known, state="waiting")
    return replace(known, state="waiting", lastmod=link.lastmod)
