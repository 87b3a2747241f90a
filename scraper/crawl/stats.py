"""The counters of one site while it is crawled."""

from __future__ import annotations

from dataclasses import dataclass, field

from scraper.fetch import Fetcher
from scraper.model import Fault, Outcome, Problem, Reason, Site, SiteResult
from scraper.policy.reasons import NOTICES

# How many failed addresses the paragraph from cron names; 'scraper status --problems' has them all.
_FAILURES_NAMED = 5


@dataclass(slots=True)
class SiteStats:
    """What a crawl did at a site so far.

    Args:
        site: the site.
        counts: by the names of the fields of :class:`SiteResult`.
        problems: what is wrong with the site and its sources.
        failures: the first few addresses that failed, with their reasons.
        is_complete: whether the site's turn came to its own end.
    """

    site: Site
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    failures: list[tuple[str, Fault]] = field(default_factory=list)
    is_complete: bool = False

    def add(self, name: str, number: int = 1) -> None:
        """Count something."""
        self.counts[name] = self.counts.get(name, 0) + number

    def problem(self, fault: Fault, url: str | None = None, kind: str | None = None) -> None:
        """Note what is wrong with the site, or with one of its sources."""
        self.problems.append(Problem(fault, url, kind, is_notice=fault.reason in NOTICES))

    def has_problem(self, reason: Reason) -> bool:
        """Return whether a problem of this kind was met in this turn."""
        return any(problem.fault.reason is reason for problem in self.problems)

    def outcome(self, outcome: Outcome) -> None:
        """Count what became of an article."""
        # Verdicts are spelled as the counters of SiteResult are.
        self.add(outcome.verdict)
        if outcome.verdict != "failed" or outcome.fault is None:
            return
        if len(self.failures) < _FAILURES_NAMED:
            self.failures.append((outcome.url, outcome.fault))

    def result(self, fetcher: Fetcher, deferred: int) -> SiteResult:
        """Return the sums.

        Args:
            fetcher: knows what the site cost.
            deferred: how many addresses a bound left out.
        """
        usage = fetcher.usage(self.site.id)
        return SiteResult(
            site=self.site.id,
            deferred=deferred,
            requests=usage.requests,
            bytes=usage.bytes,
            problems=tuple(self.problems),
            failures=tuple(self.failures),
            complete=self.is_complete,
            **self.counts,
        )
