"""How a press review names articles, stories, edits and saved searches in one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from scraper.analysis.press_topics import Entry, Topic
from scraper.analysis.short_diff import LONGEST, short_diff
from scraper.model.press_review import Edit, Gone, Printing, ReviewArticle, Watched
from scraper.report import jinja, written
from scraper.report.press_review_parts import (
    FieldDiff,
    Headline,
    Printed,
    ShownEdit,
    ShownEntry,
    ShownSearch,
    ShownTopic,
)
from scraper.report.wording import Wording
from scraper.web.plain_text import ELLIPSIS, clean, one_line, shortened

MOST_OF_NAME = 100
"""Characters of a name, such as that of a source or a topic."""

# Characters of a lead; chosen: on the page three or four lines.
_LEAD = 300
_TITLE = 300
# Characters of an address that browsers and mail programs follow; what is longer is shown shortened and not linked.
_ADDRESS = 2000
# Characters of a text from which its beginning is taken; what stands behind them may have megabytes.
_READ = 4 * _ADDRESS
# Articles of a saved search, and other papers of a story, that are shown.
_MOST_HITS, _MOST_PRINTINGS = 8, 12
# In fewer days than that, each day of the calendar comes once.
_YEAR = dt.timedelta(days=365)
# Percent of a text that is all of it.
_WHOLE = 100
# The fields whose words are compared.
_TEXTS = ("kicker", "title", "lead", "body")


class Shows:
    """Shows parts of a review in one language.

    Args:
        words: texts of that language.
        first, last: the days of the review, both included.
        has_leads: whether entries are shown with their leads.
    """

    def __init__(self, words: Wording, first: dt.date, last: dt.date, *, has_leads: bool) -> None:
        self._words = words
        self._first, self._last = first, last
        self._has_leads = has_leads

    def topics(self, found: Sequence[Topic], most: int) -> Iterator[ShownTopic]:
        """Yield topics with so many entries in all."""
        each = _room([len(topic.entries) for topic in found], most)
        for place, topic in enumerate(found, 1):
            shown = tuple(self.entry(entry) for entry in topic.entries[:each])
            total = len(topic.entries)
            name = short(topic.name or self._words.text("other"), MOST_OF_NAME)
            yield ShownTopic(f"topic-{place}", name, shown, total, self.shown_of(len(shown), total))

    def entry(self, entry: Entry, *notes: str) -> ShownEntry:
        """Return a story, or an article that stands in one paper alone, with what is to be noted of it."""
        article = entry.head
        if article.is_gone:
            notes = (*notes, self._words.text("is_gone"))
        printed = [self._printed(other, article.title) for other in entry.others[:_MOST_PRINTINGS]]
        lead = said = ""
        if article.is_reserved:
            said = self._words.text("reserved")
        elif self._has_leads:
            lead = beginning(one_line(article.lead), _LEAD)
        return ShownEntry(
            self.headline(article, *notes),
            short(article.kicker or "", MOST_OF_NAME),
            lead,
            said,
            tuple(printed),
            self._words.more(len(entry.others) - len(printed)),
        )

    def headline(self, article: ReviewArticle | Printing, *notes: str) -> Headline:
        """Return an article as it is named, with what is to be noted of it."""
        # Of what other papers printed, the language is not known.
        lang = None
        if isinstance(article, ReviewArticle):
            lang = self._lang(article.language)
        return Headline(
            short(article.title, _TITLE) or self._words.text("no_title"),
            _link(article.url),
            _address(article.url),
            lang,
            short(article.paper, MOST_OF_NAME),
            self.day(article.day),
            _iso_day(article.day),
            notes,
        )

    def _printed(self, other: Printing, title: str) -> Printed:
        """Return another paper of a story.

        Args:
            other: its article.
            title: the headline under which the story stands.
        """
        return Printed(self.headline(other), _alike(other.title, title), self._of_first_text(other))

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

    def searches(self, watched: Sequence[Watched], entries: Iterable[Entry], most: int) -> Iterator[ShownSearch]:
        """Yield saved searches, each with what it finds.

        Args:
            watched: the searches.
            entries: all of the review.
            most: entries of all searches together; of each one at the least.
        """
        in_order = sorted(entries, key=lambda entry: (-entry.papers, entry.head.day, entry.head.id))
        each = max(min(_MOST_HITS, most // max(len(watched), 1)), 1)
        for one in watched:
            hits = [entry for entry in in_order if entry.ids & one.ids]
            shown = tuple(self.headline(entry.head) for entry in hits[:each])
            words = short(one.words, _TITLE)
            if one.words == one.name:
                words = ""
            more = self._words.more(len(hits) - len(shown))
            yield ShownSearch(short(one.name, MOST_OF_NAME), words, shown, more, self._found(len(one.ids), len(hits)))

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
        when = words.text("edited_on", day=self.local_day(edit.at))
        if edit.times > 1:
            when = f"{when}, {words.counted('times', edit.times)}"
        head = self.headline(edit.article, when)
        diffs: tuple[FieldDiff, ...] = ()
        if not edit.article.is_reserved:
            diffs = tuple(self._diffs(edit))
        silent = ""
        if edit.is_silent:
            silent = words.text("silent")
        return ShownEdit(head, silent, diffs, tuple(self._said_of(edit, diffs)))

    def _said_of(self, edit: Edit, diffs: Sequence[FieldDiff]) -> Iterator[str]:
        """Yield which fields were changed where no words are shown, and why there are none or not all."""
        words = self._words
        if not diffs:
            yield words.text("only_fields", fields=", ".join(map(words.field, edit.changed)))
        if edit.article.is_reserved:
            yield words.text("reserved")
        elif _is_too_long(edit):
            yield words.text("too_long")
        elif not diffs and not set(_TEXTS).isdisjoint(edit.changed):
            yield words.text("back_as_before")

    def _diffs(self, edit: Edit) -> Iterator[FieldDiff]:
        """Yield the words that were changed by field."""
        for name in _TEXTS:
            diff = short_diff(*_states(edit, name))
            if diff.parts:
                more = ""
                if diff.left_out:
                    more = self._words.counted("more_changes", diff.left_out)
                yield FieldDiff(self._words.text("in_field", field=self._words.field(name)), diff, more)

    def gone(self, gone: Gone) -> Headline:
        """Return an article that vanished, and since when."""
        return self.headline(gone.article, self._words.text("gone_since", day=self.local_day(gone.since)))

    def shown_of(self, shown: int, total: int) -> str:
        """Return that only so many are shown; empty where all are."""
        if shown == total:
            return ""
        return self._words.text("shown_of", shown=self._words.number(shown), total=self._words.number(total))

    def local_day(self, moment: str) -> str:
        """Return the local day of a time of the archive, as :meth:`day`; a text that is none as it is."""
        try:
            return self.day(dt.datetime.fromisoformat(moment).astimezone().date())
        except (ValueError, OverflowError, OSError):
            return self.day(moment)

    def day(self, value: dt.date | str) -> str:
        """Return a day behind its weekday, with its year where the heading does not say which that is."""
        day = written.date(value)
        if day is None:
            return self._words.day(value)
        is_one_of_these = self._first <= day <= self._last and self._last - self._first < _YEAR
        is_of_their_year = self._first.year == day.year == self._last.year
        if is_one_of_these or is_of_their_year:
            return self._words.day(day)
        return self._words.day_of_year(day)

    def _lang(self, tag: str | None) -> str | None:
        """Return the language of an article for the attribute ``lang``, where it is another one than the page's."""
        # The primary subtag of BCP 47 is two or three letters (ISO 639); whatever else a page said is left out.
        primary = (tag or "").partition("-")[0].lower()
        is_tag = primary.isascii() and primary.isalpha() and len(primary) in (2, 3)
        if not is_tag or primary == self._words.lang:
            return None
        return primary


def beginning(text: str, most: int) -> str:
    """Return a text of so many characters; a longer one ends behind a whole word, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    words = cut.rpartition(" ")[0]
    # Of a text that is one endless word, the last blank may stand near its beginning, or nowhere.
    if len(words) > most // 2:
        cut = words
    return cut.rstrip(" ,;:–-") + ELLIPSIS


def short(text: str, most: int) -> str:
    """Return a text of so many characters on one line; of a longer one the beginning, with an ellipsis."""
    return shortened(one_line(text[:_READ]), most)


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


def _states(edit: Edit, name: str) -> tuple[str, str]:
    """Return the text of a field before the edits and after them."""
    return clean(getattr(edit.before, name) or ""), clean(getattr(edit.after, name) or "")


def _is_too_long(edit: Edit) -> bool:
    """Return whether a text that was changed is too long to be compared."""
    states = [_states(edit, name) for name in _TEXTS]
    return any(before != after and max(len(before), len(after)) > LONGEST for before, after in states)


def _link(url: str) -> str | None:
    """Return an address as a link may lead to it; None where it is none of the web, or too long."""
    if len(url) > _ADDRESS:
        return None
    link = jinja.href(url)
    # What is not allowed in an address is encoded, which makes it longer.
    if link is None or len(link) > _ADDRESS:
        return None
    return link


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
