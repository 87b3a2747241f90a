"""The records of a WARC file that may be of articles: bytes in, :class:`scraper.model.incoming.Incoming` out.

The framing is our own (:mod:`scraper.warc.members` says why). Of a record that nobody wants, the head is read and the
rest only unpacked, since a gzip member does not say where it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from scraper.model import Fault, Reason, fault
from scraper.model.incoming import Broken, Incoming, OwnRecord
from scraper.warc.framing import Frame, Frames
from scraper.warc.joining import WINDOW, Joining
from scraper.warc.messages import Message, UnreadableError, message_of, request_of, via_of
from scraper.warc.own import own_record
from scraper.warc.sources import opened_source
from scraper.web.userinfo import masked_address

_WEB = ("http://", "https://")
# The second is what RFC 9112 §10.1 calls one message.
_HTTP_TYPES = ("application/http", "message/http")
# Types of records whose addresses are those of pages.
_ANSWERS = frozenset({"response", "revisit"})


@dataclass(slots=True)
class Stats:
    """What a reader met, for whoever asks while it reads.

    Args:
        records: all records of the range.
        offset: where reading would go on: what lies before it was given out. While ``wants`` is asked, where the record
            stands that it is asked for.
        answers: responses and revisits of addresses that were wanted.
        no_pages: of those, the ones that are neither pages nor say that a page has gone, such as PDF files and errors.
        redirects_alone: redirects whose target the file does not have near them. Those whose target stands behind the
            part are counted with it, and taken off with the next one, so that only the sum of all parts is right.
        parts_alone: further pages of articles without their first page.
        skipped: records that were to be left out.
    """

    records: int = 0
    offset: int = 0
    answers: int = 0
    no_pages: int = 0
    redirects_alone: int = 0
    parts_alone: int = 0
    skipped: int = 0


def read(
    source: str,
    *,
    start: int = 0,
    end: int | None = None,
    wants: Callable[[str], bool],
    skip: frozenset[int] = frozenset(),
    stats: Stats | None = None,
    meets: Callable[[int], None] = lambda offset: None,
) -> Iterator[Incoming | OwnRecord | Broken]:
    """Yield the records of a file, or of a part of it, that may be of articles, in their order.

    Args:
        source: a path, or an address that fsspec opens.
        start, end: the records that begin from the one offset on and before the other belong to the part; so the parts
            of a file together give what the file as a whole gives. A request before ``start`` and a redirect are found
            for their answer, and a request behind ``end``. Offsets are those of the file; of one that is packed as a
            whole (:func:`scraper.warc.sources.is_splittable`), they are those of what is unpacked.
        wants: whether the pages of an address are asked for; called with each address, so that it must cost little.
        skip: offsets of records that are left out.
        stats: counts along.
        meets: is told the offset of each record before anything is done with it: the process may die of it.

    Raises:
        WarcError: the file cannot be read, or is none of WARC.
    """
    reader = _Reader(source, start, end, wants, skip, stats or Stats(), meets)
    yield from reader.items()


@dataclass(slots=True)
class _Reader:
    """The state of one pass."""

    source: str
    start: int
    end: int | None
    wants: Callable[[str], bool]
    skip: frozenset[int]
    stats: Stats
    meets: Callable[[int], None]
    joining: Joining = field(init=False)
    _asked: tuple[str, bool] = ("", False)
    # The offset of the last record of which it was said that something is wrong with it.
    _named: int = -1

    def items(self) -> Iterator[Incoming | OwnRecord | Broken]:
        """Yield what is found."""
        self.stats.offset = self.start
        with opened_source(self.source) as opened:
            self.joining = Joining(opened.address, self.stats)
            frames = Frames(opened.raw, opened.size, max(0, self.start - WINDOW), seeks=opened.seeks)
            last: Frame | None = None
            for frame in frames:
                if self._is_behind(frame) and not self.joining.is_waiting:
                    break
                try:
                    self._meet(frame)
                finally:
                    self.stats.offset = self._place_to_go_on(frame.offset)
                yield from self._settled(frame.offset)
                last = frame
            else:
                self._note_end(last)
            behind = frames.position if self.end is None else self.end
            for item in self.joining.rest():
                self.stats.offset = self._place_to_go_on(behind)
                yield item
            self.stats.offset = behind

    def _note_end(self, last: Frame | None) -> None:
        """Say that a file is cut off within its last record, where nothing else says it.

        That record may be of an address that nobody wants. What stood behind it in the whole file is missing as well.
        """
        if last is None or last.head is None:
            return
        is_told = last.offset == self._named or last.head.length is None
        if last.is_short and not is_told and last.offset >= self.start:
            self._note_broken(last, fault(Reason.FILE_CUT_OFF), is_outside=self._is_behind(last))

    def _is_behind(self, frame: Frame) -> bool:
        return self.end is not None and frame.offset >= self.end

    def _settled(self, offset: int) -> Iterator[Incoming | OwnRecord | Broken]:
        """Yield what no record that follows can add to."""
        for item in self.joining.settled():
            self.stats.offset = self._place_to_go_on(offset)
            yield item

    def _place_to_go_on(self, offset: int) -> int:
        """Return from where on nothing was given out, when the record at an offset is the last that was met."""
        return max(self.start, min(self.joining.first_held, offset))

    def _meet(self, frame: Frame) -> None:
        """Take what is wanted of a record."""
        self.meets(frame.offset)
        is_before = frame.offset < self.start
        is_outside = is_before or self._is_behind(frame)
        self.joining.step()
        self.stats.offset = frame.offset
        if frame.offset < self.start - WINDOW:
            return
        if not is_outside:
            self.stats.records += 1
        if frame.offset in self.skip:
            self.stats.skipped += not is_outside
            return
        if frame.head is None:
            self._note_broken(frame, fault(Reason.NO_RECORD), is_outside=is_outside)
            return
        kind = frame.head.kind
        if kind in _ANSWERS:
            self._answer(frame, is_before=is_before, is_behind=is_outside and not is_before)
        elif kind == "request":
            self._request(frame)
        elif kind == "metadata" and not is_outside:
            own = own_record(frame, self.joining.source)
            if own is not None:
                self.joining.add_plain(own)

    def _note_broken(self, frame: Frame, why: Fault, *, is_outside: bool, url: str = "") -> None:
        self._named = frame.offset
        if not is_outside:
            self.joining.add_plain(Broken(self.joining.source, frame.offset, why, url))

    def _is_wanted(self, url: str) -> bool:
        # Request and answer of one address follow each other.
        if self._asked[0] != url:
            self._asked = (url, self.wants(url))
        return self._asked[1]

    def _address(self, frame: Frame) -> str | None:
        """Return the address of a record that is wanted, or None."""
        assert frame.head is not None  # noqa: S101  (told to the type checker)
        target = frame.head.target
        if not target[:8].lower().startswith(_WEB):
            return None
        url = masked_address(target)
        # Where an export of ours says that an article's address led on, that is of the article, wherever it led: to the
        # front page, mostly, by which the article is gone.
        return url if self._is_wanted(url) or self.joining.has_redirect(via_of(frame.head)) else None

    def _request(self, frame: Frame) -> None:
        url = self._address(frame)
        if url is not None and frame.head is not None:
            self.joining.add_request(frame.head, url, request_of(frame), frame.offset)

    def _answer(self, frame: Frame, *, is_before: bool, is_behind: bool) -> None:
        """Take a response or a revisit."""
        head = frame.head
        assert head is not None  # noqa: S101  (told to the type checker)
        is_outside = is_before or is_behind
        if not head.target:
            self._note_broken(frame, fault(Reason.RECORD_WITHOUT_ADDRESS), is_outside=is_outside)
            return
        url = self._address(frame)
        media_type = head.get("content-type").lower()
        is_http = media_type.startswith(_HTTP_TYPES) or not media_type
        if url is None or not is_http:
            return
        self.joining.note_time(head)
        # Of what lies behind the part, only further pages of an article in it are taken.
        if is_behind and not self.joining.awaits_part(head):
            return
        self.stats.answers += not is_outside
        try:
            message = message_of(frame, url, is_before=is_before)
        except UnreadableError as error:
            self._note_broken(frame, error.fault, is_outside=is_outside, url=url)
            return
        if message is None:
            self.stats.no_pages += not is_outside
            return
        self._join(message, is_before=is_before)

    def _join(self, message: Message, *, is_before: bool) -> None:
        if message.flaws:
            self._named = message.offset
        if message.is_redirect:
            self.joining.add_redirect(message, is_before=is_before)
        elif not is_before:
            self.joining.add_answer(message)
