"""Two states of an article, compared word by word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scraper.analysis.timeline import Past, State
from scraper.serve.asked import Answer, Asked, House, NotThereError, Page, Row, WrongWordsError
from scraper.serve.pages.article import article_number, not_there
from scraper.serve.pages.article_history import ChangedField, Stretch, differences
from scraper.serve.pages.article_text import MOST_SHOWN, language
from scraper.serve.pages.parameters import whole_number

if TYPE_CHECKING:
    from scraper.store import Archive

VIEWS = ("inline", "beside")
"""How the differences are shown: in one text, or the two states beside one another."""

# Words around a change where the texts are too long to be shown whole. Chosen: a paragraph.
_CONTEXT = 80
# A larger number is no state: one each second would be about the age of the web.
_LAST_STATE = 10**9
# Signs that no blank stands before.
_SIGNS = (".", ",", ";", ":", "!", "?", ")", "…", "“", "”", "»")


def diff(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return what differs between two states: those of ``from=`` and ``to=``, else of the last edit."""
    article_id = article_number(asked)
    past = archive.past(article_id)
    if past is None:
        raise not_there(article_id)
    shape = asked.one("view") or VIEWS[0]
    if shape not in VIEWS:
        raise WrongWordsError(f"'view' is {' or '.join(VIEWS)}.")
    after = _state(past, asked.one("to"), len(past.states))
    before = _state(past, asked.one("from"), max(after.number - 1, 1))
    fields = differences(before, after, context=_context(before, after))
    return Page(
        "diff.html",
        {
            "past": past,
            "before": before,
            "after": after,
            "title": after.article.title,
            "lang": language(after.article.language),
            "fields": fields,
            "beside": [_beside(field) for field in fields],
            "shape": shape,
            "without_text": sorted({state.number for state in (before, after) if not _has_text(state)}),
            "is_shortened": _context(before, after) is not None,
        },
    )


def _state(past: Past, text: str | None, otherwise: int) -> State:
    """Return the state that a parameter names.

    Raises:
        WrongWordsError: it is no number.
        NotThereError: there is no such state.
    """
    if text is None:
        return past.states[otherwise - 1]
    number = whole_number(text, _LAST_STATE, least=0)
    if number is None:
        raise WrongWordsError("States are named by their numbers: 'from=1' and 'to=2'.")
    if not 1 <= number <= len(past.states):
        raise NotThereError(f"Article {past.id} has states 1 to {len(past.states)}; there is no state {number}.")
    return past.states[number - 1]


def _has_text(state: State) -> bool:
    return bool(state.article.body or state.article.lead)


def _context(before: State, after: State) -> int | None:
    """Return how many words are shown around a change; None where both texts can be shown whole."""
    longest = max(len(state.article.body or "") for state in (before, after))
    return _CONTEXT if longest > MOST_SHOWN else None


def _beside(field: ChangedField) -> Row:
    """Return a field as rows with what stood there before and after, beside one another."""
    rows = [_sides(stretches) for stretches in field.paragraphs]
    return {"name": field.name, "rows": [row for row in rows if any(row)], "is_text": field.is_text}


def _sides(stretches: Sequence[Stretch]) -> tuple[list[Stretch], list[Stretch]]:
    return _without("insert", stretches), _without("delete", stretches)


def _without(left_out: str, stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches of one side; a blank that stood before words of the other one goes before a sign."""
    kept: list[Stretch] = []
    for kind, text in stretches:
        if kind == left_out:
            continue
        if kept and text.startswith(_SIGNS):
            kept[-1] = (kept[-1][0], kept[-1][1].rstrip(" "))
        kept.append((kind, text))
    return kept
