"""One walk over the tree: a page as lines of text, boxes around them, pictures and metadata.

Everything after this works on flat lists: lines in reading order, and the block elements ("boxes")
that hold a contiguous range of them. So a table layout of 2005 and a page of today look alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

Attributes = dict[str, str | None]
# A line's number, and the numbers of parts and characters in it so far.
Place = tuple[int, int, int]

_BLOCKS = frozenset(
    "html body address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table"
    " caption tbody tfoot thead tr td th ul".split()
)
_SKIPPED = frozenset(
    "style noscript template svg math iframe object embed select option datalist textarea canvas audio"
    " map rp rt dialog button".split()
)
_SPACE = re.compile(r"[ \t\n\r\f\v\u00a0\u200b\ufeff\u00ad]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# A page of a million empty elements is nobody's article; the bound keeps the walk bounded.
_MAX_NODES = 400_000
# Inline elements that are open across a line and still noted for it.
_DEPTH = 20


@dataclass(slots=True)
class Box:
    """A block element: its tag, its class, id and role in lower case, and the lines it holds."""

    tag: str
    name: str
    parent: int
    depth: int
    start: int
    end: int = 0
    prop: str = ""


@dataclass(slots=True)
class Mark:
    """An inline element in a line: where it begins and ends in the text, tag and class names."""

    start: int
    end: int
    tag: str
    name: str


@dataclass(slots=True)
class Anchor:
    """A link in a line: its text, its address as written, its rel."""

    text: str
    href: str
    rel: str = ""
    name: str = ""


@dataclass(slots=True)
class Line:
    """A line of text as a reader sees it.

    Args:
        text: white space folded.
        box: index of the innermost box.
        gap: whether more than one line break parts it from the line above.
        anchors: the links in it.
        linked: characters inside links.
        marks: inline elements other than links, inner ones first.
        names: classes of inline elements in it.
    """

    text: str
    box: int
    gap: bool
    anchors: list[Anchor]
    linked: int
    marks: list[Mark]
    names: str


@dataclass(slots=True)
class Picture:
    """An image: its attributes, its box, the line that comes next, and the link around it."""

    attributes: Attributes
    box: int
    line: int
    href: str | None


@dataclass(slots=True)
class Page:
    """A page, flat."""

    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    metas: list[Attributes] = field(default_factory=list)
    heads: list[Attributes] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    times: list[tuple[Attributes, int, str]] = field(default_factory=list)
    title: str = ""
    base: str | None = None
    language: str | None = None
    password: bool = False
    sums: list[int] = field(default_factory=list)
    by_node: dict[int, int] = field(default_factory=dict)

    def length(self, start: int, end: int) -> int:
        """Return the number of characters in the lines from start to end (not included)."""
        return self.sums[end] - self.sums[start]

    def ancestors(self, box: int, limit: int = 1000) -> list[int]:
        """Return a box and the boxes around it, innermost first."""
        found: list[int] = []
        while box >= 0 and len(found) < limit:
            found.append(box)
            box = self.boxes[box].parent
        return found


def fold(text: str) -> str:
    """Return the text with runs of white space folded, trimmed; zero-width and soft hyphens go."""
    if "\u00ad" in text:
        text = text.replace("\u00ad", "")
    return _SPACE.sub(" ", text).strip()


class _Walker:
    """The state of the one walk: open boxes, the line in progress, open links."""

    def __init__(self) -> None:
        self.page = Page()
        self.box = -1
        self.parts: list[str] = []
        self.size = 0
        self.breaks = 2
        self.anchors: list[Anchor] = []
        self.linked = 0
        self.open_links: list[tuple[Attributes, Place]] = []
        self.opened: list[tuple[str, str, Place]] = []
        self.marks: list[Mark] = []
        self.names: list[str] = []
        self.pre = 0

    def text(self, raw: str) -> None:
        """Add text to the line in progress, folding white space as HTML does."""
        if self.pre and "\n" in raw:
            first, *rest = raw.split("\n")
            self.add(first)
            for part in rest:
                self.flush(1)
                self.add(part)
            return
        self.add(raw)

    def add(self, raw: str) -> None:
        """Add text without line breaks of its own."""
        if raw.isspace():
            # Half of all text nodes; a space at most.
            if self.size and self.parts[-1][-1] != " ":
                self.parts.append(" ")
                self.size += 1
            return
        if "\u00ad" in raw:
            raw = raw.replace("\u00ad", "")
        folded = _SPACE.sub(" ", raw)
        if not folded or (folded == " " and not self.size):
            return
        if not self.size:
            folded = folded.lstrip()
        elif folded[0] == " " and self.parts[-1].endswith(" "):
            folded = folded[1:]
        if folded:
            self.parts.append(folded)
            self.size += len(folded)

    def flush(self, breaks: int) -> None:
        """End the line in progress; ``breaks`` says how far the next one is away."""
        if not self.size:
            self.breaks = max(self.breaks, breaks) if breaks > 1 else self.breaks + breaks
            return
        text = "".join(self.parts).rstrip() if self.size else ""
        if text:
            for attributes, place in self.open_links[-_DEPTH:]:
                self.close_link(attributes, place)
            self.marks += [
                Mark(self.since(place)[1], self.size, tag, name)
                for tag, name, place in self.opened[-_DEPTH:]
                if tag != "a"
            ]
            self.page.lines.append(
                Line(
                    text, self.box, self.breaks > 1, self.anchors, min(self.linked, len(text)),
                    self.marks,
                    " ".join(self.names),
                )
            )  # fmt: skip
            self.anchors, self.linked, self.marks, self.names = [], 0, [], []
            self.breaks = 0
        self.parts, self.size = [], 0
        self.breaks = max(self.breaks, breaks) if breaks > 1 else self.breaks + breaks

    def here(self) -> Place:
        """Return the place in the line in progress where something opens."""
        return len(self.page.lines), len(self.parts), self.size

    def since(self, place: Place) -> tuple[int, int]:
        """Return (part, character) of a place; the line's start where it lies in an earlier line."""
        line, part, size = place
        return (part, size) if line == len(self.page.lines) else (0, 0)

    def close_link(self, attributes: Attributes, place: Place) -> None:
        """Record a link that has text in the line in progress."""
        text = "".join(self.parts[self.since(place)[0] :]).strip()
        if text:
            self.linked += len(text)
            href = (attributes.get("href") or "").strip()
            name = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}"
            self.anchors.append(Anchor(text, href, attributes.get("rel") or "", name))

    def open_box(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        """Begin a block element."""
        self.flush(2)
        get = attributes.get
        name = f"{get('class') or ''} {get('id') or ''} {get('role') or ''}".strip().lower()[:300] if attributes else ""
        box = Box(
            tag,
            name,
            self.box,
            self.page.boxes[self.box].depth + 1 if self.box >= 0 else 0,
            len(self.page.lines),
            prop=(attributes.get("itemprop") or "").lower(),
        )
        self.page.boxes.append(box)
        self.box = len(self.page.boxes) - 1
        self.page.by_node[node.mem_id] = self.box
        self.pre += tag == "pre"

    def close_box(self, tag: str) -> None:
        """End a block element."""
        self.flush(2)
        box = self.page.boxes[self.box]
        box.end = len(self.page.lines)
        self.box = box.parent
        self.pre -= tag == "pre"

    def inline(self, tag: str, attributes: Attributes) -> None:
        """Begin an inline element."""
        name = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}".strip().lower()
        self.opened.append((tag, name, self.here()))
        if name:
            self.names.append(name)
        if tag == "a":
            self.open_links.append((attributes, self.here()))

    def close_inline(self, tag: str, attributes: Attributes) -> None:
        """End an inline element; it leaves a mark where it has text."""
        _, name, place = self.opened.pop()
        part, start = self.since(place)
        if self.size > start and tag != "a":
            self.marks.append(Mark(start, self.size, tag, name))
        if tag == "a" and self.open_links:
            opened, at = self.open_links.pop()
            self.close_link(opened, at)
        if tag == "time":
            self.page.times.append((attributes, len(self.page.lines), "".join(self.parts[part:])))

    def picture(self, attributes: Attributes) -> None:
        """Record an image where it stands."""
        href = self.open_links[-1][0].get("href") if self.open_links else None
        line = len(self.page.lines)
        self.page.pictures.append(Picture(attributes, self.box, line, href))

    def head(self, node: LexborNode, tag: str) -> bool:
        """Take in an element of the head; returns whether it was one."""
        page = self.page
        if tag == "meta":
            page.metas.append(node.attributes)
        elif tag == "link":
            page.heads.append(node.attributes)
        elif tag == "script":
            if "ld+json" in (node.attributes.get("type") or "").lower():
                page.scripts.append(node.text(deep=True))
        elif tag == "title":
            page.title = page.title or fold(node.text(deep=True))
        elif tag == "base":
            page.base = page.base or node.attributes.get("href")
        else:
            return False
        return True


def _hidden(attributes: Attributes) -> bool:
    """Return whether an element is not shown."""
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return bool(style) and _HIDDEN_STYLE.search(style or "") is not None


def _enter(walker: _Walker, node: LexborNode, tag: str) -> tuple[str, str, Attributes] | None:
    """Begin an element; returns what must be ended, or None where its children are not read."""
    if tag == "br":
        walker.flush(1)
        return None
    if tag in _SKIPPED or walker.head(node, tag):
        return None
    attributes: Attributes = node.attributes
    if tag == "img":
        walker.picture(attributes)
        return None
    if tag == "input":
        walker.page.password |= (attributes.get("type") or "").lower() == "password"
        return None
    if _hidden(attributes):
        return None
    if tag in _BLOCKS:
        if tag == "html":
            walker.page.language = attributes.get("lang") or attributes.get("xml:lang")
        walker.open_box(node, tag, attributes)
        return "box", tag, attributes
    if tag == "head":
        return "none", tag, attributes
    walker.inline(tag, attributes)
    return "inline", tag, attributes


def _leave(walker: _Walker, state: tuple[str, str, Attributes]) -> None:
    """End an element that was begun."""
    kind, tag, attributes = state
    if kind == "box":
        walker.close_box(tag)
    elif kind == "inline":
        walker.close_inline(tag, attributes)


def _walk(walker: _Walker, root: LexborNode) -> None:
    """Go through the tree in document order without recursion."""
    stack: list[tuple[LexborNode, tuple[str, str, Attributes]]] = []
    node: LexborNode | None = root
    for _ in range(_MAX_NODES):
        if node is None:
            break
        tag = node.tag or ""
        state = None
        if tag == "-text":
            walker.text(node.text_content or "")
        elif tag[:1] not in ("-", "!"):
            state = _enter(walker, node, tag)
        child = node.first_child if state is not None else None
        if state is not None and child is not None:
            stack.append((node, state))
            node = child
            continue
        if state is not None:
            _leave(walker, state)
        following = node.next
        while following is None and stack:
            parent, opened = stack.pop()
            _leave(walker, opened)
            following = parent.next
        node = following
    while stack:
        _leave(walker, stack.pop()[1])


def read(tree: LexborHTMLParser) -> Page:
    """Return the page of a parsed tree.

    Args:
        tree: as selectolax parsed it; it is not changed.
    """
    walker = _Walker()
    if tree.root is not None:
        _walk(walker, tree.root)
    walker.flush(2)
    page = walker.page
    if not page.boxes:
        page.boxes.append(Box("body", "", -1, 0, 0, len(page.lines)))
    for line in page.lines:
        line.box = max(line.box, 0)
    page.sums = list(accumulate((len(line.text) for line in page.lines), initial=0))
    return page
