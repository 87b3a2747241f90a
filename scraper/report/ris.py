"""Citations as RIS, one line a tag (the form of Reference Manager, as Zotero, EndNote and Citavi import it)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scraper.report.citation import Citation
from scraper.report.persons import Name

# The format's own line end, on every system.
_LINE_END = "\r\n"


def ris(citations: Sequence[Citation]) -> str:
    """Return citations as the contents of a ``.ris`` file."""
    return "".join(f"{tag}  - {value}{_LINE_END}" for one in citations for tag, value in _lines(one))


def _lines(one: Citation) -> Iterator[tuple[str, str]]:
    """Yield the tags of a record; no value has a line break, see :func:`scraper.report.citation.tidy`."""
    yield "TY", "ELEC"
    yield "ID", one.key
    yield "TI", one.title
    for author in one.authors:
        yield "AU", _author(author)
    yield "T2", one.site
    if one.day is not None:
        yield "PY", one.day[: len("2026")]
        yield "DA", _slashed(one.day)
    yield "Y2", _slashed(one.seen)
    yield "UR", one.url
    if one.language:
        yield "LA", one.language
    yield "N1", one.note
    yield "ER", ""


def _author(name: Name) -> str:
    """Return an author; without a comma it is read as a name that has no parts."""
    return name.plain if name.family is None else f"{name.family}, {name.given}"


def _slashed(day: str) -> str:
    """Return a day as the format has it: year/month/day and a slash before what else might be said."""
    return day.replace("-", "/") + "/"
