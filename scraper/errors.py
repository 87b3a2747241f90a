"""Every error that a user can meet, with its exit code and the next step.

::

    ScraperError                 1   the base: message, hint, exit code
    ├── ConfigError              2   wrong usage or configuration
    │   ├── MissingExtraError    2   a library that only some installations have
    │   ├── AddressError         2   a URL that cannot be used as it was typed
    │   │   └── UserInAddressError   2   it names a user or a password
    │   ├── ProfileError         2   a site profile with a mistake: file, site, key
    │   ├── WatchFileError       2   a file of saved searches with a mistake: file, search, key
    │   ├── QueryError           2   SQL that SQLite refuses
    │   └── SearchError          2   words of a search that are not understood
    ├── ArchiveError             2   the archive file cannot be used
    │   └── DamagedError         2   bytes in it are not what was put there
    ├── WarcError                1   a WARC file that cannot be opened, or is none
    ├── LockedError             75   another crawl holds the archive
    ├── FetchError               1   a response could not be had: URL and fault
    │   ├── UnreachableError     1   no network, no such host, refused connection, TLS
    │   ├── DeadlineError        1   the host answered too slowly
    │   ├── TooLargeError        1   more bytes than the bound
    │   ├── BrokenBodyError      1   truncated, badly chunked or badly compressed
    │   ├── RedirectError        1   too many hops, or a hop to where we do not go
    │   ├── GuardError           1   an address inside the user's own network
    │   ├── RobotsError          1   robots.txt says no, or cannot be read now
    │   └── BackOffError         1   the host's pause has not ended
    └── CrawlInterruptedError  130   Ctrl-C; nothing is lost
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import PurePath

from scraper.model.fault import Fault, fault
from scraper.model.reason import Reason


class ScraperError(Exception):
    """The base of all errors: one sentence for a person, and what to do next.

    Args:
        message: what happened, in plain English, naming the subject.
        hint: what the user can do next; None where nothing helps.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        if not self.hint:
            return self.message
        # Some messages end as a sentence, others with an address or a value.
        stop = "" if self.message.endswith((".", "!", "?")) else "."
        return f"{self.message}{stop} {self.hint}"


class ConfigError(ScraperError):
    """Wrong usage or configuration."""

    exit_code = 2


EXTRAS = {
    "cluster": ("Work on several workers", "dask"),
    "parquet": ("Parquet", "pyarrow"),
    "s3": ("A file in a bucket of S3", "s3fs"),
    "serve": ("The archive in the browser", "datasette"),
    "warc": ("A WARC file on the web", "fsspec"),
}
"""Extra of pyproject.toml -> what needs it, and the library that is looked for."""


class MissingExtraError(ConfigError):
    """A library that is no part of the plain installation.

    Args:
        extra: the extra of ``pyproject.toml`` that brings it.
        said: what Python said, where the library is there and cannot be loaded; None where it is not there.
    """

    def __init__(self, extra: str, said: str | None = None) -> None:
        what, library = EXTRAS[extra]
        if said is None:
            message = f"{what} needs the library {library}, which is not installed."
        else:
            message = f"{what} needs the library {library}, which cannot be loaded: {said}."
        super().__init__(message, hint=f"Install it where scraper is installed: .venv/bin/pip install -e '.[{extra}]'.")
        self.extra = extra


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Import within this block what an extra brings; every such import stands in one.

    Args:
        extra: its name in ``pyproject.toml``.

    Raises:
        MissingExtraError: it is not installed, or cannot be loaded.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(extra) from error
    # A library whose own shared objects are missing or of another machine.
    except ImportError as error:
        raise MissingExtraError(extra, str(error).rstrip(".")) from error


class AddressError(ConfigError):
    """A URL that cannot be used as it was typed."""


class UserInAddressError(AddressError):
    """A URL with a user name or a password, which are never sent and never stored."""


def _place(file: str, what: str, table: str | None, key: str | None) -> str:
    """Return where a mistake stands: the file, the table in it that is of ``what``, and the key, as far as known."""
    parts = [file]
    if table:
        parts.append(f"{what} '{table}'")
    if key:
        parts.append(f"key '{key}'")
    return ", ".join(parts)


class ProfileError(ConfigError):
    """A mistake in a site profile.

    Args:
        file: the profile file.
        site: the site's id, or None where the file itself is broken.
        key: the key at fault, or None.
        problem: what is wrong with it.
    """

    def __init__(self, file: str, site: str | None, key: str | None, problem: str) -> None:
        super().__init__(f"{_place(file, 'site', site, key)}: {problem}")


class WatchFileError(ConfigError):
    """A mistake in the file of saved searches.

    Args:
        file: the file.
        search: the search's id, or None where the file itself is broken.
        key: the key at fault, or None.
        problem: what is wrong with it.
    """

    def __init__(self, file: str, search: str | None, key: str | None, problem: str) -> None:
        super().__init__(f"{_place(file, 'search', search, key)}: {problem}")


class QueryError(ConfigError):
    """SQL that SQLite refuses."""


class SearchError(ConfigError):
    """Words of a search that are not understood."""


class ArchiveError(ScraperError):
    """The archive file cannot be used."""

    exit_code = 2


class DamagedError(ArchiveError):
    """Bytes of the archive are not what was put there; the rest of it can be used."""

    def __init__(self, message: str) -> None:
        super().__init__(message, hint="'scraper verify' names all that is damaged; a backup may have it whole.")


class WarcError(ScraperError):
    """A WARC file that cannot be opened or read, or a file that is none; the message names it."""


class LockedError(ScraperError):
    """Another crawl holds the archive's lock."""

    # EX_TEMPFAIL of sysexits.h: whoever starts crawls may try again later, with nothing changed.
    exit_code = 75


class FetchError(ScraperError):
    """A response that could not be had.

    Args:
        url: the address that was asked for; behind a redirect, the one that it led to.
        fault: why; its code knows what the user can do next.
        retry: whether the same request may succeed in a moment.

    Attributes:
        host_down: whether this says that the host of ``url`` cannot be asked at all now, not only for one page.
    """

    # Most errors are of one page, and the others of its host are asked for all the same.
    host_down = False

    def __init__(self, url: str, fault: Fault, *, retry: bool = False) -> None:
        super().__init__(f"{url}: {fault}", hint=fault.reason.hint or None)
        self.url = url
        self.fault = fault
        self.retry = retry


class UnreachableError(FetchError):
    """No network, no such host, a refused or dropped connection, a certificate that does not hold.

    Args:
        host_down: whether this says something of the host (or the network), not of one page.
    """

    def __init__(self, url: str, fault: Fault, *, retry: bool = False, host_down: bool = True) -> None:
        super().__init__(url, fault, retry=retry)
        # A connection that was lost in the middle of an answer says nothing of the host, a refused one does.
        self.host_down = host_down


class DeadlineError(FetchError):
    """The host answered too slowly."""


class TooLargeError(FetchError):
    """More bytes, on the wire or unpacked, than the bound."""


class BrokenBodyError(FetchError):
    """A body that is truncated, badly chunked or badly compressed."""


class RedirectError(FetchError):
    """Too many redirects, a loop, or a redirect to another scheme."""


class GuardError(FetchError):
    """An address that is or resolves to loopback, a private, link-local or otherwise special range."""


class RobotsError(FetchError):
    """The host's robots.txt forbids the address, or cannot be read now (RFC 9309 §2.3.1)."""


class BackOffError(FetchError):
    """The host failed or asked for a pause, and that has not ended.

    Args:
        until: when the pause ends (aware, UTC).
    """

    # A pause is always one of the whole host.
    host_down = True

    def __init__(self, url: str, fault: Fault, until: datetime) -> None:
        super().__init__(url, fault)
        self.until = until


class CrawlInterruptedError(ScraperError):
    """Ctrl-C or SIGTERM; what was archived stays, the next run goes on."""

    # What a shell reports of a program that SIGINT (2) has ended: 128 + 2.
    exit_code = 130


def mishap(error: BaseException) -> Fault:
    """Return the fault of an error that nobody foresaw, with the place in the code, for a person to report."""
    # The last entry is where the error was raised; those before it are the calls that led there.
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{PurePath(place.filename).name}:{place.lineno}"
    return fault(Reason.PROGRAM_ERROR, error=type(error).__name__, place=where, message=str(error))
