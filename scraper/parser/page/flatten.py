"""The one walk over the tree, which makes a page flat.

A page has some 1,600 nodes, so the loop over them is most of the parser's own time. It asks each node for as
little as it can (a node of white space for nothing but that) and does what happens to most nodes in place.
"""

from __future__ import annotations

from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parser.page.elements import (
    BASE,
    BLOCK,
    BREAK,
    BUTTON,
    HEAD,
    IMAGE,
    INPUT,
    KINDS,
    LINK,
    META,
    SCRIPT,
    SKIP,
    SOURCE,
    SPAN,
    TEMPLATE,
    TITLE,
    holds_page,
    is_text,
    kind_of_custom,
)  # fmt: skip
from scraper.parser.page.hidden import Hidden, is_hidden
from scraper.parser.page.model import Anchor, Attributes, Box, Line, Mark, Page, Picture, fold

# A page of a million empty elements is nobody's article; the bound keeps the walk bounded.
_MAX_NODES = 400_000
# Inline elements that are open across a line and still noted for it.
_DEPTH = 20
_LONGEST_NAME = 300
# The most marks of a line, and the most characters of a title or of what a meta element says.
_MAX_MARKS = 200
_LONGEST_STATEMENT = 10_000

# An inline element: its tag, its names, the line and the part of it where it begins, its attributes.
_Inline = tuple[str, str, int, int, Attributes]
# An element whose children are read, and what ends with it; the head is neither box nor inline.
_Open = tuple[LexborNode, Box | _Inline | str]


# Numbers of nodes that are no elements.
_TEXT = 2
_SPECIAL = 5
_HEADINGS = frozenset({"h1", "h2", "h3"})
_NOTED = frozenset({"pre", "html", "nav", "footer"}) | _HEADINGS
_MAIN = frozenset({"article", "main"})
_OF_AN_ARTICLE = "h1, time, article, main, [rel~=tag]"
_MORE_THAN_LINKS = "h1, h2, p, article, main"


class _Walker:
    """The state of the walk: open boxes, the line in progress, open links and other inline elements."""

    __slots__ = ("anchors", "box", "boxes", "breaks", "by_node", "hidden", "kept", "lines", "linked", "links", "marks",
                 "names", "opened", "page", "parts", "pre", "segment", "source")  # fmt: skip

    def __init__(self, by_node: bool, kept: frozenset[int], root: LexborNode) -> None:
        self.page = Page()
        self.hidden = Hidden(root)
        self.segment: LexborNode | None = None
        self.source = ""
        self.lines = self.page.lines
        self.boxes = self.page.boxes
        self.by_node = by_node
        self.kept = kept
        self.box = -1
        self.parts: list[str] = []
        self.breaks = 2
        self.anchors: list[Anchor] = []
        self.linked = 0
        self.links: list[_Inline] = []
        self.opened: list[_Inline] = []
        self.marks: list[Mark] = []
        self.names: list[str] = []
        self.pre = 0

    def walk(self, root: LexborNode) -> None:
        """Go through the tree in document order without recursion."""
        stack: list[_Open] = []
        parts, kinds = self.parts, KINDS
        node: LexborNode | None = root
        for _ in range(_MAX_NODES):
            if node is None:
                break
            number = node.tag_id
            if number == _TEXT:
                if not node.is_empty_text_node:
                    (self.text if self.pre else self.add)(node.text_content or "")
                elif parts and parts[-1][-1] != " ":
                    parts.append(" ")
            elif number > _SPECIAL:
                kind, tag = kinds.get(number) or self.custom(node)
                state = self.open_box(node, tag) if kind == BLOCK else self.other(node, kind, tag)
                if state is not None:
                    child = node.first_child
                    if child is None and self.segment is not None:
                        child, self.segment = self.segment.first_child, None
                    if child is not None:
                        stack.append((node, state))
                        node = child
                        continue
                    self.close(state)
            following = node.next
            # Elements that have no more children end.
            while following is None and stack:
                node, state = stack.pop()
                self.close(state)
                following = node.next
            node = following
        while stack:
            self.close(stack.pop()[1])

    def text(self, raw: str) -> None:
        """Add text to the line in progress; line breaks count in preformatted text only."""
        if self.pre and "\n" in raw:
            first, *rest = raw.split("\n")
            self.add(first)
            for part in rest:
                self.end_line(1)
                self.add(part)
            return
        self.add(raw)

    def add(self, raw: str) -> None:
        """Add text with its white space folded as HTML does, without that which begins a line."""
        folded = " ".join(raw.split())
        if not (folded.isascii() and folded.isprintable()):
            folded = fold(folded)
        parts = self.parts
        if not folded:
            if raw and parts and parts[-1][-1] != " ":
                parts.append(" ")
            return
        if parts and raw[0].isspace() and parts[-1][-1] != " ":
            parts.append(" ")
        parts.append(folded + " " if raw[-1].isspace() else folded)

    def end_line(self, breaks: int) -> None:
        """End the line in progress, if any; ``breaks`` says how far the next one is away."""
        if self.parts:
            self.emit()
            self.breaks = 0
        self.breaks = max(self.breaks, breaks) if breaks > 1 else self.breaks + breaks

    def emit(self) -> None:
        """Make a line of its parts; what is open across its end counts for it too."""
        if self.opened:
            self.note_opened()
        text = "".join(self.parts).rstrip()
        anchors, marks, names = self.anchors, self.marks, self.names
        linked = min(self.linked, len(text)) if anchors else 0
        self.lines.append(
            Line(text, self.box, self.breaks > 1, anchors, linked, marks, " ".join(names) if names else "")
        )
        self.anchors, self.linked = [], 0
        self.marks, self.names = [], []
        self.parts.clear()

    def note_opened(self) -> None:
        """Count what is open across the end of a line for the line too."""
        for link in self.links[-_DEPTH:]:
            self.close_link(link)
        for element in self.opened[-_DEPTH:]:
            self.mark(element)

    def since(self, element: _Inline) -> int:
        """Return the part of the line in progress where an element begins; 0 where it began in a line above."""
        return element[3] if element[2] == len(self.lines) else 0

    def mark(self, element: _Inline) -> None:
        """Note an inline element that has text in the line in progress."""
        tag, name, _, _, _ = element
        if tag == "a" or (tag == "span" and not name) or len(self.marks) >= _MAX_MARKS:
            return
        parts, part = self.parts, self.since(element)
        if part < len(parts):
            start = sum(map(len, parts[:part]))
            self.marks.append(Mark(start, start + sum(map(len, parts[part:])), tag, name))

    def close_link(self, link: _Inline) -> None:
        """Record a link that has text in the line in progress."""
        text = "".join(self.parts[self.since(link) :]).strip()
        if text:
            self.anchor(text, link[4])

    def anchor(self, text: str, attributes: Attributes) -> None:
        """Record a link of the line in progress."""
        get = attributes.get
        name = _names(attributes) if "class" in attributes or "itemprop" in attributes else ""
        rel = get("rel") or ""
        if rel and "tag" in rel.lower():
            self.page.tag_links.append(len(self.lines))
        self.linked += len(text)
        self.anchors.append(Anchor(text, (get("href") or "").strip(), rel, name))

    def open_box(self, node: LexborNode, tag: str) -> Box | None:
        """Begin a block element; None where it is not shown or leads elsewhere."""
        name = prop = ""
        attributes: Attributes = node.attributes
        if attributes:
            has_state = "style" in attributes or "hidden" in attributes
            if has_state and is_hidden(attributes) and not self.hidden.is_shown(node, attributes):
                return None
            name = _name(attributes)
            if "itemprop" in attributes:
                prop = (attributes["itemprop"] or "").lower()
                if "content" in attributes:
                    # Its words, if it has any, begin the next line.
                    self.page.times.append((attributes, len(self.lines) + bool(self.parts), ""))
        if self.parts:
            self.emit()
        self.breaks = 2
        if tag in _NOTED and not self.note(node, tag, attributes) and node.mem_id not in self.kept:
            return None
        boxes = self.boxes
        box = Box(tag, name, self.box, len(self.lines), 0, prop)
        self.box = len(boxes)
        boxes.append(box)
        if self.by_node:
            self.page.by_node[node.mem_id] = self.box
        return box

    def note(self, node: LexborNode, tag: str, attributes: Attributes) -> bool:
        """Take in what only some block elements say; return whether their content is read."""
        if tag in _HEADINGS:
            self.page.headings.append(len(self.boxes))
        elif tag == "pre":
            self.pre += 1
        elif tag == "html":
            self.page.language = attributes.get("lang") or attributes.get("xml:lang")
        elif tag == "nav":
            # Links to elsewhere (HTML, 4.3.4), a sixth of all nodes; a template's misuse holds more than links.
            return node.css_first(_MORE_THAN_LINKS) is not None
        else:
            # The footer of a page, not that of an article, is the site's own matter (HTML, 4.3.9).
            return self.is_in_article() or node.css_first(_OF_AN_ARTICLE) is not None
        return True

    def is_in_article(self) -> bool:
        """Return whether an article or the main part of the page is open."""
        return any(self.boxes[box].tag in _MAIN for box in self.page.ancestors(self.box))

    def other(self, node: LexborNode, kind: int, tag: str) -> _Inline | str | None:
        """Begin an element that is no block; None where its children are not read."""
        if kind == SPAN:
            return self.open_link(node) if tag == "a" else self.open_inline(tag, node.attributes)
        if kind == HEAD:
            return tag
        if kind == BUTTON:
            return (
                self.open_inline(tag, node.attributes)
                if self.box >= 0 and is_text(node, self.boxes[self.box], bool(self.parts))
                else None
            )
        if kind == TEMPLATE:
            self.segment = self.hidden.segment_of(node)
            return tag if self.segment is not None else None
        if kind != SKIP:
            self.single(node, kind)
        elif tag == "noscript" and holds_page(node):
            self.page.has_open_notice = True
        return None

    def custom(self, node: LexborNode) -> tuple[int, str]:
        """Return kind and tag of an element that HTML does not know."""
        is_in_line = bool(self.opened or self.parts) or self.box < 0
        return (SPAN, node.tag or "") if is_in_line else kind_of_custom(node, self.boxes[self.box])

    def open_link(self, node: LexborNode) -> _Inline | None:
        """Begin a link; one of nothing but text, as most are, is taken in at once."""
        attributes: Attributes = node.attributes
        child = node.first_child
        if child is None or child.tag_id != _TEXT or child.next is not None or self.pre:
            return self.open_inline("a", attributes)
        if ("style" in attributes or "hidden" in attributes) and is_hidden(attributes):
            return None
        if "class" in attributes or "itemprop" in attributes:
            self.names.append(_names(attributes))
        raw = child.text_content or ""
        self.add(raw)
        if text := fold(raw):
            self.anchor(text, attributes)
        return None

    def open_inline(self, tag: str, attributes: Attributes) -> _Inline | None:
        """Begin an inline element; None where it is not shown."""
        name = ""
        if attributes:
            if ("style" in attributes or "hidden" in attributes) and is_hidden(attributes):
                return None
            if "class" in attributes or "itemprop" in attributes:
                name = _names(attributes)
                self.names.append(name)
        element = tag, name, len(self.lines), len(self.parts), attributes
        if tag == "a":
            self.links.append(element)
        self.opened.append(element)
        return element

    def close(self, state: Box | _Inline | str) -> None:
        """End an element that was begun."""
        if type(state) is Box:
            if self.parts:
                self.emit()
            self.breaks = 2
            state.end = len(self.lines)
            self.box = state.parent
            if self.pre and state.tag == "pre":
                self.pre -= 1
        elif type(state) is tuple:
            self.close_inline(state)

    def close_inline(self, element: _Inline) -> None:
        """End an inline element; it leaves a mark where it has text."""
        self.opened.pop()
        tag = element[0]
        if tag == "a":
            self.close_link(self.links.pop())
        elif self.parts:
            self.mark(element)
        # Microdata states a day in "content", hAtom in "title", where an element is no ``time``.
        if tag == "time" or tag == "abbr" or "content" in element[4]:
            words = "".join(self.parts[self.since(element) :])
            self.page.times.append((element[4], len(self.lines), words))

    def single(self, node: LexborNode, kind: int) -> None:
        """Take in an element whose content, if any, is no text of the page."""
        page = self.page
        if kind == BREAK:
            self.end_line(1)
        elif kind == IMAGE:
            href = self.links[-1][4].get("href") if self.links else None
            if self.by_node:
                page.picture_by_node[node.mem_id] = len(page.pictures)
            page.pictures.append(Picture(node.attributes, self.box, len(page.lines), href, self.source))
            self.source = ""
        elif kind == SOURCE:
            # The first of several is for the widest screen; those of a film have no srcset.
            self.source = self.source or node.attributes.get("srcset") or node.attributes.get("data-srcset") or ""
        elif kind == META:
            page.metas.append(_bounded(node.attributes))
        elif kind == LINK:
            page.heads.append(node.attributes)
        elif kind == SCRIPT:
            if "ld+json" in (node.attributes.get("type") or "").lower():
                page.scripts.append(node.text(deep=True))
        elif kind == INPUT:
            page.password |= (node.attributes.get("type") or "").lower() == "password"
        elif kind == TITLE:
            page.title = page.title or fold(node.text(deep=True)[:_LONGEST_STATEMENT])
        elif kind == BASE:
            page.base = page.base or node.attributes.get("href")


def _name(attributes: Attributes) -> str:
    """Return class, id and role of an element in lower case."""
    get = attributes.get
    if len(attributes) == 1:
        return (get("class") or get("id") or get("role") or "").strip().lower()[:_LONGEST_NAME]
    return f"{get('class') or ''} {get('id') or ''} {get('role') or ''}".strip().lower()[:_LONGEST_NAME]


def _names(attributes: Attributes) -> str:
    """Return class and itemprop of an inline element in lower case."""
    return f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}".strip().lower()


def _bounded(attributes: Attributes) -> Attributes:
    """Return the attributes of a meta element, none longer than any honest statement."""
    if len(attributes.get("content") or "") <= _LONGEST_STATEMENT:
        return attributes
    return attributes | {"content": (attributes["content"] or "")[:_LONGEST_STATEMENT]}


def read(tree: LexborHTMLParser, *, by_node: bool = False, kept: frozenset[int] = frozenset()) -> Page:
    """Return the page of a parsed tree.

    Args:
        tree: as selectolax parsed it; it is not changed.
        by_node: whether boxes and pictures can be looked up by their nodes.
        kept: numbers of ``nav`` and ``footer`` elements that are read though they hold nothing but links.
    """
    if tree.root is None:
        return _finished(Page())
    walker = _Walker(by_node, kept, tree.root)
    walker.walk(tree.root)
    walker.end_line(2)
    return _finished(walker.page)


def _finished(page: Page) -> Page:
    """Return a page with what is computed from all its lines."""
    if not page.boxes:
        page.boxes.append(Box("body", "", -1, 0, len(page.lines)))
    for line in page.lines:
        line.box = max(line.box, 0)
    page.sums = list(accumulate((len(line.text) for line in page.lines), initial=0))
    page.linked_sums = list(accumulate((line.linked for line in page.lines), initial=0))
    return page
