"""The text of an article, as far as anything is derived from it: the stems of a search, stories, mentions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexedText:
    """What the columns of ``articles`` hold that a search looks at.

    Args:
        language: such as ``de``; None: not known.
        kicker, title, lead, body: the text fields of the record.
        keywords: the editor's, joined by ``; ``.
    """

    language: str | None = None
    kicker: str | None = None
    title: str = ""
    lead: str | None = None
    body: str = ""
    keywords: str | None = None
