"""When an article was published, and when it was last changed."""

from __future__ import annotations

import datetime as dt

from scraper.parser.context import Context, Found, Text
from scraper.parser.fields.dating.ranking import Dating
from scraper.parser.statements.stamps import Stamp, first_stamp


def find(context: Context, text: Text) -> Found[Stamp]:
    """Return day and moment of publication, each None where the page does not say.

    A date in brackets before the text is the editor's own and outranks the software's.
    """
    if text.day is not None:
        day, moment = first_stamp(context.statements.published)
        return Found((text.day, moment if day == text.day else None), "date in brackets before the text")
    return Dating(context, text).published()


def modified(context: Context) -> Found[dt.datetime | None]:
    """Return the moment of the last change by the metadata."""
    changes = context.statements.modified
    source = context.statements.origin(changes[0]) if changes else ""
    return Found(first_stamp(changes)[1], source)
