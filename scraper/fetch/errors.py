"""Errors of httpx, httpcore and the guard, translated into ours: here and nowhere else."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from scraper.errors import BrokenBodyError, DeadlineError, FetchError, GuardError, TooLargeError, UnreachableError
from scraper.fetch.guard import RefusedAddressError, UnknownHostError
from scraper.model import Fault, Reason, fault
from scraper.web.compression import CompressionError
from scraper.web.urls import authority
from scraper.web.userinfo import masked

# A foreign error may quote all that the host sent. So many characters fit into one message for people.
_SHOWN_CHARACTERS = 200


class ExcessError(Exception):
    """A body of more bytes than its bound.

    Args:
        bound: the bound, for people, such as ``64 MiB unpacked``.
    """

    def __init__(self, bound: str) -> None:
        super().__init__(f"more than {bound}")
        self.bound = bound


@dataclass(frozen=True, slots=True)
class _Translation:
    """One row: what was raised, and which error of ours says it.

    Args:
        foreign: the class of the foreign error.
        make: returns our error for an address and the foreign error.
    """

    foreign: type[BaseException]
    make: Callable[[str, Any], FetchError]


# httpx says of each connection that was not made only that it failed; what made it fail stands in the chain of causes.
# The first row that fits counts, and SSLCertVerificationError is derived from SSLError.
_NOT_CONNECTED = (
    # Only where no guard has asked for the name before.
    _Translation(socket.gaierror, lambda url, error: UnreachableError(url, fault(Reason.NO_HOST))),
    _Translation(
        ssl.SSLCertVerificationError,
        lambda url, error: UnreachableError(url, fault(Reason.BAD_CERTIFICATE, why=error.verify_message)),
    ),
    _Translation(
        ssl.SSLError,
        lambda url, error: UnreachableError(url, fault(Reason.NO_TLS, why=error.reason or str(error))),
    ),
    _Translation(
        ConnectionRefusedError,
        lambda url, error: UnreachableError(url, fault(Reason.CONNECTION_REFUSED), retry=True),
    ),
)


def _not_connected(url: str, error: httpx.ConnectError) -> FetchError:
    for cause in _causes(error):
        for row in _NOT_CONNECTED:
            if isinstance(cause, row.foreign):
                return row.make(url, cause)
    return UnreachableError(url, fault(Reason.NO_CONNECTION, why=_plain(error)), retry=True)


def _cannot_ask(url: str, error: Exception) -> FetchError:
    return FetchError(url, fault(Reason.CANNOT_ASK, why=_plain(error)))


def _too_slow(url: str, error: Exception) -> FetchError:
    # A deadline says nothing of the host: one page can be slow, as a search or a large download is.
    return DeadlineError(url, fault(Reason.TIMEOUT), retry=True)


def _broken_answer(url: str, error: Exception) -> FetchError:
    return BrokenBodyError(url, fault(Reason.BROKEN_ANSWER, why=_plain(error)), retry=True)


def _connection_lost(url: str, error: Exception) -> FetchError:
    # The host is there, since it took the connection that was lost later, so only this page is at fault.
    lost = fault(Reason.CONNECTION_LOST, why=_plain(error))
    return UnreachableError(url, lost, retry=True, host_down=False)


# The first row that fits counts, so that a class has to stand before the classes that it is derived from.
_TRANSLATIONS = (
    _Translation(
        RefusedAddressError,
        lambda url, error: GuardError(url, fault(Reason.PRIVATE_ADDRESS, why=str(error))),
    ),
    _Translation(
        UnknownHostError,
        lambda url, error: UnreachableError(url, fault(Reason.NO_HOST)),
    ),
    _Translation(ExcessError, lambda url, error: TooLargeError(url, fault(Reason.TOO_LARGE, bound=error.bound))),
    _Translation(
        CompressionError, lambda url, error: BrokenBodyError(url, fault(Reason.BROKEN_BODY, why=str(error)), retry=True)
    ),
    _Translation(
        httpx.ConnectTimeout, lambda url, error: DeadlineError(url, fault(Reason.CONNECT_TIMEOUT), retry=True)
    ),
    _Translation(httpx.TimeoutException, _too_slow),
    _Translation(TimeoutError, _too_slow),
    _Translation(httpx.ConnectError, _not_connected),
    _Translation(httpx.RemoteProtocolError, _broken_answer),
    _Translation(httpx.DecodingError, _broken_answer),
    _Translation(httpx.InvalidURL, _cannot_ask),
    _Translation(httpx.UnsupportedProtocol, _cannot_ask),
    _Translation(httpx.LocalProtocolError, _cannot_ask),
    # The idna library refuses by a UnicodeError some host names that browsers take.
    _Translation(UnicodeError, _cannot_ask),
    _Translation(httpx.HTTPError, _connection_lost),
    _Translation(OSError, _connection_lost),
)

FOREIGN = tuple(row.foreign for row in _TRANSLATIONS)
"""What a request can raise."""


def translated(url: str, error: BaseException) -> FetchError:
    """Return our error for a foreign one.

    Args:
        url: the address that was asked for.
        error: one of :data:`FOREIGN`.
    """
    row = next(row for row in _TRANSLATIONS if isinstance(error, row.foreign))
    return row.make(url, error)


def ends_the_host(error: FetchError, url: str) -> bool:
    """Return whether an error says that the host of an address cannot be asked at all now.

    A redirect may have led to another host. Where that one is down, the error names its address, and only the page
    that led there is at fault.

    Args:
        error: what asking for a page came to.
        url: the page's own address, or the home of its site.
    """
    return error.host_down and authority(error.url) == authority(url)


def status_fault(status: int) -> Fault:
    """Return the fault of an answer whose status says that there is nothing to work with."""
    return fault(Reason.HTTP_STATUS, status=status)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from, the last link first."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        # httpcore raises some errors "from" another; others only came up while that other was dealt with.
        cause = cause.__cause__ or cause.__context__


def _plain(error: BaseException) -> str:
    """Return the text of a foreign error on one line, or its name where it has none."""
    text = masked(" ".join(str(error).split()))
    return text[:_SHOWN_CHARACTERS] or type(error).__name__
