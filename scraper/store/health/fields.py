"""What the newest articles of a site lack: fields, what used to give them, words, texts that the site reserves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from sqlite_utils import Database

from scraper.analysis.drift import FEWEST_ARTICLES, NEWEST, Drift, drift, first_missing, halved, middle, newest, usual
from scraper.model import SELECTED, Alarm, Fault, Reason, Site, fault
from scraper.policy.fields import FIELDS, SETTLED, Field, is_stated, place
from scraper.policy.signals import stored
from scraper.store.health.newest import Kept, articles

_Judged = tuple[Fault, Sequence[Kept], Sequence[bool], Drift]


def judge(db: Database, sites: Iterable[Site], now: dt.datetime) -> dict[str, list[Alarm]]:
    """Return what the newest articles of each site lack that those before had.

    Args:
        db: an archive.
        sites: the profiles.
        now: the time.
    """
    return {site.id: [_alarm(one) for one in _of_site(db, site, now)] for site in sites}


def _alarm(judged: _Judged) -> Alarm:
    """Return an alarm that stands since the first article concerned was seen."""
    why, kept, well, stretch = judged
    return Alarm(why, kept[first_missing(well, stretch)].first_seen)


def _of_site(db: Database, site: Site, now: dt.datetime) -> list[_Judged]:
    kept = articles(db, site.id, now)
    # An article that is kept without its text has no fields to miss.
    with_text = [one for one in kept if not one.is_bare]
    found = _lost(with_text)
    is_body_lost = any(judged[0].reason is Reason.BODY_LOST for judged in found.values())
    unmatched = _unmatched(site, with_text, passed_over=found.keys())
    known = {*found, *(name for name, _ in site.select)}
    judged = [*found.values(), *unmatched, *_moved(with_text, known)]
    if not is_body_lost:
        judged += _shorter(with_text)
    return [*judged, *_reserved(kept)]


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


def _unmatched(site: Site, kept: Sequence[Kept], passed_over: Collection[str]) -> list[_Judged]:
    """Return what is to be said of selectors of a profile that gave a field until of late; all in one.

    Args:
        site: the profile.
        kept: its articles.
        passed_over: fields that are missing altogether, of which more is said elsewhere.
    """
    fewest = {field.name: field.fewest for field in FIELDS}
    read = _of_one_reader(kept)
    found: dict[str, tuple[list[bool], Drift]] = {}
    for name, selector in site.select:
        well = [one.sources.get(name, "").startswith(SELECTED) for one in read]
        stretch = drift(well)
        if stretch is not None and name not in passed_over:
            found[f"{name} = {selector!r}"] = well, stretch
    is_template = len(found) + len(passed_over) > 1
    if not found:
        return []
    names = [named.partition(" ")[0] for named in found]
    well, stretch = max(found.values(), key=lambda one: one[1].missing)
    if not is_template and stretch.missing < fewest.get(names[0], NEWEST):
        return []
    figures = _figures(Reason.SELECTOR_UNMATCHED, stretch)
    return [(replace(figures, detail=(*figures.detail, ("selectors", ", ".join(found)))), read, well, stretch)]


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
