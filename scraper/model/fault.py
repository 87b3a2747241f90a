"""What is wrong with a page, a source, a site or the archive, as a value: a code and its details.

The codes and their sentences stand in :mod:`scraper.model.reason`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from scraper.model.reason import Reason

Detail = str | int

# A newer program may have stored codes that this one does not know, for which Reason(code) would raise.
_BY_CODE = {str(reason): reason for reason in Reason}
# The name under which the details of a fault are stored with the address at fault; no sentence may have such a detail.
_AT = "at"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a page, a source or a site.

    Args:
        reason: its code.
        detail: what the sentence names, by name, such as ``(("status", 404),)``: pairs and no dictionary, so that a
            fault can be hashed. Use :func:`fault` to make one.
        at: the address at fault where a redirect led to another than the page's own, else None.
    """

    reason: Reason
    detail: tuple[tuple[str, Detail], ...] = ()
    at: str | None = None

    def __str__(self) -> str:
        """Return the sentence for people, without a stop at its end."""
        text = self.reason.template.format_map(_Named(self.detail))
        if self.at:
            return f"leads to {self.at}: {text}"
        return text

    @property
    def advice(self) -> str:
        """The sentence, and behind it the next step where there is one."""
        if self.reason.hint:
            return f"{self}. {self.reason.hint}"
        return str(self)

    def detail_text(self) -> str | None:
        """Return the details as the archive stores them: a JSON object, the bare text of ``other``, or None."""
        named = dict(self.detail)
        # Its one detail is a sentence, which reads better without JSON around it when a person asks by SQL.
        if self.reason is Reason.OTHER:
            return str(named.get("text", ""))
        if self.at:
            named[_AT] = self.at
        # Most reasons have no details; their column is NULL then, and not an empty object.
        if not named:
            return None
        return json.dumps(named, ensure_ascii=False)


class _Missing(str):
    """The text of a detail that is missing, whatever format its sentence asks for."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        """Return the text: a number's format, such as ``,``, would raise for it."""
        return str(self)


class _Named(dict[str, Detail]):
    """Details by name; one that is missing, as an older program may have stored it, reads as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return _Missing("…")


def fault(reason: Reason, *, at: str | None = None, **detail: Detail) -> Fault:
    """Return a fault with these details.

    Args:
        reason: its code.
        at: see :class:`Fault`.
        detail: what the code's sentence names.
    """
    return Fault(reason, tuple(detail.items()), at)


def stored_fault(code: str, detail: str | None) -> Fault:
    """Return the fault of a stored code and its details; a code that is not known reads as ``other``.

    Args:
        code: as in ``pages.reason``.
        detail: as in ``pages.detail``.
    """
    reason = _BY_CODE.get(code)
    # The code and its details are shown as they are, so that a person can look them up.
    if reason is None:
        return fault(Reason.OTHER, text=f"{code} {detail or ''}".strip())
    if reason is Reason.OTHER:
        return fault(reason, text=detail or "")
    named = _details(detail)
    rest = tuple((name, value) for name, value in named.items() if name != _AT)
    at = named.get(_AT)
    return Fault(reason, rest, None if at is None else str(at))


def _details(detail: str | None) -> Mapping[str, Detail]:
    """Return stored details by name; none where a person has written something else into the column by SQL."""
    try:
        named = json.loads(detail or "{}")
    except ValueError:
        return {}
    # A number or a list is JSON too, and has no names.
    if not isinstance(named, dict):
        return {}
    return named
