"""A port that refuses connections for as long as a test needs it: bound, so nobody else gets it, but not listening."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def refusing() -> Iterator[str]:
    """Yield the address of a host that refuses connections, without a slash at the end."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
