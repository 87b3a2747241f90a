"""What is shown of some days: decided once, for the page, for the text, and for a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scraper.analysis.press_topics import Entry, entries_of, ordered, topics
from scraper.model.press_review import LATE_DAYS, ReviewFacts
from scraper.report.press_review_charts import drawings
from scraper.report.press_review_parts import Edits, Late, Order, Review, Room, Vanished
from scraper.report.press_review_shows import MOST_OF_NAME, Shows, short
from scraper.report.wording import Wording
from scraper.web.plain_text import one_line

# A page with so many entries shows one article that was edited, one that vanished, and one entry that was found late.
# Chosen: a hundred of each beside the entries of a review that is not shortened.
_ENTRIES_A_CHANGE = 6
# Entries that were found late are shown up to this number. Chosen: what one reads beside the news of a week; a source
# that comes to be followed may bring hundreds.
_MOST_LATE = 30
_DAYS_A_WEEK = 7


def subject(facts: ReviewFacts, order: Order) -> str:
    """Return what a review is called: ``Presseschau 2.–8. November 2026``."""
    words = Wording(order.lang)
    days = words.days(facts.first, facts.last)
    if order.query is None:
        return words.text("title_of_days", days=days)
    return words.text("title_about", days=days, query=short(order.query, MOST_OF_NAME))


def review(facts: ReviewFacts, order: Order, room: Room) -> Review:
    """Return what is shown of some days.

    Args:
        facts: what the archive knows of them.
        order: how it is written.
        room: how much is shown.
    """
    words = Wording(order.lang)
    late_ids = {one.article.id for one in facts.late}
    entries = entries_of([*facts.articles, *(one.article for one in facts.late)], facts.printings)
    of_days = [entry for entry in entries if entry.head.id not in late_ids]
    late = ordered(entry for entry in reversed(entries) if entry.head.id in late_ids)
    has_leads = min(len(entries), room.entries) <= room.leads
    most_changes = max(room.entries // _ENTRIES_A_CHANGE, 1)
    shows = Shows(words, facts.first, facts.last, has_leads=has_leads)
    shown_topics = tuple(shows.topics(topics(of_days), room.entries))
    return Review(
        words,
        subject(facts, order),
        words.days(facts.first, facts.last),
        tuple(_asked(facts, order, words)),
        _summary(facts, of_days, late, words),
        tuple(_left_out(sum(len(topic.entries) for topic in shown_topics), len(of_days), words, has_leads=has_leads)),
        tuple(_nothing(facts, order, words)),
        tuple(shows.searches(facts.watched, entries, room.entries)),
        shown_topics,
        _late(late, facts, shows, words, min(most_changes, _MOST_LATE)),
        _edits(facts, shows, words, most_changes),
        _gone(facts, shows, words, most_changes),
        tuple(drawings(facts, words)),
        _as_of(facts, words),
    )


def _asked(facts: ReviewFacts, order: Order, words: Wording) -> Iterator[str]:
    """Yield what narrows the review: words and sites."""
    if order.query:
        yield words.text("about", query=words.quoted(one_line(order.query)))
    if order.sites:
        names = [one_line(facts.papers.get(site, site)) for site in order.sites]
        yield words.text("only_sites", sites=", ".join(names))


def _summary(facts: ReviewFacts, of_days: Sequence[Entry], late: Iterable[Entry], words: Wording) -> str:
    """Return the week in one line: how much, of how many, what stood in several papers, and what else happened."""
    parts = []
    if facts.articles:
        articles = words.counted("articles", len(facts.articles))
        papers = words.counted("papers", len({one.site for one in facts.articles}))
        parts.append(words.text("summary", articles=articles, papers=papers))
    numbers = {
        "stories": sum(entry.papers > 1 for entry in of_days),
        "late_articles": sum(len(entry.articles) for entry in late),
        "edited_articles": facts.edits_total,
        "gone_articles": len(facts.gone),
    }
    parts += [words.counted(key, number) for key, number in numbers.items() if number]
    if not parts:
        return ""
    return "; ".join(parts) + "."


def _left_out(shown: int, total: int, words: Wording, *, has_leads: bool) -> Iterator[str]:
    """Yield what is not shown for want of room."""
    if shown < total:
        yield words.text("shortened_review", shown=words.number(shown), total=words.number(total))
    if not has_leads:
        yield words.text("without_leads")


def _nothing(facts: ReviewFacts, order: Order, words: Wording) -> Iterator[str]:
    """Yield the sentences that say that there is no article, and what to do; none where there are some."""
    if facts.articles:
        return
    if order.query is None:
        yield words.text("nothing")
    else:
        yield words.text("nothing_found")
    if facts.newest_day is None:
        yield words.text("empty")
        yield words.text("advice_crawl")
        return
    yield words.text("newest", day=words.whole_day(facts.newest_day))
    yield words.text("advice_days")
    if order.query is None:
        yield words.text("advice_crawl")


def _late(late: Sequence[Entry], facts: ReviewFacts, shows: Shows, words: Wording, most: int) -> Late:
    """Return what was found late, the newest first, but for stories that stand among those of these days."""
    found_on = {one.article.id: shows.local_day(one.found_at) for one in facts.late}
    shown = [shows.entry(entry, words.text("found_on", day=found_on[entry.head.id])) for entry in late[:most]]
    said = [shows.shown_of(len(shown), len(late))]
    if facts.older_total:
        older = words.counted("articles", facts.older_total)
        said.append(words.text("older", articles=older, weeks=words.number(LATE_DAYS // _DAYS_A_WEEK)))
    return Late(tuple(shown), tuple(filter(None, said)))


def _edits(facts: ReviewFacts, shows: Shows, words: Wording, most: int) -> Edits:
    """Return what was edited, the latest first, and what the signs beside it mean."""
    shown = [shows.edit(one) for one in facts.edits[:most]]
    if not shown:
        return Edits()
    marks = ""
    if any(one.diffs for one in shown):
        marks = words.text("words_marked")
    said = [shows.shown_of(len(shown), facts.edits_total)]
    if any(one.silent for one in shown):
        said.append(words.text("silent_means"))
    said.append(words.text("more_in_diff"))
    return Edits(tuple(shown), marks, tuple(filter(None, said)))


def _gone(facts: ReviewFacts, shows: Shows, words: Wording, most: int) -> Vanished:
    """Return what vanished, the latest first."""
    shown = [shows.gone(one) for one in facts.gone[:most]]
    if not shown:
        return Vanished()
    return Vanished(
        tuple(shown), tuple(filter(None, (shows.shown_of(len(shown), len(facts.gone)), words.text("kept"))))
    )


def _as_of(facts: ReviewFacts, words: Wording) -> str:
    if facts.as_of is None:
        return ""
    return words.text("as_of", time=words.time(facts.as_of))
