"""What the logo says the site is called: a heading that leads to the front page, the words of its picture."""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.parser.context import Context
from scraper.parser.page.model import Page
from scraper.parser.page.wording import Wording, any_of
from scraper.parser.statements.site_name import separators

LOGO_NAMES = (
    Wording("name of the site", r"\b(?:site|blog)[-_]?(?:title|name)\b", ("site-title", "blogname")),
    Wording("logo", r"\blogo\b|\bbrand\b", ("header-logo", "brand"), ("logorrhea",)),
)
# What the words of a logo have beside the name.
LOGO_WORDS = (
    Wording(
        "logo",
        r"^\W*(?:das )?logo(?:\s+(?:der|des|von|of|du|de))?\b\W*|\W*\blogo\W*$",
        ("Logo der Stadt", "Stadt-Logo"),
    ),
    Wording(
        "way to the front page",
        r"^\W*(?:zur |link zur )?(?:startseite|homepage|home)(?:\s+(?:der|des|von|of))?\b\W*"
        r"|\W*\b(?:zur )?startseite\W*$",
        ("Zur Startseite der Stadt", "Stadt Musterhausen - Startseite"),
    ),
)
_LOGO_NAME = re.compile(any_of(LOGO_NAMES).pattern)
_LOGO = re.compile(r"\blogo\b")
_LOGO_WORD = any_of(LOGO_WORDS)
_NEARLY_ALL = 0.9
_MAX_LOGO_LINES = 2
_SHORTEST_NAME = 4
_LONGEST_NAME = 80
# The name of the site stands in its head: among the first lines and pictures.
_MAX_PICTURES = 8
_MAX_LINES = 40
_CACHED = 1024
# A relative address of nothing but slashes, or of the folder of a page on top.
_HERE = frozenset({"", "."})


def is_logo(page: Page, start: int, end: int, host: str) -> bool:
    """Return whether lines are the site's name: a link to the front page, or named so."""
    lines = page.lines[start:end]
    if any(_is_named(page, line.box) for line in lines):
        return True
    anchors = [anchor for line in lines for anchor in line.anchors]
    if not anchors or sum(line.linked for line in lines) < _NEARLY_ALL * sum(len(line.text) for line in lines):
        return False
    # A heading that is a link to the front page is the site's name, not a headline.
    own = host.removeprefix("www.")
    return all(_is_front(anchor.href, own) for anchor in anchors)


def _is_named(page: Page, index: int) -> bool:
    """Return whether a box calls itself the logo or the site's name, or one around it that holds little else a logo."""
    box = page.boxes[index]
    if box.name and _names_logo(box.name):
        return True
    around = page.boxes[box.parent] if box.parent >= 0 else box
    return around.end - around.start <= _MAX_LOGO_LINES and _LOGO.search(around.name) is not None


@lru_cache(maxsize=_CACHED)
def _names_logo(name: str) -> bool:
    """Return whether a name is that of the logo or of the site's name."""
    return _LOGO_NAME.search(name) is not None


def logo_names(context: Context) -> list[str]:
    """Return what links to the front page call the site, where the title element has a part that is not known yet."""
    title = context.page.title
    # A title without separators has no part that a name could explain.
    if not separators(title) or context.without_site(title) != title:
        return []
    page, own = context.page, context.host
    pictures = [picture for picture in page.pictures[:_MAX_PICTURES] if picture.href and _is_front(picture.href, own)]
    words = [picture.attributes.get("alt") or "" for picture in pictures]
    lines = [line for line in page.lines[:_MAX_LINES] if line.anchors]
    words += [anchor.text for line in lines for anchor in line.anchors if _is_front(anchor.href, own)]
    names = [_LOGO_WORD.sub("", text).strip() for text in words]
    return [name for name in names if _SHORTEST_NAME <= len(name) <= _LONGEST_NAME]


def _is_front(href: str, own: str) -> bool:
    """Return whether a link leads to the front page."""
    if "//" not in href:
        address = href.strip()
        return address != "" and address.rstrip("/") in _HERE
    address = href.strip().lower().rstrip("/")
    if address in _HERE:
        return True
    return own != "" and address.rpartition("//")[2].removeprefix("www.") == own
