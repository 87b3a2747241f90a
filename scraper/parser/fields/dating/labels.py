"""What the words beside a day call it: the day of publication, of a change, of another thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scraper.parser.fields.dating import words
from scraper.web.written_days import Written

# Characters between a label and its day: a name may stand after "published by", hardly anything after "updated".
_REACH, _SHORT_REACH = 60, 30
# A label on a line of its own.
_LONGEST_LABEL = 40
_LETTERS = re.compile(r"[^\W\d_]{2}")
# So many labels are kept with what they say.
_KEPT = 1024
_WORDS_OF_LABEL, _WORDS_WITHOUT_COLON = 5, 2


@dataclass(frozen=True, slots=True)
class Role:
    """What a day is called.

    Args:
        is_change: whether it is that of a change.
        is_state: whether it is that of the state of the text (``Stand:``), which is no change where it stands alone.
        is_other: whether it is that of another thing.
        is_plain: whether it is a date and nothing more is said.
        is_broadcast: whether it is that of a broadcast.
    """

    is_change: bool = False
    is_state: bool = False
    is_other: bool = False
    is_plain: bool = False
    is_broadcast: bool = False

    @property
    def is_publication(self) -> bool:
        """Whether it is called the day of publication."""
        return not (self.is_change or self.is_other or self.is_plain or self.is_broadcast)


_PUBLICATION = Role()
_CHANGE = Role(is_change=True)
_STATE = Role(is_change=True, is_state=True)
_OTHER = Role(is_other=True)
_PLAIN = Role(is_plain=True)
_BROADCAST = Role(is_broadcast=True)


_LABELS = (
    (words.SAYS_PUBLISHED, _PUBLICATION, _REACH),
    (words.SAYS_CHANGED, _CHANGE, _SHORT_REACH),
    (words.SAYS_BROADCAST, _BROADCAST, _REACH),
    (words.SAYS_OTHER, _OTHER, _SHORT_REACH),
)


def before(text: str) -> Role | None:
    """Return what the words in front of a day call it; of several labels the last stands next to it."""
    reach = text[-_REACH:]
    if not _LETTERS.search(reach):
        return None
    return _in_reach(reach)


# The labels of a site are the same on each of its pages.
@lru_cache(maxsize=_KEPT)
def _in_reach(reach: str) -> Role | None:
    found = _labels_in(reach)
    if not found:
        return _PLAIN if words.ENDS_IN_PLAIN_LABEL.search(reach) else None
    role = max(found, key=lambda one: one[0])[1]
    # "Zuletzt veröffentlicht" and "Last update posted" are changes.
    if role is _PUBLICATION and any(other is _CHANGE for _, other in found):
        return _CHANGE
    if role is _CHANGE and words.SAYS_STATE.search(reach):
        return _STATE
    return role


def _labels_in(reach: str) -> list[tuple[int, Role]]:
    """Return the labels in the words in front of a day, each with its end; those too far from the day are left out."""
    return [
        (match.end(), role)
        for pattern, role, distance in _LABELS
        for match in pattern.finditer(reach)
        if len(reach) - match.end() <= distance
    ]


def behind(text: str) -> Role | None:
    """Return what the words behind a day call it: published, or changed."""
    reach = text[:_SHORT_REACH]
    if not _LETTERS.search(reach):
        return None
    if words.SAYS_CHANGED.search(reach):
        return _CHANGE
    if words.SAYS_PUBLISHED.search(text[:_REACH]):
        return _PUBLICATION
    return None


def on_own_line(text: str) -> Role | None:
    """Return what a line that is nothing but a label calls the day on the next one."""
    if len(text) > _LONGEST_LABEL or any(letter.isdigit() for letter in text):
        return None
    if words.IS_PLAIN_LABEL.search(text):
        return _PLAIN
    # A longer line is a sentence or a headline that happens to have such a word.
    begins_so = words.SAYS_PUBLISHED.match(text) or words.SAYS_CHANGED.match(text)
    most = _WORDS_OF_LABEL if begins_so or text.endswith(":") else _WORDS_WITHOUT_COLON
    if len(text.split()) > most:
        return None
    role = before(text)
    # Without a colon a short line that speaks of an event or a ruling is a kicker rather than a label.
    is_kicker = role is _OTHER and not text.endswith(":")
    if is_kicker or role is _PLAIN:
        return None
    return role


def roles(text: str, written: tuple[Written, ...]) -> list[Role | None]:
    """Return what a line calls each of its days.

    The label stands in front of its day; where none stands before the first one, it may follow each day.

    Args:
        text: the line.
        written: its days.
    """
    ends = [0, *(one.end for one in written)]
    starts = [*(one.start for one in written), len(text)]
    gaps = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    in_front = [before(gap) for gap in gaps[:-1]]
    # "3.5.2024 veröffentlicht, 4.5.2024 geändert" has each label behind its day.
    if in_front[0] is None and behind(gaps[-1]) is not None:
        return [behind(gap) for gap in gaps[1:]]
    return in_front


PUBLICATION, CHANGE, PLAIN = _PUBLICATION, _CHANGE, _PLAIN
