"""The line in progress of a walk: its text, its links and what other inline elements are in it."""

from __future__ import annotations

from scraper.parser.page.model import Anchor, Attributes, Box, Line, Mark, Page, fold

# Inline elements that are open across a line and still noted for it.
_DEPTH = 20
_MAX_MARKS = 200
# Microdata states a day in "content", hAtom in the "title" of an abbreviation, where an element is no ``time``.
_DATED = frozenset({"time", "abbr"})
# Breaks before a line that no other stands right above.
_BLOCK_BREAKS = 2

Inline = tuple[str, str, int, int, Attributes]
"""An inline element: its tag, its names, the line and the part of it where it begins, its attributes."""


class Writer:
    """Makes lines of the texts and inline elements of a page, in document order.

    ``parts`` is the line in progress: pieces of text that begin with no white space where the one before ends in it.
    ``opened`` has all inline elements that are open, ``links`` the links among them.
    """

    __slots__ = ("anchors", "box", "boxes", "breaks", "lines", "linked", "links", "marks", "names", "opened", "page",
                 "parts")  # fmt: skip

    def __init__(self) -> None:
        self.page = Page()
        self.lines: list[Line] = self.page.lines
        self.boxes: list[Box] = self.page.boxes
        self.box = -1
        self.parts: list[str] = []
        self.breaks = _BLOCK_BREAKS
        self.anchors: list[Anchor] = []
        self.linked = 0
        self.links: list[Inline] = []
        self.opened: list[Inline] = []
        self.marks: list[Mark] = []
        self.names: list[str] = []

    def add(self, raw: str) -> str:
        """Add text with its white space folded as HTML does, without that which begins a line; return it trimmed."""
        folded = fold(raw)
        parts = self.parts
        if not folded:
            self.add_space()
        elif folded == raw:
            parts.append(raw)
        else:
            if raw[0].isspace():
                self.add_space()
            parts.append(folded + " " if raw[-1].isspace() else folded)
        return folded

    def add_space(self) -> None:
        """Add a space, unless the line begins here or has one."""
        parts = self.parts
        if parts and parts[-1][-1] != " ":
            parts.append(" ")

    def add_preformatted(self, raw: str) -> None:
        """Add text whose line breaks count."""
        first, *rest = raw.split("\n")
        self.add(first)
        for part in rest:
            self.break_line()
            self.add(part)

    def break_line(self) -> None:
        """End the line in progress, if any; the next one stands right below it."""
        if self.parts:
            self.emit()
            self.breaks = 0
        self.breaks += 1

    def emit(self) -> None:
        """Make a line of its parts; what is open across its end counts for it too."""
        if self.opened:
            self.note_opened()
        text = "".join(self.parts).rstrip()
        anchors, marks, names = self.anchors, self.marks, self.names
        linked = min(self.linked, len(text)) if anchors else 0
        classes = " ".join(names) if names else ""
        self.lines.append(Line(text, self.box, self.breaks >= _BLOCK_BREAKS, anchors, linked, marks, classes))
        self.linked = 0
        self.anchors, self.marks, self.names = [], [], []
        self.parts.clear()

    def note_opened(self) -> None:
        """Count what is open across the end of a line for the line too."""
        for link in self.links[-_DEPTH:]:
            self.note_link(link)
        for element in self.opened[-_DEPTH:]:
            self.mark(element)

    def open(self, tag: str, name: str, attributes: Attributes) -> Inline:
        """Begin an inline element."""
        element = tag, name, len(self.lines), len(self.parts), attributes
        if tag == "a":
            self.links.append(element)
        self.opened.append(element)
        return element

    def close_inline(self, element: Inline) -> None:
        """End an inline element; it leaves a link or a mark where it has text."""
        self.opened.pop()
        tag = element[0]
        if tag == "a":
            self.note_link(self.links.pop())
        elif self.parts:
            self.mark(element)
        attributes = element[4]
        if tag in _DATED or "content" in attributes:
            words = "".join(self.parts[self.since(element) :])
            self.page.times.append((attributes, len(self.lines), words))

    def since(self, element: Inline) -> int:
        """Return the part of the line in progress where an element begins; 0 where it began in a line above."""
        return element[3] if element[2] == len(self.lines) else 0

    def mark(self, element: Inline) -> None:
        """Note an inline element that has text in the line in progress; a plain ``span`` says nothing about it."""
        tag, name, _, _, _ = element
        if tag == "a" or (tag == "span" and not name) or len(self.marks) >= _MAX_MARKS:
            return
        parts, part = self.parts, self.since(element)
        if part < len(parts):
            start = sum(map(len, parts[:part]))
            self.marks.append(Mark(start, start + sum(map(len, parts[part:])), tag, name))

    def note_link(self, link: Inline) -> None:
        """Record a link that has text in the line in progress."""
        text = "".join(self.parts[self.since(link) :]).strip()
        if text:
            self.anchor(text, link[1], link[4])

    def anchor(self, text: str, name: str, attributes: Attributes) -> None:
        """Record a link of the line in progress."""
        get = attributes.get
        rel = get("rel") or ""
        if rel and "tag" in rel.lower():
            self.page.tag_links.append(len(self.lines))
        self.linked += len(text)
        self.anchors.append(Anchor(text, (get("href") or "").strip(), rel, name))
