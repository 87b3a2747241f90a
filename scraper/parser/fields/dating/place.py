"""Where a line stands: in the article, or in what belongs to others (remarks, lists, the site's head and foot)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from scraper.parser.fields.dating.mention import Scene

# Remarks of readers. The class "comment" of an opinion piece is around or above its text, remarks are below it.
_REMARKS = re.compile(
    r"comment(?!s?-?(?:date|link|count))|kommentar(?!e?-?(?:datum|link))|leserbrief|respon[ds]e|\breply"
)
_ASIDE = re.compile(
    r"related|popular|recommend|event(?!\w)|veranstaltung|copyright|weather|feed-item"
    r"|(?:image|img|photo|foto|bild|picture|figure|media|gallery|wp)[-_]?caption|caption[-_]?(?:text|image)"
)
# A leaf of a calendar may be the article's day, a calendar is not.
_CALENDAR = re.compile(r"calendar|kalender")
_LINES_OF_LEAF = 4
# What may hold the article's day if it calls it so, or stands close to the headline.
_AWAY = re.compile(
    r"sidebar|teaser|navi|\bnav\b|\bmenu|archiv|more-?news|views-row|(?:^|\s|site-|page-|main-|global-)footer"
    r"|(?:^|\s|sidebar-?)widget(?:s|_\w+|-area)?(?!\S| blog)"
)
_SITE_HEAD = re.compile(
    r"(?:^|\s)(?:header|top-?bar|top|masthead|site-?head(?:er)?|page-?top|kopf(?:zeile|bereich)?|head-?bar|branding)(?:$|\s)"
)
# Words under a picture and words of others.
_OF_OTHERS = frozenset({"figcaption", "blockquote"})
_SITE_HEADS = frozenset({"header", "nav", "aside"})
_ARTICLES = frozenset({"article", "main"})
_CACHED = 4096
# The lines around the headline where a box's name says little.
_CLOSE_ABOVE, _CLOSE_BELOW = 4, 8


class _Names(NamedTuple):
    """What the class, id and role of a box say of it."""

    is_aside: bool
    is_calendar: bool
    is_remark: bool
    is_away: bool
    is_site_head: bool


# Boxes are called the same on every page of a site, so each name is looked at once.
@lru_cache(maxsize=_CACHED)
def _names(name: str) -> _Names:
    return _Names(
        is_aside=_ASIDE.search(name) is not None,
        is_calendar=_CALENDAR.search(name) is not None,
        is_remark=_REMARKS.search(name) is not None,
        is_away=_AWAY.search(name) is not None,
        is_site_head=_SITE_HEAD.search(name) is not None,
    )


class Places:
    """Where the lines of a page stand.

    Args:
        scene: the page.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._boxes = scene.page.boxes
        # Lines share the boxes around them, so what is known of a box is kept: of the lines above the headline, of
        # those between it and the text, and of those from the text on.
        self._above: dict[int, bool] = {}
        self._between: dict[int, bool] = {}
        self._below: dict[int, bool] = {}
        self._away: dict[int, bool] = {}

    def is_foreign(self, at: int) -> bool:
        """Return whether a line is in a remark, a caption, a list of other things or the head of the site.

        Args:
            at: the line.
        """
        scene = self._scene
        index = scene.page.lines[at].box
        if at < scene.start:
            return self._asked(self._above, index, self._is_foreign_above)
        if at > scene.first:
            return self._asked(self._below, index, self._is_foreign_below)
        return self._asked(self._between, index, self._is_of_others)

    def is_away(self, at: int) -> bool:
        """Return whether a line is in a box that seldom is the article's, far from the headline.

        Args:
            at: the line.
        """
        scene = self._scene
        last = min(max(scene.start + _CLOSE_BELOW, scene.first), scene.end - 1)
        if scene.start - _CLOSE_ABOVE <= at <= last:
            return False
        return self._asked(self._away, scene.page.lines[at].box, self._is_far)

    def _asked(self, known: dict[int, bool], index: int, question: Callable[[int], bool]) -> bool:
        """Return whether a box, or one around it that does not hold the headline, answers a question with yes.

        Args:
            known: the answers that were found before, by box.
            index: the box.
            question: is asked about each box, from the inside out.
        """
        asked = []
        answer = False
        while index >= 0:
            if index in known:
                answer = known[index]
                break
            asked.append(index)
            if self._holds_headline(index):
                break
            answer = question(index)
            if answer:
                break
            index = self._boxes[index].parent
        for box in asked:
            known[box] = answer
        return answer

    def _holds_headline(self, index: int) -> bool:
        """Return whether the headline and more is in a box, so that what is in it is the article's."""
        box = self._boxes[index]
        return box.start <= self._scene.start < box.end and box.end - box.start > 1

    def _is_of_others(self, index: int) -> bool:
        """Return whether a box is a caption, a quotation, a calendar or a list of other things."""
        box = self._boxes[index]
        names = _names(box.name)
        if names.is_aside or box.tag in _OF_OTHERS:
            return True
        return names.is_calendar and box.end - box.start > _LINES_OF_LEAF

    def _is_foreign_above(self, index: int) -> bool:
        if self._is_of_others(index):
            return True
        box = self._boxes[index]
        is_site_head = box.tag in _SITE_HEADS or _names(box.name).is_site_head
        return is_site_head and not self._is_within(index)

    def _is_foreign_below(self, index: int) -> bool:
        return self._is_of_others(index) or _names(self._boxes[index].name).is_remark

    def _is_far(self, index: int) -> bool:
        box = self._boxes[index]
        if box.tag == "nav" or _names(box.name).is_away:
            return True
        return box.tag == "footer" and not self._is_within(index)

    def _is_within(self, index: int) -> bool:
        """Return whether a box is part of an article element or of the main part of the page."""
        boxes = self._boxes
        return any(boxes[around].tag in _ARTICLES for around in self._scene.page.ancestors(index)[1:])
