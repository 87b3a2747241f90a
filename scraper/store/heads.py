"""The heads of a request and of its answer, packed for a capture against older ones of its site."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.model import Response
from scraper.store import exchange
from scraper.store.dictionaries import Current
from scraper.store.exchange import text_of

# Heads that are like those of the dictionary need a twentieth of their length: dates and validators. Where they need
# more than this, the host has begun to send others.
_LIKE = 0.25


@dataclass(frozen=True, slots=True)
class PackedHeads:
    """The heads of a request and of its answer, packed.

    Args:
        text: as :func:`scraper.store.exchange.text_of` returns it.
        packed: as ``captures.exchange`` holds them.
        renews: whether they are to serve the later ones of their site.
    """

    text: tuple[int, bytes]
    packed: bytes
    renews: bool = False


def heads_of(response: Response, current: Current | None, *, serves: bool) -> PackedHeads:
    """Return the heads of a response as they went over the wire, as far as somebody saw them."""
    if response.exchange is None:
        text = text_of(b"", exchange.head_of(response.headers))
    else:
        text = text_of(response.exchange.request, response.exchange.response)
    return packed_heads(text, current, serves=serves)


def packed_heads(text: tuple[int, bytes], current: Current | None, *, serves: bool) -> PackedHeads:
    """Return heads packed against older ones of their site, where there are such.

    Args:
        text: as :func:`scraper.store.exchange.text_of` returns it.
        current: what the answers of their site are packed against now, or None.
        serves: whether they may serve the later ones.
    """
    dictionary = None if current is None else current.heads
    packed = exchange.packed(*text, dictionary)
    is_like = dictionary is not None and len(packed) <= len(text[1]) * _LIKE
    may_renew = current is not None and (dictionary is None or current.may_renew_heads)
    if is_like or not serves or not may_renew:
        return PackedHeads(text, packed)
    # What serves others is packed by itself, so that no chain of dictionaries comes into being.
    return PackedHeads(text, exchange.packed(*text), renews=True)
