"""A site looked at as ``scraper sites add`` does it, without the command line."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Collection, Sequence

from scraper.fetch import Fetcher, Settings
from scraper.onboarding.adding import look_at
from scraper.onboarding.asking import Asker, HostStates, Meter
from scraper.onboarding.proposal import Proposal
from scraper.sites import unlisted

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


class Waited:
    """A clock that goes on by what is waited for, so that no test waits."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def clock(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


def look(
    url: str, *, known: Collection[str] = (), feeds: Sequence[str] = (), own_id: str | None = None, most: int = 25
) -> Proposal:
    """Look at a site on loopback."""
    return asyncio.run(_look(url, known, feeds, own_id, most))


async def _look(url: str, known: Collection[str], feeds: Sequence[str], own_id: str | None, most: int) -> Proposal:
    meter = Meter(most)
    settings = Settings(allow_private=True, attempts=1)
    waited = Waited()
    fetcher = Fetcher(HostStates(), lambda: NOW, waited.sleep, settings, clock=waited.clock, on_wait=meter.waits)
    try:
        asker = Asker(fetcher, meter, unlisted(url))
        return await look_at(asker, url, known=known, feeds=feeds, own_id=own_id)
    finally:
        await fetcher.close()
