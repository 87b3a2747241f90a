"""WARC files on the web and in buckets, read in ranges by fsspec, and read on where a connection is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from scraper.errors import MissingExtraError, WarcError, needing
from scraper.warc.raw import Opened
from scraper.warc.remote_errors import is_late, may_come, worded
from scraper.web.userinfo import masked_address

# Chosen: a request of its own for each of these costs little beside bringing it.
_RANGE = 4 * 1024 * 1024
# Chosen: how long one request may take; 4 MiB come within it over a line of 35 kB a second.
_SECONDS = 120.0
# Chosen: a host that starts anew is back within these tries; each one that brings something starts the count anew.
_TRIES = 5
# Chosen: as long as the crawler waits for an address.
_SILENT_SECONDS = 60.0
_PAUSE_SECONDS = 1.0

_T = TypeVar("_T")

# What Source takes, in its order.
Row = tuple[str, str, int | None, str]


def expand_remote(given: str) -> list[Row]:
    """Return the files that an address names, as rows for :class:`scraper.warc.sources.Source`.

    Args:
        given: of http, https or s3; in one of s3 may stand a pattern.

    Raises:
        WarcError: there is none, or it cannot be asked for.
    """
    files = _files_of(given)
    is_pattern = given.lower().startswith("s3://") and bool(set("*?[") & set(given))
    if not is_pattern:
        return [_row(given, files)]
    shown = masked_address(given)
    found = sorted(_asked(lambda: files.call("glob", given), shown))
    if not found:
        raise WarcError(f"No file fits {shown}.", hint="Look at the pattern with 'aws s3 ls'.")
    return [_row(f"s3://{path}", files) for path in found]


def open_remote(location: str) -> tuple[Opened, int | None, str]:
    """Open an address; return its bytes, its size where that is known, and the address for people.

    Raises:
        WarcError: it cannot be had.
    """
    files = _files_of(location)
    shown = masked_address(location)
    told = _asked(lambda: files.call("info", location), shown)
    if told.get("type") == "directory":
        raise WarcError(f"{shown} is a folder.", hint=f"Name its files, such as '{shown.rstrip('/')}/*.warc.gz'.")
    size = told.get("size")
    # Buckets always give ranges; of other hosts only those that say so, as others send the whole file for each.
    has_ranges = size is not None and (files.is_bucket or told.get("partial", False))
    if has_ranges:
        return _Ranges(files, location, shown, size), size, shown
    return _Stream(files, location, shown), size, shown


def _row(location: str, files: _Files) -> Row:
    shown = masked_address(location)
    told = _asked(lambda: files.call("info", location), shown)
    if told.get("type") == "directory":
        raise WarcError(f"{shown} is a folder.", hint=f"Name its files, such as '{shown.rstrip('/')}/*.warc.gz'.")
    size = told.get("size")
    changed = told.get("ETag") or told.get("LastModified") or ""
    return location, shown, size, f"{size}-{changed}"


class _Files:
    """A filesystem of fsspec's, asked with a bound on the time of each answer."""

    def __init__(self, filesystem: Any, *, is_bucket: bool) -> None:
        self.filesystem = filesystem
        self.is_bucket = is_bucket

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Return what a method of the filesystem returns, by its name without the leading underscore."""
        from fsspec.asyn import sync

        method = getattr(self.filesystem, f"_{name}")
        return sync(self.filesystem.loop, method, *args, timeout=_SECONDS, **kwargs)


def _files_of(location: str) -> _Files:
    is_bucket = location.lower().startswith("s3://")
    try:
        with needing("s3" if is_bucket else "warc"):
            import fsspec

            if is_bucket:
                return _Files(fsspec.filesystem("s3", anon=_has_no_key()), is_bucket=True)
            return _Files(fsspec.filesystem("http", client_kwargs=_client()), is_bucket=False)
    except MissingExtraError as error:
        # It is this address that cannot be read: files of the disk among the others can.
        raise WarcError(f"{masked_address(location)}: {error.message}", hint=error.hint) from error


def _client() -> dict[str, Any]:
    """Return how the web is asked."""
    from fsspec.implementations import http

    return {
        # A file that takes an hour is no fault; a host that says nothing for a minute is one.
        "timeout": http.aiohttp.ClientTimeout(total=None, sock_connect=_SILENT_SECONDS, sock_read=_SILENT_SECONDS),
        # Many hosts call the compression of a file one of the transfer. Unpacked, its records would have no offsets.
        "auto_decompress": False,
        "headers": {"Accept-Encoding": "identity"},
    }


def _has_no_key() -> bool:
    """Return whether there is no key for buckets on this machine; public ones are read without one."""
    from importlib import import_module

    session = import_module("botocore.session").Session()
    return session.get_credentials() is None


class _Ranges:
    """A file whose host gives ranges of it (RFC 9110 §14)."""

    def __init__(self, files: _Files, location: str, shown: str, size: int) -> None:
        self._files = files
        self._location = location
        self._shown = shown
        self._size = size

    def read_at(self, position: int, most: int) -> bytes:
        """Return the bytes from a place on."""
        end = min(self._size, position + max(most, _RANGE))
        if position >= end:
            return b""
        read = _asked(
            lambda: self._files.call("cat_file", self._location, start=position, end=end), self._shown, position
        )
        # A host that says that it gives ranges, and sends the whole file.
        is_whole = len(read) > end - position
        return bytes(read[position:end] if is_whole else read)

    def close(self) -> None:
        """Nothing is kept open."""


class _Stream:
    """A file whose host sends it as a whole: after a lost connection, what was read is passed over."""

    def __init__(self, files: _Files, location: str, shown: str) -> None:
        self._files = files
        self._location = location
        self._shown = shown
        self._file: Any = None
        self._at = 0

    def read_at(self, position: int, most: int) -> bytes:
        """Return the bytes from a place on."""
        return _asked(lambda: self._read(position, most), self._shown, position)

    def _read(self, position: int, most: int) -> bytes:
        try:
            if self._file is None or position < self._at:
                self.close()
                self._file = self._files.filesystem.open(self._location, "rb", block_size=0)
                self._at = 0
            while self._at < position:
                passed = self._file.read(min(most, position - self._at))
                if not passed:
                    return b""
                self._at += len(passed)
            read = bytes(self._file.read(most))
        except Exception:
            # Half an answer is of no use; the next try asks again.
            self.close()
            raise
        self._at += len(read)
        return read

    def close(self) -> None:
        """Close the connection."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _asked(ask: Callable[[], _T], shown: str, position: int | None = None) -> _T:
    """Return an answer, asked for again a bounded number of times where it may come then.

    Args:
        ask: asks.
        shown: the address for people.
        position: from where on bytes were asked for, or None.

    Raises:
        WarcError: it does not come.
    """
    where = f" from byte {position:,} on" if position else ""
    for number in range(1, _TRIES + 1):
        try:
            return ask()
        except Exception as error:  # the libraries have classes of errors of their own, some of them of Exception alone
            # Each first question is two requests, HEAD and GET. Five times both in vain would take ten minutes.
            is_silent = position is None and is_late(error)
            is_last = number == _TRIES or is_silent or not may_come(error)
            if is_last:
                raise worded(error, shown, where=where, tries=number) from error
            time.sleep(_PAUSE_SECONDS * number)
    raise AssertionError("the loop ends by a return or a raise")
