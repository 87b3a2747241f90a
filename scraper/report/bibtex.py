"""Citations as BibTeX: entries of type ``@online``.

That is BibLaTeX's type for what is on the web, and Zotero imports it as a web page; classic styles, which know only
``@misc``, treat every type that they do not know as that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.report.citation import Citation
from scraper.report.persons import Name

# What TeX reads as a command. A brace counts for BibTeX even behind a backslash, so that one brace alone would end the
# field; its name in letters does not.
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}
_SPECIAL = re.compile("|".join(map(re.escape, _ESCAPES)))
# What would end the field of an address, which BibLaTeX and Zotero read letter by letter, without escapes.
_IN_ADDRESS = re.compile(r"[{}\\\s\"<>]")


def escaped(text: str) -> str:
    """Return a text as TeX shows it; letters outside of ASCII stay, since BibLaTeX and Zotero read UTF-8."""
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)


def bibtex(citations: Sequence[Citation]) -> str:
    """Return citations as the contents of a ``.bib`` file."""
    return "\n".join(map(_entry, citations))


def _entry(one: Citation) -> str:
    year = None if one.day is None else one.day[: len("2026")]
    fields = {
        "author": " and ".join(map(_author, one.authors)),
        # The second braces keep the capitals of German nouns, which many styles would make small.
        "title": f"{{{escaped(one.title)}}}",
        "organization": escaped(one.site),
        "howpublished": escaped(one.site),
        "date": one.day,
        "year": year,
        "url": _IN_ADDRESS.sub(_percent, one.url),
        "urldate": one.seen,
        "language": escaped(one.language or ""),
        "note": escaped(one.note),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@online{{{one.key},\n{lines}}}\n"


def _author(name: Name) -> str:
    """Return an author; braces keep together what is no person's name, or has an 'and' or a comma in it."""
    if name.family is None:
        return f"{{{escaped(name.plain)}}}"
    return f"{escaped(name.family)}, {escaped(name.given)}"


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
