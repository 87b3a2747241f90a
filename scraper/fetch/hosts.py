"""What politeness remembers of each host: how it did lately, and until when it is left alone (its back-off)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from scraper.errors import BackOffError
from scraper.fetch.guard import is_ip
from scraper.fetch.retry import OVERLOADED, retry_after
from scraper.fetch.settings import HostMemory
from scraper.fetch.wire import Answer
from scraper.model import Fault, HostState, Reason, fault
from scraper.policy.reasons import NEVER_SENT, UNREACHED
from scraper.policy.schedule import host_pause
from scraper.web.urls import authority

# From so many failed requests in a row on, the host is taken to be at fault. Chosen: one or two pages may be broken.
_FAILURES_OF_A_HOST = 3
# RFC 6761 §6.3: the name always leads to the machine itself.
_THIS_MACHINE = "localhost"
# A pause beyond this was written by a clock that was wrong, and has been set back since.
_LONGEST_PAUSE = dt.timedelta(days=60)
# A longer Crawl-delay is cut to this, or the pause that it makes would be taken for one by a wrong clock.
_LONGEST_REST = _LONGEST_PAUSE - dt.timedelta(days=1)


class Hosts:
    """The states of all hosts that a run deals with.

    Args:
        memory: where they are kept between runs.
        now: the clock, aware UTC.
    """

    def __init__(self, memory: HostMemory, now: Callable[[], dt.datetime]) -> None:
        self._memory = memory
        self._now = now
        self._states: dict[str, HostState] = {}
        # States that wait for the first answer of the run. Without any answer the fault is more likely that of this
        # machine's network, for which no host is to be left alone.
        self._held: dict[str, HostState] = {}
        self._is_answered = False
        self._unreached: dict[str, Fault] = {}
        self._led_astray: dict[str, Fault] = {}

    @property
    def is_answered(self) -> bool:
        """Whether a request of this run got an answer, of whatever status, from whatever host."""
        return self._is_answered

    @property
    def unreached(self) -> Mapping[str, Fault]:
        """The hosts that could not be reached, each with the last reason."""
        return self._unreached

    @property
    def led_astray(self) -> Mapping[str, Fault]:
        """The hosts whose public names led into a private network, each with the last reason."""
        return self._led_astray

    def answered(self) -> None:
        """Note that there is a network: somebody answered. What was held back until now is kept."""
        if self._is_answered:
            return
        self._is_answered = True
        for state in self._held.values():
            self._memory.save(state)
        self._held.clear()

    def unanswered(self, host: str, why: Fault) -> None:
        """Note that a request got no answer; an error that needs a connection shows that there is a network.

        Args:
            host: whose request it was.
            why: what it came to.
        """
        if why.reason in UNREACHED:
            self._unreached[host] = why
        elif why.reason is Reason.PRIVATE_ADDRESS:
            # Who writes down a private address, or this machine, means just that, and the network has no part in it.
            name = urlsplit(f"//{host}").hostname or ""
            if not (is_ip(name) or name == _THIS_MACHINE):
                self._led_astray[name] = why
        elif why.reason not in NEVER_SENT:
            self.answered()

    def state(self, host: str) -> HostState:
        """Return what is known of a host."""
        if host not in self._states:
            self._states[host] = self._memory.load(host)
        return self._states[host]

    def save(self, state: HostState) -> None:
        """Keep what is known of a host, once anybody has answered in this run."""
        self._states[state.host] = state
        if self._is_answered:
            self._memory.save(state)
        else:
            self._held[state.host] = state

    def check_pause(self, url: str) -> None:
        """Return if the host of an address may be asked now.

        Raises:
            BackOffError: its pause has not ended.
        """
        until = self._paused_until(authority(url))
        if until is not None:
            raise BackOffError(url, fault(Reason.BACK_OFF, until=f"{until:%Y-%m-%d %H:%M}"), until)

    def succeeded(self, host: str) -> None:
        """Note that a host answered well, which ends its failures in a row."""
        state = self.state(host)
        if state.failures:
            # Another request may have been told to wait (Retry-After), which a good answer to this one does not end.
            self.save(replace(state, failures=0, not_before=self._paused_until(host)))

    def failed(self, host: str, answer: Answer | None) -> None:
        """Note a request that failed in all its tries; pause where the host asks for it, or fails again and again.

        Args:
            host: whose request it was.
            answer: the last answer; None where there was none.
        """
        state = self.state(host)
        state = replace(state, failures=state.failures + 1)
        asked, is_overloaded = None, False
        if answer is not None:
            asked = retry_after(answer.header("retry-after"), self._now())
            is_overloaded = answer.status in OVERLOADED
        wants_pause = is_overloaded or asked is not None
        if wants_pause or state.failures >= _FAILURES_OF_A_HOST:
            self._pause(state, host_pause(state.failures, asked))
        else:
            self.save(state)

    def certified(self, host: str, until: dt.datetime | None) -> None:
        """Note when the certificate ends that a host has shown; None says nothing, as its plain http has none."""
        if until is not None and until != self.state(host).certificate_until:
            self.save(replace(self.state(host), certificate_until=until))

    def rest(self, host: str) -> None:
        """Leave a host alone for its Crawl-delay, in later runs as well."""
        state = self.state(host)
        delay = dt.timedelta(seconds=state.delay or 0.0)
        self._pause(state, min(delay, _LONGEST_REST))

    def _pause(self, state: HostState, pause: dt.timedelta) -> None:
        """Leave a host alone for a while; a longer pause that it is in already stands."""
        until = self._now() + pause
        already = self._paused_until(state.host)
        if already is not None:
            until = max(until, already)
        self.save(replace(state, not_before=until))

    def _paused_until(self, host: str) -> dt.datetime | None:
        """Return until when a host is left alone, or None; what a wrong clock wrote does not count."""
        until = self.state(host).not_before
        if until is None:
            return None
        now = self._now()
        is_paused = now < until < now + _LONGEST_PAUSE
        return until if is_paused else None
