"""What editors set under a text: the author's code in parentheses, an agency's sign-off, links on lines of"
" their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.model import Reference
from scraper.parser.fields import codes as editors
from scraper.parser.fields.authors import NAME
from scraper.parser.page.model import Line, Page
from scraper.web.urls import join

_CODES = r"[a-zäöüß]{2,4}"
_CODE_END = re.compile(rf"\s*\(\s*({_CODES}(?:\s*[/,;|+&]\s*{_CODES})*)\s*\)\s*$")
_NAME_END = re.compile(rf"(?<=[.!?“”\"«»…])\s*\(\s*((?:Von\s+)?{NAME}(?:\s*[/,;&]\s*{NAME})*)\s*\)\s*$")
_SENTENCE_END = r"(?<=[.!?“”\"»«…])"


@dataclass(frozen=True, slots=True)
class _SignOff:
    """A way to set codes at the end: its pattern, whether any code may stand so, or only one beside an agency's."""

    pattern: re.Pattern[str]
    any_code: bool
    own_paragraph: bool = False


def _sign_offs() -> Iterator[_SignOff]:
    """Yield the ways to set codes at the end of a text."""
    for pattern, any_code, own_paragraph in (
        (rf"^\(\s*({editors.ITEMS})\s*\)$", True, True),
        (rf"^({editors.ITEMS}(?:\s*\(\s*{editors.ITEMS}\s*\))?)$", False, True),
        (rf"^({editors.ITEMS});\s*(?:foto|bild|grafik).*$", True, True),
        (rf"{_SENTENCE_END}\s*\(\s*({editors.ITEMS})\s*\)\s*$", True, False),
        (rf"{_SENTENCE_END}\s+({editors.ITEMS})\s*$", False, False),
        (rf"\s\(\s*({editors.ITEMS})\s*\)\s*\.?$", False, False),
    ):
        yield _SignOff(re.compile(pattern, re.IGNORECASE), any_code, own_paragraph)


_SIGN_OFFS = tuple(_sign_offs())
# What most paragraphs end without: a parenthesis, or a short word that ends no sentence.
_MAY_SIGN = re.compile(r"\)\s*\.?$|(?:^|[\s/])[\w-]{2,14}$|;\s*(?:foto|bild|grafik)", re.IGNORECASE)
_LONGEST_SIGN_OFF = 80
# A sign-off stands in one of the last paragraphs; a line about the agency may follow.
_LAST = 3
_BARE_LINK = re.compile(r"^(?:[^:/]{0,40}:\s*)?((?:https?://|www\.)[^\s<>]+)$", re.IGNORECASE)
# An address without its scheme, as the words of a link: "www.stadt.example/rathaus".
_HOST_AND_PATH = re.compile(r"^\S+\.\S{2,}/?\S*$")
# Brackets or a colon may stand beside such a link.
_BESIDE_LINK = 2
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
        # Several editors share a pair of parentheses.
        names = re.split(r"\s*[/,;|+&]\s*", re.sub(r"^Von\s+", "", match[1]))
        return [name.strip() for name in names if name.strip()], rest
    return [], paragraphs


def sign_off(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Return (authors, paragraphs) with the codes of editors and agencies taken from the end of the text.

    Unlike a newsroom's own code this is asked of any page, so codes need a sentence before them, or an agency or
    a rule among them: an abbreviation (``BSI``) that ends a sentence is none.

    Args:
        paragraphs: the body.
    """
    for back in range(1, min(_LAST, len(paragraphs)) + 1):
        text = paragraphs[-back]
        codes, before = _signed(text)
        if codes:
            rest = [*paragraphs[:-back], *([before] if before else []), *paragraphs[len(paragraphs) - back + 1 :]]
            return codes, rest
    return [], paragraphs


def _signed(text: str) -> tuple[list[str], str]:
    """Return the codes at the end of a paragraph, and the paragraph without them."""
    tail = text[-_LONGEST_SIGN_OFF:]
    is_whole = len(text) <= _LONGEST_SIGN_OFF
    # Six patterns are slow, and nearly all paragraphs end with a sentence.
    if not _MAY_SIGN.search(tail):
        return [], text
    for way in _SIGN_OFFS:
        # A tail that is cut from a longer paragraph is no paragraph of its own.
        if way.own_paragraph and not is_whole:
            continue
        found = way.pattern.search(tail)
        if found is None:
            continue
        # Words such as "pdf" or "mehr" stand in parentheses too.
        codes = editors.of(found[1])
        sure = way.any_code or any(map(editors.is_agency, codes))
        if sure and codes:
            return codes, text[: len(text) - len(tail) + found.start()].rstrip()
    return [], text


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
    href = _bare_address(line)
    url = join(base, href) if href else None
    return Reference(url, line.text) if url else None


def _bare_address(line: Line) -> str:
    """Return the address that a line consists of; nothing where it has other words."""
    written = _BARE_LINK.match(line.text)
    if written is None:
        return _linked_address(line)
    # A link around the words leads where readers are sent; the words may be shortened.
    if line.anchors:
        return line.anchors[0].href
    return written[1] if "//" in written[1] else f"http://{written[1]}"


def _linked_address(line: Line) -> str:
    """Return the address of a line that is one link and shows an address without its scheme, or nothing."""
    if len(line.anchors) != 1 or line.linked < len(line.text) - _BESIDE_LINK:
        return ""
    return line.anchors[0].href if _HOST_AND_PATH.match(line.text) else ""
