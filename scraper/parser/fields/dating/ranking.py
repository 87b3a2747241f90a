"""The ranking of the days that a page mentions."""

from __future__ import annotations

import datetime as dt
import re

from scraper.parser.context import Candidate, Context, Found, Text
from scraper.parser.fields.dating import rules
from scraper.parser.fields.dating.lines import Lines
from scraper.parser.fields.dating.mention import Kind, Mention, scene_of
from scraper.parser.fields.dating.statements import Statements
from scraper.parser.statements.stamps import NO_STAMP, Stamp

_UTC = re.compile(r"(?:Z|UTC|GMT|[+-]00:?00)\s*$", re.IGNORECASE)
_AMBIGUOUS = re.compile(r"^\D{0,12}(\d{1,2})/(\d{1,2})/\d{4}\b")
# The earliest and the latest zone of the world that people live in, in hours.
_WEST, _EAST = dt.timedelta(hours=12), dt.timedelta(hours=14)
_STATES = frozenset({rules.SHOWN_STATE, rules.STATE_AT_HEADLINE})
# With so much weight a day that is stated needs no look below the text, and any day none at the rest of the page.
_SURELY_STATED, _SURE = 50, 40


class Dating:
    """The search for the days of one page.

    Args:
        context: the page.
        text: its text.
    """

    def __init__(self, context: Context, text: Text) -> None:
        scene = scene_of(context, text)
        self._statements = Statements(context, scene)
        self._lines = Lines(scene)
        self._stated = list(self._statements.mentions())
        self._near = list(self._lines.near())

    def published(self) -> Found[Stamp]:
        """Return day and moment of publication with all candidates, the best first."""
        mentions = [*self._stated, *self._near]
        self._weigh(mentions)
        if not any(mention.weight >= _SURELY_STATED and mention.kind is Kind.STATED for mention in mentions):
            mentions += self._lines.after()
            self._weigh(mentions)
        if not any(mention.weight >= _SURE for mention in mentions):
            mentions += [*self._lines.elsewhere(), *self._statements.last_resorts()]
            shown = {mention.day for mention in mentions if mention.kind is Kind.SHOWN}
            for mention in mentions:
                if len(shown) == 1 and mention.kind is Kind.SHOWN:
                    mention.rules.append(rules.ALONE)
            self._weigh(mentions)
        ranked = sorted(mentions, key=lambda mention: -mention.weight)
        candidates = tuple(_candidate(mention) for mention in ranked)
        if not ranked or ranked[0].weight < rules.THRESHOLD:
            return Found(NO_STAMP, candidates=candidates)
        best = ranked[0]
        return Found((best.day, _moment(best, ranked)), best.source, candidates)

    def changed(self) -> Found[dt.datetime | None]:
        """Return the moment of the last change that readers see.

        ``Stand: 3.5.2024`` is a change only where the page says beside it when it was published.
        """
        mentions = [*self._near, *self._lines.below()]
        publications = {mention.day for mention in [*self._stated, *mentions] if mention.kind is not Kind.CHANGE}
        for mention in mentions:
            is_change = mention.kind is Kind.CHANGE
            is_state = bool(_STATES & set(mention.rules))
            has_publication = bool(publications - {mention.day})
            if is_change and mention.stamp[1] is not None and (has_publication or not is_state):
                return Found(mention.stamp[1], "line that is called a date of change")
        return Found(None)

    def _weigh(self, mentions: list[Mention]) -> None:
        """Correct the days that others show to be wrong, and note who says the same day."""
        for mention in mentions:
            _settle(mention, mentions)
        changes = self._statements.changes()
        kinds: dict[dt.date | None, set[Kind]] = {}
        for mention in mentions:
            kinds.setdefault(mention.day, set()).add(mention.kind)
        counts: dict[dt.date | None, int] = {}
        for mention in mentions:
            if mention.kind is Kind.STATED:
                counts[mention.day] = counts.get(mention.day, 0) + 1
        agreement = (
            (rules.AS_SHOWN, Kind.SHOWN),
            (rules.AS_ADDRESSED, Kind.ADDRESS),
        )
        for mention in mentions:
            mention.rules = [
                rule
                for rule in mention.rules
                if rule not in (rules.AS_CHANGED, rules.AS_STATED, rules.AS_SHOWN, rules.AS_ADDRESSED)
            ]
            if mention.kind is Kind.CHANGE:
                continue
            for rule, kind in agreement:
                if kind in kinds[mention.day] and mention.kind is not kind:
                    mention.rules.append(rule)
            if counts.get(mention.day, 0) > (mention.kind is Kind.STATED):
                mention.rules.append(rules.AS_STATED)
            if mention.kind in (Kind.STATED, Kind.SHOWN) and mention.day in changes and rules.SAID not in mention.rules:
                mention.rules.append(rules.AS_CHANGED)


def _settle(mention: Mention, mentions: list[Mention]) -> None:
    """Correct a day by the day that readers see or the address has, where only zone or order differ."""
    day, moment = mention.stamp
    if day is None or mention.kind is not Kind.STATED:
        return
    others = [
        other.day
        for other in mentions
        if other.kind in (Kind.SHOWN, Kind.ADDRESS) and other.weight > 0 and rules.DATELINE not in other.rules
    ]
    if day in others:
        return
    for other in others:
        if other is None:
            continue
        if moment and _UTC.search(mention.text) and other in {(moment - _WEST).date(), (moment + _EAST).date()}:
            mention.stamp = other, moment
            mention.source += ", corrected by the date that the page shows or its address has"
            return
        if _AMBIGUOUS.match(mention.text) and (day.year, day.month, day.day) == (other.year, other.day, other.month):
            mention.stamp = other, None
            mention.source += ", corrected by the date that the page shows or its address has"
            return


def _moment(best: Mention, ranked: list[Mention]) -> dt.datetime | None:
    """Return the moment of the best day: its own, or that of another who says the same day."""
    stated = [m.stamp[1] for m in ranked if m.day == best.day and m.kind is Kind.STATED and m.stamp[1]]
    shown = [m.stamp[1] for m in ranked if m.day == best.day and m.kind is best.kind and m.stamp[1]]
    return next(iter([*stated, best.stamp[1], *shown]), None)


def _candidate(mention: Mention) -> Candidate[Stamp]:
    return Candidate(mention.stamp, mention.source, tuple((rule.name, rule.weight) for rule in mention.rules))
