"""The ranking of the days that a page mentions."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from scraper.parser.context import Candidate, Context, Found, Text
from scraper.parser.fields.dating import rules
from scraper.parser.fields.dating.lines import Lines
from scraper.parser.fields.dating.mention import Kind, Mention, is_swapped, scene_of
from scraper.parser.fields.dating.rules import Rule
from scraper.parser.fields.dating.statements import Statements
from scraper.parser.statements.stamps import NO_STAMP, Stamp

_UTC = re.compile(r"(?:Z|UTC|GMT|[+-]00:?00)\s*$", re.IGNORECASE)
# A date in figures whose order of day and month only the writer knows.
_AMBIGUOUS = re.compile(r"^\D{0,12}(\d{1,2})/(\d{1,2})/\d{4}\b")
# The earliest and the latest zone of the world that people live in, in hours.
_WEST, _EAST = dt.timedelta(hours=12), dt.timedelta(hours=14)
# With so much weight a day that is stated needs no look below the text, and any day none at the rest of the page. Of
# 188 days between 16 and 40 on 2,747 pages of November 2026 the rest outweighed two, and gave three a time of day.
_SURELY_STATED, _SURE = 50, 40
_STATES = frozenset({rules.SHOWN_STATE, rules.STATE_AT_HEADLINE})
_CORRECTED = ", corrected by the date that the page shows or its address has"


class Dating:
    """The search for the days of one page.

    Args:
        context: the page.
        text: its text.
        is_explained: whether all candidates are asked for, and not only the best one.
    """

    def __init__(self, context: Context, text: Text, *, is_explained: bool = False) -> None:
        scene = scene_of(context, text)
        self._statements = Statements(context, scene)
        self._lines = Lines(scene)
        self._changes = self._statements.changes()
        self._stated = list(self._statements.mentions())
        self._near = self._lines.below_headline()
        self._is_near_known = False
        if is_explained or not self._is_agreed():
            self._look_around()

    def published(self) -> Found[Stamp]:
        """Return day and moment of publication with all candidates, the best first."""
        ranked = sorted(self._weighed(), key=lambda mention: -mention.weight)
        candidates = tuple(_candidate(mention) for mention in ranked)
        if not ranked or ranked[0].weight < rules.THRESHOLD:
            return Found(NO_STAMP, candidates=candidates)
        best = ranked[0]
        return Found((best.day, _moment(best, ranked)), best.source, candidates)

    def changed(self) -> Found[dt.datetime | None]:
        """Return the moment of the last change that readers see."""
        self._look_around()
        published = {mention.day for mention in chain(self._stated, self._near) if mention.kind is not Kind.CHANGE}
        for mention in chain(self._near, self._lines.below()):
            moment = mention.stamp[1]
            if mention.kind is not Kind.CHANGE or moment is None:
                continue
            # "Stand: 3.5.2024" is a change only where the page says beside it when it was published.
            is_state = not _STATES.isdisjoint(mention.rules)
            if not is_state or published - {mention.day}:
                return Found(moment, "line that is called a date of change")
        return Found(None)

    def _is_agreed(self) -> bool:
        """Return whether the day that the page states surely is also shown below its headline, as on every other."""
        shown = {mention.day for mention in self._near if mention.kind is Kind.SHOWN and mention.weight > 0}
        return any(mention.day in shown and rules.STATED in mention.rules for mention in self._stated)

    def _look_around(self) -> None:
        """Look for days above the headline and at the beginning of the text, too."""
        if not self._is_near_known:
            self._near += self._lines.around()
            self._is_near_known = True

    def _weighed(self) -> list[Mention]:
        """Return the days of the page, from its surest places on to those that others leave to be looked at."""
        mentions = [*self._stated, *self._near]
        self._weigh(mentions)
        if any(mention.kind is Kind.STATED and mention.weight >= _SURELY_STATED for mention in mentions):
            return mentions
        mentions += self._lines.after()
        self._weigh(mentions)
        if any(mention.weight >= _SURE for mention in mentions):
            return mentions
        mentions += self._lines.elsewhere()
        mentions += self._statements.last_resorts()
        _note_the_only_day(mentions)
        self._weigh(mentions)
        return mentions

    def _weigh(self, mentions: list[Mention]) -> None:
        """Correct the days that others show to be wrong, and note who bears out whom."""
        shown = [other for other in mentions if other.weight > 0 and rules.DATELINE not in other.rules]
        for mention in mentions:
            _settle(mention, shown)
        days = Counter((mention.day, mention.kind) for mention in mentions)
        for mention in mentions:
            mention.of_others = list(_borne_out(mention, days, self._changes))


def _borne_out(mention: Mention, days: Counter[tuple[dt.date | None, Kind]], changes: set[dt.date]) -> Iterator[Rule]:
    """Yield what other places say of a day.

    Args:
        mention: the day, with its place.
        days: how often each kind of place has each day.
        changes: the days of changes that the page states.
    """
    kind, day = mention.kind, mention.day
    if kind is Kind.CHANGE:
        return
    if kind is not Kind.SHOWN and days[day, Kind.SHOWN]:
        yield rules.AS_SHOWN
    if kind is not Kind.ADDRESS and days[day, Kind.ADDRESS]:
        yield rules.AS_ADDRESSED
    others = days[day, Kind.STATED] - (kind is Kind.STATED)
    if others:
        yield rules.AS_STATED
    # Some systems state the last change as the day of publication; a day that is called so on the page is another case.
    is_only_stated = kind is not Kind.ADDRESS and rules.SAID not in mention.rules
    if is_only_stated and day in changes:
        yield rules.AS_CHANGED


def _settle(mention: Mention, believed: Iterable[Mention]) -> None:
    """Correct a day by that of a place of another kind, where only the zone or the order of day and month differ."""
    day = mention.day
    if day is None or mention.kind not in (Kind.STATED, Kind.ADDRESS):
        return
    kinds = (Kind.SHOWN, Kind.ADDRESS) if mention.kind is Kind.STATED else (Kind.SHOWN, Kind.STATED)
    others = [other.day for other in believed if other.kind in kinds and other.day is not None]
    if day in others:
        return
    for other in others:
        if _is_of_other_zone(mention, other):
            mention.stamp = other, mention.stamp[1]
        elif is_swapped(day, other) and _may_be_swapped(mention):
            mention.stamp = other, None
        else:
            continue
        mention.source += _CORRECTED
        return


def _may_be_swapped(mention: Mention) -> bool:
    """Return whether the order of day and month is in doubt: in ``4/5/2024`` and in addresses."""
    return mention.kind is Kind.ADDRESS or _AMBIGUOUS.match(mention.text) is not None


def _is_of_other_zone(mention: Mention, other: dt.date) -> bool:
    """Return whether a moment in UTC is of another day where its readers live."""
    moment = mention.stamp[1]
    if moment is None or not _UTC.search(mention.text):
        return False
    return other in {(moment - _WEST).date(), (moment + _EAST).date()}


def _note_the_only_day(mentions: list[Mention]) -> None:
    """Note where all that readers see on a page is one day."""
    shown = [mention for mention in mentions if mention.kind is Kind.SHOWN]
    if len({mention.day for mention in shown}) == 1:
        for mention in shown:
            mention.rules.append(rules.ALONE)


def _moment(best: Mention, ranked: list[Mention]) -> dt.datetime | None:
    """Return the moment of the best day: as it is stated, or as its place or another of the same kind shows it."""
    same = [mention for mention in ranked if mention.day == best.day and mention.stamp[1] is not None]
    stated = [mention for mention in same if mention.kind is Kind.STATED]
    of_its_kind = [mention for mention in same if mention.kind is best.kind]
    return next((mention.stamp[1] for mention in chain(stated, of_its_kind)), None)


def _candidate(mention: Mention) -> Candidate[Stamp]:
    return Candidate(mention.stamp, mention.source, tuple((rule.name, rule.weight) for rule in mention.evidence))
