"""Patterns and selectors of a user's profile, tried before a crawl trusts them.

``re`` has no bound on time: a pattern such as ``(a+)+$`` takes years on some addresses, and would hold up every site.
So each pattern is tried on addresses that are known to be hard, with an alarm set.
"""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

# How long all the addresses together may take one pattern, in seconds of CPU.
_SECONDS = 0.25
# What patterns of paths repeat.
_UNITS = ("a", "0", "/", "-", "a/", "a-", "a1-", "0/", "/a", "%C3%A4", "a=1&")
# No pattern expects this at the end of an address: it fails there, and tries all other ways to match before.
_END = "\x00"
# Characters of an address that shows a quadratic pattern, and repetitions that show an exponential one.
_MANY, _FEW = 2000, 40
# What a pattern begins with, as far as its characters stand for themselves: letters, slashes, escaped signs.
_LITERAL = re.compile(r"\^?((?:[\w/~-]|\\[^\w])*)")


class _TooSlowError(Exception):
    """The alarm rang."""


def is_slow(pattern: re.Pattern[str]) -> bool:
    """Return whether a pattern takes too long on some address.

    Only the main thread can find out, since only there an alarm interrupts ``re``; elsewhere the answer is no.
    """
    if threading.current_thread() is not threading.main_thread():
        return False
    return _takes_too_long(lambda: [pattern.search(text) for text in _hard_addresses(pattern.pattern)])


def _hard_addresses(pattern: str) -> Iterator[str]:
    """Yield addresses that begin as the pattern does, and go on with the same again and again."""
    start = ""
    if found := _LITERAL.match(pattern):
        start = found[1].replace("\\", "")
    # The last character of what a pattern begins with may belong to its first repetition, as in "/a+".
    for head in dict.fromkeys((start, start[:-1], "/")):
        for unit in _UNITS:
            yield head + unit * _FEW + _END
            yield (head + unit * _MANY)[:_MANY] + _END


def _takes_too_long(work: Callable[[], object]) -> bool:
    """Return whether work uses up its time of CPU; a busy machine makes no pattern slow."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise _TooSlowError

    # Python runs a signal's handler also in the middle of a match: re looks for signals while it goes on.
    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS)
    try:
        work()
    except _TooSlowError:
        return True
    finally:
        # The timer goes first: rung without this handler, the alarm would end the whole program.
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return False


def is_selector(text: str) -> bool:
    """Return whether the parser of pages takes this as a CSS selector."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p>").css(text)
    except (SelectolaxError, ValueError):
        return False
    return True
