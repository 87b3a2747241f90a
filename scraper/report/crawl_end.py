"""How a crawl ended, for monitors: as one JSON object, or for Prometheus."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scraper.model import SiteResult

UP, DOWN = "up", "down"
# What a site's record has beside the counts of the run: keys of 'scraper status'.
_OF_A_SITE = ("site", "verdict", "newest_article", "last_success", "articles")
_COUNTS = ("found", "new", "changed", "unchanged", "gone", "failed", "requests", "bytes")
_OF_A_PROBLEM = ("code", "severity", "url", "kind", "since", "times", "problem", "next")


@dataclass(frozen=True, slots=True)
class CrawlEnd:
    """How a crawl ended.

    Args:
        exit_code: of the program.
        started, finished: when, aware UTC.
        error: the sentence on what ended it; None of one that came to its own end.
        states: how the sites of the run and the archive as a whole are doing, as 'scraper status' has it; empty where
            the archive could not be read.
        results: what was done at each site; empty where the crawl did not come that far.
    """

    exit_code: int
    started: dt.datetime
    finished: dt.datetime
    error: str | None = None
    states: tuple[Mapping[str, Any], ...] = ()
    results: Mapping[str, SiteResult] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """``up`` of a crawl that came to its end and met nothing that needs a person, else ``down``."""
        return UP if self.exit_code == 0 else DOWN

    @property
    def sites(self) -> list[Mapping[str, Any]]:
        """The states of the sites alone."""
        return [state for state in self.states if state["site"] is not None]

    def seconds(self) -> int:
        """Return how long it took; 0 where the clock was set back meanwhile."""
        return max(int((self.finished - self.started).total_seconds()), 0)


def as_json(end: CrawlEnd) -> str:
    """Return one JSON object, in lines that a person can read, too."""
    record = {
        "exit": end.exit_code,
        "status": end.status,
        "started": _time(end.started),
        "finished": _time(end.finished),
        "seconds": end.seconds(),
        "error": end.error,
        "sites": [_site(state, end.results.get(state["site"])) for state in end.sites],
        "problems": list(_problems(end.states)),
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _site(state: Mapping[str, Any], result: SiteResult | None) -> dict[str, Any]:
    """Return the record of a site; without a result, what the run did there is not known."""
    counts = {name: None if result is None else getattr(result, name) for name in _COUNTS}
    # Beside what failed in this run stands what is still not had of earlier ones.
    return {name: state[name] for name in _OF_A_SITE} | counts | {"not_archived": state["failed"]}


def _problems(states: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for state in states:
        for problem in state["problems"]:
            yield {"site": state["site"]} | {name: problem[name] for name in _OF_A_PROBLEM}


def _time(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


_Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Gauge:
    """One metric of Prometheus: its name, what it means, and its values by their labels."""

    name: str
    meaning: str
    values: Mapping[_Labels, float | None]


def as_prometheus(end: CrawlEnd) -> str:
    """Return the metrics of a crawl in Prometheus' text format, version 0.0.4, for node_exporter's textfile collector.

    Times are seconds since 1970, as Prometheus' own are; no sample has a timestamp, which that collector refuses.
    """
    return "".join(line for gauge in _gauges(end) for line in _lines(gauge))


def _gauges(end: CrawlEnd) -> list[_Gauge]:
    by_site = {(("site", state["site"]),): state for state in end.sites}
    open_problems: Counter[_Labels] = Counter(
        (("site", problem["site"] or ""), ("code", problem["code"])) for problem in _problems(end.states)
    )
    return [
        _Gauge("scraper_crawl_last_run_timestamp_seconds", "When the last crawl ended.", {(): _unix(end.finished)}),
        _Gauge(
            "scraper_crawl_exit_code",
            "Exit code of the last crawl: 0 well, 1 something needs a person, 75 another one held the archive.",
            {(): end.exit_code},
        ),
        _Gauge("scraper_crawl_duration_seconds", "How long the last crawl took.", {(): end.seconds()}),
        _Gauge(
            "scraper_site_last_success_timestamp_seconds",
            "When a crawl came to the end of the site and met no problem.",
            {labels: _seconds(state["last_success"]) for labels, state in by_site.items()},
        ),
        _Gauge(
            "scraper_site_newest_article_timestamp_seconds",
            "Day of the site's newest article.",
            {labels: _seconds(state["newest_article"]) for labels, state in by_site.items()},
        ),
        _Gauge(
            "scraper_site_articles",
            "Articles of the site in the archive.",
            {labels: state["articles"] for labels, state in by_site.items()},
        ),
        _Gauge(
            "scraper_crawl_articles",
            "Articles of the site by what the last crawl found of them.",
            {
                (*labels, ("verdict", verdict)): getattr(end.results[state["site"]], verdict)
                for labels, state in by_site.items()
                if state["site"] in end.results
                for verdict in ("new", "changed", "gone", "failed")
            },
        ),
        _Gauge(
            "scraper_site_not_archived",
            "Addresses of the site that could not be archived so far.",
            {labels: state["failed"] for labels, state in by_site.items()},
        ),
        _Gauge(
            "scraper_problems",
            "Open problems by site and code; the site is empty where it is the archive as a whole.",
            dict(open_problems),
        ),
    ]


def _lines(gauge: _Gauge) -> Iterator[str]:
    """Yield the lines of a metric; none where it has no value."""
    known = {labels: value for labels, value in gauge.values.items() if value is not None}
    if not known:
        return
    yield f"# HELP {gauge.name} {_escaped(gauge.meaning)}\n"
    yield f"# TYPE {gauge.name} gauge\n"
    for labels, value in known.items():
        named = ",".join(f'{name}="{_quoted(text)}"' for name, text in labels)
        sample = gauge.name
        if named:
            sample += f"{{{named}}}"
        yield f"{sample} {value}\n"


def _escaped(text: str) -> str:
    """Return a text as a line of the format holds it: backslashes and line feeds are escaped."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quoted(text: str) -> str:
    """Return the value of a label, in which a quotation mark is escaped, too."""
    return _escaped(text).replace('"', '\\"')


def _seconds(text: str | None) -> int | None:
    """Return a time or a day of the archive in seconds since 1970, or None where it is none."""
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    # A day has no zone; it begins at midnight in UTC, as far as monitors are concerned.
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return _unix(moment)


def _unix(moment: dt.datetime) -> int:
    return int(moment.timestamp())
