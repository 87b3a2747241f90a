"""The days that a page states of itself: JSON-LD, meta elements, marked elements, its address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from scraper.parser.context import Context
from scraper.parser.fields.date_in_address import day_in_address
from scraper.parser.fields.dating import rules
from scraper.parser.fields.dating.mention import Kind, Mention, Scene
from scraper.parser.fields.dating.rules import Rule
from scraper.parser.statements.stamps import Stamp, first_stamp

# Meta elements by name whose day is often that of the last export, of a file or of anything else.
_WEAK = frozenset(
    ("date", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "last-published", "pubdate")
)
_OTHER_NAME = re.compile(r"publi|pub_?date|upload|creat|releas|issued|posted|date$", re.IGNORECASE)
_PUBLISHED_NAME = re.compile(r"publi\w*[-_.]?(?:date|day|on)|(?:date|day)[-_.]?publi", re.IGNORECASE)
_NO_NAME = re.compile(r"modif|update|expir|birth|event|valid|revis|copyright|lastpub|last-pub", re.IGNORECASE)
_UPLOAD = re.compile(r'"uploadDate"\s*:\s*"([^"]{6,40})"')
_LONGEST = 80
# No page states more days than so many; the bound keeps hostile ones cheap.
_MOST = 50
_DIGITS = re.compile(r"\d.*\d\d")


class Statements:
    """What a page states of its days.

    Args:
        context: the page.
        scene: the same, as the search for days sees it.
    """

    def __init__(self, context: Context, scene: Scene) -> None:
        self._context = context
        self._scene = scene
        self._named = _with_figures(context.statements.metas)

    def mentions(self) -> Iterator[Mention]:
        """Yield the days that the page states, and the day in its address."""
        statements = self._context.statements
        for text in self._strong():
            yield from self._mention(text, statements.origin(text), rules.STATED)
        for name, text in self._named.items():
            rule = self._rule_of(name, text)
            if rule is not None:
                source = f"meta {name}" if name in _WEAK else "a meta element with a date"
                yield from self._mention(text, source, rule)
        yield from self._of_address()

    def _strong(self) -> list[str]:
        """Return what is stated of the day of publication by more than a weak name."""
        stated = self._context.statements.published[:_MOST]
        for name, text in self._named.items():
            if name in _WEAK and text in stated:
                stated.remove(text)
        return stated

    def _rule_of(self, name: str, text: str) -> Rule | None:
        """Return what speaks for the date of a meta element; None where it is of another thing or counted already."""
        if name in _WEAK:
            return rules.WEAKLY_STATED
        is_counted = text in self._context.statements.published
        if is_counted or not _OTHER_NAME.search(name):
            return None
        # "pub_expires" and "event_date" have days of other things.
        if _NO_NAME.search(name):
            return None
        if _PUBLISHED_NAME.search(name):
            return rules.WEAKLY_STATED
        return rules.UPLOADED

    def _mention(self, text: str, source: str, rule: Rule) -> Iterator[Mention]:
        stamp = self.stamp([text])
        if stamp[0] is not None:
            yield Mention(stamp, source, Kind.STATED, [rule], text)

    def stamp(self, texts: list[str]) -> Stamp:
        """Return the first usable day of some statements."""
        scene = self._scene
        return first_stamp(texts, berlin=scene.berlin, american=scene.american, language=scene.language)

    def _of_address(self) -> Iterator[Mention]:
        day = day_in_address(self._context.url)
        if day is not None:
            yield Mention((day, None), "address", Kind.ADDRESS, [rules.IN_ADDRESS], self._context.url)

    def last_resorts(self) -> Iterator[Mention]:
        """Yield the days that count where the page says nothing else: of a change, of its video, of its picture."""
        statements = self._context.statements
        change = self.stamp(statements.modified[:_MOST])
        if change[0] is not None:
            yield Mention(
                (change[0], None),
                "modification date of the metadata",
                Kind.CHANGE,
                [rules.STATED_CHANGE],
                statements.modified[0],
            )
        # The day of the page's video stands in a node of its own, which the metadata do not take for the article's.
        for script in self._context.page.scripts:
            found = _UPLOAD.search(script)
            if found is not None:
                yield from self._mention(found[1], "JSON-LD uploadDate", rules.UPLOADED)
                break
        day = day_in_address(statements.image) if statements.image else None
        if day is not None:
            yield Mention(
                (day, None), "address of the picture", Kind.ADDRESS, [rules.IN_PICTURE], statements.image or ""
            )

    def changes(self) -> set[dt.date]:
        """Return the days of changes that the page states."""
        stamps = (self.stamp([text]) for text in self._context.statements.modified[:_MOST])
        return {day for day, _ in stamps if day is not None}


def _with_figures(metas: dict[str, list[str]]) -> dict[str, str]:
    """Return the contents of the meta elements that may have a date, by name."""
    found: dict[str, str] = {}
    for name, contents in metas.items():
        for content in contents:
            if len(content) <= _LONGEST and _DIGITS.search(content):
                found[name] = content
                break
        if len(found) >= _MOST:
            break
    return found
