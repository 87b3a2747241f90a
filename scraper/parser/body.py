"""The main text: the smallest box that holds most of the page's good text, without its furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from scraper.dates import find_day
from scraper.parser.cues import MORE, Cue
from scraper.parser.text import Box, Line, Page

_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|disqus|kommentare?|shar(?:e|ing|ed|er|iff)\w*|social\w*"
    r"|related\w*|recommend\w*"
    r"|newsletter\w*|cookie\w*|consent\w*|gdpr|dsgvo|advert\w*|anzeigen?|ads?|adsense|adslot|ad-?wrapper"
    r"|werbung|sponsor\w*|sidebar\w*|breadcrumbs?|footer"
    r"|nav|navi|navbar|navigation|menu|pagination|pager|author-?box|author-?bio|authorinfo|about-?author"
    r"|autorenbox|tags?|taglist|tag-links"
    r"|popup|modal|overlay|subscribe|outbrain|taboola|similar\w*|most-?read|toolbar|caption\w*|figcaption"
    r"|bildunterschrift"
    r"|bildunterzeile|credits?|copyright|sr-only|visually-hidden|visuallyhidden|screen-reader\w*|invisible"
    r"|login|signup|search\w*"
    r"|skip\w*|skiplinks?|rating|readmore|read-?more|also-?read|mehr-?zum\w*|mehr-?artikel|weitere-?artikel"
    r"|latest\w*|topnews|trending|donat\w*|spenden\w*"
    r"|jp-relatedposts|sharedaddy|wpdevar_comment|postmetadata|entry-meta|entry-footer|post-meta"
    r"|article-meta|post-?footer|article-?footer|byline|crp_related"
    r"|yarpp\w*|addtoany\w*|sociable|bookmarks?|print-?hide|noprint|no-print|feedback|survey|poll|rss"
    r"|imprint|disclaimer|legal|alert-?box|toc|inhaltsverzeichnis"
    r"|gallery-?caption|slideshow|carousel|slider|audio-?player|player|video-?js|marginalie|linkliste"
    r"|links?-?list|bottom|service-?box|login-?box)(?=$|[\s_-])",
    re.IGNORECASE,
)
_FURNITURE_PART = re.compile(
    r"comment-?(?:list|form|area|section|body|content|wrap)|sharebar|share-?button|social-?media"
    r"|relatedposts|cookie-?|newsletter|breadcrumb|author-?box|teaser-?list|teaserlist"
    r"|article-?tags|post-?tags|advertis|authorbox|author-?info|recommendation|sidebar|pagination",
    re.IGNORECASE,
)
_SOFT_NAME = re.compile(
    r"teaser|promo|meta|widget|aside|more|info|list|box|card|tile|author|autor|kontakt|contact|hinweis|footer",
    re.IGNORECASE,
)
_TEXT_NAME = re.compile(
    r"article-?_*(?:body|content|text|main|copy|detail)|entry-content|post-?_*(?:content|body|entry|text)"
    r"|story-?_*(?:body|content|text)|articlebody|meldungtext|artikel-?(?:text|body|inhalt)"
    r"|content-?(?:body|text|main|article)|main-?(?:content|text)|news-?(?:text|body|content|detail)"
    r"|body-?text|rich-?text|td-post-content|text-?content|csc-textpic|c-content-article",
    re.IGNORECASE,
)
_LEAD_NAME = re.compile(
    r"(?:^|[\s_-])(?:lead|leadtext|intro|introtext|standfirst|summary|vorspann|subtitle|subline|subheadline"
    r"|subhead|excerpt|dek|abstract|anreisser|anreißer|anrisstext"
    r"|einleitung|lede|teaser-?text|article-?teaser|description|untertitel|ingress|chapo|strapline)(?:$"
    r"|[\s_-])",
    re.IGNORECASE,
)
_CAPTION_NAME = re.compile(
    r"caption|bildunter|bildtext|bildquelle|credit|copyright|fotograf|image-?source|legende", re.IGNORECASE
)
_META_LINE = re.compile(
    r"^(?:von|by|text|autor(?:in)?|author|veröffentlicht|erstellt|published|posted|stand|datum|aktualisiert"
    r"|updated|lesezeit|lesedauer|teilen|share|drucken|merken"
    r"|kommentare?|\d+ kommentare?|quelle:|foto:|bild:|bildquelle|lesen sie auch|auch interessant"
    r"|mehr zum thema|zum thema|read more|related|advertisement|anzeige|tags?:|schlagw|themen:)\b",
    re.IGNORECASE,
)
_CREDIT_LINE = re.compile(
    r"^(?:\(?(?:foto|bild|bildquelle|bilder|quelle|photo|grafik|bildnachweis|copyright|credit)s?\b\s*:|©"
    r"|\(c\)\s)",
    re.IGNORECASE,
)
_CREDIT_END = re.compile(
    r"\((?:Foto|Bild|Photo|Grafik|Bildquelle|Quelle|©)s?\b\s*:?[^()]{2,80}\)\s*$"
    r"|\b(?:Foto|Photo|Bildquelle|Grafik)\s*:\s*[^():.]{2,50}$|©\s?[^.]{2,50}$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"[.!?…:;“”\"»«)\]]\s*$")
_NEVER = frozenset({"html", "body", "main", "article"})
_ALWAYS = frozenset({"nav", "footer", "aside", "menu", "dialog"})
_ROW = frozenset({"td", "th"})
_ITEM = frozenset({"li", "dt", "dd"})


# Words in class names that speak of the page's state, not of the box.
_STATE = re.compile(
    r"(?:^|(?<=\s))(?:has|have|with|without|no|non|is|not|tag|category|label|field|js|post|template|wp|sb"
    r"|karma|w)[-_]\S*"
    r"|\S+-(?:enabled|disabled|hidden|above|below|inline)(?=\s|$)",
    re.IGNORECASE,
)
_REMARKS = re.compile(
    r"(?:^|[\s_-])(?:comments?|comment-?list|respond|disqus\w*|kommentare?|cookie\w*|consent\w*|gdpr|dsgvo"
    r"|newsletter\w*)(?=$|[\s_-])",
    re.IGNORECASE,
)
_LITTLE = 250


@dataclass(slots=True)
class Body:
    """The lines of the text, its lead where it is set apart, and the range it was found in."""

    lines: list[int]
    lead: int | None
    start: int
    end: int


@dataclass(slots=True)
class Weights:
    """What each box and line is worth: furniture boxes, line weights and their sums."""

    furniture: list[bool]
    lines: list[float]
    sums: list[float]

    def of(self, start: int, end: int) -> float:
        """Return the weight of the lines from start to end (not included)."""
        return self.sums[end] - self.sums[start]


def _is_named_furniture(box: Box, linked: float) -> bool:
    """Return whether a box is furniture by its class, id or role.

    Args:
        linked: the share of its text that is links.
    """
    name = _STATE.sub(" ", box.name)
    if not name or (_TEXT_NAME.search(name) and not _FURNITURE_PART.search(name)):
        return False
    if _FURNITURE_NAME.search(name) or _FURNITURE_PART.search(name):
        return True
    return linked > 0.3 and _SOFT_NAME.search(name) is not None and not _LEAD_NAME.search(name)


def _furniture(page: Page, heading: int, plain: list[float], strict: bool) -> list[bool]:
    """Return for each box whether it or one around it is furniture.

    What holds the headline or much of the running text never is, whatever its name.

    Args:
        heading: a line of the headline, or -1.
        plain: sums of the lines' weights.
        strict: whether only tags and remarks of readers count.
    """
    linked = list(accumulate((line.linked for line in page.lines), initial=0))
    around = set(page.ancestors(page.lines[heading].box)) if heading >= 0 else set()
    found: list[bool] = []
    for index, box in enumerate(page.boxes):
        if box.start == box.end or (box.parent >= 0 and found[box.parent]):
            found.append(True)
        elif box.tag in _NEVER or index in around:
            found.append(False)
        elif _REMARKS.search(box.name) and not _TEXT_NAME.search(box.name):
            found.append(page.length(box.start, box.end) < 0.8 * page.sums[-1])
        elif plain[box.end] - plain[box.start] > 0.35 * plain[-1] and box.tag not in {"nav", "footer"}:
            found.append(False)
        elif box.tag in _ALWAYS:
            found.append(True)
        else:
            size = page.length(box.start, box.end)
            share = (linked[box.end] - linked[box.start]) / max(size, 1)
            found.append(not strict and _is_named_furniture(box, share))
    return found


def _line_weight(line: Line) -> float:
    """Return what a line is worth as running text."""
    size = len(line.text)
    if size < 25 or line.linked > 0.5 * size:
        return 0.0
    weight = float(min(size - line.linked, 800))
    if not _ENDING.search(line.text):
        weight *= 0.4
    return weight if size >= 80 else weight * 0.6


def weigh(page: Page, heading: int = -1, *, strict: bool = False) -> Weights:
    """Return the weights of a page's boxes and lines.

    Args:
        heading: a line of the headline, or -1.
        strict: whether names of boxes are not believed.
    """
    plain = [_line_weight(line) for line in page.lines]
    furniture = _furniture(page, heading, list(accumulate(plain, initial=0.0)), strict)
    evidence: list[float] = []
    for box in page.boxes:
        above = evidence[box.parent] if box.parent >= 0 else 1.0
        own = 1.0
        if box.prop == "articlebody" or (box.name and _TEXT_NAME.search(box.name)):
            own = 2.0
        elif box.tag in {"article", "main"} or "main" in box.name:
            own = 1.3
        evidence.append(max(above, own))
    weights = []
    for at, line in enumerate(page.lines):
        tag = page.boxes[line.box].tag
        worth = 0.0 if furniture[line.box] else plain[at] * evidence[line.box]
        weights.append(worth * 0.5 if tag in _ITEM or tag in {"h1", "h2", "h3", "h4", "figcaption"} else worth)
    return Weights(furniture, weights, list(accumulate(weights, initial=0.0)))


def main_box(page: Page, weights: Weights) -> int:
    """Return the smallest box that holds most of the weight."""
    children: list[list[int]] = [[] for _ in page.boxes]
    for index, box in enumerate(page.boxes):
        if box.parent >= 0:
            children[box.parent].append(index)
    current = 0
    while children[current]:
        here = page.boxes[current]
        total = weights.of(here.start, here.end)
        best = max(children[current], key=lambda index: weights.of(page.boxes[index].start, page.boxes[index].end))
        box = page.boxes[best]
        share = 0.55 if box.prop == "articlebody" or _TEXT_NAME.search(box.name) else 0.8
        if box.tag in {"p", "li", "td"} and here.end - here.start > 1 and box.end - box.start == 1:
            share = 0.97
        if total <= 0 or weights.of(box.start, box.end) < share * total:
            break
        current = best
    return current


def is_caption(page: Page, line: Line) -> bool:
    """Return whether a line belongs to a picture."""
    for index in page.ancestors(line.box, 3):
        box = page.boxes[index]
        if box.tag in {"figcaption", "figure"} or (box.tag != "body" and _CAPTION_NAME.search(box.name)):
            return True
    if len(line.text) >= 250:
        return False
    named = line.names and _CAPTION_NAME.search(line.names)
    return bool(named or _CREDIT_LINE.match(line.text) or _CREDIT_END.search(line.text))


def _noise(page: Page, line: Line, title: str) -> bool:
    """Return whether a line inside the main box is no part of the text."""
    text = line.text
    size = len(text)
    if line.linked > 0.6 * size and (size < 140 or line.linked > 0.9 * size):
        return not (page.boxes[line.box].tag == "p" and len(line.anchors) == 1 and size > 400)
    if size < 90 and ((_META_LINE.match(text) and not text.endswith((".", "!", "?", "“"))) or MORE.fullmatch(text)):
        return True
    if text == title or not any(c.isalnum() for c in text):
        return True
    if size < 45 and find_day(text) is not None and not text.endswith("."):
        return True
    return is_caption(page, line)


def _end_of_text(found: dict[int, Cue], start: int, end: int, weights: Weights) -> int:
    """Return where a cue ends the text: a list of keywords or reports after most of it."""
    total = weights.of(start, end)
    for at in range(start, end):
        cue = found.get(at)
        if (
            cue is not None
            and cue.role in {"related", "keywords", "tags", "vendors"}
            and weights.of(start, at) > 0.5 * total
        ):
            return at
    return end


def _lead(page: Page, start: int, lines: list[int], title: str, furniture: list[bool]) -> int | None:
    """Return the line of the lead where the page sets it apart: by its name, or in bold."""
    first = lines[0] if lines else start
    second = lines[1] if len(lines) > 1 else first
    for at in range(start, min(second, start + 25)):
        line = page.lines[at]
        if len(line.text) < 40 or line.linked > 0.3 * len(line.text) or line.text == title:
            continue
        boxes = page.ancestors(line.box, 2)
        named = any(_LEAD_NAME.search(page.boxes[box].name) or page.boxes[box].prop == "description" for box in boxes)
        if (named or _LEAD_NAME.search(line.names)) and (not furniture[line.box] or named):
            return at
    if len(lines) > 1:
        line = page.lines[first]
        bold = sum(mark.end - mark.start for mark in line.marks[-1:] if mark.tag in {"b", "strong"})
        if 60 <= len(line.text) <= 700 and bold >= 0.95 * len(line.text) and page.boxes[line.box].tag[0] != "h":
            return first
    return None


def find(page: Page, title: str, title_end: int, found: dict[int, Cue], box: int | None) -> Body:
    """Return the main text of a page.

    Args:
        title: the headline, which is no part of the text.
        title_end: the line after the headline, or 0.
        found: the lines with a role.
        box: the box that the site's profile names, or None.
    """
    body = _find(page, title, title_end, found, box, weigh(page, title_end - 1))
    if sum(len(page.lines[at].text) for at in body.lines) >= _LITTLE:
        return body
    # Names of boxes mislead; where they leave no text they are not believed.
    other = _find(page, title, title_end, found, box, weigh(page, title_end - 1, strict=True))
    more = sum(len(page.lines[at].text) for at in other.lines)
    return other if more > 2 * sum(len(page.lines[at].text) for at in body.lines) else body


def _find(page: Page, title: str, title_end: int, found: dict[int, Cue], box: int | None, weights: Weights) -> Body:
    """Return the main text for these weights."""
    chosen = main_box(page, weights) if box is None else box
    start, end = page.boxes[chosen].start, page.boxes[chosen].end
    if start < title_end < end and weights.of(start, title_end) < 0.5 * weights.of(start, end):
        start = title_end
    end = _end_of_text(found, start, end, weights)
    lines = [
        at
        for at in range(start, end)
        if (not weights.furniture[page.lines[at].box] or box is not None)
        and (at not in found or found[at].role in {"label", "stop"})
        and not _noise(page, page.lines[at], title)
    ]
    while lines and page.boxes[page.lines[lines[-1]].box].tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        lines.pop()
    lead = _lead(page, max(title_end, start - 25) if title_end <= start else start, lines, title, weights.furniture)
    lines = [at for at in lines if at != lead]
    return Body(lines, lead, start, end)


def paragraphs(page: Page, lines: list[int]) -> list[str]:
    """Return the lines as paragraphs; items of a list stay together, cells of a row stand side by side."""
    found: list[str] = []
    last: int | None = None
    for at in lines:
        line = page.lines[at]
        joiner = _joiner(page, page.lines[last], line, at - last) if last is not None else None
        if joiner is None:
            found.append(line.text)
        else:
            found[-1] += joiner + line.text
        last = at
    return found


def _joiner(page: Page, above: Line, line: Line, distance: int) -> str | None:
    """Return what stands between two lines of one paragraph, or None between paragraphs."""
    if not line.gap and distance == 1:
        return "\n"
    one, other = page.boxes[above.box], page.boxes[line.box]
    if one.tag in _ITEM and other.tag in _ITEM and one.parent == other.parent:
        return "\n"
    if one.tag in _ROW and other.tag in _ROW and len(above.text) < 120 and len(line.text) < 120:
        return " | " if one.parent == other.parent else "\n"
    return None
