"""What became of an address that articles refer to, as it was found when it was last asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

from scraper.model.fault import Fault

LinkState = Literal["there", "moved", "changed", "missing", "gone", "unknown"]
"""``missing`` is what one answer says, ``gone`` what two say that lie a day apart; ``unknown``: no answer says it."""

STATES: tuple[LinkState, ...] = get_args(LinkState)
"""All of them."""


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """What is known of one address.

    Args:
        url: the address that is asked for: as the articles have it, without its fragment.
        state: what was found.
        since: when that was found first (aware, UTC); of ``gone``, when the first of the answers said so.
        checked_at: when it was asked for last (aware, UTC).
        status: of that answer; None: there was none.
        moved_to: where it led when it last led to another page, or None.
        fault: why it is not there, or why that is not known.
        etag, last_modified: validators of the last full answer, where the address itself gave it.
        digest: of the text that later ones are compared with, 32 bytes; None where there was none to be compared.
        reader: what read that text; None where the digest is that of the bytes.
        full_at: when it last answered in full (aware, UTC).
    """

    url: str
    state: LinkState
    since: dt.datetime
    checked_at: dt.datetime
    status: int | None = None
    moved_to: str | None = None
    fault: Fault | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: bytes | None = None
    reader: str | None = None
    full_at: dt.datetime | None = None
