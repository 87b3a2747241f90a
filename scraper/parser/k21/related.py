"""The list of related reports that editors put under a text: title, date, teaser, ``mehr...``, in any markup."""

from __future__ import annotations

import datetime as dt

from scraper.model import Related
from scraper.parser.context import Context, Found
from scraper.parser.page.labels import MORE, bracketed
from scraper.parser.page.model import Anchor, Line, Page
from scraper.parser.statements.selectors import Part
from scraper.web.dates import find_day, parse_day
from scraper.web.urls import join

_MAX_ITEMS = 30
# A line beside a link that is longer is no date, but a teaser.
_LONGEST_DATE = 40
# A line is a headline where so much of it is one link. Chosen.
_ALL_LINKED = 0.9
_BESIDE_LINK = " ,;:|·•–—-[]()"


def selected(context: Context) -> Found[list[Related]]:
    """Return the reports in the parts of the page that the profile selects."""
    items = [item for part in context.selected.parts.get("related", ()) for item in _of_part(context, part)]
    return context.by_selector("related", items[:_MAX_ITEMS])


def _of_part(context: Context, part: Part) -> list[Related]:
    """Return the reports of a selected part: as editors list them, as one report, or link by link."""
    links = _links(part, context.base)
    if part.box is None:
        return _undated(links)
    box = context.page.boxes[part.box]
    lines = context.page.lines[box.start : box.end]
    listed = _listed(context.page, box.start, box.end, context.base)
    if listed and set(links) <= {item.url for item in listed}:
        return listed
    return [_one(lines, *link) for link in links.items()] if len(links) == 1 else _undated(links)


def _links(part: Part, base: str) -> dict[str, str]:
    """Return the words of each address that a part links, those of its headline rather than of ``mehr...``."""
    found: dict[str, str] = {}
    for anchor in part.anchors:
        url = join(base, anchor.href)
        if url and (url not in found or MORE.fullmatch(found[url])):
            found[url] = anchor.text
    return found


def _undated(links: dict[str, str]) -> list[Related]:
    """Return one report for each link."""
    return [Related(title, url, find_day(title)) for url, title in links.items()]


def _one(lines: list[Line], url: str, title: str) -> Related:
    """Return the only report of some lines: beside its link stand its date and its teaser."""
    day = find_day(title)
    teaser = []
    for line in lines:
        rest = line.text
        for anchor in line.anchors:
            rest = rest.replace(anchor.text, "", 1)
        rest = rest.strip(_BESIDE_LINK)
        beside = find_day(rest) if len(rest) <= _LONGEST_DATE else None
        if beside is not None:
            day = day or beside
        elif rest:
            teaser.append(rest)
    return Related(title, url, day, " ".join(teaser) or None)


class _Items:
    """Related reports in the making: title lines wait for a date, a teaser, a ``mehr...``."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.done: list[Related] = []
        self.pending: list[Line] = []
        self.title = ""
        self.date: dt.date | None = None
        self.teaser: list[str] = []
        self.url: str | None = None
        self.open = False

    def address(self, anchors: list[Anchor]) -> str | None:
        """Return the last usable address of the links; ``mehr...`` stands last."""
        found = [url for anchor in anchors if (url := join(self.base, anchor.href))]
        return found[-1] if found else None

    def begin(self, title: str, day: dt.date | None) -> None:
        """Begin an item whose title is given, or is in the lines that wait."""
        self.close()
        lines = self.pending[-1:]
        if len(self.pending) > 1 and self.pending[-2].text.endswith(":"):
            lines = self.pending[-2:]
        self.title = title or " ".join(line.text for line in lines)
        self.url = self.address([anchor for line in lines for anchor in line.anchors]) if not title else None
        self.date, self.teaser, self.open, self.pending = day, [], True, []

    def close(self) -> None:
        """End the open item."""
        if self.open and self.title:
            teaser = " ".join(self.teaser).strip() or None
            self.done.append(Related(self.title, self.url, self.date, teaser))
        self.open = False

    def feed(self, line: Line, heading: bool) -> None:
        """Take in the next line of the list."""
        parts = bracketed(line)
        if parts is not None:
            self.begin(parts[0], parts[1])
            self.rest(parts[2], line)
            return
        day = _day_of(line.text)
        if day is not None:
            self.day_alone(day)
        elif self.open and not self.title:
            self.title, self.url = line.text, self.address(line.anchors)
        elif self.open and self.is_teaser(line, heading):
            self.rest(line.text, line)
        elif heading or (line.anchors and line.linked >= _ALL_LINKED * len(line.text)):
            self.heading(line)
        else:
            self.pending.append(line)

    def is_teaser(self, line: Line, heading: bool) -> bool:
        """Return whether a line goes on with the open item: its first words of text, or a link to the whole report."""
        if MORE.search(line.text):
            return True
        return not self.teaser and not heading and line.linked < len(line.text)

    def day_alone(self, day: dt.date) -> None:
        """Take in a date on a line of its own: it dates the waiting title, the open item, or the next."""
        if self.open and self.date is None:
            self.date = day
        else:
            self.begin("", day)

    def heading(self, line: Line) -> None:
        """Take in a line that is a headline by its markup."""
        # A kicker ends in a colon; the headline that belongs to it stands on the next line.
        if self.pending and self.pending[-1].text.endswith(":"):
            self.pending.append(line)
            return
        self.close()
        self.pending = [line]

    def rest(self, text: str, line: Line) -> None:
        """Take in the teaser, without the link to the whole report."""
        more = MORE.search(text)
        teaser = text[: more.start()].strip() if more else text
        if teaser:
            self.teaser.append(teaser)
        self.url = self.address(line.anchors) or self.url
        if more:
            self.close()


def _day_of(text: str) -> dt.date | None:
    """Return the day that a line is, or None for one that is more or nothing of it."""
    if len(text) > _LONGEST_DATE or not any(sign.isdigit() for sign in text):
        return None
    return parse_day(text)


def related_list(page: Page, start: int, end: int, base: str) -> list[Related]:
    """Return the reports listed between two lines.

    Args:
        page: the page.
        start, end: the first line after the list's heading, and the line where the list ends at the latest.
        base: the address that links are relative to.
    """
    # Without dates and teasers it is a plain list of linked headlines.
    return _listed(page, start, end, base) or _linked_titles(page, start, end, base)


def _listed(page: Page, start: int, end: int, base: str) -> list[Related]:
    """Return the reports of a list whose items have a date, a teaser or both."""
    items = _Items(base)
    for line in page.lines[start:end]:
        heading = page.boxes[line.box].tag in {"h2", "h3", "h4", "h5"}
        items.feed(line, heading)
        if len(items.done) >= _MAX_ITEMS:
            break
    items.close()
    return items.done


def _linked_titles(page: Page, start: int, end: int, base: str) -> list[Related]:
    """Return one item for each line that is a link and no more."""
    found = []
    for line in page.lines[start : min(end, start + _MAX_ITEMS)]:
        if (
            line.anchors
            and line.linked >= 0.8 * len(line.text)
            and len(line.text) > 12
            and not MORE.fullmatch(line.text)
        ):
            url = join(base, line.anchors[0].href)
            if url:
                found.append(Related(line.text, url, find_day(line.text)))
    return found
