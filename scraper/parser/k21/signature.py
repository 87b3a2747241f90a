"""What K21's editors set under a text: the author's code in parentheses, links on lines of their own."""

from __future__ import annotations

import re

from scraper.model import Reference
from scraper.parser.fields.authors import NAME
from scraper.parser.page.model import Line, Page
from scraper.web.urls import join

_CODES = r"[a-zäöüß]{2,4}"
_CODE_END = re.compile(rf"\s*\(\s*({_CODES}(?:\s*[/,;|+&]\s*{_CODES})*)\s*\)\s*$")
_NAME_END = re.compile(rf"(?<=[.!?“”\"«»…])\s*\(\s*((?:Von\s+)?{NAME}(?:\s*[/,;&]\s*{NAME})*)\s*\)\s*$")
_BARE_LINK = re.compile(r"^(?:[^:/]{0,40}:\s*)?((?:https?://|www\.)[^\s<>]+)$", re.IGNORECASE)
CODE_SOURCE = "code or name in parentheses at the end"
"""What ``Article.sources`` says of such an author."""


def author_code(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Return (authors, paragraphs) with the code or name in parentheses taken from the end of the text.

    Args:
        paragraphs: the body.
    """
    for back in range(1, min(3, len(paragraphs)) + 1):
        text = paragraphs[-back]
        match = _CODE_END.search(text) or _NAME_END.search(text)
        if match is None:
            continue
        before = text[: match.start()].rstrip()
        rest = [*paragraphs[:-back], *([before] if before else []), *paragraphs[len(paragraphs) - back + 1 :]]
        names = re.split(r"\s*[/,;|+&]\s*", re.sub(r"^Von\s+", "", match[1]))
        return [name.strip() for name in names if name.strip()], rest
    return [], paragraphs


def without_links(page: Page, lines: list[int], base: str) -> tuple[list[int], list[Reference]]:
    """Return the lines that are more than a bare link, and the links.

    Args:
        page: the page.
        lines: the text.
        base: the address that links are relative to.
    """
    kept, links = [], []
    for at in lines:
        link = _bare_link(page.lines[at], base)
        if link is None:
            kept.append(at)
        else:
            links.append(link)
    return kept, links


def _bare_link(line: Line, base: str) -> Reference | None:
    """Return the link that a line consists of (``http://www.facebook.com/…``), or None."""
    match = _BARE_LINK.match(line.text)
    if match:
        href = line.anchors[0].href if line.anchors else match[1]
        url = join(base, href if "//" in href or line.anchors else "http://" + href)
        return Reference(url, line.text) if url else None
    if len(line.anchors) == 1 and line.linked >= len(line.text) - 2 and re.match(r"^\S+\.\S{2,}/?\S*$", line.text):
        url = join(base, line.anchors[0].href)
        return Reference(url, line.text) if url else None
    return None
