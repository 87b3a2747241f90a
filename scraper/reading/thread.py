"""Work that may take seconds, done in a thread: what the hosts of other sites answer does not wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class WorkerThread:
    """A thread beside the event loop, for one piece of work at a time: more would take turns, and memory."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function returns.

        Args:
            work: the function; it shares nothing with the event loop that either changes.
            args, kwargs: what it is given.

        Raises:
            Exception: what it raises.
        """
        async with self._turn:
            return await asyncio.to_thread(work, *args, **kwargs)
