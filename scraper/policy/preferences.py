"""Preferences about the use of texts, as the IETF's aipref drafts have them: ``train-ai=n, search=y``."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What a category falls under where it is not named itself (draft-ietf-aipref-vocab).
_WITHIN = {"train-genai": "train-ai", "train-ai": "bots", "search": "bots", "ai-output": "bots"}
# The pieces of a dictionary of structured fields (RFC 9651 §3.2, §3.3). Values that are no preference are read as well:
# a member with another value is overlooked, while a malformed one makes the whole dictionary say nothing.
_KEY = r"[a-z*][a-z0-9_\-.*]*"
_STRING = r"\"(?:[^\"\\]|\\.)*\""
_TOKEN = r"[A-Za-z*][\w:/!#$%&'*+\-.^`|~]*"  # noqa: S105  (not a secret)
_STRING_OR_DISPLAY_STRING = rf"%?{_STRING}"
_NUMBER_OR_DATE = r"@?-?\d[\d.]*"
_BOOLEAN = r"\?[01]"
_BYTE_SEQUENCE = r":[A-Za-z0-9+/=]*:"
_INNER_LIST = r"\([^()]*\)"
_VALUE = "|".join((_TOKEN, _STRING_OR_DISPLAY_STRING, _NUMBER_OR_DATE, _BOOLEAN, _BYTE_SEQUENCE, _INNER_LIST))
# Parameters may stand behind each value (RFC 9651 §3.1.2); the drafts give them no meaning here.
_PARAMETER = rf"\s*;\s*{_KEY}(?:=(?:{_STRING}|[^\s;,\"]+))?"
_MEMBER = re.compile(rf"\s*(?P<key>{_KEY})(?:=(?P<value>{_VALUE}))?(?:{_PARAMETER})*\s*")
_PREFERENCES = ("y", "n")


def preferences(text: str) -> dict[str, str]:
    """Return the categories and ``y`` or ``n`` of a Content-Usage value; nothing for one that is malformed.

    It is a dictionary of structured fields (RFC 9651 §3.2): the last of several members of one key counts.

    Args:
        text: for example ``train-ai=n, search=y``.
    """
    found: dict[str, str] = {}
    at = 0
    # A comma at the end makes the dictionary malformed (RFC 9651 §4.2.2), so a member is looked for behind it as well.
    while at <= len(text):
        member = _MEMBER.match(text, at)
        if member is None:
            return {}
        has_rest = member.end() < len(text) and text[member.end()] != ","
        if has_rest:
            return {}
        # A key without a value stands for a boolean (RFC 9651 §3.2), which is no preference.
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
