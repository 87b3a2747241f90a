"""A decision on a capture of the past becomes rows: captures, visits, and the states of its article in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from scraper.model import (
    Article,
    Decision,
    Keep,
    KnownArticle,
    Page,
    Reading,
    Response,
    Site,
)
from scraper.model.incoming import Incoming, Taken
from scraper.policy.edits import changed_fields
from scraper.policy.past import Place, Placed, Seen, Span, absent_since, as_of, changed_between, index_at, placed
from scraper.store import Archive
from scraper.store.articles import THERE, doubts_json
from scraper.store.columns import now_text, to_text
from scraper.store.past import PastCapture, Timeline

ReadCapture = Callable[[PastCapture, Site], Reading | None]
"""Reads one kept capture by today's reader; None where that cannot be."""

ShowsArticle = Callable[[PastCapture, Site], bool]
"""Says whether a kept capture shows its article, and not an error page that came with status 200."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A record with what was decided on it.

    Args:
        incoming: the record.
        response: its answer.
        site: the profile.
        page: the row of its address.
        reading: its answer, read.
        decision: what is to be done.
    """

    incoming: Incoming
    response: Response
    site: Site
    page: Page
    reading: Reading
    decision: Decision

    @property
    def at(self) -> dt.datetime:
        """When it was captured."""
        return self.response.fetched_at

    @property
    def article(self) -> Article:
        """The record that is kept."""
        assert self.decision.article is not None  # noqa: S101  (what is kept of a state has a record)
        return self.decision.article


@dataclass(frozen=True, slots=True)
class Scene:
    """What the archive knows of the article of a capture.

    Args:
        known: the article as it is now.
        state: its newest state.
        then: the article as it was at the time of the capture.
        timeline: the article over time.
        twin_id: the first other article that has the text of the capture, or None.
    """

    known: KnownArticle
    state: Article
    then: KnownArticle
    timeline: Timeline
    twin_id: int | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """The states of the article, the newest last."""
        return self.timeline.spans

    @property
    def base(self) -> PastCapture | None:
        """The capture that was the newest one at the time of the capture, or else the first one after it."""
        if self.then.capture_id is None:
            return None
        return self.timeline.captures.get(self.then.capture_id)


class PastStates:
    """Writes captures of the past. The caller holds the transaction of every call.

    Args:
        archive: opened for writing.
        read_capture: reads a kept capture again.
        shows_article: says whether a kept capture shows its article.
    """

    def __init__(self, archive: Archive, read_capture: ReadCapture, shows_article: ShowsArticle) -> None:
        self._archive = archive
        self._rows = archive.past_rows
        self._read_capture = read_capture
        self._shows_article = shows_article
        self.import_id: int | None = None
        self.visit_status: int | None = None

    def capture(self, sight: Sight, earlier: int | None) -> int:
        """Keep an answer as a capture and return its row.

        Args:
            sight: the answer.
            earlier: a capture of the same page, against which it may be packed; or None.
        """
        capture_id = self._archive.captures.add(
            sight.response,
            sight.decision.signals,
            site=sight.page.site,
            earlier=earlier,
            keeps_bytes=sight.site.keep != "text",
        )
        self._archive.origins.add(capture_id, sight.incoming, self.import_id)
        return capture_id

    def keep(self, sight: Sight, scene: Scene) -> Taken:
        """Write what was decided on a capture of a known article.

        Args:
            sight: the capture.
            scene: its article.
        """
        known, keep = scene.known, sight.decision.keep
        if keep in (Keep.OTHER_FORM, Keep.UNREAD):
            # A print version says nothing of the article's own address.
            self.capture(sight, known.capture_id)
            return Taken.CAPTURE
        before = self._rows.last_text_change(known.id)
        if keep is Keep.BARE:
            taken = Taken.RESERVED
        elif known.capture_id is None:
            # The text of an article that was reserved until then.
            self._renew(sight, scene, self.capture(sight, None))
            taken = Taken.CAPTURE
        else:
            taken = self._state(sight, scene)
        self._note_times(sight, scene, before)
        return taken

    def _state(self, sight: Sight, scene: Scene) -> Taken:
        differs = sight.decision.keep is Keep.EDIT
        if differs:
            scene = self._without_error_pages(scene, sight)
        where = placed(scene.spans, sight.at, sight.reading.reader, sight.article, differs=differs)
        if where.place in (Place.SAME, Place.EARLIER):
            return self._same(sight, scene, where)
        capture_id = self.capture(sight, scene.then.capture_id)
        if where.place is Place.NEWEST:
            self._newest(sight, scene, capture_id)
        else:
            self._between(sight, scene, where, capture_id)
        return Taken.VERSION

    def _without_error_pages(self, scene: Scene, sight: Sight) -> Scene:
        """Return what is known of an article without the error pages that seem to show its state around a capture.

        The capture would lie between two times at which the state was there, and the state would go on with a time at
        which only an error page was seen.
        """
        spans = list(scene.spans)
        index = index_at(spans, sight.at)
        if index < 0:
            return scene
        seen = list(spans[index].seen)
        before = [one for one in seen if one.at <= sight.at]
        behind = [one for one in seen if one.at > sight.at]
        while len(before) > 1 and self._is_error_page(before[-1], spans[index], scene, sight.site):
            before.pop()
        while behind and self._is_error_page(behind[0], spans[index], scene, sight.site):
            behind.pop(0)
        if len(before) + len(behind) == len(seen):
            return scene
        spans[index] = replace(spans[index], seen=(*before, *behind))
        return replace(scene, timeline=replace(scene.timeline, spans=tuple(spans)))

    def _is_error_page(self, seen: Seen, span: Span, scene: Scene, site: Site) -> bool:
        """Return whether a time at which a state seems to have been there is that of an error page."""
        if seen.capture_id is None or seen.capture_id == span.capture_id:
            return False
        capture = scene.timeline.captures.get(seen.capture_id)
        return capture is not None and not self._shows_article(capture, site)

    # The same text.

    def _same(self, sight: Sight, scene: Scene, where: Placed) -> Taken:
        """Write a capture or a visit of a state that is known."""
        span, base = scene.spans[where.index], scene.base
        is_of_its_time = index_at(scene.spans, sight.at) == where.index
        is_later = is_of_its_time and sight.at > span.seen[-1].at
        is_visit = is_of_its_time and sight.decision.keep in (Keep.VISIT, Keep.REVISIT)
        if is_visit and base is not None and base.at <= sight.at:
            status = self.visit_status or sight.response.status
            self._archive.captures.visited(base.id, sight.at, status, has_further=base.has_further)
            if is_later and sight.decision.keep is Keep.REVISIT:
                self._surroundings(sight, scene, span)
            return Taken.VISIT
        capture_id = self.capture(sight, scene.then.capture_id)
        if where.place is Place.EARLIER:
            self._begins_earlier(sight, scene.known, scene.spans, where.index)
        if is_later:
            self._read_from(sight, scene, span, capture_id)
        return Taken.CAPTURE

    def _begins_earlier(self, sight: Sight, known: KnownArticle, spans: tuple[Span, ...], index: int) -> None:
        """Let a state begin with a capture that is older than its first one."""
        span = spans[index]
        if index > 0:
            before = spans[index - 1]
            assert before.version_id is not None  # noqa: S101  (only the newest has none)
            self._rows.set_state(before.version_id, until=sight.at)
        else:
            self._rows.first_seen(known.id, sight.at)
        if span.version_id is not None:
            self._rows.set_state(span.version_id, seen_at=sight.at)

    def _read_from(self, sight: Sight, scene: Scene, span: Span, capture_id: int) -> None:
        """Note that the last capture of a state is this one; the state is as this one has it."""
        if span.version_id is None:
            self._renew(sight, scene, capture_id)
            return
        self._rows.set_state(
            span.version_id,
            capture_id=capture_id,
            article=sight.article,
            digest=sight.reading.digest,
            reader=sight.reading.reader,
        )

    def _surroundings(self, sight: Sight, scene: Scene, span: Span) -> None:
        """Write what a page shows around the same text, where its bytes are not kept."""
        if span.version_id is not None:
            self._rows.set_state(span.version_id, article=sight.article)
            return
        values = {"doubts": doubts_json(sight.decision.doubts), "signals": sight.decision.signals}
        self._archive.articles.renew(scene.known.id, scene.state, sight.article, values)

    def _renew(self, sight: Sight, scene: Scene, capture_id: int) -> None:
        """Write the newest state of an article as a capture has it."""
        values: dict[str, Any] = {
            "digest": sight.reading.digest,
            "reader": sight.reading.reader,
            "capture_id": capture_id,
            "doubts": doubts_json(sight.decision.doubts),
            "signals": sight.decision.signals,
        }
        self._archive.articles.renew(scene.known.id, scene.state, sight.article, values)
        if scene.known.digest != sight.reading.digest:
            self._archive.articles.regroup(scene.known.id, scene.twin_id)

    # Another text.

    def _newest(self, sight: Sight, scene: Scene, capture_id: int) -> None:
        """Let the newest state become an earlier one, and this capture the newest."""
        known = scene.known
        self._archive.versions.add(known, scene.state, known.reader, sight.decision.changed, now_text(sight.at))
        self._renew(sight, scene, capture_id)

    def _between(self, sight: Sight, scene: Scene, where: Placed, capture_id: int) -> None:
        """Add a state before, between or inside of others."""
        known, reading = scene.known, sight.reading
        spans, index = scene.spans, where.index
        own = Span(None, sight.at, where.until, sight.article, reading.reader, reading.digest, capture_id)
        after = spans[index] if where.place in (Place.BEFORE, Place.INSIDE) else spans[index + 1]
        if where.place is Place.BEFORE:
            self._archive.articles.update(known.id, {"first_seen": now_text(sight.at)})
        elif where.place is Place.INSIDE:
            self._split(sight, scene, where)
        else:
            before = spans[index]
            assert before.version_id is not None  # noqa: S101  (behind the newest it would be the newest)
            self._rows.set_state(
                before.version_id, until=sight.at, changed=changed_between(before, reading.reader, sight.article)
            )
        self._rows.add_state(known.id, own, changed_between(own, after.reader, as_of(after.article, sight.at)))

    def _split(self, sight: Sight, scene: Scene, where: Placed) -> None:
        """Let a state end with a capture that has another text, and begin anew where it was seen next."""
        span = scene.spans[where.index]
        assert where.until is not None  # noqa: S101  (it was seen again)
        first = scene.timeline.captures.get(span.seen[0].capture_id or 0)
        # Where the text was reserved at first, the state begins before its first capture.
        is_unseen = span.since == sight.at and first is not None and first.at > sight.at
        if not is_unseen:
            earlier = self._as_last_seen(span, sight.at, scene.timeline, sight.site)
            earlier = replace(earlier, until=sight.at)
            changed = changed_between(earlier, sight.reading.reader, sight.article)
            self._rows.add_state(scene.known.id, earlier, changed)
        if span.version_id is not None:
            self._rows.set_state(span.version_id, seen_at=where.until)

    def _as_last_seen(self, span: Span, at: dt.datetime, timeline: Timeline, site: Site) -> Span:
        """Return a state as the last capture before a time has it."""
        base = span.base(at) or Seen(span.since, span.capture_id)
        capture = None if base.capture_id is None else timeline.captures.get(base.capture_id)
        if capture is None or capture.id == span.capture_id:
            return span
        reading = self._read_capture(capture, site)
        is_same_text = reading is not None and reading.article is not None and reading.reader == span.reader
        if reading is None or reading.article is None or not is_same_text:
            return replace(span, capture_id=capture.id)
        if changed_fields(span.article, reading.article):
            # Such as with counters, which change at each visit without an edit.
            return replace(span, capture_id=capture.id)
        return replace(span, capture_id=capture.id, article=reading.article, digest=reading.digest)

    # What follows for the article as a whole.

    def _note_times(self, sight: Sight, scene: Scene, text_changed: str) -> None:
        """Write since when and until when an article was seen, and when its text was edited last.

        Args:
            sight: a capture that shows it.
            scene: its article, as it was before.
            text_changed: when its text was edited last by its states, as they were before.
        """
        known, timeline = scene.known, scene.timeline
        if sight.at < timeline.first_seen:
            self._rows.first_seen(known.id, sight.at)
        values: dict[str, Any] = {}
        if sight.at >= timeline.last_seen:
            gone_at, missing_since = absent_since(sight.at, timeline.absences, known.gone_at)
            values = {"last_seen": now_text(sight.at), **THERE}
            values |= {"gone_at": to_text(gone_at), "missing_since": to_text(missing_since)}
            values["signals"] = sight.decision.signals
        changed_at = self._rows.last_text_change(known.id)
        was = now_text(known.changed_at)
        # Where another program's reading was renewed, the article's own time of change stays.
        if was == text_changed or changed_at > was:
            values["changed_at"] = changed_at
        if values:
            self._archive.articles.update(known.id, values)
        self._rows.note_state_of_pages(known.id)

    def was_there(self, scene: Scene, at: dt.datetime) -> None:
        """Note that an article was there at a time before all others; nothing else is kept of that.

        Args:
            scene: the article, as it was before.
            at: the time.
        """
        known = scene.known
        if at >= scene.timeline.first_seen:
            return
        is_unedited = now_text(known.changed_at) == self._rows.last_text_change(known.id)
        self._rows.first_seen(known.id, at)
        if is_unedited:
            self._archive.articles.update(known.id, {"changed_at": self._rows.last_text_change(known.id)})

    def absent(self, sight: Sight, scene: Scene) -> Taken:
        """Keep an answer that did not show an article, and note since when that is gone.

        Args:
            sight: the answer.
            scene: its article.
        """
        known, timeline = scene.known, scene.timeline
        if sight.at < timeline.first_seen:
            # Nobody had seen the article yet, as far as is known now: an older capture may come later.
            return Taken.ORPHAN
        taken = Taken.RESERVED if sight.decision.keep is Keep.END_BARE else self._absence(sight, timeline)
        gone_at, missing_since = absent_since(timeline.last_seen, (*timeline.absences, sight.at), known.gone_at)
        marks = {"gone_at": to_text(gone_at), "missing_since": to_text(missing_since)}
        self._archive.articles.update(known.id, marks)
        self._rows.lead_to([(sight.page.url, sight.page.key)], sight.page.site, known.id)
        self._rows.note_state_of_pages(known.id)
        return taken

    def _absence(self, sight: Sight, timeline: Timeline) -> Taken:
        """Keep the bytes of the first answer that did not show an article, and of later ones that they came."""
        there = max((one.at for span in timeline.spans for one in span.seen if one.at <= sight.at), default=sight.at)
        status = next(iter(sight.response.redirects), sight.response.status)
        earlier = [
            one
            for one in timeline.captures.values()
            if one.status == status and there < one.at <= sight.at and sight.page.url in one.addresses
        ]
        if not earlier:
            self.capture(sight, None)
            return Taken.CAPTURE
        if self._rows.is_visited(earlier[-1].id, sight.at):
            return Taken.THERE
        self._archive.captures.visited(earlier[-1].id, sight.at, status)
        return Taken.VISIT
