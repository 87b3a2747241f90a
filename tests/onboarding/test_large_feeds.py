"""Feeds with more entries than are read of them."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest

from scraper.model import Response
from scraper.onboarding.survey import read_as_feed

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>Landbote</title>{}</channel></rss>'
ATOM = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Landbote</title>{}</feed>'
ITEM = "<item><title>Nummer {0}</title><link>https://landbote.example/news/{0}</link></item>"
ENTRY = '<entry><title>Nummer {0}</title><link href="https://landbote.example/news/{0}"/></entry>'


def answer(body: bytes) -> Response:
    url = "https://landbote.example/feed"
    headers = (("content-type", "application/xml"),)
    return Response(url, url, 200, headers, body, dt.datetime(2026, 11, 27, tzinfo=dt.UTC))


def feed(frame: str, entry: str, count: int) -> bytes:
    return frame.format("".join(entry.format(number) for number in range(count))).encode()


@pytest.mark.parametrize(("frame", "entry"), [(RSS, ITEM), (ATOM, ENTRY)], ids=["RSS", "Atom"])
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "packed"])
def test_of_a_large_feed_the_beginning_is_read(frame: str, entry: str, is_packed: bool) -> None:
    body = feed(frame, entry, 1_002)
    found = read_as_feed(answer(gzip.compress(body) if is_packed else body))
    assert found is not None
    assert [link.url for link in found.links] == [f"https://landbote.example/news/{n}" for n in range(1_000)]
    assert found.cut is not None
    assert (found.cut.taken, found.cut.total) == (1_000, 1_002)


def test_a_feed_of_just_as_many_entries_is_read_whole() -> None:
    found = read_as_feed(answer(feed(RSS, ITEM, 1_000)))
    assert found is not None
    assert (len(found.links), found.cut) == (1_000, None)
