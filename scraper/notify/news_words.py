"""What the news of saved searches say of articles, in German and English."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from scraper.model.news import NEWS_KINDS, News, NewsKind, WatchNews
from scraper.report import written
from scraper.report.wording import Wording
from scraper.report.written import Language
from scraper.web.plain_text import one_line

# English is also what the terminal prints, whose days and fields are written as options and tables have them, so that
# they can be typed again. German is for people alone.
_DAYS: Mapping[Language, Callable[[dt.date], str]] = {
    "de": partial(written.day, lang="de"),
    "en": dt.date.isoformat,
}
_FIELDS: Mapping[Language, Callable[[str], str]] = {
    "de": Wording("de").field,
    "en": one_line,
}
# Of these kinds a line says when that was; that an article is new is said by its heading.
_SAID: Mapping[NewsKind, str] = {kind: f"news_{kind}_said" for kind in NEWS_KINDS if kind != "new"}


@dataclass(frozen=True, slots=True)
class NewsWords:
    """What news say in one language, each on one line.

    Args:
        lang: the language.
    """

    lang: Language

    def subject(self, news: WatchNews) -> str:
        """Return what a message is about: ``Wohngeld: 1 neuer Artikel, 2 geänderte``."""
        numbers = Counter(one.kind for one in news.news)
        parts = [self._wording.counted(f"news_{kind}", numbers[kind]) for kind in NEWS_KINDS if numbers[kind]]
        # Some news are there always, or there would be no message.
        parts[:1] = [self._wording.text("news_first", part=part) for part in parts[:1]]
        left_out = news.total - len(news.news)
        if left_out > 0:
            parts.append(self._wording.counted("news_more", left_out))
        return f"{one_line(news.name)}: {', '.join(parts)}"

    def searched_for(self, words: str) -> str:
        """Return a sentence with the words of the search."""
        return self._wording.text("about", query=words)

    def heading(self, kind: NewsKind) -> str:
        """Return what stands above the news of one kind."""
        return self._wording.text(f"news_{kind}")

    def headline(self, one: News) -> str:
        """Return the headline of an article, behind its kicker."""
        title = one_line(one.title) or self._wording.text("no_title")
        kicker = one_line(one.kicker or "")
        if not kicker:
            return title
        return f"{kicker}: {title}"

    def day_and_site(self, one: News) -> str:
        """Return the day of publication, or so named the day on which the article was seen, and its site."""
        if one.date is None:
            day = self._wording.text("news_seen", day=self._seen_day(one))
        else:
            day = _DAYS[self.lang](one.date)
        return f"{day} · {one_line(one.site)}"

    def what_became(self, one: News) -> str:
        """Return what became of an article, and when; empty of a new one."""
        if one.kind not in _SAID:
            return ""
        fields = ", ".join(map(_FIELDS[self.lang], one.changed)) or self._wording.text("news_no_fields")
        return self._wording.text(_SAID[one.kind], day=self._seen_day(one), fields=fields)

    def first_time(self, news: WatchNews) -> list[str]:
        """Return a sentence of what is told where somebody is told for the first time, else nothing."""
        if news.first_days is None:
            return []
        return [self._wording.text("news_first_time", days=news.first_days)]

    def left_out(self, news: WatchNews) -> list[str]:
        """Return a sentence of how many news there are more, else nothing."""
        left_out = news.total - len(news.news)
        if left_out <= 0:
            return []
        return [self._wording.counted("news_left_out", left_out)]

    def name_of_test(self, name: str) -> str:
        """Return what the test of a search is called."""
        return self._wording.text("news_test", name=name)

    @property
    def _wording(self) -> Wording:
        return Wording(self.lang)

    def _seen_day(self, one: News) -> str:
        """Return the day on which the news were seen, in the local zone."""
        return _DAYS[self.lang](one.at.astimezone().date())
