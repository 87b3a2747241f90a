"""The end of a run that somebody asked for."""

from __future__ import annotations

import asyncio


class Stopped(Exception):  # noqa: N818  (no error: somebody asked for it)
    """The user asked for the end while this step was waiting for its turn."""


class StopEvent:
    """Set by Ctrl-C; whoever waits is woken by it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        """Ask for the end."""
        self._event.set()

    @property
    def is_set(self) -> bool:
        """Whether the end was asked for."""
        return self._event.is_set()

    async def sleep(self, seconds: float) -> None:
        """Wait so many seconds, as the fetcher does between requests and tries.

        Raises:
            Stopped: the end was asked for before or meanwhile.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            # Nobody asked for the end, and the time is over: the usual case.
            return
        raise Stopped
