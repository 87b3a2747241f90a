"""When an article was published, and when it was last changed."""

from __future__ import annotations

import datetime as dt

from scraper.parser.context import Context, Found, Text
from scraper.parser.fields.dating.ranking import Dating
from scraper.parser.statements.stamps import Stamp, first_stamp


class Days:
    """The days of a page.

    Args:
        context: the page.
        text: its text.
        is_explained: whether all candidates are asked for, and not only the best one.
    """

    def __init__(self, context: Context, text: Text, *, is_explained: bool = False) -> None:
        self._context = context
        self._text = text
        # A date in brackets before the text is the editor's own and outranks the software's.
        self._dating = None if text.is_dated_report else Dating(context, text, is_explained=is_explained)

    def published(self) -> Found[Stamp]:
        """Return day and moment of publication, each None where the page does not say."""
        if self._dating is not None:
            return self._dating.published()
        # The software's time of day counts only where its day is the editor's.
        day, moment = first_stamp(self._context.statements.published)
        own = self._text.day
        return Found((own, moment if day == own else None), "date in brackets before the text")

    def modified(self) -> Found[dt.datetime | None]:
        """Return the moment of the last change: by the metadata, or as readers see it."""
        statements = self._context.statements
        moment = first_stamp(statements.modified)[1]
        if moment is not None:
            return Found(moment, statements.origin(statements.modified[0]))
        if self._dating is None:
            return Found(None)
        return self._dating.changed()


def find(context: Context, text: Text) -> Found[Stamp]:
    """Return day and moment of publication, each None where the page does not say."""
    return Days(context, text).published()
