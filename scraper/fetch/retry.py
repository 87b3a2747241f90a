"""When a request is tried again: a policy of tenacity's parts, fed with what HTTP says.

A policy is three small objects: which outcomes are worth another try, how long to wait before it, and when to stop.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, retry_if_result, stop_after_attempt
from tenacity.stop import stop_base
from tenacity.wait import wait_base, wait_random_exponential

from scraper.errors import FetchError
from scraper.fetch.budget import Budget
from scraper.fetch.settings import Settings
from scraper.fetch.wire import Answer
from scraper.web import http_dates

Clock = Callable[[], dt.datetime]

RETRY_STATUS = frozenset({429, 500, 502, 503, 504})
"""Answers that may be better in a moment (RFC 9110 §15.6, RFC 6585 §4)."""

OVERLOADED = frozenset({429, 503})
"""Answers that speak for the whole host, not only for one page (RFC 6585 §4, RFC 9110 §15.6.4)."""

# A longer number is cut to its first digits: nobody means more than the thirty years that they can say, and a number of
# any length would overflow a timedelta.
_MOST_DIGITS = 9
# The upper bound of the back-off between two tries, in seconds; whoever needs more sends a Retry-After.
_LONGEST_BACK_OFF = 15


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110 §10.2.3), or None.

    Args:
        value: the header: seconds, or an HTTP date.
        now: aware UTC.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:_MOST_DIGITS])
    moment = http_dates.parse(text)
    if moment is None:
        return None
    # A date in the past asks for no pause at all, not for a negative one.
    return max(0.0, (moment - now).total_seconds())


def asked_for(state: RetryCallState, now: dt.datetime) -> float | None:
    """Return the Retry-After seconds of the last answer, or None where there is no answer or it has none."""
    # An outcome that has failed is an exception, which result() would raise here.
    if state.outcome is None or state.outcome.failed:
        return None
    answer: Answer = state.outcome.result()
    return retry_after(answer.header("retry-after"), now)


class WaitAsAsked(wait_base):
    """Exponential back-off with full jitter, never shorter than what the host asked for.

    Args:
        now: the clock.
    """

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._back_off = wait_random_exponential(max=_LONGEST_BACK_OFF)

    def __call__(self, retry_state: RetryCallState) -> float:
        """Return the seconds to wait before the next try."""
        return max(self._back_off(retry_state), asked_for(retry_state, self._now()) or 0.0)


class StopBeyondPatience(stop_base):
    """Stop where the host asks for a longer pause than one request waits for.

    Args:
        patience_seconds: the longest pause that is waited for.
        now: the clock.
    """

    def __init__(self, patience_seconds: float, now: Clock) -> None:
        self._patience_seconds = patience_seconds
        self._now = now

    def __call__(self, retry_state: RetryCallState) -> bool:
        """Return whether to try no more."""
        asked = asked_for(retry_state, self._now())
        return asked is not None and asked > self._patience_seconds


def retry_policy(settings: Settings, now: Clock, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
    """Return the policy of all requests; each request takes a copy of it (:func:`within`), which costs 30 µs.

    The last outcome counts, whatever it is: an answer is returned, an error raised.

    Args:
        settings: attempts and patience.
        now: the clock.
        sleep: how to wait.
    """
    return AsyncRetrying(
        retry=retry_if_result(_is_busy) | retry_if_exception(_is_passing),
        wait=WaitAsAsked(now),
        stop=stop_after_attempt(settings.attempts) | StopBeyondPatience(settings.patience_seconds, now),
        sleep=sleep,
        retry_error_callback=_last_outcome,
    )


def within(budget: Budget, policy: AsyncRetrying, before_sleep: Callable[[RetryCallState], None]) -> AsyncRetrying:
    """Return the policy for one request: that of all, with no further try when the seconds of its address are spent.

    Args:
        budget: the seconds.
        policy: that of all requests.
        before_sleep: called before each wait.
    """

    def stops(state: RetryCallState) -> bool:
        return budget.is_spent or policy.stop(state)

    return policy.copy(stop=stops, before_sleep=before_sleep)


def _is_busy(answer: Answer) -> bool:
    return answer.status in RETRY_STATUS


def _is_passing(error: BaseException) -> bool:
    return isinstance(error, FetchError) and error.retry


def _last_outcome(state: RetryCallState) -> Answer:
    assert state.outcome is not None  # noqa: S101  (tenacity calls this after an outcome only)
    answer: Answer = state.outcome.result()
    return answer
