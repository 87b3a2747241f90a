"""All texts of the press review and of the news of saved searches in German and English, as one table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from scraper.report import written
from scraper.report.written import Language
from scraper.web.plain_text import one_line

# Key: the text in German, and in English. What stands in braces is filled in.
TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("Presseschau", "Press review"),
    "title_of_days": ("Presseschau {days}", "Press review {days}"),
    "title_about": ("Presseschau {days}: {query}", "Press review {days}: {query}"),
    "about": ("Gesucht: {query}", "Searched for: {query}"),
    "only_sites": ("Nur: {sites}", "Only: {sites}"),
    "contents": ("Inhalt", "Contents"),
    "summary": ("{articles} aus {papers}", "{articles} from {papers}"),
    # No articles.
    "nothing": (
        "Aus diesen Tagen steht kein Artikel im Archiv.",
        "The archive has no article of these days.",
    ),
    "nothing_found": (
        "Kein Artikel dieser Tage passt zur Suche.",
        "No article of these days is about what was searched for.",
    ),
    "newest": ("Der jüngste ist vom {day}.", "The newest is of {day}."),
    "empty": ("Es enthält noch keinen.", "It has none yet."),
    "advice_crawl": (
        "Ob die Websites besucht werden, sagt „scraper status“; „scraper crawl“ besucht sie.",
        "'scraper status' says whether the sites are visited; 'scraper crawl' visits them.",
    ),
    "advice_days": (
        "Mit „--since“ und „--until“ lassen sich andere Tage wählen, mit „--query“ andere Wörter.",
        "'--since' and '--until' name other days, '--query' other words.",
    ),
    # The sections.
    "watched": ("Gemerkte Suchen", "Saved searches"),
    "no_mention": ("keine Erwähnung", "no mention"),
    "topics": ("Nach Themen", "By topic"),
    "other": ("Weitere Meldungen", "Other news"),
    "late": ("Nachgetragen", "Found late"),
    "edited": ("Geändert", "Edited"),
    "gone": ("Verschwunden", "Vanished"),
    "figures": ("Zahlen", "Figures"),
    # An entry.
    "no_title": ("(ohne Überschrift)", "(without a headline)"),
    "also_in": ("Auch erschienen:", "Also published:"),
    "same_headline": ("unter derselben Überschrift", "under the same headline"),
    "first": ("zuerst", "first"),
    "share": ("{percent}\u00a0% des ersten Textes", "{percent}% of the first text"),
    "whole": ("ganzer Text", "whole text"),
    "shortened": ("gekürzt", "shortened"),
    "rewritten": ("umgeschrieben", "rewritten"),
    # It may have been archived before: so nothing is said of that.
    "reserved": (
        "Die Website behält sich das Auswerten ihres Textes vor; daher steht hier nur die Überschrift.",
        "The site reserves the mining of its text, so that the headline stands here alone.",
    ),
    # What was found late.
    "late_means": (
        "Vor diesen Tagen erschienen, aber erst in ihnen gefunden.",
        "Published before these days, and only found in them.",
    ),
    "found_on": ("gefunden am {day}", "found on {day}"),
    "older": (
        "Nicht aufgeführt: {articles}, in diesen Tagen gefunden und mehr als {weeks} Wochen vor ihnen erschienen.",
        "Not listed: {articles}, found in these days and published more than {weeks} weeks before them.",
    ),
    # What was edited, and how.
    "edited_on": ("Änderung bemerkt am {day}", "edit seen on {day}"),
    "silent": ("stillschweigend", "silent"),
    "silent_means": (
        "„Stillschweigend“ heißt: Der Text wurde geändert, die Datumsangaben der Seite blieben, wie sie waren.",
        "'Silent' means: the text was changed, and the dates that the page states stayed as they were.",
    ),
    "in_field": ("{field}:", "{field}:"),
    "words_marked": (
        "Zwischen [- und -] steht, was weggefallen ist, zwischen [+ und +], was neu ist.",
        "Between [- and -] stands what was taken out, between [+ and +] what is new.",
    ),
    "back_as_before": ("Am Ende steht der Text wieder wie zuvor.", "In the end the text is as it was before."),
    "too_long": ("Der Text ist zu lang, um ihn hier zu vergleichen.", "The text is too long to be compared here."),
    "only_fields": ("Geändert: {fields}.", "Changed: {fields}."),
    "more_in_diff": (
        "Alle geänderten Wörter zeigt „scraper diff ADRESSE“.",
        "'scraper diff ADDRESS' shows all words that were changed.",
    ),
    "gone_since": ("fehlt seit {day}", "missing since {day}"),
    "is_gone": ("steht nicht mehr auf der Website", "is no longer on its site"),
    "kept": (
        "Im Archiv bleibt, was auf der Website nicht mehr steht: „scraper show ADRESSE“.",
        "The archive keeps what is no longer on its site: 'scraper show ADDRESS'.",
    ),
    "field_kicker": ("Dachzeile", "kicker"),
    "field_title": ("Überschrift", "headline"),
    "field_lead": ("Vorspann", "lead"),
    "field_body": ("Text", "text"),
    "field_date": ("Tag", "day"),
    "field_published_at": ("Zeit der Veröffentlichung", "time of publication"),
    "field_modified_at": ("Zeit der Änderung", "time of change"),
    "field_authors": ("Autorinnen und Autoren", "authors"),
    "field_keywords": ("Schlagwörter", "keywords"),
    "field_section": ("Ressort", "section"),
    "field_links": ("Verweise", "links"),
    "field_vendors": ("Anbieter", "vendors"),
    # What is left out.
    "shown_of": ("Gezeigt sind {shown} von {total}.", "{shown} of {total} are shown."),
    "shortened_review": (
        "Diese Presseschau ist gekürzt: Sie zeigt {shown} von {total} Meldungen. Mit „--query“ oder „--site“ lässt"
        " sie sich eingrenzen, mit „--since“ und „--until“ verkürzen; alle Artikel nennt „scraper latest“.",
        "This press review is shortened: it shows {shown} of {total} stories. '--query' and '--site' narrow it,"
        " '--since' and '--until' make it shorter; 'scraper latest' lists all articles.",
    ),
    "without_leads": (
        "Damit die Mail nicht zu lang wird, fehlen die Vorspänne; die ganze Presseschau schreibt „scraper export"
        " report“ mit „--output“ in eine Datei.",
        "The leads are left out, since the mail would be too long; 'scraper export report' with '--output' writes the"
        " whole press review into a file.",
    ),
    # Charts.
    "by_site": ("Artikel je Quelle", "Articles by source"),
    "by_site_desc": (
        "Balken: {sources}, von den meisten Artikeln zu den wenigsten. Vorn: {best} mit {number}.",
        "Bars: {sources}, from most articles to fewest. First: {best} with {number}.",
    ),
    "usual": ("{number} (sonst {usual})", "{number} (usually {usual})"),
    "usual_means": (
        "In Klammern: wie viele es im Vierteljahr davor im Mittel in ebenso vielen Tagen waren, seit die Quelle besucht"
        " wird.",
        "In brackets: how many there were on average in as many days of the quarter before, since the source has been"
        " followed.",
    ),
    "by_week": ("Artikel je Woche", "Articles by week"),
    "by_week_desc": (
        "Säulen: Wochen, die letzte endet am {last}; sie hat {number}, im Mittel der anderen sind es {mean}.",
        "Columns: weeks, of which the last ends on {last}; it has {number}, the others have {mean} on average.",
    ),
    "week_of": ("Woche ab", "Week from"),
    "rising": ("Schlagwörter, die zunehmen", "Keywords that rise"),
    "rising_desc": (
        "Balken: {keywords}, die steilsten zuerst, mit der Zahl ihrer Artikel. Vorn: {best}.",
        "Bars: {keywords}, the steepest first, with the number of their articles. First: {best}.",
    ),
    "rising_means": (
        "Mindestens {least} Artikel, und mindestens doppelt so viele, wie es nach dem Anteil im Vierteljahr davor (seit"
        " {day}) wären; diese Zahl steht in Klammern.",
        "At least {least} articles, and at least twice as many as by the share in the quarter before (since {day}),"
        " which is the number in brackets.",
    ),
    "rising_none": (
        "Kein Schlagwort hat mindestens {least} Artikel und doppelt so viele wie im Vierteljahr davor.",
        "No keyword has at least {least} articles and twice as many as in the quarter before.",
    ),
    "rising_too_few": (
        "Aus dem Vierteljahr davor hat das Archiv nur {articles}; zum Vergleich gehören mindestens {least}.",
        "Of the quarter before, the archive has {articles} only; a comparison takes {least} at least.",
    ),
    "new_keyword": ("{number} (neu)", "{number} (new)"),
    "expected": ("{number} ({expected})", "{number} ({expected})"),
    "municipalities": ("Genannte Städte und Gemeinden", "Municipalities that are named"),
    "municipalities_desc": (
        "Balken: {places}, mit der Zahl der Artikel, die sie nennen. Vorn: {best} mit {number}.",
        "Bars: {places} with the number of articles that name them. First: {best} with {number}.",
    ),
    "municipalities_none": (
        "Kein Artikel dieser Tage nennt eine Stadt oder Gemeinde, die das Archiv kennt.",
        "No article of these days names a municipality that the archive knows.",
    ),
    "figures_of": ("Die Zahlen", "The figures"),
    "source": ("Quelle", "Source"),
    "keyword": ("Schlagwort", "Keyword"),
    "municipality": ("Ort", "Place"),
    "number_of_articles": ("Artikel", "Articles"),
    # The news of saved searches, whose English is what the terminal prints. The numbers of a subject are those of
    # COUNTS; the noun stands behind the first of them.
    "news_first": ("{part} Artikel", "{part}"),
    "news_new": ("Neu", "New"),
    "news_changed": ("Geändert", "Changed"),
    "news_gone": ("Verschwunden", "Gone"),
    "news_back": ("Wieder da", "Back"),
    "news_unlisted": ("Nicht mehr gefunden", "Not found any more"),
    "news_changed_said": ("geändert am {day}: {fields}", "changed on {day}: {fields}"),
    "news_gone_said": ("verschwunden seit {day}", "gone since {day}"),
    "news_back_said": ("wieder da seit {day}", "there again since {day}"),
    "news_unlisted_said": (
        "am {day} geändert und von dieser Suche seitdem nicht mehr gefunden",
        "edited on {day}, and not found by this search since",
    ),
    "news_no_fields": ("Text", "its text"),
    "news_seen": ("gesehen am {day}", "seen {day}"),
    "news_first_time": (
        "Zum ersten Mal gemeldet: was in den letzten {days} Tagen ins Archiv kam.",
        "Told for the first time: what came into the archive in the last {days} days.",
    ),
    "news_test": ("{name} (Test)", "{name} (test)"),
    # The end.
    "as_of": ("Stand des Archivs: {time}.", "State of the archive: {time}."),
    "made_by": (
        "Erstellt von scraper aus dem eigenen Archiv. Überschriften und Vorspänne sind die der Quellen.",
        "Made by scraper from an archive of one's own. Headlines and leads are those of the sources.",
    ),
}

# Key: one of them and several, in German, and in English.
COUNTS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "articles": (("{n} Artikel", "{n} Artikel"), ("{n} article", "{n} articles")),
    "papers": (("{n} Quelle", "{n} Quellen"), ("{n} source", "{n} sources")),
    "stories": (
        ("{n} Meldung steht in mehreren Quellen", "{n} Meldungen stehen in mehreren Quellen"),
        ("{n} story is in several sources", "{n} stories are in several sources"),
    ),
    "edited_articles": (
        ("{n} Artikel wurde geändert", "{n} Artikel wurden geändert"),
        ("{n} article was edited", "{n} articles were edited"),
    ),
    "gone_articles": (
        ("{n} Artikel ist verschwunden", "{n} Artikel sind verschwunden"),
        ("{n} article vanished", "{n} articles vanished"),
    ),
    "in_stories": (("in {n} Meldung", "in {n} Meldungen"), ("in {n} story", "in {n} stories")),
    "late_articles": (
        ("{n} älterer Artikel wurde nachgetragen", "{n} ältere Artikel wurden nachgetragen"),
        ("{n} older article was found late", "{n} older articles were found late"),
    ),
    "times": (("{n}-mal geändert", "{n}-mal geändert"), ("edited {n} time", "edited {n} times")),
    "more_changes": (
        ("und {n} weitere Stelle", "und {n} weitere Stellen"),
        ("and {n} more place", "and {n} more places"),
    ),
    "more": (("und {n} weiterer", "und {n} weitere"), ("and {n} more", "and {n} more")),
    "news_new": (("{n} neuer", "{n} neue"), ("{n} new", "{n} new")),
    "news_changed": (("{n} geänderter", "{n} geänderte"), ("{n} changed", "{n} changed")),
    "news_gone": (("{n} verschwundener", "{n} verschwundene"), ("{n} gone", "{n} gone")),
    "news_back": (("{n} wieder aufgetauchter", "{n} wieder aufgetauchte"), ("{n} back", "{n} back")),
    "news_unlisted": (
        ("{n} nicht mehr gefundener", "{n} nicht mehr gefundene"),
        ("{n} not found any more", "{n} not found any more"),
    ),
    "news_more": (("{n} weiterer", "{n} weitere"), ("{n} more", "{n} more")),
    "news_left_out": (
        (
            "Und {n} weiterer Artikel; „scraper search“ und „scraper history“ zeigen ihn.",
            "Und {n} weitere Artikel; „scraper search“ und „scraper history“ zeigen sie.",
        ),
        (
            "And {n} more; 'scraper search' and 'scraper history' show them.",
            "And {n} more; 'scraper search' and 'scraper history' show them.",
        ),
    ),
    "keywords": (("{n} Schlagwort", "{n} Schlagwörter"), ("{n} keyword", "{n} keywords")),
    "places": (("{n} Ort", "{n} Orte"), ("{n} place", "{n} places")),
}

_COLUMN: dict[Language, int] = {"de": 0, "en": 1}
# What stands around a text that is quoted, and around one within it.
_QUOTES: dict[Language, tuple[str, str]] = {"de": ("„", "“"), "en": ("“", "”")}


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts, numbers and days of one language, as templates ask for them."""

    lang: Language

    def text(self, key: str, **values: object) -> str:
        """Return a text of :data:`TEXTS`, with what belongs into it.

        Raises:
            KeyError: there is none of this name, or it needs another value.
        """
        return TEXTS[key][_COLUMN[self.lang]].format(**values)

    def counted(self, key: str, number: int) -> str:
        """Return a number with its noun, by :data:`COUNTS`.

        Raises:
            KeyError: there is none of this name.
        """
        one, several = COUNTS[key][_COLUMN[self.lang]]
        form = one if number == 1 else several
        return form.format(n=self.number(number))

    def more(self, number: int) -> str:
        """Return that there are so many more; empty where there is none."""
        if number == 0:
            return ""
        return self.counted("more", number)

    def number(self, value: float) -> str:
        """Return a number as this language writes it."""
        return written.number(value, self.lang)

    def day(self, value: dt.date | str) -> str:
        """Return a day with its weekday and without its year: ``Montag, 2. November``."""
        return written.weekday(value, self.lang)

    def day_of_year(self, value: dt.date | str) -> str:
        """Return a day with its weekday and its year: ``Montag, 2. November 2026``."""
        return written.day(value, self.lang, weekday=True)

    def whole_day(self, value: dt.date | str) -> str:
        """Return a day with its year."""
        return written.day(value, self.lang)

    def short_day(self, value: dt.date | str) -> str:
        """Return a day as an axis has room for."""
        return written.short_day(value, self.lang)

    def days(self, first: dt.date, last: dt.date) -> str:
        """Return a span of days."""
        return written.days(first, last, self.lang)

    def time(self, value: str) -> str:
        """Return a moment in the local zone."""
        return written.time(value, self.lang)

    def quoted(self, text: str) -> str:
        """Return a text between quotation marks."""
        before, behind = _QUOTES[self.lang]
        return f"{before}{text}{behind}"

    def field(self, name: str) -> str:
        """Return what a field of an article is called; a name that is not known stays as it is, on one line."""
        key = f"field_{name}"
        return self.text(key) if key in TEXTS else one_line(name)
