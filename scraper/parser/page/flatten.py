"""The one walk over the tree, which makes a page flat.

A page has some 1,600 nodes, so the loop over them is most of the parser's own time. It asks each node for as
little as it can (a node of white space for nothing but that) and does what happens to most nodes in place.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parser.page import class_names
from scraper.parser.page.elements import (
    BLOCKS,
    INLINE,
    PICTURES,
    SKIPPED,
    box_of_custom,
    holds_page,
    is_text,
    number_of,
)
from scraper.parser.page.hidden import Hidden, is_hidden
from scraper.parser.page.model import Anchor, Attributes, Box, Page, Picture, fold
from scraper.parser.page.programs import BARE, programs_of
from scraper.parser.page.stated import STATEMENTS
from scraper.parser.page.writing import Inline, Writer

# A page of a million empty elements is nobody's article; the bound keeps the walk bounded.
_MAX_NODES = 400_000
_LONGEST_NAME = 300
# More links are a menu, whatever it is called. Chosen.
_MOST_ON_WAY = 12
# Breaks around a block element.
_BLOCK_BREAKS = 2
# Numbers of nodes that are no elements.
_TEXT = 2
_SPECIAL = 5

_MAIN = frozenset({"article", "main"})
_OF_AN_ARTICLE = "h1, time, article, main, [rel~=tag]"
_MORE_THAN_LINKS = "h1, h2, p, article, main"
_NEXT_PAGE = "a[rel~=next]"

# What ends with an element whose children are read; the head, which is neither box nor inline, has its tag.
_State = Box | Inline | str


class _Walker(Writer):
    """The state of the walk: open boxes, and the line in progress."""

    __slots__ = ("by_node", "hidden", "kept", "pre", "segment", "source")

    def __init__(self, by_node: bool, kept: frozenset[int], root: LexborNode) -> None:
        super().__init__()
        self.hidden = Hidden(root)
        self.segment: LexborNode | None = None
        self.source = ""
        self.by_node = by_node
        self.kept = kept
        self.pre = 0

    def walk(self, root: LexborNode) -> None:
        """Go through the tree in document order without recursion."""
        stack: list[tuple[LexborNode, _State]] = []
        parts, openers, custom = self.parts, _OPENERS, (_Walker.open_custom, "")
        node: LexborNode | None = root
        for _ in range(_MAX_NODES):
            if node is None:
                break
            number = node.tag_id
            if number == _TEXT:
                if not node.is_empty_text_node:
                    if self.pre:
                        self.add_preformatted(node.text_content or "")
                    else:
                        self.add(node.text_content or "")
                elif parts and parts[-1][-1] != " ":
                    parts.append(" ")
            elif number > _SPECIAL:
                opener, tag = openers.get(number, custom)
                state = opener(self, node, tag)
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

    def open_box(self, node: LexborNode, tag: str) -> Box | None:
        """Begin a block element; None where it is not shown."""
        name = prop = ""
        attributes: Attributes = node.attributes
        if attributes:
            if ("style" in attributes or "hidden" in attributes) and self.is_unseen(node, attributes):
                return None
            name = _name(attributes)
            if "itemprop" in attributes:
                prop = self.property(attributes)
        if self.parts:
            self.emit()
        self.breaks = _BLOCK_BREAKS
        boxes = self.boxes
        box = Box(tag, name, self.box, len(self.lines), 0, prop)
        self.box = len(boxes)
        boxes.append(box)
        if self.by_node:
            self.page.by_node[node.mem_id] = self.box
        return box

    def is_unseen(self, node: LexborNode, attributes: Attributes) -> bool:
        """Return whether a block element is hidden, now and later."""
        return is_hidden(attributes) and not self.hidden.is_shown(node, attributes)

    def property(self, attributes: Attributes) -> str:
        """Return the property that a block element has in microdata, and note what it states."""
        if "content" in attributes:
            # Its words, if it has any, begin the next line.
            self.page.times.append((attributes, len(self.lines) + bool(self.parts), ""))
        return (attributes["itemprop"] or "").lower()

    def open_html(self, node: LexborNode, tag: str) -> Box | None:
        """Begin the page."""
        attributes: Attributes = node.attributes
        self.page.language = attributes.get("lang") or attributes.get("xml:lang")
        return self.open_box(node, tag)

    def open_pre(self, node: LexborNode, tag: str) -> Box | None:
        """Begin preformatted text."""
        box = self.open_box(node, tag)
        if box is not None:
            self.pre += 1
        return box

    def open_heading(self, node: LexborNode, tag: str) -> Box | None:
        """Begin a heading of the first three levels, one of which may be the headline."""
        box = self.open_box(node, tag)
        if box is not None:
            self.page.headings.append(self.box)
        return box

    def open_nav(self, node: LexborNode, tag: str) -> Box | None:
        """Begin a navigation that holds more than links, by a template's misuse.

        Others lead elsewhere (HTML, 4.3.4) and have a sixth of all nodes.
        """
        if node.mem_id in self.kept or node.css_first(_MORE_THAN_LINKS) is not None:
            return self.open_box(node, tag)
        self.pass_over(node)
        self.note_way(node)
        return None

    def note_way(self, node: LexborNode) -> None:
        """Note the links of a navigation that is the way from the front page, the first of several."""
        attributes: Attributes = node.attributes
        named = f"{_name(attributes)} {(attributes.get('aria-label') or '').lower()}"
        if not self.page.way and class_names.way(named):
            links = node.css("a[href]")[:_MOST_ON_WAY]
            self.page.way = [Anchor(fold(link.text()), link.attributes["href"] or "") for link in links]

    def open_footer(self, node: LexborNode, tag: str) -> Box | None:
        """Begin the footer of an article; that of a page is the site's own matter (HTML, 4.3.9)."""
        is_read = node.mem_id in self.kept or self.is_in_article() or node.css_first(_OF_AN_ARTICLE) is not None
        if is_read:
            return self.open_box(node, tag)
        self.pass_over(node)
        return None

    def pass_over(self, node: LexborNode) -> None:
        """Leave out a block of links but for the one to the article's next page."""
        attributes: Attributes = node.attributes
        if ("style" in attributes or "hidden" in attributes) and self.is_unseen(node, attributes):
            return
        if self.parts:
            self.emit()
        self.breaks = _BLOCK_BREAKS
        following = node.css_first(_NEXT_PAGE)
        if following is not None:
            self.note_next_page(following.attributes)

    def note_next_page(self, attributes: Attributes) -> None:
        """Note the link to the next page, the first of several."""
        if self.page.next_page is None:
            self.page.next_page = attributes.get("href")

    def is_in_article(self) -> bool:
        """Return whether an article or the main part of the page is open."""
        return any(self.boxes[box].tag in _MAIN for box in self.page.ancestors(self.box))

    def open_link(self, node: LexborNode, tag: str) -> Inline | None:
        """Begin a link; one of nothing but text, as most are, is taken in at once."""
        attributes: Attributes = node.attributes
        if "rel" in attributes and "next" in (attributes["rel"] or "").split():
            self.note_next_page(attributes)
        if ("style" in attributes or "hidden" in attributes) and is_hidden(attributes):
            return None
        name = ""
        if "class" in attributes or "itemprop" in attributes:
            name = _names(attributes)
            self.names.append(name)
        child = node.first_child
        if child is None or child.tag_id != _TEXT or child.next is not None or self.pre:
            return self.open(tag, name, attributes)
        text = self.add(child.text_content or "")
        if text:
            self.anchor(text, name, attributes)
        return None

    def open_inline(self, node: LexborNode, tag: str) -> Inline | None:
        """Begin an inline element; None where it is not shown."""
        attributes: Attributes = node.attributes
        name = ""
        if attributes:
            if ("style" in attributes or "hidden" in attributes) and is_hidden(attributes):
                return None
            if "class" in attributes or "itemprop" in attributes:
                name = _names(attributes)
                self.names.append(name)
        return self.open(tag, name, attributes)

    def open_custom(self, node: LexborNode, _: str) -> _State | None:
        """Begin an element that HTML does not know: a picture, a block, or a part of a line."""
        tag = node.tag or ""
        if tag in PICTURES:
            self.take_picture(node, tag)
            return None
        is_in_line = bool(self.opened or self.parts) or self.box < 0
        block = None if is_in_line else box_of_custom(node, self.boxes[self.box])
        if block is None:
            return self.open_inline(node, tag)
        return self.open_box(node, block)

    def open_button(self, node: LexborNode, tag: str) -> Inline | None:
        """Begin a button that is a word of the text; others are the page's controls."""
        if self.box < 0 or not is_text(node, self.boxes[self.box], bool(self.parts)):
            return None
        return self.open_inline(node, tag)

    def open_head(self, _: LexborNode, tag: str) -> str:
        """Begin the head, which is neither a box nor a part of a line."""
        return tag

    def open_template(self, node: LexborNode, tag: str) -> str | None:
        """Begin what a stream puts in the place of a template."""
        self.segment = self.hidden.segment_of(node)
        return tag if self.segment is not None else None

    def skip(self, node: LexborNode, tag: str) -> None:
        """Pass an element that holds no text for readers."""

    def skip_notice(self, node: LexborNode, tag: str) -> None:
        """Pass a notice to readers without scripts; one that was left open holds the page."""
        if holds_page(node):
            self.page.has_open_notice = True

    def take_break(self, node: LexborNode, tag: str) -> None:
        """Take in a line break."""
        self.break_line()

    def take_picture(self, node: LexborNode, tag: str) -> None:
        """Take in a picture."""
        page = self.page
        href = self.links[-1][4].get("href") if self.links else None
        if self.by_node:
            page.picture_by_node[node.mem_id] = len(page.pictures)
        page.pictures.append(Picture(node.attributes, self.box, len(page.lines), href, self.source))
        self.source = ""

    def take_source(self, node: LexborNode, tag: str) -> None:
        """Take in an address of the next picture; those of a film have no srcset."""
        # The first of several is for the widest screen.
        if not self.source:
            self.source = node.attributes.get("srcset") or node.attributes.get("data-srcset") or ""

    def take_statement(self, node: LexborNode, tag: str) -> None:
        """Take in what an element without text says of the page."""
        STATEMENTS[tag](self.page, node)

    def close(self, state: _State) -> None:
        """End an element that was begun."""
        if type(state) is Box:
            if self.parts:
                self.emit()
            self.breaks = _BLOCK_BREAKS
            state.end = len(self.lines)
            self.box = state.parent
            if self.pre and state.tag == "pre":
                self.pre -= 1
        elif type(state) is tuple:
            self.close_inline(state)


_Opener = Callable[[_Walker, LexborNode, str], _State | None]


def _openers() -> dict[int, tuple[_Opener, str]]:
    """Return what is done with an element, and its tag, by lexbor's number, which is quicker to ask for than its name.

    It returns what ends with the element, or None where its children are not read.
    """
    by_tag: dict[str, _Opener] = dict.fromkeys(BLOCKS, _Walker.open_box)
    by_tag |= dict.fromkeys(INLINE, _Walker.open_inline)
    by_tag |= dict.fromkeys(SKIPPED, _Walker.skip)
    by_tag |= dict.fromkeys(STATEMENTS, _Walker.take_statement)
    by_tag |= {
        "html": _Walker.open_html,
        "head": _Walker.open_head,
        "h1": _Walker.open_heading,
        "h2": _Walker.open_heading,
        "h3": _Walker.open_heading,
        "pre": _Walker.open_pre,
        "nav": _Walker.open_nav,
        "footer": _Walker.open_footer,
        "a": _Walker.open_link,
        "button": _Walker.open_button,
        "template": _Walker.open_template,
        "noscript": _Walker.skip_notice,
        "br": _Walker.take_break,
        "img": _Walker.take_picture,
        "source": _Walker.take_source,
    }
    return {number_of(tag): (opener, tag) for tag, opener in by_tag.items()}


_OPENERS = _openers()


def _name(attributes: Attributes) -> str:
    """Return class, id and role of an element in lower case."""
    get = attributes.get
    if len(attributes) == 1:
        return (get("class") or get("id") or get("role") or "").strip().lower()[:_LONGEST_NAME]
    return f"{get('class') or ''} {get('id') or ''} {get('role') or ''}".strip().lower()[:_LONGEST_NAME]


def _names(attributes: Attributes) -> str:
    """Return class and itemprop of an inline element in lower case."""
    name = attributes.get("class") or ""
    if "itemprop" in attributes:
        name = f"{name} {attributes['itemprop'] or ''}"
    return name.strip().lower()


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
    if walker.parts:
        walker.emit()
    page = _finished(walker.page)
    # A page with text needs no scripts, so that its tree is not searched a second time.
    if page.sums[-1] < BARE:
        page.programs = programs_of(tree)
    return page


def _finished(page: Page) -> Page:
    """Return a page with what is computed from all its lines."""
    if not page.boxes:
        page.boxes.append(Box("body", "", -1, 0, len(page.lines)))
    for line in page.lines:
        if line.box < 0:
            line.box = 0
    page.sums = list(accumulate([len(line.text) for line in page.lines], initial=0))
    page.linked_sums = list(accumulate([line.linked for line in page.lines], initial=0))
    return page
