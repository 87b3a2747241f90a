"""Dates for the records of an export, of which no two of one address may be the same.

Indexes of WARC files find a record by its address and its time in whole seconds, and know two such records as one. For
them addresses are the same that differ in scheme, ``www.``, case, the order of parameters, or a slash at the end, as
those of a redirect and of its target often do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from sqlite_utils import Database

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
            by_key.setdefault(_key(url), set()).update(_spellings(url))
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
    _, separator, rest = url.partition("://")
    if not separator:
        yield url
        return
    rest = rest.removeprefix("www.")
    path = rest.removesuffix("/")
    for scheme in ("http", "https"):
        for www in ("", "www."):
            yield f"{scheme}://{www}{path}"
            yield f"{scheme}://{www}{path}/"


def _key(url: str) -> str:
    """Return what addresses share that an index may take for one."""
    parts = urlsplit(url.lower())
    host = parts.netloc.rpartition("@")[2].removeprefix("www.")
    query = "&".join(sorted(parts.query.split("&")))
    return f"{host}{parts.path.rstrip('/')}?{query}"
