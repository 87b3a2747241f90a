"""What a value of an export's own records may be: everything in them is untrusted until one of these has seen it.

Each check returns the value, or raises :class:`UnfitError` with the place where something else stands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from scraper.errors import AddressError
from scraper.web.storable import storable
from scraper.web.urls import canonical
from scraper.web.userinfo import masked

_T = TypeVar("_T")

LONGEST_TEXT = 20_000_000
"""Characters of a text. Chosen: above what a page of the largest size that is fetched can hold."""

MOST_ITEMS = 100_000
"""Items of a list. Chosen: an article that was visited twice a day for a century has fewer visits."""

MOST_DEPTH = 12
"""How deep JSON may be nested where its form is not ours to say. Chosen: twice what a record of any version needs."""

LONGEST_HEAD = 1_000_000
"""Bytes of the head of a message. Chosen: ten times what common servers and clients take."""

_LONGEST_ADDRESS = 20_000
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
# RFC 8141 §2 and RFC 4122 §3, as WARC-Record-ID has it (ISO 28500, 5.2).
_RECORD_NAME = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
# The codes of HTTP (RFC 9110 §15).
_STATUS = range(100, 600)


class UnfitError(ValueError):
    """A value that is not what it should be.

    Args:
        place: where it stands, such as ``versions[2].seen_at``.
        wanted: what should stand there.
    """

    def __init__(self, place: str, wanted: str) -> None:
        super().__init__(f"{place}: {wanted}")
        self.place = place
        self.wanted = wanted


class Fields:
    """The members of a JSON object, each asked for by its name and by what it may be.

    Args:
        value: the object.
        place: where it stands; empty for the whole record.

    Raises:
        UnfitError: it is no object.
    """

    def __init__(self, value: Any, place: str = "") -> None:
        if not isinstance(value, dict):
            raise UnfitError(place or "the record", "an object")
        self._value: Mapping[str, Any] = value
        self._place = place

    def place(self, name: str) -> str:
        """Return where a member stands."""
        return f"{self._place}.{name}" if self._place else name

    def get(self, name: str, check: Callable[[Any, str], _T]) -> _T:
        """Return a member that has to be there.

        Raises:
            UnfitError: it is not there, or not what the check wants.
        """
        if name not in self._value:
            raise UnfitError(self.place(name), "missing")
        return check(self._value[name], self.place(name))

    def maybe(self, name: str, check: Callable[[Any, str], _T]) -> _T | None:
        """Return a member, or None where it is null or missing.

        Raises:
            UnfitError: it is not what the check wants.
        """
        value = self._value.get(name)
        return None if value is None else check(value, self.place(name))

    def items(self, name: str, check: Callable[[Any, str], _T]) -> tuple[_T, ...]:
        """Return the items of a list; none where it is missing.

        Raises:
            UnfitError: it is no list, it is too long, or an item is not what the check wants.
        """
        value = self._value.get(name, [])
        place = self.place(name)
        if not isinstance(value, list) or len(value) > MOST_ITEMS:
            raise UnfitError(place, f"a list of at most {MOST_ITEMS:,} items")
        return tuple(check(item, f"{place}[{at}]") for at, item in enumerate(value))


def text(value: Any, place: str) -> str:
    """A text that a column can hold."""
    is_text = isinstance(value, str) and len(value) <= LONGEST_TEXT
    if not is_text or storable(value) != value:
        raise UnfitError(place, "a text")
    return str(value)


def truth(value: Any, place: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise UnfitError(place, "true or false")
    return value


def count(value: Any, place: str) -> int:
    """A number from 0 that SQLite can hold."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not is_number or not 0 <= value < 2**31:
        raise UnfitError(place, "a number")
    return int(value)


def status(value: Any, place: str) -> int:
    """A status code of HTTP."""
    if count(value, place) not in _STATUS:
        raise UnfitError(place, "a status of HTTP")
    return int(value)


def moment(value: Any, place: str) -> str:
    """A time as the archive writes times."""
    is_form = isinstance(value, str) and _TIME.fullmatch(value) is not None
    if not is_form or not _is_of_the_calendar(dt.datetime.fromisoformat, value):
        raise UnfitError(place, "a time such as 2026-11-23T09:30:00Z")
    return str(value)


def day(value: Any, place: str) -> str:
    """A day as the archive writes days."""
    is_form = isinstance(value, str) and _DAY.fullmatch(value) is not None
    if not is_form or not _is_of_the_calendar(dt.date.fromisoformat, value):
        raise UnfitError(place, "a day such as 2026-11-23")
    return str(value)


def _is_of_the_calendar(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


def sha256(value: Any, place: str) -> str:
    """A SHA-256 in hexadecimal."""
    if not isinstance(value, str) or _SHA256.fullmatch(value) is None:
        raise UnfitError(place, "a SHA-256")
    return value


def record_name(value: Any, place: str) -> str:
    """The name of a record, a UUID as a URN."""
    if not isinstance(value, str) or _RECORD_NAME.fullmatch(value) is None:
        raise UnfitError(place, "the name of a record (urn:uuid:…)")
    return value


def address(value: Any, place: str) -> str:
    """An address in the one spelling under which it is archived, without user and password."""
    is_address = isinstance(value, str) and len(value) <= _LONGEST_ADDRESS and text(value, place) == masked(value)
    if not is_address or _spelling(value) != value:
        raise UnfitError(place, "an address of the web in its usual spelling")
    return str(value)


def public(value: Any, place: str) -> str:
    """An address, in whatever spelling, without user and password."""
    if text(value, place) != masked(value) or len(value) > _LONGEST_ADDRESS:
        raise UnfitError(place, "an address without user and password")
    return str(value)


def _spelling(url: str) -> str | None:
    try:
        return canonical(url)
    except AddressError:
        return None


def named(value: Any, place: str) -> str:
    """A text that is not empty, such as the id of a site."""
    if not text(value, place).strip():
        raise UnfitError(place, "a text that is not empty")
    return str(value)


def one_of(values: Collection[str]) -> Callable[[Any, str], str]:
    """Return the check that a value is one of some words."""

    def check(value: Any, place: str) -> str:
        if not isinstance(value, str) or value not in values:
            raise UnfitError(place, f"one of {', '.join(sorted(values))}")
        return value

    return check


def plain_json(value: Any, place: str) -> Any:
    """JSON of any form, as deep and as long as a record can need it, without text that no column can hold."""
    _walk(value, place, MOST_DEPTH)
    return value


def _walk(value: Any, place: str, depth: int) -> None:
    if depth == 0:
        raise UnfitError(place, "less deeply nested")
    if isinstance(value, str):
        text(value, place)
    elif isinstance(value, Mapping):
        _walk_all([*value.keys(), *value.values()], place, depth)
    elif isinstance(value, Sequence):
        _walk_all(value, place, depth)
    elif isinstance(value, float):
        # NaN and Infinity are no JSON (RFC 8259 §6), though Python reads and writes them; SQLite refuses them.
        if value != value or value in (float("inf"), float("-inf")):
            raise UnfitError(place, "a number of JSON")
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise UnfitError(place, "a number that a column can hold")


def _walk_all(values: Sequence[Any], place: str, depth: int) -> None:
    if len(values) > MOST_ITEMS:
        raise UnfitError(place, f"at most {MOST_ITEMS:,} items")
    for value in values:
        _walk(value, place, depth - 1)
