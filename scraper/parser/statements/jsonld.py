"""JSON-LD as sites really write it: graphs, arrays, several blocks, and what :mod:`json_repair` mends.

The vocabulary is that of schema.org; the syntax JSON-LD 1.1, of which only plain nodes are read.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any

from scraper.parser.page.model import composed
from scraper.parser.statements import json_repair

Node = dict[str, Any]

_ARTICLE = re.compile(r"article|posting|^report$|^review$|^webpage$|^creativework$|^medical|^statement$", re.IGNORECASE)
# Works that are no article, but may be what a page is about.
_WORK = frozenset({"Recipe", "PodcastEpisode", "RadioEpisode", "HowTo"})
# What a work is not, but has: what readers wrote, what a live blog is made of, what else there is to read.
_PARTS = ("review", "reviews", "comment", "liveBlogUpdate", "hasPart", "blogPost", "itemListElement", "mentions")
_NEWS = re.compile(r"article|posting|^report$|^review$", re.IGNORECASE)
_ORGANIZATION = re.compile(r"organi[sz]ation|corporation|agency$|office$", re.IGNORECASE)
_MAX_NODES = 5000
# schema.org has some 800 types, of which a page uses a dozen.
_KEPT_TYPES = 256
# An entity needs its semicolon here, or the address "?a=1&para=2" would lose a parameter.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});")
# Sites escape a string for HTML, and then a template escapes it once more: "&amp;#8211;".
_TIMES_ESCAPED = 2
# Of a list of values the first usable one is taken; a longer list is no list of alternatives.
_MAX_ALTERNATIVES = 5
_MAX_AUTHORS = 200
# Beyond milliseconds of the year 9999 a number says nothing that a text field holds.
_LARGEST_NUMBER = 10**15
# What an article's node states, and how many of these its type is worth. Chosen.
_TELLING = ("headline", "datePublished", "author", "articleBody", "mainEntityOfPage")
_POINTS_OF_NEWS = 4
# What a node is called, in the order of trust.
_NAME_KEYS = ("name", "url", "@value", "@id")


def nodes(scripts: list[str]) -> list[Node]:
    """Return every object in the blocks, outer ones first.

    Args:
        scripts: the text of each ``script type="application/ld+json"``.
    """
    found: list[Node] = []
    queue: list[Any] = [value for script in scripts for value in json_repair.load(script)]
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
    if isinstance(value, str):
        return [value.rsplit("/", 1)[-1]]
    # Half of the nodes are parts of others, and have none.
    if not isinstance(value, list):
        return []
    return [name.rsplit("/", 1)[-1] for name in value if isinstance(name, str)]


def is_news(node: Node) -> bool:
    """Return whether a node is an article by its type."""
    return any(map(_is_news_type, types(node)))


@lru_cache(maxsize=_KEPT_TYPES)
def _is_news_type(name: str) -> bool:
    return _NEWS.search(name) is not None


def text(value: Any) -> str:
    """Return the text of a value: a string, a number, the name of a node, the first of a list."""
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, list):
        plain = [part for part in value[:_MAX_ALTERNATIVES] if not isinstance(part, list)]
        return next((found for part in plain if (found := text(part))), "")
    if isinstance(value, dict):
        return text(next((value[key] for key in _NAME_KEYS if isinstance(value.get(key), str)), ""))
    return _number(value)


def _number(value: Any) -> str:
    """Return a number in digits, such as the seconds or milliseconds since 1970 of a date; nothing for the rest."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    # NaN and the infinities compare as false, too, and have no digits.
    if not abs(value) < _LARGEST_NUMBER:
        return ""
    # A day of a database may be written "1714730400.0".
    if value == int(value):
        return str(int(value))
    return str(value)


def _plain(value: str) -> str:
    """Return a string in NFC, without the entities that some sites put in JSON."""
    for _ in range(_TIMES_ESCAPED):
        if "&" not in value:
            break
        value = _ENTITY.sub(lambda entity: html.unescape(entity[0]), value)
    value = value.strip()
    # Plain ASCII is in every normal form, and most strings are.
    if value.isascii():
        return value
    return composed(value)


def texts(value: Any) -> list[str]:
    """Return the texts of a value or of each of a list."""
    found = [text(part) for part in _as_list(value) if not isinstance(part, list)]
    return [one for one in found if one]


def _as_list(value: Any) -> list[Any]:
    """Return a value as a list; one value and a list of one say the same in JSON-LD."""
    if isinstance(value, list):
        return value
    return [value]


def _inner(found: list[Node]) -> set[int]:
    """Return the identities of the nodes that are parts of works."""
    values = [node[key] for node in found for key in _PARTS if key in node]
    parts = [part for value in values for part in _as_list(value)]
    return {id(part) for part in parts if isinstance(part, dict)}


def _is_candidate(node: Node) -> bool:
    """Return whether a node may be what the page is about, by its type."""
    return any(map(_may_be_article, types(node)))


@lru_cache(maxsize=_KEPT_TYPES)
def _may_be_article(name: str) -> bool:
    return name in _WORK or _ARTICLE.search(name) is not None


def article(found: list[Node]) -> Node:
    """Return the node that describes the page's article; an empty one where none does.

    Where it does not say when it was published, the node of its page may.

    Args:
        found: all nodes, outer ones first.
    """
    nodes_ = [node for node in found if _is_candidate(node)]
    whole = nodes_
    if len(nodes_) > 1:
        inner = _inner(found)
        whole = [node for node in nodes_ if id(node) not in inner]
    best = _best(whole or nodes_)
    if not best or best.get("datePublished"):
        return best
    stated = next((node["datePublished"] for node in whole if node.get("datePublished")), None)
    if stated is None:
        return best
    return {**best, "datePublished": stated}


def _best(candidates: list[Node]) -> Node:
    """Return the node that says most of an article; of equals the first, which is the outer one."""
    best: Node = {}
    most = 0
    for node in candidates:
        points = sum([key in node for key in _TELLING])
        # The type outweighs all keys but one: a page's node has a headline and a day, too.
        if is_news(node):
            points += _POINTS_OF_NEWS
        if points > most:
            best, most = node, points
    return best


def authors(node: Node, found: list[Node]) -> list[str]:
    """Return the names of an article's authors, however lists are nested; references by ``@id`` are followed.

    Args:
        node: the article.
        found: all nodes of the page.
    """
    names = [text(_name_of(part, found)) for part in _flat(node.get("author") or node.get("creator"))]
    return [name for name in names if name]


def organizations(node: Node) -> set[str]:
    """Return the names of the article's authors that are said to be no persons, case-folded."""
    parts = _flat(node.get("author") or node.get("creator"))
    said = [part for part in parts if isinstance(part, dict) and any(map(_ORGANIZATION.search, types(part)))]
    return {text(part.get("name")).casefold() for part in said}


def _flat(value: Any) -> list[Any]:
    """Return what a value consists of, lists in lists opened, in the order of the page."""
    # The list of what is left stands in for recursion, which nested lists would take to its limit.
    found: list[Any] = []
    rest = [value]
    while rest and len(found) < _MAX_AUTHORS:
        part = rest.pop()
        if isinstance(part, list):
            rest.extend(reversed(part[:_MAX_AUTHORS]))
        elif isinstance(part, dict) and isinstance(part.get("name"), list):
            rest.extend(reversed(part["name"][:_MAX_AUTHORS]))
        else:
            found.append(part)
    return found


def _name_of(part: Any, found: list[Node]) -> Any:
    """Return the name of an author: its own, of its parts, or of the node that its ``@id`` points to."""
    if not isinstance(part, dict):
        return part
    # WordPress plug-ins name the author once in the graph and refer to that node everywhere else.
    target = part.get("@id")
    own = _own_name(part)
    if own or not target:
        return own
    return next((name for node in found if node.get("@id") == target and (name := _own_name(node))), None)


def _own_name(node: Node) -> Any:
    """Return the name of a person as its node has it, in one piece or as given and family name."""
    if node.get("name"):
        return node["name"]
    return " ".join(part for key in ("givenName", "familyName") if (part := text(node.get(key))))
