"""What the newest articles of a site lack: fields, what used to give them, words, texts that the site reserves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from scraper.analysis.drift import FEWEST_ARTICLES, NEWEST, Drift, drift, first_missing, halved, middle, newest, usual
from scraper.model import SELECTED, Alarm, Fault, Reason, Site, fault
from scraper.policy.fields import FIELDS, SETTLED, Field, is_stated, place
from scraper.policy.selected import unmatched
from scraper.policy.signals import stored
from scraper.store.health.newest import Kept, Newest, newest_sources

Readers = Mapping[str, str]
"""By the ids of sites, who reads their pages today, as in ``articles.reader``."""
NO_READERS: Readers = {}
_Judged = tuple[Fault, Sequence[Kept], Sequence[bool], Drift]


def judge(newest: Newest) -> list[Alarm]:
    """Return what the newest articles of a site lack that those before had, and what its profile never finds.

    Args:
        newest: what the archive has of the site.
    """
    site, kept = newest.site, newest.articles
    # An article that is kept without its text has no fields to miss.
    with_text = [one for one in kept if not one.is_bare]
    found = _lost(with_text)
    is_body_lost = any(judged[0].reason is Reason.BODY_LOST for judged in found.values())
    never = _sources(newest)
    selectors = _selectors(site, with_text, never, passed_over=found.keys())
    known = {*found, *(name for name, _ in site.select)}
    judged = list(_moved(with_text, known))
    if not is_body_lost:
        judged += _shorter(with_text)
    judged += _reserved(kept)
    return [*map(_alarm, found.values()), *selectors, *map(_alarm, judged)]


def _sources(newest: Newest) -> list[tuple[dt.datetime, dict[str, str]]]:
    """Return what gave the fields of the articles by which selectors are judged that never matched."""
    if newest.reader is None:
        return []
    return newest_sources(newest.db, newest.site.id, newest.reader, newest.site.rules_since)


def _alarm(judged: _Judged) -> Alarm:
    """Return an alarm that stands since the first article concerned was seen."""
    why, kept, well, stretch = judged
    return Alarm(why, kept[first_missing(well, stretch)].first_seen)


def _lost(kept: Sequence[Kept]) -> dict[str, _Judged]:
    """Return what is to be said of each field that is missing of late."""
    found: dict[Field, tuple[list[bool], Drift]] = {}
    for field in FIELDS:
        well = [field.name in one.fields for one in kept]
        stretch = drift(well)
        if stretch is not None:
            found[field] = well, stretch
    # An editor forgets one field. Where a second one is missing as well it is the template, and five articles do.
    is_template = len(found) > 1
    return {
        field.name: (_figures(field.lost, stretch), kept, well, stretch)
        for field, (well, stretch) in found.items()
        if is_template or stretch.missing >= field.fewest
    }


def _figures(reason: Reason, stretch: Drift) -> Fault:
    return fault(reason, missing=stretch.missing, of=stretch.of, was=stretch.percent_before)


def _of_one_reader(kept: Sequence[Kept]) -> list[Kept]:
    """Return the articles that were read by the reader of the newest one: another one names other sources."""
    return [one for one in kept if one.reader == kept[0].reader]


def _selectors(
    site: Site,
    kept: Sequence[Kept],
    read: Sequence[tuple[dt.datetime, Mapping[str, str]]],
    passed_over: Collection[str],
) -> list[Alarm]:
    """Return what is to be said of selectors of a profile that give nothing, until of late or ever; all in one.

    Args:
        site: the profile.
        kept: its articles.
        read: when the newest ones that today's reader has read were first seen, and what gave their fields.
        passed_over: fields that are missing altogether, of which more is said elsewhere.
    """
    of_late = _unmatched(site, kept, passed_over)
    told = {name for name, _ in of_late} | set(passed_over)
    never = [one for one in unmatched(site, [sources for _, sources in read]) if one.field not in told]
    names = ", ".join([*(f"{name} = {selector!r}" for name, selector in of_late), *map(str, never)])
    if of_late:
        well, stretch = max(of_late.values(), key=lambda one: one[1].missing)
        figures, since = (
            _figures(Reason.SELECTOR_UNMATCHED, stretch),
            _of_one_reader(kept)[first_missing(well, stretch)],
        )
        return [Alarm(replace(figures, detail=(*figures.detail, ("selectors", names))), since.first_seen)]
    if never:
        of = never[0].articles
        why = fault(Reason.SELECTOR_UNMATCHED, missing=of, of=of, was=0, selectors=names)
        return [Alarm(why, min(seen for seen, _ in read))]
    return []


def _unmatched(
    site: Site, kept: Sequence[Kept], passed_over: Collection[str]
) -> dict[tuple[str, str], tuple[list[bool], Drift]]:
    """Return the selectors that gave a field until of late, by the articles of one reader."""
    fewest = {field.name: field.fewest for field in FIELDS}
    read = _of_one_reader(kept)
    found: dict[tuple[str, str], tuple[list[bool], Drift]] = {}
    for name, selector in site.select:
        well = [one.sources.get(name, "").startswith(SELECTED) for one in read]
        stretch = drift(well)
        if stretch is not None and name not in passed_over:
            found[name, selector] = well, stretch
    is_template = len(found) + len(passed_over) > 1
    return {
        (name, selector): (well, stretch)
        for (name, selector), (well, stretch) in found.items()
        if is_template or stretch.missing >= fewest.get(name, NEWEST)
    }


def _moved(kept: Sequence[Kept], passed_over: Collection[str]) -> Iterator[_Judged]:
    """Yield what is to be said of fields that another place of the pages gives of late."""
    for field in FIELDS:
        # Of a field that is missing, or that the profile selects, more is said elsewhere.
        if field.name in passed_over:
            continue
        having = [one for one in _of_one_reader(kept) if field.name in one.fields and field.name in one.sources]
        if len(having) < FEWEST_ARTICLES:
            continue
        places = [place(one.sources[field.name]) for one in having]
        before = usual(places)
        well = [one == before for one in places]
        stretch = drift(well, fewest=field.fewest, longest=SETTLED)
        if stretch is None or is_stated(now := newest(places, well, stretch)):
            continue
        why = fault(field.moved, now=now, moved=stretch.missing, of=stretch.of, was=before)
        yield why, having, well, stretch


def _shorter(kept: Sequence[Kept]) -> list[_Judged]:
    """Return what is to be said of texts that have half of the words that they had."""
    words = [one.words for one in kept]
    well = halved(words)
    stretch = drift(well)
    if stretch is None:
        return []
    now, before = middle(words[: stretch.of]), middle(words[len(words) // 2 :])
    if 2 * now > before:
        return []
    return [(fault(Reason.WORDS_HALVED, now=now, of=stretch.of, was=before), kept, well, stretch)]


def _reserved(kept: Sequence[Kept]) -> list[_Judged]:
    """Return what is to be said of articles that are kept without their text."""
    well = [not one.is_bare for one in kept]
    stretch = drift(well)
    if stretch is None:
        return []
    signals = next(one.signals for one in kept if one.is_bare)
    evidence = stored(signals or "").evidence_text("tdm-reservation", "noarchive", "noindex")
    was = 100 - stretch.percent_before
    why = fault(Reason.RESERVED_NOW, reserved=stretch.missing, of=stretch.of, was=was, evidence=evidence)
    return [(why, kept, well, stretch)]
