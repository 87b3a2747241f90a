"""When a request is tried again: tenacity's stop, wait and retry, fed with what HTTP says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, retry_if_result, stop_after_attempt
from tenacity.wait import wait_base, wait_random_exponential

from scraper.errors import FetchError
from scraper.fetch.settings import Settings
from scraper.fetch.wire import Answer

RETRY_STATUS = frozenset({429, 500, 502, 503, 504})
"""Answers that may be better in a moment (RFC 9110 §15.6, RFC 6585 §4)."""

OVERLOADED = frozenset({429, 503})
"""Answers that mean the whole host."""


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110 §10.2.3), or None.

    Args:
        value: the header: seconds, or an HTTP date.
        now: aware UTC.
    """
    text = (value or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (aware - now).total_seconds())


class _Wait(wait_base):
    """Exponential back-off with full jitter, never shorter than what the host asked for."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._back_off = wait_random_exponential(multiplier=1, max=15)

    def __call__(self, retry_state: RetryCallState) -> float:
        return max(self._back_off(retry_state), asked_for(retry_state, self._now()) or 0.0)


def is_worth_another(outcome: Answer | BaseException) -> bool:
    """Whether a request is worth another try after this answer or error."""
    if isinstance(outcome, Answer):
        return outcome.status in RETRY_STATUS
    return isinstance(outcome, FetchError) and outcome.retry


def asked_for(state: RetryCallState, now: dt.datetime) -> float | None:
    """Return the Retry-After seconds of the last answer, or None."""
    outcome = state.outcome
    if outcome is None or outcome.failed:
        return None
    answer: Answer = outcome.result()
    return retry_after(answer.header("retry-after"), now)


def retrying(
    settings: Settings,
    now: Callable[[], dt.datetime],
    sleep: Callable[[float], Awaitable[None]],
    before_sleep: Callable[[float], None],
) -> AsyncRetrying:
    """Return the retry loop of one request.

    Args:
        settings: attempts and patience.
        now: the clock.
        sleep: how to wait.
        before_sleep: told the seconds of each wait, so that the whole host waits.
    """
    enough = stop_after_attempt(settings.attempts)

    def stop(state: RetryCallState) -> bool:
        asked = asked_for(state, now())
        return enough(state) or (asked is not None and asked > settings.patience_seconds)

    def last(state: RetryCallState) -> Answer:
        assert state.outcome is not None  # noqa: S101  (tenacity calls this after an outcome only)
        answer: Answer = state.outcome.result()
        return answer

    def told(state: RetryCallState) -> None:
        before_sleep(state.upcoming_sleep)

    return AsyncRetrying(
        retry=retry_if_result(is_worth_another) | retry_if_exception(is_worth_another),
        wait=_Wait(now),
        stop=stop,
        sleep=sleep,
        before_sleep=told,
        retry_error_callback=last,
    )
