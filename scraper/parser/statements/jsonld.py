"""JSON-LD as sites really write it: graphs, arrays, several blocks, trailing commas, control characters.

The vocabulary is that of schema.org; the syntax JSON-LD 1.1, of which only plain nodes are read.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

from scraper.parser.page.model import composed

Node = dict[str, Any]

_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_OPENING = re.compile(r"<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[")
_CLOSINGS = ("-->", "]]>")
_ARTICLE = re.compile(r"article|posting|^report$|^review$|^webpage$|^creativework$|^medical|^statement$", re.IGNORECASE)
# Works that are no article, but may be what a page is about.
_WORK = frozenset({"Recipe", "PodcastEpisode", "RadioEpisode", "HowTo"})
# What a work is not, but has: what readers wrote, what a live blog is made of, what else there is to read.
_PARTS = ("review", "reviews", "comment", "liveBlogUpdate", "hasPart", "blogPost", "itemListElement", "mentions")
_NEWS = re.compile(r"article|posting|^report$|^review$", re.IGNORECASE)
_MAX_NODES = 5000
# RFC 8259 §8.2: JSON may spell half a surrogate pair ("\\ud83d"), which has no UTF-8, so that no digest, database or
# answer takes it. NUL ends a text for half of SQLite's functions. No other way leads either of them into a page.
_SUSPECT = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2}|u0000)|.)",
    re.DOTALL,
)


def _unwrapped(text: str) -> str:
    """Return a block without the comment or CDATA section that once hid scripts from old browsers."""
    text = text.strip()
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    if text.endswith(_CLOSINGS):
        text = text[:-3].rstrip().removesuffix("//").rstrip()
    return text.removesuffix(";").strip()


def _storable(text: str) -> str:
    """Return a block with U+FFFD for the characters that cannot be stored; whole pairs stay."""
    if _SUSPECT.search(text) is None:
        return text
    return _ESCAPE.sub(lambda escape: r"\ufffd" if escape[1] else escape[0], text)


def _load(text: str) -> Any:
    """Return the value of one block, repaired where that is plain, or None."""
    text = _storable(_unwrapped(text))
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except ValueError:
            continue
        except RecursionError:
            return None
    return _load_first(_TRAILING_COMMA.sub("", text))


def _load_first(text: str) -> Any:
    """Return the first value of a block with something after it, or None."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def nodes(scripts: list[str]) -> list[Node]:
    """Return every object in the blocks, outer ones first.

    Args:
        scripts: the text of each ``script type="application/ld+json"``.
    """
    found: list[Node] = []
    queue: list[Any] = [value for script in scripts if (value := _load(script)) is not None]
    at = 0
    while at < len(queue) and len(found) < _MAX_NODES:
        value = queue[at]
        at += 1
        if isinstance(value, list):
            queue.extend(value)
        elif isinstance(value, dict):
            found.append(value)
            queue.extend(part for part in value.values() if isinstance(part, dict | list))
    return found


def types(node: Node) -> list[str]:
    """Return the names of a node's types, without the vocabulary's address."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def is_news(node: Node) -> bool:
    """Return whether a node is an article by its type."""
    return any(_NEWS.search(name) for name in types(node))


def text(value: Any) -> str:
    """Return the text of a value: a string, a number, the name of a node, the first of a list."""
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, list):
        return next((found for part in value[:5] if not isinstance(part, list) and (found := text(part))), "")
    if isinstance(value, dict):
        return text(
            next((value[key] for key in ("name", "url", "@value", "@id") if isinstance(value.get(key), str)), "")
        )
    return ""


def _plain(value: str) -> str:
    """Return a string in NFC, without the entities that some sites put in JSON."""
    value = (html.unescape(value) if "&" in value else value).strip()
    return value if value.isascii() else composed(value)


def texts(value: Any) -> list[str]:
    """Return the texts of a value or of each of a list."""
    values = value if isinstance(value, list) else [value]
    return [found for part in values if not isinstance(part, list) and (found := text(part))]


def _inner(found: list[Node]) -> set[int]:
    """Return the identities of the nodes that are parts of works."""
    values = [node[key] for node in found for key in _PARTS if key in node]
    parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
    return {id(part) for part in parts if isinstance(part, dict)}


def _is_candidate(node: Node) -> bool:
    """Return whether a node may be what the page is about, by its type."""
    return any(name in _WORK or _ARTICLE.search(name) for name in types(node))


def article(found: list[Node]) -> Node:
    """Return the node that describes the page's article; an empty one where none does.

    Where it does not say when it was published, the node of its page may.

    Args:
        found: all nodes, outer ones first.
    """
    nodes_ = [node for node in found if _is_candidate(node)]
    inner = _inner(found) if len(nodes_) > 1 else set()
    best: Node = {}
    score = 0
    for node in [node for node in nodes_ if id(node) not in inner] or nodes_:
        points = sum(key in node for key in ("headline", "datePublished", "author", "articleBody", "mainEntityOfPage"))
        points += 4 * is_news(node)
        if points > score:
            best, score = node, points
    if best and not best.get("datePublished"):
        stated = next(
            (node["datePublished"] for node in nodes_ if node.get("datePublished") and id(node) not in inner), None
        )
        return {**best, "datePublished": stated} if stated else best
    return best


def authors(node: Node, found: list[Node]) -> list[str]:
    """Return the names of an article's authors; references by ``@id`` are followed.

    Args:
        node: the article.
        found: all nodes of the page.
    """
    value: Any = node.get("author") or node.get("creator")
    names: list[str] = []
    for part in value if isinstance(value, list) else [value]:
        if not isinstance(part, list):
            names += [html.unescape(name) for name in texts(_name_of(part, found))]
    return names


def _name_of(part: Any, found: list[Node]) -> Any:
    """Return the name of an author, or of the node that its ``@id`` points to."""
    if not isinstance(part, dict):
        return part
    target = part.get("@id")
    if part.get("name") or not target:
        return part.get("name")
    return next((node["name"] for node in found if node.get("@id") == target and node.get("name")), None)
