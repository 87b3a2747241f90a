"""What a request wants, for code that Datasette runs without telling it of the request."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import parse_qs

from scraper.serve.refusals import HTML, form_of

EXCEL = "_excel"
"""The parameter by which CSV is written for Excel. Datasette takes those that begin with "_" for no column."""


@dataclass(slots=True)
class Wanted:
    """What one request wants, and what became of it.

    Args:
        form: in which errors are said, see :mod:`scraper.serve.refusals`.
        for_excel: whether CSV is for Excel with German settings.

    Attributes:
        has_begun: a part of the answer was sent.
        has_failed: the statement that was asked could not be answered. Datasette 1.0 says so on a page whose status is
            that of an answer.
    """

    form: str = HTML
    for_excel: bool = False
    has_begun: bool = False
    has_failed: bool = False


_NOTHING = Wanted()
_WANTED: ContextVar[Wanted] = ContextVar("wanted", default=_NOTHING)


def begin(path: str, query: str) -> Wanted:
    """Note what the request wants that this task, and those that it starts, will answer; return the note.

    Args:
        path: as it was sent, with what is encoded in it.
        query: the same of the parameters.
    """
    noted = Wanted(form_of(path), EXCEL in parse_qs(query))
    _WANTED.set(noted)
    return noted


def wanted() -> Wanted:
    """Return what the request wants that is answered; outside of one, a page."""
    return _WANTED.get()
