"""Two states that are compared, and what is said of them, whatever the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from scraper.analysis.state_diff import FieldDiff, state_diff
from scraper.report.story_text import percent

if TYPE_CHECKING:
    from scraper.analysis.timeline import Past, State

_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two states that are compared.

    Args:
        first: the article of the earlier state.
        before: that state.
        second: the article of the later state, which may be the same.
        after: that state.
        story: in which both articles are, as the archive's ``stories.together`` gives it; None: in none together.
    """

    first: Past
    before: State
    second: Past
    after: State
    story: dict[str, Any] | None = None

    @property
    def are_two_articles(self) -> bool:
        """Whether the states are of two articles."""
        return self.first.id != self.second.id

    @property
    def fields(self) -> list[FieldDiff]:
        """The fields that differ."""
        return state_diff(self.before.article, self.after.article)


def spaced(ops: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return stretches with a space behind what was removed, so that it never runs into what was inserted for it."""
    out = list(ops)
    for place, ((kind, text), (following, _)) in enumerate(pairwise(ops)):
        is_replaced = kind == "delete" and following == "insert"
        if is_replaced and not text.endswith((" ", "\n")):
            out[place] = (kind, f"{text} ")
    return out


def shortened(ops: Sequence[tuple[str, str]], context: int) -> Iterator[tuple[str, str]]:
    """Yield stretches, of long equal ones only what stands close to a change.

    Args:
        ops: the stretches of a text.
        context: words of an equal stretch that are kept before and behind a change.
    """
    for place, (kind, text) in enumerate(ops):
        words = text.rstrip(" ").split(" ")
        if kind != "equal" or len(words) <= 2 * context:
            yield kind, text
            continue
        is_first, is_last = place == 0, place == len(ops) - 1
        head = "" if is_first else " ".join([*words[:context], ""])
        tail = "" if is_last else " ".join(["", *words[-context:]]) + text[len(text.rstrip(" ")) :]
        yield kind, f"{head}…{tail}"


def paragraphs(ops: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Yield the stretches of each paragraph of a text; a stretch may go over several, and has a part in each of them.

    Args:
        ops: the stretches of a text, as :func:`spaced` returns them.
    """
    stretches: list[tuple[str, str]] = []
    for kind, text in ops:
        first, *others = text.split(_BREAK)
        stretches.append((kind, first))
        for part in others:
            yield from _with_words(stretches)
            stretches = [(kind, part)]
    yield from _with_words(stretches)


def _with_words(stretches: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    if any(text.strip() for _, text in stretches):
        yield stretches


def story_sentence(story: dict[str, Any] | None) -> str:
    """Return the sentence that says what two articles have to do with one another.

    Args:
        story: in which both are, or None.
    """
    if story is None:
        return "The two articles are in no story together."
    beginning = f"Both tell story {story['id']}"
    if story["first_in_second"] is None:
        return f"{beginning}."
    return (
        f"{beginning}: {percent(story['first_in_second'])} of the first text stands in the second one,"
        f" {percent(story['second_in_first'])} of the second in the first."
    )
