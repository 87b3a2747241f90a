"""The past comes into the archive: captures that others made, in any order, as if a crawl had made them at their time.

A capture is decided on as a visit of its time would be (:mod:`scraper.policy.decide`), beside the state that stood
then; where that falls in the article's past is said by :mod:`scraper.policy.past`. Nothing of it makes a visit due,
and what is older than what somebody was told of last is no news.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from scraper.batch.past_states import PastStates, Sight
from scraper.errors import AddressError, DamagedError
from scraper.model import (
    Article,
    Decision,
    Facts,
    Keep,
    KnownArticle,
    Page,
    Reading,
    Response,
    Site,
)
from scraper.model.incoming import Recalled, Taken
from scraper.policy.decide import as_read_again, decide, needs_reading_again
from scraper.policy.gone import GONE_STATUS, decide_gone
from scraper.policy.headlines import with_own_headline
from scraper.policy.identity import identity_of, other_addresses, text_digest
from scraper.policy.moved import is_same_story, moved, with_move
from scraper.policy.past import earlier_text, index_at
from scraper.policy.reservations import is_reserved, with_added_evidence
from scraper.policy.signals import Signals, read, stored
from scraper.reading import read as read_page
from scraper.store import Archive
from scraper.store.articles import bare
from scraper.store.columns import now_text
from scraper.store.past import PastCapture, Timeline
from scraper.web.urls import canonical, key

_ASIDE_BYTES = 32 << 20
"""Bodies of records that wait for what they are about, in bytes; chosen: a tenth of what an import may use."""

_MOST_ASIDE = 100_000
"""So many records wait for what they are about at the most; chosen: without bodies they take some 100 MB."""


_Adjusted = Callable[[Decision], Decision]


@dataclass(frozen=True, slots=True)
class _Offer:
    """A record that is offered, with the row of its address (``id`` 0: it has none yet)."""

    recalled: Recalled
    page: Page

    @property
    def response(self) -> Response:
        """The answer."""
        return self.recalled.incoming.response

    @property
    def at(self) -> dt.datetime:
        """The time of the capture."""
        return self.response.fetched_at

    @property
    def site(self) -> Site:
        """The profile."""
        return self.recalled.site


class Past:
    """Takes records into the archive. The caller holds the transaction of every call.

    Args:
        archive: opened for writing.
        sites: the profiles by the ids of their sites.
        now: the time of the import.
    """

    def __init__(self, archive: Archive, sites: Mapping[str, Site], now: dt.datetime) -> None:
        self._archive = archive
        self._sites = sites
        self._now = now
        self._rows = archive.past_rows
        self._states = PastStates(archive, self._read_capture)
        self._known_sites: set[str] = set()
        self._aside: list[Recalled] = []
        self._aside_bytes = 0

    def take(self, recalled: Recalled, import_id: int | None = None) -> Taken | None:
        """Take one record, and return what became of it.

        Args:
            recalled: the record, read.
            import_id: the row of the import that it belongs to, or None.

        Returns:
            None where it waits for the record that it is about: :meth:`finish` says what became of it.
        """
        taken = self._take_quietly(recalled, import_id)
        if taken is not Taken.ORPHAN:
            return taken
        size = len(recalled.incoming.response.body)
        is_too_much = self._aside_bytes + size > _ASIDE_BYTES or len(self._aside) >= _MOST_ASIDE
        if is_too_much:
            return taken if recalled.incoming.revisit_of is not None else Taken.NO_ARTICLE
        self._aside.append(recalled)
        self._aside_bytes += size
        return None

    def finish(self, import_id: int | None = None) -> Counter[Taken]:
        """Try what waits once more, now that all else is there, and return what became of it, by how often.

        Args:
            import_id: the row of the import that what comes in now is noted with, or None.
        """
        counts = Counter[Taken]()
        # A visit confirms what was captured before it, so that the oldest come first.
        waiting = sorted(self._aside, key=lambda one: one.incoming.response.fetched_at)
        self._aside, self._aside_bytes = [], 0
        for recalled in waiting:
            taken = self._take_quietly(recalled, import_id)
            is_revisit = recalled.incoming.revisit_of is not None
            counts[Taken.NO_ARTICLE if taken is Taken.ORPHAN and not is_revisit else taken] += 1
        return counts

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

    def _offer(self, recalled: Recalled, url: str) -> _Offer:
        site = recalled.site
        if site.id not in self._known_sites:
            self._archive.frontier.add_site(site)
            self._archive.links.know([site])
            self._known_sites.add(site.id)
        page = self._archive.frontier.get(url, recalled.incoming.response.fetched_at)
        return _Offer(recalled, page or Page(0, url, site.id, "article", "done", key(url, site)))

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

    def _answered(self, offer: _Offer) -> Taken:
        """Decide on a page by all that the archive knows of its time, and keep what follows."""
        offer, facts = self._facts(offer)
        known = facts.known
        if known is None or facts.state is None:
            return self._first(offer, facts)
        timeline = self._rows.timeline(known, facts.state)
        is_newest = offer.at >= timeline.last_seen
        if is_newest:
            return self._newest(offer, facts, timeline)
        if is_reserved(known, offer.site):
            # What the site reserves today does not come in by an older capture either.
            return Taken.RESERVED
        return self._older(offer, facts, timeline)

    def _facts(self, offer: _Offer) -> tuple[_Offer, Facts]:
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
        if known is not None and needs_reading_again(known, reading.reader) and self._read_again(known, site):
            facts = self._archive.articles.facts(page, reading, identity)
        return offer, facts

    def _first(self, offer: _Offer, facts: Facts) -> Taken:
        """Keep the first capture of an article."""
        reading = with_own_headline(offer.recalled.reading, facts)
        decision = self._decide(offer, reading, facts)
        article = decision.article
        if article is None or decision.keep not in (Keep.NEW, Keep.BARE):
            return Taken.NO_ARTICLE
        if decision.keep is Keep.BARE:
            kept = bare(article)
            reading = replace(reading, digest=text_digest(kept))
            article_id = self._insert(offer, decision, kept, reading, facts, None)
        else:
            capture_id = self._states.capture(self._sight(offer, decision, reading), None)
            article_id = self._insert(offer, decision, article, reading, facts, capture_id)
        self._note_addresses(offer, article, article_id)
        return Taken.RESERVED if decision.keep is Keep.BARE else Taken.NEW

    def _insert(
        self,
        offer: _Offer,
        decision: Decision,
        article: Article,
        reading: Reading,
        facts: Facts,
        capture_id: int | None,
    ) -> int:
        return self._archive.articles.insert(decision, article, reading, facts, capture_id, now_text(offer.at))

    def _newest(self, offer: _Offer, facts: Facts, timeline: Timeline) -> Taken:
        """Keep a capture that is younger than all that was seen of its article, as a visit would."""
        page, site = offer.page, offer.site
        reading = offer.recalled.reading
        move = moved(page, self._asked(offer), reading, facts, site)
        if move is None:
            return self._keep(offer, facts, timeline)
        article = reading.article
        article_id = self._archive.moves.move(move)
        identity = identity_of(page.url, site, article_id, article)
        facts = self._archive.articles.facts(page, reading, identity)
        known, state = facts.known, facts.state
        assert known is not None and state is not None  # noqa: S101  (the article was moved just now)
        timeline = self._rows.timeline(known, state)
        taken = self._keep(offer, facts, timeline, lambda decision: with_move(decision, page, move))
        self._states.left_behind(move)
        return taken

    def _older(self, offer: _Offer, facts: Facts, timeline: Timeline) -> Taken:
        """Keep a capture that is older than what was seen of its article last."""
        article = offer.recalled.reading.article
        assert article is not None  # noqa: S101  (told to the type checker)
        index = max(index_at(timeline.spans, offer.at), 0)
        asked = canonical(offer.response.url)
        is_own_elsewhere = article.url == asked == offer.page.url and article.url not in timeline.own
        if is_own_elsewhere and not is_same_story(timeline.spans[index].article, article):
            # The address came to lead to another article only later, and what it showed before is no state of that.
            page = replace(offer.page, article_id=None)
            return self._first(replace(offer, page=page), replace(facts, known=None, state=None))
        return self._keep(offer, facts, timeline)

    def _keep(
        self, offer: _Offer, facts: Facts, timeline: Timeline, adjusted: _Adjusted = lambda decision: decision
    ) -> Taken:
        """Decide on a capture of a known article beside the state that stood at its time, and write what follows."""
        then = self._then(offer, facts, timeline)
        reading = with_own_headline(offer.recalled.reading, then)
        decision = adjusted(self._decide(offer, reading, then))
        sight = self._sight(offer, decision, reading)
        known = facts.known
        assert known is not None  # noqa: S101  (told to the type checker)
        if decision.keep is Keep.NOTHING:
            return Taken.NO_ARTICLE
        if decision.keep in (Keep.END, Keep.END_BARE):
            return self._states.absent(sight, facts, timeline)
        taken = self._states.keep(sight, facts, then, timeline)
        self._note_addresses(offer, decision.article, known.id)
        return taken

    def _then(self, offer: _Offer, facts: Facts, timeline: Timeline) -> Facts:
        """Return the facts as they were at the time of a capture."""
        known = facts.known
        assert known is not None  # noqa: S101  (told to the type checker)
        span = timeline.spans[max(index_at(timeline.spans, offer.at), 0)]
        base = span.base(offer.at)
        base_id = span.capture_id if base is None else base.capture_id
        capture = None if base_id is None else timeline.captures.get(base_id)
        then = replace(
            known,
            reader=span.reader,
            digest=span.digest,
            capture_id=span.capture_id if capture is None else capture.id,
            captured_from=tuple(sorted(timeline.own)),
            gone_at=None if offer.at < timeline.last_seen else known.gone_at,
            missing_since=None if offer.at < timeline.last_seen else known.missing_since,
        )
        if capture is not None:
            then = replace(then, body_digest=capture.body_digest, captured_at=capture.at)
        state = span.article
        if span.version_id is None and facts.state is not None:
            state = facts.state
        return replace(facts, known=then, state=state, earlier_text=earlier_text(timeline.spans, offer.at))

    def _decide(self, offer: _Offer, reading: Reading, facts: Facts) -> Decision:
        article = reading.article
        directives = () if article is None else tuple(article.directives)
        signals = self._signals(offer, directives)
        return decide(offer.page, self._asked(offer), reading, facts, offer.site, offer.at, signals)

    def _asked(self, offer: _Offer) -> Response:
        """Return the answer as one that was asked for by the address that the archive knows."""
        return replace(offer.response, requested_url=offer.page.url)

    def _signals(self, offer: _Offer, directives: tuple[tuple[str, str], ...]) -> Signals:
        """Return what was declared with a capture; robots.txt and tdmrep.json of its time are not known.

        What an export of ours says of them is added. It can add reservations, and take none away.
        """
        response = offer.response
        signals = read(response.url, response.headers, directives)
        said = offer.recalled.incoming.signals
        if said is None:
            return signals
        try:
            merged = with_added_evidence(said, signals.to_json(now_text(offer.at))) or said
            return stored(merged)
        except (ValueError, TypeError, KeyError):
            # Somebody else has written it.
            return signals

    def _sight(self, offer: _Offer, decision: Decision, reading: Reading) -> Sight:
        return Sight(offer.recalled.incoming, offer.response, offer.site, offer.page, reading, decision)

    def _note_addresses(self, offer: _Offer, article: Article | None, article_id: int) -> None:
        """Let all addresses of a capture lead to its article, and all links to one of them."""
        page, response = offer.page, offer.response
        # An address as the file spells it is among them, since the captures of an article are found by their addresses.
        addresses = {page.url, response.url, response.requested_url}
        if article is not None:
            addresses.update(other_addresses(page.url, response, article))
        pairs = [(url, key(url, offer.site)) for url in sorted(addresses)]
        if self._rows.lead_to(pairs, page.site, article_id):
            self._archive.links.settle(addresses)

    # What answered without one.

    def _gone(self, offer: _Offer) -> Taken:
        """Keep an answer by which an article is gone; one of an address that leads to none yet waits."""
        facts = self._archive.articles.facts(
            offer.page, Reading(None, None), identity_of(offer.page.url, offer.site, offer.page.article_id)
        )
        known, state = facts.known, facts.state
        if known is None or state is None:
            return Taken.ORPHAN
        timeline = self._rows.timeline(known, state)
        then = self._then(offer, facts, timeline)
        decision = decide_gone(replace(offer.page, known=then.known), self._asked(offer), offer.site)
        if decision.keep not in (Keep.END, Keep.END_BARE):
            return Taken.NO_ARTICLE
        sight = self._sight(offer, decision, offer.recalled.reading)
        return self._states.absent(sight, facts, timeline)

    # What says that nothing was new.

    def _revisit(self, recalled: Recalled, url: str) -> Taken:
        """Note that a capture was found unchanged, or that its state was there again."""
        original = self._original(recalled)
        if original is None:
            return Taken.ORPHAN
        capture_id, digest, status = original
        response = recalled.incoming.response
        if self._rows.has_it(response.url, response.fetched_at, digest):
            return Taken.THERE
        offer = self._offer(recalled, url)
        article_id = self._rows.article_of(capture_id, url)
        page = replace(offer.page, article_id=offer.page.article_id or article_id)
        body = self._body(capture_id)
        as_then = replace(response, status=status)
        if body is not None:
            as_then = replace(as_then, headers=body.headers, body=body.body, further=body.further, via=())
        incoming = replace(recalled.incoming, response=as_then, revisit_of=None)
        reading = Reading(None, None)
        if status == 200:
            reading = self._reading_of_revisit(as_then, capture_id, article_id, offer.site)
        offer = _Offer(Recalled(incoming, offer.site, reading), page)
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
        state = None if article_id is None else self._states.state_of(article_id, capture_id)
        return state or Reading(None, None)

    def _original(self, recalled: Recalled) -> tuple[int, bytes, int] | None:
        """Return the capture that a revisit record is about: row, digest of its body, status; None: it is not there."""
        revisit = recalled.incoming.revisit_of
        assert revisit is not None  # noqa: S101  (told to the type checker)
        at = recalled.incoming.response.fetched_at
        for exactly in filter(None, (revisit.at, at)):
            found = self._rows.confirmed(revisit.url, exactly if exactly is revisit.at else None)
            earlier = [one for one in found if one[1] <= at]
            fits = [one for one in earlier if self._has_digest(one[0], one[2], revisit.digest)]
            if fits:
                return fits[0][0], fits[0][2], fits[0][3]
        return None

    def _has_digest(self, capture_id: int, sha256: bytes, stated: str | None) -> bool:
        """Return whether a capture has the payload that a record names; a form that is not known fits none."""
        if stated is None:
            return True
        name, _, value = stated.partition(":")
        name = name.strip().lower().replace("-", "")
        if name == "sha256":
            return _is_written(sha256, value)
        body = self._body(capture_id) if name in ("sha1", "md5") else None
        return body is not None and _is_written(hashlib.new(name, body.body, usedforsecurity=False).digest(), value)

    def _body(self, capture_id: int) -> Response | None:
        """Return a kept capture, or None where its bytes are not kept or damaged."""
        try:
            return self._archive.captures.response(capture_id)
        except DamagedError:
            return None

    # What older readers have read.

    def _read_again(self, known: KnownArticle, site: Site) -> bool:
        """Read the kept captures of an article with today's reader; return whether it was written so."""
        readings = []
        doubts: tuple[tuple[str, str, str], ...] = ()
        for state in self._archive.versions.states(known.id):
            response = self._body(state.capture_id)
            if response is None:
                continue
            reading = with_own_headline(read_page(response, site), Facts(known=known, state=state.article))
            reading, found = as_read_again(reading, response.fetched_at, known.counters)
            readings.append((state, reading))
            if state.version_id is None:
                doubts = found
        return bool(readings) and self._archive.versions.renew(known.id, readings, doubts, site)

    def _read_capture(self, capture: PastCapture, site: Site) -> Reading | None:
        """Read one kept capture; None where its bytes are not kept, or it is no article to today's reader."""
        response = self._body(capture.id)
        if response is None:
            return None
        reading, _ = as_read_again(read_page(response, site), response.fetched_at)
        return None if reading.article is None else reading


def _is_written(digest: bytes, text: str) -> bool:
    """Return whether a text is a digest in base 32, as WARC files mostly have it, or in hexadecimal."""
    value = text.strip()
    return value.lower() == digest.hex() or value.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=")
