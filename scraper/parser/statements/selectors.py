"""What a site's profile selects by CSS, where labels and metadata are not enough."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from scraper.model import Site
from scraper.parser.fields.published import Stamp
from scraper.parser.page.model import Page, fold
from scraper.web.dates import find_day, parse_stamp


@dataclass(slots=True)
class Fields:
    """The values of selected fields; None or empty where nothing was selected or found."""

    kicker: str | None = None
    lead: str | None = None
    section: str | None = None
    date: Stamp | None = None
    authors: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)

    def given(self) -> list[str]:
        """Return the names of the fields that were found."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return [name for name, value in values.items() if value]


@dataclass(slots=True)
class Selected:
    """Selected values, and the places on the page of headline and body."""

    fields: Fields = field(default_factory=Fields)
    headline: tuple[str, int, int] | None = None
    body: int | None = None


def _nodes(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """Return what a selector finds; nothing for a selector that is wrong."""
    try:
        return tree.css(selector)
    except (SelectolaxError, ValueError, RuntimeError):
        return []


def _stamp(text: str, machine: str) -> Stamp | None:
    """Return the date of a selected element, by its attribute or its words."""
    for candidate in (machine, text):
        stamp = parse_stamp(candidate)
        if stamp[0] is not None:
            return stamp
    day = find_day(text)
    return (day, None) if day else None


def _fill(fields: Fields, name: str, nodes: list[LexborNode]) -> None:
    """Set one plain field."""
    texts = [value for node in nodes if (value := fold(node.text(deep=True, separator=" ")))]
    if name == "date" and nodes:
        fields.date = _stamp(texts[0] if texts else "", nodes[0].attributes.get("datetime") or "")
    elif not texts:
        return
    elif name == "kicker":
        fields.kicker = texts[0].rstrip(": ") or None
    elif name == "lead":
        fields.lead = texts[0]
    elif name == "section":
        fields.section = texts[0]
    elif name == "authors":
        fields.authors = texts
    elif name == "keywords":
        fields.keywords = [word.strip() for text in texts for word in text.split(",") if word.strip()]


def read(tree: LexborHTMLParser, page: Page, site: Site | None) -> Selected:
    """Return what the profile's selectors find.

    Args:
        tree: the parsed page.
        page: the same page, flat.
        site: the profile, or None.
    """
    found = Selected()
    for name, selector in site.select if site else ():
        nodes = _nodes(tree, selector)
        index = next((page.by_node[node.mem_id] for node in nodes if node.mem_id in page.by_node), None)
        box = page.boxes[index] if index is not None else None
        if name == "title" and box is not None and box.end > box.start:
            text = " ".join(line.text for line in page.lines[box.start : box.end])
            found.headline = text, box.start, box.end
        elif name == "body" and box is not None and page.length(box.start, box.end) > 0:
            found.body = index
        else:
            _fill(found.fields, name, nodes)
    return found
