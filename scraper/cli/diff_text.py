"""Differences between two states as text and as JSON."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scraper.cli.blocks import INSERTED, PLAIN, REMOVED, takes_styles, wrapped
from scraper.cli.output import clean
from scraper.cli.output.json_text import json_lines
from scraper.report.compared import Compared, shortened, spaced, story_sentence
from scraper.report.local_time import local

if TYPE_CHECKING:
    from scraper.analysis.timeline import Past, State

# Words of an equal stretch that are shown before and behind a change. Chosen: about a line of a terminal.
_CONTEXT = 12
# Marks of removed and inserted words where no colour says it, as those of wdiff and of 'git diff --word-diff'.
_MARKS = {"delete": ("[-", "-]"), "insert": ("{+", "+}")}
_STYLES = {"delete": (REMOVED, PLAIN), "insert": (INSERTED, PLAIN)}
_ENDS = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)


def as_text(compared: Compared, *, to_terminal: bool) -> str:
    """Return the differences as text: removed and inserted words marked, long equal stretches shortened.

    Args:
        compared: the states.
        to_terminal: whether it goes to stdout. A terminal takes colours there, and gets lines that end between words.
    """
    is_coloured = to_terminal and takes_styles()
    states = [f"from {_state(compared.first, compared.before)}", f"to   {_state(compared.second, compared.after)}"]
    if compared.are_two_articles:
        states.append(story_sentence(compared.story))
    fields = _field_lines(compared, is_coloured=is_coloured)
    if to_terminal and sys.stdout.isatty():
        # The lines above stay whole, since an address that is broken cannot be copied.
        fields = (part for line in fields for part in wrapped(line))
    return "\n".join([*states, *fields])


def _field_lines(compared: Compared, *, is_coloured: bool) -> Iterator[str]:
    """Yield the lines below the names of the states: of each field that differs its name, and what differs."""
    fields = compared.fields
    if not fields:
        yield from ("", "No word differs.")
    for field in fields:
        parts = shortened(spaced(field.ops), _CONTEXT) if field.is_text else list(field.ops)
        marked = [_marked(kind, clean(text), is_coloured=is_coloured) for kind, text in parts]
        yield from ("", f"{field.name}:")
        if field.is_text:
            yield from "".join(marked).strip().split("\n")
        else:
            yield from marked


def _state(past: Past, state: State) -> str:
    return f"{clean(past.url)} state {state.number} of {len(past.states)}, first seen {local(state.seen_at)}"


def _marked(kind: str, text: str, *, is_coloured: bool) -> str:
    """Return a stretch with its marks, which stand close to its words; each paragraph is marked for itself."""
    if kind == "equal":
        return text
    start, end = (_STYLES if is_coloured else _MARKS)[kind]
    return "\n\n".join(_between(start, part, end) for part in text.split("\n\n"))


def _between(start: str, text: str, end: str) -> str:
    found = _ENDS.match(text)
    if found is None or not found[2]:
        return text
    return f"{found[1]}{start}{found[2]}{end}{found[3]}"


def as_json(compared: Compared) -> str:
    """Return the differences as one JSON object: of each field its stretches, with what became of them."""
    row: dict[str, Any] = {
        "from": _state_row(compared.first, compared.before),
        "to": _state_row(compared.second, compared.after),
        **({"story": compared.story} if compared.are_two_articles else {}),
        "fields": {field.name: [{"op": kind, "text": text} for kind, text in field.ops] for field in compared.fields},
    }
    # A line of JSON lines is one JSON text, with its harmful characters as escapes.
    return "".join(json_lines([row])).rstrip("\n")


def _state_row(past: Past, state: State) -> dict[str, Any]:
    return {
        "article_id": past.id,
        "url": past.url,
        "state": state.number,
        "seen_at": state.seen_at,
        "until": state.until,
        "capture_id": state.capture_id,
        "title": state.article.title,
    }
