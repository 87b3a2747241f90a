"""Errors of httpx, httpcore and the guard, translated into ours: here and nowhere else."""

from __future__ import annotations

import ssl

import httpx

from scraper.errors import BrokenBodyError, DeadlineError, FetchError, GuardError, TooLargeError, UnreachableError
from scraper.fetch.content_encoding import BodyError, BoundError
from scraper.fetch.guard import RefusedAddressError

FOREIGN = (
    httpx.HTTPError,
    httpx.InvalidURL,
    RefusedAddressError,
    BodyError,
    BoundError,
    TimeoutError,
    OSError,
    UnicodeError,
)
"""What a request can raise; UnicodeError is httpx's answer to host names that only browsers take."""

PRIVATE_HINT = "If you mean it, allow it with --allow-private, or private = true in the site's profile."


def translated(url: str, error: Exception) -> FetchError:
    """Return our error for a foreign one; the most specific match wins.

    Args:
        url: the address that was asked for.
        error: one of :data:`FOREIGN`.
    """
    if isinstance(error, RefusedAddressError):
        return GuardError(url, f"refused: {error}", hint=PRIVATE_HINT)
    if isinstance(error, BoundError):
        return TooLargeError(url, str(error))
    if isinstance(error, BodyError):
        return BrokenBodyError(url, str(error), retry=True)
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return DeadlineError(url, _slow(error), retry=True)
    if isinstance(error, httpx.ConnectError):
        return _unreachable(url, error)
    if isinstance(error, httpx.RemoteProtocolError | httpx.DecodingError):
        return BrokenBodyError(url, f"broken answer ({_plain(error)})", retry=True)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError | UnicodeError):
        return FetchError(url, f"cannot be asked for ({_plain(error)})")
    return UnreachableError(url, f"connection lost ({_plain(error)})", retry=True, host_down=False)


def _slow(error: Exception) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection in time"
    return "no answer in time"


def _unreachable(url: str, error: httpx.ConnectError) -> UnreachableError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return UnreachableError(url, f"the certificate does not hold ({cause.verify_message})")
        if isinstance(cause, ssl.SSLError):
            return UnreachableError(url, f"no secure connection ({cause.reason or cause})")
        if isinstance(cause, ConnectionRefusedError):
            return UnreachableError(url, "connection refused", retry=True)
        cause = cause.__cause__ or cause.__context__
    text = str(error)
    if "no such host" in text:
        return UnreachableError(url, text, hint="Check the spelling and your connection.")
    return UnreachableError(url, f"no connection ({_plain(error)})", retry=True)


def _plain(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text[:200] or type(error).__name__
