"""One response, revisit or request record: its head and its body, read as they are needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from scraper.model import Exchange, Fault, Headers, Reason, Response, fault
from scraper.model.incoming import RevisitOf
from scraper.warc import fields, heads
from scraper.warc.bodies import MOST_RECORDED, Body, decoded
from scraper.warc.digests import is_right
from scraper.warc.framing import Frame
from scraper.warc.http_message import MOST_OF_HEAD, MessageHead, headers_of, split_message
from scraper.warc.record_head import RecordHead, moment, without_brackets
from scraper.web.compression import SizeBoundError
from scraper.web.sniff import is_html_response, may_be_html
from scraper.web.userinfo import masked_address

_BEGINNING = 16 * 1024
_MIB = 1024 * 1024
_OK, _NOT_MODIFIED = 200, 304
# 404 and 410: the page has gone (RFC 9110 §15.5.5, §15.5.11).
_GONE = frozenset({404, 410})
# Statuses whose Location is followed (RFC 9110 §15.4).
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED_PROFILE = "server-not-modified"
# How the fields are called that only our own exports have, in the form in which they are looked up.
_DATE, _REQUESTED, _SIGNALS = fields.DATE.lower(), fields.REQUESTED.lower(), fields.SIGNALS.lower()
_HEAD, _STATUS, _ORIGIN = fields.HEAD.lower(), fields.STATUS.lower(), fields.ORIGIN.lower()
_VIA, _PART_OF = fields.VIA.lower(), fields.PART_OF.lower()
_OWN, _PAYLOAD_SHA256 = fields.BLOCK_SHA256.lower(), fields.PAYLOAD_SHA256.lower()


class UnreadableError(Exception):
    """A record that is wanted and cannot be read.

    Args:
        fault: why.
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(slots=True)
class Message:
    """An answer, while its request and its redirects are still looked for.

    Args:
        frame: its record.
        head: the named fields of its record.
        url: its address.
        at: when it was captured (aware, UTC).
        status: the status code.
        raw: status line and header lines as they were sent, as far as that is known.
        protocol: of the status line; empty where it is not known.
        body: decoded; None of a redirect and of a revisit.
        wire_bytes: of the body as recorded.
        revisit_of: what it confirms, or None.
        location: where a redirect leads to, as the head says it; empty of others.
        flaws: what is wrong with it.
        request: the head of its request.
    """

    frame: Frame
    head: RecordHead
    url: str
    at: dt.datetime
    status: int
    raw: bytes
    protocol: str
    body: Body | None = None
    wire_bytes: int = 0
    revisit_of: RevisitOf | None = None
    location: str = ""
    flaws: list[Fault] = field(default_factory=list)
    request: bytes = b""

    @property
    def offset(self) -> int:
        """By which offset its record is named."""
        return self.frame.offset

    @property
    def is_redirect(self) -> bool:
        """Whether it leads on to another address."""
        return bool(self.location)

    @property
    def is_own(self) -> bool:
        """Whether an export of ours wrote it."""
        return is_own(self.head)

    @property
    def via(self) -> str:
        """The id of the redirect that led to it, where an export of ours says it; else empty."""
        return via_of(self.head)

    @property
    def part_of(self) -> str:
        """The id of the first page, where it is a further one of an article in an export of ours; else empty."""
        return part_of(self.head)

    @property
    def requested(self) -> str:
        """The address that was asked for, where an export of ours says it; else empty."""
        return masked_address(self.head.get(_REQUESTED))

    @property
    def signals(self) -> str | None:
        """What the site reserves, as JSON, where an export of ours says it."""
        return self.head.get(_SIGNALS) or None

    @property
    def origin(self) -> str:
        """The id of the record; of what an export of ours had from another file, the id that it had there."""
        return without_brackets(self.head.get(_ORIGIN)) or self.head.record_id

    @property
    def size(self) -> int:
        """Bytes that it holds in memory."""
        return len(self.body.data) if self.body else 0

    @property
    def head_size(self) -> int:
        """Bytes of its heads, those of its record as well."""
        return len(self.raw) + sum(map(len, self.head.fields.values()))

    def exchange(self) -> Exchange | None:
        """Return request and head of the answer; None where neither was recorded."""
        address = self.head.get("warc-ip-address") or None
        is_known = self.request or self.raw or address or self.protocol
        if not is_known:
            return None
        return Exchange(self.url, self.status, self.request, self.raw, self.protocol, address, self.at)

    def headers(self) -> Headers:
        """Return the header lines as they were sent."""
        return headers_of(self.raw)


def is_own(head: RecordHead) -> bool:
    """Return whether an export of ours wrote a record: it has a digest that no other program writes."""
    return _OWN in head.fields


def via_of(head: RecordHead) -> str:
    """Return the id of the redirect that led to a record, where an export of ours says it; else empty."""
    return without_brackets(head.get(_VIA))


def part_of(head: RecordHead) -> str:
    """Return the id of the first page of an article, where a record of ours is a further one; else empty."""
    return without_brackets(head.get(_PART_OF))


def true_time(head: RecordHead) -> dt.datetime | None:
    """Return when a capture was made whose record has another date, as an export of ours says it; else None."""
    return moment(head.get(_DATE))


def request_of(frame: Frame) -> bytes:
    """Return the head of a request, each line ended by CRLF; empty where its record holds none."""
    block = frame.take(MOST_OF_HEAD)
    lines = block.replace(b"\r\n", b"\n").partition(b"\n\n")[0].strip(b"\n")
    if not lines:
        return b""
    return lines.replace(b"\n", b"\r\n") + b"\r\n"


def message_of(frame: Frame, url: str, *, is_before: bool) -> Message | None:
    """Return the answer of a record, or None where it is neither a page nor says anything of one.

    Args:
        frame: its record.
        url: its address.
        is_before: whether only redirects are of use.

    Raises:
        UnreadableError: it should be of use, and cannot be read.
    """
    head = frame.head
    assert head is not None  # noqa: S101  (told to the type checker)
    at = true_time(head) or head.date
    if at is None:
        raise UnreadableError(fault(Reason.RECORD_WITHOUT_DATE))
    if head.kind == "revisit":
        return None if is_before else _revisit(frame, head, url, at)
    beginning = frame.take(_BEGINNING)
    is_head_whole = b"\n\r\n" in beginning or b"\n\n" in beginning
    if not is_head_whole:
        beginning = frame.take(MOST_OF_HEAD, beginning)
    sent, body_at = split_message(beginning)
    if sent is None or not sent.status:
        raise UnreadableError(fault(Reason.NO_HTTP))
    return _response(frame, _Found(head, url, at, sent, beginning, body_at), is_before=is_before)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of a response before its body is read."""

    head: RecordHead
    url: str
    at: dt.datetime
    sent: MessageHead
    beginning: bytes
    body_at: int

    def message(self, frame: Frame) -> Message:
        """Return the answer without a body, its head as it was sent."""
        made = self.head.get(_HEAD)
        raw = heads.restored(self.sent.raw)
        protocol = self.sent.protocol
        if made:
            # Of a line that was made, the record itself says which protocol was spoken, if anybody knows.
            protocol = self.head.get("warc-protocol").upper()
        if made == fields.HEAD_WITH_STATUS_LINE:
            raw = raw.partition(b"\r\n")[2]
        elif made == fields.HEAD_MADE:
            raw = b""
        return Message(frame, self.head, self.url, self.at, self.sent.status, raw, protocol)


def _response(frame: Frame, found: _Found, *, is_before: bool) -> Message | None:
    """Return a response: a redirect, a 304 that nobody wrote as a revisit, or an answer with its body."""
    sent = found.sent
    location = sent.header("location")
    if sent.status in _REDIRECTS and location:
        message = found.message(frame)
        message.location = location
        return message
    if is_before:
        return None
    if sent.status == _NOT_MODIFIED:
        message = found.message(frame)
        message.revisit_of = RevisitOf(found.url)
        return message
    return _with_body(frame, found)


def _with_body(frame: Frame, found: _Found) -> Message | None:
    """Return an answer with its body, or None where it is of no use."""
    sent = found.sent
    may_be_page = sent.status == _OK and may_be_html(sent.media_type)
    is_of_use = may_be_page or sent.status in _GONE or is_own(found.head)
    if not is_of_use:
        return None
    if frame.left + len(found.beginning) - found.body_at > MOST_RECORDED:
        raise UnreadableError(fault(Reason.TOO_LARGE, bound=f"{MOST_RECORDED // _MIB} MiB"))
    message = found.message(frame)
    _take_body(message, found, is_page=may_be_page)
    is_no_page = may_be_page and not is_own(found.head) and not is_html_response(_bare(message, sent))
    return None if is_no_page else message


def _bare(message: Message, sent: MessageHead) -> Response:
    body = message.body.data if message.body else b""
    return Response(message.url, message.url, message.status, sent.headers, body, message.at)


def _take_body(message: Message, found: _Found, *, is_page: bool) -> None:
    """Read the body of an answer, and note what is wrong with it and with its record."""
    frame, head = message.frame, message.head
    length = frame.left + len(found.beginning)
    block = frame.take(frame.left, found.beginning)
    had = len(block)
    wrong = _wrong_digests(head, "block", ("warc-block-digest",), (block,))
    recorded = block[found.body_at :]
    # A page may have as many bytes as fill a tenth of what there is.
    del block
    try:
        body = decoded(recorded, found.sent, is_page=is_page)
    except SizeBoundError as error:
        raise UnreadableError(fault(Reason.TOO_LARGE, bound=str(error).removeprefix("more than "))) from error
    message.body, message.wire_bytes = body, len(recorded)
    # The rest of a segmented one stands in records of its own (ISO 28500 §7), perhaps of other files.
    is_segment = bool(head.get("warc-segment-number"))
    truncated = head.get("warc-truncated") or ("segmented" if is_segment else "")
    if truncated:
        message.flaws.append(fault(Reason.RECORD_TRUNCATED, why=truncated))
    elif frame.is_short:
        message.flaws.append(fault(Reason.RECORD_CUT_OFF, had=had, said=length))
    else:
        message.flaws.extend((*body.flaws, *wrong))
        # Programs have taken the payload's digest of the body with its chunks, without them, and without compression.
        payload = (body.unchunked, recorded, body.data)
        message.flaws.extend(_wrong_digests(head, "payload", ("warc-payload-digest", _PAYLOAD_SHA256), payload))


def _wrong_digests(head: RecordHead, what: str, names: tuple[str, ...], candidates: tuple[bytes, ...]) -> list[Fault]:
    """Return a fault where one of the digests of a record is that of none of these bytes."""
    labelled = [head.get(name) for name in names]
    if all(is_right(each, candidates) for each in labelled if each):
        return []
    return [fault(Reason.WRONG_DIGEST, what=what)]


def _revisit(frame: Frame, head: RecordHead, url: str, at: dt.datetime) -> Message | None:
    """Return a revisit, with or without a head of HTTP in its block; None where it confirms a redirect or an error."""
    sent = split_message(frame.take(MOST_OF_HEAD))[0]
    status = _status_of_revisit(head, sent)
    is_of_use = status in (_OK, _NOT_MODIFIED) or status in _GONE or is_own(head)
    if not is_of_use:
        return None
    raw = b"" if sent is None else heads.restored(sent.raw)
    protocol = "" if sent is None else sent.protocol
    message = Message(frame, head, url, at, status, raw, protocol)
    message.revisit_of = RevisitOf(
        masked_address(without_brackets(head.get("warc-refers-to-target-uri"))) or url,
        moment(head.get("warc-refers-to-date")),
        head.get(_PAYLOAD_SHA256) or head.get("warc-payload-digest") or None,
        without_brackets(head.get("warc-refers-to")),
    )
    return message


def _status_of_revisit(head: RecordHead, sent: MessageHead | None) -> int:
    told = head.get(_STATUS)
    if told.isascii() and told.isdigit() and len(told) == len("200"):
        return int(told)
    if _NOT_MODIFIED_PROFILE in head.get("warc-profile").lower():
        return _NOT_MODIFIED
    if sent is not None and sent.status:
        return sent.status
    return _OK
