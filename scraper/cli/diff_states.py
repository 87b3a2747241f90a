"""Which two states 'scraper diff' compares."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.options import day
from scraper.errors import ScraperError
from scraper.report.compared import Compared
from scraper.report.local_time import local
from scraper.store.columns import to_text

if TYPE_CHECKING:
    from scraper.analysis.timeline import Past, State

# A number of more digits is no state: one second each would be more than the age of the web.
_MOST_DIGITS = 9


def chosen_states(
    first: Past, second: Past, from_: str | None, to: str | None, story: dict[str, Any] | None = None
) -> Compared:
    """Return the two states that are to be compared.

    Args:
        first, second: the articles; the same twice where states of one article are compared.
        from_, to: what ``--from`` and ``--to`` say, or None.
        story: in which both articles are, as the archive's ``stories.together`` gives it; None: in none together.

    Raises:
        ScraperError: there is no such state, or nothing of it is kept.
        UsageError: it is neither a number nor a day nor a time.
    """
    after = second.states[-1] if to is None else _named(second, to, "--to")
    if from_ is not None:
        before = _named(first, from_, "--from")
    elif first is not second:
        before = first.states[-1]
    else:
        before = _before(first, after)
    for past, state in ((first, before), (second, after)):
        _refuse_empty(past, state)
    return Compared(first, before, second, after, story)


def _before(past: Past, after: State) -> State:
    """Return the state before another one.

    Raises:
        ScraperError: there is none.
    """
    if after.number > 1:
        return past.states[after.number - 2]
    if len(past.states) == 1:
        raise ScraperError(f"{past.url}: has one state; no edit of it was seen.")
    raise ScraperError(f"{past.url}: there is no state before state 1.", hint=_range(past))


def _named(past: Past, text: str, option: str) -> State:
    """Return the state that an option names: by its number, or as the newest one of a day or a time.

    Raises:
        ScraperError: there is none.
    """
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        number = int(text)
        if not 1 <= number <= len(past.states):
            raise ScraperError(f"{past.url}: there is no state {number}.", hint=_range(past))
        return past.states[number - 1]
    end = _end_of(text, option)
    found = [state for state in past.states if state.seen_at <= end]
    if not found:
        raise ScraperError(
            f"{past.url}: there is no state of {text}; it was first seen on {local(past.first_seen)}.",
            hint=_range(past),
        )
    return found[-1]


def _end_of(text: str, option: str) -> str:
    """Return the last second of a day, or the time that was typed, as the archive writes times.

    Without a zone it is a local one.

    Raises:
        UsageError: it is neither.
    """
    try:
        moment = dt.datetime.fromisoformat(text)
        is_day = len(text) <= len("2024-05-23")
    except ValueError:
        is_day = True
    parameter = click.Option([option])
    if is_day:
        last = day.convert(text, parameter, click.get_current_context(silent=True))
        moment = dt.datetime.combine(last, dt.time(23, 59, 59))
    try:
        return to_text(moment.astimezone()) or ""
    # On the first and the last day of Python's calendar a shift leaves the years 1 to 9999 (OverflowError), and some
    # systems cannot shift times that far away at all (ValueError, OSError).
    except (ValueError, OverflowError, OSError) as error:
        raise click.BadParameter(f"'{text}' lies beyond the calendar.", param=parameter) from error


def _range(past: Past) -> str:
    """Return the sentence that says which states there are."""
    if len(past.states) == 1:
        return "It has one state, number 1."
    return f"It has states 1 to {len(past.states)}; 'scraper history' shows them."


def _refuse_empty(past: Past, state: State) -> None:
    """Refuse a state of which no text is kept.

    Raises:
        ScraperError: it is one.
    """
    article = state.article
    if article.body or article.lead:
        return
    if past.reserved is not None and state.capture_id is None:
        raise ScraperError(
            f"{past.url}: of state {state.number} headline and day alone are kept, since its site reserves the text."
        )
    raise ScraperError(f"{past.url}: of state {state.number} no text is kept, so there is nothing to compare.")
