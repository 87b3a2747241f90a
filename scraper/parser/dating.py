"""When an article was published: the page's word first, then what a reader sees near the headline."""

from __future__ import annotations

import datetime as dt
import re

from scraper.dates import find_day, parse_stamp
from scraper.parser.language import tag
from scraper.parser.metadata import Metadata
from scraper.parser.text import Page

Stamp = tuple[dt.date | None, dt.datetime | None]

_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=\D|$)|[/_-]((?:20)\d\d)-?([01]\d)-?([0-3]\d)(?=\D|$)"
)
_PUBLISHED = re.compile(r"publi|created|erstellt|entry-date|post-date|article-date|date", re.IGNORECASE)
_CHANGED = re.compile(r"aktualisiert|geändert|updated|modified|zuletzt|stand:", re.IGNORECASE)
_DIGITS = re.compile(r"\d.*\d")
_NEAR = 14
_LONG = 160


def first_stamp(texts: list[str], *, berlin: bool = True) -> Stamp:
    """Return the first usable day of machine dates, with the moment where one of them has a time.

    Args:
        texts: in the order of trust.
        berlin: whether the page is for readers in Berlin.
    """
    stamps = [stamp for text in texts if (stamp := parse_stamp(text, berlin=berlin))[0] is not None]
    if not stamps:
        return None, None
    day = stamps[0][0]
    return day, next((moment for own, moment in stamps if moment is not None and own == day), None)


def _times(page: Page, start: int, end: int) -> Stamp:
    """Return the date of the best ``time`` element: marked as publication, then the first near the text."""
    near = [(a, text) for a, line, text in page.times if start - _NEAR <= line <= end + 2]
    marked = [
        (a, text)
        for a, text in near
        if "pubdate" in a or _PUBLISHED.search(f"{a.get('itemprop') or ''} {a.get('class') or ''}")
    ]
    for attributes, text in [*marked, *near]:
        if (
            "modified" in (attributes.get("itemprop") or "").lower()
            or "updated" in (attributes.get("class") or "").split()
        ):
            continue
        stamp = parse_stamp(attributes.get("datetime") or "")
        if stamp[0] is None:
            stamp = parse_stamp(text)
        if stamp[0] is not None:
            return stamp
    return None, None


def _visible(page: Page, start: int, end: int) -> Stamp:
    """Return the date of a short line near the headline; one that says "changed" only if no other is there."""
    fallback: Stamp = (None, None)
    for line in page.lines[max(0, start) : end]:
        text = line.text
        if len(text) > _LONG or not _DIGITS.search(text):
            continue
        day = find_day(text)
        if day is None:
            continue
        stamp = parse_stamp(text)
        if stamp[0] is None:
            stamp = day, None
        if not _CHANGED.search(text[:60]):
            return stamp
        fallback = fallback if fallback[0] else stamp
    return fallback


def _in_address(url: str) -> dt.date | None:
    """Return the day in the path of an address, as blogs and newspapers write it."""
    match = _IN_PATH.search(url)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def published(page: Page, meta: Metadata, url: str, start: int, end: int) -> Stamp:
    """Return day and moment of publication, each None where the page does not say.

    Args:
        url: the address, which may hold the day.
        start: the first line of the headline.
        end: the line after the first of the text.
    """
    stated = first_stamp(meta.published, berlin=tag(page.language) in {None, "de"})
    if stated[0] is not None:
        return stated
    for stamp in (_times(page, start, end), _visible(page, start, end), _visible(page, start - _NEAR, start)):
        if stamp[0] is not None:
            return stamp
    day = _in_address(url)
    if day is not None:
        return day, None
    opening = _opening(page, end)
    if opening is not None:
        return opening, None
    changed = first_stamp(meta.modified)[0]
    return (changed or _times(page, 0, len(page.lines))[0] or _visible(page, 0, len(page.lines))[0]), None


def _opening(page: Page, end: int) -> dt.date | None:
    """Return the day in the first words of the text (``Erfurt, 23. Mai 2014 – …``)."""
    for line in page.lines[max(0, end - 1) : end + 1]:
        day = find_day(line.text[:70])
        if day is not None:
            return day
    return None


def modified(meta: Metadata) -> dt.datetime | None:
    """Return the moment of the last change by the metadata."""
    return first_stamp(meta.modified)[1]
