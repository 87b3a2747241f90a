"""What the editors of trade news put around a text: keywords, related reports, vendors, other forms.

The labels are words and shapes that stay when a site changes its markup, never class names.
"""

from __future__ import annotations

import datetime as dt
import re

from scraper.model import Alternate, AlternateKind, Reference, Related, Vendor
from scraper.parser.page.labels import MORE, PDF, PRINT, Label, bracketed
from scraper.parser.page.model import Anchor, Line, Page, Picture
from scraper.web.dates import find_day, parse_day
from scraper.web.urls import join

_WORDS = re.compile(r"\s*(?:[,;|·•]|\s/\s)\s*")
_PLACE = re.compile(r"^(?:(?:D|A|CH|DE|AT|L)[-–\s]?)?\d{4,5}\s+[A-ZÄÖÜ][^\d,;:|]{1,50}$")
_NAME_AND_PLACE = re.compile(r"^(.{2,80}?)[\s,;|·–-]+((?:(?:D|A|CH)[-–])?\d{4,5}\s+[A-ZÄÖÜ][^\d,;:|]{1,50})$")
_LOGO = re.compile(r"^(?:Logo|Firmenlogo)[\s:]+(?:der\s+|von\s+)?|\s+Logo$", re.IGNORECASE)
_CODES = r"[a-zäöüß]{2,4}"
_CODE_END = re.compile(rf"\s*\(\s*({_CODES}(?:\s*[/,;|+&]\s*{_CODES})*)\s*\)\s*$")
_NAME = r"[A-ZÄÖÜ][\w.\-]*(?:\s+(?:von|van|de|der|zu)\b)?(?:\s+[A-ZÄÖÜ][\w\-]+){1,3}"
_NAME_END = re.compile(rf"(?<=[.!?“”\"«»…])\s*\(\s*((?:Von\s+)?{_NAME}(?:\s*[/,;&]\s*{_NAME})*)\s*\)\s*$")
_BYLINE = re.compile(
    rf"^(?:Von|Autor(?:in|en)?|Text|Redaktion|Verfasser(?:in)?)\s*:?\s+({_NAME}(?:\s*(?:,|und|&"
    rf"|/)\s*{_NAME})*)$"
)
_BARE_LINK = re.compile(r"^(?:[^:/]{0,40}:\s*)?((?:https?://|www\.)[^\s<>]+)$", re.IGNORECASE)
_MAX_ITEMS = 30
_MAX_GAP = 5


def keyword_list(page: Page, label: Label) -> list[str]:
    """Return the words of ``Stichwörter: …``.

    Args:
        label: the line with the label; the words stand in it or in the lines that follow.
    """
    line = page.lines[label.at]
    if label.rest:
        return _words(line, label.rest)
    words: list[str] = []
    parent = page.boxes[line.box].parent
    for at in range(label.at + 1, min(label.at + 1 + _MAX_ITEMS, len(page.lines))):
        following = page.lines[at]
        short = len(following.text) <= 60 or following.linked > 0.5 * len(following.text)
        # Words of one list share their box; plain text after them is another thing.
        inside = parent in page.ancestors(following.box)
        item = page.boxes[following.box].tag == "li" or not following.gap
        if not short or not inside or (words and not following.anchors and not item):
            break
        if bracketed(following) or following.text.endswith((".", ":")):
            break
        words += _words(following, following.text)
        if not following.anchors and "," in following.text:
            break
    return words


def _words(line: Line, text: str) -> list[str]:
    """Return the keywords of a line: its links where they make it up, else its parts."""
    linked = [anchor.text.strip(" ,;#") for anchor in line.anchors]
    if linked and sum(map(len, linked)) >= 0.6 * len(re.sub(r"[,;|·•\s]", "", text)) - 2:
        words = linked
    else:
        words = [word.strip(" #.") for word in _WORDS.split(text)]
    return [word for word in dict.fromkeys(words) if 1 < len(word) <= 60]


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
        text = line.text
        day = parse_day(text) if parts is None and len(text) <= 40 and any(c.isdigit() for c in text) else None
        if parts is not None:
            self.begin(parts[0], parts[1])
            self.rest(parts[2], line)
        elif day is not None:
            self.day_alone(day)
        elif self.open and not self.title:
            self.title, self.url = text, self.address(line.anchors)
        elif self.open and (MORE.search(text) or (not self.teaser and not heading and line.linked < len(text))):
            self.rest(text, line)
        elif heading or (line.anchors and line.linked >= 0.9 * len(text)):
            self.heading(line)
        else:
            self.pending.append(line)

    def day_alone(self, day: dt.date) -> None:
        """Take in a date on a line of its own: it dates the waiting title, the open item, or the next."""
        if self.open and self.date is None:
            self.date = day
        else:
            self.begin("", day)

    def heading(self, line: Line) -> None:
        """Take in a line that is a headline by its markup."""
        if self.pending and self.pending[-1].text.endswith(":"):
            self.pending.append(line)
            return
        if line.text.endswith(":"):
            self.close()
            self.pending = [line]
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


def related_list(page: Page, start: int, end: int, base: str) -> list[Related]:
    """Return the reports listed between two lines.

    Args:
        start, end: the first line after the list's heading, and the line where the list ends at the latest.
        base: the address that links are relative to.
    """
    items = _Items(base)
    for line in page.lines[start:end]:
        heading = page.boxes[line.box].tag in {"h2", "h3", "h4", "h5"}
        items.feed(line, heading)
        if len(items.done) >= _MAX_ITEMS:
            break
    items.close()
    # Without dates and teasers it is a plain list of linked headlines.
    return items.done or _linked_titles(page, start, end, base)


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


def vendor_list(page: Page, start: int, end: int, base: str) -> list[Vendor]:
    """Return the companies listed between two lines: a name, ``78467 Konstanz``, a linked logo, in any order."""
    tokens = _tokens(page, start, end, base)
    places = [at for at, (text, _) in enumerate(tokens) if _PLACE.match(text)]
    if not places:
        return [Vendor(text, None, url) for text, url in _unique(tokens) if url and len(text) > 2][:_MAX_ITEMS]
    vendors: list[Vendor] = []
    last = places[0]
    for number, at in enumerate(places):
        if at - last > _MAX_GAP:
            break
        last = at
        floor = places[number - 1] if number else -1
        name = next((tokens[i][0] for i in range(at - 1, floor, -1) if tokens[i][0]), "")
        if not name:
            continue
        ceiling = places[number + 1] - 1 if number + 1 < len(places) else min(at + 3, len(tokens))
        near = [*range(at, floor, -1), *range(at + 1, ceiling)]
        same = [tokens[i][1] for i in near if tokens[i][0] == name]
        url = next((u for u in [*same, *(tokens[i][1] for i in near)] if u), None)
        vendors.append(Vendor(name, tokens[at][0], url))
    return vendors


def _unique(tokens: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Return the tokens once per text, with the first address of each."""
    found: dict[str, str | None] = {}
    for text, url in tokens:
        found[text] = found.get(text) or url
    return list(found.items())


def _tokens(page: Page, start: int, end: int, base: str) -> list[tuple[str, str | None]]:
    """Return (text, address) of the lines and the pictures' names between two lines, in order."""
    pictures: dict[int, list[Picture]] = {}
    for picture in page.pictures:
        if start <= picture.line <= end:
            pictures.setdefault(picture.line, []).append(picture)
    found: list[tuple[str, str | None]] = []
    for at in range(start, end + 1):
        for picture in pictures.get(at, ()):
            alt = _LOGO.sub("", (picture.attributes.get("alt") or "").strip())
            found.append((alt, join(base, picture.href) if picture.href else None))
        if at < end:
            found += _line_tokens(page.lines[at], base)
    return found


def _line_tokens(line: Line, base: str) -> list[tuple[str, str | None]]:
    """Return the tokens of a line; a name and a place in one line are two."""
    url = next((found for anchor in line.anchors if (found := join(base, anchor.href))), None)
    both = _NAME_AND_PLACE.match(line.text)
    if both and not _PLACE.match(line.text):
        return [(both[1], url), (both[2], url)]
    return [(line.text, url)]


def alternates(page: Page, base: str, end: int) -> list[Alternate]:
    """Return the print and PDF forms that links or their icons name, up to a line."""
    found: dict[str, AlternateKind] = {}
    named = [
        (anchor.text, anchor.href) for line in page.lines[:end] for anchor in line.anchors if len(anchor.text) < 40
    ]
    named += [
        (p.attributes.get("alt") or p.attributes.get("title") or "", p.href)
        for p in page.pictures
        if p.href and p.line <= end
    ]
    for text, href in named:
        kind: AlternateKind | None = (
            "print" if PRINT.match(text.strip()) else "pdf" if PDF.match(text.strip()) else None
        )
        url = join(base, href) if kind else None
        if kind and url:
            found.setdefault(url, kind)
    return [Alternate(url, kind) for url, kind in found.items()]


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


def byline(text: str) -> list[str]:
    """Return the names of a line like ``Von Erika Muster``."""
    match = _BYLINE.match(text) if len(text) < 100 else None
    return [name.strip() for name in re.split(r"\s*(?:,|\bund\b|&|/)\s*", match[1])] if match else []


def bare_link(line: Line, base: str) -> Reference | None:
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
