"""Records that belong together: an answer, its request, the redirects that led to it, its further pages.

What comes before the answer is remembered for a while, and an answer is held back while something may follow.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from scraper.errors import AddressError
from scraper.model import Exchange, Fault, Reason, Response, fault
from scraper.model.incoming import Broken, Incoming, OwnRecord, RevisitOf
from scraper.warc.messages import Message, part_of, true_time
from scraper.warc.record_head import RecordHead, without_brackets
from scraper.web.urls import join, spelled

WINDOW = 1024 * 1024
"""How far before an answer its request and its redirects may stand, in bytes of the file.

Chosen: some fifty pages. Whoever reads a part of a file reads this much before it as well, so that parts give what the
whole gives.
"""

# Chosen: so many records an answer is held back for its request; programs write both side by side.
_REQUEST_FOLLOWS_WITHIN = 8
# How many requests and answers without a partner are remembered.
_REMEMBERED = 16
# Chosen: a crawler follows redirects at once, or takes the target from its queue some time later.
_REDIRECT_HOLDS = dt.timedelta(hours=1)
# Clocks of several threads of one crawler; an answer may be dated before the redirect that led to it.
_CLOCKS_DIFFER = dt.timedelta(minutes=1)
# As many as the crawler follows.
_MOST_HOPS = 10
# Beyond this much in memory an answer is given out without what may follow it.
_MOST_HELD = 16 * 1024 * 1024
# Chosen: a crawler has some hundred addresses under way. With heads as large as can be they take 16 MB.
_MOST_REDIRECTS = 1_000
_MOST_OF_REDIRECT = 16 * 1024
_MOST_TIMES = 10_000
# Chosen: with 200 bytes each they take some 10 MB.
_MOST_DIGESTS = 50_000

Item = Incoming | OwnRecord | Broken


class Counts(Protocol):
    """What is counted here, by a reader's ``Stats``."""

    redirects_alone: int
    parts_alone: int


@dataclass(slots=True)
class _Hop:
    """A redirect."""

    message: Message
    is_used: bool = False


# A redirect with those that led to it before it. They are no part of the redirect itself: the first one of a chain
# without an end would never be let go.
_Chain = tuple[_Hop, ...]


@dataclass(slots=True)
class _Request:
    head: RecordHead
    url: str
    lines: bytes
    number: int
    offset: int


@dataclass(slots=True)
class _Held:
    """Something to be given out in its turn.

    Args:
        offset: of its record.
        number: how many records there were when it came.
        item: what is given out as it is, or None.
        message: an answer, or None.
        hops: the redirects that led to it.
        parts: its further pages, each with redirects of its own.
        is_closed: whether nothing more can come.
    """

    offset: int
    number: int
    item: Item | None = None
    message: Message | None = None
    hops: _Chain = ()
    parts: list[_Held] = field(default_factory=list)
    is_closed: bool = False


class Joining:
    """Joins the records of one pass over a file, and gives them out in their order.

    Args:
        source: the file, as it is shown.
        counts: counts along.
    """

    def __init__(self, source: str, counts: Counts) -> None:
        self.source = source
        self._counts = counts
        self._number = 0
        self._offset = 0
        self._queue: deque[_Held] = deque()
        self._held_bytes = 0
        self._requests: deque[_Request] = deque(maxlen=_REMEMBERED)
        self._answers: deque[tuple[int, Message]] = deque(maxlen=_REMEMBERED)
        self._by_target: OrderedDict[str, _Chain] = OrderedDict()
        self._by_id: OrderedDict[str, _Chain] = OrderedDict()
        self._firsts: dict[str, _Held] = {}
        self._true_times: OrderedDict[str, dt.datetime] = OrderedDict()
        self._decoded: OrderedDict[str, str] = OrderedDict()

    @property
    def is_waiting(self) -> bool:
        """Whether something is held back."""
        return bool(self._queue)

    @property
    def first_held(self) -> int:
        """The offset of the first record that is held back; beyond all offsets where there is none."""
        return self._queue[0].offset if self._queue else sys.maxsize

    def step(self) -> None:
        """Hear that the next record is looked at."""
        self._number += 1

    def has_redirect(self, record_id: str) -> bool:
        """Return whether a redirect was taken that an export of ours names so."""
        return record_id in self._by_id

    def awaits_part(self, head: RecordHead) -> bool:
        """Return whether a record is a further page of an article that is held back."""
        return part_of(head) in self._firsts

    def note_time(self, head: RecordHead) -> None:
        """Remember when a capture was made whose record has another date: revisits name it by the latter."""
        at = true_time(head)
        if at is not None and head.record_id:
            self._true_times[head.record_id] = at
            if len(self._true_times) > _MOST_TIMES:
                self._true_times.popitem(last=False)

    def add_plain(self, item: OwnRecord | Broken) -> None:
        """Take something that nothing is joined to."""
        if isinstance(item, OwnRecord):
            self._close_all()
        self._queue.append(_Held(item.offset, self._number, item=item, is_closed=True))

    def add_request(self, head: RecordHead, url: str, lines: bytes, offset: int) -> None:
        """Take the head of a request: of an answer that came before it, or of one that follows.

        Args:
            head: of its record.
            url: its address.
            lines: the head.
            offset: of its record.
        """
        if not lines:
            return
        for number, message in reversed(self._answers):
            is_free = not message.request
            is_named = message.head.record_id in head.concurrent or head.record_id in message.head.concurrent
            is_next = number == self._number - 1 and message.url == url and not head.concurrent
            if is_free and (is_named or is_next):
                message.request = lines
                return
        self._requests.append(_Request(head, url, lines, self._number, offset))

    def add_redirect(self, message: Message, *, is_before: bool = False) -> None:
        """Take a redirect: it is given out with the answer that it led to.

        Args:
            message: the redirect.
            is_before: whether it stands before the part of the file that is read: with that it has been counted.
        """
        self._offset = message.offset
        self._find_request(message)
        before = self._hops_to(message)
        is_loop = any(hop.message.url == message.url for hop in before)
        chain = (*(() if is_loop or len(before) >= _MOST_HOPS else before), _Hop(message))
        self._counts.redirects_alone += not is_before
        if message.head_size > _MOST_OF_REDIRECT:
            return
        if message.head.record_id:
            _remember(self._by_id, message.head.record_id, chain)
        target = _target(message)
        if target is not None:
            _remember(self._by_target, target, chain)

    def add_answer(self, message: Message) -> None:
        """Take a response or a revisit."""
        self._offset = message.offset
        self._find_request(message)
        if message.revisit_of is not None:
            message.revisit_of = self._as_kept(message.revisit_of, message)
        self._note_digest(message)
        held = _Held(message.offset, self._number, message=message)
        if message.revisit_of is None or not message.is_own:
            held.hops = self._hops_to(message)
        for hop in held.hops:
            self._counts.redirects_alone -= not hop.is_used
            hop.is_used = True
        self._held_bytes += message.size
        if message.part_of:
            self._add_part(message.part_of, held)
            return
        is_first = message.is_own and message.revisit_of is None
        if is_first:
            self._close_all()
            self._firsts[message.head.record_id] = held
        held.is_closed = message.is_own and not is_first
        self._queue.append(held)

    def settled(self) -> Iterator[Item]:
        """Yield what nothing can be joined to any more, up to the first that waits."""
        while self._queue and self._is_settled(self._queue[0]):
            yield self._given_out(self._queue.popleft())

    def rest(self) -> Iterator[Item]:
        """Yield all that is held back."""
        while self._queue:
            yield self._given_out(self._queue.popleft())

    def _is_settled(self, held: _Held) -> bool:
        if held.is_closed or held.message is None or self._held_bytes > _MOST_HELD:
            return True
        # Behind an answer of our own stand revisits of it, any number of them, and then its further pages.
        if held.message.is_own:
            return self._offset - held.offset > WINDOW
        return bool(held.message.request) or self._number - held.number >= _REQUEST_FOLLOWS_WITHIN

    def _close_all(self) -> None:
        """Give out what waits for further pages: another article begins."""
        for first in self._firsts.values():
            first.is_closed = True
        self._firsts.clear()

    def _add_part(self, first_id: str, held: _Held) -> None:
        first = self._firsts.get(first_id)
        if first is None:
            self._counts.parts_alone += 1
            self._held_bytes -= held.message.size if held.message else 0
            return
        first.parts.append(held)

    def _find_request(self, message: Message) -> None:
        """Join an answer with a request that came before it."""
        own_id = message.head.record_id
        for request in reversed(self._requests):
            if message.offset - request.offset > WINDOW:
                break
            is_named = own_id in request.head.concurrent or request.head.record_id in message.head.concurrent
            is_next = request.number == self._number - 1 and request.url == message.url
            if is_named or (is_next and not request.head.concurrent):
                message.request = request.lines
                self._requests.remove(request)
                break
        self._answers.append((self._number, message))

    def _hops_to(self, message: Message) -> _Chain:
        """Return the redirects that led to an answer, the first one first, as far as they stand near it."""
        if message.is_own:
            chain = self._by_id.get(message.via, ())
        else:
            chain = self._by_target.pop(_spelled(message.url) or "", ())
            if chain and not _can_lead(chain[-1].message, message):
                return ()
        return tuple(hop for hop in chain if message.offset - hop.message.offset <= WINDOW)

    def _as_kept(self, original: RevisitOf, message: Message) -> RevisitOf:
        """Return what a revisit confirms by the time and the digest under which that was given out, where it was."""
        at = self._true_times.get(without_brackets(message.head.get("warc-refers-to")))
        digest = self._decoded.get(original.digest or "")
        return replace(original, at=at or original.at, digest=digest or original.digest)

    def _note_digest(self, message: Message) -> None:
        """Remember the digest of a decoded body: revisits name that of the encoded one, which an archive hasn't."""
        labelled = message.head.get("warc-payload-digest")
        if message.body is None or not labelled or message.wire_bytes == len(message.body.data):
            return
        self._decoded[labelled] = f"sha256:{hashlib.sha256(message.body.data).hexdigest()}"
        if len(self._decoded) > _MOST_DIGESTS:
            self._decoded.popitem(last=False)

    def _given_out(self, held: _Held) -> Item:
        if held.item is not None:
            return held.item
        message = held.message
        assert message is not None  # noqa: S101  (told to the type checker)
        self._held_bytes -= message.size + sum(part.message.size for part in held.parts if part.message)
        self._firsts.pop(message.head.record_id, None)
        flaws = [flaw for each in (held, *held.parts) for flaw in _flaws(each)]
        return Incoming(
            self.source,
            message.offset,
            message.origin,
            _response(held),
            message.revisit_of,
            message.signals,
            tuple(flaws),
            message.is_own,
        )


def _flaws(held: _Held) -> list[Fault]:
    message = held.message
    if message is None:
        return []
    is_length_wrong = message.frame.is_misplaced and not message.frame.is_short
    return [*message.flaws, *([fault(Reason.RECORD_LENGTH)] if is_length_wrong else [])]


def _response(held: _Held) -> Response:
    """Return an answer with all that was joined to it."""
    message = held.message
    assert message is not None  # noqa: S101  (told to the type checker)
    first = held.hops[0].message if held.hops else message
    return Response(
        requested_url=message.requested or first.requested or first.url,
        url=message.url,
        status=message.status,
        headers=message.headers(),
        body=message.body.data if message.body else b"",
        fetched_at=message.at,
        wire_bytes=message.wire_bytes,
        packed=message.body.packed if message.body else b"",
        exchange=message.exchange(),
        via=tuple(_exchanges(held.hops)),
        further=tuple(_response(part) for part in held.parts),
    )


def _exchanges(hops: _Chain) -> Iterator[Exchange]:
    for hop in hops:
        exchange = hop.message.exchange()
        if exchange is not None:
            yield exchange


def _can_lead(redirect: Message, answer: Message) -> bool:
    """Return whether an answer can be what a redirect led to, by their times."""
    return -_CLOCKS_DIFFER <= answer.at - redirect.at <= _REDIRECT_HOLDS


def _target(message: Message) -> str | None:
    """Return where a redirect leads to, as the standard spells it; None where that is no address of the web."""
    location = message.location
    # Headers are read as Latin-1; by other bytes than ASCII, servers mean UTF-8.
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    target = join(message.url, location)
    return None if target is None else _spelled(target)


def _spelled(url: str) -> str | None:
    try:
        return spelled(url)
    except AddressError:
        return None


def _remember(chains: OrderedDict[str, _Chain], name: str, chain: _Chain) -> None:
    """Remember a redirect, and forget those that stand too far before it."""
    chains.pop(name, None)
    chains[name] = chain
    while chains:
        oldest = next(iter(chains.values()))[-1]
        is_far = chain[-1].message.offset - oldest.message.offset > WINDOW
        if not is_far and len(chains) <= _MOST_REDIRECTS:
            return
        chains.popitem(last=False)
