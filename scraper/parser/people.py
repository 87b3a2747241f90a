"""The authors of an article: names without the words around them."""

from __future__ import annotations

import re

from scraper.parser.newsroom import byline
from scraper.parser.text import Page

_LEAD_IN = re.compile(r"^(?:von|by|autor(?:in|en)?|author|text|par|por|di|av|af|door)\s*:?\s+", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:[,;|/]|\bund\b|\band\b|\s&\s|\set\s|\bsowie\b)\s*", re.IGNORECASE)
_TITLE_AFTER = re.compile(r"\s*\((?:[^()]{1,40})\)$")
_NO_NAME = re.compile(
    r"^(?:admin|administrator|redaktion\w*|webmaster|unknown|null|none|undefined|editor|www\.|https?:|\d+$|.*@)",
    re.IGNORECASE,
)
_BYLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:author|autor|byline|verfasser|writer)(?:[\s_-]*(?:name|link|s))?(?:$|[\s_-])|\bauthor\b|\bfn\b",
    re.IGNORECASE,
)


def clean(names: list[str], sites: list[str]) -> list[str]:
    """Return the names one by one, without lead-ins, addresses and doubles.

    Args:
        names: as the page gives them; several may share a string.
        sites: what the site is called; it is no author.
    """
    found: dict[str, str] = {}
    known = {site.casefold() for site in sites}
    for text in names:
        for part in _SPLIT.split(_LEAD_IN.sub("", text.strip())):
            name = _TITLE_AFTER.sub("", _LEAD_IN.sub("", part.strip())).strip(" .:–-")
            if 2 <= len(name) <= 60 and not _NO_NAME.match(name) and name.casefold() not in known:
                found.setdefault(name.casefold(), name)
    return list(found.values())


def shown(page: Page, start: int, end: int) -> list[str]:
    """Return the names of the byline near the headline.

    Args:
        start, end: the lines to look in.
    """
    for line in page.lines[max(0, start) : end]:
        if len(line.text) > 120:
            continue
        linked = [a.text for a in line.anchors if "author" in a.rel.split() or _BYLINE_NAME.search(a.name)]
        if linked:
            return linked
        names = byline(line.text)
        if names:
            return names
        box = page.boxes[line.box]
        marked = next((m for m in line.marks if _BYLINE_NAME.search(m.name)), None)
        if marked is not None:
            return [line.text[marked.start : marked.end]]
        if len(line.text) <= 60 and (_BYLINE_NAME.search(box.name) or box.prop == "author"):
            return [line.text]
    return []
