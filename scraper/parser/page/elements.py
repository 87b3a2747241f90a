"""What the walk does with each kind of element."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

_BLOCKS = (
    "html body address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table"
    " caption tbody tfoot thead tr td th ul"
)
_SKIPPED = "style noscript svg math iframe object embed select option datalist textarea canvas audio map rp rt dialog"
_INLINE = (
    "a span b strong i em u s small big font time sup sub abbr acronym cite code kbd samp var q mark bdi bdo data dfn"
    " del ins label output picture ruby rb tt wbr nobr video"
)
(BLOCK, SKIP, HEAD, BREAK, META, LINK, SCRIPT, TITLE, BASE, IMAGE, INPUT, SOURCE, BUTTON, TEMPLATE,
 SPAN) = range(15)  # fmt: skip
_OWN_KINDS = {
    "head": HEAD, "br": BREAK, "meta": META, "link": LINK, "script": SCRIPT, "title": TITLE, "base": BASE,
    "img": IMAGE, "input": INPUT, "source": SOURCE, "button": BUTTON, "template": TEMPLATE,
}  # fmt: skip


def _kinds() -> dict[int, tuple[int, str]]:
    """Return kind and tag by lexbor's number of the tag, which is quicker to ask for than its name."""
    names = dict.fromkeys(_BLOCKS.split(), BLOCK) | dict.fromkeys(_SKIPPED.split(), SKIP)
    names |= dict.fromkeys(_INLINE.split(), SPAN) | _OWN_KINDS
    tree = LexborHTMLParser("<p>")
    return {tree.create_node(name).tag_id: (kind, name) for name, kind in names.items()}


KINDS = _kinds()
"""Kind and tag of every known element, by lexbor's number of the tag."""
