"""The captures of an archived article, read again by the reader of today: for a visit, and for ``scraper reparse``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from scraper.model import Facts, KeptState, KnownArticle, Reading, Response, Site
from scraper.policy.decide import as_read_again
from scraper.policy.doubts import Doubt
from scraper.policy.headlines import with_own_headline


@dataclass(frozen=True, slots=True)
class Rereading:
    """An article whose captures were read again by today's reader.

    Args:
        known: the article, as the archive knew it when they were.
        states: its states whose captures are kept, the earliest first, each with its new reading.
        doubts: what the newest of them states and is not believed.
    """

    known: KnownArticle
    states: tuple[tuple[KeptState, Reading], ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def holds_for(self, known: KnownArticle | None) -> bool:
        """Return whether an article is the one that was read again, and nobody has edited it or read it again since."""
        if known is None:
            return False
        then = self.known
        return (known.id, known.capture_id, known.reader) == (then.id, then.capture_id, then.reader)

    @property
    def newest(self) -> Reading | None:
        """The newest state as today's reader reads it, or None where it cannot be read any more."""
        return next((reading for state, reading in self.states if state.version_id is None and reading.article), None)


async def read_again(
    known: KnownArticle,
    states: Iterable[tuple[KeptState, Response]],
    read: Callable[[Response, Site], Awaitable[Reading]],
    site: Site,
) -> Rereading:
    """Read the captures of an article by today's reader.

    Args:
        known: the article, as the archive knows it.
        states: its states whose bytes are kept, the earliest first, each with its capture.
        read: what reads, such as that of :class:`scraper.reading.pool.ReaderPool`.
        site: the profile to read with.
    """
    readings = []
    doubts: tuple[Doubt, ...] = ()
    for state, response in states:
        reading = await read(response, site)
        reading = with_own_headline(reading, Facts(known=known, state=state.article))
        reading, found = as_read_again(reading, response.fetched_at, known.counters)
        readings.append((state, reading))
        # The doubts that an article keeps are those about its newest state.
        if state.version_id is None:
            doubts = found
    return Rereading(known, tuple(readings), doubts)
