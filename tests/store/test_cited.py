"""What a citation says of an article: its newest state, or the one of a day."""

from __future__ import annotations

import datetime as dt
import hashlib

from scraper.policy.identity import text_digest
from scraper.policy.signals import Signals
from scraper.store import Archive
from store_records import LATER, NOW, URL, full_article, plain, response, save

FIRST, SECOND, THIRD = b"<p>eins</p>", b"<p>zwei</p>", b"<p>drei</p>"
DAY = NOW.date()


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_the_newest_state(archive: Archive) -> None:
    save(archive, full_article(), FIRST)
    save(archive, full_article(), FIRST, LATER)
    cited = archive.cited(1)
    assert cited is not None
    assert (cited.id, cited.url, cited.site, cited.site_name) == (1, URL, "amtsblick", "amtsblick")
    assert (cited.kicker, cited.title) == ("Thüringen", "Innenministerium bei Facebook")
    assert (cited.date, cited.language, cited.authors) == ("2014-05-23", "de", ("bs", "Änne Groß"))
    assert cited.text_digest == text_digest(full_article())
    assert (cited.capture_id, cited.body_digest) == (1, sha256(FIRST))
    assert (cited.fetched_at, cited.seen_at) == ("2026-11-23T09:30:00Z", "2026-11-24T09:30:00Z")
    assert (cited.until, cited.gone_at, cited.is_reserved) == (None, None, False)


def test_the_state_of_a_day(archive: Archive) -> None:
    edited = full_article(title="Ein neuer Titel", authors=["Max Frei"], body="Anders.")
    save(archive, full_article(), FIRST)
    # Other bytes with the same text, and an unchanged answer, before the edit.
    save(archive, full_article(), SECOND, NOW + dt.timedelta(days=2))
    save(archive, full_article(), SECOND, NOW + dt.timedelta(days=4))
    save(archive, edited, THIRD, NOW + dt.timedelta(days=6))
    save(archive, edited, THIRD, NOW + dt.timedelta(days=8))
    said = {}
    for days in range(-1, 10):
        cited = archive.cited(1, DAY + dt.timedelta(days=days))
        if cited is not None:
            said[days] = (cited.title, cited.authors[0], cited.capture_id, cited.seen_at[8:10], cited.until)
    first = ("Innenministerium bei Facebook", "bs")
    second = ("Ein neuer Titel", "Max Frei")
    until = "2026-11-29T09:30:00Z"
    assert said == {
        **{0: (*first, 1, "23", until), 1: (*first, 1, "23", until), 2: (*first, 2, "25", until)},
        **{3: (*first, 2, "25", until), 4: (*first, 2, "27", until), 5: (*first, 2, "27", until)},
        **{6: (*second, 3, "29", None), 7: (*second, 3, "29", None), 8: (*second, 3, "01", None)},
        9: (*second, 3, "01", None),
    }
    digests = {days: archive.cited(1, DAY + dt.timedelta(days=days)) for days in (0, 2, 6)}
    assert [cited and cited.body_digest for cited in digests.values()] == [sha256(FIRST), sha256(SECOND), sha256(THIRD)]
    assert [cited and cited.text_digest for cited in digests.values()] == [
        text_digest(full_article()),
        text_digest(full_article()),
        text_digest(edited),
    ]


def test_an_article_that_is_gone(archive: Archive) -> None:
    save(archive, plain(3))
    with archive.transaction():
        archive.articles.update(1, {"gone_at": "2026-11-25T09:30:00Z"})
    gone = archive.cited(1)
    assert gone is not None
    assert (gone.gone_at, gone.seen_at) == ("2026-11-25T09:30:00Z", "2026-11-23T09:30:00Z")
    there = archive.cited(1, DAY)
    assert there is not None
    assert there.gone_at is None


def test_an_article_whose_text_is_reserved(archive: Archive) -> None:
    save(archive, plain(4), signals=Signals(tdm_reservation=1))
    cited = archive.cited(1)
    assert cited is not None
    assert (cited.is_reserved, cited.capture_id, cited.body_digest, cited.title) == (True, None, None, "Meldung 4")


def test_what_is_not_there(archive: Archive) -> None:
    save(archive, plain(5), response().body)
    assert archive.cited(99) is None
    assert archive.cited(1, DAY - dt.timedelta(days=1)) is None
