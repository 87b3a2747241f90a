"""The past comes into the archive: captures that others made, in any order, as if a crawl had made them at their time.

A capture is decided on as a visit of its time would be (:mod:`scraper.policy.decide`), beside the state that stood
then; where that falls in the article's past is said by :mod:`scraper.policy.past`. Nothing of it makes a visit due,
and what is older than what somebody was told of last is no news.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from scraper.batch.past_captures import KeptCaptures
from scraper.batch.past_offer import Offer
from scraper.batch.past_states import PastStates, Scene, Sight
from scraper.errors import AddressError
from scraper.model import (
    Article,
    Decision,
    Facts,
    Keep,
    Page,
    Reading,
    Response,
    Site,
)
from scraper.model.incoming import Recalled, Taken
from scraper.policy.decide import decide, needs_reading_again
from scraper.policy.gone import GONE_STATUS, decide_gone, is_soft_404
from scraper.policy.headlines import with_own_headline
from scraper.policy.identity import identity_of, is_same_place, text_digest
from scraper.policy.moved import is_same_story, moved, with_move
from scraper.policy.past import as_of, earlier_text, index_at
from scraper.policy.reservations import is_reserved, is_reserved_by_host
from scraper.reading import read as read_page
from scraper.store import Archive
from scraper.store.articles import bare
from scraper.store.columns import now_text
from scraper.web.urls import canonical, key

_ASIDE_BYTES = 32 << 20
"""Bodies of records that wait for what they are about, in bytes; chosen: a tenth of what an import may use."""

CLOCKS_DIFFER = dt.timedelta(days=1)
"""A record of so much later than now has a date that is wrong, and would stand before all that is to come; chosen."""

_MOST_ASIDE = 100_000
"""So many records wait for what they are about at the most; chosen: without bodies they take some 100 MB."""


Waiting = tuple[Recalled, int | None]
"""A record that waits for the one that it is about, and the row of its import."""

_Adjusted = Callable[[Decision], Decision]


class Past:
    """Takes records into the archive. The caller holds the transaction of every call.

    Args:
        archive: opened for writing.
        sites: the profiles by the ids of their sites.
        now: the time of the import.
    """

    def __init__(self, archive: Archive, sites: Mapping[str, Site], now: dt.datetime) -> None:
        self._archive = archive
        self._latest = now + CLOCKS_DIFFER
        self._rows = archive.past_rows
        self._kept = KeptCaptures(archive)
        self._states = PastStates(archive, self._kept.read_capture, self._kept.shows_article)
        archive.links.know(sites.values())
        self._known_sites: set[str] = set()
        self._aside: dict[tuple[str, int, str], tuple[Recalled, int | None]] = {}
        self._aside_bytes = 0

    def take(self, recalled: Recalled, import_id: int | None = None) -> Taken | None:
        """Take one record, and return what became of it.

        Args:
            recalled: the record, read.
            import_id: the row of the import that it belongs to, or None.

        Returns:
            None where it waits for the record that it is about: :meth:`waiting` gives it back.
        """
        taken = self._take_quietly(recalled, import_id)
        if taken is not Taken.ORPHAN:
            return taken
        size = len(recalled.incoming.response.body)
        is_too_much = self._aside_bytes + size > _ASIDE_BYTES or len(self._aside) >= _MOST_ASIDE
        if is_too_much:
            return taken if recalled.incoming.revisit_of is not None else Taken.NO_ARTICLE
        # Where a transaction was rolled back, the same record comes once more.
        incoming = recalled.incoming
        place = (incoming.source, incoming.offset, incoming.record_id)
        if place not in self._aside:
            self._aside[place] = (recalled, import_id)
            self._aside_bytes += size
        return None

    def waiting(self) -> list[Waiting]:
        """Return what waits, each for :meth:`take_late` when all else is there, and let go of it."""
        # A visit confirms what was captured before it, so that the oldest come first.
        waiting = sorted(self._aside.values(), key=lambda one: one[0].incoming.response.fetched_at)
        self._aside, self._aside_bytes = {}, 0
        return waiting

    def take_late(self, recalled: Recalled, import_id: int | None) -> Taken:
        """Take a record that has waited, and return what became of it.

        Args:
            recalled, import_id: as :meth:`waiting` gives them.
        """
        taken = self._take_quietly(recalled, import_id)
        is_revisit = recalled.incoming.revisit_of is not None
        return Taken.NO_ARTICLE if taken is Taken.ORPHAN and not is_revisit else taken

    def _take_quietly(self, recalled: Recalled, import_id: int | None) -> Taken:
        """Take a record, and take back the news that it would be, where it is none."""
        before = self._rows.last_event()
        self._states.import_id = import_id
        taken = self._take(recalled)
        if taken in (Taken.NEW, Taken.VERSION, Taken.CAPTURE, Taken.VISIT, Taken.RESERVED):
            self._rows.hush(before)
        return taken

    def _take(self, recalled: Recalled) -> Taken:
        response = recalled.incoming.response
        try:
            url = canonical(response.requested_url)
        except AddressError:
            return Taken.NO_ARTICLE
        if response.fetched_at > self._latest:
            return Taken.FAILED
        if self._is_forgotten(recalled, url):
            return Taken.FORGOTTEN
        if recalled.incoming.revisit_of is not None:
            return self._revisit(recalled, url)
        digest = hashlib.sha256(response.body).digest()
        keeps_no_bytes = recalled.site.keep == "changed"
        if self._rows.has_it(response.url, response.fetched_at, digest, any_bytes=keeps_no_bytes):
            return Taken.THERE
        offer = self._offer(recalled, url)
        if response.status in GONE_STATUS:
            return self._gone(offer)
        if recalled.reading.article is None:
            return Taken.NO_ARTICLE
        return self._answered(offer)

    def _offer(self, recalled: Recalled, url: str) -> Offer:
        site = recalled.site
        if site.id not in self._known_sites:
            self._archive.links.know([site])
            self._known_sites.add(site.id)
        page = self._archive.frontier.get(url, recalled.incoming.response.fetched_at)
        return Offer(recalled, page or Page(0, url, site.id, "article", "done", key(url, site)))

    def rolled_back(self) -> None:
        """Forget what was learned of rows that may never have been written: a transaction was rolled back."""
        self._known_sites.clear()

    def _is_forgotten(self, recalled: Recalled, url: str) -> bool:
        """Return whether one of the addresses that a record has to do with was forgotten."""
        forgotten = self._archive.forgotten
        if forgotten.is_empty():
            return False
        addresses = [url]
        response, article = recalled.incoming.response, recalled.reading.article
        for page in (response, *response.further):
            addresses += [page.requested_url, page.url, *(hop.url for hop in page.via)]
        if article is not None:
            addresses.append(article.url)
        return forgotten.since(addresses, recalled.site) is not None

    # What answered with a page.

    def _answered(self, offer: Offer) -> Taken:
        """Decide on a page by all that the archive knows of its time, and keep what follows."""
        offer, facts = self._facts(offer)
        scene = self._scene(facts, offer)
        if scene is None:
            return self._first(offer, facts)
        if is_reserved_by_host(scene.known, offer.site):
            # No capture says that the file of the host reserves the text no more; a visit of a crawl asks for both.
            return Taken.RESERVED
        if offer.at >= scene.timeline.last_seen:
            return self._newest(offer, facts, scene)
        if is_reserved(scene.known, offer.site):
            # What the site reserves today does not come in by an older capture either, but that the article was there.
            self._states.was_there(scene, offer.at)
            return Taken.RESERVED
        return self._older(offer, facts, scene)

    def _facts(self, offer: Offer) -> tuple[Offer, Facts]:
        """Return what the archive knows of a page that was read, its article as today's reader reads it."""
        reading, page, site = offer.recalled.reading, offer.page, offer.site
        article = reading.article
        assert article is not None  # noqa: S101  (told to the type checker)
        rest = self._archive.forgotten.without(article, site)
        if rest is not article:
            reading = replace(reading, article=rest)
            offer = replace(offer, recalled=replace(offer.recalled, reading=reading))
        identity = identity_of(page.url, site, page.article_id, rest)
        facts = self._archive.articles.facts(page, reading, identity)
        known = facts.known
        if known is not None and needs_reading_again(known, reading.reader) and self._kept.read_again(known, site):
            facts = self._archive.articles.facts(page, reading, identity)
        return offer, facts

    def _first(self, offer: Offer, facts: Facts) -> Taken:
        """Keep the first capture of an article."""
        reading = with_own_headline(offer.recalled.reading, facts)
        decision = self._decide(offer, reading, facts)
        article = decision.article
        if article is None or decision.keep not in (Keep.NEW, Keep.BARE):
            # An older capture of the article may come later, by which this is the end of it.
            return Taken.ORPHAN if is_soft_404(reading) else Taken.NO_ARTICLE
        # A host of which nothing comes in gets no row.
        self._archive.frontier.add_site(offer.site)
        if decision.keep is Keep.BARE:
            kept = bare(article)
            reading = replace(reading, digest=text_digest(kept))
            article_id = self._insert(offer, decision, kept, reading, facts, None)
        else:
            capture_id = self._states.capture(self._sight(offer, decision, reading), None)
            article_id = self._insert(offer, decision, article, reading, facts, capture_id)
        self._note_addresses(offer, reading, article_id)
        return Taken.RESERVED if decision.keep is Keep.BARE else Taken.NEW

    def _insert(
        self,
        offer: Offer,
        decision: Decision,
        article: Article,
        reading: Reading,
        facts: Facts,
        capture_id: int | None,
    ) -> int:
        return self._archive.articles.insert(decision, article, reading, facts, capture_id, now_text(offer.at))

    def _newest(self, offer: Offer, facts: Facts, scene: Scene) -> Taken:
        """Keep a capture that is younger than all that was seen of its article, as a visit would."""
        page, reading = offer.page, offer.recalled.reading
        then = replace(scene.known, captured_from=scene.then.captured_from)
        move = moved(page, offer.asked, reading, replace(facts, known=then), offer.site)
        if move is None:
            return self._keep(offer, facts, scene)
        article_id = self._archive.moves.move(move)
        identity = identity_of(page.url, offer.site, article_id, reading.article)
        facts = self._archive.articles.facts(page, reading, identity)
        moved_scene = self._scene(facts, offer)
        assert moved_scene is not None  # noqa: S101  (the article was moved just now)
        taken = self._keep(offer, facts, moved_scene, lambda decision: with_move(decision, page, move))
        self._rows.note_move(move)
        return taken

    def _older(self, offer: Offer, facts: Facts, scene: Scene) -> Taken:
        """Keep a capture that is older than what was seen of its article last."""
        article = offer.recalled.reading.article
        assert article is not None  # noqa: S101  (told to the type checker)
        beside = scene.spans[max(index_at(scene.spans, offer.at), 0)].article
        is_at_home = article.url == canonical(offer.response.url) == offer.page.url
        is_elsewhere = is_at_home and article.url not in scene.timeline.own
        if is_elsewhere and not is_same_story(beside, article):
            # The address came to lead to another article only later, and what it showed before is no state of that.
            page = replace(offer.page, article_id=None)
            return self._first(replace(offer, page=page), replace(facts, known=None, state=None))
        return self._keep(offer, facts, scene)

    def _keep(self, offer: Offer, facts: Facts, scene: Scene, adjusted: _Adjusted = lambda decision: decision) -> Taken:
        """Decide on a capture of a known article beside the state that stood at its time, and write what follows."""
        then = self._then(offer, facts, scene)
        reading = with_own_headline(offer.recalled.reading, then)
        decision = adjusted(self._decide(offer, reading, then))
        sight = self._sight(offer, decision, reading)
        if decision.keep is Keep.NOTHING:
            return Taken.NO_ARTICLE
        if decision.keep in (Keep.END, Keep.END_BARE):
            return self._states.absent(sight, scene)
        taken = self._states.keep(sight, scene)
        self._note_addresses(offer, reading, scene.known.id)
        return taken

    def _scene(self, facts: Facts, offer: Offer) -> Scene | None:
        """Return what the archive knows of the article of a capture over time; None where it has none."""
        known, state = facts.known, facts.state
        if known is None or state is None:
            return None
        at, page = offer.at, offer.page
        timeline = self._rows.timeline(known, state)
        own_pages = [(url, key(url, offer.site)) for url in timeline.own]
        if is_same_place(page.url, page.key, own_pages):
            timeline = replace(timeline, own=timeline.own | {page.url})
        span = timeline.spans[max(index_at(timeline.spans, at), 0)]
        base = span.base(at)
        base_id = span.capture_id if base is None else base.capture_id
        capture = None if base_id is None else timeline.captures.get(base_id)
        is_past = at < timeline.last_seen
        then = replace(
            known,
            reader=span.reader,
            digest=span.digest,
            capture_id=span.capture_id if capture is None else capture.id,
            captured_from=tuple(sorted(timeline.own)),
            gone_at=None if is_past else known.gone_at,
            missing_since=None if is_past else known.missing_since,
        )
        if capture is not None:
            then = replace(then, body_digest=capture.body_digest, captured_at=capture.at)
        return Scene(known, state, then, timeline, facts.twin_id)

    def _then(self, offer: Offer, facts: Facts, scene: Scene) -> Facts:
        """Return the facts as they were at the time of a capture."""
        spans = scene.spans
        state = spans[max(index_at(spans, offer.at), 0)].article
        state = as_of(state, offer.at)
        return replace(facts, known=scene.then, state=state, earlier_text=earlier_text(spans, offer.at))

    def _decide(self, offer: Offer, reading: Reading, facts: Facts) -> Decision:
        return decide(offer.page, offer.asked, reading, facts, offer.site, offer.at, offer.signals(reading))

    def _sight(self, offer: Offer, decision: Decision, reading: Reading) -> Sight:
        return Sight(offer.recalled.incoming, offer.response, offer.site, offer.page, reading, decision)

    def _note_addresses(self, offer: Offer, reading: Reading, article_id: int) -> None:
        """Let all addresses of a capture lead to its article, and all links to one of them."""
        addresses = offer.addresses(reading)
        pairs = [(url, key(url, offer.site)) for url in sorted(addresses)]
        if self._rows.lead_to(pairs, offer.page.site, article_id):
            self._archive.links.settle(addresses)

    # What answered without one.

    def _gone(self, offer: Offer) -> Taken:
        """Keep an answer by which an article is gone; one of an address that leads to none yet waits."""
        facts = self._archive.articles.facts(
            offer.page, Reading(None, None), identity_of(offer.page.url, offer.site, offer.page.article_id)
        )
        scene = self._scene(facts, offer)
        if scene is None:
            return Taken.ORPHAN
        decision = decide_gone(replace(offer.page, known=scene.then), offer.asked, offer.site)
        if decision.keep not in (Keep.END, Keep.END_BARE):
            return Taken.NO_ARTICLE
        return self._states.absent(self._sight(offer, decision, offer.recalled.reading), scene)

    # What says that nothing was new.

    def _revisit(self, recalled: Recalled, url: str) -> Taken:
        """Note that a capture was found unchanged, or that its state was there again."""
        original = self._kept.original(recalled)
        if original is None:
            return Taken.ORPHAN
        capture_id, digest, status = original
        response = recalled.incoming.response
        if self._rows.has_it(response.url, response.fetched_at, digest):
            return Taken.THERE
        offer = self._offer(recalled, url)
        article_id = self._rows.article_of(capture_id, url)
        page = replace(offer.page, article_id=offer.page.article_id or article_id)
        body = self._kept.body(capture_id)
        as_then = replace(response, status=status)
        if body is not None:
            as_then = replace(as_then, headers=body.headers, body=body.body, further=body.further, via=())
        incoming = replace(recalled.incoming, response=as_then, revisit_of=None)
        reading = Reading(None, None)
        if status == 200:
            reading = self._reading_of_revisit(as_then, capture_id, article_id, offer.site)
        offer = Offer(Recalled(incoming, offer.site, reading), page)
        if status in GONE_STATUS:
            return self._gone(offer)
        if reading.article is None:
            return Taken.NO_ARTICLE
        self._states.visit_status = response.status
        try:
            return self._answered(offer)
        finally:
            self._states.visit_status = None

    def _reading_of_revisit(self, response: Response, capture_id: int, article_id: int | None, site: Site) -> Reading:
        """Return what stood on a page that a revisit found unchanged."""
        if response.body:
            return read_page(response, site)
        # Its bytes are not kept. What was read from them stands in a state.
        state = None if article_id is None else self._rows.reading_of(article_id, capture_id)
        return state or Reading(None, None)
