"""The charts of a press review: articles by source and by week, keywords that rise, municipalities."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from scraper.analysis.rising_keywords import LEAST_BEFORE, LEAST_NOW, is_comparable, rising
from scraper.model.press_review import QUARTER_DAYS, ReviewFacts
from scraper.report.charts import MOST_BARS, Chart, Value, bars, columns
from scraper.report.wording import Wording

_WEEK = 7
# Weeks that are drawn at the most; chosen: half a year, of which each column still has room for its figure.
_MOST_WEEKS = 26
_MOST_RISING = 10
# A source that has no article in these days is named where it has one in such a span at other times.
_USUALLY_ONE = 1.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A part of the figures: a chart, or the sentence that says why there is none.

    Args:
        heading: above it.
        chart: None: there is nothing to draw.
        said: below the chart, or instead of it; empty: nothing.
        of: what stands in the first column of the table of figures.
    """

    heading: str
    chart: Chart | None
    said: str
    of: str


def drawings(facts: ReviewFacts, words: Wording) -> list[Drawing]:
    """Return the figures of a press review in their order."""
    found = [_by_site(facts, words), _by_week(facts, words), _rising(facts, words), _municipalities(facts, words)]
    return [one for one in found if one is not None]


def _by_site(facts: ReviewFacts, words: Wording) -> Drawing | None:
    now: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for one in facts.site_days:
        (now if one.day >= facts.first else before)[one.site] += one.articles
    share = _days(facts) / QUARTER_DAYS
    usual = {site: number * share for site, number in before.items()}
    sites = [site for site in {*now, *usual} if now[site] or usual[site] >= _USUALLY_ONE]
    if not sites:
        return None
    names = {site: facts.papers.get(site, site) for site in sites}
    sites.sort(key=lambda site: (-now[site], names[site].casefold()))

    def shown(site: str) -> str | None:
        if not facts.total_before:
            return None
        return words.text("usual", number=words.number(now[site]), usual=_rounded(usual.get(site, 0), words))

    chart = bars(
        "chart-sites",
        words.text("by_site"),
        words.text(
            "by_site_desc",
            sources=words.counted("papers", len(sites)),
            best=names[sites[0]],
            number=words.counted("articles", now[sites[0]]),
        ),
        [Value(names[site], now[site], shown(site)) for site in sites],
        lang=words.lang,
    )
    return Drawing(
        words.text("by_site"),
        chart,
        _said(chart, words, words.text("usual_means") if facts.total_before else ""),
        words.text("source"),
    )


def _by_week(facts: ReviewFacts, words: Wording) -> Drawing | None:
    if not facts.total_before:
        return None
    number = min((_days(facts) + QUARTER_DAYS) // _WEEK, _MOST_WEEKS)
    by_week: Counter[int] = Counter()
    for one in facts.site_days:
        by_week[(facts.last - one.day).days // _WEEK] += one.articles
    weeks = range(number - 1, -1, -1)
    first_days = {week: facts.last - dt.timedelta(days=(week + 1) * _WEEK - 1) for week in weeks}
    others = [by_week[week] for week in weeks if week]
    mean = sum(others) / max(len(others), 1)
    chart = columns(
        "chart-weeks",
        words.text("by_week"),
        words.text(
            "by_week_desc",
            last=words.whole_day(facts.last),
            number=words.counted("articles", by_week[0]),
            mean=_rounded(mean, words),
        ),
        [Value(words.short_day(first_days[week]), by_week[week]) for week in weeks],
        lang=words.lang,
    )
    return Drawing(words.text("by_week"), chart, "", words.text("week_of"))


def _rising(facts: ReviewFacts, words: Wording) -> Drawing | None:
    if not facts.articles:
        return None
    heading, of = words.text("rising"), words.text("keyword")
    if not is_comparable(facts.total_before):
        articles = words.counted("articles", facts.total_before)
        said = words.text("rising_too_few", articles=articles, least=words.number(LEAST_BEFORE))
        return Drawing(heading, None, said, of)
    risen = rising(facts.keywords, facts.total_now, facts.total_before, _MOST_RISING)
    if not risen:
        return Drawing(heading, None, words.text("rising_none", least=words.number(LEAST_NOW)), of)
    values = []
    for one in risen:
        number = words.number(one.now)
        shown = words.text("expected", number=number, expected=_rounded(one.expected, words))
        if one.is_new:
            shown = words.text("new_keyword", number=number)
        values.append(Value(one.name, one.now, shown))
    description = words.text("rising_desc", keywords=words.counted("keywords", len(risen)), best=risen[0].name)
    chart = bars("chart-keywords", heading, description, values, lang=words.lang)
    day = words.whole_day(facts.quarter)
    return Drawing(heading, chart, words.text("rising_means", least=words.number(LEAST_NOW), day=day), of)


def _municipalities(facts: ReviewFacts, words: Wording) -> Drawing | None:
    if not facts.articles:
        return None
    heading, of = words.text("municipalities"), words.text("municipality")
    if not facts.municipalities:
        return Drawing(heading, None, words.text("municipalities_none"), of)
    best, number = facts.municipalities[0]
    description = words.text(
        "municipalities_desc",
        places=words.counted("places", len(facts.municipalities)),
        best=best,
        number=words.counted("articles", number),
    )
    values = [Value(name, articles) for name, articles in facts.municipalities]
    return Drawing(heading, bars("chart-places", heading, description, values, lang=words.lang), "", of)


def _days(facts: ReviewFacts) -> int:
    """Return how many days the review has."""
    return (facts.last - facts.first).days + 1


def _rounded(value: float, words: Wording) -> str:
    return words.number(round(value, 1))


def _said(chart: Chart, words: Wording, said: str) -> str:
    """Return what stands below a chart, with how many figures are not drawn."""
    if not chart.left_out:
        return said
    shown, total = words.number(MOST_BARS), words.number(len(chart.figures))
    return " ".join(filter(None, [words.text("shown_of", shown=shown, total=total), said]))
