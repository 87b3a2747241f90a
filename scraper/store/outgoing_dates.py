"""Dates for the records of an export, of which no two of one address may be the same.

Indexes of WARC files find a record by the key of its address (:mod:`scraper.web.surt`) and its time in whole seconds,
and know two such records as one. Addresses have one key that differ in scheme, ``www.``, case, the order of parameters,
escapes, or a slash at the end, as those of a redirect and of its target often do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlite_utils import Database

from scraper.web.surt import surt

# Chosen: addresses whose dates are kept, since those that many groups have in common come again soon.
_MOST_KEPT = 256
_SECOND = dt.timedelta(seconds=1)
_EVENTS = """
SELECT c.id, 0 AS is_visit, c.fetched_at AS at FROM captures c WHERE c.url IN ({marks})
UNION ALL
SELECT c.id, 1, v.at FROM captures c JOIN visits v ON v.capture_id = c.id WHERE c.url IN ({marks})
ORDER BY 3, 1, 2
"""


@dataclass(frozen=True, slots=True)
class Event:
    """What becomes a record of an export: a capture or a visit.

    Args:
        capture_id: the capture.
        is_visit: whether it is one of its visits.
        at: its time.
    """

    capture_id: int
    is_visit: bool
    at: dt.datetime


class Dates:
    """The dates of one export, which sees the archive as it was at one moment.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._others = _other_spellings(db)
        # Where thousands of articles lead to the front page, that has thousands of captures, and each of their groups
        # would look through all of them.
        self._of_spellings = lru_cache(maxsize=_MOST_KEPT)(self._moved)

    def moved(self, urls: Iterable[str]) -> Mapping[Event, dt.datetime]:
        """Return another date for each event whose own time an earlier one of the same address has.

        Each is dated as if all of the archive were exported, so that two exports of different parts agree.

        Args:
            urls: the addresses of captures that belong together: a page with its redirects.
        """
        by_key: dict[str, set[str]] = {}
        for url in urls:
            address_key = surt(url)
            for same in (url, *self._others.get(address_key, ())):
                by_key.setdefault(address_key, set()).update(_spellings(same))
        found: dict[Event, dt.datetime] = {}
        for spellings in by_key.values():
            found |= self._of_spellings(tuple(sorted(spellings)))
        return found

    def _moved(self, spellings: tuple[str, ...]) -> Mapping[Event, dt.datetime]:
        """Return the same for the spellings of one address."""
        marks = ", ".join("?" * len(spellings))
        rows = self._db.execute(_EVENTS.format(marks=marks), 2 * spellings).fetchall()
        taken: set[dt.datetime] = set()
        moved = {}
        for capture_id, is_visit, text in rows:
            event = Event(capture_id, bool(is_visit), dt.datetime.fromisoformat(text))
            date = event.at
            while date in taken:
                date += _SECOND
            taken.add(date)
            if date != event.at:
                moved[event] = date
        return moved


def _spellings(url: str) -> Iterator[str]:
    """Yield the other ways in which an address is most often written, and itself."""
    if "://" not in url:
        yield url
        return
    path = _stem(url)
    for scheme in ("http", "https"):
        for www in ("", "www."):
            yield f"{scheme}://{www}{path}"
            yield f"{scheme}://{www}{path}/"


def _other_spellings(db: Database) -> Mapping[str, frozenset[str]]:
    """Return by their key the addresses of captures that have one key and are spelled in rarer ways.

    Those of :func:`_spellings` are found by an index of the archive, key by key; what else shares a key, only a look at
    all addresses tells. Little is kept of most of them: a number each where an address is not spelled as its key.
    """
    rare = {hash(address_key) for url, address_key in _keyed(db) if not _is_spelled_as(url, address_key)}
    # Numbers in place of texts, since a site may spell all its addresses in such a way.
    stems: dict[int, int] = {}
    shared: set[int] = set()
    for url, address_key in _keyed(db) if rare else ():
        number, stem = hash(address_key), hash(_stem(url))
        if number in rare and stems.setdefault(number, stem) != stem:
            shared.add(number)
    found: dict[str, set[str]] = {}
    for url, address_key in _keyed(db) if shared else ():
        if hash(address_key) in shared:
            found.setdefault(address_key, set()).add(url)
    return {address_key: frozenset(urls) for address_key, urls in found.items()}


def _keyed(db: Database) -> Iterator[tuple[str, str]]:
    """Yield all addresses of captures with their keys."""
    # The index on url has all that is asked for.
    for (url,) in db.execute("SELECT DISTINCT url FROM captures"):
        yield url, surt(url)


def _is_spelled_as(url: str, address_key: str) -> bool:
    """Return whether a key has the host and all behind it letter by letter; with a port, it is taken not to."""
    host, _, rest = _stem(url).partition("/")
    host_of_key, _, rest_of_key = address_key.partition(")/")
    return rest == rest_of_key and host_of_key == ",".join(reversed(host.split(".")))


def _stem(url: str) -> str:
    """Return what the spellings of :func:`_spellings` share."""
    return url.partition("://")[2].removeprefix("www.").removesuffix("/")
