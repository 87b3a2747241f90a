"""What comes out of a WARC file: records as they were found, as they were read, and what became of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scraper.model.fault import Fault
from scraper.model.reading import Reading
from scraper.model.response import Response
from scraper.model.site import Site


@dataclass(frozen=True, slots=True)
class RevisitOf:
    """The capture that a revisit record says is unchanged.

    Args:
        url: its address.
        at: when it was captured, or None where the record does not say it.
        digest: what the record says of its payload, as ``algorithm:value``, or None.
        record_id: the WARC-Record-ID of its record, or empty.
    """

    url: str
    at: dt.datetime | None = None
    digest: str | None = None
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One record of a WARC file that may be of an article.

    Args:
        source: the file, as a path or an address without user and password.
        offset: where its record begins in the file, in bytes as they are stored.
        record_id: its WARC-Record-ID, or empty.
        response: the answer, with the redirects that led to it where the file has them. Of a revisit the body is empty.
        revisit_of: the capture that it confirms, or None where it is an answer of its own.
        signals: what the site reserves, as JSON, where an export of ours says it; else None.
        flaws: what is wrong with the record, which was read all the same.
        is_ours: whether the record has the fields of an export of this program.
    """

    source: str
    offset: int
    record_id: str
    response: Response
    revisit_of: RevisitOf | None = None
    signals: str | None = None
    flaws: tuple[Fault, ...] = ()
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """A metadata record that an export of this program wrote.

    Args:
        source, offset: as in :class:`Incoming`.
        kind: what it describes, such as ``article``.
        data: its JSON, of which nothing is sure.
    """

    source: str
    offset: int
    kind: str
    data: Any


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be read.

    Args:
        source, offset: as in :class:`Incoming`.
        fault: why.
        url: the address it is of, where that is known; else empty.
    """

    source: str
    offset: int
    fault: Fault
    url: str = ""


@dataclass(frozen=True, slots=True)
class Recalled:
    """A record of a page of ours, read, and ready for the archive.

    Args:
        incoming: the record.
        site: the profile that its address belongs to.
        reading: its response, read. Of a revisit, and of a status other than 200, without an article.
    """

    incoming: Incoming
    site: Site
    reading: Reading


class Taken(StrEnum):
    """What became of a record that was offered to the archive."""

    NEW = "new"
    """An article that the archive did not have."""

    VERSION = "version"
    """A state more of an article."""

    CAPTURE = "capture"
    """Bytes more of an article, and no edit; or an answer by which it is gone."""

    VISIT = "visit"
    """A time more at which a capture was found unchanged."""

    THERE = "there"
    """Nothing: the archive has it."""

    NO_ARTICLE = "no_article"
    """Nothing: the page is no article."""

    RESERVED = "reserved"
    """No text: its site reserved it."""

    FORGOTTEN = "forgotten"
    """Nothing: it was forgotten, and may not come back."""

    ORPHAN = "orphan"
    """Nothing: what it confirms is not there."""

    FAILED = "failed"
    """Nothing: something went wrong with it."""
