"""The authors of an article: names without the words around them."""

from __future__ import annotations

import re

from scraper.parser.context import Context, Found, Text
from scraper.parser.page.model import Line, Page

_LEAD_IN = re.compile(
    r"^(?:ein (?:artikel|beitrag|gastbeitrag|kommentar|interview) von"
    r"|(?:geschrieben|written|posted|verfasst) (?:von|by)"
    r"|von|by|autor(?:in|en)?|author|text|par|por|di|av|af|door|interview:)\s*:?\s+",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[,;|/、]|\bund\b|\band\b|\s&\s|\set\s|\sy\s|\soch\s|\bsowie\b|\bmit\b(?=\s+[A-Z]))\s*", re.IGNORECASE
)
_ASIDE = re.compile(r"\s*\([^()]{1,80}\)")
_NO_NAME = re.compile(
    r"by|von|\w*admin|administrator|no author|redaktion|redaktionell\w*|webmaster|unknown|unbekannt|null|none"
    r"|undefined|editor|guest|gast"
    r"|\d.*|.*@.*"
    r"|(?:images?|photos?|fotos?|bild|video|quelle|source|stand)\s*[:\[].*",
    re.IGNORECASE,
)
# What a person is, said after the name.
_ROLE = re.compile(
    r"(?:(?:freier?|senior|chief|deputy|staff|political|science|business|sports?|news|world|lifestyle|foreign|managing"
    r"|chef|associate|assistant|technology|health|education|environment|culture|economics?|investigative|national)[\s-]+)*"
    r"(?:reporter|redakteur|redaktor|editor|journalist|autor|author|writer|correspondent|korrespondent|chefredakteur"
    r"|volont(?:ä|ae)r|columnist|kolumnist|contributor|herausgeber|gastautor|producer)(?:in|innen)?"
    r"(?:\s+(?:in|at|bei|für|for|of|der|des)\s.*)?",
    re.IGNORECASE,
)
_DEGREE = re.compile(r"ph\.? ?d\.?|m\.? ?d\.?|jr\.?|sr\.?|m\.?a\.?|m\.?sc\.?|ll\.?m\.?|mba|rn|esq\.?", re.IGNORECASE)
_HANDLE = re.compile(r"\s+@\w+|\b(?:https?://|www\.)\S+")
# What may follow a name: the house, the occasion.
_AFTER = re.compile(r"\s+(?:[–—|•·-]\s|for the\s|im Gespräch\b|im Interview\b|mit dpa\b).*", re.IGNORECASE)
_BYLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:author|autor|byline|verfasser|writer)(?:[\s_-]*(?:name|link|s))?(?:$|[\s_-])|\bauthor\b|\bfn\b"
    r"|\busername\b",
    re.IGNORECASE,
)
_PROFILE = re.compile(r"/(?:authors?|autor(?:en|in)?|verfasser|redakteure?|auteurs?|autore?s?)/[^/]", re.IGNORECASE)
_WORD = r"(?:[A-ZÀ-ÞŁŚŠŽČ][\w.'’\-]*|von|van|de|der|den|zu|del|della|di|da|dos|la|le|al|bin|ten)"
_NAMES = rf"{_WORD}(?:\s+{_WORD}){{0,4}}(?:(?:,\s+|\s+(?:and|und|et|y|&)\s+){_WORD}(?:\s+{_WORD}){{1,4}}){{0,5}}"
_END = r"\s*(?=$|[|•·–—,@]|\s-\s|\s(?:am|um|on|at|à)\s|\d)"
_WRITTEN = re.compile(
    rf"^(?:[^|]{{0,50}}[|•·]\s*)?"
    rf"(?:By|Von|Par|Por|(?:Text|Autor|Autorin|Author|Auteur):|Ein (?:Artikel|Beitrag) von)\s+"
    rf"({_NAMES}){_END}"
)
# A name beside a date, parted by a rule: ``Erika Muster | 5.4.2025``.
_DATED = re.compile(
    rf"^(?:({_WORD}(?:\s+{_WORD}){{1,3}})\s*[|•·]\s*\d{{1,2}}[./]\s?\d"
    rf"|\d{{1,2}}[./]\s?\d{{1,2}}[./]\d{{4}}\s*[-|•·–]\s*({_WORD}(?:\s+{_WORD}){{1,3}})$)"
)
_POSTED = re.compile(
    r"^(?:Veröffentlicht|Eingestellt|Gespeichert|Publiziert|Geschrieben|Verfasst|Erstellt|Posted|Published|Written"
    r"|Publié|Submitted)\b[^|]{0,60}?\s(?:von|by|par):?\s+([^|,]{2,40}?)" + _END,
    re.IGNORECASE,
)
NAME = r"[A-ZÄÖÜ][\w.\-]*(?:\s+(?:von|van|de|der|zu)\b)?(?:\s+[A-ZÄÖÜ][\w\-]+){1,3}"
"""Pattern of a person's full name, as German papers write it."""

_BYLINE = re.compile(
    rf"^(?:Von|Autor(?:in|en)?|Text|Redaktion|Verfasser(?:in)?)\s*:?\s+({NAME}(?:\s*(?:,|und|&"
    rf"|/)\s*{NAME})*)$"
)
_LONGEST_BYLINE = 100
_LONGEST_LINE = 120
_LONGEST_NAME = 60
_LONGEST_TEXT = 1000
# The lines that are searched: for a byline around the headline, for a signature around the end of the text.
_ABOVE_HEADLINE = 3
_BELOW_HEADLINE = 15
_ABOVE_END = 3
_BELOW_END = 6


def _parts(text: str) -> list[str]:
    """Return the names that share a string; roles, degrees and notes go."""
    parts = []
    for part in _SPLIT.split(_LEAD_IN.sub("", _HANDLE.sub("", _ASIDE.sub("", text[:_LONGEST_TEXT])).strip())):
        name = _LEAD_IN.sub("", part.strip()).strip(' .:–-•*()[]"')
        name = _AFTER.sub("", name)
        usable = 2 <= len(name) <= 60 and not _NO_NAME.fullmatch(name)
        if usable and not _ROLE.fullmatch(name) and not _DEGREE.fullmatch(name):
            parts.append(name)
    return parts


def clean(names: list[str], sites: list[str]) -> list[str]:
    """Return the names one by one, without lead-ins, roles, addresses and doubles.

    Args:
        names: as the page gives them; several may share a string.
        sites: what the site is called; it is the author only where nobody else is.
    """
    found: dict[str, str] = {}
    for text in names:
        for name in _parts(text):
            found.setdefault(name.casefold(), name)
    known = {site.casefold() for site in sites}
    return [name for key, name in found.items() if key not in known] or list(found.values())


def byline(text: str) -> list[str]:
    """Return the names of a line like ``Von Erika Muster``."""
    match = _BYLINE.match(text) if len(text) < _LONGEST_BYLINE else None
    return [name.strip() for name in re.split(r"\s*(?:,|\bund\b|&|/)\s*", match[1])] if match else []


def _linked(line: Line) -> list[str]:
    """Return the links of a line that lead to an author."""
    return [
        a.text
        for a in line.anchors
        if "author" in a.rel.split() or _BYLINE_NAME.search(a.name) or _PROFILE.search(a.href)
    ]


def _worded(text: str) -> list[str]:
    """Return the names of a line that says ``By …``, ``Von …``, ``Posted by … at …``."""
    names = byline(text)
    written = None if names else _WRITTEN.match(text) or _POSTED.match(text)
    if written:
        return [written[1]]
    dated = None if names else _DATED.match(text)
    return [dated[1] or dated[2]] if dated else names


def _of_line(page: Page, line: Line) -> list[str]:
    """Return the names of a line if it is a byline: by its links, its words, its class."""
    names = _linked(line) or _worded(line.text)
    if names:
        return names
    marked = next((m for m in line.marks if _BYLINE_NAME.search(m.name)), None)
    if marked is not None:
        return [line.text[marked.start : marked.end]]
    if len(line.text) <= _LONGEST_NAME:
        around = [page.boxes[at] for at in page.ancestors(line.box, 2)]
        if any((_BYLINE_NAME.search(box.name) or box.prop == "author") and box.end - box.start < 4 for box in around):
            return [line.text]
    return []


def _near_headline(page: Page, start: int) -> list[str]:
    """Return the names of the byline near the headline, a little above it or below.

    Args:
        start: the first line of the headline.
    """
    for line in page.lines[max(0, start - _ABOVE_HEADLINE) : start + _BELOW_HEADLINE]:
        names = _of_line(page, line) if len(line.text) <= _LONGEST_LINE else _linked(line)
        if any(_parts(name) for name in names):
            return names
    return []


def _under_text(page: Page, end: int) -> list[str]:
    """Return the names that stand under a text, where links or words say what they are.

    Args:
        end: the line after the last of the text.
    """
    for line in page.lines[max(0, end - _ABOVE_END) : end + _BELOW_END]:
        names = _worded(line.text) or [a.text for a in line.anchors if "author" in a.rel.split()]
        if names and len(line.text) <= _LONGEST_LINE:
            return names
    return []


def find(context: Context, text: Text) -> Found[list[str]]:
    """Return the authors that the metadata names, or those of the byline where it names none but the site."""
    stated = Found(context.statements.authors, _origin(context))
    if _names_a_person(context):
        return stated
    return (
        Found(_near_headline(context.page, text.start), "byline near the headline")
        or Found(_under_text(context.page, text.end), "signature under the text")
        or stated
    )


def _origin(context: Context) -> str:
    """Return the name of the statement that names the authors."""
    names = context.statements.authors
    return context.statements.origin(names[0]) if names else ""


def _names_a_person(context: Context) -> bool:
    """Return whether the metadata names somebody else than the site."""
    known = {site.casefold() for site in context.site_names}
    return any(part.casefold() not in known for name in context.statements.authors for part in _parts(name))
