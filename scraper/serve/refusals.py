"""In which form an error is said: to a reader on a page, to a program as its address ends."""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass

from scraper.report.values import with_escapes

HTML, JSON, TEXT = "html", "json", "text"
"""The forms of errors."""

# A program that asks for rows or a feed has no use for a page. CSV and Atom have no form for errors.
_FORMS = {".json": JSON, ".csv": TEXT, ".atom": TEXT}


@dataclass(frozen=True, slots=True)
class Said:
    """An error as it is sent.

    Args:
        content_type: with its encoding.
        body: its bytes.
    """

    content_type: str
    body: bytes


def form_of(path: str) -> str:
    """Return the form in which errors of an address are said.

    Args:
        path: as it was sent: an encoded point belongs to a name, such as that of the site ``data.json``.
    """
    return _FORMS.get(posixpath.splitext(path)[1], HTML)


def as_json(status: int, sentence: str) -> Said:
    """Return an error as Datasette's JSON has it."""
    body = json.dumps({"ok": False, "error": sentence, "status": status})
    return Said("application/json; charset=utf-8", body.encode("ascii"))


def as_text(status: int, sentence: str) -> Said:
    """Return an error as a line of text; its status stands in the head alone."""
    del status
    # Names of strangers stand in sentences, and are shown on terminals.
    body = with_escapes(f"{sentence}\n")
    return Said("text/plain; charset=utf-8", body.encode("utf-8", "replace"))


SAID = {JSON: as_json, TEXT: as_text}
"""The forms that need no template: form -> what says an error (HTTP status, sentence)."""
