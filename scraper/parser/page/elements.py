"""What the walk does with each kind of element."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parser.page.model import Box, mentions

BLOCKS = (
    "body address article aside blockquote center dd details div dl dt fieldset figcaption figure"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu ol p section summary table"
    " caption tbody tfoot thead tr td th ul"
).split()
SKIPPED = "style svg math iframe object embed select option datalist textarea canvas audio map rp rt dialog".split()
INLINE = (
    "span b strong i em u s small big font time sup sub abbr acronym cite code kbd samp var q mark bdi bdo data dfn"
    " del ins label output picture ruby rb tt wbr nobr video"
).split()
PICTURES = frozenset({"amp-img", "amp-anim"})
"""Elements of AMP that stand for ``img`` and have its attributes."""

# The number of text nodes.
_TEXT = 2
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})
_OF_A_PAGE = "h1, h2, article, main, p, footer"
_HEADING_ELEMENTS = "h2, h3, h4, h5, h6"
_PHRASES = frozenset({"p", "li", "dt", "dd", "td", "th", "blockquote", "caption", "figcaption"})
# Elements that hold no blocks (HTML, 3.2.5.2.5): what is in them is a part of their line.
_PHRASING_ONLY = frozenset({"p", "pre", "dt"}) | _HEADINGS
# Parts of the class names of headings that unfold what stands below them.
_FOLDS = ("accord", "akkord", "faq")


_tree = LexborHTMLParser("<p>")


def number_of(tag: str) -> int:
    """Return lexbor's number of a tag."""
    return _tree.create_node(tag).tag_id


def box_of_custom(node: LexborNode, box: Box) -> str | None:
    """Return as which block an element counts that HTML does not know, where no line is begun; None for inline ones.

    Browsers show it inline; style sheets make a block of one that stands alone in its box, and a paragraph of one with
    words.

    Args:
        node: the element.
        box: the box around it.
    """
    if box.tag in _PHRASING_ONLY or _is_words(node.next):
        return None
    return "p" if _is_words(node.first_child) else "div"


def is_text(button: LexborNode, box: Box, is_line_begun: bool) -> bool:
    """Return whether the words in a button are text: a word of a sentence, or a heading that unfolds.

    Args:
        button: the element.
        box: the box around it.
        is_line_begun: whether words stand before it in its line.
    """
    is_word = _is_words(button.next)
    if box.tag in _HEADINGS:
        return is_word or not is_line_begun
    if box.tag in _PHRASES:
        return is_word
    names = f"{box.name} {button.attributes.get('class') or ''}"
    return mentions(names, _FOLDS) or button.css_first(_HEADING_ELEMENTS) is not None


def holds_page(notice: LexborNode) -> bool:
    """Return whether a notice to readers without scripts holds the rest of the page, as one does that is left open."""
    return notice.next is None and notice.css_first(_OF_A_PAGE) is not None


def _is_words(node: LexborNode | None) -> bool:
    """Return whether a node is text other than white space."""
    return node is not None and node.tag_id == _TEXT and not node.is_empty_text_node
