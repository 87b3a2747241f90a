"""When an article was published: the page's word first, then what a reader sees near the headline.

A stated moment in UTC may be of the next day, or the one before, for the newsroom itself: there the day that
readers see, or that the address has, is the day of publication.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from scraper.parser.context import Context, Found, Text
from scraper.parser.fields.date_in_address import day_in_address
from scraper.parser.fields.language import tag
from scraper.parser.page.model import Attributes, Page, fold
from scraper.parser.statements.metadata import Metadata
from scraper.parser.statements.stamps import NO_STAMP as _NONE
from scraper.parser.statements.stamps import Stamp, first_stamp
from scraper.web.dates import find_day, parse_day, parse_stamp

_PUBLISHED = re.compile(r"publi|created|erstellt|entry-date|post-?date|article-?date|posted|pubdate", re.IGNORECASE)
_LABEL = re.compile(
    r"veröffentlicht|publi(?![ck]ation)|erstellt|geschrieben|verfasst|eingestellt|posted|written|created|pubblicat|geplaatst"
    r"|opublikowan|gepubliceerd|yayın|опубликован|дата",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(
    r"(?:dieser|this|the|cet|este)\s(?:artikel|beitrag|eintrag|post|entry|article)\b", re.IGNORECASE
)
_DATE_NAME = re.compile(
    r"(?<!up)dat(?:e|um)(?!-?picker)|publi|byline|dateline|posted|time(?:stamp)?\b|meta", re.IGNORECASE
)
_CHANGED = re.compile(
    r"aktualisiert|geändert|änderung|updated|modified|modifié|modificad|mis à jour|mise à jour|actualizad|atualizad"
    r"|aggiorna|bijgewerkt|gewijzigd|güncelle|обновлен|aktualiz|zuletzt|^stand\b|\bstand:",
    re.IGNORECASE,
)
# Dates of other things than the article: of members, of the reader, of events.
_OTHER = re.compile(
    r"regist|joined|mitglied|member since|aktuelle zeit|heute ist|copyright|©|termin|gültig|valid", re.IGNORECASE
)
_ASIDE = re.compile(
    r"comment(?!s?-?(?:date|link|count))|kommentar|leserbrief|respon[ds]e|reply|related|popular|recommend|calendar"
    r"|kalender|event|veranstaltung|breadcrumb|caption|copyright|weather|feed-item"
)
_AWAY = re.compile(r"sidebar|teaser|footer|navi|\bnav\b|\bmenu|archiv|widget")
_DATELINE = re.compile(r"^[^\d!?]{0,40}\d[^!?]{3,22}?\d\d\s?[)\]]?\s?[.:,–—|-]|^\d\d?\.\d\d?\.\d{4}\s")
_WEAK = frozenset(
    ("date", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "last-published", "pubdate")
)
_OTHER_META = re.compile(r"publi|pub_?date|upload|creat|releas|issued|posted|date$", re.IGNORECASE)
_NOT_META = re.compile(r"modif|update|expir|birth|event|valid|revis|copyright", re.IGNORECASE)
_UTC = re.compile(r"(?:Z|UTC|GMT|[+-]00:?00)\s*$", re.IGNORECASE)
_AMBIGUOUS = re.compile(r"^\D{0,12}(\d{1,2})/(\d{1,2})/\d{4}\b")
_DIGITS = re.compile(r"\d.*\d\d")
_NEAR = 14
_BELOW = 8
_LONG = 160
_SHORT = 110
_HOUR = dt.timedelta(hours=1)


@dataclass(slots=True)
class _Place:
    """Where on a page to look: from the headline's first line to the line after the first of the text."""

    page: Page
    start: int
    end: int
    american: bool

    def aside(self, at: int, *, said: bool = False) -> bool:
        """Return whether a line is in a comment, a list of other things or the like, unlike the headline.

        Args:
            at: the line.
            said: whether it calls itself the date of publication; then it may stand below the text.
        """
        near = said or self.start - 4 <= at <= self.start + _BELOW
        for index in self.page.ancestors(self.page.lines[at].box):
            box = self.page.boxes[index]
            if box.start <= self.start < box.end and box.end - box.start > 1:
                return False
            if box.tag == "figcaption" or _ASIDE.search(box.name):
                return True
            if not near and (box.tag in {"footer", "nav"} or _AWAY.search(box.name)):
                return True
        return False


def _is_change(attributes: Attributes, text: str) -> bool:
    """Return whether a ``time`` element is that of a change; themes of blogs mark the only date as both."""
    name = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}".lower()
    if "modified" in name or _CHANGED.search(text):
        return True
    return "updated" in name and not re.search(r"publi|entry-date|post-date", name)


def _time_stamp(attributes: Attributes, text: str, american: bool) -> Stamp:
    """Return the date of a ``time`` element; the day as its words have it, where only the zone differs."""
    shown = parse_stamp(text, american=american)
    stamp = parse_stamp(attributes.get("datetime") or "", american=american)
    if stamp[0] is None or shown[0] is None:
        return stamp if stamp[0] else shown
    if stamp[0] != shown[0] and (abs((stamp[0] - shown[0]).days) == 1 or _is_swapped(stamp[0], shown[0])):
        return shown[0], stamp[1]
    return stamp


def _near_time(place: _Place) -> Stamp:
    """Return the date of the first ``time`` element near the text."""
    return _times(place, marked=False)


def _is_swapped(day: dt.date, other: dt.date) -> bool:
    """Return whether two days differ by the order of day and month."""
    return (day.year, day.month, day.day) == (other.year, other.day, other.month)


def _times(place: _Place, *, marked: bool) -> Stamp:
    """Return the date of the first ``time`` element near the text, or of the first marked as publication."""
    for attributes, line, text in place.page.times:
        if not place.start - _NEAR <= line <= max(place.start, place.end) + 2 or _is_change(attributes, text):
            continue
        name = f"{attributes.get('itemprop') or ''} {attributes.get('class') or ''}"
        if marked and "pubdate" not in attributes and not _PUBLISHED.search(name):
            continue
        if line < len(place.page.lines) and place.aside(line):
            continue
        stamp = _time_stamp(attributes, text, place.american)
        if stamp[0] is not None:
            return stamp
    return _NONE


def _line_stamp(text: str, *, american: bool) -> Stamp:
    """Return the date in a line."""
    stamp = parse_stamp(text, american=american)
    return stamp if stamp[0] is not None else (find_day(text, american=american), None)


def _shown(place: _Place) -> Stamp:
    """Return the date of the first line near the headline that hardly says more than a date."""
    lines = place.page.lines
    below = range(max(0, place.start), min(len(lines), max(place.end, place.start + 4), place.start + _BELOW))
    above = range(place.start - 1, max(-1, place.start - 4), -1)
    plain = _NONE
    for at in (*below, *above):
        line, box = lines[at], place.page.boxes[lines[at].box]
        text = line.text
        if len(text) > _SHORT or not _DIGITS.search(text) or box.tag in {"h1", "h2"}:
            continue
        day = parse_day(text, american=place.american)
        if day is None or _CHANGED.search(text) or _OTHER.search(text) or place.aside(at):
            continue
        if line.linked > 0.6 * len(text) and at < place.start:
            continue
        stamp = day, parse_stamp(text, american=place.american)[1]
        if _LABEL.search(text) or _DATE_NAME.search(f"{line.names} {box.name}"):
            return stamp
        plain = plain if plain[0] else stamp
    return plain


def _labelled(place: _Place) -> Stamp:
    """Return the date of the first line of the page that is called a date of publication, by words or by name."""
    page = place.page
    named = _NONE
    for at, line in enumerate(page.lines):
        text = line.text
        if len(text) > 3 * _LONG or not _DIGITS.search(text):
            continue
        name = _DATE_NAME.search(f"{line.names} {page.boxes[line.box].name}")
        said = _LABEL.search(text) if len(text) <= _LONG or name or _OF_ITSELF.match(text) else None
        if not said and (named[0] or not name or len(text) > _LONG):
            continue
        if _OTHER.search(text) or _CHANGED.search(text):
            continue
        stamp = _line_stamp(text, american=place.american)
        if stamp[0] is None or place.aside(at, said=bool(said)):
            continue
        if said:
            return stamp
        if at >= place.start - 3:
            named = stamp
    return named


def _visible(place: _Place, start: int, end: int, *, alone: bool = False) -> Stamp:
    """Return the date of a short line; one that says "changed" only if no other is there.

    Args:
        start: the first line to look at.
        end: the line after the last.
        alone: whether a line must hardly say more than the date.
    """
    fallback = _NONE
    for at in range(max(0, start), min(end, len(place.page.lines))):
        text = place.page.lines[at].text
        if len(text) > _LONG or not _DIGITS.search(text):
            continue
        find = parse_stamp if alone else _line_stamp
        stamp = find(text, american=place.american)
        if stamp[0] is None or _OTHER.search(text) or place.aside(at):
            continue
        if not _CHANGED.search(text[:60]):
            return stamp
        fallback = fallback if fallback[0] else stamp
    return fallback


def _anything(place: _Place) -> dt.date | None:
    """Return the day of the first short line that has one, from the headline on."""
    lines = place.page.lines
    for line in (*lines[max(0, place.start) :], *lines[: max(0, place.start)]):
        if len(line.text) <= _SHORT and _DIGITS.search(line.text):
            day = parse_day(line.text, american=place.american)
            if day is not None:
                return day
    return None


def _metas(page: Page) -> dict[str, str]:
    """Return the contents of the meta elements that have figures, by lower-case name."""
    found: dict[str, str] = {}
    for meta in page.metas:
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = fold(meta.get("content") or "")
        if name and len(content) <= 80 and _DIGITS.search(content):
            found.setdefault(name.strip().lower(), content)
    return found


def _settle(text: str, stated: Stamp, shown: Stamp, others: list[dt.date], meta: Metadata, url: str) -> Stamp:
    """Return the stated date, corrected by what the page shows and the address has.

    Args:
        text: the stated date as it was written.
        stated: the same, read.
        shown: the date near the headline.
        others: what else is stated.
        meta: for the days of changes.
        url: the address.
    """
    day, moment = stated
    own = day_in_address(url)
    if day is None or own == day or shown[0] == day:
        return stated
    for other in (shown[0], own):
        if other is None:
            continue
        if moment and _UTC.search(text) and other in {(moment - 12 * _HOUR).date(), (moment + 14 * _HOUR).date()}:
            return other, moment
        if _AMBIGUOUS.match(text) and _is_swapped(day, other):
            return other, None
    changes = {stamp[0] for change in meta.modified if (stamp := parse_stamp(change))[0]}
    if shown[0] in others and shown[0] not in changes:
        return shown
    return stated


def find(context: Context, text: Text) -> Found[Stamp]:
    """Return day and moment of publication, each None where the page does not say.

    A date in brackets before the text is the editor's own and outranks the software's.
    """
    if text.day is not None:
        day, moment = first_stamp(context.statements.published)
        return Found((text.day, moment if day == text.day else None), "date in brackets before the text")
    first = text.lines[0] if text.lines else text.end
    return _Dating(context, text.start, first + 1).find()


def modified(context: Context) -> Found[dt.datetime | None]:
    """Return the moment of the last change by the metadata."""
    changes = context.statements.modified
    source = context.statements.origin(changes[0]) if changes else ""
    return Found(first_stamp(changes)[1], source)


class _Dating:
    """The search for the day of publication of a page without a date in brackets.

    Args:
        context: the page.
        start: the first line of the headline.
        end: the line after the first of the text.
    """

    def __init__(self, context: Context, start: int, end: int) -> None:
        page, meta = context.page, context.statements
        language = (page.language or meta.locale or "").lower().replace("_", "-")
        self._meta = meta
        self._url = context.url
        self._place = _Place(page, start, end, language in {"en", "en-us"})
        self._berlin = tag(page.language) in {None, "de"}
        self._metas = _metas(page)
        self._weak = [content for name, content in self._metas.items() if name in _WEAK]

    def find(self) -> Found[Stamp]:
        """Return the date: a reliable statement, what readers see, what software wrote, and then guesses."""
        marked = _times(self._place, marked=True)
        shown = marked if marked[0] else _shown(self._place)
        return self._strongly_stated(shown) or self._near_headline(shown) or self._weakly_stated() or self._guessed()

    def _first(self, texts: list[str]) -> Stamp:
        return first_stamp(texts, berlin=self._berlin, american=self._place.american)

    def _strongly_stated(self, shown: Stamp) -> _Dated:
        """Return the date by a statement that is made for the day of publication alone."""
        stated = self._meta.published
        strong = [text for text in stated if text not in self._weak or stated.count(text) > self._weak.count(text)]
        for text in strong:
            stamp = self._first([text, *strong])
            if stamp[0] is not None:
                days = [day for other in stated[1:] if (day := parse_stamp(other, berlin=self._berlin)[0])]
                return self._settled(text, stamp, shown, days)
        return None

    def _near_headline(self, shown: Stamp) -> _Dated:
        """Return the date that readers see near the headline."""
        return _dated(shown, "date near the headline") or _dated(_near_time(self._place), "time element")

    def _weakly_stated(self) -> _Dated:
        """Return the date of a statement that may be of another thing, or of a line that says it is the date."""
        stamp, labelled = self._first(self._weak), _labelled(self._place)
        if stamp[0] is not None:
            return self._settled(self._weak[0], stamp, labelled, [])
        return _dated(labelled, "line that is called a date of publication") or _dated(
            (day_in_address(self._url), None), "address"
        )

    def _guessed(self) -> Found[Stamp]:
        """Return the first date that a list of ever weaker guesses finds."""
        place, image = self._place, self._meta.image
        others = [text for name, text in self._metas.items() if _OTHER_META.search(name) and not _NOT_META.search(name)]
        everywhere = len(place.page.lines)
        guesses: tuple[tuple[str, Callable[[], Stamp]], ...] = (
            ("a meta element with a date", lambda: self._first(others)),
            ("first words of the text", lambda: _opening(place)),
            ("a line below the headline", lambda: _visible(place, place.start + 1, place.end)),
            ("a line above the headline", lambda: _visible(place, place.start - _NEAR, place.start)),
            ("modification date of the metadata", lambda: (first_stamp(self._meta.modified)[0], None)),
            ("a line of nothing but a date", lambda: (_visible(place, 0, everywhere, alone=True)[0], None)),
            ("a date somewhere on the page", lambda: (_visible(place, 0, everywhere)[0], None)),
            ("address of the picture", lambda: (day_in_address(image) if image else None, None)),
            ("a date somewhere in the markup", lambda: (_anything(place), None)),
        )
        for source, guess in guesses:
            found = _dated(guess(), source)
            if found:
                return found
        return Found(_NONE)

    def _settled(self, text: str, stated: Stamp, shown: Stamp, others: list[dt.date]) -> Found[Stamp]:
        """Return a stated date, corrected where the page shows it to be wrong, and say so."""
        settled = _settle(text, stated, shown, others, self._meta, self._url)
        source = self._meta.origin(text)
        if settled[0] != stated[0]:
            source += ", corrected by the date that the page shows or its address has"
        return Found(settled, source)


_Dated = Found[Stamp] | None


def _dated(stamp: Stamp, source: str) -> _Dated:
    """Return a date with what gave it, or None where there is no day."""
    return Found(stamp, source) if stamp[0] is not None else None


def _opening(place: _Place) -> Stamp:
    """Return the day in the first words of the text (``Erfurt, 23. Mai 2014 – …``)."""
    for line in place.page.lines[place.start + 1 : max(place.start + 2, place.end + 1)]:
        text = line.text[:70]
        if len(line.text) > len(text) and _DIGITS.search(text) and _DATELINE.match(text):
            day = find_day(text, american=place.american)
            if day is not None:
                return day, None
    return _NONE
