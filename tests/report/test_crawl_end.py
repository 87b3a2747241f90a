"""A crawl's end for monitors: the format of Prometheus is read by a parser of its own, JSON as it is."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
from typing import Any

import pytest

from scraper.model import SiteResult
from scraper.report.crawl_end import CrawlEnd, as_json, as_prometheus

START = dt.datetime(2026, 11, 23, 6, 17, tzinfo=dt.UTC)
# https://prometheus.io/docs/instrumenting/exposition_formats/: a name, labels in braces, a value.
SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?[0-9.e+]+)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
ESCAPED = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}
Labels = frozenset[tuple[str, str]]


def parsed(text: str) -> dict[tuple[str, Labels], float]:
    """Return the samples of a text in the exposition format; whatever does not belong there is an error."""
    assert text.endswith("\n")
    samples: dict[tuple[str, Labels], float] = {}
    helped: set[str] = set()
    typed: list[str] = []
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ", 3)[2]
            assert name not in helped
            helped.add(name)
        elif line.startswith("# TYPE "):
            name, kind = line.split(" ")[2:]
            assert kind == "gauge"
            typed.append(name)
        else:
            found = SAMPLE.fullmatch(line)
            assert found, line
            # All samples of a metric stand behind its one TYPE line.
            assert typed[-1] == found[1]
            assert found[1] in helped
            labels = LABEL.findall(found[2] or "")
            assert "".join(f'{name}="{value}",' for name, value in labels).rstrip(",") == (found[2] or "")
            key = found[1], frozenset((n, re.sub(r"\\.", lambda one: ESCAPED[one[0]], value)) for n, value in labels)
            assert key not in samples
            samples[key] = float(found[3])
    assert len(set(typed)) == len(typed)
    # A metric without a value is left out altogether.
    assert helped == set(typed) == {name for name, _ in samples}
    return samples


def state(site: str | None, *codes: str, **more: Any) -> dict[str, Any]:
    problems = [
        {
            "url": None,
            "kind": None,
            "code": code,
            "severity": "major",
            "problem": "status 404",
            "since": "2026-11-20T06:17:00Z",
            "last": "2026-11-23T06:17:00Z",
            "times": 3,
            "next": None,
        }
        for code in codes
    ]
    values = {"newest_article": "2026-11-22", "last_success": "2026-11-23T06:00:00Z", "articles": 7, "failed": 2}
    return {"site": site, "verdict": "ok", "problems": problems} | values | more


ODD = 'a"b\\c\nd'
END = CrawlEnd(
    exit_code=1,
    started=START,
    finished=START + dt.timedelta(seconds=90),
    states=(
        state(None, "no_crawl"),
        state("amt", "http_status", "http_status", "timeout"),
        state(ODD, newest_article=None, last_success="nie"),
    ),
    results={"amt": SiteResult("amt", found=4, new=3, changed=2, gone=1, failed=1, requests=9, bytes=1234)},
)


def test_for_prometheus() -> None:
    samples = parsed(as_prometheus(END))
    amt, odd = ("site", "amt"), ("site", ODD)
    assert samples == {
        ("scraper_crawl_last_run_timestamp_seconds", frozenset()): 1795414710,
        ("scraper_crawl_exit_code", frozenset()): 1,
        ("scraper_crawl_duration_seconds", frozenset()): 90,
        # What is no time, and what nobody knows, has no value rather than a false one.
        ("scraper_site_last_success_timestamp_seconds", frozenset({amt})): 1795413600,
        ("scraper_site_newest_article_timestamp_seconds", frozenset({amt})): 1795305600,
        ("scraper_site_articles", frozenset({amt})): 7,
        ("scraper_site_articles", frozenset({odd})): 7,
        ("scraper_crawl_articles", frozenset({amt, ("verdict", "new")})): 3,
        ("scraper_crawl_articles", frozenset({amt, ("verdict", "changed")})): 2,
        ("scraper_crawl_articles", frozenset({amt, ("verdict", "gone")})): 1,
        ("scraper_crawl_articles", frozenset({amt, ("verdict", "failed")})): 1,
        ("scraper_site_not_archived", frozenset({amt})): 2,
        ("scraper_site_not_archived", frozenset({odd})): 2,
        ("scraper_problems", frozenset({("site", ""), ("code", "no_crawl")})): 1,
        ("scraper_problems", frozenset({amt, ("code", "http_status")})): 2,
        ("scraper_problems", frozenset({amt, ("code", "timeout")})): 1,
    }


def test_a_crawl_that_did_not_come_far_has_no_sites() -> None:
    end = CrawlEnd(75, START, START - dt.timedelta(hours=1), error="Another crawl holds the archive.")
    # A clock that was set back meanwhile makes no negative time.
    assert {name: value for (name, _), value in parsed(as_prometheus(end)).items()} == {
        "scraper_crawl_last_run_timestamp_seconds": 1795411020,
        "scraper_crawl_exit_code": 75,
        "scraper_crawl_duration_seconds": 0,
    }


@pytest.mark.skipif(shutil.which("promtool") is None, reason="there is no promtool here")
def test_promtool_has_nothing_to_say() -> None:
    done = subprocess.run(["promtool", "check", "metrics"], input=as_prometheus(END), text=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_as_json() -> None:
    record = json.loads(as_json(END))
    assert {name: record[name] for name in ("exit", "status", "started", "finished", "seconds", "error")} == {
        "exit": 1,
        "status": "down",
        "started": "2026-11-23T06:17:00Z",
        "finished": "2026-11-23T06:18:30Z",
        "seconds": 90,
        "error": None,
    }
    assert record["sites"][0] == {
        "site": "amt",
        "verdict": "ok",
        "newest_article": "2026-11-22",
        "last_success": "2026-11-23T06:00:00Z",
        "articles": 7,
        "found": 4,
        "new": 3,
        "changed": 2,
        "unchanged": 0,
        "gone": 1,
        "failed": 1,
        "requests": 9,
        "bytes": 1234,
        "not_archived": 2,
    }
    # What the run did at a site that it did not come to is not known.
    assert (record["sites"][1]["site"], record["sites"][1]["new"]) == (ODD, None)
    assert [(one["site"], one["code"]) for one in record["problems"]] == [
        (None, "no_crawl"),
        ("amt", "http_status"),
        ("amt", "http_status"),
        ("amt", "timeout"),
    ]
    assert record["problems"][0] == {
        "site": None,
        "code": "no_crawl",
        "severity": "major",
        "url": None,
        "kind": None,
        "since": "2026-11-20T06:17:00Z",
        "times": 3,
        "problem": "status 404",
        "next": None,
    }
