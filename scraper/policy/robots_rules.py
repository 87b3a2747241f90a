"""Allow and Disallow lines of a robots.txt, and the addresses that they match (RFC 9309 §2.2.2, §2.2.3).

Paths are compared as octets, written as Latin-1 so that one character is one octet of UTF-8, and in one spelling of
percent-encoding. Every rule is matched in time linear in the address and the rule, whatever its wildcards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.web.storable import storable

_TRIPLET = re.compile(r"%([0-9a-fA-F]{2})")
_HEXADECIMAL = 16
_BEYOND_ASCII = re.compile(r"[\x80-\xff]")
# RFC 3986 §2.3: a path means the same whether these characters are percent-encoded in it or not.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# Where the path, the parameters or the query of an address begin.
_PATH_START = re.compile(r"[/?;]")


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow line, ready to match.

    Args:
        allow: which of the two.
        parts: the normalised pattern cut at its wildcards; never empty.
        anchored: whether the pattern ends in ``$``.
        weight: its length in octets; the longest match wins.
        line: the number of its line, from 1; 0 for a rule that stands in no file.
        text: the line as it was written.
    """

    allow: bool
    parts: tuple[str, ...]
    anchored: bool
    weight: int
    line: int
    text: str

    def matches(self, path: str) -> bool:
        """Tell whether the rule matches a normalised path.

        The parts between wildcards are looked for from left to right, each as early as possible. That finds a match
        wherever there is one, and never has to go back and try a later place, as a regular expression would.
        """
        first = self.parts[0]
        if not path.startswith(first):
            return False
        rest = list(self.parts[1:])
        if not rest:
            return not self.anchored or len(path) == len(first)
        last = ""
        if self.anchored:
            # The last part of an anchored pattern must end the path, even where the path holds it earlier as well.
            last = rest.pop()
        end = _end_of_parts(path, len(first), rest)
        # The last part must not overlap the parts before it.
        return 0 <= end <= len(path) - len(last) and path.endswith(last)


def _end_of_parts(path: str, start: int, parts: list[str]) -> int:
    """Return where the last of these parts ends when each is found behind the one before; -1 where one is missing."""
    position = start
    for part in parts:
        position = path.find(part, position)
        if position < 0:
            return -1
        position += len(part)
    return position


def make_rule(allow: bool, pattern: str, line: int, text: str) -> Rule:
    """Return the rule of a pattern.

    Args:
        allow: whether it allows.
        pattern: a path as octets, with ``*`` for anything and a final ``$`` for the end of the address.
        line, text: where it stands.
    """
    anchored = pattern.endswith("$")
    normal = _normal(pattern.removesuffix("$"))
    # A "$" elsewhere in a pattern is a plain character, and normal_path writes those of addresses as "%24".
    first, *rest = normal.replace("$", "%24").split("*")
    # Two wildcards in a row leave an empty part between them, which need not be looked for. The last part is kept even
    # where it is empty: it stands for a wildcard at the end, without which "/a*$" would match "/a" alone.
    parts = (first, *(part for part in rest[:-1] if part), *rest[-1:])
    # The "$" counts as one octet of the pattern, so that "/a$" wins over "/a".
    return Rule(allow, parts, anchored, len(normal) + anchored, line, text)


def outranks(rule: Rule, best: Rule | None) -> bool:
    """Tell whether a rule wins over the best one so far: the longer one, or Allow where both are as long (§2.2.2)."""
    if best is None:
        return True
    if rule.weight != best.weight:
        return rule.weight > best.weight
    return rule.allow and not best.allow


def is_matched(pattern: str, url: str) -> bool:
    """Tell whether an address falls under a pattern of RFC 9309 §2.2.3: a path with ``*`` and a final ``$``.

    Args:
        pattern: for example ``/images/*.jpg``.
        url: an absolute address.
    """
    if not pattern:
        return False
    # Only the path is compared here: whether a rule allows, and in which line it stands, has no part in that.
    rule = make_rule(allow=True, pattern=_octets(pattern), line=0, text=pattern)
    return rule.matches(normal_path(url))


def normal_path(url: str) -> str:
    """Return path, parameters and query of an address in the spelling in which rules are matched."""
    # RFC 9309 §2.2.3: a rule matches a literal "*" or "$" of an address only where it names it percent-encoded.
    return _normal(_octets(_path(url))).replace("*", "%2A").replace("$", "%24")


def readable(octets: str) -> str:
    """Return octets as the text they were meant to be, fit to be stored."""
    return storable(octets.encode("latin-1").decode("utf-8", "replace"))


def _octets(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _path(url: str) -> str:
    """Return path, parameters and query of an address without touching their spelling."""
    rest = url.removeprefix("//")
    scheme, separator, behind = rest.partition("://")
    # The "://" of an address within the query, as in "/?next=https://…", does not end a scheme.
    if separator and _PATH_START.search(scheme) is None:
        rest = behind
    rest = rest.partition("#")[0]
    found = _PATH_START.search(rest)
    if found is None:
        return "/"
    # A query can stand right behind the host, as in "https://example.org?page=2"; its path is "/" then.
    return "/" + rest[found.start() :].removeprefix("/")


def _normal(octets: str) -> str:
    """Bring percent-encoding to one spelling (RFC 9309 §2.2.2): octets beyond ASCII encoded, letters and digits not."""
    escaped = _BEYOND_ASCII.sub(lambda found: f"%{ord(found[0]):02X}", octets)
    # Most paths hold no "%" and are spared the second substitution.
    if "%" not in escaped:
        return escaped
    return _TRIPLET.sub(_normal_triplet, escaped)


def _normal_triplet(found: re.Match[str]) -> str:
    char = chr(int(found[1], _HEXADECIMAL))
    if char in _UNRESERVED:
        return char
    return found[0].upper()
