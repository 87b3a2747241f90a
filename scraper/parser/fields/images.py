"""The article's pictures with caption and credit."""

from __future__ import annotations

import re

from scraper.model import Image
from scraper.parser.context import Context, Found, Text
from scraper.parser.fields.captions import is_caption
from scraper.parser.page.labels import label_of
from scraper.parser.page.model import Page, Picture, fold
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
# Lazy loaders first: what stands in "src" is then a placeholder.
_ADDRESSES = ("data-src", "data-lazy-src", "data-original", "src")
_INLINE_DATA = "data:"
_SIZES = ("width", "height")
# Chosen: a picture stands in a link and a box or two of its figure, and a caption has a line for its credit.
_BOXES_OF_A_FIGURE = 4
_LINES_OF_A_CAPTION = 3
# Six digits tell any size; Python refuses to read thousands of them.
_DIGITS = re.compile(r"\d{1,6}")
# Icons and buttons have up to so many pixels on a side; chosen below any picture of an article.
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
    """Return the address of an image as written; lazy loaders keep it in data attributes or beside it."""
    attributes = picture.attributes
    for key in _ADDRESSES:
        value = (attributes[key] or "").strip() if key in attributes else ""
        if value and not value.startswith(_INLINE_DATA):
            return value
    several = attributes.get("srcset") or attributes.get("data-srcset") or picture.source
    if not several:
        return ""
    return next((part for part in several.split() if not part.startswith(_INLINE_DATA)), "").rstrip(",")


def _is_small(picture: Picture) -> bool:
    """Return whether the markup says that an image is an ornament by its size."""
    attributes = picture.attributes
    for key in _SIZES:
        digits = _DIGITS.match(attributes[key] or "") if key in attributes else None
        if digits and int(digits[0]) <= _SMALL:
            return True
    return False


def _words(page: Page, picture: Picture) -> str:
    """Return the caption of a picture: of its figure, or the captions right after it."""
    for index in page.ancestors(picture.box, _BOXES_OF_A_FIGURE):
        box = page.boxes[index]
        if box.tag == "figure":
            return " ".join([line.text for line in page.lines[box.start : box.end]])
    words = []
    below = page.lines[picture.line : picture.line + _LINES_OF_A_CAPTION]
    for line in below:
        if not is_caption(page, line):
            break
        words.append(line.text)
    if words:
        return " ".join(words)
    # Editors give a picture its caption as the alternative text too.
    alt = _alt(picture)
    repeats_alt = bool(below) and below[0].text == alt
    return alt if repeats_alt else ""


def _is_ornament(picture: Picture, source: str) -> bool:
    """Return whether a picture is part of the page's design: a logo, an icon, a button, an advertisement."""
    if _is_small(picture) or _ORNAMENT.search(source.lower()):
        return True
    return bool(label_of(_alt(picture))[0])


def _alt(picture: Picture) -> str:
    """Return the words that stand in for a picture."""
    return fold(picture.attributes.get("alt") or "")


def _image(page: Page, picture: Picture, url: str) -> Image:
    """Return the record of a picture."""
    caption, credit = split_credit(_words(page, picture))
    return Image(url, caption or _alt(picture) or None, credit)


def _read(context: Context, pictures: list[Picture]) -> list[Image]:
    """Return the records of pictures, each address once."""
    found: dict[str, Image] = {}
    for picture in pictures:
        url = join(context.base, _source(picture))
        if url and url not in found:
            found[url] = _image(context.page, picture, url)
    return list(found.values())


def selected(context: Context) -> Found[list[Image]]:
    """Return the pictures that the profile selects, ornaments too: the profile knows better."""
    pictures = [picture for picture in context.selected.pictures if _source(picture)]
    return context.by_selector("images", _read(context, pictures))


def find(context: Context, text: Text) -> Found[list[Image]]:
    """Return the pictures between headline and end of the text; the one of the metadata where there is none."""
    pictures = [
        picture
        for picture in context.page.pictures
        if text.start <= picture.line <= text.end and (source := _source(picture)) and not _is_ornament(picture, source)
    ]
    found = _read(context, pictures)
    if found:
        return Found(found, "pictures between headline and end")
    return Found(_stated(context), "picture of the metadata")


def _stated(context: Context) -> list[Image]:
    """Return the picture that the metadata names, if any."""
    image = context.statements.image
    if not image or _ORNAMENT.search(image.lower()):
        return []
    url = join(context.base, image)
    return [Image(url, *split_credit(context.statements.image_caption or ""))] if url else []
