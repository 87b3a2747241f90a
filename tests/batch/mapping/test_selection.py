"""Which records of a file are read, and by which profile."""

from __future__ import annotations

import datetime as dt
import pickle
import re

import pytest

from scraper.batch.mapping.selection import Chooser, Selection
from scraper.model import Site

BOTE = Site(
    id="bote",
    name="Der Bote",
    home="https://www.bote.example/",
    feeds=("https://feeds.bote-verlag.example/alles.xml",),
    listings=("https://www.bote.example/aktuelles/",),
    ignore=(re.compile("^/termine/"),),
)
KURIER = Site(id="kurier", name="Kurier", home="https://kurier.example/")


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.bote.example/meldung/1", "bote"),
        ("http://bote.example/meldung/1?seite=2", "bote"),
        ("HTTPS://WWW.BOTE.EXAMPLE/meldung/1", "bote"),
        ("https://archiv.bote.example/meldung/1", "bote"),
        ("https://feeds.bote-verlag.example/meldung/1", "bote"),
        ("https://www.bote.example/", None),
        ("http://bote.example", None),
        ("https://www.bote.example/aktuelles", None),
        ("https://feeds.bote-verlag.example/alles.xml", None),
        ("https://www.bote.example/termine/7", None),
        ("https://nichtbote.example/meldung/1", None),
        ("https://bote.example:8443/meldung/1", None),
        ("https://kurier.example/meldung/1", None),
        ("ftp://bote.example/meldung/1", None),
        ("dns:bote.example", None),
        ("urn:uuid:024b789e-5352-5a5b-9809-e985814cc46b", None),
        ("https://", None),
        ("", None),
        ("https://[bote.example/x", None),
    ],
)
def test_pages_of_the_sites_that_are_asked_for(url: str, site: str | None) -> None:
    chooser = Chooser(Selection(sites=(BOTE,), known=(BOTE, KURIER)))

    assert chooser.wants(url) == (site is not None)
    if site is not None:
        found = chooser.site_of(url)
        assert found is not None
        assert found.id == site


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://ahornfurt.example/rathaus/1", "ahornfurt.example"),
        ("https://www.ahornfurt.example/rathaus/1", "www.ahornfurt.example"),
        ("https://presse.ahornfurt.example/1", None),
        ("https://presse.kreis.example/1", "presse.kreis.example"),
        ("https://kreis.example/1", "kreis.example"),
        ("https://landkreis.example/1", None),
        ("https://kurier.example/meldung/1", "kurier"),
    ],
)
def test_pages_of_hosts_that_are_asked_for(url: str, site: str | None) -> None:
    hosts = ("*.kreis.example", "ahornfurt.example", "kurier.example")
    chooser = Chooser(Selection(hosts=hosts, known=(BOTE, KURIER)))

    assert chooser.wants(url) == (site is not None)
    if site is not None:
        found = chooser.site_of(url)
        assert found is not None
        assert found.id == site


def test_all_hosts() -> None:
    chooser = Chooser(Selection(every=True, known=(BOTE,)))

    assert chooser.wants("https://irgendwo.example/a")
    assert chooser.wants("https://www.bote.example/meldung/1")
    assert not chooser.wants("https://www.bote.example/termine/7")
    assert not chooser.wants("https://irgendwo.example/")


def test_days_are_those_of_captures() -> None:
    first, second = dt.datetime(2019, 5, 16, tzinfo=dt.UTC), dt.datetime(2019, 5, 17, tzinfo=dt.UTC)
    selection = Selection(since=first, until=second)

    assert [selection.is_in_time(moment) for moment in (first - dt.timedelta(seconds=1), first, second)] == [
        False,
        True,
        False,
    ]


def test_the_same_selection_has_the_same_line() -> None:
    one = Selection(sites=(BOTE, KURIER), hosts=("a.example",), since=dt.datetime(2019, 5, 16, tzinfo=dt.UTC))
    other = Selection(sites=(KURIER, BOTE), hosts=("a.example",), since=dt.datetime(2019, 5, 16, tzinfo=dt.UTC))

    assert one.text == other.text
    assert one.text == ('{"hosts": ["a.example"], "since": "2019-05-16T00:00:00+00:00", "sites": ["bote", "kurier"]}')
    assert Selection(every=True).text == '{"all": true}'


def test_it_travels() -> None:
    selection = Selection(sites=(BOTE,), hosts=("a.example",))

    assert pickle.loads(pickle.dumps(selection)) == selection  # noqa: S301  (our own)
