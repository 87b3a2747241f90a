"""The counters of one site while it is crawled."""

from __future__ import annotations

from dataclasses import dataclass, field

from scraper.fetch import Fetcher
from scraper.model import Outcome, Site, SiteResult

_FAILURES_SHOWN = 5


@dataclass(slots=True)
class Tally:
    """The counters of one site while it is crawled.

    Args:
        site: the site.
    """

    site: Site
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, name: str, number: int = 1) -> None:
        """Count something."""
        self.counts[name] = self.counts.get(name, 0) + number

    def outcome(self, outcome: Outcome) -> None:
        """Count what became of an article."""
        self.add(outcome.verdict)
        if outcome.verdict == "failed" and len(self.failures) < _FAILURES_SHOWN:
            self.failures.append(f"{outcome.url}: {outcome.reason}")

    def result(self, fetcher: Fetcher, left: int) -> SiteResult:
        """Return the sums."""
        usage = fetcher.usage(self.site.id)
        return SiteResult(
            site=self.site.id,
            left=left,
            requests=usage.requests,
            bytes=usage.bytes,
            problems=tuple(self.problems),
            failures=tuple(self.failures),
            **self.counts,
        )
