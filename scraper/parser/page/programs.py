"""What a page has for browsers that run scripts: programs, the elements that they fill, and notices to all others."""

from __future__ import annotations

from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parser.page.model import Programs, fold

BARE = 1500
"""A page that shows this many characters has more than a frame around what its program would show. Chosen: the menus
and the line of the publisher that a server renders around an empty root have some hundred."""

# Where the frameworks of JavaScript put what they make: React, Vue, Angular, Next, Nuxt, Gatsby, Svelte, Quasar, Ember.
_ROOTS = (
    "#root, #app, #app-root, #react-root, #__next, #__nuxt, #___gatsby, #svelte, #q-app, app-root, [ng-app],"
    " [data-ng-app], [ng-version], .ember-application"
)
# The state that a server hands to the program of its page: Next, Nuxt and Angular have elements for it.
_DATA = "script#__NEXT_DATA__, script#__NUXT_DATA__, script#ng-state"
# Others, and Nuxt before its third version, assign it to a variable of one of these names.
_VARIABLES = ("__NUXT__", "__INITIAL_STATE__", "__PRELOADED_STATE__", "__APOLLO_STATE__")
# Scripts of these types are data for others, which no browser runs (HTML Standard §4.12.1, "data block").
_DATA_TYPES = ("json", "template", "x-", "text/html", "text/plain")
# The number of text nodes, and elements whose text is not shown where scripts run.
_TEXT = 2
_UNSHOWN = frozenset({"script", "style", "noscript", "template"})
# "Loading" beside a spinner is shorter.
_LONGEST_PLACEHOLDER = 60
# A sentence to readers without scripts is shorter; a whole article for them is none.
_LONGEST_NOTICE = 600
# No page has more notices that say something, or more roots, and what has no text in so many nodes is empty: pages that
# have more are made to be slow.
_MOST_NOTICES = 20
_MOST_ROOTS = 20
_MOST_NODES = 2_000


def programs_of(tree: LexborHTMLParser) -> Programs:
    """Return the programs of a page.

    Args:
        tree: as selectolax parsed it; it is not changed.
    """
    scripts = [script for script in tree.css("script") if _is_run(script)]
    # Whatever a page lacks, it does not lack it for want of scripts where it has none.
    if not scripts:
        return Programs()
    roots = tree.css(_ROOTS)[:_MOST_ROOTS]
    return Programs(
        scripts=len(scripts),
        notices=tuple(_notices(tree)),
        has_root=bool(roots),
        has_empty_root=any(map(_is_empty, roots)),
        has_data=tree.css_first(_DATA) is not None or any(map(_holds_data, scripts)),
    )


def _is_run(script: LexborNode) -> bool:
    """Return whether browsers run a script."""
    kind = (script.attributes.get("type") or "").lower()
    return not any(part in kind for part in _DATA_TYPES)


def _holds_data(script: LexborNode) -> bool:
    text = script.text(deep=True)
    return any(name in text for name in _VARIABLES)


def _is_empty(root: LexborNode) -> bool:
    """Return whether an element is sent with no more text than a placeholder."""
    size = 0
    for node in islice(root.traverse(include_text=True), _MOST_NODES):
        is_shown = node.tag_id == _TEXT and node.parent is not None and node.parent.tag not in _UNSHOWN
        if is_shown:
            size += len(fold(node.text_content or ""))
        if size >= _LONGEST_PLACEHOLDER:
            return False
    return True


def _notices(tree: LexborHTMLParser) -> list[str]:
    """Return what the page says to readers without scripts, without pictures and frames that count them."""
    texts = [fold(notice.text(deep=True)) for notice in tree.css("noscript")[:_MOST_NOTICES]]
    return [text for text in texts if 0 < len(text) < _LONGEST_NOTICE]
