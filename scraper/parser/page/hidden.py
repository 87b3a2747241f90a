"""What a page hides at first and shows its readers all the same: folded panels, and what a stream brings later."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from scraper.parser.page.model import Attributes

# React streams a page in segments: it marks their places by templates (``B:0``, ``P:1``) and sends them in hidden
# elements (``S:0``, ``S:1``), which a script moves to their places. The numbers are hexadecimal.
_SEGMENT = re.compile(r"(.{0,50}?)S:([0-9a-f]{1,6})")
_PLACE = re.compile(r"(.{0,50}?)[BP]:([0-9a-f]{1,6})")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_OPENERS = "[aria-controls], [aria-expanded]"
_WRITTEN = "p, h2, h3, h4, table, dl"
# Menus, searches, forms and dialogs are opened by the same attributes.
_NO_TEXT = "form, input, nav, dialog"
_ROLES_OF_NO_TEXT = frozenset(
    {"dialog", "alertdialog", "menu", "menubar", "navigation", "search", "tabpanel", "tooltip"}
)


class Hidden:
    """The hidden elements of a page that a reader gets to see.

    Args:
        root: the root of the tree.
    """

    __slots__ = ("_panels", "_root", "_segments")

    def __init__(self, root: LexborNode) -> None:
        self._root = root
        self._panels: set[str] | None = None
        self._segments: dict[str, LexborNode] | None = None

    def is_shown(self, node: LexborNode, attributes: Attributes) -> bool:
        """Return whether an element is shown later that is hidden at first."""
        # HTML, 6.1: it is found by a search in the page, which opens it.
        if (attributes.get("hidden") or "").lower() == "until-found":
            return True
        name = attributes.get("id") or ""
        if not name:
            return False
        if _SEGMENT.fullmatch(name):
            return self._take(name) is not None
        return name in self._controlled() and _is_panel(node, attributes)

    def segment_of(self, template: LexborNode) -> LexborNode | None:
        """Return the segment of a stream that takes the place of a template, each once; None for other templates."""
        place = _PLACE.fullmatch(template.attributes.get("id") or "")
        return self._take(f"{place[1]}S:{place[2]}") if place else None

    def _take(self, name: str) -> LexborNode | None:
        """Return a segment that was not taken yet, or None."""
        if self._segments is None:
            found = self._root.css("[hidden][id*='S:']")
            self._segments = {node.attributes.get("id") or "": node for node in found}
        return self._segments.pop(name, None)

    def _controlled(self) -> set[str]:
        """Return the ids of all elements that buttons and links open."""
        if self._panels is None:
            self._panels = set()
            for opener in self._root.css(_OPENERS):
                attributes = opener.attributes
                if attributes.get("role") != "tab" and "aria-haspopup" not in attributes:
                    self._panels.update((attributes.get("aria-controls") or "").split())
                    self._panels.add((attributes.get("href") or "").removeprefix("#"))
        return self._panels


def is_hidden(attributes: Attributes) -> bool:
    """Return whether an element is not shown at first."""
    return "hidden" in attributes or _HIDDEN_STYLE.search(attributes.get("style") or "") is not None


def _is_panel(node: LexborNode, attributes: Attributes) -> bool:
    """Return whether a folded element holds text, and no menu, search or dialog."""
    if (attributes.get("role") or "").lower() in _ROLES_OF_NO_TEXT or node.css_first(_NO_TEXT) is not None:
        return False
    return node.css_first(_WRITTEN) is not None or node.css_first("a") is None
