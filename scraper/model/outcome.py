"""What became of a page, and of a site's turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scraper.model.article import Article

Verdict = Literal["new", "changed", "unchanged", "gone", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article's address.

    Args:
        url: the address that was asked for.
        verdict: in one word.
        reason: why, where the verdict is ``skipped``, ``failed`` or ``gone``.
        article_id: the archived article, if there is one.
        article: the record that was read, if there is one.
        note: what else a person should know of it, or None.
        lie: what the host said of the page that is not so, or None.
    """

    url: str
    verdict: Verdict
    reason: str | None = None
    article_id: int | None = None
    article: Article | None = None
    note: str | None = None
    lie: str | None = None


@dataclass(frozen=True, slots=True)
class SiteResult:
    """What a crawl did at one site.

    Args:
        site: its id.
        found: article addresses that its sources named and that were not known before.
        new, changed, unchanged, gone, failed, skipped: articles by verdict.
        left: addresses known but left out by the bound of a first crawl.
        requests, bytes: what it cost the host; bytes of bodies on the wire.
        problems: one line per source that failed or was not what it should be.
        failures: the first few addresses that failed, with their reasons.
    """

    site: str
    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0
    skipped: int = 0
    left: int = 0
    requests: int = 0
    bytes: int = 0
    problems: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def needs_person(self) -> bool:
        """Whether somebody should look: a source failed, or an address was not archived."""
        return bool(self.problems or self.failed)
