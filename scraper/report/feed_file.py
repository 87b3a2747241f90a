"""The file of a feed, which a run of every hour writes anew, and which nothing else is lost by."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

from scraper.batch.targets import refuse_archive, targets
from scraper.errors import ConfigError
from scraper.report.atom_parts import NAMESPACE, is_ours

# What an empty file may have: blanks, and the zeros that a crash of the machine leaves.
_EMPTY = b"\0 \t\r\n"
# Bytes in which more than an empty file would show; chosen.
_LONGEST_EMPTY = 1_000_000
_REPLACE = "Name another file, or replace it with --force."


def refuse(file: Path, feed_id: str, archive: Path, *, force: bool) -> None:
    """Refuse a name that the feed cannot have. What is replaced without being asked is this very feed, or nothing.

    Args:
        file: the name.
        feed_id: the id of the feed.
        archive: the archive, which no feed can stand in the place of.
        force: whether anything else is replaced, too.

    Raises:
        ConfigError: says why.
    """
    refuse_archive(file, archive)
    held = None
    if file.is_file() and not force:
        # What cannot be read is there, which is said below.
        with suppress(OSError):
            held = feed_id if _is_empty(file) else feed_id_in(file)
        if held != feed_id and is_ours(held, "watch"):
            raise ConfigError(f"{file}: is where a saved search tells its news.", hint=_REPLACE)
        if held != feed_id and is_ours(held, "feed"):
            raise ConfigError(f"{file}: holds another feed, of other articles.", hint=_REPLACE)
    with targets(force=force or held == feed_id) as files:
        files.refuse(file)


def put(file: Path, data: bytes, feed_id: str, archive: Path, *, force: bool) -> bool:
    """Write a feed; the file gets its name when it is whole, and one that would be the same is left alone.

    Web servers tell by the time of a file whether it has changed, and a reader that asks for it each hour gets it only
    then.

    Args:
        file: the name.
        data: the feed.
        feed_id, archive, force: as for :func:`refuse`.

    Returns:
        Whether anything was written.

    Raises:
        ConfigError: the feed cannot have this name.
        LockedError: another export writes it.
        ScraperError: it cannot be written; an older one is as it was.
    """
    refuse(file, feed_id, archive, force=force)
    with suppress(OSError):
        if file.is_file() and file.stat().st_size == len(data) and file.read_bytes() == data:
            return False
    with targets(force=True) as files:
        files.open(file).write(data)
    return True


def feed_id_in(path: Path) -> str | None:
    """Return the id of the Atom feed that a file holds; None for anything else, be it another feed or no XML at all.

    Args:
        path: a file.

    Raises:
        OSError: it cannot be read.
    """
    return _head_in(path).get("id")


def not_before_held(updated: dt.datetime, file: Path, feed_id: str) -> dt.datetime:
    """Return when a feed was changed last, which is no earlier than its file says already.

    The entry with the newest edit may have left the feed, as an older article does that newer ones push out. A reader
    that compares the two times would take the feed for an old copy.

    Args:
        updated: the newest edit among its entries (aware).
        file: the file of the feed, which may hold anything, or not be there.
        feed_id: the id of the feed.
    """
    try:
        head = _head_in(file)
        held = dt.datetime.fromisoformat(head.get("updated", "")).astimezone(dt.UTC)
    except (OSError, ValueError, OverflowError):
        return updated
    # A clock that was wrong once is not believed for ever.
    is_believed = head.get("id") == feed_id and held <= dt.datetime.now(dt.UTC)
    if not is_believed:
        return updated
    return max(updated, held)


def _head_in(path: Path) -> dict[str, str]:
    """Return the texts of an Atom feed by the names of their elements; of anything else, nothing.

    No more of the file is read than stands before its first entry.

    Raises:
        OSError: it cannot be read.
    """
    head: dict[str, str] = {}
    depth = 0
    with path.open("rb") as file, suppress(ElementTree.ParseError, ValueError, LookupError):
        # A LookupError is of an encoding that nobody knows.
        for event, element in ElementTree.iterparse(file, ("start", "end")):  # noqa: S314  (a file of the user's own)
            depth += 1 if event == "start" else -1
            is_root_of_feed = depth != 1 or event != "start" or element.tag == f"{NAMESPACE}feed"
            if not is_root_of_feed or element.tag == f"{NAMESPACE}entry":
                break
            if event == "end" and depth == 1:
                head.setdefault(element.tag.removeprefix(NAMESPACE), (element.text or "").strip())
    return head


def _is_empty(file: Path) -> bool:
    """Return whether a file holds nothing that could be lost, as ``touch`` makes it."""
    return file.stat().st_size <= _LONGEST_EMPTY and not file.read_bytes().strip(_EMPTY)
