"""The article's pictures with caption and credit."""

from __future__ import annotations

import re

from scraper.model import Image
from scraper.parser.fields.boilerplate import is_caption
from scraper.parser.page.labels import label_of
from scraper.parser.page.model import Page, Picture, fold
from scraper.parser.statements.metadata import Metadata
from scraper.web.urls import join

_ORNAMENT = re.compile(
    r"spacer|pixel|icon|logo|blank|1x1|trans(?:parent)?\.gif|dot\.gif|avatar|gravatar|button|arrow|pfeil"
    r"|sprite|/ads?/|banner|counter|vgwort|emoji|smil(?:ey|ies)|drucken|print|pdf\.(?:gif|png)",
)
_CREDIT = re.compile(
    r"[\s(\[|–-]*\b(?:(?:Foto|Bild|Photo|Grafik|Illustration)(?:s|nachweis|quelle|rechte|credits?)?|Bilder"
    r"|Quelle|Credits?|Copyright|Fotograf(?:in)?)\s*[:©]\s*(.+?)[\s)\]]*$"
    r"|[\s(\[|–-]*(?:©|\(c\))\s*(?:Copyright\s*:?\s*)?(.+?)[\s)\]]*$",
    re.IGNORECASE,
)
_SMALL = 50


def split_credit(text: str) -> tuple[str | None, str | None]:
    """Return (caption, credit) of the words under a picture.

    Args:
        text: for example ``Das neue Rathaus. (Foto: Stadt Musterstadt)``.
    """
    text = fold(text)
    match = _CREDIT.search(text)
    if match is None:
        return text or None, None
    credit = (match[1] or match[2]).strip(" ()[]|")
    return text[: match.start()].strip(" (|[") or None, credit or None


def _source(picture: Picture) -> str:
    """Return the address of an image as written; lazy loaders keep it in data attributes."""
    attributes = picture.attributes
    for key in ("data-src", "data-lazy-src", "data-original", "src"):
        value = (attributes.get(key) or "").strip()
        if value and not value.startswith("data:"):
            return value
    return ((attributes.get("srcset") or attributes.get("data-srcset") or "").split() or [""])[0]


def _is_small(picture: Picture) -> bool:
    """Return whether the markup says that an image is an ornament by its size."""
    for key in ("width", "height"):
        digits = re.match(r"\d+", picture.attributes.get(key) or "")
        if digits and int(digits[0][:6]) <= _SMALL:
            return True
    return False


def _words(page: Page, picture: Picture) -> str:
    """Return the caption of a picture: of its figure, or the captions right after it."""
    for index in page.ancestors(picture.box, 4):
        box = page.boxes[index]
        if box.tag == "figure":
            return " ".join(line.text for line in page.lines[box.start : box.end])
    words = []
    for line in page.lines[picture.line : picture.line + 3]:
        if not is_caption(page, line):
            break
        words.append(line.text)
    alt = fold(picture.attributes.get("alt") or "")
    if not words and picture.line < len(page.lines) and alt and page.lines[picture.line].text == alt:
        return alt
    return " ".join(words)


def find(page: Page, meta: Metadata, start: int, end: int, base: str) -> list[Image]:
    """Return the pictures between two lines; the one of the metadata where there is none.

    Args:
        start, end: the lines of the article.
        base: the address that sources are relative to.
    """
    found: dict[str, Image] = {}
    for picture in page.pictures:
        source = _source(picture)
        if not start <= picture.line <= end or not source or _is_small(picture) or _ORNAMENT.search(source.lower()):
            continue
        if label_of(fold(picture.attributes.get("alt") or ""))[0]:
            continue
        url = join(base, source)
        if url and url not in found:
            caption, credit = split_credit(_words(page, picture))
            found[url] = Image(url, caption or fold(picture.attributes.get("alt") or "") or None, credit)
    page.sources["images"] = "pictures between headline and end"
    if not found and meta.image and not _ORNAMENT.search(meta.image.lower()):
        url = join(base, meta.image)
        if url:
            found[url] = Image(url, *split_credit(meta.image_caption or ""))
            page.sources["images"] = "picture of the metadata"
    return list(found.values())
