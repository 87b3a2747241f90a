"""Where a line stands: in the article, or in what belongs to others (remarks, lists, the site's head and foot)."""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.parser.fields.dating.mention import Scene
from scraper.parser.page.model import Box

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
_CACHED = 16384
# The lines around the headline where a box's name says little.
_CLOSE_ABOVE, _CLOSE_BELOW = 4, 8


def is_foreign(scene: Scene, at: int) -> bool:
    """Return whether a line is in a remark, a caption, a list of other things or the head of the site.

    Args:
        scene: the page.
        at: the line.
    """
    for index in scene.page.ancestors(scene.page.lines[at].box):
        box = scene.page.boxes[index]
        if holds_headline(scene, box):
            return False
        if _is_of_others(scene, at, box):
            return True
        is_site_head = box.tag in _SITE_HEADS or _is_named(_SITE_HEAD, box.name)
        if at < scene.start and is_site_head and not _is_within(scene, index):
            return True
    return False


def _is_of_others(scene: Scene, at: int, box: Box) -> bool:
    """Return whether a box around a line is a caption, a quotation, a calendar, a remark or a list of other things."""
    if box.tag in _OF_OTHERS or _is_named(_ASIDE, box.name):
        return True
    if box.end - box.start > _LINES_OF_LEAF and _is_named(_CALENDAR, box.name):
        return True
    return at > scene.first and _is_named(_REMARKS, box.name)


def is_away(scene: Scene, at: int) -> bool:
    """Return whether a line is in a box that seldom is the article's, far from the headline."""
    last = min(max(scene.start + _CLOSE_BELOW, scene.first), scene.end - 1)
    if scene.start - _CLOSE_ABOVE <= at <= last:
        return False
    for index in scene.page.ancestors(scene.page.lines[at].box):
        box = scene.page.boxes[index]
        if holds_headline(scene, box):
            return False
        if box.tag == "nav" or _is_named(_AWAY, box.name):
            return True
        if box.tag == "footer" and not _is_within(scene, index):
            return True
    return False


def holds_headline(scene: Scene, box: Box) -> bool:
    """Return whether the headline and more is in a box, so that what is in it is the article's."""
    return box.start <= scene.start < box.end and box.end - box.start > 1


def _is_within(scene: Scene, index: int) -> bool:
    """Return whether a box is part of an article element or of the main part of the page."""
    boxes = scene.page.boxes
    return any(boxes[around].tag in _ARTICLES for around in scene.page.ancestors(index)[1:])


# The boxes around the lines of a page are asked about again and again, and are the same ones on every page of a site.
@lru_cache(maxsize=_CACHED)
def _is_named(pattern: re.Pattern[str], name: str) -> bool:
    return pattern.search(name) is not None
