"""What a site's profile selects by CSS, where labels and metadata are not enough.

Plain fields are read here. Of lists and pictures only the place is found here; the finders of these fields read it as
they read what they find themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from scraper.model import Site
from scraper.parser.page.model import Anchor, Page, Picture, fold
from scraper.parser.statements.stamps import Stamp
from scraper.web.dates import find_day, parse_stamp

_PLAIN = frozenset({"kicker", "lead", "section", "authors", "keywords"})
_LISTS = frozenset({"related", "vendors"})

Nodes = Mapping[str, list[LexborNode]]
"""What each selector of a profile found, by the name of the field."""


@dataclass(frozen=True, slots=True)
class Part:
    """A selected part of the page: a box with lines, or the links of an inline element.

    Args:
        box: index of the box; None for an inline element.
        anchors: the links in it.
    """

    box: int | None
    anchors: list[Anchor]


@dataclass(slots=True)
class Selected:
    """What a profile's selectors found; None or empty where nothing was selected or found.

    Args:
        texts: of ``kicker``, ``lead``, ``section``, ``authors`` and ``keywords``.
        date: day and moment.
        title: first line and end of the headline.
        body: the box of the text.
        parts: of ``related`` and ``vendors``, in the order of the page.
        pictures: of ``images``.
    """

    texts: dict[str, list[str]] = field(default_factory=dict)
    date: Stamp | None = None
    title: tuple[int, int] | None = None
    body: int | None = None
    parts: dict[str, list[Part]] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)

    def gave(self, name: str) -> bool:
        """Return whether the selector of a field found anything that the field could be read from."""
        own = {"date": self.date, "title": self.title, "images": self.pictures or None}
        if name == "body":
            # The number of a box may be 0.
            return self.body is not None
        return own.get(name) is not None or bool(self.texts.get(name) or self.parts.get(name))


def nodes(tree: LexborHTMLParser, site: Site | None) -> Nodes:
    """Return the elements that each selector of a profile finds; none for a selector that is wrong.

    Args:
        tree: the parsed page.
        site: the profile, or None.
    """
    return {name: _nodes(tree, selector) for name, selector in site.select} if site else {}


def _nodes(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    # A selector is checked where the profile is read; what only this tree refuses is as good as one without a find.
    except (SelectolaxError, ValueError, RuntimeError):
        return []


def kept(found: Nodes) -> frozenset[int]:
    """Return the numbers of the ``nav`` and ``footer`` elements around selected lists and pictures.

    The walk passes over menus, and a profile that selects one of them wants it read.
    """
    # Nodes have no identity of their own in this library; the number of their memory is what the walk sees as well.
    numbers = set()
    for name in ("related", "vendors", "images"):
        for element in found.get(name, ()):
            node: LexborNode | None = element
            while node is not None:
                if node.tag in {"nav", "footer"}:
                    numbers.add(node.mem_id)
                node = node.parent
    return frozenset(numbers)


def read(found: Nodes, page: Page) -> Selected:
    """Return what the profile's selectors find.

    Args:
        found: the elements, as :func:`nodes` returns them.
        page: the page that was read with them.
    """
    selected = Selected()
    for name, elements in found.items():
        if name == "title":
            selected.title = _title(elements, page)
        elif name == "body":
            selected.body = _body(elements, page)
        elif name == "date":
            selected.date = _date(elements)
        elif name == "images":
            selected.pictures = _pictures(elements, page)
        elif name in _LISTS:
            selected.parts[name] = _parts(elements, page)
        elif name in _PLAIN:
            selected.texts[name] = _plain(name, elements)
    return selected


def _box(elements: list[LexborNode], page: Page) -> int | None:
    """Return the box of the first element that has one."""
    return next((page.by_node[node.mem_id] for node in elements if node.mem_id in page.by_node), None)


def _title(elements: list[LexborNode], page: Page) -> tuple[int, int] | None:
    """Return the lines of the headline."""
    index = _box(elements, page)
    if index is None or page.boxes[index].end <= page.boxes[index].start:
        return None
    return page.boxes[index].start, page.boxes[index].end


def _body(elements: list[LexborNode], page: Page) -> int | None:
    """Return the box of the text."""
    index = _box(elements, page)
    if index is None or page.length(page.boxes[index].start, page.boxes[index].end) == 0:
        return None
    return index


def _texts(elements: list[LexborNode]) -> list[str]:
    """Return the texts of the elements that have any."""
    return [text for node in elements if (text := fold(node.text(deep=True, separator=" ")))]


def _date(elements: list[LexborNode]) -> Stamp | None:
    """Return the date of a selected element, by its attribute or its words."""
    if not elements:
        return None
    text = next(iter(_texts(elements)), "")
    # The attribute is meant for machines, and the words may say "yesterday".
    for candidate in (elements[0].attributes.get("datetime") or "", text):
        stamp = parse_stamp(candidate)
        if stamp[0] is not None:
            return stamp
    # An element that a person chose may have more words beside its date than the parser allows elsewhere.
    day = find_day(text)
    if day is None:
        return None
    return day, None


def _plain(name: str, elements: list[LexborNode]) -> list[str]:
    """Return the texts of a plain field."""
    texts = _texts(elements)
    if name == "keywords":
        return [word.strip() for text in texts for word in text.split(",") if word.strip()]
    if name == "kicker":
        return [text for kicker in texts[:1] if (text := kicker.rstrip(": "))]
    return texts


def _parts(elements: list[LexborNode], page: Page) -> list[Part]:
    """Return the selected parts, each with its links."""
    parts = []
    for node in elements:
        index = page.by_node.get(node.mem_id)
        if index is not None:
            box = page.boxes[index]
            anchors = [anchor for line in page.lines[box.start : box.end] for anchor in line.anchors]
        else:
            # An element that the walk made no box of is a link itself, or stands in a menu.
            links = [node] if node.tag == "a" else node.css("a")
            anchors = [Anchor(text, (a.attributes.get("href") or "").strip()) for a in links if (text := _text(a))]
        parts.append(Part(index, anchors))
    return parts


def _text(node: LexborNode) -> str:
    return fold(node.text(deep=True, separator=" "))


def _pictures(elements: list[LexborNode], page: Page) -> list[Picture]:
    """Return the pictures that were selected or stand in what was selected, each once."""
    images = [image for node in elements for image in ([node] if node.tag == "img" else node.css("img"))]
    found = dict.fromkeys(
        page.picture_by_node[image.mem_id] for image in images if image.mem_id in page.picture_by_node
    )
    return [page.pictures[at] for at in found]
