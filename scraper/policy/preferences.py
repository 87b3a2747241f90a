"""Preferences about the use of texts, as the IETF's aipref drafts have them: ``train-ai=n, search=y``."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What a category falls under where it is not named itself (draft-ietf-aipref-vocab).
_WITHIN = {"train-genai": "train-ai", "train-ai": "bots", "search": "bots", "ai-output": "bots"}
_MEMBER = re.compile(
    r"\s*(?P<key>[a-z*][a-z0-9_\-.*]*)(?:=(?P<value>[A-Za-z*][\w:/!#$%&'*+\-.^`|~]*|%?\"(?:[^\"\\]|\\.)*\"|@?-?\d[\d.]*|\?[01]"
    r"|:[A-Za-z0-9+/=]*:|\([^()]*\)))?"
    r"(?:\s*;\s*[a-z*][a-z0-9_\-.*]*(?:=(?:\"(?:[^\"\\]|\\.)*\"|[^\s;,\"]+))?)*\s*"
)
_PREFERENCES = ("y", "n")


def preferences(text: str) -> dict[str, str]:
    """Return the categories and ``y`` or ``n`` of a Content-Usage value; nothing for one that is malformed.

    It is a dictionary of structured fields (RFC 9651 §3.2): the last of several members of one key counts.

    Args:
        text: for example ``train-ai=n, search=y``.
    """
    found: dict[str, str] = {}
    at = 0
    while at <= len(text):
        member = _MEMBER.match(text, at)
        if member is None:
            return {}
        is_ended = member.end() == len(text) or text[member.end()] == ","
        if not is_ended:
            return {}
        found[member["key"]] = member["value"] or ""
        at = member.end() + 1
    return {key: value for key, value in found.items() if value in _PREFERENCES}


def preference_of(statement: dict[str, str], category: str) -> str | None:
    """Return what one statement says of a category, by the nearest wider one where it does not name it."""
    while category not in statement and category in _WITHIN:
        category = _WITHIN[category]
    return statement.get(category)


def strictest(statements: Iterable[dict[str, str]]) -> dict[str, str]:
    """Return the preferences; where two disagree, the one that allows less counts (draft-ietf-aipref-vocab)."""
    found: dict[str, str] = {}
    for statement in statements:
        for key, value in statement.items():
            if found.get(key) != "n":
                found[key] = value
    return found
