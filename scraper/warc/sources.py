"""Where WARC files lie: paths, patterns of paths, and addresses of the web and of buckets, which fsspec opens."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scraper.errors import WarcError
from scraper.warc.framing import Frames
from scraper.warc.kinds import refuse_others
from scraper.warc.raw import LocalFile, Opened, Raw
from scraper.web.userinfo import masked_address

_GLOB = frozenset("*?[")
_REMOTE = ("http://", "https://", "s3://")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read.

    Args:
        location: a path or an address, with all that is needed to open it.
        address: the same for people, without user and password.
        size: in bytes, or None where the host does not say it.
        identity: what changes when the file changes: its size, and its ETag or the time of its last change.
    """

    location: str
    address: str
    size: int | None
    identity: str


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A file that is being read.

    Args:
        raw: its bytes.
        size: in bytes, or None.
        address: for people.
        seeks: whether going to another place in it costs little.
    """

    raw: Raw
    size: int | None
    address: str
    seeks: bool


def is_remote(location: str) -> bool:
    """Return whether a file is not one of this machine."""
    return location[:8].lower().startswith(_REMOTE)


def expand(given: str) -> list[Source]:
    """Return the files that a user has named, sorted by their names.

    Args:
        given: a path, a pattern of paths with ``*``, ``?``, ``[…]`` or ``**``, or an address (http, https, s3; in one
            of s3, a pattern as well).

    Raises:
        WarcError: there is none, or it cannot be asked for.
    """
    if is_remote(given):
        from scraper.warc.remote import expand_remote

        return [Source(*each) for each in expand_remote(given)]
    scheme, colon, _ = given.partition("://")
    if colon and scheme.isalnum():
        raise WarcError(
            f"{masked_address(given)}: scraper reads WARC files from paths and from http, https and s3 addresses.",
            hint="Download it first, and name the path.",
        )
    # A file whose own name has such a sign in it is meant by it.
    is_pattern = bool(_GLOB & set(given)) and not Path(given).exists()
    if not is_pattern:
        return [_local(given)]
    found = sorted(path for path in glob.glob(os.path.expanduser(given), recursive=True) if Path(path).is_file())  # noqa: PTH111, PTH207
    if not found:
        raise WarcError(f"No file fits {given}.", hint="Look at the pattern with 'ls'.")
    return [_local(path) for path in found]


def _local(path: str) -> Source:
    try:
        told = Path(path).stat()
    except OSError as error:
        raise _not_opened(path, error) from error
    if Path(path).is_dir():
        raise WarcError(f"{path} is a folder.", hint=f"Name its files, such as '{path.rstrip('/')}/*.warc.gz'.")
    if not Path(path).is_file():
        raise WarcError(f"{path} is no file that can be read twice.", hint="Write it to a file, and name that.")
    return Source(path, path, told.st_size, f"{told.st_size}-{told.st_mtime_ns}")


def _not_opened(path: str, error: OSError) -> WarcError:
    hints = {
        FileNotFoundError: "Look at its spelling.",
        PermissionError: "Give the user who runs scraper leave to read it.",
        IsADirectoryError: f"Name its files, such as '{path.rstrip('/')}/*.warc.gz'.",
    }
    return WarcError(f"{path} cannot be opened: {error.strerror or error}.", hint=hints.get(type(error)))


@contextmanager
def opened_source(location: str) -> Iterator[OpenedSource]:
    """Open a file, and make sure that it is one of WARC.

    Args:
        location: as in :class:`Source`.

    Raises:
        WarcError: it cannot be opened, or is none of WARC.
    """
    opened, size, address = _opened(location)
    raw = Raw(opened)
    try:
        refuse_others(raw, size, address)
        yield OpenedSource(raw, size, address, not is_remote(location))
    except OSError as error:
        raise WarcError(f"{address} cannot be read on: {error.strerror or error}.") from error
    finally:
        raw.close()


def _opened(location: str) -> tuple[Opened, int | None, str]:
    if is_remote(location):
        from scraper.warc.remote import open_remote

        return open_remote(location)
    source = _local(location)
    try:
        return LocalFile(location), source.size, source.address
    except OSError as error:
        raise _not_opened(location, error) from error


def is_splittable(location: str) -> bool:
    """Return whether parts of a file can be read one by one without reading all that lies before each.

    So it is where each record is a gzip member or a frame of Zstandard of its own, and where a file of this machine is
    not packed.

    Args:
        location: as in :class:`Source`.

    Raises:
        WarcError: it cannot be opened, or is none of WARC.
    """
    with opened_source(location) as opened:
        frames = Frames(opened.raw, opened.size, seeks=opened.seeks)
        if not frames.is_packed:
            return opened.seeks
        return not frames.is_whole_packed
