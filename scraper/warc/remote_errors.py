"""What fsspec and the libraries below it say when a file does not come, in our words.

Those libraries are no part of the plain installation and have errors of their own; they are told apart by their status
and by the names of their classes.
"""

from __future__ import annotations

from collections.abc import Iterator

from scraper.errors import WarcError
from scraper.web.userinfo import masked_address

_FORBIDDEN = frozenset({401, 403})
_MISSING = frozenset({404, 410})
_TOO_MANY, _SERVER_ERROR = 429, 500
# What aiohttp and botocore call a host that is not known or does not listen, and a question without a key.
_NO_HOST = frozenset({"ClientConnectorDNSError", "ClientConnectorError", "EndpointConnectionError", "gaierror"})
_NO_KEY = frozenset({"NoCredentialsError", "PartialCredentialsError"})


def may_come(error: Exception) -> bool:
    """Return whether the same question may be answered in a moment.

    Args:
        error: how it was answered.
    """
    status = _status(error)
    if status is not None:
        return status == _TOO_MANY or status >= _SERVER_ERROR
    is_settled = isinstance(error, FileNotFoundError | PermissionError) and not _is_of_connection(error)
    return not (is_settled or _is_one_of(error, _NO_HOST) or _is_one_of(error, _NO_KEY))


def is_late(error: Exception) -> bool:
    """Return whether no answer came in time.

    Args:
        error: of a library.
    """
    return any(isinstance(each, TimeoutError) for each in _causes(error))


def worded(error: Exception, shown: str, *, where: str, tries: int) -> WarcError:
    """Return an error with what happened and what to do next.

    Args:
        error: of a library.
        shown: the address, without user and password.
        where: from which byte on, for the sentence; or empty.
        tries: how often it was asked for.
    """
    status = _status(error)
    is_unreachable = _is_one_of(error, _NO_HOST)
    is_forbidden = status in _FORBIDDEN or isinstance(error, PermissionError) or _is_one_of(error, _NO_KEY)
    is_missing = status in _MISSING or (isinstance(error, FileNotFoundError) and not _is_of_connection(error))
    if is_unreachable:
        return WarcError(f"{shown}: the host cannot be reached.", hint="Check the spelling and your connection.")
    if is_forbidden:
        return _forbidden(shown, status)
    if is_missing:
        return WarcError(f"{shown}: there is no such file.", hint="Look at its spelling.")
    if status is not None:
        return WarcError(f"{shown}: the host answers with status {status}{where}.", hint="Try again later.")
    if is_late(error):
        times = "" if tries == 1 else f", {tries} times"
        return WarcError(f"{shown}: no answer in time{where}{times}.", hint="Try again later.")
    why = masked_address(str(error) or type(error).__name__)
    return WarcError(
        f"{shown}: the connection was lost {tries} times{where} ({why}).",
        hint="Start the import again: it goes on from there.",
    )


def _forbidden(shown: str, status: int | None) -> WarcError:
    if shown.lower().startswith("s3://"):
        return WarcError(
            f"{shown}: the bucket does not give it without the right key.",
            hint="Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, to those of who may read it.",
        )
    return WarcError(
        f"{shown}: the host does not give it (status {status}).",
        hint="Look in a browser whether it asks for a login; a downloaded file can be imported by its path.",
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what caused it."""
    while error is not None:
        yield error
        error = error.__cause__


def _status(error: BaseException) -> int | None:
    """Return the status that an error is of, its own or that of what caused it."""
    statuses = (getattr(each, "status", None) for each in _causes(error))
    return next((status for status in statuses if isinstance(status, int)), None)


def _is_of_connection(error: BaseException) -> bool:
    """Return whether an answer was none: fsspec calls a file missing whatever went wrong when it asked for it."""
    return any(type(each).__module__.startswith("aiohttp") for each in _causes(error))


def _is_one_of(error: BaseException, names: frozenset[str]) -> bool:
    return any(type(each).__name__ in names for each in _causes(error))
