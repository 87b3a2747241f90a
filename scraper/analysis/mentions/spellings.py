"""How texts write the names of the official list."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The list abbreviates what stands between a name and what tells it from others. The longer come first.
_ABBREVIATED = tuple(
    (re.compile(pattern), full)
    for pattern, full in (
        (r"\ba\. ?d\. ?", "an der "),
        (r"\bi\. ?d\. ?", "in der "),
        (r"\bv\. ?d\. ?", "vor der "),
        (r"\bv\. d\. ", "vor der "),
        (r"\bo\. ?d\. ?", "ob der "),
        (r"\ba\. ?", "am "),
        (r"\bb\. ?", "bei "),
        (r"\bi\. ?Bay\.", "in Bayern"),
        (r"\bi\. ?OB\b", "in Oberbayern"),
        (r"\bi\. ?NB\b", "in Niederbayern"),
        (r"\bi\. ?UFr\.", "in Unterfranken"),
        (r"\bi\. ?OFr\.", "in Oberfranken"),
        (r"\bi\. ?", "im "),
        (r"\bHann\. ", "Hannoversch "),
        (r"\bOPf\.", "Oberpfalz"),
        (r"\bVogtl\.", "Vogtland"),
        (r"\bErzgeb\.", "Erzgebirge"),
        (r"\bWestf\.", "Westfalen"),
        (r"\bRhld\.", "Rheinland"),
        (r"\bThür\.", "Thüringen"),
        (r"\bSa\.", "Sachsen"),
        (r"\bO\. ?L\.", "Oberlausitz"),
        (r"\bOdw\.", "Odenwald"),
        (r"^St\. ?", "Sankt "),
    )
)
# How texts shorten what stands in parentheses.
_SHORTENED = {
    "Westfalen": ("Westf.", "Westf"),
    "Rheinland": ("Rhld.", "Rhld"),
    "Thüringen": ("Thür.", "Thür"),
    "Sachsen": ("Sachs.", "Sachs", "Sa."),
    "Oldenburg": ("Oldb.", "Oldb"),
    "Ostfriesland": ("Ostfr.",),
}
# What tells a name from others of its kind: "(Saale)", "/Fils", "am Main", "in Holstein".
_QUALIFIED = re.compile(
    r"^(?P<name>.+?)(?P<rest>\s?[(/].+| (?:am|an der|an|auf|bei|beim|im|in der|in|ob der|unter|vor der|vorm) \S.+)$"
)
_PARENTHESES = re.compile(r"^ ?\((?P<inside>[^()]+)\)$")
_SLASH = re.compile(r"^ ?/ ?(?P<inside>[^/()]+)$")
# What the list puts behind a name in parentheses to tell two of its rows apart, and no text writes.
_OFFICIAL_ONLY = re.compile(r"\((?:Landkreis|Amt|Kreis|Forstgutsbez)\b")


def plain(name: str) -> str:
    """Return a name without what the list puts behind a comma, abbreviations written out.

    Args:
        name: such as ``Lauf a.d.Pegnitz, St``.
    """
    found = " ".join(name.split(",")[0].split())
    for pattern, full in _ABBREVIATED:
        found = pattern.sub(full, found)
    return found.replace("/ ", "/").replace(" /", "/").strip()


def full_spellings(name: str) -> Iterator[str]:
    """Yield the spellings of a name that tell it from others.

    Args:
        name: as :func:`plain` gives it, such as ``Halle (Saale)``.
    """
    yield name
    if name.startswith("Sankt "):
        yield f"St. {name.removeprefix('Sankt ')}"
    if name.startswith("Hannoversch "):
        yield f"Hann. {name.removeprefix('Hannoversch ')}"
    found = _QUALIFIED.match(name)
    if found is None:
        return
    first, rest = found["name"], found["rest"]
    inside = _PARENTHESES.match(rest) or _SLASH.match(rest)
    if inside is not None:
        for written in (inside["inside"], *_SHORTENED.get(inside["inside"], ())):
            yield f"{first} ({written})"
            yield f"{first}/{written}"
        return
    last = rest.split()[-1]
    yield f"{first} ({last})"
    yield f"{first}/{last}"
    yield from _abbreviated(first, rest, last)


def river_spellings(name: str) -> Iterator[str]:
    """Yield a name with "an der" or "am" instead of parentheses: "Halle an der Saale", "Lindau am Bodensee".

    Args:
        name: as :func:`plain` gives it, such as ``Halle (Saale)``.
    """
    found = _QUALIFIED.match(name)
    inside = None if found is None else _PARENTHESES.match(found["rest"])
    if found is None or inside is None:
        return
    yield f"{found['name']} an der {inside['inside']}"
    yield f"{found['name']} am {inside['inside']}"


def _abbreviated(first: str, rest: str, last: str) -> Iterator[str]:
    """Yield "Frankfurt a. M." and the like for a name of three parts."""
    for word, short in ((" am ", "a."), (" an der ", "a. d."), (" im ", "i."), (" bei ", "b."), (" ob der ", "o. d.")):
        if rest.startswith(word):
            yield f"{first} {short} {last}"
            yield f"{first} {short.replace(' ', '')} {last}"
            yield f"{first} {short.replace(' ', '')}{last}"
            yield f"{first} {short} {last[0]}."
            yield f"{first} {short.replace(' ', '')}{last[0]}."


def short_spelling(name: str) -> str | None:
    """Return a name without what tells it from others, or None where it has nothing of the kind.

    Args:
        name: as :func:`plain` gives it, such as ``Frankfurt am Main``.
    """
    found = _QUALIFIED.match(name)
    return None if found is None else found["name"].strip()


def is_for_the_list_alone(name: str) -> bool:
    """Return whether a name has in parentheses what only the list needs, such as "(Landkreis Neuwied)"."""
    return _OFFICIAL_ONLY.search(name) is not None
