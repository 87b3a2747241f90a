"""The charts of a press review: articles by source and by week, keywords that rise, municipalities."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from scraper.analysis.rising_keywords import LEAST_BEFORE, LEAST_NOW, is_comparable, rising
from scraper.model.press_review import ReviewFacts
from scraper.report.charts import MOST_BARS, Chart, Value, bars, columns
from scraper.report.wording import Wording

_WEEK = 7
# Weeks that are drawn at the most; chosen: half a year, of which each column still has room for its figure.
_MOST_WEEKS = 26
_MOST_RISING = 10
# A source that has no article in these days is named where it has one in such a span at other times.
_USUALLY_ONE = 1.0
# Weeks before these days in which a source must have been followed, so that it is said what is usual for it. Chosen:
# of fewer, one quiet week decides; and the first crawl finds of the weeks before only what a feed still has of them.
_LEAST_WEEKS = 3


# Figures of a chart of bars, and of a time series, that stand in the text of a mail.
_BARS_IN_TEXT, _COLUMNS_IN_TEXT = MOST_BARS, 6


@dataclass(frozen=True, slots=True)
class Drawing:
    """A part of the figures: a chart, or the sentence that says why there is none.

    Args:
        heading: above it.
        chart: None: there is nothing to draw.
        said: below the chart, or instead of it; empty: nothing.
        of: what stands in the first column of the table of figures.
        in_text: the figures that stand in a text, a line each.
    """

    heading: str
    chart: Chart | None
    said: str
    of: str
    in_text: tuple[str, ...] = ()


def drawings(facts: ReviewFacts, words: Wording) -> list[Drawing]:
    """Return the figures of a press review in their order."""
    found = [_by_site(facts, words), _by_week(facts, words), _rising(facts, words), _municipalities(facts, words)]
    return [one for one in found if one is not None]


def usual(facts: ReviewFacts) -> dict[str, float]:
    """Return how many articles sources usually have in as many days as the review has, by the ids of their sites.

    Of each source count the days of the quarter before since it is followed: of the days before its first crawl, only
    what its feed still had was archived. Sources that are followed for too short a time are left out.
    """
    followed: dict[str, dt.date] = {}
    for site, since in facts.followed_since.items():
        start = max(since, facts.quarter)
        if (facts.first - start).days >= _LEAST_WEEKS * _WEEK:
            followed[site] = start
    before: Counter[str] = Counter(dict.fromkeys(followed, 0))
    for one in facts.site_days:
        if one.site in followed and followed[one.site] <= one.day < facts.first:
            before[one.site] += one.articles
    length = _days(facts)
    return {site: number * length / (facts.first - followed[site]).days for site, number in before.items()}


def _by_site(facts: ReviewFacts, words: Wording) -> Drawing | None:
    now: Counter[str] = Counter()
    for one in facts.site_days:
        if one.day >= facts.first:
            now[one.site] += one.articles
    expected = usual(facts)
    missing = {site for site, number in expected.items() if number >= _USUALLY_ONE}
    names = {site: facts.papers.get(site, site) for site in {*now} | missing}
    if not names:
        return None
    sites = sorted(names, key=lambda site: (-now[site], names[site].casefold()))
    values = [Value(names[site], now[site], _beside_usual(now[site], expected.get(site), words)) for site in sites]
    heading = words.text("by_site")
    description = words.text(
        "by_site_desc",
        sources=words.counted("papers", len(sites)),
        best=names[sites[0]],
        number=words.counted("articles", now[sites[0]]),
    )
    chart = bars("chart-sites", heading, description, values, lang=words.lang)
    said = ""
    if not expected.keys().isdisjoint(sites):
        said = words.text("usual_means")
    return _of_bars(chart, said, words.text("source"), words)


def _beside_usual(number: int, expected: float | None, words: Wording) -> str | None:
    """Return a number with what is usual, where that is known."""
    if expected is None:
        return None
    return words.text("usual", number=words.number(number), usual=_rounded(expected, words))


def _by_week(facts: ReviewFacts, words: Wording) -> Drawing | None:
    """Return the weeks of the review and of the quarter before, as far as the archive has seen them whole."""
    seen = [max(since, facts.quarter) for since in facts.followed_since.values() if since < facts.first]
    if not seen:
        return None
    number = min(((facts.last - min(seen)).days + 1) // _WEEK, _MOST_WEEKS)
    if number - _days(facts) // _WEEK < _LEAST_WEEKS:
        return None
    by_week: Counter[int] = Counter()
    for one in facts.site_days:
        by_week[(facts.last - one.day).days // _WEEK] += one.articles
    weeks = range(number - 1, -1, -1)
    first_days = {week: facts.last - dt.timedelta(days=(week + 1) * _WEEK - 1) for week in weeks}
    mean = sum(by_week[week] for week in weeks if week) / (number - 1)
    heading, of = words.text("by_week"), words.text("week_of")
    description = words.text(
        "by_week_desc",
        last=words.whole_day(facts.last),
        number=words.counted("articles", by_week[0]),
        mean=_rounded(mean, words),
    )
    values = [Value(words.short_day(first_days[week]), by_week[week]) for week in weeks]
    chart = columns("chart-weeks", heading, description, values, lang=words.lang)
    in_text = tuple(f"{of} {figure.label}: {figure.shown}" for figure in chart.figures[-_COLUMNS_IN_TEXT:])
    return Drawing(heading, chart, "", of, in_text)


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
    said = words.text("rising_means", least=words.number(LEAST_NOW), day=words.whole_day(facts.quarter))
    return _of_bars(chart, said, of, words)


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
    return _of_bars(bars("chart-places", heading, description, values, lang=words.lang), "", of, words)


def _days(facts: ReviewFacts) -> int:
    """Return how many days the review has."""
    return (facts.last - facts.first).days + 1


def _rounded(value: float, words: Wording) -> str:
    return words.number(round(value, 1))


def _of_bars(chart: Chart, said: str, of: str, words: Wording) -> Drawing:
    """Return a chart of bars with what is said of it, and with how many figures are not drawn."""
    if chart.left_out:
        shown = words.text("shown_of", shown=words.number(MOST_BARS), total=words.number(len(chart.figures)))
        said = f"{shown} {said}".rstrip()
    in_text = tuple(f"{figure.label}: {figure.shown}" for figure in chart.figures[:_BARS_IN_TEXT])
    return Drawing(chart.title, chart, said, of, in_text)
