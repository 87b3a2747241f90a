"""What is shown of some days: decided once, for the page and for the text of a mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from scraper.analysis.press_topics import Entry, Topic, topics
from scraper.analysis.short_diff import LONGEST, ShortDiff, short_diff
from scraper.model.press_review import Edit, Gone, Printing, ReviewArticle, ReviewFacts, Watched
from scraper.report import jinja, written
from scraper.report.press_review_charts import drawings
from scraper.report.press_review_parts import (
    Headline,
    Order,
    Printed,
    Review,
    ShownEdit,
    ShownEntry,
    ShownSearch,
    ShownTopic,
)
from scraper.report.wording import Wording
from scraper.web.plain_text import ELLIPSIS, clean, one_line, shortened

# Characters of a lead; chosen: on the page three or four lines.
_LEAD = 300
_TITLE, _NAME = 300, 100
# Characters of an address that browsers and mail programs follow; what is longer is shown shortened and not linked.
_ADDRESS = 2000
# Characters of a text from which its beginning is taken; what stands behind them may have megabytes.
_READ = 4 * _ADDRESS
# Articles of a saved search, and other papers of a story, that are shown.
_MOST_HITS, _MOST_PRINTINGS = 8, 12
# A page with so many entries shows one article that was edited, and one that vanished. Chosen: a hundred beside the
# entries of a review that is not shortened.
_ENTRIES_A_CHANGE = 6
# In fewer days than that, each day of the calendar comes once.
_YEAR = dt.timedelta(days=365)
# Percent of a text that is all of it.
_WHOLE = 100
# The fields whose words are compared.
_TEXTS = ("kicker", "title", "lead", "body")


def subject(facts: ReviewFacts, order: Order) -> str:
    """Return what a review is called: ``Presseschau 2.–8. November 2026``."""
    words = Wording(order.lang)
    days = words.days(facts.first, facts.last)
    if order.query is None:
        return words.text("title_of_days", days=days)
    return words.text("title_about", days=days, query=_short(order.query, _NAME))


def review(facts: ReviewFacts, order: Order, most: int) -> Review:
    """Return what is shown of some days.

    Args:
        facts: what the archive knows of them.
        order: how it is written.
        most: entries at the most; of each topic the first.
    """
    words = Wording(order.lang)
    shows = _Shows(words, facts.first, facts.last)
    found = topics(facts.articles, facts.printings)
    shown_topics, left_out = shows.topics(found, most)
    total = sum(len(topic.entries) for topic in found)
    most_changes = max(most // _ENTRIES_A_CHANGE, 1)
    shortened_by = ""
    if left_out:
        numbers = {"shown": words.number(total - left_out), "total": words.number(total)}
        shortened_by = words.text("shortened_review", **numbers)
    return Review(
        words,
        subject(facts, order),
        words.days(facts.first, facts.last),
        words.text("about", query=words.quoted(one_line(order.query))) if order.query else "",
        _only_sites(facts, order, words),
        _summary(facts, found, words),
        shortened_by,
        () if facts.articles else tuple(_nothing(facts, order, words)),
        tuple(shows.searches(facts.watched, found, most)),
        tuple(shown_topics),
        tuple(shows.edit(one) for one in facts.edits[:most_changes]),
        facts.edits_total,
        tuple(shows.gone(one) for one in facts.gone[:most_changes]),
        len(facts.gone),
        tuple(drawings(facts, words)),
        words.text("as_of", time=words.time(facts.as_of)) if facts.as_of else "",
    )


class _Shows:
    """Shows parts of a review in one language.

    Args:
        words: texts of that language.
        first, last: the days of the review, both included.
    """

    def __init__(self, words: Wording, first: dt.date, last: dt.date) -> None:
        self._words = words
        self._first, self._last = first, last

    def topics(self, found: Sequence[Topic], most: int) -> tuple[list[ShownTopic], int]:
        """Return topics with so many entries in all, and how many entries are left out."""
        each = _room([len(topic.entries) for topic in found], most)
        shown = [
            ShownTopic(
                f"topic-{place}",
                _short(topic.name, _NAME) if topic.name else self._words.text("other"),
                tuple(self.entry(entry) for entry in topic.entries[:each]),
                len(topic.entries),
            )
            for place, topic in enumerate(found, 1)
        ]
        return shown, sum(topic.total - len(topic.entries) for topic in shown)

    def entry(self, entry: Entry) -> ShownEntry:
        """Return a story, or an article that stands in one paper alone."""
        head = self.headline(entry.head)
        printed = [self.printed(other, entry.head.title) for other in entry.others[:_MOST_PRINTINGS]]
        return ShownEntry(head, tuple(printed), len(entry.others) - len(printed))

    def headline(self, article: ReviewArticle) -> Headline:
        """Return an article as it is named."""
        return Headline(
            self._title(article.title),
            _short(article.kicker or "", _NAME),
            beginning(one_line(article.lead), _LEAD),
            _link(article.url),
            _address(article.url),
            self._lang(article.language),
            _short(article.paper, _NAME),
            self._day(article.day),
            _iso_day(article.day),
            article.is_reserved,
            article.is_gone,
        )

    def printed(self, other: Printing, title: str) -> Printed:
        """Return another paper of a story.

        Args:
            other: its article.
            title: the headline under which the story stands.
        """
        head = Headline(
            self._title(other.title),
            "",
            "",
            _link(other.url),
            _address(other.url),
            None,
            _short(other.paper, _NAME),
            self._day(other.day),
            _iso_day(other.day),
        )
        return Printed(head, _alike(other.title, title), self._of_first_text(other))

    def _of_first_text(self, other: Printing) -> str:
        """Return how much of a story's first text an article holds, and what it made of that."""
        if other.is_first:
            return self._words.text("first")
        share = max(round(100 * other.share), 1)
        if share == _WHOLE:
            return self._words.text("whole")
        percent = self._words.text("share", percent=self._words.number(share))
        if other.change is None:
            return percent
        return f"{percent}, {self._words.text(other.change)}"

    def searches(self, watched: Iterable[Watched], found: Sequence[Topic], most: int) -> Iterable[ShownSearch]:
        """Yield saved searches, each with what it finds."""
        entries = [entry for topic in found for entry in topic.entries]
        entries.sort(key=lambda entry: (-entry.papers, entry.head.day, entry.head.id))
        all_watched = list(watched)
        each = max(min(_MOST_HITS, most // max(len(all_watched), 1)), 1)
        for one in all_watched:
            hits = [entry for entry in entries if entry.ids & one.ids]
            shown = tuple(self.headline(entry.head) for entry in hits[:each])
            yield ShownSearch(
                _short(one.name, _NAME),
                _short(one.words, _TITLE),
                shown,
                len(hits) - len(shown),
                self._found(len(one.ids), len(hits)),
            )

    def _found(self, articles: int, entries: int) -> str:
        """Return how much a saved search finds: ``4 articles in 1 story``."""
        if not articles:
            return self._words.text("no_mention")
        said = self._words.counted("articles", articles)
        if articles == entries:
            return said
        return f"{said} {self._words.counted('in_stories', entries)}"

    def edit(self, edit: Edit) -> ShownEdit:
        """Return an edited article with the words that were changed."""
        words = self._words
        facts = [words.text("edited_on", day=self._day(_local_day(edit.at)))]
        if edit.times > 1:
            facts.append(words.counted("times", edit.times))
        diffs, said = self._diffs(edit)
        return ShownEdit(
            self.headline(edit.article),
            tuple(facts),
            edit.is_silent,
            ", ".join(map(words.field, edit.changed)),
            tuple(diffs),
            said,
        )

    def _diffs(self, edit: Edit) -> tuple[list[tuple[str, ShortDiff]], str]:
        """Return the words that were changed by field, and a sentence on what is not compared."""
        if edit.article.is_reserved:
            return [], self._words.text("reserved")
        diffs = []
        is_long = False
        for name in _TEXTS:
            before, after = (clean(getattr(state, name) or "") for state in (edit.before, edit.after))
            is_long = is_long or (before != after and max(len(before), len(after)) > LONGEST)
            diff = short_diff(before, after)
            if diff.parts:
                diffs.append((self._words.field(name), diff))
        if is_long:
            return diffs, self._words.text("too_long")
        has_text = any(name in _TEXTS for name in edit.changed)
        if has_text and not diffs:
            return diffs, self._words.text("back_as_before")
        return diffs, ""

    def gone(self, gone: Gone) -> tuple[Headline, str]:
        """Return an article that vanished, and since when."""
        return self.headline(gone.article), self._words.text("gone_since", day=self._day(_local_day(gone.since)))

    def _day(self, value: dt.date | str) -> str:
        """Return a day behind its weekday, with its year where the heading does not say which that is."""
        day = written.date(value)
        if day is None:
            return self._words.day(value)
        is_one_of_these = self._first <= day <= self._last and self._last - self._first < _YEAR
        is_of_their_year = self._first.year == day.year == self._last.year
        if is_one_of_these or is_of_their_year:
            return self._words.day(day)
        return self._words.day_of_year(day)

    def _title(self, title: str) -> str:
        return _short(title, _TITLE) or self._words.text("no_title")

    def _lang(self, tag: str | None) -> str | None:
        """Return the language of an article for the attribute ``lang``, where it is another one than the page's."""
        # The primary subtag of BCP 47 is two or three letters (ISO 639); whatever else a page said is left out.
        primary = (tag or "").partition("-")[0].lower()
        is_tag = primary.isascii() and primary.isalpha() and len(primary) in (2, 3)
        return primary if is_tag and primary != self._words.lang else None


def _room(sizes: Sequence[int], most: int) -> int:
    """Return how many entries each topic may show, so that all together are no more than ``most``."""
    low, high = 1, max([*sizes, 1])
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(size, middle) for size in sizes) <= most:
            low = middle
        else:
            high = middle - 1
    return low


def _summary(facts: ReviewFacts, found: Sequence[Topic], words: Wording) -> str:
    """Return the week in one line: how much, of how many, what stood in several papers, was edited, vanished."""
    articles = words.counted("articles", len(facts.articles))
    papers = words.counted("papers", len({one.site for one in facts.articles}))
    stories = sum(entry.papers > 1 for topic in found for entry in topic.entries)
    parts = [words.text("summary", articles=articles, papers=papers)] if facts.articles else []
    numbers = (("stories", stories), ("edited_articles", facts.edits_total), ("gone_articles", len(facts.gone)))
    parts += [words.counted(key, number) for key, number in numbers if number]
    return "; ".join(parts) + ("." if parts else "")


def _only_sites(facts: ReviewFacts, order: Order, words: Wording) -> str:
    if not order.sites:
        return ""
    return words.text("only_sites", sites=", ".join(one_line(facts.papers.get(site, site)) for site in order.sites))


def _nothing(facts: ReviewFacts, order: Order, words: Wording) -> Iterable[str]:
    """Yield the sentences that say that there is no article, and what to do."""
    yield words.text("nothing" if order.query is None else "nothing_found")
    if facts.newest_day is None:
        yield words.text("empty")
        yield words.text("advice_crawl")
        return
    yield words.text("newest", day=words.whole_day(facts.newest_day))
    yield words.text("advice_days")
    if order.query is None:
        yield words.text("advice_crawl")


def beginning(text: str, most: int) -> str:
    """Return a text of so many characters; a longer one ends behind a whole word, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    words = cut.rpartition(" ")[0]
    return (words if len(words) > most // 2 else cut).rstrip(" ,;:–-") + ELLIPSIS


def _short(text: str, most: int) -> str:
    """Return a text of so many characters on one line; of a longer one the beginning, with an ellipsis."""
    return shortened(one_line(text[:_READ]), most)


def _link(url: str) -> str | None:
    link = None if len(url) > _ADDRESS else jinja.href(url)
    return link if link is not None and len(link) <= _ADDRESS else None


def _address(url: str) -> str:
    return shortened(jinja.href(url[:_READ]) or one_line(url[:_READ]), _ADDRESS)


def _alike(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _iso_day(day: str) -> str:
    """Return a day as it stands in an attribute; empty for a text that is none."""
    try:
        return dt.date.fromisoformat(day).isoformat()
    except ValueError:
        return ""


def _local_day(moment: str) -> dt.date | str:
    """Return the local day of a time of the archive; a text that is none as it is."""
    try:
        return dt.datetime.fromisoformat(moment).astimezone().date()
    except (ValueError, OverflowError, OSError):
        return moment
