"""Memory that is given back to the machine when it is no longer needed."""

from __future__ import annotations

import ctypes
import logging

# mallopt(3) of glibc. From this size on, memory is taken from the machine for one value alone, and given back with it.
# By itself glibc raises the bound, up to 32 MiB, with each such value that is freed, and keeps those that come after:
# a server that was asked for some large texts had 250 MB for ever.
_M_MMAP_THRESHOLD = -3
# Bytes. Chosen: no value of an ordinary page is as large, and what is as large takes longer to fill than to get.
_LARGE = 1024 * 1024

_log = logging.getLogger(__name__)


def give_back_at_once() -> None:
    """Let the memory of large values go back when they are freed, where the C library can be told so (glibc)."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    # Windows has no such handle, and other C libraries have no such function.
    except (OSError, TypeError, AttributeError):
        _log.debug("This C library decides by itself when it gives memory back.")
        return
    mallopt(_M_MMAP_THRESHOLD, _LARGE)
