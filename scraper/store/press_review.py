"""What a press review of some days asks of the archive, in few statements however many articles there are."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from sqlite_utils import Database

from scraper.model.press_review import (
    Edit,
    Gone,
    KeywordUse,
    LateArticle,
    Printing,
    ReviewArticle,
    ReviewFacts,
    SiteDay,
    TextState,
    Watched,
)
from scraper.policy.passed_on import is_withheld
from scraper.store.days import SEEN_DAY, Days
from scraper.store.press_review_asked import Asked, Chosen, chosen, day_of, found_late, wanted
from scraper.store.readonly import Row, rows
from scraper.store.told import StoriesTold
from scraper.store.usual_spelling import usual_spelling
from scraper.store.watching import Watching

MOST_EDITS = 100
"""Edited articles of which the texts are compared. Chosen: what one reads through; the others are counted."""

# An article is gone once that was seen twice, a day apart, and gone_at is the first of the two. So what vanished on the
# day before these days was not known to be gone then.
_CONFIRMED_LATER = dt.timedelta(days=1)
# Characters of a lead, or else of the text, that are read; a review shows fewer.
_LEAD = 1000
_MUNICIPALITIES = 10

_ARTICLES = f"""
SELECT a.id, a.site, s.name AS paper, coalesce(a.date, {SEEN_DAY}) AS day, a.kicker, a.title, a.language, a.url,
    a.section, a.duplicate_of AS copy_of, a.gone_at, a.signals, a.capture_id,
    substr(coalesce(nullif(a.lead, ''), a.body, ''), 1, {_LEAD}) AS lead,
    (SELECT min(story_id) FROM story_articles sa WHERE sa.article_id = a.id
        AND NOT EXISTS (SELECT 1 FROM index_queue q WHERE q.article_id = a.id)) AS story_id
FROM articles a JOIN sites s ON s.id = a.site WHERE a.id IN (SELECT value FROM json_each(?))
ORDER BY day, a.published_at, a.id
"""
_KEYWORDS = f"""
SELECT ak.article_id, c.name FROM json_each(?) i JOIN article_keywords ak ON ak.article_id = i.value
{usual_spelling("ak")}
ORDER BY ak.article_id, ak.position
"""
_KEYWORD_COUNTS = f"""
SELECT c.name, count(DISTINCT ak.article_id) AS articles FROM json_each(?) i
JOIN article_keywords ak ON ak.article_id = i.value {usual_spelling("ak")} GROUP BY c.id
"""
_PLACES = """
SELECT DISTINCT m.article_id, m.kind, m.key, m.name FROM json_each(?) i JOIN mentions m ON m.article_id = i.value
WHERE m.kind IN ('municipality', 'district', 'land')
    AND NOT EXISTS (SELECT 1 FROM index_queue q WHERE q.article_id = i.value)
"""
# Edits, by the events of these days: the table of events is small beside that of states.
_EDITS = """
SELECT v.id, v.article_id, v.seen_at, v.until, v.changed,
    EXISTS (SELECT 1 FROM silent_edits e WHERE e.article_id = v.article_id AND e.edited_at = v.until) AS is_silent
FROM (SELECT DISTINCT article_id FROM events WHERE kind = 'changed' AND at >= :from AND at < :to) e
JOIN versions v ON v.article_id = e.article_id
WHERE v.changed <> '' AND v.until >= :from AND v.until < :to ORDER BY v.article_id, v.seen_at, v.id
"""
_STATE = "SELECT kicker, title, lead, body FROM versions WHERE id = ?"
# The state after an edit: the next of the earlier ones, or else the newest.
_STATE_AFTER = """
SELECT kicker, title, lead, body FROM (
    SELECT 0 AS place, seen_at, id, kicker, title, lead, body FROM versions
    WHERE article_id = :article AND (seen_at, id) > (:seen_at, :id)
    UNION ALL SELECT 1, '', id, kicker, title, lead, body FROM articles WHERE id = :article)
ORDER BY place, seen_at, id LIMIT 1
"""
_GONE = """
SELECT a.id, a.gone_at FROM (SELECT DISTINCT article_id FROM events WHERE kind = 'gone' AND at >= :from AND at < :to) e
JOIN articles a ON a.id = e.article_id WHERE a.gone_at IS NOT NULL ORDER BY a.gone_at DESC, a.id
"""
_FOLLOWED_SINCE = "SELECT site, min(finished_at) AS since FROM crawl_sites GROUP BY site"
_AS_OF = """
SELECT coalesce((SELECT max(coalesce(finished_at, started_at)) FROM crawls), (SELECT max(last_seen) FROM articles))
"""


def facts(db: Database, asked: Asked) -> ReviewFacts:
    """Return what the archive knows of some days for a press review.

    Args:
        db: an archive opened for reading or writing.
        asked: the days, and what narrows them.

    Raises:
        SearchError: the words take too long to look up.
    """
    asked.days.prepare(db)
    of_quarter = chosen(db, asked)
    now = [one.id for one in of_quarter if one.day >= asked.first]
    before = [one.id for one in of_quarter if one.day < asked.first]
    articles = _articles(db, now)
    found = found_late(db, asked)
    late = {one.id: one.first_seen for one in found if one.day >= asked.earliest_late}
    late_articles = _articles(db, late)
    edits, edits_total = _edits(db, asked)
    return ReviewFacts(
        asked.first,
        asked.last,
        asked.quarter,
        articles=tuple(articles),
        late=tuple(LateArticle(one, late[one.id]) for one in late_articles),
        older_total=len(found) - len(late),
        printings=_printings(db, [*articles, *late_articles], asked.days),
        edits=tuple(edits),
        edits_total=edits_total,
        gone=tuple(_gone(db, asked)),
        watched=tuple(_watched(db, asked, [*now, *late])),
        site_days=_site_days(of_quarter),
        papers={row["id"]: row["name"] for row in rows(db, "SELECT id, name FROM sites")},
        followed_since=_followed_since(db, asked),
        keywords=tuple(_keyword_use(db, now, before)),
        total_now=len(now),
        total_before=len(before),
        municipalities=_municipalities(db, now),
        newest_day=_newest_day(db, asked),
        as_of=db.execute(_AS_OF).fetchone()[0],
    )


def _articles(db: Database, ids: Collection[int]) -> list[ReviewArticle]:
    """Return articles with what a review shows of them, in the order of their days."""
    wanted = json.dumps(list(ids))
    keywords: dict[int, list[str]] = {}
    for row in rows(db, _KEYWORDS, [wanted]):
        keywords.setdefault(row["article_id"], []).append(row["name"])
    places: dict[int, set[str]] = {}
    for row in rows(db, _PLACES, [wanted]):
        places.setdefault(row["article_id"], set()).add(row["name"])
    return [
        _article(row, keywords.get(row["id"], ()), places.get(row["id"], ())) for row in rows(db, _ARTICLES, [wanted])
    ]


def _article(row: Row, keywords: Iterable[str], places: Iterable[str]) -> ReviewArticle:
    article = ReviewArticle(
        id=row["id"],
        site=row["site"],
        paper=row["paper"],
        day=row["day"],
        kicker=row["kicker"],
        title=row["title"] or "",
        lead=row["lead"],
        language=row["language"],
        url=row["url"],
        section=row["section"],
        keywords=tuple(dict.fromkeys(keywords)),
        places=frozenset(places),
        story_id=row["story_id"],
        copy_of=row["copy_of"],
        is_reserved=False,
        is_gone=row["gone_at"] is not None,
    )
    if is_withheld(row["signals"], is_archived=row["capture_id"] is not None):
        return replace(article, kicker=None, lead="", section=None, keywords=(), is_reserved=True)
    return article


def _printings(db: Database, articles: Sequence[ReviewArticle], days: Days) -> dict[int, tuple[Printing, ...]]:
    """Return of articles that are in a story the other articles of it."""
    in_stories = [one.id for one in articles if one.story_id is not None]
    return {
        number: tuple(
            Printing(
                other["id"],
                other["paper"],
                other["date"],
                other["title"] or "",
                other["url"],
                other["is_first"],
                other["share"],
                other["change"],
            )
            for other in others
        )
        for number, others in StoriesTold(db).also_in(in_stories, days).items()
    }


def _edits(db: Database, asked: Asked) -> tuple[list[Edit], int]:
    """Return what the edits of these days made of articles, the latest first, and how many articles were edited."""
    edits: dict[int, list[Row]] = {}
    for row in rows(db, _EDITS, asked.days.moments()):
        if asked.days.includes(row["until"]):
            edits.setdefault(row["article_id"], []).append(row)
    edited = wanted(db, asked, list(edits))
    latest = sorted(edited, key=lambda number: (edits[number][-1]["until"], number), reverse=True)
    articles = {one.id: one for one in _articles(db, latest[:MOST_EDITS])}
    shown = [_edit(db, articles[number], edits[number]) for number in latest[:MOST_EDITS] if number in articles]
    return shown, len(edited)


def _edit(db: Database, article: ReviewArticle, edits: Sequence[Row]) -> Edit:
    first, last = edits[0], edits[-1]
    before = db.execute(_STATE, [first["id"]]).fetchone()
    of_last = {"article": article.id, "seen_at": last["seen_at"], "id": last["id"]}
    after = db.execute(_STATE_AFTER, of_last).fetchone()
    changed = dict.fromkeys(name for edit in edits for name in edit["changed"].split("; "))
    is_silent = any(edit["is_silent"] for edit in edits)
    return Edit(article, last["until"], len(edits), tuple(changed), is_silent, TextState(*before), TextState(*after))


def _gone(db: Database, asked: Asked) -> Iterator[Gone]:
    """Yield the articles that vanished in these days, or the day before, the latest first."""
    days = replace(asked.days, since=asked.first - _CONFIRMED_LATER)
    since = {row["id"]: row["gone_at"] for row in rows(db, _GONE, days.moments()) if days.includes(row["gone_at"])}
    articles = {one.id: one for one in _articles(db, wanted(db, asked, list(since)))}
    for number, moment in since.items():
        if number in articles:
            yield Gone(articles[number], moment)


def _watched(db: Database, asked: Asked, ids: Sequence[int]) -> Iterator[Watched]:
    """Yield each saved search with those of some articles that it finds."""
    if not asked.searches:
        return
    watching = Watching(db, asked.seen_day)
    for name, words, search in asked.searches:
        yield Watched(name, words, frozenset(watching.found(search, ids)))


def _site_days(found: Iterable[Chosen]) -> tuple[SiteDay, ...]:
    counts = Counter((one.site, one.day) for one in found)
    return tuple(SiteDay(site, day, number) for (site, day), number in sorted(counts.items()))


def _followed_since(db: Database, asked: Asked) -> dict[str, dt.date]:
    """Return the local day of the first crawl of each site that was crawled."""
    days = {row["site"]: day_of(asked.seen_day(row["since"])) for row in rows(db, _FOLLOWED_SINCE)}
    return {site: day for site, day in days.items() if day is not None}


def _keyword_use(db: Database, now: Collection[int], before: Collection[int]) -> Iterator[KeywordUse]:
    """Yield the keywords of these days with how many articles have them, and had them in the quarter before."""
    earlier = dict(_keyword_counts(db, before))
    for name, number in _keyword_counts(db, now):
        yield KeywordUse(name, number, earlier.get(name, 0))


def _keyword_counts(db: Database, ids: Collection[int]) -> list[tuple[str, int]]:
    return [(row["name"], row["articles"]) for row in rows(db, _KEYWORD_COUNTS, [json.dumps(list(ids))])]


def _municipalities(db: Database, ids: Collection[int]) -> tuple[tuple[str, int], ...]:
    """Return the municipalities that most articles name, with their number."""
    named = [row for row in rows(db, _PLACES, [json.dumps(list(ids))]) if row["kind"] == "municipality"]
    names: dict[str, str] = {row["key"]: row["name"] for row in named}
    counts = Counter(row["key"] for row in named)
    ranked = sorted(counts, key=lambda key: (-counts[key], names[key]))
    return tuple((names[key], counts[key]) for key in ranked[:_MUNICIPALITIES])


def _newest_day(db: Database, asked: Asked) -> str | None:
    """Return the newest day of an article of the sites, whatever its words; where it states none, its first visit's.

    Returns:
        None: they have no article.
    """
    of_sites, params = asked.of_sites, asked.site_params
    # In two parts, as for the articles of some days.
    (stated,) = db.execute(f"SELECT max(a.date) FROM articles a WHERE a.date IS NOT NULL {of_sites}", params).fetchone()
    (seen,) = db.execute(f"SELECT max(a.first_seen) FROM articles a WHERE a.date IS NULL {of_sites}", params).fetchone()
    found = [stated]
    if seen is not None:
        found.append(asked.seen_day(seen))
    return max(map(str, filter(None, found)), default=None)
